"""One code for a unit, however a customer, an ERP or a pack says it: ``Karton``, ``KRT`` and ``ctn`` are all ``CT``."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from domain.measures import COUNTS, WEIGHTS_AND_MEASURES, ratio
from knowledge.matching.resemblance import abbreviates, has_consonants
from reading.languages import languages
from reading.tokens import fold

_LONGEST_CODE = 24
SHORTEST_CODE = 2
_SKID = "SK"
_SHORTEST_WORD = 4
# Containers that go by each other's names: the outer one, what is wound, a tin, a length.
_ALIKE = (
    frozenset({"CS", "BX", "CT", "CR"}),
    frozenset({"RL", "SO", "COIL", "RE"}),
    frozenset({"CN", "TN"}),
    frozenset({"LG", "BAR"}),
)
OUTER = _ALIKE[0]
"""What holds packs or pieces and is called now a case, now a box, now a carton."""
SINGLE = _ALIKE[3] | {"STICK"}
"""What is one piece, and never several of them: a length, a bar, a stick."""
_METRE = "M"


@cache
def _listed() -> dict[str, Any]:
    """What ``unit_codes.toml`` says."""
    return tomllib.loads(files(__package__).joinpath("unit_codes.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _by_spelling() -> dict[str, str]:
    """The common code of every spelling; the words of the languages go before the lists of codes.

    A word that two languages use for different units is nobody's.
    """
    raw = _listed()
    spelled: dict[str, set[str]] = defaultdict(set)
    for language in languages().values():
        for word, code in language.units.items():
            spelled[word].add(code)
    known = {fold(code): code for code in (*raw["units"], *COUNTS, *WEIGHTS_AND_MEASURES)}
    known |= {fold(code): code for codes in spelled.values() for code in codes}
    known |= {fold(spelling): code for code, spellings in raw["units"].items() for spelling in spellings}
    return known | {word: next(iter(codes)) for word, codes in spelled.items() if len(codes) == 1}


@lru_cache(maxsize=4_096)
def common_code(written: str) -> str | None:
    """The common code for a unit as written, such as ``CT`` for ``Krt.``; None where nobody knows it."""
    spelling = fold(written.strip()[:_LONGEST_CODE]).rstrip(".")
    return _by_spelling().get(spelling)


def units_alike(code: str) -> frozenset[str]:
    """The codes of containers that go by each other's names with this one, itself among them."""
    return next((kind for kind in _ALIKE if code in kind), frozenset({code}))


def same_units(code: str, uoms: Iterable[str]) -> tuple[str, ...]:
    """Those of a product's units that mean what a common code means, in their order."""
    return tuple(uom for uom in uoms if common_code(uom) == code)


def may_be_a_length(code: str | None, base: str) -> bool:
    """Whether a unit may be so many of a product's base unit long: a stick of what is sold by the foot."""
    measure = common_code(base)
    return code in SINGLE and measure is not None and ratio(measure, _METRE) is not None


def units_also(code: str, uoms: Iterable[str]) -> tuple[str, ...]:
    """Those of a product's units that mean a common code at some houses only: the ST that is a set."""
    return tuple(uom for uom in uoms if _listed()["also"].get(uom.upper()) == code)


def short_for(code: str | None, word: str | None, uoms: Iterable[str]) -> tuple[str, ...]:
    """Those of a product's units whose own codes are short for a unit as it was said: ``BT`` for ``boîte``.

    A distributor's codes are short for the words of its language: for the word that was used, else for another word of
    the same ``code``. One that is known for another unit must have the word's consonants; what measures or counts is
    never short for a container.

    Where a product has two units of one code, one of them means something else: its ``PA`` beside a ``PK`` is a pair.
    """
    uoms = tuple(uoms)
    units = tuple(uom for uom in uoms if _may_be_short(uom))
    if word and len(fold(word)) >= _SHORTEST_WORD:
        said = fold(word)
        meant = Counter(map(common_code, uoms))
        loose = {u for u in units if code is None or common_code(u) is None or meant[common_code(u)] > 1}
        found = tuple(u for u in units if abbreviates(fold(u), said, u in loose))
        if found:
            return found
    return tuple(uom for uom in units if code is not None and _is_short_for_any(uom, code))


def _may_be_short(uom: str) -> bool:
    known = common_code(uom)
    stacked = known == _SKID  # what containers stand on is no short word for one: sække are bags, an SK is none
    return len(uom) >= SHORTEST_CODE and not stacked and known not in WEIGHTS_AND_MEASURES and known not in COUNTS


@lru_cache(maxsize=4_096)
def _is_short_for_any(uom: str, code: str) -> bool:
    """Whether a unit's own code is short for a word of any language; the languages have many words."""
    short, known = fold(uom), common_code(uom) is not None
    words = (word for word in _words_for(code) if len(word) >= _SHORTEST_WORD)
    return any(has_consonants(short, word) or (not known and abbreviates(short, word, True)) for word in words)


@lru_cache(maxsize=256)
def _words_for(code: str) -> frozenset[str]:
    """Every language's words for a unit."""
    return frozenset(word for language in languages().values() for word, of in language.units.items() if of == code)
