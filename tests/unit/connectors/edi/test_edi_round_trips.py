"""What is written is what is read: an order in each standard, and the answer to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.edi.answering import respond
from connectors.edi.order import DateMeaning, EdiAnswer, EdiFile, EdiKind, EdiOrder
from connectors.edi.parsing import parse
from connectors.edi.response import EdiResponse, LineStatus, ResponseLine
from tests.support.interchanges import WrittenLine, WrittenOrder, as_edifact, as_ubl, as_x12

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
STANDARDS: dict[str, Callable[[WrittenOrder], str]] = {"x12": as_x12, "edifact": as_edifact, "ubl": as_ubl}
_COMMON = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -/.&"
# Letters that a standard may hold as data: X12 cannot release its separators, EDIFACT and XML can.
_LETTERS = {"x12": _COMMON, "edifact": _COMMON + "?+:'éü", "ubl": _COMMON + "<>'\"éü☃"}
_UNITS = {"x12": ("CA", "EA", "DZ", "XX"), "edifact": ("PCE", "CS", "KGM", "XX"), "ubl": ("C62", "XBX", "LTR", "XX")}
_AMOUNTS = st.decimals(Decimal("0.001"), Decimal(99999), places=3)


def _words(letters: str, most: int) -> st.SearchStrategy[str]:
    return st.text(letters, min_size=1, max_size=most).map(lambda said: " ".join(said.split())).filter(bool)


def _orders(standard: str) -> st.SearchStrategy[WrittenOrder]:
    words = _words(_LETTERS[standard], 20)
    line = st.builds(
        WrittenLine,
        number=words,
        quantity=_AMOUNTS,
        unit=st.sampled_from(_UNITS[standard]),
        price=_AMOUNTS,
        description=_words(_LETTERS[standard], 35),
        seller_number=st.one_of(st.just(""), words),
    )
    return st.builds(
        WrittenOrder,
        po_number=words,
        lines=st.lists(line, min_size=1, max_size=6).map(tuple),
        delivery=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        ship_to=words,
        control=st.integers(1, 999_999_999),
    )


def _only(file: EdiFile) -> EdiOrder:
    (message,) = file.messages
    assert message.faults == ()
    assert message.order is not None
    return message.order


def _answer(order: EdiOrder, draw: Callable[[st.SearchStrategy[LineStatus]], LineStatus]) -> EdiResponse:
    """An answer to every line: as much as was asked for, half of it, later, of something else, or nothing."""
    lines = []
    for line in order.lines:
        assert line.quantity is not None
        status = draw(st.sampled_from(LineStatus))
        quantity = {LineStatus.CHANGED: line.quantity / 2, LineStatus.REJECTED: Decimal(0)}.get(status, line.quantity)
        waiting = quantity if status is LineStatus.BACKORDERED else Decimal(0)
        sku = "" if status is LineStatus.REJECTED else "S-1"
        lines.append(
            ResponseLine(line=line, status=status, quantity=quantity, unit=line.unit, waiting=waiting, sku=sku)
        )
    return EdiResponse(
        order=order,
        order_number="SO-17",
        lines=tuple(lines),
        delivery_date=date(2026, 3, 5),
        sent_at=NOW,
        control=12,
    )


@pytest.mark.parametrize("standard", STANDARDS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_an_order_that_is_written_and_read_is_the_same_order(standard: str, data: st.DataObject) -> None:
    written = data.draw(_orders(standard))

    order = _only(parse(STANDARDS[standard](written)))

    assert order.kind is EdiKind.ORDER
    assert order.po_number.text == written.po_number
    delivery = [day.value for day in order.dates if day.meaning is DateMeaning.DELIVERY]
    assert delivery == ([written.delivery] if written.delivery else [])
    assert [(line.quantity, line.unit, line.price, line.description) for line in order.lines] == [
        (line.quantity, line.unit, line.price, line.description) for line in written.lines
    ]
    assert [[product.value for product in line.products] for line in order.lines] == [
        [line.number, *([line.seller_number] if line.seller_number else [])] for line in written.lines
    ]


@pytest.mark.parametrize("standard", STANDARDS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_answer_to_an_order_reads_back_as_one_to_the_same_order(standard: str, data: st.DataObject) -> None:
    file = parse(STANDARDS[standard](data.draw(_orders(standard))))
    order = _only(file)
    response = _answer(order, data.draw)

    answer = _only(parse(respond(response, file.interchanges[0])))

    assert answer.kind is EdiKind.RESPONSE
    assert answer.po_number.text == order.po_number.text
    assert answer.seller_number == "SO-17"
    assert [line.line_id for line in answer.lines] == [line.line_id for line in order.lines]
    assert (answer.sender.value, answer.receiver.value) == (order.receiver.value, order.sender.value)
    if standard != "ubl":  # there the line itself carries what was accepted
        asked = [(line.quantity, line.unit) for line in order.lines]
        assert [(line.quantity, line.unit) for line in answer.lines] == asked
    for line, told in zip(answer.lines, response.lines, strict=True):
        assert sum(_confirmed(line.answers, standard)) == told.quantity


def _confirmed(answers: tuple[EdiAnswer, ...], standard: str) -> list[Decimal]:
    """The quantities that an answer accepts, those that wait for stock included."""
    counted = {"x12": ("IA", "IB", "IQ", "IS"), "edifact": ("113", "83"), "ubl": ("3", "5")}[standard]
    return [a.quantity for a in answers if a.code in counted and a.quantity is not None]
