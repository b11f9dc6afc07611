"""What leaves a line open by its own words: an amount that may be a size, or that of another line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reading.counts import Count
from reading.languages import Lexicon
from reading.line_drafts import LineDraft
from reading.numbers import MEASURES, amount_at
from reading.tokens import Kind, Token

_MAY_BE_A_SIZE = "may be a size and no quantity."
_OR_ANOTHER_LINE = "may be the amount, or another line."


def may_be_a_size(said: str) -> str:
    """The doubt that an amount may be a size: "2 l bleach"."""
    return f"“{said}” {_MAY_BE_A_SIZE}"


def may_count_another(said: str) -> str:
    """The doubt that an amount behind a line may be its own, or that of another line: "2 packs of bags, twelve"."""
    return f"“{said}” {_OR_ANOTHER_LINE}"


def counts_another(doubt: str) -> bool:
    """Whether a doubt is that an amount may be another line's: another amount in its place settles nothing."""
    return doubt.endswith(_OR_ANOTHER_LINE)


def says_a_size(doubt: str) -> bool:
    """Whether a doubt is that an amount may be a size: what they buy by the metre, it is not."""
    return doubt.endswith(_MAY_BE_A_SIZE)


def size_doubt(count: Count, piece: Sequence[Token]) -> list[str]:
    """The doubt of an amount in a measure; none of another."""
    said = " ".join(token.text for token in piece if token.kind is Kind.WORD)
    return [may_be_a_size(said)] if count.unit_code in MEASURES else []


def doubts_of(line: LineDraft, unwanted: Sequence[Token], lexicon: Lexicon) -> Iterator[str]:
    """What a whole line leaves open; ``unwanted`` are the words that its product must not have."""
    if line.amount == 0:
        yield "None of something is asked for; what is meant has to be checked."
    counted = next((token for token in unwanted if token.text[0].isdigit()), None)
    if counted is not None:
        yield f"“{counted.text}” may be the amount."
    along = _counted_along(line.tokens, lexicon)
    if along is not None:
        yield f"“{along.text}” may be the amount of another line."


def _counted_along(tokens: Sequence[Token], lexicon: Lexicon) -> Token | None:
    """What counts something that comes along: the 2 of "2 gallons of clear with 2 hardeners", not of "with 2 l"."""
    for at, token in enumerate(tokens[:-1]):
        counted = amount_at(tokens, at + 1, lexicon) if lexicon.has("along", token.folded) else None
        if counted is None or lexicon.has("articles", tokens[at + 1].folded):
            continue
        behind = tokens[at + 1 + counted.length : at + 2 + counted.length]
        if behind and lexicon.units.get(behind[0].folded) not in MEASURES:
            return tokens[at + 1]
    return None
