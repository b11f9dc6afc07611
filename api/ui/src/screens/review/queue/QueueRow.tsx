// One review in the queue. Where one answer settles it, it can be given right here.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMe } from '../../../api/me';
import type { Choice } from '../../../api/schema';
import { money, untilCutoff, useNow } from '../../../parts/times';
import type { QueueSearch } from '../../../router';
import { initials } from '../../../shell/Shell';
import { strings } from '../../../strings';
import styles from './Queue.module.css';
import type { ShownItem } from './useQueue';

const words = strings.review.queue;

export function QueueRow({
  item,
  search,
  current,
  choose,
}: {
  item: ShownItem;
  search: QueueSearch;
  current: boolean;
  choose: ((item: ShownItem, choice: Choice) => void) | null;
}) {
  const me = useMe();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const cutoff = untilCutoff(item.cutoff_at, now);
  const question = item.gone || choose === null ? null : item.question;
  const choices = question?.choices.slice(0, 9) ?? [];
  const others = item.looking.filter((name) => name !== me.name);
  const reason = item.reasons[0];

  return (
    <li
      className={`${styles.row} ${current ? styles.current : ''} ${item.gone ? styles.gone : ''}`}
      data-review={item.review_id}
      onKeyDown={(event) => {
        if (question === null) return;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'o') setOpen(!open);
        else if (event.key === 'Escape' && open) setOpen(false);
        else if (open && /^[1-9]$/.test(event.key)) {
          const choice = choices[Number(event.key) - 1];
          if (choice) choose?.(item, choice);
        } else return;
        event.preventDefault();
      }}
    >
      <Link
        to="/reviews/$reviewId"
        params={{ reviewId: item.review_id }}
        search={search}
        className={styles.link}
        aria-current={current ? 'true' : undefined}
        data-row
      >
        <span className={styles.who}>{item.customer?.name ?? item.sender}</span>
        <span
          className={cutoff?.late ? styles.late : cutoff?.soon ? styles.soon : 'quiet'}
          title={cutoff ? undefined : words.noCutoff}
        >
          {item.gone ? words.done : (cutoff?.text ?? '–')}
        </span>
        <span className={styles.why}>
          {reason?.sentence ?? item.snippet}
          {item.reasons.length > 1 && <span className="quiet"> +{item.reasons.length - 1}</span>}
        </span>
        <span className={styles.foot}>
          <span>{strings.review.channels[item.channel]}</span>
          {item.value !== null && <span>{money(item.value)}</span>}
          {item.assigned_to && (
            <span className={styles.person} title={`${strings.review.foot.assignedTo} ${item.assigned_to}`}>
              {initials(item.assigned_to)}
            </span>
          )}
          {others.map((name) => (
            <span key={name} className={styles.looking} title={strings.review.foot.lookingToo(name)}>
              <span aria-hidden="true">◉</span> {initials(name)}
            </span>
          ))}
        </span>
      </Link>
      {question && (
        <div className={styles.answers}>
          <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
            {words.answers} <kbd>o</kbd>
          </button>
          {open && (
            <>
              <p>{question.sentence}</p>
              <ol>
                {choices.map((choice, at) => (
                  <li key={choice.label}>
                    <button type="button" onClick={() => choose?.(item, choice)}>
                      <kbd>{at + 1}</kbd> {choice.label}
                    </button>
                  </li>
                ))}
              </ol>
            </>
          )}
        </div>
      )}
    </li>
  );
}
