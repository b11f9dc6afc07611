// What is done with a draft: save it, drop it, and, for who may, put it in force with a reason.
import { type FormEvent, useState } from 'react';
import { useMay } from '../../api/me';
import { Labelled } from '../../parts/Screen';
import { strings } from '../../strings';
import styles from './Ops.module.css';

const said = strings.ops;

export function DraftBar({
  unsaved,
  hasDraft,
  busy,
  error,
  save,
  drop,
  goLive,
}: {
  unsaved: boolean;
  hasDraft: boolean;
  busy: boolean;
  error: string | null;
  save: () => void;
  drop: () => void;
  goLive: (reason: string) => void;
}) {
  const mayTune = useMay('tune');
  const mayRelease = useMay('go_live');
  const [sure, setSure] = useState(false);
  if (!mayTune) return <p className="quiet">{said.readOnly}</p>;

  return (
    <div className={styles.bar}>
      {error !== null && (
        <p role="alert" className={styles.bad}>
          {error}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="button" className="primary" disabled={!unsaved || busy} onClick={save}>
          {said.save}
        </button>
        {(hasDraft || unsaved) && (
          <button
            type="button"
            className={sure ? 'danger' : undefined}
            disabled={busy}
            onBlur={() => setSure(false)}
            onClick={() => {
              // Nothing is asked in a dialog: the same button again is the answer.
              if (sure) drop();
              setSure(!sure);
            }}
          >
            {sure ? said.dropSure : said.drop}
          </button>
        )}
        {unsaved && <span className="quiet">{said.unsaved}</span>}
      </div>
      {hasDraft &&
        (mayRelease ? (
          <GoLive unsaved={unsaved} busy={busy} goLive={goLive} />
        ) : (
          <p className="quiet">{said.goLiveOnlyAdmin}</p>
        ))}
    </div>
  );
}

function GoLive({
  unsaved,
  busy,
  goLive,
}: {
  unsaved: boolean;
  busy: boolean;
  goLive: (reason: string) => void;
}) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    goLive(String(new FormData(event.currentTarget).get('reason')).trim());
  }
  return (
    <form className={styles.live} onSubmit={submit}>
      <p>{said.goLiveNote}</p>
      <Labelled title={said.goLiveReason} hint={said.goLiveHint}>
        <textarea name="reason" rows={2} minLength={10} maxLength={2000} required />
      </Labelled>
      <div className={styles.buttons}>
        <button type="submit" disabled={unsaved || busy}>
          {said.goLive}
        </button>
        {unsaved && <span className="quiet">{said.saveFirst}</span>}
      </div>
    </form>
  );
}
