"""The ledger ERP on SQLite, and on PostgreSQL where ORDERDESK_TEST_POSTGRES names a server to make a database on."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine, event, func, make_url, select, text, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from connectors.erp.ledger import LedgerCustomer, LedgerErp, LedgerProduct, LedgerStock
from connectors.erp.ledger_tables import AllocationRow, Base, LedgerHeadRow, LineRow, OrderRow, StockRow, WriteRow
from connectors.erp.port import ErpAllocation, ErpLine, ErpOrder
from domain.errors import ConfigurationError, ErpOutcomeUnknown, ErpRejected, ErpUnavailable
from domain.quantities import ProductUnits

POSTGRES = os.environ.get("ORDERDESK_TEST_POSTGRES")

ROMAS = LedgerProduct("10010", ProductUnits("CS", {"LB": Fraction(1, 25), "HC": Fraction(1, 2)}))
SYRUP = LedgerProduct("40114", ProductUnits("CS", {"EA": Fraction(1, 6)}))
GLOVES = LedgerProduct("70016", ProductUnits("BX"))
PRODUCTS = (ROMAS, SYRUP, GLOVES)
STOCK = (
    LedgerStock("10010", "KEN", Decimal(70), Decimal(10)),
    LedgerStock("10010", "PSB", Decimal(45), Decimal(3)),
    LedgerStock("40114", "KEN", Decimal(1), Decimal(0)),
    LedgerStock("40114", "PSB", Decimal(1), Decimal(0)),
)
CUSTOMERS = (LedgerCustomer("C1001", ("C1001-1", "C1001-2")), LedgerCustomer("C1002", ("C1002-1",)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a new PostgreSQL database, which is dropped at the end."""
    if POSTGRES is None:
        pytest.skip("set ORDERDESK_TEST_POSTGRES to a PostgreSQL URL to run this")
    name = f"orderdesk_test_{uuid4().hex}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that holds nothing."""
    where: str = (
        f"sqlite:///{tmp_path / 'erp.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres")
    )
    empty(where)
    return where


@pytest.fixture
def erp(url: str) -> Iterator[LedgerErp]:
    with opened(url) as ledger:
        ledger.load(PRODUCTS, STOCK, CUSTOMERS)
        yield ledger


def empty(url: str) -> None:
    with looking_inside(url) as engine:
        Base.metadata.drop_all(engine)


@contextmanager
def looking_inside(url: str) -> Iterator[Engine]:
    engine = create_engine(url, poolclass=NullPool)
    yield engine
    engine.dispose()


@contextmanager
def opened(url: str, lock_seconds: float = 15) -> Iterator[LedgerErp]:
    ledger = LedgerErp(url, lock_seconds)
    try:
        yield ledger
    finally:
        ledger.close()


def line(quantity: str, uom: str = "CS", sku: str = "10010", price: str | None = None) -> ErpLine:
    return ErpLine(sku=sku, quantity=Decimal(quantity), uom=uom, price=None if price is None else Decimal(price))


def order(*lines: ErpLine, customer: str = "C1001", ship_to: str = "C1001-1", po: str | None = None) -> ErpOrder:
    return ErpOrder(customer_id=customer, ship_to_id=ship_to, po_number=po, delivery_date=date(2026, 3, 4), lines=lines)


def unchecked(quantity: Decimal | None = None, **changes: Any) -> ErpOrder:
    """An order that no validation has seen."""
    good = order(line("1"))
    if quantity is not None:
        changes["lines"] = (good.lines[0].model_copy(update={"quantity": quantity}),)
    return good.model_copy(update=changes)


def taken(sku: str, warehouse: str, quantity: str) -> ErpAllocation:
    return ErpAllocation(sku=sku, warehouse=warehouse, quantity=Decimal(quantity))


