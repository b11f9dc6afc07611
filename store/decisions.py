"""Decisions of agents with their findings and tool calls: one per run and agent, written as an upsert."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.findings import Access, AgentName, Candidate, Decision, FieldName, Finding, ModelUse, ToolCall
from domain.orders import Span
from store.tables import DecisionRow, FindingRow, ToolCallRow

_POSITION = {agent: position for position, agent in enumerate(AgentName)}


def put(session: Session, run_id: str, decision: Decision, now: datetime) -> None:
    """Keep a decision; the same run and agent again replaces it."""
    decision_id = f"{run_id}:{decision.agent.value}"
    content: dict[str, Any] = {
        "position": _POSITION[decision.agent],
        "reasoner": decision.reasoner,
        "result": decision.result,
        "policy_version": decision.policy_version,
        "index_version": decision.index_version,
        "use": decision.use.model_dump(mode="json") if decision.use else None,
        "created_at": now,
    }
    known = session.get(DecisionRow, decision_id)
    if known is None:
        session.add(DecisionRow(id=decision_id, run_id=run_id, agent=decision.agent.value, **content))
    else:
        for name, value in content.items():
            setattr(known, name, value)
        for table in (FindingRow, ToolCallRow):
            session.execute(delete(table).where(table.decision_id == decision_id))
    session.flush()
    findings = [
        {
            "decision_id": decision_id,
            "position": position,
            "field": finding.field.value,
            "line": finding.line,
            "value": finding.value,
            "probability": finding.probability,
            "why": finding.why,
            "ground": finding.ground,
            "spans": [span.model_dump(mode="json") for span in finding.spans],
            "candidates": [candidate.model_dump(mode="json") for candidate in finding.candidates],
        }
        for position, finding in enumerate(decision.findings)
    ]
    calls = [
        {
            "decision_id": decision_id,
            "position": position,
            "tool": call.tool,
            "access": call.access.value,
            "arguments": call.arguments,
            "result": call.result,
        }
        for position, call in enumerate(decision.tool_calls)
    ]
    # In bulk: a decision has dozens of each, and as objects they would cost more than the deciding. Nulls are written
    # out, since rows with other columns would each be a statement of their own.
    if findings:
        session.execute(insert(FindingRow), findings, execution_options={"render_nulls": True})
    if calls:
        session.execute(insert(ToolCallRow), calls)


def result(session: Session, run_id: str, agent: AgentName) -> dict[str, object] | None:
    """What an agent's decision in a run came to, or None before it has decided."""
    return session.scalar(select(DecisionRow.result).where(DecisionRow.id == f"{run_id}:{agent.value}"))


def get(session: Session, decision_id: str) -> Decision:
    """One decision.

    Raises:
        NotFound: there is none with that id.
    """
    row = session.get(DecisionRow, decision_id)
    if row is None:
        raise NotFound(f"There is no decision {decision_id}.")
    return _decisions(session, [row])[0]


def findings_of(session: Session, run_id: str, *agents: AgentName) -> tuple[Finding, ...]:
    """What some agents found in a run, in one query."""
    ids = [f"{run_id}:{agent.value}" for agent in agents]
    rows = session.scalars(
        select(FindingRow).where(FindingRow.decision_id.in_(ids)).order_by(FindingRow.decision_id, FindingRow.position)
    )
    return tuple(_finding(row) for row in rows)


def line_findings(
    session: Session, run_ids: Sequence[str], agent: AgentName, field: FieldName
) -> dict[tuple[str, int], Finding]:
    """What an agent found for one field of the lines of several runs, by run and line."""
    ids = {f"{run_id}:{agent.value}": run_id for run_id in run_ids}
    rows = session.scalars(select(FindingRow).where(FindingRow.decision_id.in_(ids), FindingRow.field == field.value))
    return {(ids[row.decision_id], row.line): _finding(row) for row in rows if row.line is not None}


def of_run(session: Session, run_id: str) -> tuple[Decision, ...]:
    """Every decision of a run, in the order of the graph."""
    return _decisions(
        session,
        session.scalars(select(DecisionRow).where(DecisionRow.run_id == run_id).order_by(DecisionRow.position)).all(),
    )


def _decisions(session: Session, rows: Sequence[DecisionRow]) -> tuple[Decision, ...]:
    """Decisions with what belongs to them, in three queries however many there are."""
    ids = [row.id for row in rows]
    findings, calls = defaultdict[str, list[FindingRow]](list), defaultdict[str, list[ToolCallRow]](list)
    for finding in session.scalars(
        select(FindingRow).where(FindingRow.decision_id.in_(ids)).order_by(FindingRow.position)
    ):
        findings[finding.decision_id].append(finding)
    for call in session.scalars(
        select(ToolCallRow).where(ToolCallRow.decision_id.in_(ids)).order_by(ToolCallRow.position)
    ):
        calls[call.decision_id].append(call)
    return tuple(_decision(row, findings[row.id], calls[row.id]) for row in rows)


def _decision(row: DecisionRow, findings: Sequence[FindingRow], calls: Sequence[ToolCallRow]) -> Decision:
    return Decision(
        agent=AgentName(row.agent),
        reasoner=row.reasoner,
        findings=tuple(_finding(f) for f in findings),
        tool_calls=tuple(
            ToolCall(tool=c.tool, access=Access(c.access), arguments=c.arguments, result=c.result) for c in calls
        ),
        result=row.result,
        policy_version=row.policy_version,
        index_version=row.index_version,
        use=ModelUse.model_validate(row.use) if row.use else None,
    )


def _finding(row: FindingRow) -> Finding:
    return Finding(
        field=FieldName(row.field),
        value=row.value,
        probability=row.probability,
        why=row.why,
        ground=row.ground,
        line=row.line,
        spans=tuple(Span.model_validate(span) for span in row.spans),
        candidates=tuple(Candidate.model_validate(candidate) for candidate in row.candidates),
    )
