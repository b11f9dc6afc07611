// The head of the order: customer, ship-to, day and PO, each edited in place.
import type { KeyboardEvent, ReactNode } from 'react';
import type { HeadField, ShipToChoice } from '../../../api/schema';
import { Sure } from '../../../parts/Sure';
import { day } from '../../../parts/times';
import { strings } from '../../../strings';
import { useEvidence } from '../evidence';
import { useOrderDesk } from './desk';
import { CustomerRow, customersQuery } from './finding';
import styles from './Order.module.css';
import { SearchField } from './SearchField';

const words = strings.review.order;
const DAYS_OFFERED = 3;

export function HeadFields() {
  const { order, review, draft, change, locked, next } = useOrderDesk();
  const field = (name: HeadField['field']) => order.fields.find((one) => one.field === name);
  const shipTo = draft.ship_to_id ?? field('ship_to')?.value ?? '';
  const cleared = (name: 'po_number' | 'requested_date') => draft.clear.includes(name);
  const date =
    draft.requested_date ?? (cleared('requested_date') ? '' : (field('requested_date')?.value ?? ''));
  const po = draft.po_number ?? (cleared('po_number') ? '' : (field('po_number')?.value ?? ''));
  const days = nextDays(order.ship_tos.find((one) => one.ship_to_id === shipTo));
  const first = review.proposal;

  function setClearable(name: 'po_number' | 'requested_date', value: string): void {
    const before = first.fields.find((one) => one.field === name)?.value ?? '';
    change((known) => {
      const clear = known.clear.filter((one) => one !== name);
      if (value === before) return { ...known, clear, [name]: undefined };
      if (value === '') return { ...known, clear: [...clear, name], [name]: undefined };
      return { ...known, clear, [name]: value };
    });
  }

  return (
    <div className={styles.fields}>
      <Field owner="head:customer" label={words.customer} field={field('customer')}>
        <SearchField
          label={words.customer}
          owner="head:customer"
          shown={order.customer?.name ?? ''}
          hint={words.customerHint}
          first={order.customer?.name ?? review.sender}
          query={customersQuery}
          idOf={(item) => item.customer_id}
          row={(item) => <CustomerRow item={item} />}
          choose={(item) =>
            change((known) => ({
              ...known,
              customer_id: item.customer_id === first.customer?.customer_id ? undefined : item.customer_id,
              ship_to_id: undefined,
            }))
          }
          onEnter={next}
          invalid={order.customer === null && order.blocks.length > 0}
          disabled={locked}
        />
      </Field>
      <Field owner="head:ship_to" label={words.shipTo} field={field('ship_to')}>
        <select
          aria-label={words.shipTo}
          data-owner-field="head:ship_to"
          disabled={locked || order.ship_tos.length === 0}
          value={shipTo}
          title={order.ship_tos.find((one) => one.ship_to_id === shipTo)?.address}
          onChange={(event) => {
            const value = event.target.value;
            const before = first.fields.find((one) => one.field === 'ship_to')?.value;
            const stays = value === before && draft.customer_id === undefined;
            change((known) => ({ ...known, ship_to_id: stays || value === '' ? undefined : value }));
          }}
          onKeyDown={(event) => enter(event, next)}
        >
          {!order.ship_tos.some((one) => one.ship_to_id === shipTo) && (
            <option value="">{words.noShipTo}</option>
          )}
          {order.ship_tos.map((one) => (
            <option key={one.ship_to_id} value={one.ship_to_id}>
              {one.name}
              {one.address ? ` · ${one.address}` : ''}
            </option>
          ))}
        </select>
      </Field>
      <Field owner="head:requested_date" label={words.date} field={field('requested_date')}>
        <input
          type="date"
          className={date === '' ? styles.noDate : undefined}
          aria-label={words.date}
          data-owner-field="head:requested_date"
          disabled={locked}
          value={date}
          onChange={(event) => setClearable('requested_date', event.target.value)}
          onKeyDown={(event) => enter(event, next)}
        />
        {!locked && days.length > 0 && (
          <span className={styles.days}>
            {days.map((one) => (
              <button
                key={one}
                type="button"
                className="plain"
                aria-pressed={one === date}
                onClick={() => setClearable('requested_date', one)}
              >
                {day(one)}
              </button>
            ))}
          </span>
        )}
        {date === '' && order.delivery_date && (
          <span className={`quiet small ${styles.goes}`}>
            {words.nextDay} {day(order.delivery_date)}
          </span>
        )}
      </Field>
      <Field owner="head:po_number" label={words.po} field={field('po_number')}>
        <input
          aria-label={words.po}
          data-owner-field="head:po_number"
          disabled={locked}
          maxLength={64}
          placeholder={words.none}
          value={po}
          onChange={(event) => setClearable('po_number', event.target.value)}
          onKeyDown={(event) => enter(event, next)}
        />
      </Field>
    </div>
  );
}

function Field({
  owner,
  label,
  field,
  children,
}: {
  owner: string;
  label: string;
  field: HeadField | undefined;
  children: ReactNode;
}) {
  const { activate } = useEvidence();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it is told when what is inside has the focus
    <div className={styles.field} onFocus={() => activate(owner)}>
      <span className={styles.label}>
        {label}
        {field?.edited && <span className={styles.changed} title={words.edited} />}
        {field && !field.edited && field.value !== null && field.sureness !== 'settled' && (
          <Sure level={field.sureness} probability={field.probability} brief />
        )}
      </span>
      <span className={styles.value} title={field?.why}>
        {children}
      </span>
    </div>
  );
}

export function enter(event: KeyboardEvent, next: () => void): void {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  next();
}

/** The next days that a ship-to is delivered to, from the first that can still be made. Monday is 0. */
function nextDays(shipTo: ShipToChoice | undefined): string[] {
  if (!shipTo?.next_delivery) return [];
  const days: string[] = [];
  const at = new Date(`${shipTo.next_delivery}T00:00:00Z`);
  for (let count = 0; count < 21 && days.length < DAYS_OFFERED; count += 1) {
    const weekday = (at.getUTCDay() + 6) % 7;
    if (count === 0 || shipTo.delivery_days.includes(weekday)) days.push(at.toISOString().slice(0, 10));
    at.setUTCDate(at.getUTCDate() + 1);
  }
  return days;
}
