"""The demonstration: an invented distributor's recorded conversations, handled for real in a desk of their own."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

import evals
from desk.commands import imported
from desk.environment import RandomIds, SetClock
from desk.master_data import bring_in
from desk.opening import working_desk
from desk.progress import Bars
from desk.settings import Settings
from evals.recorded import Outcome, Recorded, load_recorded
from evals.replay import Played, play

DEMO_DATA = Path(evals.__file__).parent / "data" / "harbor"

_MEANING = {
    Outcome.ENTERED: "entered",
    Outcome.REVIEW: "in review",
    Outcome.ASKED: "asked",
    Outcome.CLOSED: "closed",
}


def run_demo(settings: Settings) -> None:
    """Import the demo distributor into a fresh desk, handle its conversations, and tell what became of them."""
    console = Console()
    home = settings.home / "demo"
    shutil.rmtree(home, ignore_errors=True)
    recorded = load_recorded(DEMO_DATA)
    messages = sum(len(conversation.messages) for conversation in recorded)
    clock = SetClock(min(message.sent_at for one in recorded for message in one.messages))
    with working_desk(settings.apart(home), clock, RandomIds()) as working, Bars(console) as bars:
        report = bring_in(working.desk, DEMO_DATA, bars)
        began = perf_counter()
        bars.start(f"Handling {messages} messages", messages)
        played = play(
            recorded,
            DEMO_DATA,
            working.desk.receiver,
            clock,
            working.desk.store,
            wait=working.wait,
            progress=bars.advance,
        )
        seconds = perf_counter() - began
    console.print(imported(report))
    console.print(_outcomes(recorded, played))
    console.print(
        f"{messages} messages in {seconds:.0f} s ({seconds / messages * 1000:.0f} ms each). Entered: in the ERP with "
        "nobody looking, every word understood and every value proven. The rest waits for a rep, with the reasons.",
        highlight=False,
    )
    console.print("\nTry next:", highlight=False)
    for command, what in (
        (f"orderdesk queue --home {home}", "what waits for a rep, and why"),
        (f"orderdesk show REVIEW --home {home}", "how it came about: evidence, tool calls, ledger"),
        (f"orderdesk decide REVIEW approve --home {home}", "enter it, with --line to change a line"),
        ("orderdesk import DIR", "your own distributor, in the layout of docs/data.md"),
    ):
        console.print(f"  .venv/bin/{command}\n      {what}", highlight=False, soft_wrap=True)


def _outcomes(recorded: Sequence[Recorded], played: Sequence[Played]) -> Table:
    """What became of the conversations, by the channel of their first message."""
    counts = Counter(
        (conversation.messages[0].channel.value, one.result.outcome)
        for conversation, one in zip(recorded, played, strict=True)
    )
    channels = sorted({channel for channel, _ in counts})
    table = Table(title=f"What became of {len(recorded)} conversations", title_justify="left", show_footer=True)
    table.add_column("channel", footer="all")
    for outcome, meaning in _MEANING.items():
        table.add_column(meaning, justify="right", footer=str(sum(counts[c, outcome] for c in channels)))
    for channel in channels:
        table.add_row(channel, *(str(counts[channel, outcome] or "–") for outcome in _MEANING))
    return table
