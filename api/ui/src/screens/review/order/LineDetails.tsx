// What opens under a line: why it stopped, the candidates with what speaks for and against each, units, substitutes.
import type { ProductBrief, Unit } from '../../../api/schema';
import { amount } from '../../../parts/times';
import { useCommands } from '../../../shell/commands';
import { strings } from '../../../strings';
import { useEvidence } from '../evidence';
import { useOrderDesk } from './desk';
import { changeLine, ownerOfLine, packOf, type ShownLine } from './lines';
import styles from './Order.module.css';

const words = strings.review.order;
const DIGITS = 9;

interface Option {
  key: string;
  title: string;
  run: () => void;
}

/** A unit told by the base unit, in whole numbers where it can be: `= 12 EA`, `24 = 1 CS`. Only to be read. */
function inBase(unit: Unit, units: readonly Unit[]): string {
  const base = units.find((one) => one.base)?.uom ?? '';
  const factor = Number(unit.factor);
  if (factor >= 1) return `= ${amount(unit.factor)} ${base}`;
  return `${Math.round(1000 / factor) / 1000} = 1 ${base}`;
}

export function LineDetails({
  shown,
  choose,
}: {
  shown: ShownLine;
  choose: (product: ProductBrief) => void;
}) {
  const { change, locked } = useOrderDesk();
  const { active } = useEvidence();
  const line = shown.line ?? shown.base;
  const candidates = (shown.base?.candidates ?? []).slice(0, DIGITS);
  const digitsFor = shown.asks === 'unit' ? 'units' : 'candidates';
  const setUnit = (uom: string) => change((known) => changeLine(known, shown, { uom }));
  const options: Option[] =
    digitsFor === 'units'
      ? shown.units.map((unit) => ({ key: unit.uom, title: unit.uom, run: () => setUnit(unit.uom) }))
      : candidates.map(({ product }) => ({
          key: product.sku,
          title: product.name,
          run: () => choose(product),
        }));
  useCommands(
    active === ownerOfLine(shown.number) && !locked
      ? options.slice(0, DIGITS).map((option, at) => ({
          keys: [String(at + 1)],
          title: `${words.line} ${shown.number}: ${option.title}`,
          group: strings.review.reviewGroup,
          run: option.run,
        }))
      : [],
  );
  if (!line) return null;
  return (
    <div className={styles.details}>
      {shown.reasons.map((reason) => (
        <p
          key={`${reason.kind}${reason.sentence}`}
          className={reason.kind === 'low_confidence' ? undefined : styles.reason}
        >
          {reason.sentence}
        </p>
      ))}
      {line.why !== '' && !shown.reasons.some((reason) => reason.sentence.includes(line.why)) && (
        <p className="quiet">{line.why}</p>
      )}
      {candidates.length > 0 && (
        <ol className={styles.candidates} aria-label={words.candidates}>
          {candidates.map((candidate, at) => (
            <li key={candidate.product.sku}>
              <button
                type="button"
                disabled={locked}
                aria-pressed={candidate.product.sku === shown.product?.sku}
                onClick={() => choose(candidate.product)}
              >
                <kbd className={digitsFor === 'units' ? styles.noKey : undefined}>{at + 1}</kbd>
                <span className={styles.what}>
                  {candidate.product.name} <span className="quiet">{packOf(candidate.product)}</span>
                </span>
                <span className="quiet">{Math.floor(candidate.probability * 100)}%</span>
                <span className={styles.speaks}>
                  {candidate.why}
                  {' · '}
                  {candidate.habit && `${candidate.habit.sentence} · `}
                  {amount(candidate.available)} {candidate.product.uom} {words.available}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {line.habit && candidates.length === 0 && (
        <p className="quiet">
          {words.habit} {line.habit.sentence}.
        </p>
      )}
      {(shown.asks === 'unit' || shown.uom === '') && shown.units.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset's frame is not wanted in a line
        <div className={styles.units} role="group" aria-label={words.units}>
          <span className="quiet">{words.units}</span>
          {shown.units.map((unit, at) => (
            <button
              key={unit.uom}
              type="button"
              disabled={locked}
              aria-pressed={unit.uom === shown.uom}
              onClick={() => setUnit(unit.uom)}
            >
              {digitsFor === 'units' && <kbd>{at + 1}</kbd>} {unit.uom}
              {!unit.base && <span className="quiet"> {inBase(unit, shown.units)}</span>}
            </button>
          ))}
        </div>
      )}
      {line.substitutes.map((offer) => (
        <p key={offer.product.sku} className={styles.substitute}>
          <span>
            {words.substitutes}: <b>{offer.product.name}</b> {packOf(offer.product)}
            <span className="quiet">
              {' '}
              · {offer.reason} · {amount(offer.available)} {offer.product.uom} {words.available}
            </span>
          </span>
          {offer.made ? (
            <span className="quiet">{words.made}</span>
          ) : (
            <button type="button" disabled={locked} onClick={() => choose(offer.product)}>
              {words.take}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
