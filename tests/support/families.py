"""Catalogs of products that are nearly alike, each in a store of its own, and how somebody who buys one is known.

The made-up one has families for every kind of confusion. Its nouns are invented; what tells siblings apart is general.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

from sqlalchemy.orm import Session

from domain.quantities import Quantity
from evals.matching_confusions import Confusion
from evals.matching_generated import GeneratedLine, generated_lines
from knowledge.history import Habit
from knowledge.importing import import_folder
from knowledge.index import VectorIndex
from knowledge.matching.match import Match
from knowledge.matching.query import Query
from knowledge.products import CustomerWords, ProductSearch
from store.engine import Store
from tests.support.distributor import MONDAY, write_distributor

ON = MONDAY.date()
_ABOUT_PRODUCTS = ("units", "cross_references", "prices", "inventory", "substitutes", "history")
_NOUNS = ("brelt", "quinder", "stroval", "maddock", "pleam", "ciderel", "frunt", "gavock", "hobral", "jentil")
_QUALITIES = ("tarn", "velmic", "osprad", "lundish", "corbet", "zinnow")
# What the name says, what the description says, and what the catalog has in its columns.
_DIFFER: dict[Confusion, tuple[tuple[str, str, dict[str, str]], ...]] = {
    Confusion.SIZE: (("1/4", "1/4 in", {}), ("3/8", "3/8 in", {}), ("1/2", "1/2 in", {}), ("3/4", "3/4 in", {})),
    Confusion.ANGLE: (("45", "45 degree", {}), ("90", "90 degree", {})),
    Confusion.COLOUR: (("BLK", "black", {}), ("BLU", "blue", {}), ("WHT", "white", {}), ("RED", "red", {})),
    Confusion.GRADE: (("GR5", "grade 5", {}), ("GR8", "grade 8", {}), ("GR2", "grade 2", {})),
    Confusion.PACK: (("4/6", "", {"pack": "4/6"}), ("8/6", "", {"pack": "8/6"}), ("12/6", "", {"pack": "12/6"})),
    Confusion.MATERIAL: (("BRS", "brass", {}), ("STL", "steel", {}), ("NYL", "nylon", {})),
    Confusion.BRAND: (("NORVIK", "", {"brand": "Norvik"}), ("HALDEN", "", {"brand": "Halden"})),
    Confusion.COUNT: (("100 CT", "", {}), ("88 CT", "", {}), ("72 CT", "", {})),
    Confusion.GENDER: (("MENS", "men's", {}), ("WMNS", "women's", {})),
}
_BESIDE = ("8 OZ", "12 OZ")


@dataclass(frozen=True)
class Shelf:
    """A catalog as the desk knows it, with the lines generated from its families."""

    session: Session
    search: ProductSearch
    lines: tuple[GeneratedLine, ...]

    def match(self, query: Query, always_bought: str | None = None) -> Match:
        """Match a line of somebody unknown, or of somebody who has always bought one product."""
        facts = self.search.facts(self.session)
        habits = {always_bought: self._habit(always_bought)} if always_bought else {}
        return self.search.match(self.session, facts, CustomerWords((), habits), None, query)

    def name(self, sku: str) -> str:
        """What the catalog calls a product."""
        item = self.search.facts(self.session).product(self.session, sku)
        assert item is not None
        return item.name

    def _habit(self, sku: str) -> Habit:
        item = self.search.facts(self.session).product(self.session, sku)
        assert item is not None
        amounts = (2, 3, 2, 1, 5, 2, 4, 2, 6, 2, 3, 10)
        return Habit(
            sku, len(amounts), 6, date(2026, 2, 23), item.uom, tuple(Quantity(Decimal(a), item.uom) for a in amounts)
        )


@contextmanager
def shelf(folder: Path, catalog: Sequence[dict[str, str]], each: int) -> Iterator[Shelf]:
    """A catalog imported into a store of its own in a folder, with ``each`` generated lines of a kind at most."""
    write_distributor(folder / "data")
    for name in _ABOUT_PRODUCTS:
        path = folder / "data" / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    with (folder / "data" / "catalog.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(catalog[0]))
        writer.writeheader()
        writer.writerows(catalog)
    store, index = Store(f"sqlite:///{folder / 'store.db'}"), VectorIndex(str(folder / "index"))
    try:
        store.migrate()
        import_folder(store, index, folder / "data", MONDAY, None)
        search = ProductSearch(index)
        with store.reading() as session:
            vocabulary = search.facts(session).vocabulary
            yield Shelf(session, search, tuple(generated_lines(session, vocabulary, ON, seed=1, each=each)))
    finally:
        index.close()
        store.close()


def read_catalog(path: Path) -> list[dict[str, str]]:
    """The rows of a catalog file, with nothing that stands in for another product."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def made_up_catalog() -> list[dict[str, str]]:
    """Families that differ in one thing each, beside a size that they have in two."""
    rows: list[dict[str, str]] = []
    for number, (kind, ways) in enumerate(_DIFFER.items()):
        for noun, quality in zip(_NOUNS[number % 3 :: 2], _QUALITIES, strict=False):
            for (short, full, columns), size in product(ways, _BESIDE):
                attributes = {kind.value: full} if full and kind is not Confusion.ANGLE else {}
                rows.append(
                    {
                        "sku": f"M{len(rows):04d}",
                        "name": f"{noun} {quality[:4]} {kind.value[:3]} {short} {size}".upper(),
                        "description": f"{noun} {quality} {full} {size}".capitalize(),
                        "brand": columns.get("brand", ""),
                        "category": "",
                        "pack": columns.get("pack", ""),
                        "uom": "EA",
                        "upc": "",
                        "mpn": "",
                        "status": "active",
                        "superseded_by": "",
                        "list_price": "",
                        "min_qty": "",
                        "order_multiple": "",
                        "attributes": json.dumps(attributes),
                    }
                )
    return rows
