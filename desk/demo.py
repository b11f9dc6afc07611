"""The demonstration: an invented distributor's recorded conversations, handled for real in a desk of their own."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

import evals
from desk.commands import imported
from desk.environment import RandomIds, RunningClock, SetClock
from desk.master_data import bring_in
from desk.opening import working_desk
from desk.progress import Bars
from desk.serving import listening, serve_desk
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


def run_demo(settings: Settings, serving: bool) -> None:
    """Import the demo distributor into a fresh desk, handle its conversations, and tell what became of them.

    Then its page is served, unless it is not to be: by a clock that runs on from the last of the recorded messages, so
    that what waits is due when it was then.
    """
    demo = settings.apart(settings.home / "demo")
    if not serving:
        _handle(demo)
        return
    with listening(demo) as place:
        ended_at = _handle(demo)
        with working_desk(demo, RunningClock(ended_at), RandomIds()) as working:
            serve_desk(working.desk, demo, place)


def _handle(settings: Settings) -> datetime:
    """Handle the recorded messages in a fresh desk; when the last of them was sent."""
    console = Console()
    home = settings.home
    shutil.rmtree(home, ignore_errors=True)
    recorded = load_recorded(DEMO_DATA)
    sent = [message.sent_at for one in recorded for message in one.messages]
    messages = len(sent)
    clock = SetClock(min(sent))
    with working_desk(settings, clock, RandomIds()) as working, Bars(console) as bars:
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
    return max(sent)


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
