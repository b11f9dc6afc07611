"""Order lines in running text: which words ask for a product, how much of it, and in what unit.

Text is parted at line ends, commas, full stops and the joining words of the language. A part that carries an amount
before its words (``2 cs romas``) or behind them (``romas x2``, ``GV0101 chicken 6 cs``) is a line. A part without one
belongs to the line before it, when there is one: "six cases of haddock, the fresh ten pound".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reading.languages import Lexicon
from reading.numbers import Amount, amount_at, spoken_at
from reading.tokens import Kind, Token

_BREAKING_MARKS = frozenset({",", ";", ".", "?", "!", ":", "(", ")", "•", "*", "·", "|", "[", "]", "¿", "¡", ">"})
# Marks behind which a part may say more of the line before it.
_GOING_ON = frozenset({",", "("})
_DASHES = frozenset({"-", "--", "–", "—"})
_TIMES = frozenset({"x", "×", "qty", "qty:", "@qty"})
_PLAIN_COUNT = re.compile(r"\d{1,6}")
_GLUED = re.compile(r"(\d{1,6})([a-z]{1,9})")
_TIMES_GLUED = re.compile(r"(?:x(\d{1,6})|(\d{1,6})x)")
_WEIGHTS = frozenset({"LB", "OZ", "KG", "GAL", "QT", "PT", "L", "FT", "M", "YD"})
_SIZES = frozenset({"ct", "in", "inch", "x", "mm", "ga", "awg", "v", "a", "w", "hp", "psi"})
_SPOKEN_ZEROS = frozenset({"oh", "zero"})
_LONGEST_FAREWELL = 3
_LARGEST_PLAIN_COUNT = 5000


@dataclass(frozen=True, slots=True)
class LineMention:
    """One line as mentioned.

    ``tokens`` are all its tokens, ``words`` those that name the product, ``without`` those that it must not have: the
    "not the C3" behind a bearing. ``unit_code`` is the code that the written
    unit commonly has. ``cut`` says that the line was parted from its neighbour at a bare number, which may be wrong;
    ``loose`` that its amount stood behind the words with nothing to mark it as one.
    """

    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    without: tuple[Token, ...]
    amount: Decimal | None
    unit_word: str | None
    unit_code: str | None
    cut: bool = False
    loose: bool = False

    def query(self, lexicon: Lexicon) -> str:
        """The product words as one text to search by, with number words as digits.

        Two spoken numbers side by side are a size range as labels write it: "eighteen twenty-two" is 18/22. Letters and
        numbers spelled one after another are a code: "C one twenty-eight" is C128.
        """
        found: list[str] = []
        at = 0
        while at < len(self.words):
            spelled: list[str] = []
            while at < len(self.words) and (piece := _spelled_at(self.words, at, lexicon)) is not None:
                spelled.append(piece[0])
                at += piece[1]
            if not spelled:
                found.append(self.words[at].text)
                at += 1
            elif len(spelled) > 1 and any(piece.isalpha() for piece in spelled):
                found.append("".join(spelled))
            else:
                found.append("/".join(spelled) if len(spelled) == 2 else " ".join(spelled))
        return " ".join(found)


def _spelled_at(words: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """A spelled letter or spoken number that begins at a word, as written, with how many words it took."""
    word = words[at].folded
    if len(word) == 1 and word.isalpha():
        return word.upper(), 1
    spoken = spoken_at(words, at, lexicon)
    if spoken is not None:
        return str(spoken.value), spoken.length
    return ("0", 1) if word in _SPOKEN_ZEROS else None


@dataclass(slots=True)
class Segment:
    """A part of a text between two separators. ``opens`` are the marks that stand before it."""

    tokens: list[Token]
    opens: str = ""


@dataclass(frozen=True, slots=True)
class LinesReading:
    """The lines of a text and the tokens that belong to none of them."""

    lines: tuple[LineMention, ...]
    rest: tuple[Token, ...]


@dataclass(slots=True)
class _Line:
    """A line being put together."""

    tokens: list[Token]
    words: list[Token]
    amount: Decimal | None
    unit: Token | None
    unit_code: str | None
    cut: bool = False
    loose: bool = False
    extra: list[Token] = field(default_factory=list)


def read_lines(
    tokens: Sequence[Token], settled: frozenset[int], lexicon: Lexicon, is_number: Callable[[str], bool]
) -> LinesReading:
    """Read the lines of a text.

    Args:
        tokens: the whole text.
        settled: positions of tokens that mean something else already (dates, purchase order numbers, names).
        lexicon: the words of the languages the text is in.
        is_number: whether a word is a product number of the distributor's or of this customer's.
    """
    lines: list[_Line] = []
    rest: list[Token] = []
    pending: list[Token] = []
    commas = sum(token.text in {",", ";"} for token in tokens)
    for segment in _segments(tokens, settled, lexicon):
        pieces = _cut_at_amounts(segment.tokens, lexicon, bare_numbers_too=not commas)
        if segment.opens not in _GOING_ON:
            rest.extend(pending)
            pending = []
        for position, piece in enumerate(pieces):
            aside = segment.opens == "(" and bool(lines) and not pending
            bare = None if aside else _bare_amount(piece, lexicon)
            line = None if bare or aside else _line(piece, lexicon, is_number)
            if bare is not None and pending:
                lines.append(_Line([*pending, *piece], pending, bare.amount, bare.unit, bare.unit_code))
                pending = []
            elif bare is not None and lines and lines[-1].unit_code in _WEIGHTS and segment.opens == ",":
                _take_amount(lines[-1], bare, piece)
            elif line is not None:
                line.cut = len(pieces) > 1
                lines.append(line)
            elif position == 0 and _continues(segment, piece, lines, lexicon) and not pending:
                lines[-1].extra.extend(piece)
            else:
                rest.extend(pending)
                pending = _without_courtesy(piece, lexicon)
                rest.extend(piece[: len(piece) - len(pending)])
    rest.extend(pending)
    return LinesReading(tuple(_finish(line, lexicon) for line in lines), tuple(rest))


def _bare_amount(tokens: list[Token], lexicon: Lexicon) -> _Line | None:
    """A part that is an amount and perhaps a unit, and nothing else: the ``2 cases`` of "ground turkey, 2 cases"."""
    inner = _without_courtesy(tokens, lexicon)
    amount = amount_at(inner, 0, lexicon)
    if amount is None or len(inner) > amount.length + 1:
        return None
    unit = inner[amount.length] if len(inner) > amount.length else None
    if unit is not None and (unit.folded not in lexicon.units or lexicon.units[unit.folded] in _WEIGHTS):
        return None
    return _Line([], [], amount.value, unit, lexicon.units[unit.folded] if unit else None)


def _take_amount(line: _Line, bare: _Line, piece: list[Token]) -> None:
    """What looked like the amount of a line was its size: "4 oz chicken breast, 2 cases"."""
    line.words = [token for token in line.tokens if token.kind is Kind.WORD]
    line.tokens = [*line.tokens, *piece]
    line.amount, line.unit, line.unit_code = bare.amount, bare.unit, bare.unit_code


def _segments(tokens: Sequence[Token], settled: frozenset[int], lexicon: Lexicon) -> list[Segment]:
    segments = [Segment([])]
    for position, token in enumerate(tokens):
        if position in settled:
            if segments[-1].tokens:
                segments.append(Segment([]))
            continue
        breaks = token.kind is Kind.NEWLINE or token.text in _BREAKING_MARKS
        if breaks:
            segments.append(Segment([], "\n" if token.kind is Kind.NEWLINE else token.text))
        elif token.folded in lexicon.words["separators"] and _amount_follows(tokens, position + 1, lexicon):
            segments.append(Segment([], ","))
        else:
            segments[-1].tokens.append(token)
    return [segment for segment in segments if any(t.kind is Kind.WORD for t in segment.tokens)]


def _amount_follows(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    amount = amount_at(tokens, at, lexicon)
    if amount is not None and tokens[at].folded in lexicon.halves:
        # "half & half" is a product; "and half a case" and "and half cs" are amounts.
        unit = at + (2 if _article_and_unit(tokens, at + 1, lexicon) else 1)
        return unit < len(tokens) and lexicon.units.get(tokens[unit].folded) not in {None, "EA"}
    if amount is not None or _article_and_unit(tokens, at, lexicon):
        return True
    return at < len(tokens) and bool(_GLUED.fullmatch(tokens[at].folded))


def _article_and_unit(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """``a case``: an article counts as one only before a unit."""
    return (
        at + 1 < len(tokens) and lexicon.has("articles", tokens[at].folded) and tokens[at + 1].folded in lexicon.units
    )


def _cut_at_amounts(tokens: list[Token], lexicon: Lexicon, bare_numbers_too: bool) -> list[list[Token]]:
    """``3 med wings 1 onion ring`` as two parts: texts often have no commas.

    Cut before a number with a container (``2 bx``); before a small bare number only where the text has no commas, or
    where it was cut at a container already.
    """
    if amount_at(tokens, 0, lexicon) is None:
        return [tokens]
    cuts = [0]
    named_since = False
    for at in range(2, len(tokens) - 1):
        before, number, after = (token.folded for token in tokens[at - 1 : at + 2])
        named_since = named_since or (before.isalpha() and before not in lexicon.units)
        if not named_since or not _PLAIN_COUNT.fullmatch(number) or int(number) > _LARGEST_PLAIN_COUNT:
            continue
        if not any(c.isalpha() for c in after):
            continue
        code = lexicon.units.get(after)
        contained = code is not None and code not in _WEIGHTS and at + 2 < len(tokens)
        measured = code in _WEIGHTS or after in _SIZES
        if contained or ((bare_numbers_too or len(cuts) > 1) and not measured and code is None):
            cuts.append(at)
            named_since = False
    return [tokens[start:end] for start, end in zip(cuts, [*cuts[1:], len(tokens)], strict=True)]


def _line(tokens: list[Token], lexicon: Lexicon, is_number: Callable[[str], bool]) -> _Line | None:
    """A part as a line, or None when it names no amount."""
    inner = _without_courtesy(tokens, lexicon)
    if not inner:
        return None
    behind = _amount_behind(inner, lexicon)
    line = behind if is_number(inner[0].folded) else _amount_before(inner, lexicon) or behind
    if line is not None:
        line.tokens = inner
    return line


def _without_courtesy(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """The part from its first word that is no courtesy: "please send 2 cs" begins at 2."""
    at = 0
    while at < len(tokens) and not _begins_amount(tokens, at, lexicon):
        word = tokens[at].folded
        if (
            tokens[at].kind is Kind.WORD
            and not lexicon.has("courtesy", word)
            and word not in lexicon.phrases["date_lead"]
        ):
            break
        at += 1
    return tokens[at:]


def _begins_amount(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether an amount begins here: not with the "one" of "that one arrived"."""
    if at and lexicon.has("pointing", tokens[at - 1].folded) and not tokens[at].folded[0].isdigit():
        return False
    return amount_at(tokens, at, lexicon) is not None or _article_and_unit(tokens, at, lexicon)


