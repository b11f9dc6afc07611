"""The gate: what is entered with nobody looking, what is asked, and what a rep must see."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.gate import Concern, GateOutcome, Reason, Route, gate
from domain.orders import ExceptionKind, Intent, OrderBody, OrderException, OrderLine
from domain.policy import Policy

POLICY = Policy(line_threshold=0.95, order_threshold=0.90)
ASKABLE = (ExceptionKind.MISSING_QUANTITY, ExceptionKind.AMBIGUOUS_UNIT, ExceptionKind.AMBIGUOUS_PRODUCT)
NO_ORDER = (Intent.INQUIRY, Intent.OTHER)


def line(number: int = 1, **changes: Any) -> OrderLine:
    sure = {"text": "2 cs romas", "sku": str(10431 + number), "quantity": Decimal(2), "uom": "CS", "confidence": 0.99}
    return OrderLine.model_validate({"number": number, **sure, **changes})


def order(*lines: OrderLine, **changes: Any) -> OrderBody:
    head = {"intent": Intent.ORDER, "customer_id": "C1", "ship_to_id": "C1-1", "confidence": 0.97}
    return OrderBody.model_validate({**head, "lines": lines or (line(),), **changes})


def exception(kind: ExceptionKind, line: int | None = 1) -> OrderException:
    return OrderException(kind=kind, sentence=f"It is {kind.value}.", line=line)


def kinds(outcome: GateOutcome) -> list[str]:
    return [reason.kind.value for reason in outcome.reasons]


def test_the_concerns_are_those_of_the_design() -> None:
    assert [concern.value for concern in Concern] == [
        "low_confidence",
        "handwritten",
        "worked_out_quantity",
        "contradicted_number",
        "consent",
        "uncalibrated",
    ]


def test_the_ways_on_are_four() -> None:
    assert [route.value for route in Route] == ["enter", "ask", "review", "close"]


class TestAnOrderIsEntered:
    def test_when_nothing_stands_against_it(self) -> None:
        assert gate(order(), (), POLICY) == GateOutcome(route=Route.ENTER)

    def test_when_its_confidence_just_reaches_the_thresholds(self) -> None:
        body = order(line(confidence=0.95), line(2, confidence=0.95), confidence=0.90)
        assert gate(body, (), POLICY).route is Route.ENTER

    def test_also_when_it_is_a_change_of_an_order(self) -> None:
        assert gate(order(intent=Intent.AMENDMENT), (), POLICY).route is Route.ENTER


class TestARepLooks:
    @pytest.mark.parametrize("kind", [kind for kind in ExceptionKind if kind not in ASKABLE])
    def test_at_every_exception_the_customer_cannot_settle(self, kind: ExceptionKind) -> None:
        outcome = gate(order(exceptions=(exception(kind),)), (), POLICY)
        assert outcome.route is Route.REVIEW
        assert outcome.reasons == (Reason(kind=kind, sentence=f"It is {kind.value}.", line=1),)

    @pytest.mark.parametrize("kind", Concern)
    def test_at_every_concern(self, kind: Concern) -> None:
        concern = Reason(kind=kind, sentence="The desk is not easy about it.", line=1)
        outcome = gate(order(), (concern,), POLICY)
        assert outcome == GateOutcome(route=Route.REVIEW, reasons=(concern,))

    @pytest.mark.parametrize("missing", ["sku", "quantity", "uom"])
    def test_at_a_line_that_lacks_a_value_and_nobody_said_why(self, missing: str) -> None:
        outcome = gate(order(line(), line(2, **{missing: None})), (), POLICY)
        assert outcome.route is Route.REVIEW
        assert outcome.reasons == (
            Reason(kind=Concern.LOW_CONFIDENCE, sentence="Line 2 “2 cs romas” is not settled.", line=2),
        )

    def test_at_a_line_that_is_not_sure_enough(self) -> None:
        outcome = gate(order(line(confidence=0.94)), (), POLICY)
        assert outcome.route is Route.REVIEW
        assert outcome.reasons[0].sentence == "Line 1 “2 cs romas” is only 94% sure."
        assert outcome.reasons[0].line == 1

    def test_at_a_product_that_is_ordered_twice(self) -> None:
        outcome = gate(order(line(), line(2), line(3, sku="10432", uom="EA")), (), POLICY)
        assert outcome.route is Route.REVIEW
        assert [r.sentence for r in outcome.reasons] == ["Lines 1 and 3 are the same product."]

    def test_at_an_order_that_is_not_sure_enough_as_a_whole(self) -> None:
        outcome = gate(order(confidence=0.89), (), POLICY)
        assert outcome.route is Route.REVIEW
        assert [r.sentence for r in outcome.reasons] == ["The order as a whole is only 89% sure."]

    def test_at_the_lines_and_is_not_told_of_the_whole_as_well(self) -> None:
        outcome = gate(order(line(confidence=0.5), line(2, confidence=0.5), confidence=0.4), (), POLICY)
        assert [r.line for r in outcome.reasons] == [1, 2]

    @pytest.mark.parametrize(
        ("missing", "sentence"),
        [
            ({"customer_id": None}, "Which customer this is has not been settled."),
            ({"ship_to_id": None}, "Which ship-to is meant has not been settled."),
            ({"lines": ()}, "No line of an order could be read."),
        ],
    )
    def test_at_a_head_that_lacks_a_value(self, missing: dict[str, Any], sentence: str) -> None:
        outcome = gate(order(**missing), (), POLICY)
        assert outcome.route is Route.REVIEW
        assert [r.sentence for r in outcome.reasons] == [sentence]

    def test_at_an_unknown_customer_once_and_not_at_the_missing_ship_to_as_well(self) -> None:
        body = order(customer_id=None, ship_to_id=None, exceptions=(exception(ExceptionKind.UNKNOWN_CUSTOMER, None),))
        assert kinds(gate(body, (), POLICY)) == ["unknown_customer"]

    def test_at_a_line_once_where_an_exception_tells_of_it_already(self) -> None:
        body = order(line(sku=None, confidence=0.0), exceptions=(exception(ExceptionKind.UNKNOWN_PRODUCT),))
        assert kinds(gate(body, (), POLICY)) == ["unknown_product"]

    def test_at_all_reasons_together_exceptions_first(self) -> None:
        body = order(line(), line(2, confidence=0.3), exceptions=(exception(ExceptionKind.SHORT_STOCK),))
        concern = Reason(kind=Concern.HANDWRITTEN, sentence="It is handwritten.")
        assert kinds(gate(body, (concern,), POLICY)) == ["short_stock", "handwritten", "low_confidence"]

    def test_at_confidence_that_is_no_number(self) -> None:
        assert gate(order(line(confidence=math.nan)), (), POLICY).route is Route.REVIEW
        assert gate(order(confidence=math.nan), (), POLICY).route is Route.REVIEW
        assert gate(order(intent=Intent.CANCELLATION, confidence=math.nan), (), POLICY).route is Route.REVIEW

    def test_at_everything_where_ops_switched_entering_unattended_off(self) -> None:
        outcome = gate(order(), (), Policy(enter_unattended=False))
        assert outcome.route is Route.REVIEW
        assert outcome.reasons == (
            Reason(kind=Concern.UNCALIBRATED, sentence="Entering unattended is switched off by policy."),
        )

    def test_and_is_not_told_of_the_switch_where_there_is_a_reason_anyway(self) -> None:
        body = order(exceptions=(exception(ExceptionKind.CREDIT_HOLD, None),))
        assert kinds(gate(body, (), Policy(enter_unattended=False))) == ["credit_hold"]


class TestTheCustomerIsAsked:
    @pytest.mark.parametrize("kind", ASKABLE)
    def test_what_the_customer_alone_can_say(self, kind: ExceptionKind) -> None:
        body = order(line(), line(2, sku=None, quantity=None, confidence=0.0), exceptions=(exception(kind, 2),))
        outcome = gate(body, (), POLICY)
        assert outcome.route is Route.ASK
        assert kinds(outcome) == [kind.value]

    def test_several_things_at_once(self) -> None:
        asked = tuple(exception(kind, number) for number, kind in enumerate(ASKABLE, 1))
        assert gate(order(*(line(n) for n in (1, 2, 3)), exceptions=asked), (), POLICY).route is Route.ASK

    def test_also_where_entering_unattended_is_switched_off(self) -> None:
        body = order(exceptions=(exception(ExceptionKind.AMBIGUOUS_UNIT),))
        assert gate(body, (), Policy(enter_unattended=False)).route is Route.ASK

    def test_nothing_where_ops_switched_asking_off(self) -> None:
        body = order(exceptions=(exception(ExceptionKind.AMBIGUOUS_UNIT),))
        assert gate(body, (), Policy(ask_customer=False)).route is Route.REVIEW

    @pytest.mark.parametrize(
        "other",
        [
            {"exceptions": (exception(ExceptionKind.AMBIGUOUS_UNIT), exception(ExceptionKind.CREDIT_HOLD, None))},
            {"exceptions": (exception(ExceptionKind.AMBIGUOUS_UNIT),), "lines": (line(), line(2, confidence=0.3))},
            {"exceptions": (exception(ExceptionKind.AMBIGUOUS_UNIT),), "ship_to_id": None},
            {"exceptions": (exception(ExceptionKind.AMBIGUOUS_UNIT),), "customer_id": None},
            {"exceptions": (exception(ExceptionKind.AMBIGUOUS_PRODUCT, None),), "customer_id": None},
        ],
        ids=["a credit hold", "an unsure line", "no ship-to", "no customer", "no customer, about the whole order"],
    )
    def test_nothing_while_a_rep_must_look_at_something_else(self, other: dict[str, Any]) -> None:
        outcome = gate(order(**other), (), POLICY)
        assert outcome.route is Route.REVIEW
        assert outcome.reasons[0].kind in ASKABLE

    def test_nothing_while_an_agent_has_a_concern(self) -> None:
        body = order(exceptions=(exception(ExceptionKind.AMBIGUOUS_UNIT),))
        concern = Reason(kind=Concern.HANDWRITTEN, sentence="It is handwritten.")
        assert gate(body, (concern,), POLICY).route is Route.REVIEW


class TestAMessageWithNoOrderInIt:
    @pytest.mark.parametrize("intent", NO_ORDER)
    def test_is_closed(self, intent: Intent) -> None:
        assert gate(OrderBody(intent=intent), (), POLICY) == GateOutcome(route=Route.CLOSE)

    @pytest.mark.parametrize("intent", NO_ORDER)
    def test_is_never_entered_however_sure_it_is(self, intent: Intent) -> None:
        assert gate(order(intent=intent), (), POLICY).route is Route.CLOSE

    @pytest.mark.parametrize("intent", NO_ORDER)
    @pytest.mark.parametrize("kind", [ExceptionKind.SUSPICIOUS, ExceptionKind.AMBIGUOUS_PRODUCT])
    def test_is_a_reps_when_anything_about_it_is_strange(self, intent: Intent, kind: ExceptionKind) -> None:
        outcome = gate(OrderBody(intent=intent, exceptions=(exception(kind, None),)), (), POLICY)
        assert outcome.route is Route.REVIEW
        assert kinds(outcome) == [kind.value]

    @pytest.mark.parametrize("intent", NO_ORDER)
    def test_is_a_reps_when_an_agent_has_a_concern(self, intent: Intent) -> None:
        concern = Reason(kind=Concern.LOW_CONFIDENCE, sentence="It may be an order after all.")
        assert gate(OrderBody(intent=intent), (concern,), POLICY).route is Route.REVIEW


class TestACancellation:
    def test_needs_its_customer_only(self) -> None:
        body = OrderBody(intent=Intent.CANCELLATION, customer_id="C1", confidence=0.90)
        assert gate(body, (), POLICY).route is Route.ENTER

    def test_that_is_not_sure_enough_is_a_reps(self) -> None:
        body = OrderBody(intent=Intent.CANCELLATION, customer_id="C1", confidence=0.89)
        outcome = gate(body, (), POLICY)
        assert outcome.route is Route.REVIEW
        assert outcome.reasons[0].sentence == "That everything is to be cancelled is only 89% sure."

    def test_of_nobody_knows_whose_order_is_a_reps(self) -> None:
        assert gate(OrderBody(intent=Intent.CANCELLATION, confidence=1.0), (), POLICY).route is Route.REVIEW

    def test_waits_for_a_rep_where_entering_unattended_is_switched_off(self) -> None:
        body = OrderBody(intent=Intent.CANCELLATION, customer_id="C1", confidence=1.0)
        assert gate(body, (), Policy(enter_unattended=False)).route is Route.REVIEW


def seldom(rare: st.SearchStrategy[Any], usual: Any) -> st.SearchStrategy[Any]:
    """Nearly always the usual value, so that an order with nothing against it comes up often enough."""
    return st.integers(0, 9).flatmap(lambda dice: rare if dice == 9 else st.just(usual))


def perhaps(value: object) -> st.SearchStrategy[Any]:
    return seldom(st.none(), value)


def lines(number: int) -> st.SearchStrategy[OrderLine]:
    return st.builds(
        lambda **values: line(number, **values),
        sku=perhaps("10432"),
        quantity=perhaps(Decimal(2)),
        uom=perhaps("CS"),
        confidence=seldom(confidences, 0.99),
    )


confidences = st.sampled_from([0.0, 0.5, 0.89, 0.9, 0.94, 0.95, 1.0, math.nan]) | st.floats(0, 1)
at_lines = st.none() | st.integers(1, 3)
exceptions = st.builds(exception, st.sampled_from(ASKABLE) | st.sampled_from(ExceptionKind), at_lines)
concerns = st.builds(lambda kind, at: Reason(kind=kind, sentence="…", line=at), st.sampled_from(Concern), at_lines)
few_concerns = seldom(st.tuples(concerns), ())
bodies = st.builds(
    lambda found, **values: order(**values, lines=tuple(found)),
    found=st.integers(0, 9).flatmap(lambda dice: st.tuples(*(lines(n + 1) for n in range((dice + 2) // 4)))),
    intent=seldom(st.sampled_from(Intent), Intent.ORDER),
    customer_id=perhaps("C1"),
    ship_to_id=perhaps("C1-1"),
    exceptions=st.just(()) | st.tuples(exceptions) | seldom(st.tuples(exceptions, exceptions), ()),
    confidence=seldom(confidences, 0.97),
)
policies = st.builds(
    Policy,
    enter_unattended=seldom(st.just(False), True),
    ask_customer=st.booleans(),
    line_threshold=seldom(st.floats(0, 1), 0.95),
    order_threshold=seldom(st.floats(0, 1), 0.90),
)


def stands_against(body: OrderBody, concerns: tuple[Reason, ...], policy: Policy) -> bool:
    """Said once more and differently: whether anything at all speaks against entering an order unseen."""
    if body.exceptions or concerns or not policy.enter_unattended or body.intent in NO_ORDER:
        return True
    if body.customer_id is None or not body.confidence >= policy.order_threshold:
        return True
    if body.intent is Intent.CANCELLATION:
        return False
    if len({one.sku for one in body.lines}) < len(body.lines):
        return True
    return not body.settled or not all(one.confidence >= policy.line_threshold for one in body.lines)


class TestForEveryOrder:
    @settings(deadline=None)
    @given(bodies, few_concerns, policies)
    def test_it_is_entered_exactly_when_nothing_stands_against_it(
        self, body: OrderBody, doubts: tuple[Reason, ...], policy: Policy
    ) -> None:
        entered = gate(body, doubts, policy).route is Route.ENTER
        assert entered == (not stands_against(body, doubts, policy))

    @settings(deadline=None)
    @given(bodies, few_concerns, policies)
    def test_whatever_is_not_entered_or_closed_says_why(
        self, body: OrderBody, doubts: tuple[Reason, ...], policy: Policy
    ) -> None:
        outcome = gate(body, doubts, policy)
        assert bool(outcome.reasons) == (outcome.route in (Route.REVIEW, Route.ASK))
        assert all(reason.sentence for reason in outcome.reasons)

    @settings(deadline=None)
    @given(bodies, few_concerns, policies)
    def test_no_exception_and_no_concern_is_ever_dropped(
        self, body: OrderBody, doubts: tuple[Reason, ...], policy: Policy
    ) -> None:
        told = list(dict.fromkeys(gate(body, doubts, policy).reasons))
        facts = [Reason(kind=one.kind, sentence=one.sentence, line=one.line) for one in body.exceptions]
        known = list(dict.fromkeys([*facts, *doubts]))
        assert told[: len(known)] == known

    @settings(deadline=None)
    @given(bodies, few_concerns, policies)
    def test_the_customer_is_asked_only_what_the_customer_alone_can_say(
        self, body: OrderBody, doubts: tuple[Reason, ...], policy: Policy
    ) -> None:
        outcome = gate(body, doubts, policy)
        if outcome.route is Route.ASK:
            assert policy.ask_customer
            assert body.customer_id is not None
            assert not doubts
            assert {reason.kind for reason in outcome.reasons} <= set(ASKABLE)

    @settings(deadline=None)
    @given(bodies, few_concerns, policies)
    def test_it_is_closed_exactly_when_it_is_no_order_and_has_no_reason(
        self, body: OrderBody, doubts: tuple[Reason, ...], policy: Policy
    ) -> None:
        closed = gate(body, doubts, policy).route is Route.CLOSE
        assert closed == (body.intent in NO_ORDER and not body.exceptions and not doubts)

    @settings(deadline=None)
    @given(bodies, few_concerns, policies)
    def test_what_the_gate_says_comes_back_from_json(
        self, body: OrderBody, doubts: tuple[Reason, ...], policy: Policy
    ) -> None:
        outcome = gate(body, doubts, policy)
        assert GateOutcome.model_validate_json(outcome.model_dump_json()) == outcome