def allocated(url: str) -> dict[tuple[str, str], Fraction]:
    """What this ERP's open orders hold of each stock row, where they hold any; checked against their allocations."""
    with looking_inside(url) as engine, Session(engine) as session:
        held: Counter[tuple[str, str]] = Counter()
        for row in session.scalars(select(AllocationRow)):
            held[row.sku, row.warehouse] += row.quantity  # type: ignore[assignment]
            assert row.quantity > 0
            of = session.get_one(OrderRow, row.erp_number)
            assert of.status == "open", "a cancelled order holds stock"
        shown = {(s.sku, s.warehouse): s.allocated_here for s in session.scalars(select(StockRow)) if s.allocated_here}
        assert shown == dict(held)
        return shown


def count(url: str, table: type[Base]) -> int:
    with looking_inside(url) as engine, engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


class TestEntering:
    def test_an_order_is_read_back_digit_for_digit(self, erp: LedgerErp) -> None:
        wanted = order(line("2.50", price="24.500"), line("7", "LB"), po="R-6039 ñ")
        entered = erp.enter(wanted, "k1")
        assert entered.erp_number == "SO-000001"
        assert entered.status == "open"
        assert entered.order.model_dump_json() == wanted.model_dump_json()
        assert erp.read_back("SO-000001") == entered
        assert erp.look_up("k1") == entered

    def test_stock_is_taken_where_most_is_available(self, erp: LedgerErp) -> None:
        assert erp.enter(order(line("50")), "k1").allocations == (taken("10010", "KEN", "50"),)
        assert erp.enter(order(line("50")), "k2").allocations == (
            taken("10010", "KEN", "8"),
            taken("10010", "PSB", "42"),
        )

    def test_equal_warehouses_are_taken_in_code_order(self, erp: LedgerErp) -> None:
        assert erp.enter(order(line("1", sku="40114")), "k1").allocations == (taken("40114", "KEN", "1"),)

    def test_six_sixths_of_a_case_are_one_case(self, erp: LedgerErp, url: str) -> None:
        erp.enter(order(*[line("1", "EA", "40114") for _ in range(6)]), "k1")
        assert sum(allocated(url).values()) == 1

    def test_a_line_short_of_stock_gets_what_there_is(self, erp: LedgerErp) -> None:
        short = erp.enter(order(line("3", sku="40114"), line("1", "EA", "40114"), line("4", "BX", "70016")), "k1")
        assert short.allocations == (taken("40114", "KEN", "1"), taken("40114", "PSB", "1"))

    def test_numbers_follow_one_another_without_gaps(self, erp: LedgerErp) -> None:
        first = erp.enter(order(line("1")), "k1")
        with pytest.raises(ErpRejected):
            erp.enter(order(line("1", sku="999")), "k2")
        assert (first.erp_number, erp.enter(order(line("1")), "k3").erp_number) == ("SO-000001", "SO-000002")

    def test_open_orders_are_the_customers_own_newest_first(self, erp: LedgerErp) -> None:
        for key in ("a", "b", "c"):
            erp.enter(order(line("1")), key)
        erp.enter(order(line("1"), customer="C1002", ship_to="C1002-1"), "d")
        erp.cancel("SO-000002", "e")
        assert [o.erp_number for o in erp.open_orders("C1001")] == ["SO-000003", "SO-000001"]
        assert erp.open_orders("nobody") == ()


