"""Delivery days and cut-offs: the day before, in the distributor's time zone, also when the clock jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import cutoff_instant, date_conflict, local_date, next_delivery
from domain.trade import ShipTo

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
EVERY_DAY = tuple(range(7))


def ship_to(*days: int, cutoff: time | None = time(15)) -> ShipTo:
    return ShipTo(ship_to_id="C1-1", name="Blue Door", address="1 Pier", delivery_days=days, cutoff=cutoff)


def in_new_york(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# 2026-03-02 is a Monday.
MON_2, TUE_3, WED_4, THU_5, FRI_6 = (date(2026, 3, day) for day in range(2, 7))


class TestTheDayAskedFor:
    def test_is_no_conflict_on_a_delivery_day_before_the_cutoff(self) -> None:
        place = ship_to(MONDAY, WEDNESDAY, FRIDAY)
        assert date_conflict(place, WED_4, in_new_york("2026-03-02T09:00"), NEW_YORK) is None

    def test_conflicts_when_nothing_is_delivered_on_that_weekday(self) -> None:
        why = date_conflict(ship_to(FRIDAY, MONDAY), TUE_3, in_new_york("2026-03-02T09:00"), NEW_YORK)
        assert why == "Tuesday 2026-03-03 is not a delivery day of Blue Door (Monday, Friday)."

    @pytest.mark.parametrize(
        ("day", "name"),
        list(enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])),
    )
    def test_is_called_by_its_name_when_it_conflicts(self, day: int, name: str) -> None:
        others = ship_to(*(one for one in EVERY_DAY if one != day))
        wanted = date(2026, 3, 9 + day)
        why = date_conflict(others, wanted, in_new_york("2026-03-02T09:00"), NEW_YORK)
        assert why is not None
        assert why.startswith(f"{name} {wanted.isoformat()} is not a delivery day of Blue Door (")
        assert name not in why.partition("(")[2]

    def test_conflicts_when_it_is_past(self) -> None:
        why = date_conflict(ship_to(*EVERY_DAY), MON_2, in_new_york("2026-03-03T09:00"), NEW_YORK)
        assert why == "2026-03-02 is in the past."

    def test_is_past_at_a_will_call_too(self) -> None:
        place = ship_to(*EVERY_DAY, cutoff=None)
        assert date_conflict(place, MON_2, in_new_york("2026-03-03T00:00"), NEW_YORK) == "2026-03-02 is in the past."

    def test_today_is_too_late_where_there_is_a_cutoff(self) -> None:
        why = date_conflict(ship_to(*EVERY_DAY), MON_2, in_new_york("2026-03-02T06:00"), NEW_YORK)
        assert why == "The cut-off for 2026-03-02 was 15:00 on 2026-03-01."

    def test_may_be_any_day_where_no_delivery_days_are_on_file(self) -> None:
        now = in_new_york("2026-03-02T09:00")
        assert all(date_conflict(ship_to(), day, now, NEW_YORK) is None for day in (TUE_3, WED_4, THU_5, FRI_6))


class TestTheCutOff:
    def test_is_on_the_day_before_delivery(self) -> None:
        assert cutoff_instant(ship_to(WEDNESDAY), WED_4, NEW_YORK) == in_new_york("2026-03-03T15:00")

    def test_takes_an_order_at_its_very_instant(self) -> None:
        assert date_conflict(ship_to(WEDNESDAY), WED_4, in_new_york("2026-03-03T15:00"), NEW_YORK) is None

    def test_has_passed_one_second_later_and_says_when_it_was(self) -> None:
        why = date_conflict(ship_to(WEDNESDAY), WED_4, in_new_york("2026-03-03T15:00:01"), NEW_YORK)
        assert why == "The cut-off for 2026-03-04 was 15:00 on 2026-03-03."

    def test_for_a_monday_is_on_the_sunday(self) -> None:
        place = ship_to(MONDAY, cutoff=time(18, 30))
        assert cutoff_instant(place, date(2026, 3, 9), BERLIN) == datetime(2026, 3, 8, 18, 30, tzinfo=BERLIN)

    def test_is_judged_by_the_distributors_clock_not_by_the_senders(self) -> None:
        sent = datetime.fromisoformat("2026-03-03T20:30:00+00:00")
        assert date_conflict(ship_to(WEDNESDAY), WED_4, sent, NEW_YORK) is not None
        assert date_conflict(ship_to(WEDNESDAY), WED_4, sent, ZoneInfo("America/Chicago")) is None


class TestAWillCall:
    def test_has_no_cutoff(self) -> None:
        assert cutoff_instant(ship_to(MONDAY, cutoff=None), MON_2, NEW_YORK) is None

    def test_takes_a_pick_up_on_the_same_day_until_it_ends(self) -> None:
        place = ship_to(*EVERY_DAY, cutoff=None)
        assert date_conflict(place, MON_2, in_new_york("2026-03-02T23:59"), NEW_YORK) is None
        assert next_delivery(place, in_new_york("2026-03-02T23:59"), NEW_YORK) == MON_2

    def test_is_open_on_its_days_only(self) -> None:
        place = ship_to(MONDAY, cutoff=None)
        assert date_conflict(place, TUE_3, in_new_york("2026-03-02T09:00"), NEW_YORK) is not None


class TestTheLocalDay:
    def test_is_still_yesterday_in_new_york_when_it_is_past_midnight_in_london(self) -> None:
        late = utc("2026-03-03T03:30")
        assert local_date(late, NEW_YORK) == MON_2
        assert local_date(late, BERLIN) == TUE_3

    def test_decides_what_is_past(self) -> None:
        late, place = utc("2026-03-03T03:30"), ship_to(*EVERY_DAY, cutoff=None)
        assert date_conflict(place, MON_2, late, NEW_YORK) is None
        assert date_conflict(place, MON_2, late, BERLIN) == "2026-03-02 is in the past."


class TestTheDaysTheClockJumps:
    @pytest.mark.parametrize(
        ("zone", "delivery", "deadline"),
        [
            (NEW_YORK, date(2026, 3, 8), "2026-03-07T20:00"),  # the day before spring forward: still winter time
            (NEW_YORK, date(2026, 3, 9), "2026-03-08T19:00"),  # spring forward itself
            (NEW_YORK, date(2026, 11, 1), "2026-10-31T19:00"),
            (NEW_YORK, date(2026, 11, 2), "2026-11-01T20:00"),  # fall back itself
            (BERLIN, date(2026, 3, 29), "2026-03-28T14:00"),
            (BERLIN, date(2026, 3, 30), "2026-03-29T13:00"),
            (BERLIN, date(2026, 10, 25), "2026-10-24T13:00"),
            (BERLIN, date(2026, 10, 26), "2026-10-25T14:00"),
        ],
    )
    def test_keep_the_cutoff_at_three_by_the_clock_on_the_wall(
        self, zone: ZoneInfo, delivery: date, deadline: str
    ) -> None:
        place, last = ship_to(*EVERY_DAY), utc(deadline)
        assert date_conflict(place, delivery, last, zone) is None
        assert date_conflict(place, delivery, last + timedelta(seconds=1), zone) is not None

    @pytest.mark.parametrize(
        ("zone", "delivery", "first", "second"),
        [
            (NEW_YORK, date(2026, 11, 2), "2026-11-01T05:30", "2026-11-01T06:30"),
            (BERLIN, date(2026, 10, 26), "2026-10-25T00:30", "2026-10-25T01:30"),
        ],
    )
    def test_a_cutoff_in_the_hour_that_comes_twice_is_the_first_of_the_two(
        self, zone: ZoneInfo, delivery: date, first: str, second: str
    ) -> None:
        wall = utc(first).astimezone(zone)
        place = ship_to(*EVERY_DAY, cutoff=wall.time())
        assert utc(second).astimezone(zone).time() == wall.time()
        assert date_conflict(place, delivery, utc(first), zone) is None
        assert date_conflict(place, delivery, utc(second), zone) is not None

    def test_an_order_in_the_second_of_two_hours_is_late_even_if_the_wall_clock_reads_less(self) -> None:
        place = ship_to(*EVERY_DAY, cutoff=time(1, 30))
        again = datetime(2026, 11, 1, 1, 15, fold=1, tzinfo=NEW_YORK)
        assert date_conflict(place, date(2026, 11, 2), again, NEW_YORK) is not None

    @pytest.mark.parametrize(
        ("zone", "delivery", "deadline"),
        [(NEW_YORK, date(2026, 3, 9), "2026-03-08T07:30"), (BERLIN, date(2026, 3, 30), "2026-03-29T01:30")],
    )
    def test_a_cutoff_in_the_hour_that_is_skipped_is_where_it_would_have_been(
        self, zone: ZoneInfo, delivery: date, deadline: str
    ) -> None:
        place, last = ship_to(*EVERY_DAY, cutoff=time(2, 30)), utc(deadline)
        for now in (last, last.astimezone(zone)):
            assert date_conflict(place, delivery, now, zone) is None
            assert date_conflict(place, delivery, now + timedelta(seconds=1), zone) is not None


class TestTheNextDelivery:
    def test_is_tomorrow_before_the_cutoff_and_the_next_delivery_day_after_it(self) -> None:
        place = ship_to(TUESDAY, FRIDAY)
        assert next_delivery(place, in_new_york("2026-03-02T14:59"), NEW_YORK) == TUE_3
        assert next_delivery(place, in_new_york("2026-03-02T15:01"), NEW_YORK) == FRI_6

    def test_is_more_than_a_week_away_when_the_only_days_cutoff_has_just_passed(self) -> None:
        assert next_delivery(ship_to(WEDNESDAY), in_new_york("2026-03-03T16:00"), NEW_YORK) == date(2026, 3, 11)


zones = st.sampled_from([NEW_YORK, BERLIN, ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Auckland")])
places = st.builds(
    lambda days, cutoff: ship_to(*sorted(days), cutoff=cutoff),
    st.sets(st.sampled_from(EVERY_DAY)),
    st.none() | st.times(),
)
instants = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)) | st.builds(  # noqa: DTZ001
    lambda jump, minutes: jump + timedelta(minutes=minutes),
    st.sampled_from(
        [utc("2026-03-08T07:00"), utc("2026-11-01T06:00"), utc("2026-03-29T01:00"), utc("2026-10-25T01:00")]
    ),
    st.integers(-2000, 2000),
)


class TestForEveryShipToAndInstant:
    @settings(deadline=None)
    @given(places, instants, zones)
    def test_the_next_delivery_never_conflicts(self, place: ShipTo, now: datetime, zone: ZoneInfo) -> None:
        day = next_delivery(place, now, zone)
        assert day is not None
        assert date_conflict(place, day, now, zone) is None
        assert not place.delivery_days or day.weekday() in place.delivery_days
        cutoff = cutoff_instant(place, day, zone)
        assert cutoff is None or now <= cutoff.astimezone(UTC)

    @settings(deadline=None)
    @given(places, instants, zones)
    def test_every_earlier_day_conflicts(self, place: ShipTo, now: datetime, zone: ZoneInfo) -> None:
        day = next_delivery(place, now, zone)
        assert day is not None
        for back in range(1, 12):
            assert date_conflict(place, day - timedelta(days=back), now, zone) is not None

    @settings(deadline=None)
    @given(places, instants, zones, st.integers(-3, 12))
    def test_the_answer_does_not_depend_on_the_zone_an_instant_is_written_in(
        self, place: ShipTo, now: datetime, zone: ZoneInfo, ahead: int
    ) -> None:
        wanted = local_date(now, zone) + timedelta(days=ahead)
        expected = date_conflict(place, wanted, now, zone)
        for written in (now.astimezone(zone), now.astimezone(NEW_YORK), now.astimezone(BERLIN)):
            assert date_conflict(place, wanted, written, zone) == expected

    @settings(deadline=None)
    @given(places, instants, zones, st.integers(-3, 12), st.integers(0, 100))
    def test_what_conflicts_now_still_conflicts_later(
        self, place: ShipTo, now: datetime, zone: ZoneInfo, ahead: int, hours: int
    ) -> None:
        wanted = local_date(now, zone) + timedelta(days=ahead)
        if date_conflict(place, wanted, now, zone) is not None:
            assert date_conflict(place, wanted, now + timedelta(hours=hours), zone) is not None
