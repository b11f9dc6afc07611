"""An order as a rep sees it: every value with its evidence, what stopped it, and what the customer would be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agents.results import AvailabilityResult, IntakeResult
from api.services import Services
from api.shapes.common import CustomerReference
from api.shapes.orders import HeadField, ProposedOrder, ShipToChoice, Sureness
from api.views.proposed_lines import LineEvidence, proposed_lines
from domain import answers, calendar
from domain.answers import Edits
from domain.findings import AgentName, FieldName, Finding
from domain.gate import Concern, Reason
from domain.orders import ExceptionKind, Intent, OrderBody
from domain.policy import Policy
from domain.trade import Customer, ShipTo
from graphs.deciding import obstacles
from graphs.reviewing import value_of
from knowledge import catalog, customers
from store import decisions, orders, policies
from store.tables import ReviewRow
from tools.messages import DraftMessage, ReplyKind, SaidLine, worded

NUMBER_TO_COME = "{number}"
# What the customer alone can say, in the words of the exception.
_TO_ASK = frozenset(
    {
        ExceptionKind.MISSING_QUANTITY,
        ExceptionKind.AMBIGUOUS_UNIT,
        ExceptionKind.AMBIGUOUS_PRODUCT,
        ExceptionKind.UNKNOWN_PRODUCT,
    }
)
# What is found anew when an edited order is checked again.
_CHECKED_AGAIN = frozenset(
    {
        ExceptionKind.UNAUTHORIZED_CONTACT,
        ExceptionKind.DISCONTINUED,
        ExceptionKind.ORDER_RULE,
        ExceptionKind.SHORT_STOCK,
        ExceptionKind.UNUSUAL_QUANTITY,
        ExceptionKind.CREDIT_HOLD,
        ExceptionKind.DATE_CONFLICT,
        ExceptionKind.DUPLICATE,
    }
)
_LIKELY_FROM = 0.5


@dataclass(frozen=True)
class Evidence:
    """What the agents concluded for an order: findings of intake and matching, and intake's result."""

    findings: tuple[Finding, ...]
    intake: IntakeResult | None

    def of(self, field: FieldName, line: int | None = None) -> Finding | None:
        """The finding for a field."""
        return next((f for f in self.findings if f.field is field and f.line == line), None)


def proposal(services: Services, session: Session, review: ReviewRow, edits: Edits | None = None) -> ProposedOrder:
    """The order of a review as it was proposed, or as it would be with a rep's edits.

    Raises:
        InputRejected: a line is edited that is not there and cannot be added.
    """
    evidence = evidence_of(session, review.run_id, review.order_id)
    body = orders.body(session, review.order_id, review.revision)
    reasons = [Reason.model_validate(reason) for reason in review.reasons]
    checked: AvailabilityResult | None = None
    edited_lines: frozenset[int] = frozenset()
    if edits is not None and edits.edits:
        proposed = body
        body = answers.apply(edits, body)
        checked = services.reviewing.checked(session, body, review.order_id)
        body = body.model_copy(update={"lines": checked.lines})
        edited_lines = frozenset(edit.number for edit in edits.lines)
        reasons = _reasons_now(reasons, edits, checked)
        # Lines that nobody touched are as sure as they were.
        sure = {line.number: line.confidence for line in proposed.lines if line.number not in edited_lines}
        lines = tuple(line.model_copy(update={"confidence": sure.get(line.number, 1.0)}) for line in body.lines)
        body = body.model_copy(update={"lines": lines})
    return _shown(services, session, review, body, evidence, reasons, edits, edited_lines)


def evidence_of(session: Session, run_id: str, order_id: str) -> Evidence:
    """What the agents found in a run; where none worked in it (an undo), in the one that proposed the order last."""
    result = decisions.result(session, run_id, AgentName.INTAKE)
    if result is None:
        made = [r for r in orders.revisions(session, order_id) if r.made_by == "agents"]
        run_id = made[-1].run_id if made else run_id
        result = decisions.result(session, run_id, AgentName.INTAKE)
    findings = decisions.findings_of(session, run_id, AgentName.INTAKE, AgentName.MATCHING)
    return Evidence(findings, None if result is None else IntakeResult.model_validate(result))


def sureness(probability: float, policy: Policy) -> Sureness:
    """How sure a value is by the policy's threshold."""
    if probability >= policy.line_threshold:
        return Sureness.SETTLED
    return Sureness.LIKELY if probability >= _LIKELY_FROM else Sureness.UNSURE


def _reasons_now(reasons: Sequence[Reason], edits: Edits, checked: AvailabilityResult) -> list[Reason]:
    """What still stands against an edited order: what an edit answers is gone, what data says is found anew."""
    edited = {edit.number for edit in edits.lines}
    head_edited = edits.customer_id is not None or edits.ship_to_id is not None
    kept = [
        reason
        for reason in reasons
        if reason.kind not in _CHECKED_AGAIN
        and reason.line not in edited
        and not (head_edited and reason.line is None and reason.kind in _SETTLED_BY_THE_HEAD)
    ]
    found = [Reason(kind=e.kind, sentence=e.sentence, line=e.line) for e in checked.exceptions]
    return [*kept, *found]


