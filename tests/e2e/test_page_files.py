"""What comes with a message, as a rep looks at it: a document's pages, a recording, a mail as it was laid out."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Page, expect

from domain.messages import Attachment, Channel, Envelope
from store import reviews
from tests.support.browser import Site, screenshot
from tests.support.desks import eventually
from tests.support.distributor import CLEA, CLEA_MAIL, DESK_ADDRESS
from tests.support.files import html_mail, pdf, recording


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
