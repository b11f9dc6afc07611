"""How much a part of a text asks for: an amount and its unit, before the words of the product or behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reading.languages import Lexicon
from reading.numbers import LENGTHS_OF_THINGS, MEASURES, Amount, amount_at, word_value
from reading.tokens import Kind, Token

_WIDEST_RANGE = 2
DASHES = frozenset({"-", "--", "–", "—"})
# Before the amount that a line of text ends with, a colon is a dash.
_COLON = frozenset({":"})
_GLUED = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)-?([a-z#][a-z0-9#]{0,11})\.?")
_TIMES_GLUED = re.compile(r"(?:[x×](\d{1,6})|(\d{1,6})[x×])")
_RANGE = re.compile(r"(\d{1,4})-(\d{1,4})")
_MEASURED = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?-?(?:[a-z#\"'°%]{1,8})\.?|#\d{1,4}")
_FRACTION = re.compile(r"\d{1,3}(?:-\d{1,2})?/\d{1,3}(?:\D.*)?")
_DIMENSION = re.compile(r"[a-zø]?\d{1,4}(?:[.,/]\d{1,3})?(?:[x×]\d{1,4}(?:[.,/]\d{1,3})?){0,3}")
_NUMBER = re.compile(r"\d{1,9}")
_LARGEST_PLAIN = 9_999
_LARGE = 1_000
_ROUND = 50
_TEENS = 20
_DOZEN = "DZ"
# Behind a number and without a blank these are no other words in any language.
_METRIC = {"m": "M", "l": "L", "kg": "KG"}
_FEET = re.compile(r"(\d{1,5})'")
_ORDERED_MEASURES = frozenset({"LB", "KG", "L", "GAL", "FT", "M", "YD"})
_PIECE = "EA"
_HALF = Decimal("0.5")
_LONGEST_VAGUE = 4
_LONGEST_BEHIND = 7
_LONGEST_PACKED = 3


@dataclass(frozen=True, slots=True)
class Count:
    """How much is asked for, and how many tokens say it.

    ``amount`` is None where it is left open; then ``doubts`` says so. ``unit_code`` is the code that the written unit
    commonly has. ``marked`` says that a unit that is counted, or a sign such as ``x``, tells it from any other number.
    """

    amount: Decimal | None
    unit: Token | None
    unit_code: str | None
    length: int
    marked: bool
    doubts: tuple[str, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether its unit is a weight, a volume or a length."""
        return self.unit_code in MEASURES


def count_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Count | None:
    """The count that begins at a token, or None: ``2 cs``, ``4ea``, ``x2``, ``qty 4``, ``a case``, ``2-3 bags``."""
    if at >= len(tokens) or tokens[at].kind is not Kind.WORD or not _may_begin(tokens[at].folded, lexicon):
        return None
    return (
        _times_at(tokens, at, lexicon)
        or _glued_at(tokens, at, lexicon)
        or _vague_at(tokens, at, lexicon)
        or _range_at(tokens, at, lexicon)
        or _plain_at(tokens, at, lexicon)
    )


def _may_begin(word: str, lexicon: Lexicon) -> bool:
    """Whether a count can begin with a word at all: most words are told apart here, at no cost."""
    if (
        word[0].isdigit()
        or word in lexicon.count_beginnings
        or lexicon.units.get(word) == _DOZEN
        or (word in lexicon.units and bool(lexicon.words["of_one"] or lexicon.has("lone_units", word)))
        or word_value(word, lexicon) is not None
        or _multiplied(word, lexicon) is not None
    ):
        return True
    return word[0] in "x×" and bool(_TIMES_GLUED.fullmatch(word))


def _times_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Count | None:
    """``x2``, ``2x``, ``qty 4``, ``x 4``, ``qty: 4``, ``zweimal``."""
    glued = _TIMES_GLUED.fullmatch(tokens[at].folded)
    if glued:
        found = Count(Decimal(glued[1] or glued[2]), None, None, 1, marked=True)
        return _with_unit(found, tokens, at, lexicon)
    if not lexicon.has("times", tokens[at].folded):
        return _multiple_at(tokens, at, lexicon)
    number = at + 1
    while number < len(tokens) and tokens[number].text in {":", ".", "="}:
        number += 1
    amount = amount_at(tokens, number, lexicon)
    if amount is None:
        inner = _glued_at(tokens, number, lexicon) if number < len(tokens) else None
        return replace(inner, length=inner.length + number - at) if inner and not inner.measured else None
    found = Count(amount.value, None, None, number - at + amount.length, marked=True, doubts=_doubts(amount))
    return _with_unit(found, tokens, at, lexicon)


