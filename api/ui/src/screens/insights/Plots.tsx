// The plots of the figures, each titled by what it shows and with its numbers a click away.
import type { MetricRow, Metrics } from '../../api/schema';
import { day } from '../../parts/times';
import { strings } from '../../strings';
import { count, minutes, percent } from './figures';
import styles from './Insights.module.css';
import { Plot } from './Plot';

const said = strings.insights;
const FLAT = 0.03;

export function Plots({ metrics }: { metrics: Metrics }) {
  const { days, total } = metrics;
  return (
    <div className={styles.plots}>
      <Plot
        title={touchlessTitle(days)}
        what={said.plots.touchless}
        x={said.axes.day}
        y={said.axes.share}
        top={100}
        rows={days.map((row) => ({
          at: row.key,
          label: day(row.key),
          untouched: hundred(row.touchless_share),
        }))}
        series={[{ key: 'untouched', title: said.series.untouched }]}
      />
      <Plot
        title={timingTitle(total)}
        what={said.plots.timing}
        x={said.axes.day}
        y={said.axes.minutes}
        rows={days.map((row) => ({
          at: row.key,
          label: day(row.key),
          answer: row.minutes_to_answer,
          entry: row.minutes_to_entry,
        }))}
        series={[
          { key: 'answer', title: said.series.answer },
          { key: 'entry', title: said.series.entry },
        ]}
      />
      <Plot
        title={reasonsTitle(metrics)}
        what={said.plots.reasons}
        x={said.plots.reasons}
        y={said.axes.reviews}
        bars="across"
        rows={metrics.reasons.map((reason) => ({
          at: reason.kind,
          label: reasonName(reason.kind),
          reviews: reason.count,
        }))}
        series={[{ key: 'reviews', title: said.series.reviews }]}
      />
      <Plot
        title={editsTitle(total)}
        what={said.plots.edits}
        x={said.axes.day}
        y={said.axes.edits}
        top={100}
        rows={days.map((row) => ({ at: row.key, label: day(row.key), edited: hundred(row.edit_share) }))}
        series={[{ key: 'edited', title: said.series.edited }]}
      />
      {total.model_calls > 0 && (
        <Plot
          title={said.plots.tokensFound(
            count(Math.round(total.model_tokens / Math.max(1, total.conversations))),
          )}
          what={said.plots.tokens}
          x={said.axes.day}
          y={said.axes.tokens}
          bars="up"
          rows={days.map((row) => ({ at: row.key, label: day(row.key), tokens: row.model_tokens }))}
          series={[{ key: 'tokens', title: said.series.tokens }]}
        />
      )}
    </div>
  );
}

function hundred(share: number | null): number | null {
  return share === null ? null : Math.round(share * 1000) / 10;
}

/** What became of the share from the first half of the days with something to do to the second. */
function touchlessTitle(all: readonly MetricRow[]): string {
  const days = all.filter((row) => row.taken > 0);
  const half = Math.floor(days.length / 2);
  const [before, after] = [shareOf(days.slice(0, half)), shareOf(days.slice(half))];
  if (after === null) return said.plots.touchless;
  if (before === null) return said.plots.touchlessAt(percent(after));
  if (Math.abs(after - before) < FLAT) return said.plots.touchlessFlat(percent(after));
  return after > before
    ? said.plots.touchlessUp(percent(before), percent(after))
    : said.plots.touchlessDown(percent(before), percent(after));
}

function shareOf(days: readonly MetricRow[]): number | null {
  const taken = days.reduce((sum, row) => sum + row.taken, 0);
  return taken === 0 ? null : days.reduce((sum, row) => sum + row.untouched, 0) / taken;
}

function timingTitle({ minutes_to_answer: answer, minutes_to_entry: entry }: MetricRow): string {
  if (answer !== null && entry !== null) return said.plots.timingFound(minutes(answer), minutes(entry));
  if (answer !== null) return said.plots.timingAnswer(minutes(answer));
  if (entry !== null) return said.plots.timingEntry(minutes(entry));
  return said.plots.timing;
}

function editsTitle({ edit_share: share }: MetricRow): string {
  if (share === null) return said.plots.edits;
  return share === 0 ? said.plots.editsNone : said.plots.editsFound(percent(share));
}

function reasonsTitle({ reasons }: Metrics): string {
  const [most] = [...reasons].sort((one, other) => other.count - one.count);
  if (!most) return said.plots.reasons;
  const all = reasons.reduce((sum, reason) => sum + reason.count, 0);
  return said.plots.reasonsFound(reasonName(most.kind), most.count, all);
}

function reasonName(kind: string): string {
  return strings.words.reasons[kind as keyof typeof strings.words.reasons] ?? kind;
}
