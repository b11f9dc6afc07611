// A document or a photo as pictures of its pages, its words laid over them: they can be selected, and those that are
// evidence light up.
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { api, data } from '../api/client';
import type { PageImage, WordBox } from '../api/schema';
import { strings } from '../strings';
import styles from './PagesViewer.module.css';
import { Failed, Loading } from './States';

const words = strings.review.pages;
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3] as const;

export interface WordMark {
  className: string;
  /** What the word is evidence of; given to `onWord` when it is clicked. */
  owner: string | null;
}

export function PagesViewer({
  messageId,
  part,
  name,
  told = null,
  marked,
  onWord,
}: {
  messageId: string;
  part: number;
  name: string;
  /** What is said of the file already. */
  told?: string | null;
  marked?: (word: WordBox) => WordMark | null;
  onWord?: (owner: string) => void;
}) {
  const [zoom, setZoom] = useState(1);
  const scroller = useRef<HTMLDivElement>(null);
  const query = useQuery({
    queryKey: ['pages', messageId, part],
    queryFn: ({ signal }) =>
      data(
        api.GET('/messages/{message_id}/parts/{number}/pages', {
          params: { path: { message_id: messageId, number: part } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.isPending) return <Loading what={words.loading} />;
  if (query.error) return <Failed error={query.error} again={() => void query.refetch()} />;
  const { pages, total } = query.data;
  const note = query.data.note && !told?.includes(query.data.note) ? query.data.note : null;
  if (pages.length === 0) return note && <p className={styles.note}>{note}</p>;
  const at = ZOOMS.findIndex((step) => step >= zoom);

  return (
    <figure className={styles.viewer} aria-label={name}>
      <div className={styles.bar}>
        <span className="quiet small">
          {total === 1 ? `1 ${words.page.toLowerCase()}` : `${total} ${words.pages.toLowerCase()}`}
        </span>
        <Step label={words.smaller} to={ZOOMS[at - 1]} set={setZoom}>
          −
        </Step>
        <Step label={words.larger} to={ZOOMS[at + 1]} set={setZoom}>
          +
        </Step>
        <button type="button" className="plain" disabled={zoom === 1} onClick={() => setZoom(1)}>
          {words.fit}
        </button>
      </div>
      {note && <p className={styles.note}>{note}</p>}
      <div className={styles.body}>
        {pages.length > 1 && (
          <nav className={styles.thumbs} aria-label={words.pages}>
            {pages.map((page) => (
              <button
                key={page.number}
                type="button"
                aria-label={`${words.page} ${page.number}`}
                onClick={() =>
                  scroller.current
                    ?.querySelector(`[data-page="${page.number}"]`)
                    ?.scrollIntoView({ block: 'start' })
                }
              >
                <img src={address(page)} alt="" loading="lazy" width={44} />
                <span>{page.number}</span>
              </button>
            ))}
          </nav>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by key */}
        <section ref={scroller} className={styles.pages} tabIndex={0} aria-label={`${words.pages}: ${name}`}>
          {pages.map((page) => (
            <OnePage key={page.number} page={page} zoom={zoom} name={name} marked={marked} onWord={onWord} />
          ))}
        </section>
      </div>
    </figure>
  );
}

function Step({
  label,
  to,
  set,
  children,
}: {
  label: string;
  to: number | undefined;
  set: (zoom: number) => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className="plain"
      aria-label={label}
      disabled={to === undefined}
      onClick={() => to !== undefined && set(to)}
    >
      {children}
    </button>
  );
}

function OnePage({
  page,
  zoom,
  name,
  marked,
  onWord,
}: {
  page: PageImage;
  zoom: number;
  name: string;
  marked?: (word: WordBox) => WordMark | null;
  onWord?: (owner: string) => void;
}) {
  return (
    <div
      className={styles.page}
      data-page={page.number}
      style={{ width: `${zoom * 100}%`, aspectRatio: `${page.width} / ${page.height}` }}
    >
      <img src={address(page)} alt={`${name}, ${words.page.toLowerCase()} ${page.number}`} loading="lazy" />
      {page.words.map((word) => {
        const mark = marked?.(word) ?? null;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the fields of the order are the way by key
          // biome-ignore lint/a11y/useKeyWithClickEvents: the fields of the order are the way by key
          <span
            key={word.start}
            className={mark ? `${styles.word} ${mark.className}` : styles.word}
            data-mark={mark?.owner ?? undefined}
            style={{
              left: `${word.left * 100}%`,
              top: `${word.top * 100}%`,
              width: `${word.width * 100}%`,
              height: `${word.height * 100}%`,
              fontSize: `${word.height * 90}cqh`,
            }}
            onClick={mark?.owner && onWord ? () => onWord(mark.owner as string) : undefined}
          >
            {word.text}{' '}
          </span>
        );
      })}
    </div>
  );
}

/** Where the picture is: under the API, wherever the answer says. */
function address(page: PageImage): string {
  return page.image.startsWith('/') || /^(data|blob):/.test(page.image) ? page.image : `/api/${page.image}`;
}
