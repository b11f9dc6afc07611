"""Amounts in words of change, and which words around them may name a product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reading.counts import count_at, measure_of
from reading.languages import Lexicon
from reading.numbers import MEASURES
from reading.sections import Phrases
from reading.tokens import Kind, Token


@dataclass(frozen=True)
class Counted:
    """An amount among tokens: where it begins, its tokens with those of its unit, and what they say."""

    at: int
    tokens: tuple[Token, ...]
    amount: Decimal
    unit: Token | None
    code: str | None

    @property
    def behind(self) -> int:
        """The place behind it."""
        return self.at + len(self.tokens)


@dataclass(frozen=True)
class Measured:
    """Words with their amount; ``was`` is a second amount that it replaces."""

    words: list[Token]
    amount: Decimal
    unit: str | None
    code: str | None
    was: Decimal | None = None


def counted(tokens: Sequence[Token], lexicon: Lexicon) -> list[Counted]:
    """Every amount above zero among tokens."""
    found: list[Counted] = []
    at = 0
    while at < len(tokens):
        count = count_at(tokens, at, lexicon) or (measure_of(tokens[at], lexicon) if at == 0 else None)
        if count is None or not count.amount:
            at += 1
            continue
        if found and _counts_of(tokens, found[-1].behind, at, lexicon):
            at += count.length
            continue
        taken = tuple(tokens[at : at + count.length])
        found.append(Counted(at, taken, count.amount, count.unit, count.unit_code))
        at += count.length
    return found


def _counts_of(tokens: Sequence[Token], behind: int, at: int, lexicon: Lexicon) -> bool:
    """Whether nothing but "of the" stands between an amount and a number: the model that is counted, "4 of the 410"."""
    between = tokens[behind:at]
    return bool(between) and all(lexicon.has("filler", t.folded) for t in between)


def begins_count(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether an amount begins at a place."""
    return count_at(tokens, at, lexicon) is not None


def has_count(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether an amount stands anywhere among tokens."""
    return bool(counted(tokens, lexicon))


def measured(tokens: Sequence[Token], lexicon: Lexicon, said: Phrases) -> Measured | None:
    """Words with an amount before or behind them, or an amount alone; None where no amount is a quantity."""
    kept = trimmed(tokens, lexicon, said)
    amounts = counted(kept, lexicon)
    if not amounts:
        return None
    taken = {token for one in amounts for token in one.tokens}
    named = [t for t in naming(kept, lexicon, said) if t not in taken]
    if len(amounts) == 2 and not named:
        # "the 4 6": the first is what it was.
        return Measured([], amounts[1].amount, _text(amounts[1]), amounts[1].code, was=amounts[0].amount)
    first, last = amounts[0], amounts[-1]
    at_end = last.behind >= len(kept)
    if len(amounts) == 2 and at_end and first.unit is not None and _is_the(tokens, first, lexicon):
        # "make the 4 boxes of gloves 6": so many it was, so many it is to be.
        return Measured(named, last.amount, _text(last) or _text(first), last.code or first.code, was=first.amount)
    if first.at == 0 and not (at_end and len(amounts) > 1 and first.code in MEASURES):
        return take(kept, first)
    return take(kept, last) if at_end else None


def _is_the(tokens: Sequence[Token], amount: Counted, lexicon: Lexicon) -> bool:
    """Whether an amount that is counted stands behind "the", and so is one that is known."""
    at = next(place for place, token in enumerate(tokens) if token is amount.tokens[0])
    return at > 0 and amount.code not in MEASURES and lexicon.has("definite", tokens[at - 1].folded)


def take(tokens: Sequence[Token], amount: Counted) -> Measured:
    """All words but those of an amount, with it."""
    words = [t for t in tokens if t.kind is Kind.WORD and t not in amount.tokens]
    return Measured(words, amount.amount, _text(amount), amount.code)


def _text(amount: Counted) -> str | None:
    return amount.unit.text if amount.unit is not None else None


def trimmed(tokens: Sequence[Token], lexicon: Lexicon, said: Phrases) -> list[Token]:
    """Without courtesy at either end, and without "on my order" and the like behind the amount."""
    kept = [t for t in tokens if t.kind is Kind.WORD]
    words = [t.folded for t in kept]
    if words and said.length_at("orders", words, len(words) - 1):
        amounts = counted(kept, lexicon)
        if amounts:
            # "The tape 3 on my order", and "3 cases of tape on my order".
            end = len(kept) - 1
            while end > amounts[-1].behind and _leads_to_an_order(kept[end - 1], lexicon, said):
                end -= 1
            named = naming(kept[: amounts[-1].at], lexicon, said)
            kept = kept[: amounts[-1].behind if named else end]
    while kept and _idle(kept[-1], lexicon) and not begins_count(kept, len(kept) - 1, lexicon):
        kept = kept[:-1]
    while kept and (_idle(kept[0], lexicon) or _turns(kept[0], said)) and not begins_count(kept, 0, lexicon):
        kept = kept[1:]
    return kept


def naming(tokens: Sequence[Token], lexicon: Lexicon, said: Phrases) -> list[Token]:
    """The tokens that may name a product."""
    return [
        t for t in tokens if t.kind is Kind.WORD and not _idle(t, lexicon) and not said.length_at("idle", [t.folded], 0)
    ]


def points(token: Token, said: Phrases) -> bool:
    """Whether a word points at something named before: "it", "that"."""
    return bool(said.length_at("pointing", [token.folded], 0))


def _leads_to_an_order(token: Token, lexicon: Lexicon, said: Phrases) -> bool:
    return _idle(token, lexicon) or points(token, said) or lexicon.has("numbering", token.folded)


def _turns(token: Token, said: Phrases) -> bool:
    """Whether a word only says that something changes: "finalement"."""
    return bool(said.length_at("contrast", [token.folded], 0) or said.length_at("announcing", [token.folded], 0))


def _idle(token: Token, lexicon: Lexicon) -> bool:
    return (
        lexicon.has("courtesy", token.folded)
        or lexicon.has("filler", token.folded)
        or token.folded in lexicon.phrases["date_lead"]
    )
