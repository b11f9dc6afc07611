"""The head of an order beside whose it is and where it goes: when it is wanted, and the customer's number for it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from agents.intake_draft import Document, Draft, Read
from agents.intake_intent import Sentence, sentences
from domain.calendar import local_date
from domain.findings import FieldName
from domain.messages import PartKind
from domain.orders import OrderBody, Span
from domain.trade import Customer, ShipTo
from reading.dates import DateMention
from reading.languages import Lexicon
from reading.mail.passages import is_reply
from reading.purchase_orders import like_a_code
from reading.reader import TextReading, tells_of_absence
from reading.sections import phrases_of
from reading.tokens import SENTENCE_ENDS, Kind, Token, tokenize
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.customers import DeliveryDates, delivery_dates

_PAUSES = frozenset({",", ":", "-", "\n"})
_SHORTEST_PO = 3
# "Monday works" may be of the order; "the new vet starts Monday" is not.
_ANOTHER_MATTER = 2
# As far back as a word of habit is looked for: a text may be one endless sentence.
_WORDS_BEFORE = 40


@dataclass(frozen=True)
class When:
    """When it is wanted: a date, or None where none was asked. ``doubtful`` dates are for a rep."""

    value: date | None
    probability: float
    why: str
    doubtful: bool = False


def find_date(
    told: Sequence[Read],
    stated: Sequence[date],
    said_on: date,
    customer: Customer | None,
    place: ShipTo | None,
    latest_counts: bool,
    apart: frozenset[Token],
    tools: Toolbox,
) -> When:
    """The one date that is named; their words say it before what they pass on does, and that before a subject.

    Args:
        told: the texts of the messages, oldest first.
        stated: the days that documents ask for.
        latest_counts: an order was changed, so that the last message that names a day is the one to follow.
        apart: the words of other matters: a day among them is not the order's where that has one.
    """
    bodies = [r for r in told if r.kind is PartKind.BODY]
    passed_on = [r for r in told if r.kind not in (PartKind.BODY, PartKind.SUBJECT)]
    subjects = [r for r in told if r.kind is PartKind.SUBJECT]
    for reads, days in ((bodies, stated), (passed_on, ()), (subjects, ())):
        named = [(read, mention.value) for read in reads for mention in _asked_for(read)]
        if len({day for _, day in named}) > 1:
            named = [(read, mention.value) for read in reads for mention in _meant(read, said_on, apart)] or named
        if latest_counts and named:
            last = named[-1][0].message
            named = [(read, day) for read, day in named if read.message is last]
        distinct = sorted({*(day for _, day in named), *days})
        if len(distinct) > 1:
            sentence = f"Several dates are named: {', '.join(day.isoformat() for day in distinct)}."
            return When(None, 0.3, sentence, doubtful=True)
        if any(_is_of_absence(read, mention) for read in reads for mention in read.reading.dates):
            return When(
                next(iter(distinct), None), 0.6, "A day is named on which they may not be there.", doubtful=True
            )
        if named:
            return _judged(distinct[0], [read.reading for read in reads], [read.reading for read in told], said_on)
        if distinct:
            return When(distinct[0], 0.985, "the date that the document asks for")
    if any(r.reading.says("next_delivery") for r in told) and customer is not None and place is not None:
        answer = tools.call(
            delivery_dates,
            DeliveryDates(customer_id=customer.customer_id, ship_to_id=place.ship_to_id, wanted=None),
        )
        if any(_leaves_it_open(read) for read in told):
            why = "The next delivery will do; whether that is a day that they ask for has to be checked."
            return When(answer.next_delivery, 0.6, why, doubtful=True)
        return When(answer.next_delivery, 0.97, "the next delivery is asked for")
    return When(None, 0.97, "no date is named")


def _leaves_it_open(read: Read) -> bool:
    """Whether the next delivery only will do: "the next truck is fine", "whenever the next truck comes"."""
    tokens, lexicon = read.reading.tokens, read.reading.lexicon
    will_do = (*lexicon.phrases["sufficing"], *lexicon.phrases["no_day"])
    around = [
        " ".join(token.folded for token in takewhile(_goes_on, some))
        for one in read.reading.phrases
        if one.meaning == "next_delivery"
        for some in (tokens[one.last : one.last + _WORDS_BEFORE], tokens[max(one.first - 2, 0) : one.first])
    ]
    return any(f" {phrase} " in f" {said} " for said in around for phrase in will_do)


def _asked_for(read: Read) -> list[DateMention]:
    """The days of a text that are not said in a complaint: "the parsley on Saturday was black"."""
    complaints = [one for one in sentences(read.reading) if one.complains]
    return [mention for mention in read.reading.dates if _around(mention, complaints) is None]


def _meant(read: Read, said_on: date, apart: frozenset[Token]) -> list[DateMention]:
    """The days that are asked for, where several are named: not that of today, not one of habit ("found it Monday",
    "d'habitude c'est le jeudi"), and not one of another matter ("the new vet starts Monday")."""
    usual, told = phrases_of("changes", read.reading.lexicon.codes), sentences(read.reading)
    # Found once: a text may be one long sentence full of days.
    others = [at for at, token in enumerate(read.reading.tokens) if token in apart]
    meant = []
    for mention in _asked_for(read):
        sentence = _around(mention, told)
        begin = max(sentence.first, mention.first - _WORDS_BEFORE) if sentence else mention.first
        before = [token.folded for token in read.reading.tokens[begin : mention.first]]
        elsewhere = sentence is not None and _of_another_matter(read, mention, sentence, others)
        written = _is_today(read, mention, said_on) or _dates_a_paper(read, mention, said_on)
        if not elsewhere and not written and not usual.stands_in("usual", before):
            meant.append(mention)
    return meant


def _is_of_absence(read: Read, mention: DateMention) -> bool:
    """Whether a day is one on which nobody is there: "we're closed Friday", "on Friday nobody is here"."""
    tokens, lexicon = read.reading.tokens, read.reading.lexicon
    before = list(takewhile(_goes_on, reversed(tokens[max(mention.first - _WORDS_BEFORE, 0) : mention.first])))
    behind = takewhile(_goes_on, tokens[mention.last : mention.last + _WORDS_BEFORE])
    return tells_of_absence((*reversed(before), *behind), lexicon)


def _goes_on(token: Token) -> bool:
    return token.kind is Kind.WORD


def _of_another_matter(read: Read, mention: DateMention, sentence: Sentence, others: Sequence[int]) -> bool:
    """Whether a day is said in a sentence of another matter, about two things at least, and nothing is asked for it.

    ``others`` are the places of words of other matters, in order.
    """
    tokens, lexicon = read.reading.tokens, read.reading.lexicon
    said = bisect_left(others, sentence.last) - bisect_left(others, sentence.first)
    before = tokens[mention.first - 1].folded if mention.first else ""
    asked = before in lexicon.phrases["numeric_date_lead"] and not lexicon.has("definite", before)
    return said >= _ANOTHER_MATTER and not asked


def _around(mention: DateMention, told: Sequence[Sentence]) -> Sentence | None:
    """The sentence that a day stands in, of a text's sentences in order."""
    at = bisect_right(told, mention.first, key=lambda sentence: sentence.first) - 1
    return told[at] if at >= 0 and mention.first < told[at].last else None


