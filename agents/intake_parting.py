"""A line that holds two, parted where each half names a product of its own: "2 oatmeal gallons and a white shampoo",
"10 hose red 10 blue".

Whether "2 blades, 1 7F" is a blade in a size or two lines cannot be told by reading; the catalog tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agents.intake_catalog import Asking
from agents.intake_context import with_its_noun
from agents.results import RequestedLine
from knowledge.matching.normalise import words
from reading.counts import DASHES, count_at
from reading.languages import Lexicon
from reading.lines import LineMention
from reading.tokens import Kind, Token
from tools.catalog import CatalogAnswer

_SURE = 0.95
_MOST_PLACES = 3
_MOST_DIGITS = 3
# Nobody says two products in more words.
_LONGEST_LINE = 40


@dataclass(frozen=True)
class _Place:
    """Where another line may begin, behind the first ``before`` tokens, and where its words do, behind its amount.

    ``bare``: nothing but a number, or "with", tells that one begins.
    """

    before: int
    begin: int
    amount: Decimal
    unit: Token | None
    code: str | None
    behind: int
    bare: bool


@dataclass(frozen=True)
class Halves:
    """Two lines that a mention may be; the second may hold more of them, and ``next`` is what it begins with.

    ``bare``: nothing but its number, or "with", tells that the second begins.
    """

    first: LineMention
    second: LineMention
    next: LineMention
    bare: bool


def may_part(mention: LineMention, text: str, lexicon: Lexicon) -> list[Halves]:
    """The two lines that a mention may be, for each place where another amount stands behind a comma or a joining word,
    or with a unit of its own, or where it may begin by its number alone."""
    tokens = sorted(mention.tokens, key=lambda token: token.start)
    if len(tokens) > _LONGEST_LINE:
        return []
    found = []
    places = _places(tokens, text, lexicon)[:_MOST_PLACES]
    for at, place in enumerate(places):
        first, second = tokens[: place.before], tokens[place.behind :]
        if mention.amount is not None and not _says(first, mention.amount, lexicon):
            # "bibs 1 case, paste": what would be the second one's amount is the first one's.
            continue
        named = [[t for t in mention.words if t in part] for part in (first, second)]
        if not all(any(token.folded[0].isalnum() for token in part) for part in named):
            continue
        other = LineMention(
            tokens=tuple(tokens[place.begin :]),
            words=tuple(named[1]),
            without=(),
            amount=place.amount,
            unit_word=place.unit.text if place.unit else None,
            unit_code=place.code,
        )
        # Where a row of them is told by numbers alone, each is looked at by itself: "10 h75 10 b111 5 y160".
        later = (one for one in places[at + 1 :] if one.bare and one.before == one.begin > place.behind)
        end = next((one.before for one in later), len(tokens)) if place.bare else len(tokens)
        begun = tokens[place.behind : end]
        found.append(
            Halves(
                replace(mention, tokens=tuple(first), words=tuple(named[0]), doubts=()),
                other,
                replace(
                    other, tokens=tuple(tokens[place.begin : end]), words=tuple(t for t in other.words if t in begun)
                ),
                place.bare,
            )
        )
    return found


def are_two(whole: RequestedLine, first: RequestedLine, second: RequestedLine, bare: bool, ask: Asking) -> bool:
    """Whether each half surely means a product, not the same one, and none has the words of both.

    ``bare``: where nothing tells that another line begins, both are what they buy, and the second one may lack the noun
    of the first.
    """
    one, other, both = ask(first), ask(with_its_noun(second, first, ask) if bare else second), ask(whole)
    if bare and not (_is_bought(one) and _is_bought(other)):
        return False
    if one.sku is None or other.sku is None or one.sku == other.sku:
        return False
    if min(one.probability, other.probability) < _SURE:
        return False
    missing = next((set(hit.missing) for hit in both.hits if hit.sku == both.sku), None)
    return missing is None or bool(missing & set(words(f"{first.words} {second.words}")))


def _is_bought(answer: CatalogAnswer) -> bool:
    return any(hit.sku == answer.sku and hit.bought > 0 for hit in answer.hits)


def _says(tokens: Sequence[Token], amount: Decimal, lexicon: Lexicon) -> bool:
    """Whether an amount stands among these tokens."""
    counts = (count_at(tokens, at, lexicon) for at in range(len(tokens)))
    return any(count is not None and count.amount == amount for count in counts) or (
        amount == 1 and any(lexicon.has("articles", token.folded) for token in tokens)
    )


def _begins_bare(tokens: Sequence[Token], at: int, text: str, lexicon: Lexicon) -> bool:
    """Whether a number with nothing to mark it may begin a line: the 3 of "5 coke 3 diet" and of "5 h75 3 b111", not of
    "hose of 3, blue" and not in a list, where a dash stands behind each amount: "4 - sweeps 36 bronze"."""
    token, behind = tokens[at], tokens[at + 1]
    beside = text[token.end : behind.start].isspace() and behind.folded[:1].isalpha()
    listed = tokens[1].text in DASHES
    return token.folded.isdigit() and beside and not listed and not lexicon.has("filler", tokens[at - 1].folded)


def _places(tokens: Sequence[Token], text: str, lexicon: Lexicon) -> list[_Place]:
    found: list[_Place] = []
    for at in range(1, len(tokens) - 1):
        token, before = tokens[at], tokens[at - 1]
        along = lexicon.has("along", before.folded)
        joined = along or lexicon.has("separators", before.folded)
        marked = joined or "," in text[before.end : token.start]
        if token.kind is not Kind.WORD:
            continue
        end = at - 1 if joined else at
        count = count_at(tokens, at, lexicon)
        if count is not None and count.amount is not None and not count.measured:
            bare = along or not (marked or count.unit is not None)
            if token.folded.isdigit() and len(token.folded) > _MOST_DIGITS:
                continue
            if bare and not along and not _begins_bare(tokens, at, text, lexicon):
                continue
            found.append(_Place(end, at, count.amount, count.unit, count.unit_code, at + count.length, bare))
        elif marked and lexicon.has("articles", token.folded):
            found.append(_Place(end, at, Decimal(1), None, None, at + 1, along))
    return [place for place in found if place.before > 0]
