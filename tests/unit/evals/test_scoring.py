"""The score of a set of results, one convention of the data format a test."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from domain.errors import InputRejected
from domain.messages import Channel
from domain.quantities import ProductUnits
from evals.recorded import Expected, Outcome, Result, load_expected, load_recorded, load_results, load_units
from evals.report import as_json, as_tables
from evals.scoring import Rate, Score, calibration_error, score

ROOT = Path(__file__).parents[3]

UNITS = {
    "10010": ProductUnits("CS", {"LB": Fraction(1, 25), "HC": Fraction(1, 2)}),
    "10013": ProductUnits("CS", {"LB": Fraction(1, 25)}),
    "40114": ProductUnits("CS", {"EA": Fraction(1, 6)}),
    "40115": ProductUnits("EA", {"CS": Fraction(6)}),
    "50010": ProductUnits("CS"),
}


def line(qty: str | None = "2", uom: str | None = "CS", sku: str | None = "10010", **more: Any) -> dict[str, Any]:
    return {"text": f"{qty} {uom} {sku}", "sku": sku, "qty": qty and Decimal(qty), "uom": uom, **more}


def truth(*lines: dict[str, Any], **changes: Any) -> Expected:
    head: dict[str, Any] = {
        "id": "c1",
        "channel": "email",
        "intent": "order",
        "customer_id": "C1",
        "ship_to_id": "C1-1",
        "po_number": "R-6039",
        "requested_date": "2026-03-04",
        "substitutions": [],
        "exceptions": [],
        "touchless": True,
        "lines": list(lines) or [line()],
    }
    return Expected.model_validate({**head, **changes})


def right(of: Expected, **changes: Any) -> Result:
    """What a perfect desk makes of a conversation: questions left open, and entered where a rep would let it pass."""
    lines = [line.model_dump(include={"text", "sku", "qty", "uom"}) | {"confidence": 1.0} for line in of.lines]
    head = of.model_dump(exclude={"channel", "touchless", "lines"})
    outcome = "entered" if of.touchless else "review"
    cost = {"model_calls": 0, "input_tokens": 0, "output_tokens": 0, "seconds": 0.0}
    return Result.model_validate({**head, "lines": lines, "outcome": outcome, "confidence": 1.0, **cost, **changes})


def lines(*described: dict[str, Any], confidence: float = 1.0) -> list[dict[str, Any]]:
    return [{"confidence": confidence, **its} for its in described]


def scored(of: Expected, **changes: Any) -> Score:
    """The score of one conversation whose result is right but for ``changes``."""
    return score([of], [right(of, **changes)], UNITS)


def why_unsafe(its: Score) -> list[str]:
    return [conversation.why for conversation in its.unsafe_conversations]


class TestAnOrder:
    def test_that_is_right_is_exact_touchless_and_safe(self) -> None:
        its = scored(truth())
        assert (its.exact.share, its.touchless.share, its.unsafe.right, its.lines.f1) == (1, 1, 0, 1)

    @pytest.mark.parametrize(
        ("change", "field", "why"),
        [
            ({"intent": "amendment"}, "intent", "intent is amendment, not order"),
            ({"customer_id": "C2"}, "customer", "customer is C2, not C1"),
            ({"ship_to_id": None}, "ship_to", "ship_to is open, not C1-1"),
            ({"po_number": "R-6038"}, "po_number", "po_number is r6038, not r6039"),
            ({"po_number": None}, "po_number", "po_number is open, not r6039"),
            ({"requested_date": "2026-03-05"}, "requested_date", "requested_date is 2026-03-05, not 2026-03-04"),
        ],
    )
    def test_with_a_wrong_field_is_unsafe_when_entered(self, change: dict[str, Any], field: str, why: str) -> None:
        its = scored(truth(), **change)
        assert (its.exact.right, its.touchless.right, its.unsafe.right) == (0, 0, 1)
        assert why_unsafe(its) == [why]
        assert {name for name, rate in its.fields.items() if rate.right == 0} == {field}

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            (lines(line(sku="10013")), "“2 CS 10010” (2 CS 10010) is not in the result"),
            (lines(line("3")), "“2 CS 10010” (2 CS 10010) is not in the result; there is “3 CS 10010” (3 CS 10010)"),
            (
                lines(line(uom="LB")),
                "“2 CS 10010” (2 CS 10010) is not in the result; there is “2 LB 10010” (2 LB 10010)",
            ),
            (
                lines(line(uom="GAL")),
                "“2 CS 10010” (2 CS 10010) is not in the result; there is “2 GAL 10010” (2 GAL 10010)",
            ),
            (lines(line(None)), "“2 CS 10010” (2 CS 10010) is not in the result; there is “None CS 10010” (CS 10010)"),
            (lines(line("0")), "“2 CS 10010” (2 CS 10010) is not in the result; there is “0 CS 10010” (0 CS 10010)"),
            ([], "“2 CS 10010” (2 CS 10010) is not in the result"),
            (lines(line(), line("1", sku="50010")), "“1 CS 50010” (1 CS 50010) was not ordered"),
            (lines(line(), line()), "“2 CS 10010” (2 CS 10010) was not ordered"),
            (lines(line(), line(None, None, None)), "“None None None” (open) was not ordered"),
        ],
    )
    def test_with_a_wrong_line_is_unsafe_when_entered(self, wrong: Any, why: str) -> None:
        its = scored(truth(), lines=wrong)
        assert (its.exact.right, its.touchless.right) == (0, 0)
        assert why_unsafe(its) == [why]

    @pytest.mark.parametrize("outcome", ["review", "asked", "closed"])
    def test_that_was_not_entered_is_never_unsafe_nor_touchless(self, outcome: str) -> None:
        for its in (scored(truth(), outcome=outcome), scored(truth(), outcome=outcome, customer_id="C2")):
            assert (its.unsafe.right, its.touchless.right) == (0, 0)
        assert scored(truth(), outcome=outcome).exact.right == 1

    def test_that_a_rep_should_have_seen_is_unsafe_when_entered_even_if_exact(self) -> None:
        its = scored(truth(touchless=False), outcome="entered")
        assert (its.exact.right, its.touchless.of, its.touchless.share) == (1, 0, None)
        assert why_unsafe(its) == ["exact, but a rep should have looked at it"]

    @pytest.mark.parametrize(
        ("ours", "theirs", "same"),
        [
            ("R-6039", "r 6039", True),
            ("R-6039", "R/60.39", True),
            ("R-6039", "6039", False),
            (None, "", True),
            (None, " - ", True),
            ("É-1", "é1", True),
        ],
    )
    def test_compares_its_po_number_by_letters_and_digits_alone(
        self, ours: str | None, theirs: str | None, same: bool
    ) -> None:
        assert scored(truth(po_number=ours), po_number=theirs).exact.right == same

    def test_with_exceptions_or_substitutions_that_differ_is_still_exact(self) -> None:
        assert scored(truth(), exceptions=["short_stock"]).exact.right == 1

    def test_for_two_ship_tos_has_none_and_no_date(self) -> None:
        two = truth(ship_to_id=None, requested_date=None, touchless=False)
        assert scored(two).exact.right == 1
        assert scored(two, ship_to_id="C1-1").exact.right == 0


class TestACancellation:
    CANCELLED = truth(intent="cancellation", lines=[])

    def test_counts_of_its_head_the_customer_only(self) -> None:
        its = scored(self.CANCELLED, ship_to_id=None, po_number=None, requested_date=None)
        assert (its.exact.right, its.touchless.right, its.unsafe.right) == (1, 1, 0)
        assert [its.fields[name].of for name in its.fields] == [1, 1, 0, 0, 0]

    @pytest.mark.parametrize("change", [{"customer_id": "C2"}, {"intent": "order"}, {"lines": lines(line())}])
    def test_of_another_customer_or_that_leaves_lines_is_unsafe(self, change: dict[str, Any]) -> None:
        assert scored(self.CANCELLED, **change).unsafe.right == 1

    def test_has_no_line_score_rather_than_a_perfect_one(self) -> None:
        its = scored(self.CANCELLED)
        assert (its.lines.f1, its.lines.recall.share, its.exceptions.f1) == (None, None, None)
        assert its.line_calibration_error is None


class TestALine:
    @pytest.mark.parametrize(
        ("wanted", "got"),
        [
            (line("2", "CS"), line("50", "LB")),
            (line("2", "CS"), line("4", "HC")),
            (line("0.5", "CS"), line("1", "HC")),
            (line("1", "CS", "40114"), line("6", "EA", "40114")),
            (line("1", "EA", "40114"), line("1", "EA", "40114")),
            (line("2", accept=["10013"]), line("2", sku="10013")),
            (line("2", accept=["10013"]), line("50", "LB", "10013")),
            (line("2", sku="40114", accept=["40115"]), line("12", "EA", "40115")),
            (line("2", "HC", accept=["50010"]), line("1", sku="50010")),
        ],
    )
    def test_is_right_when_it_ships_the_same_amount(self, wanted: Any, got: Any) -> None:
        assert scored(truth(wanted), lines=lines(got)).lines.f1 == 1

    @pytest.mark.parametrize(
        ("wanted", "got"),
        [
            (line("1", "EA", "40114"), line("0.166667", "CS", "40114")),
            (line("2", sku="40114", accept=["40115"]), line("2", "EA", "40115")),
            (line("2", accept=["10013"]), line("2", sku="50010")),
            (line("2"), line("2", sku="unheard of")),
            (line("2", accept=["unheard of"]), line("2", sku="unheard of")),
        ],
    )
    def test_is_wrong_when_it_ships_another(self, wanted: Any, got: Any) -> None:
        assert scored(truth(wanted), lines=lines(got)).lines.f1 == 0

    def test_pairs_with_one_line_only(self) -> None:
        its = scored(truth(line(), line()), lines=lines(line()))
        assert (its.lines.precision.right, its.lines.precision.of, its.lines.recall.of) == (1, 1, 2)
        assert scored(truth(line()), lines=lines(line("1"), line("1"))).lines.precision.right == 0

    def test_is_the_surer_of_two_that_ship_the_same(self) -> None:
        for sure in ([0.9, 0.1], [0.1, 0.9]):
            got = [lines(line(), confidence=confidence)[0] for confidence in sure]
            assert scored(truth(), lines=got).line_calibration_error == pytest.approx(0.1)

    def test_gives_way_so_that_most_lines_pair(self) -> None:
        wanted = truth(line("2", accept=["50010"]), line("2", sku="10010"))
        for got in ([line(), line(sku="50010")], [line(sku="50010"), line()]):
            assert scored(wanted, lines=lines(*got)).exact.right == 1

    def test_may_stand_in_another_sequence(self) -> None:
        assert scored(truth(line("1"), line("2")), lines=lines(line("2"), line("1"))).exact.right == 1

    def test_with_a_null_is_missing_but_not_wrong(self) -> None:
        its = scored(truth(line(), line("1")), lines=lines(line(), line(None)), outcome="review")
        assert (its.lines.precision.share, its.lines.recall.share, its.lines.f1) == (1, 0.5, 2 / 3)


class TestAQuestion:
    """A line that should be clarified."""

    ASKS = truth(line(), line(None, clarify="quantity", sku="50010"), touchless=False)
    GUESS = lines(line(), line("9", sku="50010"))

    def test_is_right_when_left_open_and_counts_in_no_line_figure(self) -> None:
        for outcome in ("review", "asked", "entered"):
            its = scored(self.ASKS, outcome=outcome)
            assert (its.exact.right, its.lines.recall.of, its.lines.precision.of) == (1, 1, 1)

    def test_is_right_when_guessed_but_not_entered(self) -> None:
        its = scored(self.ASKS, lines=self.GUESS)
        assert (its.exact.right, its.lines.precision.of, its.lines.f1) == (1, 1, 1)

    def test_is_right_when_the_line_is_left_out_but_not_entered(self) -> None:
        assert scored(self.ASKS, lines=lines(line())).exact.right == 1

    def test_is_wrong_when_guessed_or_left_out_and_entered(self) -> None:
        for got in (self.GUESS, lines(line())):
            its = scored(self.ASKS, lines=got, outcome="entered")
            assert its.exact.right == 0
            assert why_unsafe(its) == ["“None CS 50010” was not asked about (its quantity)"]
        assert scored(self.ASKS, lines=self.GUESS, outcome="entered").lines.precision.of == 2

    def test_takes_up_one_line_only(self) -> None:
        for more in (line(None), line("7", sku="40114")):
            its = scored(self.ASKS, lines=[*self.GUESS, *lines(more)])
            assert (its.exact.right, its.lines.recall.share) == (0, 1)

    def test_is_no_sure_line_even_when_guessed_in_review(self) -> None:
        its = scored(self.ASKS, lines=self.GUESS)
        assert its.line_calibration_error == 0.5


class TestExceptionsAndSubstitutions:
    def test_are_counted_over_all_conversations_together(self) -> None:
        expected = [truth(id="a", exceptions=["short_stock"]), truth(id="b", exceptions=["credit_hold", "duplicate"])]
        results = [
            right(expected[0], exceptions=["short_stock", "duplicate"]),
            right(expected[1], exceptions=["duplicate"]),
        ]
        its = score(expected, results, UNITS).exceptions
        assert (its.precision.right, its.precision.of, its.recall.right, its.recall.of, its.f1) == (2, 3, 2, 3, 2 / 3)

    def test_an_exception_on_two_lines_is_one(self) -> None:
        its = scored(truth(exceptions=["short_stock"]), exceptions=["short_stock", "short_stock"])
        assert its.exceptions.precision.of == 1

    def test_a_substitution_is_right_as_a_pair(self) -> None:
        pair = {"sku": "10010", "substitute": "10013"}
        wanted = truth(substitutions=[pair])
        assert scored(wanted).substitutions.f1 == 1
        assert scored(wanted, substitutions=[{**pair, "substitute": "50010"}]).substitutions.f1 == 0
        assert scored(wanted, substitutions=[]).substitutions.precision.share is None


class TestCalibration:
    def test_of_ten_lines_is_the_mean_distance_line_by_line(self) -> None:
        pairs = [(n / 10, n >= 5) for n in range(10)]
        assert calibration_error(pairs) == pytest.approx(sum(abs(sure - right) for sure, right in pairs) / 10)

    def test_of_equal_confidences_is_taken_in_one_bin(self) -> None:
        assert calibration_error([(0.8, n < 80) for n in range(100)]) == pytest.approx(0)

    def test_equal_confidences_across_a_border_stay_where_they_begin(self) -> None:
        # Twenty pairs: bins begin at every second. The three at .5 begin in bin 0 and fill it; the next begins bin 2.
        pairs = [(0.1, False), *[(0.5, True)] * 3, *[(0.9, True)] * 16]
        assert calibration_error(pairs) == pytest.approx((abs(0.1 + 1.5 - 3) + 16 * 0.1) / 20)

    def test_errors_in_two_bins_do_not_make_up_for_each_other(self) -> None:
        assert calibration_error([(0.4, True)] * 10 + [(0.6, False)] * 10) == pytest.approx(0.6)

    def test_without_lines_is_not_known(self) -> None:
        assert calibration_error([]) is None

    def test_looks_at_complete_lines_only(self) -> None:
        its = scored(truth(line(), line("1")), lines=lines(line(), confidence=0.75) + lines(line(None), confidence=0.1))
        assert its.line_calibration_error == 0.25

    @pytest.mark.parametrize(
        ("orders", "safe"),
        [
            ([(0.9, True), (0.8, True), (0.7, False), (0.6, True)], 2),
            ([(0.9, False), (0.8, True)], 0),
            ([(0.9, True), (0.8, True), (0.8, False)], 1),
            ([(0.9, True), (0.8, True)], 2),
            ([], 0),
        ],
    )
    def test_the_rate_at_no_unsafe_order_stops_before_the_first(
        self, orders: list[tuple[float, bool]], safe: int
    ) -> None:
        expected = [truth(id=f"c{n}") for n in range(5)]
        results = [
            right(truth, confidence=sure, customer_id="C1" if good else "C2")
            for truth, (sure, good) in zip(expected, orders, strict=False)
        ]
        # What was held back is out of the reading, however sure.
        results += [right(truth, confidence=1, outcome="review", customer_id="C2") for truth in expected[len(orders) :]]
        its = score(expected, results, UNITS).touchless_at_no_unsafe
        assert (its.right, its.of) == (safe, 5)


class TestFigures:
    def test_costs_are_means_per_conversation(self) -> None:
        expected = [truth(id="a"), truth(id="b")]
        results = [
            right(expected[0], model_calls=3, input_tokens=100, seconds=0.5),
            right(expected[1], output_tokens=9),
        ]
        its = score(expected, results, UNITS).cost
        assert (its.model_calls, its.input_tokens, its.output_tokens, its.seconds) == (1.5, 50, 4.5, 0.25)

    def test_channels_count_their_own(self) -> None:
        expected = [truth(id="a"), truth(id="b", channel="sms"), truth(id="c", channel="sms", touchless=False)]
        results = [right(expected[0]), right(expected[1], customer_id="C2"), right(expected[2], outcome="asked")]
        its = score(expected, results, UNITS)
        assert list(its.channels) == [Channel.EMAIL, Channel.SMS]
        sms = its.channels[Channel.SMS]
        assert (sms.conversations, sms.touchless.right, sms.touchless.of, sms.unsafe.right) == (2, 0, 1, 1)
        assert sms.outcomes == {"entered": 1, "review": 0, "asked": 1, "closed": 0}

    @pytest.mark.parametrize(
        ("right", "of", "low", "high"), [(0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (81, 263, 0.2553, 0.3662)]
    )
    def test_intervals_are_wilsons(self, right: int, of: int, low: float, high: float) -> None:
        rate = Rate.count(right, of)
        assert rate.low == pytest.approx(low, abs=1e-4)
        assert rate.high == pytest.approx(high, abs=1e-4)

    @given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
    def test_an_interval_holds_its_share(self, counts: tuple[int, int]) -> None:
        rate = Rate.count(*counts)
        assert rate.low is not None
        assert rate.share is not None
        assert rate.high is not None
        assert 0 <= rate.low <= rate.share <= rate.high <= 1


class TestRefusals:
    @pytest.mark.parametrize(
        ("ids", "sentence"),
        [
            (["a"], "No result for b."),
            (["a", "b", "x"], "Results for conversations that were not recorded: x."),
            (["a", "b", "a"], "More than one result for a."),
        ],
    )
    def test_results_are_of_every_conversation_once(self, ids: Sequence[str], sentence: str) -> None:
        with pytest.raises(InputRejected) as refused:
            score([truth(id="a"), truth(id="b")], [right(truth(id=i)) for i in ids], UNITS)
        assert refused.value.sentence == sentence

    def test_nothing_recorded_has_no_score(self) -> None:
        with pytest.raises(InputRejected, match="no recorded conversations"):
            score([], [], UNITS)

    def test_a_truth_the_catalog_does_not_know_is_named(self) -> None:
        with pytest.raises(InputRejected, match=r"c1: the catalog has no such sku or unit as .* \(2 GAL 10010\)"):
            scored(truth(line(uom="GAL")))


AMOUNTS = st.builds(
    line, st.sampled_from(["1", "2", "4", None]), st.sampled_from(["CS", "HC"]), st.sampled_from(["10010", "50010"])
)


@st.composite
def conversations(draw: st.DrawFn) -> list[tuple[Expected, Result]]:
    pairs = []
    for n in range(draw(st.integers(1, 6))):
        kept = st.lists(st.builds(line, st.sampled_from(["1", "2"]), st.just("CS")), min_size=1, max_size=3)
        of = truth(*draw(kept), id=f"c{n}", channel=draw(st.sampled_from(Channel)), touchless=draw(st.booleans()))
        got = [
            {**its, "confidence": draw(st.sampled_from([0.1, 0.7, 0.9]))} for its in draw(st.lists(AMOUNTS, max_size=3))
        ]
        changes = {
            "outcome": draw(st.sampled_from(["entered", "review", "asked", "closed"])),
            "confidence": draw(st.floats(0, 1)),
            "seconds": draw(st.floats(0, 100)),
            "exceptions": draw(st.lists(st.sampled_from(["duplicate", "short_stock"]), max_size=2)),
        }
        pairs.append((of, right(of, **changes) if draw(st.booleans()) else right(of, lines=got, **changes)))
    return pairs


@given(conversations(), st.randoms(use_true_random=False))
def test_the_sequence_of_results_and_of_their_lines_does_not_matter(pairs: Any, chance: Any) -> None:
    expected = [of for of, _ in pairs]
    results = [its for _, its in pairs]
    before = score(expected, results, UNITS)
    chance.shuffle(results)
    assert score(expected, results, UNITS) == before
    turned = [its.model_copy(update={"lines": tuple(chance.sample(its.lines, len(its.lines)))}) for its in results]
    assert score(expected, turned, UNITS).model_copy(update={"unsafe_conversations": ()}) == before.model_copy(
        update={"unsafe_conversations": ()}
    )


@given(conversations())
def test_unsafe_conversations_are_those_entered_wrongly_or_against_a_reps_wish(pairs: Any) -> None:
    its = score([of for of, _ in pairs], [result for _, result in pairs], UNITS)
    alone = {of.id: score([of], [result], UNITS) for of, result in pairs}
    unsafe = {
        of.id
        for of, result in pairs
        if result.outcome == "entered" and (alone[of.id].exact.right == 0 or not of.touchless)
    }
    assert {conversation.id for conversation in its.unsafe_conversations} == unsafe
    assert its.unsafe.right == len(unsafe)
    assert its.touchless.right + len(unsafe) == its.outcomes[Outcome.ENTERED]


@pytest.fixture(params=["harbor", "alder"])
def folder(request: pytest.FixtureRequest) -> Path:
    for data in (ROOT / "evals" / "data", ROOT.parent / "shared" / "data"):
        if (data / request.param / "recorded.jsonl").exists():
            return data / str(request.param)
    pytest.skip(f"NOT RUN: no {request.param} folder in evals/data or ../shared/data")


class TestRecordedFolders:
    def test_a_perfect_desk_scores_perfectly(self, folder: Path, tmp_path: Path) -> None:
        expected = load_expected(folder)
        assert [conversation.id for conversation in load_recorded(folder)] == [of.id for of in expected]
        path = tmp_path / "results.jsonl"
        path.write_text("".join(right(of).model_dump_json() + "\n" for of in expected), encoding="utf-8")
        its = score(expected, load_results(path), load_units(folder))
        assert (its.exact.share, its.touchless.share, its.unsafe.right) == (1, 1, 0)
        assert (its.lines.f1, its.exceptions.f1, its.substitutions.f1, its.line_calibration_error) == (1, 1, 1, 0)
        assert {rate.share for rate in its.fields.values()} == {1}
        assert its.touchless_at_no_unsafe == its.touchless

    def test_a_desk_that_enters_everything_is_unsafe_wherever_a_rep_would_look(self, folder: Path) -> None:
        expected = load_expected(folder)
        its = score(expected, [right(of, outcome="entered") for of in expected], load_units(folder))
        assert [c.id for c in its.unsafe_conversations] == [of.id for of in expected if not of.touchless]


class TestReports:
    EXPECTED = (truth(id="a"), truth(id="b", channel="sms", lines=[line(sku="50010")]))
    SCORE = score(EXPECTED, [right(EXPECTED[0], customer_id="[bold]C2"), right(EXPECTED[1], outcome="asked")], UNITS)

    def test_tables_show_the_figures_and_every_unsafe_conversation(self) -> None:
        console = Console(file=io.StringIO(), width=120)
        console.print(as_tables(self.SCORE))
        shown = console.file.getvalue()  # type: ignore[attr-defined]
        assert "2 recorded conversations" in shown
        assert "customer is [bold]C2, not C1" in shown
        assert next(row for row in shown.splitlines() if "unsafe" in row).split("│")[2:4] == [" 0.500 ", " 1 of 2 "]

    def test_json_reads_back_and_its_keys_keep_their_order(self) -> None:
        written = as_json(self.SCORE)
        assert Score.model_validate_json(written) == self.SCORE
        turned = score(
            self.EXPECTED,
            [right(self.EXPECTED[1], outcome="asked"), right(self.EXPECTED[0], customer_id="[bold]C2")],
            UNITS,
        )
        assert as_json(turned) == written
