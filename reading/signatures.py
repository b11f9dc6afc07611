"""A mail's signature and disclaimer, blanked out in place so that offsets stay true."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reading.blanking import blank
from reading.counts import DASHES
from reading.languages import Lexicon
from reading.mail.words import mail_words
from reading.numbers import amount_at
from reading.tokens import Kind, Token, fold, tokenize

_SIGNATURE_MARK = re.compile(r"^-- ?$")
_TIMES = re.compile(r"x\d{1,6}|\d{1,6}x")
_RULE = re.compile(r"\s*[_\-=*]{3,}\s*$")
_CONTACT = re.compile(r"@|\bwww\.|https?://|(?:\d[\s().\-/]{0,3}){7}")
_MOTTO = re.compile(r"[\"“«„]([^\"“”«»„\d]+)[\"”»“]\s*$")
_FEWEST_MOTTO_WORDS = 4
_SENTENCE_ENDS = (".", "!", "…")
_FEWEST_SMALL = 2
_POSTSCRIPTS = frozenset({"ps", "p.s", "pd", "p.d", "nb", "n.b"})
_MOST_TITLE_WORDS = 4
_MOST_NAME_WORDS = 6
_MOST_CLOSING_NAME = 3
_MOST_CARD_WORDS = 12
_MOST_COURTESY = 2
_LONGEST_CARD_LINE = 200
_MOST_LINES = 150


def blank_signature(text: str, names: frozenset[str], lexicon: Lexicon) -> str:
    """Blank out a mail's signature and disclaimer.

    A signature begins at ``-- ``, or below the words of the mail at a line of nothing but the sender's names, at what a
    telephone adds, and a disclaimer at a phrase that only disclaimers have. It also begins at words of closing or a
    rule where only a visiting card stands below, with a way to reach somebody on it. Where a line follows that may be
    an order, nothing is blanked; nor is anything that stands more than ``_MOST_LINES`` from the end.
    """
    lines = _last_lines(text)
    ordered = max((at for at, line in enumerate(lines) if _may_order(line, names, lexicon)), default=-1)
    below = lines[ordered + 1 :]
    disclaimed = next((at for at, line in enumerate(below) if _disclaims(line, lexicon)), len(below))
    card = disclaimed
    while card and _is_card_line(below[card - 1], lexicon):
        card -= 1
    if not any(_CONTACT.search(line.text) for line in below[card:disclaimed]):
        card = len(below) + 1
    said = ordered >= 0 or any(c.isalnum() for c in text[: lines[0].start])
    for at, line in enumerate(below):
        begins = (
            _SIGNATURE_MARK.match(line.text)
            or (said and _is_signed(line, names, lexicon) and _only_cards(below[at + 1 : disclaimed], names, lexicon))
            or at == disclaimed
            or _is_device(line)
            or (at >= card - 1 and (_is_closing(line.text) or _RULE.match(line.text)))
        )
        if begins and said:
            return blank(text, line.start, len(text))
        said = said or bool(line.words)
    return text


@dataclass(frozen=True)
class _Line:
    """A line with its place in the text and its tokens."""

    start: int
    text: str
    tokens: list[Token]

    @property
    def words(self) -> list[str]:
        """Its words, folded."""
        return [token.folded for token in self.tokens if token.kind is Kind.WORD]


def _only_cards(lines: list[_Line], names: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether nothing below a name says anything: no "and no romas" that came to mind behind it."""
    told = [_without_motto(line) for line in lines]
    return all(not line.words or _is_device(line) or not _says_something(line, names, lexicon) for line in told)


def _without_motto(line: _Line) -> _Line:
    """A line without the sentence in quotes that it ends with: 'Ridge Hardware - "if we don't have it..."'."""
    motto = _MOTTO.search(line.text[:_LONGEST_CARD_LINE])
    if motto is None or len(motto[1].split()) < _FEWEST_MOTTO_WORDS:
        return line
    kept = line.text[: motto.start()]
    return _Line(line.start, kept, tokenize(kept))


