"""A reply as a mail: whatever the words, the ids and the names, it is one mail to one address."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.channels.replies import Reply, compose, earlier, wants_no_answer
from domain.errors import MailRefused

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
OWN = "orders@fernhill.example"


def reply(
    text: str = "Thank you.",
    subject: str = "Re: order",
    sender_name: str = "Fernhill Supply",
    recipient: str = "ada@bluegate.example",
    thread: tuple[str, ...] = (),
) -> Reply:
    return Reply(
        mail_id=f"<msg-1@{OWN}>",
        sender=OWN,
        sender_name=sender_name,
        recipient=recipient,
        subject=subject,
        text=text,
        at=NOW,
        answers=thread[-1] if thread else None,
        thread=thread,
    )


@settings(max_examples=50, deadline=None)
@given(
    text=st.text(st.characters(codec="utf-8"), max_size=300),
    subject=st.text(max_size=80),
    name=st.text(max_size=60),
    ids=st.lists(st.text(min_size=1, max_size=60), max_size=12),
)
def test_any_words_go_to_one_address_in_ascii_and_say_the_same(
    text: str, subject: str, name: str, ids: list[str]
) -> None:
    wire = compose(reply(text, subject, name, thread=tuple(f"<{each}@mail.example>" for each in ids)))

    mail = message_from_bytes(wire, policy=policy.default)
    assert wire.isascii()
    assert max(map(len, wire.split(b"\r\n"))) <= 998
    assert [a.addr_spec for a in mail["To"].addresses] == ["ada@bluegate.example"]
    assert [a.addr_spec for a in mail["From"].addresses] == [OWN]
    assert set(mail.keys()) <= {
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
        "X-Auto-Response-Suppress", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    said = mail.get_content()
    assert said.split() == text.split()


def test_a_long_thread_keeps_its_first_mail_and_its_newest() -> None:
    ids = tuple(f"<{number}.{'x' * 80}@mail.example>" for number in range(40))

    mail = message_from_bytes(compose(reply(thread=ids)), policy=policy.default)

    kept = mail["References"].split()
    assert kept[0] == ids[0]
    assert kept[1:] == list(ids[-len(kept) + 1 :])
    assert len(kept) == 9


@pytest.mark.parametrize("bad", ["<a b@c>", "<a@b>\r\nBcc: x@y.example", "<\u00e9@b>", "nothing", "<>"])
def test_an_id_that_is_none_is_left_out(bad: str) -> None:
    mail = message_from_bytes(compose(reply(thread=(bad,))), policy=policy.default)

    assert (mail["In-Reply-To"], mail["References"], mail["Bcc"]) == (None, None, None)


@pytest.mark.parametrize(
    "address",
    [
        "", "unknown", "+15185550131", "a@b", "a b@c.example", "a@c.example, b@c.example", "<a@c.example>",
        "a@c.example\r\nBcc: d@e.example", "a@" + "b" * 300 + ".example", '"a b"@c.example', "ad\u00e1@c.example",
        "a@b\u00fc.example",
    ],
)  # fmt: skip
def test_nothing_is_written_to_what_is_no_plain_address(address: str) -> None:
    with pytest.raises(MailRefused, match="no plain mail address"):
        compose(reply(recipient=address))


def test_the_mails_before_one_are_told_oldest_first() -> None:
    raw = b"References: <a@x>\r\n <b@x> junk\r\nIn-Reply-To: (of Monday) <c@x>\r\nSubject: x\r\n\r\nIn-Reply-To: <d@x>"

    assert earlier(raw) == ("<a@x>", "<b@x>", "<c@x>")


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400))
def test_headers_of_any_bytes_are_read_without_failing(raw: bytes) -> None:
    assert isinstance(earlier(raw), tuple)
    assert wants_no_answer("ada@bluegate.example", raw, OWN) is None or raw


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("ada@bluegate.example", "Subject: Auto-Submitted: auto-replied"),
        ("ada@bluegate.example", "Auto-Submitted: no"),
        ("norma.replyer@bluegate.example", "Precedence: normal"),
        ("bouncer@bluegate.example", "Return-Path: <bouncer@bluegate.example>"),
        ("ada@bluegate.example", "List-Id: <orders.fernhill.example>\r\nPrecedence: list"),
        ("ada@bluegate.example", "X-Auto-Response-Suppress: OOF"),
    ],
)
def test_a_person_is_answered(sender: str, headers: str) -> None:
    assert wants_no_answer(sender, f"{headers}\r\n\r\nhello".encode(), OWN) is None


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("noreply@shop.example", ""),
        ("do_not_reply+x@shop.example", ""),
        ("bounce-123@shop.example", ""),
        ("ada@bluegate.example", "Auto-Submitted: auto-generated; owner-email=x"),
        ("ada@bluegate.example", "List-Id: <orders.fernhill.example.evil.example>"),
        ("ada@bluegate.example", "List-Id: <xfernhill.example>"),
        ("ada@bluegate.example", "Content-Type: multipart/report; report-type=delivery-status"),
        ("ada@bluegate.example", "Return-Path: < >"),
        ("ada@bluegate.example", "X-Loop: x"),
    ],
)
def test_a_machine_is_not(sender: str, headers: str) -> None:
    assert wants_no_answer(sender, f"{headers}\r\n\r\nhello".encode(), OWN) is not None
