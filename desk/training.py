"""What ``orderdesk train`` does: the recorded lines of distributors teach the scorer of product matching."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from desk.commands import can_be_written, fresh_desk
from desk.settings import Settings
from domain.calendar import local_date
from domain.errors import InputRejected
from evals import matching_fit
from evals.matching_examples import Example, examples
from evals.matching_generated import generated_examples
from knowledge import customers

console = Console()

# Lines generated for each kind of confusion: with more, what is generated outweighs what people wrote.
_GENERATED = 13
_SEED = 6


def train_scorer(settings: Settings, folders: Sequence[Path], out: Path) -> None:
    """Fit the scorer on the recorded lines of these folders, with and without what is known of the customer.

    Raises:
        InputRejected: a folder has no recorded line that names a product, or ``out`` cannot be written.
    """
    can_be_written(out)
    every: list[Example] = []
    taught_by: dict[str, int] = {}
    for folder in folders:
        found = examples_of(settings, folder)
        if not found:
            raise InputRejected(f"{folder} has no recorded line that names a product.")
        taught_by[folder.resolve().name] = len(found)
        every += found
    matching_fit.write(matching_fit.fit(every), taught_by, out)
    console.print(f"{sum(taught_by.values())} lines of {len(taught_by)} distributors taught the scorer: {out}")


def examples_of(settings: Settings, folder: Path) -> list[Example]:
    """A folder's recorded lines, each once by its words alone and once with its customer, and lines generated from the
    families of its catalog, from a desk of its own."""
    with fresh_desk(settings, folder, counted=False) as (desk, _, clock), desk.store.reading() as session:
        on = local_date(clock.now(), ZoneInfo(customers.distributor(session).timezone))
        return [
            *examples(folder, session, desk.search, with_customer=False),
            *examples(folder, session, desk.search, with_customer=True),
            *generated_examples(session, desk.search, on, _SEED, _GENERATED),
        ]
