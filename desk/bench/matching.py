"""Product matching beside what anybody could search a catalog with: ``python -m desk.bench.matching [FOLDER...]``.

For each data folder (by default the demo's, and ``../shared/data/alder``) every recorded line that names a product is
asked of the baselines and of the desk. The weights that the desk ships with were taught by these very lines, so they
are fitted anew here: without the customer who asks, and without the whole folder.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from desk.bench import products
from desk.bench.baselines import BASELINES, NOT_INSTALLED
from desk.bench.searching import Imported, answers, best_first, imported, milliseconds
from desk.demo import DEMO_DATA
from evals.matching_examples import Example, example, query_of, recorded_lines
from evals.matching_fit import fit, folds
from evals.matching_measures import Judged, Ranked, calibration, share_found, sure
from knowledge import customers
from knowledge.matching.scorer import Scorer

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
_FOLDERS = (DEMO_DATA, _SHARED / "alder")
_RATED_PRODUCTS = _SHARED / "bench" / "products"
_AMONG = 10
_FOLDS = 5
_DRAWS = 1_000
_SEED = 1
_SURE = 0.95


@dataclass(frozen=True)
class Asked:
    """A recorded line as the desk sees it, with the seconds it took to find its candidates and their features."""

    example: Example
    seconds: float


@dataclass(frozen=True)
class Lines:
    """A folder's recorded lines, with what is known of who asks and by their words alone."""

    name: str
    texts: Mapping[str, str]
    with_customer: tuple[Asked, ...]
    by_words: tuple[Asked, ...]

    def examples(self) -> list[Example]:
        """What the folder teaches: every line both ways, as ``orderdesk train`` takes them."""
        return [asked.example for asked in (*self.with_customer, *self.by_words)]


Taught = Callable[[Example], Scorer]
"""The weights that may weigh an example: those that it has not taught."""


def main(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Data folders: of each its recorded lines, weighed by what the others teach."),
    ] = None,
) -> None:
    """Product matching beside other searches, on recorded lines (by default the demo's and alder's) and rated products.

    Two folders take about two minutes, four take three.
    """
    console = Console()
    with tempfile.TemporaryDirectory(prefix="orderdesk-bench-") as home:
        present = _present(folders or _FOLDERS, console)
        lines = [_asked(folder, Path(home) / str(place)) for place, folder in enumerate(present)]
        judged = Table(title="How true the confidence of a line is, customer and history known", title_justify="left")
        for column in ("", "weights taught without", "calibration error", f"right of those {_SURE} sure", "of all"):
            judged.add_column(column, justify="left" if column in ("", "weights taught without") else "right")
        for one in lines:
            others = [lesson for other in lines if other is not one for lesson in other.examples()]
            ways = {"the customer": _without_the_customer(one, others)}
            if others:
                ways["the folder"] = _always(fit(others))
            console.print(_found(one, ways))
            for way, taught in ways.items():
                judged.add_row(one.name, way, *_calibrated(one, taught))
        console.print(judged)
        for folder in _present([_RATED_PRODUCTS], console):
            console.print(products.measured(folder, Path(home) / "products"))


def _present(folders: Sequence[Path], console: Console) -> Iterator[Path]:
    """The folders that are there; it is told which are not."""
    for folder in folders:
        if folder.is_dir():
            yield folder
        else:
            console.print(f"[bold red]NOT MEASURED[/]: there is no folder {folder}.", highlight=False)


def _asked(folder: Path, home: Path) -> Lines:
    with (folder / "catalog.csv").open(encoding="utf-8-sig", newline="") as source:
        texts = {row["sku"]: _text(row) for row in csv.DictReader(source)}
    with imported(folder, home) as desk:
        return Lines(folder.name, texts, *(tuple(_examples(folder, desk, known)) for known in (True, False)))


def _text(row: Mapping[str, str]) -> str:
    return " ".join((row["name"], row["description"], row["brand"], row["pack"]))


def _examples(folder: Path, desk: Imported, known: bool) -> Iterator[Asked]:
    """The folder's lines, asked of the desk one after another; ``known``: with customer and history."""
    distributor = customers.distributor(desk.session)
    told = f"{folder.name}, {'customer and history' if known else 'words alone'}"
    for line in track(recorded_lines(folder, desk.session), told, transient=True):
        query = query_of(line, desk.session, distributor)
        customer_id = line.customer_id if known else None
        began = perf_counter()
        found = example(line, query, customer_id, desk.session, desk.search, desk.facts)
        yield Asked(found, perf_counter() - began)


def _without_the_customer(lines: Lines, others: Sequence[Example]) -> Taught:
    """By cross-validation: the weights that all folders teach without the fold in which the customer is."""
    of_customer: dict[str, Scorer] = {}
    parts = folds(lines.examples(), _FOLDS)
    for part in parts:
        scorer = fit([*others, *(one for other in parts if other is not part for one in other)])
        of_customer.update((one.group, scorer) for one in part)
    return lambda one: of_customer[one.group]


def _always(scorer: Scorer) -> Taught:
    return lambda _: scorer


def _found(lines: Lines, ways: Mapping[str, Taught]) -> Table:
    """The shares of a folder's lines that each search finds: those that a careful rep could enter."""
    wanted = [asked.example.line for asked in lines.with_customer if asked.example.line.right]
    table = Table(
        title=f"{lines.name}: {len(wanted)} recorded lines, {len(lines.texts):,} products", title_justify="left"
    )
    for column in ("", "top-1", f"recall@{_AMONG}", "ms a line: p50", "p95"):
        table.add_column(column, justify="left" if not column else "right")
    for name, build in BASELINES.items():
        ranker = build(lines.texts)
        if ranker is None:
            table.add_row(name, NOT_INSTALLED)
            continue
        found, seconds = answers(ranker, [line.text for line in wanted])
        table.add_row(name, *_shares([(skus, line.right) for skus, line in zip(found, wanted, strict=True)], seconds))
    for known, asked in (("words alone", lines.by_words), ("customer and history", lines.with_customer)):
        for way, taught in ways.items():
            ranked = [
                (best_first(one.example, taught(one.example))[0], one.example.line.right)
                for one in asked
                if one.example.line.right
            ]
            table.add_row(f"ours, {known}; taught without {way}", *_shares(ranked, [one.seconds for one in asked]))
    return table


def _shares(lines: Sequence[Ranked], seconds: Sequence[float]) -> tuple[str, ...]:
    return f"{share_found(lines, 1):.3f}", f"{share_found(lines, _AMONG):.3f}", *milliseconds(seconds)


def _calibrated(lines: Lines, taught: Taught) -> tuple[str, ...]:
    """How true the confidence of every line's first product is, also where a careful rep would have asked."""
    judged = []
    for asked in lines.with_customer:
        skus, confidence = best_first(asked.example, taught(asked.example))
        judged.append(Judged(confidence, bool(skus) and skus[0] in asked.example.line.right, asked.example.group))
    error = calibration(judged, _DRAWS, _SEED)
    right, those = sure(judged, _SURE)
    return (
        f"{error.figure:.3f} ({error.low:.3f} to {error.high:.3f})",
        f"{right} of {those}, {right / those:.1%}" if those else "none",
        f"{those / len(judged):.0%}",
    )


if __name__ == "__main__":
    typer.run(main)
