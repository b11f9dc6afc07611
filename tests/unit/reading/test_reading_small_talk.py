"""Which words beside an order are only talk, and which words of caution the rest of a text settles."""

from __future__ import annotations

from datetime import date

import pytest

from reading.languages import languages
from reading.reader import ReadingContext, TextReading, read_text
from reading.small_talk import talk
from reading.statements import apologies_alone, labels, leads, loose_ends, sentences_around
from reading.word_kinds import bends, is_talk

_SENDER = frozenset({"nikos", "gable", "mill", "stores"})
_BENDING = (
    "caution",
    "negation",
    "instead",
    "alternatives",
    "dropping",
    "doubling",
    "approximate",
    "articles",
    "times",
)


def read(text: str, language: str = "en") -> TextReading:
    context = ReadingContext(
        today=date(2026, 3, 4),
        day_first=language != "en",
        language=language,
        names=_SENDER,
        is_number=lambda word: False,
    )
    return read_text(text, context)


def left(text: str, language: str = "en") -> list[str]:
    """The words of a text that nothing was made of and that are no talk."""
    reading = read(text, language)
    idle = talk(reading, _SENDER)
    return [token.text for token in reading.residue if token not in idle]


def cautions(text: str, language: str = "en") -> list[str]:
    return [token.text for token in read(text, language).cautions]


class TestTalk:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("Hi Marisa,\n2 cs romas", "en"),
            ("Hallo Frau Zimmer,\n2 Karton Dosen", "de"),
            ("Bonjour Claire,\n2 cartons de gants", "fr"),
            ("2 cajas de film\nGracias guapos", "es"),
            ("2 cs romas. Thanks love", "en"),
            ("Javi, para el jueves 2 cajas de film", "es"),
            ("2 cs romas\n\nR.A. Gable", "en"),
            ("2 cs romas\n\nBruno Gable\n", "en"),
            ("2 cs romas to the Mill dock", "en"),
            ("Adjudant Gable, bonjour. 2 cartons de gants", "fr"),
            ("2 Karton Dosen\n\ni. A. Gable", "de"),
            ("slt pr demain 2 cartons de gants", "fr"),
            ("Moin zusammen,\n2 Karton Dosen", "de"),
        ],
    )
    def test_is_told_by_a_list_or_by_its_place(self, text: str, language: str) -> None:
        assert left(text, language) == []

    @pytest.mark.parametrize(
        "text",
        [
            "2 cs romas\nzarfs",
            "zarfs\n2 cs romas",
            "2 cs romas. Zarfs please.",
            "2 cs romas. We want zarfs.",
            "Zarfs, 2 cs romas",
            "Zarfs, the 2 cs romas",
            "2 cs romas. Thanks for zarfs and more",
        ],
    )
    def test_is_no_word_that_stands_where_a_line_might(self, text: str) -> None:
        assert any("zarfs" in word.lower() for word in left(text))

    def test_is_nothing_that_counts_or_changes_in_its_own_language(self) -> None:
        for one in languages().values():
            assert not any(one.words["talk"] & one.words[kind] for kind in _BENDING), one.codes
            assert not one.words["talk"] & {*one.units, *one.numbers, *one.weekdays, *one.relative_days}, one.codes

    def test_is_listed_for_every_language_and_known_in_any(self) -> None:
        assert all(one.words["talk"] and one.words["greetings"] for one in languages().values())
        assert is_talk("grazie")
        assert not is_talk("zarfs")


class TestTheBeginningOfAText:
    @pytest.mark.parametrize(
        "text",
        [
            "Gable S2R, monday: 3 cs romas",
            "nikos mill ck. 1 cs romas",
            "Yup, that's Nikos down at the Gable mill. 1 cs romas",
            "Nikos Neddham Gable, 1 cs romas",
        ],
    )
    def test_says_who_writes(self, text: str) -> None:
        assert not left(text)

    def test_is_more_than_that_where_it_has_more_words_than_names(self) -> None:
        assert "ck" in left("nikos dover ck. 1 cs romas")
        assert "zarfs" in left("nikos here, gloves and zarfs, 1 cs romas")

    @pytest.mark.parametrize(
        "text", ["Gable romas shallots, 2 cs limes", "zarfs, 2 cs limes", "Gable needs more zarfs now, 2 cs limes"]
    )
    def test_may_ask_for_something(self, text: str) -> None:
        assert left(text)

    def test_may_point_at_the_lines_behind_it(self) -> None:
        assert left("Can you put these on the truck:\n2 cs romas") == []
        assert left("Can you put these on the truck\n2 cs romas") == ["these"]


class TestAWordThatBends:
    @pytest.mark.parametrize("word", ["not", "ohne", "sans", "sin", "dos", "kiste", "instead", "double"])
    def test_is_known_in_every_language(self, word: str) -> None:
        assert bends(word, ("en",))

    def test_is_no_name(self) -> None:
        assert not bends("marisa", ("en",))

    def test_bends_nothing_where_the_texts_own_language_is_full_of_it(self) -> None:
        assert not bends("of", ("en",))
        assert bends("of", ("nl",))
        assert bends("sin", ("en",))


class TestACaution:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("1 or 2 jumbo asparagus.. let's say 2. and 1 filet", "en"),
            ("morgen 3 oder 4 ringe nym.. sagen wir 4", "de"),
            ("make it 2 cases of baby arugula and 1 brussels", "en"),
            ("Nikos again. 2 cs romas", "en"),
            ("PO attached for Wednesday, Mill Stores", "en"),
        ],
    )
    def test_is_settled_by_what_stands_around_it(self, text: str, language: str) -> None:
        assert cautions(text, language) == []

    @pytest.mark.parametrize(
        "text",
        [
            "1 or 2 jumbo asparagus",
            "1 or 2 jumbo asparagus.. let's say 5",
            "2 cs romas or limes",
            "2 cs romas. make it nice",
            "2 cs romas again",
            "all stores: 2 cs romas",
        ],
    )
    def test_stays_where_nothing_settles_it(self, text: str) -> None:
        assert cautions(text) != []


