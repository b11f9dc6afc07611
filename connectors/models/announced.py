"""Whether an endpoint announces the end of a model: in a header (RFC 8594, RFC 9745), or in what it tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

HEADERS = ("sunset", "deprecation")

# The first that says something counts: a day on which it ends before a day from which it should not be used.
_FIELDS = (
    *("shutdown_date", "shut_down_date", "shutdown_at", "sunset_date", "sunset", "retirement_date", "expiration_date"),
    *("deprecation_date", "deprecated_at", "deprecation", "deprecated"),
)
_MILLISECONDS = 100_000_000_000
_DAY = 10


def announced(headers: Mapping[str, str], fields: Mapping[str, Any]) -> str | None:
    """What is announced, as a sentence with what to do; None where nothing is.

    Args:
        headers: those of ``HEADERS`` that an answer had.
        fields: what the endpoint tells of the model.
    """
    told = [(name.capitalize(), headers[name]) for name in HEADERS if headers.get(name)]
    told += [(name, fields[name]) for name in _FIELDS if fields.get(name)]
    if not told:
        return None
    dated = [(day, name) for name, value in told if (day := _day(value)) is not None]
    if not dated:
        return f"it is called deprecated ({told[0][0]}), with no date. Choose the model that follows, and try it out."
    day, name = dated[0]
    return f"announced for {day} ({name}). Choose the model that follows before then, and try it out."


def _day(value: Any) -> date | None:
    """The day that a value names: ISO, as HTTP writes it, or seconds (also milliseconds) since 1970."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS else value, UTC).date()
        if not isinstance(value, str):
            return None
        if value.startswith("@"):
            return datetime.fromtimestamp(int(value[1:]), UTC).date()
        if value[:4].isdigit():
            return date.fromisoformat(value[:_DAY])
        return parsedate_to_datetime(value).date()
    except (ValueError, OverflowError, OSError):
        return None
