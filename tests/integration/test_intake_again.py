"""An order that is said again, and words that cannot be read: both are a rep's."""

from __future__ import annotations

import pytest

from domain.orders import ExceptionKind, OrderStatus
from graphs.receiving import Received
from store import orders
from store.master import CustomerRow
from tests.support.desks import WorkingDesk
from tests.support.distributor import ADA


def objections(prompt: WorkingDesk, received: Received) -> list[ExceptionKind]:
    """What stands against the order of a message."""
    with prompt.desk.store.reading() as session:
        body = orders.body(session, prompt.order(received.conversation_id).id)
    assert body is not None
    return [one.kind for one in body.exceptions]


def test_an_order_that_may_wait_for_a_rep_already_is_not_entered_beside_it(prompt: WorkingDesk) -> None:
    first = prompt.handles(ADA, "2 cs widget blue, 1 cs of the grumpf")
    prompt.clock.move(minutes=30)
    second = prompt.handles(ADA, "Hello, 2 cs widget blue and 1 cs tape please")

    assert prompt.order_status(first.conversation_id) is OrderStatus.IN_REVIEW
    assert prompt.order_status(second.conversation_id) is OrderStatus.IN_REVIEW
    assert ExceptionKind.DUPLICATE in objections(prompt, second)


@pytest.mark.parametrize(
    "words", ["2 cs widget blue, 3 cs tape and 1 ea hose please", "5 cs tape and 1 cs widget red please"]
)
def test_another_order_is_no_repeat_of_one_that_waits(prompt: WorkingDesk, words: str) -> None:
    prompt.handles(ADA, "2 cs widget blue, 1 cs of the grumpf")
    prompt.clock.move(minutes=30)
    assert ExceptionKind.DUPLICATE not in objections(prompt, prompt.handles(ADA, words))


def test_what_they_have_of_a_kind_behind_a_comma_is_not_the_kind_they_want(prompt: WorkingDesk) -> None:
    received = prompt.handles(ADA, "2 cs widget (the blue, red we still have)")
    assert prompt.order_status(received.conversation_id) is OrderStatus.IN_REVIEW


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("2 cs widget blue, 1 cs tape", OrderStatus.IN_REVIEW),
        ("Good morning, please send 2 cs widget blue and 1 cs tape", OrderStatus.ENTERED),
    ],
)
def test_words_of_a_language_that_is_not_read_here_are_a_reps(
    prompt: WorkingDesk, words: str, status: OrderStatus
) -> None:
    with prompt.desk.store.transaction() as session:
        session.get_one(CustomerRow, "C1").language = "fi"
    assert prompt.order_status(prompt.handles(ADA, words).conversation_id) is status
