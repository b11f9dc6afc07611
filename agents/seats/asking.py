"""Asking a chat model one question on langchain's agent loop, and having code check the answer.

The model may go back for the tools it was given. An answer that fails a check goes back once, with the reasons; then it
is given up. Every call is guarded, held against the budget and kept, also the ones that failed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Generic, TypeVar

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain.agents.middleware.types import InputAgentState, ModelRequest, ModelResponse
from langchain.agents.structured_output import ProviderStrategy, StructuredOutputError
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.runnables.config import var_child_runnable_config
from langchain_core.tools import BaseTool
from langgraph.errors import GraphRecursionError

from agents.base import Occasion
from agents.seats.answers import Answer
from agents.seats.metering import Meter
from agents.seats.prompt import Prompt
from connectors.models.endpoint import Endpoint
from connectors.models.guard import count, tokens_of
from domain.errors import ModelFailed, ModelFailure
from domain.findings import AgentName, ModelUse

AnswerT = TypeVar("AnswerT", bound=Answer)

_MOST_REASONS = 8
_HESITANT = math.log(0.5)


@dataclass
class _Bill:
    """What one question came to cost, over all its calls."""

    calls: int = 0
    read: int = 0
    cached: int = 0
    written: int = 0
    seconds: float = 0.0

    def add(self, tokens: tuple[int, int, int], seconds: float) -> None:
        self.calls += 1
        self.read += tokens[0]
        self.cached += tokens[1]
        self.written += tokens[2]
        self.seconds += seconds


@dataclass(frozen=True)
class Answered(Generic[AnswerT]):
    """A question's outcome. ``answer`` is None where the model failed, and then the use says why.

    ``hesitant`` says that some token of the answer was less than even, where the endpoint tells such things.
    """

    answer: AnswerT | None
    use: ModelUse
    hesitant: bool = False


@dataclass
class _Watching(AgentMiddleware[Any, None, Any]):
    """Stands around each call of the model: budget, guard, bill. Keeps the last message, for what comes with it."""

    asker: Asker
    occasion: Occasion
    bill: _Bill = field(default_factory=_Bill)
    last: AIMessage | None = None

    def wrap_model_call(
        self, request: ModelRequest[None], handler: Callable[[ModelRequest[None]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        asker = self.asker
        asker.meter.allow(self.occasion)
        invalid: StructuredOutputError | None = None
        response: ModelResponse[Any] | None = None
        failure: ModelFailure | None = None
        message: AIMessage | None = None
        tokens = (0, 0, 0)
        began = perf_counter()
        try:
            with asker.endpoint.guard.call():
                began = perf_counter()
                try:
                    response = handler(request)
                    message = next(m for m in response.result if isinstance(m, AIMessage))
                except StructuredOutputError as error:
                    invalid, message = error, error.ai_message
                tokens = _tokens(message)
                _whole(message)
        except ModelFailed as failed:
            failure = failed.kind
            tokens = tokens if message is not None else tokens_of(failed.__cause__)
            raise
        finally:
            if failure is not ModelFailure.RESTING:
                self._keep(tokens, perf_counter() - began, failure)
        self.last = message
        if invalid is not None:
            raise invalid
        assert response is not None
        return response

    def _keep(self, tokens: tuple[int, int, int], seconds: float, failure: ModelFailure | None) -> None:
        self.bill.add(tokens, seconds)
        asker = self.asker
        asker.meter.keep(
            self.occasion, asker.agent, asker.endpoint.model, asker.prompt.name, tokens, round(seconds, 4), failure
        )


@dataclass(frozen=True)
class Asker:
    """Asks one agent's model with its prompt."""

    agent: AgentName
    endpoint: Endpoint
    prompt: Prompt
    meter: Meter

    def ask(
        self,
        values: Mapping[str, str],
        wanted: type[AnswerT],
        check: Callable[[AnswerT], Iterable[str]],
        tools: Sequence[BaseTool],
        occasion: Occasion,
    ) -> Answered[AnswerT]:
        """Ask once, and once more where code finds something wrong with the answer.

        Args:
            values: what fills the prompt's variables.
            wanted: the strict type of the answer.
            check: says what is wrong with an answer, in sentences that the model can act on.
            tools: what the model may go back for.
            occasion: whose budget it draws on.
        """
        watching = _Watching(self, occasion)
        try:
            answer = self._checked(values, wanted, check, tools, watching)
        except ModelFailed as failed:
            return Answered(None, self._use(watching.bill, None, failed.sentence))
        return Answered(answer, self._use(watching.bill, answer, None), _hesitates(watching.last))

    def _checked(
        self,
        values: Mapping[str, str],
        wanted: type[AnswerT],
        check: Callable[[AnswerT], Iterable[str]],
        tools: Sequence[BaseTool],
        watching: _Watching,
    ) -> AnswerT:
        agent = create_agent(
            model=self.endpoint.chat(self.prompt.parameters),
            tools=list(tools),
            system_prompt=self.prompt.system,
            response_format=ProviderStrategy(wanted, strict=True),
            middleware=[
                watching,
                ModelCallLimitMiddleware(run_limit=self.endpoint.role.rounds, exit_behavior="error"),
            ],
            name=self.agent.value,
        )
        # Apart from the order graph that this runs in, whose checkpoints are not for what happens inside one decision.
        apart = copy_context()
        apart.run(var_child_runnable_config.set, None)
        said: list[AnyMessage] = [HumanMessage(self.prompt.render(values))]
        wrong: tuple[str, ...] = ()
        for _ in range(2):
            try:
                done = apart.run(agent.invoke, InputAgentState(messages=list(said)))
            except StructuredOutputError as error:
                said, wrong = [*said, AIMessage(_text(error.ai_message))], ("it is not JSON of the wanted form",)
            except (GraphRecursionError, ModelCallLimitExceededError) as error:
                sentence = f"The model went back for tools more than {self.endpoint.role.rounds} times."
                raise ModelFailed(sentence, ModelFailure.UNPROVEN) from error
            else:
                answer = done.get("structured_response")
                if not isinstance(answer, wanted):
                    raise ModelFailed("The model ended without an answer.", ModelFailure.UNREADABLE)
                wrong = tuple(check(answer))
                if not wrong:
                    return answer
                said = list(done["messages"])
            said.append(HumanMessage(_again(wrong)))
        raise ModelFailed(f"The model's answer did not pass the checks: {wrong[0]}.", ModelFailure.UNPROVEN)

    def _use(self, bill: _Bill, answer: Answer | None, fallback: str | None) -> ModelUse:
        return ModelUse(
            model=self.endpoint.model,
            prompt_version=self.prompt.name,
            calls=bill.calls,
            input_tokens=bill.read,
            cached_tokens=bill.cached,
            output_tokens=bill.written,
            seconds=round(bill.seconds, 4),
            fallback=fallback,
            answer=answer.model_dump(mode="json") if answer is not None else None,
        )


