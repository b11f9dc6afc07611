// What is still to be looked at, in the order of the page: the one next thing to go to.
import type { ProposedOrder, Reason } from '../../../api/schema';
import { strings } from '../../../strings';
import type { Draft } from '../draft';
import type { Owner } from '../evidence';
import { ownerOfLine, type ShownLine } from './lines';

export interface Step {
  owner: Owner;
  label: string;
}

const words = strings.review.order;
const HEAD: readonly Owner[] = ['head:customer', 'head:ship_to', 'head:requested_date', 'head:po_number'];

export function stepsOf(
  order: ProposedOrder,
  lines: readonly ShownLine[],
  draft: Draft,
  reasons: readonly Reason[],
): Step[] {
  const steps: Step[] = [];
  const stopped = new Set(reasons.filter((reason) => reason.line == null).map((reason) => reason.kind));
  const needed = order.blocks.length > 0;
  const value = (name: string) => order.fields.find((field) => field.field === name)?.value ?? null;
  const shipTo = order.ship_tos.some((one) => one.ship_to_id === value('ship_to'));
  if (needed && order.customer === null && order.intent !== 'inquiry' && order.intent !== 'other') {
    steps.push({ owner: 'head:customer', label: words.customer.toLowerCase() });
  } else if (needed && order.customer !== null && !shipTo) {
    steps.push({ owner: 'head:ship_to', label: words.shipTo.toLowerCase() });
  }
  const dated = draft.requested_date !== undefined || draft.clear.includes('requested_date');
  if (stopped.has('date_conflict') && !dated && !draft.seen.includes('head:requested_date')) {
    steps.push({ owner: 'head:requested_date', label: words.date.toLowerCase() });
  }
  for (const line of lines) {
    if (line.unsettled) {
      steps.push({ owner: ownerOfLine(line.number), label: `${words.line.toLowerCase()} ${line.number}` });
    }
  }
  if (needed && steps.length === 0 && lines.every((line) => line.removed)) {
    steps.push({ owner: 'add', label: words.add.toLowerCase() });
  }
  return steps;
}

/** The step after where the focus is, or the first; null where nothing is left but where it is. */
export function stepFrom(
  steps: readonly Step[],
  active: Owner | null,
  lines: readonly ShownLine[],
  by: 1 | -1,
) {
  if (steps.length === 0) return null;
  const at = steps.findIndex((step) => step.owner === active);
  if (at >= 0) return steps[(at + by + steps.length) % steps.length] ?? null;
  // The head stands above the lines; nothing is before it.
  const place = (owner: Owner | null): number => {
    if (owner === null) return -HEAD.length - 1;
    if (owner.startsWith('head:')) return HEAD.indexOf(owner) - HEAD.length;
    const line = lines.findIndex((one) => ownerOfLine(one.number) === owner);
    return line < 0 ? lines.length : line;
  };
  const here = place(active);
  return by === 1
    ? (steps.find((step) => place(step.owner) > here) ?? steps[0] ?? null)
    : (steps.findLast((step) => place(step.owner) < here) ?? steps.at(-1) ?? null);
}
