"""Codes said aloud: letters and numbers one after another, "double four", "dash", as labels and papers write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reading.languages import Lexicon
from reading.numbers import MEASURES, spoken_at
from reading.spoken_numbers import spoken_value
from reading.tokens import Kind, Token, fold

_MOST_PIECES = 40
_FEWEST_FIGURES = 3
_FEWEST_PIECES = 3
_TENS = frozenset(str(tens) for tens in range(20, 100, 10))
_INCH = "IN"
# A side with a fraction stays a word of its own: catalogs write it in many ways.
_SIDE = re.compile(r"\d{1,4}(?:\.\d{1,3})?")
_SHORTEST_MEASURE = 4
# Between two numbers that are said one after the other, whatever a label writes there: no customer writes it.
SAID_PAIR = "~"


def spelled_at(words: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """A spelled letter or spoken number that begins at a word, as written, with how many words it took."""
    word = words[at].folded
    if len(word) == 1 and word.isalpha():
        return word.upper(), 1
    letter = lexicon.spelling.letters.get(word)
    if letter is not None:
        return letter, 1
    times = 2 if word in lexicon.spelling.doubles else 3 if word in lexicon.spelling.triples else 0
    if times and at + 1 < len(words):
        repeated = _single(words[at + 1].folded, lexicon)
        return (repeated * times, 2) if repeated else None
    spoken = spoken_at(words, at, lexicon)
    if spoken is not None:
        return str(spoken.value), spoken.length
    return ("0", 1) if word in lexicon.spelling.zeros else None


def _single(word: str, lexicon: Lexicon) -> str | None:
    """One letter or one digit, however it is said."""
    if len(word) == 1 and word.isalnum():
        return word.upper()
    if word in lexicon.spelling.zeros:
        return "0"
    value = lexicon.numbers.get(word)
    return str(value) if value is not None and 0 < value < 10 else lexicon.spelling.letters.get(word)


def spelled_out(words: Sequence[Token], lexicon: Lexicon) -> str:
    """Words as one text to search by: runs of spelled letters and numbers as the codes that they spell.

    Two spoken numbers side by side are two parts of a size: "eighteen twenty-two" is 18~22, which labels write 18/22,
    18x22 or 18W22; but "two twenty" is 220. Letters and numbers spelled one after another are a code: "C one
    twenty-eight" is C128, and so are three single digits or more. A fraction that is said is one that is written:
    "three eighths" is 3/8.
    """
    found: list[str] = []
    at = 0
    while at < len(words):
        if is_one_of_a_measure(words, at, lexicon):
            found.append("1")
            at += 1
            continue
        told = (
            _and_half_at(words, at, lexicon)
            or _mixed_at(words, at, lexicon)
            or _fraction_at(words, at, lexicon)
            or _decimal_at(words, at, lexicon)
            or _size_in_one(words[at], lexicon)
        )
        if told is not None:
            found.append(told[0])
            at += told[1]
            continue
        pieces: list[str] = []
        while (
            at < len(words)
            and len(pieces) < _MOST_PIECES
            and (piece := spelled_at(words, at, lexicon)) is not None
            and _and_half_at(words, at, lexicon) is None
            and _mixed_at(words, at, lexicon) is None
        ):
            pieces.append(piece[0])
            at += piece[1]
        if not pieces:
            found.append(_without_elision(words[at], lexicon))
            at += 1
        else:
            found.append(_joined(pieces))
    return " ".join(_with_sides(found, lexicon))


def _with_sides(said: Sequence[str], lexicon: Lexicon) -> list[str]:
    """The sides of a size in one: 60x90 for "sixty by ninety"."""
    found: list[str] = []
    at = 0
    while at < len(said):
        size = [said[at]]
        while _SIDE.fullmatch(size[-1]) and fold("".join(said[at + 1 : at + 2])) in lexicon.sides:
            if not _SIDE.fullmatch("".join(said[at + 2 : at + 3])):
                break
            size.append(said[at + 2])
            at += 2
        found.append("x".join(size))
        at += 1
    return found


def is_one_of_a_measure(words: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word is the "un" of "durcisseur un litre": a size, and no article."""
    measured = at + 1 < len(words) and lexicon.units.get(words[at + 1].folded) in MEASURES
    return measured and lexicon.has("articles", words[at].folded)


