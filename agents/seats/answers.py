"""The base of every answer that a model is asked for, and the sums that code works out again."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Collection
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, field_validator

_MOST_DIGITS = 12
_NUMBER = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_SUM = re.compile(r"[0-9.+*/() -]{1,60}")
# What no database takes: a NUL, and half of a pair of surrogates.
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


def can_be_kept(value: object) -> bool:
    """Whether the texts of a value can be stored and sent on."""
    if isinstance(value, str):
        return _NO_TEXT.search(value) is None
    return all(can_be_kept(one) for one in value) if isinstance(value, (list, tuple)) else True


class Answer(BaseModel):
    """Strict: every field is required and nothing else may stand in it, as strict JSON schemas want it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _keepable(cls, value: object) -> object:
        if not can_be_kept(value):
            raise ValueError("it holds characters that cannot be kept")
        return value


class Sure(StrEnum):
    """The model's own word on how sure it is. It counts least, and only downwards."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


def decimal_of(text: str) -> Decimal | None:
    """A plain number; None where it is none, or has more digits than any quantity has."""
    written = text.strip()
    return Decimal(written) if len(written) <= _MOST_DIGITS and _NUMBER.fullmatch(written) else None


_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def work_out(sum_text: str) -> tuple[Decimal, frozenset[Decimal]] | None:
    """What a sum such as ``16 / 4`` comes to, and the numbers that stand in it; None where it is no such sum."""
    if not _SUM.fullmatch(sum_text):
        return None
    numbers: set[Decimal] = set()

    def value(node: ast.expr) -> Decimal:
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](value(node.left), value(node.right))
        written = ast.get_source_segment(sum_text, node) if isinstance(node, ast.Constant) else None
        number = decimal_of(written) if written is not None else None
        if number is None:
            raise ValueError("not a sum")
        numbers.add(number)
        return number

    try:
        total = value(ast.parse(sum_text, mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    return total, frozenset(numbers)


def follows(amount: Decimal, sum_text: str, given: Collection[Decimal]) -> str | None:
    """Why an amount does not follow from given numbers by a sum; None where it does."""
    worked = work_out(sum_text)
    if worked is None:
        return f"“{sum_text}” is not a sum of plain numbers such as 16 / 4"
    total, numbers = worked
    strange = sorted(number for number in numbers if number not in given)
    if strange:
        return f"{', '.join(str(n) for n in strange)} in “{sum_text}” stands neither in the words nor in the pack"
    if total != amount:
        return f"“{sum_text}” is {total.normalize():f}, not {amount}"
    return None
