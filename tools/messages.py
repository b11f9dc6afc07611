"""The tool that drafts what the desk says to a customer, around facts that code fills in."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import Any

from domain.findings import Access
from domain.quantities import tidy
from domain.record import Record
from tools.base import ToolContext, tool


class ReplyKind(StrEnum):
    """What a message to the customer is for."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    QUESTION = "question"


class SaidLine(Record):
    """A line as the reply names it."""

    quantity: Decimal
    uom: str
    name: str


class DraftMessage(Record):
    """``language``: a code such as ``en``; ``questions``: sentences to ask, for a question."""

    kind: ReplyKind
    language: str
    lines: tuple[SaidLine, ...] = ()
    erp_number: str | None = None
    delivery_date: date | None = None
    date_was_asked: bool = True
    questions: tuple[str, ...] = ()


class DraftedMessage(Record):
    """The whole text of the message."""

    text: str


@lru_cache(maxsize=1)
def _wordings() -> dict[str, dict[str, str]]:
    raw: dict[str, Any] = tomllib.loads(files(__package__).joinpath("wordings.toml").read_text(encoding="utf-8"))
    return raw


def slots(facts: DraftMessage) -> dict[str, str]:
    """What code fills into a wording, by slot; only those that this message has something for."""
    lines = "\n".join(f"  {tidy(line.quantity)} {line.uom}  {line.name}" for line in facts.lines)
    filled = {
        "number": facts.erp_number or "",
        "lines": lines,
        "questions": "\n".join(f"  - {question}" for question in facts.questions),
        "date": facts.delivery_date.isoformat() if facts.delivery_date else "",
    }
    return {name: text for name, text in filled.items() if text}


@tool(Access.READ)
def draft_message(context: ToolContext, arguments: DraftMessage) -> DraftedMessage:
    """Draft a message to the customer in their language, with numbers, dates and products filled in from facts."""
    return DraftedMessage(text=worded(arguments))


def worded(facts: DraftMessage) -> str:
    """The desk's own wording of a message."""
    wordings = _wordings()
    words = wordings.get(facts.language.split("-")[0], wordings["en"])
    said = {"number": "", "lines": "", "questions": "", "date": "", **slots(facts)}
    pieces = [words[facts.kind.value]]
    if facts.kind is ReplyKind.CONFIRMED and facts.delivery_date is not None:
        pieces.append(words["for_date" if facts.date_was_asked else "next_date"])
    pieces.append(words["closing"])
    return "\n\n".join(Template(piece).substitute(said) for piece in pieces) + "\n"
