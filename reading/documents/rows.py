"""What each row of a table is: a line that is ordered, one left blank, more of the line above, a heading, a total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from reading.documents.columns import NUMBERS, Table, is_words
from reading.documents.context import Sheet
from reading.documents.grid import Row
from reading.documents.values import quantity_of
from reading.documents.words import Meaning, every_language, heading, is_currency, label_at, words_in

_TOTALS = frozenset({Meaning.TOTAL, Meaning.TAX, Meaning.TOTAL_QUANTITY, Meaning.TOTAL_LINES})
_LABELS = frozenset(Meaning) - {Meaning.NUMBER, Meaning.DESCRIPTION, Meaning.QUANTITY, Meaning.UNIT, Meaning.LINE}
_NOT_ORDERED = frozenset({"-", "--", "–", "—", "n/a", "na", "nil", "none", "/", "."})
_SENTENCE = 8
_LONGEST_LABEL = 100
_HEADER_REPEATS = 0.6


class RowKind(Enum):
    """What a row of a table is."""

    ORDERED = "ordered"
    BLANK = "blank"
    MORE = "more"
    HEADING = "heading"
    TOTAL = "total"
    NOTE = "note"
    HEADER = "header"


@dataclass
class KnownRow:
    """A row with what it is; ``more`` are rows that go on with it."""

    row: Row
    kind: RowKind
    more: list[Row] = field(default_factory=list)


def known_rows(table: Table) -> list[KnownRow]:
    """The rows of a table, each with what it is, wrapped rows put to the line they go on with."""
    known = [KnownRow(row, _kind(row, table)) for row in table.rows]
    last = max((n for n, one in enumerate(known) if one.kind in (RowKind.ORDERED, RowKind.BLANK)), default=-1)
    _settle_words(known, last, table)
    return _joined(known, table)


def _kind(row: Row, table: Table) -> RowKind:
    if _repeats(row, table):
        return RowKind.HEADER
    if is_total(row):
        return RowKind.TOTAL
    texts = [row.cell(c.at).text for c in table.of(Meaning.DESCRIPTION, *NUMBERS)]
    said = any(any(c.isalnum() for c in text) for text in texts)
    counts = [row.cell(column.at).text for column in table.of(Meaning.QUANTITY)]
    if said and any(counts):
        first = next((n for n in row.filled), 0)
        if len(row.filled) > 1 or not _is_labelled(row.cells[first].text):
            return RowKind.ORDERED
    if len(row.filled) == 1:
        text = row.cells[row.filled[0]].text
        if _is_labelled(text) or len(text.split()) >= _SENTENCE or text[-1] in "!?":
            return RowKind.NOTE
        if row.filled[0] in [column.at for column in table.of(Meaning.DESCRIPTION)]:
            return RowKind.MORE
        if not is_words(text):
            return RowKind.BLANK if said else RowKind.NOTE
        return RowKind.HEADING
    if not said:
        return RowKind.NOTE
    return RowKind.NOTE if _is_labelled(row.cells[row.filled[0]].text) else RowKind.BLANK


def _repeats(row: Row, table: Table) -> bool:
    """Whether a row is the table's heading again, as on every page."""
    if table.header is None:
        return False
    titles = {cell.text.casefold() for cell in table.header.cells if cell.text}
    same = sum(row.cells[n].text.casefold() in titles for n in row.filled)
    return same >= 2 and same >= _HEADER_REPEATS * len(row.filled)


def is_total(row: Row) -> bool:
    """Whether a row adds up: words for a total, and nothing else but numbers."""
    labelled = False
    for n in row.filled:
        if len(row.cells[n].text) > _LONGEST_LABEL:
            return False
        words = [word for word in words_in(row.cells[n].text) if not is_currency(word.text)]
        if not any(c.isalpha() for word in words for c in word.text):
            continue
        label = label_at(words)
        units = every_language().units
        if label is not None and label.meanings & _TOTALS:
            rest = words[label.words :]
            if all(not any(c.isalpha() for c in word.text) or word.text in units for word in rest):
                labelled = True
                continue
        if not (heading(row.cells[n].text)[0] or all(word.text in units for word in words)):
            return False
    return labelled


def _is_labelled(text: str) -> bool:
    """Whether a cell begins with a label and a colon: ``Note: ...``, ``Ship to: ...``."""
    label = label_at(words_in(text[:_LONGEST_LABEL]))
    return bool(label and label.meanings & _LABELS and text[label.end :].lstrip(" .#")[:1] == ":")


