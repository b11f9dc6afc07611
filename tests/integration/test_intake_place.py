"""Where an order goes: to the place that is named, and to no place that is only spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import update

from desk.master_data import bring_in
from domain.orders import Intent, OrderStatus
from store import orders
from store.master import PurchaseRow
from tests.support.desks import HandClock, WorkingDesk, copy_home, mail_from, working_desk
from tests.support.distributor import ADA, write_distributor

_ORDER = "2 cs widget blue, 1 cs tape"
_numbers = count()


@pytest.fixture(scope="module")
def two_places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where Ada also picks up at a counter, though all her orders of a year went to the shop."""
    root = tmp_path_factory.mktemp("counter")
    write_distributor(root / "folder")
    with Path(root / "folder" / "ship_tos.csv").open("a", encoding="utf-8") as places:
        places.write('C1,C1-2,Will call - Lowfield counter,"9 Yard Rd, Lowfield, NY",Mon;Tue;Wed;Thu;Fri,\n')
    with working_desk(root / "home") as working:
        bring_in(working.desk, root / "folder")
    return root / "home"


@pytest.fixture
def prompt(two_places: Path, clock: HandClock, tmp_path: Path) -> Iterator[WorkingDesk]:
    with working_desk(copy_home(two_places, tmp_path / "home"), clock) as working:
        yield working


def ends(prompt: WorkingDesk, words: str) -> tuple[OrderStatus, str | None]:
    prompt.clock.move(minutes=1)
    received = prompt.takes(mail_from(ADA, words, prompt.clock.now(), f"place-{next(_numbers)}"))
    prompt.finishes(received)
    with prompt.desk.store.reading() as session:
        body = orders.body(session, prompt.order(received.conversation_id).id)
    return prompt.order_status(received.conversation_id), body.ship_to_id if body is not None else None


@pytest.mark.parametrize(
    "words",
    [
        f"For the counter: {_ORDER}",
        f"{_ORDER}. Deliver to Lowfield please.",
        f"Counter: {_ORDER}",
        f"Coming to get these this morning: {_ORDER}",
        f"Passo io in mattinata a ritirare: {_ORDER}",
        f"Paso yo a recoger: {_ORDER}",
    ],
)
def test_an_order_goes_to_the_place_that_is_named(prompt: WorkingDesk, words: str) -> None:
    assert ends(prompt, words)[1] == "C1-2"


@pytest.mark.parametrize(
    "words", [f"For the counter, not the hardware, today: {_ORDER}", f"{_ORDER} today. Not to Gate St. To the counter."]
)
def test_a_place_may_be_ruled_out_beside_the_one_that_is_meant(prompt: WorkingDesk, words: str) -> None:
    assert ends(prompt, words) == (OrderStatus.ENTERED, "C1-2")


def test_a_place_that_is_ruled_out_alone_leaves_it_to_a_rep(prompt: WorkingDesk) -> None:
    assert ends(prompt, f"{_ORDER}. Not to the counter.")[0] is not OrderStatus.ENTERED


@pytest.mark.parametrize(
    "words",
    [
        f"{_ORDER} to Lowfield",
        f"{_ORDER} for the counter",
        f"{_ORDER}\n\nLowfield counter\n\nThanks,\nAda Marsh",
        f"{_ORDER}\nWill call - Lowfield counter",
        f"not Will call - Lowfield counter. {_ORDER}",
        f"{_ORDER} (not to Will call - Lowfield counter)",
    ],
)
def test_a_place_is_never_passed_over_wherever_it_stands(prompt: WorkingDesk, words: str) -> None:
    """Whoever enters it unseen sends it to the counter, and only where the words do not deny it."""
    status, place = ends(prompt, words)
    assert status is not OrderStatus.ENTERED or place == ("C1-1" if "not" in words else "C1-2")


@pytest.mark.parametrize("words", [f"cntr - {_ORDER}", f"lowf: {_ORDER}", f"Deliver to lowfeild. {_ORDER}"])
def test_a_place_may_be_cut_short_or_misspelt(prompt: WorkingDesk, words: str) -> None:
    assert ends(prompt, words)[1] == "C1-2"