class TestKeys:
    def test_the_same_write_again_changes_nothing(self, erp: LedgerErp, url: str) -> None:
        entered = erp.enter(order(line("2")), "k1")
        assert erp.enter(order(line("2.0")), "k1") == entered
        amended = erp.amend(entered.erp_number, order(line("5")), "k2")
        assert erp.amend(entered.erp_number, order(line("5")), "k2") == amended
        cancelled = erp.cancel(entered.erp_number, "k3")
        assert erp.cancel(entered.erp_number, "k3") == cancelled
        assert (count(url, OrderRow), count(url, WriteRow), allocated(url)) == (1, 3, {})

    def test_the_same_entry_again_answers_with_the_order_as_it_stands(self, erp: LedgerErp) -> None:
        entered = erp.enter(order(line("2")), "k1")
        amended = erp.amend(entered.erp_number, order(line("5")), "k2")
        assert erp.enter(order(line("2")), "k1") == erp.look_up("k1") == amended

    def test_an_entry_is_repeatable_when_its_product_is_gone(self, erp: LedgerErp) -> None:
        entered = erp.enter(order(line("2")), "k1")
        erp.load((), (), ())
        assert erp.enter(order(line("2")), "k1") == entered

    @pytest.mark.parametrize(
        "other",
        [
            lambda erp: erp.enter(order(line("3")), "k1"),
            lambda erp: erp.enter(order(line("2"), po="7"), "k1"),
            lambda erp: erp.enter(order(line("2", price="1")), "k1"),
            lambda erp: erp.amend("SO-000001", order(line("2")), "k1"),
            lambda erp: erp.cancel("SO-000001", "k1"),
        ],
    )
    def test_a_key_stands_for_one_write_only(self, erp: LedgerErp, url: str, other: Callable[[LedgerErp], Any]) -> None:
        entered = erp.enter(order(line("2")), "k1")
        with pytest.raises(ErpRejected, match="k1 already stands for another write"):
            other(erp)
        assert erp.read_back(entered.erp_number) == entered
        assert count(url, WriteRow) == 1

    def test_a_rejected_write_leaves_its_key_free(self, erp: LedgerErp) -> None:
        with pytest.raises(ErpRejected):
            erp.enter(order(line("1"), customer="C9"), "k1")
        assert erp.look_up("k1") is None
        assert erp.enter(order(line("1")), "k1").erp_number == "SO-000001"


class TestChanging:
    def test_an_amendment_frees_before_it_takes(self, erp: LedgerErp, url: str) -> None:
        entered = erp.enter(order(line("102")), "k1")
        amended = erp.amend(entered.erp_number, order(line("100"), line("1", "EA", "40114"), ship_to="C1001-2"), "k2")
        assert amended.order.ship_to_id == "C1001-2"
        assert amended.allocations[:2] == (taken("10010", "KEN", "60"), taken("10010", "PSB", "40"))
        assert erp.read_back(entered.erp_number) == amended
        assert sum(allocated(url).values()) == 100 + Fraction(1, 6)

    def test_a_cancelled_order_keeps_its_lines_and_holds_nothing(self, erp: LedgerErp, url: str) -> None:
        entered = erp.enter(order(line("5")), "k1")
        cancelled = erp.cancel(entered.erp_number, "k2")
        assert (cancelled.status, cancelled.order, cancelled.allocations) == ("cancelled", entered.order, ())
        assert allocated(url) == {}

    def test_a_cancelled_order_cannot_be_changed(self, erp: LedgerErp) -> None:
        number = erp.enter(order(line("5")), "k1").erp_number
        erp.cancel(number, "k2")
        with pytest.raises(ErpRejected, match="SO-000001 is cancelled"):
            erp.amend(number, order(line("4")), "k3")
        with pytest.raises(ErpRejected, match="SO-000001 is cancelled"):
            erp.cancel(number, "k4")

    def test_an_order_stays_its_customers(self, erp: LedgerErp) -> None:
        number = erp.enter(order(line("5")), "k1").erp_number
        with pytest.raises(ErpRejected, match="cannot become another customer's"):
            erp.amend(number, order(line("5"), customer="C1002", ship_to="C1002-1"), "k2")

    def test_an_order_nobody_entered_is_rejected(self, erp: LedgerErp) -> None:
        with pytest.raises(ErpRejected, match="SO-9 is not an order of this ERP"):
            erp.read_back("SO-9")
        with pytest.raises(ErpRejected, match="SO-9 is not an order of this ERP"):
            erp.amend("SO-9", order(line("5")), "k1")
        with pytest.raises(ErpRejected, match="SO-9 is not an order of this ERP"):
            erp.cancel("SO-9", "k1")


