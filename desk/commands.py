"""What the commands do: each opens a desk, does one thing and tells it on the console."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from connectors.models.recording import Recorder
from connectors.models.replaying import Replayer
from desk.agents import models_in_use
from desk.environment import CountingIds, SetClock
from desk.master_data import bring_in
from desk.opening import working_desk
from desk.progress import Bars
from desk.resuming import keep_resuming
from desk.settings import Settings
from desk.showing import plain, what_became
from desk.tape import tape_of
from desk.wiring import Desk, open_desk
from domain.answers import Answer, LineEdit, Verdict
from domain.errors import ConfigurationError, InputRejected
from domain.messages import Attachment, Channel, Envelope
from evals import grounds as ground_counts
from evals import model_counts
from evals.model_counts import Observed
from evals.recorded import load_expected, load_recorded, load_units
from evals.replay import Played, play, write_results
from graphs.inline import InlineJobs
from knowledge import customers
from knowledge.importing import ImportReport, rebuild_index
from reading.edi import looks_like_edi
from reading.envelopes import HandedIn, from_json, from_mail, from_parts, from_text
from reading.file_kinds import HEAD, text_of_file
from store import reviews

if TYPE_CHECKING:
    from connectors.models.endpoint import Wrap

console = Console()

_T = TypeVar("_T")
_UNKNOWN_TYPE = "application/octet-stream"


def import_folder(settings: Settings, folder: Path) -> None:
    """``orderdesk import``."""
    with working_desk(settings) as working, Bars(console) as bars:
        report = bring_in(working.desk, folder, bars)
    console.print(imported(report))


def reindex_products(settings: Settings) -> None:
    """``orderdesk reindex``."""
    with working_desk(settings) as working, Bars(console) as bars:
        written = rebuild_index(working.desk.store, working.desk.index, bars)
    console.print(f"{written:,} products are indexed.")


def imported(report: ImportReport) -> Table | str:
    """What an import did, as a sentence or a table."""
    if report.unchanged:
        return f"{plain(report.distributor)}: nothing has changed since the last import."
    table = Table(title=f"{plain(report.distributor)}, imported in {report.seconds:.1f} s", title_justify="left")
    for column in ("file", "added", "updated", "removed"):
        table.add_column(column, justify="left" if column == "file" else "right")
    for changes in report.files:
        table.add_row(changes.file, str(changes.added), str(changes.updated), str(changes.removed))
    return table


def take_files(settings: Settings, files: Sequence[str], channel: Channel, sender: str) -> None:
    """``orderdesk take``: a file that cannot be taken is told and skipped; the others are handled."""
    refused = 0
    with working_desk(settings) as working:
        with working.desk.store.reading() as session:
            recipient = customers.distributor(session).email
        for name in files:
            try:
                received = working.desk.receiver.receive(_envelope(name, channel, sender, recipient))
            except InputRejected as rejected:
                console.print(f"{plain(name)}: [red]refused[/red]. {plain(rejected.sentence)}")
                refused += 1
                continue
            working.wait(received)
            known = "" if received.run_id else " (the desk had this message already)"
            with working.desk.store.reading() as session:
                became = what_became(session, received.conversation_id)
            console.print(plain(f"{name}: {received.conversation_id}{known}. {became}"), highlight=False)
    if refused:
        raise InputRejected(f"{refused} of {len(files)} could not be taken.")


def _envelope(name: str, channel: Channel, sender: str, recipient: str) -> Envelope:
    now = datetime.now(UTC)
    if name == "-":
        return from_text(sys.stdin.buffer.read(), channel, sender, recipient, now)
    path = Path(name)
    if not path.is_file():
        raise InputRejected("There is no such file.")
    content = path.read_bytes()
    if path.suffix.lower() == ".eml":
        return from_mail(content, now, recipient)
    if path.suffix.lower() == ".json":
        return from_json(content, path.parent)
    if looks_like_edi(content[:HEAD]):
        handed = HandedIn(channel=Channel.EDI, sender=sender or path.name, recipient=recipient, raw=content)
        return from_parts(handed, now)
    if content.strip() and text_of_file(content) is None:
        file = Attachment(filename=path.name, media_type=guess_type(path.name)[0] or _UNKNOWN_TYPE, content=content)
        handed = HandedIn(channel=channel, sender=sender, recipient=recipient, files=(file,))
        return from_parts(handed, now)
    return from_text(content, channel, sender, recipient, now)


def decide_review(
    settings: Settings,
    review_id: str,
    verdict: str,
    lines: Sequence[str],
    drops: Sequence[int],
    head: Mapping[str, object],
    question: str | None,
    by: str,
) -> None:
    """``orderdesk decide``."""
    answer = _answer(verdict, lines, drops, head, question)
    with working_desk(settings) as working:
        working.desk.reviewing.decide(review_id, answer, by)
        with working.desk.store.reading() as session:
            review = reviews.get(session, review_id)
            run_id, conversation_id = review.run_id, review.conversation_id
        if answer.verdict is Verdict.APPROVE:
            console.print("Approved. It is held for a moment so that it can be undone; Ctrl-C leaves it held.")
        try:
            working.wait_for_decision(run_id, review_id)
        except KeyboardInterrupt:
            console.print(f"Left held. `orderdesk undo {review_id}` takes it back, `orderdesk work` enters it.")
            return
        with working.desk.store.reading() as session:
            console.print(plain(what_became(session, conversation_id)), highlight=False)


def _answer(
    verdict: str, lines: Sequence[str], drops: Sequence[int], head: Mapping[str, object], question: str | None
) -> Answer:
    try:
        edits = [_line_edit(line) for line in lines] + [LineEdit(number=number, remove=True) for number in drops]
        return Answer.model_validate({"verdict": verdict, "lines": edits, "question": question, **head})
    except ValidationError as error:
        first = error.errors()[0]
        raise InputRejected(f"{'.'.join(str(p) for p in first['loc'])}: {first['msg']}.") from error


def _line_edit(written: str) -> LineEdit:
    """``2 sku=K100 quantity=3 uom=CS``."""
    number, *pairs = written.split() or [""]
    values = dict(pair.partition("=")[::2] for pair in pairs)
    return LineEdit.model_validate({"number": number, **values})


def undo_approval(settings: Settings, review_id: str, by: str) -> None:
    """``orderdesk undo``."""
    with working_desk(settings) as working:
        reopened = working.desk.reviewing.undo(review_id, by)
    console.print(f"Taken back. The review is open again as {reopened}.")


def work_until_interrupted(settings: Settings) -> None:
    """``orderdesk work``."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with working_desk(settings) as working:
        console.print("Working. Ctrl-C ends it; what is unfinished is taken up next time.")
        try:
            keep_resuming(working.desk, stop)
        except KeyboardInterrupt:
            console.print("Ended.")


