"""The six agents put together: their built-in reasoners, and the chat models that the settings give them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agents.availability import availability_agent
from agents.communication import communication_agent
from agents.erp_entry import erp_entry_agent
from agents.intake import intake_agent
from agents.matching import matching_agent
from agents.substitution import substitution_agent
from desk.settings import Settings
from domain.calibration import Calibration, fingerprint
from domain.environment import Clock
from domain.errors import ConfigurationError
from domain.findings import AgentName
from graphs.state import Agents
from store import prompts
from store.engine import Store

if TYPE_CHECKING:
    from agents.seats.asking import Asker
    from connectors.models.endpoint import Endpoint, Wrap

log = logging.getLogger(__name__)

_COUNTED = (AgentName.INTAKE, AgentName.MATCHING)
NO_ROLE = "none"


def built_in_agents() -> Agents:
    """The six agents with their built-in reasoners alone."""
    return Agents(
        intake=intake_agent(),
        matching=matching_agent(),
        availability=availability_agent(),
        substitution=substitution_agent(),
        erp_entry=erp_entry_agent(),
        communication=communication_agent(),
    )


@contextmanager
def agents_of(
    settings: Settings, store: Store, clock: Clock, wrap: Wrap | None = None
) -> Iterator[Callable[[], Agents]]:
    """What gives the agents, with the chat models of the settings in their seats and the prompts that are live then.

    Args:
        settings: which model each agent has.
        store: where prompt versions and what was spent are kept.
        clock: the desk's time.
        wrap: what stands between the models and the network; nothing by default.

    Raises:
        ConfigurationError: a role is not defined, or a prompt or the calibration cannot be used.
    """
    if not settings.models:
        plain = built_in_agents()
        yield lambda: plain
        return
    with ExitStack() as stack:
        seating = _Seating(settings, store, clock, wrap, stack)
        seating.agents()
        yield seating.agents


def models_in_use(settings: Settings, store: Store, clock: Clock) -> str:
    """The models and prompts that a calibration of these settings holds for."""
    with ExitStack() as stack:
        return _fingerprint(_Seating(settings, store, clock, None, stack).askers())


class _Seating:
    """Puts the models into their seats, and again where ops have put another prompt in force."""

    def __init__(self, settings: Settings, store: Store, clock: Clock, wrap: Wrap | None, stack: ExitStack) -> None:
        from agents.seats.metering import Meter

        self._settings = settings
        self._store = store
        self._clock = clock
        self._wrap = wrap
        self._stack = stack
        self._meter = Meter(store, settings.budget, clock)
        self._endpoints: dict[str, Endpoint] = {}
        self._lock = Lock()
        self._seated: tuple[frozenset[str], Agents] | None = None
        self._keep_shipped()

    def agents(self) -> Agents:
        """The agents with the prompts in force now."""
        with self._store.reading() as session:
            live = prompts.live_hashes(session)
        with self._lock:
            if self._seated is None:
                self._seated = live, self._seat()
            elif self._seated[0] != live:
                try:
                    agents = self._seat()
                except ConfigurationError as error:
                    # The API checks a prompt before it goes live; whatever got past it stops no order.
                    log.error("the prompts in force cannot be used, and the ones before stay: %s", error.sentence)
                    agents = self._seated[1]
                self._seated = live, agents
            return self._seated[1]

    def _keep_shipped(self) -> None:
        from agents.seats.prompt import Prompt

        for agent in AgentName:
            shipped = Prompt.shipped(agent)
            body = shipped.model_dump(mode="json")
            with self._store.transaction() as session:
                now = self._clock.now()
                prompts.keep(session, agent, shipped.sha256, shipped.version, body, prompts.SHIPPED, now)

    def _seat(self) -> Agents:
        # Only here, because langchain takes seconds to load and most desks and commands do without.
        from agents.seats.seat import ModelSeat

        askers = self.askers()
        parts = _parts(_calibration(self._settings, askers))

        def seated(agent: Any) -> Any:
            asker = askers.get(agent.name)
            if asker is None:
                return agent
            part, names = parts[agent.name]
            held = tuple(tool for tool in agent.tools if tool.name in names)
            return replace(agent, seat=ModelSeat(asker, part, held))

        plain = built_in_agents()
        return Agents(
            intake=seated(plain.intake),
            matching=seated(plain.matching),
            availability=seated(plain.availability),
            substitution=seated(plain.substitution),
            erp_entry=seated(plain.erp_entry),
            communication=seated(plain.communication),
        )

    def askers(self) -> dict[AgentName, Asker]:
        """For each agent with a model: its endpoint, its live prompt, and the meter they share."""
        from agents.seats.asking import Asker
        from agents.seats.prompt import Prompt

        settings = self._settings
        askers = {}
        wanted = set()
        for agent in AgentName:
            with self._store.reading() as session:
                live = prompts.live(session, agent)
            prompt = Prompt.shipped(agent) if live is None else Prompt.model_validate(live.body)
            wanted.add(prompt.role)
            name = settings.seats.get(agent, prompt.role)
            if name == NO_ROLE or (name not in settings.models and agent not in settings.seats):
                continue
            if name not in settings.models:
                raise ConfigurationError(
                    f"The seat of {agent.value} names the model role “{name}”, which is not defined."
                )
            askers[agent] = Asker(agent, self._endpoint(name), prompt, self._meter)
        if not askers and any(settings.seats.get(agent) != NO_ROLE for agent in AgentName):
            raise ConfigurationError(
                f"No agent has a chat model: the settings define {', '.join(settings.models)}, and the prompts are "
                f"written for {', '.join(sorted(wanted))}. Name it so, or give it to agents under [seats]."
            )
        return askers

    def _endpoint(self, name: str) -> Endpoint:
        from connectors.models.endpoint import Endpoint

        if name not in self._endpoints:
            role = self._settings.models[name]
            made = Endpoint(role, self._clock, self._wrap) if self._wrap else Endpoint(role, self._clock)
            self._stack.callback(made.close)
            self._endpoints[name] = made
        return self._endpoints[name]


def _fingerprint(askers: Mapping[AgentName, Asker]) -> str:
    return fingerprint(*((askers[a].endpoint.model, askers[a].prompt.name) for a in _COUNTED if a in askers))


def _calibration(settings: Settings, askers: Mapping[AgentName, Asker]) -> Calibration:
    """What was counted of these models with these prompts; of others it says nothing."""
    file = settings.calibration_file
    if not file.is_file():
        if settings.calibration is not None:
            raise ConfigurationError(f"There is no calibration {file}.")
        return Calibration()
    try:
        counted = Calibration.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise ConfigurationError(f"The calibration {file} cannot be used: {error.errors()[0]['msg']}.") from error
    return counted.of(_fingerprint(askers))


def _parts(known: Calibration) -> dict[AgentName, tuple[Any, frozenset[str]]]:
    """Each agent's part, and the names of those of its READ tools that its model may use."""
    from agents.seats.availability import AvailabilityPart
    from agents.seats.communication import CommunicationPart
    from agents.seats.erp_entry import EntryPart
    from agents.seats.intake import IntakePart
    from agents.seats.matching import MatchingPart
    from agents.seats.substitution import SubstitutionPart

    return {
        AgentName.INTAKE: (IntakePart(known), frozenset({"look_up_number", "get_product"})),
        AgentName.MATCHING: (
            MatchingPart(known),
            frozenset({"search_catalog", "look_up_number", "get_product", "purchase_history"}),
        ),
        AgentName.AVAILABILITY: (AvailabilityPart(), frozenset()),
        AgentName.SUBSTITUTION: (SubstitutionPart(), frozenset({"get_product", "check_availability"})),
        AgentName.ERP_ENTRY: (EntryPart(), frozenset({"get_product"})),
        AgentName.COMMUNICATION: (CommunicationPart(), frozenset()),
    }
