"""Product numbers that a document states: looked up as what they are, and checked against their description."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agents.matching import MatchingTask, matching_agent
from agents.results import MatchingResult, RequestedLine
from domain.calibration import Reading
from domain.gate import Concern
from domain.orders import ExceptionKind
from domain.policy import Policy
from reading.order_documents import NumberKind, ProductNumber
from tests.support.desks import HandClock, copy_home, working_desk
from tests.support.distributor import BLUE_WIDGET, GLOVES, HOSE
from tools.base import Toolbox, ToolContext

OURS, THEIRS, TRADE, UNSAID = NumberKind.OURS, NumberKind.THEIRS, NumberKind.TRADE, NumberKind.UNSAID
TWO = Decimal(2)
Matching = Callable[..., MatchingResult]


@pytest.fixture(scope="module")
def match(template_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matching]:
    """Has the matching agent match one line of a document, for a customer, with these numbers and description."""
    home = copy_home(template_home, tmp_path_factory.mktemp("numbers") / "home")
    clock, agent = HandClock(), matching_agent()
    with working_desk(home, clock) as prompt, prompt.desk.store.reading() as session:
        context = ToolContext(
            session=session,
            search=prompt.desk.search,
            facts=prompt.desk.search.facts(session),
            erp=prompt.desk.erp,
            policy=Policy(),
            now=clock.now(),
            zone=ZoneInfo("America/New_York"),
        )

        def matched(
            customer: str, description: str, *numbers: tuple[NumberKind, str], amount: Decimal | None = TWO
        ) -> MatchingResult:
            words = " ".join([*(value for _, value in numbers), description]).strip()
            line = RequestedLine(
                number=1,
                text=words,
                words=words,
                numbers=tuple(ProductNumber(kind=kind, value=value) for kind, value in numbers),
                amount=amount,
                unit_word="CS",
                unit_code="CS",
            )
            task = MatchingTask(customer, (line,), Reading.UNDERSTOOD)
            return agent.built_in.conclude(task, Toolbox.of(context, agent.tools)).result

        yield matched


def concerns(result: MatchingResult) -> list[str]:
    return [concern.kind.value for concern in result.concerns]


def test_a_number_with_its_description_is_that_product(match: Matching) -> None:
    result = match("C1", "widget blue", (OURS, "W-1001"))
    assert (result.lines[0].sku, result.lines[0].quantity, result.lines[0].uom) == (BLUE_WIDGET, TWO, "CS")
    assert concerns(result) == []
    assert result.lines[0].confidence > 0.9


def test_a_customers_own_number_is_theirs(match: Matching) -> None:
    result = match("C2", "garden hose", (THEIRS, "OAK-7"))
    assert result.lines[0].sku == HOSE


def test_a_customers_number_is_not_contradicted_by_what_their_own_list_calls_it(match: Matching) -> None:
    result = match("C2", "desk lamp", (THEIRS, "OAK-7"))
    assert result.lines[0].sku == HOSE
    assert concerns(result) == []


def test_a_number_alone_is_enough(match: Matching) -> None:
    assert match("C1", "", (UNSAID, "G-4001")).lines[0].sku == GLOVES


def test_a_number_that_its_description_contradicts_is_for_a_rep(match: Matching) -> None:
    assert concerns(match("C1", "desk lamp", (OURS, "W-1001"))) == [Concern.CONTRADICTED_NUMBER]


def test_numbers_of_two_products_are_for_a_rep(match: Matching) -> None:
    assert concerns(match("C2", "garden hose", (OURS, "W-1001"), (THEIRS, "OAK-7"))) == [Concern.CONTRADICTED_NUMBER]


def test_a_number_one_digit_off_is_for_a_rep_with_what_the_words_say(match: Matching) -> None:
    result = match("C1", "widget blue", (OURS, "W-1007"))
    assert result.lines[0].sku == BLUE_WIDGET
    assert concerns(result) == [Concern.CONTRADICTED_NUMBER]
    assert "one character beside W-1001" in result.concerns[0].sentence


def test_a_number_that_nobody_could_know_leaves_it_to_the_words(match: Matching) -> None:
    result = match("C1", "widget blue", (TRADE, "0074136400331"))
    assert result.lines[0].sku == BLUE_WIDGET
    assert concerns(result) == []


def test_an_unknown_number_alone_is_no_product_and_keeps_what_was_said(match: Matching) -> None:
    result = match("C1", "", (UNSAID, "Z-9999"))
    assert (result.lines[0].sku, result.lines[0].quantity, result.lines[0].uom) == (None, TWO, "CS")
    assert [one.kind for one in result.exceptions] == [ExceptionKind.UNKNOWN_PRODUCT]


def test_no_amount_is_a_missing_quantity(match: Matching) -> None:
    result = match("C1", "widget blue", (OURS, "W-1001"), amount=None)
    assert (result.lines[0].sku, result.lines[0].quantity, result.lines[0].uom) == (BLUE_WIDGET, None, "CS")
    assert [one.kind for one in result.exceptions] == [ExceptionKind.MISSING_QUANTITY]
