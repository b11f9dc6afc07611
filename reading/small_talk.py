"""Which of the words that nothing was made of are only talk: who is greeted or thanked, what is said beside an order.

A word is talk because a language file lists it, or because of where it stands: behind a greeting, a title or thanks, or
at the very beginning before a request. A word that nobody lists and that stands anywhere else may be a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reading.languages import Lexicon
from reading.numbers import amount_at, word_value
from reading.reader import TextReading
from reading.statements import counts_at, ordering_words
from reading.tokens import SENTENCE_ENDS, Kind, Token
from reading.word_kinds import any_has, is_talk

_MARKS = frozenset({",", ":", "-", "--", ")", "("})
_FEWEST_SIGNING = 2
_MOST_NAMES = 2
_REACH = 6
_LONGEST_INTRODUCTION = 16
_NUMBERED = re.compile(r"\d\D*\d")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?){1,3}")


def talk(reading: TextReading, names: frozenset[str]) -> frozenset[Token]:
    """The words of a text that nothing was made of and that are talk by their list or their place.

    Args:
        names: folded words of people and places around the sender.
    """
    left = frozenset(reading.residue)
    found = {token for token in left if is_talk(token.folded)}
    found |= _addressed(reading.tokens, left, reading.lexicon)
    found |= _initials(reading.tokens, left, names) | _first_names(reading.tokens, left, names)
    found |= _said_of_a_name(reading.tokens, left, names, reading.lexicon)
    found |= _introduced(reading, left, names) | _pointing_ahead(reading, left)
    found |= _signed_with(reading, left, names)
    return frozenset(found & left)


def called_by_title(reading: TextReading) -> frozenset[Token]:
    """The names right behind a title: the "Rose" of "Frau Rose", whatever else a rose is."""
    return frozenset(
        token
        for at, token in enumerate(reading.tokens)
        if _may_be_a_name(token)
        and token.text[0].isupper()
        and any_has("titles", _bare(_word_before(reading.tokens, at)))
    )


def greeted_by_name(reading: TextReading, names: frozenset[str]) -> frozenset[Token]:
    """The one whom a text greets in its first words: the "Tina" of "Morning Tina," and of "hi tina it's Ray", the
    "Dana" of a first line "Dana,", of "Dana, it's Ray" and of "Dana, PO 4471". What is sold is greeted by nobody, but a
    word that is only like it is a name."""
    spoken = [at for at, token in enumerate(reading.tokens[:_REACH]) if token.kind is not Kind.NEWLINE]
    left = frozenset(reading.residue)
    for at in spoken:
        token = reading.tokens[at]
        if token in left:
            behind = reading.tokens[at + 1 : at + 3]
            ends = not behind or behind[0].kind is not Kind.WORD or _goes_on(behind[0], reading.lexicon)
            called = at == spoken[0] and token.text[0].isupper() and len(behind) > 1 and behind[0].text == ","
            called = called and _begins_anew(reading, at + 2, names)
            named = _may_be_a_name(token) and (called or (ends and _greeted(reading.tokens, at)))
            return frozenset({token}) if named else frozenset()
    return frozenset()


def _begins_anew(reading: TextReading, at: int, names: frozenset[str]) -> bool:
    """Whether a line, a name of the sender's, or the order's number begins at a place."""
    token = reading.tokens[at]
    numbered = any(phrase.meaning == "purchase_order" and phrase.first == at for phrase in reading.phrases)
    return token.kind is Kind.NEWLINE or numbered or _is_of_names(token, names)


def _goes_on(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word begins what is said behind a name: "it's Ray", "for Thursday", "can I get"."""
    word = token.folded
    kinds = ("talk", "courtesy", "telling", "being", "ordering")
    return any(lexicon.has(kind, word) for kind in kinds) or word in lexicon.phrases["date_lead"]


def numbered_places(reading: TextReading) -> list[tuple[Token, Token]]:
    """Kinds of places with their numbers of which nothing was made, at the end of what is said: the "Tor 2" of
    "Mittwoch, Tor 2:"."""
    left = frozenset(reading.residue)
    found = []
    for at, (place, number) in enumerate(pairwise(reading.tokens)):
        numbered = number.folded.isdigit() or word_value(number.folded, reading.lexicon) is not None
        if place not in left or number not in left or not numbered or not any_has("places", place.folded):
            continue
        behind = reading.tokens[at + 2] if at + 2 < len(reading.tokens) else None
        if behind is None or behind.kind is not Kind.WORD or behind not in left:
            found.append((place, number))
    return found


