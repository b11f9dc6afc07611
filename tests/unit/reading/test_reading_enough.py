"""Amounts said by what they have to be enough for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.reading.reading_said import read


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("12 oz lids enough for 2000 cups", "12 oz lids"),
        ("enough 12 oz lids for 2000 cups please", "12 oz lids"),
        ("assez de couvercles pour 2000 gobelets", "couvercles"),
        ("Deckel genug für 2000 Becher", "Deckel"),
        ("suficientes tapas para 2000 vasos", "tapas"),
    ],
)
def test_are_as_many_pieces_and_for_a_rep_to_see(text: str, named: str) -> None:
    (line,) = read(text).lines
    assert " ".join(token.text for token in line.words) == named
    assert (line.amount, line.unit_code) == (Decimal(2000), "EA")
    assert "one for each" in line.doubts[0]


def test_are_a_line_beside_others() -> None:
    first, second = read("3 cs hot cups and enough lids for 3000 cups").lines
    assert (first.amount, first.unit_code, first.doubts) == (Decimal(3), "CS", ())
    assert (second.amount, second.unit_code) == (Decimal(3000), "EA")


def test_an_amount_that_is_said_stays_what_it_is() -> None:
    (line,) = read("2 cs lids, that should be enough for friday").lines
    assert (line.amount, line.unit_code) == (Decimal(2), "CS")
