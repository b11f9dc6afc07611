// Views of the queue: those that everybody has, and a person's own, which are kept with their settings.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '../../../api/client';
import { meQuery, settle, useMe } from '../../../api/me';
import type { PersonSettings, SavedView } from '../../../api/schema';
import { type QueueSearch, queueSearch } from '../../../router';
import { say, sayError } from '../../../shell/toasts';
import { strings } from '../../../strings';

export interface View {
  id: string;
  name: string;
  search: QueueSearch;
  own: boolean;
}

const words = strings.review.queue.views;

export function toQuery(search: QueueSearch): string {
  const pairs = Object.entries(search).filter(([, value]) => value !== undefined);
  return new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]).sort()).toString();
}

export function fromQuery(query: string): QueueSearch {
  const read = Object.fromEntries(new URLSearchParams(query));
  return queueSearch({ ...read, snoozed: read.snoozed === 'true' });
}

export function viewsOf(name: string, saved: readonly SavedView[]): View[] {
  return [
    { id: 'all', name: words.all, search: {}, own: false },
    { id: 'mine', name: words.mine, search: { assigned_to: name }, own: false },
    { id: 'nobody', name: words.nobody, search: { assigned_to: 'nobody' }, own: false },
    { id: 'snoozed', name: words.snoozed, search: { snoozed: true }, own: false },
    ...saved.map((view) => ({
      id: `own:${view.name}`,
      name: view.name,
      search: fromQuery(view.query),
      own: true,
    })),
  ];
}

/** A person's views, which of them is looked at, and how to keep and drop one. */
export function useViews(search: QueueSearch) {
  const me = useMe();
  const queries = useQueryClient();
  const saved = me.settings.views ?? [];
  const views = viewsOf(me.name, saved);
  const put = useMutation({
    mutationFn: (settings: PersonSettings) => data(api.PUT('/me/settings', { body: settings })),
    onSuccess: (settings) => queries.setQueryData(meQuery.queryKey, settle({ ...me, settings })),
    onError: sayError,
  });
  const now = toQuery(search);
  return {
    views,
    current: views.find((view) => toQuery(view.search) === now) ?? null,
    save: (name: string) =>
      put.mutate(
        { ...me.settings, views: [...saved.filter((view) => view.name !== name), { name, query: now }] },
        { onSuccess: () => say(strings.review.said.viewSaved(name)) },
      ),
    drop: (name: string) => put.mutate({ ...me.settings, views: saved.filter((view) => view.name !== name) }),
  };
}
