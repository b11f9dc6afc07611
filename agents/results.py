"""What each agent hands to the next, as typed records. They are kept with the decision, as plain JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.calibration import Reading
from domain.gate import Reason
from domain.orders import Intent, OrderException, OrderLine, Span, Substitution
from domain.record import Record
from reading.order_documents import ProductNumber
from tools.messages import DraftMessage


class RequestedLine(Record):
    """One line as the customer put it.

    ``words`` are the product words to search by, ``without`` those it must not have; ``unit_words`` the words among
    them that may name a unit, with the unit's code. ``numbers`` are product numbers that a document states in a column
    or an element of their own; then ``words`` has them too, before the description. ``unit_word`` is the unit as it was
    written, also where no code is known for it. ``sku`` is set only where the line comes from a basket of the
    customer's own or from an order that stands, and ``why`` says how it came about there. ``doubt`` lowers the line's
    probability: 1.0 is none. ``loose`` says that the amount stands behind the words with nothing to mark it as one;
    ``maybe_size`` is the sentence that a measured amount may be a size, where it may: the product tells.
    ``unit_before`` is the unit of the line before it, of the same thing in another size, where it names none.
    ``languages`` are those of the text that it stands in, where that is known.
    ``runs_on``: the next line begins right behind it, with no mark between them.
    ``alike``: it is told by "same" and what is different from the line before it.
    """

    number: int
    text: str
    spans: tuple[Span, ...] = ()
    words: str = ""
    without: str = ""
    numbers: tuple[ProductNumber, ...] = ()
    amount: Decimal | None = None
    unit_word: str | None = None
    unit_code: str | None = None
    unit_words: tuple[tuple[str, str], ...] = ()
    named_price: Decimal | None = None
    sku: str | None = None
    why: str = ""
    doubt: float = 1.0
    loose: bool = False
    maybe_size: str = ""
    unit_before: str | None = None
    languages: tuple[str, ...] = ()
    runs_on: bool = False
    alike: bool = False


class IntakeResult(Record):
    """What the messages ask for. ``confidence`` is of the head: intent, customer, ship-to, PO and date together.

    ``confidence`` is the probability that all of the head is right. ``language`` is the customer's, for the reply.
    ``reading`` says how the words came to be lines. ``left_over`` are words that nothing was made of, ``cautions``
    words that may bend the meaning of others.
    """

    intent: Intent
    customer_id: str | None = None
    contact: str | None = None
    ship_to_id: str | None = None
    po_number: str | None = None
    requested_date: date | None = None
    lines: tuple[RequestedLine, ...] = ()
    exceptions: tuple[OrderException, ...] = ()
    concerns: tuple[Reason, ...] = ()
    confidence: float = 0.0
    language: str = "en"
    reading: Reading = Reading.NOT_UNDERSTOOD
    left_over: tuple[Span, ...] = ()
    cautions: tuple[Span, ...] = ()


class MatchingResult(Record):
    """The lines with sku, quantity and unit as far as they are settled."""

    lines: tuple[OrderLine, ...]
    exceptions: tuple[OrderException, ...] = ()
    concerns: tuple[Reason, ...] = ()


class AvailabilityResult(Record):
    """The lines with prices, what stands against the order, and the day it can be delivered.

    ``no_substitutes`` are words of products that a standing note wants nothing else for; an empty one is all of them.
    """

    lines: tuple[OrderLine, ...]
    exceptions: tuple[OrderException, ...] = ()
    delivery_date: date | None = None
    no_substitutes: tuple[str, ...] = ()


class SubstitutionResult(Record):
    """What to offer or make instead, and what needs the customer's consent."""

    substitutions: tuple[Substitution, ...] = ()
    concerns: tuple[Reason, ...] = ()


class EntryResult(Record):
    """What became of the write: the ERP's number, or why it said no, and what a rep might try then."""

    erp_number: str | None
    rejected: str | None = None
    proposal: str | None = None


class ReplyResult(Record):
    """The message to the customer, or None where none is due, with why, and the facts it was drafted around.

    ``interchange`` says that it is EDI, for a machine to read.
    """

    text: str | None
    why: str
    facts: DraftMessage | None = None
    interchange: bool = False
