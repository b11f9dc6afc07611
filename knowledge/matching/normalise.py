"""Words of the trade in one spelling: sizes, packs, dimensions and part codes become comparable terms.

Nothing here knows a product word. What is known is general: units of measure and how people write numbers.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from domain.letters import plain_letters
from reading.spelling import SAID_PAIR

LONGEST_TERM = 64

# How units are written, and the one spelling they get. General to every trade.
_MEASURES = {
    "lb": ("lb", "lbs", "pound", "pounds", "#"),
    "oz": ("oz", "ounce", "ounces"),
    "gal": ("gal", "gals", "gallon", "gallons", "ga", "galon", "galones"),
    "qt": ("qt", "qts", "quart", "quarts"),
    "pt": ("pt", "pts", "pint", "pints"),
    "ct": ("ct", "cnt", "count", "pcs", "stk", "uds"),
    "in": ("in", "inch", "inches", '"', "po", "pouce", "pouces", "zoll", "pulgada", "pulgadas"),
    "ft": ("ft", "foot", "feet", "'", "pi", "pied", "pieds"),
    "mm": ("mm", "millimeter", "millimeters", "millimetre", "millimetres", "milimetro", "milimetros"),
    "cm": ("cm", "centimeter", "centimeters", "centimetre", "centimetres", "zentimeter", "centimetro", "centimetros"),
    "m": ("m", "metre", "metres", "meter", "meters", "metro", "metros"),
    "kg": ("kg", "kilo", "kilos", "kilogramm", "kilogramos"),
    "g": ("g", "gr", "gram", "grams", "gramm", "gramme", "grammes", "gramos"),
    "l": ("l", "lt", "ltr", "liter", "liters", "litre", "litres", "litro", "litros"),
    "ml": ("ml",),
    "cl": ("cl",),
    "mg": ("mg",),
    "dz": ("dz", "doz", "dozen"),
    "pk": ("pk",),
    "v": ("v", "volt", "volts"),
    "vac": ("vac",),
    "vdc": ("vdc",),
    "a": ("a", "amp", "amps"),
    "w": ("w", "watt", "watts"),
}
# The kind of current is often left out: 24v is asked for where it is 24vac or 24vdc.
_VOLTS, _CURRENTS = "v", ("vac", "vdc")
_SPELLING = {written: unit for unit, spellings in _MEASURES.items() for written in spellings}
_UNIT = "|".join(sorted((re.escape(s) for s in _SPELLING), key=len, reverse=True))
_NUMBER = r"\d+(?:[-\s]\d+/\d+|/\d+(?![\d/]))?(?:\.\d+)?|\.\d+"

# The marks of inches and feet between sides go: 24"x1000' is 24x1000 as much as 24 x 1000 is.
_JOINED_DIMENSIONS = re.compile(r"(?<=\d)[\"']?\s*[x×*]\s*(?=[\d.])")
_LENGTHS = frozenset({"in", "ft", "mm", "cm", "m"})
# Lengths have sides; of what is weighed or counted, so many are packed together: 12x2.5lb is 12/2.5lb.
_PACKED = re.compile(rf"(?<![\w./])(\d+)x(\d+(?:\.\d+)?)(?=\s*-?\s*({_UNIT})(?!\w))")
_MEASURE = re.compile(rf"(?<![\w./])({_NUMBER})\s*-?\s*({_UNIT})(?!\w|-\d)")  # 5W-30 is no five watts
# Feet and inches in one, and "six foot six"; quarters of a foot are catalogued as such, 6.5 ft. Apart they are two
# sizes: 10' 2" pipe.
_FEET = re.compile(r"(?<![\w./])(\d{1,2})(?:'-?(\d{1,2})\"| foot (6)(?! ?(?:in|inch|inches|\")\b))(?=[a-z]?(?![\w./]))")
_INCHES_OF_A_FOOT = 12
_GLUED_HASH = re.compile(r"#\s*(?=\d)")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9./\-~]*[a-z0-9]|[a-z0-9]|\.\d+")
# Two numbers with something between them: said aloud, "fifteen forty" is any of 15w40, 15/40, 15x40 and 15.40.
_PAIR = re.compile(r"(\d{1,3})([a-z]{1,2}-?|[./x-])(\d{1,3})")
_PACK = re.compile(r"(\d+)/([\d.]+)([a-z]+)")
_PLAIN_MEASURE = re.compile(rf"({_NUMBER})({'|'.join(_MEASURES)})")
_MIXED = re.compile(r"(?:(\d+)-)?(\d+)/(\d+)")
# Sides and ends of a fitting: 1-1/8id, 3/4w. Its number is one, not a 1 and an 8.
_LETTERED_FRACTION = re.compile(r"((?:\d+-)?\d+/\d+)([a-z]{1,3})")
_DIMENSIONS = re.compile(r"[\d./\-]+(?:x[\d./\-]+)+")
_THREAD = re.compile(r"(?:\d+/\d+|\d+)-\d{2}")
_PLURAL_NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?:'?s|er[ns]?)\b")
_LETTER_DIGIT = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
# What a product is not is one word of it, however it is written: non sterile, non-sterile, nonsterile.
_NEGATED = re.compile(r"\bnon[- ](?=[a-z]{4})")
_QUOTES = str.maketrans({"″": '"', "”": '"', "“": '"', "’": "'", "′": "'", "–": "-", "—": "-", "⁄": "/", "½": " 1/2"})
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


def fold(text: str) -> str:
    """Lower case, no accents, plain quotes and dashes, letters of other alphabets by their sound."""
    plain = text.casefold() if text.isascii() else text.translate(_QUOTES).casefold()
    return plain if plain.isascii() else plain_letters(plain).translate(_QUOTES)


def _respell(match: re.Match[str]) -> str:
    number = match.group(1).replace(" ", "-")
    mixed = _MIXED.fullmatch(number)
    if mixed and mixed[1] and int(mixed[2]) >= int(mixed[3]):
        # "40 12/1 qt" is no mixed number: it is a 40, and a pack of twelve.
        number = f"{mixed[1]} {mixed[2]}/{mixed[3]}"
    return f" {number}{_SPELLING[match.group(2)]} "


def _feet(match: re.Match[str]) -> str:
    inches = int(match[2] or match[3])
    if not 0 < inches < _INCHES_OF_A_FOOT:
        return match[0]
    quarters = inches * 4 % _INCHES_OF_A_FOOT == 0
    part = f"{Decimal(inches) / _INCHES_OF_A_FOOT:f}".removeprefix("0") if quarters else f"ft{inches}in"
    return f" {match[1]}{part}{'ft' if quarters else ''} "


def _as_pack(match: re.Match[str]) -> str:
    count, held = match[1], match[2]
    if _SPELLING[match[3]] in _LENGTHS or _is_fraction(count, held):
        return match[0]
    return f"{count}/{held}"


@lru_cache(maxsize=65_536)
def normalise_text(text: str) -> str:
    """One spelling: ``Milk 25 Lbs`` and ``MILK 25#`` are both ``milk 25lb``; ``10 x 26 x 8`` is ``10x26x8``."""
    folded = _DECIMAL_COMMA.sub(".", _THOUSANDS.sub("", fold(text)))
    named = _NEGATED.sub("non", folded)
    counted = _PLURAL_NUMBER.sub(r"\1", named)  # "flour 50s" is flour in fifties, "die 50er" those of fifty
    joined = _JOINED_DIMENSIONS.sub("x", counted)
    measured = _MEASURE.sub(_respell, _PACKED.sub(_as_pack, _FEET.sub(_feet, joined)))
    bare = _GLUED_HASH.sub("", measured)
    return " ".join(_TOKEN.findall(bare))


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """The tokens of a normalised text, in order."""
    return tuple(token[:LONGEST_TERM] for token in normalise_text(text).split())


