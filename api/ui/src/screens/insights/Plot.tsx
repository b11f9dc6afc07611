// One plot: a title that says the finding, axes with their units, and the same numbers as a table.
import type { ReactNode } from 'react';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { Scrolled } from '../../parts/Screen';
import { strings } from '../../strings';
import styles from './Insights.module.css';

export interface Series {
  key: string;
  title: string;
}

export type PlotRow = { at: string | number; label: string } & Record<string, string | number | null>;

export interface PlotMark {
  at: string | number;
  title: string;
}

interface PlotOf {
  title: string;
  what: string;
  x: string;
  y: string;
  rows: readonly PlotRow[];
  series: readonly Series[];
  bars?: 'up' | 'across';
  top?: number;
  marks?: readonly PlotMark[];
  note?: ReactNode;
}

const HEIGHT = 220;
const ROW = 24;
const COLOURS = ['var(--accent)', 'var(--attention)'];
const DASHES = [undefined, '6 3'];
const TICKS = { fill: 'var(--quiet)', fontSize: 12 };
const TIP = {
  background: 'var(--raised)',
  border: '1px solid var(--line)',
  borderRadius: 4,
  color: 'var(--text)',
};

export function Plot(plot: PlotOf) {
  if (!plot.rows.some((row) => plot.series.some((series) => row[series.key] != null)))
    return (
      <section className={styles.plot}>
        <h2>{plot.title}</h2>
        <p className="quiet">{strings.insights.noPlot}</p>
      </section>
    );
  const height = plot.bars === 'across' ? plot.rows.length * ROW + 56 : HEIGHT;
  return (
    <figure className={styles.plot}>
      <figcaption>
        <h2>{plot.title}</h2>
        {plot.note && <p className="quiet">{plot.note}</p>}
      </figcaption>
      {plot.series.length > 1 && (
        <ul className={styles.legend} aria-hidden="true">
          {plot.series.map((series, at) => (
            <li key={series.key}>
              <svg width="22" height="8" aria-hidden="true">
                <line
                  x1="0"
                  y1="4"
                  x2="22"
                  y2="4"
                  stroke={COLOURS[at]}
                  strokeWidth="2"
                  strokeDasharray={DASHES[at]}
                />
              </svg>
              {series.title}
            </li>
          ))}
        </ul>
      )}
      {/* The table under it says the same to who cannot see it. */}
      <div aria-hidden="true" style={{ height }}>
        <ResponsiveContainer width="100%" height="100%">
          {plot.bars ? barsOf(plot) : linesOf(plot)}
        </ResponsiveContainer>
      </div>
      <details>
        <summary>{strings.insights.table}</summary>
        <Numbers plot={plot} />
      </details>
    </figure>
  );
}

function linesOf(plot: PlotOf) {
  return (
    <LineChart
      data={[...plot.rows]}
      accessibilityLayer={false}
      margin={{ top: 16, right: 16, bottom: 20, left: 8 }}
    >
      <CartesianGrid stroke="var(--line)" vertical={false} />
      <XAxis dataKey="label" tick={TICKS} stroke="var(--line)" minTickGap={40} label={below(plot.x)} />
      <YAxis
        tick={TICKS}
        stroke="var(--line)"
        width={64}
        domain={[0, plot.top ?? 'auto']}
        label={beside(plot.y)}
      />
      <Tooltip contentStyle={TIP} isAnimationActive={false} />
      {plot.marks?.map((mark, at) => (
        <ReferenceLine
          key={mark.title}
          x={mark.at}
          stroke={COLOURS[at]}
          strokeDasharray={DASHES[at]}
          label={{
            value: mark.title,
            fill: 'var(--text)',
            fontSize: 12,
            position: at === 0 ? 'insideTopLeft' : 'insideTopRight',
          }}
        />
      ))}
      {plot.series.map((series, at) => (
        <Line
          key={series.key}
          dataKey={series.key}
          name={series.title}
          stroke={COLOURS[at]}
          strokeDasharray={DASHES[at]}
          strokeWidth={2}
          dot={plot.rows.length <= 31 ? { r: 2 } : false}
          connectNulls
          isAnimationActive={false}
        />
      ))}
    </LineChart>
  );
}

function barsOf(plot: PlotOf) {
  const across = plot.bars === 'across';
  const [series] = plot.series;
  return (
    <BarChart
      data={[...plot.rows]}
      layout={across ? 'vertical' : 'horizontal'}
      accessibilityLayer={false}
      margin={{ top: 8, right: 24, bottom: 20, left: 8 }}
    >
      <CartesianGrid stroke="var(--line)" vertical={across} horizontal={!across} />
      {across ? (
        <>
          <XAxis
            type="number"
            tick={TICKS}
            stroke="var(--line)"
            allowDecimals={false}
            label={below(plot.y)}
          />
          <YAxis type="category" dataKey="label" tick={TICKS} stroke="var(--line)" width={140} interval={0} />
        </>
      ) : (
        <>
          <XAxis dataKey="label" tick={TICKS} stroke="var(--line)" minTickGap={40} label={below(plot.x)} />
          <YAxis tick={TICKS} stroke="var(--line)" width={64} label={beside(plot.y)} />
        </>
      )}
      <Tooltip contentStyle={TIP} cursor={{ fill: 'var(--hover)' }} isAnimationActive={false} />
      {series && (
        <Bar
          dataKey={series.key}
          name={series.title}
          fill={COLOURS[0]}
          barSize={12}
          isAnimationActive={false}
        />
      )}
    </BarChart>
  );
}

function below(value: string) {
  return { value, position: 'insideBottom' as const, offset: -12, fill: 'var(--quiet)', fontSize: 12 };
}

function beside(value: string) {
  return {
    value,
    angle: -90,
    position: 'insideLeft' as const,
    fill: 'var(--quiet)',
    fontSize: 12,
    style: { textAnchor: 'middle' as const },
  };
}

function Numbers({ plot }: { plot: PlotOf }) {
  return (
    <Scrolled label={plot.what}>
      <table>
        <caption className="unseen">{plot.what}</caption>
        <thead>
          <tr>
            <th scope="col">{plot.x}</th>
            {plot.series.map((series) => (
              <th key={series.key} scope="col" className="number">
                {series.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plot.rows.map((row) => (
            <tr key={row.at}>
              <td>{row.label}</td>
              {plot.series.map((series) => (
                <td key={series.key} className="number">
                  {shown(row[series.key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

function shown(value: string | number | null | undefined): string {
  if (value == null) return '–';
  return typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 1 }) : value;
}
