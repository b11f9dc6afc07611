// Every conversation, found by words and filters, the latest first.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { api, data } from '../../api/client';
import type { Channel, ConversationItem, OrderStatus } from '../../api/schema';
import { usePages } from '../../parts/pages';
import { Screen } from '../../parts/Screen';
import { Empty, Failed, Loading } from '../../parts/States';
import { moment, when } from '../../parts/times';
import { useSettled } from '../../parts/useSettled';
import { useCommands } from '../../shell/commands';
import { strings } from '../../strings';
import styles from './Conversations.module.css';

const said = strings.conversations;
const STATUSES = Object.keys(strings.words.statuses) as OrderStatus[];
const CHANNELS = Object.keys(strings.words.channels) as Channel[];

export function Conversations() {
  const search = useSearch({ from: '/inside/conversations' });
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(search.q ?? '');
  const q = useSettled(typed.trim());
  const narrowed = search.status || search.channel || search.customer || q;

  function narrow(next: Partial<typeof search>): void {
    void navigate({ to: '/conversations', search: { ...search, ...next }, replace: true });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed is taken into the address
  useEffect(() => {
    if (q !== (search.q ?? '')) narrow({ q: q || undefined });
  }, [q]);

  const list = usePages(['conversations', search], (cursor) =>
    data(
      api.GET('/conversations', {
        params: {
          query: {
            q: search.q,
            status: search.status as OrderStatus | undefined,
            channel: search.channel as Channel | undefined,
            customer: search.customer,
            cursor,
          },
        },
      }),
    ),
  );

  return (
    <Screen title={said.title}>
      <search className={styles.filters}>
        <input
          ref={box}
          type="search"
          aria-label={said.search}
          placeholder={said.search}
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.target.value)}
        />
        <select
          aria-label={said.status}
          value={search.status ?? ''}
          onChange={(event) => narrow({ status: event.target.value || undefined })}
        >
          <option value="">{said.anyStatus}</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {strings.words.statuses[status]}
            </option>
          ))}
        </select>
        <select
          aria-label={said.channel}
          value={search.channel ?? ''}
          onChange={(event) => narrow({ channel: event.target.value || undefined })}
        >
          <option value="">{said.anyChannel}</option>
          {CHANNELS.map((channel) => (
            <option key={channel} value={channel}>
              {strings.words.channels[channel]}
            </option>
          ))}
        </select>
        {search.customer && (
          <button type="button" onClick={() => narrow({ customer: undefined })}>
            {said.ofCustomer(nameOf(list.items, search.customer))} ×
          </button>
        )}
      </search>
      {list.isPending && <Loading what={said.loading} />}
      {list.isError && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.data &&
        (list.items.length > 0 ? (
          <List
            items={list.items}
            more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
            focusSearch={() => box.current?.focus()}
          />
        ) : narrowed ? (
          <Empty title={said.none} />
        ) : (
          <Empty title={said.noneYet}>
            <Link to="/new">{said.noneYetHint}</Link>
          </Empty>
        ))}
    </Screen>
  );
}

function nameOf(items: readonly ConversationItem[], customerId: string): string {
  return items.find((item) => item.customer?.customer_id === customerId)?.customer?.name ?? customerId;
}

function List({
  items,
  more,
  focusSearch,
}: {
  items: readonly ConversationItem[];
  more?: () => void;
  focusSearch: () => void;
}) {
  const navigate = useNavigate();
  const [at, setAt] = useState(0);
  const rows = useRef<HTMLUListElement>(null);
  const end = useRef<HTMLLIElement>(null);

  function go(to: number): void {
    const next = Math.max(0, Math.min(to, items.length - 1));
    setAt(next);
    rows.current?.children[next]?.querySelector('a')?.focus();
  }

  function open(): void {
    const item = items[at];
    if (item)
      void navigate({
        to: '/conversations/$conversationId',
        params: { conversationId: item.conversation_id },
      });
  }

  useCommands([
    { keys: ['/'], title: said.focusSearch, group: said.group, run: focusSearch },
    { keys: ['j', 'ArrowDown'], title: said.next, group: said.group, run: () => go(at + 1) },
    { keys: ['k', 'ArrowUp'], title: said.previous, group: said.group, run: () => go(at - 1) },
    { keys: ['Enter'], title: said.open, group: said.group, run: open },
  ]);

  // The next page is fetched before the end is reached.
  useEffect(() => {
    if (!more || !end.current) return;
    const watching = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), {
      rootMargin: '600px',
    });
    watching.observe(end.current);
    return () => watching.disconnect();
  }, [more]);

  return (
    <ul ref={rows} className={styles.list} aria-label={said.list}>
      {items.map((item, index) => (
        <li key={item.conversation_id}>
          <Link
            to="/conversations/$conversationId"
            params={{ conversationId: item.conversation_id }}
            className={styles.row}
            onFocus={() => setAt(index)}
          >
            <span className={`quiet ${styles.time}`} title={moment(item.updated_at)}>
              {when(item.updated_at)}
            </span>
            <span className="quiet">{strings.words.channels[item.channel]}</span>
            <span className={styles.who}>{item.customer?.name ?? (item.sender || said.unknown)}</span>
            <span className={styles.what}>
              {item.subject && <span>{item.subject} </span>}
              <span className="quiet">{item.snippet}</span>
            </span>
            <span className={item.status === 'in_review' ? styles.waits : 'quiet'}>
              {strings.words.statuses[item.status]}
            </span>
          </Link>
        </li>
      ))}
      {more && (
        <li ref={end}>
          <button type="button" className="plain" onClick={more}>
            {strings.words.more}
          </button>
        </li>
      )}
    </ul>
  );
}
