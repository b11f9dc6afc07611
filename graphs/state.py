"""What travels along the graph: ids and plain values. The store is the record; a checkpoint is only a bookmark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from agents.availability import AvailabilityTask
from agents.base import Agent
from agents.communication import ReplyTask
from agents.erp_entry import EntryTask
from agents.intake import IntakeTask
from agents.matching import MatchingTask
from agents.results import (
    AvailabilityResult,
    EntryResult,
    IntakeResult,
    MatchingResult,
    ReplyResult,
    SubstitutionResult,
)
from agents.substitution import SubstitutionTask
from connectors.erp.port import Erp
from domain.environment import Clock
from knowledge.products import ProductSearch
from reading.files import FileReader
from store import policies
from store.engine import Store
from tools.base import ToolContext


class OrderState(TypedDict, total=False):
    """``route`` is where the last deciding node sends the order; ``answer`` what the human node was resumed with."""

    run_id: str
    conversation_id: str
    order_id: str
    review_id: str | None
    route: str
    answer: dict[str, Any]


@dataclass(frozen=True)
class Agents:
    """The six agents."""

    intake: Agent[IntakeTask, IntakeResult]
    matching: Agent[MatchingTask, MatchingResult]
    availability: Agent[AvailabilityTask, AvailabilityResult]
    substitution: Agent[SubstitutionTask, SubstitutionResult]
    erp_entry: Agent[EntryTask, EntryResult]
    communication: Agent[ReplyTask, ReplyResult]


@dataclass(frozen=True)
class Surroundings:
    """What the nodes work with: handed to every invocation, never part of the state. ``agents`` gives them as they are
    now: ops may have put another prompt in force."""

    store: Store
    search: ProductSearch
    erp: Erp
    files: FileReader
    agents: Callable[[], Agents]
    clock: Clock

    def tools(self, session: Session) -> ToolContext:
        """The context for one decision's tools, on a transaction."""
        facts = self.search.facts(session)
        return ToolContext(
            session=session,
            search=self.search,
            facts=facts,
            erp=self.erp,
            policy=policies.live(session),
            now=self.clock.now(),
            zone=ZoneInfo(facts.distributor.timezone),
        )
