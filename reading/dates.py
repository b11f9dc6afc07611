"""Dates as customers name them: weekdays, relative words, day and month in either order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reading.common_words import is_ordinary
from reading.date_forms import (
    NamedDay,
    day_and_month,
    day_of_month,
    day_of_what_comes,
    iso_day,
    numeric_days,
    week_of_the_year,
)
from reading.languages import Lexicon, languages
from reading.numbers import amount_at
from reading.slips import SHORTEST_CUT, SHORTEST_SLIPPED, cuts_of, meant_by_slip, slips_of
from reading.tokens import Kind, Token

_LONGEST_PHRASE = 5
_LONGEST_LEAD = 4
_WEEK = timedelta(days=7)
_FAR = timedelta(days=60)
_SOON = timedelta(days=14)
_MOST_DAYS_AHEAD = 60
_SIZES_BELOW = frozenset({2, 4, 8, 16, 32, 64})


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date and the tokens that name it: from ``first`` up to, not including, ``last``.

    ``doubtful`` is a sentence where another day may be meant.
    """

    value: date
    first: int
    last: int
    doubtful: str | None = None


@dataclass(frozen=True, slots=True)
class DateReading:
    """How numeric dates are written here, and what day it is."""

    today: date
    day_first: bool


def find_dates(tokens: Sequence[Token], lexicon: Lexicon, reading: DateReading) -> list[DateMention]:
    """Every date named in a text, in order. ``next delivery`` phrases are not dates; they are the usual truck."""
    dates = _Dates(tokens, lexicon, reading)
    found: list[DateMention] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind is not Kind.WORD:
            at += 1
            continue
        if (length := dates.no_date_at(at)) > 0:
            at += length
            continue
        mentions = dates.at(at)
        if not mentions:
            at += 1
            continue
        found.extend(mentions)
        at = mentions[-1].last
    return found


