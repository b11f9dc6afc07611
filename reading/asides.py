"""What stands in a text beside its order and is told by its form: prices, telephone numbers, names with a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reading.languages import Lexicon
from reading.numbers import amount_at, word_value
from reading.tokens import Kind, Token

_PRICE = re.compile(
    r"@?[$€£]?(?:\d{1,6}[.,]|\.)\d{2}(?:/[a-z]+)?|@?[$€£]\d{1,6}(?:[.,]\d{1,3})?(?:/[a-z]+)?|\d{1,6}(?:[.,]\d{2})?[$€£]"
)
_OF_THOUSANDS = re.compile(r"@?[$€£]?\d{1,3}(?:[.,]\d{3}){1,3}[$€£]?")
_SIGNED = frozenset("$€£")
_SHORTEST_NAME = 4
_SHORTEST_HEAD = 5
_MONEY = frozenset({"$", "€", "£"})
_LONGEST_LEAD = 7
_PRICE_MARKS = frozenset({"@", "at", "a"})
_HOUR = re.compile(r"(?:[01]?\d|2[0-4])(?:[:.h][0-5]\d)?(?:am|pm|h|u|uhr)?")
_HOURS = 24
# An hour that nothing else can be.
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])(?:[:.h][0-5]\d(?:am|pm|h|u|uhr)?|am|pm|h|u|uhr)")
_LONGEST_FETCHING = 12
_SENTENCE_ENDS = frozenset({".", "!", "?", ";", ":", "\n"})
_WHOLE = re.compile(r"\d{1,6}(?:[.,]\d{2})?")
_PHONE = re.compile(r"(?<![\w/-])(?:\+\d[\d ().-]{7,17}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?![\w/-])")


def find_prices(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], set[int]]:
    """Amounts of money, and the positions of all tokens that belong to them: "@ 12.50", "$4.95 a tube", "4,50 €"."""
    found: list[Token] = []
    places: set[int] = set()
    for position, token in enumerate(tokens):
        if token.kind is not Kind.WORD:
            continue
        if said := _said_price(tokens, position, lexicon):
            found.append(token)
            places.update(range(position - 1, _behind_whose_it_is(tokens, said, lexicon)))
            continue
        marked = token.folded[0] == "@"
        if not token.folded.lstrip("@.")[:1].isdigit() and token.folded.lstrip("@")[:1] not in _SIGNED:
            continue
        before = tokens[position - 1].folded if position else ""
        behind = tokens[position + 1].folded if position + 1 < len(tokens) else ""
        signed = marked or token.folded[0] in _SIGNED or token.folded[-1] in _SIGNED
        named = bool(_WHOLE.fullmatch(token.folded)) and (behind in _MONEY or lexicon.has("money_names", behind))
        signed = signed or before in _MONEY
        # "$ 119.500" is money of the thousands, "a 1.500 bolsas" none.
        money = bool(_PRICE.fullmatch(token.folded)) or (signed and bool(_OF_THOUSANDS.fullmatch(token.folded)))
        begins = _said_to_be_theirs(tokens, position, lexicon) if money else position
        theirs = begins < position or (money and _told_by_unit(tokens, position, lexicon))
        if not (named or theirs or (money and (signed or before in _PRICE_MARKS))):
            continue
        found.append(token)
        last = position + (1 if named else 0)
        places.update(range(begins, last + 1))
        last = _behind_per_unit(tokens, last + 1, lexicon)
        places.update(range(position, _behind_whose_it_is(tokens, last, lexicon)))
    places.update(position for position, token in enumerate(tokens) if token.text == "@")
    return found, places


def _said_to_be_theirs(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Where the words begin that say of a number that it is a price, "at our", "a nuestro precio de"; its own place
    where they do not: the 2.25 of "our 2.25 tape"."""
    begins, said = at, set[str]()
    for place in range(at - 1, max(at - 1 - _LONGEST_LEAD, -1), -1):
        word = tokens[place].folded
        kinds = {kind for kind in ("ours", "price_leads") if lexicon.has(kind, word)}
        kinds |= {"price_names"} if _names_a_price(word, lexicon) else set()
        if kinds:
            begins, said = place, said | kinds
        elif word not in _MONEY and not lexicon.has("money_names", word) and not lexicon.has("filler", word):
            break
    return begins if "price_names" in said or {"ours", "price_leads"} <= said else at


