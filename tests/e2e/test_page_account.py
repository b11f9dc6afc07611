"""Signing in, one's own page, and who is let in: as people see it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from domain.people import Role
from tests.support.browser import Site

PASSWORD = "a lamp on every desk"
WRONG = "That does not open the desk"


def signs_in(page: Page, name: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_link_signs_in_once_and_its_code_leaves_the_address_at_once(site: Site) -> None:
    link = site.link(Role.REP, "ann")
    page = site.visitor()
    page.goto(link)
    expect(page).to_have_url(f"{site.url}/queue")
    expect(page.get_by_text("You came in by a link.")).to_be_visible()
    page.go_back()
    assert "code" not in page.url

    other = site.visitor()
    other.goto(link)
    expect(other.get_by_role("alert")).to_contain_text(WRONG)
    expect(other).to_have_url(f"{site.url}/sign-in")


def test_a_password_that_was_set_signs_in_and_a_wrong_one_is_told(site: Site) -> None:
    page = site.signed_in(Role.REP, "ann")
    page.goto("/account")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site.url}/sign-in")

    signs_in(page, "ann", "not this one, surely")
    expect(page.get_by_role("alert")).to_contain_text(WRONG)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/queue")


def test_who_is_not_signed_in_comes_back_to_where_they_wanted_to_go(site: Site) -> None:
    page = site.visitor()
    page.goto("/customers/C1")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    code = site.link().partition("#")[2]
    page.goto(f"/sign-in?next=%2Fcustomers%2FC1#{code}")
    expect(page.get_by_role("heading", name="Bluegate Hardware", level=1)).to_be_visible()


@pytest.mark.parametrize("next_", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
def test_signing_in_leads_nowhere_else(site: Site, next_: str) -> None:
    page = site.visitor()
    page.goto(f"/sign-in?next={next_}#{site.link().partition('#')[2]}")
    expect(page).to_have_url(f"{site.url}/queue")
    assert not site.elsewhere


def test_the_theme_holds_after_a_reload(site: Site) -> None:
    page = site.signed_in()
    page.goto("/account")
    with page.expect_response("**/api/me/settings"):
        page.get_by_label("Dark").click()
    page.reload()
    expect(page.get_by_label("Dark")).to_be_checked()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_an_admin_lets_somebody_in_and_locks_them_out_again(site: Site) -> None:
    page = site.signed_in(Role.ADMIN)
    page.goto("/people")
    page.get_by_label("Full name").fill("Ben Ode")
    page.get_by_label("Name to sign in with").fill("ben")
    page.get_by_role("button", name="Add and make a link").click()
    link = page.get_by_label("One-time link for Ben Ode").input_value()

    ben = site.visitor()
    ben.goto(link)
    expect(ben).to_have_url(f"{site.url}/queue")

    page.get_by_role("button", name="Lock out: Ben Ode").click()
    expect(page.get_by_role("button", name="Let in: Ben Ode")).to_be_visible()
    ben.goto("/customers")
    expect(ben).to_have_url(re.compile("/sign-in"))


def test_a_machines_key_is_shown_once_and_can_be_revoked(site: Site) -> None:
    page = site.signed_in(Role.ADMIN)
    page.goto("/people")
    page.get_by_label("Name of the machine").fill("night import")
    page.get_by_role("button", name="Make a key").click()
    secret = page.get_by_label("Key of night import").input_value()
    machine = site.front.anonymous(Authorization=f"Bearer {secret}")
    assert machine.get("/me").status_code == 200

    page.get_by_role("button", name="Done").click()
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke: night import").click()
    expect(page.get_by_role("cell", name=re.compile("^revoked"))).to_be_visible()
    assert machine.get("/me").status_code == 401
