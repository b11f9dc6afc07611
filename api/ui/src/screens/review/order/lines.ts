// The lines of an order as they are shown: what the desk proposed, with the rep's edits over it.
import type { Habit, ProductBrief, ProposedLine, ProposedOrder, Reason, Unit } from '../../../api/schema';
import { amount } from '../../../parts/times';
import { type Draft, isQuantity, type LineChange, withLine, withoutLine } from '../draft';

export interface ShownLine {
  number: number;
  /** As the desk proposed it; null for a line that the rep added. */
  base: ProposedLine | null;
  /** With the rep's edits, as far as the desk has answered them. */
  line: ProposedLine | null;
  removed: boolean;
  edited: boolean;
  product: ProductBrief | null;
  quantity: string;
  uom: string;
  units: readonly Unit[];
  reasons: readonly Reason[];
  /** Everything that entry needs is there. */
  complete: boolean;
  /** It must be looked at: something is missing, or it was stopped and nobody has looked yet. */
  unsettled: boolean;
  asks: 'product' | 'quantity' | 'unit' | null;
}

/** What is known of products that were chosen here, until the desk's own answer has them. */
const chosen = new Map<string, { product: ProductBrief; units: readonly Unit[] }>();

export function learnProduct(product: ProductBrief, units: readonly Unit[] = []): void {
  const known = chosen.get(product.sku);
  chosen.set(product.sku, { product, units: units.length > 0 ? units : (known?.units ?? []) });
}

/** A product's pack, where its name does not say it. */
export function packOf(product: Pick<ProductBrief, 'name' | 'pack'>): string {
  return product.name.includes(product.pack) ? '' : product.pack;
}

export function ownerOfLine(number: number): string {
  return `line:${number}`;
}

export function shownLines(base: ProposedOrder, order: ProposedOrder, draft: Draft): ShownLine[] {
  const proposed = new Map(base.lines.map((line) => [line.number, line]));
  const answered = new Map(order.lines.map((line) => [line.number, line]));
  const numbers = new Set([...proposed.keys(), ...answered.keys(), ...Object.keys(draft.lines).map(Number)]);
  return [...numbers]
    .sort((a, b) => a - b)
    .map((number) => shownLine(number, proposed.get(number) ?? null, answered.get(number) ?? null, draft))
    .filter((line) => line.base !== null || draft.lines[line.number] !== undefined);
}

function shownLine(
  number: number,
  base: ProposedLine | null,
  answered: ProposedLine | null,
  draft: Draft,
): ShownLine {
  const edit = draft.lines[number];
  const line = answered ?? base;
  const removed = edit?.remove === true;
  const product = productOf(edit, line);
  const quantity = edit?.quantity ?? (line?.quantity == null ? '' : amount(line.quantity));
  const uom = edit?.uom ?? line?.uom ?? '';
  const units = unitsOf(product, line);
  const unitFits = uom !== '' && (units.length === 0 || units.some((unit) => unit.uom === uom));
  const complete = product !== null && isQuantity(quantity) && unitFits;
  const edited = edit !== undefined && !removed;
  const reasons = edited ? [] : (base?.reasons ?? []);
  const kinds = new Set(reasons.map((reason) => reason.kind));
  const productOpen = product === null || kinds.has('ambiguous_product') || kinds.has('unknown_product');
  const seen = draft.seen.includes(ownerOfLine(number));
  return {
    number,
    base,
    line,
    removed,
    edited,
    product,
    quantity,
    uom,
    units,
    reasons,
    complete,
    unsettled: !removed && (!complete || (reasons.length > 0 && !seen)),
    asks: productOpen
      ? 'product'
      : !isQuantity(quantity)
        ? 'quantity'
        : !unitFits || kinds.has('ambiguous_unit')
          ? 'unit'
          : null,
  };
}

function productOf(edit: LineChange | undefined, line: ProposedLine | null): ProductBrief | null {
  if (edit?.sku == null || edit.sku === line?.product?.sku) return line?.product ?? null;
  const known = chosen.get(edit.sku)?.product;
  return known ?? { sku: edit.sku, name: edit.sku, pack: '', uom: '', status: 'active' };
}

function unitsOf(product: ProductBrief | null, line: ProposedLine | null): readonly Unit[] {
  if (product === null) return [];
  if (product.sku === line?.product?.sku) return line.units;
  return chosen.get(product.sku)?.units ?? [];
}

/** The draft with a value of a line changed. What is again as the desk proposed it is no edit. */
export function changeLine(draft: Draft, shown: ShownLine, change: Partial<LineChange>): Draft {
  const next = withLine(draft, shown.number, change);
  const edit = next.lines[shown.number];
  const base = shown.base;
  if (!base || !edit || edit.remove) return next;
  const sku = edit.sku === base.product?.sku ? null : edit.sku;
  const quantity =
    base.quantity !== null && edit.quantity === amount(base.quantity) ? null : (edit.quantity ?? null);
  const uom = edit.uom === base.uom ? null : edit.uom;
  // To have chosen what was proposed anyway, where it was in doubt, is a decision and stays.
  const confirmed = base.reasons.length > 0 && Object.keys(change).some((name) => name !== 'quantity');
  if (confirmed) return next;
  if (sku == null && quantity == null && uom == null) return withoutLine(next, shown.number);
  return { ...next, lines: { ...next.lines, [shown.number]: { number: shown.number, sku, quantity, uom } } };
}

/** The number of a line to add: the one after the last there ever was. */
export function nextNumber(lines: readonly ShownLine[]): number {
  return Math.max(0, ...lines.map((line) => line.number)) + 1;
}

export function usualUnit(product: ProductBrief, units: readonly Unit[], habit: Habit | null): string {
  const usual = habit?.usual_uom;
  return usual && units.some((unit) => unit.uom === usual) ? usual : product.uom;
}
