"""Lines read with what the catalog knows: of the line before them, and of the words right beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from domain.orders import OrderStatus
from store import orders
from store.master import ProductRow, ProductUnitRow, PurchaseRow
from tests.support.desks import HandClock, WorkingDesk, copy_home, told, working_desk
from tests.support.distributor import ADA, BRUNO, CLEA_MAIL, HOSE


def ends(prompt: WorkingDesk, words: str, sender: str = ADA) -> tuple[OrderStatus, list[str]]:
    received = prompt.handles(sender, words)
    order = prompt.order(received.conversation_id)
    with prompt.desk.store.reading() as session:
        return OrderStatus(order.status), told(orders.body(session, order.id).lines)


def lines_of(prompt: WorkingDesk, words: str, sender: str = ADA) -> list[str]:
    return ends(prompt, words, sender)[1]


class TestALine:
    @pytest.mark.parametrize(
        ("words", "lines"),
        [
            ("3 cs nitrile gloves, double cuff", ["3 CS G-4001"]),
            ("2 cs blue widget, 1 cs red", ["2 CS W-1001", "1 CS W-1002"]),
            ("gloves, nitrile - 3 cs\n1 cs tape", ["3 CS G-4001", "1 CS T-2001"]),
        ],
    )
    def test_is_read_with_what_stands_beside_it(self, prompt: WorkingDesk, words: str, lines: list[str]) -> None:
        assert lines_of(prompt, words, CLEA_MAIL) == lines

    @pytest.mark.parametrize(
        ("words", "lines"),
        [
            ("2 cs widget blue, 1 tape", 2),
            ("2 cs widget blue, 3 hoses", 2),
            ("2 cs widget blue, 12 mil hoses", 2),
            ("2 cs widget blue, 3 zarfs", 2),
        ],
    )
    def test_of_another_product_is_its_own(self, prompt: WorkingDesk, words: str, lines: int) -> None:
        assert len(lines_of(prompt, words)) == lines


class TestALineLikeTheOneBefore:
    @pytest.mark.parametrize(
        ("words", "status"),
        [
            ("2 cs blue widgets, 1 cs tape, same size", OrderStatus.ENTERED),
            ("2 cs blue widgets, 1 cs tape same colour", OrderStatus.ENTERED),
            ("2 cs blue widgets, 1 cs tape, same as the red", OrderStatus.IN_REVIEW),
        ],
    )
    def test_says_so_of_its_size_or_colour(self, prompt: WorkingDesk, words: str, status: OrderStatus) -> None:
        assert ends(prompt, words) == (status, ["2 CS W-1001", "1 CS T-2001"])

    def test_has_what_it_shares(self, prompt: WorkingDesk) -> None:
        assert lines_of(prompt, "6 red gizmos, 2 cs widgets same colour", CLEA_MAIL)[-1] == "2 CS W-1002"


class TestTheUsual:
    def test_is_changed_where_an_amount_names_its_product(self, prompt: WorkingDesk) -> None:
        assert lines_of(prompt, "the usual please but 4 cs of the tape") == ["2 CS W-1001", "4 CS T-2001"]

    def test_is_changed_again_by_what_takes_the_change_back(self, prompt: WorkingDesk) -> None:
        words = "the usual please but 4 cs of the tape.. no make it 3"
        assert ends(prompt, words) == (OrderStatus.ENTERED, ["2 CS W-1001", "3 CS T-2001"])

    @pytest.mark.parametrize(
        ("words", "status"),
        [
            ("the usual please. That's all for today!", OrderStatus.ENTERED),
            ("the usual please. Not much this week.", OrderStatus.IN_REVIEW),
        ],
    )
    def test_is_a_reps_where_they_want_little(self, prompt: WorkingDesk, words: str, status: OrderStatus) -> None:
        assert ends(prompt, words)[0] is status


class TestAnAmountBehindItsWords:
    @pytest.mark.parametrize(
        ("words", "status"),
        [
            ("blue widget 2, tape 1 cs", OrderStatus.ENTERED),
            ("blue widget 3, tape 1 cs", OrderStatus.IN_REVIEW),
        ],
    )
    def test_is_surely_one_where_they_took_just_so_many(
        self, prompt: WorkingDesk, words: str, status: OrderStatus
    ) -> None:
        assert ends(prompt, words)[0] is status


class TestALineThatHoldsTwo:
    @pytest.mark.parametrize(
        ("words", "lines"),
        [
            ("2 cs blue widgets and a tape", ["2 CS W-1001", "1 CS T-2001"]),
            ("2 cs widget blue 1 cs tape", ["2 CS W-1001", "1 CS T-2001"]),
            ("1 cs nitrile gloves, 2 cs blue widgets 1 tape", ["1 CS G-4001", "2 CS W-1001", "1 CS T-2001"]),
            ("2 cs blue widgets 1 of the tape 3 cs nitrile gloves", ["2 CS W-1001", "1 CS T-2001", "3 CS G-4001"]),
            ("1 cs nitrile gloves, 2 cs blue widgets w/ 1 tape", ["1 CS G-4001", "2 CS W-1001", "1 CS T-2001"]),
        ],
    )
    def test_is_parted_where_each_half_names_a_product(self, prompt: WorkingDesk, words: str, lines: list[str]) -> None:
        assert lines_of(prompt, words) == lines

    @pytest.mark.parametrize("words", ["2 cs widget blue and a half", "2 cs widget blue, a bit of zarf"])
    def test_is_left_whole_where_one_half_names_none(self, prompt: WorkingDesk, words: str) -> None:
        assert len(lines_of(prompt, words)) == 1

    def test_is_left_whole_behind_a_size_with_its_comma(self, prompt: WorkingDesk) -> None:
        lines = lines_of(prompt, "1 cs nitrile gloves, 2 cs blue widgets of 25, the tape and 3 hoses")
        assert not any(line.startswith("25 ") for line in lines)

    @pytest.mark.parametrize("words", ["1 cs tape, 2 cs blue widgets 1 lamp", "1 cs tape, 2 cs blue widgets 1 zarf"])
    def test_of_which_one_is_nothing_that_they_buy_is_for_a_rep(self, prompt: WorkingDesk, words: str) -> None:
        assert ends(prompt, words)[0] is OrderStatus.IN_REVIEW


class TestTheSameNumberAgain:
    def test_before_words_of_no_product_of_theirs_is_for_a_rep(self, prompt: WorkingDesk) -> None:
        # There are 12 in a case, so that a 12 beside the product tells of it.
        status, lines = ends(prompt, "12 blue widgets 12 blue zarf ends, 1 cs tape")
        assert (status, lines) == (OrderStatus.IN_REVIEW, ["12 EA W-1001", "1 CS T-2001"])


class TestAnAmountInAMeasure:
    @pytest.mark.parametrize(("bought", "doubted"), [("FT", False), ("EA", True)])
    def test_is_one_where_they_buy_it_so_and_may_be_a_size_elsewhere(
        self, prompt: WorkingDesk, bought: str, doubted: bool
    ) -> None:
        with prompt.desk.store.transaction() as session:
            session.execute(update(ProductRow).where(ProductRow.sku == HOSE).values(uom=bought))
            session.execute(update(PurchaseRow).where(PurchaseRow.sku == HOSE).values(uom=bought))
        received = prompt.handles(BRUNO, "6ft garden hose")
        told = [reason["sentence"] for reason in prompt.review(received.conversation_id).reasons]
        assert ("“6ft” may be a size and no quantity." in told) is doubted


class TestWhatTheyHaveNoMoreOf:
    @pytest.mark.parametrize(
        ("words", "status"),
        [
            ("We're almost out of tape again. 2 cs widget blue, 1 cs tape", OrderStatus.ENTERED),
            ("Running low on widgets! 2 cs widget blue, 1 cs tape", OrderStatus.ENTERED),
            ("We're out of hoses. 2 cs widget blue, 1 cs tape", OrderStatus.IN_REVIEW),
            ("Out of red widgets. 2 cs widget blue, 1 cs tape", OrderStatus.IN_REVIEW),
            ("Out of tape, so double that. 2 cs widget blue, 1 cs tape", OrderStatus.IN_REVIEW),
        ],
    )
    def test_is_said_of_what_they_order_or_is_for_a_rep(
        self, prompt: WorkingDesk, words: str, status: OrderStatus
    ) -> None:
        assert ends(prompt, words)[0] is status


class TestTheDay:
    @pytest.mark.parametrize(
        ("words", "day"),
        [
            ("For Thursday: 2 cs widget blue. The new associate starts Tuesday, wish us luck.", True),
            ("For Thursday: 2 cs widget blue. Tuesday works.", False),
            ("For Thursday: 2 cs widget blue. We need it by Tuesday.", False),
        ],
    )
    def test_of_another_matter_is_not_the_orders(self, prompt: WorkingDesk, words: str, day: bool) -> None:
        received = prompt.handles(ADA, words)
        with prompt.desk.store.reading() as session:
            body = orders.body(session, prompt.order(received.conversation_id).id)
        assert (body.requested_date is not None) is day


class TestNextMonday:
    @pytest.mark.parametrize(
        ("words", "status"),
        [
            ("2 cs widget blue, 1 cs tape for next Monday", OrderStatus.ENTERED),
            ("2 cs widget blue, 1 cs tape para el lunes que viene", OrderStatus.ENTERED),
            ("2 cs widget blue, 1 cs tape for next Thursday", OrderStatus.IN_REVIEW),
            ("2 cs widget blue, 1 cs tape para el jueves que viene", OrderStatus.IN_REVIEW),
        ],
    )
    def test_said_on_a_monday_is_that_of_next_week_and_next_thursday_may_be_of_either(
        self, prompt: WorkingDesk, words: str, status: OrderStatus
    ) -> None:
        assert ends(prompt, words)[0] is status


def test_the_distributors_own_codes_for_units_are_units(
    template_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = copy_home(template_home, tmp_path_factory.mktemp("units") / "home")
    with working_desk(home, HandClock()) as prompt:
        with prompt.desk.store.transaction() as session:
            session.add(ProductUnitRow(sku="W-1001", uom="XBD", factor=6))
        assert lines_of(prompt, "W-1001    3 xbd\nT-2001    1 cs") == ["3 XBD W-1001", "1 CS T-2001"]