def _multiple_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Count | None:
    """``zweimal Magenta``: a number word that ends in "times", where a part begins and its goods stand right behind."""
    number = _multiplied(tokens[at].folded, lexicon)
    if number is None:
        return None
    before = tokens[at - 1] if at else None
    begins = before is None or before.kind is not Kind.WORD or lexicon.has("separators", before.folded)
    behind = tokens[at + 1 : at + 3]
    goods = behind[1:] if behind and lexicon.has("definite", behind[0].folded) else behind[:1]
    named = any(token.text[0].isupper() or token.text[0].isdigit() for token in goods)
    no_goods = any(lexicon.has(kind, token.folded) for token in goods for kind in ("weeks", "days", "courtesy"))
    return Count(Decimal(number), None, None, 1, marked=True) if begins and named and not no_goods else None


def _multiplied(word: str, lexicon: Lexicon) -> int | None:
    """How many a word such as "zweimal" says."""
    ending = next((e for e in lexicon.words["multiplied"] if word.endswith(e) and word != e), None)
    return word_value(word.removesuffix(ending), lexicon) if ending is not None else None


def _glued_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Count | None:
    """``4ea``, ``2cs``, ``1.5cs``: a number and a unit that is counted in one word. ``24ct`` and ``5lb`` are sizes."""
    glued = _GLUED.fullmatch(tokens[at].folded) if tokens[at].folded[0].isdigit() else None
    code = lexicon.units.get(glued[2]) if glued else None
    if glued is None or code is None or code in MEASURES:
        return None
    return Count(Decimal(glued[1].replace(",", ".")), tokens[at], code, 1, marked=True)


def measure_of(token: Token, lexicon: Lexicon) -> Count | None:
    """A weight, volume or length in one word that could be ordered: ``500m``, ``20kg``, ``300'``."""
    feet = _FEET.fullmatch(token.folded)
    if feet:
        return Count(Decimal(feet[1]), token, "FT", 1, marked=False)
    glued = _GLUED.fullmatch(token.folded)
    code = _METRIC.get(glued[2]) or lexicon.units.get(glued[2]) if glued else None
    if glued is None or code not in _ORDERED_MEASURES:
        return None
    return Count(Decimal(glued[1].replace(",", ".")), token, code, 1, marked=False)


def _vague_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Count | None:
    """``a couple of cases``: no exact number, so a doubt; ``a few cases``: not even a likely one."""
    for length in range(min(_LONGEST_VAGUE, len(tokens) - at), 0, -1):
        phrase = " ".join(token.folded for token in tokens[at : at + length])
        value = lexicon.vague.get(phrase)
        if value is None:
            continue
        said = " ".join(token.text for token in tokens[at : at + length])
        doubt = f"“{said}” is no exact amount."
        found = Count(value or None, None, None, length, marked=False, doubts=(doubt,))
        counted = _with_unit(found, tokens, at, lexicon)
        return counted if counted.unit is not None or length > 1 else None
    return None


def _range_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Count | None:
    """``2-3 cs``, ``5 or 6``, ``2 to 3 bags``, ``between 2 and 4``: which of the two is for the customer to say."""
    written = _RANGE.fullmatch(tokens[at].folded)
    if written and int(written[1]) < int(written[2]) and _counted_unit(tokens, at + 1, lexicon):
        length = 1
    else:
        length = _two_amounts(tokens, at, lexicon)
        if not length:
            return None
    said = " ".join(token.text for token in tokens[at : at + length])
    open_amount = Count(None, None, None, length, marked=True, doubts=(f"“{said}” leaves the amount open.",))
    return _with_unit(open_amount, tokens, at, lexicon)


