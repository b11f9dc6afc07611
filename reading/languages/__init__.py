"""What each language knows, one TOML file each. Adding a language is adding a file and its tests, no code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from reading.common_words import is_common, is_ordinary
from reading.languages.tables import tables
from reading.tokens import fold

_WORD_LISTS = (
    "courtesy",
    "filler",
    "caution",
    "articles",
    "of_one",
    "separators",
    "rep_speakers",
    "pointing",
    "negation",
    "dropping",
    "setting",
    "doubling",
    "adding",
    "instead",
    "money",
    "times",
    "correcting",
    "telling",
    "apologies",
    "plain",
    "ordering",
    "numbering",
    "durations",
    "definite",
    "towards",
    "sizes",
    "fits",
    "alternatives",
    "spans",
    "sharing",
    "farewell",
    "hesitations",
    "streets",
    "places",
    "enough",
    "serving",
    "clock",
    "between",
    "money_names",
    "price_names",
    "price_leads",
    "ours",
    "elisions",
    "past",
    "within",
    "days",
    "weeks",
    "calendar_week",
    "day_leads",
    "year_marks",
    "per",
    "approximate",
    "ranging",
    "privative",
    "talk",
    "wanting",
    "clock_leads",
    "by_the_hour",
    "lasting",
    "lessening",
    "lone_units",
    "being",
    "deliveries",
    "along",
    "multiplied",
    "boxes",
    "titles",
    "greetings",
    "returning",
    "further",
    "afterthoughts",
    "purposes",
    "bygone",
    "grateful",
    "contrasting",
    "commanding",
    "requesting",
    "conditions",
    "amounting",
    "wishing",
    "dating",
    "comparing",
    "aspects",
)
_JOINS = ("tens", "hundreds", "ones", "halves")
_READ_AS = {"nb": "da", "nn": "da", "no": "da"}
_ENOUGH_WORDS = 2
_SHORTEST_TELLING = 3
_SHORTEST_CODE = 2


@dataclass(frozen=True)
class Spelling:
    """How a code is said aloud: words for zero, for marks, for a sign said twice or three times, names of letters.

    ``code_letters`` are more names of letters, which are other words too: only where a code must stand.
    """

    zeros: frozenset[str]
    doubles: frozenset[str]
    triples: frozenset[str]
    marks: dict[str, str]
    letters: dict[str, str]
    code_letters: dict[str, str]


@dataclass(frozen=True)
class Trait:
    """Something that products which are nearly alike differ in: what catalogs call it, and common words for it.

    ``meanings`` are words by what they mean, which is called the same in every language: ``black`` and ``noir``.
    """

    names: frozenset[str]
    meanings: dict[str, frozenset[str]]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of every meaning."""
        return frozenset().union(*self.meanings.values())


