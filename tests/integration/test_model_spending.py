"""What chat models may spend, what they spent, and the versions of the prompts that they were asked with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.seats.prompt import Prompt
from connectors.models.roles import Budget
from domain.errors import NotFound
from domain.findings import AgentName
from store import prompts
from store.engine import Store
from tests.support.asking import (
    GOOD,
    LOOK_AT_W_1001,
    PROMPT,
    TIMEOUT_SECONDS,
    Choice,
    Looking,
    Script,
    after_tools,
    asking,
)
from tests.support.chat_server import Reply
from tests.support.distributor import MONDAY

ONE_CALL_READS = 60


def wrong(_answer: Choice) -> Iterator[str]:
    """A check that nothing passes."""
    yield "it is wrong"


def test_every_call_is_kept_with_what_it_cost(tmp_path: Path) -> None:
    with asking(tmp_path, after_tools(LOOK_AT_W_1001)) as desk:
        use = desk.ask(tools=[Looking().tool]).use
        first, second = desk.calls()
        usage = desk.server.usage["Choice"]
    for row in (first, second):
        assert (row.conversation_id, row.run_id, row.agent) == ("con-1", "run-1", "matching")
        assert (row.model, row.prompt_version, row.failure) == ("scripted", PROMPT.name, None)
        assert row.seconds > 0
    assert MONDAY < first.at < second.at < MONDAY + timedelta(seconds=1)
    assert first.input_tokens + second.input_tokens == use.input_tokens == usage.read
    assert first.output_tokens + second.output_tokens == use.output_tokens == usage.written
    assert (first.cached_tokens, second.cached_tokens) == (0, usage.cached)
    assert round(first.seconds + second.seconds, 3) == pytest.approx(use.seconds, abs=0.001)


def test_a_call_that_failed_is_kept_with_how(tmp_path: Path) -> None:
    replies = (Reply(status=500), Reply(refusal="no"), Reply(hang=True), Reply(status=429), GOOD)
    with asking(tmp_path, Script(*replies), timeout_seconds=TIMEOUT_SECONDS) as desk:
        answers = [desk.ask() for _ in replies]
        assert desk.failures() == ["unreachable", "refused", "timed_out", "too_many", None]
        rows = desk.calls()
    assert [one.use.calls for one in answers] == [1] * len(replies)
    assert rows[2].seconds >= TIMEOUT_SECONDS
    assert rows[1].input_tokens > 0
    assert rows[0].input_tokens == rows[0].output_tokens == 0


@pytest.mark.parametrize(
    ("budget", "what"),
    [
        (Budget(conversation_calls=2), "2 model calls for this conversation"),
        (Budget(conversation_tokens=ONE_CALL_READS * 2), f"{ONE_CALL_READS * 2} model tokens for this conversation"),
        (Budget(conversation_seconds=1e-5), "1e-05 model seconds for this conversation"),
        (Budget(day_calls=2), "2 model calls for today"),
        (Budget(day_tokens=ONE_CALL_READS * 2), f"{ONE_CALL_READS * 2} model tokens for today"),
        (Budget(day_seconds=1e-5), "1e-05 model seconds for today"),
        (Budget(conversation_calls=0), "0 model calls for this conversation"),
        (Budget(day_tokens=0), "0 model tokens for today"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_is_asked_past_a_budget(tmp_path: Path, budget: Budget, what: str) -> None:
    with asking(tmp_path, Script(GOOD), budget) as desk:
        allowed = 0
        while desk.ask().answer is not None:
            allowed += 1
            assert allowed < 4
        assert desk.fallback() == f"The budget of {what} is used up."
        assert len(desk.server.asked) == len(desk.calls()) == allowed
        other = desk.ask(conversation="con-2").answer
    assert (other is None) == ("today" in what or " 0 " in f" {what}")


@pytest.mark.parametrize("how", ["tools", "checks"])
def test_a_budget_holds_within_one_question_too(tmp_path: Path, how: str) -> None:
    looking = Looking()
    brain = Script(Reply(tool_calls=(LOOK_AT_W_1001,))) if how == "tools" else Script(GOOD)
    with asking(tmp_path, brain, Budget(conversation_calls=1)) as desk:
        answered = desk.ask(tools=[looking.tool], check=wrong)
        assert answered.use.fallback == "The budget of 1 model calls for this conversation is used up."
        assert len(desk.server.asked) == answered.use.calls == 1


def test_a_new_day_is_a_new_budget_and_not_for_the_same_conversation(tmp_path: Path) -> None:
    with asking(tmp_path, Script(GOOD), Budget(day_calls=2, conversation_calls=3)) as desk:
        assert desk.clock.now().hour == 13
        assert desk.ask().answer is not None
        assert desk.ask().answer is not None
        desk.clock.move(hours=10)
        assert "for today" in desk.fallback()
        desk.clock.move(hours=1)
        assert desk.ask().answer is not None
        assert "for this conversation" in desk.fallback()
        assert desk.ask(conversation="con-2").answer is not None


def test_what_failed_counts_against_the_budget(tmp_path: Path) -> None:
    with asking(tmp_path, Script(Reply(status=500)), Budget(conversation_calls=2)) as desk:
        assert ["HTTP 500" in desk.fallback() for _ in range(3)] == [True, True, False]
        assert len(desk.server.asked) == 2


def test_what_was_spent_is_not_forgotten_when_the_desk_opens_again(tmp_path: Path) -> None:
    with asking(tmp_path, Script(GOOD), Budget(conversation_calls=1)) as desk:
        assert desk.ask().answer is not None
    with asking(tmp_path, Script(GOOD), Budget(conversation_calls=1)) as desk:
        assert "for this conversation" in desk.fallback()
        assert not desk.server.asked


AGENT = AgentName.INTAKE
LATER = MONDAY + timedelta(days=1)


def version(number: str) -> Prompt:
    """A version of a prompt."""
    return PROMPT.model_copy(update={"version": number})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'store.db'}")
    opened.migrate()
    yield opened
    opened.close()


def keep(store: Store, prompt: Prompt, made_by: str = prompts.SHIPPED, at: datetime = MONDAY, **body: Any) -> None:
    """Keep a version, as a desk does at its start."""
    with store.transaction() as session:
        content = prompt.model_dump(mode="json") | body
        prompts.keep(session, AGENT, prompt.sha256, prompt.version, content, made_by, at)


def chooses(store: Store, prompt: Prompt) -> None:
    """Ops put a version in force."""
    with store.transaction() as session:
        prompts.go_live(session, AGENT, prompt.sha256)


def live(store: Store) -> str | None:
    """The version in force."""
    with store.reading() as session:
        row = prompts.live(session, AGENT)
        return row.version if row is not None else None


def kept(store: Store, agent: AgentName = AGENT) -> list[tuple[str, bool]]:
    """Every version with whether it is in force, oldest first."""
    with store.reading() as session:
        return [(row.version, row.live) for row in prompts.of_agent(session, agent)]


def test_a_shipped_version_is_kept_once_and_in_force(store: Store) -> None:
    assert live(store) is None
    for day in range(3):
        keep(store, version("1"), at=MONDAY + timedelta(days=day))
    assert kept(store) == [("1", True)]
    assert kept(store, AgentName.MATCHING) == []


def test_a_kept_version_never_changes(store: Store) -> None:
    keep(store, version("1"))
    keep(store, version("1"), made_by="ops", at=LATER, task="something else")
    with store.reading() as session:
        (row,) = prompts.of_agent(session, AGENT)
        assert (row.body["task"], row.made_by, row.made_at) == (PROMPT.task, prompts.SHIPPED, MONDAY)
        assert Prompt.model_validate(row.body).sha256 == row.sha256


def test_shipped_follows_shipped(store: Store) -> None:
    keep(store, version("1"))
    keep(store, version("2"), at=LATER)
    assert kept(store) == [("1", False), ("2", True)]


def test_what_ops_chose_stays_in_force_over_an_upgrade(store: Store) -> None:
    keep(store, version("1"))
    keep(store, version("1a"), made_by="ops", at=LATER)
    assert live(store) == "1"
    chooses(store, version("1a"))
    keep(store, version("2"), at=LATER + timedelta(days=1))
    assert kept(store) == [("1", False), ("1a", True), ("2", False)]
    chooses(store, version("2"))
    assert live(store) == "2"


def test_a_version_that_was_never_kept_cannot_go_live(store: Store) -> None:
    keep(store, version("1"))
    with pytest.raises(NotFound, match=r"no prompt .* of intake"):
        chooses(store, version("9"))
    assert live(store) == "1"
