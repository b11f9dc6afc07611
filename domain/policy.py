"""What ops tune: the thresholds and switches that the gate applies."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from domain.record import Record


class Policy(Record):
    """One version of the desk's policy.

    ``line_threshold`` and ``order_threshold`` are the probabilities from which nobody has to look. They are
    provisional until the distributor's own reviewed orders certify them. ``undo_seconds`` is how long an
    approval is held before it is written.
    """

    version: int = 1
    enter_unattended: bool = True
    line_threshold: float = Field(default=0.95, ge=0, le=1)
    order_threshold: float = Field(default=0.90, ge=0, le=1)
    ask_customer: bool = True
    undo_seconds: int = Field(default=10, ge=0, le=3600)
    unusual_factor: Decimal = Field(default=Decimal(3), gt=1)
    duplicate_days: int = Field(default=3, ge=0, le=60)
