"""The vector index: which products are near a text.

It lives in Chroma, embedded in a folder or on a server, and holds nothing that the store could not make again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlsplit

from domain.errors import ConfigurationError
from knowledge.embedding import embed
from knowledge.matching.normalise import normalise_text

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import QueryResult
    from numpy.typing import NDArray

_PRODUCTS = "products"
# With Chroma's own ef_search of 100, 15% of the true neighbours are missed.
_GRAPH: CreateHNSWConfiguration = {"space": "cosine", "ef_search": 400}
# Below the 5,461 documents that Chroma takes at once on SQLite; 8 MB of vectors.
_BATCH = 2_000
_TIED, _DIGITS = 60, 5

_T = TypeVar("_T")


@dataclass(frozen=True)
class Hit:
    """A product near a text. ``similarity`` is the cosine: 1 for equal texts, around 0 for unrelated ones."""

    sku: str
    similarity: float


class VectorIndex:
    """A vector for each product.

    An embedded index belongs to one process at a time; a server's may be shared.
    """

    def __init__(self, location: str) -> None:
        """Open the index, and make it when it is not there.

        ``location`` is a folder, or the URL of a Chroma server (``http://host:8000``).

        Raises:
            ConfigurationError: the folder cannot be used, or nothing answers at the URL.
        """
        self._client = _connect(location)
        self._asked: Collection | None = None

    @property
    def version(self) -> str:
        """Which embedding and content the index holds, at most 64 characters; empty while it is being changed."""
        return str((self._collection().metadata or {}).get("version", ""))

    def seal(self, version: str) -> None:
        """Say that the index is whole, under this version. Whatever is written later breaks the seal."""
        self._collection().modify(metadata={"version": version})

    def count(self) -> int:
        """How many products the index holds."""
        return self._collection().count()

    def replace_products(self, products: Iterable[tuple[str, str]]) -> int:
        """Make the products exactly these (sku, text) pairs; returns how many vectors were written."""
        # A graph built afresh finds better than one full of deleted nodes. (Getting it first makes it if need be.)
        self._client.delete_collection(self._collection().name)
        return self.upsert_products(products)

    def upsert_products(self, products: Iterable[tuple[str, str]]) -> int:
        """Add or change products, given as (sku, text) pairs; returns how many vectors were written.

        One whose text has no letter and no digit has no vector, because nothing could be near it. The texts themselves
        are the store's: kept here too, they would make the index half as slow again to build.
        """
        written = 0
        for batch in _batches((sku, normalise_text(text)) for sku, text in products):
            worded = {sku: text for sku, text in batch if text}
            silent = [sku for sku, text in batch if not text]
            if worded:
                self._unsealed().upsert(ids=list(worded), embeddings=embed(list(worded.values())))
            if silent:
                self._unsealed().delete(ids=silent)
            written += len(worded)
        return written

    def delete_products(self, skus: Iterable[str]) -> None:
        """Forget products; one that is not there is no matter."""
        for batch in _batches(skus):
            self._unsealed().delete(ids=batch)

    def search_products(self, text: str, k: int) -> list[Hit]:
        """The ``k`` products nearest to a text, the nearest first; fewer when there are fewer."""
        vector = embed([normalise_text(text)])
        if not vector.any():
            return []
        found = self._query(vector, k + _TIED)
        distances = found["distances"] or [[]]
        hits = (Hit(sku, 1 - distance) for sku, distance in zip(found["ids"][0], distances[0], strict=True))
        # The graph is never built twice alike, and gives what ties in any order: of more, the first by sku are taken.
        return sorted(hits, key=lambda hit: (-round(hit.similarity, _DIGITS), hit.sku))[:k]

    def close(self) -> None:
        """Let go of the folder or the connection; closing twice is no matter."""
        self._client.close()
        # Chroma leaves the sockets of its two HTTP clients open, which Python warns of.
        for client in (self._client, self._client._admin_client):
            sockets = getattr(getattr(client, "_server", None), "_session", None)
            if sockets is not None:
                sockets.close()

    def _collection(self) -> Collection:
        return self._client.get_or_create_collection(_PRODUCTS, embedding_function=None, configuration={"hnsw": _GRAPH})

    def _query(self, vector: NDArray[np.float32], k: int) -> QueryResult:
        """Ask the collection that was asked last: to look it up by its name would double the time."""
        from chromadb.errors import NotFoundError

        if self._asked is not None:
            # An import, of another process perhaps, may have made it anew since.
            with suppress(NotFoundError):
                return self._asked.query(query_embeddings=vector, n_results=k, include=["distances"])
        self._asked = self._collection()
        return self._asked.query(query_embeddings=vector, n_results=k, include=["distances"])

    def _unsealed(self) -> Collection:
        """The collection to write to, with the seal broken first, so that a crash leaves no whole-looking index."""
        if self.version:
            self.seal("")
        return self._collection()


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _connect(location: str) -> Client:
    # Chroma takes a second to import, and `orderdesk --help` must not wait for it.
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    settings = Settings(anonymized_telemetry=False)
    url = urlsplit(location)
    try:
        if url.scheme not in ("http", "https"):
            return cast("Client", chromadb.PersistentClient(location, settings=settings))
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        return cast("Client", chromadb.HttpClient(url.hostname or "", port, ssl=secure, settings=settings))
    except (ChromaError, OSError, ValueError) as error:
        raise ConfigurationError(f"The vector index at {location} cannot be opened: {error}") from error
