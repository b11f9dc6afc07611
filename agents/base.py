"""The shape all agents share: a typed task in, findings and a typed result out, through a box of READ tools.

Facts first: the built-in reasoner decides what data settles. Then the chat model in the agent's seat, where there is
one, is asked about what that left open, and about nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from domain.findings import AgentName, Decision, Finding, ModelUse
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


@dataclass(frozen=True)
class Occasion:
    """What a decision is made for: the run, and the conversation whose budget it draws on."""

    run_id: str
    conversation_id: str


class Reasoner(Protocol[TaskT_contra, ResultT]):
    """Something that can decide an agent's task without a model."""

    @property
    def name(self) -> str:
        """What decided, as it stands on the decision."""

    def conclude(self, task: TaskT_contra, tools: Toolbox) -> Conclusion[ResultT]:
        """Decide the task with the tools in the box."""


class Seat(Protocol[TaskT_contra, ResultT]):
    """Where a chat model joins an agent: it takes what the built-in reasoner found, and settles what that left open."""

    def consider(
        self, task: TaskT_contra, found: Conclusion[ResultT], tools: Toolbox, occasion: Occasion
    ) -> tuple[Conclusion[ResultT], ModelUse | None]:
        """Settle what is open. Where the model fails the conclusion stays as found, and the use says why.

        The use is None where nothing was open, so that no model was asked.
        """


@dataclass(frozen=True)
class Agent(Generic[TaskT, ResultT]):
    """One agent: its name, the tools it holds, its built-in reasoner, and the seat where a chat model may join."""

    name: AgentName
    tools: tuple[Tool[Any, Any], ...]
    built_in: Reasoner[TaskT, ResultT]
    seat: Seat[TaskT, ResultT] | None = None

    def decide(self, task: TaskT, context: ToolContext, occasion: Occasion) -> tuple[Decision, ResultT]:
        """Decide a task and return the decision as it is kept, with its result."""
        box = Toolbox.of(context, self.tools)
        conclusion = self.built_in.conclude(task, box)
        use = None
        if self.seat is not None:
            conclusion, use = self.seat.consider(task, conclusion, box, occasion)
        asked = use is not None and use.fallback is None
        decision = Decision(
            agent=self.name,
            reasoner=f"{self.built_in.name} and {use.model}" if use is not None and asked else self.built_in.name,
            findings=conclusion.findings,
            tool_calls=tuple(box.calls),
            result=conclusion.result.model_dump(mode="json"),
            policy_version=context.policy.version,
            index_version=context.facts.version,
            use=use,
        )
        return decision, conclusion.result
