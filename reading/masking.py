"""Parts of a text that are not the customer's order, blanked out in place so that offsets stay true."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reading.languages import Lexicon, languages
from reading.numbers import amount_at
from reading.tokens import Kind, Token, fold, tokenize

_SPEAKER = re.compile(r"^[ \t]*([^\W\d_][\w .'\-]{0,30}?)[ \t]*:[ \t]*", re.MULTILINE)
_SIGNATURE_MARK = re.compile(r"^-- ?$")
_TIMES = re.compile(r"x\d{1,6}|\d{1,6}x")
_MOST_NAME_WORDS = 6


@dataclass(frozen=True)
class Dialogue:
    """A call: the text with everything but the customer's turns blanked out, and what the desk's side said."""

    customers: str
    reps: str


def split_dialogue(text: str) -> Dialogue:
    """Part a call's transcript by its speaker labels. Without labels all of it is the customer's."""
    labels = list(_SPEAKER.finditer(text))
    rep_speakers = frozenset().union(*(one.words["rep_speakers"] for one in languages().values()))
    if len(labels) < 2 or not any(fold(label[1]) in rep_speakers for label in labels):
        return Dialogue(text, "")
    customers = text
    reps: list[str] = []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        end = following.start() if following else len(text)
        if fold(label[1]) in rep_speakers:
            reps.append(text[label.end() : end].strip())
            customers = _blank(customers, label.start(), end)
        else:
            customers = _blank(customers, label.start(), label.end())
    return Dialogue(customers, "\n".join(reps))


def blank_signature(text: str, names: frozenset[str], lexicon: Lexicon) -> str:
    """Blank out a mail's signature and disclaimer.

    A signature begins at ``-- ``, or below the words of the mail at a line of nothing but the sender's names, and a
    disclaimer at a phrase that only disclaimers have. Where a line follows that may be an order, nothing is blanked.
    """
    start = 0
    said = False
    ordered = _end_of_orders(text, names, lexicon)
    for line in text.split("\n"):
        words = [token.folded for token in tokenize(line) if token.kind is Kind.WORD]
        begins = (
            _SIGNATURE_MARK.match(line)
            or (said and _is_name_line(words, names))
            or any(phrase in fold(line) for phrase in lexicon.phrases["disclaimer"])
        )
        if begins and said and start >= ordered:
            return _blank(text, start, len(text))
        said = said or bool(words)
        start += len(line) + 1
    return text


def _is_name_line(words: list[str], names: frozenset[str]) -> bool:
    """Whether a line is a name: its first word is one of the sender's, and so is every other, titles aside."""
    return (
        0 < len(words) <= _MOST_NAME_WORDS
        and words[0].strip(".") in names
        and all(word.strip(".") in names or (word.isalpha() and len(word) <= 4) for word in words)
    )


def _end_of_orders(text: str, names: frozenset[str], lexicon: Lexicon) -> int:
    """Where the last line of a text ends that may be an order."""
    end = start = 0
    for line in text.split("\n"):
        if _orders_something(tokenize(line), names, lexicon):
            end = start + len(line)
        start += len(line) + 1
    return end


def _orders_something(tokens: list[Token], names: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a line names an amount and its unit, or begins with an amount of something: not with "14 Wharf St"."""
    begun = False
    for at, token in enumerate(tokens):
        if token.kind is not Kind.WORD:
            continue
        amount = amount_at(tokens, at, lexicon)
        behind = at + (amount.length if amount else 1)
        following = tokens[behind].folded if behind < len(tokens) else ""
        counted = amount is not None or lexicon.has("articles", token.folded)
        if _TIMES.fullmatch(token.folded) or (counted and following in lexicon.units):
            return True
        if amount is not None and not begun and following.isalpha() and following not in names:
            return True
        begun = begun or not lexicon.has("courtesy", token.folded)
    return False


def _blank(text: str, start: int, end: int) -> str:
    """The text with a stretch of it as blanks, line ends kept."""
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