@dataclass(frozen=True)
class Lexicon:
    """The words of one or several languages, folded (lower case, no accents).

    ``numbers`` are values by word, ``units`` unit codes by word, ``weekdays`` and ``short_weekdays`` Monday 0,
    ``months`` January 1, ``relative_days`` days from today by phrase, ``phrases`` lists of phrases by meaning,
    ``amounts`` are words for an amount that is no whole number, ``vague`` phrases for one that is not exact (0: not
    even a likely one is known), ``fractions`` the lower part of a fraction said, ``ordinals`` days of the month.
    ``decimal`` and ``thousands`` are the marks inside written numbers; ``joins_by_place`` are the words that may stand
    inside a spoken one, behind its tens, its hundreds or its ones, or between a unit and the half of it that is said
    behind, and ``long_tens`` the tens that count on to nineteen: soixante-douze. ``spelling`` is how codes are said.
    ``traits`` are what products differ in, by kind (``colour``, ``gender``...), ``endings`` those that their words
    take, ``sides`` the words between the sides of a size: 4 by 4. ``capital_nouns``: every noun
    begins with a capital. ``number_endings`` make a number the name of a size, fifties, and each with what a
    number has in its place.
    ``accented`` words, as they are written, are others than the lists have: Spanish "sí" is no "si".
    """

    codes: tuple[str, ...]
    numbers: dict[str, int]
    units: dict[str, str]
    halves: frozenset[str]
    weekdays: dict[str, int]
    short_weekdays: dict[str, int]
    months: dict[str, int]
    relative_days: dict[str, int]
    phrases: dict[str, tuple[str, ...]]
    words: dict[str, frozenset[str]]
    amounts: dict[str, Decimal]
    vague: dict[str, Decimal]
    fractions: dict[str, int]
    ordinals: dict[str, int]
    decimal: str
    thousands: frozenset[str]
    joins_by_place: dict[str, frozenset[str]]
    long_tens: frozenset[int]
    spelling: Spelling
    traits: dict[str, Trait]
    endings: frozenset[str]
    sides: frozenset[str]
    capital_nouns: bool
    accented: frozenset[str]
    number_endings: tuple[tuple[str, str], ...]

    @cached_property
    def number_joins(self) -> frozenset[str]:
        """Every word that may stand inside a spoken number."""
        return frozenset().union(*(words for place, words in self.joins_by_place.items() if place != "halves"))

    @cached_property
    def number_beginnings(self) -> frozenset[str]:
        """The first words of numbers whose names have several: the ``quatre`` of ``quatre-vingt``."""
        return frozenset(name.partition("-")[0] for name in self.numbers if "-" in name)

    @cached_property
    def count_beginnings(self) -> frozenset[str]:
        """Every word that an amount or a count can begin with, beside digits and number words of several parts."""
        vague = {phrase.partition(" ")[0] for phrase in self.vague}
        whole = {*self.numbers, *self.number_beginnings, *self.halves, *self.amounts, *vague}
        return frozenset(whole | self.words["articles"] | self.words["times"] | self.words["ranging"])

    @cached_property
    def parted_verbs(self) -> dict[str, frozenset[str]]:
        """How verbs that say that they fetch it end, by their first word: ``hole ... ab``."""
        pairs = [phrase.split() for phrase in self.phrases["collecting"] if phrase.count(" ") == 1]
        return {first: frozenset(last for begin, last in pairs if begin == first) for first, _ in pairs}

    @cached_property
    def phrases_by_first(self) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
        """Every phrase as its words, with what it means, by its first word."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for meaning, phrases in self.phrases.items():
            for phrase in phrases:
                split = tuple(phrase.split())
                found.setdefault(split[0], []).append((split, meaning))
        return {first: tuple(phrases) for first, phrases in found.items()}

    def joins(self, place: str) -> bool:
        """Whether these languages join what follows the tens, hundreds or ones of a number by a word."""
        return bool(self.joins_by_place[place])

    def has(self, kind: str, word: str) -> bool:
        """Whether a folded word is in one of the word lists (``courtesy``, ``caution``...)."""
        return word in self.words[kind]


def _folded(table: dict[str, Any]) -> dict[str, Any]:
    return {fold(word): value for word, value in table.items()}


def _spelling(raw: dict[str, Any]) -> Spelling:
    marks = {"dashes": "-", "slashes": "/", "points": "."}
    return Spelling(
        zeros=frozenset(raw["zeros"]),
        doubles=frozenset(raw["doubles"]),
        triples=frozenset(raw["triples"]),
        marks={fold(word): mark for kind, mark in marks.items() for word in raw[kind]},
        letters=_letters(raw["letters"]),
        code_letters=_letters([*raw["letters"], *raw["code_letters"]]),
    )


def _traits(raw: dict[str, Any]) -> dict[str, Trait]:
    return {
        kind: Trait(
            names=frozenset(map(fold, told["names"])),
            meanings={meaning: frozenset(map(fold, words)) for meaning, words in told.get("words", {}).items()},
        )
        for kind, told in raw.items()
        if kind != "endings"
    }


def _joined_traits(parts: Sequence[Lexicon]) -> dict[str, Trait]:
    """What the traits are called in several languages."""
    return {kind: _joined_trait([part.traits[kind] for part in parts]) for kind in parts[0].traits}


def _joined_trait(traits: Sequence[Trait]) -> Trait:
    meanings: dict[str, frozenset[str]] = {}
    for trait in traits:
        for meaning, words in trait.meanings.items():
            meanings[meaning] = meanings.get(meaning, frozenset()) | words
    return Trait(frozenset().union(*(trait.names for trait in traits)), meanings)


def _letters(entries: Iterable[str]) -> dict[str, str]:
    return {fold(name): letter for name, _, letter in (entry.partition("=") for entry in entries)}


@lru_cache(maxsize=1)
def languages() -> dict[str, Lexicon]:
    """Every language there is a folder for, by its code."""
    found = {}
    for code, raw in tables().items():
        found[code] = Lexicon(
            codes=(code,),
            numbers=_folded(raw["numbers"]),
            units=_folded(raw["units"]),
            halves=frozenset(fold(word) for word in raw["halves"]["words"]),
            weekdays=_folded(raw["weekdays"]),
            short_weekdays=_folded(raw["short_weekdays"]),
            months=_folded(raw["months"]),
            relative_days=_folded(raw["relative_days"]),
            phrases={kind: tuple(fold(p) for p in phrases) for kind, phrases in raw["phrases"].items()},
            words={kind: frozenset(fold(word) for word in raw["words"][kind]) for kind in _WORD_LISTS},
            amounts={fold(word): Decimal(value) for word, value in raw["amounts"].items()},
            vague={fold(phrase): Decimal(value) for phrase, value in raw["vague"].items()},
            fractions=_folded(raw["fractions"]),
            ordinals=_folded(raw["ordinals"]),
            decimal=raw["number_style"]["decimal"],
            thousands=frozenset(raw["number_style"]["thousands"]),
            joins_by_place={place: frozenset(raw["number_style"][place]) for place in _JOINS},
            long_tens=frozenset(raw["number_style"]["long_tens"]),
            spelling=_spelling(raw["spelling"]),
            traits=_traits(raw["traits"]),
            endings=frozenset(raw["traits"]["endings"]),
            sides=frozenset(map(fold, raw["number_style"]["sides"])),
            capital_nouns=raw["capital_nouns"],
            accented=frozenset(map(str.casefold, raw["accented"])),
            number_endings=tuple(raw["number_style"]["endings"].items()),
        )
    return found


@lru_cache(maxsize=64)
def lexicon(codes: tuple[str, ...]) -> Lexicon:
    """The joined words of several languages; where two disagree about a word, the first named wins."""
    parts = [languages()[code] for code in reversed(codes)]
    return Lexicon(
        codes=codes,
        numbers={word: value for part in parts for word, value in part.numbers.items()},
        units={word: value for part in parts for word, value in part.units.items()},
        halves=frozenset().union(*(part.halves for part in parts)),
        weekdays={word: value for part in parts for word, value in part.weekdays.items()},
        short_weekdays={word: value for part in parts for word, value in part.short_weekdays.items()},
        months={word: value for part in parts for word, value in part.months.items()},
        relative_days={word: value for part in parts for word, value in part.relative_days.items()},
        phrases={kind: tuple(p for part in parts for p in part.phrases[kind]) for kind in parts[0].phrases},
        words={kind: frozenset().union(*(part.words[kind] for part in parts)) for kind in _WORD_LISTS},
        amounts={word: value for part in parts for word, value in part.amounts.items()},
        vague={phrase: value for part in parts for phrase, value in part.vague.items()},
        fractions={word: value for part in parts for word, value in part.fractions.items()},
        ordinals={word: value for part in parts for word, value in part.ordinals.items()},
        decimal=parts[-1].decimal,
        thousands=parts[-1].thousands,
        joins_by_place={p: frozenset().union(*(part.joins_by_place[p] for part in parts)) for p in _JOINS},
        long_tens=frozenset().union(*(part.long_tens for part in parts)),
        spelling=Spelling(
            zeros=frozenset().union(*(part.spelling.zeros for part in parts)),
            doubles=frozenset().union(*(part.spelling.doubles for part in parts)),
            triples=frozenset().union(*(part.spelling.triples for part in parts)),
            marks={word: mark for part in parts for word, mark in part.spelling.marks.items()},
            letters={word: letter for part in parts for word, letter in part.spelling.letters.items()},
            code_letters={word: letter for part in parts for word, letter in part.spelling.code_letters.items()},
        ),
        traits=_joined_traits(parts),
        endings=frozenset().union(*(part.endings for part in parts)),
        sides=frozenset().union(*(part.sides for part in parts)),
        capital_nouns=any(part.capital_nouns for part in parts),
        accented=frozenset().union(*(part.accented for part in parts)),
        number_endings=tuple(dict.fromkeys(ending for part in parts for ending in part.number_endings)),
    )


def with_unit_codes(known: Lexicon, codes: frozenset[str]) -> Lexicon:
    """A lexicon that also knows a distributor's own codes for units, each as itself; a word of the languages wins."""
    return _with_unit_codes(known.codes, codes) if codes else known


