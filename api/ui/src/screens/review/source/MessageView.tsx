// One message: who, when, how, and everything in it. Those of earlier runs are folded to one line.
import { useState } from 'react';
import type { Message, MessagePart } from '../../../api/schema';
import { isAlarming } from '../../../parts/headers';
import { moment } from '../../../parts/times';
import { strings } from '../../../strings';
import type { Mark } from '../evidence';
import { PartView } from './PartView';
import styles from './Source.module.css';

const words = strings.review.source;
const NO_MARKS: readonly Mark[] = [];

export function MessageView({
  message,
  marks,
  open: openFirst,
  fresh,
}: {
  message: Message;
  marks: ReadonlyMap<string, Mark[]>;
  open: boolean;
  fresh?: boolean;
}) {
  const [open, setOpen] = useState(openFirst);
  const [asSent, setAsSent] = useState(false);
  const out = message.direction === 'out';
  const marksOf = (part: MessagePart) => marks.get(part.part_id) ?? NO_MARKS;
  // Who sent it comes before what they said.
  const shown = [
    ...message.parts.filter((part) => part.kind === 'headers'),
    ...message.parts.filter((part) => part.kind !== 'subject' && part.kind !== 'headers'),
  ];
  const subject = message.parts.find((part) => part.kind === 'subject');
  const first =
    message.parts.find((part) => part.kind === 'body')?.text ??
    message.subject ??
    message.parts.find((part) => part.filename !== null)?.filename ??
    '';

  return (
    <article className={`${styles.message} ${out ? styles.out : ''} ${fresh ? styles.fresh : ''}`}>
      <h2 className={styles.from}>
        <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span aria-hidden="true">{open ? '▾' : '▸'}</span>{' '}
          <span className="quiet">{strings.review.channels[message.channel]}</span>{' '}
          <span className={styles.sender}>{out ? words.out : message.sender}</span>
        </button>
        {!open && <span className={styles.snippet}>{first.slice(0, 120)}</span>}
        <time className="quiet small" dateTime={message.sent_at}>
          {moment(message.sent_at)}
        </time>
      </h2>
      {open && (
        <div className={styles.inside}>
          {(subject?.text || message.subject) && (
            <div className={styles.subject}>
              {subject ? (
                <PartView message={message} part={subject} marks={marksOf(subject)} />
              ) : (
                message.subject
              )}
            </div>
          )}
          {asSent ? (
            <iframe
              className={styles.html}
              sandbox=""
              title={words.html}
              src={`/api/messages/${message.message_id}/html`}
            />
          ) : (
            shown.map((part) => (
              <Piece key={part.part_id} message={message} part={part} marks={marksOf(part)} />
            ))
          )}
          {!asSent && shown.every((part) => part.text.trim() === '' && part.viewer === 'text') && (
            <p className="quiet">{words.empty}</p>
          )}
          <p className={styles.links}>
            {message.has_html && (
              <button
                type="button"
                className="plain"
                aria-pressed={asSent}
                onClick={() => setAsSent(!asSent)}
              >
                {asSent ? words.asText : words.asSent}
              </button>
            )}
            <a href={`/api/messages/${message.message_id}/original`} download>
              {words.original}
            </a>
          </p>
        </div>
      )}
    </article>
  );
}

/** A part with what must be said of its kind: quoted words are folded, hidden ones and telling headers are named. */
function Piece({ message, part, marks }: { message: Message; part: MessagePart; marks: readonly Mark[] }) {
  if (part.kind === 'quoted') {
    return (
      <details className={styles.quoted} open={marks.length > 0 || undefined}>
        <summary>{words.quoted}</summary>
        <PartView message={message} part={part} marks={marks} />
      </details>
    );
  }
  if (part.kind === 'forwarded') {
    return (
      <details className={styles.quoted} open>
        <summary>{words.forwarded}</summary>
        <PartView message={message} part={part} marks={marks} />
      </details>
    );
  }
  if (part.kind === 'headers') {
    return (
      <div className={marks.length > 0 || isAlarming(part) ? styles.hidden : styles.headers}>
        <strong>{words.headers}</strong>
        <PartView message={message} part={part} marks={marks} />
      </div>
    );
  }
  if (part.kind === 'hidden') {
    return (
      <div className={styles.hidden}>
        <strong>{part.viewer === 'table' ? words.hiddenIn(part.filename) : words.hidden}</strong>
        <PartView message={message} part={part} marks={marks} />
      </div>
    );
  }
  if (part.kind === 'automatic') return <p className="quiet small">{words.automatic}</p>;
  return <PartView message={message} part={part} marks={marks} />;
}
