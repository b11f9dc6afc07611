// The first things read: what it is and for when, and why it stopped, as a sentence.
import type { ReactNode } from 'react';
import type { Reason } from '../../../api/schema';
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

/** A reason that says no more than that something is not sure enough. */
function vague(reason: Reason): boolean {
  return reason.kind === 'low_confidence';
}

export function Reasons() {
  const { review, lines } = useOrderDesk();
  if (review.reasons.length === 0) return null;
  // What is of the whole order is read first, and what says more before what says less. That a line is not sure
  // enough is told at the line; here it is only pointed to.
  const ofLines = (reason: Reason) => reason.line != null && vague(reason);
  const told = [...review.reasons].filter((reason) => !ofLines(reason)).sort((a, b) => weight(a) - weight(b));
  const pointed = review.reasons.filter(
    (reason) => ofLines(reason) && !told.some((other) => other.line === reason.line),
  );
  const sentences = told.length > 0 ? told : pointed.slice(0, 1);
  const others = told.length > 0 ? pointed : pointed.slice(1);
  const unsettled = (line: number) => lines.find((shown) => shown.number === line)?.unsettled ?? false;
  return (
    <div className={styles.reasons}>
      <ul aria-label={words.why}>
        {sentences.map((reason, at) => (
          <li
            key={`${reason.kind}${reason.line ?? ''}${reason.sentence}`}
            className={at === 0 ? styles.firstReason : undefined}
          >
            {reason.line == null ? (
              reason.sentence
            ) : (
              <ToLine line={reason.line}>
                <Told over={!unsettled(reason.line)}>
                  {reason.sentence.startsWith(`${words.line} `) ? '' : `${words.line} ${reason.line}: `}
                  {reason.sentence}
                </Told>
              </ToLine>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <p className={styles.others}>
          {sentences.length > 0 ? words.alsoUnsure : words.unsure}{' '}
          {others.map((reason) => (
            <ToLine key={reason.line} line={reason.line as number}>
              <Told over={!unsettled(reason.line as number)}>{reason.line}</Told>
            </ToLine>
          ))}
        </p>
      )}
    </div>
  );
}

/** What has been settled since is struck through. */
function Told({ over, children }: { over: boolean; children: ReactNode }) {
  return over ? <s>{children}</s> : children;
}

function weight(reason: Reason): number {
  return (vague(reason) ? 1 : 0) + (reason.line == null ? 0 : vague(reason) ? 2 : 0.5);
}

function ToLine({ line, children }: { line: number; children: ReactNode }) {
  return (
    <button type="button" className={`plain ${styles.toLine}`} onClick={() => focusOwner(ownerOfLine(line))}>
      {children}
    </button>
  );
}
