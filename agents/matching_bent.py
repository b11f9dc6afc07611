"""What in a line's own words may bend it: its product said a second time, another one, or a number of the order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from decimal import Decimal
from functools import cache
from itertools import pairwise, takewhile

from agents.matching_joined import describes
from agents.results import RequestedLine
from knowledge.matching.normalise import is_measure, words
from reading.common_words import is_common, is_ordinary
from reading.counts import DASHES
from reading.languages import languages
from reading.purchase_orders import like_a_code
from reading.tokens import Kind, Token, fold, tokenize
from tools.catalog import CatalogAnswer

_SHORTEST_NAME = 4
_SHORTEST_WORD = 3
_FEWEST_TIMES = 3
_LONGEST_ENDING = 2
# What a day is short for: "tmrws". "Per irrigare" says what for.
_LONGEST_DAY = 6
# As far as a line is looked at: of a longer one no product is sure anyway.
_MOST_WORDS = 60
# Of a number of fewer figures the scorer tells whether it contradicts the product.
_LONG_NUMBER = re.compile(r"(?:\D{0,3}\d){4,}\D{0,3}")
_SIZE = re.compile(r"\D?\d+(?:[.,/]\d+)?(?:[x×*]\D?\d+(?:[.,/]\d+)?)+\D{0,3}")
_LONGEST_NUMBER = 40
_AROUND = (
    "courtesy",
    "talk",
    "filler",
    "ordering",
    "correcting",
    "caution",
    "hesitations",
    "being",
    "times",
    "articles",
)
_NAME = re.compile(r"[^\W\d_]{2,40}\d{0,6}")
_TIMES = re.compile(r"[x×]\d{1,3}|\d{1,3}[x×]")
_BREAKS = DASHES | {"("}


def bent_by_itself(requested: RequestedLine, answer: CatalogAnswer, sold: Callable[[str], str | None]) -> str | None:
    """A sentence where a line may ask for something else than it seems to.

    Args:
        sold: the sku of the product that words name by themselves, if they do.
    """
    tokens = tokenize(requested.text)
    worded = [token for token in tokens if token.kind is Kind.WORD]
    missing = next((set(hit.missing) for hit in answer.hits if hit.sku == answer.sku), set[str]())
    if again := _said_again(worded, requested):
        return f"“{again}” is said twice in “{requested.text}”; the second time may change it."
    if not requested.numbers and (number := _number_beside(worded, missing)) and sold(number) != answer.sku:
        return f"“{number}” in “{requested.text}” may be a number of their order."
    if times := _times_beside(worded, missing, requested) or _counted_again(worded, requested):
        return f"“{times}” in “{requested.text}” may be the amount of another line."
    if ordered := _ordered_again(worded, requested):
        return f"“{ordered}” in “{requested.text}” may be another line."
    if requested.runs_on and worded and (last := worded[-1].text) and _lacks(last, missing, requested):
        return f"“{last}” behind “{requested.text}” may be said of the next line."
    if day := _may_be_a_day(worded, missing, requested):
        return f"“{day}” at the end of “{requested.text}” may be a day."
    if size := _other_size(worded, missing):
        return f"“{size}” in “{requested.text}” may be of something else that they want."
    if bending := _bends(worded, missing, requested):
        return f"“{bending}” in “{requested.text}” may leave something out."
    if not requested.numbers and missing and (other := _other_product(tokens, requested, answer, missing, sold)):
        return f"“{other}” in “{requested.text}” may be something else that they want."
    return None


def _may_be_a_day(tokens: Sequence[Token], missing: Set[str], requested: RequestedLine) -> str:
    """A last word that no language knows and the product lacks, behind one that leads to days: "lids on tmrws"."""
    if len(tokens) <= 1:
        return ""
    lead, last = tokens[-2:]
    short = len(last.text) <= _LONGEST_DAY and last.text.islower() and last.folded.isalpha()
    if not short or not set(words(last.text)) <= missing:
        return ""
    if any(is_ordinary(last.folded, code) for code in languages()):
        return ""
    told = [one for code, one in languages().items() if code in requested.languages]
    leads = any(
        lead.folded in one.phrases["numeric_date_lead"] and not one.has("definite", lead.folded) for one in told
    )
    return f"{lead.text} {last.text}" if leads else ""


def _times_beside(tokens: Sequence[Token], missing: Set[str], requested: RequestedLine) -> str:
    """What multiplies, is not its amount, and is none of the product's: the "x2" of "2 cases pints - x2 on the
    pints"."""
    asked = set(words(requested.words)) - missing
    for token in tokens[1:]:
        if not _TIMES.fullmatch(token.folded) or set(words(token.text)) & asked:
            continue
        if Decimal(token.folded.strip("x×")) != requested.amount:
            return token.text
    return ""


