"""Findings and decisions come back from JSON exactly, so that a decision can be replayed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.findings import Access, AgentName, Candidate, Decision, FieldName, Finding, ModelUse, ToolCall
from domain.orders import Span

words = st.text(max_size=12)
probabilities = st.floats(0, 1)
spans = st.builds(Span, part_id=words, start=st.integers(0, 999), end=st.integers(0, 999))
candidates = st.builds(Candidate, value=words, label=words, probability=probabilities, why=words)
findings = st.builds(
    Finding,
    field=st.sampled_from(FieldName),
    value=st.none() | words,
    probability=probabilities,
    why=words,
    ground=st.none() | words,
    line=st.none() | st.integers(1, 99),
    spans=st.lists(spans, max_size=2).map(tuple),
    candidates=st.lists(candidates, max_size=2).map(tuple),
)
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
objects = st.dictionaries(words, plain_json, max_size=2)
tool_calls = st.builds(ToolCall, tool=words, access=st.sampled_from(Access), arguments=objects, result=plain_json)
uses = st.builds(
    ModelUse,
    model=words,
    prompt_version=words,
    calls=st.integers(0, 9),
    input_tokens=st.integers(0, 10**6),
    cached_tokens=st.integers(0, 10**6),
    output_tokens=st.integers(0, 10**6),
    seconds=st.floats(0, 600),
    fallback=st.none() | words,
    answer=st.none() | objects,
)
decisions = st.builds(
    Decision,
    agent=st.sampled_from(AgentName),
    reasoner=words,
    findings=st.lists(findings, max_size=2).map(tuple),
    tool_calls=st.lists(tool_calls, max_size=2).map(tuple),
    result=objects,
    policy_version=st.integers(1, 99),
    index_version=words,
    use=st.none() | uses,
)

SKU = Finding(
    field=FieldName.SKU,
    value="10432",
    probability=0.97,
    why="the one product they buy under that word",
    ground="habit",
    line=1,
    spans=(Span(part_id="body", start=5, end=10),),
    candidates=(Candidate(value="10433", label="TOM PLUM", probability=0.02, why="never bought"),),
)


class TestAFinding:
    @settings(deadline=None)
    @given(findings)
    def test_comes_back_from_json_as_it_was(self, finding: Finding) -> None:
        assert Finding.model_validate_json(finding.model_dump_json()) == finding
        assert Finding.model_validate(json.loads(json.dumps(finding.model_dump(mode="json")))) == finding

    def test_is_written_with_the_names_people_read(self) -> None:
        assert SKU.model_dump(mode="json") == {
            "field": "sku",
            "value": "10432",
            "probability": 0.97,
            "why": "the one product they buy under that word",
            "ground": "habit",
            "line": 1,
            "spans": [{"part_id": "body", "start": 5, "end": 10}],
            "candidates": [{"value": "10433", "label": "TOM PLUM", "probability": 0.02, "why": "never bought"}],
        }

    @pytest.mark.parametrize("missing", ["field", "value", "probability", "why"])
    def test_cannot_leave_out_its_value_its_probability_or_its_reason(self, missing: str) -> None:
        content = SKU.model_dump(mode="json")
        del content[missing]
        with pytest.raises(ValidationError, match=missing):
            Finding.model_validate(content)

    def test_is_about_a_known_field_only(self) -> None:
        with pytest.raises(ValidationError):
            Finding.model_validate({**SKU.model_dump(), "field": "shoe_size"})

    def test_names_its_field_as_it_is_stored(self) -> None:
        assert [name.value for name in FieldName] == [
            "intent",
            "customer",
            "ship_to",
            "po_number",
            "requested_date",
            "sku",
            "quantity",
            "uom",
            "price",
            "substitute",
            "reply",
            "erp_order",
        ]


class TestADecision:
    @settings(deadline=None)
    @given(decisions)
    def test_comes_back_from_json_as_it_was(self, decision: Decision) -> None:
        assert Decision.model_validate_json(decision.model_dump_json()) == decision
        assert Decision.model_validate(json.loads(json.dumps(decision.model_dump(mode="json")))) == decision

    @pytest.mark.parametrize(
        "missing", ["agent", "reasoner", "findings", "tool_calls", "policy_version", "index_version"]
    )
    def test_cannot_leave_out_what_a_replay_needs(self, missing: str) -> None:
        content: dict[str, Any] = {
            "agent": "matching",
            "reasoner": "built-in rules",
            "findings": [SKU.model_dump(mode="json")],
            "tool_calls": [],
            "result": {},
            "policy_version": 1,
            "index_version": "i1",
        }
        assert Decision.model_validate(content).findings == (SKU,)
        del content[missing]
        with pytest.raises(ValidationError, match=missing):
            Decision.model_validate(content)

    def test_tells_what_its_tools_may_do(self) -> None:
        assert [access.value for access in Access] == ["read", "write"]

    def test_costs_nothing_where_no_model_was_called(self) -> None:
        decision = Decision(
            agent=AgentName.INTAKE,
            reasoner="built-in rules",
            findings=(),
            tool_calls=(),
            result={},
            policy_version=1,
            index_version="i1",
        )
        assert decision.use is None

    def test_is_made_by_one_of_the_six_agents_in_the_order_of_the_graph(self) -> None:
        assert [name.value for name in AgentName] == [
            "intake",
            "matching",
            "availability",
            "substitution",
            "erp_entry",
            "communication",
        ]
