// The customer wrote while this was being decided: what is new, and the way to it. Nothing can be sent meanwhile.
import type { Review } from '../../../api/schema';
import { clock } from '../../../parts/times';
import { Keys } from '../../../shell/Help';
import { strings } from '../../../strings';
import styles from './Order.module.css';

const words = strings.review.news;

export function News({ review, go }: { review: Review; go: () => void }) {
  const fresh = review.messages.filter(
    (message) => message.direction === 'in' && message.received_at > review.opened_at,
  );
  return (
    <section className={styles.news} role="alert">
      <p>
        <b>{review.status === 'superseded' ? words.written : words.undone}</b>{' '}
        {review.replaced_by === null && words.reading}
      </p>
      {fresh.map((message) => (
        <blockquote key={message.message_id}>
          <span className="quiet">{clock(message.sent_at)}</span>{' '}
          {message.parts
            .filter((part) => part.kind === 'body' || part.kind === 'attachment')
            .map((part) => part.text)
            .join(' ')
            .slice(0, 400)}
        </blockquote>
      ))}
      {review.replaced_by !== null && (
        <button type="button" className="primary" data-primary onClick={go}>
          {review.status === 'superseded' ? words.look : words.goOn} <Keys keys={['Enter']} />
        </button>
      )}
    </section>
  );
}
