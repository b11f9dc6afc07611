// What the desk screen asks of the API, and the keys it is kept under.
import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, data, ProblemError } from '../../api/client';
import type { Channel, PreviewRequest, ProposedOrder, Reason } from '../../api/schema';
import type { QueueSearch } from '../../router';

const SETTLE_MS = 200;
const WAIT_MS = 250;
const WAITS = 20;

/** Reviews that the desk has announced and is still putting together. */
const expected = new Set<string>();

export function expect(reviewId: string): void {
  expected.add(reviewId);
}

export function queueQuery(search: QueueSearch) {
  return infiniteQueryOptions({
    queryKey: ['queue', search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET('/reviews', {
          params: {
            query: {
              ...search,
              channel: search.channel as Channel | undefined,
              reason: search.reason as Reason['kind'] | undefined,
              cursor: pageParam,
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function reviewQuery(reviewId: string) {
  return queryOptions({
    queryKey: ['review', reviewId],
    queryFn: ({ signal }) =>
      data(api.GET('/reviews/{review_id}', { params: { path: { review_id: reviewId } }, signal })),
    retry: (count, error) =>
      error instanceof ProblemError
        ? error.status === 404 && expected.has(reviewId) && count < WAITS
        : count < 3,
    retryDelay: WAIT_MS,
  });
}

export function previewQuery(reviewId: string, revision: number, edits: PreviewRequest) {
  return queryOptions({
    queryKey: ['preview', reviewId, revision, edits],
    queryFn: ({ signal }) =>
      data(
        api.POST('/reviews/{review_id}/preview', {
          params: { path: { review_id: reviewId } },
          body: edits,
          signal,
        }),
      ),
    staleTime: 30_000,
  });
}

export interface Preview {
  order: ProposedOrder | undefined;
  /** The order shown is not yet that of the newest edits. */
  pending: boolean;
  error: Error | null;
}

/** The order with edits, asked for when they have settled; the one before is shown meanwhile. */
export function usePreview(
  reviewId: string,
  revision: number,
  edits: PreviewRequest,
  wanted: boolean,
): Preview {
  const now = JSON.stringify(edits);
  const [settled, setSettled] = useState(now);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(now), SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [now]);
  const preview = useQuery({
    ...previewQuery(reviewId, revision, JSON.parse(settled) as PreviewRequest),
    enabled: wanted,
    placeholderData: keepPreviousData,
  });
  return {
    order: preview.data,
    pending: wanted && (settled !== now || preview.isFetching || preview.isPlaceholderData),
    error: wanted ? preview.error : null,
  };
}
