"""One recorded conversation: what the desk made of it, beside the truth.

Three readings of the data format are fixed here. A cancellation's ship-to, PO number and date are not compared. A
question (an expected line with ``clarify``) takes up one result line that is left over: one with a null, or, when the
conversation was not entered, else a complete one, which is then not counted as found. An accepted sku that has another
base unit than the expected one is compared in its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.errors import InputRejected, UnitError
from domain.orders import Intent
from domain.quantities import ProductUnits, Quantity
from evals.finding_lines import FoundLines, find_lines
from evals.pairing import largest_pairing
from evals.recorded import Expected, ExpectedLine, OrderHead, Outcome, Result, ResultLine


def _letters_and_digits(po_number: str | None) -> str | None:
    return "".join(c for c in po_number.casefold() if c.isalnum()) or None if po_number else None


_HEAD: Mapping[str, Callable[[OrderHead], object]] = {
    "intent": lambda order: order.intent,
    "customer": lambda order: order.customer_id,
    "ship_to": lambda order: order.ship_to_id,
    "po_number": lambda order: _letters_and_digits(order.po_number),
    "requested_date": lambda order: order.requested_date,
}
_HEAD_OF_A_CANCELLATION = ("intent", "customer")
FIELDS = tuple(_HEAD)


@dataclass(frozen=True)
class Lines:
    """How a result's lines pair with the expected ones.

    Attributes:
        right: pairs of an expected line without ``clarify`` and a result line that ships it.
        found: complete result lines, without those that a question took up.
        expected: expected lines without ``clarify``.
        confidences: of every complete result line, its confidence and whether a rep would enter it.
        right_lines: where in the result the right lines stand, from 0.
        difference: the first difference in words; None when every line is right, with none over.
    """

    right: int
    found: int
    expected: int
    confidences: tuple[tuple[float, bool], ...]
    right_lines: frozenset[int]
    difference: str | None


@dataclass(frozen=True)
class Judged:
    """A truth and its result. ``fields`` says of each field of the head that counts here whether it is right;
    ``lines_found`` which lines were read, whatever product they were matched to."""

    truth: Expected
    result: Result
    fields: Mapping[str, bool]
    lines: Lines
    lines_found: FoundLines
    difference: str | None

    @property
    def exact(self) -> bool:
        """Whether the order is what a careful rep would have entered."""
        return self.difference is None

    @property
    def entered(self) -> bool:
        """Whether it is in the ERP with nobody having looked."""
        return self.result.outcome is Outcome.ENTERED

    @property
    def why_unsafe(self) -> str | None:
        """Why it should not have been entered as it was; None when it was not, or rightly."""
        if not self.entered:
            return None
        return self.difference or (None if self.truth.touchless else "exact, but a rep should have looked at it")


def judge(truth: Expected, result: Result, units: Mapping[str, ProductUnits]) -> Judged:
    """Compare a result with its truth.

    Raises:
        InputRejected: the truth has a line whose sku or unit is not in ``units``.
    """
    counted = _HEAD_OF_A_CANCELLATION if truth.intent is Intent.CANCELLATION else FIELDS
    fields = {name: _HEAD[name](truth) == _HEAD[name](result) for name in counted}
    lines = _compare_lines(truth, result, units)
    difference = lines.difference
    for name in counted:
        if not fields[name]:
            difference = f"{name} is {_HEAD[name](result) or 'open'}, not {_HEAD[name](truth) or 'open'}"
            break
    return Judged(truth, result, fields, lines, find_lines(truth, result, units), difference)


def _compare_lines(truth: Expected, result: Result, units: Mapping[str, ProductUnits]) -> Lines:
    """Pair as many right lines as can be; then let the questions take up what is left."""
    wanted = [line for line in truth.lines if line.clarify is None]
    for want in wanted:
        if _amount(want, want.sku, units) is None:
            raise InputRejected(f"{truth.id}: the catalog has no such sku or unit as {_said(want)}.")
    # The surest first, so that of two lines that ship the same it is the surer one that is right.
    places = [place for place, line in enumerate(result.lines) if line.complete]
    places.sort(key=lambda place: result.lines[place].confidence, reverse=True)
    complete = [result.lines[place] for place in places]
    paired = largest_pairing([[n for n, want in enumerate(wanted) if _right(line, want, units)] for line in complete])
    missing = [want for number, want in enumerate(wanted) if number not in paired]
    right = set(paired.values())
    left = [line for number, line in enumerate(complete) if number not in right]
    open_lines = [line for line in result.lines if not line.complete]

    questions = [line for line in truth.lines if line.clarify is not None]
    entered = result.outcome is Outcome.ENTERED
    not_open = max(len(questions) - len(open_lines), 0)
    taken_up = 0 if entered else min(not_open, len(left))
    over = [*left[taken_up:], *open_lines[len(questions) :]]

    difference = None
    if missing:
        difference = f"{_said(missing[0])} is not in the result{_instead(missing[0], [*left, *open_lines])}"
    elif entered and not_open:
        asked = {line.text for line in open_lines}
        question = next((line for line in questions if line.text not in asked), questions[0])
        difference = f"“{question.text}” was not asked about (its {question.clarify})"
    elif over:
        difference = f"{_said(over[0])} was not ordered"
    return Lines(
        right=len(right),
        found=len(complete) - taken_up,
        expected=len(wanted),
        confidences=tuple((line.confidence, number in right) for number, line in enumerate(complete)),
        right_lines=frozenset(places[number] for number in right),
        difference=difference,
    )


def _right(line: ResultLine, want: ExpectedLine, units: Mapping[str, ProductUnits]) -> bool:
    """Whether a complete line ships what was wanted; the wanted sku is known to be in ``units``."""
    amount = _amount(line, line.sku, units)
    if amount is None or line.sku is None or want.sku is None or line.sku not in (want.sku, *want.accept):
        return False
    same_base = units[line.sku].base == units[want.sku].base
    return amount == _amount(want, want.sku if same_base else line.sku, units)


def _amount(line: ExpectedLine | ResultLine, sku: str | None, units: Mapping[str, ProductUnits]) -> Fraction | None:
    """The line's quantity in base units of ``sku``; None where it has none."""
    if sku is None or line.qty is None or line.uom is None:
        return None
    try:
        return units[sku].in_base(Quantity(line.qty, line.uom))
    except (KeyError, UnitError):
        return None


def _said(line: ExpectedLine | ResultLine) -> str:
    settled = " ".join(str(value) for value in (line.qty, line.uom, line.sku) if value is not None)
    return f"“{line.text}” ({settled or 'open'})"


def _instead(want: ExpectedLine, left: Sequence[ResultLine]) -> str:
    """The result line that seems to stand where ``want`` should."""
    alike = [line for line in left if line.text == want.text] or [line for line in left if line.sku == want.sku]
    return f"; there is {_said(alike[0])}" if alike else ""
