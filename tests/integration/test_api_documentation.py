"""The examples of docs/api.md, run from top to bottom on an open desk; and the contract that the page is built from."""

from __future__ import annotations

from pathlib import Path

from api.contract import document
from domain.people import Role
from tests.support.api import Front
from tests.support.desks import WorkingDesk
from tests.support.documented import Example, differences, examples, filled

ROOT = Path(__file__).resolve().parents[2]


def test_every_example_is_answered_as_the_page_says(office: WorkingDesk) -> None:
    rep = Front(office).api(Role.REP)
    known: dict[str, str] = {}
    for example in examples():
        told = f"{example.method} {example.path}"
        headers = {"content-type": "application/json", **example.headers}
        path = filled(example.path, known).removeprefix("/api")
        answer = rep.request(example.method, path, content=filled(example.body or "", known), headers=headers)
        assert answer.status_code == example.status, f"{told}: {answer.text}"
        assert differences(example.expected, answer.json(), known) == [], told
        _settle(office, example, answer.json())
    assert len(known) >= 5, "the page's examples build on each other"


def _settle(office: WorkingDesk, example: Example, answered: dict[str, str]) -> None:
    """What is asked for is done behind the answer; the page's next example looks at what came of it."""
    if example.path == "/api/messages" and example.status == 202:
        office.finishes_job(answered["run_id"], "start")
    if answered.get("verdict") == "ask":
        review_id = answered["review_id"]
        office.finishes_job(review_id.replace("rev", "run", 1), review_id)


def test_a_page_that_says_something_else_is_found_out() -> None:
    assert differences({"a": [{"b": "1"}]}, {"a": [{"b": "2"}], "c": 3}, {}) == [".a[0].b: '2' instead of '1'"]
    assert differences({"a": 1}, {}, {}) == [".a is not there"]


def test_the_document_that_the_pages_client_is_made_from_is_the_apis() -> None:
    written = (ROOT / "api" / "ui" / "openapi.json").read_text(encoding="utf-8")
    assert written == document(), "run `make contract`"
