"""The gate: policy decides, with no model, whether an order is entered, asked about, or looked at by a rep."""

from __future__ import annotations

from enum import StrEnum

from domain.orders import ExceptionKind, Intent, OrderBody
from domain.policy import Policy
from domain.record import Record


class Concern(StrEnum):
    """Reasons for a review that are not facts about the order but about how the desk came to it."""

    LOW_CONFIDENCE = "low_confidence"
    HANDWRITTEN = "handwritten"
    WORKED_OUT_QUANTITY = "worked_out_quantity"
    CONTRADICTED_NUMBER = "contradicted_number"
    CONSENT = "consent"
    UNCALIBRATED = "uncalibrated"


class Reason(Record):
    """Why the gate stopped an order: an exception of the data format, or a concern; with its sentence."""

    kind: ExceptionKind | Concern
    sentence: str
    line: int | None = None


class Route(StrEnum):
    """Where the gate sends an order."""

    ENTER = "enter"
    ASK = "ask"
    REVIEW = "review"
    CLOSE = "close"


class GateOutcome(Record):
    """The gate's answer with every reason that stopped the order."""

    route: Route
    reasons: tuple[Reason, ...] = ()


# What the customer alone can answer, with one question and no judgement of a rep's.
_CUSTOMER_CAN_ANSWER = frozenset(
    {ExceptionKind.MISSING_QUANTITY, ExceptionKind.AMBIGUOUS_UNIT, ExceptionKind.AMBIGUOUS_PRODUCT}
)


def gate(body: OrderBody, concerns: tuple[Reason, ...], policy: Policy) -> GateOutcome:
    """Decide what happens to one order.

    Entered only when every value is there, nothing is exceptional, no agent has a concern, and every probability
    reaches its threshold. Asked only when all that is missing is what the customer alone can say. Closed when a
    message has no order in it and nothing in it is strange. All else is a rep's. What the policy says of the order's
    customer goes before what it says of everybody.
    """
    policy = policy.of(body.customer_id)
    reasons = [Reason(kind=e.kind, sentence=e.sentence, line=e.line) for e in body.exceptions]
    reasons.extend(concerns)
    if body.intent in (Intent.INQUIRY, Intent.OTHER):
        return GateOutcome(route=Route.REVIEW if reasons else Route.CLOSE, reasons=tuple(reasons))
    asking = body.customer_id is not None and bool(reasons) and all(r.kind in _CUSTOMER_CAN_ANSWER for r in reasons)
    reasons.extend(_unsettled(body, policy, explained=frozenset(r.line for r in reasons)))
    if not policy.enter_unattended and not reasons:
        reasons.append(Reason(kind=Concern.UNCALIBRATED, sentence="Entering unattended is switched off by policy."))
    if not reasons:
        return GateOutcome(route=Route.ENTER)
    if asking and policy.ask_customer and all(r.kind in _CUSTOMER_CAN_ANSWER for r in reasons):
        return GateOutcome(route=Route.ASK, reasons=tuple(reasons))
    return GateOutcome(route=Route.REVIEW, reasons=tuple(dict.fromkeys(reasons)))


def _unsettled(body: OrderBody, policy: Policy, explained: frozenset[int | None]) -> list[Reason]:
    """What is missing or too unsure in an order, as reasons; ``explained`` lines already carry theirs."""
    # Written as "not at least", so that a confidence that is no number is unsure too.
    found: list[Reason] = []

    def unsure(sentence: str, line: int | None = None) -> None:
        found.append(Reason(kind=Concern.LOW_CONFIDENCE, sentence=sentence, line=line))

    if body.customer_id is None and None not in explained:
        unsure("Which customer this is has not been settled.")
    if body.intent is Intent.CANCELLATION:
        if not body.confidence >= policy.order_threshold:
            unsure(f"That everything is to be cancelled is only {_percent(body.confidence)} sure.")
        return found
    if body.customer_id is not None and body.ship_to_id is None:
        unsure("Which ship-to is meant has not been settled.")
    if not body.lines:
        unsure("No line of an order could be read.")
    for line in body.lines:
        if line.number in explained:
            continue
        if not line.settled:
            unsure(f"Line {line.number} “{line.text}” is not settled.", line.number)
        elif not line.confidence >= policy.line_threshold:
            unsure(f"Line {line.number} “{line.text}” is only {_percent(line.confidence)} sure.", line.number)
    first: dict[str, int] = {}
    for line in body.lines:
        # Nobody orders a product twice in one breath: one of them may be meant in the place of the other.
        if line.sku is not None and first.setdefault(line.sku, line.number) != line.number:
            unsure(f"Lines {first[line.sku]} and {line.number} are the same product.", line.number)
    # Where a line is explained the whole cannot be sure; the reason of that line says why.
    if not found and not explained and not body.confidence >= policy.order_threshold:
        unsure(f"The order as a whole is only {_percent(body.confidence)} sure.")
    return found


def _percent(probability: float) -> str:
    """Rounded down, so that what misses a threshold never reads as if it had reached it."""
    return f"{int(probability * 100 + 1e-9)}%" if probability == probability else "not a number"
