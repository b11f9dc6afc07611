"""A whole message read: its dates, purchase order, lines, and what nothing was made of.

What the reader does not understand it does not hide: every word that belongs to nothing it knows is *residue*, and
every word that may bend the meaning of what it does know is a *caution*. An order with either is not proven.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reading.baskets import Change, read_changes
from reading.dates import DateMention, DateReading, find_dates
from reading.languages import Lexicon, lexicon_for
from reading.lines import LineMention, LinesReading, read_lines
from reading.tokens import Kind, Token, fold, tokenize

_PO_TOKEN = re.compile(r"(?=[\w\-/.#]*\d)#?[\w][\w\-/.]{2,39}")
_PRICE = re.compile(r"[$€£]?\d{1,6}[.,]\d{2}(?:/[a-z]+)?|[$€£]\d{1,6}(?:/[a-z]+)?")
_INITIAL = re.compile(r"[a-z]\.?")
_SETTLED_PHRASES = frozenset({"usual", "last_order", "as_usual", "aside", "next_delivery"})
_PRICE_MARKS = frozenset({"@", "at"})


@dataclass(frozen=True)
class ReadingContext:
    """What is known before a message is read.

    ``names`` are folded words of people and places around the sender: they explain words that are part of no product.
    ``is_number`` tells whether a word is a product number of the distributor's or of this customer's; ``names_place``
    whether two words, the second a number or a letter, name one of their places: "store 2".
    """

    today: date
    day_first: bool
    language: str | None
    names: frozenset[str]
    is_number: Callable[[str], bool]
    names_place: Callable[[str, str], bool] = lambda before, number: False


@dataclass(frozen=True)
class Phrase:
    """A phrase that means something for the whole message, and its tokens."""

    meaning: str
    first: int
    last: int


@dataclass(frozen=True)
class TextReading:
    """What one text says. Positions index ``tokens``.

    ``base`` is the phrase that points at an order, the usual or the last one; then the text has ``changes`` to it and
    no lines of its own.
    """

    text: str
    tokens: tuple[Token, ...]
    lexicon: Lexicon
    lines: tuple[LineMention, ...]
    base: Phrase | None
    changes: tuple[Change, ...]
    dates: tuple[DateMention, ...]
    phrases: tuple[Phrase, ...]
    po_number: Token | None
    cautions: tuple[Token, ...]
    residue: tuple[Token, ...]
    prices: tuple[Token, ...]
    questions: int

    def says(self, meaning: str) -> bool:
        """Whether a phrase of that meaning stands in the text."""
        return any(phrase.meaning == meaning for phrase in self.phrases)


def read_text(text: str, context: ReadingContext) -> TextReading:
    """Read one text, such as a mail's body or a transcript. Never fails: what it cannot read is residue."""
    tokens = tokenize(text)
    words = [token.folded for token in tokens if token.kind is Kind.WORD]
    lexicon = lexicon_for(words, context.language)
    dates = find_dates(tokens, lexicon, DateReading(context.today, context.day_first))
    phrases = _find_phrases(tokens, lexicon)
    po_number, po_places = _purchase_order(tokens, phrases)
    prices = _prices(tokens)

    phrases = [p for p in phrases if p.meaning != "usual" or _stands_alone(p, tokens, dates, lexicon)]
    asides = [p for p in phrases if p.meaning == "as_usual"]

    settled: set[int] = set(po_places)
    for mention in dates:
        settled.update(range(mention.first, mention.last))
    for phrase in phrases:
        if phrase.meaning in _SETTLED_PHRASES:
            settled.update(range(phrase.first, phrase.last))
    priced = set(prices)
    settled.update(position for position, token in enumerate(tokens) if token in priced or token.text == "@")
    for position, (before, token) in enumerate(pairwise(tokens)):
        if context.names_place(before.folded, token.folded):
            settled.update((position, position + 1))
    base = next((p for p in phrases if p.meaning in {"usual", "last_order"}), None)
    changes: tuple[Change, ...] = ()
    if base is None:
        reading = read_lines(tokens, frozenset(settled), lexicon, context.is_number)
        if asides and not reading.lines:
            # "As usual" beside lines says nothing more; alone it asks for the usual.
            base = Phrase("usual", asides[0].first, asides[0].last)
    if base is not None:
        changed = read_changes(tokens, frozenset(settled), lexicon)
        changes, reading = changed.changes, LinesReading((), changed.rest)
    in_lines = {token for line in reading.lines for token in line.tokens}
    in_lines |= {token for change in changes for token in change.tokens}
    negated = {token for change in changes for token in change.tokens}
    negated |= {t for line in reading.lines if line.without for t in line.tokens if lexicon.has("negation", t.folded)}
    return TextReading(
        text=text,
        tokens=tuple(tokens),
        lexicon=lexicon,
        lines=reading.lines,
        base=base,
        changes=changes,
        dates=tuple(dates),
        phrases=tuple(phrases),
        po_number=po_number,
        cautions=tuple(
            token
            for position, token in enumerate(tokens)
            if position not in settled and token not in negated and _is_caution(token, lexicon)
        ),
        residue=tuple(t for t in reading.rest if _unexplained(t, lexicon, context) and t not in in_lines),
        prices=tuple(prices),
        questions=sum(token.text == "?" for token in tokens),
    )


