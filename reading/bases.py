"""The order that a text points at: the usual, the last one, that of a day, or one with a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from reading.dates import DateMention
from reading.languages import Lexicon
from reading.sections import Phrases, phrases_of
from reading.tokens import Kind, Token

_SECTION = "changes"
_REACH = 4


class Source(StrEnum):
    """Where a basket comes from."""

    USUAL = "the usual"
    LAST = "the last order"
    LAST_WEEK = "the order of last week"
    DAY = "the order of a day"
    NUMBER = "an order by its number"


@dataclass(frozen=True, slots=True)
class Base:
    """A basket that is pointed at by the tokens ``first`` up to, not including, ``last``.

    ``weekday`` (Monday 0) narrows the usual: "our usual Monday order". ``day`` is of ``DAY``, ``number`` of ``NUMBER``.
    """

    source: Source
    first: int
    last: int
    weekday: int | None = None
    day: date | None = None
    number: str = ""


def find_base(
    tokens: Sequence[Token],
    dates: Sequence[DateMention],
    lexicon: Lexicon,
    today: date,
    is_place: Callable[[str], bool],
) -> Base | None:
    """The first basket that a text points at, or None.

    Args:
        dates: the dates that the text names.
        today: the day it was said; "what I had Wednesday" is the Wednesday before it.
        is_place: whether a folded word names a place of the customer's: "usual commissary".
    """
    words = [token.folded for token in tokens]
    said = phrases_of(_SECTION, lexicon.codes)
    passing = _in_passing(words, lexicon)
    for at in range(len(tokens)):
        if at in passing:
            if at - 1 not in passing and _is_changed(words, at, passing, lexicon, said):
                length = next(n for n in range(1, len(words) + 1) if at + n not in passing)
                return Base(Source.USUAL, at, at + length)
            continue
        length = max((len(p.split()) for p in _usual(lexicon) if _stands(p, words, at)), default=0)
        if length and (base := _usual_at(tokens, words, at, at + length, lexicon, said, is_place)) is not None:
            return base
        length = said.length_at("last_order", words, at)
        if length and (base := _earlier_at(words, at, at + length, dates, lexicon, said, today)) is not None:
            return base
    return None


def _in_passing(words: Sequence[str], lexicon: Lexicon) -> frozenset[int]:
    """The places of "as usual" and the like, which point at an order only where nothing else does."""
    return frozenset(
        at + offset
        for at in range(len(words))
        for phrase in lexicon.phrases["as_usual"]
        if _stands(phrase, words, at)
        for offset in range(len(phrase.split()))
    )


def _is_changed(words: Sequence[str], at: int, passing: frozenset[int], lexicon: Lexicon, said: Phrases) -> bool:
    """Whether words of change follow "as usual": then it is the order, "wie immer, aber 7 Ringe"."""
    behind = at
    while behind in passing:
        behind += 1
    while behind < len(words):
        if any(said.length_at(kind, words, behind) for kind in ("dropping", "setting", "adding")):
            return True
        counted = any(_counts(word, lexicon) for word in words[behind + 1 : behind + 2])
        if counted and lexicon.has("along", words[behind]):
            return True  # "comme d'habitude, avec 8 rubans"
        if words[behind] != "," and not _is_passed_over(words[behind], lexicon):
            return False
        behind += 1
    return False


def _counts(word: str, lexicon: Lexicon) -> bool:
    return word.isdigit() or word in lexicon.numbers


def _is_passed_over(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is courtesy or of a date: "comme d'habitude pour jeudi, mais 3 cartons"."""
    return (
        lexicon.has("courtesy", word)
        or word in lexicon.phrases["date_lead"]
        or word in lexicon.weekdays
        or word in lexicon.relative_days
        or word in lexicon.months
        or word.strip(".").isdigit()
    )


def _usual(lexicon: Lexicon) -> tuple[str, ...]:
    return lexicon.phrases["usual"]


def _stands(phrase: str, words: Sequence[str], at: int) -> bool:
    split = phrase.split()
    return words[at : at + len(split)] == split


def _usual_at(
    tokens: Sequence[Token],
    words: Sequence[str],
    first: int,
    last: int,
    lexicon: Lexicon,
    said: Phrases,
    is_place: Callable[[str], bool],
) -> Base | None:
    """ "The usual" with what narrows it; None where it stands before a product: "usual oil x1"."""
    weekday: int | None = None
    end = last
    while end < len(words):
        if words[end].removesuffix("'s") in lexicon.weekdays and weekday is None:
            # A day behind the order's own words is when it is wanted: "usual order monday".
            ordered = end + 1 < len(words) and said.length_at("orders", words, end + 1)
            if not ordered:
                break
            weekday = lexicon.weekdays[words[end].removesuffix("'s")]
        elif not said.length_at("orders", words, end) and not (is_place(words[end]) and len(words[end]) > 2):
            break
        end += 1
    if end < len(tokens) and tokens[end].kind is Kind.WORD and not _ends_it(words, end, lexicon, said):
        return None
    return Base(Source.USUAL, first, end, weekday)


def _ends_it(words: Sequence[str], at: int, lexicon: Lexicon, said: Phrases) -> bool:
    """Whether a word behind "the usual" names no product."""
    word = words[at]
    if word in lexicon.weekdays or word in lexicon.relative_days or word in lexicon.phrases["date_lead"]:
        return True
    if lexicon.has("courtesy", word) or lexicon.has("caution", word) or lexicon.has("separators", word):
        return True
    if lexicon.has("talk", word) and (at + 1 == len(words) or not words[at + 1][0].isalnum()):
        return True  # "the usual guys"
    return any(said.length_at(kind, words, at) for kind in ("dropping", "adding", "setting", "instead"))


def _earlier_at(
    words: Sequence[str],
    first: int,
    last: int,
    dates: Sequence[DateMention],
    lexicon: Lexicon,
    said: Phrases,
    today: date,
) -> Base | None:
    """ "What I had Wednesday", "repeat PO 4471", "same as last week"; None where no order follows."""
    for at in range(last, min(last + _REACH, len(words))):
        length = said.length_at("last_week", words, at)
        if length:
            week = any("week" in word or word in _weeks(lexicon) for word in words[at : at + length])
            return Base(Source.LAST_WEEK if week else Source.LAST, first, at + length)
        weekday = lexicon.weekdays.get(words[at].removesuffix("'s"))
        if weekday is not None:
            back = (today.weekday() - weekday - 1) % 7 + 1
            end = at + 1 + (1 if at + 1 < len(words) and said.length_at("orders", words, at + 1) else 0)
            return Base(Source.DAY, first, end, day=today - timedelta(days=back))
        mention = next((one for one in dates if one.first == at), None)
        if mention is not None and mention.value <= today:
            return Base(Source.DAY, first, mention.last, day=mention.value)
        if any(c.isdigit() for c in words[at]) and len(words[at]) > 2:
            return Base(Source.NUMBER, first, at + 1, number=words[at].strip("#."))
        known = lexicon.has("courtesy", words[at]) or lexicon.has("articles", words[at])
        if not known and not said.length_at("orders", words, at) and words[at] not in _numbering(lexicon):
            return None
    return None


def _numbering(lexicon: Lexicon) -> frozenset[str]:
    words = (word for phrase in lexicon.phrases["purchase_order"] for word in phrase.split())
    return frozenset(word for word in words if word[0].isalnum()) | {"#", ":", "last"}


def _weeks(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.phrases["week_shift"])
