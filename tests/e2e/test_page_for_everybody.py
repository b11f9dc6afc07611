"""That everybody can use every screen: axe finds nothing on any, in light, dark and on a tablet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.people import Role
from knowledge import own_words
from store.aliases import Saying
from tests.support.browser import TABLET, Site, axe, open_site, screenshot
from tests.support.desks import copy_home
from tests.support.distributor import ADA, CLEA, RED_WIDGET

GLOVES = "3 cs gloves nitrile"
WIDGETS = "2 cs widget blue"


@pytest.fixture(scope="module")
def busy(
    template_home: Path, tmp_path_factory: pytest.TempPathFactory, built_page: Path, browser: Browser
) -> Iterator[Site]:
    """A desk at which a day's work has come in, with a draft and an alias; its tests only look."""
    home = copy_home(template_home, tmp_path_factory.mktemp("busy") / "home")
    with open_site(home, browser) as site:
        site.handles(CLEA, GLOVES)
        site.handles(ADA, WIDGETS)
        site.handles(ADA, "6 frobnicators")
        office = site.office
        with office.desk.store.transaction() as session:
            own_words.teach(session, "alias-1", "C1", "the red ones", RED_WIDGET, Saying("ann", office.clock.now()))
        yield site


SCREENS = {
    "account": "/account",
    "people": "/people",
    "new": "/new",
    "conversations": "/conversations",
    "customers": "/customers",
    "customer": "/customers/C1",
    "insights": "/insights",
    "policy": "/ops/policy",
    "prompts": "/ops/prompts",
}


def looked_at(page: Page, name: str) -> None:
    """See that nothing keeps anybody from using a screen, in light and dark, and keep its pictures."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        screenshot(page, f"{name}-{scheme}")
        assert axe(page) == []
    page.set_viewport_size(TABLET)
    page.emulate_media(color_scheme="light")
    screenshot(page, f"{name}-tablet")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("name", SCREENS)
def test_everybody_can_use_the_screen(busy: Site, name: str) -> None:
    page = busy.signed_in(Role.ADMIN)
    page.goto(SCREENS[name])
    page.get_by_role("heading", level=1).wait_for()
    expect(page.get_by_text(re.compile("^(Loading|Fetching|Counting)"))).to_have_count(0)
    looked_at(page, name)


def test_everybody_can_use_a_conversation(busy: Site) -> None:
    page = busy.signed_in()
    page.goto("/conversations")
    page.get_by_role("link", name=re.compile("Bluegate.*entered")).click()
    page.get_by_text("Product matching").click()
    page.get_by_role("region", name="Findings").wait_for()
    looked_at(page, "conversation")


def test_everybody_can_sign_in(busy: Site) -> None:
    page = busy.visitor()
    page.goto("/sign-in")
    page.get_by_role("heading", level=1).wait_for()
    looked_at(page, "sign-in")