def _amount_before(tokens: list[Token], lexicon: Lexicon) -> _Line | None:
    """``2 cs romas``, ``4cs romas``, ``a case of oxtail``, ``half a case of limes``, ``4 - 3/8 end mills``."""
    glued = _GLUED.fullmatch(tokens[0].folded)
    times = _TIMES_GLUED.fullmatch(tokens[0].folded)
    if times and len(tokens) > 1:
        return _Line([], tokens[1:], Decimal(times[1] or times[2]), None, None)
    if glued and lexicon.units.get(glued[2]) not in {None, *_WEIGHTS} and len(tokens) > 1:
        return _Line([], tokens[1:], Decimal(glued[1]), tokens[0], lexicon.units[glued[2]])
    amount = amount_at(tokens, 0, lexicon)
    if amount is None:
        if not _article_and_unit(tokens, 0, lexicon):
            return None
        amount = Amount(Decimal(1), 1)
    at = amount.length
    if at < len(tokens) and tokens[at].text in _DASHES | _TIMES:
        at += 1
    if amount.value < 1 and at < len(tokens) and lexicon.has("articles", tokens[at].folded):
        at += 1
    unit = tokens[at] if at < len(tokens) and tokens[at].folded in lexicon.units else None
    words = tokens[at + 1 :] if unit else tokens[at:]
    if unit and words and words[0].text in _DASHES:
        words = words[1:]
    if not any(t.kind is Kind.WORD for t in words):
        # "3 rolls": the word is the product and no unit.
        return _Line([], [unit], amount.value, None, None) if unit else None
    return _Line([], words, amount.value, unit, lexicon.units[unit.folded] if unit else None)


