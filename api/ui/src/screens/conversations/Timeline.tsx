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

/** Messages and decisions at their time, and what else happened between them. */
function entriesOf(conversation: Conversation, everything: boolean): Entry[] {
  const messages = conversation.messages.map((message): Entry => {
    return { key: message.message_id, at: message.received_at, message };
  });
  if (!everything) return messages.sort(byTime);
  const decisions = conversation.runs
    .flatMap((run) => run.decisions)
    .map((decision): Entry => ({ key: decision.decision_id, at: decision.created_at, decision }));
  const others = conversation.timeline
    .filter((one) => !['message_in', 'message_out', 'decision'].includes(one.kind))
    .map((happening, at): Entry => ({ key: `${at}-${happening.at}`, at: happening.at, happening }));
  return [...messages, ...decisions, ...others].sort(byTime);
}

function byTime(one: Entry, other: Entry): number {
  return new Date(one.at).getTime() - new Date(other.at).getTime();
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
      <span className="quiet">{clock(happening.at)}</span>
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
