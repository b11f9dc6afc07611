"""What the API works with, put together by the application that serves it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.environment import Clock, IdSource
from graphs.deciding import Reviewing
from graphs.receiving import Receiver
from knowledge.products import ProductSearch
from reading.pages import PageReader
from store.engine import Store


@dataclass(frozen=True)
class Services:
    """The parts of a desk that requests are answered with. ``public_url`` is what links for people begin with."""

    store: Store
    receiver: Receiver
    reviewing: Reviewing
    search: ProductSearch
    pages: PageReader
    clock: Clock
    ids: IdSource
    public_url: str