@pytest.mark.parametrize(
    "words", [f"Swinging by around noon. {_ORDER}", f"{_ORDER}, paso a recoger", f"{_ORDER}, ich hole ab"]
)
def test_an_order_that_they_fetch_goes_to_the_counter(prompt: WorkingDesk, words: str) -> None:
    assert ends(prompt, words)[1] == "C1-2"


@pytest.mark.parametrize(
    "words",
    [
        f"Picking up around 4pm today. {_ORDER}",
        f"will pick up today at 4, {_ORDER}",
        f"hol heut gg 16 uhr ab: {_ORDER}",
        f"je passe vers 16h aujourd'hui: {_ORDER}",
    ],
)
def test_the_hour_at_which_they_fetch_it_holds_nothing(prompt: WorkingDesk, words: str) -> None:
    assert ends(prompt, words) == (OrderStatus.ENTERED, "C1-2")


def test_an_order_that_was_entered_is_changed_where_it_goes(prompt: WorkingDesk) -> None:
    # Between two places nothing but the order that stands tells where it goes.
    with prompt.desk.store.transaction() as session:
        session.execute(update(PurchaseRow).where(PurchaseRow.order_no < "6").values(ship_to_id="C1-2"))
    entered = prompt.takes(mail_from(ADA, f"For the counter on Thursday: {_ORDER}", prompt.clock.now(), "first"))
    prompt.finishes(entered)
    prompt.clock.move(minutes=5)
    changed = prompt.takes(mail_from(ADA, "Make the tape 2 cs please.", prompt.clock.now(), "second", answers="first"))
    prompt.finishes(changed)
    assert changed.conversation_id == entered.conversation_id
    with prompt.desk.store.reading() as session:
        body = orders.body(session, prompt.order(changed.conversation_id).id)
    assert prompt.order_status(changed.conversation_id) is OrderStatus.ENTERED
    assert body is not None
    assert (body.intent, body.ship_to_id) == (Intent.AMENDMENT, "C1-2")


@pytest.mark.parametrize(("elsewhere", "status"), [(2, OrderStatus.ENTERED), (4, OrderStatus.IN_REVIEW)])
def test_an_order_that_names_none_goes_to_the_default_where_most_go(
    clock: HandClock, tmp_path: Path, elsewhere: int, status: OrderStatus
) -> None:
    write_distributor(tmp_path / "folder")
    with (tmp_path / "folder" / "ship_tos.csv").open("a", encoding="utf-8") as places:
        places.write('C1,C1-2,Lowfield yard,"9 Yard Rd, Lowfield, NY",Mon;Tue;Wed;Thu;Fri,15:00\n')
    history = tmp_path / "folder" / "history.csv"
    rows = history.read_text(encoding="utf-8").splitlines()
    moved = tuple(f"{week}100,C1,C1-1" for week in range(elsewhere))
    written = [row.replace("C1,C1-1", "C1,C1-2") if row.startswith(moved) else row for row in rows]
    history.write_text("\n".join(written) + "\n", encoding="utf-8")
    with working_desk(tmp_path / "home", clock) as working:
        bring_in(working.desk, tmp_path / "folder")
        assert ends(working, _ORDER) == (status, "C1-1")


def test_an_order_that_names_none_goes_where_they_all_go(prompt: WorkingDesk) -> None:
    assert ends(prompt, _ORDER) == (OrderStatus.ENTERED, "C1-1")


@pytest.mark.parametrize(
    "words",
    [
        f"Saw Marta at the counter. {_ORDER}",
        f"Ran into Marta by the counter. {_ORDER}",
    ],
)
def test_a_place_that_is_spoken_of_in_passing_is_left_to_a_rep(prompt: WorkingDesk, words: str) -> None:
    status, _ = ends(prompt, words)

    assert status is not OrderStatus.ENTERED


def test_what_they_fetch_on_no_day_that_is_named_is_a_reps(prompt: WorkingDesk) -> None:
    status, place = ends(prompt, "2 cs widget blue, 1 cs tape, I'm picking it up")
    assert (status, place) == (OrderStatus.IN_REVIEW, "C1-2")
