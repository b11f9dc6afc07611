// Finding a product or a customer as one types.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data } from '../../../api/client';
import type { CustomerItem, ProductItem } from '../../../api/schema';
import { amount, day, money } from '../../../parts/times';
import { strings } from '../../../strings';
import { packOf } from './lines';
import styles from './Order.module.css';

const words = strings.review.order;
const MANY = 12;

export function productsQuery(customerId: string | null) {
  return (q: string) =>
    queryOptions<readonly ProductItem[]>({
      queryKey: ['products', customerId, q],
      queryFn: async ({ signal }) =>
        (
          await data(
            api.GET('/products', {
              params: { query: { q, customer: customerId ?? undefined, limit: MANY } },
              signal,
            }),
          )
        ).items,
      staleTime: 60_000,
      placeholderData: keepPreviousData,
    });
}

export function customersQuery(q: string) {
  return queryOptions<readonly CustomerItem[]>({
    queryKey: ['customers', 'find', q],
    queryFn: async ({ signal }) =>
      (await data(api.GET('/customers', { params: { query: { q, limit: MANY } }, signal }))).items,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

export function ProductRow({ item }: { item: ProductItem }) {
  return (
    <span className={styles.found}>
      <span>
        {item.name} <span className="quiet">{packOf(item)}</span>
      </span>
      <span>{item.price === null ? '' : `${money(item.price)}/${item.uom}`}</span>
      <span className="quiet small">{item.habit ? item.habit.sentence : words.never}</span>
      <span className="quiet small">
        {amount(item.available)} {item.uom} {words.available}
        {item.status === 'active' ? '' : ` · ${item.status}`}
      </span>
    </span>
  );
}

export function CustomerRow({ item }: { item: CustomerItem }) {
  return (
    <span className={styles.found}>
      <span>{item.name}</span>
      <span className="quiet">{item.customer_id}</span>
      <span className="quiet small">
        {item.last_bought ? `${words.last} ${day(item.last_bought)}` : words.never}
        {item.credit === 'hold' ? ` · ${strings.review.reasons.credit_hold}` : ''}
      </span>
    </span>
  );
}
