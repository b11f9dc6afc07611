"""Tracing to LangSmith with nothing of a customer's in it: the mask is made of the store, and put before everything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.agents import built_in_agents
from desk.masking import Names, TextMask
from desk.settings import Settings
from domain.findings import AgentName
from knowledge.customers import catalog_version
from reading.languages import languages
from store.engine import Store
from store.master import ContactRow, CustomerRow, DistributorRow, ProductRow, ShipToRow


def tracing_of(settings: Settings, store: Store) -> AbstractContextManager[None]:
    """Tracing as LangSmith's environment variables have it, off by default; every run that leaves is masked."""
    from connectors.models.tracing import masked_tracing

    return masked_tracing(_Masks(settings, store))


class _Masks:
    """The mask of the catalog and customers as they are now, made again when they have changed."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._lock = threading.Lock()
        self._made: tuple[str, TextMask] | None = None

    def __call__(self) -> TextMask:
        with self._lock, self._store.reading() as session:
            version = catalog_version(session)
            if self._made is None or self._made[0] != version:
                catalog = session.scalars(select(ProductRow.name)).all()
                self._made = version, TextMask(_own_words(self._settings), catalog, _names(session))
            return self._made[1]


def _own_words(settings: Settings) -> Iterator[str]:
    """The texts that are the desk's own: prompts, lexicons, the shape of runs, the names of tools and models."""
    from agents.seats.prompt import Prompt
    from connectors.models.tracing import SHAPE

    yield SHAPE
    yield from (role.model for role in settings.models.values())
    agents = built_in_agents()
    for name in AgentName:
        prompt = Prompt.shipped(name)
        yield from (name.value, prompt.system, prompt.task)
        yield from (tool.name for tool in getattr(agents, name.value).tools)
    for language in languages().values():
        for words in (language.numbers, language.units, language.weekdays, language.months, language.relative_days):
            yield from words
        yield from language.halves
        # What streets are called may be where somebody lives.
        lists = (words for kind, words in language.words.items() if kind != "streets")
        for told in (*language.phrases.values(), *lists):
            yield from told


def _names(session: Session) -> Names:
    """Every name and address that the store knows, the distributor's own too."""
    others = [*session.scalars(select(CustomerRow.name))]
    for name, address in session.execute(select(ShipToRow.name, ShipToRow.address)):
        others += [name, address]
    for row in session.scalars(select(DistributorRow)):
        others += [row.name, *(str(warehouse["name"]) for warehouse in row.warehouses)]
    return Names(people=tuple(session.scalars(select(ContactRow.name))), others=tuple(others))
