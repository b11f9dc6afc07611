// Column one: what waits.
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Choice } from '../../../api/schema';
import { Empty, Failed, Loading } from '../../../parts/States';
import type { QueueSearch } from '../../../router';
import { useCommands } from '../../../shell/commands';
import { strings } from '../../../strings';
import styles from './Queue.module.css';
import { QueueHead } from './QueueHead';
import { QueueRow } from './QueueRow';
import type { ShownItem, ShownQueue } from './useQueue';

const words = strings.review.queue;

export function QueueColumn({
  queue,
  search,
  current,
  choose,
}: {
  queue: ShownQueue;
  search: QueueSearch;
  current: string | null;
  choose: ((item: ShownItem, choice: Choice) => void) | null;
}) {
  const navigate = useNavigate();
  const searchBox = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const hovered = useRef(false);
  const hold = () => queue.hold(hovered.current || (list.current?.scrollTop ?? 0) > 4);

  // The open review is kept in sight when it changes by key.
  const listed = queue.items.some((item) => item.review_id === current);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of the review that scrolls
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current, listed]);

  useCommands([
    {
      keys: ['/'],
      title: words.search,
      group: strings.review.queueGroup,
      run: () => searchBox.current?.select(),
    },
    {
      keys: ['l'],
      title: words.toList,
      group: strings.review.queueGroup,
      run: () =>
        (
          list.current?.querySelector<HTMLElement>('[aria-current]') ??
          list.current?.querySelector<HTMLElement>('[data-row]')
        )?.focus(),
    },
  ]);

  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <section
      className={styles.column}
      aria-label={words.title}
      onPointerEnter={() => {
        hovered.current = true;
        hold();
      }}
      onPointerLeave={() => {
        hovered.current = false;
        hold();
      }}
    >
      <QueueHead search={search} total={queue.total} searchBox={searchBox} />
      {queue.fresh > 0 && (
        <button
          type="button"
          className={styles.fresh}
          onClick={() => {
            queue.letIn();
            list.current?.scrollTo({ top: 0 });
          }}
        >
          {words.fresh(queue.fresh)}
        </button>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the rows' links */}
      <div
        ref={list}
        className={styles.list}
        onScroll={(event) => {
          hold();
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          if (scrollHeight - scrollTop - clientHeight < 400) queue.more?.();
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
          if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          move(event.currentTarget, step);
        }}
      >
        {queue.loading && <Loading />}
        {queue.error && queue.items.length === 0 && <Failed error={queue.error} again={queue.again} />}
        {!queue.loading && !queue.error && queue.items.length === 0 && (
          <Empty title={filtered ? words.emptyFiltered : words.empty}>
            {filtered ? (
              <button type="button" onClick={() => void navigate({ to: '.', search: {}, replace: true })}>
                {words.clear}
              </button>
            ) : (
              <p>
                {words.emptyMore} <Link to="/new">{strings.nav.new}</Link>
              </p>
            )}
          </Empty>
        )}
        {queue.items.length > 0 && (
          <ul aria-label={words.list}>
            {queue.items.map((item) => (
              <QueueRow
                key={item.review_id}
                item={item}
                search={search}
                current={item.review_id === current}
                choose={choose}
              />
            ))}
          </ul>
        )}
        {queue.more && (
          <button type="button" className="plain" onClick={queue.more}>
            {words.more}
          </button>
        )}
      </div>
    </section>
  );
}

/** Give the focus to the next or previous row. */
function move(list: HTMLElement, step: number): void {
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row.closest('li')?.contains(document.activeElement));
  rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
}
