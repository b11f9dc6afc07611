"""Seeded days at the desk: messages of every kind, reps who decide and undo, time that passes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.messages import Envelope
from tests.support.desks import mail_from
from tests.support.distributor import ADA, BRUNO, CLEA_MAIL, MONDAY, STRANGER

_FIRST_PO = 7001
_MOST_CONVERSATIONS = 3


class Act(StrEnum):
    """What happens at the desk."""

    MESSAGE = "message"
    AGAIN = "again"
    REP = "rep"
    UNDO = "undo"
    PASS = "pass"


@dataclass(frozen=True)
class Event:
    """One thing that happens; a message comes with its wire original, which is the same each time it is delivered."""

    act: Act
    name: str = ""
    sender: str = ""
    words: str = ""
    sent_at: datetime = MONDAY
    answers: str | None = None

    @property
    def mail(self) -> Envelope:
        """The message as the channel hands it over."""
        return mail_from(self.sender, self.words, self.sent_at, self.name, self.answers)


def transport_id(name: str) -> str:
    """The id that a message's channel knows it by."""
    return f"<{name}@mail.example>"


def schedule(seed: int) -> tuple[Event, ...]:
    """One seeded day. Every order that opens a conversation has a purchase order number of its own."""
    rng = random.Random(seed)
    events: list[Event] = []
    names: list[tuple[str, str]] = []
    sent_at = MONDAY

    def say(sender: str, words: str, answers: str | None = None) -> None:
        nonlocal sent_at
        sent_at += timedelta(minutes=rng.randint(1, 20))
        name = f"m{len(names) + 1}"
        names.append((name, sender))
        events.append(Event(Act.MESSAGE, name, sender, words, sent_at, answers))

    for number in range(rng.randint(2, _MOST_CONVERSATIONS)):
        say(*_opening(rng, _FIRST_PO + number))
        if rng.random() < 0.5:
            name, sender = rng.choice(names)
            say(sender, _more(rng), answers=name)
        if rng.random() < 0.25:
            again = rng.choice([event for event in events if event.act is Act.MESSAGE])
            events.append(Event(Act.AGAIN, again.name, again.sender, again.words, again.sent_at, again.answers))
        if rng.random() < 0.6:
            events.append(Event(Act.REP))
            if rng.random() < 0.4:
                events.append(Event(Act.UNDO))
            if rng.random() < 0.6:
                events.append(Event(Act.PASS))
    return tuple(events)


def _opening(rng: random.Random, po_number: int) -> tuple[str, str]:
    sender, words = rng.choice(
        [
            (ADA, f"{rng.randint(1, 6)} cs widget blue"),
            (ADA, f"{rng.randint(1, 3)} cs tape silver\n{rng.randint(1, 6)} cs widget blue"),
            (ADA, f"{rng.randint(50, 90)} cs widget blue"),
            (BRUNO, f"{rng.randint(2, 18)} hose garden"),
            (BRUNO, f"{rng.randint(2, 18)} oak-7"),
            (CLEA_MAIL, f"{rng.randint(1, 9)} cs gloves nitrile"),
            (CLEA_MAIL, f"{rng.randint(1, 3)} cs widget red\n{rng.randint(1, 9)} cs gloves nitrile"),
            (STRANGER, "2 cs widget blue"),
        ]
    )
    return sender, f"PO {po_number}\n{words}"


def _more(rng: random.Random) -> str:
    return rng.choice(
        ["and 1 cs tape silver", "please cancel my order", "thanks!", f"make it {rng.randint(2, 5)} cs widget blue"]
    )
