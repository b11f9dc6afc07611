"""``orderdesk probe``: recorded lines in new mails, each with one more thing said beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from desk.commands import fresh_desk
from desk.settings import Settings
from desk.showing import plain
from domain.errors import InputRejected
from evals.probes import Kind, lines_to_say, make_probes
from evals.probing import Tally, askers, tally
from evals.recorded import load_expected, load_recorded, load_units
from evals.replay import play
from knowledge import customers

console = Console()


def probe_folders(settings: Settings, folders: Sequence[Path], mails: int, seed: int) -> bool:
    """Play new mails of each folder's lines through a fresh desk, tell what was entered, and whether all of it rightly.

    Raises:
        InputRejected: a folder has no customer with two recorded lines to say.
    """
    total = {kind: Tally(0, 0, ()) for kind in Kind}
    for folder in folders:
        for kind, found in _probed(settings, folder, mails, seed).items():
            total[kind] += found
    _print(total)
    return not any(found.wrong for found in total.values())


def _probed(settings: Settings, folder: Path, mails: int, seed: int) -> dict[Kind, Tally]:
    recorded = load_recorded(folder)
    lines = lines_to_say(recorded, load_expected(folder))
    with fresh_desk(settings, folder) as (desk, bars, clock):
        with desk.store.reading() as session:
            asking = tuple(askers(session, lines))
            language = customers.distributor(session).locale.partition("-")[0].partition("_")[0]
        if not asking:
            raise InputRejected(f"No customer in {folder} has two recorded lines that can be said anew.")
        begin = max(message.sent_at for one in recorded for message in one.messages)
        probes = tuple(make_probes(asking, begin, language, mails, seed))
        bars.start(f"Probing {folder.resolve().name}", len(probes))
        played = play([one.recorded for one in probes], folder, desk.receiver, clock, desk.store, progress=bars.advance)
    return tally(probes, [one.result for one in played], load_units(folder))


def _print(total: dict[Kind, Tally]) -> None:
    table = Table(title="Recorded lines with one thing more said beside them", title_justify="left")
    table.add_column("said beside them")
    for column in ("mails", "entered", "entered wrongly"):
        table.add_column(column, justify="right")
    whole = sum(total.values(), Tally(0, 0, ()))
    for name, found in [*((kind.value, total[kind]) for kind in Kind), ("all", whole)]:
        table.add_row(name, str(found.mails), str(found.entered), str(len(found.wrong)))
    console.print(table)
    for wrong in whole.wrong:
        console.print(f"[bold]{wrong.kind.value}[/bold]: {plain(wrong.difference)}", highlight=False)
        console.print(plain(wrong.text), highlight=False, style="dim")
