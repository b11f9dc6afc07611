// What every part of the order column works on: the review, its draft, and how both are changed.
import { createContext, useContext } from 'react';
import type { ProposedOrder, Review } from '../../../api/schema';
import type { Draft } from '../draft';
import type { ShownLine } from './lines';
import type { Step } from './steps';

export interface OrderDesk {
  review: Review;
  /** With the rep's edits, as far as the desk has answered them. */
  order: ProposedOrder;
  draft: Draft;
  change: (how: (draft: Draft) => Draft) => void;
  lines: readonly ShownLine[];
  steps: readonly Step[];
  /** Nothing can be changed: it is decided, replaced, or this person may only look. */
  locked: boolean;
  /** Go to the next unsettled field; what has the focus now counts as looked at. */
  next: () => void;
}

export const DeskContext = createContext<OrderDesk | null>(null);

export function useOrderDesk(): OrderDesk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error('There is no review around this.');
  return desk;
}
