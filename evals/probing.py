"""What a desk made of probes: how many of each kind were entered, and which of them wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.quantities import ProductUnits
from evals.judging import judge
from evals.probes import Asker, Kind, Probe
from evals.recorded import ExpectedLine, Result
from knowledge import customers

_FEWEST_LINES = 2


@dataclass(frozen=True)
class Wrong:
    """A mail that was entered, and not as a careful rep would have: its text, and the first difference in words."""

    kind: Kind
    text: str
    difference: str


@dataclass(frozen=True)
class Tally:
    """Of one kind: how many mails there were, how many were entered, and which of those wrongly."""

    mails: int
    entered: int
    wrong: tuple[Wrong, ...]

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.mails + other.mails, self.entered + other.entered, self.wrong + other.wrong)


def askers(session: Session, lines: Mapping[str, tuple[ExpectedLine, ...]]) -> Iterator[Asker]:
    """The customers with two lines at least and somebody who may order by mail, by their ids."""
    for customer_id in sorted(lines):
        customer = customers.customer(session, customer_id)
        if customer is None or customer.default_ship_to is None or len(lines[customer_id]) < _FEWEST_LINES:
            continue
        place = customer.ship_to(customer.default_ship_to)
        contact = next((one for one in customer.contacts if one.email and one.may_order), None)
        if place is not None and contact is not None:
            yield Asker(customer, contact.email, contact.name, place, lines[customer_id])


def tally(probes: Sequence[Probe], results: Sequence[Result], units: Mapping[str, ProductUnits]) -> dict[Kind, Tally]:
    """What became of the probes, by kind; ``results`` are in their sequence."""
    found = {kind: Tally(0, 0, ()) for kind in Kind}
    for probe, result in zip(probes, results, strict=True):
        judged = judge(probe.truth, result, units)
        wrong: tuple[Wrong, ...] = ()
        if judged.entered and judged.difference is not None:
            wrong = (Wrong(probe.kind, probe.recorded.messages[0].body, judged.difference),)
        found[probe.kind] += Tally(1, int(judged.entered), wrong)
    return found
