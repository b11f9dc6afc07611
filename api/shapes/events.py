"""Live updates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.record import Record


class Event(Record):
    """Something that happened: an entry of the ledger. ``conversation_id`` is None for what is of the desk itself."""

    id: int
    at: datetime
    event: str
    actor: str
    conversation_id: str | None
    detail: dict[str, Any]
