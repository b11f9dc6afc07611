"""How sure a model's answers are: what was counted of them, and what a handful of lucky ones may not prove."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.calibration import SUREST, Calibration, Counted, ModelGround, Reading, fingerprint, line_key

AGREES, BUYS, PICKS = ModelGround.AGREES.value, ModelGround.BUYS.value, ModelGround.PICKS.value
THRESHOLD = 0.95


def counted(**lines: tuple[int, int]) -> Calibration:
    """A calibration of lines that a model read, by ground: right, of."""
    return Calibration(
        lines={line_key(Reading.MODEL_READS, ground): Counted(right=r, of=n) for ground, (r, n) in lines.items()}
    )


class TestALine:
    def test_of_a_model_that_nobody_has_counted_is_of_unknown_probability(self) -> None:
        assert Calibration().line(Reading.MODEL_READS, AGREES) is None

    def test_on_a_ground_that_was_never_met_borrows_nothing_from_an_easier_one(self) -> None:
        assert counted(**{AGREES: (300, 300)}).line(Reading.MODEL_READS, PICKS) is None

    def test_of_a_model_that_was_always_right_is_as_sure_as_counts_can_show(self) -> None:
        assert counted(**{AGREES: (300, 300)}).line(Reading.MODEL_READS, AGREES) == SUREST

    def test_is_not_sure_by_a_handful_of_lucky_ones(self) -> None:
        lucky = counted(**{AGREES: (40, 50), BUYS: (5, 5)}).line(Reading.MODEL_READS, BUYS)
        assert lucky is not None
        assert lucky < THRESHOLD

    def test_read_in_another_way_is_not_counted_with_it(self) -> None:
        assert counted(**{AGREES: (300, 300)}).line(Reading.MODEL_OVERRULES, AGREES) is None

    @given(st.integers(1, 400), st.integers(0, 400))
    def test_is_the_less_sure_the_more_were_wrong(self, right: int, wrong: int) -> None:
        better = counted(**{BUYS: (right, right + wrong)}).line(Reading.MODEL_READS, BUYS)
        worse = counted(**{BUYS: (right - 1, right + wrong)}).line(Reading.MODEL_READS, BUYS)
        assert better is not None
        assert worse is not None
        assert 0 <= worse <= better <= SUREST


class TestAHead:
    def test_that_nobody_has_counted_is_of_unknown_probability(self) -> None:
        assert Calibration().head(Reading.MODEL_READS) is None

    def test_has_half_a_head_right_and_half_a_head_wrong_added(self) -> None:
        known = Calibration(heads={Reading.MODEL_READS.value: Counted(right=3, of=3)})
        assert known.head(Reading.MODEL_READS) == 3.5 / 4


class TestACalibration:
    def test_says_nothing_of_another_model_or_another_prompt(self) -> None:
        mine = fingerprint(("small", "1@ab"), ("large", "1@cd"))
        known = counted(**{AGREES: (300, 300)}).model_copy(update={"fingerprint": mine})
        assert known.of(mine).line(Reading.MODEL_READS, AGREES) == SUREST
        assert known.of(fingerprint(("small", "2@ef"), ("large", "1@cd"))).line(Reading.MODEL_READS, AGREES) is None

    def test_comes_back_from_its_file_as_it_was(self) -> None:
        known = counted(**{AGREES: (3, 4)})
        assert Calibration.model_validate_json(known.model_dump_json()) == known


class TestAReading:
    def test_is_a_models_or_not(self) -> None:
        assert {reading for reading in Reading if not reading.by_model} == {Reading.UNDERSTOOD, Reading.NOT_UNDERSTOOD}
