"""What keeps a message from being proven: its form, words beside the order, words that may bend it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter

from agents.intake_asked import asks_politely, is_answered, passes_on, wants_no_more
from agents.intake_documents import look_at_document
from agents.intake_draft import Document, Draft, Read
from agents.intake_intent import folded, said_phrases
from domain.messages import PartKind
from domain.orders import ExceptionKind, Intent, OrderBody, OrderException
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, resemblance
from reading.documents.workbooks import EXTRACTOR as WORKBOOK
from reading.languages import languages
from reading.reader import TextReading
from reading.statements import loose_ends
from reading.tokens import Token, fold
from store.conversations import StoredMessage
from tools.base import Toolbox
from tools.catalog import GetProduct, get_product

_WHOLE_CANCELLATION = 0.97
_IN_PASSING = frozenset({"aside", "formula", "next_delivery", "usual", "as_usual", "last_order"})
_MOST_WORDS_TOLD = 8
_WORD_MARKS = re.compile(r"[\W_]+")
_SOFTWARE = ("software", "to_software")
_OWN_WORDS = (PartKind.SUBJECT, PartKind.BODY)
_SPEAKS_TO_SOFTWARE = "It speaks to the desk's software, or of bank accounts."


def look_at_forms(
    messages: Sequence[StoredMessage],
    reads: Sequence[Read],
    documents: Sequence[Document],
    names: frozenset[str],
    draft: Draft,
) -> None:
    """What the form of the messages says: unread files, hidden text, words quoted below, what documents leave to
    a rep."""
    for document in documents:
        look_at_document(document, [r for r in reads if r.message is document.message], names, draft)
    for message in messages:
        for part in message.parts:
            if part.unreadable:
                # One for each file: a rep has to see every one that was left to them.
                unread = OrderException(kind=ExceptionKind.UNREADABLE, sentence=part.unreadable)
                draft.exceptions.append(unread)
            if part.filename and _speaks_to_software(part.filename, *_SOFTWARE):
                draft.object(ExceptionKind.SUSPICIOUS, "A file's name speaks to the desk's software.")
            if part.kind in _OWN_WORDS and _speaks_to_software(part.text, "to_software"):
                # Also beneath a signature's mark, where nothing is read, and in another language than the order's.
                draft.object(ExceptionKind.SUSPICIOUS, _SPEAKS_TO_SOFTWARE)
            if part.kind is PartKind.HIDDEN and (
                part.extractor != WORKBOOK or _speaks_to_software(part.text, *_SOFTWARE)
            ):
                # Rows and columns that a workbook hides are common and innocent.
                draft.object(ExceptionKind.SUSPICIOUS, "The message carries text that is hidden from its reader.")
        quoted = message.texts(PartKind.QUOTED)
        own = [r for r in reads if r.message is message and r.kind is PartKind.BODY]
        passed_on = [r for r in reads if r.message is message and r.kind in (PartKind.QUOTED, PartKind.FORWARDED)]
        if any(r.reading.lines or r.base for r in passed_on) and not passes_on(own, passed_on):
            draft.doubt(
                "The order stands in what is quoted or forwarded; whether all of it is meant has to be checked."
            )
        elif quoted and not any(r.reading.lines or r.base for r in own):
            draft.doubt("What is quoted or forwarded below may be part of the order.")


def _speaks_to_software(text: str, *kinds: str) -> bool:
    """Whether phrases of these kinds stand in a text, in any language; every mark parts its words."""
    said = _parted(text)
    return any(
        tuple(said[at : at + len(phrase)]) == phrase
        for at, word in enumerate(said)
        for kind in kinds
        for phrase in _in_any_language(kind).get(word, ())
    )


@cache
def _in_any_language(kind: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The phrases of a kind in every language, by their first word."""
    phrases = sorted({tuple(_parted(phrase)) for one in languages().values() for phrase in one.phrases[kind]})
    return {first: tuple(same) for first, same in groupby(phrases, key=itemgetter(0))}


def _parted(text: str) -> list[str]:
    return _WORD_MARKS.sub(" ", fold(text)).split()


def look_for_part(standing: OrderBody | None, reads: Sequence[Read], tools: Toolbox, draft: Draft) -> None:
    """A cancellation that names anything that was ordered may mean that alone."""
    last = [r.reading for r in reads if r.message is reads[-1].message and r.spoken]
    entirely = any(said_phrases(one).stands_in("entirely", folded(one)) for one in last)
    if entirely and not any(_bends_a_cancellation(one) for one in last):
        return  # "in full": the parade is off, and confetti is banned
    said = {token.folded for r in last for token in r.residue}
    ordered = {t.folded for r in reads if r.message is not reads[-1].message for m in r.reading.lines for t in m.words}
    for line in standing.lines if standing else ():
        product = tools.call(get_product, GetProduct(sku=line.sku)).product if line.sku else None
        ordered |= set(words(f"{line.text} {product.name if product else ''}"))
    named = sorted(word for word in said if any(resemblance(word, other) >= FOUND for other in ordered))
    if named:
        draft.doubt(f"They may cancel only a part: “{', '.join(named)}” was ordered.")


