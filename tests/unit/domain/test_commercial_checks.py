"""The commercial checks: when each one speaks, when it is silent, and what its sentence says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commercial import (
    check_contact,
    check_credit,
    check_date,
    check_order_rule,
    check_price,
    check_status,
    check_stock,
    check_usual,
    check_usual_there,
)
from domain.errors import UnitError
from domain.orders import ExceptionKind, OrderException, OrderLine
from domain.quantities import ProductUnits, Quantity
from domain.trade import Contact, CreditStatus, Customer, Product, ProductStatus, ShipTo, StockLevel, SubstitutionRule

UNITS = ProductUnits("CS", {"EA": Fraction(1, 6), "HC": Fraction(1, 2), "PAL": Fraction(40)})
NEW_YORK = ZoneInfo("America/New_York")


def customer(credit: CreditStatus = CreditStatus.OK) -> Customer:
    return Customer(
        customer_id="C1",
        name="Blue Door",
        price_group="A",
        credit=credit,
        substitution=SubstitutionRule.ASK,
        language="en",
        default_ship_to=None,
        notes="",
        contacts=(),
        ship_tos=(),
    )


def contact(may_order: bool) -> Contact:
    return Contact(name="Ann Lee", email="ann@bluedoor.example", phone="+12075550100", may_order=may_order)


def product(**changes: Any) -> Product:
    return Product.model_validate({"sku": "10432", "name": "TOM ROMA 25#", "uom": "CS", **changes})


def line(quantity: str | None = "2", uom: str | None = "CS", number: int = 3) -> OrderLine:
    amount = None if quantity is None else Decimal(quantity)
    return OrderLine(number=number, text="romas", sku="10432", quantity=amount, uom=uom)


def stock(on_hand: str, allocated: str = "0", on_order: str | None = None, due: date | None = None) -> StockLevel:
    return StockLevel(
        warehouse="W",
        on_hand=Decimal(on_hand),
        allocated=Decimal(allocated),
        on_order=None if on_order is None else Decimal(on_order),
        due_date=due,
    )


def said(found: OrderException | None) -> tuple[str, int | None, str]:
    """The kind, the line and the sentence of an exception that must be there."""
    assert found is not None
    return found.kind.value, found.line, found.sentence


class TestCredit:
    def test_on_hold_stops_the_whole_order(self) -> None:
        found = check_credit(customer(CreditStatus.HOLD))
        assert said(found) == ("credit_hold", None, "Blue Door is on credit hold.")

    @pytest.mark.parametrize("credit", [CreditStatus.OK, CreditStatus.COD])
    def test_that_is_good_or_paid_on_delivery_stops_nothing(self, credit: CreditStatus) -> None:
        assert check_credit(customer(credit)) is None


class TestAContact:
    def test_who_may_not_order_is_named(self) -> None:
        found = check_contact(customer(), contact(may_order=False))
        assert said(found) == ("unauthorized_contact", None, "Ann Lee may not order for Blue Door.")

    def test_who_may_order_passes(self) -> None:
        assert check_contact(customer(), contact(may_order=True)) is None

    def test_who_is_not_on_file_is_not_judged_here(self) -> None:
        assert check_contact(customer(), None) is None


class TestADate:
    place = ShipTo(ship_to_id="C1-1", name="Pier 4", address="", delivery_days=(0, 2), cutoff=time(15))
    now = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

    def test_that_cannot_be_kept_says_why(self) -> None:
        found = check_date(self.place, date(2026, 3, 3), self.now, NEW_YORK)
        assert said(found) == (
            "date_conflict",
            None,
            "Tuesday 2026-03-03 is not a delivery day of Pier 4 (Monday, Wednesday).",
        )

    def test_that_can_be_kept_passes(self) -> None:
        assert check_date(self.place, date(2026, 3, 4), self.now, NEW_YORK) is None

    def test_that_was_not_given_passes(self) -> None:
        assert check_date(self.place, None, self.now, NEW_YORK) is None


class TestAProduct:
    def test_that_is_discontinued_is_named(self) -> None:
        found = check_status(line(), product(status=ProductStatus.DISCONTINUED))
        assert said(found) == ("discontinued", 3, "TOM ROMA 25# is discontinued, with no successor.")

    def test_that_was_superseded_by_nothing_on_file_is_as_good_as_discontinued(self) -> None:
        found = check_status(line(), product(status=ProductStatus.SUPERSEDED))
        assert said(found) == ("discontinued", 3, "TOM ROMA 25# is discontinued, with no successor.")

    def test_that_has_a_successor_is_no_exception(self) -> None:
        assert check_status(line(), product(status=ProductStatus.SUPERSEDED, superseded_by="10433")) is None

    def test_that_is_a_special_order_needs_a_person(self) -> None:
        found = check_status(line(), product(status=ProductStatus.SPECIAL_ORDER))
        assert said(found) == ("special_request", 3, "TOM ROMA 25# is a special order.")

    def test_that_is_active_passes(self) -> None:
        assert check_status(line(), product()) is None


class TestTheOrderRule:
    def test_names_the_minimum_that_was_not_reached(self) -> None:
        found = check_order_rule(line("2"), product(min_qty=Decimal("5.00")), UNITS)
        assert said(found) == ("order_rule", 3, "2 CS of TOM ROMA 25# were asked for, but the minimum is 5 CS.")

    def test_names_the_multiple_that_was_missed(self) -> None:
        found = check_order_rule(line("7"), product(order_multiple=Decimal(4)), UNITS)
        assert said(found) == (
            "order_rule",
            3,
            "7 CS of TOM ROMA 25# were asked for, but it is sold in multiples of 4 CS.",
        )

    def test_speaks_in_base_units_whatever_the_customer_said(self) -> None:
        found = check_order_rule(line("9", "EA"), product(min_qty=Decimal(2)), UNITS)
        assert said(found)[2] == "1.5 CS of TOM ROMA 25# were asked for, but the minimum is 2 CS."

    def test_names_the_minimum_where_minimum_and_multiple_are_both_broken(self) -> None:
        found = check_order_rule(line("3"), product(min_qty=Decimal(4), order_multiple=Decimal(2)), UNITS)
        assert "the minimum is 4 CS" in said(found)[2]

    def test_still_wants_the_multiple_above_the_minimum(self) -> None:
        found = check_order_rule(line("5"), product(min_qty=Decimal(4), order_multiple=Decimal(2)), UNITS)
        assert "multiples of 2 CS" in said(found)[2]

    @pytest.mark.parametrize(("quantity", "uom"), [("4", "CS"), ("8", "HC"), ("24", "EA"), ("1", "PAL"), ("400", "CS")])
    def test_is_kept_at_the_minimum_and_at_every_multiple_in_any_unit(self, quantity: str, uom: str) -> None:
        rule = product(min_qty=Decimal(4), order_multiple=Decimal(4))
        assert check_order_rule(line(quantity, uom), rule, UNITS) is None

    def test_is_kept_where_there_is_none(self) -> None:
        assert check_order_rule(line("0.5"), product(), UNITS) is None

    @pytest.mark.parametrize(("quantity", "uom"), [(None, "CS"), ("1", None)])
    def test_waits_until_quantity_and_unit_are_settled(self, quantity: str | None, uom: str | None) -> None:
        assert check_order_rule(line(quantity, uom), product(min_qty=Decimal(5)), UNITS) is None

    def test_cannot_be_judged_in_a_unit_the_product_is_not_sold_in(self) -> None:
        with pytest.raises(UnitError, match="not sold by the GAL"):
            check_order_rule(line("1", "GAL"), product(min_qty=Decimal(5)), UNITS)


class TestStock:
    def test_that_is_short_is_said_with_both_figures(self) -> None:
        found = check_stock(line("5"), product(), UNITS, [stock("6.0", "2.5")])
        assert said(found) == ("short_stock", 3, "5 CS of TOM ROMA 25# were asked for, 3.5 are available.")

    def test_is_counted_over_all_warehouses_together(self) -> None:
        levels = [stock("3"), stock("4", "2")]
        assert check_stock(line("5"), product(), UNITS, levels) is None
        assert check_stock(line("6"), product(), UNITS, levels) is not None

    def test_that_just_suffices_is_not_short(self) -> None:
        assert check_stock(line("30", "EA"), product(), UNITS, [stock("5")]) is None

    def test_that_lacks_a_sixth_is_short(self) -> None:
        assert check_stock(line("31", "EA"), product(), UNITS, [stock("5")]) is not None

    def test_allocated_beyond_what_is_there_is_none_available(self) -> None:
        found = check_stock(line("1"), product(), UNITS, [stock("2", "9")])
        assert said(found)[2] == "1 CS of TOM ROMA 25# were asked for, 0 are available."

    def test_that_no_warehouse_holds_is_short(self) -> None:
        assert said(check_stock(line("1"), product(), UNITS, []))[2].endswith("0 are available.")

    def test_that_is_short_names_the_first_day_more_is_due(self) -> None:
        levels = [
            stock("0", on_order="10", due=date(2026, 3, 9)),
            stock("0", on_order="10", due=date(2026, 3, 6)),
            stock("0", on_order="0", due=date(2026, 3, 3)),
            stock("0", due=date(2026, 3, 4)),
            stock("0", on_order="5"),
        ]
        found = check_stock(line("1"), product(), UNITS, iter(levels))
        assert said(found)[2].endswith("0 are available; more is due 2026-03-06.")

    @pytest.mark.parametrize(
        "status", [ProductStatus.DISCONTINUED, ProductStatus.SUPERSEDED, ProductStatus.SPECIAL_ORDER]
    )
    def test_of_what_is_not_stocked_is_never_short(self, status: ProductStatus) -> None:
        assert check_stock(line("5"), product(status=status), UNITS, [stock("0")]) is None

    @pytest.mark.parametrize(("quantity", "uom"), [(None, "CS"), ("5", None)])
    def test_is_not_short_of_what_is_not_settled(self, quantity: str | None, uom: str | None) -> None:
        assert check_stock(line(quantity, uom), product(), UNITS, [stock("0")]) is None

    @settings(deadline=None)
    @given(st.integers(1, 500), st.sampled_from(UNITS.orderable), st.lists(st.integers(0, 100), max_size=4))
    def test_is_short_exactly_when_less_is_there_than_ships(self, amount: int, uom: str, held: list[int]) -> None:
        found = check_stock(line(str(amount), uom), product(), UNITS, [stock(str(one)) for one in held])
        assert (found is not None) == (sum(held) < amount * UNITS.factor(uom))


class TestAPriceTheyName:
    theirs: Sequence[tuple[str, Decimal]] = (("CS", Decimal("31.00")), ("EA", Decimal("5.50")))

    def test_that_is_not_theirs_is_said_with_both(self) -> None:
        found = check_price(line(), Decimal("29.00"), self.theirs, UNITS)
        assert said(found) == ("price_mismatch", 3, "They name 29.00; their price is 31.00 per CS.")

    @pytest.mark.parametrize("named", ["31", "31.00", "5.50"])
    def test_that_is_on_file_in_some_unit_passes(self, named: str) -> None:
        assert check_price(line(), Decimal(named), self.theirs, UNITS) is None

    @pytest.mark.parametrize("named", ["15.50", "5.17", "1240"])
    def test_that_is_theirs_worked_out_for_another_unit_passes(self, named: str) -> None:
        assert check_price(line(), Decimal(named), [("CS", Decimal("31.00"))], UNITS) is None

    def test_per_piece_times_six_is_their_price_per_case(self) -> None:
        assert check_price(line(), Decimal("33.00"), [("EA", Decimal("5.50"))], UNITS) is None
        assert check_price(line(), Decimal("31.00"), [("EA", Decimal("5.50"))], UNITS) is not None

    @pytest.mark.parametrize("named", ["30.995", "31.005"])
    def test_may_be_off_by_half_a_cent(self, named: str) -> None:
        assert check_price(line(), Decimal(named), [("CS", Decimal("31.00"))], UNITS) is None

    @pytest.mark.parametrize("named", ["30.9949", "31.0051", "30.99", "31.01"])
    def test_may_not_be_off_by_more(self, named: str) -> None:
        assert check_price(line(), Decimal(named), [("CS", Decimal("31.00"))], UNITS) is not None

    def test_is_not_judged_where_no_price_is_on_file(self) -> None:
        assert check_price(line(), Decimal("0.01"), [], UNITS) is None


class TestAnUnusualQuantity:
    habit = (Quantity(Decimal(4), "CS"), Quantity(Decimal(12), "EA"), Quantity(Decimal(3), "CS"))
    factor = Decimal(3)

    def judged(self, quantity: str | None, uom: str | None = "CS", bought: int = 3) -> OrderException | None:
        return check_usual(line(quantity, uom), product(), UNITS, self.habit[:bought], self.factor)

    def test_far_above_the_most_is_said_with_the_range(self) -> None:
        assert said(self.judged("40")) == (
            "unusual_quantity",
            3,
            "40 CS of TOM ROMA 25#: until now they ordered 2 to 4.",
        )

    def test_far_below_the_least_is_said_too(self) -> None:
        assert said(self.judged("3", "EA"))[2] == "0.5 CS of TOM ROMA 25#: until now they ordered 2 to 4."

    @pytest.mark.parametrize(("quantity", "uom"), [("12", "CS"), ("4", "EA"), ("1", "CS"), ("72", "EA"), ("3", "CS")])
    def test_is_not_what_lies_within_the_factor_even_just(self, quantity: str, uom: str) -> None:
        assert self.judged(quantity, uom) is None

    @pytest.mark.parametrize(("quantity", "uom"), [("73", "EA"), ("3.99", "EA"), ("12.01", "CS")])
    def test_is_what_lies_just_outside_the_factor(self, quantity: str, uom: str) -> None:
        assert self.judged(quantity, uom) is not None

    @pytest.mark.parametrize("bought", [0, 1, 2])
    def test_needs_three_purchases_to_be_called_so(self, bought: int) -> None:
        assert self.judged("4000", bought=bought) is None

    def test_follows_the_policys_factor(self) -> None:
        one = line("13")
        assert check_usual(one, product(), UNITS, self.habit, Decimal(3)) is not None
        assert check_usual(one, product(), UNITS, self.habit, Decimal("3.25")) is None

    def test_is_one_for_a_place_that_has_bought_it_often(self) -> None:
        there = [Quantity(Decimal(amount), "CS") for amount in (1, 2, 2, 1, 2, 3, 2, 2, 1, 2)]
        found = check_usual_there(line("10"), product(), UNITS, there, self.factor)
        assert said(found)[2] == "10 CS of TOM ROMA 25#: until now they ordered 1 to 3 for that place."
        assert check_usual_there(line("9"), product(), UNITS, there, self.factor) is None
        assert check_usual_there(line("10"), product(), UNITS, there[1:], self.factor) is None

    @pytest.mark.parametrize(("quantity", "uom"), [(None, "CS"), ("4000", None)])
    def test_is_not_judged_before_it_is_settled(self, quantity: str | None, uom: str | None) -> None:
        assert self.judged(quantity, uom) is None

    @settings(deadline=None)
    @given(st.lists(st.integers(1, 300), min_size=3, max_size=8), st.data())
    def test_is_never_one_they_ordered_before(self, amounts: list[int], data: st.DataObject) -> None:
        again = data.draw(st.sampled_from(amounts))
        bought = [Quantity(Decimal(amount), "EA") for amount in amounts]
        assert check_usual(line(str(again), "EA"), product(), UNITS, bought, Decimal("1.01")) is None


@settings(deadline=None)
@given(st.decimals(Decimal("0.01"), 5000, places=2), st.sampled_from(UNITS.orderable))
def test_every_exception_of_a_line_carries_its_number_the_products_name_and_a_whole_sentence(
    amount: Decimal, uom: str
) -> None:
    asked = line(str(amount), uom, number=7)
    strict = product(min_qty=Decimal(10), order_multiple=Decimal(10))
    habit = [Quantity(Decimal(10), "CS")] * 3
    for found in (
        check_order_rule(asked, strict, UNITS),
        check_stock(asked, strict, UNITS, [stock("10")]),
        check_usual(asked, strict, UNITS, habit, Decimal(2)),
    ):
        if found is not None:
            assert isinstance(found.kind, ExceptionKind)
            assert found.line == 7
            assert strict.name in found.sentence
            assert found.sentence.endswith(".")
