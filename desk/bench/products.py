"""Product search over products that people have rated: a public set, beside any other search of the same run.

The products become the catalog of a distributor, imported as any is. What taught the scorer knows none of them.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.table import Table

from desk.bench.baselines import BASELINES, NOT_INSTALLED, Ranker
from desk.bench.searching import Imported, answers, best_first, imported, milliseconds
from evals.matching_examples import RecordedLine, example
from evals.matching_measures import ndcg
from knowledge.importing.rows import CATALOG, LAYOUTS
from knowledge.matching.query import Query
from knowledge.matching.scorer import shipped_scorer

_AMONG = 10
_DISTRIBUTOR = {
    "name": "Rated Products",
    "timezone": "UTC",
    "currency": "USD",
    "locale": "en-US",
    "email": "orders@rated.example",
    "phone": "+15185550100",
    "warehouses": [{"code": "MAIN", "name": "Main"}],
}

Row = Mapping[str, str]


def measured(folder: Path, home: Path) -> Table:
    """Measure over ``products.csv`` and the ratings in ``judgments.csv`` of a folder.

    Args:
        home: where to put what is made on the way.
    """
    products = _rows(folder / "products.csv")
    ratings: dict[str, dict[str, int]] = defaultdict(dict)
    for row in _rows(folder / "judgments.csv"):
        ratings[row["query"]][row["product_id"]] = int(row["rating"])
    fitting = {query: rated for query, rated in ratings.items() if any(rated.values())}
    title = f"{len(products):,} rated products, {len(fitting)} of {len(ratings)} queries: for the others nothing fits"
    table = Table(title=title, title_justify="left")
    for column in ("", "NDCG@10", "unrated among 10", "ms a query: p50", "p95"):
        table.add_column(column, justify="left" if not column else "right")
    texts = {row["product_id"]: _text(row) for row in products}
    for name, build in BASELINES.items():
        ranker = build(texts)
        table.add_row(name, *(_told(ranker, fitting) if ranker else (NOT_INSTALLED,)))
    _write_catalog(home / "data", products)
    with imported(home / "data", home / "desk") as desk:
        table.add_row("ours, words alone (shipped weights)", *_told(_ours(desk), fitting))
    return table


def _told(ranker: Ranker, ratings: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    found, seconds = answers(ranker, ratings)
    rated = list(zip(found, ratings.values(), strict=True))
    gains = [ndcg(skus, of_query, _AMONG) or 0.0 for skus, of_query in rated]
    unrated = sum(sku not in of_query for skus, of_query in rated for sku in skus[:_AMONG])
    return f"{sum(gains) / len(gains):.3f}", f"{unrated / len(gains):.1f}", *milliseconds(seconds)


def _ours(desk: Imported) -> Ranker:
    scorer = shipped_scorer()

    def nearest(text: str) -> Sequence[str]:
        line = RecordedLine("", None, desk.today, text, frozenset())
        asked = Query.of(text, frozenset())
        return best_first(example(line, asked, None, desk.session, desk.search, desk.facts), scorer)[0]

    return nearest


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def _text(row: Row) -> str:
    return " ".join((row["title"], row["description"], row["brand"], row["mpn"]))


def _write_catalog(folder: Path, products: Sequence[Row]) -> None:
    """A data folder with these products and nothing else."""
    folder.mkdir(parents=True)
    (folder / "distributor.json").write_text(json.dumps(_DISTRIBUTOR), encoding="utf-8")
    for layout in LAYOUTS:
        with (folder / layout.file).open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, layout.columns, restval="")
            writer.writeheader()
            if layout is CATALOG:
                writer.writerows(map(_catalog_row, products))


def _catalog_row(row: Row) -> Row:
    return {
        "sku": row["product_id"],
        "name": row["title"],
        "description": row["description"],
        "brand": row["brand"],
        "mpn": row["mpn"],
        "upc": row["ean"],
        "uom": "EA",
        "status": "active",
    }
