"""What stands around the table of a document: its order number, dates, parties, and words for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reading.documents.columns import is_words
from reading.documents.context import Sheet
from reading.documents.grid import Cell, Row
from reading.documents.rows import is_total
from reading.documents.values import dates_in, number_of
from reading.documents.words import Label, Meaning, WordAt, every_language, heading, label_at, words_in
from reading.order_documents import DocumentKind, Found, FoundDate, Party, PartyRole

_ROLES = {
    Meaning.SHIP_TO: PartyRole.SHIP_TO,
    Meaning.BILL_TO: PartyRole.BILL_TO,
    Meaning.BUYER: PartyRole.BUYER,
    Meaning.SUPPLIER: PartyRole.SUPPLIER,
    Meaning.ACCOUNT: PartyRole.BUYER,
}
_KINDS = {
    Meaning.CHANGE: DocumentKind.CHANGE,
    Meaning.CANCELLATION: DocumentKind.CANCELLATION,
    Meaning.OTHER: DocumentKind.OTHER,
}
_NUMBER_WORDS = frozenset({"no", "nr", "n°", "num", "number", "numero", "nummer", "#", "nro", "id"})
_PO_VALUE = re.compile(r"[\s:.#-]*([^\W_][\w./-]{0,38}[^\W_]|\d)(?=$|[\s,;()|])")
_BEHIND_PO = re.compile(r"\s*(?:$|[-–—,;()|/]|rev)", re.IGNORECASE)
_OF_A_DAY = re.compile(r"\s+[^\W\d]{1,7}\s+(?=\d)")  # "UC-26/0311 del 03/03/2026"
_MORE_OF_A_PAGE = re.compile(r"\b(?:of|von|de|sur|page|seite|página)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_TITLE_ROWS = 8
_ADDRESS_ROWS = 5
_NAME_WORDS = 12
_MOST_NOTES = 40
_LONGEST_LABELLED = 400
_LONGEST_TERM = 20
_FURNITURE = re.compile(r"[\w.+-]+@[\w.-]+|(?:https?://|www\.)\S+|\W*\d+\s*(?:/|of|von|de|sur)\s*\d+\W*|[\W_\d]*")


@dataclass
class Head:
    """What was found around a table.

    ``named`` are dates that a label says are asked for, ``loose`` the others; ``places`` are known ones with no label.
    """

    kind: DocumentKind = DocumentKind.ORDER
    po_number: Found | None = None
    named: list[FoundDate] = field(default_factory=list)
    loose: list[FoundDate] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    places: list[Party] = field(default_factory=list)
    notes: list[Found] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    may_order: bool = False


def read_head(rows: Sequence[Row], below: Sequence[Row], sheet: Sheet, is_named: bool) -> Head:
    """Read the rows above a table and those below it; ``is_named`` says that its columns have headings.

    Beside a table without headings what has a number in it may be one more thing that is ordered.
    """
    head = Head(may_order=not is_named)
    for row in rows[:_TITLE_ROWS]:
        _read_title(row, head)
    for part, is_above in ((rows, True), (below, False)):
        used: set[int] = set()
        for n, row in enumerate(part):
            if is_total(row):
                head.totals.append(row)
                continue
            for column in row.filled:
                if row.cells[column].start not in used:
                    _read_cell(part, n, column, sheet, head, used, is_above)
    return head


def _read_title(row: Row, head: Head) -> None:
    """What kind of document it says it is."""
    for cell in row.cells:
        words = words_in(cell.text[:_LONGEST_LABELLED])
        for at in range(min(len(words), _NAME_WORDS)):
            label = label_at(words, at)
            kind = next((_KINDS[meaning] for meaning in _KINDS if label and meaning in label.meanings), None)
            if kind is None or label is None:
                continue
            alone = at == 0 and len(words) - label.words <= 2 and cell.text[label.end :].lstrip()[:1] != ":"
            if (alone or kind is not DocumentKind.OTHER) and head.kind is DocumentKind.ORDER:
                head.kind = kind


def _read_cell(
    rows: Sequence[Row], at: int, column: int, sheet: Sheet, head: Head, used: set[int], is_above: bool
) -> None:
    cell = rows[at].cells[column]
    words = words_in(cell.text[:_LONGEST_LABELLED])
    found = False
    n = 0
    while n < len(words):
        label = label_at(words, n)
        if label is None or (head.po_number and cell.start + words[n].start < head.po_number.end <= cell.end):
            n += 1
            continue
        values = _Values(rows, at, column, cell, label)
        if _read_label(n == 0, label, values, sheet, head, used):
            found = True
        n += label.words
    if not found:
        _read_rest(cell, words, sheet, head, is_above)


@dataclass(frozen=True)
class _Values:
    """Where the value of a label can stand: behind it in its cell, in the next cell, or in the cell below."""

    rows: Sequence[Row]
    at: int
    column: int
    cell: Cell
    label: Label

    @property
    def behind(self) -> Cell:
        """What stands behind the label in its own cell."""
        text = self.cell.text[self.label.end : self.label.end + _LONGEST_LABELLED]
        lead = len(text) - len(text.lstrip(" \t:#.-–—"))
        start = self.cell.start + self.label.end + lead
        return Cell(text[lead:].rstrip(), start, start + len(text[lead:].rstrip()))

    @property
    def is_marked(self) -> bool:
        """Whether a colon stands behind the label."""
        return self.cell.text[self.label.end :].lstrip(" .#)")[:1] == ":"

    def beside(self) -> list[Cell]:
        """The next cell of the row, then the one below."""
        row = self.rows[self.at]
        following = next((row.cells[n] for n in row.filled if n > self.column), None)
        cells = [following] if following is not None and not _is_label(following.text) else []
        if self.at + 1 < len(self.rows):
            below = self.rows[self.at + 1].cell(self.column)
            cells += [below] if below.text else []
        return cells


def _is_label(text: str) -> bool:
    """Whether a cell is a label and nothing else."""
    words = words_in(text[:_LONGEST_LABELLED])
    label = label_at(words)
    return label is not None and label.words == len(words)


def _read_label(is_first: bool, label: Label, values: _Values, sheet: Sheet, head: Head, used: set[int]) -> bool:
    meanings = label.meanings
    if Meaning.PO in meanings and _read_po(values, sheet, head, used):
        return True
    if Meaning.DELIVERY_DATE in meanings and _read_date(values, sheet, head, head.named, used, is_first):
        return True
    if Meaning.ORDER_DATE in meanings and is_first:
        made: list[FoundDate] = []
        if _read_date(values, sheet, head, made, used, is_first):
            # An order is not made on a day to come: then it is the day that is asked for, where none is named.
            head.loose += [found for found in made if found.value > sheet.context.today]
            return True
    if is_first and (Meaning.NOTE in meanings or Meaning.IGNORED in meanings) and values.is_marked:
        behind = values.behind if values.behind.text else next(iter(values.beside()), values.behind)
        used.add(behind.start)
        if behind.text and (Meaning.NOTE in meanings or len(behind.text.split()) > _NAME_WORDS):
            _note(behind, head)
        return True
    if (
        is_first
        and Meaning.IGNORED in meanings
        and not any(c.isalpha() for c in _MORE_OF_A_PAGE.sub("", values.behind.text))
    ):
        return True
    role = next((_ROLES[meaning] for meaning in _ROLES if meaning in meanings), None)
    if role is None and Meaning.DELIVERY_DATE in meanings and (values.is_marked or not values.behind.text):
        role = PartyRole.SHIP_TO  # no date stands there, so it says where
    return is_first and role is not None and _read_party(role, values, head, used, is_id=Meaning.ACCOUNT in meanings)


def _read_po(values: _Values, sheet: Sheet, head: Head, used: set[int]) -> bool:
    candidates = [values.behind] if values.behind.text else values.beside()
    for cell in candidates:
        words = words_in(cell.text)
        skip = words[0].end if words and words[0].text in _NUMBER_WORDS else 0
        found = _PO_VALUE.match(cell.text, skip)
        if not found or not any(c.isdigit() for c in found[1]):
            continue
        is_date = dates_in(found[1], 0, sheet.context.today, sheet.context.day_first)
        if is_date or not (_BEHIND_PO.match(cell.text, found.end()) or _is_dated(cell.text, found.end(), sheet)):
            continue
        number = Found(text=found[1], start=cell.start + found.start(1), end=cell.start + found.end(1))
        if head.po_number is None:
            head.po_number = number
        elif _letters(head.po_number.text) != _letters(number.text):
            head.doubts.append(f"Two order numbers are named: {head.po_number.text} and {number.text}.")
        if cell.start != values.behind.start:
            used.add(cell.start)
        return True
    return False


def _is_dated(text: str, at: int, sheet: Sheet) -> bool:
    """Whether a day stands behind a number, with the one word that says so."""
    behind = _OF_A_DAY.match(text, at)
    if behind is None:
        return False
    days = dates_in(text[behind.end() :], 0, sheet.context.today, sheet.context.day_first)
    return bool(days) and days[0][0].start == 0


def _letters(number: str) -> str:
    return "".join(c for c in number.casefold() if c.isalnum())


def _read_date(
    values: _Values, sheet: Sheet, head: Head, into: list[FoundDate], used: set[int], is_first: bool
) -> bool:
    """A date beside its label."""
    cells = [values.behind] if values.behind.text else values.beside() if is_first else []
    for cell in cells:
        dates = dates_in(cell.text, cell.start, sheet.context.today, sheet.context.day_first)
        if not dates:
            continue
        _remember(dates[0][0], dates[0][2], into, head)
        if cell.start != values.behind.start:
            used.add(cell.start)
        return True
    return False


def _remember(found: FoundDate, odd: str | None, into: list[FoundDate], head: Head) -> None:
    if len(into) < _MOST_NOTES and all(found.value != known.value for known in into):
        into.append(found)
    if odd and odd not in head.doubts[:_MOST_NOTES]:
        head.doubts.append(odd)


def _read_party(role: PartyRole, values: _Values, head: Head, used: set[int], is_id: bool) -> bool:
    behind = values.behind
    if behind.text:
        if not (values.is_marked or values.label.words > 1):
            return False
        cells = [behind]
    else:
        beside = values.beside()
        if not beside:
            return False
        cells = [beside[0]]
        if beside[0] not in [values.rows[values.at].cells[n] for n in values.rows[values.at].filled]:
            cells = _block(values)
        used.update(cell.start for cell in cells)
    if not cells or not any(c.isalnum() for c in cells[0].text):
        return True
    name, _, address = cells[0].text.partition(",")
    lines = [address.strip(), *(cell.text for cell in cells[1:])]
    party = Party(
        role=role,
        ids=(cells[0].text,) if is_id else (),
        name="" if is_id else name.strip(),
        address=", ".join(line for line in lines if line),
        start=cells[0].start,
        end=cells[-1].end,
    )
    head.parties.append(party)
    return True


def _block(values: _Values) -> list[Cell]:
    """The lines of an address below its label, up to the next label."""
    cells: list[Cell] = []
    for row in values.rows[values.at + 1 : values.at + 1 + _ADDRESS_ROWS]:
        cell = row.cell(values.column)
        words = words_in(cell.text)
        label = label_at(words[:_NAME_WORDS])
        if not cell.text or (label and (cell.text[label.end :].lstrip()[:1] == ":" or label.words == len(words))):
            break
        cells.append(cell)
    return cells


def _read_rest(cell: Cell, words: Sequence[WordAt], sheet: Sheet, head: Head, is_above: bool) -> None:
    """A cell that no label explains: a date, a name, or words for a person."""
    dates = dates_in(cell.text, cell.start, sheet.context.today, sheet.context.day_first)
    if len(dates) == 1 and len(words) <= _NAME_WORDS and is_above:
        found, with_day, odd = dates[0]
        others = [word for word in words if not found.start <= cell.start + word.start < found.end]
        courtesy = all(every_language().has("courtesy", word.text) for word in others)
        has_digits = any(c.isdigit() for c in cell.text[found.start - cell.start : found.end - cell.start])
        if (with_day and (has_digits or courtesy)) or (has_digits and found.value > sheet.context.today and courtesy):
            _remember(found, odd, head.loose, head)
            return
    if not is_words(cell.text) or _FURNITURE.fullmatch(cell.text) or number_of(cell.text, sheet.decimals) is not None:
        return
    if _is_title(words) or (heading(cell.text)[2] and len(words) <= 3):
        return
    if sheet.context.is_place(cell.text):
        head.places.append(Party(role=PartyRole.SHIP_TO, name=cell.text, start=cell.start, end=cell.end))
    elif is_above and _is_name(cell, words, sheet, head.may_order):
        name, _, address = cell.text.partition(",")
        other = Party(role=PartyRole.OTHER, name=name.strip(), address=address.strip(), start=cell.start, end=cell.end)
        head.parties.append(other)
    else:
        _note(cell, head)


def _is_name(cell: Cell, words: Sequence[WordAt], sheet: Sheet, may_order: bool) -> bool:
    """Whether a cell is a name or an address, and not words for a person or something that is ordered."""
    if len(cell.text.split()) > _NAME_WORDS or cell.text[-1] in "!?":
        return False
    counted = any(one.text.isdigit() and other.text in sheet.units.units for one, other in pairwise(words))
    return not counted and not (may_order and any(c.isdigit() for c in cell.text))


def _is_title(words: Sequence[WordAt]) -> bool:
    label = label_at(words)
    title = {Meaning.PO, Meaning.CHANGE, Meaning.CANCELLATION, Meaning.OTHER, Meaning.QUANTITY}
    return bool(label and label.words == len(words) and label.meanings & title)


def _note(cell: Cell, head: Head) -> None:
    """Keep words for a person, without the sentences that say nothing but terms of business or thanks."""
    at = 0
    for sentence in _SENTENCE_END.split(cell.text):
        start = cell.text.index(sentence, at)
        at = start + len(sentence)
        if len(head.notes) < _MOST_NOTES and is_words(sentence) and not _says_nothing(sentence):
            head.notes.append(Found(text=sentence, start=cell.start + start, end=cell.start + at))


def _says_nothing(sentence: str) -> bool:
    if len(sentence) > _LONGEST_LABELLED:
        return False
    words = words_in(sentence)
    if all(every_language().has("courtesy", word.text) for word in words):
        return True
    labels = (label_at(words, n) for n in range(len(words)))
    return len(words) <= _LONGEST_TERM and any(label and Meaning.TERMS in label.meanings for label in labels)
