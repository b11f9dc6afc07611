"""Quantities and units: exact factors, exact sums, and a sentence for what cannot be ordered."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.errors import UnitError
from domain.quantities import ProductUnits, Quantity, as_decimal, exact_factor, tidy

# A case holds twelve; half cases, dozens and single pieces are sold too.
BY_THE_CASE = ProductUnits(
    "CS", {"EA": Fraction(1, 12), "HC": Fraction(1, 2), "DZ": Fraction(1), "LB": Fraction(1, 25)}
)
BY_THE_PIECE = ProductUnits("EA", {"DZ": Fraction(12), "CS": Fraction(144)})

amounts = st.decimals(Decimal("0.001"), Decimal(100_000), places=3)
factors = st.fractions(min_value=Fraction(1, 1500), max_value=1500, max_denominator=1500)


def q(amount: str, uom: str) -> Quantity:
    return Quantity(Decimal(amount), uom)


class TestAWrittenFactor:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("0.166667", Fraction(1, 6)),
            ("0.083333", Fraction(1, 12)),
            ("0.041667", Fraction(1, 24)),
            ("0.033333", Fraction(1, 30)),
            ("0.011364", Fraction(1, 88)),
            ("0.104348", Fraction(12, 115)),
            ("0.33333", Fraction(1, 3)),
            ("3.28084", Fraction(1250, 381)),
            ("0.0069444", Fraction(1, 144)),
            ("0.01562", Fraction(1, 64)),
            ("0.01563", Fraction(1, 64)),
        ],
    )
    def test_that_was_rounded_is_read_as_the_fraction_it_was(self, written: str, meant: Fraction) -> None:
        assert exact_factor(Decimal(written)) == meant

    @pytest.mark.parametrize("written", ["12", "0.5", "0.04", "0.3048", "0.1667", "1E+2", "1", "12.00000", "0.03125"])
    def test_that_was_not_rounded_is_read_as_it_stands(self, written: str) -> None:
        assert exact_factor(Decimal(written)) == Fraction(written)

    def test_near_no_simple_fraction_is_read_as_it_stands(self) -> None:
        assert exact_factor(Decimal("0.45359237")) == Fraction(45359237, 100_000_000)

    def test_that_is_tiny_is_never_read_as_nothing(self) -> None:
        assert exact_factor(Decimal("0.00001")) == Fraction(1, 100_000)

    def test_of_feet_in_a_metre_makes_381_metres_exactly_1250_feet(self) -> None:
        units = ProductUnits("FT", {"M": exact_factor(Decimal("3.28084"))})
        assert units.convert(q("381", "M"), "FT") == q("1250", "FT")

    @settings(deadline=None)
    @given(st.integers(1, 5000), st.integers(1, 144), st.integers(5, 9))
    def test_of_any_pack_up_to_a_gross_survives_being_rounded(self, parts: int, pack: int, places: int) -> None:
        meant = Fraction(parts, pack)
        written = round(Decimal(parts) / Decimal(pack), places)
        assert exact_factor(written) == meant

    @settings(deadline=None)
    @given(st.decimals(Decimal("0.00001"), Decimal(1000), places=5) | st.decimals(Decimal("0.001"), 1000, places=8))
    def test_is_never_moved_by_more_than_its_rounding(self, written: Decimal) -> None:
        exponent = written.as_tuple().exponent
        assert isinstance(exponent, int)
        assert abs(exact_factor(written) - Fraction(written)) <= Fraction(1, 2 * 10**-exponent)


class TestAQuantity:
    @pytest.mark.parametrize(
        "amount", ["0", "0.000", "-0", "-1", "-0.5", "NaN", "sNaN", "Infinity", "-Infinity", "1000000000.01", "1E+30"]
    )
    def test_that_cannot_be_ordered_is_refused_in_a_sentence_with_the_amount(self, amount: str) -> None:
        with pytest.raises(UnitError) as refused:
            q(amount, "CS")
        assert refused.value.sentence == f"{amount} is not a quantity that can be ordered."

    @pytest.mark.parametrize("amount", ["1", "0.5", "0.000001", "1000000000"])
    def test_above_zero_and_up_to_a_billion_is_taken(self, amount: str) -> None:
        assert q(amount, "CS").amount == Decimal(amount)

    @pytest.mark.parametrize(("amount", "shown"), [("2.50", "2.5 CS"), ("1E+2", "100 CS"), ("3.000", "3 CS")])
    def test_is_shown_without_trailing_zeros_or_exponent(self, amount: str, shown: str) -> None:
        assert str(q(amount, "CS")) == shown

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(AttributeError):
            q("1", "CS").amount = Decimal(2)  # type: ignore[misc]


class TestTheUnitsOfAProduct:
    def test_that_it_may_be_ordered_in_begin_with_its_base_unit(self) -> None:
        assert BY_THE_CASE.orderable == ("CS", "EA", "HC", "DZ", "LB")

    def test_are_listed_once_even_where_the_base_unit_has_a_factor(self) -> None:
        assert ProductUnits("EA", {"EA": Fraction(1), "CS": Fraction(6)}).orderable == ("EA", "CS")

    def test_count_one_base_unit_as_one_whatever_is_on_file(self) -> None:
        assert ProductUnits("EA", {"EA": Fraction(7)}).factor("EA") == 1

    def test_may_be_the_base_unit_alone(self) -> None:
        assert ProductUnits("EA").orderable == ("EA",)

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(AttributeError):
            BY_THE_PIECE.base = "CS"  # type: ignore[misc]

    def test_refuse_another_unit_and_say_which_there_are(self) -> None:
        with pytest.raises(UnitError) as refused:
            BY_THE_PIECE.factor("PAL")
        assert refused.value.sentence == "This product is not sold by the PAL; it is sold by EA, DZ, CS."

    @pytest.mark.parametrize("factor", [Fraction(0), Fraction(-1, 6)])
    def test_refuse_a_factor_that_is_not_above_zero(self, factor: Fraction) -> None:
        with pytest.raises(UnitError, match=r"^The factor of EA must be above zero\.$"):
            ProductUnits("CS", {"EA": factor})


class TestAnAmount:
    @pytest.mark.parametrize(
        ("amount", "uom", "cases"),
        [("3", "HC", Fraction(3, 2)), ("6", "EA", Fraction(1, 2)), ("1", "EA", Fraction(1, 12)), ("50", "LB", 2)],
    )
    def test_is_counted_in_base_units_exactly(self, amount: str, uom: str, cases: Fraction) -> None:
        assert BY_THE_CASE.in_base(q(amount, uom)) == cases

    @pytest.mark.parametrize(
        ("given_as", "wanted"),
        [
            (q("1", "CS"), q("2", "HC")),
            (q("0.5", "CS"), q("6", "EA")),
            (q("3", "HC"), q("18", "EA")),
            (q("5", "EA"), q("10.416666666667", "LB")),
            (q("2.5", "DZ"), q("2.5", "CS")),
        ],
    )
    def test_is_converted_between_units(self, given_as: Quantity, wanted: Quantity) -> None:
        assert BY_THE_CASE.convert(given_as, wanted.uom) == wanted

    def test_of_two_dozen_and_a_half_is_thirty_pieces(self) -> None:
        assert BY_THE_PIECE.convert(q("2.5", "DZ"), "EA") == q("30", "EA")

    def test_is_the_same_in_pieces_as_in_cases(self) -> None:
        assert BY_THE_CASE.same_amount(q("12", "EA"), q("1.0", "CS"))
        assert BY_THE_CASE.same_amount(q("1", "HC"), q("6", "EA"))

    def test_is_another_when_one_piece_is_missing(self) -> None:
        assert not BY_THE_CASE.same_amount(q("11", "EA"), q("1", "CS"))
        assert not BY_THE_CASE.same_amount(q("1", "HC"), q("1", "CS"))

    def test_in_a_unit_the_product_is_not_sold_in_is_refused(self) -> None:
        with pytest.raises(UnitError, match="not sold by the GAL"):
            BY_THE_CASE.convert(q("1", "CS"), "GAL")
        with pytest.raises(UnitError, match="not sold by the GAL"):
            BY_THE_CASE.in_base(q("1", "GAL"))

    def test_of_six_sixths_is_one_and_never_a_little_more(self) -> None:
        units = ProductUnits("CS", {"EA": exact_factor(Decimal("0.166667"))})
        assert units.in_base(q("6", "EA")) == 1

    @settings(deadline=None)
    @given(amounts, factors)
    def test_converted_there_and_back_is_the_same_but_for_the_twelfth_decimal(
        self, amount: Decimal, factor: Fraction
    ) -> None:
        units = ProductUnits("CS", {"EA": factor})
        start = Quantity(amount, "EA")
        there = units.convert(start, "CS")
        back = units.convert(there, "EA")
        assert there.uom == "CS"
        assert abs(back.amount - amount) <= Decimal("1e-12") * (1 + as_decimal(1 / factor))
        if Fraction(there.amount) == Fraction(amount) * factor:
            assert back == start
            assert units.same_amount(start, there)

    @settings(deadline=None)
    @given(amounts, st.integers(1, 500))
    def test_converted_into_a_smaller_whole_unit_and_back_is_exactly_the_same(self, amount: Decimal, pack: int) -> None:
        units = ProductUnits("EA", {"CS": Fraction(pack)})
        assert units.convert(units.convert(Quantity(amount, "CS"), "EA"), "CS") == Quantity(amount, "CS")

    @settings(deadline=None)
    @given(amounts, amounts, factors)
    def test_is_the_same_exactly_when_it_ships_the_same(self, one: Decimal, other: Decimal, factor: Fraction) -> None:
        units = ProductUnits("CS", {"EA": factor})
        same = units.same_amount(Quantity(one, "CS"), Quantity(other, "EA"))
        assert same == (Fraction(one) == Fraction(other) * factor)
        assert units.same_amount(Quantity(one, "EA"), Quantity(other, "EA")) == (one == other)


class TestAFractionAsADecimal:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (Fraction(1, 8), "0.125"),
            (Fraction(100), "100"),
            (Fraction(5, 2), "2.5"),
            (Fraction(1, 3), "0.333333333333"),
            (Fraction(2, 3), "0.666666666667"),
            (Fraction(1, 2**16), "0.0000152587890625"),
        ],
    )
    def test_is_exact_where_it_ends_and_rounded_at_twelve_decimals_where_not(self, value: Fraction, shown: str) -> None:
        assert format(as_decimal(value), "f") == shown

    @settings(deadline=None)
    @given(st.decimals(-(10**9), 10**9, places=9))
    def test_is_the_decimal_it_came_from(self, value: Decimal) -> None:
        assert as_decimal(Fraction(value)) == value

    @settings(deadline=None)
    @given(st.fractions(-(10**6), 10**6))
    def test_is_never_further_off_than_half_of_the_twelfth_decimal(self, value: Fraction) -> None:
        assert abs(Fraction(as_decimal(value)) - value) <= Fraction(1, 2 * 10**12)


class TestATidyAmount:
    @settings(deadline=None)
    @given(st.decimals(-(10**9), 10**9, places=6))
    def test_is_the_same_number_with_nothing_to_spare(self, amount: Decimal) -> None:
        tidied = tidy(amount)
        assume(abs(amount) >= Decimal("0.001") or amount == 0)
        assert tidied == amount
        shown = str(tidied)
        assert "E" not in shown
        assert "." not in shown or not shown.endswith("0")
