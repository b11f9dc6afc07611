"""Where an order goes: the only ship-to, the one that is named, or the one that their orders always go to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.calendar import local_date
from domain.trade import Customer, ShipTo
from knowledge import history
from knowledge.matching.resemblance import FOUND, resemblance, same_consonants
from reading.common_words import is_common, is_ordinary
from reading.counts import DASHES
from reading.languages import Lexicon, languages
from reading.reader import TextReading, tells_of_absence
from reading.tokens import Kind, Token, tokenize
from tools.base import Toolbox

_SURE = 0.99
_NAMED_IN_FULL = 0.97
_HABITUAL_PLACE = 0.97
_DOUBTED = 0.8
_USUAL_SHARE = 0.95
# So many of their orders go to their default; another place would be named. Of 36 recorded orders 34 were right, and
# the other two held other words that nothing was made of.
_MOST_SHARE = 0.7
_MOSTLY_THERE = 0.92
_LONGEST_LITTLE = 4
_SHORTEST_CUT, _SHORTEST_CUT_ORDINARY = 3, 4
# So many words beside the lines are a text, and each would be held against every name.
_MOST_BESIDE = 200
_MOST_BETWEEN = 4
_NEAR = 3
_CLAUSE_ENDS = frozenset("\n.:;,!?()-–—")
# "rt9" for Route 9.
_GLUED = re.compile(r"([a-z]{2,10})(\d{1,4})")


@dataclass(frozen=True)
class Place:
    """Where it goes: the ship-to's id (None: nothing decides). ``named``: they said so themselves.

    ``ruled_out`` are the words that say no more than where it does not go: the "not" of "to the yard, not the office".
    """

    value: str | None
    probability: float
    why: str
    several: bool = False
    named: bool = False
    ruled_out: frozenset[Token] = frozenset()


def find_ship_to(
    customer: Customer, readings: Sequence[TextReading], stated: Sequence[ShipTo], tools: Toolbox
) -> Place:
    """The only one, the one that is named or that a document states, the counter where they say that they fetch it, or
    the one that their orders always go to."""
    if len(customer.ship_tos) == 1:
        return Place(customer.ship_tos[0].ship_to_id, _SURE, "their only ship-to")
    if not customer.ship_tos:
        return Place(None, 0.0, f"{customer.name} has no ship-to.")
    knows = tools.context.facts.vocabulary.knows
    elsewhere = {word for reading in readings for run in _ruled_out(customer, reading, knows) for word in run}
    said = _named_places(customer, readings, elsewhere)
    named = list(dict.fromkeys([*stated, *said] if not stated or said else stated))
    usual = _usual(customer, tools)
    if (
        len(named) == 1
        and not stated
        and usual not in (None, named[0].ship_to_id)
        and _is_talk(customer, named[0], readings)
    ):
        # "Saw Rita at the counter": what is said in passing is no address, where their orders always go elsewhere.
        return Place(usual, _DOUBTED, f"{named[0].name} may be named; their orders always go to {usual}.")
    within = _named_within_lines(customer, readings, elsewhere, knows)
    if other := next((place for place in within if named and place not in named), None):
        return Place(None, _DOUBTED, f"{other.name} may be named as well, within a line.", several=True, named=True)
    if len(named) == 1 and any(tells_of_absence(reading.tokens, reading.lexicon) for reading in readings):
        # "The school is closed, usual place."
        return Place(named[0].ship_to_id, _DOUBTED, f"{named[0].name} is named; nobody may be there.", named=True)
    if len(named) == 1:
        why = f"{named[0].name} is named"
        return Place(named[0].ship_to_id, _NAMED_IN_FULL, why, named=True, ruled_out=frozenset(elsewhere))
    if len(named) > 1:
        told = ", ".join(p.name for p in named)
        return Place(None, 0.9, f"Several ship-tos are named: {told}.", several=True, named=True)
    counters = counters_of(customer)
    collects = any(_collects(reading, elsewhere) for reading in readings)
    if within and not (collects and within == counters):
        return Place(within[0].ship_to_id, _DOUBTED, f"{within[0].name} may be named within a line.", named=True)
    if len(counters) == 1 and collects:
        (counter,) = counters
        return Place(counter.ship_to_id, _NAMED_IN_FULL, f"they fetch it themselves: {counter.name}", named=True)
    if usual is not None:
        return Place(usual, _HABITUAL_PLACE, "no ship-to is named; their orders always go there")
    mostly = _usual(customer, tools, _MOST_SHARE)
    if mostly is not None and mostly == customer.default_ship_to:
        return Place(mostly, _MOSTLY_THERE, "no ship-to is named; most of their orders go to this default")
    return Place(customer.default_ship_to, _DOUBTED, "no ship-to is named; this is their default")


def counters_of(customer: Customer) -> list[ShipTo]:
    """Where a customer fetches goods: nothing is brought there, so that there is no cut-off."""
    return [place for place in customer.ship_tos if place.cutoff is None]


def _collects(reading: TextReading, ruled_out: set[Token]) -> bool:
    """Whether they say that they fetch it, and not that they do not."""
    return any(
        phrase.meaning == "collecting"
        and not ruled_out & set(reading.tokens[phrase.first : phrase.last])
        and not any(
            reading.lexicon.has("negation", token.folded)
            for token in reading.tokens[max(phrase.first - _NEAR, 0) : phrase.first]
        )
        for phrase in reading.phrases
    )


def _named_within_lines(
    customer: Customer, readings: Sequence[TextReading], ruled_out: set[Token], knows: Callable[[str], bool]
) -> list[ShipTo]:
    """The ship-tos of which a telling word stands in what was read as a line, where no product has it or it is said
    where goods go: "10 ridge caps for Mirabel yard"."""
    telling = telling_words(customer)
    found: set[str] = set()
    for reading in readings:
        in_lines = {token for line in reading.lines for token in line.tokens} - ruled_out
        for at, token in enumerate(reading.tokens):
            word = _bare(token)
            if token not in in_lines or not any(word in words for words in telling.values()):
                continue
            before = list(reading.tokens[max(at - _MOST_BETWEEN, 0) : at])
            while before and reading.lexicon.has("definite", before[-1].folded):
                before.pop()
            led = bool(before) and reading.lexicon.has("towards", before[-1].folded)
            if led or not knows(word):
                found.add(word)
    return [place for place in customer.ship_tos if telling[place.ship_to_id] & found]


def _usual(customer: Customer, tools: Toolbox, least: float = _USUAL_SHARE) -> str | None:
    """The ship-to that at least such a share of their orders goes to, as good as all; None where there is none such."""
    today = local_date(tools.context.now, tools.context.zone)
    bought = history.purchases(tools.context.session, customer.customer_id, today)
    orders = Counter({p.order_no: p.ship_to_id for p in bought}.values())
    place, count = orders.most_common(1)[0] if orders else (None, 0)
    return place if orders and count / orders.total() >= least else None


def _is_talk(customer: Customer, place: ShipTo, readings: Sequence[TextReading]) -> bool:
    """Whether all that is said of a place is said in passing, in ordinary words."""
    telling = telling_words(customer)[place.ship_to_id]
    said = [
        _in_passing(reading, at)
        for reading in readings
        for at, token in enumerate(reading.tokens)
        if _bare(token) in telling
    ]
    return bool(said) and all(said)


def _in_passing(reading: TextReading, at: int) -> bool:
    """Whether a word is an ordinary one of its language inside a clause, and nothing before it says that goods go
    there."""
    token, before = reading.tokens[at], reading.tokens[:at]
    lexicon = reading.lexicon
    if not token.text.islower() or not any(is_ordinary(token.folded, code) for code in lexicon.codes):
        return False
    while before and (lexicon.has("definite", before[-1].folded) or lexicon.has("articles", before[-1].folded)):
        before = before[:-1]
    between = reading.text[before[-1].end : token.start] if before else ""
    return bool(before) and not set(between) & _CLAUSE_ENDS and not lexicon.has("towards", before[-1].folded)


def _named_places(customer: Customer, readings: Sequence[TextReading], ruled_out: set[Token]) -> list[ShipTo]:
    """The ship-tos of which a word is said that no other of this customer's has, or a word with a number: "rt 9"."""
    said: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for reading in readings:
        in_lines = {token for line in reading.lines for token in line.tokens} | ruled_out
        said |= {_bare(t) for t in reading.tokens if t.kind is Kind.WORD and t not in in_lines}
        said -= {_bare(t) for t in reading.tokens if t not in in_lines and _says_little(t, reading.lexicon)}
        pairs |= {(_bare(a), _bare(b)) for a, b in pairwise(reading.tokens) if b not in in_lines}
        pairs |= {(glued[1], glued[2]) for t in reading.tokens if (glued := _GLUED.fullmatch(t.folded))}
    telling = telling_words(customer)
    own = _own_words_said(customer, readings, ruled_out)
    short = _cut_short(customer, said, telling, readings)
    return [
        place
        for place in customer.ship_tos
        if own & set(_words_of(place.name))
        or telling[place.ship_to_id] & (said | short)
        or any(names_place((place,), before, number) for before, number in pairs)
    ]


