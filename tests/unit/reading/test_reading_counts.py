"""How much is asked for: amounts and units in all their forms, and numbers that are no amounts."""

from __future__ import annotations

import pytest

from reading.reader import ReadingContext, read_text
from tests.unit.reading.reading_said import MONDAY, lines, read, words


class TestAnAmount:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("qty 4 widgets", "4 ? widgets"),
            ("widgets qty: 4", "4 ? widgets"),
            ("widgets (4)", "4 ? widgets"),
            ("widgets 4ea", "4 EA widgets"),
            ("4x widgets", "4 ? widgets"),
            ("1 - pail oil", "1 PL oil"),
            ("1- pail oil", "1 PL oil"),
            ("-2 cs limes", "2 CS limes"),
            ("a dozen cases limes", "12 CS limes"),
            ("half a dozen gallons of oil", "6 GAL oil"),
            ("1 1/2 cs limes", "1.5 CS limes"),
            ("2½ cs limes", "2.5 CS limes"),
            ("1/2 cs limes", "0.5 CS limes"),
            ("1,200 ea clips", "1200 EA clips"),
            ("a 4L jug of chain oil", "1 ? 4L jug chain oil"),
            ("basil 4 x 1#", "4 ? basil 1#"),
            ("a case and a half of limes", "1.5 CS limes"),
            ("flour 4 bags of 5 kg", "4 BG flour 5 kg"),
            ("brg 6205 x4", "4 ? brg 6205"),
            ("haddock 10# - 6", "6 ? haddock 10#"),
            ("14 ga ferrules 2 pk", "2 PK 14 ga ferrules"),
            ("72310 lettuce 24 x2", "2 ? 72310 lettuce 24"),
            ("fries 3/8 x4", "4 ? fries 3/8"),
            ("M12 4-pin cordset 5 m, 4 ea", "4 EA M12 4-pin cordset 5 m"),
        ],
    )
    def test_is_found_wherever_it_stands(self, text: str, line: str) -> None:
        assert lines(text) == [line]

    @pytest.mark.parametrize(
        ("code", "text", "line"),
        [
            ("de", "10 Stk. M8 Schrauben", "10 EA M8 Schrauben"),
            ("de", "1.000 Stück Dübel", "1000 EA Dübel"),
            ("de", "2,5 kg Mehl", "2.5 KG Mehl"),
            ("de", "24 m² Laminat", "24 M2 Laminat"),
            ("fr", "15 m2 de parquet", "15 M2 parquet"),
            ("es", "3 m³ de tierra", "3 M3 tierra"),
            ("de", "anderthalb Kisten Gurken", "1.5 CS Gurken"),
            ("de", "zweihundertfünfzig Schrauben", "250 ? Schrauben"),
            ("fr", "une demi-douzaine de collecteurs", "6 ? collecteurs"),
            ("fr", "2 caisses d'oignons", "2 CS d'oignons"),
            ("es", "docena y media de huevos", "1.5 DZ huevos"),
            ("es", "treinta y dos cajas de limones", "32 CS limones"),
        ],
    )
    def test_is_found_in_every_language(self, code: str, text: str, line: str) -> None:
        assert lines(text, code) == [line]

    def test_is_one_a_line_in_a_list_that_marks_each(self) -> None:
        listed = "4 - brush sweeps 36 dark bronze\n2 - shorty cylinders"
        assert lines(listed) == ["4 ? brush sweeps 36 dark bronze", "2 ? shorty cylinders"]

    def test_of_the_distributors_own_unit_has_its_code(self) -> None:
        context = ReadingContext(
            MONDAY, False, "de", frozenset(), lambda word: False, unit_codes=frozenset({"RG", "XPK"})
        )
        assert [line.unit_code for line in read_text("3 xpk Kabel, 2 Rollen Band", context).lines] == ["XPK", "RL"]


