"""One clause as one line: the amount before its words or behind them, and which of two numbers is the amount."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from reading.clauses import begins_count, without_courtesy
from reading.counts import DASHES, Count, CountBehind, count_at, count_behind, is_fit, large, measure_of, sized
from reading.describing import only_describes
from reading.languages import Lexicon
from reading.line_doubts import may_be_a_size
from reading.line_drafts import LineDraft
from reading.numbers import MEASURES, spoken_at
from reading.spelling import spelled_at
from reading.tokens import Kind, Token

_LONGEST_FAREWELL = 3
_WIDE_GAP = 2
_STREET_REACH = 4
_SHORTEST_STREET = 2
_LONGEST_HOUSE = 4
_CODE_LENGTH = 5
_NUMBER = re.compile(r"\d{1,4}")
_UNKNOWN_CODE = re.compile(r"\d{5,14}")


def bare_count(tokens: list[Token], lexicon: Lexicon, *, weights_too: bool = False) -> Count | None:
    """A part that is an amount and perhaps a unit, and nothing else: the ``2 cases`` of "ground turkey, 2 cases"."""
    inner = without_courtesy(tokens, lexicon)
    while inner and (inner[-1].kind is not Kind.WORD or _polite(inner[-1], lexicon)) and len(inner) > 1:
        inner = inner[:-1]
    count = (count_at(inner, 0, lexicon) or _unit_first(inner, lexicon)) if inner else None
    if count is None:
        return None
    behind = [t for t in inner[count.length :] if t.kind is Kind.WORD]
    closed = len(behind) == 2 and lexicon.has("filler", behind[0].folded)
    if closed and (lexicon.has("sharing", behind[1].folded) or is_fit(behind[1], lexicon)):
        behind = behind[1:]  # "2 caixas de cada", "zehn in L"
    if len(behind) > 1 or (behind and not _closing(behind[0], lexicon)):
        return None
    if count.measured and not weights_too and not (count.unit and is_fit(count.unit, lexicon)):
        return None
    return count


def _unit_first(tokens: list[Token], lexicon: Lexicon) -> Count | None:
    """``pz 2``, ``scatole 1``: the unit before its amount, as purchase orders of some countries have it."""
    if len(tokens) != 2 or not _NUMBER.fullmatch(tokens[1].folded):
        return None
    code = lexicon.units.get(tokens[0].folded)
    if code is None or code in MEASURES or lexicon.has("numbering", tokens[0].folded):
        return None
    return Count(Decimal(tokens[1].folded), tokens[0], code, 2, marked=True)


def _polite(token: Token, lexicon: Lexicon) -> bool:
    word = token.folded
    return lexicon.has("courtesy", word) and word not in lexicon.units and not lexicon.has("fits", word)


def _closing(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word behind a bare amount makes it no line of its own: "2 cs each", "10 M"."""
    return is_fit(token, lexicon) or any(lexicon.has(kind, token.folded) for kind in ("sharing", "times"))


def line_of(tokens: list[Token], lexicon: Lexicon, is_number: Callable[[str], bool]) -> LineDraft | None:
    """A clause as a line, or None when it names no amount."""
    inner = without_courtesy(tokens, lexicon)
    while len(inner) > 1 and inner[-1].text in DASHES:
        inner = inner[:-1]
    if not inner or says_address(inner, lexicon):
        return None
    spoken = without_farewell(inner, lexicon)
    behind = None if _ends_with_an_hour(inner, spoken, lexicon) else _amount_behind(spoken, lexicon)
    before = None if is_number(inner[0].folded) else _amount_before(inner, lexicon)
    line = _better(before, behind, inner, lexicon) or _amount_between(inner, lexicon) or _glued_measure(inner, lexicon)
    if line is not None:
        line.tokens = inner
        first = inner[0]
        if first in line.words and _UNKNOWN_CODE.fullmatch(first.folded) and not is_number(first.folded):
            line.doubts.append(f"“{first.text}” stands where a product number does, and is none that is known.")
        if len(line.words) == 1 and is_number(line.words[0].folded):
            # A product's number and one other: nothing else could be the amount.
            line.doubts = [] if line.count.measured else line.doubts
            line.loose = False
    return line