def _find_phrases(tokens: Sequence[Token], lexicon: Lexicon) -> list[Phrase]:
    """Every phrase of the lexicon that stands in the text, the longest first at each place."""
    by_first: dict[str, list[tuple[list[str], str]]] = {}
    for meaning, phrases in lexicon.phrases.items():
        if meaning in {"date_lead", "no_date"}:
            continue
        for phrase in phrases:
            split = phrase.split()
            by_first.setdefault(split[0], []).append((split, meaning))
    found: list[Phrase] = []
    words = [token.folded for token in tokens]
    at = 0
    while at < len(words):
        fitting = [
            (len(split), meaning)
            for split, meaning in by_first.get(words[at], ())
            if words[at : at + len(split)] == split
        ]
        if not fitting:
            at += 1
            continue
        length = max(length for length, _ in fitting)
        found.extend(Phrase(meaning, at, at + length) for size, meaning in sorted(fitting) if size == length)
        at += length
    return found


def _stands_alone(phrase: Phrase, tokens: Sequence[Token], dates: Sequence[DateMention], lexicon: Lexicon) -> bool:
    """Whether "the usual" is an order of its own, not a word before a product: "usual oil x1"."""
    if phrase.last >= len(tokens) or any(phrase.last == mention.first for mention in dates):
        return True
    following = tokens[phrase.last]
    word = following.folded
    if following.kind is not Kind.WORD or word in lexicon.phrases["date_lead"]:
        return True
    return lexicon.has("courtesy", word) or lexicon.has("caution", word)


def _purchase_order(tokens: Sequence[Token], phrases: Sequence[Phrase]) -> tuple[Token | None, set[int]]:
    """The number behind a "PO": the nearest word with a digit, marks such as ``#`` and ``:`` between them allowed."""
    places: set[int] = set()
    for phrase in phrases:
        if phrase.meaning != "purchase_order":
            continue
        at = phrase.last
        while at < len(tokens) and at < phrase.last + 3 and tokens[at].kind is Kind.MARK:
            at += 1
        if at < len(tokens) and _PO_TOKEN.fullmatch(tokens[at].folded):
            return tokens[at], {*places, *range(phrase.first, at + 1)}
        places.update(range(phrase.first, phrase.last))
    return None, places


def _prices(tokens: Sequence[Token]) -> list[Token]:
    """Amounts of money: after an ``@``, or with a currency sign."""
    found = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if not _PRICE.fullmatch(token.folded):
            continue
        if token.folded[0] in "$€£" or (before is not None and before.folded in _PRICE_MARKS):
            found.append(token)
    return found


def _is_caution(token: Token, lexicon: Lexicon) -> bool:
    return token.kind is Kind.WORD and lexicon.has("caution", token.folded)


def _unexplained(token: Token, lexicon: Lexicon, context: ReadingContext) -> bool:
    """Whether nothing is known that the word could be."""
    if token.kind is not Kind.WORD:
        return False
    word = token.folded
    if lexicon.has("courtesy", word) or word in context.names or word in lexicon.phrases["date_lead"]:
        return False
    bare = word.strip("'").removesuffix("'s")
    if bare in context.names or lexicon.has("courtesy", bare) or lexicon.has("caution", word):
        return False
    pieces = [piece for piece in re.split(r"[-/&.']", word) if piece]
    if len(pieces) > 1 and all(piece in context.names or lexicon.has("courtesy", piece) for piece in pieces):
        return False
    return not (_INITIAL.fullmatch(word) and any(name.startswith(word[0]) for name in context.names))


def name_words(*texts: str) -> frozenset[str]:
    """The folded words of names and addresses, for ``ReadingContext.names``."""
    found: set[str] = set()
    for text in texts:
        for token in tokenize(text):
            if token.kind is Kind.WORD:
                found.add(token.folded)
                found.update(piece for piece in re.split(r"[-/&.'@]", token.folded) if piece)
                found.add(fold(token.text.removesuffix("'s")))
    return frozenset(found)
