"""Recorded conversations, what a careful rep made of them, and what the desk did: the files of a recorded folder.

What was said and what was right are read apart, so that a replay that loads the one cannot see the other.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, ValidationError, field_serializer, model_validator

from domain.errors import InputRejected, UnitError
from domain.messages import Channel
from domain.orders import ExceptionKind, Intent
from domain.quantities import ProductUnits, exact_factor
from domain.record import Record
from reading.envelopes import WrittenMessage

_RECORDED = "recorded.jsonl"


Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class Recorded(Record):
    """A recorded conversation: its messages in the sequence they came, and nothing of what was expected."""

    id: str
    messages: tuple[WrittenMessage, ...] = Field(min_length=1)


class Clarify(StrEnum):
    """What must be asked before a line can be entered."""

    PRODUCT = "product"
    QUANTITY = "quantity"
    UNIT = "unit"


class ExpectedLine(Record):
    """A line as it should be entered. ``accept`` lists other skus that would be equally right."""

    text: str
    sku: str | None
    qty: Decimal | None
    uom: str | None
    accept: tuple[str, ...] = ()
    clarify: Clarify | None = None

    @model_validator(mode="after")
    def _only_a_question_may_be_open(self) -> Self:
        if self.clarify is None and None in (self.sku, self.qty, self.uom):
            raise ValueError("a line without clarify needs sku, qty and uom")
        return self


class ResultLine(Record):
    """A line as the desk understood it; None is what it could not settle.

    ``confidence`` is the probability that sku, quantity and unit are what a careful rep would enter.
    """

    text: str
    sku: str | None
    qty: Decimal | None
    uom: str | None
    confidence: Share

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return None not in (self.sku, self.qty, self.uom)

    @field_serializer("qty", when_used="json")
    def _qty_as_a_json_number(self, qty: Decimal | None) -> int | float | None:
        if qty is None:
            return None
        return int(qty) if qty == qty.to_integral_value() else float(qty)


class SubstitutePair(Record):
    """A substitute that should be, or was, offered or made."""

    sku: str
    substitute: str


class OrderHead(Record):
    """What both a truth and a result say of an order as a whole."""

    id: str
    intent: Intent
    customer_id: str | None
    ship_to_id: str | None
    po_number: str | None
    requested_date: date | None
    substitutions: tuple[SubstitutePair, ...]
    exceptions: tuple[ExceptionKind, ...]


class Expected(OrderHead):
    """The truth about a recorded conversation after its last message; ``channel`` is that of its first."""

    channel: Channel
    lines: tuple[ExpectedLine, ...]
    touchless: bool


class Outcome(StrEnum):
    """Where a conversation stands when nobody reviewed and nobody answered."""

    ENTERED = "entered"
    REVIEW = "review"
    ASKED = "asked"
    CLOSED = "closed"


class Result(OrderHead):
    """What the desk made of a recorded conversation. ``seconds`` is the time it took."""

    lines: tuple[ResultLine, ...]
    outcome: Outcome
    confidence: Share
    model_calls: Count
    input_tokens: Count
    output_tokens: Count
    seconds: float = Field(ge=0, allow_inf_nan=False)


def load_recorded(folder: Path) -> tuple[Recorded, ...]:
    """The recorded conversations of a distributor's folder, in the file's sequence.

    Raises:
        InputRejected: the file is missing or a line of it is not as the format says; the line is named.
    """
    return _load(folder / _RECORDED, _conversation)


def load_expected(folder: Path) -> tuple[Expected, ...]:
    """What was right for each recorded conversation of a folder, in the file's sequence.

    Raises:
        InputRejected: as for ``load_recorded``.
    """
    return _load(folder / _RECORDED, _truth)


def load_results(path: Path) -> tuple[Result, ...]:
    """What the desk made of recorded conversations, from a ``results.jsonl``.

    Raises:
        InputRejected: as for ``load_recorded``.
    """
    return _load(path, Result.model_validate)


def load_units(folder: Path) -> dict[str, ProductUnits]:
    """The units of every product of a folder, by sku, from ``catalog.csv`` and ``units.csv``.

    Raises:
        InputRejected: a file or column is missing, or a factor is not a number above zero.
    """
    factors: dict[str, dict[str, Fraction]] = {}
    for row in _csv_rows(folder / "units.csv", "sku", "uom", "factor"):
        try:
            factors.setdefault(row["sku"], {})[row["uom"]] = exact_factor(Decimal(row["factor"]))
        except (InvalidOperation, ValueError, OverflowError):
            raise InputRejected(f"units.csv: {row['factor']!r} is no factor for {row['sku']} {row['uom']}.") from None
    try:
        return {
            row["sku"]: ProductUnits(row["uom"], factors.get(row["sku"], {}))
            for row in _csv_rows(folder / "catalog.csv", "sku", "uom")
        }
    except UnitError as error:
        raise InputRejected(f"units.csv: {error.sentence}") from None


_T = TypeVar("_T", Recorded, Expected, Result)


def _conversation(row: dict[str, Any]) -> Recorded:
    return Recorded.model_validate({name: row[name] for name in ("id", "messages") if name in row})


def _truth(row: dict[str, Any]) -> Expected:
    conversation = _conversation(row)
    truth = row.get("expected")
    if isinstance(truth, dict):
        truth = {**truth, "id": conversation.id, "channel": conversation.messages[0].channel}
    return Expected.model_validate(truth)


def _load(path: Path, parse: Callable[[dict[str, Any]], _T]) -> tuple[_T, ...]:
    found: dict[str, _T] = {}
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            row = json.loads(line, parse_float=Decimal)  # so that 0.1 is a tenth
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise InputRejected(f"{where}: this is not a JSON object.")
        try:
            record = parse(row)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "as a whole"
            raise InputRejected(f"{where}, {field}: {first['msg']}.") from None
        if record.id in found:
            raise InputRejected(f"{where}: {record.id} occurs twice.")
        found[record.id] = record
    return tuple(found.values())


def _csv_rows(path: Path, *columns: str) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(_text(path)), restval="")
    if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
        raise InputRejected(f"{path.name} has no column {', '.join(missing)}.")
    yield from reader


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputRejected(f"{path} is missing.") from None
    except NotADirectoryError:
        raise InputRejected(f"{path.parent} is not a folder.") from None
    except UnicodeDecodeError:
        raise InputRejected(f"{path} is not UTF-8.") from None
