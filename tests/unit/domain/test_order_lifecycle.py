"""Where an order may stand, and every step of its life."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import IllegalTransition
from domain.orders import (
    TRANSITIONS,
    ExceptionKind,
    Intent,
    OrderBody,
    OrderException,
    OrderLine,
    OrderStatus,
    Span,
    Substitution,
    check_transition,
)

# Written out a second time on purpose: a change to the table is a change to what may happen to an order.
LEGAL = {
    "draft": "in_review asked approved cancelled closed",
    "in_review": "draft asked approved cancelled closed rejected entered",
    "asked": "draft closed",
    "approved": "entered cancelled in_review draft",
    "entered": "draft",
    "rejected": "draft",
    "cancelled": "",
    "closed": "draft",
}
LISTED = [(OrderStatus(a), OrderStatus(b)) for a, row in LEGAL.items() for b in row.split()]
UNLISTED = [(a, b) for a in OrderStatus for b in OrderStatus if (a, b) not in LISTED]


def named(pair: tuple[OrderStatus, OrderStatus]) -> str:
    return f"{pair[0].value}-{pair[1].value}"


class TestAStep:
    def test_is_listed_for_every_status(self) -> None:
        assert set(TRANSITIONS) == set(OrderStatus) == {OrderStatus(name) for name in LEGAL}

    @pytest.mark.parametrize("pair", LISTED, ids=named)
    def test_that_is_listed_passes(self, pair: tuple[OrderStatus, OrderStatus]) -> None:
        check_transition(*pair)

    @pytest.mark.parametrize("pair", UNLISTED, ids=named)
    def test_that_is_not_listed_is_refused_with_both_names(self, pair: tuple[OrderStatus, OrderStatus]) -> None:
        with pytest.raises(IllegalTransition) as refused:
            check_transition(*pair)
        assert refused.value.sentence == f"An order that is {pair[0].value} cannot become {pair[1].value}."


class TestALife:
    def test_ends_only_when_it_is_cancelled(self) -> None:
        assert [status for status, onward in TRANSITIONS.items() if not onward] == [OrderStatus.CANCELLED]

    def test_can_be_taken_up_again_from_anywhere_else_when_the_customer_writes(self) -> None:
        for status in set(OrderStatus) - {OrderStatus.DRAFT, OrderStatus.CANCELLED}:
            check_transition(status, OrderStatus.DRAFT)

    def test_never_goes_from_a_status_to_itself(self) -> None:
        assert all(status not in onward for status, onward in TRANSITIONS.items())

    @settings(deadline=None)
    @given(st.lists(st.sampled_from(OrderStatus), max_size=40))
    def test_walked_at_random_holds_its_promises(self, wanted: list[OrderStatus]) -> None:
        walked = [OrderStatus.DRAFT]
        for status in wanted:
            try:
                check_transition(walked[-1], status)
            except IllegalTransition:
                continue
            walked.append(status)
        assert OrderStatus.CANCELLED not in walked[:-1], "a cancelled order went on"
        for before, after in pairwise(walked):
            if after is OrderStatus.ENTERED:
                assert before in (OrderStatus.APPROVED, OrderStatus.IN_REVIEW), "entered with no decision"
            if after is OrderStatus.REJECTED:
                assert before is OrderStatus.IN_REVIEW, "rejected with no rep"
            if before is OrderStatus.ENTERED:
                assert after is OrderStatus.DRAFT, "changed in the ERP without a new decision"

    @settings(deadline=None)
    @given(st.data())
    def test_can_always_still_reach_the_erp_until_it_is_cancelled(self, data: st.DataObject) -> None:
        status = OrderStatus.DRAFT
        for _ in range(data.draw(st.integers(0, 15))):
            onward = sorted(TRANSITIONS[status])
            if not onward:
                break
            status = data.draw(st.sampled_from(onward))
        reachable = {status}
        while grown := {onward for one in reachable for onward in TRANSITIONS[one]} - reachable:
            reachable |= grown
        assert (OrderStatus.ENTERED in reachable) == (status is not OrderStatus.CANCELLED)


FULL_LINE = OrderLine(number=1, text="2 cs romas", sku="10432", quantity=Decimal(2), uom="CS", confidence=0.98)
FULL = OrderBody(intent=Intent.ORDER, customer_id="C1", ship_to_id="C1-1", lines=(FULL_LINE,), confidence=0.97)


class TestAnOrder:
    def test_is_settled_when_every_value_that_entry_needs_is_there(self) -> None:
        assert FULL_LINE.settled
        assert FULL.settled

    def test_needs_no_po_number_and_no_date(self) -> None:
        assert FULL.po_number is None
        assert FULL.requested_date is None
        assert FULL.settled

    @pytest.mark.parametrize("missing", ["sku", "quantity", "uom"])
    def test_is_not_settled_while_a_line_lacks_a_value(self, missing: str) -> None:
        line = FULL_LINE.model_copy(update={missing: None})
        assert not line.settled
        assert not FULL.model_copy(update={"lines": (FULL_LINE, line)}).settled

    @pytest.mark.parametrize("missing", [{"customer_id": None}, {"ship_to_id": None}, {"lines": ()}])
    def test_is_not_settled_without_a_customer_a_place_and_a_line(self, missing: dict[str, object]) -> None:
        assert not FULL.model_copy(update=missing).settled

    def test_comes_back_from_json_with_every_digit(self) -> None:
        line = FULL_LINE.model_copy(
            update={
                "quantity": Decimal("2.50"),
                "price": Decimal("31.10"),
                "spans": (Span(part_id="p1", start=0, end=10),),
            }
        )
        body = FULL.model_copy(
            update={
                "lines": (line,),
                "po_number": "R-6039",
                "requested_date": date(2026, 3, 4),
                "substitutions": (
                    Substitution(line=1, sku="10432", substitute="10433", reason="successor", made=True),
                ),
                "exceptions": (OrderException(kind=ExceptionKind.DUPLICATE, sentence="The same again."),),
            }
        )
        back = OrderBody.model_validate_json(body.model_dump_json())
        assert back == body
        assert str(back.lines[0].quantity) == "2.50"
        assert str(back.lines[0].price) == "31.10"

    def test_has_no_confidence_until_somebody_gives_it_one(self) -> None:
        assert OrderLine(number=1, text="?").confidence == 0
        assert OrderBody(intent=Intent.ORDER).confidence == 0


def test_the_exceptions_are_those_of_the_data_format() -> None:
    assert [kind.value for kind in ExceptionKind] == [
        "unknown_customer",
        "unauthorized_contact",
        "unknown_product",
        "ambiguous_product",
        "discontinued",
        "missing_quantity",
        "ambiguous_unit",
        "unusual_quantity",
        "order_rule",
        "short_stock",
        "price_mismatch",
        "credit_hold",
        "date_conflict",
        "duplicate",
        "special_request",
        "suspicious",
        "unreadable",
    ]


def test_the_intents_are_those_of_the_data_format() -> None:
    assert [intent.value for intent in Intent] == ["order", "amendment", "cancellation", "inquiry", "other"]