class TestWhatMayBeMeantOtherwise:
    @pytest.mark.parametrize(
        "text",
        [
            "a couple of cases limes",
            "2 x 4 studs",
            "2 lb ham slices 3",
            "6205 bearing",
            "two fifty limes",
            "1.500 lb ham",
            "5 pepper blend 3 cs",
            "bolts 3/8-16 x 2",
        ],
    )
    def test_is_told_as_a_doubt(self, text: str) -> None:
        assert [doubt for line in read(text).lines for doubt in line.doubts] or any(
            line.loose for line in read(text).lines
        )

    def test_is_no_amount_where_none_is_likely(self) -> None:
        [line] = read("a few boxes of limes").lines
        assert line.amount is None
        assert line.doubts

    def test_is_a_number_that_no_product_has(self) -> None:
        context = ReadingContext(MONDAY, False, None, frozenset(), lambda word: False)
        [line] = read_text("72310 lettuce x2", context).lines
        assert line.doubts


class TestNumbersThatAreNoAmounts:
    @pytest.mark.parametrize(
        "text",
        [
            "supposed to be here by 8",
            "this is not an order",
            "order 448120 was short",
            "six years of delivery",
            "call me at 204 555 0101",
            "14 Mill St",
            "2² limes",
            "it is about invoice 88123",
            "that one arrived",
        ],
    )
    def test_make_no_line(self, text: str) -> None:
        assert lines(text) == []

    def test_are_those_of_a_house_before_its_street(self) -> None:
        assert lines("3 rue du Port", "fr") == []

    def test_is_none_before_a_street_that_is_part_of_a_product(self) -> None:
        assert lines("12 street elbows") == ["12 ? street elbows"]

    def test_are_those_of_a_name(self) -> None:
        assert not read("Cloud Nine here, hello", names=["cloud", "nine"]).lines
        assert not read("Two Brothers here, hello", names=["two", "brothers"]).lines

    def test_count_the_lines_of_a_list(self) -> None:
        assert lines("1) 2 cs limes\n2) 3 bags romas") == ["2 CS limes", "3 BG romas"]
        assert lines("1. limes 2 cs\n2. romas 3 cs") == ["2 CS limes", "3 CS romas"]

    def test_are_sizes_behind_the_first_line(self) -> None:
        assert lines("six cases of haddock, the fresh ten pound") == ["6 CS haddock fresh ten pound"]
        assert len(lines("one case of the turkey, twelve twelve-ounce")) == 1
        assert len(lines("two cases of paint, the, uh, four eight double oh two oh")) == 1

    def test_are_a_price_and_its_unit(self) -> None:
        assert lines("5 cases cartridges at $4.95 a tube, 6 belts") == ["5 CS cartridges", "6 ? belts"]


class TestOneAmountForSeveralLines:
    def test_is_that_of_each(self) -> None:
        assert lines("2 cs each of romas and limes") == ["2 CS romas", "2 CS limes"]
        assert lines("romas, limes and lemons, 2 cs each") == ["2 CS romas", "2 CS limes", "2 CS lemons"]
        assert lines("je 2 Kisten Tomaten und Gurken", "de") == ["2 CS Tomaten", "2 CS Gurken"]

    def test_leaves_no_caution(self) -> None:
        assert not read("2 cs each of romas and limes").cautions


class TestSizesOfOneProduct:
    @pytest.mark.parametrize(
        "text",
        [
            "nitrile gloves 10 M, 20 L, 5 XL",
            "nitrile gloves: 10 M, 20 L and 5 XL",
            "nitrile gloves 10 M / 20 L / 5 XL",
        ],
    )
    def test_are_a_line_each(self, text: str) -> None:
        assert lines(text) == ["10 ? nitrile gloves M", "20 ? nitrile gloves L", "5 ? nitrile gloves XL"]

    def test_may_stand_before_it(self) -> None:
        assert lines("10 M, 20 L and 5 XL gloves") == ["10 ? M gloves", "20 ? L gloves", "5 ? XL gloves"]

    def test_stand_under_their_heading(self) -> None:
        assert lines("anchors: 2 pk 6x30, 3 pk 8x40") == ["2 PK anchors 6x30", "3 PK anchors 8x40"]

    def test_of_a_unit_are_lines_too(self) -> None:
        assert lines("2 ctn blue gloves S, 3 ctn M") == ["2 CT blue gloves S", "3 CT blue gloves M"]


