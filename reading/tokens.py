"""Text as tokens with their places, so that everything read can point at its words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

_CHUNK = re.compile(r"\n|[^\s]+")
_LEADING = "([{<*•·\"'“‘¿¡_~>/"
_TRAILING = ")]}>*,;:.!?\"'”’_~"
# A comma or semicolon inside a chunk parts it, unless it stands between digits.
_INNER = re.compile(r"(?<!\d)[,;]|[,;](?!\d)")
_LONGEST_ABBREVIATION = 40
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "″": '"', "–": "-", "—": "-", "½": "1/2"})


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


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case, no accents, plain quotes and dashes: the form in which words are compared."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_QUOTES).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def tokenize(text: str) -> list[Token]:
    """The tokens of a text in order; every character that is not white space belongs to one."""
    tokens: list[Token] = []
    for chunk in _CHUNK.finditer(text):
        if chunk.group() == "\n":
            tokens.append(Token(Kind.NEWLINE, "\n", "\n", chunk.start(), chunk.end()))
            continue
        start = chunk.start()
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
    while start < end and text[start] in _LEADING:
        before.append(_mark(text, start))
        start += 1
    after: list[Token] = []
    while end > start and text[end - 1] in _TRAILING and not _is_inch_or_abbreviation(text, start, end):
        end -= 1
        after.append(_mark(text, end))
    word = text[start:end]
    if not word:
        middle = []
    elif any(c.isalnum() for c in word):
        middle = [Token(Kind.WORD, word, fold(word), start, end)]
    else:
        middle = [Token(Kind.MARK, word, fold(word), start, end)]
    return [*before, *middle, *reversed(after)]


def _is_inch_or_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the last character belongs to the word: an inch mark after a digit, the last point of ``p.o.``."""
    last = text[end - 1]
    if last in "\"'”’″":
        return end - 2 >= start and text[end - 2].isdigit()
    if last != "." or end - start > _LONGEST_ABBREVIATION:
        return False
    return "." in text[start : end - 1] and not any(c.isdigit() for c in text[start:end])


def _mark(text: str, at: int) -> Token:
    return Token(Kind.MARK, text[at], fold(text[at]), at, at + 1)
