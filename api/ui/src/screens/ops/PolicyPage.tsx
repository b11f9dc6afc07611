// The policy as a document: what each value means, what is in force beside the draft, what it costs, and its history.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { api, data } from '../../api/client';
import { useMay } from '../../api/me';
import type { PolicyDraft, PolicyInput, PolicyOutput, PolicyVersion } from '../../api/schema';
import { Screen, Section } from '../../parts/Screen';
import { Failed, Loading } from '../../parts/States';
import { moment } from '../../parts/times';
import { strings } from '../../strings';
import { CustomerDifferences } from './CustomerDifferences';
import { DraftBar } from './DraftBar';
import styles from './Ops.module.css';
import { OpsNav } from './OpsNav';
import { Switches, Thresholds } from './PolicyFields';
import { differences } from './policyWords';
import { policyDraftQuery, policyEffectQuery, policyQuery, policyVersionsQuery } from './queries';
import { type Typed, useDraft } from './useDraft';

const said = strings.ops;
const EffectPlot = lazy(() => import('./EffectPlot').then((module) => ({ default: module.EffectPlot })));

export function PolicyPage() {
  const live = useQuery(policyQuery);
  const draft = useQuery(policyDraftQuery);
  const error = live.error ?? draft.error;
  return (
    <Screen title={said.p.title} lead={said.p.lead} actions={<OpsNav />}>
      {error ? (
        <Failed
          error={error}
          again={() => {
            void live.refetch();
            void draft.refetch();
          }}
        />
      ) : live.data && draft.data !== undefined ? (
        <PolicyDocument live={live.data} draft={draft.data} />
      ) : (
        <Loading what={said.loading} />
      )}
    </Screen>
  );
}

function PolicyDocument({
  live,
  draft,
}: {
  live: { value: PolicyVersion; etag: string };
  draft: { value: PolicyDraft; etag: string } | null;
}) {
  const [typed, setTyped] = useState<Typed<PolicyOutput> | null>(null);
  const mayTune = useMay('tune');
  const effect = useQuery(policyEffectQuery);
  const saved = draft?.value.policy ?? live.value.policy;
  const seen = draft?.etag ?? live.etag;
  const policy = typed?.value ?? saved;
  const unsaved = typed !== null && differences(saved, typed.value).length > 0;

  const ways = useDraft({
    key: 'policy',
    save: () =>
      data(
        api.PUT('/policy/draft', {
          params: { header: { 'if-match': typed?.etag ?? seen } },
          body: policy as PolicyInput,
        }),
      ),
    drop: async () => {
      if (draft) await data(api.DELETE('/policy/draft', { params: { header: { 'if-match': draft.etag } } }));
    },
    goLive: async (reason) => {
      const version = await data(
        api.POST('/policy/draft/live', {
          params: { header: { 'if-match': draft?.etag } },
          body: { reason },
        }),
      );
      return said.isLive(version.version);
    },
    forget: () => setTyped(null),
    giveWay: () => setTyped((before) => before && { ...before, etag: null }),
  });

  const change = mayTune
    ? (next: Partial<PolicyOutput>) =>
        setTyped({ value: { ...policy, ...next }, etag: typed ? typed.etag : seen })
    : undefined;
  const fields = { live: live.value.policy, draft: policy, change };
  return (
    <>
      <p className={styles.standing}>
        <span>
          {said.live}: <strong>{said.version(live.value.version)}</strong>, {madeBy(live.value)}
        </span>
        {draft && (
          <span>
            {said.draft}: {draft.value.made_by}, {moment(draft.value.made_at)}
          </span>
        )}
      </p>
      <Section title={said.p.thresholds} note={said.p.provisional}>
        <Thresholds {...fields} />
      </Section>
      {effect.isError && <Failed error={effect.error} again={() => void effect.refetch()} />}
      {effect.data && (
        <Suspense fallback={<Loading />}>
          <EffectPlot
            effect={effect.data}
            live={live.value.policy.order_threshold}
            draft={policy.order_threshold}
          />
        </Suspense>
      )}
      <Section title={said.p.switches}>
        <Switches {...fields} />
      </Section>
      <Section title={said.p.customers}>
        <CustomerDifferences {...fields} />
      </Section>
      <Section title={said.draft}>
        <Differences from={live.value.policy} to={policy} none={said.noDraft} />
        <DraftBar {...ways} unsaved={unsaved} hasDraft={draft !== null} />
      </Section>
      <Versions />
    </>
  );
}

function madeBy(version: PolicyVersion): string {
  if (version.made_at === null) return said.shipped;
  return `${said.by} ${version.made_by}, ${moment(version.made_at)}`;
}

function Differences({ from, to, none }: { from: PolicyOutput; to: PolicyOutput; none: string }) {
  const changed = differences(from, to);
  if (changed.length === 0) return <p className="quiet">{none}</p>;
  return (
    <ul className={styles.changes}>
      {changed.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

function Versions() {
  const versions = useQuery(policyVersionsQuery);
  if (versions.isPending) return <Loading />;
  if (versions.isError) return <Failed error={versions.error} again={() => void versions.refetch()} />;
  const { items } = versions.data;
  return (
    <Section title={said.versions}>
      <ol className={styles.versions}>
        {items.map((version, at) => {
          const before = items[at + 1];
          return (
            <li key={version.version}>
              <p>
                <strong>{said.version(version.version)}</strong>{' '}
                {version.live && <span className={styles.tag}>{said.t.inForce}</span>}{' '}
                <span className="quiet">{madeBy(version)}</span>
              </p>
              {version.reason && <p className={styles.reason}>{version.reason}</p>}
              {before === undefined ? (
                <p className="quiet">{said.first}</p>
              ) : (
                <Differences from={before.policy} to={version.policy} none={said.same} />
              )}
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
