// The policy's own values: each with the sentence of what it means, what is in force, and what the draft says.
import { useEffect, useState } from 'react';
import type { PolicyOutput } from '../../api/schema';
import { amount } from '../../parts/times';
import { strings } from '../../strings';
import styles from './Ops.module.css';
import { onOff, percent } from './policyWords';

const said = strings.ops.p;

export interface PolicyFieldsOf {
  live: PolicyOutput;
  draft: PolicyOutput;
  /** Not given: one may only look. */
  change?: (next: Partial<PolicyOutput>) => void;
}

export function Thresholds({ live, draft, change }: PolicyFieldsOf) {
  return (
    <div className={styles.fields}>
      <Share
        title={said.orderThreshold}
        means={said.orderMeans(percent(draft.order_threshold))}
        live={live.order_threshold}
        value={draft.order_threshold}
        change={change && ((order_threshold) => change({ order_threshold }))}
      />
      <Share
        title={said.lineThreshold}
        means={said.lineMeans(percent(draft.line_threshold))}
        live={live.line_threshold}
        value={draft.line_threshold}
        change={change && ((line_threshold) => change({ line_threshold }))}
      />
      <Value
        title={said.unusualFactor}
        means={said.unusualMeans(amount(String(draft.unusual_factor)))}
        unit={said.units.times}
        live={amount(String(live.unusual_factor))}
        value={amount(String(draft.unusual_factor))}
        min={1.1}
        max={1000}
        step="any"
        change={change && ((typed) => change({ unusual_factor: typed }))}
      />
      <Value
        title={said.duplicateDays}
        means={said.duplicateMeans(String(draft.duplicate_days))}
        unit={said.units.days}
        live={String(live.duplicate_days)}
        value={String(draft.duplicate_days)}
        min={0}
        max={60}
        step={1}
        change={change && ((typed) => change({ duplicate_days: Number(typed) }))}
      />
      <Value
        title={said.undoSeconds}
        means={said.undoMeans(String(draft.undo_seconds))}
        unit={said.units.seconds}
        live={String(live.undo_seconds)}
        value={String(draft.undo_seconds)}
        min={0}
        max={3600}
        step={1}
        change={change && ((typed) => change({ undo_seconds: Number(typed) }))}
      />
      <Value
        title={said.widenAliases}
        means={said.widenMeans(draft.widen_aliases_at)}
        unit={said.units.customers}
        live={String(live.widen_aliases_at)}
        value={String(draft.widen_aliases_at)}
        min={0}
        max={100}
        step={1}
        change={change && ((typed) => change({ widen_aliases_at: Number(typed) }))}
      />
    </div>
  );
}

function Share({
  live,
  value,
  change,
  ...rest
}: {
  title: string;
  means: string;
  live: number;
  value: number;
  change?: (next: number) => void;
}) {
  return (
    <Value
      {...rest}
      unit={said.units.percent}
      live={percent(live).replace('%', '')}
      value={percent(value).replace('%', '')}
      min={0}
      max={100}
      step="any"
      change={change && ((typed) => change(+(Number(typed) / 100).toFixed(6)))}
    />
  );
}

function Value({
  title,
  means,
  unit,
  live,
  value,
  min,
  max,
  step,
  change,
}: {
  title: string;
  means: string;
  unit: string;
  live: string;
  value: string;
  min: number;
  max: number;
  step: number | 'any';
  change?: (next: string) => void;
}) {
  // What is being typed may be no number yet; only one that can hold goes into the draft.
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped((before) => (Number(before) === Number(value) ? before : value)), [value]);
  return (
    <div className={styles.field}>
      <label>
        <span>{title}</span>
        <span className={styles.entry}>
          <input
            type="number"
            value={typed}
            min={min}
            max={max}
            step={step}
            disabled={!change}
            onChange={(event) => {
              setTyped(event.target.value);
              if (event.target.value !== '' && event.target.validity.valid) change?.(event.target.value);
            }}
          />{' '}
          {unit}
        </span>
      </label>
      <InForce differs={live !== value} live={`${live} ${unit}`} />
      <p>{means}</p>
    </div>
  );
}

function InForce({ differs, live }: { differs: boolean; live: string }) {
  return (
    <span className={differs ? styles.differs : 'quiet'}>
      {strings.ops.live}: {live}
    </span>
  );
}

export function Switches({ live, draft, change }: PolicyFieldsOf) {
  return (
    <div className={styles.fields}>
      <Switch
        title={said.unattended}
        means={said.unattendedMeans}
        live={live.enter_unattended}
        value={draft.enter_unattended}
        change={change && ((enter_unattended) => change({ enter_unattended }))}
      />
      <Switch
        title={said.ask}
        means={said.askMeans}
        live={live.ask_customer}
        value={draft.ask_customer}
        change={change && ((ask_customer) => change({ ask_customer }))}
      />
    </div>
  );
}

function Switch({
  title,
  means,
  live,
  value,
  change,
}: {
  title: string;
  means: string;
  live: boolean;
  value: boolean;
  change?: (on: boolean) => void;
}) {
  return (
    <div className={styles.field}>
      <label>
        <span>{title}</span>
        <span className={styles.entry}>
          <input
            type="checkbox"
            checked={value}
            disabled={!change}
            onChange={(event) => change?.(event.target.checked)}
          />{' '}
          {onOff(value)}
        </span>
      </label>
      <InForce differs={live !== value} live={onOff(live)} />
      <p>{means}</p>
    </div>
  );
}
