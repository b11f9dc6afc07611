"""How often each ground of product matching was right: counted on recorded orders, kept as ``grounds.json``.

Grounds of one kind borrow strength from each other: the estimate is (right + k·m) / (lines + k), where m is the kind's
own share with half a line right and half a line wrong added, so that three of three is not certainty.

A ground says how sure the product is in a message that was understood. Where words of it were not, the quantity may
have been taken back or changed, whatever the ground: those messages are counted by themselves, as one factor.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.results import IntakeResult
from domain.calibration import Reading
from domain.findings import AgentName, FieldName
from domain.quantities import ProductUnits
from evals.judging import judge
from evals.recorded import Expected
from evals.replay import Played
from knowledge.matching.match import Ground
from store import decisions
from store.tables import FindingRow

_KINDS = (
    frozenset({Ground.NUMBER, Ground.NUMBER_AND_WORDS, Ground.CUSTOMERS_WORDS}),
    frozenset({Ground.HABIT, Ground.HABIT_AMONG_RIVALS, Ground.BASKET}),
)
_BORROWED = 4
# No ground is surer than a few hundred lines of two distributors can show.
_SUREST = 0.995
# Of a ground that was never seen nothing is known; it is never enough to enter a line.
_NEVER_SEEN = 0.5

Counts = Counter[tuple[Ground, bool, bool]]
"""Lines by ground, whether the message was understood, and whether the line was right."""


def count(
    session: Session, expected: Iterable[Expected], played: Iterable[Played], units: Mapping[str, ProductUnits]
) -> Counts:
    """Count complete lines by the ground their sku was settled on, and whether the whole line was right."""
    truths = {truth.id: truth for truth in expected}
    counts: Counts = Counter()
    for one in played:
        if one.run_id is None:
            continue
        right = judge(truths[one.result.id], one.result, units).lines.right_lines
        grounds = _grounds(session, one.run_id)
        intake = decisions.result(session, one.run_id, AgentName.INTAKE) or {}
        understood = bool(intake) and IntakeResult.model_validate(intake).reading is Reading.UNDERSTOOD
        for place, line in enumerate(one.result.lines):
            ground = grounds.get(place + 1)
            if ground is not None and line.complete:
                counts[ground, understood, place in right] += 1
    return counts


def _grounds(session: Session, run_id: str) -> dict[int, Ground]:
    rows = session.scalars(
        select(FindingRow).where(
            FindingRow.decision_id == f"{run_id}:{AgentName.MATCHING.value}",
            FindingRow.field == FieldName.SKU.value,
        )
    )
    return {row.line: Ground(row.ground) for row in rows if row.line is not None and row.ground is not None}


def as_json(counts: Counts, counted_on: Iterable[str]) -> str:
    """The content of ``grounds.json`` for these counts."""
    entries = {}
    expected_right = 0.0
    for ground in Ground:
        kind = next((kind for kind in _KINDS if ground in kind), frozenset({ground}))
        of_kind = _entry(sum(counts[g, True, True] for g in kind), sum(counts[g, True, False] for g in kind))
        entry = _entry(counts[ground, True, True], counts[ground, True, False], prior=of_kind["probability"])
        entries[ground.value] = entry
        expected_right += entry["probability"] * (counts[ground, False, True] + counts[ground, False, False])
    unclear = _entry(
        sum(n for (_, understood, right), n in counts.items() if not understood and right),
        sum(n for (_, understood, right), n in counts.items() if not understood and not right),
    )
    factor = min(1.0, unclear["right"] / expected_right) if expected_right else _NEVER_SEEN
    content = {
        "version": "grounds-1",
        "counted_on": sorted(counted_on),
        "grounds": entries,
        "not_understood": {**unclear, "factor": round(factor, 4)},
    }
    return json.dumps(content, indent=2) + "\n"


def _entry(right: int, wrong: int, prior: float | None = None) -> dict[str, float]:
    lines = right + wrong
    if prior is not None:
        probability = round(min((right + _BORROWED * prior) / (lines + _BORROWED), _SUREST), 4)
    else:
        probability = round((right + 0.5) / (lines + 1), 4) if lines else _NEVER_SEEN
    return {"right": right, "lines": lines, "probability": probability}


def write(counts: Counts, counted_on: Iterable[str], path: Path) -> None:
    """Write ``grounds.json``."""
    path.write_text(as_json(counts, counted_on), encoding="utf-8")