def _again(wrong: Sequence[str]) -> str:
    told = "\n".join(f"- {reason}" for reason in wrong[:_MOST_REASONS])
    return f"Your answer was checked and cannot be used:\n{told}\nAnswer again, whole, with this put right."


def _whole(message: AIMessage) -> None:
    """See that an answer was given, and to its end.

    Raises:
        ModelFailed: it was refused, cut off or filtered.
    """
    if message.additional_kwargs.get("refusal"):
        raise ModelFailed("The model refused to answer.", ModelFailure.REFUSED)
    reason = message.response_metadata.get("finish_reason")
    if reason == "length":
        raise ModelFailed("The model's answer was cut off at its length limit.", ModelFailure.CUT_OFF)
    if reason == "content_filter":
        raise ModelFailed("The endpoint's content filter stopped it.", ModelFailure.FILTERED)


def _text(message: AIMessage) -> str:
    return message.content if isinstance(message.content, str) else ""


def _tokens(message: AIMessage) -> tuple[int, int, int]:
    """Tokens read, of these cached, and written; zeros where the endpoint did not say."""
    usage = message.usage_metadata
    if usage is None:
        return 0, 0, 0
    cached = usage.get("input_token_details", {}).get("cache_read")
    return count(usage["input_tokens"]), count(cached), count(usage["output_tokens"])


def _hesitates(message: AIMessage | None) -> bool:
    """Whether some token was less than even; what is not told as it should be tells nothing."""
    logprobs = message.response_metadata.get("logprobs") if message is not None else None
    told = logprobs.get("content") if isinstance(logprobs, dict) else None
    for one in told if isinstance(told, list) else ():
        if not isinstance(one, dict) or not any(c.isalnum() for c in str(one.get("token", ""))):
            continue
        logprob = one.get("logprob")
        if isinstance(logprob, int | float) and logprob < _HESITANT:
            return True
    return False
