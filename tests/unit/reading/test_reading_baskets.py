"""Changes: what words do to an order that stands or is only pointed at."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.changes import read_changes
from reading.languages import lexicon
from reading.tokens import tokenize
from tests.unit.reading.reading_said import SCRAPS, changes, changes_in, read, words


class TestTheUsual:
    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("usual, no kale", "drop kale"),
            ("the usual without the kale please", "drop kale"),
            ("usual but skip the spring mix", "drop spring mix"),
            ("usual, hold the kale", "drop kale"),
            ("hola, lo de siempre, sin cebolla", "drop cebolla"),
            ("la commande habituelle svp, sans oignons", "drop oignons"),
            ("das Übliche bitte, ohne Tomaten", "drop Tomaten"),
        ],
    )
    def test_can_lose_a_line(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("usual but only 3 cs wings", "set 3 CS wings"),
            ("usual, just 2 wings", "set 2 wings"),
            ("usual but 3 cs wings instead of 4", "set 3 CS wings (was 4)"),
            ("usual, make it 3 cs wings", "set 3 CS wings"),
            ("usual, quinoa x2", "set 2 quinoa"),
            ("the usual, all of it, but two oxtail", "set 2 oxtail"),
            ("the usual. 8 mops instead of 6 because the annex is open", "set 8 mops (was 6)"),
        ],
    )
    def test_can_have_another_quantity(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    @pytest.mark.parametrize(
        ("text", "language", "change"),
        [
            ("sauf marqueurs blancs : 12 au lieu de 24", "fr", "set 12 marqueurs blancs (was 24)"),
            ("except lids, 12 instead of 24", "en", "set 12 lids (was 24)"),
        ],
    )
    def test_keeps_a_line_that_is_excepted_with_another_quantity(self, text: str, language: str, change: str) -> None:
        assert changes_in(text, language) == [change]

    def test_loses_a_line_that_is_excepted_before_one_that_is_changed(self) -> None:
        assert changes("usual, no lids: 12 cups instead of 24") == ["drop lids", "set 12 cups (was 24)"]

    def test_is_no_other_product_for_what_they_say_of_why(self) -> None:
        said = "nada más que 8 mechudos en vez de 6 porque agarramos otro edificio"
        assert changes_in(said, "es") == ["set 8 mechudos (was 6)"]

    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("usual but leave out the kale, we still have two in the drawer", "drop kale"),
            ("usual but leave the kale, we have three boxes left", "drop kale"),
            ("usual, but only 1 cleaner, still sitting on a jug", "set 1 cleaner"),
            ("usual except the grape paste, nobody likes it, skip that", "drop grape paste"),
            ("la commande habituelle svp, sans le savon, il nous en reste deux bidons", "drop savon"),
            ("lo de siempre sin la acetona, todavía nos queda un bidón", "drop acetona"),
            ("das Übliche ohne das Öl, davon haben wir noch zwei Kanister", "drop Öl"),
        ],
    )
    def test_changes_by_no_amount_of_what_is_left(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("usual but make the 4 boxes of gloves 6", "set 6 BX gloves (was 4)"),
            ("das Übliche bitte und 3 Kisten Cola dazu", "add 3 CS Cola"),
        ],
    )
    def test_can_be_changed_in_many_orders_of_words(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    @pytest.mark.parametrize(
        ("text", "language", "change"),
        [
            ("usual, only no kale", "en", "drop kale"),
            ("das Übliche, nur den Kleber lasst weg", "de", "drop Kleber"),
            ("usual, drop the limes from 10 cases to 6", "en", "set 6 limes (was 10)"),
            ("usual, drop the salsa to 4 cases", "en", "set 4 CS salsa"),
            ("usual but 8 bags of ice, not 6", "en", "set 8 BG ice (was 6)"),
            ("das Übliche, 5 Pakete Servietten und nicht 8", "de", "set 5 PK Servietten (was 8)"),
            ("usual but 2 more cases of shrimp", "en", "add 2 CS shrimp"),
            ("usual, include 3 cases of bleach on that order", "en", "add 3 CS bleach"),
            ("usual, gloves, 8 boxes instead of 6", "en", "set 8 BX gloves (was 6)"),
            ("das Übliche, statt 3 Kisten Cola diesmal 5", "de", "set 5 Cola (was 3)"),
            ("das Übliche, Visco aber 8 Platten statt 6", "de", "set 8 Visco Platten (was 6)"),
            ("usual, 2 cases of gloves are no longer needed", "en", "drop 2 gloves"),
            ("usual, keep everything else the same but change the bolts to 200", "en", "set 200 bolts"),
            ("usual, the salmon double", "en", "scale ×2 salmon"),
        ],
    )
    def test_is_changed_as_people_say_it(self, text: str, language: str, change: str) -> None:
        assert changes(text, language) == [change]

    def test_is_changed_by_no_words_from_before_what_is_pointed_at(self) -> None:
        text = "Nuria guapa, mándame mañana lo mismo que la última vez pero baterías solo 2"
        assert changes(text, "es") == ["set 2 baterías"]

    def test_loses_nothing_for_a_name_that_stands_in_another_sentence(self) -> None:
        assert changes("das Übliche, Tomaten. Zwiebeln brauchen wir nicht", "de") == ["drop Zwiebeln"]

    @pytest.mark.parametrize("text", ["4 boîtes de vis et non 14", "comme d'habitude avec un sac de farine de moins"])
    def test_holds_what_lessens_or_refuses_an_amount(self, text: str) -> None:
        assert read(text, language="fr").cautions

    def test_is_not_changed_by_what_is_left_alone(self) -> None:
        assert changes("the usual please. We still have two drums of soap.") == []

    def test_is_changed_by_what_is_ordered_beside_what_is_left(self) -> None:
        assert "set 2 DR bleach" in changes("usual without the soap, we still have some but send 2 drums of bleach")

    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("usual, double the lox", "scale ×2 lox"),
            ("usual but twice the lox", "scale ×2 lox"),
            ("usual but half the lox", "scale ×0.5 lox"),
            ("lo de siempre y doble limones", "scale ×2 limones"),
        ],
    )
    def test_can_have_a_line_multiplied(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    @pytest.mark.parametrize(
        ("text", "change"),
        [
            ("the usual plus 2 cs limes", "add 2 CS limes"),
            ("usual, add 1 bag onions", "add 1 BG onions"),
            ("usual but add 2 limes", "add 2 limes"),
            ("usual with one extra case of limes", "add 1 CS limes"),
            ("usual, add limes", "add limes"),
        ],
    )
    def test_can_have_a_line_more(self, text: str, change: str) -> None:
        assert changes(text) == [change]

    def test_can_change_in_many_ways_at_once(self) -> None:
        assert changes("usual but double the lox, no kale and add 2 cs limes, only 3 wings") == [
            "scale ×2 lox",
            "drop kale",
            "add 2 CS limes",
            "set 3 wings",
        ]

    def test_each_change_begins_anew_where_nothing_stands_between_them(self) -> None:
        assert changes("usual skip wings add 2 cs legs") == ["drop wings", "add 2 CS legs"]


class TestAnOrderThatStands:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (
                "Make the chicken 6 and add 1 cs golden italian. Rest stays.",
                ["set 6 chicken", "add 1 CS golden italian"],
            ),
            ("meatballs make 3 and forget ricotta", ["set 3 meatballs", "drop ricotta"]),
            ("Change the wire to 6 and drop the plates", ["set 6 wire", "drop plates"]),
            ("change the 4 cs limes to 6", ["set 6 limes (was 4)"]),
            ("make the 4 6", ["set 6 (was 4)"]),
            ("make that 8 pails", ["set 8 PL"]),
            ("no kale or cilantro", ["drop kale", "drop cilantro"]),
            ("add 1 cs dinner rolls (so 2 total)", ["add 1 CS dinner rolls (comes to 2)"]),
            ("add 1 dozen gloves, large", ["add 1 DZ gloves large"]),
            ("swap the romas for cherry tomatoes", ["replace cherry tomatoes (for romas)"]),
            ("2 cs 24ct instead of the 18ct", ["replace 2 CS 24ct (for 18ct)"]),
            ("half of everything", ["scale ×0.5 all"]),
            ("make the american 3 on my order", ["set 3 american"]),
        ],
    )
    def test_is_changed_by_words(self, text: str, told: list[str]) -> None:
        assert changes_in(text, "en") == told

    @pytest.mark.parametrize(
        ("language", "text", "told"),
        [
            ("de", "bitte 6 statt 4 Kartons Handschuhe", ["set 6 Handschuhe (was 4)"]),
            ("de", "noch 2 Kisten Zitronen dazu und die Verteiler weglassen", ["add 2 CS Zitronen", "drop Verteiler"]),
            ("de", "ändern Sie die Schrauben auf 10", ["set 10 Schrauben"]),
            ("de", "nur beim Schwarz diesmal 3 statt 2", ["set 3 Schwarz (was 2)"]),
            ("es", "súbale a 4 de tomate", ["set 4 tomate"]),
            ("fr", "mettez 6 caisses d'huile au lieu de 4", ["set 6 CS d'huile (was 4)"]),
            ("fr", "mais 2 réducteurs au lieu d'un", ["set 2 réducteurs"]),
            ("fr", "2 huiles, on a du monde", ["set 2 huiles"]),
            ("fr", "enlevez les oignons et ajoutez 2 caisses de citrons", ["drop oignons", "add 2 CS citrons"]),
            ("es", "quitad los cuchillos y añadid 2 cajas de film", ["drop cuchillos", "add 2 CS film"]),
            ("es", "las sábanas no hace falta que las mandéis", ["drop sábanas"]),
        ],
    )
    def test_is_changed_in_every_language(self, language: str, text: str, told: list[str]) -> None:
        assert changes_in(text, language) == told

    def test_words_that_keep_the_rest_change_nothing_and_are_understood(self) -> None:
        tokens = tokenize("Everything else stays.")
        read_out = read_changes(tokens, frozenset(), lexicon(("en",)))
        assert read_out.changes == ()
        assert read_out.rest == ()


class TestWhatIsNoChange:
    @pytest.mark.parametrize(
        ("text", "left"),
        [("usual, only 0 wings", "0 wings"), ("usual, the fish guy called", "fish guy")],
    )
    def test_is_left_over_and_not_hidden(self, text: str, left: str) -> None:
        reading = read(text)
        assert reading.changes == ()
        assert set(words(reading.residue).split()) <= set(left.split())

    def test_words_of_change_alone_change_nothing(self) -> None:
        assert changes("usual but") == []
        assert changes("usual, no thanks") == []

    def test_what_is_a_date_already_is_part_of_no_change(self) -> None:
        assert changes("usual, no kale for friday") == ["drop kale"]


def test_a_negation_that_is_a_change_is_no_caution_any_more() -> None:
    assert not read("usual, no kale").cautions
    assert words(read("usual, no thanks").cautions) == "no"


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from([*SCRAPS, "make", "instead", "of", "double", "swap", "for", "add", "total"]), max_size=25)
)
def test_whatever_is_said_every_token_of_a_change_stands_in_the_text(scraps: list[str]) -> None:
    text = " ".join(scraps)
    tokens = tokenize(text)
    for code in ("en", "de", "fr", "es"):
        found = read_changes(tokens, frozenset(), lexicon((code,)))
        assert {t for change in found.changes for t in change.tokens} | set(found.rest) <= set(tokens)
        assert all(change.amount is None or change.amount > 0 for change in found.changes)


@pytest.mark.parametrize(
    "text",
    [
        "the usual but two cases fewer milk",
        "the usual with 2 fewer cases of milk",
        "wie immer, aber zwei Kisten weniger Milch",
        "det vanliga men två lådor mindre mjölk",
        "jak zawsze, ale dwa kartony mniej mleka",
    ],
)
def test_fewer_of_something_is_no_amount_of_it(text: str) -> None:
    reading = read(text)
    assert not [change for change in changes(text) if change.startswith(("set", "add"))]
    assert reading.cautions or reading.residue


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("det sædvanlige og 2 kasser øl til", ["add 2 CS øl"]),
        ("det vanliga och 2 lådor öl till, tack", ["add 2 CS öl"]),
        ("das Übliche und noch 2 Kisten Bier dazu bitte", ["add 2 CS Bier"]),
    ],
)
def test_a_word_that_adds_may_stand_at_the_end(text: str, told: list[str]) -> None:
    assert changes(text) == told
