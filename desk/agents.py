"""The six agents put together: their built-in reasoners, and the chat models that the settings give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
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
    from connectors.models.endpoint import Wrap

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
def agents_of(settings: Settings, store: Store, clock: Clock, wrap: Wrap | None = None) -> Iterator[Agents]:
    """The agents with the chat models of the settings in their seats.

    Args:
        settings: which model each agent has.
        store: where prompt versions and what was spent are kept.
        clock: the desk's time.
        wrap: what stands between the models and the network; nothing by default.

    Raises:
        ConfigurationError: a role is not defined, or a prompt or the calibration cannot be used.
    """
    if not settings.models:
        yield built_in_agents()
        return
    # Only here, because langchain takes seconds to load and most desks and commands do without.
    from agents.seats.seat import ModelSeat

    with ExitStack() as stack:
        askers = _askers(settings, store, clock, wrap, stack)
        known = _calibration(settings, askers)
        parts = _parts(known)

        def seated(agent: Any) -> Any:
            asker = askers.get(agent.name)
            if asker is None:
                return agent
            part, names = parts[agent.name]
            held = tuple(tool for tool in agent.tools if tool.name in names)
            return replace(agent, seat=ModelSeat(asker, part, held))

        plain = built_in_agents()
        yield Agents(
            intake=seated(plain.intake),
            matching=seated(plain.matching),
            availability=seated(plain.availability),
            substitution=seated(plain.substitution),
            erp_entry=seated(plain.erp_entry),
            communication=seated(plain.communication),
        )


def models_in_use(settings: Settings, store: Store, clock: Clock) -> str:
    """The models and prompts that a calibration of these settings holds for."""
    with ExitStack() as stack:
        return _fingerprint(_askers(settings, store, clock, None, stack))


def _askers(
    settings: Settings, store: Store, clock: Clock, wrap: Wrap | None, stack: ExitStack
) -> dict[AgentName, Asker]:
    """For each agent with a model: its endpoint, its live prompt, and the meter they share."""
    from agents.seats.asking import Asker
    from agents.seats.metering import Meter
    from agents.seats.prompt import Prompt
    from connectors.models.endpoint import Endpoint

    endpoints: dict[str, Endpoint] = {}
    meter = Meter(store, settings.budget, clock)
    askers = {}
    wanted = set()
    for agent in AgentName:
        shipped = Prompt.shipped(agent)
        with store.transaction() as session:
            body = shipped.model_dump(mode="json")
            prompts.keep(session, agent, shipped.sha256, shipped.version, body, prompts.SHIPPED, clock.now())
            live = prompts.live(session, agent)
            prompt = shipped if live is None else Prompt.model_validate(live.body)
        wanted.add(prompt.role)
        name = settings.seats.get(agent, prompt.role)
        if name == NO_ROLE or (name not in settings.models and agent not in settings.seats):
            continue
        if name not in settings.models:
            raise ConfigurationError(f"The seat of {agent.value} names the model role “{name}”, which is not defined.")
        if name not in endpoints:
            role = settings.models[name]
            endpoints[name] = Endpoint(role, clock, wrap) if wrap else Endpoint(role, clock)
            stack.callback(endpoints[name].close)
        askers[agent] = Asker(agent, endpoints[name], prompt, meter)
    if not askers and any(settings.seats.get(agent) != NO_ROLE for agent in AgentName):
        raise ConfigurationError(
            f"No agent has a chat model: the settings define {', '.join(settings.models)}, and the prompts are written "
            f"for {', '.join(sorted(wanted))}. Name it so, or give it to agents under [seats]."
        )
    return askers


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