def _better(
    before: LineDraft | None, behind: LineDraft | None, inner: list[Token], lexicon: Lexicon
) -> LineDraft | None:
    """Of an amount before the words and one behind them, the one that is marked as an amount."""
    if before is None or behind is None:
        return before or behind
    if not any(token in before.words for token in behind.words):
        return before
    if before.count.marked and not before.count.measured:
        return before
    coded = large(before.count) and inner[0].folded.isdigit()
    if not behind.count.marked and not (coded or before.count.measured or sized(inner, 0, lexicon)):
        return before
    first = inner[0].folded
    if behind.count.unit is not None and behind.count.length == 1 and not sized(inner, 0, lexicon):
        # "2 green onions 4dz": a number and its unit in one word are rather the pack than the amount.
        said = behind.count.unit.text
        if not before.count.measured and behind.count.unit_code != "DZ":
            before.doubts.append(f"“{said}” may be the amount.")
        return before
    telling = before.count.measured or sized(inner, 0, lexicon) or (first.isdigit() and len(first) >= _CODE_LENGTH)
    if not telling:
        behind.doubts.append(f"“{inner[0].text}” may be the amount.")
    return behind


def _amount_before(tokens: list[Token], lexicon: Lexicon) -> LineDraft | None:
    """``2 cs romas``, ``4cs romas``, ``a case of oxtail``, ``half a case of limes``, ``4 - 3/8 end mills``."""
    count = count_at(tokens, 0, lexicon)
    if count is None or _counts_no_goods(tokens, count, lexicon):
        return None
    words = tokens[count.length :]
    while words and words[0].text in DASHES:
        words = words[1:]
    if words and all(t.kind is not Kind.WORD or lexicon.has("times", t.folded) for t in words):
        return None
    if not any(t.kind is Kind.WORD for t in words):
        # "3 rolls": the word is the product and no unit.
        if count.unit is None or not count.unit.folded.isalpha() or count.measured:
            return None
        return LineDraft([], [count.unit], replace(count, unit=None, unit_code=None))
    doubts = []
    if _goes_on(tokens, count, words, lexicon):
        doubts.append(f"“{tokens[0].text} {words[0].text}” may be one number.")
    if large(count):
        doubts.append(f"“{tokens[0].text}” may be a number of something else.")
    if count.unit is None and not count.marked and sized(tokens, 0, lexicon):
        doubts.append(may_be_a_size(f"{tokens[0].text} {words[0].text}"))
    multiplied = lexicon.has("times", tokens[count.length - 1].folded) and words[0].folded.isdigit()
    if multiplied and not sized(words, 0, lexicon):
        doubts.append(f"“{tokens[0].text} x {words[0].text}” may be a size.")
    return LineDraft([], words, count, doubts=doubts)


def _glued_measure(tokens: list[Token], lexicon: Lexicon) -> LineDraft | None:
    """``200m cable``, ``1100412 500m``: a measure in one word, where nothing else is the amount; it may be a size."""
    for position in (0, len(tokens) - 1):
        measure = measure_of(tokens[position], lexicon)
        words = tokens[1:] if position == 0 else tokens[:-1]
        if measure is None or sum(t.kind is Kind.WORD for t in words) == 0:
            continue
        return LineDraft([], words, measure, loose=True, doubts=[may_be_a_size(tokens[position].text)])
    return None


def _goes_on(tokens: list[Token], count: Count, words: list[Token], lexicon: Lexicon) -> bool:
    """Whether a spoken amount may go on in the next word: "two fifty romas", not "two fifty pound bags"."""
    if count.unit is not None or tokens[0].folded[0].isdigit() or words[0] is not tokens[count.length]:
        return False
    number = spoken_at(words, 0, lexicon)
    if number is None or number.length >= len(words):
        return number is not None
    if spelled_at(words, number.length, lexicon) is not None:
        # "six sixty-three oh six": a code, and how many of it.
        return False
    following = words[number.length].folded
    return following not in lexicon.units and not lexicon.has("sizes", following)


def _counts_no_goods(tokens: list[Token], count: Count, lexicon: Lexicon) -> bool:
    """Whether what is counted is time, people or the like: "six years of", "8 am"."""
    if count.unit is not None or count.length >= len(tokens):
        return False
    word = tokens[count.length].folded
    return lexicon.has("durations", word) or lexicon.has("clock", word) or lexicon.has("money_names", word)


