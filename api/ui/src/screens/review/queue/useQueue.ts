// The queue as it is shown. New work comes by itself, but rows never jump under the pointer: while the list is held
// (hovered, or not at its top) the order stays as it is, what is new waits, and what is gone stays until let go.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { QueueItem } from '../../../api/schema';
import type { QueueSearch } from '../../../router';
import { isLeaving } from '../decide';
import { queueQuery } from '../reviews';

export interface ShownItem extends QueueItem {
  /** Decided or taken elsewhere since; it goes when the list is let go. */
  gone: boolean;
}

export interface ShownQueue {
  items: readonly ShownItem[];
  /** How many wait to be shown. */
  fresh: number;
  total: number;
  loading: boolean;
  error: Error | null;
  again: () => void;
  more: (() => void) | null;
  hold: (held: boolean) => void;
  letIn: () => void;
}

export function useQueue(search: QueueSearch): ShownQueue {
  const query = useInfiniteQuery(queueQuery(search));
  const [held, hold] = useState(false);
  const [, redraw] = useState(0);
  const kept = useRef<{ key: string; items: ShownItem[] }>({ key: '', items: [] });
  const key = JSON.stringify(search);

  const newest = useMemo(() => {
    const seen = new Set<string>();
    return (query.data?.pages ?? [])
      .flatMap((page) => page.items)
      .filter((item) => !isLeaving(item.review_id) && !seen.has(item.review_id) && seen.add(item.review_id));
  }, [query.data]);

  const same = kept.current.key === key;
  const pages = query.data?.pages.length ?? 0;
  const items = useMemo(() => {
    if (!held || !same) return newest.map((item) => ({ ...item, gone: false }));
    const byId = new Map(newest.map((item) => [item.review_id, item]));
    const stay = kept.current.items.map((item) => {
      const now = byId.get(item.review_id);
      return now ? { ...now, gone: false } : { ...item, gone: true };
    });
    // What comes with a further page belongs below; what comes among those shown waits.
    const shown = new Set(stay.map((item) => item.review_id));
    const last = newest.findLastIndex((item) => shown.has(item.review_id));
    const below = pages > 1 ? newest.slice(last + 1).filter((item) => !shown.has(item.review_id)) : [];
    return [...stay, ...below.map((item) => ({ ...item, gone: false }))];
  }, [newest, held, same, pages]);
  // What another view has left on screen is not held on to.
  kept.current = { key: query.isPlaceholderData ? '' : key, items };

  const shown = new Set(items.map((item) => item.review_id));
  return {
    items,
    fresh: newest.filter((item) => !shown.has(item.review_id)).length,
    total: query.data?.pages[0]?.total ?? 0,
    loading: query.isPending,
    error: query.error,
    again: () => void query.refetch(),
    more: query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : null,
    hold,
    letIn: () => {
      kept.current = { key: '', items: [] };
      redraw((count) => count + 1);
    },
  };
}
