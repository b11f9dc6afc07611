"""How often a chat model was right: counted on recorded orders by how its answers stand to what is known without it.

Counts are kept per conversation, so that a model can be measured on conversations that its calibration has not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.results import IntakeResult
from domain.calibration import Calibration, Counted, ModelGround, Reading, line_key
from domain.findings import AgentName, FieldName
from domain.orders import ExceptionKind
from domain.quantities import ProductUnits
from evals.judging import Judged, judge
from evals.recorded import Expected
from evals.replay import Played
from store import decisions
from store.tables import FindingRow

_FOR_A_PERSON = (ExceptionKind.SPECIAL_REQUEST, ExceptionKind.SUSPICIOUS)


@dataclass(frozen=True)
class Observed:
    """One conversation: how its head was read and whether rightly, and its lines by key and whether right."""

    id: str
    head: tuple[str, bool]
    lines: tuple[tuple[str, bool], ...]


def observe(
    session: Session, expected: Iterable[Expected], played: Iterable[Played], units: Mapping[str, ProductUnits]
) -> tuple[Observed, ...]:
    """What a replay shows of the models in it."""
    truths = {truth.id: truth for truth in expected}
    found = []
    for one in played:
        intake = decisions.result(session, one.run_id, AgentName.INTAKE) if one.run_id is not None else None
        if intake is None or one.run_id is None:
            continue
        reading = IntakeResult.model_validate(intake).reading
        judged = judge(truths[one.result.id], one.result, units)
        grounds = _grounds(session, one.run_id)
        lines = tuple(
            (line_key(reading, grounds.get(place + 1, "")), place in judged.lines.right_lines)
            for place, line in enumerate(one.result.lines)
            if line.complete
        )
        found.append(Observed(one.result.id, (reading.value, _head_right(judged)), lines))
    return tuple(found)


def _head_right(judged: Judged) -> bool:
    """Whether the head is right, with as many lines as there should be, and everything seen that is for a person.

    A line left out, or a request overlooked, no line's share would show.
    """
    wanted, found = judged.truth, judged.result
    seen = all((kind in wanted.exceptions) == (kind in found.exceptions) for kind in _FOR_A_PERSON)
    return all(judged.fields.values()) and len(wanted.lines) == len(found.lines) and seen


def _grounds(session: Session, run_id: str) -> dict[int, str]:
    rows = session.scalars(
        select(FindingRow).where(
            FindingRow.decision_id == f"{run_id}:{AgentName.MATCHING.value}",
            FindingRow.field == FieldName.SKU.value,
        )
    )
    return {row.line: row.ground for row in rows if row.line is not None and row.ground is not None}


def by_model(key: str) -> bool:
    """Whether a model had a part in lines counted under a key."""
    reading, _, ground = key.partition("/")
    return Reading(reading).by_model or ground in {one.value for one in ModelGround}


def fit(observed: Iterable[Observed], fingerprint: str, counted_on: Iterable[str]) -> Calibration:
    """The calibration that conversations give."""
    heads: dict[str, Counted] = {}
    lines: dict[str, Counted] = {}
    for one in observed:
        _add(heads, *one.head)
        for key, right in one.lines:
            _add(lines, key, right)
    return Calibration(
        fingerprint=fingerprint,
        counted_on=tuple(sorted(counted_on)),
        heads=dict(sorted(heads.items())),
        lines=dict(sorted(lines.items())),
    )


def _add(counts: dict[str, Counted], key: str, right: bool) -> None:
    before = counts.get(key, Counted())
    counts[key] = Counted(right=before.right + right, of=before.of + 1)


def write(calibration: Calibration, path: Path) -> None:
    """Write a calibration as JSON."""
    path.write_text(calibration.model_dump_json(indent=2) + "\n", encoding="utf-8")
