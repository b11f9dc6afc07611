// A customer, and all that the desk knows of them.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { CustomerPolicy, Customer as Whole } from '../../api/schema';
import { Screen, Scrolled, Section } from '../../parts/Screen';
import { Failed, Loading } from '../../parts/States';
import { amount, day } from '../../parts/times';
import { strings } from '../../strings';
import { Aliases } from './Aliases';
import { Buys } from './Buys';
import styles from './Customers.module.css';
import { Purchases } from './Purchases';
import { customerQuery } from './queries';

const said = strings.customers.one;

export function Customer() {
  const { customerId } = useParams({ from: '/inside/customers/$customerId' });
  const customer = useQuery(customerQuery(customerId));
  if (customer.isPending || customer.isError)
    return (
      <Screen title={strings.customers.customer}>
        {customer.isPending ? (
          <Loading what={said.loading} />
        ) : (
          <Failed error={customer.error} again={() => void customer.refetch()} />
        )}
      </Screen>
    );
  return <Found customer={customer.data} />;
}

function Found({ customer }: { customer: Whole }) {
  return (
    <Screen
      title={customer.name}
      lead={
        <>
          <p className={styles.facts}>
            <span>{customer.customer_id}</span>
            <span className={customer.credit === 'ok' ? undefined : styles.credit}>
              {strings.words.credit[customer.credit]}
            </span>
            <span>{strings.words.substitution[customer.substitution]}</span>
            {customer.price_group && (
              <span>
                {said.priceGroup} {customer.price_group}
              </span>
            )}
          </p>
          {customer.notes && <p>{customer.notes}</p>}
        </>
      }
      actions={
        <Link to="/conversations" search={{ customer: customer.customer_id }} className={styles.way}>
          {said.conversations}
        </Link>
      }
    >
      <div className={styles.two}>
        <Contacts customer={customer} />
        <PolicyOf policy={customer.policy} />
      </div>
      <ShipTos customer={customer} />
      <Usual customer={customer} />
      <Buys customer={customer} />
      <Aliases customer={customer} />
      <Purchases customerId={customer.customer_id} />
    </Screen>
  );
}

function Contacts({ customer }: { customer: Whole }) {
  return (
    <Section title={strings.customers.contacts}>
      {customer.contacts.length === 0 && <p className="quiet">{said.noContacts}</p>}
      <ul className={styles.rows}>
        {customer.contacts.map((contact) => (
          <li key={`${contact.name}/${contact.email}/${contact.phone}`}>
            {contact.name}{' '}
            <span className="quiet">{[contact.email, contact.phone].filter(Boolean).join(', ')}</span>{' '}
            {!contact.may_order && <span className={styles.credit}>{said.mayNot}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function PolicyOf({ policy }: { policy: CustomerPolicy | null }) {
  const differing =
    policy === null
      ? []
      : [
          {
            title: said.unattended,
            value: policy.enter_unattended == null ? null : policy.enter_unattended ? said.yes : said.no,
          },
          { title: said.lineThreshold, value: percent(policy.line_threshold) },
          { title: said.orderThreshold, value: percent(policy.order_threshold) },
        ].filter((row) => row.value !== null);
  return (
    <Section title={said.policy}>
      {differing.length === 0 ? (
        <p className="quiet">{said.asEverybody}</p>
      ) : (
        <ul className={styles.rows}>
          {differing.map((row) => (
            <li key={row.title}>
              {row.title} <strong>{row.value}</strong> <span className="quiet">{said.differs}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function percent(threshold: number | null | undefined): string | null {
  return threshold == null ? null : `${+(threshold * 100).toFixed(1)}%`;
}

function ShipTos({ customer }: { customer: Whole }) {
  return (
    <Section title={strings.customers.shipTos}>
      <Scrolled label={strings.customers.shipTos}>
        <table>
          <thead>
            <tr>
              <th scope="col">{strings.words.fields.ship_to}</th>
              <th scope="col">{said.delivers}</th>
              <th scope="col">{said.cutoff}</th>
              <th scope="col">{said.next}</th>
            </tr>
          </thead>
          <tbody>
            {customer.ship_tos.map((place) => (
              <tr key={place.ship_to_id}>
                <td>
                  {place.name} <span className="quiet">{place.address}</span>
                </td>
                <td>{place.delivery_days.map((at) => strings.words.weekdays[at]).join(', ')}</td>
                <td>{place.cutoff?.slice(0, 5) ?? said.willCall}</td>
                <td>{place.next_delivery === null ? '–' : day(place.next_delivery)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </Section>
  );
}

function Usual({ customer }: { customer: Whole }) {
  const names = new Map(customer.ship_tos.map((place) => [place.ship_to_id, place.name]));
  return (
    <Section title={said.usual}>
      {customer.usual.length === 0 && <p className="quiet">{said.noUsual}</p>}
      <div className={styles.baskets}>
        {customer.usual.map((basket) => (
          <div key={basket.ship_to_id}>
            <h3>
              {said.usualAt(names.get(basket.ship_to_id) ?? basket.ship_to_id)} ·{' '}
              {said.times(basket.times, basket.of_last)}
            </h3>
            <ul className={styles.lines}>
              {basket.lines.map((line) => (
                <li key={line.product.sku}>
                  <span className="number">
                    {amount(line.quantity)} {line.uom}
                  </span>
                  <span>
                    {line.product.name} <span className="quiet">{line.product.sku}</span>
                  </span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
}
