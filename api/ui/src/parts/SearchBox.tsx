// An input with what it finds listed under it: arrows move, Enter takes.
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import styles from './SearchBox.module.css';
import { useSettled } from './useSettled';

export function SearchBox<T>({
  label,
  queryKey,
  find,
  keyOf,
  row,
  take,
}: {
  label: string;
  queryKey: readonly unknown[];
  find: (q: string) => Promise<readonly T[]>;
  keyOf: (item: T) => string;
  row: (item: T) => ReactNode;
  take: (item: T) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const q = useSettled(typed.trim());
  const answer = useQuery({
    queryKey: [...queryKey, q],
    queryFn: () => find(q),
    enabled: q !== '',
    placeholderData: (before) => before,
  });
  const found = q === '' ? [] : (answer.data ?? []);
  const shown = open && typed.trim() !== '' && found.length > 0;

  function choose(item: T): void {
    take(item);
    setTyped('');
    setOpen(false);
  }

  return (
    <div className={styles.box}>
      <input
        role="combobox"
        aria-expanded={shown}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={shown ? `${id}-${at}` : undefined}
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        maxLength={200}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setOpen(true);
          setAt(0);
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          if (!shown) {
            // Enter while nothing is chosen must not send the form around it.
            if (event.key === 'Enter' && typed !== '') event.preventDefault();
            return;
          }
          const item = found[at];
          if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
          else if (event.key === 'Escape') setOpen(false);
          else if (event.key === 'Enter' && item !== undefined) choose(item);
          else return;
          event.preventDefault();
        }}
      />
      {shown && (
        <div id={id} role="listbox" aria-label={label} className={styles.found}>
          {found.map((item, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys
            <div
              key={keyOf(item)}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              // The input must not lose the focus before the click is taken.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(item)}
            >
              {row(item)}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
