"""The built-in embedding: hashed character n-grams, with no download and no network.

One vector stands for one text in the spelling of ``knowledge.matching.normalise.normalise_text``. The same text gives
the same vector on every machine and in every run.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

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
    vectors: NDArray[np.float32] = _vectorizer().transform(texts).toarray()
    return vectors


@cache
def embedding_name() -> str:
    """Names what turns a text into terms and a vector, in at most 32 characters.

    It changes with the code that does so: a vector made from another spelling is another vector, and whoever edits
    the spelling should not have to remember to say so here.
    """
    code = "".join(map(inspect.getsource, (normalise, abbreviations, told, traits, sys.modules[__name__])))
    return f"char-wb-{DIMENSIONS}-{hashlib.sha256(code.encode()).hexdigest()[:8]}"


@cache
def _vectorizer() -> Any:
    # scikit-learn takes a second to import, and `orderdesk --help` must not wait for it.
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(_SHORTEST_GRAM, _LONGEST_GRAM),
        n_features=DIMENSIONS,
        lowercase=False,
        norm="l2",
        dtype=np.float32,
    )