def _cut_short(
    customer: Customer, said: set[str], telling: dict[str, set[str]], readings: Sequence[TextReading]
) -> set[str]:
    """The telling words that are said cut short, or misspelt by a word of no language, and are like no other of their
    names: "univ" for the University store, "whse" for the warehouse."""
    codes = {code for reading in readings for code in reading.lexicon.codes}
    timed = {name for one in languages().values() for name in (*one.weekdays, *one.short_weekdays)}
    names = {*_words_of(customer.name), *(word for place in customer.ship_tos for word in _words_of(place.name))}
    found: set[str] = set()
    if len(said) > _MOST_BESIDE:
        return found
    for word in said - names - timed:
        ordinary = any(is_ordinary(word, code) for code in codes)
        shortest = _SHORTEST_CUT_ORDINARY if ordinary else _SHORTEST_CUT
        if len(word) < shortest or not word.isalpha() or any(is_common(word, code) for code in codes):
            continue
        long = (name for name in names if len(name) > _LONGEST_LITTLE)
        alike = {n for n in long if (n.startswith(word) if ordinary else resemblance(word, n) >= FOUND)}
        if len(alike) == 1 and any(alike <= words for words in telling.values()):
            found |= alike
    return found


def _ruled_out(customer: Customer, reading: TextReading, sold: Callable[[str], bool]) -> list[tuple[Token, ...]]:
    """What says where the goods do not go: words of denial, and behind them those of one of the customer's places.

    ``sold`` tells whether products have a word: of "towels to the counter, not paper" a place called Paper Mill is not
    ruled out; of "not to the Paper Mill" it is.
    """
    told = (text for place in customer.ship_tos for text in (place.name, place.address.split(",")[0]))
    named = {word for text in told for word in _words_of(text) if not _is_number_like(word)}
    lexicon, tokens = reading.lexicon, reading.tokens
    found = []
    for at, token in enumerate(tokens):
        if not lexicon.has("negation", token.folded):
            continue
        begin = at + 1
        while begin < min(len(tokens), at + _MOST_BETWEEN) and _leads_to(tokens[begin], lexicon):
            begin += 1
        end = begin
        while end < len(tokens) and (
            _bare(tokens[end]) in named
            or (end > begin and tokens[end].text in DASHES and _bare(tokens[min(end + 1, len(tokens) - 1)]) in named)
        ):
            end += 1
        while begin < end < len(tokens) and any(one.has("places", tokens[end].folded) for one in languages().values()):
            end += 1
        led = any(lexicon.has("towards", one.folded) for one in tokens[at + 1 : begin])
        if not led and all(sold(_bare(one)) for one in tokens[begin:end]):
            continue
        # "Not the blue office chairs" go on with goods, which the denial is of.
        if begin < end and (end == len(tokens) or tokens[end].kind is not Kind.WORD):
            found.append(tuple(tokens[at:end]))
    return found


