// What the screens of conversations ask for.
import { queryOptions } from '@tanstack/react-query';
import { api, data } from '../../api/client';

export function conversationQuery(conversationId: string) {
  return queryOptions({
    queryKey: ['conversation', conversationId],
    queryFn: () =>
      data(
        api.GET('/conversations/{conversation_id}', {
          params: { path: { conversation_id: conversationId } },
        }),
      ),
  });
}

export function decisionQuery(decisionId: string) {
  return queryOptions({
    queryKey: ['decision', decisionId],
    queryFn: () =>
      data(api.GET('/decisions/{decision_id}', { params: { path: { decision_id: decisionId } } })),
    // A decision never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function revisionsQuery(orderId: string, revision: number) {
  return queryOptions({
    queryKey: ['revisions', orderId, revision],
    queryFn: () => data(api.GET('/orders/{order_id}/revisions', { params: { path: { order_id: orderId } } })),
  });
}
