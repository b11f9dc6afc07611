// What still keeps the order from approval, and what the customer would be told.
import { useState } from 'react';
import { strings } from '../../../strings';
import { useOrderDesk } from './desk';
import styles from './Order.module.css';

const words = strings.review.foot;

export function Blocks() {
  const { order } = useOrderDesk();
  if (order.blocks.length === 0) return null;
  return (
    <section className={styles.blocks} aria-label={words.blocks}>
      <h3>{words.blocks}</h3>
      <ul>
        {order.blocks.map((block) => (
          <li key={block}>{block}</li>
        ))}
      </ul>
    </section>
  );
}

export function Reply() {
  const { order, draft, change, locked } = useOrderDesk();
  const [editing, setEditing] = useState(draft.reply !== undefined);
  const text = draft.reply ?? order.reply ?? '';
  if (order.reply === null && draft.reply === undefined) return null;
  return (
    <section className={styles.reply} aria-label={words.reply}>
      <h3>
        {words.reply}
        {!locked && !editing && (
          <button type="button" className="plain" onClick={() => setEditing(true)}>
            {words.edit}
          </button>
        )}
        {draft.reply !== undefined && !locked && (
          <button
            type="button"
            className="plain"
            onClick={() => {
              change((known) => ({ ...known, reply: undefined }));
              setEditing(false);
            }}
          >
            {words.ownReply}
          </button>
        )}
      </h3>
      {editing && !locked ? (
        <>
          <textarea
            // biome-ignore lint/a11y/noAutofocus: it was opened to type in
            autoFocus={draft.reply === undefined}
            aria-label={words.replyLabel}
            rows={Math.min(12, text.split('\n').length + 1)}
            maxLength={4000}
            value={text}
            onChange={(event) => change((known) => ({ ...known, reply: event.target.value }))}
          />
          <p className="quiet small">{words.number}</p>
        </>
      ) : (
        <p className={styles.told}>{text}</p>
      )}
    </section>
  );
}
