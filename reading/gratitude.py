"""Thanks for what is past: "thanks again for the quick help last week". Nothing in them orders or bends anything."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from reading.counts import count_at
from reading.languages import Lexicon
from reading.tokens import Kind, Token

# Words between the thanks and what they are for: "thank you all so much again for".
_MOST_BETWEEN = 5
_LONGEST = 20


def find_gratitude(tokens: Sequence[Token], dated: Collection[int], lexicon: Lexicon) -> set[int]:
    """The positions of thanks, up to the word that says that what they are for is past and the week or day behind it.

    Thanks that count something, name a day to come, bend anything or go on behind that are none: they may ask for
    something, as "please" does, and "thanks for sending the same as last week".
    """
    found: set[int] = set()
    for at, token in enumerate(tokens):
        if lexicon.has("grateful", token.folded) and not _goes_on(tokens, at - 1):
            found.update(_thanks_from(tokens, at, dated, lexicon))
    return found


def _thanks_from(tokens: Sequence[Token], at: int, dated: Collection[int], lexicon: Lexicon) -> range:
    """The positions of the thanks that begin at a token; none where they are for nothing that is past."""
    near = range(at + 1, min(at + 1 + _MOST_BETWEEN, len(tokens)))
    purpose = next((place for place in near if lexicon.has("purposes", tokens[place].folded)), None)
    if purpose is None or any(tokens[place].kind is not Kind.WORD for place in range(at, purpose)):
        return range(0)
    past = False
    end = purpose + 1
    while end < len(tokens) and tokens[end].kind is Kind.WORD:
        said = tokens[end].folded
        bygone = lexicon.has("bygone", said)
        bends = lexicon.has("comparing", said) or (lexicon.has("caution", said) and not bygone)
        if end - at > _LONGEST or end in dated or bends or said[0].isdigit() or _counts(tokens, end, lexicon):
            return range(0)
        past = bygone or (past and _says_when(said, lexicon))
        end += 1
    return range(at, end) if past else range(0)


def _counts(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    count = count_at(tokens, at, lexicon)
    return count is not None and (count.unit is not None or not lexicon.has("articles", tokens[at].folded))


def _says_when(word: str, lexicon: Lexicon) -> bool:
    return (
        any(lexicon.has(kind, word) for kind in ("weeks", "days")) or word in lexicon.weekdays or word in lexicon.months
    )


def _goes_on(tokens: Sequence[Token], before: int) -> bool:
    """Whether a word of the same sentence stands before: "no thanks for ..."."""
    return before >= 0 and tokens[before].kind is Kind.WORD
