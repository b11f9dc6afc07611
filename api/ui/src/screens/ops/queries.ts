// What the ops screens, and those that show what the policy says, ask for.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, data, ProblemError, tagged } from '../../api/client';
import type { AgentName, PolicyDraft, PolicyOutput } from '../../api/schema';

export const policyQuery = queryOptions({
  queryKey: ['policy', 'live'],
  queryFn: () => tagged(api.GET('/policy')),
});

export const policyDraftQuery = queryOptions({
  queryKey: ['policy', 'draft'],
  queryFn: async (): Promise<{ value: PolicyDraft; etag: string } | null> => {
    try {
      return await tagged(api.GET('/policy/draft'));
    } catch (error) {
      // That there is no draft is an answer, not an error.
      if (error instanceof ProblemError && error.status === 404) return null;
      throw error;
    }
  },
});

export const policyVersionsQuery = queryOptions({
  queryKey: ['policy', 'versions'],
  queryFn: () => data(api.GET('/policy/versions')),
});

export const policyEffectQuery = queryOptions({
  queryKey: ['policy', 'effect'],
  queryFn: () => data(api.GET('/policy/effect', { params: { query: { days: 30 } } })),
  staleTime: 60_000,
});

export const promptsQuery = queryOptions({
  queryKey: ['prompts', 'all'],
  queryFn: () => data(api.GET('/prompts')),
});

export function promptQuery(agent: AgentName) {
  return queryOptions({
    queryKey: ['prompts', 'one', agent],
    queryFn: () => tagged(api.GET('/prompts/{agent}', { params: { path: { agent } } })),
  });
}

export function promptVersionsQuery(agent: AgentName) {
  return queryOptions({
    queryKey: ['prompts', 'versions', agent],
    queryFn: () => data(api.GET('/prompts/{agent}/versions', { params: { path: { agent } } })),
  });
}

/** The policy in force, once it is known. */
export function usePolicy(): PolicyOutput | undefined {
  return useQuery(policyQuery).data?.value.policy;
}
