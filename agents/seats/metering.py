"""Budgets, held against what was spent, and each call kept the moment it ends."""

from __future__ import annotations

from datetime import UTC

from agents.base import Occasion
from connectors.models.roles import Budget
from domain.environment import Clock
from domain.errors import ModelFailed, ModelFailure
from domain.findings import AgentName
from store import model_calls
from store.engine import Store
from store.model_calls import Spent


class Meter:
    """What may be spent and what was. What was spent stands in the store, so that it survives a crash."""

    def __init__(self, store: Store, budget: Budget, clock: Clock) -> None:
        self._store = store
        self._budget = budget
        self._clock = clock

    def allow(self, occasion: Occasion) -> None:
        """Let a call pass.

        Raises:
            ModelFailed: the conversation's or the day's budget is used up.
        """
        today = self._clock.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        with self._store.reading() as session:
            spent = model_calls.spent_in_conversation(session, occasion.conversation_id)
            spent_today = model_calls.spent_since(session, today)
        of = self._budget
        _hold(spent, of.conversation_calls, of.conversation_tokens, of.conversation_seconds, "this conversation")
        _hold(spent_today, of.day_calls, of.day_tokens, of.day_seconds, "today")

    def keep(
        self,
        occasion: Occasion,
        agent: AgentName,
        model: str,
        prompt: str,
        tokens: tuple[int, int, int],
        seconds: float,
        failure: ModelFailure | None,
    ) -> None:
        """Keep a call that has ended; ``tokens`` are those read, of these cached, and those written."""
        with self._store.transaction() as session:
            model_calls.add(
                session,
                self._clock.now(),
                occasion.conversation_id,
                occasion.run_id,
                agent,
                model,
                prompt,
                tokens,
                seconds,
                failure.value if failure else None,
            )


def _hold(spent: Spent, calls: int, tokens: int, seconds: float, when: str) -> None:
    for used, limit, what in (
        (spent.calls, calls, "calls"),
        (spent.tokens, tokens, "tokens"),
        (spent.seconds, seconds, "seconds"),
    ):
        if used >= limit:
            raise ModelFailed(f"The budget of {limit:g} model {what} for {when} is used up.", ModelFailure.OVER_BUDGET)