def _leads_to(token: Token, lexicon: Lexicon) -> bool:
    return any(lexicon.has(kind, token.folded) for kind in ("definite", "articles", "towards"))


def _own_words_said(customer: Customer, readings: Sequence[TextReading], ruled_out: set[Token]) -> set[str]:
    """Words of the customer's own name that are said by themselves, behind an article, and that one place alone has in
    its name: the "hotel" of "to the hotel", where the customer is a hotel with flats."""
    theirs = set(_words_of(customer.name))
    frequency = Counter(word for place in customer.ship_tos for word in set(_words_of(place.name)))
    found: set[str] = set()
    for reading in readings:
        told = [None, *reading.tokens, None]
        for before, token, behind in zip(told, told[1:], told[2:], strict=False):
            if token is None or before is None or token in ruled_out:
                continue
            if _bare(token) not in theirs or frequency[_bare(token)] != 1:
                continue
            alone = _bare(before) not in theirs and (behind is None or _bare(behind) not in theirs)
            if alone and reading.lexicon.has("definite", before.folded) and len(_bare(token)) > _LONGEST_LITTLE - 1:
                found.add(_bare(token))
    return found


def place_named(customer: Customer, text: str) -> ShipTo | None:
    """The one place of a customer's whose telling words stand in a text; None where none do, or those of several."""
    said = set(_words_of(text))
    telling = telling_words(customer)
    named = [place for place in customer.ship_tos if telling[place.ship_to_id] & said]
    return named[0] if len(named) == 1 else None


def _says_little(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is an article or the like: the "el" of "el viernes" names no place."""
    word = token.folded
    return len(word) <= _LONGEST_LITTLE and (
        lexicon.has("courtesy", word)
        or lexicon.has("filler", word)
        or lexicon.has("articles", word)
        or word in lexicon.phrases["date_lead"]
    )


def names_place(places: Sequence[ShipTo], before: str, number: str) -> bool:
    """Whether two words name a place by its number, the first perhaps cut short: "rt 9" for Route 9."""
    if not _is_number_like(number):
        return False
    return any(
        number == theirs and len(before) > 1 and (resemblance(before, word) >= FOUND or same_consonants(before, word))
        for place in places
        for text in (place.name, place.address)
        for word, theirs in pairwise(_words_of(text))
    )


def telling_words(customer: Customer) -> dict[str, set[str]]:
    """The words of each ship-to that neither another nor the customer's own name has; numbers tell only in pairs."""
    words_of = {
        place.ship_to_id: set(_words_of(place.name)) | set(_words_of(place.address.split(",")[0]))
        for place in customer.ship_tos
    }
    frequency = Counter(word for words in words_of.values() for word in words)
    theirs = set(_words_of(customer.name))
    return {
        ship_to_id: {w for w in words if frequency[w] == 1 and w not in theirs and not _is_number_like(w)}
        for ship_to_id, words in words_of.items()
    }


def _is_number_like(word: str) -> bool:
    return word.isdigit() or len(word) == 1


def _bare(token: Token) -> str:
    return token.folded.strip(".").removesuffix("'s")


def _words_of(text: str) -> list[str]:
    return [_bare(token) for token in tokenize(text) if token.kind is Kind.WORD]
