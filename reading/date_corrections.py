"""A day that is taken back for another: "for tomorrow, no wait, for Wednesday"."""

from __future__ import annotations

from collections.abc import Sequence

from reading.dates import DateMention
from reading.languages import Lexicon
from reading.tokens import Kind, Token

_MOST_BETWEEN = 12


def settle_dates(
    tokens: Sequence[Token], dates: Sequence[DateMention], lexicon: Lexicon
) -> tuple[list[DateMention], set[int]]:
    """The dates that are still meant, and the places of those taken back with the words that did so."""
    meant: list[DateMention] = []
    places: set[int] = set()
    for mention in dates:
        if meant and _takes_back(tokens[meant[-1].last : mention.first], lexicon):
            places.update(range(meant.pop().first, mention.first))
        meant.append(mention)
    return meant, places


def _takes_back(between: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether nothing but words of correcting stands between two days. A "no" right before the second one may as well
    say which it is not: "el lunes, no el martes"."""
    if not between or len(between) > _MOST_BETWEEN:
        return False
    correcting = [at for at, token in enumerate(between) if lexicon.has("correcting", token.folded)]
    said = all(token.kind is not Kind.WORD or _is_idle(token, lexicon) for token in between)
    plain = any(not lexicon.has("negation", between[at].folded) for at in correcting)
    parted = bool(correcting) and any(one.kind is not Kind.WORD for one in between[correcting[-1] + 1 :])
    return said and (plain or parted)


def _is_idle(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word corrects, excuses itself, or leads to a day."""
    leads = lexicon.phrases["date_lead"] + lexicon.phrases["numeric_date_lead"]
    kinds = ("correcting", "apologies", "hesitations", "courtesy")
    bends = lexicon.has("caution", token.folded) and not lexicon.has("correcting", token.folded)
    return not bends and (token.folded in leads or any(lexicon.has(kind, token.folded) for kind in kinds))
