// What a customer buys and how, by the column one asks for.
import { useState } from 'react';
import type { BoughtProduct, Customer } from '../../api/schema';
import { Scrolled, Section } from '../../parts/Screen';
import { amount, day } from '../../parts/times';
import { strings } from '../../strings';
import styles from './Customers.module.css';

const said = strings.customers.one;
const FIRST = 15;

type Column = 'product' | 'recent' | 'count' | 'lastBought';
const ORDER: Record<Column, (one: BoughtProduct, other: BoughtProduct) => number> = {
  product: (one, other) => one.product.name.localeCompare(other.product.name),
  recent: (one, other) => other.habit.recent_times - one.habit.recent_times,
  count: (one, other) => other.habit.times - one.habit.times,
  lastBought: (one, other) => other.habit.last_bought.localeCompare(one.habit.last_bought),
};

export function Buys({ customer }: { customer: Customer }) {
  const [by, setBy] = useState<Column>('recent');
  const [all, setAll] = useState(false);
  const sorted = [...customer.buys].sort(ORDER[by]);
  const shown = all ? sorted : sorted.slice(0, FIRST);
  return (
    <Section title={said.buys}>
      {sorted.length === 0 ? (
        <p className="quiet">{said.noBuys}</p>
      ) : (
        <Scrolled label={said.buys}>
          <table className={styles.buys}>
            <thead>
              <tr>
                <Sortable column="product" by={by} set={setBy} />
                <th scope="col">{said.habit}</th>
                <th scope="col" className="number">
                  {said.usualQuantity}
                </th>
                <Sortable column="recent" by={by} set={setBy} number />
                <Sortable column="count" by={by} set={setBy} number />
                <Sortable column="lastBought" by={by} set={setBy} />
              </tr>
            </thead>
            <tbody>
              {shown.map(({ product, habit }) => (
                <tr key={product.sku}>
                  <td>
                    {product.name} <span className="quiet">{product.sku}</span>
                  </td>
                  <td className="quiet">{habit.sentence}</td>
                  <td className="number">
                    {habit.usual_quantity === null
                      ? '–'
                      : `${amount(habit.usual_quantity)} ${habit.usual_uom ?? ''}`}
                  </td>
                  <td className="number">{habit.recent_times}</td>
                  <td className="number">{habit.times}</td>
                  <td>{day(habit.last_bought)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      {shown.length < sorted.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {strings.words.more}
        </button>
      )}
    </Section>
  );
}

function Sortable({
  column,
  by,
  set,
  number,
}: {
  column: Column;
  by: Column;
  set: (column: Column) => void;
  number?: boolean;
}) {
  const down = column === 'product' ? 'ascending' : 'descending';
  return (
    <th scope="col" className={number ? 'number' : undefined} aria-sort={by === column ? down : undefined}>
      <button
        type="button"
        className={`plain ${styles.sort}`}
        title={said.sortBy(said[column])}
        onClick={() => set(column)}
      >
        {said[column]}
        <span aria-hidden="true">{by === column ? (down === 'ascending' ? ' ▴' : ' ▾') : ''}</span>
      </button>
    </th>
  );
}
