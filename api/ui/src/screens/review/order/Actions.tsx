// The foot of the order: the one obvious next thing, and everything else that can be done with the review.
import { useEffect, useRef, useState } from 'react';
import { moment } from '../../../parts/times';
import { Keys } from '../../../shell/Help';
import { strings } from '../../../strings';
import { useOrderDesk } from './desk';
import styles from './Order.module.css';
import { snoozeChoices } from './snoozing';

const words = strings.review.foot;

/** What is being written or chosen before it is done; null is nothing. */
export type Mode = 'ask' | 'reject' | 'snooze' | null;

export interface Doing {
  approve: () => void;
  ask: () => void;
  reject: (note: string) => void;
  edit: () => void;
  assign: () => void;
  snooze: (until: Date | null) => void;
  next: () => void;
}

export function Actions({
  mode,
  setMode,
  doing,
  nextLabel,
  mine,
}: {
  mode: Mode;
  setMode: (mode: Mode) => void;
  doing: Doing;
  /** What is next where not all is settled. */
  nextLabel: string | null;
  mine: boolean;
}) {
  const { review, order } = useOrderDesk();
  const files = (order.intent === 'inquiry' || order.intent === 'other') && order.lines.length === 0;
  return (
    <div className={styles.foot}>
      {mode === 'ask' && <Ask send={doing.ask} cancel={() => setMode(null)} />}
      {mode === 'reject' && <Reject reject={doing.reject} cancel={() => setMode(null)} />}
      {mode === 'snooze' && <Snooze snooze={doing.snooze} cancel={() => setMode(null)} />}
      {mode === null && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset's frame is not wanted here
        <div className={styles.actions} role="group" aria-label={words.actions}>
          {nextLabel === null ? (
            <button
              type="button"
              className="primary"
              data-primary
              disabled={order.blocks.length > 0}
              onClick={doing.approve}
            >
              {files ? words.file : words.approve} <Keys keys={['mod+Enter']} />
            </button>
          ) : (
            <button type="button" className="primary" data-primary onClick={doing.next}>
              {words.next}: {nextLabel} <Keys keys={['Enter']} />
            </button>
          )}
          <Action title={words.ask} letter="q" run={() => setMode('ask')} />
          <Action title={words.editAction} letter="e" run={doing.edit} />
          <Action title={words.rejectAction} letter="r" run={() => setMode('reject')} />
          <span className={styles.gap} />
          <Action
            title={mine ? words.notMineShort : words.mineShort}
            told={mine ? words.notMine : words.mine}
            letter="m"
            run={doing.assign}
            plain
          />
          {review.snoozed_until === null ? (
            <Action
              title={words.snoozeShort}
              told={words.snoozeAction}
              letter="z"
              run={() => setMode('snooze')}
              plain
            />
          ) : (
            <Action
              title={words.unsnoozeShort}
              told={words.unsnooze}
              letter="z"
              run={() => doing.snooze(null)}
              plain
            />
          )}
        </div>
      )}
    </div>
  );
}

function Action({
  title,
  told,
  letter,
  run,
  plain,
}: {
  title: string;
  /** What the title is short for. */
  told?: string;
  letter: string;
  run: () => void;
  plain?: boolean;
}) {
  return (
    <button type="button" className={plain ? 'plain' : undefined} title={told} onClick={run}>
      {title} <Keys keys={[letter]} />
    </button>
  );
}

function Ask({ send, cancel }: { send: () => void; cancel: () => void }) {
  const { order, draft, change } = useOrderDesk();
  const text = draft.question ?? order.question ?? '';
  return (
    <form
      className={styles.mode}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => event.key === 'Escape' && cancel()}
    >
      <label>
        <span>{words.question}</span>
        <textarea
          // biome-ignore lint/a11y/noAutofocus: it was opened to type in
          autoFocus
          rows={Math.min(10, text.split('\n').length + 2)}
          maxLength={4000}
          value={text}
          onChange={(event) => change((known) => ({ ...known, question: event.target.value }))}
        />
      </label>
      <div className={styles.actions}>
        <button type="submit" className="primary" disabled={text.trim() === ''}>
          {words.send} <Keys keys={['mod+Enter']} />
        </button>
        <button type="button" className="plain" onClick={cancel}>
          {strings.cancel} <Keys keys={['Escape']} />
        </button>
      </div>
    </form>
  );
}

function Reject({ reject, cancel }: { reject: (note: string) => void; cancel: () => void }) {
  const [note, setNote] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  // The second press of the same key is the confirmation; a note is written where one wants to.
  useEffect(() => button.current?.focus(), []);
  return (
    <form
      className={styles.mode}
      onSubmit={(event) => {
        event.preventDefault();
        reject(note);
      }}
      onKeyDown={(event) => event.key === 'Escape' && cancel()}
    >
      <label>
        <span>{words.reject}</span>
        <input
          placeholder={words.rejectNote}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <div className={styles.actions}>
        <button ref={button} type="submit" className="danger">
          {words.rejectNow} <Keys keys={['r']} />
        </button>
        <button type="button" className="plain" onClick={cancel}>
          {strings.cancel} <Keys keys={['Escape']} />
        </button>
      </div>
    </form>
  );
}

function Snooze({ snooze, cancel }: { snooze: (until: Date) => void; cancel: () => void }) {
  const { review } = useOrderDesk();
  const choices = snoozeChoices(review.cutoff_at);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's frame is not wanted here
    <div
      className={styles.actions}
      role="group"
      aria-label={words.snooze}
      onKeyDown={(event) => {
        const choice = choices[Number(event.key) - 1];
        if (event.key === 'Escape') cancel();
        else if (/^[1-9]$/.test(event.key) && choice) snooze(choice.until);
        else return;
        event.preventDefault();
      }}
    >
      <span className="quiet">{words.snooze}</span>
      {choices.map((choice, at) => (
        <button
          key={choice.title}
          ref={at === 0 ? first : undefined}
          type="button"
          title={moment(choice.until.toISOString())}
          onClick={() => snooze(choice.until)}
        >
          <kbd>{at + 1}</kbd> {choice.title}
        </button>
      ))}
      <button type="button" className="plain" onClick={cancel}>
        {strings.cancel} <Keys keys={['Escape']} />
      </button>
    </div>
  );
}
