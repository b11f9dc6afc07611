// What is shown only once, with a way to take it along.
import { Section } from '../../parts/Screen';
import { say } from '../../shell/toasts';
import { strings } from '../../strings';
import styles from './People.module.css';

export function Secret({
  title,
  note,
  secret,
  done,
}: {
  title: string;
  note: string;
  secret: string;
  done: () => void;
}) {
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(secret);
    say(strings.words.copied);
  }
  return (
    <div className={styles.secret} role="status">
      <Section title={title} note={note}>
        <div className={styles.form}>
          <input
            className="mono"
            aria-label={title}
            readOnly
            value={secret}
            onFocus={(event) => event.target.select()}
          />
          {/* Over plain http on another machine a browser lends no clipboard; the text can still be selected. */}
          {window.isSecureContext && (
            <button type="button" className="primary" onClick={() => void copy()}>
              {strings.words.copy}
            </button>
          )}
          <button type="button" onClick={done}>
            {strings.people.done}
          </button>
        </div>
      </Section>
    </div>
  );
}