def _amount_behind(tokens: list[Token], lexicon: Lexicon) -> _Line | None:
    """``romas x2``, ``GV0101 chicken 6 cs``, ``C128 belts - 4``, ``tofu firm 2``."""
    unit: Token | None = None
    code: str | None = None
    end = len(tokens)
    last = tokens[-1]
    glued = _GLUED.fullmatch(last.folded)
    times = _TIMES_GLUED.fullmatch(last.folded)
    if times and end > 1:
        return _Line([], _strip_dash(tokens[:-1]), Decimal(times[1] or times[2]), None, None)
    if glued and lexicon.units.get(glued[2]) not in {None, *_WEIGHTS} and end > 1:
        return _Line([], _strip_dash(tokens[:-1]), Decimal(glued[1]), last, lexicon.units[glued[2]])
    if last.folded in lexicon.units:
        unit, code, end = last, lexicon.units[last.folded], end - 1
    for start in range(max(1, end - 3), end):
        amount = amount_at(tokens, start, lexicon)
        if amount is not None and start + amount.length == end:
            marked = tokens[start - 1].text in _DASHES | _TIMES or tokens[start - 1].folded in _TIMES
            words = _strip_dash(tokens[: start - 1] if marked else tokens[:start])
            if not any(t.kind is Kind.WORD for t in words) or code in _WEIGHTS:
                return None
            return _Line([], words, amount.value, unit, code, loose=not marked and unit is None)
    return None


