"""The quick way to a catalog's words finds exactly those that comparing a word to every one of them finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.resemblance import FOUND, HEAD, resemblance
from knowledge.matching.spelling import SpelledWords

# Few letters, so that plurals, cuts, shared consonants and slips come about by chance.
WORDS = st.text(alphabet="abeiknrsty", min_size=1, max_size=9)


def compared_to_all(asked: str, words: set[str]) -> dict[str, float]:
    found = {word: resemblance(asked, word) for word in words}
    return {word: fits for word, fits in found.items() if fits >= FOUND}


@settings(deadline=None)
@given(asked=WORDS, words=st.sets(WORDS, max_size=40))
def test_the_words_found_are_those_that_resemble(asked: str, words: set[str]) -> None:
    assert SpelledWords(words).like(asked) == compared_to_all(asked, words)


@settings(deadline=None)
@given(word=WORDS, at=st.integers(0, 8), other=st.sampled_from("abeiknrsty"), words=st.sets(WORDS, max_size=10))
def test_a_word_with_a_slip_in_it_finds_what_comparing_would(word: str, at: int, other: str, words: set[str]) -> None:
    for asked in (word[:at] + word[at + 1 :], word[:at] + other + word[at:], word[:at] + other + word[at + 1 :]):
        if asked:
            assert SpelledWords(words | {word}).like(asked) == compared_to_all(asked, words | {word})


def test_a_plural_a_cut_consonants_shorthand_and_a_slip_are_all_found() -> None:
    words = SpelledWords(["yellow", "jumbo", "elbow", "tomatoes", "strainer", "spinach"])
    asked = ("yel", "jmbo", "elbows", "tomato", "strnr", "spinich")
    assert [list(words.like(one)) for one in asked] == [
        ["yellow"],
        ["jumbo"],
        ["elbow"],
        ["tomatoes"],
        ["strainer"],
        ["spinach"],
    ]


def test_letters_beyond_the_alphabet_are_only_letters() -> None:
    assert SpelledWords(["straße", "größe"]).like("straßen") == compared_to_all("straßen", {"straße"}) != {}


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("schuim", "steekschuim"),
        ("nektar", "sauerkirschnektar"),
        ("brush", "toothbrush"),
        ("brushes", "toothbrush"),
        ("kippenmest", "kipmest"),
        ("kipmest", "kippenmest"),
    ],
)
def test_the_head_of_a_compound_and_a_joint_left_out_are_found(asked: str, word: str) -> None:
    assert word in SpelledWords([word, "tape", "yellow"]).like(asked)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("toothbrush", "brush"),
        ("ape", "tape"),
        ("range", "orange"),
        ("contents", "contracts"),
        ("steek", "steekschuif"),
    ],
)
def test_a_compound_is_no_head_and_a_few_letters_at_the_end_are_none(asked: str, word: str) -> None:
    assert resemblance(asked, word) != HEAD
