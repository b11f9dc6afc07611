// An input that finds: it shows what is chosen, and what is typed is looked for under it, in place.
import { type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { strings } from '../../../strings';
import styles from './SearchField.module.css';

const SETTLE_MS = 150;

export function SearchField<T>({
  label,
  shown,
  hint,
  first,
  query,
  idOf,
  row,
  choose,
  onEnter,
  invalid,
  disabled,
  owner,
}: {
  label: string;
  /** What is chosen, as words. */
  shown: string;
  hint: string;
  /** What is looked for before anything is typed. */
  first: string;
  // biome-ignore lint/suspicious/noExplicitAny: the key is the caller's
  query: (words: string) => UseQueryOptions<readonly T[], Error, readonly T[], any>;
  idOf: (item: T) => string;
  row: (item: T) => ReactNode;
  choose: (item: T) => void;
  onEnter: () => void;
  invalid?: boolean;
  disabled?: boolean;
  owner?: string;
}) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [looked, setLooked] = useState('');
  // Enter came before what was typed had been found: the first of what is found is meant.
  const [taking, setTaking] = useState(false);
  const wanted = text?.trim() || first;
  useEffect(() => {
    if (!open) return;
    const timer = window.setTimeout(() => setLooked(wanted), looked === '' ? 0 : SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [open, wanted, looked]);
  const found = useQuery({ ...query(looked), enabled: open && looked !== '' });
  const items = open ? (found.data ?? []) : [];
  const settled = looked === wanted && !found.isFetching;

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is taken once, when all is found
  useEffect(() => {
    if (!taking || !settled) return;
    setTaking(false);
    take(Math.max(at, 0));
  }, [taking, settled]);

  function close(): void {
    setOpen(false);
    setTaking(false);
    setText(null);
    setAt(-1);
  }

  function take(index: number): void {
    const item = items[index];
    if (item === undefined) return;
    choose(item);
    close();
  }

  return (
    <div className={styles.field}>
      <input
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 && items[at] ? `${id}-${at}` : undefined}
        aria-invalid={invalid || undefined}
        autoComplete="off"
        spellCheck={false}
        data-owner-field={owner}
        data-product-field={owner === undefined || undefined}
        disabled={disabled}
        placeholder={text === null && shown !== '' ? undefined : hint}
        title={shown}
        value={text ?? shown}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setAt(0);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            setOpen(true);
            setAt(Math.min(at + 1, items.length - 1));
          } else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
          else if (event.key === 'Enter') {
            if (open && text !== null && !settled) setTaking(true);
            else if (open && at >= 0 && items[at] !== undefined) take(at);
            else {
              close();
              onEnter();
            }
          } else if (event.key === 'Escape' && open) close();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {open && (
        <div id={`${id}-list`} role="listbox" aria-label={label} className={styles.list}>
          {items.length === 0 && (
            <div role="option" aria-selected="false" aria-disabled="true" tabIndex={-1} className="quiet">
              {found.error
                ? found.error.message
                : settled
                  ? strings.review.order.noneFound
                  : strings.review.order.searching}
            </div>
          )}
          {items.map((item, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys
            <div
              key={idOf(item)}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className={index === at ? styles.at : undefined}
              // The input keeps the focus, so that the list does not close before the click.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(index)}
            >
              {row(item)}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