def _bends_a_cancellation(reading: TextReading) -> bool:
    """Whether a word of caution stands beside those that cancel: "except the tape"."""
    cancels = {
        token
        for phrase in reading.phrases
        if phrase.meaning == "cancel"
        for token in reading.tokens[phrase.first : phrase.last]
    }
    return any(t not in cancels and not reading.lexicon.has("apologies", t.folded) for t in reading.cautions)


def look_at_words(
    intent: Intent, reads: Sequence[Read], left: Sequence[Token], named: frozenset[Token], draft: Draft
) -> None:
    """What stands in the texts beside the order: software talk, repeats, questions, cautions, words not understood.

    ``left`` are the words that nothing was made of and that may matter, ``named`` words of caution that bend nothing.
    """
    every = [r.reading for r in reads]
    bodies = [r.reading for r in reads if r.spoken]
    if any(r.says("software") for r in every):
        draft.object(ExceptionKind.SUSPICIOUS, _SPEAKS_TO_SOFTWARE)
    if intent in (Intent.INQUIRY, Intent.OTHER):
        settled = intent is Intent.OTHER and (
            any(r.message.texts(PartKind.AUTOMATIC) for r in reads)
            or (any(r.says("no_order") for r in bodies) and not any(r.residue and r.questions for r in bodies))
        )
        if not settled:
            draft.doubt("Somebody has to answer or file this; no order could be read in it.")
        return
    if any(r.says("duplicate") for r in every):
        draft.object(ExceptionKind.DUPLICATE, "They say that they sent this order before.")
    for sentence in draft.besides:
        draft.object(ExceptionKind.SPECIAL_REQUEST, sentence)
    asked = any(r.questions for r in bodies) and any(r.says("inquiry") for r in every)
    if asked or any(r.says("person") for r in every):
        draft.object(ExceptionKind.SPECIAL_REQUEST, "Something in it needs a person's answer or hand.")
    elif any(r.reading.questions and not asks_politely(r) and not is_answered(r, reads) for r in reads if r.spoken):
        draft.doubt("There is a question mark in it.")
    if intent is Intent.CANCELLATION:
        draft.confidence = min(draft.confidence, _WHOLE_CANCELLATION)
        return
    cautions = [t.text for r in reads if not wants_no_more(r) for t in r.reading.cautions if t not in named]
    cautions += [t.text for r in reads if r.spoken and r.asked is None for t in loose_ends(r.reading)]
    if cautions:
        told = ", ".join(f"“{word}”" for word in dict.fromkeys(cautions[:_MOST_WORDS_TOLD]))
        draft.doubt(f"{told} may change what is meant.")
    if any(r.says("little") for r in bodies) and any(r.base is not None for r in bodies):
        draft.doubt("They want little this time; whether all of what is usual is meant has to be checked.")
    days = {mention.value for r in bodies for mention in r.dates}
    if any(_names_a_week(r, days) for r in every):
        draft.doubt("A week is named; which day is meant has to be checked.")
    if left:
        told = " ".join(dict.fromkeys(token.text for token in left[: 2 * _MOST_WORDS_TOLD]))
        draft.doubt(f"Nothing was made of these words: {told}.")


def _names_a_week(reading: TextReading, days: set[date]) -> bool:
    """Whether "next week" or the like stands apart from any date, is not said in passing and was not taken back.

    The week that one of the ``days`` that are named is in, by its number, shifts nothing: "Liste Woche 11".
    """
    passing = reading.settled | {i for p in reading.phrases if p.meaning in _IN_PASSING for i in range(p.first, p.last)}
    beside = {i for mention in reading.dates for i in range(mention.first - 2, mention.last + 1)}
    lexicon = reading.lexicon
    shifts, weeks = lexicon.phrases["week_shift"], lexicon.words["weeks"]
    apart = [i for i, t in enumerate(reading.tokens) if t.folded in shifts and i not in passing | beside]
    numbers = {str(day.isocalendar().week) for day in days}
    numbered = {i for i, t in enumerate(reading.tokens[1:]) if t.folded in numbers}
    apart = [i for i in apart if i not in numbered]
    # "The following on Thursday's truck" shifts no week.
    return any(
        reading.tokens[i].folded in weeks or any(t.folded in weeks for t in reading.tokens[i + 1 : i + 2])
        for i in apart
    )
