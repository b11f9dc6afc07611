"""What intake works on: the texts of the messages as read, and what it has come to so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.results import RequestedLine
from domain.findings import FieldName, Finding
from domain.gate import Concern, Reason
from domain.messages import PartKind
from domain.orders import ExceptionKind, OrderException, Span
from reading.bases import Base
from reading.order_documents import OrderDocument
from reading.reader import TextReading
from reading.tokens import Token
from store.conversations import StoredMessage


@dataclass
class Draft:
    """What intake has come to so far. ``besides`` is what asks or complains beside an order."""

    findings: list[Finding] = field(default_factory=list)
    exceptions: list[OrderException] = field(default_factory=list)
    concerns: list[Reason] = field(default_factory=list)
    lines: list[RequestedLine] = field(default_factory=list)
    besides: list[str] = field(default_factory=list)
    confidence: float = 1.0

    def doubt(self, sentence: str, kind: Concern = Concern.LOW_CONFIDENCE, line: int | None = None) -> None:
        self.concerns.append(Reason(kind=kind, sentence=sentence, line=line))

    def forget_lines(self) -> None:
        """Drop the doubts about lines: they are all cancelled."""
        self.concerns = [concern for concern in self.concerns if concern.line is None]

    def object(self, kind: ExceptionKind, sentence: str, line: int | None = None) -> None:
        if all(e.kind is not kind or e.line != line for e in self.exceptions):
            self.exceptions.append(OrderException(kind=kind, sentence=sentence, line=line))

    def find(
        self, name: FieldName, value: str | None, probability: float, why: str, spans: Sequence[Span] = ()
    ) -> None:
        self.findings.append(Finding(field=name, value=value, probability=probability, why=why, spans=tuple(spans)))


@dataclass(frozen=True)
class Read:
    """One text of a message, read; ``part_id`` is where its offsets count. ``base`` is the basket it points at.

    Of a call it is one turn of the customer's, and ``asked`` what the desk's side said before it.
    """

    message: StoredMessage
    part_id: str
    kind: PartKind
    reading: TextReading
    base: Base | None = None
    asked: str | None = None

    @property
    def spoken(self) -> bool:
        """Whether it is what they say, not its title."""
        return self.kind is not PartKind.SUBJECT


@dataclass(frozen=True)
class Document:
    """One order document of a message, and the part whose text its offsets count in. A table that is pasted into a text
    stands at ``start`` to ``end`` of it."""

    message: StoredMessage
    part_id: str
    states: OrderDocument
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Heard:
    """One message with its texts as read and the documents that came with it."""

    message: StoredMessage
    reads: tuple[Read, ...]
    documents: tuple[Document, ...]

    @property
    def spoken(self) -> list[Read]:
        """What they say, titles left out."""
        return [read for read in self.reads if read.spoken]

    def says(self, meaning: str) -> bool:
        """Whether a phrase of that meaning stands in any of its texts."""
        return any(read.reading.says(meaning) for read in self.reads)


def where(read: Read, token: Token) -> Span:
    """Where a token of a reading stands."""
    return Span(part_id=read.part_id, start=token.start, end=token.end)