class TestRefusing:
    @pytest.mark.parametrize(
        ("bad", "sentence"),
        [
            (order(line("1"), customer="C9"), "C9 is not a customer."),
            (order(line("1"), ship_to="C1002-1"), "C1002-1 is not a ship-to of C1001."),
            (order(line("1"), line("1", sku="999")), "Line 2: 999 is not a product."),
            (order(line("1", "GAL")), "Line 1: This product is not sold by the GAL; it is sold by CS, HC, LB."),
            (order(), "An order has 1 to 1000 lines; this one has 0."),
            (order(*[line("1")] * 1001), "An order has 1 to 1000 lines; this one has 1001."),
            (order(line("0")), "Line 1: 0 is not a quantity that can be ordered."),
            (order(line("-1")), "Line 1: -1 is not a quantity that can be ordered."),
            (order(line("1E+999999")), "Line 1: 1E+999999 is not a quantity that can be ordered."),
            (order(line("1E-999999")), "Line 1: The quantity has more than 12 decimals."),
            (order(line("1", price="-0.01")), "Line 1: The price must be a number from 0 to 1000000000000."),
            (order(line("1", price="1E+13")), "Line 1: The price must be a number from 0 to 1000000000000."),
            (unchecked(quantity=Decimal("NaN")), "Line 1: NaN is not a quantity that can be ordered."),
            (unchecked(quantity=Decimal("sNaN")), "Line 1: sNaN is not a quantity that can be ordered."),
            (unchecked(quantity=Decimal("Infinity")), "Line 1: Infinity is not a quantity that can be ordered."),
            (unchecked(po_number="1\x002"), "The PO number must be plain text of 1 to 200 characters."),
            (unchecked(po_number="\ud800"), "The PO number must be plain text of 1 to 200 characters."),
            (unchecked(customer_id="C" * 201), "The customer must be plain text of 1 to 200 characters."),
        ],
    )
    def test_an_order_that_cannot_be_taken_is_rejected_in_words(
        self, erp: LedgerErp, url: str, bad: ErpOrder, sentence: str
    ) -> None:
        assert erp.check(bad) == (sentence,)
        with pytest.raises(ErpRejected) as refused:
            erp.enter(bad, "k1")
        assert refused.value.sentence == sentence
        assert (count(url, OrderRow), count(url, WriteRow)) == (0, 0)

    @pytest.mark.parametrize("bad", [order(line("1", sku="999")), unchecked(quantity=Decimal("NaN")), order()])
    def test_an_amendment_that_cannot_be_taken_changes_nothing(self, erp: LedgerErp, url: str, bad: ErpOrder) -> None:
        good = erp.enter(order(line("1")), "k1")
        before = dump(url)
        with pytest.raises(ErpRejected):
            erp.amend(good.erp_number, bad, "k2")
        assert dump(url) == before

    def test_an_order_that_can_be_taken_checks_clean_even_when_short(self, erp: LedgerErp) -> None:
        assert erp.check(order(line("1E+9"))) == ()

    def test_every_problem_is_named(self, erp: LedgerErp) -> None:
        bad = order(line("1", sku="998"), line("1", sku="999"), customer="C9")
        assert len(erp.check(bad)) == 3

    @pytest.mark.parametrize("key", ["", "\x00", "\ud800", "k" * 201])
    def test_a_key_no_database_could_keep_is_rejected(self, erp: LedgerErp, key: str) -> None:
        with pytest.raises(ErpRejected, match="must be plain text"):
            erp.enter(order(line("1")), key)
        with pytest.raises(ErpRejected, match="must be plain text"):
            erp.look_up(key)
        with pytest.raises(ErpRejected, match="must be plain text"):
            erp.read_back(key)


