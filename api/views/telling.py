"""What happened in a conversation, as plain sentences: the ledger's rows, and what each agent came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from api.shapes.conversations import DecisionItem, Happening, TimelineKind
from domain.aliases import AliasStanding
from domain.findings import AgentName, ModelUse
from domain.gate import Route
from domain.messages import Channel
from domain.orders import OrderStatus
from store.conversation_lists import ListedDecision
from store.tables import LedgerRow, ReviewRow

_CAME = {
    Channel.EMAIL: "{} sent an e-mail.",
    Channel.SMS: "{} sent a text message.",
    Channel.VOICEMAIL: "{} left a voicemail.",
    Channel.PHONE: "{} called.",
    Channel.NOTE: "A note of {} was handed in.",
    Channel.PORTAL: "{} wrote in the portal.",
    Channel.EDI: "{} sent an EDI message.",
}
_ROUTES = {
    Route.ENTER: "Everything is proven: it is entered with nobody looking.",
    Route.ASK: "Only the customer can say what is missing: they are asked.",
    Route.CLOSE: "There is no order in it: it is filed.",
    Route.REVIEW: "It is for a rep.",
}
_VERDICTS = {
    "approve": "{} approved it.",
    "ask": "{} asks the customer.",
    "reject": "{} rejected it.",
}
_STANDS = {
    OrderStatus.DRAFT: "It is being handled.",
    OrderStatus.IN_REVIEW: "It waits for a rep.",
    OrderStatus.ASKED: "The customer has been asked.",
    OrderStatus.APPROVED: "It is approved, and on its way to the ERP.",
    OrderStatus.ENTERED: "The ERP holds it as order {}.",
    OrderStatus.REJECTED: "It was rejected; nothing is entered.",
    OrderStatus.CANCELLED: "It is cancelled.",
    OrderStatus.CLOSED: "There is no order in it; it is filed.",
}


_COUNTS = {
    AliasStanding.DOUBTED.value: " A rep looks at these words from now on.",
    AliasStanding.FADED.value: " These words are not used any more.",
}


@dataclass(frozen=True)
class Known:
    """What the ledger's rows speak of by id: the decisions with their sentences, and the reviews."""

    decisions: Mapping[str, DecisionItem] = field(default_factory=dict)
    reviews: Mapping[str, ReviewRow] = field(default_factory=dict)


def where_it_stands(status: OrderStatus, erp_number: str | None, reasons: tuple[str, ...]) -> str:
    """Where a conversation stands, as a sentence; ``reasons`` are those of its open review."""
    if reasons:
        return f"It waits for a rep: {reasons[0]}"
    return _STANDS[status].format(erp_number or "–")


def happening(row: LedgerRow, known: Known) -> Happening:
    """One row of the ledger as a sentence, with what it is about."""
    kind, tell = _EVENTS.get(row.event, (TimelineKind.OTHER, _plainly))
    decision_id = _decision_of(row)
    decision = known.decisions.get(decision_id) if decision_id else None
    return Happening(
        at=row.at,
        kind=kind,
        event=row.event,
        actor=row.actor,
        sentence=decision.sentence if decision else tell(row),
        message_id=_text(row, "message"),
        decision_id=decision.decision_id if decision else None,
        review_id=_review_of(row, known),
        order_id=_text(row, "order"),
        detail=row.detail,
    )


def decision_item(listed: ListedDecision) -> DecisionItem:
    """A decision as a row of a list."""
    row = listed.row
    agent = AgentName(row.agent)
    return DecisionItem(
        decision_id=row.id,
        run_id=row.run_id,
        conversation_id=listed.conversation_id,
        agent=agent,
        reasoner=row.reasoner,
        created_at=row.created_at,
        sentence=_CAME_TO[agent](row.result),
        findings=listed.findings,
        tool_calls=listed.tool_calls,
        lowest_probability=listed.lowest_probability,
        use=ModelUse.model_validate(row.use) if row.use else None,
    )


def _decision_of(row: LedgerRow) -> str | None:
    """A decision's row carries its run and agent in the key under which it is written once."""
    if row.event != "decided" or row.once_key is None:
        return None
    return ":".join(row.once_key.split(":")[:2])


def _review_of(row: LedgerRow, known: Known) -> str | None:
    named = _text(row, "review")
    if named is not None or row.event != "gated" or row.once_key is None:
        return named
    run_id = row.once_key.partition(":")[0]
    opened = sorted(r.id for r in known.reviews.values() if r.run_id == run_id)
    return opened[0] if opened else None


def _text(row: LedgerRow, name: str) -> str | None:
    value = row.detail.get(name)
    return value if isinstance(value, str) else None


def _received(row: LedgerRow) -> str:
    channel = _text(row, "channel")
    return _CAME[Channel(channel)].format(row.actor) if channel else f"{row.actor} wrote."


def _gated(row: LedgerRow) -> str:
    route = Route(row.detail["route"])
    why = [str(reason).partition(": ")[2] for reason in row.detail.get("reasons", ())]
    return " ".join([_ROUTES[route], *why])


def _reviewed(row: LedgerRow) -> str:
    told = _VERDICTS[row.detail["verdict"]].format(row.actor)
    return told.replace("approved it.", "corrected and approved it.") if row.detail.get("edited") else told


def _taught(row: LedgerRow) -> str:
    return f"{row.actor} taught that “{_text(row, 'words')}” is {_text(row, 'sku')} to this customer."


def _contradicted(row: LedgerRow) -> str:
    then = _COUNTS.get(_text(row, "standing") or "", "")
    return f"{row.actor} found that “{_text(row, 'words')}” is not {_text(row, 'sku')}.{then}"