def _addressed(tokens: Sequence[Token], left: frozenset[Token], lexicon: Lexicon) -> set[Token]:
    """Whoever is greeted, named with a title, thanked, or called by name at the very beginning."""
    found: set[Token] = set()
    for at, token in enumerate(tokens):
        if token not in left or token in found or not _may_be_a_name(token):
            continue
        last = at + 1
        while last < len(tokens) and last - at < _MOST_NAMES and tokens[last] in left and _may_be_a_name(tokens[last]):
            last += 1
        closed = last >= len(tokens) or tokens[last].text in SENTENCE_ENDS or tokens[last].text in _MARKS
        titled = token.text[0].isupper() and any_has("titles", _bare(_word_before(tokens, at)))
        greeted = closed and (_greeted(tokens, at) or _thanked(tokens, at, last))
        if titled or greeted or _calls_by_name(tokens, at, last, lexicon):
            found.update(tokens[at:last])
    return found


def _may_be_a_name(token: Token) -> bool:
    return token.kind is Kind.WORD and token.folded.replace("-", "").isalpha() and len(token.folded) > 1


def _bare(word: str) -> str:
    return word.strip(".")


def _word_before(tokens: Sequence[Token], at: int) -> str:
    """The word before a place, also where a full stop of an abbreviation stands between them."""
    before = at - 1
    if before > 0 and tokens[before].text == ".":
        before -= 1
    return tokens[before].folded if before >= 0 else ""


