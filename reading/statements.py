"""Sentences beside an order that only tell something: "the lift is working again", "almost out of tape", "sorry!"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reading.asides import is_hour
from reading.common_words import is_common
from reading.languages import Lexicon
from reading.numbers import amount_at
from reading.reader import TextReading
from reading.sections import phrases_of
from reading.tokens import SENTENCE_ENDS, Kind, Token
from reading.word_kinds import is_talk

_BRACKETS = frozenset({"(", ")"})
# Words that stand beside a name as well as in a statement.
_NAMING = ("articles", "filler", "definite", "separators", "greetings", "farewell")
# What people are called as well: "tell your man".
_OF_PEOPLE = "gender"
_STATEMENT = 2
_LONGEST_STATEMENT = 60
_LONGEST_LEAD = 16
_FEW_WORDS = 6
_LONGEST_LABEL = 4
# What "more" and "all" of a few words that greet, thank or tell something are not said of.
_SAID_OF_PEOPLE = ("greetings", "farewell", "grateful", "telling", "being")
_LEADING = frozenset({":", "\n", "-", "*", "•"})
_PARTING = SENTENCE_ENDS | _BRACKETS | {",", ":"}
_JOINING = ("separators", "adding", "dropping", "negation", "instead")
# Phrases that change nothing about what a sentence asks; in what leads to lines, those for whom, how and when, too.
_IDLE = frozenset({"thanks", "aside", "formula", "well_being", "numeric_date_lead", "date_lead", "po_for", "po_is"})
_OPEN = frozenset({"amend", "week_shift", "numeric_date_lead", "date_lead", "po_for", "po_is"})
_IDLE_IN_LEADS = _IDLE | {"week_behind_day", "as_usual"}
_TOLD_HOUR = re.compile(r"\d{1,2}(?:am|pm|h|u|uhr)")


def sentences_apart(reading: TextReading) -> list[tuple[Token, ...]]:
    """The sentences apart from the order: they speak, hold no word of a line, and count, want or point at nothing.

    "The lift is working again" does; "kitchen is out of zarfs" and "these are to be the big kind" do not.
    """
    in_lines = ordering_words(reading)
    dated = {at for mention in reading.dates for at in range(mention.first, mention.last)}
    return [
        reading.tokens[said.start : said.stop]
        for said in _sentences(reading)
        if not any(reading.tokens[place] in in_lines for place in said)
        and _only_speaks(reading.tokens[said.start : said.stop], reading.lexicon)
        and not any(place not in dated and counts_at(reading, place) for place in said)
    ]


def sentences_around(reading: TextReading, names: frozenset[str]) -> list[tuple[Token, ...]]:
    """The sentences before the first word of the order or behind its last that only speak, were it by one word or name,
    and tell no day: "Windy down here", "Ada Wing, superintendent". Between lines such a one may be a line.

    Args:
        names: folded words of people and places around the sender.
    """
    ordered, cautions = ordering_words(reading), frozenset(reading.cautions)
    ordering = [at for at, token in enumerate(reading.tokens) if token in ordered]
    first, last = (ordering[0], ordering[-1]) if ordering else (0, -1)
    told = {at for mention in reading.dates for at in range(mention.first, mention.last)}
    told |= {at for one in reading.phrases if one.meaning not in _IDLE for at in range(one.first, one.last)}
    return [
        said
        for place in _sentences(reading)
        if place.stop <= first or place.start > last
        if _only_speaks(said := reading.tokens[place.start : place.stop], reading.lexicon, 1, names)
        and not cautions.intersection(said)
        and not any(at in told or counts_at(reading, at) for at in place)
    ]


def loose_ends(reading: TextReading) -> list[Token]:
    """The words that begin or are sentences of a few words apart from the order, and leave open when or how much of it
    is meant: "when the road opens", "more to come"."""
    ordering = ordering_words(reading)
    known = {at for one in reading.phrases if one.meaning not in _OPEN for at in range(one.first, one.last)}
    known |= {at for mention in reading.dates for at in range(mention.first, mention.last)} | reading.settled
    changing = {at for one in reading.phrases if one.meaning == "amend" for at in range(one.first, one.last)}
    found = []
    for place in _sentences(reading):
        said = reading.tokens[place.start : place.stop]
        lexicon = reading.lexicon
        if not said or len(said) > _FEW_WORDS or said[-1].text == ":" or ordering & set(said):
            continue
        if any(lexicon.has(kind, token.folded) for kind in _SAID_OF_PEOPLE for token in said):
            continue
        if lexicon.has("conditions", said[0].folded) and place.start not in known:
            found.append(said[0])
        amounting = {at for at in place if lexicon.has("amounting", reading.tokens[at].folded)}
        if not changing & (set(place) - amounting):  # "one more change:"
            found += [reading.tokens[at] for at in sorted(amounting - known)]
    return found


def leads(reading: TextReading) -> list[tuple[Token, ...]]:
    """What leads to the first line, up to its amount or to the colon at the end of the line above it: "unloading at the
    quay please:". Nothing in it takes back, adds or counts; what stands before a comma or an "and" is left out."""
    ordering = ordering_words(reading)
    first = next((at for at, token in enumerate(reading.tokens) if token in ordering), 0)
    end = first
    while end and reading.tokens[end - 1].text in _LEADING:
        end -= 1
    marks = {token.text for token in reading.tokens[end:first]}
    if "\n" in marks and ":" not in marks:
        return []
    begin = end
    while begin and reading.tokens[begin - 1].text not in _PARTING:
        begin -= 1
    said = reading.tokens[begin:end]
    dated = {at for mention in reading.dates for at in range(mention.first, mention.last)}
    told = {at for one in reading.phrases if one.meaning not in _IDLE_IN_LEADS for at in range(one.first, one.last)}
    cautions = frozenset(reading.cautions)
    bent = any(token in cautions or any(reading.lexicon.has(k, token.folded) for k in _JOINING) for token in said)
    counted = any(at not in dated and (at in told or counts_at(reading, at)) for at in range(begin, end))
    return [said] if said and len(said) <= _LONGEST_LEAD and not bent and not counted else []


