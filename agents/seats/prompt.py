"""Prompts: loaded, checked and hashed at start, rendered around a task's data.

The system prompt holds no variable, so that it is the same for every call and a provider's prompt cache hits. The task
is rendered behind it, from variables that the prompt declares and the agent fills.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Self

import agents.prompts
from domain.errors import ConfigurationError
from domain.findings import AgentName
from domain.record import Record

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")


class Prompt(Record):
    """One version of an agent's prompt.

    ``parameters`` go to the model (``temperature``, ``max_tokens``, ``seed``). ``role`` is the model role it was
    written for, used where the settings name no other.
    """

    version: str
    role: str
    variables: tuple[str, ...]
    parameters: dict[str, Any]
    system: str
    task: str

    @property
    def sha256(self) -> str:
        """The hash of everything in it."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()

    @property
    def name(self) -> str:
        """Version and hash, as they stand on a decision."""
        return f"{self.version}@{self.sha256[:12]}"

    @classmethod
    def shipped(cls, agent: AgentName) -> Self:
        """The prompt that comes with this version of the desk.

        Raises:
            ConfigurationError: one of its files cannot be used.
        """
        folder = files(agents.prompts).joinpath(agent.value)
        try:
            head = tomllib.loads(folder.joinpath("prompt.toml").read_text(encoding="utf-8"))
            system = folder.joinpath("system.md").read_text(encoding="utf-8")
            task = folder.joinpath("task.md").read_text(encoding="utf-8")
            return cls.model_validate({**head, "system": system, "task": task})
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"The prompt of {agent.value} cannot be used: {error}.") from error

    def check(self, agent: AgentName, filled: frozenset[str]) -> None:
        """See that the prompt asks for what it declares, and for nothing that the agent does not fill.

        Raises:
            ConfigurationError: a variable is missing or unknown; the sentence names it.
        """
        used = frozenset(_VARIABLE.findall(self.task))
        declared = frozenset(self.variables)
        for what, names in (
            ("uses variables that it does not declare", used - declared),
            ("declares variables that it does not use", declared - used),
            ("declares variables that the agent does not fill", declared - filled),
            ("has variables in its system part, which must be the same for every call", self._in_system()),
        ):
            if names:
                raise ConfigurationError(
                    f"The prompt of {agent.value}, version {self.version}, {what}: {', '.join(sorted(names))}."
                )

    def _in_system(self) -> frozenset[str]:
        return frozenset(_VARIABLE.findall(self.system))

    def render(self, values: Mapping[str, str]) -> str:
        """The task with its variables filled in."""
        return _VARIABLE.sub(lambda variable: values[variable[1]], self.task)
