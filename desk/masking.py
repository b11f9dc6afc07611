"""What may be told of a text to people who must not know whose it is: words that are on a list, and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from reading.tokens import fold

BLANK = "▮"

_CURRENCY = r"(?:us\s?\$|[$€£¥¢]|\b(?:usd|eur|gbp|cad|aud|chf|mxn)\b)"
_CURRENCY_WORDS = r"\b(?:dollars?|bucks?|euros?|cents?|pesos?|pounds? sterling|quid|francs?|centavos?)\b"
_ALWAYS = re.compile(
    "|".join(
        (
            # Phone numbers and other long numbers, however they are grouped; dates are caught with them.
            r"\+?\d(?:[\W_]{0,3}\d){6,}",
            rf"{_CURRENCY}\s*\d[\d.,']*",
            rf"\d[\d.,']*\s*{_CURRENCY}",
            # Also an amount in words: "twenty six dollars".
            rf"(?:\b[\w.,']{{1,24}}[\s-]{{1,3}}){{1,3}}{_CURRENCY_WORDS}",
            r"@\s*\d[\d.,']*",
            r"\d+(?:[.,]\d+)+",
        )
    ),
    re.IGNORECASE,
)
# A mail address, with whatever it is written together with.
_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"\w+")
_MOST_DIGITS = 4
# An id that the desk made, so that what was traced is found again in the store.
_OWN_ID = re.compile(r"(?:run|con|ord|rev|msg)-[0-9a-f]{6,24}")


def words_of(texts: Iterable[str]) -> Iterator[str]:
    """The words of texts, folded."""
    for text in texts:
        yield from _WORD.findall(fold(text))


@dataclass(frozen=True)
class Names:
    """What is known of whom nothing may be told.

    ``people`` are names of persons: each word of one is blanked wherever it stands. ``others`` are names of firms and
    places, and addresses: they are blanked whole and in part, down to two words that follow one another; one word of
    them stays where it is a word of the desk's own prompts or languages.
    """

    people: tuple[str, ...]
    others: tuple[str, ...]


class TextMask:
    """Leaves the words on its lists and numbers of up to four digits; everything else becomes ``▮``."""

    def __init__(self, own: Iterable[str], catalog: Iterable[str], names: Names) -> None:
        """Make a mask.

        Args:
            own: texts of the desk's own: prompts and lexicons.
            catalog: names of products.
            names: what is blanked even where its words are on those lists.
        """
        others = [tuple(words_of([name])) for name in names.others]
        never = {*words_of(names.people), *(one[0] for one in others if len(one) == 1)}
        in_catalog = {word for word in words_of(catalog) if sum(c.isdigit() for c in word) <= _MOST_DIGITS}
        in_catalog -= {word for name in others for word in name}
        self._words = frozenset(
            word for word in in_catalog | {*words_of(own)} if word not in never and not word.isdecimal()
        )
        self._pairs = frozenset(pair for name in others for pair in pairwise(name))

    def __call__(self, text: str) -> str:
        """What is left of a text."""
        if _OWN_ID.fullmatch(text):
            return text
        text = _CHUNK.sub(lambda chunk: BLANK if "@" in chunk.group().strip("@") else chunk.group(), text)
        text = _ALWAYS.sub(BLANK, text)
        found = list(_WORD.finditer(text))
        folded = [fold(word.group()) for word in found]
        named = {at + step for at, pair in enumerate(pairwise(folded)) if pair in self._pairs for step in (0, 1)}
        pieces: list[str] = []
        end = 0
        for at, word in enumerate(found):
            # Digits are counted as they are written: "²" is folded to a digit, and is no number.
            number = word.group().isdecimal()
            stays = (
                len(word.group()) <= _MOST_DIGITS if number else _is_plain(word.group()) and folded[at] in self._words
            )
            pieces += [text[end : word.start()], word.group() if stays and at not in named else BLANK]
            end = word.end()
        return "".join([*pieces, text[end:]])


def _is_plain(word: str) -> bool:
    """Whether a word is written in ordinary letters: those of mathematics or in circles are folded to listed words."""
    return unicodedata.normalize("NFKC", word) == unicodedata.normalize("NFC", word)