def _greeted(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing but words of greeting and titles stands between the beginning of a sentence and here."""
    behind = at - 1 if at and tokens[at - 1].text == "," else at
    first = behind
    while first and tokens[first - 1].kind is Kind.WORD:
        first -= 1
    said = [token.folded for token in tokens[first:behind]]
    if len(said) > 1 and any_has("definite", said[-1]):
        said.pop()  # "Salut la gang"
    return bool(said) and all(any_has("greetings", _bare(word)) or any_has("titles", _bare(word)) for word in said)


def _thanked(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether a single word stands right behind thanks and ends the sentence: "gracias guapos"."""
    before = tokens[at - 1].folded if at else ""
    ends = last >= len(tokens) or tokens[last].text in SENTENCE_ENDS or tokens[last].text == ","
    return last - at == 1 and ends and any_has("farewell", before)


def _calls_by_name(tokens: Sequence[Token], at: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a text begins with a name, a comma, and words that ask for something: "Javi, para el jueves"."""
    if any(token.kind is Kind.WORD for token in tokens[:at]) or last + 1 >= len(tokens) or tokens[last].text != ",":
        return False
    following = tokens[last + 1]
    if not tokens[at].text[0].isupper() or following.kind is not Kind.WORD:
        return False
    if any(amount_at(tokens, place, lexicon) for place in (last + 1, last + 2) if place < len(tokens)):
        return False
    word = following.folded
    if word in lexicon.phrases["date_lead"] or word in lexicon.phrases["thanks"]:
        return True
    if lexicon.has("articles", word) or lexicon.has("filler", word):
        return False
    return lexicon.has("courtesy", word) or lexicon.has("ordering", word)


def _initials(tokens: Sequence[Token], left: frozenset[Token], names: frozenset[str]) -> set[Token]:
    """Initials right before or behind a name of the sender's: the "R.A." of "R.A. Gable"."""
    found: set[Token] = set()
    for at, token in enumerate(tokens):
        if token not in left or not _INITIALS.fullmatch(token.text):
            continue
        behind = [t for t in tokens[at + 1 : at + _REACH] if t.kind is Kind.WORD]
        if not token.text[0].isupper():
            # "i. A. Deichmann" signs for another, and the initial behind it stands by the name.
            if not (behind and behind[0].text[0].isupper() and _INITIALS.fullmatch(behind[0].text)):
                continue
            near = behind[1:]
        else:
            near = [t for t in tokens[max(at - 2, 0) : at + 3] if t.kind is Kind.WORD and t is not token]
        if any(_bare(t.folded) in names and len(_bare(t.folded)) > 2 for t in near):
            found.add(token)
    return found


def _said_of_a_name(
    tokens: Sequence[Token], left: frozenset[Token], names: frozenset[str], lexicon: Lexicon
) -> set[Token]:
    """What kind of place or person it is, beside a name of the sender's: "Stamping dock", "shop at Sun Basin"."""

    def behind(at: int) -> tuple[Token, ...]:
        joins = at + 1 < len(tokens) and lexicon.has("courtesy", tokens[at + 1].folded)
        return tuple(tokens[at + 1 : at + (3 if joins else 2)])

    return {
        token
        for at, token in enumerate(tokens)
        if token in left
        and (any_has("places", token.folded) or any_has("titles", _bare(token.folded)))
        and any(near.folded in names and len(near.folded) > 2 for near in (*tokens[at - 1 : at], *behind(at)))
    }


def _introduced(reading: TextReading, left: frozenset[Token], names: frozenset[str]) -> set[Token]:
    """What stands before or right beside the names of the sender's with which a text begins: "Thierry S2R, lundi : 3
    boîtes", "Mornin', this is Dub down at the Sabine co-op"; no more words than there are names."""
    ordering, lexicon = ordering_words(reading), reading.lexicon
    opening: list[Token] = []
    for at, token in enumerate(reading.tokens[:_LONGEST_INTRODUCTION]):
        wants = lexicon.has("ordering", token.folded) or lexicon.has("adding", token.folded)
        if token.text in SENTENCE_ENDS | {":"} or token in ordering or wants or counts_at(reading, at):
            break
        opening.append(token)
    named = [at for at, token in enumerate(opening) if _is_of_names(token, names)]
    last = max(named, default=-1)
    others = [at for at, token in enumerate(opening) if token in left and at not in named]
    told = all(at <= last + 1 and not _NUMBERED.search(opening[at].text) for at in others) and len(others) <= len(named)
    return {opening[at] for at in others} if told else set()


def _is_of_names(token: Token, names: frozenset[str]) -> bool:
    word = _bare(token.folded)
    return len(word) > 2 and word in names


def _signed_with(reading: TextReading, left: frozenset[Token], names: frozenset[str]) -> set[Token]:
    """The words of lines below the order that are of names of the sender's for the better part, or stand right beneath
    such a line and are written large: "Deirdre Mangan | Purchasing", "Ufficio Lavori Pubblici"."""
    ordering = ordering_words(reading)
    found: set[Token] = set()
    line: list[Token] = []
    signing = False
    for token in [*reading.tokens, None]:
        if token is not None and token.kind is not Kind.NEWLINE:
            line.append(token)
            continue
        said = [one for one in line if one.kind is Kind.WORD]
        line = []
        if not said:
            continue
        if len(said) > _REACH or any(one in ordering or _NUMBERED.search(one.text) for one in said):
            signing = False
            continue
        theirs = sum(_is_of_names(one, names) for one in said)
        large = all(one.text[0].isupper() for one in said)
        signing = 2 * theirs >= len(said) or (signing and large)
        if signing:
            found.update(one for one in said if one in left and one.text[0].isupper())
    last = max((token.start for token in ordering), default=-1)
    return {token for token in found if token.start > last}


def _pointing_ahead(reading: TextReading, left: frozenset[Token]) -> set[Token]:
    """Words that point at the lines which follow: the "these" of "can you put these on tomorrow's truck:"."""
    found: set[Token] = set()
    ahead: list[Token] = []
    for at, token in enumerate(reading.tokens):
        if token.text == ":" and reading.tokens[at + 1 : at + 2] and reading.tokens[at + 1].kind is Kind.NEWLINE:
            found.update(one for one in ahead if one in left and reading.lexicon.has("definite", one.folded))
        if token.text in SENTENCE_ENDS or token.text == ":":
            ahead = []
        else:
            ahead.append(token)
    return found


def _first_names(tokens: Sequence[Token], left: frozenset[Token], names: frozenset[str]) -> set[Token]:
    """A word that begins a line of nothing but itself and names of the sender's: the "Bruno" above "Bruno TISSOT"."""
    found: set[Token] = set()
    line: list[Token] = []
    for token in [*tokens, None]:
        if token is not None and token.kind is not Kind.NEWLINE:
            line.append(token)
            continue
        said = [one for one in line if one.kind is Kind.WORD]
        named = bool(said[1:]) and all(_bare(one.folded) in names for one in said[1:])
        if named and said[0] in left and said[0].text[0].isupper() and _may_be_a_name(said[0]):
            found.add(said[0])
        elif token is None:
            found |= _signs_last(said, left, names)
        line = []
    return found


def _signs_last(said: Sequence[Token], left: frozenset[Token], names: frozenset[str]) -> set[Token]:
    """The name at the end of a last line that has nothing else but names of the sender's, what kind of place it is, and
    initials: "Grabner office, Andrea"."""
    if len(said) < _FEWEST_SIGNING or len(said) > _REACH:
        return set()
    *before, last = said
    theirs = [one for one in before if _bare(one.folded) in names]
    others = [one for one in before if one not in theirs]
    placed = all(
        any_has("places", one.folded) or any_has("titles", _bare(one.folded)) or _INITIALS.fullmatch(one.text)
        for one in others
    )
    may = last in left and last.text[0].isupper() and _may_be_a_name(last)
    return {last, *(one for one in others if one in left)} if theirs and placed and may else set()
