"""One role's chat model, ready to be asked: the client, its transport and its guard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx2
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI

from connectors.models.deadline import DeadlineTransport
from connectors.models.guard import Guard
from connectors.models.roles import ModelRole
from domain.environment import Clock

Wrap = Callable[[httpx2.BaseTransport], httpx2.BaseTransport]
"""Puts something before the network: a recorder, or a recording that stands in for it."""

_POOL = httpx2.Limits(max_connections=64, max_keepalive_connections=16)


class Endpoint:
    """A model at an endpoint. Nothing is connected before the first call; ``close`` lets the connections go."""

    def __init__(self, role: ModelRole, clock: Clock, wrap: Wrap = lambda transport: transport) -> None:
        self.role = role
        self.guard = Guard(role, clock)
        transport = DeadlineTransport(httpx2.HTTPTransport(limits=_POOL), role.timeout_seconds)
        self._http = httpx2.Client(transport=wrap(transport), timeout=role.timeout_seconds)

    @property
    def model(self) -> str:
        """The model's name at the endpoint."""
        return self.role.model

    def chat(self, parameters: Mapping[str, Any]) -> BaseChatModel:
        """The chat model with a prompt's parameters (``temperature``, ``max_tokens``, ``seed`` and the like)."""
        role = self.role
        return ChatOpenAI(
            model=role.model,
            base_url=role.base_url,
            api_key=role.api_key,
            max_retries=role.retries,
            timeout=role.timeout_seconds,
            http_client=self._http,
            use_responses_api=False,
            stream_usage=True,
            streaming=role.streaming,
            logprobs=True if role.logprobs else None,
            **parameters,
        )

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()
