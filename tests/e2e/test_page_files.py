"""What comes with a message, as a rep looks at it: a document's pages, a recording, a mail as it was laid out."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.messages import Attachment, Channel, Envelope
from store import reviews
from tests.support.browser import Site, axe, screenshot
from tests.support.desks import eventually
from tests.support.distributor import CLEA, CLEA_MAIL, DESK_ADDRESS
from tests.support.files import html_mail, pdf, recording
from tests.support.interchanges import WrittenLine, WrittenOrder, as_x12
from tests.support.tables import as_csv, as_pdf, as_workbook

ORDER = [("Item", "Description", "Qty", "Unit"), ("G-4001", "Nitrile gloves", "3", "CS"), ("W-1002", "Red", "1", "CS")]
LIT = re.compile("strong")


def attached(name: str, content: bytes) -> Attachment:
    return Attachment(filename=name, media_type="application/octet-stream", content=content)


def line(page: Page, number: int) -> Locator:
    """A line of the order."""
    return page.locator(f'[data-owner-field="line:{number}"]')


def came(site: Site, channel: Channel, words: str, *files: Attachment, raw: bytes = b"") -> Page:
    """A message comes in, and a rep has its review open."""
    office = site.office
    moment: datetime = office.clock.now()
    sender = CLEA_MAIL if channel is Channel.EMAIL else CLEA
    received = office.takes(
        Envelope(
            channel=channel,
            sender=sender,
            recipient=DESK_ADDRESS,
            subject=None,
            sent_at=moment,
            raw=raw or words.encode(),
            body=words,
            attachments=files,
        )
    )
    waiting: list[str] = []

    def is_reviewed() -> bool:
        with office.desk.store.reading() as session:
            waiting.extend(row.id for row in reviews.of_conversation(session, received.conversation_id))
        return bool(waiting)

    eventually("it is reviewed", is_reviewed)
    page = site.signed_in()
    page.goto(f"/reviews/{waiting[0]}")
    return page


def test_a_documents_pages_are_pictures_with_their_words_over_them(site: Site) -> None:
    file = Attachment(filename="po.pdf", media_type="application/pdf", content=pdf("3 cs nitrile gloves", "thanks"))
    page = came(site, Channel.EMAIL, "as attached", file)
    viewer = page.get_by_role("figure", name="po.pdf")

    expect(viewer.get_by_text("2 pages")).to_be_visible()
    picture = viewer.locator("img:not([alt=''])").first
    expect(picture).to_be_visible()
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth > 300)")
    expect(viewer.get_by_text("gloves", exact=True)).to_be_attached()
    screenshot(page, "review-document")
    viewer.get_by_role("button", name="Larger").click()
    expect(viewer.get_by_role("button", name="Fit the width")).to_be_enabled()


def test_a_recording_can_be_listened_to(site: Site) -> None:
    file = Attachment(filename="call.wav", media_type="audio/wav", content=recording(2.0))
    page = came(site, Channel.VOICEMAIL, "", file)
    player = page.locator("audio")

    expect(player).to_be_visible()
    page.wait_for_function("() => document.querySelector('audio').readyState >= 1")
    assert round(float(player.evaluate("player => player.duration")), 1) == 2.0
    screenshot(page, "review-recording")


def test_a_mail_can_be_looked_at_as_it_was_laid_out(site: Site) -> None:
    mail = html_mail("<table><tr><td><b>3 cs</b></td><td>nitrile gloves</td></tr></table>", "3 cs nitrile gloves")
    page = came(site, Channel.EMAIL, "", raw=mail)
    page.get_by_role("button", name="As it was sent").click()

    frame = page.frame_locator("iframe")
    expect(frame.locator("td b")).to_have_text("3 cs")
    assert page.locator("iframe").get_attribute("sandbox") == ""
    screenshot(page, "review-laid-out")


def test_the_words_of_a_line_light_up_on_the_page_of_a_document(site: Site) -> None:
    page = came(site, Channel.EMAIL, "as attached", attached("po.pdf", as_pdf(ORDER, head=["Purchase order"])))
    drawn = page.get_by_role("figure", name="po.pdf")
    gloves, red = drawn.get_by_text("gloves", exact=True), drawn.get_by_text("Red", exact=True)

    expect(gloves).to_have_attribute("data-mark", "line:1")
    line(page, 1).focus()
    expect(gloves).to_have_class(LIT)
    expect(red).not_to_have_class(LIT)
    expect(drawn.get_by_text("Purchase", exact=True)).not_to_have_attribute("data-mark", re.compile(".*"))
    red.click()
    expect(line(page, 2)).to_be_focused()
    expect(red).to_have_class(LIT)
    expect(gloves).not_to_have_class(LIT)
    assert axe(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_a_workbook_is_a_table_with_what_it_hides_behind_it(site: Site, dark: bool) -> None:
    rows = [("Weekly order", "", "", ""), *ORDER, ("T-2001", "Tape", "9", "CS")]
    file = attached("order.xlsx", as_workbook(rows, hidden_rows=[5], sheets=[("Notes", "visible", [("no", "rush")])]))
    page = came(site, Channel.EMAIL, "as attached", file)
    page.emulate_media(color_scheme="dark" if dark else "light")
    table = page.get_by_role("table").first

    expect(table.get_by_role("columnheader")).to_have_text(list(ORDER[0]))
    expect(table.locator("caption")).to_have_text("Order")
    expect(table.get_by_role("cell", name="3", exact=True)).to_have_css("text-align", "right")
    expect(table.get_by_role("columnheader", name="Qty")).to_have_css("position", "sticky")
    line(page, 1).focus()
    expect(table.get_by_role("cell", name="Nitrile gloves").locator("mark")).to_have_class(LIT)
    expect(table.get_by_role("cell", name="Tape")).not_to_be_attached()
    hidden = page.get_by_text("Hidden rows and columns of order.xlsx").locator("..")
    expect(hidden.get_by_role("cell", name="Tape")).to_be_visible()
    screenshot(page, f"review-workbook{'-dark' if dark else ''}")
    assert axe(page) == []


def test_the_words_of_a_line_light_up_in_the_cells_of_a_delimited_file(site: Site) -> None:
    # What counts two units in a browser counts one in a span.
    rows = [
        ("Item", "Description", "Qty", "Unit"),
        ("G-4001", "Nitrile gloves 🧤", "3", "CS"),
        ("W-1002", "Red", "1", "CS"),
    ]
    page = came(site, Channel.EMAIL, "as attached", attached("order.csv", as_csv(rows, delimiter=";")))
    table = page.get_by_role("table")

    line(page, 2).focus()
    row = table.get_by_role("row", name="W-1002")
    expect(row.locator("mark")).to_have_text(["W-1002", "Red", "1", "CS"])
    expect(row.locator("mark")).to_have_class([LIT] * 4)
    table.get_by_role("cell", name="Nitrile gloves").locator("mark").click()
    expect(line(page, 1)).to_be_focused()
    screenshot(page, "review-delimited")
    assert axe(page) == []


def test_a_long_table_is_shown_in_pieces(site: Site) -> None:
    rows = [("Note", "Said"), *((f"note {n}", "blah") for n in range(450))]
    page = came(site, Channel.EMAIL, "as attached", attached("order.csv", as_csv(rows)))
    shown = page.get_by_role("table").get_by_role("row")

    expect(shown).to_have_count(200)
    page.get_by_role("button", name="Show more rows (251 left)").click()
    expect(shown).to_have_count(400)
    page.get_by_role("button", name="Show more rows (51 left)").click()
    expect(shown).to_have_count(451)
    expect(page.get_by_role("button", name="more row")).not_to_be_attached()


def test_an_interchange_has_a_segment_on_each_line_and_its_words_stay_theirs(site: Site) -> None:
    lines = (WrittenLine("G-4001", Decimal(3), "CA", description="GLOVES NITRILE"),)
    written = as_x12(WrittenOrder("PO-77", lines), after="")
    page = came(site, Channel.EDI, "", raw=written.encode())
    shown = page.get_by_role("group", name="Text: interchange")

    segments = shown.locator("pre > span")
    expect(segments).to_have_text([segment + "~" for segment in written.split("~")[:-1]])
    expect(shown.locator("mark").filter(has_text="PO-77")).to_have_text("PO-77")
    screenshot(page, "review-interchange")
    assert axe(page) == []


def test_a_file_that_cannot_be_read_says_why(site: Site) -> None:
    page = came(site, Channel.EMAIL, "as attached", attached("order.xlsx", b"PK\x03\x04" + bytes(50)))
    expect(page.get_by_text("order.xlsx is of a kind that the desk does not read").last).to_be_visible()


def test_headers_that_tell_of_somebody_else_are_named_before_the_words(site: Site) -> None:
    mail = html_mail("<p>3 cs nitrile gloves</p>", "3 cs nitrile gloves").replace(
        b"Subject: order", b"Subject: order\nReply-To: bank@elsewhere.example"
    )
    page = came(site, Channel.EMAIL, "", raw=mail)
    told = page.get_by_text("What its headers tell").locator("..")
    expect(told).to_contain_text("Reply-To: bank@elsewhere.example")
    assert axe(page) == []
