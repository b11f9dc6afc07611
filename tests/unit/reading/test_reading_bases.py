"""Orders that are pointed at: which one, and what is only a word before a product."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.bases import Base, Source, find_base
from reading.dates import DateReading, find_dates
from reading.languages import lexicon
from reading.tokens import tokenize
from tests.unit.reading.reading_said import SCRAPS

THURSDAY = date(2026, 3, 5)


def base(text: str, language: str = "en", places: frozenset[str] = frozenset()) -> Base | None:
    words, tokens = lexicon((language,)), tokenize(text)
    dates = find_dates(tokens, words, DateReading(THURSDAY, day_first=language != "en"))
    return find_base(tokens, dates, words, THURSDAY, lambda word: word in places)


@pytest.mark.parametrize(
    ("language", "text", "source"),
    [
        ("en", "can we get our usual for Friday", Source.USUAL),
        ("en", "Usual, two oxtail", Source.USUAL),
        ("de", "das Übliche bitte, ohne Tomaten", Source.USUAL),
        ("fr", "la commande habituelle pour demain", Source.USUAL),
        ("es", "lo de siempre para el viernes", Source.USUAL),
        ("en", "same as last time", Source.LAST),
        ("en", "same again as our last order please", Source.LAST),
        ("es", "repítannos el pedido pasado", Source.LAST),
        ("en", "repeat last week's order, skip the bibb", Source.LAST_WEEK),
        ("es", "lo mismo que la semana pasada", Source.LAST_WEEK),
        ("de", "bitte das gleiche wie letzte Woche", Source.LAST_WEEK),
        ("en", "send what I had Wednesday", Source.DAY),
        ("en", "repeat PO 4471 please", Source.NUMBER),
    ],
)
def test_an_order_is_pointed_at(language: str, text: str, source: Source) -> None:
    found = base(text, language)
    assert found is not None
    assert found.source is source


@pytest.mark.parametrize("text", ["usual oil x1", "the usual garlic", "same as the blue one", "2 cs romas", ""])
def test_a_word_before_a_product_points_at_no_order(text: str) -> None:
    assert base(text) is None


def test_a_day_that_they_had_something_is_the_one_before_today() -> None:
    found = base("what I had Wednesday")
    assert found is not None
    assert found.day == date(2026, 3, 4)
    found = base("what I had Thursday")
    assert found is not None
    assert found.day == date(2026, 2, 26)


def test_a_number_of_an_order_is_kept_as_written() -> None:
    found = base("repeat PO 4471-B please")
    assert found is not None
    assert found.number == "4471-b"


def test_a_weekday_before_the_word_order_is_of_the_usual_and_not_when_it_is_wanted() -> None:
    found = base("just our usual Monday order for tomorrow")
    assert found is not None
    assert (found.weekday, found.last) == (0, 5)
    found = base("usual order monday")
    assert found is not None
    assert found.weekday is None


def test_a_place_of_theirs_may_stand_behind_the_usual() -> None:
    assert base("usual commissary for fri", places=frozenset({"commissary"})) is not None
    assert base("usual commissary for fri") is None


def test_as_usual_points_at_an_order_that_something_is_added_to() -> None:
    assert base("comme d'habitude svp, plus 1 rouleau de fil", "fr") is not None
    assert base("livrez comme d'habitude svp, 1 rouleau de fil", "fr") is None


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("csv attached as usual, market st for monday", False),
        ("as usual, but only 3 wings", True),
        ("as always for friday, no kale", True),
    ],
)
def test_as_usual_points_at_an_order_where_something_in_it_is_changed(text: str, points: bool) -> None:
    assert (base(text) is not None) is points


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SCRAPS, "same", "as", "last", "week", "repeat", "order", "had", "what", "i"]), max_size=20
    )
)
def test_whatever_is_said_the_phrase_stands_in_the_text(scraps: list[str]) -> None:
    text = " ".join(scraps)
    found = base(text)
    assert found is None or 0 <= found.first < found.last <= len(tokenize(text))


def test_a_word_for_again_before_a_full_stop_points_at_no_order() -> None:
    assert base("Emre nochmal. Für Dienstag: zwei Rollen Gewebe", "de") is None
    assert base("Sono Emre di nuovo. Per martedì: due rotoli", "it") is None
