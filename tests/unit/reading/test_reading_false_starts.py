"""Amounts that are taken back before they name anything, amounts behind a colon, and one of what a unit is of."""

from __future__ import annotations

from datetime import date

import pytest

from reading.reader import ReadingContext, TextReading, read_text


def read(text: str, language: str = "en", names: frozenset[str] = frozenset()) -> TextReading:
    return read_text(text, ReadingContext(date(2026, 3, 9), language != "en", language, names, lambda word: False))


def lines(reading: TextReading) -> list[str]:
    return [f"{line.amount} {line.unit_code or '-'} {line.query(reading.lexicon).casefold()}" for line in reading.lines]


class TestAnAmountTakenBackBeforeItsProduct:
    @pytest.mark.parametrize(
        ("text", "language", "told"),
        [
            ("4 packs of flip flops, and two boxes, no sorry, two packs of boxers", "en", "2 PK boxers"),
            ("zwei Kanister Soße und sechs, nee, Moment, acht Sack Spachtel", "de", "8 BG spachtel"),
            ("2 cajas de guantes, y un bote, no, dos, dos botes de gel", "es", "2 CN gel"),
            (
                "3 paquets de cahiers, et puis cinq cartons, euh non pardon, quatre cartons de papier",
                "fr",
                "4 CT papier",
            ),
        ],
    )
    def test_is_that_of_no_line(self, text: str, language: str, told: str) -> None:
        reading = read(text, language)
        assert lines(reading)[-1] == told
        assert len(reading.lines) == 2
        assert not reading.cautions
        assert not reading.residue

    def test_stays_that_of_what_waits_for_it(self) -> None:
        assert lines(read("mops, 2 cs, no, 3 cs"))[0].startswith("3 CS")


class TestTheAmountOfALine:
    def test_stands_behind_a_colon_where_its_name_ends_in_a_number(self) -> None:
        assert lines(read("Couché brillant 135 : 6 paquets\nMat 250 : 4", "fr")) == [
            "6 PK couché brillant 135",
            "4 - mat 250",
        ]

    def test_is_one_of_what_a_unit_is_of(self) -> None:
        assert lines(read("8 urethane\ncase of the 3/4 yellow")) == ["8 - urethane", "1 CS 3/4 yellow"]


class TestADay:
    @pytest.mark.parametrize(
        "text", ["Do bitte 2 Objektin", "Meier am Tel.: Do Spachtel 10 Sack", "haus am see do: 6x fuge"]
    )
    def test_has_a_short_name_where_an_order_begins(self, text: str) -> None:
        assert [mention.value for mention in read(text, "de").dates] == [date(2026, 3, 12)]

    @pytest.mark.parametrize("text", ["Fr. Meier, 2 Sack Sand", "2 Eimer so wie immer", "di große Rolle 2x"])
    def test_is_no_word_that_only_looks_like_one(self, text: str) -> None:
        assert not read(text, "de").dates

    def test_is_no_word_of_a_name_that_goes_on(self) -> None:
        reading = read("bus shop at Sun Basin. Thursday 2 cs tape", names=frozenset({"sun", "basin"}))
        assert [mention.value for mention in reading.dates] == [date(2026, 3, 12)]


class TestNumberWords:
    def test_that_are_words_of_their_own_are_no_sum(self) -> None:
        reading = read("Bestellnummer B H Strich zwanzig sechsundzwanzig Strich null neun: 2 Sack Sand", "de")
        assert reading.po_number is not None
        assert reading.po_number.text == "BH-2026-09"
