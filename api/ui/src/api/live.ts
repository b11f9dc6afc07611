// Live updates: what the server says has happened makes what is shown of it stale.
import type { QueryClient } from '@tanstack/react-query';
import type { Event as DeskEvent, Review } from './schema';

const EVENTS = [
  'received', 'received_again', 'superseded', 'decided', 'gated', 'reviewed', 'undone', 'approved', 'entered',
  'cancelled', 'erp_rejected', 'reply_ready', 'reply_sent', 'reply_failed', 'reply_kept', 'reply_unknown', 'failed', 'assigned', 'snoozed', 'alias_taught', 'alias_forgotten',
  'alias_changed', 'alias_contradicted', 'found_wrong', 'policy_drafted', 'policy_draft_dropped', 'policy_went_live', 'prompt_drafted',
  'prompt_draft_dropped', 'prompt_went_live',
]; // biome-ignore format: one list

const REVIEWS_OF = 'reviews-of';

/** Keep a query client up to date; returns how to stop. */
export function follow(queries: QueryClient): () => void {
  const source = new EventSource('/api/events/stream');
  const waiting = new Set<string>();
  let timer: number | undefined;

  // Many events come at once: what they make stale is asked for again once.
  function stale(...keys: string[]): void {
    for (const key of keys) waiting.add(key);
    timer ??= window.setTimeout(() => {
      timer = undefined;
      const due = [...waiting];
      waiting.clear();
      for (const key of due) {
        const [name, id] = key.split('/');
        if (name === REVIEWS_OF) {
          // A review is kept under its own id: those of a conversation are known by what they hold.
          queries.invalidateQueries({
            predicate: ({ queryKey, state }) =>
              queryKey[0] === 'review' && (state.data as Review | undefined)?.conversation_id === id,
          });
        } else queries.invalidateQueries({ queryKey: key.split('/') });
      }
    }, 150);
  }

  function happened(message: MessageEvent<string>): void {
    const event = JSON.parse(message.data) as DeskEvent;
    if (event.event.startsWith('policy')) stale('policy');
    else if (event.event.startsWith('prompt')) stale('prompts');
    else if (event.event.startsWith('alias')) stale('aliases', 'customer');
    else stale('queue', 'conversations');
    if (event.conversation_id !== null)
      stale(`conversation/${event.conversation_id}`, `${REVIEWS_OF}/${event.conversation_id}`);
  }

  for (const name of EVENTS) source.addEventListener(name, happened);
  source.addEventListener('looking', (message: MessageEvent<string>) => {
    const { review_id, looking } = JSON.parse(message.data) as { review_id: string; looking: string[] };
    queries.setQueryData<Review>(['review', review_id], (known) => known && { ...known, looking });
    stale('queue');
  });
  return () => {
    window.clearTimeout(timer);
    source.close();
  };
}
