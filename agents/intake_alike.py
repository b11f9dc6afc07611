"""A line that says of the one before it that it is the same, and what is different, or in what it is the same: "4 boxes
same in 2 inch", "elbows, same size"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agents.intake_catalog import Asking, missing
from agents.intake_draft import Read
from agents.matching_joined import describes
from agents.results import RequestedLine
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import is_word
from reading.languages import languages
from reading.tokens import Token, fold
from reading.word_kinds import any_has

_SURE = 0.95
_MOST_WORDS = 4
_LONGEST_BEFORE = 12
_INCH = "in"
_WORD = re.compile(r"[^\W_]+")


def like_the_one_before(line: RequestedLine, before: RequestedLine, ask: Asking) -> RequestedLine:
    """The line in the words of the one before it, with its own size or colour in the place of the other's, where "same"
    stands in it and these name one product for sure; as it is everywhere else.

    What is different is not said: each word of the line before that may be is left out in turn.
    """
    if line.sku is not None or line.numbers or before.sku is not None or before.numbers:
        return line
    if not any(any_has("comparing", fold(word)) for word in line.text.split()):
        return line
    said = [
        word
        for word in words(line.words)
        if not (any_has("comparing", word) or any_has("contrasting", word) or _is_unit(word))
    ]
    told = words(before.words)
    if not said or len(told) > _LONGEST_BEFORE:
        return line
    if len(said) > _MOST_WORDS or not all(_differs(word, line) for word in said):
        return _in_an_aspect(line, before, ask)
    first = ask(before)
    found: dict[str, RequestedLine] = {}
    for at, word in enumerate(told):
        if not _differs(word, before) or word in said:
            continue
        # Beside a "2-1/2", '2"' is a 2.
        meant = [w.removesuffix(_INCH) if word[-1].isdigit() and w[0].isdigit() else w for w in said]
        together = [*told[:at], *(w for w in meant if w not in told), *told[at + 1 :]]
        fuller = line.model_copy(update={"words": " ".join(together), "alike": True})
        answer = ask(fuller)
        if answer.sku is not None and answer.probability >= _SURE and missing(answer) <= missing(first):
            found.setdefault(answer.sku, fuller)
    found.pop(first.sku or "", None)
    return next(iter(found.values())) if len(found) == 1 else line


def _in_an_aspect(line: RequestedLine, before: RequestedLine, ask: Asking) -> RequestedLine:
    """A line that is the same as the one before it in size, colour or the like, where its own words mean one product
    for sure and those with what it shares mean no other, or where these alone mean one that has all that is shared."""
    spoken, asked = [fold(word) for word in _WORD.findall(line.text)], words(line.words)
    aspects = {b for a, b in pairwise(spoken) if any_has("comparing", a) and any_has("aspects", b)}
    if not aspects and not (spoken and any_has("comparing", spoken[-1])):
        return line
    own = [word for word in asked if not (any_has("comparing", word) or word in aspects)]
    shared = [word for word in words(before.words) if _differs(word, before) and word not in own]
    if not any(is_word(word) for word in own):
        return line
    alone = line.model_copy(update={"words": " ".join(own), "alike": True})
    fuller = alone.model_copy(update={"words": " ".join((*own, *shared))})
    by_itself, together = ask(alone), ask(fuller)
    if by_itself.sku is not None and by_itself.probability >= _SURE and together.sku == by_itself.sku:
        return alone
    proven = together.sku is not None and together.probability >= _SURE and bool(shared)
    return fuller if proven and not missing(together) & set(shared) else line


def words_of_likeness(reads: Sequence[Read], lines: Sequence[RequestedLine]) -> frozenset[Token]:
    """The "same" and the "but" of the lines that are understood by them."""
    spans = [(span.part_id, span.start, span.end) for line in lines if line.alike for span in line.spans]
    return frozenset(
        token
        for read in reads
        for token in read.reading.cautions
        if any(read.part_id == part and start <= token.start and token.end <= end for part, start, end in spans)
        and (any_has("comparing", token.folded) or any_has("contrasting", token.folded))
    )


def _differs(word: str, line: RequestedLine) -> bool:
    """Whether a word says a size, a colour or the like."""
    return any(c.isdigit() for c in word) or describes(word, line)


def _is_unit(word: str) -> bool:
    return any(word in one.units for one in languages().values())