class TestWordsAroundAnOrder:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("its the yard in fenwick we need 2 cases white paint", "yard fenwick"),
            ("can u still add 2 cases white paint", ""),
        ],
    )
    def test_do_not_hide_it_and_are_left_over(self, text: str, left: str) -> None:
        assert lines(text) == ["2 CS white paint"]
        assert words(read(text).residue) == left

    def test_may_name_the_product_before_the_verb(self) -> None:
        assert lines("we are out of ketchup pouch send 2 cs") == ["2 CS ketchup pouch"]

    def test_with_an_order_verb_begin_a_new_line(self) -> None:
        assert lines("2 cs filet 8oz and I need one ribeye") == ["2 CS filet 8oz", "1 ? ribeye"]

    def test_without_an_amount_are_told_apart(self) -> None:
        reading = read("2 cs limes\nromas\n3 cs kale")
        assert [words(clause) for clause in reading.unmeasured] == ["romas"]
        assert words(reading.residue) == "romas"

    def test_that_thank_and_sign_are_no_words_of_the_line(self) -> None:
        assert lines("2 cs limes. Thanks, Ada") == ["2 CS limes"]
        assert lines("2 cs limes, thanks, Ada") == ["2 CS limes"]
        assert words(read("2 cs limes, thanks, Ada").residue) == "Ada"


def test_n_between_a_word_and_an_amount_is_and() -> None:
    assert lines("2 cs tubes n 4 bx 9v") == ["2 CS tubes", "4 BX 9v"]
    assert lines("2 bags type n mortar") == ["2 BG type n mortar"]


def test_what_is_large_is_no_size() -> None:
    assert not read("4 große Putzrollen", language="de").lines[0].doubts


def test_so_large_a_number_behind_an_amount_is_a_kind_of_it() -> None:
    assert lines("one case of the lamps, thirty-five hundred") == ["1 CS lamps thirty-five hundred"]


def test_ones_behind_the_are_those_before() -> None:
    assert lines("10 cs folded towels, the 4000 sheet ones") == ["10 CS folded towels 4000 sheet ones"]


def test_spelled_letters_are_no_articles() -> None:
    assert lines("six of the forty V A transformers") == ["6 ? forty V A transformers"]


def test_who_writes_is_no_heading_of_what_they_order() -> None:
    note = "Dunbar - Rico at the counter. Weds: 9V x4 bx"
    assert [words(line.words) for line in read(note, names=["rico", "dunbar"]).lines] == ["9V"]
    assert [words(line.words) for line in read("wood screws: 6x30 x4 bx").lines] == ["wood screws 6x30"]


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Loft opens at 7", "en"),
        ("Loft is open from seven", "en"),
        ("Bitte abladen ab 7", "de"),
        ("Fammi scaricare prima delle nove", "it"),
    ],
)
def test_an_hour_at_which_a_place_opens_counts_nothing(said: str, language: str) -> None:
    assert not read(said, language=language).lines


def test_what_stands_behind_an_hour_may_be_counted() -> None:
    assert [words(line.words) for line in read("open from 7 boxes gloves").lines] == ["gloves"]


def test_what_is_open_itself_keeps_its_word() -> None:
    assert words(read("6 open mesh bags at 7").lines[0].words).startswith("open mesh")


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ("ten quarter inch shackles", [10]),
        ("twenty quarter inch bolts", [20]),
        ("three quarter inch elbows", []),
        ("twenty five eighths bolts", []),
    ],
)
def test_a_number_of_more_than_all_parts_counts_what_is_so_large(said: str, amounts: list[int]) -> None:
    assert [line.amount for line in read(said).lines] == amounts
