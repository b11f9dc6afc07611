"""What an alias counts for after what reps said of it: certain, doubted, faded, forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aliases import AliasEvent, AliasStanding, found_wrong, standing

SAID = {
    "T": AliasEvent.TAUGHT,
    "+": AliasEvent.CONFIRMED,
    "-": AliasEvent.CONTRADICTED,
    "R": AliasEvent.REPLACED,
    "F": AliasEvent.FORGOTTEN,
}
LIVES = st.lists(st.sampled_from(list(AliasEvent)), max_size=30)
DECIDED = st.lists(st.sampled_from([AliasEvent.CONFIRMED, AliasEvent.CONTRADICTED]), max_size=30)


@pytest.mark.parametrize(
    ("life", "stands"),
    [
        ("", "forgotten"),
        ("T", "certain"),
        ("T++", "certain"),
        ("T-", "doubted"),
        ("T++++++++-", "doubted"),
        ("T-++++", "doubted"),
        ("T-+++++", "certain"),
        ("T-+-+-+", "doubted"),
        ("T--", "faded"),
        ("T+++++++++--", "faded"),
        ("T--+", "doubted"),
        ("T--T", "doubted"),
        ("T--+++++", "certain"),
        ("TF", "forgotten"),
        ("TR", "forgotten"),
        ("TFT", "certain"),
        ("T-RT", "doubted"),
        ("T-R", "forgotten"),
    ],
)
def test_an_alias_stands_as_the_last_decisions_say(life: str, stands: str) -> None:
    assert standing(SAID[letter] for letter in life).value == stands


@given(LIVES)
def test_what_reps_just_said_no_to_is_never_certain(life: list[AliasEvent]) -> None:
    assert standing([*life, AliasEvent.CONTRADICTED]) is not AliasStanding.CERTAIN


@given(LIVES)
def test_twice_running_is_enough_to_fade_however_long_it_held(life: list[AliasEvent]) -> None:
    after = standing([AliasEvent.TAUGHT, *life, AliasEvent.CONTRADICTED, AliasEvent.CONTRADICTED])
    assert after in (AliasStanding.FADED, AliasStanding.FORGOTTEN)


@given(LIVES)
def test_teaching_always_brings_it_back_into_use(life: list[AliasEvent]) -> None:
    assert standing([*life, AliasEvent.TAUGHT]).in_use


@given(LIVES)
def test_five_agreements_running_make_certain_what_is_taught(life: list[AliasEvent]) -> None:
    after = standing([*life, AliasEvent.TAUGHT, *[AliasEvent.CONFIRMED] * 4])
    assert after is AliasStanding.CERTAIN


@given(LIVES, st.sampled_from([AliasEvent.FORGOTTEN, AliasEvent.REPLACED]), DECIDED)
def test_decisions_alone_never_bring_back_what_was_switched_off(
    life: list[AliasEvent], off: AliasEvent, later: list[AliasEvent]
) -> None:
    assert standing([*life, off, *later]) is AliasStanding.FORGOTTEN


@given(DECIDED)
def test_words_known_to_all_are_found_wrong_by_two_running(decided: list[AliasEvent]) -> None:
    assert not found_wrong([*decided, AliasEvent.CONFIRMED])
    assert found_wrong([*decided, AliasEvent.CONTRADICTED, AliasEvent.CONTRADICTED])
