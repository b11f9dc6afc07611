"""The files of a distributor's folder: their columns, the kind of each, and the table that the rows go to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table

from domain.trade import CreditStatus, ProductStatus, SubstitutionRule
from knowledge.importing import cells
from knowledge.importing.cells import BadCell, CellParser, code, optional, or_none, required, text
from knowledge.importing.distributor import DISTRIBUTOR
from knowledge.importing.files import read_csv
from knowledge.importing.problems import Problems
from store import master
from store.tables import Base

Row = dict[str, Any]
"""The values of one row by column, as the table takes them. Before it is checked, a bad cell's column is not there."""


@dataclass(frozen=True)
class Layout:
    """One CSV file. Its columns are the columns of the table of ``model``, apart from the table's own counter.

    Args:
        key: the columns in which no two rows may be equal; none where rows may repeat.
        references: columns that must name a row of another file, and that file.
    """

    file: str
    model: type[Base]
    columns: Mapping[str, CellParser]
    key: tuple[str, ...]
    references: Mapping[str, str]

    @property
    def table(self) -> Table:
        """The table that the rows go to."""
        return cast(Table, self.model.__table__)

    @property
    def is_table_key(self) -> bool:
        """Whether the table's own key is the file's, so that a row can be found again in it."""
        return tuple(column.name for column in self.table.primary_key) == self.key

    @cached_property
    def key_of(self) -> Callable[[Mapping[str, Any]], Hashable]:
        """The key of a row: the value of a single column, or a tuple. Raises KeyError where a cell of it was bad."""
        return itemgetter(*self.key)


CATALOG = Layout(
    "catalog.csv",
    master.ProductRow,
    {
        "sku": required(code()),
        "name": required(text),
        "description": optional(text, ""),
        "brand": optional(text, ""),
        "category": optional(text, ""),
        "pack": optional(text, ""),
        "uom": required(code(16)),
        "upc": optional(code(), ""),
        "mpn": optional(text, ""),
        "status": required(cells.one_of(ProductStatus)),
        "superseded_by": or_none(code()),
        "list_price": or_none(cells.not_negative),
        "min_qty": or_none(cells.positive),
        "order_multiple": or_none(cells.positive),
        "attributes": optional(cells.json_object, {}),
    },
    key=("sku",),
    references={},
)
UNITS = Layout(
    "units.csv",
    master.ProductUnitRow,
    {"sku": required(code()), "uom": required(code(16)), "factor": required(cells.positive)},
    key=("sku", "uom"),
    references={"sku": "catalog.csv"},
)
CUSTOMERS = Layout(
    "customers.csv",
    master.CustomerRow,
    {
        "customer_id": required(code()),
        "name": required(text),
        "price_group": optional(code(), ""),
        "credit_status": required(cells.one_of(CreditStatus)),
        "substitution": required(cells.one_of(SubstitutionRule)),
        "language": optional(code(16), ""),
        "default_ship_to": or_none(code()),
        "rep": optional(code(), ""),
        "notes": optional(text, ""),
    },
    key=("customer_id",),
    references={},
)
SHIP_TOS = Layout(
    "ship_tos.csv",
    master.ShipToRow,
    {
        "customer_id": required(code()),
        "ship_to_id": required(code()),
        "name": optional(text, ""),
        "address": optional(text, ""),
        "delivery_days": optional(cells.weekdays, []),
        "cutoff": or_none(cells.time_of_day),
    },
    key=("ship_to_id",),
    references={"customer_id": "customers.csv"},
)
CONTACTS = Layout(
    "contacts.csv",
    master.ContactRow,
    {
        "customer_id": required(code()),
        "name": optional(text, ""),
        "email": optional(cells.email, ""),
        "phone": optional(cells.phone, ""),
        "may_order": required(cells.yes_no),
    },
    key=("customer_id", "name", "email", "phone"),
    references={"customer_id": "customers.csv"},
)
CROSS_REFERENCES = Layout(
    "cross_references.csv",
    master.CrossReferenceRow,
    {
        "customer_id": required(code()),
        "customer_sku": required(code(200)),
        "sku": required(code()),
        "description": optional(text, ""),
    },
    key=("customer_id", "customer_sku"),
    references={"customer_id": "customers.csv", "sku": "catalog.csv"},
)
PRICES = Layout(
    "prices.csv",
    master.PriceRow,
    {
        "customer_id": or_none(code()),
        "price_group": or_none(code()),
        "sku": required(code()),
        "uom": required(code(16)),
        "price": required(cells.not_negative),
        "valid_from": or_none(cells.iso_date),
        "valid_to": or_none(cells.iso_date),
    },
    key=("customer_id", "price_group", "sku", "uom", "valid_from", "valid_to"),
    references={"customer_id": "customers.csv", "sku": "catalog.csv"},
)
INVENTORY = Layout(
    "inventory.csv",
    master.InventoryRow,
    {
        "sku": required(code()),
        "warehouse": required(code()),
        "on_hand": required(cells.decimal),
        "allocated": required(cells.not_negative),
        "on_order": or_none(cells.not_negative),
        "due_date": or_none(cells.iso_date),
    },
    key=("sku", "warehouse"),
    references={"sku": "catalog.csv", "warehouse": DISTRIBUTOR},
)
SUBSTITUTES = Layout(
    "substitutes.csv",
    master.SubstituteRow,
    {
        "sku": required(code()),
        "substitute": required(code()),
        "rank": required(cells.rank),
        "reason": optional(text, ""),
    },
    key=("sku", "substitute"),
    references={"sku": "catalog.csv", "substitute": "catalog.csv"},
)
HISTORY = Layout(
    "history.csv",
    master.PurchaseRow,
    {
        "order_no": required(code()),
        "customer_id": required(code()),
        "ship_to_id": optional(code(), ""),
        "ordered_on": required(cells.iso_date),
        "sku": required(code()),
        "qty": required(cells.positive),
        "uom": required(code(16)),
        "unit_price": or_none(cells.not_negative),
    },
    key=(),
    references={"customer_id": "customers.csv", "ship_to_id": "ship_tos.csv", "sku": "catalog.csv"},
)
LAYOUTS = (
    CATALOG,
    UNITS,
    CUSTOMERS,
    SHIP_TOS,
    CONTACTS,
    CROSS_REFERENCES,
    PRICES,
    INVENTORY,
    SUBSTITUTES,
    HISTORY,
)
"""Every CSV file, each after those that it refers to."""


def read_rows(
    folder: Path, layout: Layout, problems: Problems, advance: Callable[[int], None]
) -> Iterator[list[tuple[int, Row]]]:
    """The rows of one file with their lines, about a thousand at a time; every bad cell is noted."""
    columns = tuple(layout.columns.items())
    for chunk in read_csv(folder / layout.file, tuple(layout.columns), problems, advance):
        yield [(line, _parse(layout.file, line, written, columns, problems)) for line, written in chunk]


def _parse(
    file: str, line: int, written: Sequence[str], columns: Sequence[tuple[str, CellParser]], problems: Problems
) -> Row:
    row: Row = {}
    for (column, parse), cell in zip(columns, written, strict=True):
        try:
            row[column] = parse(cell)
        except BadCell as bad:
            problems.add(file, line, column, bad.what)
    return row
