"""How the desk did: what was counted of each conversation, added up by day, channel and customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.shapes.ops import MetricRow, Metrics, ReasonCount
from domain.calendar import local_date
from domain.errors import InputRejected
from domain.messages import Channel
from knowledge import customers, listing
from store import metrics
from store.metrics import Span, Went

_DAYS = 30
_MOST_DAYS = 366
_MOST_CUSTOMERS = 200
_YEARS = range(1970, 2200)
_EVERYTHING = "all"
_CHANNELS = {
    Channel.EMAIL: "E-mail",
    Channel.SMS: "Text message",
    Channel.VOICEMAIL: "Voicemail",
    Channel.PHONE: "Phone",
    Channel.NOTE: "Note",
    Channel.PORTAL: "Portal",
    Channel.EDI: "EDI",
}


def metrics_of(
    session: Session,
    now: datetime,
    since: date | None,
    until: date | None,
    channel: Channel | None,
    customer_id: str | None,
) -> Metrics:
    """How the desk did in a span of the distributor's days; the last thirty where none are given.

    Raises:
        InputRejected: the span ends before it begins, or is longer than a year.
    """
    zone = ZoneInfo(customers.distributor(session).timezone)
    first, last = _days(local_date(now, zone), since, until)
    span = Span(_start(first, zone), _start(last + timedelta(days=1), zone), channel, customer_id)
    went = metrics.conversations(session, span)
    counted = metrics.reasons(session, span)
    by_day: dict[date, list[Went]] = defaultdict(list)
    by_channel: dict[Channel, list[Went]] = defaultdict(list)
    by_customer: dict[str | None, list[Went]] = defaultdict(list)
    for one in went:
        by_day[local_date(one.opened_at, zone)].append(one)
        by_channel[one.channel].append(one)
        by_customer[one.customer_id].append(one)
    every_day = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return Metrics(
        since=first,
        until=last,
        total=_row(_EVERYTHING, "All", went),
        days=tuple(_row(day.isoformat(), f"{day:%a} {day.day} {day:%b}", by_day.get(day, ())) for day in every_day),
        channels=tuple(_row(c.value, _CHANNELS[c], by_channel[c]) for c in Channel if c in by_channel),
        customers=_of_customers(session, by_customer),
        reasons=tuple(
            ReasonCount(kind=kind, count=count)
            for kind, count in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
        ),
    )


def _days(today: date, since: date | None, until: date | None) -> tuple[date, date]:
    last = until or max(today, since or today)
    if last.year not in _YEARS or (since or last).year not in _YEARS:
        raise InputRejected(f"since and until: days between {_YEARS.start} and {_YEARS.stop - 1} can be counted.")
    first = since or last - timedelta(days=_DAYS - 1)
    if first > last:
        raise InputRejected(f"since: {first} is after {last}.")
    if (last - first).days >= _MOST_DAYS:
        raise InputRejected(f"since: {_MOST_DAYS} days at most are counted at once.")
    return first, last


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _of_customers(session: Session, by_customer: dict[str | None, list[Went]]) -> tuple[MetricRow, ...]:
    """The customers with the most conversations; the key is empty for those that nobody knows the customer of."""
    most = sorted(by_customer, key=lambda c: (-len(by_customer[c]), c or ""))[:_MOST_CUSTOMERS]
    names = listing.names_of_customers(session, [c for c in most if c is not None])
    return tuple(_row(c or "", "Not known" if c is None else names.get(c, c), by_customer[c]) for c in most)


def _row(key: str, label: str, went: Sequence[Went]) -> MetricRow:
    taken = sum(max(w.entered, 1 if w.reviews else 0) for w in went)
    entered, untouched = sum(w.entered for w in went), sum(w.untouched for w in went)
    decided, edited = sum(w.decided for w in went), sum(w.edited for w in went)
    return MetricRow(
        key=key,
        label=label,
        conversations=len(went),
        taken=taken,
        entered=entered,
        untouched=untouched,
        touchless_share=_share(untouched, taken),
        found_wrong=sum(w.found_wrong for w in went),
        reviews=sum(w.reviews for w in went),
        decided=decided,
        edited=edited,
        edit_share=_share(edited, decided),
        minutes_to_answer=_median(minutes for w in went for minutes in w.minutes_to_answer),
        minutes_to_entry=_median(w.minutes_to_entry for w in went if w.minutes_to_entry is not None),
        model_calls=sum(w.model_calls for w in went),
        model_tokens=sum(w.model_tokens for w in went),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _median(minutes: Iterable[float]) -> float | None:
    known = list(minutes)
    return round(median(known), 2) if known else None