class TestLoading:
    def test_loading_the_same_twice_changes_nothing(self, erp: LedgerErp, url: str) -> None:
        erp.enter(order(line("80"), line("1", "EA", "40114")), "k1")
        before = dump(url)
        erp.load(PRODUCTS, STOCK, CUSTOMERS)
        assert dump(url) == before

    def test_imported_allocations_are_replaced_and_own_ones_kept(self, erp: LedgerErp, url: str) -> None:
        erp.enter(order(line("80")), "k1")
        erp.load(PRODUCTS, [LedgerStock("10010", "KEN", Decimal(100), Decimal(20))], CUSTOMERS)
        assert allocated(url) == {("10010", "KEN"): 60, ("10010", "PSB"): 20}
        assert erp.enter(order(line("50")), "k2").allocations == (taken("10010", "KEN", "20"),)

    def test_an_import_of_less_than_was_promised_takes_nothing_back(self, erp: LedgerErp, url: str) -> None:
        entered = erp.enter(order(line("60")), "k1")
        erp.load(PRODUCTS, [LedgerStock("10010", "KEN", Decimal(5), Decimal(0))], CUSTOMERS)
        assert erp.read_back(entered.erp_number) == entered
        assert erp.enter(order(line("1")), "k2").allocations == ()
        erp.cancel(entered.erp_number, "k3")
        assert erp.enter(order(line("6")), "k4").allocations == (taken("10010", "KEN", "5"),)
        assert allocated(url) == {("10010", "KEN"): 5}

    def test_an_order_can_be_cancelled_when_its_product_is_gone(self, erp: LedgerErp, url: str) -> None:
        number = erp.enter(order(line("60")), "k1").erp_number
        erp.load((), (), ())
        erp.cancel(number, "k2")
        assert allocated(url) == {}

    def test_a_base_unit_cannot_change_under_an_open_order(self, erp: LedgerErp, url: str) -> None:
        number = erp.enter(order(line("60")), "k1").erp_number
        by_the_pound = (LedgerProduct("10010", ProductUnits("LB", {"CS": Fraction(25)})),)
        before = dump(url)
        with pytest.raises(ErpRejected, match="Open orders hold 10010 by the CS; its base unit cannot become LB"):
            erp.load(by_the_pound, (), CUSTOMERS)
        assert dump(url) == before
        erp.cancel(number, "k2")
        erp.load(by_the_pound, (), CUSTOMERS)

    @pytest.mark.parametrize(
        ("products", "stock", "sentence"),
        [
            ((ROMAS, ROMAS), (), "The product 10010 occurs twice"),
            ((ROMAS,), (STOCK[0], STOCK[0]), "The stock level 10010 in KEN occurs twice"),
            ((SYRUP,), STOCK, "KEN has stock of 10010, which is not a product"),
            ((ROMAS,), (LedgerStock("10010", "KEN", Decimal("NaN"), Decimal(0)),), "stock of 10010 in warehouse KEN"),
            ((ROMAS,), (LedgerStock("10010", "KEN", Decimal(1), Decimal(-1)),), "stock of 10010 in warehouse KEN"),
        ],
    )
    def test_a_bad_import_is_rejected_in_words_and_changes_nothing(
        self, erp: LedgerErp, url: str, products: Any, stock: Any, sentence: str
    ) -> None:
        before = dump(url)
        with pytest.raises(ErpRejected, match=sentence):
            erp.load(products, stock, ())
        assert dump(url) == before


class TestManyAtOnce:
    def test_threads_with_one_key_make_one_order(self, erp: LedgerErp, url: str) -> None:
        with ThreadPoolExecutor(6) as threads:
            confirmations = list(threads.map(lambda _: erp.enter(order(line("2")), "k1"), range(12)))
        assert len(set(confirmations)) == 1
        assert count(url, OrderRow) == 1
        assert allocated(url) == {("10010", "KEN"): 2}

    def test_processes_make_one_order_of_each_key_and_number_them_without_gaps(self, erp: LedgerErp, url: str) -> None:
        erp.close()

        def enter_twenty() -> None:
            with opened(url) as own:
                for number in range(20):
                    own.enter(order(line("1")), f"k{number}")

        children = [forked(enter_twenty) for _ in range(3)]
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
        assert [o.erp_number for o in reversed(erp.open_orders("C1001"))] == [f"SO-{n:06d}" for n in range(1, 21)]
        assert sum(allocated(url).values()) == 20

    def test_a_database_opened_by_many_at_once_is_made_once(self, url: str) -> None:
        gate = threading.Barrier(4)

        def open_it(_: int) -> None:
            gate.wait()
            with opened(url):
                pass

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(open_it, range(4)))
        assert count(url, LedgerHeadRow) == 1

    def test_while_another_writes_the_erp_can_be_read_and_a_write_is_unavailable(
        self, erp: LedgerErp, url: str
    ) -> None:
        entered = erp.enter(order(line("1")), "k1")
        with looking_inside(url) as engine, engine.connect() as other, opened(url, lock_seconds=0.1) as impatient:
            other.execute(update(LedgerHeadRow).values(last_number=LedgerHeadRow.last_number))
            assert impatient.read_back(entered.erp_number) == entered
            with pytest.raises(ErpUnavailable, match="could not be used"):
                impatient.enter(order(line("1")), "k2")
            other.rollback()
            assert impatient.look_up("k2") is None
            assert impatient.enter(order(line("1")), "k2").erp_number == "SO-000002"