def _ends_with_an_hour(tokens: list[Token], spoken: list[Token], lexicon: Lexicon) -> bool:
    """Whether the number that a clause ends with, courtesy aside, is one of hours: "à partir de 7 h"."""
    behind = tokens[len(spoken) : len(spoken) + 1]
    return spoken[-1].folded.isdigit() and any(lexicon.has("clock", token.folded) for token in behind)


def _amount_behind(tokens: list[Token], lexicon: Lexicon) -> LineDraft | None:
    """``romas x2``, ``GV0101 chicken 6 cs``, ``C128 belts - 4``, ``tofu firm 2``."""
    last = tokens[-1]
    fits = is_fit(last, lexicon) and last.folded not in lexicon.units
    found = count_behind(tokens[:-1] if fits else tokens, lexicon)
    if found is None:
        return None
    if fits:
        return _of_a_size(tokens, found, lexicon)
    count, begin = found.count, found.begin
    words = [*_strip_dash(tokens[:begin]), *tokens[len(tokens) - found.size :]]
    if not any(t.kind is Kind.WORD for t in words):
        return None
    if _numbers_something(tokens, words, count, begin, lexicon):
        return None
    if count.unit is not None and is_fit(count.unit, lexicon):
        return LineDraft(
            [], [*words, count.unit], replace(count, unit=None, unit_code=None), shared=words, loose=not count.marked
        )
    doubts: list[str] = []
    if count.measured:
        said = " ".join(t.text for t in tokens[begin:])
        doubts.append(may_be_a_size(said))
    if large(count):
        doubts.append(f"“{tokens[begin].text}” may be a number of something else.")
    # Behind a wide gap a number stands in a column of its own.
    gap = tokens[begin].start - tokens[begin - 1].end
    return LineDraft([], words, count, loose=not count.marked and gap < _WIDE_GAP, doubts=doubts)


def _amount_between(tokens: list[Token], lexicon: Lexicon) -> LineDraft | None:
    """``black gloves 12 pr size 10``: behind the amount stands only which of them is meant."""
    if tokens[0].folded in lexicon.count_beginnings:
        # "half a dozen gallons"
        return None
    for at in range(1, len(tokens) - 1):
        count = count_at(tokens, at, lexicon)
        if count is None or count.unit is None or not count.marked or count.measured:
            continue
        words, behind = tokens[:at], tokens[at + count.length :]
        if behind and any(t.folded.isalpha() for t in words) and only_describes(behind, lexicon):
            return LineDraft([], [*words, *behind], count)
    return None


def _of_a_size(tokens: list[Token], found: CountBehind, lexicon: Lexicon) -> LineDraft | None:
    """``gloves 10 XL``: the first of the sizes that one product is split over."""
    words = _strip_dash(tokens[: found.begin])
    if found.count.unit is not None or not any(t.kind is Kind.WORD for t in words):
        return None
    if _numbers_something(tokens, words, found.count, found.begin, lexicon):
        return None
    return LineDraft([], [*words, tokens[-1]], found.count, shared=words, loose=not found.count.marked)


def _numbers_something(tokens: list[Token], words: list[Token], count: Count, begin: int, lexicon: Lexicon) -> bool:
    """Whether an unmarked number behind words names a place, a time or a thing: "Store 1", "by 8", "that one"."""
    if count.marked:
        return False
    before = words[-1].folded
    if lexicon.has("numbering", before) or lexicon.has("pointing", before) or lexicon.has("definite", before):
        return True
    if lexicon.has("articles", before) or lexicon.has("correcting", before):
        return True
    amount = tokens[begin].folded
    if not amount[0].isdigit() and (len(before) == 1 or lexicon.has("articles", amount)):
        # "R two" is a code, and "not an order" no amount.
        return True
    pointing = any(lexicon.has("definite", t.folded) or lexicon.has("articles", t.folded) for t in tokens[:begin])
    return count.amount == 1 and not amount.isdigit() and pointing


def _strip_dash(tokens: list[Token]) -> list[Token]:
    while tokens and (tokens[-1].text in DASHES or tokens[-1].text == ":"):
        tokens = tokens[:-1]
    return tokens