def _two_amounts(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """How many tokens two amounts take that are alternatives or the ends of a range; 0 where there are none."""
    ranging = 1 if lexicon.has("ranging", tokens[at].folded) else 0
    if at and lexicon.has("sizes", tokens[at - 1].folded):
        # "size 9 - 24 pairs"
        return 0
    first = amount_at(tokens, at + ranging, lexicon)
    middle = at + ranging + first.length if first else len(tokens)
    if first is None or middle >= len(tokens):
        return 0
    joining = tokens[middle].folded
    spanning = lexicon.has("spans", joining) or tokens[middle].text in DASHES
    spanning = spanning or (ranging > 0 and lexicon.has("separators", joining))
    if not spanning and (ranging or not lexicon.has("alternatives", joining)):
        return 0
    second = amount_at(tokens, middle + 1, lexicon)
    if second is None or second.value == first.value:
        return 0
    length = middle + 1 + second.length - at
    # "4 - 3/8" is no range, nor is "2 - 12 oz": only a unit that is counted says so.
    if spanning and not (second.value > first.value and _counted_unit(tokens, at + length, lexicon)):
        return 0
    # "Teller 22 - 100 Stk": nobody leaves so much open; the one is of the product.
    apart = tokens[middle].text in DASHES and tokens[middle].start > tokens[middle - 1].end
    behind_a_word = at > 0 and tokens[at - 1].kind is Kind.WORD
    return 0 if apart and behind_a_word and second.value > _WIDEST_RANGE * first.value else length


def _counted_unit(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    code = lexicon.units.get(tokens[at].folded) if at < len(tokens) else None
    return code is not None and code not in MEASURES


def _plain_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Count | None:
    """``2 cs``, ``twenty-four``, ``half a case``, ``a case``, ``2 dozen boxes``."""
    amount = amount_at(tokens, at, lexicon)
    if lexicon.has("articles", tokens[at].folded) and at + 1 < len(tokens) and tokens[at + 1].folded in lexicon.amounts:
        amount = Amount(lexicon.amounts[tokens[at + 1].folded], 2)
    if amount is None and lexicon.units.get(tokens[at].folded) == _DOZEN:
        if at and amount_at(tokens, at - 1, lexicon) is not None:
            return None
        alone = Count(Decimal(1), tokens[at], _DOZEN, 1, marked=True)
        return _and_half_of_it(alone, tokens, at, lexicon)
    if amount is None and unit_of_one(tokens, at, lexicon):
        return Count(Decimal(1), tokens[at], lexicon.units[tokens[at].folded], 1, marked=True)
    if amount is None or lexicon.has("articles", tokens[at].folded):
        if article_and_size(tokens, at, lexicon):
            return Count(Decimal(1), None, None, 1, marked=True)
        if amount is None and not article_and_unit(tokens, at, lexicon):
            return None
        amount = amount or Amount(Decimal(1), 1)
    length = amount.length
    if amount.value < 1 and at + length < len(tokens) and lexicon.has("articles", tokens[at + length].folded):
        length += 1
    if at + length < len(tokens) and _fraction_said(tokens, at, at + length, lexicon):
        return None
    found = _with_unit(
        Count(amount.value, None, None, length, marked=False, doubts=_doubts(amount)), tokens, at, lexicon
    )
    # "half & half ea" is a product: half of a piece is asked for by nobody, and half of nothing neither.
    halved = tokens[at].folded in lexicon.halves and found.unit_code in {None, _PIECE}
    return None if halved else found


def _fraction_said(tokens: Sequence[Token], at: int, behind: int, lexicon: Lexicon) -> bool:
    """``three eighths``: a size that is said, unless it counts a unit as "a quarter case" does, or is more than all of
    its parts: "ten quarter inch shackles" are ten."""
    part = lexicon.fractions.get(tokens[behind].folded)
    if part is None or tokens[at].folded[0].isdigit() or tokens[behind].folded in lexicon.units:
        return False
    upper = word_value(tokens[at].folded, lexicon) if behind == at + 1 else None
    # "Twenty five eighths" are twenty of five eighths, or nothing that can be told.
    return upper is None or upper < part or (upper > _TEENS and 0 < upper % 10 < part)


def _with_unit(found: Count, tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Count:
    """A count with the unit behind it, signs and words such as "more" between them allowed: ``1 - pail``, ``2 x bags``.

    A dozen of a unit that is counted is twelve of it: "a dozen cases".
    """
    position = at + found.length
    plain = found
    if position < len(tokens) and (tokens[position].text in DASHES or lexicon.has("times", tokens[position].folded)):
        position += 1
        found = replace(found, length=position - at, marked=found.marked or tokens[position - 1].kind is Kind.WORD)
    more = position
    while more < len(tokens) and more < position + 2 and lexicon.has("between", tokens[more].folded):
        more += 1
    unit = more if more < len(tokens) and tokens[more].folded in lexicon.units else position
    if unit >= len(tokens) or tokens[unit].folded not in lexicon.units:
        dashed = found.length > plain.length and tokens[position - 1].text in DASHES
        return plain if dashed or position >= len(tokens) else found
    code = lexicon.units[tokens[unit].folded]
    if code in LENGTHS_OF_THINGS:
        return found
    inner = unit + 1
    if code == _DOZEN and inner + 1 < len(tokens) and lexicon.has("filler", tokens[inner].folded):
        inner += 1  # "media docena de cajas"
    if code == _DOZEN and inner < len(tokens) and tokens[inner].folded in lexicon.units and found.amount is not None:
        other = lexicon.units[tokens[inner].folded]
        if other not in {_DOZEN, _PIECE, *LENGTHS_OF_THINGS}:
            return replace(
                found, amount=found.amount * 12, unit=tokens[inner], unit_code=other, length=inner + 1 - at, marked=True
            )
    marked = found.marked or code not in MEASURES
    counted = replace(found, unit=tokens[unit], unit_code=code, length=unit + 1 - at, marked=marked)
    return _and_half_of_it(counted, tokens, at, lexicon)


def _and_half_of_it(found: Count, tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Count:
    """``una docena y media``, ``une douzaine et demie``, ``a case and a half of``: the half stands behind the unit."""
    last = at + found.length
    behind = [token.folded for token in tokens[last : last + 4]]
    if found.amount is None or len(behind) < 2 or found.amount % 1:
        return found
    half = 1 if behind[0] in lexicon.joins_by_place["halves"] else 0
    ends = len(behind) < 4 or not behind[3].isalpha() or lexicon.has("filler", behind[3])
    if ends and lexicon.has("separators", behind[0]) and lexicon.has("articles", behind[1]):
        half = 2
    if not 0 < half < len(behind) or behind[half] not in lexicon.halves:
        return found
    return replace(found, amount=found.amount + _HALF, length=found.length + half + 1)


def article_and_unit(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """``a case``: an article counts as one only before a unit."""
    return (
        at + 1 < len(tokens)
        and lexicon.has("articles", tokens[at].folded)
        and lexicon.units.get(tokens[at + 1].folded) not in {None, *LENGTHS_OF_THINGS}
    )


def unit_of_one(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """``case of limes``, ``karton serwetek`` at the beginning of a part: one of it."""
    if lexicon.has("lone_units", tokens[at].folded):
        return _stands_alone(tokens, at, lexicon)
    if at + 2 >= len(tokens) or not lexicon.has("of_one", tokens[at + 1].folded):
        return False
    before = tokens[at - 1] if at else None
    begins = before is None or before.kind is not Kind.WORD or lexicon.has("separators", before.folded)
    return begins and lexicon.units.get(tokens[at].folded) not in {None, _PIECE, _DOZEN, *MEASURES}


def _stands_alone(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a unit of a language without articles begins a part, with what it is of behind it."""
    before, behind = tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None
    begins = before is None or before.kind is not Kind.WORD or before.folded in lexicon.phrases["date_lead"]
    begins = begins or any(lexicon.has(kind, before.folded) for kind in ("separators", "courtesy") if before)
    if behind is None or behind.kind is not Kind.WORD or behind.text[0].isdigit() or behind.folded in lexicon.units:
        return False
    return begins and not lexicon.has("courtesy", behind.folded) and not lexicon.has("separators", behind.folded)


def article_and_size(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """``a 4L jug``: an article, a size and a unit."""
    return (
        at + 2 < len(tokens)
        and lexicon.has("articles", tokens[at].folded)
        and is_size(tokens[at + 1], lexicon)
        and lexicon.units.get(tokens[at + 2].folded) not in {None, *MEASURES}
    )


@dataclass(frozen=True, slots=True)
class CountBehind:
    """A count at the end of a part, from ``begin`` on, a dash before it included.

    ``size`` is how many tokens behind the count are words of the product.
    """

    count: Count
    begin: int
    size: int = 0


def count_behind(tokens: Sequence[Token], lexicon: Lexicon) -> CountBehind | None:
    """The count that a part ends with: ``romas - 3``, ``limes 4 bgs``, ``basil 4 x 1#``."""
    end = len(tokens)
    for start in range(max(1, end - _LONGEST_BEHIND), end):
        found = count_at(tokens, start, lexicon)
        if found is None or start + found.length != end or lexicon.has("articles", tokens[start].folded):
            continue
        begin = start
        while begin > 0 and tokens[begin - 1].text in DASHES | _COLON:
            begin -= 1
            found = replace(found, marked=True)
        if begin == 0:
            return None
        packed = _packed_so(tokens, start, lexicon) if found.measured else None
        return packed or CountBehind(_with_size_doubt(found, tokens, start, lexicon), begin)
    return _times_size(tokens, lexicon)


def _packed_so(tokens: Sequence[Token], measure: int, lexicon: Lexicon) -> CountBehind | None:
    """``rice 4 bags of 5 kg``: four bags; the measure that begins there, with the word before it, is what one holds."""
    end = measure - 1
    if not lexicon.has("filler", tokens[end].folded):
        return None
    for start in range(max(1, end - _LONGEST_PACKED), end):
        found = count_at(tokens, start, lexicon)
        if found is not None and start + found.length == end and found.unit is not None and not found.measured:
            return CountBehind(replace(found, marked=True), start, size=len(tokens) - end)
    return None


def _with_size_doubt(found: Count, tokens: Sequence[Token], start: int, lexicon: Lexicon) -> Count:
    """A doubt where a count such as "x 8" may be the last part of a size: "3/8-16 x 2", "4 x 8"."""
    before = tokens[start - 1].folded
    parted = found.length > 1 and lexicon.has("times", tokens[start].folded) and found.unit is None
    if not parted or not before[0].isdigit():
        return found
    said = " ".join(token.text for token in tokens[start - 1 :])
    return replace(found, marked=False, doubts=(*found.doubts, f"“{said}” may be a size."))


def _times_size(tokens: Sequence[Token], lexicon: Lexicon) -> CountBehind | None:
    """``basil 4 x 1#``: four of a pound; its size stays among the words."""
    if len(tokens) < 4 or not lexicon.has("times", tokens[-2].folded) or not is_size(tokens[-1], lexicon):
        return None
    amount = amount_at(tokens, len(tokens) - 3, lexicon)
    if amount is None or amount.length != 1:
        return None
    count = Count(amount.value, None, None, 2, marked=True, doubts=_doubts(amount))
    return CountBehind(count, len(tokens) - 3, size=1)


def is_size(token: Token, lexicon: Lexicon) -> bool:
    """Whether one word is a measure of a thing: ``12oz``, ``#10``, ``5lb``, ``3/8``, ``twelve-ounce``."""
    word = token.folded
    if word[0].isdigit() or word[0] == "#":
        return bool(_FRACTION.fullmatch(word) or (_MEASURED.fullmatch(word) and not _TIMES_GLUED.fullmatch(word)))
    number, _, unit = word.partition("-")
    return unit in lexicon.units and number in lexicon.numbers


def is_dimension(token: Token, lexicon: Lexicon) -> bool:
    """Whether one word only says which size of a product is meant: ``XL``, ``6x30``, ``M8``, ``12oz``."""
    word = token.folded
    return is_fit(token, lexicon) or is_size(token, lexicon) or bool(_DIMENSION.fullmatch(word))


def is_fit(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a size that one product comes in. A single letter must be a capital: ``m`` is a metre."""
    return lexicon.has("fits", token.folded) and (len(token.text) > 1 or token.text.isupper())


def sized(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the number at a token is the number of a size: the 14 of "14 ga", the 6 of "6 oz"."""
    if at + 1 >= len(tokens) or not _NUMBER.fullmatch(tokens[at].folded):
        return False
    word = tokens[at + 1].folded
    if lexicon.has("times", word) or tokens[at + 1].text.casefold() in lexicon.accented:
        return False
    return lexicon.has("sizes", word) or lexicon.units.get(word) in MEASURES


def large(count: Count) -> bool:
    """Whether a number without a unit is so large, or so odd for its size, that it may number something else."""
    if count.unit is not None or count.marked or count.amount is None:
        return False
    return count.amount > _LARGEST_PLAIN or (count.amount >= _LARGE and count.amount % _ROUND != 0)


def _doubts(amount: Amount) -> tuple[str, ...]:
    return (amount.doubt,) if amount.doubt else ()