def _told_by_unit(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a number in brackets of its own is a price, by what is behind it: "(14,90 die Rolle)", "(4.90 each)"."""
    opens = at > 0 and tokens[at - 1].text == "("
    return opens and _behind_per_unit(tokens, at + 1, lexicon) > at + 1


def _names_a_price(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is one for a price, or a compound of one: "Preis", "Aktionspreis"."""
    names = lexicon.words["price_names"]
    return word in names or any(len(name) >= _SHORTEST_HEAD and word.endswith(name) for name in names)


def _behind_whose_it_is(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The position behind what is added to a price: ", our price"."""
    start = at + 1 if at < len(tokens) and tokens[at].text == "," else at
    end = start
    while end < len(tokens) and (
        lexicon.has("ours", tokens[end].folded) or _names_a_price(tokens[end].folded, lexicon)
    ):
        end += 1
    return end if any(_names_a_price(token.folded, lexicon) for token in tokens[start:end]) else at


def _said_price(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The position behind a price that is said and not signed, "at fifteen a bag"; 0 where there is none."""
    if not at or tokens[at - 1].folded not in _PRICE_MARKS:
        return 0
    amount = amount_at(tokens, at, lexicon)
    if amount is None:
        return 0
    behind = at + amount.length
    end = _behind_per_unit(tokens, behind, lexicon)
    return end if end > behind + 1 else 0


def _behind_per_unit(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The position behind "a tube", "per case", "/cs", "each" that stands behind a price."""
    if at >= len(tokens):
        return at
    word = tokens[at].folded
    if (lexicon.has("sharing", word) and lexicon.units.get(word) in {None, "EA"}) or lexicon.units.get(word) == "EA":
        return at + 1
    per = (
        lexicon.has("articles", word)
        or lexicon.has("definite", word)
        or lexicon.has("per", word)
        or tokens[at].text == "/"
    )
    if per and at + 1 < len(tokens) and tokens[at + 1].folded in lexicon.units:
        return at + 2
    return at


def find_phones(text: str, tokens: Sequence[Token]) -> set[int]:
    """The positions of the tokens of telephone numbers."""
    spans = [found.span() for found in _PHONE.finditer(text)]
    if not spans:
        return set()
    places: set[int] = set()
    at = 0
    for position, token in enumerate(tokens):
        while at < len(spans) and spans[at][1] <= token.start:
            at += 1
        if at < len(spans) and spans[at][0] <= token.start:
            places.add(position)
    return places


def numbers_of_names(tokens: Sequence[Token], names: frozenset[str], lexicon: Lexicon) -> set[int]:
    """The positions of numbers in names: "Studio Seven", "Café 21", "Los Dos Hermanos" where that is what they are
    called.

    A number that counts a unit is none of a name's.
    """
    found: set[int] = set()
    for position, token in enumerate(tokens):
        behind = tokens[position + 1] if position + 1 < len(tokens) else None
        counts = behind is not None and behind.folded in lexicon.units
        if token.folded not in names or not _is_number(token, lexicon) or counts:
            continue
        large = behind is not None and token.text[0].isupper() and behind.text[0].isupper()
        begins = large and behind is not None and _names_somebody(behind, names, lexicon)
        if begins or (position and _names_somebody(tokens[position - 1], names, lexicon)):
            found.add(position)
    return found


def find_hours(tokens: Sequence[Token], lexicon: Lexicon, collected: Sequence[range]) -> set[int]:
    """The positions of hours, with the word before them that says so: at which a place opens or a truck is unloaded
    ("open from seven", "scaricare prima delle nove", not "open bags at 7"), or at which they fetch the order
    themselves, in the sentence that says so at the places of ``collected``: "picking up around 4pm". Nothing else may
    stand behind."""
    fetched = {at for place in collected for at in _sentence_of(tokens, place)}
    found: set[int] = set()
    for at, token in enumerate(tokens):
        if not is_hour(token, lexicon):
            continue
        lead = at - 2 if at > 1 and lexicon.has("filler", tokens[at - 1].folded) else at - 1
        led = lead >= 0 and lexicon.has("clock_leads", tokens[lead].folded)
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        told = behind is not None and lexicon.has("clock", behind.folded)
        named = led and lexicon.has("clock", tokens[lead].folded)  # "kl 15"
        sure = told or named or bool(_CLOCK.fullmatch(token.folded))
        ends = behind is None or behind.kind is not Kind.WORD or behind.folded in lexicon.relative_days
        if at in fetched and (sure or (led and ends)):
            found.update(range(lead if led else at, at + 1 + told))
        elif led and lead and (told or ends) and lexicon.has("by_the_hour", tokens[lead - 1].folded):
            found.update((at, lead - 1))
        elif at and lexicon.has("by_the_hour", tokens[at - 1].folded):
            last = _ends_at(tokens, at, lexicon)
            if last or (sure and ends):  # "gate opens 6:30", "open 7 to 4"
                found.update(range(at - 1, (last or at) + 1))
    return found


def _ends_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """The position of the second hour of a span that begins at one, with no word behind it; 0 where there is none."""
    between, last, behind = at + 1, at + 2, tokens[at + 3 : at + 4]
    if last >= len(tokens) or not is_hour(tokens[last], lexicon) or any(one.kind is Kind.WORD for one in behind):
        return 0
    spans = lexicon.has("spans", tokens[between].folded) or tokens[between].text in {"-", "–"}
    return last if spans else 0


def _sentence_of(tokens: Sequence[Token], place: range) -> range:
    """The positions around a phrase up to the ends of its sentence."""
    first, last = place.start, place.stop
    while first > max(0, place.start - _LONGEST_FETCHING) and tokens[first - 1].text not in _SENTENCE_ENDS:
        first -= 1
    while last < min(len(tokens), place.stop + _LONGEST_FETCHING) and tokens[last].text not in _SENTENCE_ENDS:
        last += 1
    return range(first, last)


def is_hour(token: Token, lexicon: Lexicon) -> bool:
    """Whether a token is a number that a clock has."""
    value = word_value(token.folded, lexicon)
    return bool(_HOUR.fullmatch(token.folded)) or (value is not None and 0 < value <= _HOURS)


def _is_number(token: Token, lexicon: Lexicon) -> bool:
    """Whether a token is a number in digits or in a word."""
    return token.folded.isdigit() or token.folded in lexicon.numbers


def _names_somebody(token: Token, names: frozenset[str], lexicon: Lexicon) -> bool:
    word = token.folded
    return (
        word in names
        and len(word) >= _SHORTEST_NAME
        and word.isalpha()
        and not lexicon.has("courtesy", word)
        and not lexicon.has("filler", word)
    )