def _and_half_at(words: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """A number and the half that is said behind it: "cinco y media" is 5-1/2, "uno e mezzo" 1-1/2."""
    whole = spoken_at(words, at, lexicon)
    if whole is None or not half_behind(words, at, whole.length, lexicon):
        return None
    return f"{whole.value}-1/2", whole.length + 2


def _mixed_at(words: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """A number with a fraction behind it, as it is written: "three and five eighths" is 3-5/8, "inch and a half" 1-1/2
    inch. The fraction says how many of its parts: "three quarter inch" is no three and a quarter."""
    whole = lexicon.numbers.get(words[at].folded)
    following = words[at + 1].folded if at + 1 < len(words) else ""
    if whole is not None and following.partition("-")[0] in lexicon.numbers:
        told = _fraction_at(words, at + 1, lexicon)
        return (f"{whole}-{told[0]}", told[1] + 1) if told is not None else None
    counted = at > 0 and (words[at - 1].text[-1].isdigit() or words[at - 1].folded in lexicon.numbers)
    part = 2 if following in lexicon.halves else lexicon.fractions.get(following)
    if lexicon.units.get(words[at].folded) != _INCH or counted or part is None:
        return None
    return f"1-1/{part} {words[at].folded}", 2


def half_behind(words: Sequence[Token], at: int, length: int, lexicon: Lexicon) -> bool:
    """Whether a word that joins and a half stand behind a number of so many words."""
    following = [token.folded for token in words[at + length : at + length + 2]]
    if len(following) < 2 or spoken_at(words, at, lexicon) is None:
        return False
    return following[0] in lexicon.joins_by_place["halves"] and following[1] in lexicon.halves


def _fraction_at(words: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """A fraction that is said, as it is written, with how many words it took: a part alone only of an inch."""
    said = words[at].folded
    upper, _, lower = said.partition("-")
    following = words[at + 1].folded if at + 1 < len(words) else ""
    if upper in lexicon.numbers and lower in lexicon.fractions:
        return f"{lexicon.numbers[upper]}/{lexicon.fractions[lower]}", 1
    # What was passed over between them is "and a": one and a quarter is no quarter, and one half no one and a half.
    beside = bool(following) and words[at + 1].start - words[at].end <= 1
    if beside and said in lexicon.numbers and following in lexicon.fractions:
        return f"{lexicon.numbers[said]}/{lexicon.fractions[following]}", 2
    if beside and lexicon.numbers.get(said) == 1 and following in lexicon.halves:
        return "1/2", 2
    part = 2 if upper in lexicon.halves else lexicon.fractions.get(upper)
    if part is None:
        return None
    if lower and lexicon.units.get(lower) == _INCH:
        return f"1/{part} {lower}", 1
    return (f"1/{part} {following}", 2) if said == upper and lexicon.units.get(following) == _INCH else None


def _decimal_at(words: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """A decimal that is said, as it is written: "point six five" is .65, "zwei Komma fünf" 2.5."""
    whole = spoken_at(words, at, lexicon)
    behind = at + whole.length if whole is not None else at
    if behind >= len(words) or lexicon.spelling.marks.get(words[behind].folded) != ".":
        return None
    digits, end = "", behind + 1
    while (
        end < len(words)
        and (part := spoken_at(words, end, lexicon)) is not None
        and part.value < (10 if digits else 100)
    ):
        digits += str(part.value)
        end += part.length
    return (f"{whole.value if whole is not None else ''}.{digits}", end - at) if digits else None


def _size_in_one(word: Token, lexicon: Lexicon) -> tuple[str, int] | None:
    """A size that is one word: "twenty-eights" is 28, "two-forty" 240, "Fünf-Liter" and "Fünfliter" are 5 liter."""
    said = word.folded
    endings = [(said.removesuffix(ending), plain) for ending, plain in lexicon.number_endings if said.endswith(ending)]
    for number in (f"{beginning}{plain}" for beginning, plain in endings if beginning):
        value = spoken_value(number, lexicon.codes) or _with_hundreds(number, lexicon)
        if value is not None and value > 1 and said not in lexicon.numbers:
            return str(value), 1
    hundreds = _with_hundreds(said, lexicon)
    if hundreds is not None:
        return str(hundreds), 1
    for cut in range(len(said) - 1, 1, -1):
        unit = said[cut:].lstrip("-").partition("-")[0]
        if len(unit) < _SHORTEST_MEASURE or lexicon.units.get(unit) not in MEASURES:
            continue
        number = said[:cut].rstrip("-")
        amount = lexicon.amounts.get(number) or spoken_value(number, lexicon.codes)
        if amount is not None:
            return f"{amount} {unit}", 1
    return None


def _with_hundreds(word: str, lexicon: Lexicon) -> int | None:
    """What ones and tens with a hyphen come to where hundreds are left out: 240 for "two-forty"."""
    ones, _, rest = word.partition("-")
    hundreds = lexicon.numbers.get(ones, 0)
    tens = spoken_value(rest, lexicon.codes) if rest and 0 < hundreds < 10 else None
    if tens is None or not 10 <= tens < 100 or spoken_value(word, lexicon.codes) is not None:
        return None
    return hundreds * 100 + tens


def _joined(pieces: list[str]) -> str:
    lettered = any(piece.isalpha() for piece in pieces)
    if len(pieces) > 1 and (lettered or (len(pieces) > 2 and all(len(piece) <= 2 for piece in pieces))):
        return "".join(pieces)
    if len(pieces) == 2 and len(pieces[0]) == 1 and pieces[1] in _TENS:
        return "".join(pieces)
    return SAID_PAIR.join(pieces) if len(pieces) == 2 else " ".join(pieces)


def _without_elision(word: Token, lexicon: Lexicon) -> str:
    """``oignons`` of ``d'oignons``."""
    beginning = next((e for e in lexicon.words["elisions"] if word.folded.startswith(e)), "")
    return word.text[len(beginning) :] if len(word.folded) == len(word.text) else word.text


def spelled_wholly(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether tokens are one code that is spelled, of three pieces or more: "four eight double oh two oh"."""
    at = pieces = 0
    while at < len(tokens) and pieces < _MOST_PIECES:
        piece = spelled_at(tokens, at, lexicon) if tokens[at].kind is Kind.WORD else None
        if piece is None or tokens[at].folded[0].isdigit():
            return False
        at += piece[1]
        pieces += 1
    return at == len(tokens) and pieces >= _FEWEST_PIECES


def spelled_code_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """The code that is spelled from a token on, marks between its parts included ("S R M dash five five"), and the
    position behind it. None where fewer than two pieces are spelled."""
    pieces: list[str] = []
    position = at
    end = at
    while position < len(tokens) and len(pieces) < _MOST_PIECES:
        token = tokens[position]
        mark = lexicon.spelling.marks.get(token.folded)
        if mark is not None and pieces:
            pieces.append(mark)
            position += 1
            continue
        if token.text == "," and (
            (pieces and _is_beside_a_mark(pieces[-1], tokens, position + 1, lexicon))
            or (len(pieces) > 1 and "".join(pieces).isalpha() and _figures_follow(tokens, position + 1, lexicon))
        ):
            position += 1
            continue
        piece = spelled_at(tokens, position, lexicon) if token.kind is Kind.WORD else None
        letter = lexicon.spelling.code_letters.get(token.folded)
        if piece is None and letter is not None:
            piece = letter, 1
        if piece is None and token.folded.isalnum() and any(c.isdigit() for c in token.folded):
            piece = token.text.upper(), 1
        if piece is None:
            break
        pieces.append(piece[0])
        position += piece[1]
        end = position
    while pieces and not pieces[-1].isalnum():
        pieces.pop()
    return ("".join(pieces), end) if len(pieces) > 1 else None


def _figures_follow(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether so many figures are said one by one that they count nothing: "T R M, eight eight two four zero"."""
    said = 0
    while said < _FEWEST_FIGURES and at < len(tokens) and tokens[at].kind is Kind.WORD:
        piece = spelled_at(tokens, at, lexicon)
        if piece is None or not piece[0].isdigit():
            return False
        said, at = said + 1, at + piece[1]
    return said == _FEWEST_FIGURES


def _is_beside_a_mark(piece: str, tokens: Sequence[Token], behind: int, lexicon: Lexicon) -> bool:
    """Whether a comma stands before or behind a dash that is said: "four one, dash, two six"."""
    marked = behind < len(tokens) and tokens[behind].folded in lexicon.spelling.marks
    return marked or not piece.isalnum()
