"""What intake works on: the texts of the messages as read, and what it has come to so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.results import RequestedLine
from domain.findings import FieldName, Finding
from domain.gate import Concern, Reason
from domain.messages import PartKind
from domain.orders import ExceptionKind, OrderException, Span
from reading.reader import TextReading
from reading.tokens import Token
from store.conversations import StoredMessage


@dataclass
class Draft:
    """What intake has come to so far."""

    findings: list[Finding] = field(default_factory=list)
    exceptions: list[OrderException] = field(default_factory=list)
    concerns: list[Reason] = field(default_factory=list)
    lines: list[RequestedLine] = field(default_factory=list)
    confidence: float = 1.0

    def doubt(self, sentence: str, kind: Concern = Concern.LOW_CONFIDENCE, line: int | None = None) -> None:
        self.concerns.append(Reason(kind=kind, sentence=sentence, line=line))

    def object(self, kind: ExceptionKind, sentence: str, line: int | None = None) -> None:
        if all(e.kind is not kind or e.line != line for e in self.exceptions):
            self.exceptions.append(OrderException(kind=kind, sentence=sentence, line=line))

    def find(
        self, name: FieldName, value: str | None, probability: float, why: str, spans: Sequence[Span] = ()
    ) -> None:
        self.findings.append(Finding(field=name, value=value, probability=probability, why=why, spans=tuple(spans)))


@dataclass(frozen=True)
class Read:
    """One text of a message, read; ``part_id`` is where its offsets count."""

    message: StoredMessage
    part_id: str
    kind: PartKind
    reading: TextReading


def where(read: Read, token: Token) -> Span:
    """Where a token of a reading stands."""
    return Span(part_id=read.part_id, start=token.start, end=token.end)
