// The text of a file as people know such files: a table as a table, an interchange with a segment on each line.
import { type ReactNode, useMemo, useState } from 'react';
import type { MessagePart } from '../api/schema';
import { strings } from '../strings';
import styles from './FileText.module.css';
import { type Row, type Slice, segmentsOf, type Table, tablesOf } from './slices';

const words = strings.review.source;
const ROWS_AT_FIRST = 200;

/** How a piece of the text is written; it may be marked. */
export type Writing = (slice: Slice) => ReactNode;

const plainly: Writing = (slice) => slice.text;

export function FileText({
  part,
  write = plainly,
  until = 0,
}: {
  part: MessagePart;
  write?: Writing;
  /** How far into the text a long table must be seen. */
  until?: number;
}) {
  const hidden = part.kind === 'hidden';
  const label = hidden
    ? words.hiddenIn(part.filename)
    : `${words.text}: ${part.filename ?? strings.words.parts[part.kind]}`;
  if (part.viewer === 'table') return <Tables part={part} label={label} write={write} until={until} />;
  return (
    <Scroller label={label}>
      <pre className={styles.pre}>
        {part.viewer === 'edi' ? (
          <Segments text={part.text} write={write} />
        ) : (
          write({ text: part.text, start: 0 })
        )}
      </pre>
    </Scroller>
  );
}

function Scroller({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by key
    // biome-ignore lint/a11y/useSemanticElements: it groups text, not fields
    <div className={styles.scroller} role="group" tabIndex={0} aria-label={label}>
      {children}
    </div>
  );
}

function Segments({ text, write }: { text: string; write: Writing }) {
  const segments = useMemo(() => segmentsOf(text), [text]);
  return segments.map((segment) => (
    <span key={segment.start} className={styles.segment}>
      {write(segment)}
    </span>
  ));
}

function Tables({
  part,
  label,
  write,
  until,
}: {
  part: MessagePart;
  label: string;
  write: Writing;
  until: number;
}) {
  // What a workbook hides has no names of sheets in it.
  const tables = useMemo(() => tablesOf(part.text, part.kind === 'attachment'), [part.text, part.kind]);
  return (
    <Scroller label={label}>
      {tables.map((table, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tables of a text neither come nor go
        <OneTable key={at} table={table} write={write} until={until} />
      ))}
    </Scroller>
  );
}

function OneTable({ table, write, until }: { table: Table; write: Writing; until: number }) {
  const [more, setMore] = useState(0);
  const least = table.rows.findLastIndex((row) => row.start < until) + 1;
  const shown = table.rows.slice(0, Math.max(ROWS_AT_FIRST, least) + more);
  const left = table.rows.length - shown.length;
  return (
    <>
      <table className={styles.table}>
        {table.name && <caption>{write(table.name)}</caption>}
        <tbody>
          {shown.map((row, at) => (
            <OneRow key={row.start} row={row} table={table} isHead={at === table.head} write={write} />
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <button type="button" className="plain" onClick={() => setMore(more + ROWS_AT_FIRST)}>
          {words.moreRows(left)}
        </button>
      )}
    </>
  );
}

function OneRow({ row, table, isHead, write }: { row: Row; table: Table; isHead: boolean; write: Writing }) {
  const [only] = row.cells;
  // A line of its own, such as a title, goes across the columns.
  if (row.cells.length === 1 && only && table.width > 1) {
    return (
      <tr>
        <td colSpan={table.width}>{write(only)}</td>
      </tr>
    );
  }
  const missing = table.width - row.cells.length;
  return (
    <tr>
      {row.cells.map((cell, column) => {
        const className = table.numbers.has(column) ? styles.number : undefined;
        return isHead ? (
          <th key={cell.start} scope="col" className={className}>
            {write(cell)}
          </th>
        ) : (
          <td key={cell.start} className={className}>
            {write(cell)}
          </td>
        );
      })}
      {missing > 0 && <td colSpan={missing} />}
    </tr>
  );
}