def _strip_dash(tokens: list[Token]) -> list[Token]:
    while tokens and (tokens[-1].text in _DASHES or tokens[-1].folded in _TIMES):
        tokens = tokens[:-1]
    return tokens


def _continues(segment: Segment, piece: list[Token], lines: list[_Line], lexicon: Lexicon) -> bool:
    """Whether a part without an amount says more about the line before it."""
    if not lines or segment.opens not in _GOING_ON:
        return False
    return any(t.kind is Kind.WORD and not lexicon.has("courtesy", t.folded) for t in piece)


def _without_farewell(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """A line's words up to the thanks at its end, with whoever signs behind them: "pepperoni thx tommy"."""
    thanks = [at for at, token in enumerate(tokens) if at > 0 and token.folded in lexicon.phrases["thanks"]]
    kept = tokens[: thanks[0]] if thanks and len(tokens) - thanks[0] <= _LONGEST_FAREWELL else tokens
    while len(kept) > 1 and lexicon.has("courtesy", kept[-1].folded):
        kept = kept[:-1]
    return kept


def _finish(line: _Line, lexicon: Lexicon) -> LineMention:
    wanted, unwanted = _part_negation(line.extra, lexicon)
    spoken = _without_farewell([*line.words, *wanted], lexicon)
    return LineMention(
        tokens=(*line.tokens, *line.extra),
        words=_naming(spoken, lexicon),
        without=_naming(unwanted, lexicon),
        # Nothing can be ordered none of: "romas 0" on a form asks for something else, or for nothing.
        amount=line.amount or None,
        unit_word=line.unit.text if line.unit else None,
        unit_code=line.unit_code,
        cut=line.cut,
        loose=line.loose,
    )


def _naming(tokens: list[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    return tuple(t for t in tokens if t.kind is Kind.WORD and not lexicon.has("filler", t.folded))


def _part_negation(extra: list[Token], lexicon: Lexicon) -> tuple[list[Token], list[Token]]:
    """What is said behind a line, parted at its first word of negation: (15 dz, not loose) wants 15 dz and no loose."""
    at = next((i for i, token in enumerate(extra) if lexicon.has("negation", token.folded)), None)
    return (extra, []) if at is None else (extra[:at], extra[at + 1 :])
