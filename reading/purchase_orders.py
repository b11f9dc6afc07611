"""The number of the customer's purchase order: written behind a word for it, or spelled aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from reading.date_forms import week_of_the_year
from reading.languages import Lexicon
from reading.spelling import spelled_code_at
from reading.tokens import Kind, Token

_NUMBER = re.compile(r"(?=[\w\-/.#]*\d)#?[\w][\w\-/.]{2,39}")
_TELLING = re.compile(r"(?=.*\d)(?:.*[A-Za-z].*|\d[\d\-/.]{2,})")
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}(?:[./](?:\d{2}|\d{4}))?")
_SIDES = re.compile(r"[a-z]{0,3}\d+(?:[.,/]\d+)?[x×]\d[\d.,/x×]*[a-z]{0,3}")
_OWN = re.compile(r"[-#:]?\d[\w\-/]{2,38}")
_LONGEST_SHORT = 3
_LONE = re.compile(r"(?=[\w\-/]*\d{3})[\w][\w\-/]{4,39}")
_DAY = re.compile(r"\d{1,2}[/-]\d{1,2}(?:[/-](?:\d{2}|\d{4}))?|\d{4}-\d{1,2}-\d{1,2}")
_CODE = re.compile(r"(?=(?:[^\d]*\d){3})(?:[^\W\d_][\w./-]*|\d+[\w./-]*[/-][\w./-]*\w)")
_LONGEST_CODE = 40
_MOST_BETWEEN = 7


@dataclass(frozen=True, slots=True)
class Reference:
    """A number that names a document, as it is written down normally, and where it is said (code points)."""

    text: str
    start: int
    end: int


class _Phrase(Protocol):
    @property
    def meaning(self) -> str: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def find_purchase_order(
    tokens: Sequence[Token], phrases: Sequence[_Phrase], dated: frozenset[int], lexicon: Lexicon
) -> tuple[Reference | None, set[int]]:
    """The number behind a word for a purchase order, and the positions of the tokens that say so.

    Marks and words such as "number" and "is" may stand between. A number that counts a unit, or that stands at one of
    the positions of ``dated``, is none.
    """
    places: set[int] = set()
    for phrase, found in _announced(tokens, phrases, dated, lexicon):
        if found is not None:
            reference, behind = found
            return reference, {*places, *range(phrase.first, behind)}
        places.update(range(phrase.first, phrase.last))
    short = {p for p in lexicon.phrases["purchase_order"] if p.isalpha() and len(p) <= _LONGEST_SHORT}
    for at, token in enumerate(tokens):
        word = next((p for p in short if token.folded.startswith(p)), None)
        if word is not None and _OWN.fullmatch(token.folded, len(word)):
            number = token.text[len(word) + 1 :] if token.folded[len(word)] in "#:" else token.text
            return Reference(number, token.start, token.end), {*places, at}
    return None, places


def other_purchase_orders(
    tokens: Sequence[Token], phrases: Sequence[_Phrase], dated: frozenset[int], lexicon: Lexicon
) -> tuple[Reference, ...]:
    """The numbers behind further words for a purchase order, where they are others than the first. Their tokens stay
    words that nothing was made of: an order has one number."""
    found = [number[0] for _, number in _announced(tokens, phrases, dated, lexicon) if number is not None]
    return tuple(number for number in found[1:] if number.text.casefold() != found[0].text.casefold())


def _announced(
    tokens: Sequence[Token], phrases: Sequence[_Phrase], dated: frozenset[int], lexicon: Lexicon
) -> Iterator[tuple[_Phrase, tuple[Reference, int] | None]]:
    """Every word for a purchase order, with the number behind it and where that ends."""
    for phrase in phrases:
        if phrase.meaning == "purchase_order":
            at, plain = _behind_words_between(tokens, phrase.last, lexicon)
            found = _number_at(tokens, at, lexicon) if at not in dated else None
            told = found is not None and (plain or _ends_there(tokens, found[1]))
            yield phrase, found if told else None


def _behind_words_between(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, bool]:
    """The position behind marks, sounds and small words, and whether none of these says what the order is for."""
    end = min(len(tokens), at + _MOST_BETWEEN)
    plain = True
    while at < end:
        word = tokens[at].folded
        if word in lexicon.numbers and _number_at(tokens, at, lexicon) is not None:
            break  # "purchase order one one eight" begins with its first "one"
        if word in lexicon.phrases["po_for"] and word not in lexicon.phrases["po_is"]:
            plain = False
        elif not (tokens[at].kind is Kind.MARK or word in lexicon.phrases["po_is"] or lexicon.has("hesitations", word)):
            break
        at += 1
    return at, plain


def _ends_there(tokens: Sequence[Token], at: int) -> bool:
    """Whether a part ends before a token: "a PO for you, 70944." and no "PO for you: 500 widgets"."""
    return at >= len(tokens) or tokens[at].kind is not Kind.WORD


def _number_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Reference, int] | None:
    if at >= len(tokens) or tokens[at].kind is not Kind.WORD:
        return None
    word = tokens[at].folded
    if week_of_the_year((word,), lexicon) is not None or _SIDES.fullmatch(word):
        return None  # "Bestellung: M12x40 Schrauben"
    if _NUMBER.fullmatch(word) and (_DATE.fullmatch(word) or _TELLING.fullmatch(word.strip("#.")) is None):
        return None
    if _NUMBER.fullmatch(word):
        counts = word.isdigit() and at + 1 < len(tokens) and tokens[at + 1].folded in lexicon.units
        return None if counts else (Reference(tokens[at].text.strip("#."), tokens[at].start, tokens[at].end), at + 1)
    spelled = spelled_code_at(tokens, at, lexicon)
    if spelled is None or not any(c.isdigit() for c in spelled[0]):
        return None
    code, behind = spelled
    return Reference(code, tokens[at].start, tokens[behind - 1].end), behind


def lone_number(tokens: Sequence[Token], lexicon: Lexicon) -> Reference | None:
    """The number that a text is and nothing else, courtesy aside: a subject "SRM-558120" is a purchase order."""
    said = [t for t in tokens if t.kind is Kind.WORD and not lexicon.has("courtesy", t.folded)]
    if len(said) != 1 or not _LONE.fullmatch(said[0].text):
        return None
    return Reference(said[0].text, said[0].start, said[0].end)


def like_a_code(token: Token) -> bool:
    """Whether a word is written like a document's number: "UC-26/0311", "2026/131"; "31/03" and "03/31/26" are days."""
    word = token.text
    return len(word) <= _LONGEST_CODE and bool(_CODE.fullmatch(word)) and not _DAY.fullmatch(word)
