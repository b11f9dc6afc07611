// A piece of a message: text, pages, a recording, or a file that can only be had as it is.
import { type ReactNode, useMemo } from 'react';
import type { Message, MessagePart } from '../../../api/schema';
import { FileText } from '../../../parts/FileText';
import { PagesViewer } from '../../../parts/PagesViewer';
import { strings } from '../../../strings';
import { focusOwner, type Mark, useEvidence } from '../evidence';
import { lookOf, MarkedText, marking, ownerOf } from './MarkedText';
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
  const write = useMemo(() => marking(marks), [marks]);
  const base = `/api/messages/${message.message_id}/parts/${part.number}`;
  const name = part.filename ?? strings.review.channels[message.channel];

  if (part.viewer === 'pages') {
    return (
      <Attachment part={part} file={`${base}/file`}>
        <PagesViewer
          messageId={message.message_id}
          part={part.number}
          name={name}
          told={part.unreadable}
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
  const text = <FileText part={part} write={write} until={reach(marks)} />;
  if (part.kind === 'attachment') {
    return (
      <Attachment part={part} file={`${base}/file`}>
        {text}
      </Attachment>
    );
  }
  if (part.viewer === 'table') return text;
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
      {part.being_read && <p className="quiet">{words.beingRead}</p>}
      {part.unreadable && <p className={styles.unreadable}>{part.unreadable}</p>}
      {children}
    </div>
  );
}

/** How far into a text there is something that the order rests on. */
function reach(marks: readonly Mark[]): number {
  return marks.reduce((far, mark) => (mark.kind === 'leftover' ? far : Math.max(far, mark.end)), 0);
}

function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  return size < 1_000_000 ? `${Math.round(size / 1000)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
