"""What a rep may answer to a review, and what an answer makes of an order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from domain.errors import InputRejected
from domain.orders import Intent, OrderBody, OrderLine
from domain.record import Record

MOST_LINES = 2000


class Verdict(StrEnum):
    """What the rep decided. An approval may carry edits."""

    APPROVE = "approve"
    ASK = "ask"
    REJECT = "reject"


class LineEdit(Record):
    """A change to one line; what is None stays. A number past the last line adds one, which needs all three values."""

    number: int = Field(ge=1, le=MOST_LINES)
    sku: str | None = Field(default=None, max_length=64)
    quantity: Decimal | None = Field(default=None, gt=0, max_digits=18, decimal_places=6)
    uom: str | None = Field(default=None, max_length=16)
    remove: bool = False


class Clearable(StrEnum):
    """A field of the head that an order can do without."""

    PO_NUMBER = "po_number"
    REQUESTED_DATE = "requested_date"


class Edits(Record):
    """What a rep changes of a proposal. Head fields that are None stay; ``clear`` empties one."""

    customer_id: str | None = Field(default=None, max_length=64)
    ship_to_id: str | None = Field(default=None, max_length=64)
    po_number: str | None = Field(default=None, max_length=64)
    requested_date: date | None = None
    clear: tuple[Clearable, ...] = ()
    lines: tuple[LineEdit, ...] = Field(default=(), max_length=MOST_LINES)

    @property
    def edits(self) -> bool:
        """Whether it changes anything of the proposal."""
        head = (self.customer_id, self.ship_to_id, self.po_number, self.requested_date)
        return bool(self.lines or self.clear) or any(value is not None for value in head)


class Answer(Edits):
    """A rep's decision on a review.

    ``question`` is what to ask the customer, ``reply`` the rep's own words for the answer that confirms the order
    (``{number}`` becomes the ERP's number); without them the desk words both. ``remember`` lists lines whose words are
    to be this customer's words for the product from now on.
    """

    verdict: Verdict
    question: str | None = Field(default=None, max_length=4000)
    reply: str | None = Field(default=None, max_length=4000)
    note: str | None = Field(default=None, max_length=4000)
    remember: tuple[int, ...] = Field(default=(), max_length=MOST_LINES)


def apply(answer: Edits, body: OrderBody) -> OrderBody:
    """The order as the rep leaves it. What a rep decided is certain.

    Raises:
        InputRejected: a line is edited that is not there and cannot be added.
    """
    lines = {line.number: line for line in body.lines}
    for edit in answer.lines:
        known = lines.get(edit.number)
        if edit.remove:
            if known is None:
                raise InputRejected(f"There is no line {edit.number} to remove.")
            del lines[edit.number]
            continue
        if known is None:
            if edit.sku is None or edit.quantity is None or edit.uom is None:
                raise InputRejected(f"Line {edit.number} is new: it needs a sku, a quantity and a unit.")
            known = OrderLine(number=edit.number, text="added by a rep")
        changes = {"sku": edit.sku, "quantity": edit.quantity, "uom": edit.uom}
        given = {name: value for name, value in changes.items() if value is not None}
        lines[edit.number] = known.model_copy(update={**given, "price": None if given else known.price})
    head = {
        "customer_id": answer.customer_id,
        "ship_to_id": answer.ship_to_id,
        "po_number": answer.po_number,
        "requested_date": answer.requested_date,
    }
    ordered = [lines[number].model_copy(update={"confidence": 1.0}) for number in sorted(lines)]
    given_head: dict[str, object] = {name: value for name, value in head.items() if value is not None}
    given_head |= {field.value: None for field in answer.clear}
    if ordered and body.intent in (Intent.INQUIRY, Intent.OTHER):
        given_head["intent"] = Intent.ORDER
    # A substitution holds only for the product it was proposed for.
    kept = tuple(s for s in body.substitutions if s.line in lines and lines[s.line].sku == s.sku)
    update = {**given_head, "lines": tuple(ordered), "substitutions": kept, "confidence": 1.0}
    return body.model_copy(update=update)
