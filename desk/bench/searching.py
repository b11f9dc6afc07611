"""What the measurements of search have in common: a folder imported, our own ranking, and the time an answer takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import numpy as np
from sqlalchemy.orm import Session

from desk.bench.baselines import Ranker
from evals.matching_examples import Example
from knowledge.facts import Facts
from knowledge.importing import import_folder
from knowledge.index import VectorIndex
from knowledge.matching.scorer import Scorer
from knowledge.products import ProductSearch
from store.engine import Store

_IMPORTED_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
_TWENTIETHS = 20


@dataclass(frozen=True)
class Imported:
    """A distributor to be searched, as of the day of its import."""

    session: Session
    search: ProductSearch
    facts: Facts
    today: date


@contextmanager
def imported(folder: Path, home: Path) -> Iterator[Imported]:
    """A data folder, imported into a home of its own."""
    home.mkdir(parents=True)
    store = Store(f"sqlite:///{home / 'store.db'}")
    store.migrate()
    index = VectorIndex(str(home / "index"))
    try:
        import_folder(store, index, folder, _IMPORTED_AT, None)
        with store.reading() as session:
            search = ProductSearch(index)
            yield Imported(session, search, search.facts(session), _IMPORTED_AT.date())
    finally:
        index.close()
        store.close()


def best_first(example: Example, scorer: Scorer) -> tuple[Sequence[str], float]:
    """An example's skus, the likeliest first, and the probability of the first; 0 where there is none."""
    if not example.skus:
        return (), 0.0
    probabilities = scorer.probabilities(example.rows, example.none)
    order = np.argsort(-probabilities, kind="stable")
    return [example.skus[place] for place in order], float(probabilities[order[0]])


def answers(ranker: Ranker, texts: Iterable[str]) -> tuple[list[Sequence[str]], list[float]]:
    """What a ranker finds for each text, and the seconds each took; the first is asked once before, unmeasured."""
    found: list[Sequence[str]] = []
    seconds: list[float] = []
    for text in texts:
        if not found:
            ranker(text)
        began = perf_counter()
        found.append(ranker(text))
        seconds.append(perf_counter() - began)
    return found, seconds


def milliseconds(seconds: Sequence[float]) -> tuple[str, str]:
    """The median and the 95th percentile, for a table."""
    return f"{median(seconds) * 1000:.2f}", f"{quantiles(seconds, n=_TWENTIETHS)[-1] * 1000:.2f}"