def _counted_again(tokens: Sequence[Token], requested: RequestedLine) -> str:
    """A second amount at the end of a line that begins with its own: the "x 10" of "20 pr 20s & pr 22s sides x 10"; in
    "20 tees 3 x 4" there is none."""
    if len(tokens) <= _FEWEST_TIMES or _value(tokens[0]) != requested.amount or _value(tokens[-1]) is None:
        return ""
    before, times, number = tokens[-3:]
    marked = any(one.has("times", times.folded) for one in languages().values())
    again = marked and before.folded.isalpha() and _value(before) is None and _value(number) != requested.amount
    return f"{times.text} {number.text}" if again else ""


def _ordered_again(tokens: Sequence[Token], requested: RequestedLine) -> str:
    """A verb of ordering with an amount behind it, behind the line's own: the "agregue 5" of "2 cajas de croissants
    (agregue 5 kilos de café)"."""
    own = next((at for at, token in enumerate(tokens) if _value(token) == requested.amount), len(tokens))
    for verb, number in pairwise(tokens[own + 1 :]):
        ordering = any(one.has(kind, verb.folded) for one in languages().values() for kind in ("ordering", "adding"))
        if ordering and _value(number) is not None:
            return f"{verb.text} {number.text}"
    return ""


def _lacks(word: str, missing: Set[str], requested: RequestedLine) -> bool:
    """Whether a word is none of the product's and no mere size or colour."""
    told = words(word)
    return bool(told) and set(told) <= missing and not all(describes(one, requested) for one in told)


def _other_product(
    tokens: Sequence[Token],
    requested: RequestedLine,
    answer: CatalogAnswer,
    missing: Set[str],
    sold: Callable[[str], str | None],
) -> str:
    """What names another product before or behind the first dash or bracket, as the "gloves" of "4 boxes of gloves - or
    else compresses", which were taken for compresses; or in a row of words that it begins with and this one has
    not, as the "pecan halves" of "1 pecan halves flour"."""
    mark = next((at for at, token in enumerate(tokens) if at and token.text in _BREAKS), None)
    asked = set(words(requested.words))
    sides = (tokens[:mark], tokens[mark:]) if mark is not None else ()
    for at, side in enumerate((*sides, _lacked_first(tokens, missing, asked))):
        told = [token.text for token in side if set(words(token.text)) & asked]
        if any(_names(fold(one), requested) for one in told):
            sku = sold(" ".join(told))
            lacked = at == 0 and bool(sides) and all(set(words(one)) <= missing for one in told)
            if lacked or sku not in (None, answer.sku):
                return " ".join(told)
    return ""


def _lacked_first(tokens: Sequence[Token], missing: Set[str], asked: Set[str]) -> list[Token]:
    """The words that a line begins with and that the product has not, where they are two or more."""
    told = [token for token in tokens[:_MOST_WORDS] if set(words(token.text)) & asked]
    row = list(takewhile(lambda token: set(words(token.text)) <= missing, told))
    return row if len(row) > 1 else []


def _other_size(tokens: Sequence[Token], missing: Set[str]) -> str:
    """A size that the product has not, beside another that it has: the "5x1.5" of "4 rings 3x1.5 (no 5x1.5)", whichever
    of them was matched."""
    sized = [token for token in tokens if len(token.text) <= _LONGEST_NUMBER and _SIZE.fullmatch(token.folded)]
    lacked = [token for token in sized if set(words(token.text)) & missing]
    return lacked[0].text if 0 < len(lacked) < len(sized) else ""


def _bends(tokens: Sequence[Token], missing: Set[str], requested: RequestedLine) -> str:
    """A word that leaves something out or doubles it, in whatever language, and is none of the product's: the "no" of
    "3 laags (no afvalzakjes)"."""
    for at, token in enumerate(tokens):
        told = set(words(token.text))
        common = any(is_common(token.folded, code) for code in requested.languages)
        numbers = token.text == "No" and at > 0 and any(t.text[0].isdigit() for t in tokens[at + 1 : at + 2])
        if not told or not told <= missing or numbers:  # "agujas No. 14"
            continue
        for code, one in languages().items():
            counts = code in requested.languages or not common
            if counts and any(one.has(kind, token.folded) for kind in ("negation", "dropping", "instead", "doubling")):
                return token.text
    return _taken_back(tokens, missing)


