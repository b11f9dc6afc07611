"""What a pack text says is in a case, bag or roll: ``4/1 GAL``, ``12 x 500 ml``, ``Karton à 12 Stk``, ``100/BX``.

A pack text may be read in more than one way: ``1M`` is a metre or a thousand, ``1/2 GAL`` a half or one of two. Every
reading is given; which one holds follows from what else is known of the product.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from math import prod

from domain.measures import COUNTS, PIECE, WEIGHTS_AND_MEASURES, ratio
from knowledge.unit_codes import common_code
from reading.tokens import fold

_LONGEST_TEXT = 120
_MOST_LEVELS = 4
_LARGEST = 1_000_000
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?|[.,]\d{1,6}")
_TOKEN = re.compile(rf"\d{{1,3}}(?:[.,]\d{{3}})+(?![.,\d])|{_NUMBER.pattern}|(?:m|ft)2(?!\d)|[a-z]+|\S")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_RANGE = re.compile(r"\d ?[-–] ?\d")
_TIMES = frozenset({"/", "x", "×", "*"})
_MARKS = frozenset({"-", "(", ")", ",", ";", ":", ".", "–"})
_HALVED = frozenset({2, 4, 8, 16, 32, 64})
# Shorter lengths are what a thing measures, not how much of it there is.
_RUNNING_LENGTHS = frozenset({"M", "FT", "YD"})
_DIMENSIONS = frozenset({"MM", "CM", "IN"})


@dataclass(frozen=True)
class Pack:
    """One reading of what is in one ``container`` (a common unit code; None where the text names none).

    ``counts`` are the numbers of things in things, the outermost first; ``size`` is how many ``code`` the innermost
    thing is. ``4/1 GAL`` has counts 4 and size 1 GAL, ``10/100`` counts 10 and 100 and no size, ``10 BX/CS`` the size
    10 BX and the container CS.
    """

    counts: tuple[Fraction, ...] = ()
    size: Fraction | None = None
    code: str | None = None
    container: str | None = None

    def holds(self, code: str) -> Fraction | None:
        """How many ``code`` are in it: of ``4/1 GAL`` 4 GAL, 16 QT and 4 EA. None where that does not follow."""
        each = ratio(self.code, code) if self.code is not None else None
        if self.size is not None and each is not None:
            return prod(self.counts, start=self.size) * each
        if not self.counts or not (self.code is None or self.code in WEIGHTS_AND_MEASURES):
            return None
        pieces = ratio(PIECE, code)
        return prod(self.counts, start=Fraction(1)) * pieces if pieces is not None else None

    @property
    def one(self) -> tuple[Fraction, str] | None:
        """The size of the innermost thing, such as 1 GAL of ``4/1 GAL``; None where it has none."""
        return (self.size, self.code) if self.size is not None and self.code is not None else None


@lru_cache(maxsize=16_384)
def read_packs(text: str) -> tuple[Pack, ...]:
    """Every reading of a pack text; none where any of it is not understood, or where what is in it varies."""
    folded = fold(text[:_LONGEST_TEXT])
    if _RANGE.search(folded):
        return ()
    tokens = [token for token in _TOKEN.findall(folded) if token not in _MARKS]
    reader = _Reader(tokens)
    found: list[Pack] = []
    while not reader.over:
        packs = list(reader.phrase())
        if not packs:
            return ()
        found.extend(packs)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    """The words of pack texts, by what they do there."""
    raw = tomllib.loads(files(__package__).joinpath("unit_codes.toml").read_text(encoding="utf-8"))
    return {use: frozenset(fold(word) for word in words) for use, words in raw["packs"].items()}


class _Reader:
    """Reads the tokens of a pack text from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def over(self) -> bool:
        return self._at >= len(self._tokens)

    def phrase(self) -> Iterator[Pack]:
        """The readings of one ``100/BX``, ``case of 12`` or ``6 x 1,5 l``; none where it is not one."""
        self._skip_between()
        container = self._container()
        if container is not None:
            self._skip_between()
        numbers, marks = self._chain()
        if not numbers:
            return
        can_size = marks[-1:] == ["#"]
        unit = None if can_size else self._unit()
        if container is None:
            container = self._container_behind()
        for counts, size, code in _readings(numbers, marks, unit):
            yield Pack(counts, size, code, container)

    def _peek(self, ahead: int = 0) -> str:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else ""

    def _skip_between(self) -> None:
        while not self.over and self._peek() in _words()["between"]:
            self._at += 1

    def _container(self) -> str | None:
        """A container's name: any unit that neither measures nor counts."""
        code = common_code(self._peek())
        if code is None or code in WEIGHTS_AND_MEASURES or code in COUNTS:
            return None
        self._at += 1
        return code

    def _container_behind(self) -> str | None:
        """The container that is named behind what is in it: ``/BX``, ``per box``, ``BG``."""
        before = self._at
        parted = self._peek() == "/"
        self._at += parted
        self._skip_between()
        container = self._container()
        # In "500 ml Karton 12" the carton begins what follows.
        if container is None or (not parted and _NUMBER.match(self._peek())):
            self._at = before
            return None
        return container

    def _chain(self) -> tuple[list[str], list[str]]:
        """Numbers that multiply, and the marks between them: ``4/1``, ``6 x 4 x 100``, ``12 bottles of 750``."""
        numbers: list[str] = []
        marks: list[str] = []
        while len(numbers) < _MOST_LEVELS:
            if self._peek() == "#" and _NUMBER.fullmatch(self._peek(1)) and marks:
                marks[-1] = "#"
                self._at += 1
            if not _NUMBER.match(self._peek()):
                break
            numbers.append(self._peek())
            self._at += 1
            ahead = self._to_next_number()
            if not ahead:
                break
            marks.append(self._peek())
            self._at += ahead
        return numbers, marks[: max(len(numbers) - 1, 0)]

    def _to_next_number(self) -> int:
        """How many tokens lie between a number and the next one that it multiplies; 0 where there is none."""
        ahead = 1 if common_code(self._peek()) not in {None, *WEIGHTS_AND_MEASURES, *COUNTS} else 0
        inner = ahead
        while self._peek(ahead) in _TIMES or (inner and self._peek(ahead) in _words()["between"]):
            ahead += 1
        following = self._peek(ahead + 1) if self._peek(ahead) == "#" else self._peek(ahead)
        return ahead if ahead > inner and _NUMBER.match(following) else 0

    def _unit(self) -> str | None:
        """The unit behind a number, as written."""
        word = self._peek()
        if word in _words()["count"] or common_code(word) is not None:
            self._at += 1
            return word
        return None


