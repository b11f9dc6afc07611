"""Who sent a mail: replies that go elsewhere, failed checks, look-alike domains and borrowed names are suspicious."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from agents.intake_sender import suspicions
from domain.messages import Channel, Direction, Part, PartKind
from domain.orders import ExceptionKind
from knowledge.facts import Facts
from store.conversations import StoredMessage
from store.master import ContactRow, DistributorRow
from store.tables import Base
from tools.base import Toolbox, ToolContext
from tools.customers import find_sender
from tools.senders import look_alikes

MONDAY = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
ADA = "ada@bluegate.example"


@pytest.fixture(scope="module")
def tools() -> Iterator[Toolbox]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        house = {"name": "Fernhill Supply", "email": "orders@fernhill.example", "timezone": "UTC", "currency": "USD"}
        blank = {"locale": "en-US", "phone": "", "warehouses": [], "content_hash": "", "index_version": ""}
        session.add(DistributorRow(id=1, **house, **blank, imported_at=MONDAY))
        session.add(ContactRow(customer_id="C1", name="Ada Marsh", email=ADA, phone="", may_order=True))
        session.add(ContactRow(customer_id="C2", name="Bo Vale", email="bo@oaklane.example", phone="", may_order=True))
        session.flush()
        unused = cast(Any, None)
        context = ToolContext(session, unused, Facts(session, "1"), unused, unused, MONDAY, ZoneInfo("UTC"))
        yield Toolbox(context, frozenset({find_sender.name, look_alikes.name}))
    engine.dispose()


def told(tools: Toolbox, sender: str, headers: str = "", channel: Channel = Channel.EMAIL) -> list[str]:
    part = Part(part_id="m.0", kind=PartKind.HEADERS, text=headers, extractor="mail-2")
    message = StoredMessage("m", "c", Direction.IN, channel, sender, "", None, MONDAY, (part,), None)
    found = suspicions(message, tools)
    assert all(exception.kind is ExceptionKind.SUSPICIOUS for exception in found)
    return [exception.sentence for exception in found]


class TestAMail:
    def test_of_a_contact_is_not_suspicious(self, tools: Toolbox) -> None:
        assert told(tools, ADA, f"From: Ada Marsh <{ADA}>") == []
        assert told(tools, ADA) == []

    def test_of_a_stranger_is_not_suspicious_by_that_alone(self, tools: Toolbox) -> None:
        assert told(tools, "kev@newcafe.example", "From: Kev Doran <kev@newcafe.example>") == []

    def test_whose_replies_go_elsewhere_is(self, tools: Toolbox) -> None:
        assert told(tools, ADA, "Reply-To: pay@elsewhere.example") == [
            "The mail is from ada@bluegate.example, but its replies go to pay@elsewhere.example."
        ]
        assert told(tools, ADA, "Reply-To: ada2@mail.bluegate.example") == []
        assert len(told(tools, ADA, "Reply-To: bo@oaklane.example")) == 1

    def test_of_a_platform_that_is_answered_to_a_contact_is_not(self, tools: Toolbox) -> None:
        assert told(tools, "noreply@platform.example", f"Reply-To: {ADA}") == []

    @pytest.mark.parametrize("results", ["dmarc=fail spf=pass", "dkim=fail", "spf=softfail", "dmarc=none spf=fail"])
    def test_that_a_server_could_not_confirm_is(self, tools: Toolbox, results: str) -> None:
        [sentence] = told(tools, ADA, f"Authentication-Results: {results}")
        assert "could not confirm who sent the mail" in sentence

    def test_that_passes_by_its_from_line_is_not_for_what_failed_on_the_way(self, tools: Toolbox) -> None:
        assert told(tools, ADA, "Authentication-Results: dkim=pass dmarc=pass spf=fail") == []
        assert len(told(tools, ADA, "Received-SPF: fail")) == 1

    def test_that_says_pass_in_one_header_is_for_another_that_failed(self, tools: Toolbox) -> None:
        both = "Authentication-Results: dmarc=pass spf=fail\nAuthentication-Results: spf=fail"
        assert len(told(tools, ADA, both)) == 1

    @pytest.mark.parametrize("sender", ["ada@blue-gate.example", "x@fernhill-billing.example", "x@bluegate.test"])
    def test_from_a_domain_that_looks_like_a_known_one_is(self, tools: Toolbox, sender: str) -> None:
        [sentence] = told(tools, sender)
        assert "looks like" in sentence

    def test_with_a_contacts_name_and_another_domain_is(self, tools: Toolbox) -> None:
        [sentence] = told(tools, "ada@gmail.com", "From: Marsh, Ada <ada@gmail.com>")
        assert "known to write from bluegate.example" in sentence
        assert told(tools, "new@bluegate.example", "From: Ada Marsh <new@bluegate.example>") == []

    def test_in_our_own_name_from_elsewhere_is(self, tools: Toolbox) -> None:
        [sentence] = told(tools, "x@elsewhere.example", "From: Fernhill Supply Billing <x@elsewhere.example>")
        assert "our own name" in sentence
        assert told(tools, "jo@fernhill.example", "From: Fernhill Supply <jo@fernhill.example>") == []

    def test_is_all_that_is_judged(self, tools: Toolbox) -> None:
        assert told(tools, "+15550100", "Reply-To: pay@elsewhere.example", Channel.SMS) == []
