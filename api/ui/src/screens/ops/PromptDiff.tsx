// Any version of a prompt beside the draft or what is in force.
import { useMemo, useState } from 'react';
import type { PromptText, PromptVersion } from '../../api/schema';
import { Scrolled, Section } from '../../parts/Screen';
import { strings } from '../../strings';
import { diffLines, folded } from './diff';
import styles from './Ops.module.css';
import { nameOf } from './PromptsPage';

const said = strings.ops.t;

export function PromptDiff({
  versions,
  live,
  draft,
}: {
  versions: readonly PromptVersion[];
  live: PromptVersion;
  draft: PromptText;
}) {
  const [from, setFrom] = useState(live.sha256);
  const [to, setTo] = useState<'draft' | 'live'>('draft');
  const before = versions.find((version) => version.sha256 === from)?.text ?? live.text;
  const after = to === 'draft' ? draft : live.text;
  return (
    <Section title={said.diff}>
      <div className={styles.buttons}>
        <label>
          {said.compare}{' '}
          <select value={from} onChange={(event) => setFrom(event.target.value)}>
            {versions.map((version) => (
              <option key={version.sha256} value={version.sha256}>
                {nameOf(version)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {said.with}{' '}
          <select value={to} onChange={(event) => setTo(event.target.value as 'draft' | 'live')}>
            <option value="draft">{said.theDraft}</option>
            <option value="live">{said.live}</option>
          </select>
        </label>
      </div>
      <OneDiff title={said.systemDiff} before={before.system} after={after.system} />
      <OneDiff title={said.taskDiff} before={before.task} after={after.task} />
    </Section>
  );
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;

function OneDiff({ title, before, after }: { title: string; before: string; after: string }) {
  const lines = useMemo(() => folded(diffLines(before, after)), [before, after]);
  if (before === after)
    return (
      <p className="quiet">
        {title}: {strings.ops.same}
      </p>
    );
  return (
    <Scrolled label={`${said.diff}: ${title}`}>
      <h3>{title}</h3>
      <div className={styles.diff}>
        {lines.map((line, at) =>
          typeof line === 'number' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than where they stand
            <p key={at} className="quiet">
              {said.skipped(line)}
            </p>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than where they stand
            <p key={at} className={styles[line.kind]}>
              <span aria-hidden="true">{SIGNS[line.kind]} </span>
              {line.kind !== 'same' && (
                <span className="unseen">{line.kind === 'added' ? said.added : said.removed} </span>
              )}
              {line.text}
            </p>
          ),
        )}
      </div>
    </Scrolled>
  );
}
