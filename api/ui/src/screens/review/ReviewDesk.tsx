// One review at work: its source and its order side by side, its draft, and every key that acts on it.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useMay, useMe } from '../../api/me';
import type { Decision, ProposedOrder, Review } from '../../api/schema';
import { deskNow, moment } from '../../parts/times';
import type { QueueSearch } from '../../router';
import { type Command, useCommands } from '../../shell/commands';
import { say, sayError } from '../../shell/toasts';
import { strings } from '../../strings';
import { putAssignment, putSnooze, useLooking } from './belonging';
import { isLeaving, useDecide, useUndoable } from './decide';
import {
  carryDraft,
  changesAnything,
  type Draft,
  decisionOf,
  editsOf,
  keepDraft,
  loadDraft,
  remembered,
  useDraft,
} from './draft';
import { focusOwner, useEvidence } from './evidence';
import { Actions, type Mode } from './order/Actions';
import { DeskContext, type OrderDesk } from './order/desk';
import { shownLines } from './order/lines';
import { News } from './order/News';
import { OrderColumn } from './order/OrderColumn';
import { Past } from './order/Past';
import { stepFrom, stepsOf } from './order/steps';
import { Panes } from './Panes';
import { previewQuery, reviewQuery, usePreview } from './reviews';
import { SourceColumn } from './source/SourceColumn';

const words = strings.review;

export function ReviewDesk({
  review,
  search,
  narrow,
  goOn,
}: {
  review: Review;
  search: QueueSearch;
  narrow: boolean;
  /** Open the review after this one. */
  goOn: () => void;
}) {
  const me = useMe();
  const may = useMay('decide');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { active } = useEvidence();
  const { decide, undo, undoLast } = useDecide(search);
  const undoable = useUndoable();
  const [draft, change] = useDraft(review.review_id);
  const [mode, setMode] = useState<Mode>(null);
  const open = review.status === 'open';
  const locked = !open || !may;
  const id = review.review_id;
  const whom = review.proposal.customer?.name ?? review.sender;
  const mine = review.assigned_to === me.name;
  useLooking(id, open);

  const base = review.proposal;
  const edits = useMemo(() => editsOf(draft, base.lines), [draft, base.lines]);
  const edited = open && changesAnything(edits);
  const preview = usePreview(id, review.revision, edits, edited);
  const order = edited ? (preview.order ?? base) : base;
  useOnlyShipTo(order, draft, change);
  const lines = useMemo(() => shownLines(base, order, draft), [base, order, draft]);
  const steps = useMemo(
    () => (locked ? [] : stepsOf(order, lines, draft, review.reasons)),
    [locked, order, lines, draft, review.reasons],
  );
  const here = lines.find((line) => `line:${line.number}` === active);
  // What has the focus counts as looked at when it is left, unless something of it is missing.
  const looked = active !== null && (here === undefined || here.complete);
  const upcoming = stepFrom(looked ? steps.filter((step) => step.owner !== active) : steps, active, lines, 1);

  const next = useCallback(() => {
    if (looked && !draft.seen.includes(active)) {
      change((known) => ({ ...known, seen: [...known.seen, active] }));
    }
    if (upcoming) focusOwner(upcoming.owner) && focusAsked(upcoming.owner);
    else document.querySelector<HTMLElement>('[data-primary]')?.focus();
  }, [active, looked, upcoming, draft.seen, change]);

  async function send(decision: Decision): Promise<void> {
    // A key that is pressed twice decides once.
    if (isLeaving(id)) return;
    goOn();
    await decide(id, decision, whom);
  }

  async function approve(): Promise<void> {
    try {
      // What is approved is what the desk has checked, with the newest edits.
      const checked = edited ? await queries.fetchQuery(previewQuery(id, review.revision, edits)) : base;
      const block = checked.blocks[0] ?? incomplete(lines);
      if (block) {
        say(block, { bad: true });
        if (upcoming) focusOwner(upcoming.owner) && focusAsked(upcoming.owner);
        return;
      }
    } catch (error) {
      return sayError(error);
    }
    await send({
      ...edits,
      verdict: 'approve',
      revision: review.revision,
      remember: remembered(draft, base.lines),
      reply: draft.reply ?? null,
    });
  }

  function ask(): void {
    const question = (draft.question ?? order.question ?? '').trim();
    if (question === '') return;
    void send(decisionOf({ ...edits, verdict: 'ask', revision: review.revision, question }));
  }

  function reject(note: string): void {
    void send(decisionOf({ verdict: 'reject', revision: review.revision, note: note.trim() || null }));
  }

  function snooze(until: Date | null): void {
    setMode(null);
    if (until !== null) {
      goOn();
      say(words.said.snoozed(moment(until.toISOString())));
    }
    putSnooze(queries, id, until).catch(sayError);
  }

  async function seeNews(): Promise<void> {
    if (review.replaced_by === null) return;
    const to = review.replaced_by;
    const after = await queries.ensureQueryData(reviewQuery(to)).catch(() => null);
    // What the rep had changed stays theirs where it still means the same.
    if (after && review.status === 'superseded') {
      const carried = carryDraft(loadDraft(id), base.lines, after.proposal.lines);
      if (changesAnything(editsOf(carried, after.proposal.lines))) {
        keepDraft(to, carried);
        say(words.order.kept);
      }
    }
    void navigate({ to: '/reviews/$reviewId', params: { reviewId: to }, search, replace: true });
  }

  // What replaces it is at hand before one goes to it.
  const replacedBy = review.replaced_by;
  useEffect(() => {
    if (replacedBy !== null) void queries.prefetchQuery(reviewQuery(replacedBy));
  }, [queries, replacedBy]);

  const canUndo = review.undo_until !== null && new Date(review.undo_until) > deskNow();
  const doing = {
    approve: () => void approve(),
    ask,
    reject,
    edit: () => {
      // The line one is at, else the first; an order without lines begins with its customer.
      const line = here ?? lines.find((one) => !one.removed);
      if (line && order.customer !== null) {
        focusOwner(`line:${line.number}`);
        document.querySelector<HTMLElement>(`[data-line="${line.number}"] [data-quantity]`)?.focus();
      } else focusOwner('head:customer');
    },
    assign: () => void putAssignment(queries, id, mine ? null : me.name).catch(sayError),
    snooze,
    next,
  };

  const group = words.reviewGroup;
  const foot = words.foot;
  const decidable: Command[] = locked
    ? []
    : [
        {
          keys: ['mod+Enter'],
          title: mode === 'ask' ? foot.send : foot.approve,
          group,
          run: mode === 'ask' ? ask : doing.approve,
        },
        { keys: ['a'], title: `${foot.approve} (a)`, group, run: doing.approve, enabled: mode === null },
        { keys: ['q'], title: foot.ask, group, run: () => setMode('ask') },
        { keys: ['e'], title: foot.editAction, group, run: doing.edit },
        {
          keys: ['r'],
          title: foot.rejectAction,
          group,
          run: () => (mode === 'reject' ? reject('') : setMode('reject')),
        },
        { keys: ['m'], title: mine ? foot.notMine : foot.mine, group, run: doing.assign },
        {
          keys: ['z'],
          title: review.snoozed_until === null ? foot.snoozeAction : foot.unsnooze,
          group,
          run: () => (review.snoozed_until === null ? setMode('snooze') : snooze(null)),
        },
        { keys: ['Enter', ']'], title: foot.nextField, group, run: next },
        {
          keys: ['['],
          title: foot.previousField,
          group,
          run: () => {
            const step = stepFrom(steps, active, lines, -1);
            if (step) focusOwner(step.owner) && focusAsked(step.owner);
          },
        },
        { keys: ['Escape'], title: strings.cancel, group, run: () => leave(mode, setMode), inInputs: true },
      ];
  useCommands([
    ...decidable,
    ...(open || review.replaced_by === null
      ? []
      : [{ keys: ['Enter'], title: words.news.look, group, run: () => void seeNews() }]),
    {
      keys: ['u'],
      title: foot.undo,
      group,
      enabled: undoable !== null || canUndo,
      run: () => (canUndo ? void undo(id, whom) : undoLast()),
    },
    {
      keys: ['o'],
      title: foot.conversation,
      group,
      run: () =>
        void navigate({
          to: '/conversations/$conversationId',
          params: { conversationId: review.conversation_id },
        }),
    },
  ]);

  const desk: OrderDesk = { review, order, draft, change, lines, steps, locked, next };
  const replaced = review.status === 'superseded' || (!open && review.replaced_by !== null);
  return (
    <DeskContext value={desk}>
      <Panes
        narrow={narrow}
        search={search}
        source={<SourceColumn review={review} order={order} />}
        order={
          <OrderColumn
            news={replaced ? <News review={review} go={() => void seeNews()} /> : null}
            error={preview.error?.message ?? null}
            foot={
              !open ? (
                <Past review={review} undo={canUndo && may ? () => void undo(id, whom) : null} />
              ) : may ? (
                <Actions
                  mode={mode}
                  setMode={setMode}
                  doing={doing}
                  nextLabel={upcoming?.label ?? null}
                  mine={mine}
                />
              ) : (
                <p className="quiet">{foot.cannot}</p>
              )
            }
          />
        }
      />
    </DeskContext>
  );
}

