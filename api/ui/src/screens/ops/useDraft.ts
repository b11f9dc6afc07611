// A draft between the page and the desk: saved, dropped and put in force by the ETag of what was seen.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ProblemError } from '../../api/client';
import { say } from '../../shell/toasts';
import { strings } from '../../strings';

/** What was typed, over what was seen then; without an ETag it goes over whatever is there. */
export interface Typed<T> {
  value: T;
  etag: string | null;
}

interface Ways {
  /** The first part of the keys of everything that changes with it. */
  key: string;
  save: () => Promise<unknown>;
  drop: () => Promise<unknown>;
  goLive: (reason: string) => Promise<string>;
  /** Forget what was typed: it is saved, or it is to go. */
  forget: () => void;
  /** Have the next save go over what somebody else has saved meanwhile: it has been said that they did. */
  giveWay: () => void;
}

export function useDraft({ key, save, drop, goLive, forget, giveWay }: Ways) {
  const queries = useQueryClient();
  const fetched = () => queries.invalidateQueries({ queryKey: [key] });

  const saving = useMutation({
    mutationFn: save,
    onSuccess: async () => {
      await fetched();
      forget();
      say(strings.ops.saved);
    },
    onError: (error) => {
      if (isBehind(error)) giveWay();
      return fetched();
    },
  });
  const dropping = useMutation({
    mutationFn: drop,
    onSuccess: async () => {
      await fetched();
      forget();
      say(strings.ops.dropped);
    },
    onError: fetched,
  });
  const releasing = useMutation({
    mutationFn: goLive,
    onSuccess: async (done) => {
      await fetched();
      forget();
      say(done);
    },
    onError: fetched,
  });

  const all = [saving, dropping, releasing];
  const error = all.find((one) => one.isError)?.error ?? null;
  function begin(run: () => void): void {
    for (const one of all) one.reset();
    run();
  }
  return {
    busy: all.some((one) => one.isPending),
    error: error === null ? null : told(error),
    save: () => begin(() => saving.mutate()),
    drop: () => begin(() => dropping.mutate()),
    goLive: (reason: string) => begin(() => releasing.mutate(reason)),
  };
}

function told(error: Error): string {
  return isBehind(error) ? strings.ops.changedMeanwhile : error.message;
}

/** Whether somebody else has changed it since it was seen. */
function isBehind(error: Error): boolean {
  return error instanceof ProblemError && error.status === 412;
}
