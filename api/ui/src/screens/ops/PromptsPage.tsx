// The agents' prompts: the text in force, its history, and the draft beside what it would replace.
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, data } from '../../api/client';
import { useMay } from '../../api/me';
import type { AgentName, Prompt, PromptText, PromptVersion } from '../../api/schema';
import { Screen, Section } from '../../parts/Screen';
import { Failed, Loading } from '../../parts/States';
import { moment } from '../../parts/times';
import { strings } from '../../strings';
import { DraftBar } from './DraftBar';
import styles from './Ops.module.css';
import { OpsNav } from './OpsNav';
import { PromptDiff } from './PromptDiff';
import { promptQuery, promptsQuery, promptVersionsQuery } from './queries';
import { type Typed, useDraft } from './useDraft';

const said = strings.ops;

export function PromptsPage() {
  const search = useSearch({ from: '/inside/ops/prompts' });
  const prompts = useQuery(promptsQuery);
  const items = prompts.data?.items ?? [];
  const agent = items.find((prompt) => prompt.agent === search.agent)?.agent ?? items[0]?.agent;
  return (
    <Screen title={said.t.title} lead={said.t.lead} actions={<OpsNav />}>
      {prompts.isPending && <Loading what={said.loading} />}
      {prompts.isError && <Failed error={prompts.error} again={() => void prompts.refetch()} />}
      {prompts.data && agent && (
        <div className={styles.two}>
          <nav className={styles.agents} aria-label={said.t.agents}>
            {items.map((prompt) => (
              <Link
                key={prompt.agent}
                to="/ops/prompts"
                search={{ agent: prompt.agent }}
                aria-current={prompt.agent === agent ? 'page' : undefined}
              >
                {strings.words.agents[prompt.agent]}{' '}
                {prompt.draft && <span className={styles.tag}>{said.t.hasDraft}</span>}
              </Link>
            ))}
          </nav>
          <OnePrompt key={agent} agent={agent} />
        </div>
      )}
    </Screen>
  );
}

function OnePrompt({ agent }: { agent: AgentName }) {
  const prompt = useQuery(promptQuery(agent));
  const versions = useQuery(promptVersionsQuery(agent));
  const error = prompt.error ?? versions.error;
  if (error) return <Failed error={error} again={() => void prompt.refetch()} />;
  if (!prompt.data || !versions.data) return <Loading what={said.loading} />;
  return <PromptDocument prompt={prompt.data} versions={versions.data.items} />;
}

function PromptDocument({
  prompt: { value: prompt, etag },
  versions,
}: {
  prompt: { value: Prompt; etag: string };
  versions: readonly PromptVersion[];
}) {
  const mayTune = useMay('tune');
  const [typed, setTyped] = useState<Typed<PromptText> | null>(null);
  const saved = prompt.draft?.text ?? prompt.live.text;
  const text = typed?.value ?? saved;
  const unsaved = text.system !== saved.system || text.task !== saved.task;
  const path = { agent: prompt.agent };
  const header = { 'if-match': etag };

  const ways = useDraft({
    key: 'prompts',
    save: () =>
      data(
        api.PUT('/prompts/{agent}/draft', {
          params: { path, header: { 'if-match': typed?.etag ?? etag } },
          body: text,
        }),
      ),
    drop: async () => {
      if (prompt.draft) await data(api.DELETE('/prompts/{agent}/draft', { params: { path, header } }));
    },
    goLive: async (reason) => {
      const version = await data(
        api.POST('/prompts/{agent}/draft/live', { params: { path, header }, body: { reason } }),
      );
      return said.promptIsLive(nameOf(version));
    },
    forget: () => setTyped(null),
    giveWay: () => setTyped((before) => before && { ...before, etag: null }),
  });

  function change(next: Partial<PromptText>): void {
    setTyped({ value: { ...text, ...next }, etag: typed ? typed.etag : etag });
  }

  return (
    <div className={styles.document}>
      <p className={styles.standing}>
        <span>
          {said.live}: <strong>{nameOf(prompt.live)}</strong>, {madeBy(prompt.live)}
        </span>
        {prompt.draft && (
          <span>
            {said.draft}: {prompt.draft.made_by}, {moment(prompt.draft.made_at)}
          </span>
        )}
      </p>
      <Section title={said.t.system} note={said.t.systemNote}>
        <textarea
          className={styles.text}
          rows={16}
          aria-label={said.t.system}
          value={text.system}
          readOnly={!mayTune}
          maxLength={40_000}
          spellCheck={false}
          onChange={(event) => change({ system: event.target.value })}
        />
      </Section>
      <Section
        title={said.t.task}
        note={
          <>
            {said.t.taskNote}{' '}
            {prompt.variables.map((variable) => (
              <code key={variable}>{`\${${variable}} `}</code>
            ))}
          </>
        }
      >
        <textarea
          className={styles.text}
          rows={12}
          aria-label={said.t.task}
          value={text.task}
          readOnly={!mayTune}
          maxLength={40_000}
          spellCheck={false}
          onChange={(event) => change({ task: event.target.value })}
        />
      </Section>
      <Section title={said.draft}>
        <DraftBar {...ways} unsaved={unsaved} hasDraft={prompt.draft !== null} />
      </Section>
      <PromptDiff versions={versions} live={prompt.live} draft={text} />
      <Section title={said.versions}>
        <ol className={styles.versions}>
          {versions.map((version) => (
            <li key={version.sha256}>
              <p>
                <strong>{nameOf(version)}</strong>{' '}
                {version.live && <span className={styles.tag}>{said.t.inForce}</span>}{' '}
                <span className="quiet">{madeBy(version)}</span>{' '}
                {mayTune && !version.live && (
                  <button type="button" className="plain" onClick={() => change(version.text)}>
                    {said.t.take}
                  </button>
                )}
              </p>
            </li>
          ))}
        </ol>
      </Section>
    </div>
  );
}

/** A version as it stands on a decision: its own name and the beginning of its hash. */
export function nameOf(version: PromptVersion): string {
  return `${version.version}@${version.sha256.slice(0, 8)}`;
}

function madeBy(version: PromptVersion): string {
  if (version.made_by === 'shipped' || version.made_at === null) return said.shipped;
  return `${said.by} ${version.made_by}, ${moment(version.made_at)}`;
}