def _is_today(read: Read, mention: DateMention, said_on: date) -> bool:
    """Whether a bare weekday is that of the day it was said on: "found it Monday", on a Monday."""
    weekday = read.reading.lexicon.weekdays.get(read.reading.tokens[mention.first].folded)
    return weekday == said_on.weekday() and mention.last == mention.first + 1


def _dates_a_paper(read: Read, mention: DateMention, said_on: date) -> bool:
    """Whether a day says when the order was written: the first of "Date 02/03/2026, required 03/03/2026"."""
    label = next(
        (t for t in reversed(read.reading.tokens[max(mention.first - 2, 0) : mention.first]) if t.text != ":"), None
    )
    dated = label is not None and read.reading.lexicon.has("dating", label.folded)
    return dated and mention.value is not None and mention.value <= said_on


def _answered(read: Read) -> tuple[str, int, int] | None:
    """A number that answers the desk's question for a PO on a call."""
    lexicon = read.reading.lexicon
    if not read.asked:
        return None
    asked = f" {' '.join(t.folded for t in tokenize(read.asked) if t.kind is Kind.WORD)} "
    if not any(f" {phrase} " in asked for phrase in lexicon.phrases["purchase_order"]):
        return None
    told = [t for t in read.reading.tokens if t.kind is Kind.WORD]
    if not told or not any(c.isdigit() for c in told[0].text) or len(told[0].text) < _SHORTEST_PO:
        return None
    return told[0].text, told[0].start, told[0].end


