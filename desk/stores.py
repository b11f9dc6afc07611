"""The store alone, for what only looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from desk.settings import Settings
from store.engine import Store


@contextmanager
def store_of(settings: Settings) -> Iterator[Store]:
    """The store alone, for commands that only look: they need no other part, and may run beside a working desk."""
    settings.make_home()
    store = Store(settings.url_of(settings.store_url, "store.db"))
    try:
        store.migrate()
        yield store
    finally:
        store.close()
