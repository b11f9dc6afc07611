"""How people write what a catalog calls by a name: words cut short, sizes in other notation, in another order.

Everything is drawn from a random generator that is given, so the same generator writes the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from reading.languages import Lexicon

_MEASURED = frozenset({"LB", "OZ", "GAL", "QT", "PT", "IN", "FT", "MM", "CM", "KG", "ML"})
_SIGNS = {"IN": '"', "FT": "'", "LB": "#"}
_MEASURE = re.compile(r"([\d./\-]*\d)([a-z]+)")
_MIXED = re.compile(r"(?:(\d+)-)?(\d+)/(\d+)")
_SIDES = re.compile(r"(?<=[\da-z])x(?=[\d.])")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_PACK = re.compile(r"(\d+)/(\d[\d.]*)([a-z]+)")
_DECIMALS = {("1", "2"): "5", ("1", "4"): "25", ("3", "4"): "75"}
_PARTS = frozenset({"2", "4", "8", "16", "32", "64"})
_VOWELS = "aeiou"
_LONG_ENOUGH = 4


class Pen:
    """The hand of somebody who writes in a language, slips included."""

    def __init__(self, chance: random.Random, language: Lexicon) -> None:
        self._chance = chance
        self._language = language

    def word(self, word: str, whole: Sequence[str]) -> str:
        """A word as it may be written; ``whole`` are the words in full that it may be short for."""
        chance = self._chance
        full = chance.choice(whole) if whole and chance.random() < 0.6 else word
        if not full.isalpha() or len(full) < _LONG_ENOUGH or chance.random() < 0.55:
            return full
        at = chance.randrange(1, len(full) - 1)
        ways = (
            full[: max(_LONG_ENOUGH, len(full) * 3 // 5)],
            full[0] + "".join(c for c in full[1:] if c not in _VOWELS),
            full[:at] + full[at + 1] + full[at] + full[at + 2 :],
            full[:at] + full[at + 1 :],
            f"{full}s",
        )
        return chance.choice(ways)

    def size(self, token: str) -> str:
        """A number or size in one of its notations: ``1/2in`` as half inch, 0.5", 1/2 in."""
        packed = _PACK.fullmatch(token)
        if packed and packed[3] in self._language.units and packed[2] not in _PARTS:
            count, held, unit = packed.groups()
            return self._chance.choice((token, f"{count}/{held} {unit}", f"{count}x{held}{unit}"))
        if _SIDES.search(token):
            return self._sides(token)
        if measured := _MEASURE.fullmatch(token):
            return self._measure(measured[1], measured[2])
        if _MIXED.fullmatch(token):
            return self._chance.choice((token, token, self._number(token)))
        return _POINT.sub(self._language.decimal, token) if self._chance.random() < 0.7 else token

    def angle(self, token: str) -> str:
        """An angle, with or without its unit."""
        return self._chance.choice(
            (token, token, f"{token} {self._chance.choice(sorted(self._language.traits['angle'].names))}")
        )

    def _sides(self, token: str) -> str:
        between = (" x ", "x", *(f" {word} " for word in sorted(self._language.sides)))
        return _SIDES.sub(self._chance.choice(between), token)

    def _measure(self, number: str, unit: str) -> str:
        chance, language = self._chance, self._language
        counts = language.traits["count"].names
        if unit in counts:
            # A count that is a unit too ("pieces") would be read as the amount.
            return f"{number} {chance.choice(sorted(name for name in counts if name not in language.units))}"
        code = language.units.get(unit, unit.upper())
        written = number if chance.random() < 0.6 else self._number(number)
        if code not in _MEASURED:
            return f"{number}{chance.choice(('', ' '))}{unit}"
        if code in _SIGNS and written[-1].isdigit() and chance.random() < 0.4:
            return f"{written}{_SIGNS[code]}"
        names = [unit, *(word for word, same in language.units.items() if same == code and word.isalpha())]
        return f"{written}{chance.choice(('', ' ')) if written[-1].isdigit() else ' '}{chance.choice(names)}"

    def _number(self, number: str) -> str:
        """A number in another notation: a fraction as a decimal or in words. Intake writes spoken numbers as digits."""
        language = self._language
        mixed = _MIXED.fullmatch(number)
        if mixed is None:
            return _POINT.sub(language.decimal, number)
        whole, upper, lower = mixed[1] or "", mixed[2], mixed[3]
        ways = [f"{whole} {upper}/{lower}".strip()]
        if (upper, lower) in _DECIMALS:
            ways.append(f"{whole or self._chance.choice(('0', ''))}{language.decimal}{_DECIMALS[upper, lower]}")
        if (upper, lower) == ("1", "2") and not whole and language.halves:
            ways.append(min(language.halves))
        return self._chance.choice(ways)

    def ordered(self, written: Sequence[str]) -> str:
        """The words mostly as they stand; else what has a digit first, or the first word last, or any order."""
        way = self._chance.random()
        if way < 0.2:
            return " ".join(sorted(written, key=lambda word: not any(c.isdigit() for c in word)))
        if way < 0.3:
            return " ".join((*written[1:], written[0]))
        if way < 0.4:
            return " ".join(self._chance.sample(written, len(written)))
        return " ".join(written)

    def amount(self) -> int:
        """How many are wanted: most often few."""
        return self._chance.choice((1, 2, 2, 3, 4, 5, 6, 8, 10, 12))

    def line(self, text: str, amount: int, unit: str) -> str:
        """Product words with an amount before or behind, and perhaps a word of courtesy."""
        chance, language = self._chance, self._language
        code = language.units.get(unit.casefold(), unit)
        named = [word for word, same in language.units.items() if same == code and word.isalpha()] or [unit.casefold()]
        counted = f"{amount} {chance.choice(named)}"
        ways = [f"{counted} {text}", f"{text} - {counted}"]
        if not text[0].isdigit() and text.partition(" ")[0] not in language.units:
            # Behind a bare amount, these would be its unit, or more of the number.
            ways += [f"{amount} {text}", f"{amount} x {text}"]
        if not text[-1].isdigit():
            ways.append(f"{text} {counted}")
        line = chance.choice(ways)
        if chance.random() < 0.15:
            line = f"{line} {chance.choice(language.phrases['thanks'])}"
        return chance.choice((line, line, line, line.upper()))
