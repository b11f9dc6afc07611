// One message in full: its words, its files, and its original. Nothing in it can act.
import { useState } from 'react';
import type { Message, MessagePart } from '../../api/schema';
import { FileText } from '../../parts/FileText';
import { isAlarming } from '../../parts/headers';
import { PagesViewer } from '../../parts/PagesViewer';
import { clock } from '../../parts/times';
import { strings } from '../../strings';
import styles from './Conversation.module.css';

const said = strings.conversations.one;

export function MessageCard({ message }: { message: Message }) {
  const [laidOut, setLaidOut] = useState(false);
  const address = `/api/messages/${encodeURIComponent(message.message_id)}`;
  const body = message.parts.filter((part) => part.kind !== 'subject' && part.kind !== 'attachment');
  const files = message.parts.filter((part) => part.kind === 'attachment');
  return (
    <article className={message.direction === 'in' ? styles.message : styles.ours}>
      <header>
        <span className="quiet">{clock(message.sent_at)}</span>
        <span>{strings.words.channels[message.channel]}</span>
        <strong>{message.sender}</strong>
        {message.recipient && (
          <span className="quiet">
            {said.to} {message.recipient}
          </span>
        )}
        <span className={styles.tools}>
          {message.has_html && (
            <button type="button" className="plain" onClick={() => setLaidOut(!laidOut)}>
              {laidOut ? said.asText : said.html}
            </button>
          )}
          <a href={`${address}/original`} download>
            {said.original}
          </a>
        </span>
      </header>
      {message.subject && <p className={styles.subject}>{message.subject}</p>}
      {laidOut ? (
        <iframe className={styles.frame} sandbox="" src={`${address}/html`} title={said.htmlFrame} />
      ) : (
        body.map((part) => <Words key={part.part_id} part={part} />)
      )}
      {files.map((part) => (
        <FilePart key={part.part_id} part={part} message={message} address={address} />
      ))}
    </article>
  );
}

function Words({ part }: { part: MessagePart }) {
  if (part.kind === 'body') return <p className={styles.words}>{part.text}</p>;
  const telling = part.kind === 'hidden' || (part.kind === 'headers' && isAlarming(part));
  return (
    <details open={telling || part.kind === 'forwarded'}>
      <summary className={telling ? styles.hidden : 'quiet'}>
        {part.viewer === 'table'
          ? strings.review.source.hiddenIn(part.filename)
          : strings.words.parts[part.kind]}
      </summary>
      {part.viewer === 'table' ? <FileText part={part} /> : <p className={styles.words}>{part.text}</p>}
    </details>
  );
}

function FilePart({ part, message, address }: { part: MessagePart; message: Message; address: string }) {
  const [open, setOpen] = useState(false);
  const name = part.filename ?? strings.words.parts.attachment;
  const own = `${address}/parts/${part.number}`;
  return (
    <div className={styles.file}>
      <p>
        <strong>{name}</strong>{' '}
        <a href={`${own}/file`} download aria-label={`${said.file}: ${name}`}>
          {said.file}
        </a>{' '}
        {part.viewer === 'pages' && (
          <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
            {said.pages}
          </button>
        )}
      </p>
      {part.being_read && <p className="quiet">{strings.review.source.beingRead}</p>}
      {part.unreadable !== null && (
        <p className={styles.hidden}>
          {said.unreadable} {part.unreadable}
        </p>
      )}
      {part.viewer === 'audio' && (
        // biome-ignore lint/a11y/useMediaCaption: what was heard stands under it
        <audio controls preload="none" src={`${own}/audio`} aria-label={`${said.audio}: ${name}`} />
      )}
      {open && (
        <PagesViewer messageId={message.message_id} part={part.number} name={name} told={part.unreadable} />
      )}
      {part.text !== '' && (
        <details open={part.viewer !== 'pages'}>
          <summary className="quiet">
            {part.viewer === 'audio' ? said.transcript : strings.words.parts.body}
          </summary>
          <FileText part={part} />
        </details>
      )}
    </div>
  );
}
