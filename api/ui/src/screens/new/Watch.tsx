// The agents at work on one message: a row each, lighting up as their decisions arrive, and what became of it.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Conversation, Taken } from '../../api/schema';
import { Failed, Loading } from '../../parts/States';
import { strings } from '../../strings';
import { conversationQuery } from '../conversations/queries';
import styles from './New.module.css';
import { IDLE, isOver, type Stage, stagesOf } from './stages';

const said = strings.fresh;
const LOOK_EVERY = 1500;

export function Watch({ taken }: { taken: Taken }) {
  // The stream of events says when to look again; a look now and then helps where it cannot come through.
  const conversation = useQuery({
    ...conversationQuery(taken.conversation_id),
    refetchInterval: (query) =>
      query.state.data && isOver(query.state.data, taken.run_id) ? false : LOOK_EVERY,
  });
  if (conversation.isPending) return <Loading what={said.queued} />;
  if (conversation.isError)
    return <Failed error={conversation.error} again={() => void conversation.refetch()} />;
  return (
    <div className={styles.stages}>
      {taken.already_known && <p>{said.known}</p>}
      <ol>
        {stagesOf(conversation.data, taken.run_id).map((stage) => (
          <StageRow key={stage.key} stage={stage} />
        ))}
      </ol>
      <Outcome conversation={conversation.data} over={isOver(conversation.data, taken.run_id)} />
    </div>
  );
}

/** What is to come, before anything is handed in. */
export function Idle() {
  return (
    <div className={styles.stages}>
      <p className="quiet">{said.idle}</p>
      <ol>
        {IDLE.map((stage) => (
          <StageRow key={stage.key} stage={stage} />
        ))}
      </ol>
    </div>
  );
}

const SHAPES: Record<Stage['state'], string> = { done: '●', working: '◐', waiting: '○', skipped: '–' };
const STATES: Record<Stage['state'], string> = {
  done: '',
  working: said.working,
  waiting: said.waiting,
  skipped: said.skipped,
};

function StageRow({ stage }: { stage: Stage }) {
  return (
    <li className={styles[stage.state]} data-stage={stage.key} data-state={stage.state}>
      <span aria-hidden="true">{SHAPES[stage.state]}</span>
      <div>
        <strong>{stage.title}</strong>{' '}
        {stage.sentence ?? <span className="quiet">{STATES[stage.state]}</span>}
      </div>
      <span className={`quiet small ${styles.figures}`}>
        {[
          stage.findings ? said.findings(stage.findings) : null,
          stage.seconds === null ? null : said.seconds(stage.seconds),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </li>
  );
}

function Outcome({ conversation, over }: { conversation: Conversation; over: boolean }) {
  return (
    <div className={styles.outcome} aria-live="polite">
      {over && (
        <>
          <p className={styles.became}>{conversation.sentence}</p>
          <p className={styles.ways}>
            {conversation.review_id !== null && (
              <Link to="/reviews/$reviewId" params={{ reviewId: conversation.review_id }}>
                {said.toReview}
              </Link>
            )}
            <Link
              to="/conversations/$conversationId"
              params={{ conversationId: conversation.conversation_id }}
            >
              {said.toConversation}
            </Link>
          </p>
        </>
      )}
    </div>
  );
}
