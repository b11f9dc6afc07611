"""A line while it is being put together, and what may yet happen to it: a correction, another amount, more words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from reading.counts import Count
from reading.languages import Lexicon
from reading.tokens import Kind, Token

_SHORTEST_TELLING = 2


@dataclass(slots=True)
class LineDraft:
    """A line being put together: its tokens, those of them that name the product, and how much of it is asked for."""

    tokens: list[Token]
    words: list[Token]
    count: Count
    cut: bool = False
    loose: bool = False
    extra: list[Token] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    # What it was taken to correct, in other words than its own.
    stands_for: str = ""
    # Where one product is split over sizes, the words that all of the lines share.
    shared: list[Token] | None = None
    # The word before the amount that gives it to each of several products: "je 2 Kisten".
    each: Token | None = None

    @property
    def amount(self) -> Decimal | None:
        """How much is asked for, None where that is open."""
        return self.count.amount

    def take(self, count: Count, tokens: list[Token]) -> None:
        """Let another count take the place of the one that was read first."""
        unit = count if count.unit is not None or count.unit_code else self.count
        self.count = replace(count, unit=unit.unit, unit_code=unit.unit_code)
        self.tokens = [*self.tokens, *tokens]

    def measure_with(self, count: Count, tokens: list[Token]) -> None:
        """What looked like the amount was a size: "4 oz chicken breast, 2 cases"."""
        self.words = [token for token in self.tokens if token.kind is Kind.WORD]
        self.count = count
        self.tokens = [*self.tokens, *tokens]
        self.loose = False
        self.doubts = []

    def names(self, token: Token, lexicon: Lexicon) -> bool:
        """Whether a word tells this line's product apart: no filler, no courtesy, not a single letter."""
        word = token.folded
        return len(word) >= _SHORTEST_TELLING and not lexicon.has("filler", word) and not lexicon.has("courtesy", word)

    def resembles(self, words: list[Token], lexicon: Lexicon) -> bool:
        """Whether words name the same product as this line does: at least one telling word is in both."""
        mine = {_stem(t.folded) for t in (*self.words, *self.extra) if self.names(t, lexicon)}
        return any(_stem(t.folded) in mine for t in words if self.names(t, lexicon))


def _stem(word: str) -> str:
    """A word without the ending of its plural."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" else word
