"""How a chat model is reached: named roles, so that one agent may use another model than the next."""

from __future__ import annotations

from pydantic import Field, SecretStr

from domain.record import Record


class ModelRole(Record):
    """One model at one OpenAI-compatible endpoint.

    ``timeout_seconds`` is for a whole answer, from the first byte sent to the last one read. ``retries`` are made after
    429, 5xx and lost connections, later each time and by chance, or when the endpoint says. ``concurrency`` is how many
    calls are under way at once; ``rounds`` how often the model may go back for tools within one question.
    """

    model: str = Field(min_length=1, description="the model's name at the endpoint")
    base_url: str | None = Field(default=None, description="the endpoint, such as http://localhost:11434/v1")
    api_key: SecretStr = Field(default=SecretStr("none"), description="the key; many local endpoints need none")
    timeout_seconds: float = Field(default=30.0, gt=0, le=600)
    retries: int = Field(default=2, ge=0, le=10)
    concurrency: int = Field(default=4, ge=1, le=64)
    rounds: int = Field(default=4, ge=1, le=20)
    streaming: bool = Field(default=False, description="have answers streamed, for endpoints that need it")
    logprobs: bool = Field(default=False, description="ask for the probability of each token, where it is given")
    failures_before_rest: int = Field(default=5, ge=1, le=100)
    rest_seconds: float = Field(default=60.0, gt=0, le=3600)


class Budget(Record):
    """What may be spent on models, per conversation and per day of UTC. Past it the built-in reasoner decides."""

    conversation_calls: int = Field(default=24, ge=0)
    conversation_tokens: int = Field(default=120_000, ge=0)
    conversation_seconds: float = Field(default=240.0, ge=0)
    day_calls: int = Field(default=20_000, ge=0)
    day_tokens: int = Field(default=40_000_000, ge=0)
    day_seconds: float = Field(default=86_400.0, ge=0)
