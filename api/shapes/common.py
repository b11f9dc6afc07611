"""What every resource shares: pages of a list, problems, and references."""

from __future__ import annotations

from typing import Generic, TypeVar

from domain.record import Record

T = TypeVar("T")


class Page(Record, Generic[T]):
    """A page of a list. ``next`` is the cursor of the page after it; None on the last."""

    items: tuple[T, ...]
    next: str | None = None


class Problem(Record):
    """An error (RFC 9457). ``detail`` is a sentence that a person can act on; ``by`` says who was first, at 409."""

    type: str
    title: str
    status: int
    detail: str
    by: str | None = None


class CustomerReference(Record):
    """A customer by id and name."""

    customer_id: str
    name: str
