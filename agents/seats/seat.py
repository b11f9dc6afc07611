"""The one shape of all six seats: what is open, the question, the check of the answer, and what it comes to.

An agent's part says those four things. Everything else is here: the READ tools the model may use, the asking, and that
a failure leaves the built-in conclusion standing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from langchain_core.tools import BaseTool, StructuredTool

from agents.base import Conclusion, Occasion
from agents.seats.answers import Answer, can_be_kept
from agents.seats.asking import Asker
from domain.errors import ConfigurationError, DeskError
from domain.findings import Access, ModelUse
from domain.record import Record
from tools.base import Tool, Toolbox

TaskT = TypeVar("TaskT")
TaskT_contra = TypeVar("TaskT_contra", contravariant=True)
ResultT = TypeVar("ResultT", bound=Record)
AnswerT = TypeVar("AnswerT", bound=Answer)
AnswerT_contra = TypeVar("AnswerT_contra", bound=Answer, contravariant=True)
OfferT = TypeVar("OfferT")


@dataclass(frozen=True)
class Question(Generic[OfferT]):
    """What a model is asked: the prompt's variables filled in, and what code offers it to choose among.

    ``customer_id`` is the only customer whose data the model's tools tell.
    """

    values: Mapping[str, str]
    offer: OfferT
    customer_id: str | None = None


@dataclass(frozen=True)
class Settled(Generic[OfferT, AnswerT_contra]):
    """A checked answer with what it was chosen among; ``hesitant`` as the endpoint's token probabilities have it."""

    offer: OfferT
    answer: AnswerT_contra
    hesitant: bool


class Part(Protocol[TaskT_contra, ResultT, OfferT, AnswerT]):
    """What one agent's seat knows that the others do not."""

    variables: frozenset[str]
    answer: type[AnswerT]

    def ask(self, task: TaskT_contra, found: Conclusion[ResultT], tools: Toolbox) -> Question[OfferT] | None:
        """What the built-in reasoner left open; None where facts have settled everything."""

    def check(self, offer: OfferT, answer: AnswerT, tools: Toolbox) -> Iterable[str]:
        """What is wrong with an answer, in sentences that the model can act on."""

    def conclude(
        self,
        task: TaskT_contra,
        found: Conclusion[ResultT],
        settled: Settled[OfferT, AnswerT] | None,
        asked: bool,
        tools: Toolbox,
    ) -> Conclusion[ResultT]:
        """What it comes to; ``settled`` is None where nothing was ``asked``, or the model gave no answer to it."""


@dataclass(frozen=True)
class ModelSeat(Generic[TaskT, ResultT, OfferT, AnswerT]):
    """A seat taken by a chat model."""

    asker: Asker
    part: Part[TaskT, ResultT, OfferT, AnswerT]
    tools: tuple[Tool[Any, Any], ...] = ()

    def __post_init__(self) -> None:
        """See that prompt, part and model fit, and that no tool writes.

        Raises:
            ConfigurationError: they do not.
        """
        self.asker.prompt.check(self.asker.agent, self.part.variables)
        self.asker.endpoint.chat(self.asker.prompt.parameters)
        writing = [tool.name for tool in self.tools if tool.access is not Access.READ]
        if writing:
            raise ConfigurationError(f"A model must not hold tools that write: {', '.join(writing)}.")

    def consider(
        self, task: TaskT, found: Conclusion[ResultT], tools: Toolbox, occasion: Occasion
    ) -> tuple[Conclusion[ResultT], ModelUse | None]:
        """Ask about what is open, and conclude."""
        question = self.part.ask(task, found, tools)
        if question is None:
            return self.part.conclude(task, found, None, False, tools), None
        one_at_a_time = Lock()
        answered = self.asker.ask(
            question.values,
            self.part.answer,
            lambda answer: self.part.check(question.offer, answer, tools),
            [_for_model(tool, tools, question.customer_id, one_at_a_time) for tool in self.tools],
            occasion,
        )
        settled = None
        if answered.answer is not None:
            settled = Settled(question.offer, answered.answer, answered.hesitant)
        return self.part.conclude(task, found, settled, True, tools), answered.use


def _for_model(tool: Tool[Any, Any], box: Toolbox, customer_id: str | None, one_at_a_time: Lock) -> BaseTool:
    """A tool as langchain's loop calls it. It tells nothing of another customer's, and an error is a sentence.

    The loop runs the calls of one message in threads of their own; the box and its transaction bear one at a time.
    """

    def run(**arguments: Any) -> str:
        if not all(can_be_kept(value) for value in arguments.values()):
            return "The arguments hold characters that no text has."
        wanted = tool.arguments.model_validate(arguments)
        if getattr(wanted, "customer_id", None) not in (None, customer_id):
            return "Only the customer of this conversation may be asked about."
        try:
            with one_at_a_time:
                told = box.call(tool, wanted)
        except DeskError as error:
            return error.sentence
        return str(told.model_dump_json())

    return StructuredTool.from_function(
        func=run, name=tool.name, description=tool.description, args_schema=tool.arguments
    )
