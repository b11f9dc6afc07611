"""Whether a message speaks of an order before it: it cancels, changes or repeats one, and does not stand by itself."""

from __future__ import annotations

import re
from datetime import date

from reading.baskets import ChangeKind
from reading.changes import read_changes
from reading.dates import DateReading, find_dates
from reading.languages import languages, lexicon_for
from reading.sections import phrases_of
from reading.tokens import Kind, fold, tokenize

_CANCELS = ("cancel",)
_CANCELS_OR_REPEATS = ("cancel", "duplicate")
_POINTS_AT_A_BASKET = ("usual", "last_order", "as_usual")
_ANY_DAY = date(2000, 1, 3)
_SEVERAL = 2
_ANSWERS = re.compile(r"(?:re|aw|sv|antw|antwort|res|rif|rv|rta|ref)(?:\[\d+\])?\s*:\s*", re.IGNORECASE)
# An answer says a line or two again.
_MANY_LINES = 3


def speaks_of_before(text: str, with_files: bool = False, answers: bool = False, answers_another: bool = False) -> bool:
    """Whether words of cancelling or repeating stand in a text, in any language, or more of changing than of ordering.

    Args:
        text: the message's own words.
        with_files: files came with it: then it is an order of its own, unless it cancels or repeats one.
        answers: its subject answers that of the order before: then what names goods and a day may still be a change.
        answers_another: its subject answers something else: then "5 more, and 2 of that" for a day is an order.
    """
    tokens = tokenize(text)
    spoken = [token.folded for token in tokens if token.kind is Kind.WORD]
    points = _says(spoken, _POINTS_AT_A_BASKET)
    if _says(spoken, _CANCELS if points else _CANCELS_OR_REPEATS):
        return True
    if with_files or points:
        return False
    lexicon = lexicon_for(spoken, None)
    dates = find_dates(tokens, lexicon, DateReading(_ANY_DAY, day_first=True))
    settled = frozenset(at for mention in dates for at in range(mention.first, mention.last))
    changes = read_changes(tokens, settled, lexicon).changes
    opening = sum(change.opens for change in changes)
    ordering = [change for change in changes if not change.said]
    kept = phrases_of("changes", lexicon.codes).stands_in("kept", [token.folded for token in tokens])
    begun = bool(changes) and changes[0].opens and not (answers_another and changes[0].kind is ChangeKind.ADD)
    if dates and any(change.words for change in ordering) and not (kept or begun or answers):
        return False
    dropped = any(change.kind is ChangeKind.DROP and change.opens for change in changes) and len(ordering) < _SEVERAL
    return bool(opening and (opening >= len(ordering) or kept or dropped)) or (kept and bool(changes))


def answered_subject(subject: str) -> str:
    """The subject that a subject answers ("Re: AW: friday" is "friday"), folded; empty where it answers none."""
    rest, answers = fold(subject.strip()), False
    while (mark := _ANSWERS.match(rest)) is not None:
        rest, answers = rest[mark.end() :], True
    return rest.strip() if answers else ""


def stands_by_itself(text: str, with_files: bool = False) -> bool:
    """Whether a message is an order of its own although an answer is waited for: it names goods and a day, or files
    came with it."""
    if with_files:
        return True
    tokens = tokenize(text)
    spoken = [token.folded for token in tokens if token.kind is Kind.WORD]
    if _says(spoken, _CANCELS_OR_REPEATS):
        return False
    lexicon = lexicon_for(spoken, None)
    dates = find_dates(tokens, lexicon, DateReading(_ANY_DAY, day_first=True))
    settled = frozenset(at for mention in dates for at in range(mention.first, mention.last))
    changes = read_changes(tokens, settled, lexicon).changes
    named = [change for change in changes if change.words and not change.opens]
    points = _says(spoken, _POINTS_AT_A_BASKET)
    return (bool(dates) and bool(named or points)) or len(named) >= _MANY_LINES


def _says(spoken: list[str], meanings: tuple[str, ...]) -> bool:
    text = f" {' '.join(spoken)} "
    return any(
        f" {fold(phrase)} " in text
        for language in languages().values()
        for meaning in meanings
        for phrase in language.phrases[meaning]
    )