@lru_cache(maxsize=64)
def _with_unit_codes(languages_of_text: tuple[str, ...], codes: frozenset[str]) -> Lexicon:
    known = lexicon(languages_of_text)
    taken = {*known.numbers, *known.words["articles"], *known.words["courtesy"], *known.words["filler"]}
    written = ((fold(code) + end, code) for code in sorted(codes) if len(code) >= _SHORTEST_CODE for end in ("s", ""))
    own = {
        word: code
        for word, code in written
        if word not in taken and not any(_is_a_word(word, one) for one in languages_of_text)
    }
    return replace(known, units={**own, **known.units})


def _is_a_word(word: str, language: str) -> bool:
    """Whether a language has a word, so that it is no code: the "bar" of "2 bar towels"."""
    return is_common(word, language) or (len(word) > _SHORTEST_CODE and is_ordinary(word, language))


def lexicon_for(words: Iterable[str], customer_language: str | None) -> Lexicon:
    """The lexicon a text is read with: the languages its folded words speak, the customer's own first.

    Every language at once would not do: a word of one is a number of another.
    """
    customer_language = code_of(customer_language)
    spoken = set(words)
    telling = {code: len(spoken & own) for code, own in _telling_words().items()}
    best = max(telling.values())
    chosen = [code for code, count in telling.items() if count >= _ENOUGH_WORDS and 2 * count >= best]
    if not chosen:
        chosen = _of_few_words(spoken, [code for code, count in telling.items() if count])
    if customer_language in telling and (telling[customer_language] or best < _ENOUGH_WORDS):
        chosen = [customer_language, *(code for code in chosen if code != customer_language)]
    return lexicon(tuple(chosen) or ("en",))