class Label(NamedTuple):
    """What stands before a colon in a line of its own, and the words of its value; ``empty`` where these say that there
    is none ("(none)") or none stand there, ``last`` where no word follows its line."""

    said: tuple[Token, ...]
    value: tuple[Token, ...]
    empty: bool
    last: bool


def labels(reading: TextReading) -> list[Label]:
    """The labels of a text whose values are known, or that have none: the "Data" of "Data: 07/05/2026", the
    "Comments" of "Comments: (none)"."""
    ordering = ordering_words(reading)
    open_words = ordering.union(reading.residue)
    phrases = phrases_of("intents", reading.lexicon.codes)
    found, begin = [], 0
    last_word = max((at for at, token in enumerate(reading.tokens) if token.kind is Kind.WORD), default=-1)
    for at in range(len(reading.tokens) + 1):
        if at < len(reading.tokens) and reading.tokens[at].text != "\n":
            continue
        line = reading.tokens[begin:at]
        begin = at + 1
        colon = next((place for place, token in enumerate(line[: _LONGEST_LABEL + 1]) if token.text == ":"), 0)
        value = tuple(token for token in line[colon + 1 :] if token.kind is Kind.WORD)
        empty = phrases.length_at("empty", [token.folded for token in value], 0) == len(value)
        if colon and (empty or not open_words & set(value)) and not ordering & set(line[:colon]):
            found.append(Label(line[:colon], value, empty, last_word < at))
    return found


def apologies_alone(reading: TextReading) -> frozenset[Token]:
    """Words of apology in sentences of nothing but talk behind which no line stands: "Thanks, and sorry!"."""
    in_lines = ordering_words(reading)
    last = max((at for at, token in enumerate(reading.tokens) if token in in_lines), default=-1)
    left, cautions = frozenset(reading.residue), frozenset(reading.cautions)
    found: set[Token] = set()
    for place in _sentences(reading):
        said = reading.tokens[place.start : place.stop]
        sorry = {token for token in said if reading.lexicon.has("apologies", token.folded)}
        others = [token for token in said if token not in sorry]
        idle = all(token not in cautions and (token not in left or is_talk(token.folded)) for token in others)
        if place.start > last and idle:
            found |= sorry
    return frozenset(found)


