"""What the desk does with a good chat model, and with one that is often wrong, on recorded orders.

The model is scripted from the truth and reached over real HTTP. Its calibration is counted out of fold: no conversation
is judged by counts that it is part of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desk.demo import DEMO_DATA
from evals.recorded import Result, load_expected, load_recorded, load_units
from evals.scoring import Score, score
from tests.support.replays import replay_once
from tests.support.scripted_replay import Replay, Replayed, play_all

ALDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "alder"
_FOLDERS = tuple(folder for folder in (DEMO_DATA, ALDER) if folder.is_dir())
_WRONG = 0.2
_FIRST = 50


@dataclass(frozen=True)
class Measured:
    """Replays of the demo data: uncalibrated, calibrated, without facts; one that is often wrong.

    ``without_facts`` is of the first conversations only: it is there to count calls.
    """

    uncalibrated: Replayed
    calibrated: Replayed
    without_facts: Replayed
    wrong_uncalibrated: Replayed
    wrong_calibrated: Replayed


@pytest.fixture(scope="module")
def measured() -> Measured:
    others = [Replay(DEMO_DATA, _WRONG), Replay(DEMO_DATA, facts=False, first=_FIRST)]
    bad, without, *good = play_all([*others, *(Replay(folder) for folder in _FOLDERS)])
    calibrated = [Replay(DEMO_DATA, 0.0, _observed(good)), Replay(DEMO_DATA, _WRONG, _observed([bad]))]
    with_good, with_bad = play_all(calibrated)
    return Measured(good[0], with_good, without, bad, with_bad)


def _observed(replays: Sequence[Replayed]) -> Any:
    return tuple(one for replay in replays for one in replay.observed)


def _score(replayed: Replayed) -> Score:
    return score(load_expected(DEMO_DATA), replayed.results, load_units(DEMO_DATA))


def _readable() -> frozenset[str]:
    """Conversations of one message whose words the desk can read today, and that a rep would let pass."""
    touchless = {expected.id for expected in load_expected(DEMO_DATA) if expected.touchless}
    return frozenset(
        one.id
        for one in load_recorded(DEMO_DATA)
        if one.id in touchless
        and len(one.messages) == 1
        and not one.messages[0].attachments
        and not (one.messages[0].raw or "").endswith((".edi", ".xml", ".x12"))
    )


def _entered(results: Sequence[Result]) -> frozenset[str]:
    return frozenset(result.id for result in results if result.outcome.value == "entered")


def test_with_a_good_model_nearly_every_readable_order_is_entered_and_none_unsafe(measured: Measured) -> None:
    scored, readable = _score(measured.calibrated), _readable()
    entered = readable & _entered(measured.calibrated.results)
    print(f"touchless {len(entered)} of {len(readable)}, unsafe {scored.unsafe.right} of {scored.unsafe.of}")

    assert not scored.unsafe_conversations
    assert len(entered) / len(readable) >= 0.92, sorted(readable - entered)


def test_an_uncalibrated_model_enters_nothing_by_itself(measured: Measured, shared: Path) -> None:
    scored = _score(measured.uncalibrated)

    assert not scored.unsafe_conversations
    assert _entered(measured.uncalibrated.results) <= _entered(replay_once(DEMO_DATA, shared))


def test_a_model_that_is_wrong_in_a_fifth_of_its_answers_enters_nothing_unsafe(measured: Measured) -> None:
    scored = _score(measured.wrong_calibrated)
    print(f"{measured.wrong_calibrated.wrong_answers} wrong answers; touchless {scored.touchless.right} of "
          f"{scored.touchless.of}, unsafe {scored.unsafe.right}")  # fmt: skip

    assert measured.wrong_calibrated.wrong_answers > 20
    assert not scored.unsafe_conversations


def test_facts_keep_most_questions_from_the_model(measured: Measured) -> None:
    for title, replayed in (("facts first", measured.uncalibrated), ("everything asked", measured.without_facts)):
        conversations = len(replayed.results)
        print(f"\n{title}: {sum(u.calls for u in replayed.usage.values()) / conversations:.2f} calls a conversation")
        for schema, usage in sorted(replayed.usage.items()):
            each = f"{usage.read / conversations:.0f} tokens read, {usage.written / conversations:.0f} written"
            print(f"  {schema}: {usage.calls} calls; a conversation {each}; {usage.cached / usage.read:.0%} cached")

    asked = {one.id: one.model_calls for one in measured.uncalibrated.results}
    assert sum(asked[one.id] for one in measured.without_facts.results) < sum(
        one.model_calls for one in measured.without_facts.results
    )


def test_no_agent_is_asked_more_than_once_a_message_and_once_more_for_a_failed_check(measured: Measured) -> None:
    messages = {one.id: len(one.messages) for one in load_recorded(DEMO_DATA)}
    for replayed in (measured.calibrated, measured.wrong_calibrated):
        assert replayed.most_calls <= 2
        assert all(result.model_calls <= 2 * 6 * messages[result.id] for result in replayed.results)
        asked = sum(usage.calls for usage in replayed.usage.values())
        assert asked - replayed.asked_again <= 6 * sum(messages.values())
