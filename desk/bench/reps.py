"""Many reps at work at once, all in the same queue: who decides what, and whether the store agrees in the end."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import httpx2
from rich.table import Table
from sqlalchemy import select

from domain.answers import Answer
from store.engine import Store
from store.tables import LedgerRow, ReviewRow

_DECISIONS_EACH = 6
# They choose among the first of the queue, so that several often want the same one.
_CHOOSE_AMONG = 30
_PATIENCE_SECONDS = 60.0
_CONFLICT = 409


@dataclass
class Worked:
    """What the reps did: the decisions that were taken, by review; races that were lost; and seconds per answer."""

    accepted: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    lost: int = 0
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def told(self, elapsed: float) -> str:
        """What it came to, as a sentence."""
        reps = len({by for by, _ in self.accepted.values()})
        return f"{reps} reps at once: {len(self.accepted)} decisions and {self.lost} lost races in {elapsed:.0f} s."

    def table(self) -> Table:
        """How long they waited for answers."""
        table = Table()
        for column in ("milliseconds per answer", "median", "p95"):
            table.add_column(column, justify="right" if column in ("median", "p95") else "left")
        for name, times in self.seconds.items():
            table.add_row(name, f"{median(times) * 1000:.0f}", f"{quantiles(times, n=20)[-1] * 1000:.0f}")
        return table


async def work(url: str, codes: Mapping[str, str]) -> Worked:
    """Have every rep sign in and decide; each by the code of their link.

    Raises:
        AssertionError: somebody was answered with an error other than that another was first.
    """
    worked = Worked()
    async with asyncio.TaskGroup() as group:
        for number, (name, code) in enumerate(codes.items()):
            group.create_task(_rep(url, name, code, worked, random.Random(number)))
    return worked


async def _rep(url: str, name: str, code: str, worked: Worked, dice: random.Random) -> None:
    async with httpx2.AsyncClient(base_url=f"{url}/api", timeout=_PATIENCE_SECONDS) as client:
        me = await _ask(client, worked, "sign in", "POST", "/session", json={"code": code})
        client.headers["X-CSRF-Token"] = me["csrf"]
        done = 0
        while done < _DECISIONS_EACH:
            queue = await _ask(client, worked, "queue", "GET", "/reviews", params={"limit": _CHOOSE_AMONG})
            review_id = dice.choice(queue["items"])["review_id"]
            await _ask(client, worked, "looking", "PUT", f"/reviews/{review_id}/looking")
            done += await _decide(client, name, review_id, worked, dice)


async def _decide(client: httpx2.AsyncClient, name: str, review_id: str, worked: Worked, dice: random.Random) -> bool:
    """Edit a line and decide; say whether it was taken."""
    review = await _ask(client, worked, "review", "GET", f"/reviews/{review_id}")
    lines = [line for line in review["proposal"]["lines"] if line["quantity"] is not None]
    edits = [{"number": dice.choice(lines)["number"], "quantity": str(dice.randint(1, 9))}] if lines else []
    seen = await _ask(client, worked, "preview", "POST", f"/reviews/{review_id}/preview", json={"lines": edits})
    posted = {"verdict": "ask" if seen["blocks"] else "approve", "lines": edits, "note": f"{name} {dice.random()}"}
    began = perf_counter()
    answer = await client.post(f"/reviews/{review_id}/decision", json={**posted, "revision": review["revision"]})
    worked.seconds["decision"].append(perf_counter() - began)
    if answer.status_code == _CONFLICT:
        worked.lost += 1
        return False
    assert answer.is_success, answer.text
    assert review_id not in worked.accepted, f"{review_id} was taken from two"
    worked.accepted[review_id] = (name, Answer.model_validate(posted))
    return True


async def _ask(client: httpx2.AsyncClient, worked: Worked, what: str, method: str, path: str, **sent: Any) -> Any:
    began = perf_counter()
    answer = await client.request(method, path, **sent)
    worked.seconds[what].append(perf_counter() - began)
    assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json()


def check_store(home: Path, worked: Worked) -> None:
    """See that the store holds every decision that was taken, once and as it was posted.

    Raises:
        AssertionError: it does not.
    """
    store = Store(f"sqlite:///{home / 'store.db'}")
    try:
        with store.reading() as session:
            decided = {
                row.id: (row.decided_by, Answer.model_validate(row.answer))
                for row in session.scalars(select(ReviewRow).where(ReviewRow.id.in_(worked.accepted)))
            }
            named = LedgerRow.detail["review"].as_string()
            reps = {by for by, _ in worked.accepted.values()}
            told = session.scalars(
                select(LedgerRow.detail).where(LedgerRow.event == "reviewed", LedgerRow.actor.in_(reps))
            ).all()
    finally:
        store.close()
    assert decided == worked.accepted, "a decision is not in the store as it was posted"
    named = sorted(str(detail["review"]) for detail in told)
    assert named == sorted(worked.accepted), "a decision is not in the ledger exactly once"
