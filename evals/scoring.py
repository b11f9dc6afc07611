"""How well the desk read the recorded orders: the "Score" section of the data format, as pure functions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Self

from domain.errors import InputRejected
from domain.messages import Channel
from domain.quantities import ProductUnits
from domain.record import Record
from evals.finding_lines import total
from evals.judging import FIELDS, Judged, judge
from evals.recorded import Expected, OrderHead, Outcome, Result

_BINS = 10
_Z95 = 1.959963984540054


class Rate(Record):
    """``right`` of ``of``, as a share with its 95% interval after Wilson; these are None when ``of`` is 0."""

    right: int
    of: int
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def count(cls, right: int, of: int) -> Self:
        """The rate of a count."""
        if of == 0:
            return cls(right=right, of=of, share=None, low=None, high=None)
        share, weight = right / of, _Z95**2 / of
        middle = share + weight / 2
        spread = _Z95 * math.sqrt(share * (1 - share) / of + weight / (4 * of))
        low, high = (middle - spread) / (1 + weight), (middle + spread) / (1 + weight)
        # At 0 and 1 the formula touches the end exactly, but floating point need not.
        return cls(right=right, of=of, share=share, low=min(max(low, 0.0), share), high=max(min(high, 1.0), share))


class Retrieval(Record):
    """What was found against what was expected, over all conversations; ``f1`` is None where there was neither."""

    precision: Rate
    recall: Rate
    f1: float | None

    @classmethod
    def count(cls, right: int, found: int, expected: int) -> Self:
        """The retrieval of ``right`` among ``found``, when ``expected`` were to be found."""
        f1 = 2 * right / (found + expected) if found + expected else None
        return cls(precision=Rate.count(right, found), recall=Rate.count(right, expected), f1=f1)


class UnsafeConversation(Record):
    """A conversation that was entered and should not have been as it was; ``why`` is the first difference."""

    id: str
    why: str


class Cost(Record):
    """Means per conversation."""

    model_calls: float
    input_tokens: float
    output_tokens: float
    seconds: float


class ChannelScore(Record):
    """The conversations that began in one channel."""

    conversations: int
    outcomes: dict[Outcome, int]
    touchless: Rate
    unsafe: Rate


class Score(Record):
    """The whole score of one set of results.

    ``touchless`` is of the conversations a rep would have let pass; ``unsafe`` and ``exact`` are of all, and each
    of ``fields`` is of those where it counts. ``lines_found`` is of words and quantities, whatever the sku.
    ``line_calibration_error`` is the expected calibration error of complete lines. ``touchless_at_no_unsafe`` is the
    touchless rate that would be left had only the surest orders been entered, as many as go before the first unsafe
    one.
    """

    conversations: int
    outcomes: dict[Outcome, int]
    touchless: Rate
    unsafe: Rate
    unsafe_conversations: tuple[UnsafeConversation, ...]
    exact: Rate
    lines: Retrieval
    lines_found: Retrieval
    exceptions: Retrieval
    substitutions: Retrieval
    fields: dict[str, Rate]
    line_calibration_error: float | None
    touchless_at_no_unsafe: Rate
    cost: Cost
    channels: dict[Channel, ChannelScore]


def score(expected: Sequence[Expected], results: Sequence[Result], units: Mapping[str, ProductUnits]) -> Score:
    """Score results against the truth; their sequence does not matter.

    Args:
        units: the units of every product, by sku.

    Raises:
        InputRejected: nothing was recorded, a conversation has no result or two, a result is of no conversation, or a
            truth has a sku or unit that ``units`` does not have. The ids are named.
    """
    if not expected:
        raise InputRejected("There are no recorded conversations to score against.")
    judged = [judge(truth, result, units) for truth, result in _paired(expected, results)]
    return Score(
        conversations=len(judged),
        outcomes=_outcomes(judged),
        touchless=_touchless(judged),
        unsafe=_unsafe(judged),
        unsafe_conversations=tuple(
            UnsafeConversation(id=j.truth.id, why=j.why_unsafe) for j in judged if j.why_unsafe is not None
        ),
        exact=Rate.count(sum(j.exact for j in judged), len(judged)),
        lines=Retrieval.count(
            right=sum(j.lines.right for j in judged),
            found=sum(j.lines.found for j in judged),
            expected=sum(j.lines.expected for j in judged),
        ),
        lines_found=_lines_found(judged),
        exceptions=_retrieval(judged, lambda order: order.exceptions),
        substitutions=_retrieval(judged, lambda order: order.substitutions),
        fields={field: _accuracy(judged, field) for field in FIELDS},
        line_calibration_error=calibration_error([pair for j in judged for pair in j.lines.confidences]),
        touchless_at_no_unsafe=_touchless_at_no_unsafe(judged),
        cost=_cost([j.result for j in judged]),
        channels={
            channel: ChannelScore(
                conversations=len(its), outcomes=_outcomes(its), touchless=_touchless(its), unsafe=_unsafe(its)
            )
            for channel in Channel
            if (its := [j for j in judged if j.truth.channel is channel])
        },
    )


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float | None:
    """The expected calibration error of (confidence, was right) pairs in ten equal-count bins; None without pairs.

    Equal confidences stay in one bin: the one in which the first of them falls.
    """
    if not judged:
        return None
    bins: dict[int, list[tuple[float, bool]]] = {}
    before = 0
    for _, group in groupby(sorted(judged), key=lambda pair: pair[0]):
        equals = list(group)
        bins.setdefault(before * _BINS // len(judged), []).extend(equals)
        before += len(equals)
    return math.fsum(abs(math.fsum(sure - right for sure, right in pairs)) for pairs in bins.values()) / len(judged)


def _paired(expected: Sequence[Expected], results: Sequence[Result]) -> Iterator[tuple[Expected, Result]]:
    """Truths with their results, in the sequence of the truths."""
    times = Counter(result.id for result in results)
    known = {truth.id for truth in expected}
    for what, ids in (
        ("No result for", known - times.keys()),
        ("Results for conversations that were not recorded:", times.keys() - known),
        ("More than one result for", {i for i, count in times.items() if count > 1}),
    ):
        if ids:
            raise InputRejected(f"{what} {', '.join(sorted(ids))}.")
    by_id = {result.id: result for result in results}
    return ((truth, by_id[truth.id]) for truth in expected)


def _outcomes(judged: Sequence[Judged]) -> dict[Outcome, int]:
    counts = Counter(j.result.outcome for j in judged)
    return {outcome: counts[outcome] for outcome in Outcome}


def _touchless(judged: Sequence[Judged]) -> Rate:
    meant = [j for j in judged if j.truth.touchless]
    return Rate.count(sum(j.entered and j.exact for j in meant), len(meant))


def _unsafe(judged: Sequence[Judged]) -> Rate:
    return Rate.count(sum(j.why_unsafe is not None for j in judged), len(judged))


def _touchless_at_no_unsafe(judged: Sequence[Judged]) -> Rate:
    """Read what was entered from the surest on; equal confidences go in together or not at all."""
    safe = 0
    entered = sorted((j for j in judged if j.entered), key=lambda j: j.result.confidence, reverse=True)
    for _, group in groupby(entered, key=lambda j: j.result.confidence):
        equals = list(group)
        if any(j.why_unsafe is not None for j in equals):
            break
        safe += len(equals)
    return Rate.count(safe, sum(j.truth.touchless for j in judged))


def _lines_found(judged: Sequence[Judged]) -> Retrieval:
    found = total([j.lines_found for j in judged])
    return Retrieval.count(right=found.right, found=found.found, expected=found.expected)


def _retrieval(judged: Sequence[Judged], of: Callable[[OrderHead], Sequence[Hashable]]) -> Retrieval:
    """Micro-averaged over (conversation, value) pairs."""
    pairs = [(set(of(j.truth)), set(of(j.result))) for j in judged]
    return Retrieval.count(
        right=sum(len(expected & found) for expected, found in pairs),
        found=sum(len(found) for _, found in pairs),
        expected=sum(len(expected) for expected, _ in pairs),
    )


def _accuracy(judged: Sequence[Judged], field: str) -> Rate:
    counted = [j.fields[field] for j in judged if field in j.fields]
    return Rate.count(sum(counted), len(counted))


def _cost(results: Sequence[Result]) -> Cost:
    # fsum, so that the sequence of the results does not show in the last digit.
    return Cost(
        model_calls=sum(result.model_calls for result in results) / len(results),
        input_tokens=sum(result.input_tokens for result in results) / len(results),
        output_tokens=sum(result.output_tokens for result in results) / len(results),
        seconds=math.fsum(result.seconds for result in results) / len(results),
    )
