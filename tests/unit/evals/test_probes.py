"""Probes: recorded lines said anew with one thing more beside them, and what is right for them then."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.messages import Channel
from domain.orders import Intent
from domain.quantities import ProductUnits
from domain.trade import CreditStatus, Customer, ShipTo, SubstitutionRule
from evals.probes import Asker, Kind, Probe, lines_to_say, make_probes, sayings_in
from evals.probing import tally
from evals.recorded import Expected, ExpectedLine, Outcome, Recorded, Result, ResultLine
from reading.envelopes import WrittenMessage

_SUNDAY = datetime(2026, 3, 8, 9, tzinfo=UTC)
_UNITS = {sku: ProductUnits("CS") for sku in ("T-1", "L-1", "G-1")}
_LINES = tuple(
    ExpectedLine(text=text, sku=sku, qty=Decimal(qty), uom="CS")
    for text, sku, qty in (("2 cases of tape", "T-1", 2), ("4 flat lids", "L-1", 4), ("3 gloves, large", "G-1", 3))
)


def asker() -> Asker:
    place = ShipTo(ship_to_id="C1-1", name="Mill", address="1 Quay", delivery_days=(0, 2), cutoff=None)
    other = place.model_copy(update={"ship_to_id": "C1-2", "name": "Boat Yard"})
    customer = Customer(
        customer_id="C1",
        name="Bluegate Mill",
        price_group="A",
        credit=CreditStatus.OK,
        substitution=SubstitutionRule.ASK,
        language="en",
        default_ship_to="C1-1",
        notes="",
        contacts=(),
        ship_tos=(place, other),
    )
    return Asker(customer, "ada@bluegate.example", "Ada Marsh", place, _LINES)


def probes(language: str = "en", count: int = 400, seed: int = 1) -> list[Probe]:
    return list(make_probes([asker()], _SUNDAY, language, count, seed))


def body(probe: Probe) -> str:
    return probe.recorded.messages[0].body


def amounts(probe: Probe) -> dict[str | None, Decimal | None]:
    return {line.sku: line.qty for line in probe.truth.lines}


def entered(probe: Probe, *lines: ExpectedLine) -> Result:
    head = probe.truth.model_dump(exclude={"channel", "lines", "touchless"})
    told = tuple(ResultLine(text=one.text, sku=one.sku, qty=one.qty, uom=one.uom, confidence=0.99) for one in lines)
    made = {"outcome": Outcome.ENTERED, "confidence": 0.99, "model_calls": 0, "input_tokens": 0, "output_tokens": 0}
    return Result.model_validate({**head, **made, "lines": told, "seconds": 0.1})


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_of_every_kind_are_made_in_every_language_with_nothing_left_to_fill_in(language: str) -> None:
    made = probes(language)
    assert {probe.kind for probe in made} == set(Kind)
    assert not [body(probe) for probe in made if "{" in body(probe)]


def test_in_a_language_without_sayings_english_is_said() -> None:
    assert sayings_in("nl") == sayings_in("en")


def test_are_the_same_for_the_same_seed_and_others_for_another() -> None:
    assert probes(seed=3) == probes(seed=3)
    assert probes(seed=3) != probes(seed=4)


def test_come_once_a_week_from_each_customer_from_the_first_monday_on() -> None:
    sent = [probe.recorded.messages[0].sent_at for probe in probes(count=3)]
    assert [at.date().isoformat() for at in sent] == ["2026-03-09", "2026-03-16", "2026-03-23"]


def test_leave_the_lines_as_they_are_where_what_is_said_orders_nothing() -> None:
    recorded = {line.sku: line.qty for line in _LINES}
    idle = [p for p in probes() if p.kind in (Kind.PLAIN, Kind.NOT_WANTED, Kind.BESIDE, Kind.QUOTED, Kind.INSTEAD)]
    assert all(amounts(probe).items() <= recorded.items() for probe in idle)


def test_of_a_change_a_removal_and_an_addition_are_right_as_changed() -> None:
    by_kind = {kind: [probe for probe in probes() if probe.kind is kind] for kind in Kind}
    recorded = {line.sku: line.qty for line in _LINES}
    for probe in by_kind[Kind.CHANGED]:
        assert len([sku for sku, qty in amounts(probe).items() if qty != recorded[sku]]) == 1
    assert any(
        qty == 2 * (recorded[sku] or 0) for probe in by_kind[Kind.DOUBLED] for sku, qty in amounts(probe).items()
    )
    for probe in by_kind[Kind.REMOVED]:
        said = [sku for sku, word in (("T-1", "tape"), ("L-1", "lids"), ("G-1", "gloves")) if word in body(probe)]
        assert set(amounts(probe)) < set(said)
    assert all(len(probe.truth.lines) >= 2 for probe in by_kind[Kind.ADDED])


def test_with_a_day_or_a_number_want_just_that() -> None:
    for probe in probes():
        day, number = probe.truth.requested_date, probe.truth.po_number
        assert (day is not None) == (probe.kind is Kind.DAY)
        assert (number is not None) == (probe.kind is Kind.ORDER_NUMBER)
        assert day is None or f"{day:%A}" in body(probe)
        assert number is None or number in body(probe)


def test_that_name_a_place_go_there_and_those_that_exclude_it_do_not() -> None:
    for probe in probes():
        named = "Boat Yard" in body(probe)
        assert named == (probe.kind in (Kind.PLACE, Kind.NOT_THE_PLACE))
        assert (probe.truth.ship_to_id == "C1-2") == (probe.kind is Kind.PLACE)


def test_only_lines_that_need_no_other_are_said() -> None:
    texts = ["2 tape", "3 of the usual", "4 lids instead", "gloves 5", "6 cases of tape"]
    message = WrittenMessage.model_validate(
        {"channel": "email", "from": "a@b.example", "to": "", "sent_at": _SUNDAY, "body": "\n".join(texts[:4])}
    )
    truth = Expected(
        id="c",
        intent=Intent.ORDER,
        customer_id="C1",
        ship_to_id="C1-1",
        po_number=None,
        requested_date=None,
        substitutions=(),
        exceptions=(),
        channel=Channel.EMAIL,
        lines=tuple(ExpectedLine(text=t, sku=f"S-{n}", qty=Decimal(1), uom="CS") for n, t in enumerate(texts)),
        touchless=True,
    )
    found = lines_to_say([Recorded(id="c", messages=(message,))], [truth])
    assert [line.text for line in found["C1"]] == ["2 tape"]


def test_entered_otherwise_than_right_is_counted_as_wrong_with_its_text() -> None:
    probe = next(one for one in probes() if one.kind is Kind.ADDED)
    right = tally([probe], [entered(probe, *probe.truth.lines)], _UNITS)[Kind.ADDED]
    wrong = tally([probe], [entered(probe, *probe.truth.lines[:-1])], _UNITS)[Kind.ADDED]
    assert (right.mails, right.entered, right.wrong) == (1, 1, ())
    assert [one.text for one in wrong.wrong] == [body(probe)]
