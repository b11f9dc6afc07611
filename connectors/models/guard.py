"""What stands between an agent and an endpoint: how many at once, when it is left alone, and what its errors mean."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import openai
from langchain_core.exceptions import LangChainException
from langchain_openai.chat_models.base import OpenAIRefusalError

from connectors.models.roles import ModelRole
from domain.environment import Clock
from domain.errors import ModelFailed, ModelFailure

# What the endpoint itself is at fault for: these in a row make the desk leave it alone for a while.
_ENDPOINT_IS_ILL = frozenset(
    {ModelFailure.UNREACHABLE, ModelFailure.TIMED_OUT, ModelFailure.TOO_MANY, ModelFailure.UNREADABLE}
)
_MOST_TOKENS = 100_000_000


class Guard:
    """Limits concurrency and rests an endpoint that keeps failing. Safe for use by many threads."""

    def __init__(self, role: ModelRole, clock: Clock) -> None:
        self._role = role
        self._clock = clock
        self._free = threading.BoundedSemaphore(role.concurrency)
        self._lock = threading.Lock()
        self._failures = 0
        self._resting_until: datetime | None = None

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call of the model.

        Raises:
            ModelFailed: the endpoint rests, too many calls are under way, or the call failed; the kind tells which.
        """
        self._look_whether_it_rests()
        if not self._free.acquire(timeout=self._role.timeout_seconds):
            raise ModelFailed(f"All {self._role.concurrency} calls to the model are taken.", ModelFailure.TOO_MANY)
        try:
            yield
        except ModelFailed as failed:
            self._note(failed.kind)
            raise
        except Exception as error:
            meant = as_failure(error, self._role)
            self._note(meant.kind)
            raise meant from error
        else:
            self._note(None)
        finally:
            self._free.release()

    def _look_whether_it_rests(self) -> None:
        with self._lock:
            if self._resting_until is None:
                return
            if self._clock.now() < self._resting_until:
                sentence = f"The model failed {self._failures} times in a row and is left alone for a while."
                raise ModelFailed(sentence, ModelFailure.RESTING)
            # This one call may try, while the others go on waiting.
            self._rest()

    def _note(self, failure: ModelFailure | None) -> None:
        with self._lock:
            if failure not in _ENDPOINT_IS_ILL:
                self._failures = 0
                self._resting_until = None
                return
            self._failures += 1
            if self._failures >= self._role.failures_before_rest:
                self._rest()

    def _rest(self) -> None:
        self._resting_until = self._clock.now() + timedelta(seconds=self._role.rest_seconds)


def as_failure(error: Exception, role: ModelRole) -> ModelFailed:
    """What an error of the client's means, with a sentence. Nothing of the request or the key is in it."""
    for kinds, kind, sentence in _MEANINGS:
        if isinstance(error, kinds):
            return ModelFailed(sentence.format(seconds=f"{role.timeout_seconds:g}", status=_status(error)), kind)
    return ModelFailed(f"The model's answer could not be read ({type(error).__name__}).", ModelFailure.UNREADABLE)


def tokens_of(error: BaseException | None) -> tuple[int, int, int]:
    """What an answer cost that the client made an error of, where the error tells: read, of these cached, written."""
    usage = error.completion.usage if isinstance(error, openai.LengthFinishReasonError) else None
    if usage is None:
        return 0, 0, 0
    details = usage.prompt_tokens_details
    return count(usage.prompt_tokens), count(details and details.cached_tokens), count(usage.completion_tokens)


def count(told: object) -> int:
    """A number of tokens as an endpoint told it; 0 where it is no such number."""
    return told if isinstance(told, int) and 0 <= told <= _MOST_TOKENS else 0


def _status(error: Exception) -> str:
    return str(error.status_code) if isinstance(error, openai.APIStatusError) else "?"


_MEANINGS: tuple[tuple[tuple[type[Exception], ...], ModelFailure, str], ...] = (
    ((openai.APITimeoutError,), ModelFailure.TIMED_OUT, "The model did not answer within {seconds} seconds."),
    ((openai.APIConnectionError,), ModelFailure.UNREACHABLE, "The model could not be reached."),
    ((openai.RateLimitError,), ModelFailure.TOO_MANY, "The endpoint takes no more calls now (HTTP 429)."),
    ((openai.LengthFinishReasonError,), ModelFailure.CUT_OFF, "The model's answer was cut off at its length limit."),
    ((openai.ContentFilterFinishReasonError,), ModelFailure.FILTERED, "The endpoint's content filter stopped it."),
    ((OpenAIRefusalError,), ModelFailure.REFUSED, "The model refused to answer."),
    ((openai.InternalServerError,), ModelFailure.UNREACHABLE, "The endpoint failed (HTTP {status})."),
    ((openai.APIStatusError,), ModelFailure.REJECTED, "The endpoint did not take the request (HTTP {status})."),
    ((openai.APIError, LangChainException), ModelFailure.UNREADABLE, "The endpoint's answer could not be read."),
)
