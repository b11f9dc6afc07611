// Where a run stands, as the row of stages that a message goes through.
import type { AgentName, Conversation, DecisionItem, Run } from '../../api/schema';
import { strings } from '../../strings';

export interface Stage {
  key: AgentName | 'gate';
  title: string;
  state: 'waiting' | 'working' | 'done' | 'skipped';
  sentence: string | null;
  findings: number | null;
  seconds: number | null;
}

const BEFORE_THE_GATE: readonly AgentName[] = ['intake', 'matching', 'availability', 'substitution'];
const BEHIND_THE_GATE: readonly AgentName[] = ['erp_entry', 'communication'];

const NOT_YET = { state: 'waiting', sentence: null, findings: null, seconds: null } as const;
/** Every stage, before there is anything to do. */
export const IDLE: readonly Stage[] = [
  ...BEFORE_THE_GATE.map((key): Stage => ({ key, title: strings.words.agents[key], ...NOT_YET })),
  { key: 'gate', title: strings.words.gate, ...NOT_YET },
  ...BEHIND_THE_GATE.map((key): Stage => ({ key, title: strings.words.agents[key], ...NOT_YET })),
];

function runOf(conversation: Conversation, runId: string | null): Run | undefined {
  return conversation.runs.find((run) => run.run_id === runId) ?? conversation.runs.at(-1);
}

/** Whether the agents have done with a run what they can: it is finished, or it waits for a person or the clock. */
export function isOver(conversation: Conversation, runId: string | null): boolean {
  const run = runOf(conversation, runId);
  return run !== undefined && run.status !== 'queued' && run.status !== 'running';
}

export function stagesOf(conversation: Conversation, runId: string | null): Stage[] {
  const run = runOf(conversation, runId);
  const over = isOver(conversation, runId);
  let before = run ? new Date(run.created_at).getTime() : 0;

  function stage(agent: AgentName): Stage {
    const decision = run?.decisions.find((one) => one.agent === agent);
    const made = decision && new Date(decision.created_at).getTime();
    const seconds = made === undefined ? null : Math.max(0, (made - before) / 1000);
    if (made !== undefined) before = made;
    return {
      key: agent,
      title: strings.words.agents[agent],
      state: decision ? 'done' : run?.stage === agent ? 'working' : over ? 'skipped' : 'waiting',
      sentence: decision?.sentence ?? null,
      findings: decision?.findings ?? null,
      seconds,
    };
  }

  const reading = BEFORE_THE_GATE.map(stage);
  return [...reading, gateStage(conversation, run, over), ...BEHIND_THE_GATE.map(stage)];
}

function gateStage(conversation: Conversation, run: Run | undefined, over: boolean): Stage {
  const said =
    run && conversation.timeline.findLast((one) => one.kind === 'gate' && one.at >= run.created_at);
  const last: DecisionItem | undefined = run?.decisions.findLast((one) =>
    BEFORE_THE_GATE.includes(one.agent),
  );
  return {
    key: 'gate',
    title: strings.words.gate,
    state: said ? 'done' : over ? 'skipped' : 'waiting',
    sentence: said?.sentence ?? null,
    findings: null,
    seconds:
      said && last
        ? Math.max(0, (new Date(said.at).getTime() - new Date(last.created_at).getTime()) / 1000)
        : null,
  };
}
