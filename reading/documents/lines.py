"""The lines of a table: what is ordered by each row, and what in the table does not agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from reading.documents.columns import Column, Table
from reading.documents.context import Sheet
from reading.documents.grid import Cell, Row
from reading.documents.rows import KnownRow, RowKind, is_left_out, known_rows
from reading.documents.values import dates_in, number_of, quantity_of, unit_code_of
from reading.documents.words import Meaning
from reading.order_documents import DocumentLine, Found, FoundDate, NumberKind, Party, PartyRole, ProductNumber

_NUMBER_KINDS = {
    Meaning.NUMBER: NumberKind.UNSAID,
    Meaning.OUR_NUMBER: NumberKind.OURS,
    Meaning.THEIR_NUMBER: NumberKind.THEIRS,
    Meaning.TRADE_NUMBER: NumberKind.TRADE,
    Meaning.MAKERS_NUMBER: NumberKind.MAKERS,
}
_CENT = Decimal("0.011")
_MOST_SHOWN = 60
_MOST_OPEN = 200
_MOST_NAMED = 4


@dataclass
class TableReading:
    """What a table says. ``foot`` are rows in and below it that are no lines, ``totals`` those that add up."""

    lines: list[DocumentLine] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    dates: list[FoundDate] = field(default_factory=list)
    foot: list[Row] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    value: Decimal | None = None
    headings: list[Cell] = field(default_factory=list)
    known_places: set[str] = field(default_factory=set)
    known_days: set[date] = field(default_factory=set)


def read_table(table: Table, sheet: Sheet) -> TableReading:
    """Read the lines of a table."""
    known = known_rows(table)
    reading = TableReading(doubts=list(table.doubts))
    wanted = _wanted_blanks(known, table, sheet)
    amounts = _Amounts(table, known, sheet)
    for one in known:
        if one.kind in (RowKind.ORDERED, RowKind.BLANK):
            if one.kind is RowKind.ORDERED or id(one) in wanted:
                _read_row(one, table, sheet, reading, amounts)
        elif one.kind is RowKind.HEADING:
            _read_heading(next(cell for cell in one.row.cells if cell.text), sheet, reading)
        elif one.kind is RowKind.TOTAL:
            reading.totals.append(one.row)
        elif one.kind is RowKind.NOTE:
            reading.foot.append(one.row)
    _judge_bare_quantities(known, table, sheet, reading)
    if amounts.doubtful:
        reading.doubts.append(amounts.doubtful)
    reading.value = amounts.total
    _judge_places(reading, wanted=len(wanted), blank=sum(one.kind is RowKind.BLANK for one in known))
    return reading


def _wanted_blanks(known: Sequence[KnownRow], table: Table, sheet: Sheet) -> set[int]:
    """The rows without a quantity that are wanted all the same: in a list of what is ordered, not in a form.

    A form lists what may be ordered: most of its rows stay blank, or say what is in stock, and the unit is filled in
    with the quantity. A row of a form with a unit that others lack was meant.
    """
    blank = [one for one in known if one.kind is RowKind.BLANK]
    ordered = [one for one in known if one.kind is RowKind.ORDERED]
    ordered = [one for one in ordered if not all(is_left_out(t, sheet) for t in _counts(one.row, table))]
    if not table.of(Meaning.QUANTITY):
        return {id(one) for one in blank} if len(blank) <= _MOST_OPEN else set()
    units = [column.at for column in table.of(Meaning.UNIT)]
    with_unit = [one for one in blank if any(one.row.cell(at).text for at in units)]
    filled_in = bool(units) and all(any(one.row.cell(at).text for at in units) for one in ordered)
    stocked = [column.at for column in table.of(Meaning.IGNORED_COLUMN)]
    has_stock = any(number_of(one.row.cell(at).text, sheet.decimals) is not None for one in blank for at in stocked)
    is_form = has_stock or len(blank) >= max(len(ordered), 2)
    if filled_in and len(with_unit) < len(blank):
        return {id(one) for one in with_unit}
    return set() if is_form else {id(one) for one in blank}


def _counts(row: Row, table: Table) -> list[str]:
    return [text for column in table.of(Meaning.QUANTITY) if (text := row.cell(column.at).text)]


def _read_row(one: KnownRow, table: Table, sheet: Sheet, reading: TableReading, amounts: _Amounts) -> None:
    """A row as a line, or as several where it has quantities in several units."""
    cells = [(column, row.cell(column.at)) for row in (one.row, *one.more) for column in table.columns]
    columns = [column for column in table.of(Meaning.QUANTITY) if one.row.cell(column.at).text]
    wanted = [column for column in columns if not is_left_out(one.row.cell(column.at).text, sheet)]
    if columns and not wanted:
        return
    said = _said(cells)
    _read_place(cells, sheet, reading)
    counted: list[Column | None] = [*wanted] or [None]
    for column in counted:
        line = _line(one, column, table, cells, said, sheet, reading)
        reading.lines.append(amounts.priced(line, one))


def _said(cells: Sequence[tuple[Column, Cell]]) -> tuple[tuple[ProductNumber, ...], str]:
    """The numbers and the description of a row, with the size or colour that has a column of its own."""
    numbers = []
    for column, cell in cells:
        kind = _NUMBER_KINDS.get(column.meaning)
        if kind is not None and cell.text:
            numbers.append(ProductNumber(kind=kind, value=cell.text))
    said = [
        cell.text
        for meaning in (Meaning.DESCRIPTION, Meaning.DETAIL)
        for column, cell in cells
        if column.meaning is meaning and cell.text
    ]
    words = " ".join(said)
    return tuple(numbers), words


def _line(
    one: KnownRow,
    column: Column | None,
    table: Table,
    cells: Sequence[tuple[Column, Cell]],
    said: tuple[tuple[ProductNumber, ...], str],
    sheet: Sheet,
    reading: TableReading,
) -> DocumentLine:
    numbers, description = said
    text = " ".join([*(number.value for number in numbers), description]).strip()
    stated = one.row.cell(column.at).text if column else _beside_unit(one.row, table, sheet)
    quantity = quantity_of(stated, sheet.decimals, sheet.units) if stated else None
    if stated and quantity is None:
        reading.doubts.append(f"“{_short(stated)}” is no quantity that can be read ({_short(text)}).")
    unit = next((cell.text for c, cell in cells if c.meaning is Meaning.UNIT and cell.text), None)
    inside = quantity.unit if quantity else None
    if unit and inside and unit_code_of(unit, sheet.units) != unit_code_of(inside, sheet.units):
        reading.doubts.append(f"Two units are named: “{inside}” and “{_short(unit)}” ({_short(text)}).")
    unit = inside or unit or (column.unit if column else None)
    start, end = one.row.start, max(row.end for row in (one.row, *one.more))
    start = min(start, *(row.start for row in (one.row, *one.more)))
    notes = [cell.text for c, cell in cells if c.meaning is Meaning.NOTE and cell.text]
    return DocumentLine(
        start=start,
        end=end,
        text=text,
        numbers=numbers,
        description=description,
        amount=quantity.amount if quantity else None,
        unit_word=unit,
        unit_code=unit_code_of(unit, sheet.units) if unit else None,
        requested_date=_date(cells, sheet, reading),
        note=" ".join(notes),
    )


def _beside_unit(row: Row, table: Table, sheet: Sheet) -> str:
    """The quantity that slipped into the column of units, together with its unit."""
    for column in table.of(Meaning.UNIT):
        found = quantity_of(row.cell(column.at).text, sheet.decimals, sheet.units)
        if found is not None and found.unit:
            return row.cell(column.at).text
    return ""


def _date(cells: Sequence[tuple[Column, Cell]], sheet: Sheet, reading: TableReading) -> date | None:
    """The date a row asks for, in its column of dates or beside its place."""
    for column, cell in cells:
        if column.meaning in (Meaning.DATE, Meaning.SHIP_TO) and cell.text:
            for found, _, odd in dates_in(cell.text, cell.start, sheet.context.today, sheet.context.day_first):
                _remember_date(found, odd, reading)
                return found.value
    return None


def _remember_date(found: FoundDate, odd: str | None, reading: TableReading) -> None:
    if found.value not in reading.known_days:
        reading.known_days.add(found.value)
        reading.dates.append(found)
        if odd:
            reading.doubts.append(odd)


def _read_place(cells: Sequence[tuple[Column, Cell]], sheet: Sheet, reading: TableReading) -> None:
    for column, cell in cells:
        if column.meaning is Meaning.SHIP_TO and cell.text:
            _remember_place(cell, sheet, reading)


def _read_heading(cell: Cell, sheet: Sheet, reading: TableReading) -> None:
    """A heading over some lines: a place, a day, or a kind of product."""
    dates = dates_in(cell.text, cell.start, sheet.context.today, sheet.context.day_first)
    for found, _, odd in dates:
        _remember_date(found, odd, reading)
    if dates or sheet.context.is_place(_without_dates(cell, sheet).text):
        _remember_place(cell, sheet, reading)
    else:
        reading.headings.append(cell)


def _remember_place(cell: Cell, sheet: Sheet, reading: TableReading) -> None:
    named = _without_dates(cell, sheet)
    if named.text and named.text.casefold() not in reading.known_places:
        reading.known_places.add(named.text.casefold())
        party = Party(role=PartyRole.SHIP_TO, name=named.text, start=named.start, end=named.end)
        reading.parties.append(party)


def _without_dates(cell: Cell, sheet: Sheet) -> Cell:
    """A cell without the dates at its end."""
    dates = dates_in(cell.text, cell.start, sheet.context.today, sheet.context.day_first)
    first = min((found.start for found, _, _ in dates), default=cell.end)
    text = cell.text[: first - cell.start].rstrip(" -–,:(")
    return Cell(text, cell.start, cell.start + len(text))


def _judge_bare_quantities(known: Sequence[KnownRow], table: Table, sheet: Sheet, reading: TableReading) -> None:
    """Say where a quantity stands beside no product, other than one that adds up those above."""
    ordered = sum((line.amount for line in reading.lines if line.amount is not None), Decimal(0))
    for one in known:
        if one.kind is RowKind.NOTE and not any(c.isalpha() for cell in one.row.cells for c in cell.text):
            for text in _counts(one.row, table):
                found = quantity_of(text, sheet.decimals, sheet.units)
                if found is not None and found.amount not in (ordered, 0):
                    reading.doubts.append(f"A row has a quantity, {_short(text)}, and names no product.")
                    return


def _judge_places(reading: TableReading, wanted: int, blank: int) -> None:
    """Say where lines go to several places, or stand under headings that may be places."""
    if len(reading.parties) > 1:
        names = ", ".join(f"“{_short(party.name)}”" for party in reading.parties[:_MOST_NAMED])
        reading.doubts.append(f"The lines go to several places: {names}.")
    is_form = blank > wanted
    if reading.headings and not is_form:
        names = ", ".join(f"“{_short(cell.text)}”" for cell in reading.headings[:_MOST_NAMED])
        reading.doubts.append(f"Lines stand under headings that may be places: {names}.")
    if len(reading.dates) > 1:
        days = ", ".join(found.value.isoformat() for found in reading.dates[:_MOST_NAMED])
        reading.doubts.append(f"The lines ask for several dates: {days}.")


class _Amounts:
    """The prices of a table, told from its amounts by multiplying: which column is which is not only what it says."""

    def __init__(self, table: Table, known: Sequence[KnownRow], sheet: Sheet) -> None:
        self._sheet = sheet
        self.doubtful = ""
        self.total: Decimal | None = None
        prices, amounts = table.of(Meaning.PRICE), table.of(Meaning.AMOUNT)
        self._price = prices[0].at if prices else None
        self._amount = amounts[0].at if amounts else prices[1].at if len(prices) > 1 else None
        counts = table.of(Meaning.QUANTITY)
        ordered = [one.row for one in known if one.kind is RowKind.ORDERED]
        if self._price is None or self._amount is None or len(counts) != 1:
            if self._amount is not None:
                self._add_up(ordered)
            return
        rows = [self._numbers(row, counts[0].at) for row in ordered]
        straight = [self._agrees(*row) for row in rows]
        turned = [self._agrees(quantity, amount, price) for quantity, price, amount in rows]
        if sum(map(bool, turned)) > sum(map(bool, straight)):
            self._price, self._amount, straight = self._amount, self._price, turned
        for row, agrees in zip(ordered, straight, strict=True):
            if agrees is False and not self.doubtful:
                cells = [row.cell(at).text for at in (counts[0].at, self._price, self._amount)]
                count, price, amount = (_short(cell) for cell in cells)
                self.doubtful = f"Quantity, price and amount do not agree: {count} × {price} is not {amount}."
        self._add_up(ordered)

    def _add_up(self, rows: Sequence[Row]) -> None:
        assert self._amount is not None
        amounts = [number_of(row.cell(self._amount).text, self._sheet.decimals) for row in rows]
        known = [amount for amount in amounts if amount is not None]
        self.total = sum(known, Decimal(0)) if known and len(known) == len(amounts) else None

    def _numbers(self, row: Row, counted: int) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        assert self._price is not None
        assert self._amount is not None
        quantity = quantity_of(row.cell(counted).text, self._sheet.decimals, self._sheet.units)
        price = number_of(row.cell(self._price).text, self._sheet.decimals)
        amount = number_of(row.cell(self._amount).text, self._sheet.decimals)
        return quantity.amount if quantity else None, price, amount

    def _agrees(self, quantity: Decimal | None, price: Decimal | None, amount: Decimal | None) -> bool | None:
        if quantity is None or price is None or amount is None:
            return None
        off = abs(quantity * price - amount)
        return off <= max(_CENT, quantity * Decimal("0.0051"))  # prices are shown rounded

    def priced(self, line: DocumentLine, one: KnownRow) -> DocumentLine:
        """A line with its price per unit."""
        price = None
        if self._price is not None:
            price = number_of(one.row.cell(self._price).text, self._sheet.decimals)
        return line.model_copy(update={"price": price})


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def found_in(row: Row) -> Found:
    """A row's words as they stand."""
    return Found(text=" ".join(cell.text for cell in row.cells if cell.text), start=row.start, end=row.end)
