"""What the words of a line or of a product tell: numbers, sizes, colours and the like, letters, neighbours of numbers.

Products share most of their words, so what a token tells is kept token by token, and what a product tells once whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from domain.trade import Product
from knowledge.matching import traits
from knowledge.matching.normalise import fold, forms, words
from knowledge.matching.resemblance import is_word
from knowledge.unit_codes import common_code

_ATOM = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_SIZE = re.compile(r"((?:\d+(?:[-\s]\d+/\d+|/\d+)?(?:\.\d+)?|\.\d+))([a-z]+)")
_PIECE = re.compile(r"\d+(?:[./]\d+)*|[a-z]+")
_SIDE = re.compile(r"((?:\d+-)?\d+(?:/\d+)?(?:\.\d+)?|\.\d+)\s?([a-wyz]{0,2})")
_LETTERED_SIDES = re.compile(
    r"(?<![\w./-])(?:(?:\d+-)?\d+(?:/\d+)?(?:\.\d+)?\s?[a-z]{0,2}\s?x\s?){1,2}(?:\d+-)?\d+(?:/\d+)?(?:\.\d+)?\s?[a-wyz]{1,2}\b"
)
_SIDES = 2
_BY = "x"
_MOST_KEPT = 50_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """What a product's own words tell: of its name, and of all that the catalog says of it.

    ``first`` are the forms of its name's first word, ``atoms`` its numbers one by one, ``sizes`` numbers by unit.
    """

    name: tuple[str, ...]
    first: frozenset[str]
    units: frozenset[str]
    letters_of_name: frozenset[str]
    letters: frozenset[str]
    atoms: frozenset[str]
    sizes: Mapping[str, frozenset[str]]
    meanings: frozenset[traits.Meaning]
    beside_numbers: frozenset[tuple[str, str]]


def told_by_product(product: Product, terms: frozenset[str] = frozenset()) -> Told:
    """What a product's words tell, and of its ``terms`` what its name is short for."""
    beside = f"{product.description} {product.brand} {product.pack} {product.mpn}"
    return _told(product.name, beside, tuple(sorted(term for term in terms if is_word(term) and len(term) > 1)))


@lru_cache(maxsize=_MOST_KEPT)
def _told(called: str, beside: str, terms: tuple[str, ...]) -> Told:
    name = " ".join(traits.joined(words(called)))
    own = " ".join((name, *traits.joined(words(beside))))
    text = " ".join((own, *terms))
    tokens = tuple(name.split())
    codes = (common_code(token) for token in tokens if is_word(token) and len(token) > 1)
    return Told(
        name=tokens,
        first=forms(tokens[0]) if tokens else frozenset(),
        units=frozenset(code for code in codes if code is not None),
        letters_of_name=trigrams(name),
        letters=trigrams(text),
        atoms=atoms(text),
        sizes=sizes(text),
        meanings=_of_tokens(_meanings_of, text),
        beside_numbers=beside_numbers(own),
    )


def product_terms(
    name: str, description: str, brand: str, pack: str, mpn: str, attributes: Mapping[str, object] | None = None
) -> frozenset[str]:
    """Every term that a product can be asked for by, the names and values of its attributes among them."""
    found: set[str] = set()
    beside = [f"{called.split('_')[0]} {value}" for called, value in (attributes or {}).items()]
    for text in (name, description, brand, pack, mpn, *beside):
        for token in traits.joined(words(text)):
            found |= _terms_of(token)
        for sides in _LETTERED_SIDES.findall(fold(text)):
            found |= _terms_of_sides(sides)
    return frozenset(found)


def _terms_of(token: str) -> frozenset[str]:
    """The forms of a product's token, and of its dimensions the first ones: a filter of 16x20x1 is a 16x20.

    The letter of a size or code is no word of its own: 4m is no medium, m8 neither.
    """
    found = forms(token)
    if any(c.isdigit() for c in token):
        found = frozenset(form for form in found if len(form) > 1 or form.isdigit())
    sides = token.split("x")
    if len(sides) > _SIDES and all(side and side[0].isdigit() for side in sides):
        found |= {"x".join(sides[:_SIDES])}
    return found


def _terms_of_sides(written: str) -> frozenset[str]:
    """Sides with their units or ends, each by itself and together without them: 30cmx50m is 30cm, 50m and 30x50."""
    sides = _SIDE.findall(written)
    found = {"x".join(number for number, _ in sides)}
    for number, unit in sides:
        for token in words(f"{number}{unit}"):
            found |= _terms_of(token)
    return frozenset(found)


def atoms(text: str) -> frozenset[str]:
    """The numbers in a normalised text, one by one: those of ``m8x30`` are 8 and 30, that of ``1/2in`` 1/2."""
    return _of_tokens(_atoms_of, text)


def sizes(text: str) -> Mapping[str, frozenset[str]]:
    """The sizes in a normalised text: numbers by unit."""
    found: dict[str, set[str]] = {}
    for unit, number in _of_tokens(_sizes_of, text):
        found.setdefault(unit, set()).add(number)
    return {unit: frozenset(numbers) for unit, numbers in found.items()}


def beside_numbers(text: str) -> frozenset[tuple[str, str]]:
    """What stands side by side in a normalised text, of which one is a number: 3/8 od x 1/4 npt is no 1/4 od x 3/8 npt.

    A size counts once for each side and unit, so ``3/8od`` is the same as ``3/8 od``.
    """
    pieces = [piece for piece in _PIECE.findall(text) if piece != _BY]
    return frozenset(pair for pair in pairwise(pieces) if pair[0][0].isdigit() or pair[1][0].isdigit())


def trigrams(text: str) -> frozenset[str]:
    """The letters of each word of a text, three at a time, its ends among them."""
    return _of_tokens(_trigrams_of, text)


def _of_tokens(told_by: Callable[[str], frozenset[T]], text: str) -> frozenset[T]:
    return frozenset().union(*map(told_by, text.split()))


@lru_cache(maxsize=_MOST_KEPT)
def _trigrams_of(token: str) -> frozenset[str]:
    padded = f" {token} "
    return frozenset(padded[at : at + 3] for at in range(len(token)))


@lru_cache(maxsize=_MOST_KEPT)
def _atoms_of(token: str) -> frozenset[str]:
    return frozenset(part.lstrip("0") or "0" for form in forms(token) for part in _ATOM.findall(form))


@lru_cache(maxsize=_MOST_KEPT)
def _sizes_of(token: str) -> frozenset[tuple[str, str]]:
    found = map(_SIZE.fullmatch, forms(token))
    return frozenset((size[2], size[1]) for size in found if size)


@lru_cache(maxsize=_MOST_KEPT)
def _meanings_of(token: str) -> frozenset[traits.Meaning]:
    return frozenset(meaning for form in _terms_of(token) for meaning in traits.meanings(form))
