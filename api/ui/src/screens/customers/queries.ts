// What the screens of customers ask for.
import { queryOptions } from '@tanstack/react-query';
import { api, data } from '../../api/client';

export function customerQuery(customerId: string) {
  return queryOptions({
    queryKey: ['customer', customerId],
    queryFn: () =>
      data(api.GET('/customers/{customer_id}', { params: { path: { customer_id: customerId } } })),
  });
}
