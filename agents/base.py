"""The shape all agents share: a typed task in, findings and a typed result out, through a box of READ tools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from domain.findings import AgentName, Decision, Finding
from domain.record import Record
from tools.base import Tool, Toolbox, ToolContext

TaskT_contra = TypeVar("TaskT_contra", contravariant=True)
TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT", bound=Record)


@dataclass(frozen=True)
class Conclusion(Generic[ResultT]):
    """What a reasoner came to: its findings, each with evidence, and the result that the next agent works on."""

    findings: tuple[Finding, ...]
    result: ResultT


class Reasoner(Protocol[TaskT_contra, ResultT]):
    """Something that can decide an agent's task: the built-in rules, or a chat model in its seat."""

    @property
    def name(self) -> str:
        """What decided, as it stands on the decision."""

    def conclude(self, task: TaskT_contra, tools: Toolbox) -> Conclusion[ResultT]:
        """Decide the task with the tools in the box."""


@dataclass(frozen=True)
class Agent(Generic[TaskT, ResultT]):
    """One agent: its name, the tools it holds, its built-in reasoner, and the seat where a chat model may join."""

    name: AgentName
    tools: tuple[Tool[Any, Any], ...]
    built_in: Reasoner[TaskT, ResultT]
    model: Reasoner[TaskT, ResultT] | None = None

    def decide(self, task: TaskT, context: ToolContext, index_version: str) -> tuple[Decision, ResultT]:
        """Decide a task and return the decision as it is kept, with its result."""
        box = Toolbox.of(context, self.tools)
        reasoner = self.model or self.built_in
        conclusion = reasoner.conclude(task, box)
        decision = Decision(
            agent=self.name,
            reasoner=reasoner.name,
            findings=conclusion.findings,
            tool_calls=tuple(box.calls),
            result=conclusion.result.model_dump(mode="json"),
            policy_version=context.policy.version,
            index_version=index_version,
        )
        return decision, conclusion.result
