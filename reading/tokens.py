"""Text as tokens with their places, so that everything read can point at its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from domain.letters import plain_letters

SENTENCE_ENDS = frozenset({".", "!", "?", ";", "\n"})
"""The texts of tokens at which a sentence, or a line of a text, ends."""

_CHUNK = re.compile(r"\n|[^\s]+")
_LEADING = "([{<*•·\"'“‘¿¡_~>/«„"
_TRAILING = ")]}>*,;:.!?\"'”’_~»…—"
# What parts a chunk: a comma or semicolon that does not stand between digits, dots in a row, a long dash, and the
# colon between a word and its number ("fri:2").
_INNER = re.compile(r"(?<!\d)[,;]|[,;](?!\d)|\.{2,}|…|—|(?<=[^\W\d_]):(?=\d)")
# A row of dots that leads to what stands at the end of a line: "Bibs, blue ........ 2 CS".
_LEADER = re.compile(r"[.·_]{4,}|…{2,}")
_ABBREVIATION = re.compile(r"(?:[^\W\d_]{1,3}\.){2,}")
_LONGEST_ABBREVIATION = 40
_DASHES = "-–—"
_LISTED = re.compile(r"\d{1,4}[-–]")
_WIDEST_MARGIN = 20
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FRACTIONS = {
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "⅓": "1/3",
    "⅔": "2/3",
    "⅛": "1/8",
    "⅜": "3/8",
    "⅝": "5/8",
    "⅞": "7/8",
}
_FRACTION = re.compile("(?P<whole>[0-9]?)(?P<part>[" + "".join(_FRACTIONS) + "])")
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "″": '"', "–": "-", "—": "-"})


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    MARK = "mark"
    NEWLINE = "newline"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a punctuation mark or a line end. ``start`` and ``end`` are code point offsets into the text."""

    kind: Kind
    text: str
    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, no accents, letters of other alphabets by their sound: the form in which words are compared.

    A fraction of one sign is written out, and joined with a plus to a number before it: 2½ is ``2+1/2``. A digit set
    high keeps its mark, because 2² is not 22. Quotes and dashes are plain.
    """
    return text.lower() if text.isascii() else _folded(text)


@lru_cache(maxsize=65_536)
def _folded(text: str) -> str:
    plain = _FRACTION.sub(_written_out, text.translate(_SIGNS).casefold())
    if not plain.isascii():
        plain = "".join(f"^{c}" if c in _SUPERSCRIPTS else c for c in plain)
    return plain_letters(plain)


def _written_out(found: re.Match[str]) -> str:
    part = _FRACTIONS[found["part"]]
    return f"{found['whole']}+{part}" if found["whole"] else part


def tokenize(text: str) -> list[Token]:
    """The tokens of a text in order; every character that is not white space belongs to one.

    A row of dots between words is a dash, since it says the same.
    """
    tokens: list[Token] = []
    for chunk in _CHUNK.finditer(text):
        if chunk.group() == "\n":
            tokens.append(Token(Kind.NEWLINE, "\n", "\n", chunk.start(), chunk.end()))
            continue
        start = chunk.start()
        if _LEADER.fullmatch(chunk.group()):
            tokens.append(Token(Kind.MARK, "-", "-", start, chunk.end()))
            continue
        for piece_start, piece_end in _pieces(chunk.group()):
            tokens.extend(_peel(text, start + piece_start, start + piece_end))
    return tokens


def _pieces(chunk: str) -> list[tuple[int, int]]:
    """A chunk parted behind its inner commas."""
    cuts = [match.end() for match in _INNER.finditer(chunk) if match.end() < len(chunk)]
    edges = [0, *cuts, len(chunk)]
    return list(pairwise(edges))


def _peel(text: str, start: int, end: int) -> list[Token]:
    """A piece as its leading marks, its word and its trailing marks."""
    before: list[Token] = []
    while start < end and (text[start] in _LEADING or _is_bullet(text, start, end)):
        before.append(_mark(text, start))
        start += 1
    after: list[Token] = []
    while end > start and text[end - 1] in _TRAILING and not _is_inch_or_abbreviation(text, start, end):
        end -= 1
        after.append(_mark(text, end))
    word = text[start:end]
    if _LISTED.fullmatch(word):
        # "2- cs flats": an amount and a dash.
        after.append(_mark(text, end - 1))
        word, end = word[:-1], end - 1
    if not word:
        middle = []
    elif any(c.isalnum() for c in word):
        middle = [Token(Kind.WORD, word, fold(word), start, end)]
    else:
        middle = [Token(Kind.MARK, word, fold(word), start, end)]
    return [*before, *middle, *reversed(after)]


def _is_bullet(text: str, start: int, end: int) -> bool:
    """Whether a dash or plus before a word is a mark: the dash that begins a line ("-2 cs"), any plus ("+2 cs")."""
    if start + 1 >= end or not text[start + 1].isalnum():
        return False
    if text[start] == "+":
        return True
    return text[start] in _DASHES and not text[max(0, start - _WIDEST_MARGIN) : start].rpartition("\n")[2].strip()


def _is_inch_or_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the last character belongs to the word: an inch mark after a digit, the last point of ``p.o.``."""
    last = text[end - 1]
    if last in "\"'”’″":
        return end - 2 >= start and text[end - 2].isdigit()
    if last != "." or end - start > _LONGEST_ABBREVIATION:
        return False
    return bool(_ABBREVIATION.fullmatch(text, start, end))


def _mark(text: str, at: int) -> Token:
    return Token(Kind.MARK, text[at], fold(text[at]), at, at + 1)