class TestBreaking:
    @pytest.mark.parametrize(
        ("moment", "table"), [("before", AllocationRow), ("after", AllocationRow), ("after", WriteRow)]
    )
    def test_a_process_killed_inside_a_transaction_leaves_nothing(
        self, erp: LedgerErp, url: str, moment: str, table: type[Base]
    ) -> None:
        erp.close()

        def die(_c: Any, _k: Any, statement: str, *_: Any) -> None:
            if statement.startswith(f"INSERT INTO {table.__tablename__}"):
                os.kill(os.getpid(), signal.SIGKILL)

        def enter() -> None:
            event.listen(Engine, f"{moment}_cursor_execute", die)
            with opened(url) as own:
                own.enter(order(line("80"), line("1", "EA", "40114")), "k1")

        assert os.waitpid(forked(enter), 0)[1] == signal.SIGKILL
        assert erp.look_up("k1") is None
        assert [count(url, t) for t in (OrderRow, LineRow, AllocationRow, WriteRow)] == [0, 0, 0, 0]
        assert allocated(url) == {}
        assert erp.enter(order(line("1")), "k1").erp_number == "SO-000001"

    def test_a_process_killed_after_the_commit_leaves_everything(self, erp: LedgerErp, url: str) -> None:
        erp.close()

        def enter() -> None:
            event.listen(Session, "after_commit", lambda _session: os.kill(os.getpid(), signal.SIGKILL))
            with opened(url) as own:
                own.enter(order(line("80")), "k1")

        assert os.waitpid(forked(enter), 0)[1] == signal.SIGKILL
        entered = erp.look_up("k1")
        assert entered is not None
        assert allocated(url) == {("10010", "KEN"): 60, ("10010", "PSB"): 20}
        assert erp.enter(order(line("80")), "k1") == entered

    def test_a_commit_without_an_answer_is_an_unknown_outcome(self, erp: LedgerErp) -> None:
        def lost(_connection: Any) -> None:
            raise OperationalError("COMMIT", {}, Exception("the connection was lost"))

        event.listen(Engine, "commit", lost)
        try:
            with pytest.raises(ErpOutcomeUnknown):
                erp.enter(order(line("1")), "k1")
        finally:
            event.remove(Engine, "commit", lost)
        assert erp.look_up("k1") is None

    def test_a_database_of_a_newer_version_is_left_alone(self, url: str) -> None:
        LedgerErp(url).close()
        with looking_inside(url) as engine, engine.begin() as connection:
            connection.execute(update(LedgerHeadRow).values(schema_version=99))
        with pytest.raises(ConfigurationError, match="of version 99"):
            LedgerErp(url)

    @pytest.mark.parametrize(
        "nowhere", ["sqlite:////nowhere/erp.db", "postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=1"]
    )
    def test_a_database_that_cannot_be_opened_is_unavailable(self, nowhere: str) -> None:
        with pytest.raises(ErpUnavailable):
            LedgerErp(nowhere)

    def test_a_file_that_is_no_database_is_unavailable(self, tmp_path: Path) -> None:
        (tmp_path / "erp.db").write_text("not a database " * 100)
        with pytest.raises(ErpUnavailable, match="file is not a database"):
            LedgerErp(f"sqlite:///{tmp_path / 'erp.db'}")