def says_address(tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether a number is that of a house: "14 Wharf St"."""
    if len(tokens) == 1:
        return False
    if not tokens[0].folded.isdigit():
        return _ends_with_house(tokens, lexicon)
    if len(tokens) > 2 and lexicon.has("streets", tokens[1].folded) and len(tokens[1].folded) > _SHORTEST_STREET:
        # "3 rue du Port", and no "12 street elbows"
        return any(token.text[:1].isupper() for token in tokens[2 : _STREET_REACH + 1])
    near = [t for t in tokens[1 : _STREET_REACH + 1] if t.kind is Kind.WORD]
    street = max((i for i, t in enumerate(near) if lexicon.has("streets", t.folded)), default=0)
    return street > 0 and all(t.text[:1].isupper() for t in near[: street + 1])


def _ends_with_house(tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether words end with a street, its name and the number of a house: "in via Roma 12", "calle Mayor 12"."""
    *said, number = tokens
    street = next((at for at, token in enumerate(said) if lexicon.has("streets", token.folded)), len(said))
    name = said[street + 1 :]
    named = any(token.text[:1].isupper() for token in name)
    joined = (token.text[:1].isupper() or lexicon.has("filler", token.folded) for token in name)
    return named and number.folded.isdigit() and len(number.text) <= _LONGEST_HOUSE and all(joined)


def split_off_prefix(
    tokens: list[Token], lexicon: Lexicon, is_number: Callable[[str], bool], names: frozenset[str]
) -> tuple[list[Token], list[Token]]:
    """Words before an order and the order: "its the yard | 2 cases white paint", "pouch send | 2 cs".

    Cut behind a verb of ordering with an amount, or before an amount whose unit is counted and which words follow.
    """
    if not tokens or count_at(tokens, 0, lexicon) is not None:
        return [], tokens
    named = _behind_names(tokens, lexicon, names)
    if named and count_at(tokens, named, lexicon) is not None and _asks(tokens[named:], lexicon):
        return tokens[:named], tokens[named:]
    verbs = [at for at in range(len(tokens) - 1) if lexicon.has("ordering", tokens[at].folded)]
    for at in verbs:
        inner = without_courtesy(tokens[at + 1 :], lexicon)
        if inner and count_at(inner, 0, lexicon) is not None and len(inner) > 1 and _asks(inner, lexicon):
            return tokens[: len(tokens) - len(inner)], inner
    if line_of(tokens, lexicon, is_number) is not None:
        return [], tokens
    for at in range(1, len(tokens) - 1):
        count = count_at(tokens, at, lexicon)
        if count is not None and count.unit is not None and count.marked and at + count.length < len(tokens):
            if only_describes(tokens[at + count.length :], lexicon):
                # "black gloves 12 pr size 10": the words before it are the product
                return [], tokens
            return tokens[:at], tokens[at:]
    return [], tokens


def _behind_names(tokens: list[Token], lexicon: Lexicon, names: frozenset[str]) -> int:
    """How many words at the beginning only name people and places: "main office | 4 rolls of tape", "to the shop | 6
    red flappers", "Ada - | 2 cases"."""
    at, named = 0, False
    while at < len(tokens):
        elided, _, word = tokens[at].folded.rpartition("'")  # "à l'atelier 6 pointes"
        led = (at > 0 and _leads(tokens[at - 1], lexicon)) or f"{elided}'" in lexicon.words["elisions"]
        known = word in names and not any(c.isdigit() for c in word)
        known = known or (led and lexicon.has("places", word))
        between = _leads(tokens[at], lexicon) or (named and tokens[at].text in DASHES)
        idle = at > 0 and not begins_count(tokens, at, lexicon) and _polite(tokens[at], lexicon)
        if not (known or between or idle):
            break
        named = named or known
        at += 1
    return at if named and at < len(tokens) else 0


def _leads(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word stands before a place: "to", "the"."""
    return any(lexicon.has(kind, token.folded) for kind in ("towards", "definite"))


def _asks(tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether words stand behind an amount, so that it does not ask for what was named before it."""
    count = count_at(tokens, 0, lexicon)
    return count is not None and any(
        t.kind is Kind.WORD and not lexicon.has("courtesy", t.folded) for t in tokens[count.length :]
    )


def without_farewell(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """A line's words up to the thanks at its end, with whoever signs behind them: "pepperoni thx tommy"."""
    thanks = [at for at, token in enumerate(tokens) if at > 0 and token.folded in lexicon.phrases["thanks"]]
    kept = tokens[: thanks[0]] if thanks and len(tokens) - thanks[0] <= _LONGEST_FAREWELL else tokens
    while len(kept) > 1 and _polite(kept[-1], lexicon) and not count_at(kept, len(kept) - 1, lexicon):
        kept = kept[:-1]
    return kept
