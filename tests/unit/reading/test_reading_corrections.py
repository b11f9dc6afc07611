"""Corrections: what a text takes back is settled where that is clear, and stays a caution where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.reading.reading_said import lines, read, words


class TestAnotherAmount:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("10 limes, no, make it 12", "12 ? limes"),
            ("3 cs limes - actually make that 4", "4 CS limes"),
            ("3 cs limes, sorry, 4", "4 CS limes"),
            ("six cases of limes in the big box, no wait, eight, eight cases", "8 CS limes big box"),
            ("2 cs limes. Make that five", "5 CS limes"),
            ("2 cs limes, no 3 bags", "3 BG limes"),
            ("2 cs limes, no limes just 3", "3 CS limes"),
            ("2 cs limes, no, one is plenty", "1 CS limes"),
        ],
    )
    def test_takes_the_place_of_the_one_before(self, text: str, line: str) -> None:
        assert lines(text) == [line]
        assert not read(text).cautions

    @pytest.mark.parametrize(
        ("text", "code", "line"),
        [
            ("drei Kisten Tomaten, nein vier", "de", "4 CS Tomaten"),
            ("drei Kisten Tomaten, nee Tomaten nur 2", "de", "2 CS Tomaten"),
            ("drei Kisten Tomaten, ach was, vier", "de", "4 CS Tomaten"),
            ("drei Kisten Tomaten, nein, zwei reichen", "de", "2 CS Tomaten"),
            ("dos cajas de limones... no espera mejor 3", "es", "3 CS limones"),
            ("quatre caisses de citrons, attends, non, mets-en six", "fr", "6 CS citrons"),
            ("quatre caisses de citrons, non, une seule", "fr", "1 CS citrons"),
            ("2 citrons.. non 3 citrons", "fr", "3 ? citrons"),
            ("2 limes.. no 3 limes", "en", "3 ? limes"),
            ("tres cajas de limones, tres no, cuatro", "es", "4 CS limones"),
            ("quatro caixas de limões, quatro não, espera, duas", "pt", "2 CS limões"),
            ("quatro caixas de limões. Não, minto, cinco", "pt", "5 CS limões"),
            ("fyra lådor citroner, nej förlåt, fem", "sv", "5 CS citroner"),
            ("fyra lådor citroner, eller nej, två räcker", "sv", "2 CS citroner"),
            ("cztery skrzynki cytryn, nie, czekaj, dwie", "pl", "2 CR cytryn"),
            ("trzy, nie, cztery skrzynki cytryn", "pl", "4 CR cytryn"),
            ("cztery skrzynki cytryn. A nie, pięć", "pl", "5 CR cytryn"),
        ],
    )
    def test_does_so_in_every_language(self, text: str, code: str, line: str) -> None:
        assert lines(text, code) == [line]

    def test_of_a_product_that_is_not_the_last_one_is_not_clear(self) -> None:
        assert "no" in words(read("2 cs limes, 4 bx gloves, no limes just 3").cautions)

    def test_may_name_its_product_again_in_part(self) -> None:
        assert lines("two of the spherical bearings, no, hang on, one, just one of the spherical") == [
            "1 ? spherical bearings"
        ]

    def test_may_name_its_product_in_full_and_is_then_looked_at(self) -> None:
        text = "two cases of bags, no, one, one case of bags with handles"
        assert lines(text) == ["1 CS bags handles"]
        assert read(text).lines[0].doubts

    def test_may_be_the_first_to_name_the_product(self) -> None:
        assert lines("six dozen, no, make that five dozen of the grey gloves") == ["5 DZ grey gloves"]

    def test_that_names_it_otherwise_says_what_it_stands_for(self) -> None:
        [line] = read("3 dz brown eggs, no sorry 1 cs 15dz brown").lines
        assert words(line.words) == "15dz brown"
        assert line.stands_for == "3 dz brown eggs"

    def test_goes_on_with_the_next_line(self) -> None:
        assert lines("3 cs limes - actually make that 4 - 2 cs plain bagels") == ["4 CS limes", "2 CS plain bagels"]

    def test_of_them_leaves_the_unit_in_doubt(self) -> None:
        [line] = read("2 pk of the transformers, sorry, just 3 of them").lines
        assert str(line.amount) == "3"
        assert line.doubts

    def test_behind_other_words_may_be_meant_for_those(self) -> None:
        [line] = read("2 cs limes. the walk-in broke. sorry, 3").lines
        assert line.doubts

    @pytest.mark.parametrize(
        "text",
        [
            "two panels size 36, no, 24",
            "five bags onion 50, sorry, 25",
            "two rolls 24 inch film, sorry, 30 inch",
            "2 cs 5x6 limes, no 3",
        ],
    )
    def test_behind_a_size_may_be_meant_for_the_size(self, text: str) -> None:
        [line] = read(text).lines
        assert line.doubts

    @pytest.mark.parametrize("text", ["two panels size 36, no, 4 panels", "two gallons of milk, no, three gallons"])
    def test_with_its_unit_or_product_is_the_amount(self, text: str) -> None:
        [line] = read(text).lines
        assert not line.doubts


class TestADay:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("for tomorrow.. no sorry wednesday: 6 limes", "en"),
            ("for tomorrow, no wait, for wednesday: 6 limes", "en"),
            ("tomorrow -- no, wednesday. 6 limes", "en"),
            ("pa mañana.. no perdon pal miercoles porfa: 6 limones", "es"),
            ("für morgen, nein, für Mittwoch: 6 Limetten", "de"),
        ],
    )
    def test_that_is_taken_back_is_not_meant(self, text: str, code: str) -> None:
        reading = read(text, language=code)
        assert [mention.value.isoformat() for mention in reading.dates] == ["2026-03-04"]
        assert not reading.cautions
        assert not reading.residue

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("for tuesday, not wednesday: 6 limes", "en"),
            ("para el martes, no el miércoles: 6 limones", "es"),
            ("tuesday or better wednesday: 6 limes", "en"),
            ("tuesday 6 limes. no, wednesday 2 kale", "en"),
        ],
    )
    def test_that_may_still_be_meant_stays(self, text: str, code: str) -> None:
        assert len(read(text, language=code).dates) == 2


class TestWhatIsNotClear:
    @pytest.mark.parametrize(
        ("text", "caution"),
        [
            ("2 cs limes, no, 3 cs romas", "no"),
            ("2 cs limes, actually 3 cs romas", "actually"),
            ("2 cs limes no 5", "no"),
            ("one case pretzels, no sorry brioche buns", "sorry"),
        ],
    )
    def test_stays_a_caution(self, text: str, caution: str) -> None:
        assert words(read(text).cautions) == caution

    def test_keeps_both_lines(self) -> None:
        assert lines("2 cs limes, no, 3 cs romas") == ["2 CS limes", "3 CS romas"]


class TestALineTakenBack:
    @pytest.mark.parametrize(
        "text",
        ["2 cs limes. 1 brat.. scratch that last one", "2 cs limes, 4 cases romas, forget that last one please"],
    )
    def test_is_none_and_the_others_stand(self, text: str) -> None:
        assert lines(text) == ["2 CS limes"]
        assert not read(text).cautions

    def test_needs_a_line_to_take_back(self) -> None:
        assert "scratch" in words(read("scratch that last one").cautions)


class TestARange:
    @pytest.mark.parametrize("text", ["2-3 cs limes", "5 or 6 limes", "2 to 3 bags limes", "between 2 and 4 cs limes"])
    def test_leaves_the_amount_open_and_says_so(self, text: str) -> None:
        [line] = read(text).lines
        assert line.amount is None
        assert line.doubts

    def test_is_settled_by_what_follows(self) -> None:
        [line] = read("1 or 2 jumbo limes.. let's say 2").lines
        assert str(line.amount) == "2"
        assert not line.doubts

    @pytest.mark.parametrize("text", ["4 - 3/8 end mills", "6 16-20 shrimp", "2 cs 16/20 shrimp"])
    def test_is_not_a_size(self, text: str) -> None:
        [line] = read(text).lines
        assert line.amount is not None
        assert not line.doubts


@given(st.lists(st.sampled_from(["2", "no", "wait", "make it", "3 cs", "limes", ",", "-", ".", "sorry", "or", "one"])))
@settings(deadline=None, max_examples=50)
def test_no_order_of_corrections_is_too_odd(pieces: list[str]) -> None:
    reading = read(" ".join(pieces))
    used = {token for line in reading.lines for token in line.tokens}
    assert not used & set(reading.residue)


def test_a_thousand_corrections_are_read() -> None:
    assert lines("2 cs limes" + ", no wait, make it 3 - " * 1000) == ["3 CS limes"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("two packs of kilo bags and pastry boxes, twelve, no, wait, fifteen", "en"),
        ("zwei Pack Beutel und Kartons zweiundzwanzig, hundert, nein, warte, hundertfünfzig Stück", "de"),
    ],
)
def test_an_amount_that_may_be_another_lines_is_settled_by_no_other(text: str, code: str) -> None:
    assert [doubt for line in read(text, language=code).lines for doubt in line.doubts if "or another line" in doubt]
