"""What a large catalog costs: ``python -m desk.bench.scale 1000 20000 100000`` for distributors of those sizes.

Each is made up, imported as any distributor is, and searched for lines whose product is known. Import and search have
a process each, so that the memory of each is its own. A size of 500,000 takes a quarter of an hour or more and 10 GB.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from desk.bench.catalogs import lines_for, make_catalog, write_distributor
from desk.progress import Bars
from knowledge.importing import import_folder
from knowledge.importing.progress import Progress
from knowledge.index import VectorIndex
from knowledge.matching.query import Query
from knowledge.products import ProductSearch
from store.engine import Store

_SIZES = (1_000, 20_000, 100_000)
_SEED = 1
_LINES = 200
_TODAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
_NEAREST = 10

_SEARCHES = ("a whole match", "by words alone", "by vectors alone")

_T = TypeVar("_T")


@dataclass(frozen=True)
class Imported:
    """An import.

    Args:
        seconds: how long it took, and ``steps`` each of its steps.
        processors: the seconds that all processors together worked.
        peak: the most memory of the process; ``store`` and ``index`` are the sizes of the files; all in MB.
    """

    seconds: float
    processors: float
    steps: tuple[tuple[str, float], ...]
    peak: int
    store: int
    index: int


@dataclass(frozen=True)
class Searched:
    """Searches in a catalog.

    Args:
        opening: seconds to read the vocabulary, once for each version of the catalog.
        peak: the peak of memory, in MB.
        matching: seconds for each line, the whole match of a customer with a year of history.
        words, vectors: seconds for each line, of the candidates by words alone and of the vectors alone.
        found: the shares of the lines whose product is among the first ten of the match, of those by words and of
            those by vectors.
    """

    opening: float
    peak: int
    matching: tuple[float, ...]
    words: tuple[float, ...]
    vectors: tuple[float, ...]
    found: tuple[float, float, float]


def main(
    sizes: Annotated[list[int] | None, typer.Argument(min=1, help="How many products each distributor has.")] = None,
) -> None:
    """What importing and searching made-up catalogs costs, by default of 1,000, 20,000 and 100,000 products.

    500,000 products take a quarter of an hour or more, and 10 GB.
    """
    console = Console()
    asked = sizes or _SIZES
    columns = []
    for size in asked:
        home = Path(tempfile.mkdtemp(prefix="orderdesk-scale-"))
        try:
            columns.append(told(*measure(home, size, console)))
        finally:
            shutil.rmtree(home)
    table = Table(title="Products, with ten lines of history for each", title_justify="left")
    for heading in ("", *(f"{size:,}" for size in asked)):
        table.add_column(heading, justify="right" if heading else "left")
    for label in columns[0]:
        table.add_row(label, *(column[label] for column in columns))
    console.print(table)


def measure(home: Path, size: int, console: Console) -> tuple[Imported, Searched]:
    """Make a distributor of a size in a folder, import it and search it."""
    with Bars(console) as bars:
        bars.start(f"Making up {size:,} products", 10 * size)
        write_distributor(home / "data", make_catalog(size, _SEED), _SEED, bars.advance)
    return _apart(_import, home), _apart(_search, home, size)


def told(imported: Imported, searched: Searched) -> dict[str, str]:
    """The figures by what they are of, as they are shown."""
    steps: dict[str, float] = defaultdict(float)
    for label, seconds in imported.steps:
        steps[label.split()[0]] += seconds
    shown = {"import, s": f"{imported.seconds:.0f}"}
    shown |= {f"  of which {label.lower()}, s": f"{seconds:.0f}" for label, seconds in steps.items()}
    shown |= {
        "  of all processors, s": f"{imported.processors:.0f}",
        "  memory at the most, MB": f"{imported.peak:,}",
        "store, MB": f"{imported.store:,}",
        "index, MB": f"{imported.index:,}",
        "opening the vocabulary, s": f"{searched.opening:.1f}",
        "searching: memory at the most, MB": f"{searched.peak:,}",
    }
    for label, times in zip(_SEARCHES, (searched.matching, searched.words, searched.vectors), strict=True):
        shown[f"{label}: p50, ms"] = _ms(median(times))
        shown[f"{label}: p95, ms"] = _ms(quantiles(times, n=20)[-1])
    return shown | {
        f"{label}: recall@10": f"{share:.3f}" for label, share in zip(_SEARCHES, searched.found, strict=True)
    }


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _apart(work: Callable[..., _T], *arguments: object) -> _T:
    """Do work in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


class _Timed:
    """Tells another progress, and times each step."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._begun: list[tuple[str, float]] = []

    def start(self, label: str, total: int) -> None:
        self._begun.append((label, perf_counter()))
        self._shown.start(label, total)

    def advance(self, n: int) -> None:
        self._shown.advance(n)

    def steps(self) -> tuple[tuple[str, float], ...]:
        ends = [began for _, began in self._begun[1:]] + [perf_counter()]
        return tuple((label, end - began) for (label, began), end in zip(self._begun, ends, strict=True))


def _import(home: Path) -> Imported:
    store = Store(f"sqlite:///{home / 'store.db'}")
    store.migrate()
    index = VectorIndex(str(home / "index"))
    with Bars(Console()) as bars:
        timed, began = _Timed(bars), process_time()
        report = import_folder(store, index, home / "data", _TODAY, timed)
        steps = timed.steps()
    index.close()
    store.close()
    sizes = [sum(file.stat().st_size for file in home.glob(pattern)) for pattern in ("store.db*", "index/**/*")]
    return Imported(report.seconds, process_time() - began, steps, _peak(), *(-(-size // 1_000_000) for size in sizes))


def _search(home: Path, size: int) -> Searched:
    store = Store(f"sqlite:///{home / 'store.db'}")
    index = VectorIndex(str(home / "index"))
    search = ProductSearch(index)
    lines = lines_for(make_catalog(size, _SEED), _LINES, _SEED)
    with store.reading() as session:
        began = perf_counter()
        facts = search.facts(session)
        opening = perf_counter() - began
        customers = _customers(size)
        spent: list[list[float]] = [[], [], []]
        found = [0, 0, 0]
        index.search_products(lines[0][1], _NEAREST)  # the first of a process reads the graph
        for sku, words in track(lines, f"Searching {size:,} products", transient=True):
            customer_id = next(customers)
            customer = search.customer_words(session, facts, customer_id, _TODAY.date())
            query = Query.of(words, frozenset())
            began = perf_counter()
            match = search.match(session, facts, customer, customer_id, query)
            spent[0].append(perf_counter() - began)
            began = perf_counter()
            by_words = facts.vocabulary.candidates(query.tokens)
            spent[1].append(perf_counter() - began)
            began = perf_counter()
            near = index.search_products(" ".join(query.tokens), _NEAREST)
            spent[2].append(perf_counter() - began)
            told: Sequence[Sequence[str]] = ([fit.sku for fit in match.fits], by_words, [hit.sku for hit in near])
            for way, skus in enumerate(told):
                found[way] += sku in skus[:_NEAREST]
    index.close()
    store.close()
    whole, by_words_found, near_found = (number / len(lines) for number in found)
    matching, words_alone, vectors = map(tuple, spent)
    return Searched(opening, _peak(), matching, words_alone, vectors, (whole, by_words_found, near_found))


def _customers(size: int) -> Iterator[str]:
    chance = random.Random(_SEED)
    while True:
        yield f"C{chance.randrange(max(10, size // 100)):06d}"


def _peak() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000


if __name__ == "__main__":
    typer.run(main)
