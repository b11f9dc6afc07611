"""``orderdesk serve`` and ``orderdesk invite``, as people use them."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from desk.cli import main
from desk.environment import RunningClock
from desk.settings import load_settings
from domain.errors import ConfigurationError
from domain.people import Role
from tests.support.api import Front
from tests.support.desks import WorkingDesk
from tests.support.served import served


def code_in(link: str) -> str:
    """The code of a link that was printed."""
    return link.split("/sign-in#code=")[1]


def test_a_desk_that_is_served_lets_its_first_admin_in_by_the_link_it_prints_and_ends_when_it_is_told(
    home: Path,
) -> None:
    with served(home) as first, httpx2.Client(base_url=first.url) as browser:
        assert first.next_line() == "Sign in as admin, once and within 24 hours:"
        link = first.next_line()
        assert link.startswith(f"{first.url}/sign-in#code=")
        assert browser.get("/health").json() == {"status": "ok"}
        me = browser.post("/api/session", json={"code": code_in(link)})
        assert (me.json()["name"], me.json()["role"]) == ("admin", "admin")
        assert "Server" not in me.headers
        with browser.stream("GET", "/api/events/stream") as events:
            assert events.status_code == 200
            code = first.end()
            assert "Traceback" not in "".join(first.said)
    assert (code, first.said[-1]) == (0, "Ended.")

    with served(home) as again:
        assert again.next_line() == f"A new link for somebody: orderdesk invite NAME --home {home}"


@pytest.fixture
def orderdesk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """The command, in this process; what it says on its way out, whether well or not."""

    def run(*arguments: str) -> list[str]:
        monkeypatch.setattr(sys, "argv", ["orderdesk", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return (said.err if ended.value.code else said.out).splitlines()

    return run


def test_somebody_is_invited_beside_a_desk_that_is_served(home: Path, orderdesk: Callable[..., list[str]]) -> None:
    with served(home) as running, httpx2.Client(base_url=running.url) as browser:
        first = orderdesk("invite", "ana", "--role", "ops", "--full-name", "Ana Ruiz", "--home", str(home))
        second = orderdesk("invite", "Ana", "--home", str(home))

        answered = [browser.post("/api/session", json={"code": code_in(link)}) for _, link in (first, second)]

    assert first[0] == "Ana Ruiz (ops) signs in with this, once and within 24 hours:"
    assert [each.status_code for each in answered] == [401, 200]
    assert answered[1].json()["name"] == "ana"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ana", "--role", "admin"), "ana is known as rep: an admin changes that on the page."),
        (("an a",), "name: String should match pattern"),
        (("Desk",), "The name Desk is the desk's own: take another."),
        (("till",), "The name till is taken."),
        (("locked",), "locked is locked out: let them in again first."),
    ],
)
def test_who_cannot_be_invited_is_told_why(
    office: WorkingDesk, home: Path, orderdesk: Callable[..., list[str]], arguments: tuple[str, ...], told: str
) -> None:
    front = Front(office)
    front.person(Role.REP, "ana")
    front.token(Role.REP, "till")
    front.browser(Role.ADMIN).patch(f"/people/{front.person(Role.REP, 'locked')}", json={"active": False})

    said = orderdesk("invite", *arguments, "--home", str(home))

    assert said[0].startswith(f"orderdesk: {told}")
    everybody = [person["name"] for person in front.api(Role.ADMIN).get("/people").json()["items"]]
    assert everybody == ["admin-person", "ana", "locked"]


def test_a_port_that_is_taken_is_told_before_anything_is_opened(
    tmp_path: Path, orderdesk: Callable[..., list[str]]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = orderdesk("serve", "--port", str(port), "--home", str(tmp_path / "home"))

    assert said == [
        f"orderdesk: Port {port} of 127.0.0.1 cannot be served on: another program has it. Give another with --port."
    ]
    assert not (tmp_path / "home").exists()


def test_a_desk_without_a_distributor_says_what_comes_first(
    tmp_path: Path, orderdesk: Callable[..., list[str]]
) -> None:
    said = orderdesk("serve", "--port", "0", "--home", str(tmp_path / "home"))

    assert said == ["orderdesk: This desk has no distributor yet: run `orderdesk import DIR` first."]


@pytest.mark.parametrize(
    ("host", "given", "url"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:8000"),
        ("0.0.0.0", None, "http://127.0.0.1:8000"),
        ("::", None, "http://[::1]:8000"),
        ("192.0.2.7", None, "http://192.0.2.7:8000"),
        ("0.0.0.0", "https://Desk.example/", "https://desk.example"),
        ("127.0.0.1", "http://desk.example:81", "http://desk.example:81"),
    ],
)
def test_the_page_is_where_it_is_said_to_be_or_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, host: str, given: str | None, url: str
) -> None:
    monkeypatch.setenv("ORDERDESK_HOST", host)
    if given is not None:
        monkeypatch.setenv("ORDERDESK_PUBLIC_URL", given)

    assert load_settings().url_of_page(8000) == url


@pytest.mark.parametrize(
    "url", ["desk.example", "ftp://desk.example", "https://desk.example/orders", "https://a@b", "x"]
)
def test_a_place_that_no_page_can_be_at_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ORDERDESK_PUBLIC_URL", url)

    with pytest.raises(ConfigurationError, match="public_url"):
        load_settings()


def test_the_demos_clock_runs_on_from_where_it_was_started() -> None:
    start = datetime(2026, 3, 12, 9, tzinfo=UTC)

    clock = RunningClock(start)

    first, second = clock.now(), clock.now()
    assert start <= first <= second < start + timedelta(minutes=1)
