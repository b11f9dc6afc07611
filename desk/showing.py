"""A conversation on the console: what was said, what was decided and on what evidence, and all that happened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.findings import Decision, ModelUse
from domain.messages import Direction
from domain.orders import OrderBody, OrderStatus
from store import conversations, decisions, ledger, orders, reviews, runs
from store.reviews import ReviewStatus
from store.tables import ConversationRow, MessageRow, OrderRow, ReviewRow, RunRow

_LONGEST_RESULT = 160
# Control characters, half characters and marks that turn the direction of what follows.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """Other people's words for the console: their brackets are no markup, and their control characters do nothing."""
    return escape(_UNSEEN.sub("\ufffd", text))


def conversation_of(session: Session, known_id: str) -> str:
    """The conversation that an order, review, run or message belongs to, or the conversation itself.

    Raises:
        NotFound: nothing has that id.
    """
    if session.get(ConversationRow, known_id) is not None:
        return known_id
    row = (
        session.get(OrderRow, known_id)
        or session.get(ReviewRow, known_id)
        or session.get(RunRow, known_id)
        or session.get(MessageRow, known_id)
    )
    if row is not None:
        return row.conversation_id
    raise NotFound(f"Nothing is called {known_id}: give a conversation, order, review, run or message.")


def what_became(session: Session, conversation_id: str) -> str:
    """Where a conversation stands, as a sentence."""
    waiting = [r for r in reviews.of_conversation(session, conversation_id) if r.status == ReviewStatus.OPEN.value]
    if waiting:
        why = waiting[-1].reasons[0]["sentence"] if waiting[-1].reasons else "it has to be looked at."
        return f"It waits for a rep as {waiting[-1].id}: {why}"
    rows = orders.of_conversation(session, conversation_id)
    if not rows:
        return "It has not been handled yet."
    newest = rows[-1]
    lines = len(orders.body(session, newest.id).lines) if newest.revision else 0
    return {
        OrderStatus.ENTERED: f"Order {newest.id} is entered in the ERP as {newest.erp_number}, with {lines} lines.",
        OrderStatus.CANCELLED: f"Order {newest.id} is cancelled.",
        OrderStatus.ASKED: f"The customer is asked about order {newest.id}.",
        OrderStatus.APPROVED: f"Order {newest.id} is approved and on its way to the ERP.",
        OrderStatus.REJECTED: f"Order {newest.id} was rejected; nothing is entered.",
        OrderStatus.CLOSED: "There is no order in it; it is filed.",
        OrderStatus.DRAFT: "It is being handled.",
        OrderStatus.IN_REVIEW: "It waits for a rep.",
    }[OrderStatus(newest.status)]


def print_conversation(session: Session, conversation_id: str, console: Console) -> None:
    """Print everything about a conversation, in the order it happened."""
    console.rule(f"[bold]{conversation_id}[/bold]", align="left")
    console.print(plain(what_became(session, conversation_id)), highlight=False)
    for message in conversations.messages(session, conversation_id):
        arrow = "←" if message.direction is Direction.IN else "→"
        console.print(
            f"\n[bold]{arrow} {message.channel.value}[/bold] {plain(message.sender)} to {plain(message.recipient)}"
            f"  {message.sent_at:%Y-%m-%d %H:%M} UTC  [dim]{message.message_id}[/dim]",
            highlight=False,
        )
        for part in message.parts:
            told = part.unreadable or part.text
            name = part.kind.value if part.filename is None else f"{part.kind.value} {part.filename}"
            console.print(f"  [dim]{plain(name)}:[/dim] {plain(told.strip())}", highlight=False)
    for order in orders.of_conversation(session, conversation_id):
        _print_order(session, order, console)
    for run in runs.of_conversation(session, conversation_id):
        console.print(f"\n[bold]Run {run.id}[/bold], {run.trigger}, {run.status}", highlight=False)
        for decision in decisions.of_run(session, run.id):
            _print_decision(decision, console)
    _print_reviews(reviews.of_conversation(session, conversation_id), console)
    console.print("\n[bold]Ledger[/bold]")
    for entry in ledger.of_conversation(session, conversation_id):
        detail = ", ".join(f"{name} {_short(value)}" for name, value in entry.detail.items())
        console.print(
            f"  {entry.at:%Y-%m-%d %H:%M:%S}  {plain(entry.actor)}: {entry.event}  [dim]{plain(detail)}[/dim]",
            highlight=False,
        )


