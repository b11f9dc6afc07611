"""How fast the API answers, printed by ``make bench`` beside a floor of the same run.

A real ``orderdesk serve`` on loopback, with a hundred thousand conversations in its store. The floor is GET /health,
which reads the store and nothing else. Each answer is timed from the outside, one after another; then fifty reps work
at once, and whatever they were told is compared with what the store holds.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import httpx2
from rich.console import Console
from rich.table import Table

from api.sign_in.proofs import TOKEN_PREFIX, hashed, new_secret
from desk.bench.filling import REPS, build
from desk.bench.page import page_table
from desk.bench.reps import check_store, work
from desk.environment import RandomIds, SystemClock
from domain.people import Role
from store import people
from store.engine import Store

_TIMES = 200
_LOOKER = "bench-page"
_WARM_UP = 5
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_QUEUE_MS, _REVIEW_MS, _DECISION_MS = 60.0, 60.0, 100.0
_WORDS = ("case", "tomato", "monday", "bistro", "usual", "milk", "cs", "nothing has these words")
_TYPED = ("to", "tom", "milk", "2% mi", "flour 50", "oil ol", "chick", "ro")


def main() -> None:
    """Build, measure and print."""
    console = Console()
    home = Path(tempfile.mkdtemp(prefix="orderdesk-bench-"))
    try:
        began = perf_counter()
        built = build(home, SystemClock().now())
        console.print(
            f"\n{built.conversations:,} conversations, {built.waiting:,} open reviews, {built.megabytes:,} MB, "
            f"built in {perf_counter() - began:.0f} s",
            highlight=False,
        )
        token, codes = _let_in(home)
        with _served(home) as url:
            with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
                console.print(_one_by_one(client))
            console.print(page_table(url, codes.pop(_LOOKER)))
            began = perf_counter()
            worked = asyncio.run(work(url, codes))
            seconds = perf_counter() - began
        console.print(worked.told(seconds), highlight=False)
        console.print(worked.table())
        check_store(home, worked)
        console.print("No error, and each decision that was taken stands in the store once, as it was posted.")
    finally:
        shutil.rmtree(home)


def _let_in(home: Path) -> tuple[str, dict[str, str]]:
    """A machine's key, and for each rep the code of a link."""
    secret, now = TOKEN_PREFIX + new_secret(), SystemClock().now()
    codes = {name: new_secret() for name in (_LOOKER, *(f"bench-{number:02d}" for number in range(REPS)))}
    store = Store(f"sqlite:///{home / 'store.db'}")
    with store.transaction() as session:
        people.add_token(session, RandomIds().new("token"), hashed(secret), "bench", Role.REP, "bench", now)
        for name, code in codes.items():
            people.add(session, name, name, Role.REP, now)
            people.make_link(session, hashed(code), name, now + timedelta(hours=1))
    store.close()
    return secret, codes


@contextmanager
def _served(home: Path) -> Iterator[str]:
    """The desk, served by a process of its own; gives its address."""
    command = [sys.executable, "-c", "from desk.cli import main; main()", "serve", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    found = next((found for line in server.stdout if (found := _ADDRESS.search(line))), None)
    if found is None:
        raise SystemExit("The desk could not be served.")
    return found[0]


def _one_by_one(client: httpx2.Client) -> Table:
    """Milliseconds per answer, for one who asks after another."""
    dice = random.Random(4)
    queue = _every(client, "/api/reviews", 3)
    listed = _every(client, "/api/conversations", 3)
    customers = [row["customer_id"] for row in client.get("/api/customers", params={"limit": 200}).json()["items"]]
    review_ids = [row["review_id"] for row in queue]
    dice.shuffle(review_ids)
    reading, deciding = review_ids[: _TIMES + _WARM_UP], review_ids[_TIMES + _WARM_UP :]

    def any_customer() -> dict[str, str]:
        return {"customer": dice.choice(customers)}

    table = Table(title="Milliseconds per answer", title_justify="left")
    for column in ("", "median", "p95", "p95 at most"):
        table.add_column(column, justify="left" if not column else "right")
    _add(table, "floor: GET /health", _timed(lambda: client.get("/health")))
    _add(
        table,
        "queue: GET /reviews",
        _timed(lambda: client.get("/api/reviews", params={"sort": dice.choice(("cutoff", "value", "age"))})),
        _QUEUE_MS,
    )
    rest = iter(reading)
    _add(table, "review: GET /reviews/{id}", _timed(lambda: client.get(f"/api/reviews/{next(rest)}")), _REVIEW_MS)
    _add(table, "conversations: GET /conversations", _timed(lambda: client.get("/api/conversations")))
    _add(
        table,
        "conversations of a customer",
        _timed(lambda: client.get("/api/conversations", params=any_customer())),
    )
    _add(
        table,
        "conversations by words",
        _timed(lambda: client.get("/api/conversations", params={"q": dice.choice(_WORDS)})),
    )
    _add(
        table,
        "conversation: GET /conversations/{id}",
        _timed(lambda: client.get(f"/api/conversations/{dice.choice(listed)['conversation_id']}")),
    )
    _add(
        table,
        "products while typing",
        _timed(lambda: client.get("/api/products", params={"q": dice.choice(_TYPED), **any_customer()})),
    )
    _add(table, "metrics of thirty days", _timed(lambda: client.get("/api/metrics"), times=20))
    _add(table, "decision: POST /reviews/{id}/decision", _decisions(client, deciding), _DECISION_MS)
    return table


def _every(client: httpx2.Client, path: str, pages: int) -> list[dict[str, str]]:
    """The first pages of a list."""
    rows: list[dict[str, str]] = []
    following: str | None = None
    for _ in range(pages):
        query = {"limit": "200", **({"cursor": following} if following else {})}
        page = client.get(path, params=query).raise_for_status().json()
        rows.extend(page["items"])
        following = page["next"]
    return rows


def _timed(ask: Callable[[], httpx2.Response], times: int = _TIMES) -> list[float]:
    """Seconds per answer, after a few that pay for what is loaded once."""
    for _ in range(_WARM_UP):
        ask().raise_for_status()
    return [_seconds(ask) for _ in range(times)]


def _seconds(ask: Callable[[], httpx2.Response]) -> float:
    began = perf_counter()
    answer = ask()
    seconds = perf_counter() - began
    answer.raise_for_status()
    return seconds


def _decisions(client: httpx2.Client, review_ids: Sequence[str]) -> list[float]:
    """Seconds per decision: approved where nothing blocks it, else the customer is asked. The work goes on behind."""
    times = []
    for review_id in review_ids[: _TIMES + _WARM_UP]:
        review = client.get(f"/api/reviews/{review_id}").raise_for_status().json()
        verdict = "ask" if review["proposal"]["blocks"] else "approve"
        decision = {"verdict": verdict, "revision": review["revision"]}
        times.append(_seconds(partial(client.post, f"/api/reviews/{review_id}/decision", json=decision)))
    return times[_WARM_UP:]


def _add(table: Table, name: str, seconds: Sequence[float], most: float | None = None) -> None:
    p95 = quantiles(seconds, n=20)[-1] * 1000
    target = "" if most is None else f"{most:.0f}" + ("" if p95 < most else " missed")
    table.add_row(name, f"{median(seconds) * 1000:.1f}", f"{p95:.1f}", target)