def _assigned(row: LedgerRow) -> str:
    person = _text(row, "person")
    if person is None:
        return f"{row.actor} gave it back to everybody."
    return f"{row.actor} took it." if person == row.actor else f"{row.actor} gave it to {person}."


def _snoozed(row: LedgerRow) -> str:
    until = _text(row, "until")
    if until is None:
        return f"{row.actor} brought it back."
    moment = datetime.fromisoformat(until).astimezone(UTC)
    return f"{row.actor} put it off until {_day(moment)}, {moment:%H:%M} UTC."


def _plainly(row: LedgerRow) -> str:
    return f"{row.event.replace('_', ' ').capitalize()}, by {row.actor}."


_Tell = Callable[[LedgerRow], str]
_EVENTS: dict[str, tuple[TimelineKind, _Tell]] = {
    "received": (TimelineKind.MESSAGE_IN, _received),
    "received_again": (TimelineKind.OTHER, lambda row: "The same message came again; it counts once."),
    "decided": (TimelineKind.DECISION, lambda row: f"{row.actor.replace('_', ' ').capitalize()} decided."),
    "gated": (TimelineKind.GATE, _gated),
    "reviewed": (TimelineKind.REVIEW, _reviewed),
    "assigned": (TimelineKind.REVIEW, _assigned),
    "snoozed": (TimelineKind.REVIEW, _snoozed),
    "undone": (TimelineKind.REVIEW, lambda row: f"{row.actor} took the approval back."),
    "approved": (TimelineKind.ERP, lambda row: "It is ready to be written to the ERP."),
    "entered": (TimelineKind.ERP, lambda row: f"The ERP holds it as order {_text(row, 'erp')}."),
    "cancelled": (TimelineKind.ERP, lambda row: f"Order {_text(row, 'erp')} is cancelled in the ERP."),
    "erp_rejected": (TimelineKind.ERP, lambda row: f"The ERP said no: {_text(row, 'why')}"),
    "reply_ready": (TimelineKind.MESSAGE_OUT, lambda row: "The answer to the customer was written."),
    "reply_sent": (TimelineKind.MESSAGE_OUT, lambda row: f"The answer was sent to {_text(row, 'to')}."),
    "reply_failed": (TimelineKind.MESSAGE_OUT, lambda row: f"The answer was not sent: {_text(row, 'why')}"),
    "reply_kept": (TimelineKind.MESSAGE_OUT, lambda row: f"The answer is not sent by the desk: {_text(row, 'why')}"),
    "reply_unknown": (
        TimelineKind.MESSAGE_OUT,
        lambda row: f"Nobody knows whether the answer was sent: {_text(row, 'why')}",
    ),
    "superseded": (TimelineKind.OTHER, lambda row: "The customer has written since: what was under way starts anew."),
    "failed": (TimelineKind.OTHER, lambda row: f"The desk failed on this: {_text(row, 'why')}"),
    "alias_taught": (TimelineKind.OTHER, _taught),
    "alias_forgotten": (
        TimelineKind.OTHER,
        lambda row: f"{row.actor} took back that “{_text(row, 'words')}” is {_text(row, 'sku')}.",
    ),
    "alias_contradicted": (TimelineKind.OTHER, _contradicted),
    "found_wrong": (
        TimelineKind.REVIEW,
        lambda row: f"{row.actor} found that it was entered wrong: {_text(row, 'reason')}",
    ),
}


def _intake(result: Mapping[str, Any]) -> str:
    lines = len(result.get("lines", ()))
    said = {
        "order": f"They order {_count(lines, 'line')}.",
        "amendment": f"They change an order: {_count(lines, 'line')}.",
        "cancellation": "They cancel an order.",
        "inquiry": "They ask something; there is no order in it.",
        "other": "There is no order in it.",
    }[result["intent"]]
    whose = "" if result.get("customer_id") else " Whose it is was not settled."
    return f"{said}{whose}{_exceptions(result)}"


def _matching(result: Mapping[str, Any]) -> str:
    lines = result["lines"]
    settled = sum(all(line.get(name) is not None for name in ("sku", "quantity", "uom")) for line in lines)
    if not lines:
        return "There was no line to match."
    if settled == len(lines):
        all_of_them = "The line is" if settled == 1 else f"All {settled} lines are"
        return f"{all_of_them} settled.{_exceptions(result)}"
    return f"{settled} of {_count(len(lines), 'line')} settled.{_exceptions(result)}"


def _availability(result: Mapping[str, Any]) -> str:
    day = result.get("delivery_date")
    when = f" It can go on {_day(date.fromisoformat(day))}." if day else ""
    return f"{_exceptions(result).strip() or 'Nothing stands against it.'}{when}"


def _substitution(result: Mapping[str, Any]) -> str:
    offers = result.get("substitutions", ())
    return f"{_count(len(offers), 'substitute')} to offer." if offers else "There is nothing to offer instead."


def _erp_entry(result: Mapping[str, Any]) -> str:
    if result.get("rejected"):
        return f"The ERP said no: {result['rejected']}"
    return f"Written to the ERP and read back as order {result.get('erp_number')}."


def _communication(result: Mapping[str, Any]) -> str:
    return "The answer is drafted." if result.get("text") else f"No answer is due: {result['why']}."


def _exceptions(result: Mapping[str, Any]) -> str:
    return "".join(f" {exception['sentence']}" for exception in result.get("exceptions", ()))


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


_CAME_TO: dict[AgentName, Callable[[Mapping[str, Any]], str]] = {
    AgentName.INTAKE: _intake,
    AgentName.MATCHING: _matching,
    AgentName.AVAILABILITY: _availability,
    AgentName.SUBSTITUTION: _substitution,
    AgentName.ERP_ENTRY: _erp_entry,
    AgentName.COMMUNICATION: _communication,
}
