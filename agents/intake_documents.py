"""Order documents that came with a message: what EDI, forms, spreadsheets and tables state, as requested lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from agents.intake_draft import Document, Draft, Read
from agents.intake_reads import Reader
from agents.results import RequestedLine
from domain.gate import Concern
from domain.messages import PartKind
from domain.orders import Span
from domain.trade import Customer, ShipTo
from reading.documents import DocumentContext, find_tables, read_document
from reading.edi import read_edi
from reading.languages import languages, lexicon
from reading.order_documents import DocumentLine, Party, PartyRole
from reading.tokens import tokenize
from store.conversations import StoredMessage

_EDI = ("x12-", "edifact-", "ubl-")
_GRIDS = ("pdf-", "ocr-", "sheet-", "csv-")
_PHOTOGRAPHED = "ocr-"
_HANDWRITTEN = "It was read off a picture; a rep has to look at it beside the picture."


def documents_of(message: StoredMessage, reader: Reader) -> tuple[list[Document], list[Read]]:
    """The order documents of a message, and the files that are no table but words: those are read like a body."""
    context = reader.context(message)
    found: list[Document] = []
    notes: list[Read] = []
    for part in message.texts(PartKind.ATTACHMENT):
        if not part.text.strip():
            continue
        if part.extractor.startswith(_EDI):
            if not part.unreadable:
                found.append(Document(message, part.part_id, read_edi(part.text, part.extractor)))
        elif part.extractor.startswith(_GRIDS):
            photographed = part.extractor.startswith(_PHOTOGRAPHED)
            document = read_document(
                part.text,
                DocumentContext(
                    today=context.today,
                    day_first=context.day_first,
                    language=context.language,
                    is_number=context.is_number,
                    handwritten=photographed,
                    is_place=reader.is_place,
                    unit_codes=context.unit_codes,
                ),
            )
            found.append(Document(message, part.part_id, document))
            if not document.lines:
                notes.append(reader.read_part(message, part))
    return found, notes


def tables_of(message: StoredMessage, reader: Reader) -> list[Document]:
    """The tables that are pasted into a message's own words."""
    context = reader.context(message)
    asked = DocumentContext(
        today=context.today,
        day_first=context.day_first,
        language=context.language,
        is_number=context.is_number,
        is_place=reader.is_place,
        unit_codes=context.unit_codes,
    )
    return [
        Document(message, part.part_id, table.document, table.start, table.end)
        for part in message.texts(PartKind.BODY)
        for table in find_tables(part.text, asked)
        if table.document.lines
    ]


def requested(document: Document, first: int) -> list[RequestedLine]:
    """The lines of a document, numbered from ``first``."""
    return [_requested(line, document.part_id, number) for number, line in enumerate(document.states.lines, first)]


def _requested(line: DocumentLine, part_id: str, number: int) -> RequestedLine:
    every = lexicon(tuple(languages()))
    words = " ".join([*(one.value for one in line.numbers), line.description]).strip() or line.text
    named = tuple((t.folded, every.units[t.folded]) for t in tokenize(line.description) if t.folded in every.units)
    return RequestedLine(
        number=number,
        text=line.text,
        spans=(Span(part_id=part_id, start=line.start, end=line.end),),
        words=words,
        numbers=line.numbers,
        amount=line.amount or None,
        unit_word=line.unit_word,
        unit_code=line.unit_code,
        unit_words=named,
        named_price=line.price,
    )


def _is_a_list(read: Read) -> bool:
    """Whether the words of a file are lines of an order that leave nothing open, each on a line of its own.

    What tells of a day that is over may be a list of what was delivered then.
    """
    lines, text = read.reading.lines, read.reading.text
    said_on = read.message.sent_at.date()
    if any(mention.value is not None and mention.value < said_on for mention in read.reading.dates):
        return False
    ends = [at for at, mark in enumerate(text) if mark == "\n"]
    rows = [{bisect_left(ends, token.start) for token in line.tokens} for line in lines]
    apart = all(len(row) == 1 for row in rows) and len({min(row) for row in rows}) == len(rows)
    return bool(lines) and apart and all(line.amount is not None and not line.doubts for line in lines)


def look_at_document(document: Document, reads: Sequence[Read], names: frozenset[str], draft: Draft) -> None:
    """What of a document a rep has to know: what does not agree in it, what was read off a picture, words besides.

    ``reads`` are the texts of its message, where its words were read as they stand. Whoever signs it, of whom ``names``
    has every word, is no news.
    """
    states = document.states
    for doubt in states.doubts:
        draft.doubt(doubt)
    if states.handwritten:
        draft.doubt(_HANDWRITTEN, kind=Concern.HANDWRITTEN)
    if not (states.lines or states.handwritten or any(_is_a_list(r) for r in reads if r.part_id == document.part_id)):
        draft.doubt("No lines of an order could be told apart in a file; its words were read as they stand.")
    for note in states.notes:
        if all(token.folded in names for token in tokenize(note.text)):
            continue
        draft.doubt(f"The document also says: “{note.text}”.")
    for line in states.lines:
        if line.note:
            draft.doubt(f"“{line.text}”: it also says “{line.note}”.")


def dates_of(documents: Sequence[Document]) -> list[date]:
    """Every day that documents ask for, once."""
    days = [one.value for document in documents for one in document.states.requested_dates]
    days += [
        line.requested_date
        for document in documents
        for line in document.states.lines
        if line.requested_date is not None
    ]
    return list(dict.fromkeys(days))


def places_of(documents: Sequence[Document], customer: Customer) -> list[ShipTo]:
    """The ship-tos that documents name: by id first, then by name or address."""
    found: list[ShipTo] = []
    for document in documents:
        for party in document.states.parties:
            place = _place(party, customer) if party.role is PartyRole.SHIP_TO else None
            if place is not None and place not in found:
                found.append(place)
    return found


def _place(party: Party, customer: Customer) -> ShipTo | None:
    for one in party.ids:
        for place in customer.ship_tos:
            if _bare(one) == _bare(place.ship_to_id):
                return place
    told = set(_words(f"{party.name} {party.address}"))
    shares = [(len(told & set(_words(f"{p.name} {p.address}"))), p) for p in customer.ship_tos]
    shares.sort(key=lambda one: -one[0])
    if not shares or not shares[0][0] or (len(shares) > 1 and shares[0][0] == shares[1][0]):
        return None
    return shares[0][1]


def ids_of(documents: Sequence[Document]) -> list[str]:
    """The ids that documents give the buyer and the places, the buyer's first."""
    parties = [party for document in documents for party in document.states.parties]
    order = (PartyRole.BUYER, PartyRole.BILL_TO, PartyRole.SHIP_TO)
    return [one for role in order for party in parties if party.role is role for one in party.ids]


def names_of(documents: Sequence[Document]) -> str:
    """What documents call the buyer and the places."""
    parties = [party for document in documents for party in document.states.parties]
    return "\n".join(p.name for p in parties if p.role is not PartyRole.SUPPLIER and p.name)


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _words(text: str) -> list[str]:
    return [t.folded for t in tokenize(text) if t.folded[0].isalnum()]
