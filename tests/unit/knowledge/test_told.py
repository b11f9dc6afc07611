"""A product's words are terms that customers ask for: sizes in any writing, and no letter that is only part of one."""

from __future__ import annotations

import pytest

from knowledge.matching.told import product_terms


def terms(name: str) -> frozenset[str]:
    return product_terms(name, "", "", "", "")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("ZORB 1.00OZ", "1oz"),
        ("ZORB 0.50KG", "0.5kg"),
        ("TUBE 1-1/8ID X 3/4W 6FT", "1-1/8x3/4"),
        ("TUBE 1-1/8ID", "1-1/8"),
        ("ROLL 30CMX50M", "30x50"),
        ("ROLL 30CMX50M", "30cm"),
        ("ROLL 30CMX50M", "50m"),
        ("FILTER 16X20X1", "16x20"),
        ("PAD NON STERILE", "nonsterile"),
        ("PAD NON-STERILE", "nonsterile"),
        ("BOX EXTRA LARGE", "xl"),
    ],
)
def test_a_size_is_found_however_it_is_written(name: str, asked: str) -> None:
    assert asked in terms(name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("GLOVE 4M", "m"),
        ("NUT M10", "m"),
        ("CAN 20L", "l"),
        ("TUBE 1-3/8OD", "1"),
        ("BOX EXTRA LARGE", "large"),
        ("PAD NON STERILE", "sterile"),
        ("FILTER 16X20X1", "20x1"),
    ],
)
def test_a_part_of_a_size_or_word_is_none(name: str, other: str) -> None:
    assert other not in terms(name)
