"""What ops tune: the thresholds and switches that the gate applies."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import Field, field_validator

from domain.record import Record


class CustomerPolicy(Record):
    """What holds for one customer instead; what is None stays as for everybody."""

    enter_unattended: bool | None = None
    line_threshold: float | None = Field(default=None, ge=0, le=1)
    order_threshold: float | None = Field(default=None, ge=0, le=1)


class Policy(Record):
    """One version of the desk's policy.

    ``line_threshold`` and ``order_threshold`` are the probabilities from which nobody has to look. They are
    provisional until the distributor's own reviewed orders certify them. ``undo_seconds`` is how long an
    approval is held before it is written. ``widen_aliases_at`` is how many customers must call a product by the same
    words before these are proposed for every customer; 0: never. ``customers`` holds what differs, by customer id.
    """

    version: int = 1
    enter_unattended: bool = True
    line_threshold: float = Field(default=0.95, ge=0, le=1)
    order_threshold: float = Field(default=0.90, ge=0, le=1)
    ask_customer: bool = True
    undo_seconds: int = Field(default=10, ge=0, le=3600)
    unusual_factor: Decimal = Field(default=Decimal(3), gt=1, le=1000)
    duplicate_days: int = Field(default=3, ge=0, le=60)
    widen_aliases_at: int = Field(default=0, ge=0, le=100)
    customers: dict[str, CustomerPolicy] = Field(default_factory=dict, max_length=10_000)

    @field_validator("widen_aliases_at")
    @classmethod
    def _agreement_takes_two(cls, customers: int) -> int:
        if customers == 1:
            raise ValueError("one customer's words are only that customer's: 0 for never, or at least 2")
        return customers

    def of(self, customer_id: str | None) -> Self:
        """The policy as it holds for one customer."""
        own = self.customers.get(customer_id) if customer_id is not None else None
        return self if own is None else self.model_copy(update=own.model_dump(exclude_none=True))
