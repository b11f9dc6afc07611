"""The vector index: which products, and which of a customer's own words, are near a text.

It lives in Chroma, embedded in a folder or on a server, and holds nothing that the store could not make again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlsplit

from domain.errors import ConfigurationError
from knowledge.embedding import embed, embedding_name
from knowledge.matching.normalise import normalise_text

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

_PRODUCTS = "products"
_WORDS = "words"
_GRAPHS: dict[str, CreateHNSWConfiguration] = {
    # With Chroma's own ef_search of 100, 15% of the true neighbours are missed.
    _PRODUCTS: {"space": "cosine", "ef_search": 400},
    # A customer's words are few and scored one by one: no search walks this graph, so it is built as cheaply as can be.
    _WORDS: {"space": "cosine", "ef_search": 400, "ef_construction": 16, "max_neighbors": 4},
}
# Below the 5,461 documents that Chroma takes at once on SQLite; 8 MB of vectors.
_BATCH = 2_000

_T = TypeVar("_T")


@dataclass(frozen=True)
class Hit:
    """A product near a text. ``similarity`` is the cosine: 1 for equal texts, around 0 for unrelated ones."""

    sku: str
    similarity: float


@dataclass(frozen=True)
class CustomerWords:
    """What a customer calls a product, or the name of a product that they have bought."""

    customer_id: str
    sku: str
    words: str


class VectorIndex:
    """Two collections: a document for each product, and one for each distinct (customer, sku, words).

    An embedded index belongs to one process at a time; a server's may be shared.
    """

    def __init__(self, location: str) -> None:
        """Open the index, and make it when it is not there.

        ``location`` is a folder, or the URL of a Chroma server (``http://host:8000``).

        Raises:
            ConfigurationError: the folder cannot be used, or nothing answers at the URL.
        """
        self._client = _connect(location)

    @property
    def version(self) -> str:
        """Which embedding and content the index holds, at most 64 characters; empty while it is being changed."""
        return str((self._collection(_PRODUCTS).metadata or {}).get("version", ""))

    def seal(self, version: str) -> None:
        """Say that the index is whole, under this version. Whatever is written later breaks the seal."""
        self._collection(_PRODUCTS).modify(metadata={"version": version})

    def count(self) -> int:
        """How many documents the index holds, products and customers' words together."""
        return sum(self._collection(name).count() for name in (_PRODUCTS, _WORDS))

    def replace_products(self, products: Iterable[tuple[str, str]]) -> int:
        """Make the products exactly these (sku, text) pairs; returns how many documents were written."""
        # A graph built afresh finds better than one full of deleted nodes. (Getting it first makes it if need be.)
        self._client.delete_collection(self._collection(_PRODUCTS).name)
        return self.upsert_products(products)

    def upsert_products(self, products: Iterable[tuple[str, str]]) -> int:
        """Add or change products, given as (sku, text) pairs; returns how many documents were written.

        A product that is there with the same text already is left alone. One whose text has no letter and no digit
        has no document, because nothing could be near it.
        """
        written = 0
        for batch in _batches((sku, normalise_text(text)) for sku, text in products):
            collection = self._unsealed(_PRODUCTS)
            found = collection.get(ids=[sku for sku, _ in batch], include=["documents"])
            present = dict(zip(found["ids"], found["documents"] or (), strict=True))
            changed = [(sku, text) for sku, text in batch if text and present.get(sku) != text]
            silent = [sku for sku, text in batch if not text and sku in present]
            if changed:
                skus, texts = [sku for sku, _ in changed], [text for _, text in changed]
                collection.upsert(ids=skus, embeddings=embed(texts), documents=texts)
            if silent:
                collection.delete(ids=silent)
            written += len(changed)
        return written

    def delete_products(self, skus: Iterable[str]) -> None:
        """Forget products; one that is not there is no matter."""
        for batch in _batches(skus):
            self._unsealed(_PRODUCTS).delete(ids=batch)

    def replace_words(self, words: Iterable[CustomerWords]) -> int:
        """Make the customers' words exactly these; what is there already is left. Returns how many were written."""
        collection = self._unsealed(_WORDS)
        present = set(collection.get(include=[])["ids"])
        kept: set[str] = set()
        written = 0
        for batch in _batches(_documents(words)):
            fresh = {document.id: document for document in batch if document.id not in kept}
            kept |= fresh.keys()
            new = [document for document in fresh.values() if document.id not in present]
            if new:
                collection.upsert(
                    ids=[document.id for document in new],
                    embeddings=embed([document.text for document in new]),
                    documents=[document.text for document in new],
                    metadatas=[{"customer_id": document.customer_id, "sku": document.sku} for document in new],
                )
            written += len(new)
        for gone in _batches(present - kept):
            collection.delete(ids=gone)
        return written

    def search_products(self, text: str, k: int) -> list[Hit]:
        """The ``k`` products nearest to a text, the nearest first; fewer when there are fewer."""
        vector = embed([normalise_text(text)])
        if not vector.any():
            return []
        found = self._collection(_PRODUCTS).query(query_embeddings=vector, n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return [Hit(sku, 1 - distance) for sku, distance in zip(found["ids"][0], distances[0], strict=True)]

    def search_words(self, customer_id: str, text: str, k: int) -> list[Hit]:
        """The ``k`` products whose words, in this customer's mouth, are nearest to a text; each by its best words.

        All of the customer's words are scored: they are few, and a filtered search of the graph takes ten times as long
        and misses some.
        """
        vector = embed([normalise_text(text)])[0]
        if not vector.any():
            return []
        found = self._collection(_WORDS).get(where={"customer_id": customer_id}, include=["metadatas", "embeddings"])
        if not found["ids"]:
            return []
        best: dict[str, float] = {}
        for metadata, similarity in zip(found["metadatas"] or (), found["embeddings"] @ vector, strict=True):
            sku = str(metadata["sku"])
            best[sku] = max(best.get(sku, -1.0), float(similarity))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [Hit(sku, similarity) for sku, similarity in ranked[:k]]

    def close(self) -> None:
        """Let go of the folder or the connection; closing twice is no matter."""
        self._client.close()
        # Chroma leaves the sockets of its two HTTP clients open, which Python warns of.
        for client in (self._client, self._client._admin_client):
            sockets = getattr(getattr(client, "_server", None), "_session", None)
            if sockets is not None:
                sockets.close()

    def _collection(self, name: str) -> Collection:
        # By name every time (0.5 ms): an import in another process may have made it anew on a shared server.
        return self._client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": _GRAPHS[name]}
        )

    def _unsealed(self, name: str) -> Collection:
        """A collection to write to, with the seal broken first, so that a crash leaves no whole-looking index."""
        if self.version:
            self.seal("")
        return self._collection(name)


@dataclass(frozen=True)
class _Document:
    id: str
    customer_id: str
    sku: str
    text: str


def _documents(words: Iterable[CustomerWords]) -> Iterator[_Document]:
    """The words as documents. An id stands for everything in it, so an unchanged document never needs comparing."""
    for item in words:
        if text := normalise_text(item.words):
            everything = "\0".join((embedding_name(), item.customer_id, item.sku, text))
            yield _Document(hashlib.sha256(everything.encode()).hexdigest()[:32], item.customer_id, item.sku, text)


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
