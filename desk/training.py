"""What ``orderdesk train`` does: the recorded lines of distributors teach the scorer of product matching."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from desk.environment import CountingIds, SetClock
from desk.master_data import bring_in
from desk.progress import Bars
from desk.settings import Settings
from desk.wiring import open_desk
from domain.calendar import local_date
from domain.errors import InputRejected
from evals import matching_fit
from evals.matching_examples import Example, examples
from evals.matching_generated import generated_examples
from evals.recorded import load_recorded
from graphs.inline import InlineJobs
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
    if not out.parent.is_dir() or out.is_dir():
        raise InputRejected(f"{out} cannot be written: give a file in a folder that exists.")
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
    recorded = load_recorded(folder)
    if not recorded:
        raise InputRejected(f"There are no recorded conversations in {folder}.")
    home = Path(tempfile.mkdtemp(prefix="orderdesk-train-"))
    clock = SetClock(min(message.sent_at for one in recorded for message in one.messages))
    try:
        with (
            open_desk(settings.apart(home, False), InlineJobs.connected, clock, CountingIds()) as desk,
            Bars(console) as bars,
        ):
            bring_in(desk, folder, bars)
            with desk.store.reading() as session:
                on = local_date(clock.now(), ZoneInfo(customers.distributor(session).timezone))
                return [
                    *examples(folder, session, desk.search, with_customer=False),
                    *examples(folder, session, desk.search, with_customer=True),
                    *generated_examples(session, desk.search, on, _SEED, _GENERATED),
                ]
    finally:
        shutil.rmtree(home)
