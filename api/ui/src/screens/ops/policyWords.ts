// A policy's values in words, and how two policies differ.
import type { CustomerPolicy, PolicyOutput } from '../../api/schema';
import { amount } from '../../parts/times';
import { strings } from '../../strings';

const said = strings.ops.p;

/** A probability as a percentage with as many digits as it has: 0.975 is 97.5. */
export function percent(probability: number): string {
  return `${+(probability * 100).toFixed(2)}%`;
}

export function onOff(on: boolean): string {
  return on ? said.on : said.off;
}

/** A decimal as it is compared and said: 3 and 3.0 are the same. */
function plain(value: string | number): string {
  return amount(String(value));
}

/** What changes from one policy to another, as sentences. */
export function differences(from: PolicyOutput, to: PolicyOutput): string[] {
  const found: string[] = [];
  function compare(title: string, before: string, after: string): void {
    if (before !== after) found.push(`${title}: ${after} instead of ${before}`);
  }
  compare(said.orderThreshold, percent(from.order_threshold), percent(to.order_threshold));
  compare(said.lineThreshold, percent(from.line_threshold), percent(to.line_threshold));
  compare(
    said.unusualFactor,
    `${plain(from.unusual_factor)} ${said.units.times}`,
    `${plain(to.unusual_factor)} ${said.units.times}`,
  );
  compare(
    said.duplicateDays,
    `${from.duplicate_days} ${said.units.days}`,
    `${to.duplicate_days} ${said.units.days}`,
  );
  compare(
    said.undoSeconds,
    `${from.undo_seconds} ${said.units.seconds}`,
    `${to.undo_seconds} ${said.units.seconds}`,
  );
  compare(
    said.widenAliases,
    `${from.widen_aliases_at} ${said.units.customers}`,
    `${to.widen_aliases_at} ${said.units.customers}`,
  );
  compare(said.unattended, onOff(from.enter_unattended), onOff(to.enter_unattended));
  compare(said.ask, onOff(from.ask_customer), onOff(to.ask_customer));
  const ids = new Set([...Object.keys(from.customers ?? {}), ...Object.keys(to.customers ?? {})]);
  for (const id of [...ids].sort())
    compare(`${said.customer} ${id}`, ofCustomer(from.customers?.[id]), ofCustomer(to.customers?.[id]));
  return found;
}

function ofCustomer(policy: CustomerPolicy | undefined): string {
  const said_ = [
    policy?.enter_unattended != null && `${said.unattended.toLowerCase()} ${onOff(policy.enter_unattended)}`,
    policy?.order_threshold != null && `order from ${percent(policy.order_threshold)}`,
    policy?.line_threshold != null && `line from ${percent(policy.line_threshold)}`,
  ].filter(Boolean);
  return said_.join(', ') || said.asEverybody;
}
