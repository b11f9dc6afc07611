// Every customer, found by name, contact or number.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { api, data } from '../../api/client';
import type { CustomerItem } from '../../api/schema';
import { usePages } from '../../parts/pages';
import { Screen, Scrolled } from '../../parts/Screen';
import { Empty, Failed, Loading } from '../../parts/States';
import { day } from '../../parts/times';
import { useSettled } from '../../parts/useSettled';
import { useCommands } from '../../shell/commands';
import { strings } from '../../strings';
import styles from './Customers.module.css';

const said = strings.customers;

export function Customers() {
  const search = useSearch({ from: '/inside/customers' });
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const [typed, setTyped] = useState(search.q ?? '');
  const q = useSettled(typed.trim());

  useEffect(() => {
    void navigate({ to: '/customers', search: { q: q || undefined }, replace: true });
  }, [q, navigate]);

  const list = usePages(['customers', 'list', q], (cursor) =>
    data(api.GET('/customers', { params: { query: { q: q || undefined, cursor } } })),
  );

  function go(by: number): void {
    const links = [...(table.current?.querySelectorAll<HTMLElement>('tbody a') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[Math.max(0, Math.min(at + by, links.length - 1))]?.focus();
  }

  useCommands([
    { keys: ['/'], title: said.search, group: said.group, run: () => box.current?.focus() },
    { keys: ['j', 'ArrowDown'], title: strings.conversations.next, group: said.group, run: () => go(1) },
    { keys: ['k', 'ArrowUp'], title: strings.conversations.previous, group: said.group, run: () => go(-1) },
  ]);

  return (
    <Screen title={said.title}>
      <search className={styles.search}>
        <input
          ref={box}
          type="search"
          aria-label={said.search}
          placeholder={said.search}
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
        />
      </search>
      {list.isPending && <Loading what={said.loading} />}
      {list.isError && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.data && list.items.length === 0 && <Empty title={said.none} />}
      {list.items.length > 0 && (
        <>
          <Scrolled label={said.list}>
            <table ref={table}>
              <thead>
                <tr>
                  <th scope="col">{said.customer}</th>
                  <th scope="col">{said.credit}</th>
                  <th scope="col" className="number">
                    {said.contacts}
                  </th>
                  <th scope="col" className="number">
                    {said.shipTos}
                  </th>
                  <th scope="col">{said.last}</th>
                </tr>
              </thead>
              <tbody>
                {list.items.map((customer) => (
                  <CustomerRow key={customer.customer_id} customer={customer} />
                ))}
              </tbody>
            </table>
          </Scrolled>
          {list.hasNextPage && (
            <button type="button" className={styles.more} onClick={() => void list.fetchNextPage()}>
              {strings.words.more}
            </button>
          )}
        </>
      )}
    </Screen>
  );
}

function CustomerRow({ customer }: { customer: CustomerItem }) {
  return (
    <tr>
      <td>
        <Link
          to="/customers/$customerId"
          params={{ customerId: customer.customer_id }}
          className={styles.name}
        >
          {customer.name}
        </Link>{' '}
        <span className="quiet">{customer.customer_id}</span>
      </td>
      <td className={customer.credit === 'ok' ? 'quiet' : styles.credit}>
        {strings.words.credit[customer.credit]}
      </td>
      <td className="number">{customer.contacts}</td>
      <td className="number">{customer.ship_tos}</td>
      <td>{customer.last_bought === null ? said.never : day(customer.last_bought)}</td>
    </tr>
  );
}
