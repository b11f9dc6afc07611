"""The ``orderdesk`` command. Heavy parts are imported where they are used, so that ``--help`` answers at once."""

from __future__ import annotations

import gc
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from domain.errors import DeskError, ImportRejected, NotRecorded
from domain.messages import Channel
from domain.people import Role

if TYPE_CHECKING:
    from desk.settings import Settings

app = typer.Typer(
    name="orderdesk",
    help="An order desk that reads orders, proves what it can, and asks a rep for the rest.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

OBJECTS_BETWEEN_LOOKS = 50_000
"""So many new objects before a process of the desk looks for garbage."""

Home = Annotated[
    Path | None, typer.Option("--home", help="Folder that holds everything (default: .orderdesk, or ORDERDESK_HOME).")
]


def main() -> NoReturn:
    """Run the command; an error of the desk's ends it with a sentence and exit code 1."""
    # A message makes many objects and hardly a cycle: looking for one every 700 objects took a tenth of its time.
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    try:
        app()
    except DeskError as error:
        print(f"orderdesk: {error.sentence}", file=sys.stderr)  # noqa: T201
        details = error.problems if isinstance(error, ImportRejected) else ()
        for detail in error.changes if isinstance(error, NotRecorded) else details:
            print(f"  {detail}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    sys.exit(0)


def _settings(home: Path | None) -> Settings:
    from desk.settings import load_settings

    return load_settings(home)


@app.command()
def demo(
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="End when the orders are handled, rather than serve the page.")
    ] = False,
    home: Home = None,
) -> None:
    """Handle the demo distributor's 160 recorded conversations in a desk of their own, and serve its page."""
    from desk.demo import run_demo

    run_demo(_settings(home), serving=not no_serve)


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="A distributor's folder: catalog.csv, customers.csv and so on.")],
    home: Home = None,
) -> None:
    """Import a distributor's data, or bring it up to date. Nothing is half-imported."""
    from desk.commands import import_folder

    import_folder(_settings(home), folder)


@app.command()
def reindex(home: Home = None) -> None:
    """Make the products' terms and the vector index anew from what was imported; no folder is needed."""
    from desk.commands import reindex_products

    reindex_products(_settings(home))


@app.command()
def take(
    files: Annotated[
        list[str], typer.Argument(help="Mails, texts, JSON, EDI, PDFs, photos, sheets; - is standard input.")
    ],
    channel: Annotated[Channel, typer.Option(help="How it came, where the file does not say so itself.")] = Channel.SMS,
    sender: Annotated[str, typer.Option("--from", help="Who sent it, where the file does not say so itself.")] = "",
    home: Home = None,
) -> None:
    """Take messages in, handle them, and tell what became of each."""
    from desk.commands import take_files

    take_files(_settings(home), files, channel, sender)


@app.command()
def queue(home: Home = None) -> None:
    """List the reviews that wait for a rep, and why."""
    from desk.looking import show_queue

    show_queue(_settings(home))


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="A conversation, order, review, run or message.")],  # noqa: A002
    home: Home = None,
) -> None:
    """Show how a conversation came about: messages, orders, evidence, every decision and tool call, the ledger."""
    from desk.looking import show_conversation

    show_conversation(_settings(home), id)


@app.command()
def decide(
    review: Annotated[str, typer.Argument(help="The review to decide.")],
    verdict: Annotated[str, typer.Argument(help="approve, ask or reject.")],
    line: Annotated[
        list[str] | None, typer.Option(help="Change or add a line: --line '2 sku=K100 quantity=3 uom=CS'.")
    ] = None,
    drop: Annotated[list[int] | None, typer.Option(help="Remove a line by its number.")] = None,
    customer: Annotated[str | None, typer.Option(help="Set the customer.")] = None,
    ship_to: Annotated[str | None, typer.Option(help="Set the ship-to.")] = None,
    po: Annotated[str | None, typer.Option(help="Set the customer's purchase order number.")] = None,
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Set the requested date.")] = None,
    question: Annotated[str | None, typer.Option(help="What to ask the customer.")] = None,
    by: Annotated[str, typer.Option(help="Who decides.")] = "rep",
    home: Home = None,
) -> None:
    """Decide a review: approve (with changes), ask the customer, or reject."""
    from desk.commands import decide_review

    head = {"customer_id": customer, "ship_to_id": ship_to, "po_number": po, "requested_date": date and date.date()}
    decide_review(_settings(home), review, verdict, line or [], drop or [], head, question, by)


