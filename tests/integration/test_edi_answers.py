"""A desk that is sent EDI: acknowledged at once, entered, and answered in the standard it came by."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from connectors.edi.order import EdiKind, EdiMessage, EdiOrder
from connectors.edi.parsing import parse
from domain.messages import Channel, Direction, Envelope
from domain.orders import OrderStatus
from graphs.receiving import Received
from store import conversations
from store.conversations import StoredMessage
from tests.support.desks import WorkingDesk
from tests.support.distributor import ADA, BLUE_WIDGET, CLEA_MAIL, DESK_ADDRESS, GLOVES, ON_HAND, TAPE
from tests.support.interchanges import WrittenLine, WrittenOrder, as_edifact, as_ubl, as_x12

Write = Callable[[WrittenOrder], str]
CASES: dict[str, tuple[str, Write]] = {
    "x12": ("CA", as_x12),
    "edifact": ("CS", as_edifact),
    "ubl": ("XCS", as_ubl),
}
_TYPES = {"x12": "855", "edifact": "ORDRSP", "ubl": "OrderResponse"}


def ada_orders(unit: str, widgets: int = 2) -> WrittenOrder:
    lines = (
        WrittenLine("A-1", Decimal(widgets), unit, Decimal("26.40"), "WIDGET BLUE", BLUE_WIDGET),
        WrittenLine("A-2", Decimal(1), unit, Decimal("84.00"), "TAPE SILVER", TAPE),
    )
    return WrittenOrder("BG-771", lines, ship_to="C1-1")


def sends(office: WorkingDesk, text: str, sender: str = ADA) -> Received:
    office.clock.move(minutes=1)
    now = office.clock.now()
    received = office.takes(
        Envelope(
            channel=Channel.EDI, sender=sender, recipient=DESK_ADDRESS, subject=None, sent_at=now, raw=text.encode()
        )
    )
    office.finishes(received)
    return received


def sent_back(office: WorkingDesk, received: Received) -> list[StoredMessage]:
    with office.desk.store.reading() as session:
        said = conversations.messages(session, received.conversation_id)
    return [message for message in said if message.direction is Direction.OUT]


def only_message(sent: StoredMessage) -> EdiMessage:
    (message,) = parse(sent.parts[0].text).messages
    return message


def response(office: WorkingDesk, received: Received) -> EdiOrder:
    order = only_message(sent_back(office, received)[-1]).order
    assert order is not None
    assert order.kind is EdiKind.RESPONSE
    return order


@pytest.mark.parametrize("standard", CASES)
def test_an_order_by_edi_is_entered_and_answered_in_its_own_standard(office: WorkingDesk, standard: str) -> None:
    unit, write = CASES[standard]
    received = sends(office, write(ada_orders(unit)))

    assert office.order_status(received.conversation_id) is OrderStatus.ENTERED
    answer = response(office, received)
    assert answer.message_type == _TYPES[standard]
    assert answer.po_number.text == "BG-771"
    assert answer.seller_number == office.order(received.conversation_id).erp_number
    assert [(line.quantity, line.unit) for line in answer.lines] == [(Decimal(2), unit), (Decimal(1), unit)]
    codes = {"x12": ["IA"], "edifact": ["113"], "ubl": ["5"]}[standard]
    assert [[told.code for told in line.answers] for line in answer.lines] == [codes, codes]


@pytest.mark.parametrize(("write", "kind"), [(as_x12, "997"), (as_edifact, "CONTRL")])
def test_an_interchange_is_acknowledged_before_it_is_answered(office: WorkingDesk, write: Write, kind: str) -> None:
    sent = sent_back(office, sends(office, write(ada_orders("CA" if write is as_x12 else "CS"))))

    assert [only_message(message).message_type for message in sent] == [kind, "855" if kind == "997" else "ORDRSP"]
    assert {message.channel for message in sent} == {Channel.EDI}
    assert {message.recipient for message in sent} == {ADA}
    numbers = [parse(message.parts[0].text).interchanges[0].control for message in sent]
    assert len(set(numbers)) == len(numbers)


def test_a_spoilt_interchange_is_rejected_at_once_and_is_for_a_rep(office: WorkingDesk) -> None:
    received = sends(office, as_x12(ada_orders("CA")).replace("PO1*1*2*", "PO1*1*2x*"))

    assert office.order_status(received.conversation_id) is OrderStatus.IN_REVIEW
    (sent,) = sent_back(office, received)
    assert "AK3*PO1*5**8~\nAK4*2**6*2x~\nAK5*R*5~" in sent.parts[0].text


def test_a_test_interchange_is_never_entered_unseen(office: WorkingDesk) -> None:
    received = sends(office, as_x12(ada_orders("CA").but(test=True)))

    assert office.order_status(received.conversation_id) is OrderStatus.IN_REVIEW


def test_what_has_no_stock_is_answered_as_a_backorder(office: WorkingDesk) -> None:
    received = sends(office, as_x12(ada_orders("CA", widgets=2 * ON_HAND)))
    assert office.order_status(received.conversation_id) is OrderStatus.IN_REVIEW
    office.enters(office.review(received.conversation_id))

    widgets, tape = response(office, received).lines
    told = [(one.code, one.unit) for one in widgets.answers]
    assert told == [("IA", "CA"), ("IB", "CA")]
    assert sum(one.quantity or 0 for one in widgets.answers) == pytest.approx(2 * ON_HAND)
    assert [one.code for one in tape.answers] == ["IA"]


@pytest.mark.parametrize("standard", ["x12", "edifact"])
def test_a_cancellation_reaches_the_order_whose_number_it_names(office: WorkingDesk, standard: str) -> None:
    unit, write = CASES[standard]
    ordered = sends(office, write(ada_orders(unit)))
    again = sends(office, write(ada_orders(unit).but(control=78)))
    text = write(ada_orders(unit).but(control=79))
    cancelled = sends(office, text.replace("BEG*00*", "BEG*01*").replace("BG-771+9", "BG-771+1"))

    assert cancelled.conversation_id == ordered.conversation_id
    assert office.order_status(ordered.conversation_id) is OrderStatus.CANCELLED
    assert office.order_status(again.conversation_id) is OrderStatus.IN_REVIEW
    answer = response(office, cancelled)
    assert (answer.po_number.text, answer.lines) == ("BG-771", ())


def test_a_cancellation_of_an_order_that_nobody_knows_is_for_a_rep(office: WorkingDesk) -> None:
    received = sends(office, as_x12(ada_orders("CA")).replace("BEG*00*", "BEG*01*"))

    assert office.order_status(received.conversation_id) is OrderStatus.IN_REVIEW


def test_an_order_after_a_question_is_an_order_of_its_own(office: WorkingDesk) -> None:
    asked = sends(office, as_x12(ada_orders("CA")).replace("PO1*1*2*CA*", "PO1*1***"))
    assert office.order_status(asked.conversation_id) is OrderStatus.ASKED
    (_, question) = sent_back(office, asked)
    assert (question.channel, question.recipient) == (Channel.EMAIL, ADA)

    other = sends(office, as_x12(ada_orders("CA").but(po_number="BG-772", control=78)))

    assert other.conversation_id != asked.conversation_id
    assert office.order_status(other.conversation_id) is OrderStatus.ENTERED


def test_the_answer_waits_for_the_rep_and_then_says_what_the_erp_holds(office: WorkingDesk) -> None:
    gloves = WrittenLine("C-1", Decimal(3), "CA", Decimal(75), "GLOVES NITRILE", GLOVES)
    received = sends(office, as_x12(WrittenOrder("CS-9", (gloves,), ship_to="C3-1")), CLEA_MAIL)
    assert [only_message(message).message_type for message in sent_back(office, received)] == ["997"]

    office.enters(office.review(received.conversation_id))

    (line,) = response(office, received).lines
    assert [(told.code, told.quantity) for told in line.answers] == [("IA", Decimal(3))]
