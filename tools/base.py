"""What a tool is, and the box through which an agent calls its tools so that each call is recorded."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from connectors.erp.port import Erp
from domain.calendar import local_date
from domain.errors import ConfigurationError
from domain.findings import Access, ToolCall
from domain.policy import Policy
from domain.record import Record
from knowledge.facts import Facts
from knowledge.products import CustomerWords, ProductSearch

A = TypeVar("A", bound=Record)
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class ToolContext:
    """What tools work with in one decision: a read transaction on the store, the product search, the ERP, the time."""

    session: Session
    search: ProductSearch
    facts: Facts
    erp: Erp
    policy: Policy
    now: datetime
    zone: ZoneInfo
    _spoken: dict[str | None, CustomerWords] = field(default_factory=dict, repr=False)

    def customer_words(self, customer_id: str | None) -> CustomerWords:
        """How a customer speaks and buys, read once per decision: every line asks for it."""
        if customer_id not in self._spoken:
            today = local_date(self.now, self.zone)
            self._spoken[customer_id] = self.search.customer_words(self.session, self.facts, customer_id, today)
        return self._spoken[customer_id]


@dataclass(frozen=True)
class Tool(Generic[A, R]):
    """A typed function an agent may call. ``description`` is written for a model to read."""

    name: str
    access: Access
    description: str
    arguments: type[A]
    result: type[R]
    run: Callable[[ToolContext, A], R]


def tool(access: Access) -> Callable[[Callable[[ToolContext, A], R]], Tool[A, R]]:
    """Make a tool of a function ``(context, arguments) -> result``; its docstring becomes the description."""

    def make(function: Callable[[ToolContext, A], R]) -> Tool[A, R]:
        hints = inspect.get_annotations(function, eval_str=True)
        arguments = next(hint for name, hint in hints.items() if name == "arguments")
        return Tool(
            name=function.__name__,
            access=access,
            description=inspect.getdoc(function) or "",
            arguments=arguments,
            result=hints["return"],
            run=function,
        )

    return make


@dataclass
class Toolbox:
    """The tools one agent holds, and the record of what it called."""

    context: ToolContext
    tools: frozenset[str]
    calls: list[ToolCall] = field(default_factory=list)

    @classmethod
    def of(cls, context: ToolContext, held: Iterable[Tool[A, R]]) -> Toolbox:
        """A box with these tools."""
        return cls(context, frozenset(one.name for one in held))

    def call(self, one: Tool[A, R], arguments: A) -> R:
        """Call a tool and record the call.

        Raises:
            ConfigurationError: the agent does not hold that tool.
        """
        if one.name not in self.tools:
            raise ConfigurationError(f"This agent does not hold the tool {one.name}.")
        result = one.run(self.context, arguments)
        self.calls.append(
            ToolCall(
                tool=one.name,
                access=one.access,
                arguments=arguments.model_dump(mode="json"),
                result=result.model_dump(mode="json"),
            )
        )
        return result
