"""How much a line asks for, in the units its product is sold in: worked out exactly, or left to somebody with why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.matching_amounts import Asked, Decided
from agents.matching_units import decide
from agents.results import RequestedLine
from domain.orders import ExceptionKind
from domain.quantities import ProductUnits, Quantity
from domain.trade import Product
from tools.purchases import Bought

SURE = 0.95
TWELFTH = Fraction(1, 12)


def asks(
    said: str,
    base: str,
    pack: str = "",
    bought: Sequence[str] = (),
    name: str = "THING",
    word: str | None = None,
    beside: Sequence[tuple[str, str]] = (),
    multiple: int | None = None,
    words: str = "",
    before: str | None = None,
    **factors: Fraction | float,
) -> Decided:
    """What a line comes to: ``said`` is "3 DZ", "3" with no unit, or "- CS" with no amount."""
    amount, _, code = said.partition(" ")
    requested = RequestedLine(
        number=1,
        text=f"{said} thing",
        amount=None if amount == "-" else Decimal(amount),
        unit_code=code or None,
        unit_word=word,
        unit_words=tuple(beside),
        words=words,
        unit_before=before,
    )
    order_multiple = None if multiple is None else Decimal(multiple)
    product = Product(sku="S", name=name, pack=pack, uom=base, order_multiple=order_multiple)
    units = ProductUnits(base, {uom: Fraction(factor) for uom, factor in factors.items()})
    purchases = [one.split() for one in bought]
    history = [Bought(ordered_on=date(2026, 1, 1), quantity=Decimal(n), uom=uom) for n, uom in purchases]
    return decide(Asked(requested, product, units, history, Decimal(3)))


def outcome(decided: Decided) -> str:
    """The quantity, or the exception."""
    if decided.quantity is None:
        assert decided.kind is not None
        return decided.kind.value
    assert decided.kind is None
    return str(decided.quantity)


class TestPackArithmetic:
    @pytest.mark.parametrize(
        ("decided", "meant"),
        [
            (asks("50 LB", "CS", "25#"), "2 CS"),
            (asks("50 LB", "BG", "25LB BG"), "2 BG"),
            (asks("16 GAL", "CS", "4/1 GAL"), "4 CS"),
            (asks("16 GAL", "CS", "4/1 GAL", GAL=0.25), "4 CS"),
            (asks("24 QT", "CS", "12/1 QT"), "2 CS"),
            (asks("30 DZ", "CS", "15 DZ"), "2 CS"),
            (asks("30 DZ", "DZ", "15 DZ", multiple=15, CS=15), "2 CS"),
            (asks("100 FT", "RL", "50 ft"), "2 RL"),
            (asks("2 KG", "EA", "500 g"), "4 EA"),
            (asks("6 L", "KRT", "12 x 500 ml", STK=TWELFTH), "1 KRT"),
            (asks("36 EA", "STK", "500 g"), "36 STK"),
            (asks("4 DZ", "STK"), "48 STK"),
            (asks("200 EA", "BX", "100/BX", bought=["2 BX", "3 BX"]), "2 BX"),
        ],
    )
    def test_an_amount_is_stated_in_what_is_sold(self, decided: Decided, meant: str) -> None:
        assert outcome(decided) == meant
        assert decided.probability >= SURE

    def test_what_stays_below_a_case_stays_as_it_was_said(self) -> None:
        assert outcome(asks("2 GAL", "CS", "4/1 GAL", GAL=0.25)) == "2 GAL"
        assert outcome(asks("3 DZ", "DZ", "15 DZ", multiple=15, CS=15)) == "3 DZ"
        assert outcome(asks("50 LB", "LB", "40LB", multiple=40, CS=40)) == "50 LB"

    @pytest.mark.parametrize(
        ("decided", "nearest"),
        [
            (asks("30 LB", "BG", "25LB BG"), "1 BG and 2 BG"),
            (asks("20 GAL", "CS", "6/1 GAL"), "3 CS and 4 CS"),
            (asks("3 DZ", "CS", "15 DZ"), "1 CS, the least"),
            (asks("0.5 CS", "CS"), "1 CS, the least"),
            (asks("2.5 CS", "CS"), "2 CS and 3 CS"),
        ],
    )
    def test_what_does_not_come_out_even_is_not_rounded(self, decided: Decided, nearest: str) -> None:
        assert outcome(decided) == ExceptionKind.ORDER_RULE
        assert f"nearest are {nearest}." in decided.why

    def test_pieces_of_what_comes_by_the_box_are_not_rounded_either(self) -> None:
        assert outcome(asks("2 EA", "BX", "100/BX", bought=["2 BX"])) == ExceptionKind.AMBIGUOUS_UNIT
        assert outcome(asks("250 EA", "BX", "100/BX")) == ExceptionKind.AMBIGUOUS_UNIT

    def test_pieces_may_be_boxes_where_they_take_so_many_boxes(self) -> None:
        assert outcome(asks("24 EA", "BX", "12/BX", bought=["24 BX", "20 BX"])) == ExceptionKind.AMBIGUOUS_UNIT

    def test_half_a_case_is_the_half_case_or_its_pieces(self) -> None:
        assert outcome(asks("0.5 CS", "CS", HC=0.5, LB=0.04)) == "1 HC"
        assert outcome(asks("1.5 CS", "CS", HC=0.5)) == "3 HC"
        assert outcome(asks("0.5 CS", "CS", EA=TWELFTH)) == "6 EA"

    def test_a_measure_that_nothing_leads_from_is_not_guessed(self) -> None:
        decided = asks("5 LB", "CS", "4/1 GAL", EA=0.25)
        assert outcome(decided) == ExceptionKind.AMBIGUOUS_UNIT
        assert "sold by CS, EA" in decided.why

    def test_an_absurd_amount_is_a_sentence(self) -> None:
        assert outcome(asks("900000000 LB", "EA", "1 g")) == ExceptionKind.AMBIGUOUS_UNIT

    @settings(max_examples=50, deadline=None)
    @given(st.integers(1, 60), st.integers(2, 200), st.sampled_from(["kg", "lb", "l", "gal"]), st.integers(1, 400))
    def test_what_is_decided_ships_exactly_what_was_asked(self, count: int, size: int, unit: str, asked: int) -> None:
        decided = asks(f"{asked} {unit.upper()}", "CS", f"{count} x {size} {unit}")
        whole, rest = divmod(asked, count * size)
        if decided.quantity is not None:
            assert (decided.quantity, rest) == (Quantity(Decimal(whole), "CS"), 0)
        else:
            assert rest or asked == size


class TestASize:
    @pytest.mark.parametrize(
        "decided",
        [
            asks("4 OZ", "CS", "2/5#", name="CHICKEN PORTION 4 OZ"),
            asks("6 LB", "CS", "8/6#"),
            asks("5 LB", "EA", "5#", beside=[("bag", "BG")]),
        ],
    )
    def test_is_no_quantity(self, decided: Decided) -> None:
        assert outcome(decided) == ExceptionKind.MISSING_QUANTITY
        assert "is its size" in decided.why

    def test_that_is_one_of_it_is_proposed_and_not_entered(self) -> None:
        decided = asks("25 LB", "BG", "25LB BG")
        assert outcome(decided) == "1 BG"
        assert decided.probability < SURE

    def test_of_one_is_one(self) -> None:
        assert outcome(asks("1 GAL", "CS", "4/1 GAL", GAL=0.25)) == "1 GAL"

    def test_beside_the_bag_that_it_comes_in_is_still_an_amount(self) -> None:
        sack = asks("1000 KG", "SC", name="SALT SACK 25KG", beside=[("sack", "BG")], PAL=40, KG=Fraction(1, 25))
        assert outcome(sack) == "40 SC"

    def test_is_an_amount_where_the_product_is_sold_by_that_measure(self) -> None:
        assert outcome(asks("10 FT", "FT", "10FT BX", BX=10)) == "10 FT"

    def test_beside_a_container_leaves_the_number_to_the_container(self) -> None:
        assert outcome(asks("3 GAL", "CS", "4/1 GAL", beside=[("cases", "CS")])) == "3 CS"

    def test_beside_a_container_that_it_also_fills_is_not_decided(self) -> None:
        assert outcome(asks("4 GAL", "CS", "4/1 GAL", beside=[("cases", "CS")])) == ExceptionKind.AMBIGUOUS_UNIT


class TestNoQuantity:
    def test_is_not_one(self) -> None:
        assert outcome(asks("- CS", "CS", bought=["1 CS", "1 CS", "1 CS"])) == ExceptionKind.MISSING_QUANTITY

    def test_leaves_the_unit_that_is_known(self) -> None:
        assert asks("- BX", "EA", BX=100).uom == "BX"
        assert asks("-", "CS").uom == "CS"
        assert asks("-", "CS", EA=TWELFTH).uom is None


class TestTheSameUnitByAnotherName:
    @pytest.mark.parametrize(
        ("decided", "meant"),
        [
            (asks("5 CT", "KRT", word="Kartons", STK=TWELFTH), "5 KRT"),
            (asks("5", "KRT", word="Stk", STK=TWELFTH), "5 STK"),
            (asks("2 CS", "UN", word="cajas", CJ=24), "2 CJ"),
            (asks("3 PK", "VPE", word="vpe", ST=0.1), "3 VPE"),
            (asks("2 BX", "CS", "24 CT"), "2 CS"),
            (asks("3 JR", "CS", "4/5#", name="GARLIC 4/5# JAR", word="jars", EA=0.25), "3 EA"),
            (asks("2 PL", "EA", name="OIL 20L PL", word="pails"), "2 EA"),
            (asks("49 BG", "EA", name="SALT 20KG BG", word="bags", SK=49), "49 EA"),
            (asks("2", "CS", beside=[("cases", "CS")], EA=TWELFTH), "2 CS"),
        ],
    )
    def test_is_found(self, decided: Decided, meant: str) -> None:
        assert outcome(decided) == meant
        assert decided.probability >= SURE

    @pytest.mark.parametrize(
        "decided",
        [
            asks("20 BX", "CS", "10/100"),
            asks("2 SK", "CS"),
            asks("2 CS", "EA"),
            asks("2 PK", "EA"),
            asks("4 BX", "PQ", word="boxes", CT=10),
            asks("2 CT", "EA", KRT=12, CTN=6),
            asks("3", "CS", word="Dingsbums", EA=0.1),
            asks("2 BT", "CS", EA=TWELFTH),
        ],
    )
    def test_is_not_made_up(self, decided: Decided) -> None:
        assert outcome(decided) == ExceptionKind.AMBIGUOUS_UNIT

    def test_that_only_may_be_meant_is_for_a_rep(self) -> None:
        assert asks("12 BT", "CS", "12/1 L").probability < SURE
        assert asks("2 BG", "EA", word="bags").probability < SURE


class TestNoUnit:
    def test_is_the_only_one_or_the_one_they_always_use(self) -> None:
        assert outcome(asks("3", "CS")) == "3 CS"
        assert outcome(asks("3", "CS", bought=["2 EA", "3 EA", "4 EA"], EA=TWELFTH)) == "3 EA"

    def test_is_not_decided_where_nothing_was_bought(self) -> None:
        assert outcome(asks("10", "CS", EA=TWELFTH)) == ExceptionKind.AMBIGUOUS_UNIT

    def test_is_not_the_usual_one_where_another_would_be_as_usual(self) -> None:
        assert outcome(asks("5", "EA", bought=["200 EA"] * 3, BX=100)) == ExceptionKind.AMBIGUOUS_UNIT

    def test_is_another_than_the_usual_one_where_that_comes_to_what_they_take(self) -> None:
        decided = asks("200", "EA", bought=["2 BX", "1 BX", "2 BX"], BX=100)
        assert outcome(decided) == "200 EA"
        assert decided.probability >= SURE

    def test_is_never_a_measure_that_nobody_named(self) -> None:
        assert outcome(asks("44", "CS", bought=["4 CS"] * 5, GAL=0.25)) == "44 CS"

    def test_of_what_they_buy_by_two_units_is_the_one_for_such_amounts(self) -> None:
        both = ["2 CS", "3 CS", "2 CS", "24 EA", "20 EA", "24 EA"]
        assert outcome(asks("24", "CS", bought=both, EA=TWELFTH)) == "24 EA"
        assert outcome(asks("8", "CS", bought=both, EA=TWELFTH)) == ExceptionKind.AMBIGUOUS_UNIT


class TestHowTheyBuy:
    def test_settles_pieces_of_what_comes_by_the_bottle(self) -> None:
        decided = asks("1.5 DZ", "BT", bought=["6 BT", "12 BT"], CJ=12)
        assert outcome(decided) == "18 BT"
        assert decided.probability >= SURE
        assert outcome(asks("8 EA", "GF", "5 L", bought=["2 CJ", "2 CJ"], CJ=4)) == "8 GF"
        assert asks("8 EA", "GF", "5 L", CJ=4).probability < SURE

    def test_does_not_settle_pieces_where_they_take_so_many_cases(self) -> None:
        assert outcome(asks("8 EA", "GF", "5 L", bought=["8 CJ", "6 CJ"], CJ=4)) == ExceptionKind.AMBIGUOUS_UNIT

    def test_settles_a_container_by_another_name_where_the_amount_is_as_ever(self) -> None:
        as_ever = asks("10 BD", "FD", word="bundles", bought=["10 FD"] * 3, PAL=24)
        assert (outcome(as_ever), as_ever.probability >= SURE) == ("10 FD", True)
        another = asks("8 BD", "FD", word="bundles", bought=["10 FD"] * 3, PAL=24)
        assert (outcome(another), another.probability >= SURE) == ("8 FD", False)

    def test_settles_which_of_boxes_and_cases_is_their_carton(self) -> None:
        pack, bought = "10/BX 50/CS", ["1 CS", "1 CS", "2 CS", "1 CS"]
        carton = asks("1 CT", "EA", pack, bought, BX=10, CS=50)
        assert outcome(carton) == "1 CS"
        assert carton.probability >= SURE
        assert asks("1 CT", "EA", pack, ["1 CS", "1 BX", "1 CS"], BX=10, CS=50).probability < SURE

    def test_does_not_settle_a_bag_of_a_case_of_bags(self) -> None:
        assert asks("2 BG", "CS", "4/5#", word="bags", bought=["2 CS"] * 5).probability < SURE

    @pytest.mark.parametrize(("bought", "sure"), [(["2 PK"] * 3, True), (["2 PK"] * 2, False)])
    def test_settles_a_bag_of_what_is_sold_by_the_pack_alone(self, bought: list[str], sure: bool) -> None:
        asked = asks("2 BG", "PK", "PK 1000", word="bags", bought=bought)
        assert (outcome(asked), asked.probability >= SURE) == ("2 PK", sure)
        assert asks("2 BG", "PK", "1000/PK", word="bags", bought=bought, CS=10).probability < SURE

    def test_leaves_open_a_new_amount_that_in_another_unit_is_the_old_one(self) -> None:
        assert outcome(asks("4", "GF", bought=["1 CJ", "2 CJ"], CJ=4)) == ExceptionKind.AMBIGUOUS_UNIT


class TestAWordOfAUnit:
    def test_that_is_one_of_its_own_words_is_none_where_nobody_takes_so_many(self) -> None:
        bought = ["20 PZ", "20 PZ", "22 PZ", "20 PZ"]
        assert outcome(asks("20 CS", "PZ", bought=bought, name="SAB CAJON MAT", word="cajon", CJ=24)) == "20 PZ"
        assert outcome(asks("20 CS", "PZ", bought=bought, name="SAB MAT", word="cajon", CJ=24)) == "20 CJ"

    @pytest.mark.parametrize(
        ("said", "word", "words"),
        [("10 BX", "boîtes", "dérivation 100x100"), ("10 BX", "scatole", "derivazione grigie")],
    )
    def test_that_begins_the_name_of_a_thing_is_none(self, said: str, word: str, words: str) -> None:
        assert outcome(asks(said, "ST", word=word, words=words, bought=["10 ST", "20 ST"], KT=10)) == "10 ST"
        asked = asks(said, "ST", word=word, words="vis", bought=["10 ST"], KT=10)
        assert outcome(asked) == ExceptionKind.AMBIGUOUS_UNIT

    def test_for_a_length_is_the_bar_that_one_is(self) -> None:
        assert outcome(asks("30 BAR", "STG", word="barres", M=Fraction(1, 3))) == "30 STG"

    def test_another_size_without_a_unit_comes_in_that_of_the_line_before(self) -> None:
        assert outcome(asks("3", "BX", CS=10)) == ExceptionKind.AMBIGUOUS_UNIT
        assert outcome(asks("3", "BX", CS=10, before="CS")) == "3 CS"
        assert outcome(asks("3", "BX", CS=10, before="CS", bought=["3 BX"])) == "3 BX"

    def test_a_stick_of_what_is_sold_by_the_foot_is_the_one_length_that_they_always_buy(self) -> None:
        sticks = asks("30 STICK", "FT", word="sticks", bought=["40 ST"], ST=10, BDL=100)
        assert outcome(sticks) == "30 ST"
        assert sticks.probability >= SURE
        assert outcome(asks("30 STICK", "FT", word="sticks", bought=["400 FT"], ST=10)) == ExceptionKind.AMBIGUOUS_UNIT


class TestADistributorsOwnCodes:
    def test_are_units_of_its_customers_too(self) -> None:
        requested = RequestedLine(number=1, text="3 bd soap", words="bd soap", amount=Decimal(3))
        product = Product(sku="S", name="SOAP 20L", uom="BD")
        units = ProductUnits("BD", {"L": Fraction(1, 20)})
        assert outcome(decide(Asked(requested, product, units, (), Decimal(3)))) == "3 BD"

    @pytest.mark.parametrize(
        ("word", "code", "base", "uom"),
        [
            ("boîtes", "BX", "BT", "BT"),
            ("bidones", "JG", "BD", "BD"),
            ("fardos", "BE", "FD", "FD"),
            ("garrafas", "JG", "GF", "GF"),
            ("Trommel", "RE", "M", "TR"),
        ],
    )
    def test_are_short_for_the_words(self, word: str, code: str, base: str, uom: str) -> None:
        assert outcome(asks(f"2 {code}", base, word=word, TR=500, PAL=24)) == f"2 {uom}"

    def test_that_are_known_for_another_unit_are_not_short_for_any_word(self) -> None:
        assert outcome(asks("2 PL", "CT", word="cubetas", PAL=24)) == ExceptionKind.AMBIGUOUS_UNIT

    def test_go_before_what_other_containers_are_called(self) -> None:
        assert outcome(asks("4 BX", "BT", "100", word="boxes", CT=10)) == "4 BT"

    def test_leave_open_which_of_two_is_meant(self) -> None:
        assert outcome(asks("2 RL", "M", word="Rollen", RG=50, TR=500)) == ExceptionKind.AMBIGUOUS_UNIT


class TestAUnitThatTwoOfItsUnitsMayBe:
    def test_is_the_one_that_they_buy(self) -> None:
        assert outcome(asks("1 RL", "M", word="rouleau", bought=["1 RO", "1 RO", "2 RO"], RO=100, RL=50)) == "1 RO"

    def test_is_not_the_one_that_has_the_common_code(self) -> None:
        assert outcome(asks("1 RL", "M", word="rouleau", RO=100, RL=50)) == "ambiguous_unit"
        assert outcome(asks("1 RL", "M", word="rouleau", bought=["1 RO", "1 RL"], RO=100, RL=50)) == "ambiguous_unit"

    def test_is_the_one_that_is_short_for_the_word(self) -> None:
        assert outcome(asks("12 PR", "PA", word="paires", PK=12)) == "12 PA"
        assert outcome(asks("12 PR", "PA", word="Paar", PK=12)) == "12 PA"


class TestAUnitWhoseCodeMeansSomethingElseAtSomeHouses:
    def test_is_a_set_where_the_pack_has_several_in_it(self) -> None:
        decided = asks("12 KT", "ST", pack="6/ST", word="sets", BX=24)
        assert (outcome(decided), decided.probability >= SURE) == ("12 ST", True)

    def test_is_a_pair_where_the_pack_says_so(self) -> None:
        decided = asks("12 PR", "PA", pack="1 paio", word="paia", CT=60)
        assert (outcome(decided), decided.probability >= SURE) == ("12 PA", True)

    def test_is_only_proposed_where_nothing_says_so(self) -> None:
        assert asks("12 KT", "ST", word="sets").probability < SURE


class TestAUnitThatMayBeShortForTheirWord:
    def test_is_not_taken_for_an_amount_that_they_never_took_of_it(self) -> None:
        bought = ["6 BL", "6 BL", "4 BL", "6 BL"]
        decided = asks("6 PK", "BL", word="packs", bought=bought, SC=12)
        assert (outcome(decided), decided.probability >= SURE) == ("6 BL", True)
        assert outcome(asks("6 PK", "BL", word="packs", SC=12)) == "6 SC"


class TestAThingThatIsSoldByTheEachAndByTheCase:
    def test_is_each_by_whatever_it_comes_in(self) -> None:
        assert outcome(asks("6 CN", "EA", word="cans", CS=12)) == "6 EA"

    def test_is_not_where_the_each_holds_several_or_a_box_was_said(self) -> None:
        assert outcome(asks("6 CN", "EA", pack="6/12 OZ", word="cans", CS=12)) != "6 EA"
        assert outcome(asks("6 PK", "EA", word="packs", CS=12)) == "ambiguous_unit"


class TestAMeasureThatAProductIsCalledBy:
    def test_is_each_where_they_buy_it_so(self) -> None:
        bought = ["2 EA", "4 EA", "3 EA"]
        decided = asks("4 GAL", "EA", word="gallons", name="COIL CLEANER GAL", bought=bought, CS=4)
        assert outcome(decided) == "4 EA"
        assert decided.probability >= SURE

    def test_is_each_where_the_pack_only_says_how_many_make_a_case(self) -> None:
        bought = ["2 EA", "4 EA", "3 EA"]
        decided = asks("4 GAL", "EA", pack="4/CS", word="gal", name="PAINT 1GAL", bought=bought, CS=4)
        assert (outcome(decided), decided.probability >= SURE) == ("4 EA", True)

    def test_is_only_proposed_where_they_do_not(self) -> None:
        assert asks("4 GAL", "EA", word="gallons", name="COIL CLEANER GAL", CS=4).probability < SURE

    def test_may_be_several_in_each(self) -> None:
        decided = asks("10 GAL", "EA", word="gallons", name="OIL 5GAL", bought=["2 EA", "4 EA"], CS=4)
        assert (outcome(decided), decided.probability >= SURE) == ("2 EA", True)
        assert asks("10 GAL", "EA", word="gallons", name="OIL 5GAL", bought=["1 EA"], CS=4).probability < SURE

    @pytest.mark.parametrize(
        ("asked", "name", "amount"),
        [
            ("2 GAL", "SOAP 3.8L", "2 EA"),
            ("5 GAL", "SOAP 18.9L", "1 EA"),
            ("2 QT", "GLUE 946ML", "2 EA"),
            ("2 QT", "GLUE 1L", "2 EA"),
            ("2 GAL", "SOAP 4L", "2 EA"),
            ("3 GAL", "SOAP 3.5L", "ambiguous_unit"),
        ],
    )
    def test_may_be_written_in_another_measure_rounded_to_its_figures(self, asked: str, name: str, amount: str) -> None:
        assert outcome(asks(asked, "EA", word="gallons", name=name, bought=["1 EA", "2 EA"], CS=4)) == amount

    def test_is_the_size_that_stands_for_it_surely_where_they_buy_so_many(self) -> None:
        decided = asks("2 GAL", "EA", pack="4 L", word="gallons", bought=["2 EA", "3 EA"])
        assert (outcome(decided), decided.probability >= SURE) == ("2 EA", True)
        decided = asks("2 GAL", "EA", pack="4 L", word="gallons")
        assert (outcome(decided), decided.probability >= SURE) == ("2 EA", False)
        assert outcome(asks("2.5 GAL", "EA", pack="4 L", word="gallons", bought=["2 EA"])) == "order_rule"

    def test_is_not_where_it_does_not_come_out_even(self) -> None:
        assert outcome(asks("4 GAL", "EA", word="gallons", name="OIL 5GAL", CS=4)) == "ambiguous_unit"


class TestANameThatNoUnitHas:
    @pytest.mark.parametrize(("said", "word"), [("6 PR", "Paar"), ("6", "Platten")])
    def test_is_each_where_they_took_just_so_many_again_and_again(self, said: str, word: str) -> None:
        decided = asks(said, "EA", word=word, bought=["6 EA", "6 EA", "4 EA", "6 EA"], PK=12)
        assert (outcome(decided), decided.probability >= SURE) == ("6 EA", True)
        assert outcome(asks(said, "EA", word=word, bought=["6 EA", "4 EA", "5 EA"], PK=12)) == "ambiguous_unit"
        assert outcome(asks(said, "EA", word=word, bought=["6 EA", "6 EA", "6 EA", "1 PK"], PK=12)) == "ambiguous_unit"


class TestAWordForABoxAndForACase:
    def test_is_the_box_that_they_always_buy_where_cases_would_be_far_from_usual(self) -> None:
        bought = ["2 BX", "3 BX", "2 BX", "2 BX"]
        decided = asks("2 CS", "BX", word="cajas", bought=bought, CS=10)
        assert (outcome(decided), decided.probability >= SURE) == ("2 BX", True)
        assert asks("4 CS", "BX", word="cajas", bought=bought, CS=10).probability < SURE

    def test_is_the_case_where_the_word_is_one_or_they_buy_it_or_it_is_no_more_than_usual(self) -> None:
        assert outcome(asks("2 CS", "BX", word="cases", bought=["2 BX"] * 4, CS=10)) == "2 CS"
        assert outcome(asks("2 CS", "BX", word="cajas", bought=["2 BX", "1 CS"], CS=10)) == "2 CS"
        assert outcome(asks("2 CS", "BX", word="cajas", bought=["2 BX", "12 BX"], CS=10)) == "2 CS"


class TestAUnitThatMayBeTheProduct:
    def test_is_for_a_rep_where_they_take_that_amount_by_another_unit(self) -> None:
        bought = ["3 PCT"] * 4
        decided = asks("3 CS", "PCT", name="CAIXA HAMB G", word="caixa", bought=bought, CX=4)
        assert outcome(decided) == "3 PCT"
        assert decided.probability < SURE

    def test_is_their_unit_where_they_take_it_so_or_never_took_that_amount(self) -> None:
        assert outcome(asks("3 CS", "PCT", name="CAIXA HAMB G", word="caixa", bought=["3 CX", "3 PCT"], CX=4)) == "3 CX"
        assert outcome(asks("2 CS", "PCT", name="CAIXA HAMB G", word="caixa", bought=["8 PCT"], CX=4)) == "2 CX"
        assert outcome(asks("3 CS", "PCT", name="COPO 200", word="caixa", bought=["3 PCT"], CX=4)) == "3 CX"


class TestAUnitWhoseCodeIsAMeasureElsewhere:
    BOUGHT = ("6 LT", "6 LT", "4 LT")

    def test_is_meant_by_the_word_that_it_is_short_for_where_the_product_is_described_by_it(self) -> None:
        decided = asks("6 CN", "LT", pack="2,5 kg", name="PIMIENTO lata", word="latas", bought=self.BOUGHT, CJ=12)
        assert (outcome(decided), decided.probability >= SURE) == ("6 LT", True)

    @pytest.mark.parametrize(
        ("pack", "name", "bought"),
        [("1 l", "ACEITE lata", BOUGHT), ("2,5 kg", "PIMIENTO", BOUGHT), ("2,5 kg", "PIMIENTO lata", ("60 LT",))],
    )
    def test_is_not_where_it_is_measured_so_has_no_such_word_or_is_not_taken_so(
        self, pack: str, name: str, bought: Sequence[str]
    ) -> None:
        assert outcome(asks("6 CN", "LT", pack=pack, name=name, word="latas", bought=bought, CJ=12)) != "6 LT"


class TestAStickOfWhatComesInBundles:
    def test_is_each_and_a_box_is_not(self) -> None:
        bought = ["40 EA", "50 EA"]
        assert outcome(asks("50 STICK", "EA", word="sticks", bought=bought, BDL=20)) == "50 EA"
        assert outcome(asks("50 JAR", "EA", word="jars", bought=bought, BDL=20)) != "50 EA"
