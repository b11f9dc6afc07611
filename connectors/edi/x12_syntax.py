"""The syntax of X12: interchanges, groups and transactions, by the delimiters that each interchange names itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.edi.codes import whole
from connectors.edi.faults import MOST_MESSAGES, MOST_SEGMENTS, EdiFault, EdiRejected, FaultLevel

_ISA_ELEMENTS = 16
_LONGEST_ISA = 200
_SPACES = " \t\r\n\u00a0\ufeff"


@dataclass(frozen=True)
class Segment:
    """One segment. ``elements`` begin with element 1; ``position`` counts from 1 at ST and is 0 in the envelope."""

    name: str
    elements: tuple[str, ...]
    start: int
    end: int
    position: int = 0

    def get(self, number: int) -> str:
        """An element by its number, empty where it is not given."""
        return self.elements[number - 1] if number <= len(self.elements) else ""


@dataclass
class Transaction:
    """A transaction set with its segments from ST to SE. ``faults`` are what keeps it from being read."""

    set_id: str
    control: str
    segments: list[Segment]
    faults: list[EdiFault] = field(default_factory=list)
    noted: list[EdiFault] = field(default_factory=list)


@dataclass
class Group:
    """A functional group; ``stated`` is how many transactions GE says there are."""

    header: Segment
    transactions: list[Transaction] = field(default_factory=list)
    stated: int | None = None
    noted: list[EdiFault] = field(default_factory=list)


@dataclass
class Interchange:
    """An interchange; ``noted`` are faults of its envelope."""

    header: Segment
    groups: list[Group] = field(default_factory=list)
    noted: list[EdiFault] = field(default_factory=list)
    end: int = 0


def interchanges(text: str) -> Iterator[Interchange]:
    """Every interchange of a text.

    Raises:
        EdiRejected: it does not begin with an ISA that can be read, or something stands between interchanges.
    """
    position = _skip(text, 0)
    while position < len(text):
        interchange, position = _interchange(text, position)
        yield interchange
        position = _skip(text, position)


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SPACES:
        position += 1
    return position


def _envelope(segment: str, sentence: str, code: str, level: FaultLevel = FaultLevel.INTERCHANGE) -> EdiFault:
    return EdiFault(level=level, segment=segment, sentence=sentence, code=code)


def _header(text: str, start: int) -> tuple[Segment, str, str, list[EdiFault]]:
    """The ISA that stands at ``start``, with the terminator, the component separator and what is noted of it."""
    if text[start : start + 3] != "ISA":
        raise EdiRejected(_envelope("ISA", "Segment ISA is missing: an X12 interchange begins with it.", "024"))
    separator = text[start + 3 : start + 4]
    if not separator or separator.isalnum() or separator in _SPACES:
        raise EdiRejected(_envelope("ISA", "Segment ISA names no element separator after its name.", "026"))
    at, marks = start + 3, [start + 3]
    while len(marks) < _ISA_ELEMENTS:
        at = text.find(separator, at + 1, start + _LONGEST_ISA)
        if at < 0:
            sentence = f"Segment ISA has {len(marks)} elements; it must have {_ISA_ELEMENTS}."
            raise EdiRejected(_envelope("ISA", sentence, "022"))
        marks.append(at)
    component, terminator = text[at + 1 : at + 2], text[at + 2 : at + 3]
    end, noted = at + 2, []
    if not terminator or terminator.isalnum():
        component, terminator, end = "", component, at + 1
        noted.append(_envelope("ISA", "Segment ISA, element 16: the component separator is missing.", "027"))
    if not terminator or terminator.isalnum() or terminator in (separator, component):
        raise EdiRejected(_envelope("ISA", "Segment ISA is not followed by a segment terminator.", "004"))
    elements = tuple(text[one + 1 : other] for one, other in zip(marks, [*marks[1:], at + 2], strict=True))
    return Segment("ISA", tuple(e.strip(_SPACES) for e in elements), start, end), terminator, component, noted


def _segments(text: str, start: int, separator: str, terminator: str, component: str) -> Iterator[Segment]:
    """The segments from ``start`` on, up to and with IEA, or to the end of the text."""
    position, count = _skip(text, start), 0
    while position < len(text):
        count += 1
        if count > MOST_SEGMENTS:
            raise EdiRejected(_envelope("ISA", f"The interchange has more than {MOST_SEGMENTS} segments.", "022"))
        found = text.find(terminator, position)
        after = len(text) if found < 0 else found
        raw = text[position:after].rstrip(_SPACES)
        if raw:
            name, *elements = raw.split(separator)
            clean = tuple(e.rstrip(component) if component else e for e in elements)
            yield Segment(name, tuple(e.strip(_SPACES) for e in clean), position, position + len(raw))
            if name == "IEA":
                return
        position = _skip(text, after + 1)


def _interchange(text: str, start: int) -> tuple[Interchange, int]:
    """One interchange and where it ends."""
    header, terminator, component, noted = _header(text, start)
    reading = _Reading(Interchange(header, noted=noted, end=header.end))
    separator = text[start + 3]
    for segment in _segments(text, header.end + len(terminator), separator, terminator, component):
        reading.take(segment)
    reading.close()
    end = reading.interchange.end
    return reading.interchange, min(len(text), end + 1 if text[end : end + 1] == terminator else end)


class _Reading:
    """An interchange as its segments come in."""

    def __init__(self, interchange: Interchange) -> None:
        self.interchange = interchange
        self._group: Group | None = None
        self._open: Transaction | None = None
        self._closed = False
        self._controls: set[str] = set()
        self._count = 0

    def take(self, segment: Segment) -> None:
        self.interchange.end = segment.end
        if self._open is not None and segment.name not in ("ST", "GE", "GS", "IEA"):
            inside = Segment(segment.name, segment.elements, segment.start, segment.end, len(self._open.segments) + 1)
            self._open.segments.append(inside)
            if segment.name == "SE":
                self._end_transaction(inside)
            return
        step = {"GS": self._begin_group, "GE": self._end_group, "ST": self._begin_transaction, "IEA": self._end}
        if segment.name in step:
            step[segment.name](segment)
        elif segment.name == "TA1" and self._group is None:
            return  # the partner's word on an interchange of ours: nothing of an order
        elif segment.name == "ISA":
            raise EdiRejected(_envelope("IEA", "Segment IEA is missing before the next ISA.", "023"))
        else:
            sentence = f"Segment {segment.name[:12]} stands outside of a transaction."
            raise EdiRejected(_envelope(segment.name[:12], sentence, "024"))

    def close(self) -> None:
        """The text is over."""
        self._leave_transaction()
        if self._group is not None:
            self._group.noted.append(_envelope("GE", "Segment GE is missing: the group is cut off.", "3", _GROUP))
        if not self._closed:
            sentence = "Segment IEA is missing: the interchange is cut off, and something may be lost."
            self.interchange.noted.append(_envelope("IEA", sentence, "023"))

    def _begin_group(self, segment: Segment) -> None:
        self._leave_transaction()
        if self._group is not None:
            self._group.noted.append(_envelope("GE", "Segment GE is missing before the next GS.", "3", _GROUP))
        self._group = Group(segment)
        self._controls = set()
        self.interchange.groups.append(self._group)

    def _begin_transaction(self, segment: Segment) -> None:
        self._leave_transaction()
        if self._group is None:
            raise EdiRejected(_envelope("GS", "Segment GS is missing: ST stands outside of a group.", "024"))
        first = Segment(segment.name, segment.elements, segment.start, segment.end, 1)
        self._open = Transaction(segment.get(1), segment.get(2), [first])
        if self._open.control in self._controls:
            sentence = f"Segment ST, element 2: the group has another transaction {self._open.control[:20]}."
            self._open.noted.append(_fault(sentence, "23", first, 2))
        self._controls.add(self._open.control)
        self._count += 1
        if self._count > MOST_MESSAGES:
            raise EdiRejected(_envelope("ST", f"The interchange has more than {MOST_MESSAGES} transactions.", "022"))
        self._group.transactions.append(self._open)

    def _leave_transaction(self) -> None:
        if self._open is not None:
            sentence = f"Segment SE is missing: transaction {self._open.control[:20]} is cut off."
            self._open.faults.append(_envelope("SE", sentence, "2", FaultLevel.MESSAGE))
            self._open = None

    def _end_transaction(self, segment: Segment) -> None:
        transaction = self._open
        assert transaction is not None
        actual, stated = len(transaction.segments), segment.get(1)
        if whole(stated) != actual:
            sentence = f"Segment SE, element 1: “{stated[:20]}” segments are stated, and there are {actual}."
            transaction.faults.append(_fault(sentence, "4", segment, 1))
        if segment.get(2) != transaction.control:
            sentence = (
                f"Segment SE, element 2: control number “{segment.get(2)[:20]}” is not that of ST, "
                f"“{transaction.control[:20]}”."
            )
            transaction.faults.append(_fault(sentence, "3", segment, 2))
        self._open = None

    def _end_group(self, segment: Segment) -> None:
        self._leave_transaction()
        group = self._group
        if group is None:
            raise EdiRejected(_envelope("GE", "Segment GE stands outside of a group.", "024"))
        group.stated = whole(segment.get(1))
        if group.stated != len(group.transactions):
            sentence = (
                f"Segment GE, element 1: “{segment.get(1)[:20]}” transactions are stated, "
                f"and there are {len(group.transactions)}."
            )
            group.noted.append(_envelope("GE", sentence, "5", _GROUP))
        if segment.get(2) != group.header.get(6):
            sentence = f"Segment GE, element 2: control number “{segment.get(2)[:20]}” is not that of GS."
            group.noted.append(_envelope("GE", sentence, "4", _GROUP))
        self._group = None

    def _end(self, segment: Segment) -> None:
        self._leave_transaction()
        if self._group is not None:
            self._group.noted.append(_envelope("GE", "Segment GE is missing before IEA.", "3", _GROUP))
            self._group = None
        groups = len(self.interchange.groups)
        if whole(segment.get(1)) != groups:
            sentence = f"Segment IEA, element 1: “{segment.get(1)[:20]}” groups are stated, and there are {groups}."
            self.interchange.noted.append(_envelope("IEA", sentence, "021"))
        control = self.interchange.header.get(13)
        if segment.get(2) != control:
            sentence = (
                f"Segment IEA, element 2: control number “{segment.get(2)[:20]}” is not that of ISA, “{control[:20]}”."
            )
            self.interchange.noted.append(_envelope("IEA", sentence, "001"))
        self._closed = True


_GROUP = FaultLevel.GROUP


def _fault(sentence: str, code: str, segment: Segment, element: int) -> EdiFault:
    return EdiFault(
        level=FaultLevel.MESSAGE,
        segment=segment.name,
        sentence=sentence,
        code=code,
        position=segment.position,
        element=element,
        value=segment.get(element)[:99],
    )
