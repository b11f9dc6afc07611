"""Which words of a catalog a customer's word may be, without comparing it to every one of them.

A word that could be meant begins with the same letter and has nearly the same letters. Sets of letters are compared
as bits, all words with one initial at once; the few that are left are compared as words are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.matching.resemblance import FOUND, SHORTEST_HEAD, VOWELS, resemblance, stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A letter changed for another is one that is gone and one that is new.
_LETTERS_OF_A_SLIP = 2


class SpelledWords:
    """The words of a catalog, to be found by what a customer may write for them."""

    def __init__(self, words: Iterable[str]) -> None:
        by_initial: defaultdict[str, list[str]] = defaultdict(list)
        backwards = []
        for word in words:
            by_initial[word[0]].append(word)
            if len(word) > SHORTEST_HEAD:
                backwards.append((stem(word)[::-1], word))
        self._backwards = sorted(backwards)
        self._by_initial = {initial: _Letters.of(sorted(words)) for initial, words in by_initial.items()}

    def like(self, asked: str) -> Mapping[str, float]:
        """The words that a word may be meant for, with how well each fits: those that ``resemblance`` finds."""
        stemmed = stem(asked)
        among = self._by_initial.get(asked[0])
        likely = [*(among.near(stemmed) if among else ()), *self._ending_in(stemmed)]
        fitting = ((word, resemblance(asked, word)) for word in likely)
        return {word: fits for word, fits in fitting if fits >= FOUND}

    def _ending_in(self, asked: str) -> Iterator[str]:
        """The words whose stem ends in another."""
        if len(asked) < SHORTEST_HEAD:
            return
        backwards = asked[::-1]
        for at in range(bisect_left(self._backwards, (backwards, "")), len(self._backwards)):
            stemmed, word = self._backwards[at]
            if not stemmed.startswith(backwards):
                return
            yield word


@dataclass(frozen=True)
class _Letters:
    """Words with one initial, and of the stem of each the letters as bits, the consonants as bits, and its length."""

    words: Sequence[str]
    letters: NDArray[np.uint32]
    consonants: NDArray[np.uint32]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, words: Sequence[str]) -> _Letters:
        import numpy as np

        stems = [stem(word) for word in words]
        return cls(
            words,
            np.array([_bits(one) for one in stems], dtype=np.uint32),
            np.array([_bits(one, but=VOWELS) for one in stems], dtype=np.uint32),
            np.array([len(one) for one in stems], dtype=np.int32),
        )

    def near(self, asked: str) -> list[str]:
        """All the words that the stem of a word can resemble, and some that it does not."""
        import numpy as np

        letters, consonants = np.uint32(_bits(asked)), np.uint32(_bits(asked, but=VOWELS))
        shared = self.letters & letters
        # A word cut short, or with letters left out, has no letter that the whole one has not.
        cut = (shared == letters) | (shared == self.letters)
        same_consonants = self.consonants == consonants
        slipped = np.bitwise_count(self.letters ^ letters) <= _LETTERS_OF_A_SLIP
        slipped &= np.abs(self.lengths - len(asked)) <= 1
        return [self.words[at] for at in np.flatnonzero(cut | same_consonants | slipped).tolist()]


def _bits(word: str, but: frozenset[str] = frozenset()) -> int:
    """The letters of a word, each a bit. Two letters may share one: then more words are compared, and none is lost."""
    bits = 0
    for letter in word:
        if letter not in but:
            bits |= 1 << (ord(letter) & 31)
    return bits