def _says_something(line: _Line, names: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a line is more than what stands below names: it is written as words are or is a sentence, asks, or has a
    reservation."""
    words = [token for token in line.tokens if token.kind is Kind.WORD]
    small = sum(token.text[0].islower() for token in words)
    sentence = line.text.rstrip().endswith(_SENTENCE_ENDS) and small >= _FEWEST_SMALL and 2 * small >= len(words)
    begun = words[0].text[0].islower() or words[0].folded.strip(".") in _POSTSCRIPTS
    written = (begun or sentence) and not _CONTACT.search(line.text)
    named = all(word.strip(".") in names for word in line.words)
    reserves = any(lexicon.has("caution", word) or word in lexicon.phrases["thanks"] for word in line.words)
    return (written and not named) or reserves or "?" in line.text


def _is_device(line: _Line) -> bool:
    return mail_words().device.match(fold(line.text.strip()[:_LONGEST_CARD_LINE])) is not None


def _last_lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    end = len(text)
    while len(lines) < _MOST_LINES and end >= 0:
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        lines.append(_Line(start, line, tokenize(line)))
        end = start - 1
    return lines[::-1]


def _disclaims(line: _Line, lexicon: Lexicon) -> bool:
    folded = fold(line.text)
    return mail_words().disclaimer.search(folded) is not None or any(
        phrase in folded for phrase in lexicon.phrases["disclaimer"]
    )


def _is_closing(line: str) -> bool:
    """Whether a line is words of closing, and a short name at most."""
    folded = fold(line.strip()[:_LONGEST_CARD_LINE])
    closing, _, name = folded.partition(",")
    return closing.strip(" .!-") in mail_words().closings and len(name.split()) <= _MOST_CLOSING_NAME


def _behind_closing(line: _Line) -> list[str]:
    """The words behind those of closing that a line begins with; none where it begins otherwise."""
    marks = (at for at, token in enumerate(line.tokens) if token.kind is not Kind.WORD)
    end = next(marks, len(line.tokens))
    closing = " ".join(token.folded for token in line.tokens[:end])
    return [t.folded for t in line.tokens[end:] if t.kind is Kind.WORD] if closing in mail_words().closings else []


def _is_card_line(line: _Line, lexicon: Lexicon) -> bool:
    """Whether a line may stand on a visiting card: a name, a place, a number; no request, no day, no reservation."""
    words = line.words
    if len(line.text) > _LONGEST_CARD_LINE or len(words) > _MOST_CARD_WORDS or "?" in line.text:
        return False
    if _is_closing(line.text):
        return True
    days = lexicon.weekdays.keys() | lexicon.relative_days.keys()
    asks = any(
        word in days
        or lexicon.has("caution", word)
        or word in lexicon.phrases["thanks"]
        or word in lexicon.phrases["purchase_order"]
        for word in words
    )
    return not asks and sum(lexicon.has("courtesy", word) for word in words) < _MOST_COURTESY


def _is_name_line(words: list[str], names: frozenset[str]) -> bool:
    """Whether a line is a name: its first word is one of the sender's, and so is every other, titles aside. A number
    is none, though their address has it: "12 - tape"."""
    return (
        0 < len(words) <= _MOST_NAME_WORDS
        and not words[0][:1].isdigit()
        and words[0].strip(".") in names
        and all(word.strip(".") in names or (word.isalpha() and len(word) <= 4) for word in words)
    )


def _is_signed(line: _Line, names: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a line is a name, with thanks before it or what its bearer is behind a comma: "Gracias! Marisol", "R.
    Ellery, Supply Chain"."""
    if _is_name_line(line.words, names) or _is_name_line(_behind_closing(line), names):
        return True
    comma = next((at for at, token in enumerate(line.tokens) if token.text == ","), 0)
    name = [t.folded.strip(".") for t in line.tokens[:comma] if t.kind is Kind.WORD]
    post = [t for t in line.tokens[comma:] if t.kind is Kind.WORD]
    called = bool(name) and name[-1] in names and all(word in names or len(word) == 1 for word in name)
    titled = 0 < len(post) <= _MOST_TITLE_WORDS and all(t.text[0].isupper() and t.text.isalpha() for t in post)
    return called and titled and not _says_something(line, names, lexicon)


def _may_order(line: _Line, names: frozenset[str], lexicon: Lexicon) -> bool:
    return not _is_closing(line.text) and _orders_something(line.tokens, names, lexicon)


def _orders_something(tokens: list[Token], names: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a line names an amount and its unit, or begins with an amount of something: not with "14 Wharf St"."""
    begun = False
    for at, token in enumerate(tokens):
        if token.kind is not Kind.WORD:
            continue
        amount = amount_at(tokens, at, lexicon)
        behind = at + (amount.length if amount else 1)
        behind += behind < len(tokens) and tokens[behind].text in DASHES  # "12 - tape"
        following = tokens[behind].folded if behind < len(tokens) else ""
        counted = amount is not None or lexicon.has("articles", token.folded)
        if _TIMES.fullmatch(token.folded) or (counted and following in lexicon.units):
            return True
        if amount is not None and not begun and following.isalpha() and following not in names:
            return True
        begun = begun or not lexicon.has("courtesy", token.folded)
    return False
