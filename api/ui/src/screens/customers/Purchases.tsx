// What a customer has bought, line by line, out of the ERP's history.
import { api, data } from '../../api/client';
import { usePages } from '../../parts/pages';
import { Scrolled, Section } from '../../parts/Screen';
import { Failed, Loading } from '../../parts/States';
import { amount, day, money } from '../../parts/times';
import { strings } from '../../strings';
import styles from './Customers.module.css';

const said = strings.customers.one;
const AT_ONCE = 20;

export function Purchases({ customerId }: { customerId: string }) {
  const list = usePages(['purchases', customerId], (cursor) =>
    data(
      api.GET('/customers/{customer_id}/purchases', {
        params: { path: { customer_id: customerId }, query: { limit: AT_ONCE, cursor } },
      }),
    ),
  );
  return (
    <Section title={said.past}>
      {list.isPending && <Loading />}
      {list.isError && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.data && list.items.length === 0 && <p className="quiet">{said.noPast}</p>}
      {list.items.length > 0 && (
        <Scrolled label={said.past}>
          <table>
            <thead>
              <tr>
                <th scope="col">{said.day}</th>
                <th scope="col">{said.orderNo}</th>
                <th scope="col">{said.product}</th>
                <th scope="col" className="number">
                  {said.quantity}
                </th>
                <th scope="col" className="number">
                  {said.price}
                </th>
              </tr>
            </thead>
            <tbody>
              {list.items.map((line, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: history has no ids, and only grows at its end
                <tr key={`${at}-${line.order_no}`}>
                  <td>{day(line.ordered_on)}</td>
                  <td>{line.order_no}</td>
                  <td>
                    {line.product?.name ?? ''} <span className="quiet">{line.sku}</span>
                  </td>
                  <td className="number">
                    {amount(line.quantity)} {line.uom}
                  </td>
                  <td className="number">{money(line.unit_price)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      {list.hasNextPage && (
        <button type="button" className={styles.more} onClick={() => void list.fetchNextPage()}>
          {strings.words.more}
        </button>
      )}
    </Section>
  );
}
