// Whose a review is, when it comes up again, and who has it open.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, data } from '../../api/client';
import type { Review } from '../../api/schema';

const LOOK_EVERY_MS = 10_000;

export async function putAssignment(queries: QueryClient, id: string, person: string | null): Promise<void> {
  await data(
    api.PUT('/reviews/{review_id}/assignment', { params: { path: { review_id: id } }, body: { person } }),
  );
  queries.setQueryData<Review>(['review', id], (known) => known && { ...known, assigned_to: person });
  await queries.invalidateQueries({ queryKey: ['queue'] });
}

export async function putSnooze(queries: QueryClient, id: string, until: Date | null): Promise<void> {
  const body = { until: until?.toISOString() ?? null };
  await data(api.PUT('/reviews/{review_id}/snooze', { params: { path: { review_id: id } }, body }));
  queries.setQueryData<Review>(['review', id], (known) => known && { ...known, snoozed_until: body.until });
  await queries.invalidateQueries({ queryKey: ['queue'] });
}

/** Say every ten seconds that a review is open here, and hear who else has it open. */
export function useLooking(id: string, open: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!open) return;
    let stopped = false;
    async function look(): Promise<void> {
      if (document.visibilityState === 'hidden') return;
      try {
        const { looking } = await data(
          api.PUT('/reviews/{review_id}/looking', { params: { path: { review_id: id } } }),
        );
        if (!stopped) queries.setQueryData<Review>(['review', id], (known) => known && { ...known, looking });
      } catch {
        // Who is looking is told again in ten seconds.
      }
    }
    void look();
    const timer = window.setInterval(() => void look(), LOOK_EVERY_MS);
    return () => {
      stopped = true;
      window.clearInterval(timer);
    };
  }, [queries, id, open]);
}