def _readings(
    numbers: list[str], marks: list[str], unit: str | None
) -> Iterator[tuple[tuple[Fraction, ...], Fraction | None, str | None]]:
    """Every way to read numbers with the unit behind them, as counts, size and the size's unit."""
    *outer, last = numbers
    counts = tuple(_whole(number) for number in outer)
    if any(count is None for count in counts):
        return
    known = tuple(count for count in counts if count is not None)
    code = PIECE if unit in _words()["count"] else common_code(unit) if unit else None
    if marks[-1:] == ["#"]:
        yield known, None, None
        return
    fraction = _fraction(numbers, marks)
    if code is None or code == PIECE:
        whole = _whole(last)
        if whole is not None and fraction is None:
            yield (*known, whole), None, None
        return
    if code in _DIMENSIONS or (code in _RUNNING_LENGTHS and set(marks) - {"/"}):
        return
    if unit in _words()["thousand"] and (thousands := _whole(last)) is not None:
        yield (*known, thousands * 1_000), None, None
    if fraction is not None:
        yield known[:-1], fraction, code
    for size in _values(last, measured=code in WEIGHTS_AND_MEASURES):
        yield known, size, code


def _fraction(numbers: list[str], marks: list[str]) -> Fraction | None:
    """The last two numbers as a fraction, where they could be one: 1/2, 3/8."""
    if marks[-1:] != ["/"] or not (numbers[-1].isdigit() and numbers[-2].isdigit()):
        return None
    over, under = int(numbers[-2]), int(numbers[-1])
    return Fraction(over, under) if under in _HALVED and over % 2 == 1 and over < under else None


def _whole(number: str) -> Fraction | None:
    """A number of things; ``1.000`` of them is a thousand."""
    plain = re.sub("[.,]", "", number) if _THOUSANDS.fullmatch(number) else number
    return Fraction(int(plain)) if plain.isdigit() and 0 < int(plain) <= _LARGEST else None


def _values(number: str, measured: bool) -> Iterator[Fraction]:
    """What a written size may come to: ``1,5`` is one and a half, ``1.000`` kg a thousand or one."""
    whole = _whole(number)
    if whole is not None:
        yield whole
    if number.count(".") + number.count(",") == 1 and measured:
        decimal = Fraction(f"0{number.replace(',', '.')}")
        if 0 < decimal <= _LARGEST:
            yield decimal
