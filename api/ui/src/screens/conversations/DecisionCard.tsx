// An agent's decision: the sentence, and behind it everything it rests on.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AgentDecision, DecisionItem, Finding, Sureness, ToolCall } from '../../api/schema';
import { Scrolled } from '../../parts/Screen';
import { Failed, Loading } from '../../parts/States';
import { Sure } from '../../parts/Sure';
import { clock } from '../../parts/times';
import { strings } from '../../strings';
import { usePolicy } from '../ops/queries';
import styles from './Conversation.module.css';
import { decisionQuery } from './queries';

const said = strings.conversations.evidence;
const LIKELY = 0.5;

export function DecisionCard({
  decision,
  texts,
}: {
  decision: DecisionItem;
  texts: ReadonlyMap<string, string>;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.decision} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className={`quiet ${styles.clock}`}>{clock(decision.created_at)}</span>
        <strong>{strings.words.agents[decision.agent]}</strong>
        <span>{decision.sentence}</span>
      </summary>
      {open && <Evidence decisionId={decision.decision_id} texts={texts} />}
    </details>
  );
}

function Evidence({ decisionId, texts }: { decisionId: string; texts: ReadonlyMap<string, string> }) {
  const decision = useQuery(decisionQuery(decisionId));
  if (decision.isPending) return <Loading what={said.loading} />;
  if (decision.isError) return <Failed error={decision.error} again={() => void decision.refetch()} />;
  const { findings, tool_calls: calls } = decision.data;
  return (
    <div className={styles.evidence}>
      <h3>{said.findings}</h3>
      {findings.length === 0 ? (
        <p className="quiet">{said.noFindings}</p>
      ) : (
        <Scrolled label={said.findings}>
          <table>
            <thead>
              <tr>
                <th scope="col">{said.field}</th>
                <th scope="col">{said.value}</th>
                <th scope="col">{said.sure}</th>
                <th scope="col">{said.why}</th>
              </tr>
            </thead>
            <tbody>
              {findings.map((finding, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a decision never changes
                <FindingRow key={at} finding={finding} texts={texts} />
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      <h3>{said.tools}</h3>
      {calls.length === 0 && <p className="quiet">{said.noTools}</p>}
      {calls.map((call, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a decision never changes
        <Call key={at} call={call} />
      ))}
      <MadeWith decision={decision.data} />
    </div>
  );
}

function FindingRow({ finding, texts }: { finding: Finding; texts: ReadonlyMap<string, string> }) {
  const policy = usePolicy();
  const sure: Sureness =
    finding.probability >= (policy?.line_threshold ?? 1)
      ? 'settled'
      : finding.probability >= LIKELY
        ? 'likely'
        : 'unsure';
  return (
    <tr>
      <td>
        {strings.words.fields[finding.field]}
        {finding.line != null && <span className="quiet"> {said.line(finding.line)}</span>}
      </td>
      <td className={styles.value}>{finding.value ?? <span className="quiet">{said.none}</span>}</td>
      <td>
        <Sure level={sure} probability={finding.probability} />
      </td>
      <td>
        {finding.why}
        {finding.spans.map((span) => (
          <q key={`${span.part_id}-${span.start}`} className={styles.quote}>
            {quoted(texts.get(span.part_id), span.start, span.end)}
          </q>
        ))}
        {finding.candidates.length > 0 && (
          <details>
            <summary className="quiet">{said.beaten(finding.candidates.length)}</summary>
            <ul className={styles.candidates}>
              {finding.candidates.map((candidate) => (
                <li key={candidate.value}>
                  {candidate.label || candidate.value} <Percent value={candidate.probability} />{' '}
                  <span className="quiet">{candidate.why}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </td>
    </tr>
  );
}

function Percent({ value }: { value: number }) {
  return <span className="small">{`${Math.floor(value * 100)}%`}</span>;
}

/** The words that a span stands for; its ends count code points, not what JavaScript counts. */
function quoted(text: string | undefined, start: number, end: number): string {
  return Array.from(text ?? '')
    .slice(start, end)
    .join('');
}

function Call({ call }: { call: ToolCall }) {
  return (
    <details className={styles.call}>
      <summary>
        <code>{call.tool}</code>{' '}
        <span className="quiet">{call.access === 'read' ? said.reads : said.writes}</span>
      </summary>
      <p className="quiet small">{said.arguments}</p>
      <Json value={call.arguments} label={`${call.tool} ${said.arguments}`} />
      <p className="quiet small">{said.result}</p>
      <Json value={call.result} label={`${call.tool} ${said.result}`} />
    </details>
  );
}

function Json({ value, label }: { value: unknown; label: string }) {
  return (
    <Scrolled label={label}>
      <pre className={styles.json}>{JSON.stringify(value, null, 2)}</pre>
    </Scrolled>
  );
}

function MadeWith({ decision }: { decision: AgentDecision }) {
  const { use } = decision;
  return (
    <>
      <h3>{said.versions}</h3>
      <dl className={styles.facts2}>
        <dt>{said.policy}</dt>
        <dd>{decision.policy_version}</dd>
        <dt>{said.index}</dt>
        <dd className="mono small">{decision.index_version}</dd>
        <dt>{said.model}</dt>
        <dd>{use?.model ?? `${said.noModel} (${decision.reasoner})`}</dd>
        {use && (
          <>
            <dt>{said.prompt}</dt>
            <dd className="mono small">{use.prompt_version}</dd>
            <dt>{said.cost}</dt>
            <dd>
              {said.calls(use.calls)}, {said.tokens((use.input_tokens + use.output_tokens).toLocaleString())},{' '}
              {use.seconds.toFixed(1)} s
            </dd>
            {use.fallback && (
              <>
                <dt>{said.fallback}</dt>
                <dd>{use.fallback}</dd>
              </>
            )}
          </>
        )}
      </dl>
    </>
  );
}
