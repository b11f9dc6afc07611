// A stored text cut into what people see of it: cells of tables, segments of interchanges. Every piece keeps its place
// in the whole, in code points, as the spans of evidence count.

/** A piece of a text, and where in it the piece begins. */
export interface Slice {
  text: string;
  start: number;
}

export interface Row extends Slice {
  cells: readonly Slice[];
}

export interface Table {
  /** The line that names it, where it is one of several. */
  name: Slice | null;
  rows: readonly Row[];
  /** Which row heads the columns; -1 where none does. */
  head: number;
  /** The columns that hold numbers. */
  numbers: ReadonlySet<number>;
  width: number;
}

const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;
const NUMBER = /^[-+(]?\s?[$€£]?\s?\d[\d.,'’\s]*\s?[%€$£)]?$/;

/** How many code points a text has. */
export function points(text: string): number {
  return text.length - (text.match(PAIRS)?.length ?? 0);
}

/** The tables in a grid text: a tab from cell to cell, a row per line, a form feed from table to table. */
export function tablesOf(text: string, named: boolean): Table[] {
  const sheets = parted({ text, start: 0 }, '\f');
  return sheets.map((sheet) => {
    const lines = parted(sheet, '\n');
    const name = named && sheets.length > 1 ? (lines.shift() ?? null) : null;
    const rows = lines
      .filter((line) => line.text.trim() !== '')
      .map((line) => ({ ...line, cells: parted(line, '\t') }));
    const head = rows.findIndex(isHead);
    const width = Math.max(0, ...rows.map((row) => row.cells.length));
    return { name, rows, head, numbers: numbersIn(rows.slice(head + 1), width), width };
  });
}

function parted(whole: Slice, by: string): Slice[] {
  let start = whole.start;
  return whole.text.split(by).map((text) => {
    const slice = { text, start };
    start += points(text) + 1;
    return slice;
  });
}

/** A row that heads columns has words in several cells, and no number. */
function isHead({ cells }: Row): boolean {
  const filled = cells.filter((cell) => cell.text.trim() !== '');
  return filled.length > 1 && !filled.some((cell) => NUMBER.test(cell.text.trim()));
}

function numbersIn(rows: readonly Row[], width: number): Set<number> {
  const numbers = new Set<number>();
  for (let column = 0; column < width; column++) {
    const filled = rows.flatMap((row) => row.cells[column]?.text.trim() || []);
    if (filled.filter((text) => NUMBER.test(text)).length * 2 > filled.length) numbers.add(column);
  }
  return numbers;
}

/** An interchange cut behind each segment, or between the elements of XML. Line ends stay with what they end. */
export function segmentsOf(text: string): Slice[] {
  const lead = text.length - text.trimStart().length;
  const body = text.slice(lead);
  if (body.startsWith('ISA')) return cutAfter(text, 0, text[lead + 105] ?? '\n', '');
  if (body.startsWith('UNA')) return cutAfter(text, lead + 9, body[8] ?? "'", body[6] ?? '');
  if (body.startsWith('UNB')) return cutAfter(text, 0, "'", '?');
  return placed(text.split(/(?<=>)(?=<)/));
}

function cutAfter(text: string, from: number, end: string, release: string): Slice[] {
  const pieces: string[] = [];
  let begun = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === release && release.trim() !== '') at++;
    else if (text[at] === end) {
      while (/\s/.test(text[at + 1] ?? '')) at++;
      pieces.push(text.slice(begun, at + 1));
      begun = at + 1;
    }
  }
  if (begun < text.length) pieces.push(text.slice(begun));
  return placed(pieces);
}

function placed(pieces: readonly string[]): Slice[] {
  let start = 0;
  return pieces.map((text) => {
    const slice = { text, start };
    start += points(text);
    return slice;
  });
}
