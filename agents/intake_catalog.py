"""What the catalog answers to the words of a line, while lines are still being made of a text."""

from __future__ import annotations

from agents.matching_numbers import search_for
from agents.results import RequestedLine
from tools.base import Toolbox
from tools.catalog import CatalogAnswer, SearchCatalog, search_catalog


class Asking:
    """Asks the catalog what a line means, for one customer."""

    def __init__(self, customer_id: str | None, tools: Toolbox) -> None:
        self._customer_id = customer_id
        self._tools = tools
        self._answers: dict[SearchCatalog, CatalogAnswer] = {}

    def __call__(self, line: RequestedLine) -> CatalogAnswer:
        """What the catalog answers to a line's words, amount and unit."""
        asked = search_for(line, self._customer_id)
        if asked not in self._answers:
            self._answers[asked] = self._tools.call(search_catalog, asked)
        return self._answers[asked]


def missing(answer: CatalogAnswer) -> set[str]:
    """The words that the product that is meant has not, or the likeliest where nothing is."""
    hit = next((hit for hit in answer.hits if hit.sku == answer.sku), answer.hits[0] if answer.hits else None)
    return set(hit.missing) if hit is not None else set()
