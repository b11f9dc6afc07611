"""Every value that crosses a border is immutable and takes no field it does not know."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from pydantic import BaseModel, ValidationError

import domain
from domain.messages import Attachment, Channel, Envelope
from domain.orders import OrderLine, Span
from domain.record import Record
from domain.trade import CreditStatus, Customer, ProductStatus, Purchase, ShipTo, StockLevel, SubstitutionRule


def models() -> Iterator[type[BaseModel]]:
    """Every Pydantic model of the package."""
    for module in pkgutil.iter_modules(domain.__path__, "domain."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module.name:
                yield value


@pytest.mark.parametrize("model", list(models()), ids=lambda model: model.__name__)
def test_every_model_of_the_domain_is_a_record_and_stays_as_strict(model: type[BaseModel]) -> None:
    assert issubclass(model, Record)
    assert model.model_config.get("frozen") is True
    assert model.model_config.get("extra") == "forbid"


class TestARecord:
    span = Span(part_id="p1", start=0, end=5)

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(ValidationError, match="frozen"):
            self.span.end = 9  # type: ignore[misc]

    def test_takes_no_field_it_does_not_know(self) -> None:
        with pytest.raises(ValidationError, match="ends"):
            Span.model_validate({"part_id": "p1", "start": 0, "end": 5, "ends": 6})

    def test_wants_every_field_it_needs(self) -> None:
        with pytest.raises(ValidationError, match="end"):
            Span.model_validate({"part_id": "p1", "start": 0})

    def test_is_equal_by_what_it_says_and_can_be_counted_in_a_set(self) -> None:
        assert {self.span, Span(part_id="p1", start=0, end=5), Span(part_id="p2", start=0, end=5)} == {
            self.span,
            Span(part_id="p2", start=0, end=5),
        }

    def test_is_left_as_it_was_by_a_changed_copy(self) -> None:
        line = OrderLine(number=1, text="romas", quantity=Decimal(2))
        changed = line.model_copy(update={"quantity": Decimal(3)})
        assert (line.quantity, changed.quantity) == (Decimal(2), Decimal(3))

    def test_holds_its_lists_as_tuples(self) -> None:
        line = OrderLine.model_validate({"number": 1, "text": "romas", "spans": [self.span.model_dump()]})
        assert line.spans == (self.span,)


def test_an_envelope_keeps_the_original_byte_for_byte() -> None:
    raw = bytes(range(256))
    envelope = Envelope(
        channel=Channel.EMAIL,
        sender="chef@bluedoor.example",
        recipient="orders@harbor.example",
        subject=None,
        sent_at=datetime(2026, 3, 2, tzinfo=UTC),
        raw=raw,
        attachments=(Attachment(filename="po.pdf", media_type="application/pdf", content=raw),),
    )
    back = Envelope.model_validate(envelope.model_dump())
    assert back == envelope
    assert back.raw == back.attachments[0].content == raw


def test_the_channels_are_those_of_the_data_format() -> None:
    assert [channel.value for channel in Channel] == ["email", "sms", "voicemail", "phone", "note", "portal", "edi"]


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (ProductStatus, ["active", "discontinued", "superseded", "special_order"]),
        (CreditStatus, ["ok", "hold", "cod"]),
        (SubstitutionRule, ["allow", "ask", "never"]),
    ],
)
def test_a_distributors_words_are_those_of_the_data_format(names: type[StrEnum], written: list[str]) -> None:
    assert [name.value for name in names] == written


class TestACustomer:
    places = tuple(ShipTo(ship_to_id=f"C1-{n}", name="", address="", delivery_days=(), cutoff=None) for n in (1, 2))
    customer = Customer(
        customer_id="C1",
        name="Blue Door",
        price_group="A",
        credit=CreditStatus.OK,
        substitution=SubstitutionRule.ASK,
        language="en",
        default_ship_to=None,
        notes="",
        contacts=(),
        ship_tos=places,
    )

    def test_finds_its_own_ship_to_by_id(self) -> None:
        assert self.customer.ship_to("C1-2") is self.customer.ship_tos[1]

    def test_has_no_ship_to_of_another_customer(self) -> None:
        assert self.customer.ship_to("C2-1") is None


def test_what_is_allocated_is_not_available() -> None:
    level = StockLevel(
        warehouse="W", on_hand=Decimal(5), allocated=Decimal("7.5"), on_order=Decimal(100), due_date=None
    )
    assert level.available == Decimal("-2.5")


def test_a_past_purchase_cannot_be_changed() -> None:
    purchase = Purchase("O1", "C1-1", date(2026, 3, 2), "10432", Decimal(2), "CS")
    with pytest.raises(AttributeError):
        purchase.quantity = Decimal(3)  # type: ignore[misc]
