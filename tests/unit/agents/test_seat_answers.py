"""Sums that a model gives are worked out again by code, which takes plain arithmetic and nothing else."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.seats.answers import Answer, can_be_kept, decimal_of, follows, work_out

whole = st.integers(0, 9999)
plain = whole.map(str) | st.tuples(whole, st.integers(0, 99)).map(lambda two: f"{two[0]}.{two[1]}")
anything = st.text(max_size=80)
alike = st.text(alphabet="0123456789.+-*/() eE_,%^jx\n", max_size=64)
sums = st.recursive(
    plain,
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda s: f"({s[0]} {s[1]} {s[2]})"),
    max_leaves=5,
)
HOSTILE = (
    "9**9**9",
    "9 ** 9 ** 9 ** 9",
    "2 << 99999",
    "7 // 2",
    "7 % 2",
    "1e999999 * 1e999999",
    "9e99999999999",
    "1_000",
    "0x10",
    "1j",
    "٣ + ٣",
    "½",
    "Infinity",
    "nan",
    "True",
    "'4'",
    "f'{4}'",
    "[4][0]",
    "x",
    "amount / 4",
    "abs(4)",
    "4(4)",
    "__import__('os').getpid()",
    "open('/etc/passwd')",
    "(lambda: 4)()",
    "4 if 1 else 5",
    "4 and 5",
    "4 == 4",
    "4; 4",
    "4 # four",
    "n := 4",
    "-4",
    "~4",
    "4 @ 4",
    "1 / 0",
    "0 / 0",
    "(4",
    "4)",
    "",
    " ",
    "()",
    "1 2",
    "007",
    "4\x00",
    "4\ud800",
    "16 /\n4",
    "(" * 500 + "1" + ")" * 500,
    "(" * 30 + "1" + ")" * 31,
    "1" + "+1" * 50_000,
    "9" * 40,
)


class Said(Answer):
    one: str
    several: tuple[str, ...]


class Nested(Answer):
    lines: tuple[Said, ...]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20].encode("unicode_escape").decode())
def test_what_is_no_plain_sum_is_refused(text: str) -> None:
    assert work_out(text) is None
    reason = follows(Decimal(4), text, [Decimal(4), Decimal(16)])
    assert reason is not None
    assert "is not a sum of plain numbers" in reason


@given(anything | alike)
def test_no_text_crashes_it(text: str) -> None:
    worked = work_out(text)
    assert worked is None or worked[0].is_finite()
    decimal_of(text)
    assert isinstance(follows(Decimal(1), text, []), str)


@given(sums)
def test_a_sum_comes_to_what_arithmetic_says_or_to_nothing(text: str) -> None:
    worked = work_out(text)
    try:
        expected = Fraction(_exact(text))
    except ZeroDivisionError:
        assert worked is None
        return
    if len(text) > 60:
        assert worked is None
        return
    assert worked is not None
    total, numbers = worked
    assert abs(Fraction(total) - expected) <= abs(expected) * Fraction(1, 10**20) + Fraction(1, 10**15)
    assert numbers == {Decimal(word.strip("()")) for word in text.split() if word.strip("()") not in "+-*/"}


def _exact(text: str) -> Fraction:
    """A bracketed sum of two, worked out in fractions."""
    if not text.startswith("("):
        return Fraction(text)
    depth = 0
    for at, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 1 and sign == " ":
            left, operator, right = _exact(text[1:at]), text[at + 1], _exact(text[at + 3 : -1])
            return {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}[operator](right)
    raise AssertionError(text)


@given(st.integers(1, 400), st.integers(1, 400))
def test_an_amount_follows_from_the_numbers_that_were_given(count: int, pack: int) -> None:
    given_numbers = [Decimal(count * pack), Decimal(pack)]
    assert follows(Decimal(count), f"{count * pack} / {pack}", given_numbers) is None
    assert follows(Decimal(count * pack * pack), f"{count * pack} * {pack}", given_numbers) is None


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 10))
def test_another_amount_does_not_follow(count: int, pack: int, more: int) -> None:
    text = f"{count * pack} / {pack}"
    reason = follows(Decimal(count + more), text, [Decimal(count * pack), Decimal(pack)])
    assert reason == f"“{text}” is {count}, not {count + more}"


@given(st.integers(2, 400), st.integers(401, 900))
def test_a_number_from_nowhere_is_named(known: int, strange: int) -> None:
    reason = follows(Decimal(known + strange), f"{known} + {strange}", [Decimal(known)])
    assert reason is not None
    assert reason.startswith(f"{strange} in “")


def test_what_does_not_come_out_whole_does_not_become_so() -> None:
    given_numbers = [Decimal(50), Decimal(24)]
    assert follows(Decimal(2), "50 / 24", given_numbers) is not None
    assert follows(Decimal("3.0"), "50 - 24 - 24 + 1", given_numbers) is not None
    assert follows(Decimal("2.00"), "(24 + 24) / 24", given_numbers) is None


@given(st.integers(0, 999_999), st.integers(0, 999))
def test_a_plain_number_is_read_as_it_is_written(before: int, behind: int) -> None:
    assert decimal_of(f" {before}.{behind:03} ") == Decimal(f"{before}.{behind:03}")
    assert decimal_of(str(before)) == before
    assert decimal_of(f".{behind:03}") == Decimal(f"0.{behind:03}")


@pytest.mark.parametrize(
    "text",
    ["", "two", "-3", "+3", "1e5", "9e99999999", "1_0", "1,5", "1 000", "٣", "NaN", "inf", "1.2.3", ".", "1" * 13],
)
def test_what_is_no_plain_number_is_none(text: str) -> None:
    assert decimal_of(text) is None


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20))
def test_an_answer_may_hold_any_text_that_can_be_kept(text: str) -> None:
    assert Said(one=text, several=(text,)).several == (text,)
    assert can_be_kept([text, (text, 3, None)])


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800", "fine\udfff"])
def test_a_text_that_no_database_takes_makes_an_answer_unusable(text: str) -> None:
    answers: tuple[tuple[type[Answer], dict[str, Any]], ...] = (
        (Said, {"one": text, "several": []}),
        (Said, {"one": "", "several": ["", text]}),
        (Nested, {"lines": [{"one": text, "several": []}]}),
    )
    for wanted, content in answers:
        with pytest.raises(ValidationError, match="cannot be kept"):
            wanted.model_validate(content)
    assert not can_be_kept(["", (text,)])


def test_an_answer_has_every_field_and_no_other() -> None:
    with pytest.raises(ValidationError, match="several"):
        Said.model_validate({"one": ""})
    with pytest.raises(ValidationError, match="Extra inputs"):
        Said.model_validate({"one": "", "several": [], "more": ""})
    with pytest.raises(ValidationError, match="valid string"):
        Said.model_validate({"one": 1, "several": []})
