"""``distributor.json``: whose folder it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from domain.record import Record
from knowledge.importing import cells
from knowledge.importing.cells import BadCell, CellParser, code, optional, required, text
from knowledge.importing.files import read_json
from knowledge.importing.problems import Problems

DISTRIBUTOR = "distributor.json"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not a time zone such as America/New_York") from None
    return name


def _codes_differ(warehouses: tuple[Warehouse, ...]) -> tuple[Warehouse, ...]:
    if len({warehouse.code for warehouse in warehouses}) < len(warehouses):
        raise ValueError("two warehouses have the same code")
    return warehouses


def _as_cell(parse: CellParser) -> AfterValidator:
    def validate(value: str) -> str:
        try:
            return str(parse(value))
        except BadCell as bad:
            raise ValueError(bad.what) from None

    return AfterValidator(validate)


Code = Annotated[str, _as_cell(required(code()))]


class Warehouse(Record):
    """A place that stock is kept."""

    code: Code
    name: Annotated[str, _as_cell(optional(text, ""))]


class DistributorFile(Record):
    """What ``distributor.json`` says."""

    name: Annotated[str, _as_cell(required(text))]
    timezone: Annotated[Code, AfterValidator(_known_zone)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    locale: Annotated[str, _as_cell(required(code(16)))]
    email: Annotated[str, _as_cell(optional(cells.email, ""))]
    phone: Annotated[str, _as_cell(optional(cells.phone, ""))]
    warehouses: Annotated[tuple[Warehouse, ...], Field(min_length=1), AfterValidator(_codes_differ)]


def read_distributor(folder: Path, problems: Problems) -> DistributorFile | None:
    """The distributor whose folder this is; None where the file is bad, which is noted."""
    value = read_json(folder / DISTRIBUTOR, problems)
    if DISTRIBUTOR in problems.incomplete:
        return None
    try:
        return DistributorFile.model_validate(value)
    except ValidationError as error:
        for wrong in error.errors():
            place = ".".join(str(step) for step in wrong["loc"])
            problems.lose(DISTRIBUTOR, 1, place, wrong["msg"].removeprefix("Value error, "))
    return None
