"""Words of a text that may bend what is read of it, and those that may be a day though nothing proves it."""

from __future__ import annotations

from collections.abc import Sequence

from reading.languages import Lexicon, languages
from reading.tokens import Kind, Token

_ORDINAL = frozenset("º°")
_REFUSING = ("negation", "dropping", "instead", "correcting", "alternatives", "doubling", "lessening")


def may_bend_or_date(tokens: Sequence[Token], at: int, in_line: bool, names: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a word takes back, leaves out, lessens or widens something, or stands where a day would and is short for
    one; not within the sender's own name. ``in_line``: whether it is one of a line's words."""
    plain = _numbers_a_thing(tokens, at, lexicon) or _counts_no_goods(tokens, at, lexicon)
    bends = _is_caution(tokens[at], lexicon) and not plain
    dates = _announced_like_a_day(tokens, at, lexicon) or (not in_line and _counted_like_a_day(tokens, at, lexicon))
    told = bends or dates or _is_of_several_places(tokens, at, lexicon)
    return told and not _is_part_of_a_name(tokens, at, names)


def _is_caution(token: Token, lexicon: Lexicon) -> bool:
    other = token.text.casefold() in lexicon.accented or _ORDINAL.intersection(token.text)  # "Nº"
    bends = lexicon.has("caution", token.folded) or lexicon.has("lessening", token.folded)
    return token.kind is Kind.WORD and bends and not other


def _numbers_a_thing(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a "No." is short for a number: between a word that is no unit and digits, "agujas DBx1 No. 14"."""
    if tokens[at].text != "No" or not 0 < at < len(tokens) - 2:
        return False
    before, sign, point, number = tokens[at - 1 : at + 3]
    named = before.kind is Kind.WORD and before.folded not in lexicon.units
    return named and point.text == "." and point.start == sign.end and number.text[0].isdigit()


def _counts_no_goods(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that counts stands before what is no goods: "a couple of things", not "no deliveries"."""
    behind = [t for t in tokens[at + 1 : at + 3] if not lexicon.has("of_one", t.folded)][:1]
    refuses = any(lexicon.has(kind, tokens[at].folded) for kind in _REFUSING)
    return not refuses and any(lexicon.has("durations", t.folded) and t.folded.isalpha() for t in behind)


def _is_of_several_places(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether each of several places is to have it: the "all" of "all stores: 2 cs"."""
    each = any(lexicon.has(kind, tokens[at].folded) for kind in ("amounting", "sharing"))
    return each and at + 1 < len(tokens) and lexicon.has("places", tokens[at + 1].folded)


def _is_part_of_a_name(tokens: Sequence[Token], at: int, names: frozenset[str]) -> bool:
    """Whether a word is the sender's name, written large beside the rest of it, the "Per" of "Per Lundgren", or before
    where they are: "skip @ truck plaza"."""
    before, behind = tokens[max(at - 1, 0) : at], tokens[at + 1 : at + 2]
    if tokens[at].folded not in names:
        return False
    named = tokens[at].text[0].isupper()
    beside = named and any(t.text[0].isupper() and t.folded in names for t in (*before, *behind))
    begins = not before or before[0].kind is Kind.NEWLINE
    return beside or (begins and any(t.text == "@" for t in behind))


def _announced_like_a_day(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word stands where a day would and is short for one, though small letters do not prove it: "für do"."""
    own, before = languages()[lexicon.codes[0]], tokens[at - 1].folded if at else ""
    announced = before in own.phrases["date_lead"] and before in own.phrases["numeric_date_lead"]
    return announced and not own.has("definite", before) and is_short_for_a_day(tokens[at], lexicon)


def _counted_like_a_day(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word in capitals stands between another and an amount, and is short for a day in some language: the
    "Do" of "Lindenhof Do 2 Karton", where the text is too short to tell its language."""
    before, behind = (tokens[i] if 0 <= i < len(tokens) else None for i in (at - 1, at + 1))
    between = before is not None and before.text[-1:].isalpha() and behind is not None and behind.text[0].isdigit()
    short = any(tokens[at].folded in one.short_weekdays for one in languages().values())
    return between and short and tokens[at].text[0].isupper() and not lexicon.has("talk", tokens[at].folded)


def is_short_for_a_day(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is short for a day in the text's own language, and nothing else there."""
    own = languages()[lexicon.codes[0]]
    other = any(own.has(kind, token.folded) for kind in ("courtesy", "filler", "caution", "titles"))
    return token.folded in own.short_weekdays and not other
