"""What people say beside an order in the same words every time, and thanks for what is past: nothing in it bends."""

from __future__ import annotations

from datetime import date

import pytest

from reading.languages.tables import tables
from reading.reader import TextReading
from tests.unit.reading.reading_said import read

_ORDER = "2 cs romas"


def said_beside(sentence: str) -> TextReading:
    return read(f"{sentence}\n{_ORDER}\n", language="en")


def bends(reading: TextReading) -> list[str]:
    """All that would hold the order, or move its day."""
    dates = [reading.tokens[mention.first].text for mention in reading.dates]
    return [*(t.text for t in (*reading.residue, *reading.cautions)), *dates, *("?" * reading.questions)]


class TestAFormula:
    @pytest.mark.parametrize(
        "sentence",
        [
            "That's all for today.",
            "Any questions, just call me.",
            "Let me know if you have any questions!",
            "Happy Friday!",
            "Can we get the following please?",
            "No rush on this one, thanks",
            "Das war's schon.",
            "Bei Fragen einfach anrufen.",
            "Ce sera tout pour aujourd'hui.",
            "No hay prisa.",
            "Per oggi è tutto, grazie",
            "Verder niks nodig.",
            "Qualquer dúvida me liga.",
            "I was driving.",
            "Merci d'accuser réception.",
            "Ich hoffe, es ist noch nicht zu spät.",
        ],
    )
    def test_holds_nothing_and_is_no_day(self, sentence: str) -> None:
        reading = said_beside(sentence)
        assert bends(reading) == []
        assert len(reading.lines) == 1

    @pytest.mark.parametrize("code", sorted(tables()))
    def test_of_any_language_is_read_as_one(self, code: str) -> None:
        for formula in (one for formulas in tables()[code]["formulas"].values() for one in formulas):
            reading = said_beside(formula)
            assert "formula" in [p.meaning for p in reading.phrases if p.first <= 1], formula
            assert len(reading.lines) == 1, formula

    @pytest.mark.parametrize(
        ("sentence", "held"),
        [
            ("Nothing else but the big ones.", "but"),
            ("Let me know if you have any zarfs.", "if"),
            ("We don't need anything else cancelled.", "don't"),
        ],
    )
    def test_is_none_where_it_goes_on(self, sentence: str, held: str) -> None:
        assert held in [token.folded for token in said_beside(sentence).cautions]

    def test_leaves_the_day_behind_it_a_day(self) -> None:
        (mention,) = said_beside("That's it for Thursday").dates
        assert mention.value == date(2026, 3, 5)


class TestThanks:
    @pytest.mark.parametrize(
        "sentence",
        [
            "Thanks again for the quick turnaround last week!",
            "Danke noch mal für die schnelle Hilfe letzte Woche.",
            "Merci pour la livraison rapide de la semaine dernière.",
            "Bedankt voor de snelle levering vorige week.",
        ],
    )
    def test_for_what_is_past_hold_nothing(self, sentence: str) -> None:
        assert bends(said_beside(sentence)) == []

    @pytest.mark.parametrize(
        "sentence",
        [
            "Thanks for adding 2 cs zarfs last week",
            "Thanks for the zarfs on Thursday",
            "Thanks for skipping the zarfs",
            "No thanks for the zarfs last week",
            "Thanks for sending the same zarfs as last week",
            "Please do the zarfs for us like last week",
            "Please send the zarfs for the bakery from last week",
            "Merci de livrer les zarfs de la semaine dernière",
        ],
    )
    def test_that_count_or_look_ahead_are_read(self, sentence: str) -> None:
        reading = said_beside(sentence)
        assert bends(reading) or len(reading.lines) > 1


class TestWhatIsAdded:
    @pytest.mark.parametrize(
        "words",
        ["1 cs limes. Sorry, also 2 cs romas", "1 cs limes and another 2 cs romas", "Sorry, me again. 2 cs romas"],
    )
    def test_takes_nothing_back(self, words: str) -> None:
        assert [t.text for t in read(words).cautions] == []

    @pytest.mark.parametrize("words", ["1 cs limes, sorry, 2 cs romas", "1 cs limes. Another kind, please"])
    def test_is_not_what_takes_its_place(self, words: str) -> None:
        assert read(words).cautions

    def test_is_asked_for_again(self) -> None:
        assert [t.text for t in read("Wir brauchen wieder 2 Karton Dosen", language="de").cautions] == []
        assert read("Schickt die Dosen wieder, 2 Karton", language="de").cautions


class TestWhatBeginsAnOrder:
    @pytest.mark.parametrize(
        ("words", "language"),
        [
            ("Put me down for 2 cs romas", "en"),
            ("If I could get 2 cs romas that would be great.", "en"),
            ("Would you mind sending 2 cs romas", "en"),
            ("Dear Sir or Madam, 2 cs romas. Yours faithfully", "en"),
            ("Ja, ich wollte noch schnell bestellen: 2 Karton Dosen", "de"),
            ("Je vais prendre 2 caisses de tomates", "fr"),
            ("Me pones 2 cajas de limones", "es"),
        ],
    )
    def test_holds_nothing(self, words: str, language: str) -> None:
        reading = read(words, language=language)
        assert bends(reading) == []
        assert len(reading.lines) == 1
