"""Languages: a folder each, all with the same lists, and the right ones chosen for a text."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from reading.languages import code_of, is_told, languages, lexicon, lexicon_for
from reading.languages.tables import tables
from reading.tokens import fold, tokenize
from tests.unit.reading.reading_said import lines, read

CODES = sorted(languages())


def files_of(code: str) -> dict[str, dict[str, Any]]:
    folder = files("reading.languages") / code
    return {entry.name: tomllib.loads(entry.read_text(encoding="utf-8")) for entry in folder.iterdir()}


def spoken(text: str, customer_language: str | None = None) -> tuple[str, ...]:
    return lexicon_for([token.folded for token in tokenize(text)], customer_language).codes


class TestEveryLanguage:
    def test_the_ten_languages_are_there(self) -> None:
        assert CODES == ["da", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv"]

    @pytest.mark.parametrize("code", CODES)
    def test_has_the_sections_and_lists_that_english_has(self, code: str) -> None:
        one, english = tables()[code], tables()["en"]
        assert {name: told.keys() for name, told in files_of(code).items()} == {
            name: told.keys() for name, told in files_of("en").items()
        }
        assert one["phrases"].keys() == english["phrases"].keys()
        assert one["words"].keys() == english["words"].keys()

    @pytest.mark.parametrize("code", CODES)
    def test_has_no_table_in_two_files(self, code: str) -> None:
        every = [table for told in files_of(code).values() for table in told]
        assert sorted(every) == sorted(tables()[code])

    @pytest.mark.parametrize("code", CODES)
    def test_names_the_seven_days_and_the_twelve_months(self, code: str) -> None:
        assert set(languages()[code].weekdays.values()) == set(range(7))
        assert set(languages()[code].months.values()) == set(range(1, 13))

    @pytest.mark.parametrize("code", CODES)
    def test_has_a_word_for_every_number_up_to_twenty(self, code: str) -> None:
        assert set(range(1, 21)) <= set(languages()[code].numbers.values())

    @pytest.mark.parametrize("code", CODES)
    def test_writes_every_word_folded_so_that_the_file_shows_what_is_compared(self, code: str) -> None:
        raw = tables()[code]
        written = [*raw["numbers"], *raw["units"], *raw["weekdays"], *raw["months"], *raw["relative_days"]]
        written += [word for kind in raw["words"].values() for word in kind]
        assert [word for word in written if fold(word) != word] == []

    @pytest.mark.parametrize("code", CODES)
    def test_no_phrase_is_empty(self, code: str) -> None:
        assert all(phrase.split() for phrases in languages()[code].phrases.values() for phrase in phrases)


class TestTheLanguageOfAText:
    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("good morning, 2 cases of romas please", ("en",)),
            ("Buenos días, 2 cajas de limones por favor", ("es",)),
            ("Bonjour, 2 caisses de citrons svp", ("fr",)),
            ("Guten Tag, 2 Kisten Tomaten bitte", ("de",)),
            ("Dzień dobry, poproszę 2 skrzynki pomidorów", ("pl",)),
            ("2 romas", ("en",)),
            ("", ("en",)),
        ],
    )
    def test_is_told_by_its_words_and_english_where_they_tell_nothing(self, text: str, codes: tuple[str, ...]) -> None:
        assert spoken(text) == codes

    def test_may_be_two_at_once(self) -> None:
        assert spoken("hola, buenos dias, please send 2 cajas and 2 cases") == ("en", "es")

    def test_is_not_one_of_which_it_has_a_single_word_or_far_fewer_words(self) -> None:
        assert spoken("hola, merci") == ("en",)
        assert spoken("hello, please send us this order today: 2 cases, gracias amigo, hola") == ("en",)
        assert spoken("please send 2 cases, gracias, hola") == ("en", "es")

    def test_begins_with_the_customers_own_where_he_speaks_it(self) -> None:
        assert spoken("hola, buenos dias, please send 2 cajas and 2 cases", "es") == ("es", "en")

    @pytest.mark.parametrize(
        ("text", "code"), [("3 Kisten Tomaten", "de"), ("mande 2 cajas", "es"), ("2 caisses de citrons", "fr")]
    )
    def test_of_a_few_words_is_that_of_the_one_word_that_tells(self, text: str, code: str) -> None:
        assert spoken(text)[0] == code

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("2 dozen lijm", "nl"),
            ("pedido: 150 pães de queijo", "pt"),
            ("Handschuhe, 2 Paar", "de"),
            ("zamówienie: 150 bułek", "pl"),
        ],
    )
    def test_of_words_that_languages_share_is_that_which_knows_most(self, text: str, code: str) -> None:
        assert spoken(text)[0] == code

    def test_is_not_another_because_of_a_word_that_english_is_full_of(self) -> None:
        assert spoken("2 romas due over the weekend") == ("en",)

    def test_is_the_customers_own_where_the_words_tell_nothing(self) -> None:
        assert spoken("2 romas", "fr") == ("fr",)

    def test_is_not_the_customers_own_where_he_speaks_another(self) -> None:
        assert spoken("good morning, 2 cases of romas please", "de") == ("en",)

    def test_is_not_one_there_is_no_file_for(self) -> None:
        assert spoken("2 romas", "xx") == ("en",)

    def test_a_mixed_text_is_read_with_the_words_of_both(self) -> None:
        reading = read("hola, please send 2 cajas limones and 3 cases romas por favor")
        assert [line.unit_code for line in reading.lines] == ["CS", "CS"]

    def test_a_short_text_is_read_in_the_customers_own(self) -> None:
        assert lines("2 cajas limones", "es") == ["2 CS limones"]


class TestTheLanguageOfACustomer:
    @pytest.mark.parametrize(
        ("told", "code"),
        [("de-CH", "de"), ("nb-NO", "da"), ("nn", "da"), ("sv-FI", "sv"), ("fi", None), ("", None), (None, None)],
    )
    def test_is_that_of_a_folder_or_none(self, told: str | None, code: str | None) -> None:
        assert code_of(told) == code

    @pytest.mark.parametrize(
        ("text", "told"),
        [("good morning, 2 cases please", True), ("hyvää huomenta, 2 laatikkoa maitoa", False), ("2 romas", False)],
    )
    def test_is_known_by_two_words_of_it(self, text: str, told: bool) -> None:
        assert is_told([token.folded for token in tokenize(text)]) is told


class TestJoinedLanguages:
    def test_know_the_lists_of_each(self) -> None:
        both = lexicon(("en", "es"))
        assert both.has("courtesy", "please")
        assert both.has("courtesy", "gracias")
        assert both.halves == {"half", "media", "medio"}
        assert {"usual", "lo de siempre"} <= set(both.phrases["usual"])
