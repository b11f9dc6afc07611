"""The first pass over a folder: every row is parsed, and the rows are checked against one another.

Only keys are kept in memory, never rows.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.importing.distributor import DISTRIBUTOR, DistributorFile
from knowledge.importing.files import size
from knowledge.importing.problems import Problems
from knowledge.importing.progress import Progress
from knowledge.importing.rows import (
    CATALOG,
    CUSTOMERS,
    HISTORY,
    LAYOUTS,
    PRICES,
    SHIP_TOS,
    SUBSTITUTES,
    UNITS,
    Layout,
    Row,
    read_rows,
)

_LONGEST_CIRCLE_SHOWN = 6

Complaint = tuple[str, str]
"""A column, and what is wrong with it."""


@dataclass(frozen=True)
class Known:
    """What the rows read so far have said, as far as others are checked against it.

    Args:
        warehouses: the codes of the distributor's warehouses.
        incomplete: the files of which some rows could not be read.
        keys: by file, the keys of its rows.
        base_units: each product's base unit.
        successors: a superseded product, the line of its row, and the product that took its place.
        default_ship_tos: a customer, the line of its row, and the ship-to that is its default.
        owners: each ship-to's customer.
    """

    warehouses: frozenset[str]
    incomplete: Set[str]
    keys: dict[str, set[Hashable]] = field(default_factory=lambda: {layout.file: set() for layout in LAYOUTS})
    base_units: dict[str, str] = field(default_factory=dict)
    successors: dict[str, tuple[int, str]] = field(default_factory=dict)
    default_ship_tos: dict[str, tuple[int, str]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def lacks(self, file: str, named: str) -> bool:
        """Whether it is certain that no row of a file has this key."""
        keys: Container[Hashable] = self.warehouses if file == DISTRIBUTOR else self.keys[file]
        return named not in keys and file not in self.incomplete


def check_folder(folder: Path, distributor: DistributorFile | None, problems: Problems, progress: Progress) -> Known:
    """Read every CSV file of a folder and note all that is wrong with it.

    Nothing is said against a reference to a file that could not be read whole (``distributor`` is None where its file
    could not): mending that file will tell. What is returned is complete when there is no problem.
    """
    warehouses = frozenset(warehouse.code for warehouse in distributor.warehouses) if distributor else frozenset()
    known = Known(warehouses, problems.incomplete)
    for layout in LAYOUTS:
        _check_file(folder, layout, known, problems, progress)
    for file, line, column, what in (*_successor_complaints(known), *_default_ship_to_complaints(known)):
        problems.add(file, line, column, what)
    return known


def _check_file(folder: Path, layout: Layout, known: Known, problems: Problems, progress: Progress) -> None:
    progress.start(f"Checking {layout.file}", size(folder / layout.file))
    complaints = _COMPLAINTS.get(layout.file)
    for chunk in read_rows(folder, layout, problems, progress.advance):
        for line, row in chunk:
            if layout.key:
                _note_key(layout, line, row, known, problems)
            _learn(layout, line, row, known)
            for column, file in layout.references.items():
                named = row.get(column)
                if named and known.lacks(file, named):
                    problems.add(layout.file, line, column, f"“{named}” is not in {file}")
            if complaints:
                for column, what in complaints(row, known):
                    problems.add(layout.file, line, column, what)


def _note_key(layout: Layout, line: int, row: Row, known: Known, problems: Problems) -> None:
    try:
        key = layout.key_of(row)
    except KeyError:
        # A cell of the key was bad, so nobody can tell which references to this file are to this row.
        problems.incomplete.add(layout.file)
        return
    if key in known.keys[layout.file]:
        same = ", ".join(layout.key)
        problems.add(layout.file, line, layout.key[-1], f"an earlier row has the same {same}")
    known.keys[layout.file].add(key)


def _learn(layout: Layout, line: int, row: Row, known: Known) -> None:
    """Keep what the checks of other rows need of this one."""
    if layout is CATALOG and "sku" in row:
        if "uom" in row:
            known.base_units[row["sku"]] = row["uom"]
        if row.get("superseded_by"):
            known.successors[row["sku"]] = (line, row["superseded_by"])
    elif layout is CUSTOMERS and "customer_id" in row and row.get("default_ship_to"):
        known.default_ship_tos[row["customer_id"]] = (line, row["default_ship_to"])
    elif layout is SHIP_TOS and "ship_to_id" in row and "customer_id" in row:
        known.owners[row["ship_to_id"]] = row["customer_id"]


def _unit_complaints(row: Row, known: Known) -> Iterator[Complaint]:
    if "sku" in row and "uom" in row and known.base_units.get(row["sku"]) == row["uom"]:
        yield "uom", f"“{row['uom']}” is the base unit of {row['sku']}; only its other units belong here"


def _price_complaints(row: Row, known: Known) -> Iterator[Complaint]:
    if "customer_id" in row and "price_group" in row and (row["customer_id"] is None) == (row["price_group"] is None):
        yield "customer_id", "exactly one of customer_id and price_group must be given"
    begins, ends = row.get("valid_from"), row.get("valid_to")
    if begins and ends and ends < begins:
        yield "valid_to", f"{ends} is before valid_from, {begins}"
    yield from _not_sold_by(row, known)


def _substitute_complaints(row: Row, _known: Known) -> Iterator[Complaint]:
    if "sku" in row and row["sku"] == row.get("substitute"):
        yield "substitute", "a product cannot be its own substitute"


def _purchase_complaints(row: Row, known: Known) -> Iterator[Complaint]:
    owner = known.owners.get(row.get("ship_to_id", ""))
    if owner and "customer_id" in row and owner != row["customer_id"]:
        yield "ship_to_id", f"“{row['ship_to_id']}” is a ship-to of customer {owner}"
    yield from _not_sold_by(row, known)


def _not_sold_by(row: Row, known: Known) -> Iterator[Complaint]:
    sku, uom = row.get("sku"), row.get("uom")
    if not sku or not uom or UNITS.file in known.incomplete:
        return
    base = known.base_units.get(sku)
    if base and uom != base and (sku, uom) not in known.keys[UNITS.file]:
        yield "uom", f"“{uom}” is neither the base unit of {sku} nor one of its units in {UNITS.file}"


_COMPLAINTS: dict[str, Callable[[Row, Known], Iterator[Complaint]]] = {
    UNITS.file: _unit_complaints,
    PRICES.file: _price_complaints,
    SUBSTITUTES.file: _substitute_complaints,
    HISTORY.file: _purchase_complaints,
}


def _successor_complaints(known: Known) -> Iterator[tuple[str, int, str, str]]:
    """Successors that do not exist, and circles of them; each circle is told once, at one of its rows."""
    done: set[str] = set()
    for sku, (line, successor) in known.successors.items():
        if known.lacks(CATALOG.file, successor):
            yield CATALOG.file, line, "superseded_by", f"“{successor}” is not in {CATALOG.file}"
        path: dict[str, None] = {}
        at = sku
        while at in known.successors and at not in path and at not in done:
            path[at] = None
            at = known.successors[at][1]
        if at in path:
            chain = list(path)
            circle = chain[chain.index(at) :]
            shown = " → ".join(circle[:_LONGEST_CIRCLE_SHOWN]) + (" → …" if len(circle) > _LONGEST_CIRCLE_SHOWN else "")
            what = "names itself" if len(circle) == 1 else f"goes round in a circle: {shown} → {at}"
            yield CATALOG.file, known.successors[at][0], "superseded_by", what
        done.update(path)


def _default_ship_to_complaints(known: Known) -> Iterator[tuple[str, int, str, str]]:
    if SHIP_TOS.file in known.incomplete:
        return
    for customer, (line, ship_to) in known.default_ship_tos.items():
        owner = known.owners.get(ship_to)
        if owner is None:
            yield CUSTOMERS.file, line, "default_ship_to", f"“{ship_to}” is not in {SHIP_TOS.file}"
        elif owner != customer:
            yield CUSTOMERS.file, line, "default_ship_to", f"“{ship_to}” is a ship-to of customer {owner}"