def _print_order(session: Session, order: OrderRow, console: Console) -> None:
    erp = f", in the ERP as {order.erp_number}" if order.erp_number else ""
    console.print(f"\n[bold]Order {order.id}[/bold]: {order.status}{erp}, revision {order.revision}", highlight=False)
    if not order.revision:
        return
    for revision in orders.revisions(session, order.id):
        console.print(f"  [dim]revision {revision.number} by {plain(revision.made_by)}[/dim]", highlight=False)
    body = orders.body(session, order.id)
    console.print(
        f"  {body.intent.value} of {plain(body.customer_id or '?')}, to {plain(body.ship_to_id or '?')}, "
        f"PO {plain(body.po_number or '–')}, for {body.requested_date or 'no date'}, {body.confidence:.0%} sure",
        highlight=False,
    )
    console.print(_lines_table(body))
    for exception in body.exceptions:
        console.print(f"  [yellow]{exception.kind.value}[/yellow] {plain(exception.sentence)}", highlight=False)
    for offer in body.substitutions:
        made = "made" if offer.made else "to offer"
        told = plain(f"{offer.sku} → {offer.substitute}, {offer.reason}")
        console.print(f"  substitute ({made}): {told}", highlight=False)


def _lines_table(body: OrderBody) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 2))
    for column in ("", "their words", "sku", "quantity", "unit", "price", "sure"):
        table.add_column(column)
    for line in body.lines:
        table.add_row(
            str(line.number),
            plain(" ".join(line.text.split())),
            plain(line.sku or "?"),
            "?" if line.quantity is None else f"{line.quantity}",
            plain(line.uom or "?"),
            "" if line.price is None else f"{line.price}",
            f"{line.confidence:.0%}",
        )
    return table


def _print_decision(decision: Decision, console: Console) -> None:
    console.print(
        f"  [bold]{decision.agent.value}[/bold] [dim]by {decision.reasoner}, policy {decision.policy_version}, "
        f"data {decision.index_version}[/dim]",
        highlight=False,
    )
    _print_use(decision.use, console)
    for finding in decision.findings:
        place = f" line {finding.line}" if finding.line else ""
        value = finding.value if finding.value is not None else "open"
        console.print(
            f"    {finding.field.value}{place}: {plain(_short(value))}  [dim]{finding.probability:.1%}, "
            f"{plain(finding.why)}[/dim]",
            highlight=False,
        )
        for candidate in finding.candidates[1:4]:
            told = f"beat {candidate.value} {candidate.label}: {candidate.why}"
            console.print(f"      [dim]{plain(told)}[/dim]", highlight=False)
    for call in decision.tool_calls:
        told = f"{call.tool}({_short(call.arguments)}) → {_short(call.result)}"
        console.print(f"    [cyan]{call.access.value}[/cyan] {plain(told)}", highlight=False)


def _print_use(use: ModelUse | None, console: Console) -> None:
    """What a model had to do with a decision: what it cost, and why it was not followed where it was not."""
    if use is None:
        return
    cached = f", {use.cached_tokens} of them cached" if use.cached_tokens else ""
    told = (
        f"asked {use.model} with prompt {use.prompt_version}: {use.calls} calls, {use.input_tokens} tokens read{cached}"
    )
    console.print(
        f"    [magenta]{plain(told)}, {use.output_tokens} written, {use.seconds:.1f} s[/magenta]", highlight=False
    )
    if use.fallback is not None:
        console.print(f"    [yellow]decided without it: {plain(use.fallback)}[/yellow]", highlight=False)


def _print_reviews(rows: Iterable[ReviewRow], console: Console) -> None:
    for review in rows:
        by = f" by {review.decided_by}: {_short(review.answer)}" if review.decided_by else ""
        console.print(f"\n[bold]Review {review.id}[/bold]: {review.status}{plain(by)}", highlight=False)
        for reason in review.reasons:
            line = f", line {reason['line']}" if reason.get("line") else ""
            console.print(f"  [yellow]{reason['kind']}[/yellow]{line} {plain(reason['sentence'])}", highlight=False)


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_RESULT else flat[: _LONGEST_RESULT - 1] + "…"