/** A customer that a rep has chosen, and who has one ship-to, is delivered to there. */
function useOnlyShipTo(
  order: ProposedOrder,
  draft: Draft,
  change: (how: (draft: Draft) => Draft) => void,
): void {
  const only = order.ship_tos.length === 1 ? order.ship_tos[0]?.ship_to_id : undefined;
  const answered = draft.customer_id !== undefined && order.customer?.customer_id === draft.customer_id;
  const wanted = answered && draft.ship_to_id === undefined ? only : undefined;
  useEffect(() => {
    if (wanted !== undefined) change((known) => ({ ...known, ship_to_id: wanted }));
  }, [wanted, change]);
}

/** In a line, go to the very value that is missing, where choosing by digit does not settle it. */
function focusAsked(owner: string): void {
  const line = document.querySelector<HTMLElement>(`[data-owner-field="${CSS.escape(owner)}"]`);
  const asks = line?.dataset.asks;
  if (asks === 'quantity') line?.querySelector<HTMLElement>('[data-quantity]')?.focus();
  if (asks === 'product') line?.querySelector<HTMLElement>('[data-product-field]')?.focus();
}

function leave(mode: Mode, setMode: (mode: Mode) => void): void {
  if (mode !== null) setMode(null);
  const field = document.activeElement;
  if (!(field instanceof HTMLElement)) return;
  const line = field.closest<HTMLElement>('[data-line]');
  if (line && line !== field) line.focus();
  else field.blur();
}

function incomplete(lines: ReturnType<typeof shownLines>): string | null {
  const line = lines.find((one) => !one.removed && !one.complete);
  return line ? words.order.missing(line.number) : null;
}