def forked(work: Callable[[], None]) -> int:
    """Do the work in a child process, and give its id; the child ends with 0 when the work went well."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - nothing of the child may reach pytest's own machinery
            os._exit(1)
        os._exit(0)
    return child


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database."""
    with looking_inside(url) as engine, engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        return {t.name: sorted((tuple(row) for row in connection.execute(select(t))), key=repr) for t in tables}


LINES = st.lists(
    st.one_of(
        st.builds(line, st.sampled_from(["1", "2.5", "30", "0.333333", "1E+9"]), st.sampled_from(["CS", "LB", "HC"])),
        st.builds(line, st.sampled_from(["1", "2", "7"]), st.sampled_from(["CS", "EA"]), st.just("40114")),
    ),
    min_size=1,
    max_size=3,
)


class LedgerHistory(RuleBasedStateMachine):
    """Any sequence of writes, beside a model that only remembers what was asked for last."""

    url: str

    @initialize()
    def open(self) -> None:
        empty(self.url)
        self.erp = LedgerErp(self.url)
        self.erp.load(PRODUCTS, STOCK, CUSTOMERS)
        self.orders: dict[str, ErpOrder] = {}
        self.cancelled: set[str] = set()
        self.writes: list[Callable[[], Any]] = []

    def write(self, act: Callable[[str], Any]) -> Any:
        key = f"k{len(self.writes)}"
        self.writes.append(lambda: act(key))
        return act(key)

    @rule(lines=LINES)
    def enter(self, lines: list[ErpLine]) -> None:
        wanted = order(*lines)
        number = self.write(lambda key: self.erp.enter(wanted, key)).erp_number
        assert number == f"SO-{len(self.orders) + 1:06d}"
        self.orders[number] = wanted

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), lines=LINES)
    def amend(self, data: st.DataObject, lines: list[ErpLine]) -> None:
        number = data.draw(st.sampled_from(sorted(self.orders)))
        if number in self.cancelled:
            with pytest.raises(ErpRejected):
                self.erp.amend(number, order(*lines), "never")
        else:
            self.orders[number] = order(*lines)
            self.write(lambda key: self.erp.amend(number, order(*lines), key))

    @precondition(lambda self: len(self.orders) > len(self.cancelled))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.orders.keys() - self.cancelled)))
        self.write(lambda key: self.erp.cancel(number, key))
        self.cancelled.add(number)

    @precondition(lambda self: self.writes)
    @rule(data=st.data())
    def write_again(self, data: st.DataObject) -> None:
        before = dump(self.url)
        data.draw(st.sampled_from(self.writes))()
        assert dump(self.url) == before

    @rule()
    def load_again(self) -> None:
        before = dump(self.url)
        self.erp.load(PRODUCTS, STOCK, CUSTOMERS)
        assert dump(self.url) == before

    @invariant()
    def stock_adds_up(self) -> None:
        held = allocated(self.url)  # compares with the allocations of open orders
        for level in STOCK:
            assert 0 <= held.get((level.sku, level.warehouse), 0) <= level.on_hand - level.allocated

    @invariant()
    def orders_stand_as_they_were_asked_for_last(self) -> None:
        standing = [self.erp.read_back(number) for number in self.orders]
        assert [s.order for s in standing] == list(self.orders.values())
        assert [s.erp_number for s in standing if s.status == "cancelled"] == sorted(self.cancelled)
        assert self.erp.open_orders("C1001") == tuple(s for s in reversed(standing) if s.status == "open")

    def teardown(self) -> None:
        self.erp.close()


def test_after_any_history_stock_adds_up_and_orders_stand(url: str) -> None:
    bound = type("BoundLedgerHistory", (LedgerHistory,), {"url": url})
    run_state_machine_as_test(
        bound,
        settings=settings(
            max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
