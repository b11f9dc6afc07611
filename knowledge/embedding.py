"""The built-in embedding: hashed character n-grams, with no download and no network.

One vector stands for one text in the spelling of ``knowledge.matching.normalise.normalise_text``. The same text gives
the same vector on every machine and in every run.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from knowledge.matching import abbreviations, normalise, told, traits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 1024
_SHORTEST_GRAM, _LONGEST_GRAM = 2, 4


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """The vectors of normalised texts: shape (len(texts), 1024), each row of length 1.

    The row of a text without a letter or digit is all zeros: it is near nothing.
    """
    import numpy as np  # late: `orderdesk --help` must not wait for it

    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for vector, text in zip(vectors, texts, strict=True):
        hashed = np.array([one for word in text.split() for one in _hashed_grams(word)], dtype=np.int64)
        np.add.at(vector, np.abs(hashed) % DIMENSIONS, np.where(hashed < 0, -1, 1))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors


@lru_cache(maxsize=65_536)
def _hashed_grams(word: str) -> tuple[int, ...]:
    """The hashes of a word's character n-grams, the blanks around it among them.

    A hash is a place and a sign, so that what falls together cancels out on average (Weinberger et al., Feature Hashing
    for Large Scale Multitask Learning, 2009).
    """
    import mmh3

    spaced = f" {word} "
    lengths = range(_SHORTEST_GRAM, min(_LONGEST_GRAM, len(spaced)) + 1)
    grams = (spaced[at : at + length] for length in lengths for at in range(len(spaced) - length + 1))
    return tuple(mmh3.hash(gram) for gram in grams)


@cache
def embedding_name() -> str:
    """Names what turns a text into terms and a vector, in at most 32 characters.

    It changes with the code that does so: a vector made from another spelling is another vector, and whoever edits
    the spelling should not have to remember to say so here.
    """
    code = "".join(map(inspect.getsource, (normalise, abbreviations, told, traits, sys.modules[__name__])))
    return f"char-wb-{DIMENSIONS}-{hashlib.sha256(code.encode()).hexdigest()[:8]}"