@app.command()
def undo(
    review: Annotated[str, typer.Argument(help="The review whose approval is taken back.")],
    by: Annotated[str, typer.Option(help="Who takes it back.")] = "rep",
    home: Home = None,
) -> None:
    """Take an approval back while it is held; the review opens again."""
    from desk.commands import undo_approval

    undo_approval(_settings(home), review, by)


@app.command()
def work(home: Home = None) -> None:
    """Work on what is queued and held, until interrupted."""
    from desk.commands import work_until_interrupted

    work_until_interrupted(_settings(home))


@app.command()
def watch(home: Home = None) -> None:
    """Take orders from a mailbox, work on them, and send replies if that is on; until interrupted. `serve` does too."""
    from desk.mailing import watch as watch_mailbox

    watch_mailbox(_settings(home))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (default: 127.0.0.1).")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Port to listen on (default: 8000); 0 takes a free one.")
    ] = None,
    home: Home = None,
) -> None:
    """Serve the page and the API, work on what is queued and held, watch the mailbox if one is set up."""
    from desk.serving import serve as serve_page

    given = {"host": host, "port": port}
    serve_page(_settings(home).model_copy(update={name: value for name, value in given.items() if value is not None}))


@app.command()
def invite(
    name: Annotated[str, typer.Argument(help="Who is let in: letters, digits, dots, dashes.")],
    role: Annotated[Role | None, typer.Option(help="What they are, when they are new (default: rep).")] = None,
    full_name: Annotated[str | None, typer.Option(help="Their name as people say it.")] = None,
    home: Home = None,
) -> None:
    """Make somebody a link that signs them in once. Works beside a desk that is served."""
    from desk.serving import invite_person

    invite_person(_settings(home), name, role, full_name)


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(help="A distributor's folder with recorded.jsonl.")],
    out: Annotated[Path, typer.Option(help="Where the results go.")] = Path("results.jsonl"),
    record: Annotated[Path | None, typer.Option(help="Keep what goes to and from the chat models here.")] = None,
    recorded: Annotated[Path | None, typer.Option(help="Answer for the chat models from such a file.")] = None,
) -> None:
    """Play a folder's recorded conversations through a fresh desk, with nobody reviewing, and write the results."""
    from desk.commands import replay_folder

    replay_folder(_settings(None), folder, out, record, recorded)


@app.command()
def score(
    folder: Annotated[Path, typer.Argument(help="A distributor's folder with recorded.jsonl.")],
    results: Annotated[Path, typer.Argument(help="What a replay wrote.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Score a replay's results against what a careful rep entered."""
    from desk.looking import score_results

    score_results(folder, results, json)


@app.command()
def probe(
    folders: Annotated[list[Path], typer.Argument(help="Folders with recorded.jsonl whose lines are said anew.")],
    mails: Annotated[int, typer.Option(min=1, max=100_000, help="So many new mails for each folder.")] = 150,
    seed: Annotated[int, typer.Option(help="The same mails for the same seed.")] = 1,
) -> None:
    """Say recorded lines in new mails with one more thing beside them, and tell which were entered wrongly.

    Ends with 1 where one was. 150 mails take about a minute.
    """
    from desk.probing import probe_folders

    if not probe_folders(_settings(None), folders, mails, seed):
        raise typer.Exit(1)


@app.command()
def calibrate(
    folders: Annotated[list[Path], typer.Argument(help="Folders with recorded.jsonl to count on.")],
    out: Annotated[Path, typer.Option(help="Where the counted grounds go.")] = Path("grounds.json"),
) -> None:
    """Count on recorded orders how often each ground of product matching is right."""
    from desk.commands import calibrate_grounds

    calibrate_grounds(_settings(None), folders, out)


@app.command()
def train(
    folders: Annotated[list[Path], typer.Argument(help="Folders with recorded.jsonl to learn from.")],
    out: Annotated[Path, typer.Option(help="Where the fitted weights go.")] = Path("scorer.json"),
) -> None:
    """Fit the scorer of product matching on recorded orders; docs/matching.md says what it learns."""
    from desk.training import train_scorer

    train_scorer(_settings(None), folders, out)


@app.command("calibrate-models")
def calibrate_models(
    folders: Annotated[list[Path], typer.Argument(help="Folders with recorded.jsonl to count on.")],
    out: Annotated[Path | None, typer.Option(help="Where the counts go (default: calibration.json in home).")] = None,
    home: Home = None,
) -> None:
    """Count on recorded orders how often your chat models are right. Until then nothing they settle is entered."""
    from desk.commands import calibrate_models as count_models

    count_models(_settings(home), folders, out)


@app.command()
def doctor(home: Home = None) -> None:
    """Check that everything the desk needs is there and fits together."""
    from desk.doctor import examine

    if not examine(_settings(home)):
        raise typer.Exit(1)
