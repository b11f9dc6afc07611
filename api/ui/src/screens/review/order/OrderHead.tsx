// The first things read: what it is and for when, and why it stopped, as a sentence.
import { day, untilCutoff, useNow } from '../../../parts/times';
import { strings } from '../../../strings';
import { focusOwner } from '../evidence';
import { useOrderDesk } from './desk';
import { ownerOfLine } from './lines';
import styles from './Order.module.css';

const words = strings.review.order;

export function OrderHead() {
  const { order } = useOrderDesk();
  const now = useNow();
  const cutoff = untilCutoff(order.cutoff_at, now);
  const po = order.fields.find((field) => field.field === 'po_number')?.value;
  return (
    <header className={styles.head}>
      <h2>
        {words.intents[order.intent]}
        {order.delivery_date && <span> · {day(order.delivery_date)}</span>}
        {po && <span> · {`${words.po} ${po}`}</span>}
      </h2>
      <span className={cutoff?.late ? styles.late : cutoff?.soon ? styles.soon : 'quiet'}>
        {cutoff ? `${words.cutoff} ${cutoff.text}` : words.noCutoff}
      </span>
    </header>
  );
}

export function Reasons() {
  const { review } = useOrderDesk();
  if (review.reasons.length === 0) return null;
  // What is of the whole order is read first; what is of a line is told again in the line.
  const sorted = [...review.reasons].sort((a, b) => Number(a.line != null) - Number(b.line != null));
  return (
    <ul className={styles.reasons} aria-label={words.why}>
      {sorted.map((reason, at) => (
        <li
          key={`${reason.kind}${reason.line ?? ''}${reason.sentence}`}
          className={at === 0 ? styles.firstReason : undefined}
        >
          {reason.line == null ? (
            reason.sentence
          ) : (
            <button
              type="button"
              className="plain"
              onClick={() => focusOwner(ownerOfLine(reason.line as number))}
            >
              <span className="quiet">{reason.line}</span> {reason.sentence}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
