// One line of the order: a row while it is settled; what is unsettled opens underneath.
import { useEffect, useRef, useState } from 'react';
import type { ProductBrief, Unit } from '../../../api/schema';
import { Sure } from '../../../parts/Sure';
import { amount, day, money } from '../../../parts/times';
import { strings } from '../../../strings';
import { changedProduct, isQuantity, withLine, withoutLine } from '../draft';
import { useEvidence } from '../evidence';
import { useOrderDesk } from './desk';
import { ProductRow, productsQuery } from './finding';
import { enter } from './HeadFields';
import { LineDetails } from './LineDetails';
import { changeLine, learnProduct, ownerOfLine, type ShownLine, usualUnit } from './lines';
import styles from './Order.module.css';
import { SearchField } from './SearchField';

const words = strings.review.order;

export function LineRow({ shown }: { shown: ShownLine }) {
  const { order, draft, change, locked, next } = useOrderDesk();
  const { active, activate } = useEvidence();
  const owner = ownerOfLine(shown.number);
  const current = active === owner;
  const [why, setWhy] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const { line, base } = shown;
  // What is only not quite sure says so in a word, and opens when it is come to; all else that is unsettled is open.
  const grave = !shown.complete || shown.reasons.some((reason) => reason.kind !== 'low_confidence');
  const stopped = (base?.reasons.length ?? 0) > 0 && !shown.edited;
  const open = why || (shown.unsettled && grave) || (current && (shown.unsettled || stopped));
  const label = `${words.line} ${shown.number}`;

  // A line that has just been added is typed into.
  const added = base === null;
  const empty = added && shown.product === null;
  useEffect(() => {
    if (empty) row.current?.querySelector<HTMLElement>('[data-product-field]')?.focus();
  }, [empty]);

  if (shown.removed) {
    return (
      <li className={styles.removed} data-line={shown.number}>
        <span className="quiet">
          {words.line} {shown.number} {words.removed}:
        </span>
        <s>{base?.text}</s>
        <button
          type="button"
          className="plain"
          disabled={locked}
          onClick={() => change((known) => withoutLine(known, shown.number))}
        >
          {words.putBack}
        </button>
      </li>
    );
  }

  function setProduct(product: ProductBrief, units: readonly Unit[], uom: string): void {
    learnProduct(product, units);
    change((known) => {
      const fits = units.length === 0 || units.some((unit) => unit.uom === shown.uom);
      return changeLine(known, shown, {
        sku: product.sku,
        uom: shown.uom !== '' && fits ? (known.lines[shown.number]?.uom ?? null) : uom,
      });
    });
    // The rep goes on where something is still missing.
    const quantity = row.current?.querySelector<HTMLElement>('[data-quantity]');
    if (!isQuantity(shown.quantity)) quantity?.focus();
    else row.current?.focus();
  }

  return (
    <li
      ref={row}
      tabIndex={-1}
      aria-label={label}
      data-line={shown.number}
      data-owner-field={owner}
      data-asks={asked(shown)}
      data-unsettled={shown.unsettled || undefined}
      className={`${styles.line} ${current ? styles.current : ''} ${shown.unsettled ? styles.unsettled : ''}`}
      onFocus={() => activate(owner)}
    >
      <div className={styles.row}>
        <button
          type="button"
          className={`plain ${styles.mark}`}
          aria-expanded={open}
          title={line?.why}
          onClick={() => setWhy(!why)}
        >
          <span className="unseen">
            {words.details}: {label}
          </span>
          <LineMark shown={shown} />
        </button>
        <span className={styles.words} title={line?.text}>
          {added ? <span className="quiet">{words.added}</span> : line?.text}
        </span>
        <SearchField
          label={`${words.product}, ${label}`}
          shown={shown.product?.name ?? ''}
          hint={words.productHint}
          first={base?.words || shown.product?.name || ''}
          query={productsQuery(order.customer?.customer_id ?? null)}
          idOf={(item) => item.sku}
          row={(item) => <ProductRow item={item} />}
          choose={(item) => setProduct(item, item.units, usualUnit(item, item.units, item.habit))}
          onEnter={next}
          invalid={shown.product === null}
          disabled={locked}
        />
        <input
          className={styles.quantity}
          inputMode="decimal"
          aria-label={`${words.quantity}, ${label}`}
          aria-invalid={!isQuantity(shown.quantity) || undefined}
          data-quantity
          autoComplete="off"
          placeholder="?"
          disabled={locked}
          value={shown.quantity}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) =>
            change((known) =>
              changeLine(known, shown, { quantity: event.target.value.replace(',', '.').trim() }),
            )
          }
          onBlur={() => {
            // An emptied quantity is the desk's again.
            if (draft.lines[shown.number]?.quantity === '')
              change((known) => changeLine(known, shown, { quantity: null }));
          }}
          onKeyDown={(event) => enter(event, next)}
        />
        <select
          className={styles.unit}
          aria-label={`${words.unit}, ${label}`}
          aria-invalid={shown.uom === '' || undefined}
          disabled={locked || shown.units.length === 0}
          value={shown.uom}
          onChange={(event) => change((known) => changeLine(known, shown, { uom: event.target.value }))}
          onKeyDown={(event) => enter(event, next)}
        >
          {!shown.units.some((unit) => unit.uom === shown.uom) && (
            <option value={shown.uom}>{shown.uom || '?'}</option>
          )}
          {shown.units.map((unit) => (
            <option key={unit.uom} value={unit.uom}>
              {unit.uom}
            </option>
          ))}
        </select>
        <span
          className={styles.price}
          title={line?.price ? `${money(line.price)} / ${line.uom ?? ''}` : undefined}
        >
          {line?.price ? money(line.price) : '–'}
        </span>
        <span className={styles.amount}>{line?.amount ? money(line.amount) : '–'}</span>
        <button
          type="button"
          className={`plain ${styles.drop}`}
          aria-label={`${words.remove}: ${label}`}
          title={words.remove}
          disabled={locked}
          onClick={() =>
            change((known) =>
              added ? withoutLine(known, shown.number) : withLine(known, shown.number, { remove: true }),
            )
          }
        >
          ×
        </button>
      </div>
      <Short shown={shown} />
      {base && base.words !== '' && changedProduct(draft, base) && (
        <label className={styles.remember}>
          <input
            type="checkbox"
            disabled={locked}
            checked={draft.remember[shown.number] !== false}
            onChange={(event) =>
              change((known) => ({
                ...known,
                remember: { ...known.remember, [shown.number]: event.target.checked },
              }))
            }
          />
          {words.remember(base.words)}
        </label>
      )}
      {open && <LineDetails shown={shown} choose={(product) => setProduct(product, [], product.uom)} />}
      {shown.edited && !added && !locked && (open || current) && (
        <button
          type="button"
          className={`plain small ${styles.revert}`}
          onClick={() => change((known) => withoutLine(known, shown.number))}
        >
          {words.undoEdit}
        </button>
      )}
    </li>
  );
}

/** Which value is typed: a product that is among numbered candidates, and a unit, are chosen by digit instead. */
function asked(shown: ShownLine): string | undefined {
  if (shown.asks === 'quantity') return 'quantity';
  return shown.asks === 'product' && (shown.base?.candidates.length ?? 0) === 0 ? 'product' : undefined;
}

/** A settled line has a tick, what a rep changed a pencil's dot; what is in doubt says how much. */
function LineMark({ shown }: { shown: ShownLine }) {
  if (shown.edited && shown.complete) return <span className={styles.changed} title={words.edited} />;
  if (!shown.unsettled) return <span aria-hidden="true">✓</span>;
  if (shown.line === null || !shown.complete) return <span aria-hidden="true">?</span>;
  return <Sure level={shown.line.sureness} probability={shown.line.confidence} brief />;
}

function Short({ shown }: { shown: ShownLine }) {
  const stock = shown.line?.availability;
  if (stock?.enough !== false) return null;
  return (
    <p className={styles.short}>
      {words.short}: {amount(stock.available)} {stock.uom} {words.available}
      {stock.due_date ? `, ${words.due} ${day(stock.due_date)}` : ''}
    </p>
  );
}
