"""What is new in a revision or a policy against the one before, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.orders import OrderBody, OrderLine
from domain.policy import CustomerPolicy, Policy
from domain.quantities import tidy

_NAMED = {
    "line_threshold": "The threshold of a line",
    "order_threshold": "The threshold of an order",
    "undo_seconds": "The seconds that an approval is held",
    "unusual_factor": "The factor from which an amount is unusual",
    "duplicate_days": "The days within which an order may be a repeat",
    "widen_aliases_at": "The customers whose agreement makes words known to all",
}
_SWITCHES = {
    "enter_unattended": ("Orders are entered with nobody looking.", "No order is entered with nobody looking."),
    "ask_customer": ("The desk asks customers by itself.", "The desk asks no customer by itself."),
}


def changes_of_order(before: OrderBody | None, after: OrderBody, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a revision changes; ``names`` gives products, customers and ship-tos by id."""
    if before is None:
        count = len(after.lines)
        return (f"The first reading, with {count} {'line' if count == 1 else 'lines'}.",)
    told: list[str] = []
    if before.intent is not after.intent:
        told.append(f"It is read as {after.intent.value} instead of {before.intent.value}.")
    for what, old, new in (
        ("The customer", before.customer_id, after.customer_id),
        ("The ship-to", before.ship_to_id, after.ship_to_id),
        ("The PO number", before.po_number, after.po_number),
        ("The date asked for", _day(before.requested_date), _day(after.requested_date)),
    ):
        if old != new:
            told.append(_instead(what, names.get(old or "", old), names.get(new or "", new)))
    old_lines = {line.number: line for line in before.lines}
    new_lines = {line.number: line for line in after.lines}
    for number in sorted(old_lines.keys() | new_lines.keys()):
        told.extend(_of_line(number, old_lines.get(number), new_lines.get(number), names))
    return tuple(told)


def _of_line(number: int, old: OrderLine | None, new: OrderLine | None, names: Mapping[str, str]) -> list[str]:
    if new is None:
        return [f"Line {number} was taken out."]
    if old is None:
        return [f"Line {number} was added: {_amount(new)} {_product(new, names)}."]
    told = []
    if old.sku != new.sku:
        told.append(f"Line {number}: {_product(new, names)} instead of {_product(old, names)}.")
    if (old.quantity, old.uom) != (new.quantity, new.uom):
        told.append(f"Line {number}: {_amount(new)} instead of {_amount(old)}.")
    return told


def changes_of_policy(before: Policy, after: Policy, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a policy changes; ``names`` gives customers by id."""
    told: list[str] = []
    for name, (on, off) in _SWITCHES.items():
        if getattr(before, name) is not getattr(after, name):
            told.append(on if getattr(after, name) else off)
    for name, what in _NAMED.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            told.append(f"{what}: {_number(new)} instead of {_number(old)}.")
    for customer_id in sorted(before.customers.keys() | after.customers.keys()):
        mine, theirs = before.customers.get(customer_id), after.customers.get(customer_id)
        if mine != theirs:
            told.append(f"For {names.get(customer_id, customer_id)}: {_own(theirs)}.")
    return tuple(told)


def _own(policy: CustomerPolicy | None) -> str:
    if policy is None:
        return "as for everybody"
    told = []
    if policy.enter_unattended is not None:
        told.append("orders are entered with nobody looking" if policy.enter_unattended else "a rep sees every order")
    if policy.line_threshold is not None:
        told.append(f"the threshold of a line is {_number(policy.line_threshold)}")
    if policy.order_threshold is not None:
        told.append(f"the threshold of an order is {_number(policy.order_threshold)}")
    return ", ".join(told) or "as for everybody"


def _instead(what: str, old: str | None, new: str | None) -> str:
    if new is None:
        return f"{what} is left open; it was {old}."
    return f"{what} is {new} instead of {old}." if old is not None else f"{what} is {new}."


def _amount(line: OrderLine) -> str:
    quantity = "?" if line.quantity is None else str(tidy(line.quantity))
    return f"{quantity} {line.uom or '?'}"


def _product(line: OrderLine, names: Mapping[str, str]) -> str:
    return "no product" if line.sku is None else names.get(line.sku, line.sku)


def _day(day: date | None) -> str | None:
    return None if day is None else f"{day:%a} {day.day} {day:%b %Y}"


def _number(value: float | Decimal) -> str:
    return str(tidy(value)) if isinstance(value, Decimal) else f"{value:g}"
