// Who is signed in: asked for once, and set again when settings change.
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { setDeskTime } from '../parts/times';
import { setSingleKeys } from '../shell/commands';
import { api, carryToken, data } from './client';
import type { Me, Right } from './schema';

/** Have the page be as this person wants it. */
export function settle(me: Me): Me {
  carryToken(me.csrf);
  setDeskTime(me.now, me.timezone, me.locale, me.currency);
  setSingleKeys(me.settings.single_keys);
  const root = document.documentElement;
  if (me.settings.theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = me.settings.theme;
  return me;
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => settle(await data(api.GET('/me'))),
  staleTime: Number.POSITIVE_INFINITY,
});

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function useMay(right: Right): boolean {
  return useMe().rights.includes(right);
}
