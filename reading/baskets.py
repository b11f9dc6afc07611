"""Orders that are pointed at, and changes to an order, as typed expressions.

"The usual, but double the lox and no kale" is a base basket and the operations on it: add, drop, set, scale, replace.
"Make the chicken 6 and add 1 cs dressing" is the same without a base: it is about the order that stands. The baskets
themselves come from history and from the desk's own orders; here is only what the words say.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reading.tokens import Token


class ChangeKind(StrEnum):
    """What a change does: leave a line out, set its quantity, multiply it, add a line, put a product in its place."""

    DROP = "drop"
    SET = "set"
    SCALE = "scale"
    ADD = "add"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    ``words`` name the product; empty where it is only pointed at ("make it 12"). ``was`` is the quantity it replaces,
    where they name it ("instead of 4"), ``total`` what they say it comes to. ``factor`` is of ``SCALE``; ``every`` says
    that it is of all lines. ``replaced`` are the words of the product that ``REPLACE`` takes out. ``said`` is False
    where no word of change stands in it: "quinoa x2" behind "the usual".
    """

    kind: ChangeKind
    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    amount: Decimal | None = None
    unit_code: str | None = None
    unit_word: str | None = None
    was: Decimal | None = None
    total: Decimal | None = None
    factor: Decimal | None = None
    every: bool = False
    replaced: tuple[Token, ...] = ()
    said: bool = True
    opens: bool = False


@dataclass(frozen=True, slots=True)
class ChangesReading:
    """The changes of a text, the tokens that are part of none, and ``kept``, those that say that the rest stays."""

    changes: tuple[Change, ...]
    rest: tuple[Token, ...]
    kept: tuple[Token, ...] = ()
