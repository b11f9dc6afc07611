"""Prompts are checked before anybody is asked: each variable is declared, used and filled, and the hash tells them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.seats.prompt import Prompt
from desk.agents import _parts
from domain.calibration import Calibration
from domain.errors import ConfigurationError
from domain.findings import AgentName

PROMPT = Prompt(
    version="3",
    role="default",
    variables=("words", "lines"),
    parameters={"temperature": 0.0},
    system="Choose.",
    task="The words: ${words}\n${lines}",
)
FILLED = frozenset({"words", "lines"})


def changed(**to: Any) -> Prompt:
    """The prompt with something else in it."""
    return Prompt.model_validate(PROMPT.model_dump() | to)


def complaint(prompt: Prompt, filled: frozenset[str] = FILLED) -> str:
    """What the check says of a prompt."""
    with pytest.raises(ConfigurationError) as error:
        prompt.check(AgentName.MATCHING, filled)
    return error.value.sentence


def test_a_prompt_that_fits_is_not_complained_of() -> None:
    PROMPT.check(AgentName.MATCHING, FILLED)
    PROMPT.check(AgentName.MATCHING, FILLED | {"more"})


def test_a_variable_that_is_used_and_not_declared_is_named() -> None:
    told = complaint(changed(task="${words} ${lines} ${stock}", version="7"))
    assert "matching" in told
    assert "version 7" in told
    assert told.endswith("does not declare: stock.")


def test_a_variable_that_is_declared_and_not_used_is_named() -> None:
    assert complaint(changed(task="${words}")).endswith("does not use: lines.")


def test_a_variable_that_the_agent_does_not_fill_is_named() -> None:
    assert complaint(PROMPT, frozenset({"words"})).endswith("does not fill: lines.")


def test_a_variable_in_the_system_part_is_named() -> None:
    told = complaint(changed(system="Choose for ${words}."))
    assert "system part" in told
    assert told.endswith(": words.")


@pytest.mark.parametrize("name", ["Words", "words2", " words ", "", "word-s", "wörds"])
def test_a_name_that_is_written_wrongly_is_named_too(name: str) -> None:
    assert complaint(changed(task=f"${{words}} ${{lines}} ${{{name}}}")).endswith(f"declare: {name}.")
    assert complaint(changed(system=f"Choose ${{{name}}}.")).endswith(f": {name}.")


def test_several_are_named_together() -> None:
    assert complaint(changed(task="${words} ${lines} ${b} ${a}")).endswith(": a, b.")


@given(st.text(max_size=30), st.text(max_size=30))
def test_values_stand_in_the_task_as_they_are_whatever_is_in_them(words: str, lines: str) -> None:
    assert PROMPT.render({"words": words, "lines": lines, "more": "x"}) == f"The words: {words}\n{lines}"


def test_a_value_that_looks_like_a_variable_is_not_filled_in_again() -> None:
    assert PROMPT.render({"words": "${lines}", "lines": r"\1 $words"}) == "The words: ${lines}\n\\1 $words"


def test_a_dollar_that_begins_no_variable_is_a_dollar() -> None:
    priced = changed(task="${words} ${lines}: $5, $words, 100$")
    priced.check(AgentName.MATCHING, FILLED)
    assert priced.render({"words": "a", "lines": "b"}) == "a b: $5, $words, 100$"


@pytest.mark.parametrize(
    "to",
    [
        {"version": "4"},
        {"role": "other"},
        {"variables": ("lines", "words")},
        {"parameters": {"temperature": 0.1}},
        {"parameters": {"temperature": 0.0, "seed": 1}},
        {"system": "Choose. "},
        {"task": PROMPT.task + "\n"},
    ],
    ids=lambda to: next(iter(to)),
)
def test_the_hash_changes_with_anything(to: dict[str, Any]) -> None:
    other = changed(**to)
    assert other.sha256 != PROMPT.sha256
    assert other.name != PROMPT.name


def test_the_hash_stays_over_being_stored_and_read() -> None:
    again = Prompt.model_validate_json(PROMPT.model_dump_json())
    assert again.sha256 == PROMPT.sha256
    assert PROMPT.name == f"3@{PROMPT.sha256[:12]}"


@pytest.mark.parametrize("agent", AgentName)
def test_the_shipped_prompt_fits_its_part(agent: AgentName) -> None:
    part, _ = _parts(Calibration())[agent]
    prompt = Prompt.shipped(agent)
    prompt.check(agent, part.variables)
    told = prompt.render({name: f"<{name}>" for name in part.variables})
    assert all(f"<{name}>" in told for name in prompt.variables)
    assert "$" not in told
    assert prompt.sha256 == Prompt.shipped(agent).sha256


def test_a_shipped_prompt_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.seats.prompt.tomllib.loads", lambda text: {"version": "1"})
    with pytest.raises(ConfigurationError, match="The prompt of intake cannot be used"):
        Prompt.shipped(AgentName.INTAKE)
