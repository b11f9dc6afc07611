"""Feet and inches that are written or said in one are one size; apart they are two."""

from __future__ import annotations

import pytest

from knowledge.matching.normalise import words


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("6 foot 6 posts", "6.5ft"),
        ("6 foot 6T posts", "6.5ft"),
        ("posts 6'6\"", "6.5ft"),
        ("posts 6.5 ft", "6.5ft"),
        ("pole 5'8\"", "5ft8in"),
    ],
)
def test_in_one_are_one_size(said: str, size: str) -> None:
    assert size in words(said)


@pytest.mark.parametrize("said", ["8 foot 6 inch pipe", "8 ft 6 in pipe", "10' 2\" pipe", "2 foot 4 lamps"])
def test_apart_are_two(said: str) -> None:
    assert not {"8.5ft", "10ft2in", "2ft4in"} & set(words(said))
