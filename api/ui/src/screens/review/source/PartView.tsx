// A piece of a message: text, pages, a recording, or a file that can only be had as it is.
import type { ReactNode } from 'react';
import type { Message, MessagePart } from '../../../api/schema';
import { PagesViewer } from '../../../parts/PagesViewer';
import { strings } from '../../../strings';
import { focusOwner, type Mark, useEvidence } from '../evidence';
import { lookOf, MarkedText, ownerOf } from './MarkedText';
import styles from './Source.module.css';

const words = strings.review.source;

export function PartView({
  message,
  part,
  marks,
}: {
  message: Message;
  part: MessagePart;
  marks: readonly Mark[];
}) {
  const { active } = useEvidence();
  const base = `/api/messages/${message.message_id}/parts/${part.number}`;
  const name = part.filename ?? strings.review.channels[message.channel];

  if (part.viewer === 'pages') {
    return (
      <Attachment part={part} file={`${base}/file`}>
        <PagesViewer
          messageId={message.message_id}
          part={part.number}
          name={name}
          marked={(word) => {
            const over = marks.filter((mark) => mark.start < word.end && mark.end > word.start);
            return over.length === 0 ? null : { className: lookOf(over, active), owner: ownerOf(over) };
          }}
          onWord={focusOwner}
        />
      </Attachment>
    );
  }
  if (part.viewer === 'audio') {
    return (
      <Attachment part={part} file={`${base}/file`}>
        {/* biome-ignore lint/a11y/useMediaCaption: what was heard is written under it */}
        <audio controls preload="metadata" src={`${base}/audio`} aria-label={`${words.audio}: ${name}`} />
        {part.text !== '' && (
          <>
            <h3>{words.transcript}</h3>
            <p className={styles.text}>
              <MarkedText text={part.text} marks={marks} />
            </p>
          </>
        )}
      </Attachment>
    );
  }
  if (part.viewer === 'download') return <Attachment part={part} file={`${base}/file`} />;
  if (part.kind === 'attachment') {
    return (
      <Attachment part={part} file={`${base}/file`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by key */}
        <pre className={styles.pre} tabIndex={0}>
          <MarkedText text={part.text} marks={marks} />
        </pre>
      </Attachment>
    );
  }
  if (part.text.trim() === '') return null;
  return (
    <p className={styles.text}>
      <MarkedText text={part.text} marks={marks} />
    </p>
  );
}

function Attachment({ part, file, children }: { part: MessagePart; file: string; children?: ReactNode }) {
  return (
    <div className={styles.attachment}>
      <div className={styles.file}>
        <span>{part.filename ?? part.media_type}</span>
        {part.size !== null && <span className="quiet small">{bytes(part.size)}</span>}
        <a href={file} download={part.filename ?? true}>
          {words.file}
        </a>
      </div>
      {part.unreadable && <p className={styles.unreadable}>{part.unreadable}</p>}
      {children}
    </div>
  );
}

function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  return size < 1_000_000 ? `${Math.round(size / 1000)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
