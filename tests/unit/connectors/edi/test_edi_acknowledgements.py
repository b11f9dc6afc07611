"""What is sent back at once: accepted, accepted with a fault noted, or rejected by segment and element."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from connectors.edi.answering import acknowledge, is_acknowledged
from connectors.edi.parsing import parse
from tests.support.interchanges import WrittenLine, WrittenOrder, as_edifact, as_ubl, as_x12

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
ORDER = WrittenOrder("PO-1", (WrittenLine("B-1", Decimal(4), "EA"),))


def acknowledged(text: str, control: int = 5) -> list[str]:
    """The segments of the acknowledgement, without its envelope."""
    (interchange,) = parse(text).interchanges
    segments = acknowledge(interchange, NOW, control).replace("~", "").replace("'", "").splitlines()
    return [s for s in segments if s[:3] not in ("ISA", "GS*", "GE*", "IEA", "ST*", "SE*", "UNB", "UNZ", "UNH", "UNT")]


def test_a_good_x12_order_is_accepted() -> None:
    assert acknowledged(as_x12(ORDER)) == ["AK1*PO*77", "AK2*850*0001", "AK5*A", "AK9*A*1*1*1"]


def test_a_spoilt_x12_order_is_rejected_by_segment_and_element() -> None:
    text = as_x12(ORDER).replace("PO1*1*4*", "PO1*1*4x*").replace("CTT*1", "CTT*2")

    assert acknowledged(text) == [
        "AK1*PO*77",
        "AK2*850*0001",
        "AK3*PO1*5**8",
        "AK4*2**6*4x",
        "AK3*CTT*7**8",
        "AK4*1**7*2",
        "AK5*R*5",
        "AK9*R*1*1*0",
    ]


def test_a_miscounted_transaction_is_rejected_by_its_code() -> None:
    assert acknowledged(as_x12(ORDER, count=99))[-2:] == ["AK5*R*4", "AK9*R*1*1*0"]


def test_one_good_and_one_spoilt_transaction_are_accepted_in_part() -> None:
    good = as_x12(ORDER)
    second = good[good.index("ST*") : good.index("GE*")].replace("0001", "0002").replace("BEG*00*SA*PO-1", "BEG*00*SA*")
    segments = acknowledged(good.replace("GE*1*", second + "GE*2*"))

    assert segments[1:3] == ["AK2*850*0001", "AK5*A"]
    assert segments[-1] == "AK9*P*2*2*1"


def test_a_fault_of_the_envelope_is_noted_in_a_ta1() -> None:
    segments = acknowledged(as_x12(ORDER).replace("IEA*1*000000077", "IEA*1*000000078"))

    assert segments[0] == "TA1*000000077*260302*0700*E*001"
    assert segments[-1] == "AK9*A*1*1*1"


def test_a_ta1_is_read_and_is_not_acknowledged() -> None:
    (interchange,) = parse(as_x12(ORDER).replace("IEA*1*000000077", "IEA*1*000000078")).interchanges
    (answer,) = parse(acknowledge(interchange, NOW, 5)).interchanges

    assert answer.faults == ()
    assert not is_acknowledged(answer)


def test_the_acknowledgement_goes_back_to_the_sender_under_its_own_number() -> None:
    (interchange,) = parse(as_x12(ORDER.but(test=True))).interchanges
    (answer,) = parse(acknowledge(interchange, NOW, 5)).interchanges

    assert (answer.sender.value, answer.receiver.value) == ("SELLER", "BUYER")
    assert (answer.control, answer.test, answer.faults) == ("000000005", True, ())
    assert answer.groups[0].code == "FA"


def test_a_good_edifact_order_is_accepted() -> None:
    assert acknowledged(as_edifact(ORDER)) == ["UCI+77+BUYER:14+SELLER:14+7", "UCM+1+ORDERS:D:96A:UN+7"]


def test_a_spoilt_edifact_order_is_rejected_by_segment_and_element() -> None:
    text = as_edifact(ORDER).replace("QTY+21:4:", "QTY+21:4x:")

    assert acknowledged(text) == [
        "UCI+77+BUYER:14+SELLER:14+7",
        "UCM+1+ORDERS:D:96A:UN+4",
        "UCS+9",
        "UCD+37+2:2",
    ]


def test_a_miscounted_message_is_rejected_by_its_code() -> None:
    assert acknowledged(as_edifact(ORDER).replace("UNT+13", "UNT+14"))[-1] == "UCM+1+ORDERS:D:96A:UN+4+29+UNT"


def test_an_edifact_acknowledgement_is_edifact() -> None:
    (interchange,) = parse(as_edifact(ORDER)).interchanges
    (answer,) = parse(acknowledge(interchange, NOW, 5)).interchanges

    assert (answer.sender.value, answer.receiver.value, answer.control) == ("SELLER", "BUYER", "5")
    assert answer.faults == ()
    assert [message.message_type for message in answer.messages] == ["CONTRL"]


@pytest.mark.parametrize("text", [as_ubl(ORDER), as_x12(ORDER).replace("ST*850", "ST*997").replace("GS*PO", "GS*FA")])
def test_neither_ubl_nor_an_acknowledgement_is_acknowledged(text: str) -> None:
    (interchange,) = parse(text).interchanges

    assert not is_acknowledged(interchange)


def test_delimiters_in_what_is_echoed_cannot_break_the_answer() -> None:
    text = as_x12(ORDER, separator="|", terminator="\n", after="").replace("PO1|1|4|", "PO1|1|4*~>|")
    (interchange,) = parse(text).interchanges

    assert "AK4*2**6*4~" in acknowledge(interchange, NOW, 5).replace("4   ", "4")
    assert parse(acknowledge(interchange, NOW, 5)).interchanges[0].faults == ()
