"""Sentences beside an order that are of other matters: the lift works again, the tape has run out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agents.intake_draft import Read
from agents.intake_words import MOST_TALK, asks_nothing, is_ordinary_or_a_name, is_unheard_of, may_bend
from agents.results import RequestedLine
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, resemblance
from reading.documents.words import Meaning, heading
from reading.statements import (
    Label,
    bends_nothing_told,
    labels,
    leads,
    sentences_apart,
    sentences_around,
    sentences_running_out,
)
from reading.tokens import Token
from reading.word_kinds import is_talk
from tools.base import Toolbox
from tools.catalog import SearchCatalog, search_catalog

_OF_FORMS = frozenset(
    {Meaning.DELIVERY_DATE, Meaning.PO, Meaning.SHIP_TO, Meaning.BUYER, Meaning.ACCOUNT, Meaning.NOTE}
)


def of_other_matters(
    reads: Sequence[Read], po_number: str | None, customer_id: str | None, tools: Toolbox
) -> frozenset[Token]:
    """The words of sentences that stand apart from the order, bend nothing, and together name no product that is sold.

    "The spring market is on at our place" is no line, though the catalog knows some of its words. "PO to follow" is
    another matter only where the order has its number.
    """
    found: set[Token] = set()
    for reading in (read.reading for read in reads if read.spoken):
        if len(reading.residue) > MOST_TALK:
            continue
        left = frozenset(reading.residue)
        cautions = frozenset(reading.cautions)
        for sentence in sentences_apart(reading):
            said = [token for token in sentence if token in left]
            bent = [token for token in sentence if token in cautions]
            held = any(
                token in cautions and not bends_nothing_told(sentence, at, reading.lexicon)
                for at, token in enumerate(sentence)
            )
            promised = po_number is None and any(
                t.folded in reading.lexicon.phrases["purchase_order"] for t in sentence
            )
            if not (said or bent) or held or promised or any(may_bend(token.folded, reading.lexicon) for token in said):
                continue
            # What counts in a sentence that is apart is an hour: "open from 7".
            named = [token for token in said if not token.text[0].isdigit()]
            strange = [t for t in named if not is_ordinary_or_a_name(t, t is sentence[0], reading.lexicon)]
            asked = SearchCatalog(customer_id=customer_id, words=" ".join(token.text for token in named))
            # What counts in a sentence that is apart is an hour.
            timed = any(token.text[0].isdigit() or token.folded in reading.lexicon.numbers for token in sentence)
            timed = timed and any(reading.lexicon.has("being", token.folded) for token in sentence)
            if timed and len(strange) == 1 and is_unheard_of(strange[0], customer_id, tools):
                strange = []  # "Der Stapler steht ab 7 bereit"
            if not strange and (not named or tools.call(search_catalog, asked).sku is None):
                found.update(said, bent)
    return frozenset(found)


def of_what_runs_out(reads: Sequence[Read], lines: Sequence[RequestedLine]) -> frozenset[Token]:
    """The words of sentences that tell only that what is ordered has run out: "we're almost out of tape again"."""
    ordered = {word for line in lines for word in words(line.words)}
    found: set[Token] = set()
    for reading in (read.reading for read in reads if read.spoken):
        in_lines = {token for mention in reading.lines for token in mention.tokens}
        phrases = [phrase for phrase in reading.phrases if phrase.meaning == "running_out"]
        told = {token for phrase in phrases for token in reading.tokens[phrase.first : phrase.last]}
        left, cautions = frozenset(reading.residue), frozenset(reading.cautions)
        for sentence in sentences_running_out(reading) if len(left) <= MOST_TALK else ():
            said = [token for token in sentence if token in left]
            bent = [token for token in sentence if token in cautions]
            harmless = all(
                reading.lexicon.has("lasting", t.folded) or reading.lexicon.has("approximate", t.folded) for t in bent
            )
            named = all(t in told or _is_ordered(t, ordered) or is_talk(t.folded) for t in said)
            ordered_too = any(t not in told and _is_ordered(t, ordered) for t in said)
            if harmless and named and ordered_too and not in_lines & set(sentence):
                found.update(said, bent)
    return frozenset(found)


def _is_ordered(token: Token, ordered: set[str]) -> bool:
    return all(any(resemblance(word, other) >= FOUND for other in ordered) for word in words(token.text))


def _is_of_a_form(label: Label) -> bool:
    """Whether words before a colon are one that forms have there, whole: "Requested date", "Wunschtermin", and where it
    has no value any that a form has: "Positionen:"."""
    meant, _, exact = heading(" ".join(token.text for token in label.said))
    return exact and (label.empty or not meant.isdisjoint(_OF_FORMS))


def of_no_matter(
    reads: Sequence[Read], names: frozenset[str], customer_id: str | None, single_place: bool, tools: Toolbox
) -> frozenset[Token]:
    """Words around an order that ask nothing: of sentences before its first line or behind its last ("the geese are
    back"), of what leads to the lines ("for Monday to the quay please:"), and of labels ("Data: 07/05/2026").

    Args:
        names: folded words of people and places around the sender.
        single_place: whether goods of theirs can go to one place only; else a word may name another.
    """
    found: set[Token] = set()
    for reading in (read.reading for read in reads if read.spoken):
        every = labels(reading)
        labelled = [label.said for label in every if not label.empty or label.last]
        for label in every:
            if _is_of_a_form(label):
                found.update((*label.said, *label.value) if label.empty else label.said)
        left = frozenset(reading.residue) - found
        if not left or len(left) > MOST_TALK:
            continue
        lead = [*leads(reading), *labelled]
        for sentence in (*sentences_around(reading, names), *lead):
            said = [token for token in sentence if token in left and not is_talk(token.folded)]
            worded = [
                t for t in sentence if not any(reading.lexicon.has(k, t.folded) for k in ("definite", "articles"))
            ]
            to_a_place = any(
                reading.lexicon.has("towards", before.folded) and token in said for before, token in pairwise(worded)
            )
            placed = all(reading.lexicon.has("places", token.folded) for token in said)
            if not said or (to_a_place and not (single_place and (placed or sentence in lead))):
                continue
            idle = all(asks_nothing(token, sentence, reading.lexicon, tools) for token in said)
            asked = SearchCatalog(customer_id=customer_id, words=" ".join(token.text for token in said))
            if idle and tools.call(search_catalog, asked).sku is None:
                found.update(said)
    return frozenset(found)
