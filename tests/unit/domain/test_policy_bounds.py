"""What ops may tune, and how far."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.policy import Policy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("line_threshold", 0),
        ("line_threshold", 1),
        ("order_threshold", 0),
        ("order_threshold", 1),
        ("undo_seconds", 0),
        ("undo_seconds", 3600),
        ("unusual_factor", Decimal("1.01")),
        ("duplicate_days", 0),
        ("duplicate_days", 60),
        ("widen_aliases_at", 0),
        ("widen_aliases_at", 2),
        ("widen_aliases_at", 100),
    ],
)
def test_a_value_at_its_bound_is_taken(name: str, value: Any) -> None:
    assert getattr(Policy.model_validate({name: value}), name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("line_threshold", -0.01),
        ("line_threshold", 1.01),
        ("line_threshold", math.nan),
        ("order_threshold", -0.01),
        ("order_threshold", 1.01),
        ("order_threshold", math.nan),
        ("undo_seconds", -1),
        ("undo_seconds", 3601),
        ("unusual_factor", Decimal(1)),
        ("unusual_factor", Decimal("NaN")),
        ("unusual_factor", Decimal("Infinity")),
        ("duplicate_days", -1),
        ("duplicate_days", 61),
        ("widen_aliases_at", -1),
        ("widen_aliases_at", 1),
        ("widen_aliases_at", 101),
    ],
)
def test_a_value_beyond_its_bound_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate({name: value})
    assert [error["loc"] for error in refused.value.errors()] == [(name,)]


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate({"line_treshold": 0.5})


def test_the_policy_that_ships_is_the_one_ops_were_told_of() -> None:
    assert Policy() == Policy(
        version=1,
        enter_unattended=True,
        line_threshold=0.95,
        order_threshold=0.90,
        ask_customer=True,
        undo_seconds=10,
        unusual_factor=Decimal(3),
        duplicate_days=3,
        widen_aliases_at=0,
    )


def test_a_live_policy_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        Policy().line_threshold = 0.1  # type: ignore[misc]


@settings(deadline=None)
@given(
    st.builds(
        Policy,
        version=st.integers(1, 10**6),
        enter_unattended=st.booleans(),
        line_threshold=st.floats(0, 1),
        order_threshold=st.floats(0, 1),
        ask_customer=st.booleans(),
        undo_seconds=st.integers(0, 3600),
        unusual_factor=st.decimals(Decimal("1.001"), 100, places=3),
        duplicate_days=st.integers(0, 60),
        widen_aliases_at=st.just(0) | st.integers(2, 100),
    )
)
def test_a_policy_comes_back_from_json_as_it_was(policy: Policy) -> None:
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
