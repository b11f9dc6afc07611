// A rep's edits of one review until they are decided. They are kept for this browser tab, so that a reload loses
// nothing, and go to the desk only as a preview and as one decision.
import { useCallback, useState } from 'react';
import type { Clearable, Decision, PreviewRequest, ProposedLine } from '../../api/schema';

/** A change to one line. Quantities are strings: they are decimals, not floats. */
export interface LineChange {
  number: number;
  sku?: string | null;
  quantity?: string | null;
  uom?: string | null;
  remove?: boolean;
}

export interface Draft {
  customer_id?: string;
  ship_to_id?: string;
  po_number?: string;
  requested_date?: string;
  clear: Clearable[];
  /** By line number. */
  lines: Record<number, LineChange>;
  /** Whether to remember the words of a line, where the rep has said so. */
  remember: Record<number, boolean>;
  /** What the rep has looked at and left as it is. */
  seen: string[];
  reply?: string;
  question?: string;
}

const EMPTY: Draft = { clear: [], lines: {}, remember: {}, seen: [] };

function key(reviewId: string): string {
  return `orderdesk.draft.${reviewId}`;
}

export function loadDraft(reviewId: string): Draft {
  try {
    const kept = sessionStorage.getItem(key(reviewId));
    return kept === null ? EMPTY : { ...EMPTY, ...(JSON.parse(kept) as Draft) };
  } catch {
    return EMPTY;
  }
}

export function keepDraft(reviewId: string, draft: Draft): void {
  try {
    if (draft === EMPTY) sessionStorage.removeItem(key(reviewId));
    else sessionStorage.setItem(key(reviewId), JSON.stringify(draft));
  } catch {
    // Storage is full or switched off: the draft then lives as long as the page.
  }
}

export function dropDraft(reviewId: string): void {
  keepDraft(reviewId, EMPTY);
}

/** The draft of a review and how to change it. The component that holds it is made anew for each review. */
export function useDraft(reviewId: string): [Draft, (change: (draft: Draft) => Draft) => void, () => void] {
  const [draft, setDraft] = useState(() => loadDraft(reviewId));
  const change = useCallback(
    (how: (draft: Draft) => Draft) =>
      setDraft((known) => {
        const next = how(known);
        if (next !== known) keepDraft(reviewId, next);
        return next;
      }),
    [reviewId],
  );
  const drop = useCallback(() => {
    dropDraft(reviewId);
    setDraft(EMPTY);
  }, [reviewId]);
  return [draft, change, drop];
}

/** A draft with one line changed; what is undefined in the change stays. */
export function withLine(draft: Draft, number: number, change: Partial<LineChange>): Draft {
  return { ...draft, lines: { ...draft.lines, [number]: { ...draft.lines[number], ...change, number } } };
}

export function withoutLine(draft: Draft, number: number): Draft {
  const { [number]: _gone, ...lines } = draft.lines;
  return { ...draft, lines };
}

/** Whether a quantity is one that the desk takes: a decimal above nothing. */
export function isQuantity(text: string): boolean {
  return /^\d{1,12}(\.\d{1,6})?$/.test(text) && /[1-9]/.test(text);
}

/** What the desk is told: complete edits only. A new line needs all three values, a quantity must be one. */
export function editsOf(draft: Draft, known: readonly ProposedLine[]): PreviewRequest {
  const there = new Set(known.map((line) => line.number));
  const lines = Object.values(draft.lines)
    .map((edit) => (edit.quantity != null && !isQuantity(edit.quantity) ? { ...edit, quantity: null } : edit))
    .filter((edit) =>
      there.has(edit.number)
        ? edit.remove || edit.sku != null || edit.quantity != null || edit.uom != null
        : !edit.remove && edit.sku != null && edit.quantity != null && edit.uom != null,
    )
    .sort((a, b) => a.number - b.number)
    .map(({ number, sku, quantity, uom, remove }) => ({
      number,
      sku: sku ?? null,
      quantity: quantity ?? null,
      uom: uom ?? null,
      remove: remove ?? false,
    }));
  return {
    customer_id: draft.customer_id ?? null,
    ship_to_id: draft.ship_to_id ?? null,
    po_number: draft.po_number ?? null,
    requested_date: draft.requested_date ?? null,
    clear: draft.clear,
    lines,
  };
}

/** A decision whole; what is not given changes nothing. */
export function decisionOf(given: Pick<Decision, 'verdict' | 'revision'> & Partial<Decision>): Decision {
  return { clear: [], lines: [], remember: [], ...given };
}

export function changesAnything(edits: PreviewRequest): boolean {
  return Boolean(
    edits.customer_id ||
      edits.ship_to_id ||
      edits.po_number ||
      edits.requested_date ||
      edits.clear?.length ||
      edits.lines?.length,
  );
}

/** Lines whose product the rep changed and whose words are to be remembered: yes, unless they said no. */
export function remembered(draft: Draft, known: readonly ProposedLine[]): number[] {
  return known
    .filter((line) => line.words !== '' && changedProduct(draft, line))
    .filter((line) => draft.remember[line.number] !== false)
    .map((line) => line.number);
}

export function changedProduct(draft: Draft, line: ProposedLine): boolean {
  const edit = draft.lines[line.number];
  return edit?.sku != null && !edit.remove && edit.sku !== line.product?.sku;
}

/** What of a draft still means the same in the review that replaced its own: lines with the same words. */
export function carryDraft(
  draft: Draft,
  before: readonly ProposedLine[],
  after: readonly ProposedLine[],
): Draft {
  const same = new Set(
    before
      .filter((line) => after.some((other) => other.number === line.number && other.text === line.text))
      .map((line) => line.number),
  );
  const lines = Object.fromEntries(
    Object.entries(draft.lines).filter(([number]) => same.has(Number(number))),
  );
  const { reply: _reply, question: _question, ...head } = draft;
  return { ...head, lines, seen: [] };
}