@lru_cache(maxsize=65_536)
def forms(token: str) -> frozenset[str]:
    """Every way in which a token may be meant.

    ``4/1gal`` is also ``1gal`` and ``4/1``; ``aw46`` is also ``aw`` and ``46``; ``6205-2rs`` also ``62052rs``;
    ``4-1/2`` also ``4.5``; ``4-1/2x.045`` each of its sides.
    """
    found = {token} | _as_said(token)
    pack = _PACK.fullmatch(token)
    measure = _PLAIN_MEASURE.fullmatch(token)
    if pack and not _is_fraction(pack[1], pack[2]):
        return frozenset({token, f"{pack[1]}/{pack[2]}", f"{pack[2]}{pack[3]}"})
    if measure:
        if measure[2] in _CURRENTS:
            found.add(f"{measure[1]}{_VOLTS}")
        found |= {measure[1], measure[2]} | {f"{other}{measure[2]}" for other in _same_number(measure[1])}
        found |= _same_number(measure[1])
    elif _DIMENSIONS.fullmatch(token):
        sides = token.split("x")
        found |= {*sides, *(other for side in sides for other in _same_number(side))}
        if _THREAD.fullmatch(sides[0]):
            # The pitch of a common thread is often left out: 1/2-13x4 is asked for as 1/2x4.
            found.add("x".join([sides[0].rpartition("-")[0], *sides[1:]]))
    elif token[0] == ".":
        found |= _same_number(token)
    elif lettered := _LETTERED_FRACTION.fullmatch(token):
        found |= {lettered[1], lettered[2]} | _same_number(lettered[1])
    elif any(c.isalpha() for c in token):
        pieces = [piece for piece in re.split(r"[-/]", token) if piece]
        found |= {*pieces, token.replace("-", "")}
        if any(c.isdigit() for c in token):
            found.update(part for piece in pieces for part in _LETTER_DIGIT.split(piece) if part)
    else:
        found |= _same_number(token)
        if "-" in token and not _MIXED.fullmatch(token):
            found.update(piece for piece in token.split("-") if piece)
    return frozenset(form[:LONGEST_TERM] for form in found)


