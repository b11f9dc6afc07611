"""How soon the page is there, in a real browser: first paint, the first row of the queue, and what is loaded for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page, sync_playwright
from rich.table import Table

_CHROMIUM = Path("/usr/bin/chromium")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
_LOADS = 20
_PAINT_MS, _BUNDLE_KB = 1000.0, 300.0
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_LOADED = """performance.getEntriesByType('resource')
  .filter((entry) => /[.](js|css)$/.test(new URL(entry.name).pathname))
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


def page_table(url: str, code: str) -> Table | str:
    """The figures of the queue's screen, for somebody with the code of a link; a sentence where no browser is."""
    if not _CHROMIUM.is_file():
        return "NOT MEASURED: the page. It needs Chromium (Debian's package `chromium`)."
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=list(_FLAGS))
        try:
            return _measured(browser, url, code)
        finally:
            browser.close()


def _measured(browser: Browser, url: str, code: str) -> Table:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{url}/sign-in#code={code}")
    page.wait_for_url("**/reviews/*")
    loaded = float(page.evaluate(_LOADED)) / 1000
    painted, listed = zip(*(_load(page, url) for _ in range(_LOADS)), strict=True)
    table = Table(title=f"The page, loaded {_LOADS} times warm", title_justify="left")
    for column in ("", "median", "p95", "at most"):
        table.add_column(column, justify="left" if not column else "right")
    _add(table, "first paint, ms", painted, _PAINT_MS)
    _add(table, "a review to work on, ms", listed, None)
    table.add_row(
        "scripts and styles of the first screen, kB compressed", f"{loaded:.0f}", "", _told(loaded, _BUNDLE_KB)
    )
    return table


def _load(page: Page, url: str) -> tuple[float, float]:
    """Milliseconds to the first paint, and to a review that can be worked on."""
    page.goto(f"{url}/queue")
    page.wait_for_url("**/reviews/*")
    page.get_by_role("region", name="The order", exact=True).wait_for()
    listed = float(page.evaluate("performance.now()"))
    return float(page.evaluate(_PAINTED)), listed


def _add(table: Table, name: str, found: Sequence[float], most: float | None) -> None:
    p95 = quantiles(found, n=20)[-1]
    table.add_row(name, f"{median(found):.0f}", f"{p95:.0f}", "" if most is None else _told(p95, most))


def _told(found: float, most: float) -> str:
    return f"{most:.0f}" + ("" if found < most else " missed")
