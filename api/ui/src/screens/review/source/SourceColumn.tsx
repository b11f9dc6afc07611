// Column two: what they said, oldest first, with what was made of it marked.
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import type { ProposedOrder, Review } from '../../../api/schema';
import { strings } from '../../../strings';
import { focusOwner, marksOf, useEvidence } from '../evidence';
import { MessageView } from './MessageView';
import styles from './Source.module.css';

const words = strings.review.source;

export function SourceColumn({ review, order }: { review: Review; order: ProposedOrder }) {
  const marks = useMemo(() => marksOf(order), [order]);
  const { active } = useEvidence();
  const column = useRef<HTMLElement>(null);
  useEffect(() => {
    if (active === null) return;
    column.current
      ?.querySelector(`.${styles.strong}, [data-mark="${CSS.escape(active)}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);

  const last = review.messages.findLast((message) => message.direction === 'in');
  const ofRun = (id: string | null) => id === review.run_id;
  const some = review.messages.some((message) => ofRun(message.run_id));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the fields of the order are the way by key
    <section
      ref={column}
      className={styles.column}
      aria-label={words.title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by key
      tabIndex={0}
      onClick={(event) => {
        const owner = (event.target as HTMLElement).closest<HTMLElement>('mark[data-mark]')?.dataset.mark;
        if (owner && window.getSelection()?.isCollapsed !== false) focusOwner(owner);
      }}
    >
      <header className={styles.head}>
        <span className={styles.title}>{review.proposal.customer?.name ?? review.sender}</span>
        <Link to="/conversations/$conversationId" params={{ conversationId: review.conversation_id }}>
          {words.conversation}
        </Link>
      </header>
      {review.messages.map((message) => (
        <MessageView
          key={message.message_id}
          message={message}
          marks={marks}
          open={
            message.parts.some((part) => marks.has(part.part_id)) ||
            (some ? ofRun(message.run_id) && message.direction === 'in' : message === last)
          }
        />
      ))}
    </section>
  );
}
