// Column three: what we make of it, and what is done about it.
import type { KeyboardEvent, ReactNode } from 'react';
import { useMe } from '../../../api/me';
import { money } from '../../../parts/times';
import { strings } from '../../../strings';
import { useOrderDesk } from './desk';
import { HeadFields } from './HeadFields';
import { LineRow } from './LineRow';
import { nextNumber } from './lines';
import styles from './Order.module.css';
import { OrderHead, Reasons } from './OrderHead';
import { Blocks, Reply } from './Reply';

const words = strings.review.order;

/** From line to line by arrow, where a line itself has the focus. */
function goAlong(event: KeyboardEvent<HTMLElement>): void {
  const line = event.target as HTMLElement;
  if (!line.matches('[data-line]') || event.ctrlKey || event.metaKey || event.altKey) return;
  const to = { ArrowDown: line.nextElementSibling, ArrowUp: line.previousElementSibling }[event.key];
  if (!(to instanceof HTMLElement)) return;
  event.preventDefault();
  to.focus();
}

export function OrderColumn({
  news,
  error,
  foot,
}: {
  news: ReactNode;
  error: string | null;
  foot: ReactNode;
}) {
  const { review, order, lines, change, locked } = useOrderDesk();
  const me = useMe();
  const others = review.looking.filter((name) => name !== me.name);
  return (
    <section className={styles.column} aria-label={words.title}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by key */}
      <div className={styles.scroll} tabIndex={0} data-order={review.review_id}>
        <OrderHead />
        {news}
        <Reasons />
        <HeadFields />
        {lines.length > 0 ? (
          <ol aria-label={words.lines} onKeyDown={goAlong}>
            {lines.map((line) => (
              <LineRow key={line.number} shown={line} />
            ))}
          </ol>
        ) : (
          <p className={`quiet ${styles.under}`}>{words.noLines}</p>
        )}
        <div className={styles.under}>
          <button
            type="button"
            className="plain"
            disabled={locked}
            data-owner-field="add"
            onClick={() =>
              change((known) => {
                const number = nextNumber(lines);
                return { ...known, lines: { ...known.lines, [number]: { number } } };
              })
            }
          >
            + {words.add}
          </button>
          {order.value !== null && (
            <span className={styles.total}>
              <span className="quiet">{words.total}</span> {money(order.value)}
            </span>
          )}
        </div>
        <Blocks />
        <Reply />
      </div>
      {(others.length > 0 || review.assigned_to) && (
        <p className={styles.who}>
          {others.length > 0 && (
            <span className={styles.looking} role="status">
              {others.length === 1
                ? strings.review.foot.lookingToo(others[0] ?? '')
                : strings.review.foot.lookingMany(others.join(', '))}
            </span>
          )}
          {review.assigned_to && (
            <span>
              {strings.review.foot.assignedTo} {review.assigned_to}
            </span>
          )}
        </p>
      )}
      {error && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
      {foot}
    </section>
  );
}
