"""The syntax of EDIFACT: interchanges, groups and messages, by the service characters of UNA or the usual ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.edi.codes import whole
from connectors.edi.faults import MOST_MESSAGES, MOST_SEGMENTS, EdiFault, EdiRejected, FaultLevel

MISSING, INVALID_VALUE, NOT_HERE, MISMATCH, MISCOUNT, OUTSIDE = "13", "12", "15", "28", "29", "33"
_UNA = 9
_SPACES = " \t\r\n\u00a0\ufeff"
_SHOWN = 40


@dataclass(frozen=True)
class Segment:
    """One segment; elements are lists of components. ``position`` counts from 1 at UNH and is 0 in the envelope."""

    name: str
    elements: tuple[tuple[str, ...], ...]
    start: int
    end: int
    position: int = 0

    def get(self, element: int, component: int = 1) -> str:
        """A component by the number of its element and its own, empty where it is not given."""
        parts = self.elements[element - 1] if element <= len(self.elements) else ()
        return parts[component - 1].strip(_SPACES) if component <= len(parts) else ""

    def written(self) -> str:
        """The segment as it is written, without release characters."""
        return "+".join((self.name, *(":".join(parts) for parts in self.elements)))


@dataclass
class Message:
    """A message with its segments from UNH to UNT. ``faults`` are what keeps it from being read."""

    segments: list[Segment]
    faults: list[EdiFault] = field(default_factory=list)

    @property
    def control(self) -> str:
        """Its reference number."""
        return self.segments[0].get(1)


@dataclass
class Group:
    """A group of messages; ``header`` is UNG where there is one."""

    header: Segment | None = None
    messages: list[Message] = field(default_factory=list)
    stated: int | None = None
    noted: list[EdiFault] = field(default_factory=list)


@dataclass
class Interchange:
    """An interchange; ``noted`` are faults of its envelope."""

    header: Segment
    start: int
    groups: list[Group] = field(default_factory=list)
    noted: list[EdiFault] = field(default_factory=list)
    end: int = 0


@dataclass(frozen=True)
class _Marks:
    component: str = ":"
    element: str = "+"
    release: str = "?"
    terminator: str = "'"

    def pattern(self) -> re.Pattern[str]:
        """What ends a component, and a released character."""
        ends = re.escape(self.component + self.element + self.terminator)
        # UNA may say that there is no release character, by a space.
        released = f"{re.escape(self.release)}(?s:.)|" if self.release != " " else ""
        return re.compile(f"{released}[{ends}]")


def interchanges(text: str) -> Iterator[Interchange]:
    """Every interchange of a text.

    Raises:
        EdiRejected: it does not begin with a UNB that can be read, or something stands between interchanges.
    """
    position = _skip(text, 0)
    while position < len(text):
        start, marks = position, _Marks()
        if text[position : position + 3] == "UNA":
            marks, position = _service(text, position)
        reading = _Reading(start)
        for segment in _segments(text, position, marks):
            reading.take(segment)
            position = segment.end
            if segment.name == "UNZ":
                break
        yield reading.close()
        position = _skip(text, position + (text[position : position + 1] == marks.terminator))


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SPACES:
        position += 1
    return position


def _service(text: str, start: int) -> tuple[_Marks, int]:
    """The service characters of a UNA, and where the text goes on."""
    una = text[start + 3 : start + _UNA]
    if len(una) < _UNA - 3 or any(c.isalnum() for c in una) or len({*una[:2], una[3], una[5]}) < 4:
        sentence = "Segment UNA must be followed by six service characters, none of them a letter or digit."
        raise EdiRejected(envelope("UNA", sentence, "22"))
    return _Marks(una[0], una[1], una[3], una[5]), _skip(text, start + _UNA)


def _segments(text: str, start: int, marks: _Marks) -> Iterator[Segment]:
    """The segments from ``start`` on. The last may lack its terminator."""
    begin = piece = _skip(text, start)
    pieces: list[str] = []
    elements: list[list[str]] = [[]]
    count = 0
    for found in marks.pattern().finditer(text, begin):
        at, mark = found.start(), found[0]
        pieces.append(text[piece:at])
        piece = found.end()
        if len(mark) > 1:
            pieces.append(mark[1:])
            continue
        elements[-1].append("".join(pieces))
        pieces = []
        if mark == marks.element:
            elements.append([])
        elif mark == marks.terminator:
            count += 1
            if count > MOST_SEGMENTS:
                raise EdiRejected(envelope("UNB", f"The interchange has more than {MOST_SEGMENTS} segments.", "35"))
            yield _segment(elements, begin, at)
            elements = [[]]
            begin = piece = _skip(text, found.end())
    if piece < len(text) or pieces or elements != [[]]:
        elements[-1].append("".join([*pieces, text[piece:]]))
        if any(part.strip(_SPACES) for parts in elements for part in parts):
            yield _segment(elements, begin, len(text.rstrip(_SPACES)))


def _segment(elements: list[list[str]], start: int, end: int) -> Segment:
    (name, *_), *rest = elements
    return Segment(name.strip(_SPACES), tuple(tuple(parts) for parts in rest), start, end)


def envelope(segment: str, sentence: str, code: str, level: FaultLevel = FaultLevel.INTERCHANGE) -> EdiFault:
    """A fault of an envelope, or of a message as a whole."""
    return EdiFault(level=level, segment=segment, sentence=sentence, code=code)


class _Reading:
    """An interchange as its segments come in."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._interchange: Interchange | None = None
        self._group: Group | None = None
        self._open: Message | None = None
        self._closed = False
        self._count = 0

    def take(self, segment: Segment) -> None:
        if self._interchange is None:
            self._begin(segment)
            return
        self._interchange.end = segment.end
        if self._open is not None and segment.name not in ("UNH", "UNE", "UNZ", "UNG", "UNB"):
            number = len(self._open.segments) + 1
            inside = Segment(segment.name, segment.elements, segment.start, segment.end, number)
            self._open.segments.append(inside)
            if segment.name == "UNT":
                self._end_message(inside)
            return
        self._leave_message()
        step = {"UNG": self._begin_group, "UNE": self._end_group, "UNH": self._begin_message, "UNZ": self._end}
        if segment.name not in step:
            sentence = f"Segment {segment.name[:_SHOWN]} stands outside of a message."
            raise EdiRejected(envelope(segment.name[:3], sentence, OUTSIDE))
        step[segment.name](segment)

    def close(self) -> Interchange:
        """The text is over, or UNZ has come."""
        if self._interchange is None:
            raise EdiRejected(
                envelope("UNB", "Segment UNB is missing: an EDIFACT interchange begins with it.", MISSING)
            )
        self._leave_message()
        self._leave_group("where the interchange ends")
        if not self._closed:
            sentence = "Segment UNZ is missing: the interchange is cut off, and something may be lost."
            self._interchange.noted.append(envelope("UNZ", sentence, MISSING))
        return self._interchange

    def _begin(self, segment: Segment) -> None:
        if segment.name != "UNB":
            sentence = f"Segment UNB is missing: “{segment.name[:_SHOWN]}” stands where it must."
            raise EdiRejected(envelope("UNB", sentence, MISSING))
        for element, what in ((1, "the syntax"), (2, "the sender"), (3, "the recipient"), (5, "the control reference")):
            if not segment.get(element):
                raise EdiRejected(envelope("UNB", f"Segment UNB, element {element}: {what} is missing.", MISSING))
        self._interchange = Interchange(segment, self._start, end=segment.end)

    @property
    def _known(self) -> Interchange:
        assert self._interchange is not None
        return self._interchange

    def _begin_group(self, segment: Segment) -> None:
        self._leave_group("before the next UNG")
        self._group = Group(segment)
        self._known.groups.append(self._group)

    def _begin_message(self, segment: Segment) -> None:
        if self._group is None:
            if not self._known.groups or self._known.groups[-1].header is not None:
                self._known.groups.append(Group())
            group = self._known.groups[-1]
        else:
            group = self._group
        self._open = Message([Segment(segment.name, segment.elements, segment.start, segment.end, 1)])
        group.messages.append(self._open)
        self._count += 1
        if self._count > MOST_MESSAGES:
            raise EdiRejected(envelope("UNH", f"The interchange has more than {MOST_MESSAGES} messages.", "35"))

    def _leave_message(self) -> None:
        if self._open is not None:
            sentence = f"Segment UNT is missing: message {self._open.control[:_SHOWN]} is cut off."
            self._open.faults.append(envelope("UNT", sentence, MISSING, FaultLevel.MESSAGE))
            self._open = None

    def _leave_group(self, where: str) -> None:
        if self._group is not None:
            sentence = f"Segment UNE is missing {where}."
            self._group.noted.append(envelope("UNE", sentence, MISSING, FaultLevel.GROUP))
            self._group = None

    def _end_message(self, segment: Segment) -> None:
        message = self._open
        assert message is not None
        actual, stated = len(message.segments), segment.get(1)
        if whole(stated) != actual:
            sentence = f"Segment UNT, element 1: “{stated[:_SHOWN]}” segments are stated, and there are {actual}."
            message.faults.append(envelope("UNT", sentence, MISCOUNT, FaultLevel.MESSAGE))
        if segment.get(2) != message.control:
            sentence = (
                f"Segment UNT, element 2: reference “{segment.get(2)[:_SHOWN]}” is not that of UNH, "
                f"“{message.control[:_SHOWN]}”."
            )
            message.faults.append(envelope("UNT", sentence, MISMATCH, FaultLevel.MESSAGE))
        self._open = None

    def _end_group(self, segment: Segment) -> None:
        group = self._group
        if group is None or group.header is None:
            raise EdiRejected(envelope("UNE", "Segment UNE stands outside of a group.", OUTSIDE))
        group.stated = whole(segment.get(1))
        if group.stated != len(group.messages):
            sentence = (
                f"Segment UNE, element 1: “{segment.get(1)[:_SHOWN]}” messages are stated, not {len(group.messages)}."
            )
            group.noted.append(envelope("UNE", sentence, MISCOUNT, FaultLevel.GROUP))
        if segment.get(2) != group.header.get(5):
            sentence = f"Segment UNE, element 2: reference “{segment.get(2)[:_SHOWN]}” is not that of UNG."
            group.noted.append(envelope("UNE", sentence, MISMATCH, FaultLevel.GROUP))
        self._group = None

    def _end(self, segment: Segment) -> None:
        self._leave_group("before UNZ")
        known = self._known
        grouped = any(group.header is not None for group in known.groups)
        count = len(known.groups) if grouped else sum(len(group.messages) for group in known.groups)
        if whole(segment.get(1)) != count:
            sentence = f"Segment UNZ, element 1: “{segment.get(1)[:_SHOWN]}” are stated, and there are {count}."
            known.noted.append(envelope("UNZ", sentence, MISCOUNT))
        stated, control = segment.get(2), known.header.get(5)
        # Leading zeros are all that some senders lose between UNB and UNZ: the number is the same.
        if stated.lstrip("0") != control.lstrip("0"):
            sentence = (
                f"Segment UNZ, element 2: reference “{stated[:_SHOWN]}” is not that of UNB, “{control[:_SHOWN]}”."
            )
            known.noted.append(envelope("UNZ", sentence, MISMATCH))
        self._closed = True
