"""One role's chat model, ready to be asked: the client, its transport and its guard."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx2
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from langchain_openai import ChatOpenAI
from pydantic import ValidationError

from connectors.models.deadline import DeadlineTransport
from connectors.models.guard import Guard
from connectors.models.roles import ModelRole
from domain.environment import Clock
from domain.errors import ConfigurationError

Wrap = Callable[[httpx2.BaseTransport], httpx2.BaseTransport]
"""Puts something before the network: a recorder, or a recording that stands in for it."""

_POOL = httpx2.Limits(max_connections=64, max_keepalive_connections=16)


class _Chat(ChatOpenAI):
    def bind_tools(self, tools: Sequence[Any], **options: Any) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind no tools where there are none: endpoints reject an empty list."""
        if tools:
            return super().bind_tools(tools, **options)
        return self.bind(response_format=options["response_format"])


class Endpoint:
    """A model at an endpoint. Nothing is connected before the first call; ``close`` lets the connections go."""

    def __init__(self, role: ModelRole, clock: Clock, wrap: Wrap = lambda transport: transport) -> None:
        self.role = role
        self.guard = Guard(role, clock)
        transport = DeadlineTransport(httpx2.HTTPTransport(limits=_POOL), role.timeout_seconds)
        self._chats: dict[str, BaseChatModel] = {}
        self._http = httpx2.Client(transport=wrap(transport), timeout=role.timeout_seconds)

    @property
    def model(self) -> str:
        """The model's name at the endpoint."""
        return self.role.model

    def chat(self, parameters: Mapping[str, Any]) -> BaseChatModel:
        """The chat model with a prompt's parameters (``temperature``, ``max_tokens``, ``seed`` and the like).

        Raises:
            ConfigurationError: a parameter has a value that no model takes, or is not a prompt's to set.
        """
        key = json.dumps(parameters, sort_keys=True, default=str)
        if key not in self._chats:
            # Kept, because making one reads every certificate there is.
            self._chats[key] = self._make(parameters)
        return self._chats[key]

    def _make(self, parameters: Mapping[str, Any]) -> BaseChatModel:
        role = self.role
        own = {
            "model": role.model,
            "base_url": role.base_url,
            "api_key": role.api_key,
            "max_retries": role.retries,
            "timeout": role.timeout_seconds,
            "http_client": self._http,
            "use_responses_api": False,
            "stream_usage": True,
            "streaming": role.streaming,
            "logprobs": True if role.logprobs else None,
        }
        taken = sorted(own.keys() & parameters.keys())
        if taken:
            raise ConfigurationError(f"A prompt must not set {', '.join(taken)}: its role does.")
        try:
            return _Chat(**own, **parameters)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"]))
            raise ConfigurationError(f"The parameter {name} of a prompt cannot be used: {first['msg']}.") from error

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()
