"""The desk screen as a rep works in it: the queue, the source, and the order, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from domain.orders import OrderStatus
from store import reviews
from store.reviews import ReviewStatus
from tests.support.browser import TABLET, Site, axe, screenshot, until
from tests.support.distributor import ADA, BRUNO, CLEA_MAIL, STRANGER
from tests.support.work import Work

GLOVES = "3 cs nitrile gloves please"
GLOVES_AND_WIDGET = "2 cs gloves and 1 cs red widget"
WITH_A_LAMP = "5 cs nitrile gloves and 2 tall office lamps"
GIZMOS = "6 hose and 2 of the purple gizmos"
SOMETHING = "4 garden hose, 1 something nice"
BLUE_OR_RED = "3 cs blue or red widget"
STUFF = "2 cs of the stuff from last time"
TOO_MUCH = "500 garden hose"
TRUCK = "where is my truck?"
FROM_NOBODY = "2 cs bluish widget"
RED_WIDGET = "1 cs red widget"


@pytest.fixture
def work(site: Site) -> Work:
    """A desk that nothing has come in at yet."""
    return Work(site, {})


def order_of(page: Page) -> Locator:
    """The column with the order."""
    return page.get_by_role("region", name="The order", exact=True)


def line(page: Page, number: int) -> Locator:
    """A line of the order."""
    return page.locator(f'[data-line="{number}"]')


def settled(page: Page, number: int) -> None:
    """Wait until nothing of a line is open any more."""
    expect(page.locator(f'[data-line="{number}"]:not([data-unsettled])')).to_be_visible()


def opened(page: Page, review_id: str) -> None:
    """Wait until a review is on screen."""
    expect(page).to_have_url(re.compile(f"/reviews/{review_id}"))
    expect(page.locator(f'[data-order="{review_id}"]')).to_be_visible()


def chosen(page: Page, number: int, product: str) -> None:
    """Wait until a line is of a product, as the desk has answered."""
    expect(line(page, number).get_by_label(f"Product, Line {number}")).to_have_value(product)
    settled(page, number)


def approves(page: Page) -> None:
    page.keyboard.press("Control+Enter")


def edits_the_quantity(page: Page) -> None:
    page.keyboard.press("e")
    expect(page.get_by_label("Quantity, Line 1")).to_be_focused()
    page.keyboard.type("4")
    page.keyboard.press("Control+Enter")


def looks_at_the_line_and_approves(page: Page) -> None:
    """By Enter alone: to the line, from it to the button, and the button."""
    page.keyboard.press("Enter")
    expect(line(page, 2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Approve")).to_be_focused()
    page.keyboard.press("Enter")


def picks_the_candidate(product: str, number: int) -> Callable[[Page], None]:
    """Takes a product by its digit in the open list of a line."""

    def picks(page: Page) -> None:
        page.keyboard.press("Enter")
        expect(line(page, number)).to_be_focused()
        offered = line(page, number).get_by_label("What it may be").get_by_role("listitem")
        expect(offered.first).to_be_visible()
        names = offered.all_inner_texts()
        digit = next(at for at, text in enumerate(names, 1) if product in text)
        page.keyboard.press(str(digit))
        chosen(page, number, product)
        page.keyboard.press("Control+Enter")

    return picks


def asks(page: Page) -> None:
    page.keyboard.press("q")
    box = page.get_by_label("The question to the customer")
    expect(box).to_be_focused()
    expect(box).not_to_have_value("")
    page.keyboard.press("Control+Enter")


def rejects(page: Page) -> None:
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Reject it")).to_be_focused()
    page.keyboard.press("r")


def finds_the_customer(page: Page) -> None:
    page.keyboard.press("Enter")
    field = page.get_by_role("combobox", name="Customer")
    expect(field).to_be_focused()
    page.keyboard.type("oaklane")
    expect(page.get_by_role("option", name="Oaklane Nursery")).to_be_visible()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Oaklane Nursery")
    expect(page.get_by_role("button", name="Next: line 1")).to_be_visible()
    page.keyboard.press("Enter")
    expect(line(page, 1)).to_be_focused()
    page.keyboard.press("Control+Enter")


DAY: dict[str, tuple[str, Callable[[Page], None]]] = {
    GLOVES: (CLEA_MAIL, approves),
    RED_WIDGET: (CLEA_MAIL, lambda page: page.keyboard.press("a")),
    GLOVES_AND_WIDGET: (CLEA_MAIL, edits_the_quantity),
    WITH_A_LAMP: (CLEA_MAIL, looks_at_the_line_and_approves),
    GIZMOS: (BRUNO, picks_the_candidate("LAMP DESK", 2)),
    SOMETHING: (BRUNO, asks),
    BLUE_OR_RED: (ADA, picks_the_candidate("WIDGET RED", 1)),
    STUFF: (ADA, rejects),
    TRUCK: (STRANGER, approves),
    FROM_NOBODY: (STRANGER, finds_the_customer),
}


def test_a_rep_clears_ten_reviews_by_keyboard_alone(work: Work) -> None:
    for words, (sender, _) in DAY.items():
        work.comes(sender, words)
    open_now = {work.review(words): words for words in DAY}
    page = work.site.signed_in()
    done: list[str] = []
    for _ in DAY:
        page.wait_for_function("ids => ids.some(id => location.pathname.endsWith(id))", arg=list(open_now))
        review_id = page.url.rpartition("/")[2]
        opened(page, review_id)
        words = open_now.pop(review_id)
        expect(page.get_by_role("region", name="What they said")).to_contain_text(words)
        screenshot(page, f"review-{len(done) + 1:02}")
        DAY[words][1](page)
        done.append(words)
        expect(page).not_to_have_url(re.compile(review_id))
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    screenshot(page, "queue-empty")
    entered = [GLOVES, RED_WIDGET, GLOVES_AND_WIDGET, WITH_A_LAMP, GIZMOS, BLUE_OR_RED, FROM_NOBODY]
    work.waits_until(page, OrderStatus.APPROVED, *entered)
    work.site.office.passes(minutes=2)
    work.waits_until(page, OrderStatus.ENTERED, *entered)
    work.waits_until(page, OrderStatus.ASKED, SOMETHING)
    work.waits_until(page, OrderStatus.REJECTED, STUFF)
    work.waits_until(page, OrderStatus.CLOSED, TRUCK)
    assert work.lines(GLOVES) == ["3 CS G-4001"]
    assert work.lines(GLOVES_AND_WIDGET) == ["4 CS G-4001", "1 CS W-1002"]
    assert work.lines(WITH_A_LAMP) == ["5 CS G-4001", "2 EA L-5001"]
    assert work.lines(GIZMOS) == ["6 EA H-3001", "2 EA L-5001"]
    assert work.lines(BLUE_OR_RED) == ["3 CS W-1002"]
    assert "something" in work.written(SOMETHING)


def test_an_approval_is_taken_back_by_one_key(work: Work) -> None:
    work.comes(CLEA_MAIL, GLOVES)
    work.comes(CLEA_MAIL, GLOVES_AND_WIDGET)
    page = work.site.signed_in()
    first = work.review(GLOVES)
    page.goto(f"/reviews/{first}")
    opened(page, first)
    approves(page)
    expect(page.get_by_role("status").get_by_text("Approved Clover Studio.")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back: Clover Studio.")).to_be_visible()
    work.waits_until(page, OrderStatus.IN_REVIEW, GLOVES)
    again = work.review(GLOVES)
    assert again != first
    opened(page, again)
    expect(page.get_by_label("Quantity, Line 1")).to_have_value("3")


def test_of_two_reps_on_one_review_the_second_is_told_who_was_first(work: Work) -> None:
    work.comes(CLEA_MAIL, GLOVES)
    review_id = work.review(GLOVES)
    ann, bo = work.site.signed_in(name="ann.kay"), work.site.signed_in(name="bo.lind")
    for page in (ann, bo):
        opened(page, review_id)
    expect(ann.get_by_text("bo.lind is looking")).to_be_visible()
    expect(bo.get_by_text("ann.kay is looking")).to_be_visible()
    expect(ann.get_by_role("list", name="Reviews").get_by_title("bo.lind is looking")).to_be_visible()
    screenshot(ann, "review-two-looking")
    # Bo's page does not hear of Ann's decision before his own.
    bo.route("**/api/reviews/*/decision", partial(after_the_other, work, bo))
    bo.keyboard.press("Control+Enter")
    ann.keyboard.press("r")
    ann.keyboard.press("r")
    expect(bo.get_by_text("ann.kay was first with Clover Studio.")).to_be_visible()
    screenshot(bo, "review-second")
    bo.get_by_role("button", name="Look").click()
    opened(bo, review_id)
    expect(bo.get_by_role("region", name="Decide")).to_contain_text("Rejected by ann.kay")


def test_the_customer_writes_while_a_review_is_open(work: Work) -> None:
    work.comes(CLEA_MAIL, GLOVES_AND_WIDGET)
    before = work.review(GLOVES_AND_WIDGET)
    page = work.site.signed_in()
    opened(page, before)
    edits = page.get_by_label("Quantity, Line 1")
    page.keyboard.press("e")
    page.keyboard.type("7")
    expect(edits).to_have_value("7")
    work.comes(CLEA_MAIL, "and 2 desk lamp please", answers=GLOVES_AND_WIDGET)
    after = work.review(GLOVES_AND_WIDGET)
    assert after != before
    bar = order_of(page).get_by_role("alert")
    expect(bar).to_contain_text("The customer has written since.")
    expect(bar).to_contain_text("2 desk lamp")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    screenshot(page, "review-customer-wrote")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    bar.get_by_role("button", name="See what is new").click()
    opened(page, after)
    expect(page.get_by_label("Quantity, Line 1")).to_have_value("7")
    assert work.status(GLOVES_AND_WIDGET) is OrderStatus.IN_REVIEW


def test_a_review_is_answered_from_its_row_in_the_queue(work: Work) -> None:
    work.comes(CLEA_MAIL, GLOVES)
    work.comes(BRUNO, GIZMOS)
    page = work.site.signed_in()
    opened(page, work.review(GLOVES))
    asked = work.review(GIZMOS)
    page.keyboard.press("l")
    rows = page.locator("[data-row]")
    row = page.locator(f'[data-review="{asked}"]')
    for _ in range(rows.count()):
        if row.locator("[data-row]").evaluate("row => row === document.activeElement"):
            break
        page.keyboard.press("j")
    page.keyboard.press("o")
    choices = row.get_by_role("list").get_by_role("button")
    expect(choices.first).to_be_visible()
    screenshot(page, "queue-answers")
    digit = next(at for at, text in enumerate(choices.all_inner_texts(), 1) if "LAMP DESK" in text)
    page.keyboard.press(str(digit))
    expect(row).to_have_count(0)
    work.waits_until(page, OrderStatus.APPROVED, GIZMOS)
    assert work.lines(GIZMOS) == ["6 EA H-3001", "2 EA L-5001"]


def test_a_draft_survives_a_reload(work: Work) -> None:
    work.comes(CLEA_MAIL, GLOVES)
    page = work.site.signed_in()
    opened(page, work.review(GLOVES))
    page.keyboard.press("e")
    page.keyboard.type("12")
    page.get_by_label("PO", exact=True).fill("PO-77")
    page.reload()
    expect(page.get_by_label("Quantity, Line 1")).to_have_value("12")
    expect(page.get_by_label("PO", exact=True)).to_have_value("PO-77")
    page.get_by_label("Quantity, Line 1").press("Escape")
    page.keyboard.press("Control+Enter")
    work.waits_until(page, OrderStatus.APPROVED, GLOVES)
    assert work.lines(GLOVES) == ["12 CS G-4001"]


def test_new_work_waits_while_the_pointer_is_on_the_list(work: Work) -> None:
    work.comes(CLEA_MAIL, GLOVES)
    page = work.site.signed_in()
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(1)
    rows.first.hover()
    work.comes(CLEA_MAIL, RED_WIDGET)
    expect(page.get_by_role("button", name="1 new")).to_be_visible()
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="1 new").click()
    expect(rows).to_have_count(2)


def test_evidence_is_mutual(work: Work) -> None:
    work.comes(CLEA_MAIL, "Grüße 🎉 from Clea!\n\n2 cs gloves\n1 cs red widget")
    page = work.site.signed_in()
    source = page.get_by_role("region", name="What they said")
    words = source.locator("mark", has_text="red widget")
    expect(words).to_be_visible()
    words.click()
    expect(line(page, 2)).to_be_focused()
    expect(words).to_have_css("outline-style", "solid")
    page.get_by_label("Quantity, Line 1").focus()
    expect(source.locator("mark", has_text="gloves")).to_have_css("outline-style", "solid")
    expect(words).not_to_have_css("outline-style", "solid")


def test_what_the_queue_is_narrowed_to_is_kept_as_a_view(work: Work) -> None:
    work.comes(CLEA_MAIL, GLOVES)
    work.comes(BRUNO, GIZMOS)
    page = work.site.signed_in()
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("combobox", name="Why it stopped").select_option("credit hold")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Save as a view").click()
    page.keyboard.type("On hold")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved the view “On hold”.")).to_be_visible()
    page.get_by_label("View", exact=True).select_option("Everybody’s")
    expect(rows).to_have_count(2)
    page.reload()
    page.get_by_label("View", exact=True).select_option("On hold")
    expect(rows).to_have_count(1)
    screenshot(page, "queue-view")
    page.keyboard.press("/")
    page.keyboard.type("nothing like it")
    expect(page.get_by_text("Nothing fits these filters.")).to_be_visible()


def test_a_review_is_taken_and_put_off_by_keyboard(work: Work) -> None:
    work.comes(CLEA_MAIL, GLOVES)
    page = work.site.signed_in(name="ann.kay")
    review_id = work.review(GLOVES)
    opened(page, review_id)
    page.keyboard.press("m")
    expect(order_of(page)).to_contain_text("Assigned to ann.kay")
    page.keyboard.press("z")
    page.keyboard.press("1")
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    page.get_by_label("View", exact=True).select_option("Put off")
    expect(page.locator(f'[data-review="{review_id}"]')).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_desk(work: Work, dark: bool) -> None:
    work.comes(CLEA_MAIL, WITH_A_LAMP)
    work.comes(BRUNO, GIZMOS)
    work.comes(STRANGER, FROM_NOBODY)
    page = work.site.signed_in(dark=dark)
    theme = "dark" if dark else "light"
    for words in (WITH_A_LAMP, GIZMOS, FROM_NOBODY):
        page.goto(f"/reviews/{work.review(words)}")
        opened(page, work.review(words))
        page.keyboard.press("Enter")
        screenshot(page, f"desk-{theme}-{words.split()[-1]}")
        assert axe(page) == []
    page.get_by_role("button", name="Filters").click()
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Reject it")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_on_a_tablet_the_queue_comes_first_and_a_review_has_two_tabs(work: Work, dark: bool) -> None:
    work.comes(CLEA_MAIL, WITH_A_LAMP)
    page = work.site.signed_in(viewport=TABLET, dark=dark)
    theme = "dark" if dark else "light"
    row = page.locator("[data-row]")
    expect(row).to_have_count(1)
    screenshot(page, f"tablet-queue-{theme}")
    assert axe(page) == []
    row.click()
    expect(order_of(page)).to_be_visible()
    screenshot(page, f"tablet-order-{theme}")
    assert axe(page) == []
    page.get_by_role("tab", name="What they said").click()
    expect(page.get_by_role("region", name="What they said")).to_contain_text(WITH_A_LAMP)
    screenshot(page, f"tablet-source-{theme}")
    assert axe(page) == []


def after_the_other(work: Work, page: Page, route: Route) -> None:
    """Let a decision through when the review of the gloves has been decided."""
    conversation = work.received[GLOVES].conversation_id

    def decided() -> bool:
        with work.site.office.desk.store.reading() as session:
            rows = reviews.of_conversation(session, conversation)
            return all(row.status == ReviewStatus.DECIDED.value for row in rows)

    until("the review is decided", decided, page)
    route.continue_()
