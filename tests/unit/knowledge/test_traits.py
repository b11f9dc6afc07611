"""Words that tell what a product is like mean the same in every language, and contradict each other."""

from __future__ import annotations

import pytest

from knowledge.matching.normalise import forms, normalise_text, words
from knowledge.matching.traits import contradict, joined, meanings, names_of_traits, other_words


@pytest.mark.parametrize(
    ("word", "also"),
    [
        ("noir", "black"),
        ("noires", "schwarz"),
        ("schwarzen", "negro"),
        ("rojas", "red"),
        ("cuir", "leather"),
        ("edelstahl", "stainless"),
        ("carrees", "square"),
        ("large", "l"),
        ("xl", "xlarge"),
    ],
)
def test_a_word_is_known_by_those_of_other_languages(word: str, also: str) -> None:
    assert also in other_words(word)
    assert meanings(word) & meanings(also)


@pytest.mark.parametrize("word", ["widget", "redes", "blackberry", "gant", "a", ""])
def test_most_words_tell_no_trait(word: str) -> None:
    assert not meanings(word)
    assert not other_words(word)


def test_a_colour_contradicts_another_and_agrees_with_its_own_in_any_language() -> None:
    black = meanings("black")
    assert contradict(["blue"], black)
    assert contradict(["gloves", "bleus"], black)
    assert not contradict(["noir"], black)
    assert not contradict(["gloves"], black)
    assert not contradict(["leather"], black), "of its material nothing is known"


def test_a_word_with_two_meanings_agrees_by_either() -> None:
    assert not contradict(["large"], meanings("xl") | meanings("wide"))
    assert contradict(["large"], meanings("xl"))


def test_sizes_of_two_words_are_one() -> None:
    assert joined(words("gloves extra large black")) == ("gloves", "xl", "black")
    assert joined(words("large black")) == ("large", "black")


def test_what_a_trait_is_called_is_known_in_every_language() -> None:
    assert {"size", "grandeur", "talla", "farbe"} <= names_of_traits()


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("12X2.5LB corn", "12/2.5lb corn"),
        ("6 x 1 kg", "6/1kg"),
        ("2x4 in", "2x4 in"),
        ("1x2kg", "1x2kg"),
        ("305x229x152 mm", "305x229x152 mm"),
    ],
)
def test_what_is_packed_is_no_dimension(written: str, normal: str) -> None:
    assert normalise_text(written) == normal


def test_volts_of_either_current_are_volts_and_not_each_other() -> None:
    assert "24v" in forms("24vac")
    assert "24vac" not in forms("24vdc")


def test_as_many_of_as_many_are_no_one() -> None:
    assert "1" not in forms("50/50")
    assert "4.5" in forms("4-1/2")
    assert forms(".75in") & forms("3/4in") >= {"0.75in"}
