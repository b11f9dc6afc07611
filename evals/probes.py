"""New mails made of a folder's recorded lines, each with one more thing said beside them, and what is right for each.

Where recorded orders show what a desk does with what somebody once wrote, these show what it does with a word more:
"skip the lids", "we're closed Friday", "our order 7719". Only lines of orders that were right to be entered are used,
each as its customer wrote it.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import resources

from domain.messages import Channel
from domain.orders import Intent
from domain.trade import Customer, ShipTo
from evals.recorded import Expected, ExpectedLine, Recorded
from reading.envelopes import WrittenMessage
from reading.languages import languages

_COUNTED = re.compile(r"(\d{1,5})\s+(\S.*)")
_LONGEST_LINE = 60
_MOST_LINES = 3
_AMOUNTS = (2, 3, 4, 5, 6, 8, 10)
_SPELLED = 0.25
_NUMBERS = ("88213", "A-4471", "2026-118", "4500012345", "7719", "K 2231")
_JOINTS = ("\n", "\n", "\n- ", ", ", "; ", " and ", ". ", " & ", "\n\n")
_FORMS = (
    "{n} {rest}",
    "{n} {rest}",
    "{n} - {rest}",
    "{n}x {rest}",
    "{rest} x {n}",
    "{rest} - {n}",
    "{rest} ({n})",
    "{rest}: {n}",
)
_PLACES = ("\n{saying}", "\n\n{saying}", ". {saying}", ", {saying}", " {saying}", " - {saying}", " ({saying})")
_LEADS = ("\n", "\n\n", " ", ", ", ": ", " - ")
_WEEK = 7
_DESK = "orders@desk.example"


class Kind(StrEnum):
    """What is said beside the lines, by what it does to the order."""

    PLAIN = "nothing beside them"
    NOT_WANTED = "not wanted"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    MORE = "more of it"
    BESIDE = "beside the order"
    DAY = "a day"
    NOT_THE_DAY = "not that day"
    PLACE = "a place"
    NOT_THE_PLACE = "not that place"
    ORDER_NUMBER = "order number"
    INSTEAD = "only instead"
    QUOTED = "quoted below"
    DOUBLED = "doubled"


_WITH_ANOTHER = frozenset({Kind.NOT_WANTED, Kind.ADDED, Kind.INSTEAD, Kind.QUOTED})
_WITH_PLACES = frozenset({Kind.PLACE, Kind.NOT_THE_PLACE})
_BEFORE_TOO = frozenset({Kind.BESIDE, Kind.DAY, Kind.PLACE, Kind.ORDER_NUMBER})


@dataclass(frozen=True)
class Sayings:
    """How things are said in a language: by kind, with what is filled in within braces."""

    greetings: tuple[str, ...]
    endings: tuple[str, ...]
    days: tuple[str, ...]
    numbers: tuple[str, ...]
    of: Mapping[Kind, tuple[str, ...]]


@dataclass(frozen=True)
class Probe:
    """A new mail with what is right for it. Whatever of it is not understood may go to a rep as well."""

    kind: Kind
    recorded: Recorded
    truth: Expected


@dataclass(frozen=True)
class Asker:
    """A customer with somebody who may order by mail, where its orders go, and the recorded lines that are its own."""

    customer: Customer
    sender: str
    name: str
    place: ShipTo
    lines: tuple[ExpectedLine, ...]


@cache
def sayings_in(language: str) -> Sayings:
    """What is said in a language; in English where there is no file of it."""
    folder = resources.files("evals") / "sayings"
    file = folder / f"{language}.toml"
    read = tomllib.loads((file if file.is_file() else folder / "en.toml").read_text(encoding="utf-8"))
    return Sayings(
        greetings=tuple(read["greetings"]),
        endings=tuple(read["endings"]),
        days=tuple(read["days"]),
        numbers=tuple(read["numbers"]),
        of={kind: tuple(read[kind.name.casefold()]) for kind in Kind if kind is not Kind.PLAIN},
    )


def lines_to_say(recorded: Sequence[Recorded], truths: Sequence[Expected]) -> dict[str, tuple[ExpectedLine, ...]]:
    """The lines of each customer that begin with their amount, stand as they are in the text, and need no other line to
    be understood, by customer."""
    texts = {one.id: one.messages[0].body for one in recorded if len(one.messages) == 1}
    found: dict[str, dict[str, ExpectedLine]] = {}
    for truth in truths:
        if not truth.touchless or truth.intent is not Intent.ORDER or truth.customer_id is None or truth.substitutions:
            continue
        for line in truth.lines:
            stands = line.text in texts.get(truth.id, "") and "\n" not in line.text and len(line.text) < _LONGEST_LINE
            if stands and line.sku is not None and _COUNTED.fullmatch(line.text) and not _leans(line.text):
                found.setdefault(truth.customer_id, {}).setdefault(line.sku, line)
    return {customer: tuple(lines.values()) for customer, lines in found.items()}


def _leans(text: str) -> bool:
    """Whether a line says "the usual" or "the same", takes something back or leaves something out."""
    said = [word.strip(".,;:()").casefold() for word in text.split()]
    kinds = ("comparing", "caution", "negation", "correcting")
    return ".." in text or any(one.has(kind, word) for one in languages().values() for kind in kinds for word in said)


def make_probes(askers: Sequence[Asker], begin: datetime, language: str, count: int, seed: int) -> Iterator[Probe]:
    """So many mails, the same for the same seed: the customers in turn, each once a week from the first Monday on.

    Args:
        askers: customers with at least two lines each.
        begin: the moment after which they write.
        language: of what is said, by its code such as ``de``.
    """
    chance = random.Random(f"{seed}-{language}")
    monday = (begin + timedelta(days=_WEEK - begin.weekday())).replace(hour=8, minute=0, second=0)
    for number in range(count):
        week, turn = divmod(number, len(askers))
        sent_at = monday + timedelta(days=_WEEK * week, minutes=turn)
        yield _Maker(askers[turn], sayings_in(language), sent_at, chance).probe(f"probe-{number + 1:04}")


@dataclass
class _Maker:
    """Makes one mail."""

    asker: Asker
    sayings: Sayings
    sent_at: datetime
    chance: random.Random

    def probe(self, name: str) -> Probe:
        lines = self.chance.sample(self.asker.lines, self.chance.randint(1, min(len(self.asker.lines), _MOST_LINES)))
        others = [line for line in self.asker.lines if line not in lines]
        places = [one for one in self.asker.customer.ship_tos if one.ship_to_id != self.asker.place.ship_to_id]
        kinds = [
            kind for kind in Kind if (others or kind not in _WITH_ANOTHER) and (places or kind not in _WITH_PLACES)
        ]
        kind = self.chance.choice([one for one in kinds if len(lines) > 1 or one is not Kind.REMOVED])
        other = self.chance.choice(others) if others else None
        place = self.chance.choice(places) if places else self.asker.place
        at = self.chance.randrange(len(lines))
        amount = self.chance.choice([n for n in _AMOUNTS if n != lines[at].qty])
        weekday = self.chance.randrange(len(self.sayings.days))
        order_number = self.chance.choice(_NUMBERS)
        filled = {
            "product": _product(lines[at].text),
            "before": str(lines[at].qty),
            "amount": self._said(amount),
            "other": _product(other.text) if other else "",
            "other_line": other.text.strip(" .,;") if other else "",
            "day": self.sayings.days[weekday],
            "number": order_number,
            "place": place.name,
            "address": self.asker.place.address,
            "company": self.asker.customer.name,
            "name": self.asker.name,
        }
        body = self._body(kind, [line.text.strip(" .,;") for line in lines], filled)
        wanted = self.sent_at.date() + timedelta(days=weekday or _WEEK)
        truth = self._truth(
            name,
            _ordered(kind, lines, at, Decimal(amount), other),
            order_number if kind is Kind.ORDER_NUMBER else None,
            wanted if kind is Kind.DAY else None,
            place if kind is Kind.PLACE else self.asker.place,
        )
        return Probe(kind, self._recorded(name, body), truth)

    def _said(self, amount: int) -> str:
        return self.sayings.numbers[amount] if self.chance.random() < _SPELLED else str(amount)

    def _body(self, kind: Kind, lines: Sequence[str], filled: Mapping[str, str]) -> str:
        joint = self.chance.choice(_JOINTS)
        said = [self._formed(line) if kind is Kind.PLAIN else line for line in lines]
        text = (joint.lstrip("\n") if joint == "\n- " else "") + joint.join(said)
        saying = "" if kind is Kind.PLAIN else self.chance.choice(self.sayings.of[kind]).format(**filled)
        greeting = self.chance.choice(self.sayings.greetings)
        ending = self.chance.choice(self.sayings.endings).format(**filled)
        if kind in (Kind.PLAIN, Kind.QUOTED):
            return f"{greeting}{text}{ending}{saying}"
        if kind in _BEFORE_TOO and self.chance.random() < 1 / 3:
            return f"{greeting}{saying}{self.chance.choice(_LEADS)}{text}{ending}"
        return f"{greeting}{text}{self.chance.choice(_PLACES).format(saying=saying)}{ending}"

    def _formed(self, line: str) -> str:
        counted = _COUNTED.fullmatch(line)
        return self.chance.choice(_FORMS).format(n=counted[1], rest=counted[2]) if counted else line

    def _recorded(self, name: str, body: str) -> Recorded:
        message = WrittenMessage.model_validate(
            {
                "channel": Channel.EMAIL,
                "from": self.asker.sender,
                "to": _DESK,
                "subject": self.chance.choice(("order", "", "Re: order")),
                "sent_at": self.sent_at,
                "body": body,
            }
        )
        return Recorded(id=name, messages=(message,))

    def _truth(
        self, name: str, lines: tuple[ExpectedLine, ...], order_number: str | None, wanted: date | None, place: ShipTo
    ) -> Expected:
        return Expected(
            id=name,
            intent=Intent.ORDER,
            customer_id=self.asker.customer.customer_id,
            ship_to_id=place.ship_to_id,
            po_number=order_number,
            requested_date=wanted,
            substitutions=(),
            exceptions=(),
            channel=Channel.EMAIL,
            lines=lines,
            touchless=True,
        )


def _ordered(
    kind: Kind, lines: Sequence[ExpectedLine], at: int, amount: Decimal, other: ExpectedLine | None
) -> tuple[ExpectedLine, ...]:
    """What is right once the saying is understood."""
    said = lines[at]
    before = said.qty or Decimal(0)
    amounts = {Kind.CHANGED: amount, Kind.MORE: before + amount, Kind.DOUBLED: 2 * before}
    kept = [
        line.model_copy(update={"qty": amounts[kind]}) if line is said and kind in amounts else line for line in lines
    ]
    if kind is Kind.REMOVED:
        kept.remove(said)
    if kind is Kind.ADDED and other is not None:
        kept.append(other)
    return tuple(kept)


def _product(text: str) -> str:
    """The words of a line without its amount and its unit: the "flat lids" of "2 cases of flat lids"."""
    words = text.strip(" .,;").split()[1:]
    every = languages().values()
    if len(words) > 1 and any(words[0].casefold().strip(".") in one.units for one in every):
        words = words[1:]
        if len(words) > 1 and any(one.has("filler", words[0].casefold()) for one in every):
            words = words[1:]
    return " ".join(words)