def _taken_back(tokens: Sequence[Token], missing: Set[str]) -> str:
    """Words that take an order back, in whatever language, and are none of the product's: "forget the"."""
    said = tuple(token.folded for token in tokens)
    for at, word in enumerate(said):
        for phrase in _cancelling().get(word, ()):
            if said[at : at + len(phrase)] == phrase and set(words(word)) <= missing:
                return " ".join(phrase)
    return ""


@cache
def _cancelling() -> Mapping[str, Sequence[tuple[str, ...]]]:
    """What takes an order back in any language, by its first word."""
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in sorted({tuple(said.split()) for one in languages().values() for said in one.phrases["cancel"]}):
        found[phrase[0]].append(phrase)
    return found


def _said_again(tokens: Sequence[Token], requested: RequestedLine) -> str:
    """What names the product for the second time where the amount stands before that: the "lids" of "4 cs flat lids,
    twice the lids" and of "2 tapas (quíteme tapas)", the "TP 12" of "4 TP 12, forget the TP 12". The second of "2 oat,
    no, 3 oat" has its amount with it, and numbers, sizes and colours may be said twice."""
    counted = [at for at, token in enumerate(tokens) if _value(token) == requested.amount]
    last = counted[-1] if counted else len(tokens)
    # Where nothing else names it, a colour or a unit may: "18 pelati", "2 cases pints".
    alone = not any(_names(token.folded, requested) for token in tokens[:_MOST_WORDS])
    seen: list[tuple[int, tuple[str, ...]]] = []
    for at, token in enumerate(tokens[:_MOST_WORDS]):
        word, before = token.folded, tokens[at - 1].folded if at else ""
        called = _names(word, requested) or (alone and word.isalpha() and not _counts_or_fills(word, units=False))
        named: list[tuple[str, ...]] = [(word,)] if len(word) >= _SHORTEST_NAME and called else []
        if before and _name_together(before, word):
            named.append((before, word))
        if any(last < place and _alike(one, other) for one in named for place, other in seen):
            return token.text
        seen.extend((at, one) for one in named)
    return ""


def _names(word: str, requested: RequestedLine) -> bool:
    """Whether a word may be what a product is called: letters, also with a number behind them, no number, unit, colour
    or size, and nothing that is said around an order."""
    return bool(_NAME.fullmatch(word)) and not _counts_or_fills(word) and not describes(word, requested)


def _counts_or_fills(word: str, units: bool = True) -> bool:
    """Whether a word is a number, a unit (where ``units``), or said around an order."""
    return any(
        word in one.numbers
        or word in one.halves
        or (units and word in one.units)
        or any(one.has(kind, word) for kind in _AROUND)
        for one in languages().values()
    )


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names are the same, of one or of several: "widget" and "widgets"."""
    shorter, longer = sorted((one[-1], other[-1]), key=len)
    same = longer.startswith(shorter) and len(longer) - len(shorter) <= _LONGEST_ENDING and shorter[:1].isalpha()
    return one[:-1] == other[:-1] and (same or longer == shorter)


def _name_together(before: str, word: str) -> bool:
    """Whether two words may be what a product is called: "type II", "22s zinc", or a unit with its size, "coils
    14/3"."""
    if before.isdigit() or word.isdigit() or _counts_or_fills(word):
        return False
    worded = any(len(one) >= _SHORTEST_WORD and one.isalpha() for one in (before, word))
    sized = len(before) >= _SHORTEST_NAME and before.isalpha() and word[0].isdigit()
    return sized or (worded and not _counts_or_fills(before))


def _value(token: Token) -> Decimal | None:
    """The number that a word is."""
    if token.folded.isdecimal() and len(token.folded) <= _LONGEST_NUMBER:
        return Decimal(token.folded)
    said = (one.numbers.get(token.folded) for one in languages().values())
    return next((Decimal(value) for value in said if value is not None), None)


def _number_beside(tokens: Sequence[Token], missing: Set[str]) -> str:
    """A number as long as those of orders, or a code, that nothing in the product accounts for: the "7719" of "2 cs
    lids our order 7719"."""
    for token in tokens:
        told = words(token.text)
        if len(token.text) > _LONGEST_NUMBER or _SIZE.fullmatch(token.folded) or any(map(is_measure, told)):
            continue
        numbered = _LONG_NUMBER.fullmatch(token.text) or like_a_code(token)
        if numbered and told and set(told) <= missing:
            return token.text
    return ""
