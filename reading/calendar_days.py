"""Days of the calendar from figures that may name none."""

from __future__ import annotations

from datetime import date, timedelta

_BACKWARD_DAYS = 60


def nearest(day: int, month: int, today: date) -> date | None:
    """The day and month in the year that puts it nearest ahead, a little way back allowed; None where there is none."""
    for year in (today.year - 1, today.year, today.year + 1):
        value = day_of(year, month, day)
        if value is not None and value >= today - timedelta(days=_BACKWARD_DAYS):
            return value
    return None


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, where the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
