// What happened in a conversation, oldest first: each message whole, each decision open to its evidence.
import { Link } from '@tanstack/react-router';
import type { Conversation, DecisionItem, Happening, Message } from '../../api/schema';
import { clock, dayAt } from '../../parts/times';
import { strings } from '../../strings';
import styles from './Conversation.module.css';
import { DecisionCard } from './DecisionCard';
import { MessageCard } from './MessageCard';

type Entry =
  | { key: string; at: string; message: Message }
  | { key: string; at: string; decision: DecisionItem }
  | { key: string; at: string; happening: Happening };

/** What happened, in the order it is told in; what is said and decided stands in it whole. */
function entriesOf(conversation: Conversation, everything: boolean): Entry[] {
  const messages = new Map(conversation.messages.map((message) => [message.message_id, message]));
  const decisions = new Map(
    conversation.runs.flatMap((run) => run.decisions).map((decision) => [decision.decision_id, decision]),
  );
  const entries = conversation.timeline.map((happening, at): Entry => {
    const key = `${at}`;
    const message = happening.message_id && messages.get(happening.message_id);
    // A message is shown where it is first told of; later happenings only speak of it.
    if (message && messages.delete(message.message_id)) return { key, at: happening.at, message };
    const decision = happening.decision_id && decisions.get(happening.decision_id);
    return decision ? { key, at: happening.at, decision } : { key, at: happening.at, happening };
  });
  return everything ? entries : entries.filter((entry) => 'message' in entry);
}

export function Timeline({ conversation, everything }: { conversation: Conversation; everything: boolean }) {
  const entries = entriesOf(conversation, everything);
  const texts = new Map(
    conversation.messages.flatMap((message) => message.parts.map((part) => [part.part_id, part.text])),
  );
  return (
    <ol className={styles.entries}>
      {entries.map((entry, at) => {
        const before = entries[at - 1];
        const newDay = before === undefined || dayAt(before.at) !== dayAt(entry.at);
        return (
          <li key={entry.key}>
            {newDay && <p className={styles.day}>{dayAt(entry.at)}</p>}
            {'message' in entry ? (
              <MessageCard message={entry.message} />
            ) : 'decision' in entry ? (
              <DecisionCard decision={entry.decision} texts={texts} />
            ) : (
              <OneHappening happening={entry.happening} />
            )}
          </li>
        );
      })}
    </ol>
  );
}

function OneHappening({ happening }: { happening: Happening }) {
  return (
    <p className={styles.happening} data-kind={happening.kind}>
      <span className={`quiet ${styles.clock}`}>{clock(happening.at)}</span>
      <span>
        {happening.sentence}{' '}
        {happening.review_id && happening.kind === 'gate' && (
          <Link to="/reviews/$reviewId" params={{ reviewId: happening.review_id }}>
            {strings.conversations.one.openReview}
          </Link>
        )}
      </span>
    </p>
  );
}