class TestHowAreYou:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("Hi, how are you? 2 cs romas for Friday", "en"),
            ("Moin, wie geht's? Für Freitag 2 Kisten Tomaten", "de"),
            ("Salut, ça va ? Pour vendredi 2 caisses de tomates", "fr"),
            ("Hola, ¿qué tal? Para el viernes 2 cajas de tomates", "es"),
            ("Ciao, come va? Per venerdì 2 casse di pomodori", "it"),
            ("Hoi, hoe gaat het? Voor vrijdag 2 dozen tomaten", "nl"),
            ("Oi, tudo bem? Para sexta 2 caixas de tomate", "pt"),
            ("Hej, hur är läget? Till fredag 2 lådor tomater", "sv"),
            ("Cześć, co słychać? Na piątek 2 skrzynki pomidorów", "pl"),
        ],
    )
    def test_asks_nothing(self, text: str, language: str) -> None:
        reading = read(text, language)
        assert reading.questions == 0
        assert not reading.cautions
        assert not reading.residue
        assert len(reading.lines) == 1

    def test_for_goods_asks(self) -> None:
        assert read("How are you fixed for romas?").questions == 1
        assert read("All good with the 2 cs romas?").questions == 1


class TestApologies:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("2 cs romas. Sorry!", "en"),
            ("2 cs romas, 3 limes. Thanks, and sorry", "en"),
            ("2 Kisten Tomaten. Entschuldigung", "de"),
            ("2 caisses de tomates. Désolée !", "fr"),
            ("2 cajas de tomates. Perdón", "es"),
        ],
    )
    def test_at_the_end_bend_nothing(self, text: str, language: str) -> None:
        assert len(apologies_alone(read(text, language))) == 1

    @pytest.mark.parametrize(
        "text",
        ["2 cs romas. Sorry, three", "Sorry. 2 cs romas", "2 cs romas. Sorry, not the romas", "sorry 2 cs romas"],
    )
    def test_before_what_is_said_instead_may_bend_it(self, text: str) -> None:
        assert not apologies_alone(read(text))


def around(text: str, language: str = "en") -> list[str]:
    """The sentences around an order that only speak."""
    return [" ".join(token.text for token in said) for said in sentences_around(read(text, language), _SENDER)]


class TestSentencesAroundAnOrder:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("2 cs tape. Windy down here.", ["Windy down here"]),
            ("2 cs tape\n\nNikos Gable, superintendent", ["Nikos Gable , superintendent"]),
            ("Quiet here.\n2 cs tape", ["Quiet here"]),
        ],
    )
    def test_are_those_before_its_first_line_and_behind_its_last(self, text: str, said: list[str]) -> None:
        assert around(text) == said

    @pytest.mark.parametrize(
        "text",
        [
            "2 cs tape. Lamps",
            "2 cs tape\nquiet here\n3 cs lids",
            "2 cs tape. Quiet here Friday.",
            "2 cs tape. Three here.",
            "2 cs tape. We want lamps here.",
            "2 cs tape. Not here.",
        ],
    )
    def test_say_more_than_nothing_stand_between_no_lines_and_count_date_and_want_nothing(self, text: str) -> None:
        assert around(text) == []


class TestWhatLeadsToTheLines:
    @pytest.mark.parametrize(
        ("text", "lead"),
        [
            ("For Monday, unloading on the quay please:\n2 cs tape", "unloading on the quay please"),
            ("morgen graag lossen bij de loods: 2 dozen tape", "morgen graag lossen bij de loods"),
        ],
    )
    def test_ends_at_the_first_amount_or_a_colon_above_it(self, text: str, lead: str) -> None:
        assert [" ".join(t.text for t in said) for said in leads(read(text))] == [lead]

    @pytest.mark.parametrize("text", ["Slides and also 5 boxes", "quay please\n2 cs tape", "no quay: 2 cs tape"])
    def test_joins_and_denies_nothing_and_is_no_line_of_its_own(self, text: str) -> None:
        assert leads(read(text)) == []


def test_a_label_is_what_stands_before_a_value_that_is_known() -> None:
    found = labels(read("Data: 07/05/2026\nObs: lamps\n2 cs tape", "pt"))
    assert [" ".join(t.text for t in label.said) for label in found] == ["Data"]


@pytest.mark.parametrize("text", ["2 cs tape\nComments: (none)", "2 cs tape\nComments: -", "Comments: n/a\n2 cs tape"])
def test_a_label_may_have_no_value(text: str) -> None:
    assert [(label.said[0].text, label.empty) for label in labels(read(text))] == [("Comments", True)]


def test_a_label_with_words_that_nothing_was_made_of_is_none() -> None:
    assert labels(read("2 cs tape\nComments: none of the wide")) == []


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("2 cs tape. When the road opens.", ["When"]),
        ("2 cs tape. More to come.", ["More"]),
        ("2 cs tape. Many thanks", []),
        ("2 cs tape. That is all, thank you.", []),
        ("One more change:\n2 cs tape", []),
    ],
)
def test_a_condition_and_an_amount_of_a_few_words_are_loose_ends(text: str, loose: list[str]) -> None:
    assert [token.text for token in loose_ends(read(text))] == loose
