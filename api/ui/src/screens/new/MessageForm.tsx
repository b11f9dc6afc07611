// The form of a new message: its words, its files, how it came and from whom.
import { useRef } from 'react';
import type { Channel } from '../../api/schema';
import { Labelled } from '../../parts/Screen';
import { Keys } from '../../shell/Help';
import { strings } from '../../strings';
import { CHANNELS, guessed, hasContent, isMail, type MessageDraft } from './draft';
import styles from './New.module.css';
import { SenderInput } from './SenderInput';

const said = strings.fresh;

export function MessageForm({
  draft,
  change,
  addFiles,
  handIn,
  sending,
  error,
  taken,
  startAgain,
}: {
  draft: MessageDraft;
  change: (next: Partial<MessageDraft>) => void;
  addFiles: (files: Iterable<File>) => void;
  handIn: () => void;
  sending: boolean;
  error: Error | null;
  taken: boolean;
  startAgain: () => void;
}) {
  const picker = useRef<HTMLInputElement>(null);
  const channel = draft.channel ?? guessed(draft);
  const mail = draft.files.some(isMail);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        handIn();
      }}
    >
      <Labelled title={said.text}>
        <textarea
          rows={9}
          value={draft.text}
          placeholder={said.textHint}
          disabled={taken || mail}
          // biome-ignore lint/a11y/noAutofocus: the screen was opened to paste something here
          autoFocus
          maxLength={400_000}
          onChange={(event) => change({ text: event.target.value })}
          onPaste={(event) => {
            if (event.clipboardData.files.length > 0) addFiles(event.clipboardData.files);
          }}
        />
      </Labelled>
      <div className={styles.row}>
        <Labelled title={said.channel} hint={draft.channel === null ? said.guessed : undefined}>
          <select
            value={channel}
            disabled={taken}
            onChange={(event) => change({ channel: event.target.value as Channel })}
          >
            {CHANNELS.map((name) => (
              <option key={name} value={name}>
                {strings.words.channels[name]}
              </option>
            ))}
          </select>
        </Labelled>
        {!mail && (
          <SenderInput
            value={draft.sender}
            disabled={taken}
            hint={channel === 'note' ? said.ownNote : undefined}
            phone={channel !== 'email'}
            change={(sender) => change({ sender })}
          />
        )}
      </div>
      {channel === 'email' && !mail && (
        <Labelled title={said.subject}>
          <input
            value={draft.subject}
            disabled={taken}
            maxLength={1000}
            onChange={(event) => change({ subject: event.target.value })}
          />
        </Labelled>
      )}
      {draft.files.length > 0 && (
        <ul className={styles.files}>
          {draft.files.map((file, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name
            <li key={`${at}-${file.name}`}>
              {file.name} <span className="quiet">{size(file.size)}</span>
              {!taken && (
                <button
                  type="button"
                  className="plain"
                  aria-label={said.remove(file.name)}
                  onClick={() => change({ files: draft.files.filter((other) => other !== file) })}
                >
                  ×
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {error && (
        <p role="alert" className={styles.wrong}>
          {error.message}
        </p>
      )}
      <div className={styles.buttons}>
        {taken ? (
          <button type="button" className="primary" onClick={startAgain}>
            {said.another}
          </button>
        ) : (
          <>
            <button type="submit" className="primary" disabled={sending || !hasContent(draft)}>
              {sending ? said.sending : said.send}
            </button>
            <Keys keys={['mod+Enter']} />
            <button type="button" onClick={() => picker.current?.click()}>
              {said.files}
            </button>
          </>
        )}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={said.files}
          onChange={(event) => {
            addFiles(event.target.files ?? []);
            event.target.value = '';
          }}
        />
      </div>
    </form>
  );
}

function size(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} kB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
