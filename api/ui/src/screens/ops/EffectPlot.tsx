// What the order threshold costs: how many orders go untouched at each, and how many of those a rep would have changed.
import type { EffectPoint, PolicyEffect } from '../../api/schema';
import { strings } from '../../strings';
import { Plot } from '../insights/Plot';
import { percent } from './policyWords';

const said = strings.ops.p;

export function EffectPlot({ effect, live, draft }: { effect: PolicyEffect; live: number; draft: number }) {
  const atLive = pointAt(effect.points, live);
  const atDraft = pointAt(effect.points, draft);
  if (effect.orders === 0 || !atLive || !atDraft) return <p className="quiet">{said.effectNone}</p>;
  const differs = atLive.threshold !== atDraft.threshold;
  return (
    <Plot
      title={
        differs
          ? said.effectFound(atLive.untouched, percent(live), atDraft.untouched, percent(draft))
          : said.effectLive(atLive.untouched, effect.orders, percent(live))
      }
      note={said.effectNote(effect.days, effect.orders, effect.reviewed)}
      what={said.effect}
      x={said.threshold}
      y={said.ordersAxis}
      rows={effect.points.map((point) => ({
        at: point.threshold,
        label: percent(point.threshold),
        untouched: point.untouched,
        changed: point.changed,
      }))}
      series={[
        { key: 'untouched', title: said.untouched },
        { key: 'changed', title: said.changed },
      ]}
      marks={[
        { at: percent(atLive.threshold), title: said.liveMark },
        ...(differs ? [{ at: percent(atDraft.threshold), title: said.draftMark }] : []),
      ]}
    />
  );
}

/** The first point of the grid that is as strict as a threshold: what it says is never more than would be entered. */
function pointAt(points: readonly EffectPoint[], threshold: number): EffectPoint | undefined {
  const strict = points.filter((point) => point.threshold >= threshold - 1e-9);
  return strict[0] ?? points.at(-1);
}