_SETTLED_BY_THE_HEAD = frozenset({ExceptionKind.UNKNOWN_CUSTOMER, Concern.LOW_CONFIDENCE})


def _shown(
    services: Services,
    session: Session,
    review: ReviewRow,
    body: OrderBody,
    evidence: Evidence,
    reasons: Sequence[Reason],
    edits: Edits | None,
    edited_lines: frozenset[int],
) -> ProposedOrder:
    now = services.clock.now()
    zone = ZoneInfo(customers.distributor(session).timezone)
    customer = customers.customer(session, body.customer_id) if body.customer_id else None
    policy = policies.live(session).of(body.customer_id)
    ship_to = customer.ship_to(body.ship_to_id) if customer and body.ship_to_id else None
    delivery = body.requested_date or (calendar.next_delivery(ship_to, now, zone) if ship_to else None)
    return ProposedOrder(
        order_id=review.order_id,
        revision=review.revision,
        intent=body.intent,
        customer=CustomerReference(customer_id=customer.customer_id, name=customer.name) if customer else None,
        fields=_head(body, evidence, policy, customer, ship_to, edits),
        ship_tos=ship_to_choices(customer, now=services.clock.now(), zone=zone) if customer else (),
        delivery_date=delivery,
        cutoff_at=calendar.cutoff_instant(ship_to, delivery, zone) if ship_to and delivery else None,
        lines=proposed_lines(
            services,
            session,
            body,
            LineEvidence(evidence.findings, tuple(reasons), edited_lines),
            lambda probability: sureness(probability, policy),
            calendar.local_date(now, zone),
        ),
        value=value_of(body),
        reasons=tuple(reason for reason in reasons if reason.line is None),
        left_over=evidence.intake.left_over if evidence.intake else (),
        cautions=evidence.intake.cautions if evidence.intake else (),
        blocks=tuple(obstacles(session, body)),
        reply=_reply(session, body, customer, delivery),
        question="\n".join(dict.fromkeys(r.sentence for r in reasons if r.kind in _TO_ASK)) or None,
    )


def ship_to_choices(customer: Customer, now: datetime, zone: ZoneInfo) -> tuple[ShipToChoice, ...]:
    """A customer's ship-tos, each with the first day that can still be made."""
    return tuple(
        ShipToChoice(
            ship_to_id=place.ship_to_id,
            name=place.name,
            address=place.address,
            delivery_days=place.delivery_days,
            cutoff=f"{place.cutoff:%H:%M}" if place.cutoff else None,
            next_delivery=calendar.next_delivery(place, now, zone),
        )
        for place in customer.ship_tos
    )


def _head(
    body: OrderBody,
    evidence: Evidence,
    policy: Policy,
    customer: Customer | None,
    ship_to: ShipTo | None,
    edits: Edits | None,
) -> tuple[HeadField, ...]:
    cleared = {field.value for field in edits.clear} if edits else set()
    values = (
        (FieldName.CUSTOMER, body.customer_id, customer.name if customer else "", edits and edits.customer_id),
        (FieldName.SHIP_TO, body.ship_to_id, ship_to.name if ship_to else "", edits and edits.ship_to_id),
        (
            FieldName.REQUESTED_DATE,
            body.requested_date.isoformat() if body.requested_date else None,
            body.requested_date.isoformat() if body.requested_date else "",
            edits and edits.requested_date,
        ),
        (FieldName.PO_NUMBER, body.po_number, body.po_number or "", edits and edits.po_number),
    )
    fields = []
    for name, value, label, edit in values:
        found = evidence.of(name)
        edited = edit is not None or name.value in cleared
        probability = 1.0 if edited else (found.probability if found else 0.0)
        # That no date and no number was named is not unsure where intake found none.
        if value is None and found is None and name in (FieldName.REQUESTED_DATE, FieldName.PO_NUMBER):
            probability = 1.0
        fields.append(
            HeadField(
                field=name,
                value=value,
                label=label,
                probability=probability,
                sureness=sureness(probability, policy),
                why="as you set it" if edited else (found.why if found else "nothing was found for it"),
                spans=found.spans if found and not edited else (),
                edited=edited,
            )
        )
    return tuple(fields)


def _reply(session: Session, body: OrderBody, customer: Customer | None, delivery: date | None) -> str | None:
    """What the customer would be told when the ERP holds the order; None where nothing would be entered."""
    language = customer.language if customer else "en"
    if body.intent is Intent.CANCELLATION:
        return worded(DraftMessage(kind=ReplyKind.CANCELLED, language=language, erp_number=NUMBER_TO_COME))
    if not body.lines:
        return None
    names = catalog.products(session, [line.sku for line in body.lines if line.sku])
    made = {s.line: s.substitute for s in body.substitutions if s.made}
    names |= catalog.products(session, made.values())
    said = tuple(
        SaidLine(
            quantity=line.quantity,
            uom=line.uom,
            name=names[sku].name if (sku := made.get(line.number, line.sku)) in names else line.text,
        )
        for line in body.lines
        if line.quantity is not None and line.uom is not None
    )
    return worded(
        DraftMessage(
            kind=ReplyKind.CONFIRMED,
            language=language,
            lines=said,
            erp_number=NUMBER_TO_COME,
            delivery_date=delivery,
            date_was_asked=body.requested_date is not None,
        )
    )
