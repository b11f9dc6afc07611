// The queue's head: search, view, filters, order.
import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useMe } from '../../../api/me';
import type { QueueSearch } from '../../../router';
import { strings } from '../../../strings';
import styles from './Queue.module.css';
import { useViews } from './views';

const words = strings.review.queue;
const SORTS = ['cutoff', 'value', 'age'] as const;
const TYPING_MS = 250;

export function QueueHead({
  search,
  total,
  searchBox,
}: {
  search: QueueSearch;
  total: number;
  searchBox: RefObject<HTMLInputElement | null>;
}) {
  const me = useMe();
  const navigate = useNavigate();
  const { views, current, save, drop } = useViews(search);
  const [open, setOpen] = useState(false);
  const [naming, setNaming] = useState<string | null>(null);
  const set = (change: Partial<QueueSearch>) =>
    void navigate({ to: '.', search: clean({ ...search, ...change }), replace: true });
  const narrowed = [search.reason, search.channel, search.customer].filter(Boolean).length;

  return (
    <div className={styles.head}>
      <div className={styles.bar}>
        <h1>{words.title}</h1>
        <span className="quiet" data-testid="queue-total">
          {total}
        </span>
        <select
          aria-label={words.view}
          value={current?.id ?? ''}
          onChange={(event) => {
            const view = views.find((one) => one.id === event.target.value);
            if (view) void navigate({ to: '.', search: view.search, replace: true });
          }}
        >
          {current === null && <option value="">{words.unsaved}</option>}
          {views
            .filter((view) => !view.own)
            .map((view) => (
              <option key={view.id} value={view.id}>
                {view.name}
              </option>
            ))}
          {views.some((view) => view.own) && (
            <optgroup label={words.saved}>
              {views
                .filter((view) => view.own)
                .map((view) => (
                  <option key={view.id} value={view.id}>
                    {view.name}
                  </option>
                ))}
            </optgroup>
          )}
        </select>
      </div>
      <div className={styles.bar}>
        <SearchBox search={search} set={set} box={searchBox} />
        <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
          {words.filters}
          {narrowed > 0 && <b> {narrowed}</b>}
        </button>
      </div>
      {open && (
        <div className={styles.filters}>
          <label>
            <span>{words.reason}</span>
            <select value={search.reason ?? ''} onChange={(event) => set({ reason: event.target.value })}>
              <option value="">{words.anyReason}</option>
              {Object.entries(strings.review.reasons).map(([kind, name]) => (
                <option key={kind} value={kind}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{words.channel}</span>
            <select value={search.channel ?? ''} onChange={(event) => set({ channel: event.target.value })}>
              <option value="">{words.anyChannel}</option>
              {Object.entries(strings.review.channels).map(([channel, name]) => (
                <option key={channel} value={channel}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{words.assigned}</span>
            <select
              value={search.assigned_to ?? ''}
              onChange={(event) => set({ assigned_to: event.target.value })}
            >
              <option value="">{words.anyone}</option>
              <option value={me.name}>{words.me}</option>
              <option value="nobody">{words.nobody}</option>
              {search.assigned_to && search.assigned_to !== me.name && search.assigned_to !== 'nobody' && (
                <option value={search.assigned_to}>{search.assigned_to}</option>
              )}
            </select>
          </label>
          <label>
            <span>{words.sort}</span>
            <select
              value={search.sort ?? 'cutoff'}
              onChange={(event) =>
                set({ sort: SORTS.find((sort) => sort === event.target.value && sort !== 'cutoff') })
              }
            >
              {SORTS.map((sort) => (
                <option key={sort} value={sort}>
                  {words.sorts[sort]}
                </option>
              ))}
            </select>
          </label>
          <div className={styles.bar}>
            {current === null && naming === null && (
              <button type="button" onClick={() => setNaming('')}>
                {words.save}
              </button>
            )}
            {naming !== null && (
              <form
                className={styles.bar}
                onSubmit={(event) => {
                  event.preventDefault();
                  if (naming.trim() !== '') save(naming.trim());
                  setNaming(null);
                }}
              >
                <input
                  // biome-ignore lint/a11y/noAutofocus: it was opened to type in
                  autoFocus
                  aria-label={words.saveName}
                  placeholder={words.saveName}
                  maxLength={60}
                  value={naming}
                  onChange={(event) => setNaming(event.target.value)}
                  onKeyDown={(event) => event.key === 'Escape' && setNaming(null)}
                />
                <button type="submit">{strings.save}</button>
              </form>
            )}
            {current?.own && (
              <button type="button" className="plain danger" onClick={() => drop(current.name)}>
                {words.drop}
              </button>
            )}
            {current?.id !== 'all' && (
              <button
                type="button"
                className="plain"
                onClick={() => void navigate({ to: '.', search: {}, replace: true })}
              >
                {words.clear}
              </button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

function SearchBox({
  search,
  set,
  box,
}: {
  search: QueueSearch;
  set: (change: Partial<QueueSearch>) => void;
  box: RefObject<HTMLInputElement | null>;
}) {
  const [text, setText] = useState(search.q ?? '');
  const typed = useRef(text);
  const newest = useRef(set);
  newest.current = set;
  useEffect(() => {
    // Another view was chosen: its words are shown, unless they are the ones being typed.
    if ((search.q ?? '') !== typed.current) {
      typed.current = search.q ?? '';
      setText(typed.current);
    }
  }, [search.q]);
  useEffect(() => {
    if (text === typed.current) return;
    const timer = window.setTimeout(() => {
      typed.current = text;
      newest.current({ q: text });
    }, TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return (
    <input
      ref={box}
      type="search"
      className={styles.search}
      aria-label={words.search}
      placeholder={words.searchHint}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        if (text === '') event.currentTarget.blur();
        setText('');
      }}
    />
  );
}

function clean(search: QueueSearch): QueueSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== '' && value !== false),
  ) as QueueSearch;
}
