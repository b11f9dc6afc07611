// An order as it stands: its lines, what was written to the ERP, how it changed, and a way to say that it is wrong.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, data, once } from '../../api/client';
import { useMay } from '../../api/me';
import type { Order } from '../../api/schema';
import { Labelled } from '../../parts/Screen';
import { amount, day, moment, money } from '../../parts/times';
import { say } from '../../shell/toasts';
import { strings } from '../../strings';
import styles from './Conversation.module.css';
import { revisionsQuery } from './queries';

const said = strings.conversations.one;

export function OrderPanel({ order }: { order: Order }) {
  const may = useMay('decide');
  const body = order.body;
  return (
    <article className={styles.order}>
      <p>
        <strong>{strings.words.statuses[order.status]}</strong>
        {order.untouched && <span className="quiet"> · {said.untouched}</span>}
      </p>
      <dl className={styles.facts2}>
        {order.erp_number !== null && (
          <>
            <dt>{said.number}</dt>
            <dd>{order.erp_number}</dd>
          </>
        )}
        {body.po_number && (
          <>
            <dt>{strings.words.fields.po_number}</dt>
            <dd>{body.po_number}</dd>
          </>
        )}
        {body.requested_date && (
          <>
            <dt>{strings.words.fields.requested_date}</dt>
            <dd>{day(body.requested_date)}</dd>
          </>
        )}
      </dl>
      <ul className={styles.lines}>
        {body.lines.map((line) => (
          <li key={line.number}>
            <span className="number">
              {amount(line.quantity ?? null)} {line.uom ?? ''}
            </span>
            <span>
              {line.sku ?? '?'} <span className="quiet">{line.text}</span>
            </span>
            <span className="number quiet">{line.price == null ? '' : money(line.price)}</span>
          </li>
        ))}
      </ul>
      {order.writes.length > 0 && (
        <ul className={styles.writes} aria-label={said.writes}>
          {order.writes.map((write) => (
            <li key={write.key}>
              {strings.words.writeKinds[write.kind]}: {strings.words.writes[write.status]}
              {write.error !== null && <span className={styles.bad}> {write.error}</span>}
            </li>
          ))}
        </ul>
      )}
      <Revisions order={order} />
      {order.found_wrong !== null ? (
        <p className={styles.bad}>
          {said.foundWrong} {order.found_wrong}
        </p>
      ) : (
        may && order.untouched && order.status === 'entered' && <FoundWrong order={order} />
      )}
    </article>
  );
}

function Revisions({ order }: { order: Order }) {
  const revisions = useQuery(revisionsQuery(order.order_id, order.revision));
  if (!revisions.data) return null;
  return (
    <details className={styles.revisions} open={revisions.data.items.length > 1}>
      <summary>
        {said.revisions} <span className="quiet">{revisions.data.items.length}</span>
      </summary>
      <ol>
        {revisions.data.items.map((revision) => (
          <li key={revision.number}>
            <p>
              {said.revision(revision.number)}{' '}
              <span className="quiet">
                {said.by} {revision.made_by}, {moment(revision.created_at)}
              </span>
            </p>
            {revision.number === 1 && revision.changes.length === 0 && (
              <p className="quiet">{said.firstRevision}</p>
            )}
            <ul>
              {revision.changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </details>
  );
}

function FoundWrong({ order }: { order: Order }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const report = useMutation({
    mutationFn: (reason: string) =>
      data(
        api.POST('/orders/{order_id}/found-wrong', {
          params: { path: { order_id: order.order_id } },
          body: { reason },
          headers: once(),
        }),
      ),
    onSuccess: () => {
      say(said.wrongThanks);
      void queries.invalidateQueries({ queryKey: ['conversation', order.conversation_id] });
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    report.mutate(String(new FormData(event.currentTarget).get('reason')).trim());
  }

  if (!open)
    return (
      <button type="button" onClick={() => setOpen(true)}>
        {said.wrong}
      </button>
    );
  return (
    <form className={styles.wrong} onSubmit={submit}>
      <Labelled title={said.wrongReason}>
        {/* biome-ignore lint/a11y/noAutofocus: it was opened to be written in */}
        <textarea name="reason" rows={3} minLength={3} maxLength={2000} required autoFocus />
      </Labelled>
      {report.isError && (
        <p role="alert" className={styles.bad}>
          {report.error.message}
        </p>
      )}
      <div>
        <button type="submit" className="primary" disabled={report.isPending}>
          {said.wrongSend}
        </button>{' '}
        <button type="button" onClick={() => setOpen(false)}>
          {strings.cancel}
        </button>
      </div>
    </form>
  );
}
