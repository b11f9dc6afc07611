"""Calls: what the desk's side asks and repeats stops no order where the customer settled it, and stops it where not."""

from __future__ import annotations

import pytest

from domain.messages import Channel
from domain.orders import OrderStatus
from reading.envelopes import from_text
from store import orders
from tests.support.desks import WorkingDesk, told
from tests.support.distributor import DESK_ADDRESS

_ADAS_PHONE = "+15185550131"
_LINES = "Caller: Ada at Bluegate. Two cases widget blue, one case tape.\n"


def comes_to(prompt: WorkingDesk, *turns: str) -> tuple[OrderStatus, list[str]]:
    """What becomes of a call, and the lines of its order."""
    prompt.clock.move(minutes=1)
    text = "Rep: Fernhill Supply.\n" + "\n".join(turn.strip() for turn in turns)
    received = prompt.takes(from_text(text.encode(), Channel.PHONE, _ADAS_PHONE, DESK_ADDRESS, prompt.clock.now()))
    prompt.finishes(received)
    with prompt.desk.store.reading() as session:
        body = orders.body(session, prompt.order(received.conversation_id).id)
    return prompt.order_status(received.conversation_id), told(body.lines) if body is not None else []


class TestWhatStopsNoOrder:
    @pytest.mark.parametrize(
        "turns",
        [
            ("Rep: What do you need?", _LINES),
            ("Caller: Ada here. Got a minute?", "Rep: Always. What do you need?", _LINES),
            ("Caller: Can I order in English?", "Rep: Of course.", _LINES),
            (_LINES, "Rep: The blue widget?", "Caller: Yes, same as always."),
            (_LINES, "Rep: The blue widget?", "Caller: That's the one. Spot on."),
            (_LINES, "Rep: Two, one. What else can I send you?", "Caller: That's all, thanks."),
            (_LINES, "Rep: For Thursday?", "Caller: Thursday, yes."),
            (_LINES, "Rep: Two cases of the blue?", "Caller: Two cases of the blue, yes."),
            ("Caller: P O is four four seven one.", "Rep: Four four seven one, go ahead.", _LINES),
            ("Caller: P O is K-4471.", "Rep: K4471. Go ahead, we are open till five.", _LINES),
            (_LINES, "Rep: The blue widget?", "Caller: Blue, same as ever."),
            (_LINES, "Rep: PO?", "Caller: Thanks, bye."),
            (_LINES, "Rep: Two of the widget and one tape, for Thursday.", "Caller: Thursday, thanks."),
        ],
    )
    def test_is_a_question_that_names_nothing_or_is_answered(self, prompt: WorkingDesk, turns: tuple[str, ...]) -> None:
        assert comes_to(prompt, *turns) == (OrderStatus.ENTERED, ["2 CS W-1001", "1 CS T-2001"])

    @pytest.mark.parametrize(
        ("repeated", "answer", "lines"),
        [
            ("One case of tape.", "No, two.", ["2 CS W-1001", "2 CS T-2001"]),
            ("Two widgets, okay.", "Ah, make it three.", ["3 CS W-1001", "1 CS T-2001"]),
            ("Two, okay.", "No, three, sorry.", ["3 CS W-1001", "1 CS T-2001"]),
        ],
    )
    def test_is_another_amount_for_the_only_one_that_was_repeated(
        self, prompt: WorkingDesk, repeated: str, answer: str, lines: list[str]
    ) -> None:
        call = (_LINES, f"Rep: {repeated}", f"Caller: {answer}")
        assert comes_to(prompt, *call) == (OrderStatus.ENTERED, lines)

    def test_is_the_kind_that_was_offered_and_no_amount(self, prompt: WorkingDesk) -> None:
        call = ("Caller: Ada here. Four of the hose, please.", "Rep: Half inch or three quarters?", "Caller: Half.")
        assert comes_to(prompt, *call)[1] == ["4 EA H-3001"]
        call = ("Caller: Ada here. Four of the hose, please.", "Rep: Ten feet or fifty?", "Caller: Fifty.")
        assert [line.partition(" ")[0] for line in comes_to(prompt, *call)[1]] == ["4"]

    @pytest.mark.parametrize(
        ("ordered", "offered", "picked", "line"),
        [
            ("Two cases widget.", "Red or blue?", "Blue.", "2 CS W-1001"),
            ("Two cases widget, one case tape.", "Blue widget or red?", "Blue, and that's all.", "2 CS W-1001"),
            ("Five widget blue.", "Cases or each?", "Cases.", "5 CS W-1001"),
        ],
    )
    def test_is_what_was_picked_of_what_was_offered(
        self, prompt: WorkingDesk, ordered: str, offered: str, picked: str, line: str
    ) -> None:
        call = (f"Caller: Ada at Bluegate. {ordered}", f"Rep: {offered}", f"Caller: {picked}")
        status, lines = comes_to(prompt, *call)
        assert (status, lines[0]) == (OrderStatus.ENTERED, line)

    def test_is_how_many_of_what_was_named_before(self, prompt: WorkingDesk) -> None:
        call = ("Caller: Ada here. I need the blue widget.", "Rep: How many?", "Caller: Two. And one case tape.")
        assert comes_to(prompt, *call) == (OrderStatus.ENTERED, ["2 CS W-1001", "1 CS T-2001"])

    def test_is_said_in_another_language_than_the_order(self, prompt: WorkingDesk) -> None:
        call = (_LINES, "Rep: Deux cartons bleus, un carton de ruban?", "Caller: Oui, that's right.")
        assert comes_to(prompt, *call) == (OrderStatus.ENTERED, ["2 CS W-1001", "1 CS T-2001"])

    def test_is_an_amount_that_is_taken_back_in_its_own_line(self, prompt: WorkingDesk) -> None:
        call = (_LINES, "Rep: Two and one.", "Caller: And six hose, no, four.")
        assert comes_to(prompt, *call) == (OrderStatus.ENTERED, ["2 CS W-1001", "1 CS T-2001", "4 EA H-3001"])


