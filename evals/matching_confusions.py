"""What tells two products apart that are nearly alike: their size, angle, colour and so on, told in general terms.

Attributes are asked first, then what the description says beside a value ("grade 5"), then the shape of numbers, then
common words of the languages' data files. No product word is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.matching.normalise import forms, words
from knowledge.matching.resemblance import FOUND, resemblance
from reading.languages import Lexicon
from reading.tokens import fold

_ANGLES = frozenset({"11.25", "22", "22.5", "22-1/2", "45", "90", "180"})
_NUMBER = re.compile(r"\d[\d.,/\-]*|\.\d+")
_COUNTED = re.compile(r"\d+([a-z]+)")
_OF_A_SIZE = re.compile(r"\d+/([\d.]+[a-z]+)")
_PER = re.compile(r"(?:[a-z]{1,2}/?)?\d+")
_PIECES = re.compile(r"[-/+]")
# Genders first: some are sizes too.
_TOLD_BY_WORDS = ("gender", "size", "colour", "material", "grade")


class Confusion(StrEnum):
    """What a product is mistaken for its sibling by."""

    SIZE = "size"
    ANGLE = "angle"
    COLOUR = "colour"
    GRADE = "grade"
    PACK = "pack"
    MATERIAL = "material"
    BRAND = "brand"
    COUNT = "count"
    GENDER = "gender"
    OTHER = "other"


_OF_TRAIT = {"fit": Confusion.SIZE, "shape": Confusion.OTHER, "condition": Confusion.OTHER}


@dataclass(frozen=True)
class Item:
    """What a catalog says of a product, normalised: ``tokens`` are its name's, ``told`` its description's."""

    sku: str
    tokens: tuple[str, ...]
    told: tuple[str, ...]
    brand: tuple[str, ...]
    pack: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]
    uom: str


def confusion(one: Item, other: Item, places: Sequence[int], language: Lexicon) -> Confusion:
    """What tells two siblings apart whose names differ at these places; other, where several things do."""
    kinds = {_kind(one, other, one.tokens[at], other.tokens[at], language) for at in places}
    return kinds.pop() if len(kinds) == 1 else Confusion.OTHER


def _kind(one: Item, other: Item, this: str, that: str, language: Lexicon) -> Confusion:
    for key in one.attributes.keys() & other.attributes.keys():
        differ = one.attributes[key] != other.attributes[key]
        if differ and _among(this, one.attributes[key]) and _among(that, other.attributes[key]):
            named = _named(fold(key).split("_"), language)
            if named is not None:
                return named
    beside = set(_beside(this, one.told, language)) & set(_beside(that, other.told, language))
    if beside:
        return min(beside)
    if any(c.isdigit() for c in this) and any(c.isdigit() for c in that):
        return _kind_of_numbers(one, other, this, that, language)
    if one.brand != other.brand and _among(this, one.brand) and _among(that, other.brand):
        return Confusion.BRAND
    for kind in _TOLD_BY_WORDS:
        common = language.traits[kind].words | (language.traits["fit"].words if kind == "size" else frozenset())
        if _any_among(this, common) and _any_among(that, common):
            return Confusion(kind)
    return Confusion.OTHER


def _kind_of_numbers(one: Item, other: Item, this: str, that: str, language: Lexicon) -> Confusion:
    """What numbers tell, by their shape."""
    if this in _ANGLES and that in _ANGLES:
        return Confusion.ANGLE
    if one.pack != other.pack and this in one.pack and that in other.pack:
        return Confusion.PACK
    if _NUMBER.sub("0", this) != _NUMBER.sub("0", that):
        return Confusion.OTHER
    of_a_size, of_that_size = _OF_A_SIZE.fullmatch(this), _OF_A_SIZE.fullmatch(that)
    if of_a_size and of_that_size:
        return Confusion.PACK if of_a_size[1] == of_that_size[1] else Confusion.SIZE
    counted = _COUNTED.fullmatch(this)
    if counted and counted[1] in language.traits["count"].names:
        return Confusion.COUNT
    if "/" in this and _PER.fullmatch(this) and not this[0].isdigit():
        return Confusion.PACK
    return Confusion.SIZE


def _named(called: Sequence[str], language: Lexicon) -> Confusion | None:
    """The trait that an attribute's name names."""
    named = next((kind for kind, trait in language.traits.items() if trait.names & set(called)), None)
    return None if named is None else _OF_TRAIT.get(named) or Confusion(named)


def _beside(token: str, told: Sequence[str], language: Lexicon) -> Iterator[Confusion]:
    """The traits that a description names right beside a value."""
    for at, word in enumerate(told):
        named = _named((word,), language)
        if named is not None and any(_among(token, (near,)) for near in (*told[at - 1 : at], *told[at + 1 : at + 2])):
            yield named


def _any_among(token: str, common: frozenset[str]) -> bool:
    return any(_among(piece, common) for piece in _PIECES.split(token) if piece)


def _among(token: str, some: Sequence[str] | frozenset[str]) -> bool:
    """Whether a token stands for one of these words or numbers."""
    mine = forms(token)
    return any(bool(mine & forms(word)) or resemblance(token, word) >= FOUND for word in some)


def item_of(
    sku: str, name: str, description: str, brand: str, pack: str, attributes: Mapping[str, object], uom: str
) -> Item:
    """A product out of the words of its row in the catalog."""
    return Item(
        sku=sku,
        tokens=words(name),
        told=words(description),
        brand=words(brand),
        pack=words(pack),
        attributes={key: words(str(value)) for key, value in attributes.items()},
        uom=uom,
    )