def _settle_words(known: list[KnownRow], last: int, table: Table) -> None:
    """What a row of nothing but words is: more of the line above it, a line without a quantity, or a heading."""
    always = _always_filled(known, table)
    across = [one for one in known if one.kind is RowKind.MORE and len(one.row.cells) == 1]
    is_form = len(across) > max(2, sum(one.kind is RowKind.ORDERED for one in known))
    for n, one in enumerate(known):
        if one.kind is not RowKind.MORE:
            continue
        text = one.row.cells[one.row.filled[0]].text
        if len(one.row.cells) == 1 and n + 1 < len(known) and known[n + 1].kind is RowKind.HEADER:
            one.kind = RowKind.HEADING
        elif always and len(one.row.cells) == 1:
            one.kind = RowKind.BLANK if is_form else RowKind.HEADING if n < last else RowKind.NOTE
        elif always:
            one.kind = RowKind.MORE if n <= last + _rows_behind(known, last) else RowKind.NOTE
        elif _is_courtesy(text):
            one.kind = RowKind.NOTE
        elif _is_heading(text):
            one.kind = RowKind.HEADING if n < last else RowKind.NOTE
        elif n and (text[0].islower() or text[0] in "(/,+&") and _begin_large(known):
            one.kind = RowKind.MORE
        else:
            one.kind = RowKind.BLANK
    for one in known[last + 1 :]:
        if one.kind is RowKind.HEADING:
            one.kind = RowKind.NOTE


def _always_filled(known: list[KnownRow], table: Table) -> bool:
    """Whether every ordered row fills a column beside description and quantity, which a wrapped row leaves empty."""
    ordered = [one.row for one in known if one.kind is RowKind.ORDERED]
    others = [c.at for c in table.columns if c.meaning not in (Meaning.DESCRIPTION, Meaning.QUANTITY)]
    return bool(ordered) and any(all(row.cell(at).text for row in ordered) for at in others)


def _rows_behind(known: list[KnownRow], last: int) -> int:
    """How many rows right behind the last line can go on with it."""
    count = 0
    for one in known[last + 1 :]:
        if one.kind is not RowKind.MORE or len(one.row.cells) == 1:
            break
        count += 1
    return count


def _begin_large(known: list[KnownRow]) -> bool:
    """Whether lines begin with a capital letter or a digit, so that a small letter goes on with the one above."""
    firsts = [one.row.cells[one.row.filled[0]].text[0] for one in known if one.kind is RowKind.ORDERED]
    return all(not first.islower() for first in firsts)


def _is_heading(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return text.endswith(":") or (len(letters) > 2 and text.isupper() and not any(c.isdigit() for c in text))


def _is_courtesy(text: str) -> bool:
    words = words_in(text[:_LONGEST_LABEL])
    return bool(words) and all(every_language().has("courtesy", word.text) for word in words)


def _joined(known: list[KnownRow], table: Table) -> list[KnownRow]:
    """Wrapped rows put to their lines: to the one above, or where lines stand in the middle of their words, around."""
    described = [column.at for column in table.of(Meaning.DESCRIPTION)]
    joined: list[KnownRow] = []
    waiting: list[Row] = []
    for one in known:
        if one.kind is RowKind.MORE:
            waiting.append(one.row)
            continue
        bare = one.kind is RowKind.ORDERED and not any(one.row.cell(at).text for at in described)
        above = joined[-1] if joined and joined[-1].kind in (RowKind.ORDERED, RowKind.BLANK) else None
        back = len(waiting)
        if bare and waiting:
            back = 0 if above is None else len(waiting) // 2 if _is_bare(above, described) else len(waiting) - 1
        if above is not None:
            above.more += waiting[:back]
        else:
            joined += [KnownRow(row, RowKind.NOTE) for row in waiting[:back]]
        one.more += waiting[back:]
        waiting = []
        joined.append(one)
    if joined and joined[-1].kind in (RowKind.ORDERED, RowKind.BLANK):
        joined[-1].more += waiting
    else:
        joined += [KnownRow(row, RowKind.NOTE) for row in waiting]
    return joined


def _is_bare(one: KnownRow, described: Sequence[int]) -> bool:
    return not any(one.row.cell(at).text for at in described)


def is_left_out(text: str, sheet: Sheet) -> bool:
    """Whether what stands as a quantity says that nothing is ordered: 0, a dash, a word for no."""
    folded = text.casefold().strip()
    if folded in _NOT_ORDERED or every_language().has("negation", folded):
        return True
    found = quantity_of(text, sheet.decimals, sheet.units)
    return found is not None and found.amount == 0
