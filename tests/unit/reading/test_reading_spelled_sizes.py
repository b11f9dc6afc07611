"""Sizes that are said: fractions, hundreds left out, and ranges as labels write them."""

from __future__ import annotations

import pytest

from reading.languages import lexicon
from reading.spelling import spelled_out
from reading.tokens import tokenize
from tests.unit.reading.reading_said import read


@pytest.mark.parametrize(
    ("said", "written", "language"),
    [
        ("three eighths end mills", "3/8 end mills", "en"),
        ("three-eighths end mills", "3/8 end mills", "en"),
        ("quarter inch drills", "1/4 inch drills", "en"),
        ("half inch pipe", "1/2 inch pipe", "en"),
        ("demi-pouce", "1/2 pouce", "fr"),
        ("durcisseurs un litre", "durcisseurs 1 litre", "fr"),
        ("oil a gallon", "oil 1 gallon", "en"),
        ("tres octavos", "3/8", "es"),
        ("three five eighths studs", "3-5/8 studs", "en"),
        ("three five-eighths studs", "3-5/8 studs", "en"),
        ("three quarter inch nipples", "3/4 inch nipples", "en"),
        ("one half inch elbows", "1/2 inch elbows", "en"),
        ("inch half pipe", "1-1/2 inch pipe", "en"),
        ("inch quarter screws", "1-1/4 inch screws", "en"),
        ("one inch half round", "1 inch half round", "en"),
        ("tortilla cinco y media", "tortilla 5-1/2", "es"),
        ("cavo tre uno e mezzo", "cavo 3 1-1/2", "it"),
        ("tuyau deux et demi", "tuyau 2-1/2", "fr"),
        ("two twenty gear oil", "220 gear oil", "en"),
        ("white one sixty", "white 160", "en"),
        ("discs two-forty", "discs 240", "en"),
        ("discs one-twenty-five", "discs 125", "en"),
        ("net two-twenties", "net 220", "en"),
        ("joint quatre-vingt-dix", "joint 90", "fr"),
        ("bacon eighteen twenty-two", "bacon 18~22", "en"),
        ("quarter drills", "quarter drills", "en"),
        ("oil fifteen forty", "oil 15~40", "en"),
        ("cahiers dix-sept vingt-deux", "cahiers 17~22", "fr"),
        ("aceite diez cuarenta", "aceite 10~40", "es"),
        ("nozzles point six five eighty degree", "nozzles .65 80 degree", "en"),
        ("Rohr zwei Komma fünf Meter", "Rohr 2.5 Meter", "de"),
        ("wipers twenty-eights", "wipers 28", "en"),
        ("elbows nineties", "elbows 90", "en"),
        ("Spachtel Zwanziger", "Spachtel 20", "de"),
        ("Lack Fünfliter", "Lack 5 liter", "de"),
        ("Spachtel Fünf-Kilo-Säckchen", "Spachtel 5 kilo", "de"),
        ("pads sixty by ninety", "pads 60x90", "en"),
        ("Unterlagen sechzig mal neunzig", "Unterlagen 60x90", "de"),
        ("boards 2 by 4 by 8", "boards 2x4x8", "en"),
    ],
)
def test_are_written_as_catalogs_do(said: str, written: str, language: str) -> None:
    assert spelled_out(tokenize(said), lexicon((language,))) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("10 of the one and a quarter inch screws", "1 1/4 inch screws"),
        ("10 of the one quarter inch screws", "1/4 inch screws"),
        ("10 of the one and a half inch elbows", "1 1/2 inch elbows"),
        ("10 of the one half inch elbows", "1/2 inch elbows"),
        ("10 of the three quarter inch elbows", "3/4 inch elbows"),
    ],
)
def test_a_fraction_behind_and_is_added_to_its_number(said: str, written: str) -> None:
    reading = read(said)

    assert [line.query(reading.lexicon) for line in reading.lines] == [written]