def _as_said(token: str) -> set[str]:
    """Two numbers as they are said, one after the other, and run into one: ``5w30`` is "five thirty", ``9010`` is
    "ninety ten"."""
    if SAID_PAIR in token:
        return {token.replace(SAID_PAIR, "")}
    pair = _PAIR.fullmatch(token)
    if pair is None:
        return set()
    said = {f"{pair[1]}{SAID_PAIR}{pair[3]}"}
    return said | {f"{pair[1]}{pair[3]}"} if pair[2][0].isalpha() and pair[2] != "x" else said


@lru_cache(maxsize=65_536)
def is_measure(token: str) -> bool:
    """Whether a normalised token is a number with a unit: ``1/2in``."""
    return _PLAIN_MEASURE.fullmatch(token) is not None


def _is_fraction(numerator: str, denominator: str) -> bool:
    """Whether 3/8 before a unit reads as three eighths rather than as three of eight."""
    return (
        denominator in {"2", "4", "8", "16", "32", "64"}
        and int(numerator) % 2 == 1
        and int(numerator) < int(denominator)
    )


def _same_number(written: str) -> set[str]:
    """A mixed or plain fraction as a decimal too, where the decimal ends: ``4-1/2`` is ``4.5``, ``.75`` is ``0.75``."""
    mixed = _MIXED.fullmatch(written)
    if not mixed:
        return _without_zeros(written) | ({f"0{written}"} if written[0] == "." else set())
    denominator = int(mixed[3])
    if denominator == 0 or 1000 % denominator or int(mixed[2]) >= denominator:
        return set()  # 50/50 is no part of one
    value = Decimal(int(mixed[1] or 0)) + Decimal(int(mixed[2])) / denominator
    return {format(value.normalize(), "f")}


def _without_zeros(written: str) -> set[str]:
    """A decimal without the zeros that end it: ``1.00`` is ``1``, ``2.50`` is ``2.5``."""
    whole, point, part = written.partition(".")
    if not point or not part.endswith("0") or not part.isdigit():
        return set()
    kept = part.rstrip("0")
    return {f"{whole}.{kept}" if kept else whole or "0"}
