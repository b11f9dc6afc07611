// The desk: what waits, what they said, what we make of it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useMay } from '../../api/me';
import type { Choice } from '../../api/schema';
import { Failed, Loading } from '../../parts/States';
import { queueSearch } from '../../router';
import { useCommands } from '../../shell/commands';
import { strings } from '../../strings';
import styles from './Desk.module.css';
import { useDecide } from './decide';
import { decisionOf } from './draft';
import { EvidenceProvider } from './evidence';
import { QueueColumn } from './queue/QueueColumn';
import { type ShownItem, useQueue } from './queue/useQueue';
import { ReviewDesk } from './ReviewDesk';
import { reviewQuery } from './reviews';

const NARROW = '(max-width: 1023px)';
const FOLDED = 'orderdesk.queue.folded';
const words = strings.review;

export function Desk() {
  const { reviewId = null } = useParams({ strict: false });
  const search = queueSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const narrow = useNarrow();
  const may = useMay('decide');
  const queue = useQueue(search);
  const { decide } = useDecide(search);
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLDED) === 'yes');
  const waiting = queue.items.filter((item) => !item.gone);
  const first = waiting[0]?.review_id ?? null;

  function open(id: string | null, replace = false): void {
    if (id === null) void navigate({ to: '/queue', search, replace });
    else void navigate({ to: '/reviews/$reviewId', params: { reviewId: id }, search, replace });
  }

  /** The review that many after the open one, in the order that is shown. */
  function neighbour(by: 1 | -1): string | null {
    const at = queue.items.findIndex((item) => item.review_id === reviewId);
    const side = by === 1 ? queue.items.slice(at + 1) : queue.items.slice(0, Math.max(at, 0)).reverse();
    return side.find((item) => !item.gone)?.review_id ?? null;
  }

  // With nothing chosen the first is opened beside the list; on a narrow screen the list is looked at first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the first review that opens
  useEffect(() => {
    if (reviewId === null && !narrow && first !== null) open(first, true);
  }, [reviewId, narrow, first]);

  const next = neighbour(1);
  useEffect(() => {
    if (next !== null) void queries.prefetchQuery(reviewQuery(next));
  }, [queries, next]);
  if (queue.more && next === null && reviewId !== null && queue.items.at(-1)?.review_id === reviewId)
    queue.more();

  function fold(): void {
    localStorage.setItem(FOLDED, folded ? 'no' : 'yes');
    setFolded(!folded);
  }

  const group = words.queueGroup;
  useCommands([
    {
      keys: ['j'],
      title: words.queue.next,
      group,
      run: () => (reviewId === null ? focusRow(1) : next !== null && open(next)),
    },
    {
      keys: ['k'],
      title: words.queue.previous,
      group,
      run: () => {
        const before = neighbour(-1);
        if (reviewId === null) focusRow(-1);
        else if (before !== null) open(before);
      },
    },
    { keys: ['\\'], title: folded ? words.queue.show : words.queue.hide, group, run: fold, enabled: !narrow },
  ]);

  function choose(item: ShownItem, choice: Choice): void {
    if (item.review_id === reviewId) open(neighbour(1) ?? neighbour(-1));
    void decide(
      item.review_id,
      decisionOf({ verdict: 'approve', revision: item.revision, lines: [choice.edit] }),
      item.customer?.name ?? item.sender,
    );
  }

  const showQueue = narrow ? reviewId === null : !folded;
  return (
    <div className={`${styles.desk} ${narrow ? styles.narrow : folded ? styles.folded : ''}`}>
      {showQueue ? (
        <QueueColumn queue={queue} search={search} current={reviewId} choose={may ? choose : null} />
      ) : (
        !narrow && (
          <div className={styles.rail}>
            <h1 className="unseen">{words.queue.title}</h1>
            <button
              type="button"
              className="plain"
              aria-label={words.queue.show}
              title={words.queue.show}
              onClick={fold}
            >
              »
            </button>
            <span className="quiet small">{queue.total}</span>
          </div>
        )
      )}
      {narrow && reviewId !== null && <h1 className="unseen">{words.title}</h1>}
      {reviewId !== null && (
        <OpenReview
          key={reviewId}
          id={reviewId}
          search={search}
          narrow={narrow}
          goOn={() => open(neighbour(1) ?? neighbour(-1))}
        />
      )}
    </div>
  );
}

function OpenReview({ id, ...more }: { id: string } & Omit<Parameters<typeof ReviewDesk>[0], 'review'>) {
  const query = useQuery({
    ...reviewQuery(id),
    // The customer has written, and the desk is still at it: what replaces this is announced, and asked for besides.
    refetchInterval: ({ state }) =>
      state.data?.status === 'superseded' && state.data.replaced_by === null ? 2000 : false,
  });
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failed error={query.error} again={() => void query.refetch()} />;
  return (
    <EvidenceProvider>
      <ReviewDesk review={query.data} {...more} />
    </EvidenceProvider>
  );
}

function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
}

function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(NARROW);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => window.matchMedia(NARROW).matches,
  );
}
