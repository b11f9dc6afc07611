"""Reading an order off the stored text of a document: its tables, and what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reading.documents.columns import Table, header_at, named_columns, unnamed_columns
from reading.documents.context import DocumentContext, Sheet, units_of
from reading.documents.grid import MOST_ROWS, Row, rows_of, side_by_side
from reading.documents.heads import Head, read_head
from reading.documents.lines import TableReading, read_table
from reading.documents.values import decimals_of, number_of
from reading.documents.words import Meaning, label_at, words_in
from reading.order_documents import DocumentKind, OrderDocument, PartyRole

_LEAST_ROWS = 2
_CENT = Decimal("0.02")


def read_document(text: str, context: DocumentContext) -> OrderDocument:
    """What a document says as an order, by its stored text. One without a table of what is ordered has no lines."""
    document = read_rows(rows_of(text), context)
    if text.count("\n") >= MOST_ROWS:
        doubts = (*document.doubts, f"Only the first {MOST_ROWS} rows were read.")
        document = document.model_copy(update={"doubts": doubts})
    return document


def read_rows(rows: Sequence[Row], context: DocumentContext) -> OrderDocument:
    """What rows of cells say as an order."""
    texts = [cell.text for row in rows for cell in row.cells if cell.text]
    sheet = Sheet(context, decimals_of(texts, context.language), units_of(context))
    above, tables, below = tables_of(rows, sheet)
    readings = [read_table(table, sheet) for table in tables]
    foot = [row for reading in readings for row in reading.foot] + list(below)
    head = read_head(above, foot, sheet, is_named=all(table.header for table in tables))
    has_lines = any(reading.lines for reading in readings)
    lines = tuple(line for reading in readings for line in reading.lines)
    parties = [*head.parties, *(party for reading in readings for party in reading.parties)]
    if not any(party.role is PartyRole.SHIP_TO for party in parties):
        # Where it says where to deliver to, a place that only stands there is a letterhead.
        parties = sorted([*parties, *head.places], key=lambda party: party.start)
    dates = [*head.named, *(found for reading in readings for found in reading.dates)]
    if tables:
        dates = dates or head.loose
    else:
        parties = [party for party in parties if party.role is not PartyRole.OTHER]
    doubts = [*head.doubts, *(doubt for reading in readings for doubt in reading.doubts)]
    doubts += _totals_that_differ(readings, head, sheet)
    named = {party.name.casefold() for party in parties if party.role is PartyRole.SHIP_TO}
    if len(named) > 1 and not any(len(reading.parties) > 1 for reading in readings):
        doubts.append("Several places are named to deliver to.")
    return OrderDocument(
        kind=head.kind if has_lines or head.kind is not DocumentKind.ORDER else DocumentKind.ORDER,
        po_number=head.po_number,
        requested_dates=tuple({found.value: found for found in reversed(dates)}.values())[::-1],
        parties=tuple(parties),
        lines=lines,
        notes=tuple(head.notes) if tables else (),
        doubts=tuple(dict.fromkeys(doubts)),
        handwritten=context.handwritten,
    )


def tables_of(rows: Sequence[Row], sheet: Sheet) -> tuple[list[Row], list[Table], list[Row]]:
    """The rows above all tables, the tables, and the rows below them."""
    headers = [(n, named) for n in range(len(rows)) if (named := header_at(rows, n, sheet)) is not None]
    tables: list[Table] = []
    for at, (n, named) in enumerate(headers):
        if at and _same(rows[n], rows[headers[at - 1][0]]):
            continue
        end = next(
            (other for other, _ in headers[at + 1 :] if not _same(rows[other], rows[n])),
            len(rows),
        )
        body = list(rows[n + 1 : end])
        for header, part in side_by_side(rows[n], body):
            named = header_at([header], 0, sheet) or named
            table = named_columns(header, named, [row for row in part if len(row.filled) > 1], sheet)
            table.rows = part
            tables.append(table)
    if tables:
        return list(rows[: headers[0][0]]), tables, []
    if sheet.context.handwritten:
        return list(rows), [], []
    return _without_header(rows, sheet)


def _same(row: Row, header: Row) -> bool:
    return [cell.text for cell in row.cells if cell.text] == [cell.text for cell in header.cells if cell.text]


def _without_header(rows: Sequence[Row], sheet: Sheet) -> tuple[list[Row], list[Table], list[Row]]:
    """The longest run of rows that stand in columns."""
    best: tuple[int, int] = (0, 0)
    start = 0
    for n in range(len(rows) + 1):
        if n < len(rows) and len(rows[n].filled) > 1 and not _begins_with_label(rows[n]):
            continue
        if n - start > best[1] - best[0]:
            best = (start, n)
        start = n + 1
    first, last = best
    if last - first < _LEAST_ROWS:
        return list(rows), [], []
    table = unnamed_columns(rows[first:last], sheet)
    if table is None:
        return list(rows), [], []
    table.rows = list(rows[first:last])
    return list(rows[:first]), [table], list(rows[last:])


def _begins_with_label(row: Row) -> bool:
    """Whether a row is a label and its value, as in the head of a form."""
    text = row.cells[row.filled[0]].text
    label = label_at(words_in(text))
    return bool(label and (text[label.end :].lstrip()[:1] == ":" or label.end == len(text)))


def _totals_that_differ(readings: Sequence[TableReading], head: Head, sheet: Sheet) -> list[str]:
    """Totals and counts that the document states and its lines do not come to."""
    rows = [*(row for reading in readings for row in reading.totals), *head.totals]
    lines = [line for reading in readings for line in reading.lines]
    ordered = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    values = [reading.value for reading in readings if reading.value is not None]
    worth = sum(values, Decimal(0)) if values and len(values) == len(readings) else None
    stated: list[Decimal] = []
    has_tax = False
    doubts = []
    for row in rows:
        meanings = _meanings(row)
        numbers = _numbers(row, sheet)
        has_tax = has_tax or Meaning.TAX in meanings
        if not numbers:
            continue
        if meanings & {Meaning.TOTAL_QUANTITY, Meaning.TOTAL_LINES}:
            if not {ordered, Decimal(len(lines))} & set(numbers):
                doubts.append(f"The document counts {numbers[-1]}; {len(lines)} lines of {ordered} in all were read.")
        elif Meaning.TOTAL in meanings:
            stated.append(numbers[-1])
    if worth is not None and stated and not has_tax and all(abs(total - worth) > _CENT for total in stated):
        doubts.append(f"The document's total is {stated[-1]}; its lines come to {worth}.")
    return doubts


def _meanings(row: Row) -> frozenset[Meaning]:
    found: frozenset[Meaning] = frozenset()
    for n in row.filled:
        label = label_at(words_in(row.cells[n].text))
        found |= label.meanings if label else frozenset()
    return found


def _numbers(row: Row, sheet: Sheet) -> list[Decimal]:
    found = []
    for n in row.filled:
        text = row.cells[n].text
        label = label_at(words_in(text))
        number = number_of(text[label.end :].strip(" :") if label else text, sheet.decimals)
        if number is not None:
            found.append(number)
    return found
