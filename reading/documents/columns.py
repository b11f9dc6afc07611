"""Which column of a table holds what: by its heading, and by what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from reading.documents.context import Sheet
from reading.documents.grid import Row
from reading.documents.values import dates_in, number_of, quantity_of, unit_code_of
from reading.documents.words import Meaning, heading, words_in

NUMBERS = frozenset(
    {Meaning.NUMBER, Meaning.OUR_NUMBER, Meaning.THEIR_NUMBER, Meaning.TRADE_NUMBER, Meaning.MAKERS_NUMBER}
)
_TEXTS = NUMBERS | {Meaning.DESCRIPTION}
_OF_COLUMNS = _TEXTS | {
    Meaning.QUANTITY,
    Meaning.UNIT,
    Meaning.PRICE,
    Meaning.AMOUNT,
    Meaning.DATE,
    Meaning.LINE,
    Meaning.DETAIL,
    Meaning.IGNORED_COLUMN,
    Meaning.NOTE,
    Meaning.SHIP_TO,
}
_TELLING = _TEXTS | {Meaning.UNIT, Meaning.PRICE}
_MOST = 0.7
# So many rows may ask for 1, 2 and 3 of something.
_FEW_ROWS = 3
_SAMPLE = 60
_LARGEST_COUNT = 99_999
_LONG = 4
_LONGEST_UNIT = 20
_WORDS_OF_A_UNIT = 2


@dataclass(frozen=True)
class Column:
    """A column: where it is, what it holds, and the unit its heading names."""

    at: int
    meaning: Meaning
    unit: str | None = None
    heading: str = ""


@dataclass
class Table:
    """Rows that belong together under their columns. ``header`` is None where no row names the columns."""

    columns: list[Column]
    header: Row | None
    rows: list[Row] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def of(self, *meanings: Meaning) -> list[Column]:
        """The columns that hold one of these."""
        return [column for column in self.columns if column.meaning in meanings]


@dataclass(frozen=True)
class _Heading:
    meanings: frozenset[Meaning]
    unit: str | None
    exact: bool


def header_at(rows: Sequence[Row], at: int, sheet: Sheet) -> dict[int, _Heading] | None:
    """What a row says as the heading of the rows below it; None where it is no heading."""
    row = rows[at]
    named: dict[int, _Heading] = {}
    for n in row.filled:
        text = row.cells[n].text
        if sum(c.isdigit() for c in text) >= _LONG - 1 or number_of(text, sheet.decimals) is not None:
            return None
        meanings, unit, exact = heading(text)
        meanings &= _OF_COLUMNS
        if meanings:
            named[n] = _Heading(meanings, unit, exact)
    if not any(one.exact for one in named.values()) or 2 * len(named) < len(row.filled):
        return None
    counts = [n for n, one in named.items() if Meaning.QUANTITY in one.meanings]
    sure = [n for n in counts if named[n].exact and not heading(row.cells[n].text)[0] - _OF_COLUMNS]
    texts = [n for n, one in named.items() if one.meanings & _TEXTS]
    if texts and (set(counts) - set(texts) or (counts and len(texts) > 1)):
        return named
    if texts and len(named) >= 3 and any(one.meanings <= _TELLING for one in named.values()):
        return named
    below = rows[at + 1 : at + 4]
    if sure and len(row.filled) >= 2 and any(_counts(line, n, sheet) for line in below for n in sure):
        return named
    return None


def _counts(row: Row, column: int, sheet: Sheet) -> bool:
    others = any(any(c.isalpha() for c in row.cells[n].text) for n in row.filled if n != column)
    return others and quantity_of(row.cell(column).text, sheet.decimals, sheet.units) is not None


def named_columns(header: Row, named: dict[int, _Heading], rows: Sequence[Row], sheet: Sheet) -> Table:
    """The columns under a heading, each with the meaning that fits what stands in it best."""
    table = Table([], header)
    width = max([len(header.cells), *(len(row.cells) for row in rows[:_SAMPLE])])
    contents = [_Content(rows, n, sheet) for n in range(width)]
    for n, one in named.items():
        meaning = max(sorted(one.meanings, key=list(Meaning).index), key=contents[n].fit)
        table.columns.append(Column(n, meaning, one.unit, header.cells[n].text))
    for column in table.of(Meaning.LINE):
        if contents[column.at].filled > 1 and not contents[column.at].numbered:
            table.columns[table.columns.index(column)] = Column(column.at, Meaning.NUMBER, None, column.heading)
    _settle_texts(table, contents)
    _settle_quantities(table, contents, named)
    _fill_gaps(table, contents, header)
    table.columns.sort(key=lambda column: column.at)
    return table


def _settle_texts(table: Table, contents: list[_Content]) -> None:
    """A column of words is the description, whatever it is called, where no other column is."""
    if not table.of(Meaning.DESCRIPTION):
        wordy = [column for column in table.of(*NUMBERS) if contents[column.at].wordy >= _MOST]
        if wordy:
            best = max(wordy, key=lambda column: contents[column.at].length)
            table.columns[table.columns.index(best)] = Column(best.at, Meaning.DESCRIPTION, None, best.heading)
    elif not table.of(*NUMBERS):
        for column in table.of(Meaning.DESCRIPTION):
            if contents[column.at].codes == 1:
                table.columns[table.columns.index(column)] = Column(column.at, Meaning.NUMBER, None, column.heading)


def _settle_quantities(table: Table, contents: list[_Content], named: dict[int, _Heading]) -> None:
    """One column of quantities, or several of different units; of others the one that is named most exactly."""
    columns = table.of(Meaning.QUANTITY)
    if len(columns) < 2:
        return
    filled = [column for column in columns if contents[column.at].share_of_quantities > 0]
    exact = [column for column in filled if named[column.at].exact] or filled
    exact = [column for column in exact if heading(column.heading)[0] <= _OF_COLUMNS] or exact
    units = [column for column in exact if column.unit or heading(column.heading)[1]]
    if len(units) == len(exact) and len({column.unit for column in units}) == len(units):
        kept = exact
    else:
        kept = exact if len(exact) == 1 else [column for column in exact if not (column.unit and len(exact) > 1)]
        if len(kept) > 1 and any(contents[one.at].texts != contents[kept[0].at].texts for one in kept[1:]):
            table.doubts.append(
                f"Several columns hold quantities: {', '.join(f'“{column.heading}”' for column in kept)}."
            )
            kept = []
        kept = kept[:1]
    table.columns = [column for column in table.columns if column.meaning is not Meaning.QUANTITY or column in kept]


def _fill_gaps(table: Table, contents: list[_Content], header: Row) -> None:
    """What the heading does not name and the order needs: found by what stands in the columns without a name."""
    taken = {column.at for column in table.columns}
    free = [n for n in range(len(contents)) if n not in taken]
    if not table.of(Meaning.DESCRIPTION):
        wordy = [n for n in free if contents[n].wordy >= _MOST]
        if wordy:
            best = max(wordy, key=lambda n: contents[n].length)
            free.remove(best)
            table.columns.append(Column(best, Meaning.DESCRIPTION, None, header.cell(best).text))
    for n in [n for n in free if contents[n].codes >= _MOST and contents[n].share_of_quantities < _MOST]:
        free.remove(n)
        table.columns.append(Column(n, Meaning.NUMBER, None, header.cell(n).text))
    if not table.of(Meaning.UNIT):
        units = [n for n in free if contents[n].share_of_units >= _MOST]
        for n in units[:1]:
            free.remove(n)
            table.columns.append(Column(n, Meaning.UNIT))
    if not table.of(Meaning.QUANTITY) and not table.doubts:
        counts = [n for n in free if contents[n].share_of_quantities >= _MOST]
        if len(counts) == 1 and not header.cell(counts[0]).text:
            table.columns.append(Column(counts[0], Meaning.QUANTITY))
        elif counts:
            names = [header.cell(n).text or "without a name" for n in counts]
            table.doubts.append(f"No column says that it holds quantities; numbers stand in: {', '.join(names)}.")


def unnamed_columns(rows: Sequence[Row], sheet: Sheet) -> Table | None:
    """The columns of rows that no heading names; None where they cannot be told."""
    width = max(len(row.cells) for row in rows)
    contents = [_Content(rows, n, sheet) for n in range(width)]
    usual = [n for n in range(width) if 2 * contents[n].filled >= len(rows[:_SAMPLE])]
    units = [n for n in usual if contents[n].share_of_units >= _MOST]
    money = [n for n in usual if n not in units and contents[n].money >= _MOST]
    numbers = [n for n in usual if n not in units and contents[n].known_numbers >= 0.5]
    counts = [n for n in usual if n not in {*units, *money, *numbers} and contents[n].share_of_quantities >= _MOST]
    wordy = [n for n in usual if n not in {*units, *money, *numbers, *counts} and contents[n].wordy >= 0.5]
    codes = [n for n in usual if n not in {*units, *money, *numbers, *counts, *wordy} and contents[n].codes >= _MOST]
    long = [n for n in counts if contents[n].long_numbers >= _MOST]
    if not counts or not (wordy or numbers or codes or len(counts) > len(long) > 0):
        return None
    if len(counts) == 1 and contents[counts[0]].numbered and any(contents[n].begun_with_counts >= _MOST for n in wordy):
        return None  # "1.  12 ea padlock": what the rows ask for stands in their words
    table = Table([], None)
    if len(counts) > 1 and contents[counts[0]].numbered:
        table.columns.append(Column(counts.pop(0), Meaning.LINE))
    if long and len(long) < len(counts):
        counts = [n for n in counts if n not in long]
        table.columns += [Column(n, Meaning.NUMBER) for n in long]
    if len(counts) > 1:
        beside = [n for n in counts if any(abs(n - unit) == 1 for unit in units)]
        counts = beside if len(beside) == 1 else counts
    only = contents[counts[0]] if len(counts) == 1 else None
    if only is not None and only.numbered and (only.filled > _FEW_ROWS or only.pointed):
        table.doubts.append("The only numbers count the rows; they may be no quantities.")
    elif len(counts) > 1:
        table.doubts.append("Several columns hold numbers, and none says that it holds quantities.")
    else:
        table.columns.append(Column(counts[0], Meaning.QUANTITY))
    if wordy:
        best = max(wordy, key=lambda n: contents[n].length)
        table.columns += [Column(n, Meaning.DESCRIPTION if n == best else Meaning.NOTE) for n in wordy]
    table.columns += [Column(n, Meaning.NUMBER) for n in sorted({*numbers, *codes})]
    table.columns += [Column(n, Meaning.UNIT) for n in units[:1]]
    table.columns += [Column(n, meaning) for n, meaning in zip(money, (Meaning.PRICE, Meaning.AMOUNT), strict=False)]
    table.columns.sort(key=lambda column: column.at)
    return table


class _Content:
    """What the cells of a column are, as shares of those that hold something."""

    def __init__(self, rows: Sequence[Row], column: int, sheet: Sheet) -> None:
        self.texts = [text for row in rows[:_SAMPLE] if (text := row.cell(column).text)]
        self.filled = len(self.texts)
        self._sheet = sheet
        self.share_of_quantities = self._share(self._is_count)
        self.share_of_units = self._share(self._is_unit)
        self.money = self._share(lambda text: number_of(text, sheet.decimals) is not None and text[-3:-2] in set(".,"))
        self.known_numbers = self._share(lambda text: len(text) > 2 and sheet.context.is_number(text))
        self.long_numbers = self._share(lambda text: text.isdigit() and len(text) >= _LONG)
        self.codes = self._share(lambda text: len(text.split()) == 1 and any(c.isdigit() for c in text))
        self.wordy = self._share(lambda text: sum(c.isalpha() for c in text) > 2 and not self._is_count(text))
        self.begun_with_counts = self._share(lambda text: len(text.split()) > 1 and self._is_count(text.split()[0]))
        self.length = sum(map(len, self.texts))

    def _share(self, holds: object) -> float:
        assert callable(holds)
        return sum(bool(holds(text)) for text in self.texts) / self.filled if self.filled else 0.0

    def _is_unit(self, text: str) -> bool:
        # "CL 40 CONN" is a product.
        short = len(text) < _LONGEST_UNIT and (len(text.split()) <= _WORDS_OF_A_UNIT or "(" in text)
        return short and unit_code_of(text, self._sheet.units) is not None

    def _is_count(self, text: str) -> bool:
        found = quantity_of(text, self._sheet.decimals, self._sheet.units)
        return found is not None and found.amount <= _LARGEST_COUNT and not (text[0] == "0" and text[1:2].isdigit())

    @property
    def pointed(self) -> bool:
        """Whether a point or a bracket stands behind every cell, as behind the numbers of a list: 1., 2., 3."""
        return all(text.endswith((".", ")")) for text in self.texts)

    @property
    def numbered(self) -> bool:
        """Whether the cells count the rows: 1, 2, 3, or 10, 20, 30, also with a point or a bracket behind each."""
        read = [number_of(text.rstrip(".)"), self._sheet.decimals) for text in self.texts]
        numbers = [number for number in read if number is not None]
        if 2 * len(numbers) < len(read) or not numbers or numbers[0] not in (1, 10, 100):
            return False
        steps = {other - one for one, other in pairwise(numbers)}
        return steps <= {numbers[0]} or steps <= {Decimal(1)}

    def fit(self, meaning: Meaning) -> float:
        """How well a meaning fits what stands in the column, where its heading leaves a choice."""
        numeric = self._share(lambda text: number_of(text, self._sheet.decimals) is not None)
        if not self.filled:
            return 0.0
        if meaning is Meaning.QUANTITY:
            return self.share_of_quantities - 0.5 * self.money - 0.6 * self.numbered
        if meaning is Meaning.UNIT:
            return 2 * self.share_of_units - numeric
        if meaning in (Meaning.PRICE, Meaning.AMOUNT):
            return 0.8 * numeric + 0.2 * self.money
        if meaning is Meaning.LINE:
            return 0.6 * numeric + 0.5 * self.numbered
        if meaning is Meaning.DESCRIPTION:
            return self.wordy
        if meaning in NUMBERS:
            return 0.9 * max(self.codes, self.known_numbers)
        if meaning is Meaning.DATE:
            today, day_first = self._sheet.context.today, self._sheet.context.day_first
            return self._share(lambda text: bool(dates_in(text, 0, today, day_first)))
        return 0.3


def is_words(text: str) -> bool:
    """Whether a cell says something in words."""
    return any(any(c.isalpha() for c in word.text) and len(word.text) > 1 for word in words_in(text))