def sentences_running_out(reading: TextReading) -> list[list[Token]]:
    """The sentences that tell what they have no more of: "almost out of tape again"."""
    told = {phrase.first for phrase in reading.phrases if phrase.meaning == "running_out"}
    return [list(reading.tokens[said.start : said.stop]) for said in _sentences(reading) if told & set(said)]


def ordering_words(reading: TextReading) -> set[Token]:
    """The words of lines and of changes."""
    found = {token for mention in reading.lines for token in mention.tokens}
    return found | {token for change in reading.changes for token in change.tokens}


def _sentences(reading: TextReading) -> Iterator[range]:
    """The places of each sentence's tokens, without what ends it."""
    first = 0
    for at in range(len(reading.tokens) + 1):
        if at == len(reading.tokens) or _parts_sentences(reading, at):
            yield range(first, at)
            first = at + 1


def _parts_sentences(reading: TextReading, at: int) -> bool:
    """Whether a sentence ends at a mark, or goes on with what is only told: "leave the tape, we have plenty"."""
    mark, behind = reading.tokens[at].text, reading.tokens[at + 1 : at + 2]
    told = mark == "," and bool(behind) and reading.lexicon.has("telling", behind[0].folded)
    return mark in SENTENCE_ENDS | _BRACKETS or told


def _only_speaks(
    said: Sequence[Token], lexicon: Lexicon, least: int = _STATEMENT, names: frozenset[str] = frozenset()
) -> bool:
    """Whether words make a statement, by so many words of talk or names at least, and none of them wants or adds
    anything, points at what is ordered or says which kind of it is meant."""
    if len(said) > _LONGEST_STATEMENT:
        return False
    kinds = (trait for name, trait in lexicon.traits.items() if name != _OF_PEOPLE)
    traits = frozenset().union(*(some for trait in kinds for some in trait.meanings.values()))
    spoken = 0
    for at, token in enumerate(said):
        word = token.folded
        if word in traits or any(lexicon.has(kind, word) for kind in ("ordering", "adding")):
            return False
        if lexicon.has("wanting", word) and not _only_tells(said, at, lexicon):
            return False
        spoken += _speaks(token, lexicon) or word in names
    return spoken >= least


def _only_tells(said: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that may want or point does neither here: an article before a noun where nouns are written large
    ("die Decke"), "again" behind "is", "before" an hour, "all" day."""
    word, behind = said[at].folded, said[at + 1] if at + 1 < len(said) else None
    article = lexicon.has("definite", word) and behind is not None and behind.text[:1].isupper()
    article = article and lexicon.capital_nouns
    lasts = lexicon.has("lasting", word) and any(lexicon.has("being", one.folded) for one in said[:at])
    timed = lexicon.has("clock_leads", word) and behind is not None and is_hour(behind, lexicon)
    ahead = [one.folded for one in said[at + 1 : at + 3] if not lexicon.has("definite", one.folded)]
    throughout = bool(ahead) and lexicon.has("durations", ahead[0])  # "toute la journée"
    return article or lasts or timed or throughout


def bends_nothing_told(said: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word of caution bends nothing in a sentence that only tells something: "already", "last week"."""
    near = [one.folded for one in (*said[max(at - 1, 0) : at], *said[at + 1 : at + 2])]
    past = lexicon.has("past", said[at].folded)
    return lexicon.has("lasting", said[at].folded) or (past and any(lexicon.has("weeks", word) for word in near))


def _speaks(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is one of those that statements are made of in the languages of the text, no name of goods."""
    word = token.folded
    if any(lexicon.has(kind, word) for kind in _NAMING):
        return False
    if lexicon.has("talk", word) or lexicon.has("courtesy", word):
        return True
    return token.text.islower() and any(is_common(word, code) for code in lexicon.codes)


def counts_at(reading: TextReading, at: int) -> bool:
    """Whether a number stands at a place that is no time of day: "from 7", "ab 7"."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if not tokens[at].text[0].isdigit() and amount_at(tokens, at, lexicon) is None:
        return False
    behind = tokens[at + 1].folded if at + 1 < len(tokens) else ""
    timed = lexicon.has("clock", behind) or (at > 0 and lexicon.has("clock_leads", tokens[at - 1].folded))
    told = bool(_TOLD_HOUR.fullmatch(tokens[at].folded)) and not behind.isalpha()
    return not (told or (timed and is_hour(tokens[at], lexicon)))