def find_po(
    told: Sequence[Read], documents: Sequence[Document], standing: OrderBody | None, draft: Draft
) -> str | None:
    """The customer's number for the order: what they say or a document states, else that of the order that stands."""
    found: dict[str, Span] = {}
    for read in told:
        number = read.reading.po_number
        if number is not None and (read.spoken or not found):
            span = Span(part_id=read.part_id, start=number.start, end=number.end)
            found.setdefault(number.text.strip("#."), span)
            for other in read.reading.other_po_numbers:
                found.setdefault(other.text.strip("#."), Span(part_id=read.part_id, start=other.start, end=other.end))
        elif (answer := _answered(read)) is not None:
            found.setdefault(answer[0], Span(part_id=read.part_id, start=answer[1], end=answer[2]))
    for document in documents:
        stated = document.states.po_number
        if stated is not None:
            found.setdefault(stated.text, Span(part_id=document.part_id, start=stated.start, end=stated.end))
    titles = [r for r in told if r.kind is PartKind.SUBJECT and r.reading.lone_number is not None]
    if not found and titles and standing is None:
        number = titles[0].reading.lone_number
        if number is not None:
            draft.find(FieldName.PO_NUMBER, number.text, 0.97, "the subject is a number and nothing else")
            return number.text
    if not found and standing is None and (repeated := _said_in_both(told)) is not None:
        read, token = repeated
        span = Span(part_id=read.part_id, start=token.start, end=token.end)
        draft.find(FieldName.PO_NUMBER, token.text, 0.97, "it stands in the subject and by itself in the text", (span,))
        return token.text
    if not found:
        number_before = standing.po_number if standing else None
        if number_before is not None:
            draft.find(FieldName.PO_NUMBER, number_before, 0.97, "that of the order that stands")
        elif standing is None:
            _doubt_codes_in_titles(told, draft)
        return number_before
    distinct = {"".join(c for c in number.casefold() if c.isalnum()) for number in found}
    text, span = next(iter(found.items()))
    draft.find(FieldName.PO_NUMBER, text, 0.98 if len(distinct) == 1 else 0.5, "behind a word for PO", (span,))
    if len(distinct) > 1:
        draft.doubt(f"Two purchase orders are named: {', '.join(found)}.")
    return text


def _said_in_both(told: Sequence[Read]) -> tuple[Read, Token] | None:
    """The one code of the subject that nothing was made of, where it stands by itself at the beginning of a sentence of
    the text too: "EK-26-0419, for Thursday:"."""
    codes = [t for r in told if r.kind is PartKind.SUBJECT for t in r.reading.residue if like_a_code(t)]
    if len({token.folded for token in codes}) != 1:
        return None
    for read in (read for read in told if read.spoken):
        left = set(read.reading.residue)
        around = zip([None, *read.reading.tokens], read.reading.tokens, [*read.reading.tokens[1:], None], strict=False)
        for before, token, behind in around:
            begins = before is None or before.text in SENTENCE_ENDS
            ends = behind is None or behind.text in _PAUSES
            if token in left and begins and ends and token.folded == codes[0].folded:
                return read, token
    return None


def _doubt_codes_in_titles(told: Sequence[Read], draft: Draft) -> None:
    """A code in a subject that nothing was made of may be the customer's number for the order; that of an answer
    names what it answers."""
    for read in told:
        if read.kind is PartKind.SUBJECT and not is_reply(read.reading.text):
            for token in read.reading.residue:
                if like_a_code(token):
                    draft.doubt(f"“{token.text}” in the subject may be their number for the order.")


def day_said(message: StoredMessage, tools: Toolbox) -> date:
    """The day that "tomorrow" counts from: when the message was sent, whenever it is read."""
    return local_date(min(message.sent_at, tools.context.now), tools.context.zone)


def _tells_the_day(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word of a date is in figures, or the number of a day."""
    return any(c.isdigit() for c in token.text) or token.folded in lexicon.ordinals


def _judged(day: date, readings: Sequence[TextReading], told: Sequence[TextReading], today: date) -> When:
    """A date with what may be wrong about it: "next Friday", or the name of today.

    Nothing is where the day of the month stands too: "next Friday (the 13th)", "nächsten Mittwoch, den elften".
    """
    in_figures = any(
        mention.value == day and any(_tells_the_day(t, one.lexicon) for t in one.tokens[mention.first : mention.last])
        for one in told
        for mention in one.dates
    )
    for reading in readings:
        for mention in reading.dates:
            if mention.doubtful is not None:
                return When(day, 0.6, mention.doubtful, doubtful=True)
            around = [
                reading.tokens[i].folded for i in (mention.first - 1, mention.last) if 0 <= i < len(reading.tokens)
            ]
            shifted = any(word in reading.lexicon.phrases["week_shift"] for word in around)
            # "Next Tuesday", said on a Thursday, is the coming one for everybody: that of next week.
            if shifted and not in_figures and day.isocalendar()[:2] == today.isocalendar()[:2]:
                return When(day, 0.6, f"It may be {day.isoformat()} or the week after.", doubtful=True)
            bare = mention.last == mention.first + 1
            if (
                bare
                and not shifted
                and reading.tokens[mention.first].folded in reading.lexicon.weekdays
                and day.weekday() == today.weekday()
            ):
                corroborated = len(reading.dates) > 1 or in_figures
                if not corroborated:
                    sentence = f"They wrote on a {day:%A}; {day.isoformat()} may not be meant."
                    return When(day, 0.6, sentence, doubtful=True)
    return When(day, 0.985, "the date that is named")
