"""Letters without what only some keyboards have: accents, the ł of "Łódź", other alphabets."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

# The marks that letters are parted into: those of Latin, Greek and Cyrillic, of Hebrew and Arabic.
_ACCENTS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
# Two letters are signs where they stand by themselves: Ø 20 is a diameter, and 4 Ω are ohms.
_FOREIGN = re.compile(r"[^\W\d_a-zøω]+|(?<=[^\W\d_])[øω]+|[øω]+(?=[^\W\d_])")
# The mark of a millionth before the letter of a measure: 50 µm is "50 um", as where keys lack it.
_MICRO = re.compile(r"(?<![^\W\d_])[µμ](?=[a-zω]?(?![^\W\d_]))")


def plain_letters(text: str) -> str:
    """A text, lower case already, without accents and with letters of other alphabets by their sound.

    By the library anyascii; letters that it does not know stay.
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    bare = _ACCENTS.sub("", decomposed)
    return bare if bare.isascii() else _FOREIGN.sub(_by_sound, _MICRO.sub("u", bare))


def _by_sound(letters: re.Match[str]) -> str:
    return anyascii(letters.group()).lower().replace("'", "") or letters.group()
