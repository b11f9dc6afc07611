"""The guard before a model's endpoint: when it is left alone, how many ask at once, and what its errors mean."""

from __future__ import annotations

import threading
from collections.abc import Callable

import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.exceptions import ContextOverflowError, OutputParserException
from langchain_openai.chat_models.base import OpenAIRefusalError
from openai.types.chat import ChatCompletion
from pydantic import SecretStr

from connectors.models.guard import Guard, as_failure, tokens_of
from connectors.models.roles import ModelRole
from domain.errors import ModelFailed, ModelFailure
from tests.support.desks import HandClock

KEY = "sk-very-secret"
URL = "http://user:hidden@endpoint.example:8443/v1"
ROLE = ModelRole(
    model="scripted",
    base_url=URL,
    api_key=SecretStr(KEY),
    timeout_seconds=0.05,
    concurrency=2,
    failures_before_rest=3,
    rest_seconds=60,
)
REQUEST = httpx2.Request("POST", f"{URL}/chat/completions", headers={"Authorization": f"Bearer {KEY}"})
TOLD = f"{URL} said no to {KEY}"
COMPLETION = ChatCompletion.model_validate(
    {
        "id": KEY,
        "object": "chat.completion",
        "created": 0,
        "model": URL,
        "choices": [{"index": 0, "finish_reason": "length", "message": {"role": "assistant", "content": TOLD}}],
        "usage": {
            "prompt_tokens": 70,
            "completion_tokens": 9,
            "total_tokens": 79,
            "prompt_tokens_details": {"cached_tokens": 60},
        },
    }
)


def status(number: int) -> openai.APIStatusError:
    """The client's error of an HTTP status."""
    kinds: dict[int, type[openai.APIStatusError]] = {
        400: openai.BadRequestError,
        401: openai.AuthenticationError,
        403: openai.PermissionDeniedError,
        404: openai.NotFoundError,
        409: openai.ConflictError,
        422: openai.UnprocessableEntityError,
        429: openai.RateLimitError,
    }
    kind = kinds.get(number, openai.InternalServerError if number >= 500 else openai.APIStatusError)
    return kind(TOLD, response=httpx2.Response(number, request=REQUEST), body={"error": TOLD})


ERRORS: tuple[tuple[Exception, ModelFailure], ...] = (
    (openai.APITimeoutError(REQUEST), ModelFailure.TIMED_OUT),
    (openai.APIConnectionError(message=TOLD, request=REQUEST), ModelFailure.UNREACHABLE),
    (openai.LengthFinishReasonError(completion=COMPLETION), ModelFailure.CUT_OFF),
    (openai.ContentFilterFinishReasonError(), ModelFailure.FILTERED),
    (OpenAIRefusalError(TOLD), ModelFailure.REFUSED),
    (openai.APIResponseValidationError(httpx2.Response(200, request=REQUEST), TOLD), ModelFailure.UNREADABLE),
    (openai.APIError(TOLD, REQUEST, body=TOLD), ModelFailure.UNREADABLE),
    (OutputParserException(TOLD), ModelFailure.UNREADABLE),
    (ContextOverflowError(TOLD), ModelFailure.UNREADABLE),
    (ValueError(TOLD), ModelFailure.UNREADABLE),
    (RecursionError(TOLD), ModelFailure.UNREADABLE),
    (UnicodeDecodeError("utf-8", KEY.encode(), 0, 1, TOLD), ModelFailure.UNREADABLE),
    *((status(number), ModelFailure.REJECTED) for number in (400, 401, 403, 404, 409, 418, 422)),
    (status(429), ModelFailure.TOO_MANY),
    *((status(number), ModelFailure.UNREACHABLE) for number in (500, 502, 503, 529)),
)
UNREACHABLE = openai.APIConnectionError(request=REQUEST)


def fails(guard: Guard, error: Exception) -> ModelFailure:
    """A call fails with an error of the client's; how the guard calls it."""
    with pytest.raises(ModelFailed) as failed, guard.call():
        raise error
    return failed.value.kind


def answers(guard: Guard) -> None:
    """A call is answered."""
    with guard.call():
        pass


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def guard(clock: HandClock) -> Guard:
    return Guard(ROLE, clock)


@pytest.fixture
def resting(guard: Guard) -> Guard:
    """A guard that has seen as many failures as lead to a rest."""
    for _ in range(ROLE.failures_before_rest):
        assert fails(guard, UNREACHABLE) is ModelFailure.UNREACHABLE
    return guard


@pytest.mark.parametrize(("error", "kind"), ERRORS, ids=lambda value: getattr(value, "name", type(value).__name__))
def test_an_error_is_told_by_its_kind_in_a_sentence_without_key_or_url(error: Exception, kind: ModelFailure) -> None:
    failed = as_failure(error, ROLE)

    assert failed.kind is kind
    assert failed.sentence[0].isupper()
    assert failed.sentence.endswith(".")
    for secret in (KEY, URL, "endpoint.example", "hidden", "http://", "{", "}"):
        assert secret not in failed.sentence


def test_the_sentence_says_what_an_operator_can_act_on() -> None:
    assert "within 0.05 seconds" in as_failure(openai.APITimeoutError(REQUEST), ROLE).sentence
    assert "HTTP 401" in as_failure(status(401), ROLE).sentence
    assert "HTTP 503" in as_failure(status(503), ROLE).sentence
    assert "KeyError" in as_failure(KeyError(TOLD), ROLE).sentence