def replay_folder(settings: Settings, folder: Path, out: Path, record: Path | None, recorded: Path | None) -> None:
    """``orderdesk replay``: a fresh desk each time, so that the same folder gives the same results."""
    can_be_written(out)
    with tape_of(settings, record, recorded) as tape:
        played = _replayed(settings, folder, lambda _, every: every, tape)
    if isinstance(tape, Recorder):
        console.print(f"{tape.count} exchanges with the models recorded: {tape.file}", highlight=False)
    write_results([one.result for one in played], out)
    outcomes = [one.result.outcome.value for one in played]
    told = ", ".join(f"{outcomes.count(o)} {o}" for o in dict.fromkeys(sorted(outcomes)))
    console.print(f"{len(played)} conversations: {told}. Results: {out}. Score them: orderdesk score {folder} {out}")


def can_be_written(out: Path) -> None:
    """Say that a file has no folder to be written in before the work is done, not after it."""
    if not out.parent.is_dir() or out.is_dir():
        raise InputRejected(f"{out} cannot be written: give a file in a folder that exists.")


def _replayed(
    settings: Settings,
    folder: Path,
    conclude: Callable[[Desk, tuple[Played, ...]], _T],
    tape: Recorder | Replayer | None = None,
    counted: bool = True,
) -> _T:
    """Every recorded conversation of a folder played, and what is concluded from that while the desk is open."""
    wrap = tape.wrap if tape is not None else None
    with fresh_desk(settings, folder, counted, wrap) as (desk, bars, clock):
        recorded = load_recorded(folder)
        bars.start("Handling messages", sum(len(one.messages) for one in recorded))

        def handled() -> None:
            bars.advance()
            if tape is not None:
                tape.check()

        played = play(recorded, folder, desk.receiver, clock, desk.store, progress=handled)
        return conclude(desk, played)


