"""The communication seat: the wording of a reply. Facts are slots that code fills; the model sees no message."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import Template

from sqlalchemy import select

from agents.base import Conclusion
from agents.communication import ReplyTask
from agents.results import ReplyResult
from agents.seats.answers import Answer
from agents.seats.seat import Question, Settled
from domain.findings import FieldName, Finding
from knowledge import customers
from knowledge.matching.normalise import words
from reading.languages import languages
from reading.tokens import fold
from store.master import ContactRow, ShipToRow
from tools.base import Toolbox
from tools.messages import DraftMessage, slots

_SLOT = re.compile(r"\{([a-z]*)\}")
_LONGEST = 900
_SHORTEST_NAME = 4
_NOT_THE_MODELS = re.compile(r"[\d@€$£%]|https?:|www\.|[<>{}\[\]]|[^\W\d_]+\.[^\W\d_]+")
_MARKS = frozenset(" \n\t.,;:!?'\"()-/&’‘“”„«»–—…¡¿")
_ADDRESS_WORDS = frozenset({"com", "http", "https", "www"})
_SLOT_MEANS = {
    "number": "the order's number",
    "lines": "the lines of the order, one below the other",
    "date": "the day it is delivered",
    "questions": "what has to be asked, one below the other",
}


class WordingAnswer(Answer):
    """The whole reply, with its slots."""

    text: str


@dataclass(frozen=True)
class Offer:
    """The facts, by slot."""

    slots: dict[str, str]


@dataclass(frozen=True)
class CommunicationPart:
    """Asked for every reply that is due."""

    variables = frozenset({"kind", "language", "slots", "wording"})
    answer = WordingAnswer

    def ask(self, task: ReplyTask, found: Conclusion[ReplyResult], tools: Toolbox) -> Question[Offer] | None:
        """Ask where there is something to say."""
        facts = found.result.facts
        if facts is None or found.result.text is None:
            return None
        filled = slots(facts)
        values = {
            "kind": facts.kind.value + _date_told(facts),
            "language": task.language,
            "slots": "\n".join(f"{{{name}}}: {_SLOT_MEANS[name]}" for name in filled),
            "wording": _with_slots(found.result.text, filled),
        }
        return Question(values, Offer(filled))

    def check(self, offer: Offer, answer: WordingAnswer, tools: Toolbox) -> Iterator[str]:
        """Every slot once and no other; no number, date, price, address or name beside them."""
        used = sorted(_SLOT.findall(answer.text))
        if used != sorted(offer.slots):
            yield f"use each of the slots {', '.join(f'{{{n}}}' for n in sorted(offer.slots))} once, and no other"
        if len(answer.text) > _LONGEST:
            yield f"it is longer than {_LONGEST} characters"
        own = _SLOT.sub(" ", answer.text)
        for found in dict.fromkeys((*_NOT_THE_MODELS.findall(own), *_cannot_be_checked(own))):
            yield f"“{found}” must not stand in it: facts come from slots alone"
        said = [fold(word) for word in re.findall(r"[^\W\d_]+", own)]
        dates = {word for known in languages().values() for word in (*known.weekdays, *known.months) if len(word) > 3}
        dates |= {word for known in languages().values() for word in known.relative_days}
        numbers = {word for known in languages().values() for word, value in known.numbers.items() if value > 1}
        for word in dict.fromkeys(said):
            if word in dates or word in numbers:
                yield f"“{word}” must not stand in it: dates and numbers come from slots alone"
            if word in _ADDRESS_WORDS or any(known.has("money", word) for known in languages().values()):
                yield f"“{word}” must not stand in it: nothing of money, accounts or addresses"
        for name in _named(said, tools):
            yield f"“{name}” is the name of a customer, a contact or a place and must not stand in it"

    def conclude(
        self,
        task: ReplyTask,
        found: Conclusion[ReplyResult],
        settled: Settled[Offer, WordingAnswer] | None,
        asked: bool,
        tools: Toolbox,
    ) -> Conclusion[ReplyResult]:
        """The model's wording with the facts filled in."""
        if settled is None:
            return found
        # string.Template's own sign is a dollar, which the checks keep out of the model's words.
        pattern = Template(_SLOT.sub(lambda slot: f"${{{slot[1]}}}", settled.answer.text))
        text = pattern.substitute({name: f"\n{v}\n" if "\n" in v else v for name, v in settled.offer.slots.items()})
        text = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
        finding = Finding(field=FieldName.REPLY, value=text, probability=1.0, why="worded by the model around facts")
        return Conclusion((finding,), found.result.model_copy(update={"text": text}))


def _date_told(facts: DraftMessage) -> str:
    if facts.delivery_date is None:
        return ""
    return ", for the day they asked for" if facts.date_was_asked else ", for their next delivery day: none was asked"


def _with_slots(text: str, filled: dict[str, str]) -> str:
    """The desk's own wording with its facts taken out again, as an example."""
    for name, fact in sorted(filled.items(), key=lambda slot: -len(slot[1])):
        text = text.replace(fact, f"{{{name}}}")
    return text.strip()


def _cannot_be_checked(text: str) -> Iterator[str]:
    """Characters in which words could not be held against the lists of words that must not stand in a reply."""
    for character in unicodedata.normalize("NFC", text):
        plain = character in _MARKS or (character.isalpha() and unicodedata.name(character, "").startswith("LATIN "))
        if not plain:
            yield character


def _named(said: list[str], tools: Toolbox) -> Iterator[str]:
    """Whoever is named: by every longer word of the name, or by one of a customer's that is nobody else's."""
    spoken = set(said)
    session = tools.context.session
    theirs = [name for _, name in customers.all_names(session)]
    contacts, places = (
        session.scalars(select(ContactRow.name)),
        session.execute(select(ShipToRow.name, ShipToRow.address)),
    )
    others = [*contacts, *(text for name, address in places for text in (name, address.partition(",")[0]))]
    for name in (*theirs, *others):
        telling = _longer_words(name)
        if telling and telling <= spoken:
            yield name
    frequency = Counter(word for name in theirs for word in _longer_words(name))
    for name in theirs:
        if any(frequency[word] == 1 for word in _longer_words(name) & spoken - _everyday_words()):
            yield name


def _longer_words(name: str) -> set[str]:
    return {fold(word) for word in words(name) if len(word) >= _SHORTEST_NAME}


def _everyday_words() -> frozenset[str]:
    """Words that people say around an order in any language, though a customer may be called so."""
    every: Iterable[frozenset[str]] = (lists for known in languages().values() for lists in known.words.values())
    return frozenset().union(*every)