class _Dates:
    """The dates of one text."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon, reading: DateReading) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.today = reading.today
        self.day_first = reading.day_first

    def no_date_at(self, at: int) -> int:
        """How many tokens a phrase takes that only looks like a date: "guten Morgen", "sun dried"."""
        return self._phrase_at(at, "no_date")

    def at(self, at: int) -> list[DateMention]:
        """The mentions that begin at a token: two where a weekday and its date stand side by side."""
        weekday = self._weekday_at(at)
        if weekday is not None:
            return self._with_weekday(at, weekday)
        found = self._relative(at) or self._ahead(at) or self._calendar_week(at) or self._dated(at)
        return [found] if found else []

    def _word(self, at: int) -> str:
        """A word as it is compared: "Friday's" is Friday, and so is "p/vie" what it is short for, *para el viernes*,
        and "Freitagstour" the day of that round."""
        if not 0 <= at < len(self.tokens):
            return ""
        word = self.tokens[at].folded.removesuffix("'s")
        lead, _, day = word.partition("/")
        if len(lead) == 1 and lead.isalpha() and self._is_a_day(day):
            return day
        return day_of_what_comes(word, self.lexicon.codes) or word

    def _is_a_day(self, word: str) -> bool:
        """Whether a word alone names a day, also where it is cut short: "miérc"."""
        names = self.lexicon
        told = word in names.weekdays or word in names.short_weekdays or word in names.relative_days
        return told or meant_by_slip(word, cuts_of(word, names.weekdays)) is not None

    def _phrase_at(self, at: int, meaning: str) -> int:
        """How many tokens the longest phrase of a meaning takes that begins at a token; 0 for none."""
        longest = 0
        for words, kind in self.lexicon.phrases_by_first.get(self._word(at), ()):
            if kind == meaning and len(words) > longest:
                said = tuple(token.folded for token in self.tokens[at : at + len(words)])
                longest = len(words) if (self._word(at), *said[1:]) == words else longest
        return longest

    def _phrase_before(self, at: int, meaning: str) -> int:
        """How many tokens a phrase takes that ends right before a token."""
        for length in range(min(_LONGEST_PHRASE, at), 0, -1):
            if self._phrase_at(at - length, meaning) == length:
                return length
        return 0

    def _weekday_at(self, at: int) -> int | None:
        word = self._word(at)
        weekday = self.lexicon.weekdays.get(word)
        if weekday is None and word in self.lexicon.short_weekdays and self._clearly_a_day(at):
            weekday = self.lexicon.short_weekdays[word]
        if weekday is None:
            weekday = self._slip_of_a_weekday(word)
        if weekday is None:
            weekday = self._of_another_language(word)
        if weekday is None:
            return None
        past = self.lexicon.words["past"]
        if self._word(at - 1) in past or self._word(at + 1) in past:
            return None
        return weekday

    def _of_another_language(self, word: str) -> int | None:
        """The weekday that a word is in another language than the text's, of which it is no word: "para el friday"."""
        if len(word) < SHORTEST_CUT or any(is_ordinary(word, code) for code in self.lexicon.codes):
            return None
        named = {one.weekdays[word] for one in languages().values() if word in one.weekdays}
        return named.pop() if len(named) == 1 else None

    def _slip_of_a_weekday(self, word: str) -> int | None:
        """The one weekday that a word of no language is with a single slip, or cut short: "Donerstag", "mercr"."""
        slipped = slips_of(word, self.lexicon.weekdays) if len(word) >= SHORTEST_SLIPPED else set()
        return meant_by_slip(word, cuts_of(word, self.lexicon.weekdays) | slipped)

    def _clearly_a_day(self, at: int) -> bool:
        """Whether a short name such as "Mi" or "mar" must be a weekday: before a date or a colon."""
        if at + 1 < len(self.tokens) and self.tokens[at + 1].text == ":":
            return True
        announced = self._word(at - 1) in self.lexicon.phrases["numeric_date_lead"]
        if self._begins(at) and self._goes_on_as_order(at):
            return True
        return self.tokens[at].text[0].isupper() and (announced or bool(self._numeric(self._behind_comma(at + 1))))

    def _begins(self, at: int) -> bool:
        """Whether a short name that is no common word in its own language stands at the beginning of a part."""
        word, first = self._word(at), languages()[self.lexicon.codes[0]]
        own = first if word in first.short_weekdays else self.lexicon
        if any(own.has(kind, word) for kind in ("courtesy", "filler", "caution")):
            return False
        return at == 0 or self.tokens[at - 1].kind is not Kind.WORD or self._polite(at - 1) or self._is_for(at - 1)

    def _goes_on_as_order(self, at: int) -> bool:
        """Whether what follows a name at the beginning asks for something: "Do 10 Sack", "mi bitte", "Di wie immer", or
        goods in a note: "Meier am Tel.: Do Spachtel 10 Sack"."""
        behind = at + 1
        pointed = behind < len(self.tokens) and self.tokens[behind].text == "."
        behind += pointed
        word = self._word(behind)
        if word[:1].isdigit():
            return True
        if pointed or not word or self.tokens[behind].kind is not Kind.WORD:
            return False
        if any(self._phrase_at(behind, meaning) for meaning in ("usual", "as_usual", "last_order")):
            return True
        noted = at > 0 and self.tokens[at - 1].text == ":" and self.tokens[behind].text[0].isupper()
        going = self.lexicon.has("towards", word)  # "Do ins Lager"
        return noted or going or word in self.lexicon.phrases["thanks"] or self.lexicon.has("ordering", word)

    def _is_for(self, at: int) -> bool:
        """Whether the mark of "times" is short for the word before a day: "x ven", said *per*."""
        word = self._word(at)
        return self.lexicon.has("times", word) and word in self.lexicon.phrases["date_lead"]

    def _polite(self, at: int) -> bool:
        return self.lexicon.has("courtesy", self._word(at)) or self.lexicon.has("ordering", self._word(at))

    def _with_weekday(self, at: int, weekday: int) -> list[DateMention]:
        """A weekday is the next such day after today, or the day whose date stands behind it."""
        last = at + 1
        day = self._next(weekday)
        dated = self._behind_comma(last)
        choices = self._numeric(dated) or self._in_the_other_order(dated, day) or self._named_day(dated)
        if not choices and self._ends_a_date(dated + 1):
            alone = day_of_month(self.tokens, dated, self.lexicon, self.today)
            choices = [c for c in alone if c.day.weekday() == weekday or self._ordinal(dated)]
        if choices:
            agreeing = [choice for choice in choices if choice.day.weekday() == weekday]
            agreeing.sort(key=lambda choice: not self.today <= choice.day <= self.today + _FAR)
            chosen = (agreeing or choices)[0]
            if agreeing:
                return [
                    DateMention(chosen.day, at, last),
                    DateMention(chosen.day, dated, dated + chosen.length),
                ]
            doubt = f"{chosen.day.isoformat()} is a {chosen.day:%A}, not a {day:%A}."
            return [
                DateMention(day, at, last, doubt),
                DateMention(chosen.day, dated, dated + chosen.length, doubt),
            ]
        following = self._next_week(at, last)
        if following is not None:
            monday = self.today - timedelta(days=self.today.weekday()) + _WEEK
            return [DateMention(monday + timedelta(days=weekday), following[0], following[1])]
        before = self._phrase_before(at, "week_before_day")
        behind = self._phrase_at(last, "week_behind_day")
        if before or behind:
            named = DateMention(day + _WEEK, at - before, last + behind)
            dated = self._behind_comma(named.last)
            choices = self._numeric(dated) or day_of_month(self.tokens, dated, self.lexicon, self.today)
            same = [choice for choice in choices if choice.day == named.value and self._ends_a_date(dated + 1)]
            return [named, *(DateMention(choice.day, dated, dated + choice.length) for choice in same[:1])]
        return [DateMention(day, at, last)]

    def _next_week(self, at: int, last: int) -> tuple[int, int] | None:
        """The span of a weekday with "next week" beside it: "Friday next week", "nächste Woche Freitag"."""
        behind = last
        while behind < min(last + 3, len(self.tokens)) and self._word(behind) in self.lexicon.words["filler"]:
            if self._phrase_at(behind, "next_week"):
                break
            behind += 1
        length = self._phrase_at(behind, "next_week")
        if length:
            return at, behind + length
        start = at
        while start > max(0, at - 2) and self._word(start - 1) in self.lexicon.phrases["numeric_date_lead"]:
            start -= 1
        length = self._phrase_before(start, "next_week")
        return (start - length, last) if length else None

    def _next(self, weekday: int) -> date:
        return self.today + timedelta(days=(weekday - self.today.weekday() - 1) % 7 + 1)

    def _behind_comma(self, at: int) -> int:
        """The next token where a date may stand behind a weekday: over a comma, a full stop, a bracket and "the"."""
        while at < len(self.tokens) and (
            self.tokens[at].text in {",", ".", "("}
            or self._word(at) in self.lexicon.words["definite"]
            or self._word(at) in self.lexicon.phrases["numeric_date_lead"]
        ):
            at += 1
        return at

    def _relative(self, at: int) -> DateMention | None:
        for length in range(min(_LONGEST_PHRASE, len(self.tokens) - at), 0, -1):
            phrase = " ".join(self._word(i) for i in range(at, at + length))
            if phrase in self.lexicon.relative_days:
                day = self.today + timedelta(days=self.lexicon.relative_days[phrase])
                return DateMention(day, at, at + length)
        if (slipped := self._slip_of_a_relative_day(self._word(at))) is not None:
            return DateMention(self.today + timedelta(days=slipped), at, at + 1)
        if (length := self._phrase_at(at, "end_of_week")) > 0:
            friday = self.today + timedelta(days=(4 - self.today.weekday()) % 7)
            return DateMention(friday, at, at + length, "The end of the week is no exact day.")
        return None

    def _slip_of_a_relative_day(self, word: str) -> int | None:
        """How many days ahead a word of no language is with a single slip: "dmeain", "tomorow"."""
        return meant_by_slip(word, slips_of(word, self.lexicon.relative_days))

    def _ahead(self, at: int) -> DateMention | None:
        """``in two days``, ``dans deux semaines``."""
        if self._word(at) not in self.lexicon.words["within"]:
            return None
        amount = amount_at(self.tokens, at + 1, self.lexicon)
        if amount is None or amount.value != int(amount.value) or amount.value > _MOST_DAYS_AHEAD:
            return None
        behind = at + 1 + amount.length
        unit = self._word(behind)
        days = 1 if unit in self.lexicon.words["days"] else 7 if unit in self.lexicon.words["weeks"] else 0
        if not days:
            return None
        return DateMention(self.today + timedelta(days=days * int(amount.value)), at, behind + 1)

    def _calendar_week(self, at: int) -> DateMention | None:
        """``KW 12``: a week of the calendar, so no exact day."""
        named = week_of_the_year((self._word(at), self._word(at + 1)), self.lexicon)
        if named is None:
            return None
        number, length = named
        for year in (self.today.year, self.today.year + 1):
            try:
                monday = date.fromisocalendar(year, number, 1)
            except ValueError:
                continue
            if monday + _WEEK > self.today:
                return DateMention(monday, at, at + length, f"Week {number} is no exact day.")
        return None

    def _dated(self, at: int) -> DateMention | None:
        """A date in figures or with its month, or the day of a month: "the 9th", "le 12"."""
        choices = self._named_day(at)
        if choices:
            return DateMention(choices[0].day, at, at + choices[0].length)
        choices = self._numeric(at)
        if not choices or not (choices[0].sure or self._announced(at, choices[0])) or self._counts_of(at):
            return self._day_alone(at)
        if self._is_size(at, choices):
            return None
        return replace(self._chosen(at, choices), first=at)

    def _counts_of(self, at: int) -> bool:
        """Whether figures are what is counted: the tone of "6 del 7.1", the model of "2 of the 3/4"."""
        before = at - 1
        while before >= 0 and self.lexicon.has("filler", self._word(before)):
            before -= 1
        return 0 <= before < at - 1 and self._word(before).isdigit()

    def _chosen(self, at: int, choices: list[NamedDay]) -> DateMention:
        """The reading that people here mean, with a doubt where only the other one lies close ahead."""
        first, *others = choices
        last = at + first.length
        far = not self.today <= first.day <= self.today + _FAR
        near = [c for c in others if self.today <= c.day <= self.today + _SOON]
        if far and near:
            return DateMention(
                near[0].day,
                at,
                last,
                f"{self.tokens[at].text} may be {first.day.isoformat()} or {near[0].day.isoformat()}.",
            )
        figures = self.tokens[at].folded.split("/")
        if len(figures) == 2 and self._fraction(figures) and self._word(last)[:1].isdigit():
            return DateMention(first.day, at, last, f"{self.tokens[at].text} may be a size and no date.")
        return DateMention(first.day, at, last)

    def _is_size(self, at: int, choices: list[NamedDay]) -> bool:
        """Whether figures are those of a size and, in either order, of no day that is near: "50 ft of the 1/2"."""
        figures = self.tokens[at].folded.split("/")
        near = any(abs(choice.day - self.today) <= _FAR for choice in choices)
        return not near and len(figures) == 2 and all(map(str.isdigit, figures)) and self._fraction(figures)

    @staticmethod
    def _fraction(figures: list[str]) -> bool:
        if not all(map(str.isdigit, figures)):
            return False
        upper, lower = int(figures[0]), int(figures[1])
        return lower in _SIZES_BELOW and upper < lower and upper % 2 == 1

    def _numeric(self, at: int) -> list[NamedDay]:
        """The days that figures may name, the likeliest first: ``3/6``, ``06.03.``, ``2026-03-06``."""
        if at >= len(self.tokens):
            return []
        word = self._without_marks(self.tokens[at].folded)
        exact = iso_day(word)
        if exact is not None:
            return [exact]
        days = numeric_days(word, self.today, day_first=self.day_first)
        year = self._word(at + 1)
        if days and not days[0].with_year and year in {str(self.today.year), str(self.today.year + 1)}:
            days = numeric_days(
                f"{word.rstrip('.')}{'/' if '/' in word else '.'}{year}", self.today, day_first=self.day_first
            )
            return [replace(day, length=2) for day in days]  # "4/3 2026"
        return days

    def _without_marks(self, word: str) -> str:
        """Figures without the words that stand glued to them: "d.12/3", "06.03.2026r."."""
        lead, _, figures = word.partition(".")
        if figures and lead in self.lexicon.words["day_leads"]:
            word = figures
        bare = word.rstrip(".")
        for mark in self.lexicon.words["year_marks"]:
            if bare.endswith(mark) and bare.removesuffix(mark)[-4:].isdigit():
                return bare.removesuffix(mark)
        return word

    def _in_the_other_order(self, at: int, day: date) -> list[NamedDay]:
        """Figures that are a day only as they write them elsewhere, where it is the very day: ``Fri 3/13``."""
        if at >= len(self.tokens):
            return []
        turned = numeric_days(self.tokens[at].folded, self.today, day_first=not self.day_first)
        return [choice for choice in turned if choice.day == day]

    def _named_day(self, at: int) -> list[NamedDay]:
        """``March 6``, ``6 de marzo``, ``6. März 2026``."""
        found = day_and_month(self.tokens, at, self.lexicon, self.today)
        return [found] if found else []

    def _day_alone(self, at: int) -> DateMention | None:
        """``the 9th``, ``le 12``, ``am 12.``: a day of this month or the next."""
        if self._lead(at) not in self.lexicon.words["day_leads"] and not self._ordinal(at):
            return None
        if self._ordinal(at) and self._lead(at) not in {
            *self.lexicon.words["definite"],
            *self.lexicon.words["day_leads"],
        }:
            return None
        if not self._ordinal(at) and not self._ends_a_date(at + 1):
            return None
        days = day_of_month(self.tokens, at, self.lexicon, self.today)
        return DateMention(days[0].day, at, at + days[0].length) if days else None

    def _ordinal(self, at: int) -> bool:
        word = self._word(at)
        return word in self.lexicon.ordinals or (word[:1].isdigit() and word.endswith(("st", "nd", "rd", "th")))

    def _lead(self, at: int) -> str:
        """The word before a place, over the full stop of an abbreviation: the "d." of "d. 12/3"."""
        short = at > 1 and self.tokens[at - 1].text == "." and self.tokens[at - 2].end == self.tokens[at - 1].start
        return self._word(at - 2) if short and len(self._word(at - 2)) <= _LONGEST_LEAD else self._word(at - 1)

    def _announced(self, at: int, choice: NamedDay) -> bool:
        before = self._lead(at)
        if before in self.lexicon.weekdays or before in self.lexicon.relative_days:
            return True
        if before not in self.lexicon.phrases["numeric_date_lead"]:
            return False
        if self.lexicon.decimal == "." in self.tokens[at].text and self.lexicon.has("definite", before):
            return choice.with_year  # the jug of 3.8 litres
        return choice.with_year or self._ends_a_date(at + choice.length)

    def _ends_a_date(self, at: int) -> bool:
        """Whether no product word stands behind a date: "for 1/2 bolts" is none."""
        if at >= len(self.tokens) or self.tokens[at].kind is not Kind.WORD:
            return True
        word = self._word(at)
        if word in self.lexicon.units:
            return False
        return (
            self.lexicon.has("courtesy", word)
            or self.lexicon.has("caution", word)
            or word in self.lexicon.phrases["date_lead"]
            or amount_at(self.tokens, at, self.lexicon) is not None
        )
