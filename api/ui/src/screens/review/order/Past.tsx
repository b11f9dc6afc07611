// A review that is over: who decided what, or what it was replaced by.
import type { Review } from '../../../api/schema';
import { moment } from '../../../parts/times';
import { Keys } from '../../../shell/Help';
import { strings } from '../../../strings';
import styles from './Order.module.css';

const words = strings.review.past;

export function Past({ review, undo }: { review: Review; undo: (() => void) | null }) {
  const answer = review.answer;
  return (
    <section className={styles.past} aria-label={strings.review.foot.actions}>
      <p>
        {answer ? (
          <>
            {words[answer.verdict]} <b>{review.decided_by}</b>
            {review.decided_at && <span className="quiet"> · {moment(review.decided_at)}</span>}
          </>
        ) : (
          words.superseded
        )}
      </p>
      {answer?.note && (
        <p>
          <span className="quiet">{words.note}:</span> {answer.note}
        </p>
      )}
      {answer?.question && (
        <p>
          <span className="quiet">{words.asked}:</span> {answer.question}
        </p>
      )}
      {answer?.reply && (
        <p>
          <span className="quiet">{words.replied}:</span> {answer.reply}
        </p>
      )}
      {undo && (
        <p>
          {words.canUndo}{' '}
          <button type="button" onClick={undo}>
            {strings.undo} <Keys keys={['u']} />
          </button>
        </p>
      )}
    </section>
  );
}
