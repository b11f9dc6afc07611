// How the desk did: figures in words first, then what they looked like day by day, with the numbers a click away.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { api, data } from '../../api/client';
import type { Channel, MetricRow, Metrics } from '../../api/schema';
import { Screen, Scrolled, Section } from '../../parts/Screen';
import { Empty, Failed, Loading } from '../../parts/States';
import { deskNow } from '../../parts/times';
import type { InsightsSearch } from '../../router';
import { strings } from '../../strings';
import { count, minutes, percent } from './figures';
import styles from './Insights.module.css';

const said = strings.insights;
const FIRST = 12;
const SPANS = [7, 30, 90] as const;
const CHANNELS = Object.keys(strings.words.channels) as Channel[];
// What draws is large: the figures are there before it.
const Plots = lazy(() => import('./Plots').then((module) => ({ default: module.Plots })));

export function Insights() {
  const search = useSearch({ from: '/inside/insights' });
  const metrics = useQuery({
    queryKey: ['metrics', search],
    queryFn: () =>
      data(
        api.GET('/metrics', {
          params: { query: { ...search, channel: search.channel as Channel | undefined } },
        }),
      ),
    placeholderData: (before) => before,
  });
  return (
    <Screen title={said.title} actions={<Filters search={search} metrics={metrics.data} />}>
      {metrics.isPending && <Loading what={said.loading} />}
      {metrics.isError && <Failed error={metrics.error} again={() => void metrics.refetch()} />}
      {metrics.data &&
        (metrics.data.total.conversations + metrics.data.total.reviews + metrics.data.total.entered === 0 ? (
          <Empty title={said.nothing}>
            <p>{said.nothingHint}</p>
          </Empty>
        ) : (
          <>
            <Figures total={metrics.data.total} />
            <Suspense fallback={<Loading />}>
              <Plots metrics={metrics.data} />
            </Suspense>
            <Rows
              title={said.byChannel}
              rows={metrics.data.channels}
              search={(key) => ({ ...search, channel: key })}
            />
            <Rows
              title={said.byCustomer}
              rows={metrics.data.customers}
              search={(key) => ({ ...search, customer: key })}
            />
          </>
        ))}
    </Screen>
  );
}

function Filters({ search, metrics }: { search: InsightsSearch; metrics: Metrics | undefined }) {
  const navigate = useNavigate();
  const go = (next: Partial<InsightsSearch>) =>
    void navigate({ to: '/insights', search: { ...search, ...next }, replace: true });
  const today = dayText(0);
  const days =
    metrics && Math.round((Date.parse(metrics.until) - Date.parse(metrics.since)) / 86_400_000) + 1;
  const customer = metrics?.customers.find((row) => row.key === search.customer)?.label ?? search.customer;
  return (
    <>
      <fieldset className={styles.spans}>
        <legend className="unseen">{said.span}</legend>
        {SPANS.map((span) => (
          <button
            key={span}
            type="button"
            aria-pressed={days === span && metrics?.until === today}
            onClick={() => go({ since: dayText(span - 1), until: today })}
          >
            {said.days(span)}
          </button>
        ))}
      </fieldset>
      <label>
        {said.since}{' '}
        <input
          type="date"
          value={search.since ?? metrics?.since ?? ''}
          max={search.until ?? today}
          onChange={(event) => event.target.value && go({ since: event.target.value })}
        />
      </label>
      <label>
        {said.until}{' '}
        <input
          type="date"
          value={search.until ?? metrics?.until ?? ''}
          min={search.since}
          onChange={(event) => event.target.value && go({ until: event.target.value })}
        />
      </label>
      <select
        aria-label={said.channel}
        value={search.channel ?? ''}
        onChange={(event) => go({ channel: event.target.value || undefined })}
      >
        <option value="">{said.anyChannel}</option>
        {CHANNELS.map((channel) => (
          <option key={channel} value={channel}>
            {strings.words.channels[channel]}
          </option>
        ))}
      </select>
      {search.customer && (
        <button type="button" onClick={() => go({ customer: undefined })}>
          {said.ofCustomer(customer ?? '')} ×
        </button>
      )}
    </>
  );
}

function dayText(ago: number): string {
  const at = deskNow();
  at.setDate(at.getDate() - ago);
  return at.toISOString().slice(0, 10);
}

function Figures({ total }: { total: MetricRow }) {
  const words = said.figures;
  return (
    <ul className={styles.figures}>
      <li className={styles.main}>
        {total.taken === 0 ? words.noneEntered : words.entered(total.untouched, total.taken)}
        {total.touchless_share !== null && <span className="quiet"> · {percent(total.touchless_share)}</span>}
      </li>
      <li>{words.conversations(total.conversations)}</li>
      {total.entered > total.untouched && <li>{words.byHand(total.entered - total.untouched)}</li>}
      {total.reviews > 0 && <li>{words.reviews(total.reviews)}</li>}
      {total.edit_share !== null && (
        <li>{words.edited(total.edited, total.decided, percent(total.edit_share))}</li>
      )}
      {total.entered > 0 && (
        <li className={total.found_wrong > 0 ? styles.bad : undefined}>{words.wrong(total.found_wrong)}</li>
      )}
      {total.minutes_to_answer !== null && (
        <li>
          {words.answer(minutes(total.minutes_to_answer))}, <span className="quiet">{said.median}</span>
        </li>
      )}
      {total.minutes_to_entry !== null && (
        <li>
          {words.entry(minutes(total.minutes_to_entry))}, <span className="quiet">{said.median}</span>
        </li>
      )}
      <li className="quiet">
        {total.model_calls === 0 ? words.noModel : words.model(total.model_calls, count(total.model_tokens))}
      </li>
    </ul>
  );
}

function Rows({
  title,
  rows,
  search,
}: {
  title: string;
  rows: readonly MetricRow[];
  search: (key: string) => InsightsSearch;
}) {
  const [all, setAll] = useState(false);
  if (rows.length === 0) return null;
  const shown = all ? rows : rows.slice(0, FIRST);
  const columns = said.columns;
  return (
    <Section title={title}>
      <Scrolled label={title}>
        <table className={styles.rows}>
          <thead>
            <tr>
              <th scope="col">{title}</th>
              {Object.values(columns).map((column) => (
                <th key={column} scope="col" className="number">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.key}>
                <td>
                  <Link to="/insights" search={search(row.key)}>
                    {strings.words.channels[row.key as Channel] ?? row.label}
                  </Link>
                </td>
                <td className="number">{row.conversations}</td>
                <td className="number">{row.entered}</td>
                <td className="number">
                  {row.untouched}
                  {row.touchless_share !== null && (
                    <span className="quiet"> {percent(row.touchless_share)}</span>
                  )}
                </td>
                <td className="number">{row.found_wrong}</td>
                <td className="number">{row.reviews}</td>
                <td className="number">
                  {row.edited}
                  {row.edit_share !== null && <span className="quiet"> {percent(row.edit_share)}</span>}
                </td>
                <td className="number">{minutes(row.minutes_to_answer)}</td>
                <td className="number">{minutes(row.minutes_to_entry)}</td>
                <td className="number">{count(row.model_tokens)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      {shown.length < rows.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {strings.words.more}
        </button>
      )}
    </Section>
  );
}