def test_a_role_shows_its_key_to_nobody() -> None:
    assert KEY not in f"{ROLE} {ROLE!r} {ROLE.model_dump_json()}"


def test_what_a_cut_off_answer_cost_is_told() -> None:
    assert tokens_of(openai.LengthFinishReasonError(completion=COMPLETION)) == (70, 60, 9)
    uncounted = COMPLETION.model_copy(update={"usage": None})
    assert tokens_of(openai.LengthFinishReasonError(completion=uncounted)) == (0, 0, 0)
    assert tokens_of(UNREACHABLE) == tokens_of(None) == (0, 0, 0)


def test_it_rests_after_failures_in_a_row_until_the_time_has_passed(resting: Guard, clock: HandClock) -> None:
    clock.move(seconds=ROLE.rest_seconds - 1)
    with pytest.raises(ModelFailed, match="failed 3 times in a row") as failed:
        answers(resting)
    assert failed.value.kind is ModelFailure.RESTING

    clock.move(seconds=2)
    answers(resting)


def test_one_call_tries_after_the_rest_while_the_others_wait(resting: Guard, clock: HandClock) -> None:
    clock.move(seconds=ROLE.rest_seconds + 1)
    with resting.call(), pytest.raises(ModelFailed, match="left alone"):
        answers(resting)
    for _ in range(3):
        answers(resting)


def test_a_try_that_fails_begins_the_rest_again(resting: Guard, clock: HandClock) -> None:
    clock.move(seconds=ROLE.rest_seconds + 1)
    assert fails(resting, UNREACHABLE) is ModelFailure.UNREACHABLE
    clock.move(seconds=ROLE.rest_seconds - 1)
    with pytest.raises(ModelFailed, match="left alone"):
        answers(resting)


def test_a_try_that_succeeds_begins_the_count_again(resting: Guard, clock: HandClock) -> None:
    clock.move(seconds=ROLE.rest_seconds + 1)
    answers(resting)
    for _ in range(ROLE.failures_before_rest - 1):
        fails(resting, UNREACHABLE)
    answers(resting)


@pytest.mark.parametrize(
    "well",
    [
        lambda guard: answers(guard),
        lambda guard: fails(guard, OpenAIRefusalError("no")),
        lambda guard: fails(guard, ModelFailed("It was cut off.", ModelFailure.CUT_OFF)),
        lambda guard: fails(guard, status(400)),
    ],
    ids=["an answer", "a refusal", "an answer cut off", "a request that was not taken"],
)
def test_an_endpoint_that_answers_in_between_is_not_left_alone(guard: Guard, well: Callable[[Guard], object]) -> None:
    for _ in range(2 * ROLE.failures_before_rest):
        for _ in range(ROLE.failures_before_rest - 1):
            fails(guard, UNREACHABLE)
        well(guard)
    answers(guard)


@given(st.lists(st.sampled_from([e for e, kind in ERRORS if kind in ("refused", "rejected", "cut_off", "filtered")])))
def test_what_is_not_the_endpoints_fault_never_makes_it_rest(errors: list[Exception]) -> None:
    guard = Guard(ROLE, HandClock())
    for error in errors:
        fails(guard, error)
    fails(guard, ModelFailed("It did not pass.", ModelFailure.UNPROVEN))
    answers(guard)


@given(st.lists(st.sampled_from([UNREACHABLE, None]), max_size=12))
def test_it_rests_exactly_after_so_many_failures_in_a_row(outcomes: list[Exception | None]) -> None:
    guard = Guard(ROLE, HandClock())
    in_a_row = 0
    for outcome in outcomes:
        if in_a_row == ROLE.failures_before_rest:
            break
        if outcome is None:
            answers(guard)
        else:
            fails(guard, outcome)
        in_a_row = 0 if outcome is None else in_a_row + 1
    rests = False
    try:
        answers(guard)
    except ModelFailed as failed:
        rests = failed.kind is ModelFailure.RESTING
    assert rests == (in_a_row == ROLE.failures_before_rest)


def test_no_more_ask_at_once_than_the_role_says(guard: Guard) -> None:
    with guard.call(), guard.call(), pytest.raises(ModelFailed, match="All 2 calls") as failed:
        answers(guard)
    assert failed.value.kind is ModelFailure.TOO_MANY
    answers(guard)


def test_a_place_is_free_again_after_a_call_that_failed(guard: Guard) -> None:
    for _ in range(ROLE.concurrency * 2):
        fails(guard, OpenAIRefusalError("no"))
    answers(guard)


def test_who_waits_for_a_place_gets_the_next_that_is_free(clock: HandClock) -> None:
    guard = Guard(ROLE.model_copy(update={"concurrency": 1, "timeout_seconds": 20.0}), clock)
    took = threading.Event()

    def take() -> None:
        answers(guard)
        took.set()

    with guard.call():
        waiting = threading.Thread(target=take)
        waiting.start()
        assert not took.is_set()
    waiting.join()
    assert took.is_set()


def test_the_desks_own_want_of_places_is_not_the_endpoints_fault(guard: Guard) -> None:
    with guard.call(), guard.call():
        for _ in range(ROLE.failures_before_rest):
            with pytest.raises(ModelFailed, match="are taken"):
                answers(guard)
    answers(guard)