def code_of(language: str | None) -> str | None:
    """The language that texts in one are read with, by a code such as ``de-CH``: Norwegian is read as Danish, whose
    folder has its words too. None for one that has no folder."""
    code = (language or "").partition("-")[0].lower()
    code = _READ_AS.get(code, code)
    return code if code in languages() else None


def is_told(words: Iterable[str]) -> bool:
    """Whether folded words tell a language that is known here: at least two of them are of one that no other has."""
    spoken = set(words)
    return any(len(spoken & own) >= _ENOUGH_WORDS for own in _telling_words().values())


def _of_few_words(spoken: set[str], told: Sequence[str]) -> list[str]:
    """The languages of a short text, of which ``told`` have one word each that no other has; two such tell nothing.

    Where none has, those that know most of its words: "3 Kisten Tomaten" is German or Dutch, and no English; but
    "2 fire extinguishers" is, of which another knows no more than a number.
    """
    known = {code: len(spoken & words) for code, words in _order_words().items()}
    if len(told) == 1:
        sure = told[0] == "en" or known[told[0]] > max(known["en"], 1)
        return [*told, *(() if sure else ("en",))]
    most = max(known.values())
    likeliest = [code for code, count in known.items() if count == most]
    if told or not most or likeliest == ["en"]:
        return []
    ordinary = {code: sum(is_ordinary(word, code) for word in spoken) for code in {*likeliest, "en"}}
    best = [code for code in likeliest if ordinary[code] == max(ordinary.values())]
    return [] if ordinary["en"] == max(ordinary.values()) else best


@lru_cache(maxsize=1)
def _order_words() -> dict[str, frozenset[str]]:
    """The words of each language that texts about orders are full of."""
    return {
        code: frozenset(
            word
            for word in (
                *(one.words["courtesy"] | one.words["ordering"] | one.words["caution"]),
                *(one.units.keys() | one.numbers.keys() | one.weekdays.keys() | one.relative_days.keys()),
            )
            if len(word) >= _SHORTEST_TELLING
        )
        for code, one in languages().items()
    }


@lru_cache(maxsize=1)
def _telling_words() -> dict[str, frozenset[str]]:
    """Those of each language that no other knows, nor English beside what it orders in: "due", "over"; nor is any other
    full of them, where it is not itself: "tel."."""
    known = _order_words()
    return {
        code: frozenset(
            word
            for word in words
            if not any(word in known[name] for name in known if name != code)
            and (code == "en" or not is_common(word, "en"))
            and (is_common(word, code) or not any(is_common(word, name) for name in known if name != code))
        )
        for code, words in known.items()
    }
