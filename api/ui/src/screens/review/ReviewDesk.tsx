// One review at work: its source and its order side by side, its draft, and every key that acts on it.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useMay, useMe } from '../../api/me';
import type { Decision, Review } from '../../api/schema';
import { deskNow, moment } from '../../parts/times';
import type { QueueSearch } from '../../router';
import { type Command, useCommands } from '../../shell/commands';
import { say, sayError } from '../../shell/toasts';
import { strings } from '../../strings';
import { putAssignment, putSnooze, useLooking } from './belonging';
import { useDecide, useUndoable } from './decide';
import {
  carryDraft,
  changesAnything,
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
import { previewQuery, usePreview } from './reviews';
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
  const lines = useMemo(() => shownLines(base, order, draft), [base, order, draft]);
  const steps = useMemo(
    () => (locked ? [] : stepsOf(order, lines, draft, review.reasons)),
    [locked, order, lines, draft, review.reasons],
  );
  const upcoming = stepFrom(steps, active, lines, 1);

  const next = useCallback(() => {
    const here = lines.find((line) => `line:${line.number}` === active);
    const looked = active !== null && (here === undefined || here.complete);
    const left = looked ? steps.filter((step) => step.owner !== active) : steps;
    if (looked && !draft.seen.includes(active)) {
      change((known) => ({ ...known, seen: [...known.seen, active] }));
    }
    const step = stepFrom(left, active, lines, 1);
    if (step) focusOwner(step.owner) && focusAsked(step.owner);
    else document.querySelector<HTMLElement>('[data-primary]')?.focus();
  }, [active, steps, lines, draft.seen, change]);

  async function send(decision: Decision): Promise<void> {
    goOn();
    await decide(id, decision, whom);
  }

  async function approve(): Promise<void> {
    try {
      // What is approved is what the desk has checked, with the newest edits.
      const checked = edited ? await queries.fetchQuery(previewQuery(id, review.revision, edits)) : base;
      const block = checked.blocks[0] ?? incomplete(lines);
      if (block) return void say(block, { bad: true });
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
    void send(
      decisionOf({ ...edits, verdict: 'ask', revision: review.revision, question: question || null }),
    );
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

  function seeNews(): void {
    if (review.replaced_by === null) return;
    const to = review.replaced_by;
    const after = queries.getQueryData<Review>(['review', to]);
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

  const canUndo = review.undo_until !== null && new Date(review.undo_until) > deskNow();
  const doing = {
    approve: () => void approve(),
    ask,
    reject,
    edit: () => {
      const line = lines.find((one) => `line:${one.number}` === active);
      focusOwner(line ? `line:${line.number}` : 'head:customer');
      if (line) document.querySelector<HTMLElement>(`[data-line="${line.number}"] [data-quantity]`)?.focus();
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
      : [{ keys: ['Enter'], title: words.news.look, group, run: seeNews }]),
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
            news={replaced ? <News review={review} go={seeNews} /> : null}
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
