"""The products' terms and the vector index, made anew from the store, and whether they are what today's code makes."""

from __future__ import annotations

from domain.errors import ConfigurationError
from knowledge.embedding import embedding_name
from knowledge.importing import derived
from knowledge.importing.files import Fingerprint
from knowledge.importing.progress import Progress, Silent, counted
from knowledge.index import VectorIndex
from store.engine import Store
from store.master import DistributorRow


def index_version(content: Fingerprint) -> str:
    """The version of an index that today's code makes of this content."""
    return f"{embedding_name()}/{content.short}"


def is_in_step(stored: DistributorRow, index: VectorIndex) -> bool:
    """Whether terms and index are what today's code makes of what the store holds."""
    expected = index_version(Fingerprint.parse(stored.content_hash))
    return stored.index_version == expected and index.version == expected


def rebuild_index(store: Store, index: VectorIndex, progress: Progress | None = None) -> int:
    """Make terms and index anew from the store, whatever they hold.

    Returns:
        how many documents were written to the index.

    Raises:
        ConfigurationError: no distributor was imported yet.
    """
    progress = progress or Silent()
    with store.transaction() as session:
        stored = session.get(DistributorRow, 1)
        if stored is None:
            raise ConfigurationError("There is nothing to index yet: run `orderdesk import DIR`.")
        content = Fingerprint.parse(stored.content_hash)
        stored.index_version = ""
        progress.start("Updating products' terms", derived.count_products(session))
        derived.rewrite_all_terms(session, progress.advance)
    with store.reading() as session:
        progress.start("Indexing products", derived.count_products(session))
        written = index.replace_products(counted(derived.all_product_texts(session), progress))
    seal(store, index, content)
    return written


def seal(store: Store, index: VectorIndex, content: Fingerprint) -> None:
    """Say that terms and index are whole, and of which content."""
    version = index_version(content)
    index.seal(version)
    with store.transaction() as session:
        session.get_one(DistributorRow, 1).index_version = version