@contextmanager
def fresh_desk(
    settings: Settings, folder: Path, counted: bool = True, wrap: Wrap | None = None
) -> Iterator[tuple[Desk, Bars, SetClock]]:
    """A desk of its own that a folder with recorded orders was imported into, its clock at the first message; it is
    gone afterwards.

    Raises:
        InputRejected: the folder has no recorded conversations.
    """
    recorded = load_recorded(folder)
    if not recorded:
        raise InputRejected(f"There are no recorded conversations in {folder}.")
    home = Path(tempfile.mkdtemp(prefix="orderdesk-replay-"))
    clock = SetClock(min(message.sent_at for one in recorded for message in one.messages))
    try:
        with (
            open_desk(settings.apart(home, counted), InlineJobs.connected, clock, CountingIds(), wrap=wrap) as desk,
            Bars(console) as bars,
        ):
            bring_in(desk, folder, bars)
            yield desk, bars, clock
    finally:
        shutil.rmtree(home)


def _counted(folder: Path, desk: Desk, played: Sequence[Played]) -> ground_counts.Counts:
    """The lines of a replay counted by ground: here what was expected is read, after the replay."""
    with desk.store.reading() as session:
        return ground_counts.count(session, load_expected(folder), played, load_units(folder))


def calibrate_grounds(settings: Settings, folders: Sequence[Path], out: Path) -> None:
    """``orderdesk calibrate``: the grounds are the built-in reasoner's, so no model has a part in it."""
    can_be_written(out)
    counts: ground_counts.Counts = ground_counts.Counts()
    alone = settings.model_copy(update={"models": {}, "seats": {}})
    for folder in folders:
        counts += _replayed(alone, folder, partial(_counted, folder))
    ground_counts.write(counts, [folder.resolve().name for folder in folders], out)
    console.print(f"Counted {counts.total()} lines. {out}")


def calibrate_models(settings: Settings, folders: Sequence[Path], out: Path | None) -> None:
    """``orderdesk calibrate-models``: replays with the models as they are now, and counts how often each was right."""
    if not settings.models:
        raise ConfigurationError("No chat model is configured: name one in orderdesk.toml under [models.default].")
    file = out or settings.calibration_file
    can_be_written(file)
    observed: list[Observed] = []
    fingerprint = ""
    for folder in folders:
        found, fingerprint = _replayed(settings, folder, partial(_observed, settings, folder), counted=False)
        observed += found
    counted = model_counts.fit(observed, fingerprint, [folder.resolve().name for folder in folders])
    model_counts.write(counted, file)
    lines = sum(c.of for key, c in counted.lines.items() if model_counts.by_model(key))
    console.print(
        f"Counted {lines} lines that a model had a part in, of {counted.fingerprint}. {file}", highlight=False
    )


def _observed(
    settings: Settings, folder: Path, desk: Desk, played: Sequence[Played]
) -> tuple[tuple[Observed, ...], str]:
    """What a replay shows of the models, and which models those are."""
    with desk.store.reading() as session:
        observed = model_counts.observe(session, load_expected(folder), played, load_units(folder))
    return observed, models_in_use(settings, desk.store, desk.clock)
