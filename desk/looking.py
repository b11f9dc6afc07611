"""The commands that only look: they need the store, or files, and none of the parts that take seconds to load."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from desk.settings import Settings
from desk.showing import conversation_of, plain, print_conversation
from desk.stores import store_of
from evals.recorded import load_expected, load_results, load_units
from evals.report import as_json, as_tables
from evals.scoring import score
from knowledge import customers
from store import orders, reviews

console = Console()


def show_queue(settings: Settings) -> None:
    """``orderdesk queue``."""
    with store_of(settings) as store, store.reading() as session:
        rows = reviews.open_reviews(session)
        if not rows:
            console.print("Nothing waits for a rep.")
            return
        table = Table(title=f"{len(rows)} wait for a rep", title_justify="left")
        for column in ("review", "since", "customer", "lines", "why it stopped"):
            table.add_column(column, overflow="fold")
        for row in rows:
            body = orders.body(session, row.order_id, row.revision)
            customer = customers.customer(session, body.customer_id) if body.customer_id else None
            why = row.reasons[0]["sentence"] if row.reasons else ""
            more = f" (+{len(row.reasons) - 1})" if len(row.reasons) > 1 else ""
            opened = f"{row.opened_at:%Y-%m-%d %H:%M}"
            name = plain(customer.name) if customer else "?"
            table.add_row(row.id, opened, name, str(len(body.lines)), plain(why) + more)
        console.print(table)
        console.print("Look at one with `orderdesk show REVIEW`, decide it with `orderdesk decide REVIEW approve`.")


def show_conversation(settings: Settings, known_id: str) -> None:
    """``orderdesk show``."""
    with store_of(settings) as store, store.reading() as session:
        print_conversation(session, conversation_of(session, known_id), console)


def score_results(folder: Path, results: Path, json: bool) -> None:
    """``orderdesk score``."""
    scored = score(load_expected(folder), load_results(results), load_units(folder))
    if json:
        console.out(as_json(scored), highlight=False)
    else:
        console.print(as_tables(scored))
