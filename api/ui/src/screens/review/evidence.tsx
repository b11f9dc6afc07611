// Evidence is mutual: what has the focus in the order lights up in the source, and words that are clicked give the
// focus to what was made of them. This is the one place that knows which of them is in focus.
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { ProposedOrder, Span } from '../../api/schema';
import { points, type Slice } from '../../parts/slices';

/** `head:customer`, `line:2`: what a span is evidence of. */
export type Owner = string;

interface Evidence {
  active: Owner | null;
  activate: (owner: Owner | null) => void;
}

const Context = createContext<Evidence>({ active: null, activate: () => {} });

export function EvidenceProvider({ children }: { children: ReactNode }) {
  const [active, activate] = useState<Owner | null>(null);
  const value = useMemo(() => ({ active, activate }), [active]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useEvidence(): Evidence {
  return useContext(Context);
}

/** Give the focus to a field of the order. */
export function focusOwner(owner: Owner): boolean {
  const field = document.querySelector<HTMLElement>(`[data-owner-field="${CSS.escape(owner)}"]`);
  field?.focus();
  field?.scrollIntoView({ block: 'nearest' });
  return field !== null;
}

export type MarkKind = 'value' | 'leftover' | 'caution';

export interface Mark {
  start: number;
  end: number;
  kind: MarkKind;
  owner: Owner | null;
}

/** What is marked in each part of the messages. */
export function marksOf(order: ProposedOrder): Map<string, Mark[]> {
  const marks = new Map<string, Mark[]>();
  const add = (spans: readonly Span[], kind: MarkKind, owner: Owner | null) => {
    for (const span of spans) {
      const known = marks.get(span.part_id) ?? [];
      known.push({ start: span.start, end: span.end, kind, owner });
      marks.set(span.part_id, known);
    }
  };
  for (const line of order.lines) add(line.spans, 'value', `line:${line.number}`);
  for (const field of order.fields) add(field.spans, 'value', `head:${field.field}`);
  add(order.left_over, 'leftover', null);
  add(order.cautions, 'caution', null);
  return marks;
}

const SHELF = 256;

/** How to find the marks on a piece of a text, as places in that piece. Quick for thousands of pieces and marks. */
export function marksOn(marks: readonly Mark[]): (slice: Slice) => readonly Mark[] {
  const shelves = new Map<number, Mark[]>();
  const shelf = (place: number) => Math.floor(place / SHELF);
  for (const mark of marks) {
    for (let at = shelf(mark.start); at <= shelf(mark.end); at++) {
      shelves.set(at, [...(shelves.get(at) ?? []), mark]);
    }
  }
  return ({ text, start }) => {
    const end = start + points(text);
    const found = new Set<Mark>();
    for (let at = shelf(start); at <= shelf(end); at++) {
      for (const mark of shelves.get(at) ?? []) if (mark.start < end && mark.end > start) found.add(mark);
    }
    return [...found].map((mark) => ({
      ...mark,
      start: Math.max(mark.start, start) - start,
      end: Math.min(mark.end, end) - start,
    }));
  };
}

export interface Piece {
  text: string;
  start: number;
  marks: readonly Mark[];
}

/** A text cut where a mark begins or ends. Marks count code points, which are not JavaScript's units. */
export function cut(text: string, marks: readonly Mark[]): Piece[] {
  if (marks.length === 0) return text === '' ? [] : [{ text, start: 0, marks: [] }];
  const points = Array.from(text);
  const edges = new Set([0, points.length]);
  for (const mark of marks) {
    edges.add(Math.min(mark.start, points.length));
    edges.add(Math.min(mark.end, points.length));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, at) => {
    const end = sorted[at + 1] ?? points.length;
    return {
      text: points.slice(start, end).join(''),
      start,
      marks: marks.filter((mark) => mark.start < end && mark.end > start),
    };
  });
}