class TestWhatStopsIt:
    @pytest.mark.parametrize(
        "turns",
        [
            (_LINES, "Rep: Two and one.", "Caller: No, three."),
            (_LINES, "Rep: Three widgets, one tape.", "Caller: Thanks."),
            (_LINES, "Rep: Thirty and one.", "Caller: Thanks."),
            (_LINES, "Rep: Two at five, okay.", "Caller: Thanks."),
            (_LINES, "Rep: K4472, go ahead.", "Caller: Thanks."),
            (_LINES, "Rep: Blue widget or hose?", "Caller: Hose."),
            (_LINES, "Rep: Red or blue?", "Caller: Red."),
            (f"{_LINES}Caller: For Thursday.", "Rep: Friday.", "Caller: Thanks."),
            (f"{_LINES}Caller: For Thursday.", "Rep: Thursday the thirtieth.", "Caller: Thanks."),
            (_LINES, "Rep: Want it on the truck?", "Caller: No."),
            (_LINES, "Rep: Red or blue?", "Caller: Thanks, bye."),
            (_LINES, "Rep: For Thursday?", "Caller: Friday is better."),
            (_LINES, "Rep: Five five five one, right?", "Caller: Sure thing."),
            (_LINES, "Rep: Two and one.", "Caller: And could somebody call me about the lift?"),
            (_LINES, "Rep: Two and one.", "Caller: Do you have hose?"),
            (_LINES, "Rep: Anything else?", "Caller: Yes, the usual."),
            (_LINES, "Rep: The usual gloves too?", "Caller: Yes, same as always."),
            ("Caller: Do you have hose?", "Rep: Sure.", _LINES),
            (_LINES, "Rep: Two and one.", "Caller: How much is the hose?", "Rep: Twelve.", "Caller: Okay, thanks."),
        ],
    )
    def test_is_what_only_a_person_can_tell(self, prompt: WorkingDesk, turns: tuple[str, ...]) -> None:
        status, _ = comes_to(prompt, *turns)
        assert status is OrderStatus.IN_REVIEW
