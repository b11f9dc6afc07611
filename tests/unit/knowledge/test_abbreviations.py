"""Abbreviations are learned from a catalog's names beside its descriptions, and from nothing else."""

from __future__ import annotations

from knowledge.matching.abbreviations import learn_abbreviations, spelled_out

DESCRIBED = [
    ("ZORB RND 4", "Round flumox 4"),
    ("ZORB RND 6", "Round flumox 6"),
    ("ZORB SQ 6", "Square flumox 6"),
    ("KELP SQ 8", "Square kelp 8"),
]


def test_a_word_of_names_stands_for_what_the_descriptions_write_in_its_place() -> None:
    assert learn_abbreviations(DESCRIBED)["zorb"] == {"flumox"}


def test_a_word_that_looks_like_another_stands_for_it_where_its_own_products_say_so() -> None:
    also = [*DESCRIBED, ("KELP CIRC 9", "Round kelp 9"), ("KELP CIRC 8", "Round kelp 8")]
    assert learn_abbreviations(also)["rnd"] == {"round"}


def test_initials_stand_for_the_words_that_they_begin() -> None:
    described = [("ZORB LMF 4", "Zorb low mist flumox 4"), ("KELP LMF 6", "Kelp low mist flumox 6")]
    assert learn_abbreviations(described)["lmf"] == {"low", "mist", "flumox"}


def test_letters_behind_numbers_stand_for_the_unit_that_descriptions_write() -> None:
    described = [("CUP 8Z", "Cup 8 oz"), ("CUP 12Z", "Cup 12 oz"), ("CUP 20Z", "Cup 20 oz"), ("TIS 2P", "Tissue 2 ply")]
    learned = learn_abbreviations(described)
    assert {"16oz", "16", "oz"} <= spelled_out(frozenset({"cup", "16z"}), learned)
    assert "#p" not in learned, "met too seldom"


def test_what_is_met_too_seldom_teaches_nothing() -> None:
    assert learn_abbreviations(DESCRIBED[:1]) == {}


def test_a_word_that_goes_with_others_as_often_stands_for_nothing() -> None:
    mixed = [*DESCRIBED[:3], *((f"ZORB {n}", f"Something else {n}") for n in range(9))]
    assert "zorb" not in learn_abbreviations(mixed)


def test_another_catalog_teaches_other_words() -> None:
    other = [(f"ZORB {n}", f"Trevil {n}") for n in range(4)]
    assert learn_abbreviations(other) == {"zorb": frozenset({"trevil"})}


def test_a_product_without_a_description_is_found_by_the_long_word() -> None:
    assert "flumox" in spelled_out(frozenset({"zorb", "12"}), learn_abbreviations(DESCRIBED))
