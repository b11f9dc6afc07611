"""What the gate did with the orders of a time, and what reps then did with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from domain.answers import Answer, Verdict
from domain.gate import Concern, Route
from domain.orders import Intent
from store.tables import LedgerRow, ReviewRow, RevisionRow

MOST_ORDERS = 5_000
_AT_ONCE = 500
_OF_SURENESS = (Concern.LOW_CONFIDENCE.value, Concern.UNCALIBRATED.value)
_ORDERS = (Intent.ORDER.value, Intent.AMENDMENT.value)


@dataclass(frozen=True)
class Judged:
    """An order that stopped for nothing but sureness, or did not stop.

    ``changed``: a rep has edited, asked about or rejected it; None where no rep has decided.
    """

    confidence: float
    changed: bool | None


def judged(session: Session, since: datetime) -> list[Judged]:
    """The orders that the gate judged since then, the latest first; the newest ``MOST_ORDERS`` where there are more."""
    entries = session.scalars(
        select(LedgerRow)
        .where(LedgerRow.event == "gated", LedgerRow.at >= since)
        .order_by(LedgerRow.at.desc(), LedgerRow.id.desc())
        .limit(MOST_ORDERS)
    )
    wanted = [
        (str(entry.detail["order"]), int(entry.detail["revision"])) for entry in entries if _only_unsure(entry.detail)
    ]
    return [
        one for first in range(0, len(wanted), _AT_ONCE) for one in _judged(session, wanted[first : first + _AT_ONCE])
    ]


def _only_unsure(detail: dict[str, Any]) -> bool:
    kinds = {str(reason).partition(":")[0] for reason in detail["reasons"]}
    return detail["route"] in (Route.ENTER.value, Route.REVIEW.value) and kinds <= set(_OF_SURENESS)


def _judged(session: Session, wanted: Sequence[tuple[str, int]]) -> Iterator[Judged]:
    rows = session.execute(
        select(RevisionRow.order_id, RevisionRow.number, RevisionRow.body, ReviewRow.answer)
        .outerjoin(
            ReviewRow, and_(ReviewRow.order_id == RevisionRow.order_id, ReviewRow.revision == RevisionRow.number)
        )
        .where(RevisionRow.order_id.in_({order_id for order_id, _ in wanted}))
    )
    asked_for = set(wanted)
    for order_id, number, body, answer in rows:
        if (order_id, number) in asked_for and _enterable(body):
            yield Judged(float(body["confidence"]), _changed(answer))


def _enterable(body: dict[str, Any]) -> bool:
    """Whether nothing but its sureness kept an order from being entered: every value is there."""
    lines = body["lines"]
    settled = all(line[name] is not None for line in lines for name in ("sku", "quantity", "uom"))
    return body["intent"] in _ORDERS and bool(lines and body["customer_id"] and body["ship_to_id"]) and settled


def _changed(answer: dict[str, Any] | None) -> bool | None:
    if answer is None:
        return None
    given = Answer.model_validate(answer)
    return given.edits or given.verdict is not Verdict.APPROVE
