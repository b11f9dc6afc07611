// The customers for whom something else holds than for everybody.
import { Link } from '@tanstack/react-router';
import { api, data } from '../../api/client';
import type { CustomerItem, CustomerPolicy } from '../../api/schema';
import { Scrolled } from '../../parts/Screen';
import { SearchBox } from '../../parts/SearchBox';
import { strings } from '../../strings';
import styles from './Ops.module.css';
import type { PolicyFieldsOf } from './PolicyFields';

const said = strings.ops.p;

export function CustomerDifferences({ draft, change }: PolicyFieldsOf) {
  const customers = draft.customers ?? {};
  const ids = Object.keys(customers).sort();

  function set(id: string, policy: CustomerPolicy | null): void {
    const { [id]: _, ...others } = customers;
    change?.({ customers: policy === null ? others : { ...others, [id]: policy } });
  }

  return (
    <>
      {ids.length === 0 && <p className="quiet">{said.noCustomers}</p>}
      {ids.length > 0 && (
        <Scrolled label={said.customers}>
          <table className={styles.customers}>
            <thead>
              <tr>
                <th scope="col">{said.customer}</th>
                <th scope="col">{said.unattended}</th>
                <th scope="col">{said.orderThreshold}</th>
                <th scope="col">{said.lineThreshold}</th>
                {change && <th scope="col">{strings.people.actions}</th>}
              </tr>
            </thead>
            <tbody>
              {ids.map((id) => (
                <Row
                  key={id}
                  id={id}
                  policy={customers[id] ?? {}}
                  set={change && ((policy) => set(id, policy))}
                />
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      {change && (
        <SearchBox<CustomerItem>
          label={said.addCustomer}
          queryKey={['customers', 'find']}
          find={async (q) =>
            (await data(api.GET('/customers', { params: { query: { q, limit: 8 } } }))).items
          }
          keyOf={(customer) => customer.customer_id}
          row={(customer) => (
            <>
              {customer.name} <span className="quiet">{customer.customer_id}</span>
            </>
          )}
          take={(customer) =>
            set(customer.customer_id, customers[customer.customer_id] ?? { enter_unattended: false })
          }
        />
      )}
    </>
  );
}

function Row({
  id,
  policy,
  set,
}: {
  id: string;
  policy: CustomerPolicy;
  set?: (policy: CustomerPolicy | null) => void;
}) {
  const unattended = policy.enter_unattended;
  return (
    <tr>
      <td>
        <Link to="/customers/$customerId" params={{ customerId: id }} className={styles.way}>
          {id}
        </Link>
      </td>
      <td>
        <select
          aria-label={`${said.unattended}: ${id}`}
          value={unattended == null ? '' : unattended ? 'on' : 'off'}
          disabled={!set}
          onChange={(event) =>
            set?.({
              ...policy,
              enter_unattended: event.target.value === '' ? null : event.target.value === 'on',
            })
          }
        >
          <option value="">{said.asEverybody}</option>
          <option value="on">{said.on}</option>
          <option value="off">{said.off}</option>
        </select>
      </td>
      <td>
        <Own
          label={`${said.orderThreshold}: ${id}`}
          value={policy.order_threshold}
          set={set && ((order_threshold) => set({ ...policy, order_threshold }))}
        />
      </td>
      <td>
        <Own
          label={`${said.lineThreshold}: ${id}`}
          value={policy.line_threshold}
          set={set && ((line_threshold) => set({ ...policy, line_threshold }))}
        />
      </td>
      {set && (
        <td>
          <button type="button" aria-label={said.removeCustomer(id)} onClick={() => set(null)}>
            {strings.ops.revert}
          </button>
        </td>
      )}
    </tr>
  );
}

function Own({
  label,
  value,
  set,
}: {
  label: string;
  value: number | null | undefined;
  set?: (value: number | null) => void;
}) {
  return (
    <span className={styles.entry}>
      <input
        type="number"
        aria-label={label}
        min={0}
        max={100}
        step="any"
        placeholder="–"
        disabled={!set}
        defaultValue={value == null ? '' : +(value * 100).toFixed(2)}
        onChange={(event) => {
          const typed = event.target.value;
          if (event.target.validity.valid) set?.(typed === '' ? null : +(Number(typed) / 100).toFixed(6));
        }}
      />{' '}
      {said.units.percent}
    </span>
  );
}
