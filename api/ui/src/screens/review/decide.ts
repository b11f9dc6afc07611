// Deciding: the next review is on screen at once, and the decision is sent behind it. Of two who decide one is told
// who was first. The last approval can be taken back while the desk holds it.
import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { api, data, once, ProblemError } from '../../api/client';
import type { Decided, Decision, Queue } from '../../api/schema';
import { deskNow } from '../../parts/times';
import type { QueueSearch } from '../../router';
import { say, sayError, unsay } from '../../shell/toasts';
import { strings } from '../../strings';
import { dropDraft } from './draft';
import { expect } from './reviews';

const words = strings.review.said;

/** Reviews whose decision is on its way or taken: they wait no more, whatever an older answer says. */
const leaving = new Set<string>();

export function isLeaving(reviewId: string): boolean {
  return leaving.has(reviewId);
}

interface Undoable {
  reviewId: string;
  whom: string;
  until: number;
  toast: number;
}

let last: Undoable | null = null;
const listeners = new Set<() => void>();

function setLast(next: Undoable | null): void {
  last = next;
  for (const listener of listeners) listener();
}

/** The approval that can be taken back, if one can. */
export function useUndoable(): Undoable | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => last,
  );
}

function takeOut(queries: QueryClient, reviewId: string): void {
  leaving.add(reviewId);
  queries.setQueriesData<InfiniteData<Queue>>({ queryKey: ['queue'] }, (known) => {
    if (!known?.pages.some((page) => page.items.some((item) => item.review_id === reviewId))) return known;
    return {
      ...known,
      pages: known.pages.map((page) => ({
        ...page,
        total: page.total - 1,
        items: page.items.filter((item) => item.review_id !== reviewId),
      })),
    };
  });
}

export function useDecide(search: QueueSearch) {
  const queries = useQueryClient();
  const navigate = useNavigate();

  const look = (reviewId: string) =>
    void navigate({ to: '/reviews/$reviewId', params: { reviewId }, search });

  async function undo(reviewId: string, whom: string): Promise<void> {
    setLast(null);
    try {
      const undone = await data(
        api.POST('/reviews/{review_id}/undo', {
          params: { path: { review_id: reviewId } },
          headers: once(),
        }),
      );
      expect(undone.review_id);
      say(words.undone(whom));
      look(undone.review_id);
      void queries.invalidateQueries({ queryKey: ['queue'] });
    } catch (error) {
      sayError(error);
    }
  }

  function taken(decided: Decided, whom: string): void {
    const text = words[decided.verdict](whom);
    const left = decided.undo_until
      ? (new Date(decided.undo_until).getTime() - deskNow().getTime()) / 1000
      : 0;
    if (left < 1) {
      say(text);
      return;
    }
    if (last) unsay(last.toast);
    const toast = say(text, {
      seconds: Math.floor(left),
      action: { title: strings.undo, run: () => void undo(decided.review_id, whom) },
    });
    const undoable = { reviewId: decided.review_id, whom, until: deskNow().getTime() + left * 1000, toast };
    setLast(undoable);
    window.setTimeout(() => last === undoable && setLast(null), left * 1000);
  }

  /** Send a decision; whoever calls has gone on already. */
  async function decide(reviewId: string, decision: Decision, whom: string): Promise<void> {
    takeOut(queries, reviewId);
    try {
      const decided = await data(
        api.POST('/reviews/{review_id}/decision', {
          params: { path: { review_id: reviewId } },
          headers: once(),
          body: decision,
        }),
      );
      dropDraft(reviewId);
      taken(decided, whom);
    } catch (error) {
      leaving.delete(reviewId);
      const first = error instanceof ProblemError ? error.problem.by : null;
      say(first ? words.first(first, whom) : error instanceof Error ? error.message : String(error), {
        bad: true,
        action: { title: words.look, run: () => look(reviewId) },
      });
    } finally {
      void queries.invalidateQueries({ queryKey: ['queue'] });
      void queries.invalidateQueries({ queryKey: ['review', reviewId] });
    }
  }

  return {
    decide,
    undoLast: () => {
      if (last === null) return;
      unsay(last.toast);
      void undo(last.reviewId, last.whom);
    },
    undo,
  };
}
