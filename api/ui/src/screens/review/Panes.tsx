// Source and order: side by side, or as two tabs where there is no room.
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { QueueSearch } from '../../router';
import { strings } from '../../strings';
import styles from './Desk.module.css';

const words = strings.review.tabs;
const TABS = ['source', 'order'] as const;

export function Panes({
  narrow,
  search,
  source,
  order,
}: {
  narrow: boolean;
  search: QueueSearch;
  source: ReactNode;
  order: ReactNode;
}) {
  const [tab, setTab] = useState<(typeof TABS)[number]>('order');
  if (!narrow) {
    return (
      <>
        {source}
        {order}
      </>
    );
  }
  return (
    <div className={styles.tabbed}>
      <div className={styles.tabs}>
        <Link to="/queue" search={search}>
          ← {words.back}
        </Link>
        <div role="tablist" aria-label={words.label}>
          {TABS.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              id={`tab-${one}`}
              aria-selected={tab === one}
              aria-controls={`pane-${one}`}
              tabIndex={tab === one ? 0 : -1}
              className="plain"
              onClick={() => setTab(one)}
              onKeyDown={(event) => {
                if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
                const other = one === 'source' ? 'order' : 'source';
                setTab(other);
                document.getElementById(`tab-${other}`)?.focus();
              }}
            >
              {words[one]}
            </button>
          ))}
        </div>
      </div>
      {TABS.map((one) => (
        <div
          key={one}
          role="tabpanel"
          id={`pane-${one}`}
          aria-labelledby={`tab-${one}`}
          hidden={tab !== one}
          className={styles.pane}
        >
          {one === 'source' ? source : order}
        </div>
      ))}
    </div>
  );
}
