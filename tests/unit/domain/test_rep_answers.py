"""What a rep's answer makes of an order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.answers import Answer, LineEdit, Verdict, apply
from domain.errors import InputRejected
from domain.orders import ExceptionKind, Intent, OrderBody, OrderException, OrderLine, Substitution


def line(number: int, **changes: Any) -> OrderLine:
    values = {"text": f"line {number}", "sku": f"SKU{number}", "quantity": Decimal(number), "uom": "CS"}
    return OrderLine.model_validate(
        {"number": number, **values, "price": Decimal("9.50"), "confidence": 0.6, **changes}
    )


PROPOSAL = OrderBody(
    intent=Intent.ORDER,
    customer_id="C1",
    ship_to_id="C1-1",
    po_number="R-1",
    requested_date=date(2026, 3, 4),
    lines=(line(1), line(2), line(3)),
    exceptions=(OrderException(kind=ExceptionKind.CREDIT_HOLD, sentence="On hold."),),
    confidence=0.5,
)


def approve(*edits: LineEdit, **head: Any) -> Answer:
    return Answer(verdict=Verdict.APPROVE, lines=edits, **head)


def edited(*edits: LineEdit, body: OrderBody = PROPOSAL) -> dict[int, OrderLine]:
    return {one.number: one for one in apply(approve(*edits), body).lines}


class TestAnAnswerWithNoEdits:
    def test_leaves_every_value_and_makes_it_certain(self) -> None:
        left = apply(approve(), PROPOSAL)
        certain = tuple(one.model_copy(update={"confidence": 1.0}) for one in PROPOSAL.lines)
        assert left == PROPOSAL.model_copy(update={"lines": certain, "confidence": 1.0})

    def test_knows_that_it_changes_nothing(self) -> None:
        assert not approve().edits
        assert not Answer(verdict=Verdict.ASK, question="Which size?", note="n").edits

    @pytest.mark.parametrize(
        "change",
        [
            {"customer_id": "C2"},
            {"ship_to_id": "C2-1"},
            {"po_number": "X"},
            {"requested_date": date(2026, 3, 6)},
            {"lines": (LineEdit(number=1, remove=True),)},
        ],
    )
    def test_is_not_one_that_changes_a_single_thing(self, change: dict[str, Any]) -> None:
        assert Answer(verdict=Verdict.APPROVE, **change).edits


class TestTheHead:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("customer_id", "C2"), ("ship_to_id", "C1-2"), ("po_number", "R-2"), ("requested_date", date(2026, 3, 6))],
    )
    def test_takes_what_is_given_and_keeps_the_rest(self, name: str, value: object) -> None:
        left = apply(approve(**{name: value}), PROPOSAL)
        head = ("intent", "customer_id", "ship_to_id", "po_number", "requested_date", "exceptions")
        expected = {key: getattr(PROPOSAL, key) for key in head} | {name: value}
        assert {key: getattr(left, key) for key in head} == expected


class TestALine:
    @pytest.mark.parametrize(("name", "value"), [("sku", "NEW"), ("quantity", Decimal(7)), ("uom", "EA")])
    def test_takes_what_is_given_and_keeps_the_rest_but_its_old_price(self, name: str, value: object) -> None:
        after = edited(LineEdit.model_validate({"number": 2, name: value}))
        assert after[2] == line(2, **{name: value, "price": None, "confidence": 1.0})
        assert after[1] == line(1, confidence=1.0)
        assert after[3] == line(3, confidence=1.0)

    def test_that_is_named_with_nothing_to_change_keeps_its_price(self) -> None:
        assert edited(LineEdit(number=2))[2] == line(2, confidence=1.0)

    def test_may_be_removed(self) -> None:
        assert sorted(edited(LineEdit(number=2, remove=True))) == [1, 3]

    def test_may_be_removed_down_to_the_last(self) -> None:
        assert edited(*(LineEdit(number=n, remove=True) for n in (1, 2, 3))) == {}

    def test_may_be_added_with_all_three_values(self) -> None:
        added = edited(LineEdit(number=4, sku="NEW", quantity=Decimal(6), uom="EA"))[4]
        assert added == OrderLine(
            number=4, text="added by a rep", sku="NEW", quantity=Decimal(6), uom="EA", confidence=1.0
        )
        assert added.settled

    def test_that_is_added_between_others_stands_in_the_sequence_of_numbers(self) -> None:
        new = LineEdit(number=2, sku="NEW", quantity=Decimal(6), uom="EA")
        left = apply(approve(new), PROPOSAL.model_copy(update={"lines": (line(1), line(3))}))
        assert [one.number for one in left.lines] == [1, 2, 3]

    def test_may_be_edited_twice_in_one_answer_and_the_later_wins(self) -> None:
        after = edited(LineEdit(number=1, sku="A", uom="EA"), LineEdit(number=1, sku="B"))
        assert (after[1].sku, after[1].uom) == ("B", "EA")

    @pytest.mark.parametrize("missing", ["sku", "quantity", "uom"])
    def test_that_is_new_and_lacks_a_value_is_refused(self, missing: str) -> None:
        values = {"number": 4, "sku": "NEW", "quantity": Decimal(6), "uom": "EA", missing: None}
        with pytest.raises(InputRejected) as refused:
            edited(LineEdit.model_validate(values))
        assert refused.value.sentence == "Line 4 is new: it needs a sku, a quantity and a unit."

    def test_that_is_not_there_cannot_be_removed(self) -> None:
        with pytest.raises(InputRejected) as refused:
            edited(LineEdit(number=9, remove=True))
        assert refused.value.sentence == "There is no line 9 to remove."

    def test_that_was_just_removed_cannot_be_removed_again(self) -> None:
        with pytest.raises(InputRejected):
            edited(LineEdit(number=1, remove=True), LineEdit(number=1, remove=True))


class TestASubstitution:
    body = PROPOSAL.model_copy(
        update={
            "substitutions": (
                Substitution(line=1, sku="SKU1", substitute="NEXT1", reason="superseded", made=True),
                Substitution(line=2, sku="SKU2", substitute="NEXT2", reason="superseded", made=True),
            )
        }
    )

    def kept(self, *edits: LineEdit) -> list[int]:
        return [one.line for one in apply(approve(*edits), self.body).substitutions]

    def test_stands_while_its_product_does(self) -> None:
        assert self.kept() == [1, 2]
        assert self.kept(LineEdit(number=1, quantity=Decimal(5), uom="EA")) == [1, 2]

    def test_goes_when_the_rep_names_another_product(self) -> None:
        assert self.kept(LineEdit(number=1, sku="OTHER")) == [2]

    def test_goes_with_its_line(self) -> None:
        assert self.kept(LineEdit(number=2, remove=True)) == [1]

    def test_is_not_made_of_a_line_that_took_a_removed_ones_number(self) -> None:
        again = LineEdit(number=2, sku="NEW", quantity=Decimal(1), uom="CS")
        assert self.kept(LineEdit(number=2, remove=True), again) == [1]


class TestTheIntent:
    @pytest.mark.parametrize("intent", [Intent.INQUIRY, Intent.OTHER])
    def test_becomes_an_order_when_a_rep_adds_a_line(self, intent: Intent) -> None:
        new = LineEdit(number=1, sku="NEW", quantity=Decimal(6), uom="EA")
        assert apply(approve(new), OrderBody(intent=intent)).intent is Intent.ORDER

    @pytest.mark.parametrize("intent", [Intent.INQUIRY, Intent.OTHER])
    def test_stays_where_no_line_is_left(self, intent: Intent) -> None:
        assert apply(approve(customer_id="C2"), OrderBody(intent=intent)).intent is intent

    @pytest.mark.parametrize("intent", [Intent.ORDER, Intent.AMENDMENT, Intent.CANCELLATION])
    def test_of_a_dealing_with_an_order_stays_as_it_is(self, intent: Intent) -> None:
        body = PROPOSAL.model_copy(update={"intent": intent})
        assert apply(approve(LineEdit(number=1, sku="A")), body).intent is intent


def test_a_rep_may_approve_ask_or_reject() -> None:
    assert [verdict.value for verdict in Verdict] == ["approve", "ask", "reject"]


class TestWhatCannotBeSaid:
    @pytest.mark.parametrize("number", [0, -1])
    def test_is_a_line_before_the_first(self, number: int) -> None:
        with pytest.raises(ValidationError):
            LineEdit(number=number)

    @pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "Infinity"])
    def test_is_a_quantity_that_is_not_above_zero(self, quantity: str) -> None:
        with pytest.raises(ValidationError):
            LineEdit(number=1, quantity=Decimal(quantity))

    @pytest.mark.parametrize("name", ["question", "note"])
    def test_is_more_than_four_thousand_characters(self, name: str) -> None:
        assert getattr(Answer.model_validate({"verdict": "ask", name: "x" * 4000}), name)
        with pytest.raises(ValidationError):
            Answer.model_validate({"verdict": "ask", name: "x" * 4001})

    def test_is_a_verdict_of_another_name(self) -> None:
        with pytest.raises(ValidationError):
            Answer.model_validate({"verdict": "maybe"})


some = st.none() | st.text("ABC123", min_size=1, max_size=4)
quantities = st.none() | st.decimals(Decimal("0.01"), 1000, places=2)
edits = st.builds(
    LineEdit,
    number=st.integers(1, 6),
    sku=some,
    quantity=quantities,
    uom=some,
    remove=st.sampled_from([False] * 4 + [True]),
)
answers = st.builds(
    Answer,
    verdict=st.sampled_from(Verdict),
    customer_id=some,
    ship_to_id=some,
    po_number=some,
    requested_date=st.none() | st.dates(),
    lines=st.lists(edits, max_size=4).map(tuple),
)
bodies = st.builds(
    lambda numbers, intent: PROPOSAL.model_copy(update={"intent": intent, "lines": tuple(map(line, sorted(numbers)))}),
    st.sets(st.integers(1, 4)),
    st.sampled_from(Intent),
)


def left_by(answer: Answer, body: OrderBody) -> OrderBody | str:
    """The order as the answer leaves it, or the sentence with which the answer is refused."""
    try:
        return apply(answer, body)
    except InputRejected as refused:
        return refused.sentence


class TestForEveryAnswer:
    @settings(deadline=None)
    @given(answers, bodies)
    def test_the_order_is_certain_in_sequence_and_valid_or_the_answer_is_refused_in_a_sentence(
        self, answer: Answer, body: OrderBody
    ) -> None:
        left = left_by(answer, body)
        if isinstance(left, str):
            assert left.startswith(("There is no line", "Line "))
            return
        numbers = [one.number for one in left.lines]
        assert numbers == sorted(set(numbers))
        assert left.confidence == 1
        assert all(one.confidence == 1 for one in left.lines)
        assert OrderBody.model_validate_json(left.model_dump_json()) == left

    @settings(deadline=None)
    @given(answers, bodies)
    def test_the_proposal_itself_is_never_touched(self, answer: Answer, body: OrderBody) -> None:
        before = body.model_copy(deep=True)
        left_by(answer, body)
        assert body == before

    @settings(deadline=None)
    @given(answers, bodies)
    def test_lines_that_are_not_named_keep_their_values(self, answer: Answer, body: OrderBody) -> None:
        named = {edit.number for edit in answer.lines}
        left = left_by(answer, body)
        if isinstance(left, str):
            return
        untouched = [one.model_copy(update={"confidence": 1.0}) for one in body.lines if one.number not in named]
        assert [one for one in left.lines if one.number not in named] == untouched

    @settings(deadline=None)
    @given(answers)
    def test_it_comes_back_from_json(self, answer: Answer) -> None:
        assert Answer.model_validate_json(answer.model_dump_json()) == answer
