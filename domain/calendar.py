"""Delivery days and cut-offs in the distributor's time zone.

A cut-off is a local wall-clock time on the day before delivery. It is compared as an instant, so that it means
the same on the two days a year when the clock jumps.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.trade import ShipTo

_SEARCH_DAYS = 15
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The distributor's calendar day at an instant."""
    return instant.astimezone(zone).date()


def cutoff_instant(ship_to: ShipTo, delivery: date, zone: ZoneInfo) -> datetime | None:
    """The last instant at which an order for ``delivery`` is taken; None at a will-call."""
    if ship_to.cutoff is None:
        return None
    return datetime.combine(delivery - timedelta(days=1), ship_to.cutoff, tzinfo=zone)


def date_conflict(ship_to: ShipTo, wanted: date, now: datetime, zone: ZoneInfo) -> str | None:
    """Why ``wanted`` cannot be delivered to ``ship_to`` when ordered ``now``, or None when it can."""
    today = local_date(now, zone)
    if wanted < today:
        return f"{wanted.isoformat()} is in the past."
    if ship_to.delivery_days and wanted.weekday() not in ship_to.delivery_days:
        days = ", ".join(WEEKDAY_NAMES[day] for day in sorted(ship_to.delivery_days))
        return (
            f"{WEEKDAY_NAMES[wanted.weekday()]} {wanted.isoformat()} is not a delivery day of {ship_to.name} ({days})."
        )
    deadline = cutoff_instant(ship_to, wanted, zone)
    # In UTC, because Python compares two times of one zone by their wall clocks.
    if deadline is not None and now.astimezone(UTC) > deadline.astimezone(UTC):
        return f"The cut-off for {wanted.isoformat()} was {deadline:%H:%M on %Y-%m-%d}."
    return None


def next_delivery(ship_to: ShipTo, now: datetime, zone: ZoneInfo) -> date | None:
    """The first day on which an order placed ``now`` can be delivered; None when the ship-to has no such day."""
    today = local_date(now, zone)
    for ahead in range(_SEARCH_DAYS):
        day = today + timedelta(days=ahead)
        if date_conflict(ship_to, day, now, zone) is None:
            return day
    return None
