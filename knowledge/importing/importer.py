"""``orderdesk import DIR``: a distributor's folder into the store, and what follows from it into the index.

The store is committed first, and says that what follows from it is behind; then that is brought up to date; then the
store says so. A crash at any moment leaves a store that is right and knows whether its index is, and the next import
mends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from time import perf_counter

from domain.errors import ImportRejected
from knowledge.importing import derived
from knowledge.importing.checks import check_folder
from knowledge.importing.distributor import DISTRIBUTOR, DistributorFile, read_distributor
from knowledge.importing.files import Fingerprint, fingerprint
from knowledge.importing.problems import Problems
from knowledge.importing.progress import Progress, Silent, counted
from knowledge.importing.rebuilding import is_in_step, rebuild_index, seal
from knowledge.importing.rows import HISTORY, LAYOUTS
from knowledge.importing.write import NO_CHANGES, Changes, FileChanges, FolderWriter
from knowledge.index import VectorIndex
from store.engine import Store
from store.master import DistributorRow


class IndexWork(StrEnum):
    """What an import did to the products' terms and the vector index."""

    NONE = "none"
    """Nothing: they were up to date."""
    UPDATED = "updated"
    """What had changed in the store was changed in them."""
    REBUILT = "rebuilt"
    """They were made anew: they were not there, or were interrupted, or are of other code or of another store."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Args:
        distributor: the distributor's name.
        files: the rows added, updated and removed, for each file.
        unchanged: whether the store held exactly this folder already.
        index: what was done to the index.
        indexed: how many documents were written to the index.
        documents: how many documents the index holds now.
        seconds: how long it took.
    """

    distributor: str
    files: tuple[FileChanges, ...]
    unchanged: bool
    index: IndexWork
    indexed: int
    documents: int
    seconds: float


def import_folder(
    store: Store, index: VectorIndex, folder: Path, now: datetime, progress: Progress | None
) -> ImportReport:
    """Make the store and the index hold what a distributor's folder says, and nothing else.

    Args:
        now: when the import happens, with a time zone.
        progress: told how far it is; None when nobody looks.

    Raises:
        ImportRejected: the folder has bad rows, or is another distributor's. Nothing was changed.
    """
    return _Import(store, index, folder, progress or Silent()).run(now)


class _Import:
    def __init__(self, store: Store, index: VectorIndex, folder: Path, progress: Progress) -> None:
        self._store = store
        self._index = index
        self._folder = folder
        self._progress = progress

    def run(self, now: datetime) -> ImportReport:
        began = perf_counter()
        if not self._folder.is_dir():
            raise ImportRejected(f"{self._folder} is not a folder. Give the one that holds {DISTRIBUTOR}.")
        problems = Problems()
        distributor = read_distributor(self._folder, problems)
        if distributor is None:
            check_folder(self._folder, None, problems, self._progress)
            raise problems.rejection(self._folder)
        stored = self._stored()
        if stored and stored.name != distributor.name:
            raise ImportRejected(
                f"This desk serves {stored.name}, and {self._folder} is {distributor.name}'s. "
                "Use another ORDERDESK_HOME for another distributor."
            )
        content = self._fingerprint()
        unchanged = stored is not None and stored.content_hash == str(content)
        behind = stored is None or not is_in_step(stored, self._index)
        changes = NO_CHANGES if unchanged else self._write(distributor, content, now, problems, terms=not behind)
        work, indexed = IndexWork.NONE, 0
        if behind:
            work, indexed = IndexWork.REBUILT, rebuild_index(self._store, self._index, self._progress)
        elif not unchanged:
            work, indexed = IndexWork.UPDATED, self._update(changes)
            seal(self._store, self._index, content)
        return ImportReport(
            distributor=distributor.name,
            files=changes.files,
            unchanged=unchanged,
            index=work,
            indexed=indexed,
            documents=self._index.count(),
            seconds=perf_counter() - began,
        )

    def _stored(self) -> DistributorRow | None:
        with self._store.reading() as session:
            return session.get(DistributorRow, 1)

    def _fingerprint(self) -> Fingerprint:
        return fingerprint(self._folder, (DISTRIBUTOR, *(layout.file for layout in LAYOUTS)), HISTORY.file)

    def _write(
        self, distributor: DistributorFile, content: Fingerprint, now: datetime, problems: Problems, *, terms: bool
    ) -> Changes:
        """Check the folder, and make the store equal to it, in one transaction that says that the index is behind.

        The terms of what changed are part of it when ``terms`` is set; else they will all be made anew.
        """
        known = check_folder(self._folder, distributor, problems, self._progress)
        if problems.total:
            raise problems.rejection(self._folder)
        with self._store.transaction() as session:
            changes = FolderWriter(session, self._folder, known.keys, self._progress).write(distributor, content, now)
            if self._fingerprint() != content:
                raise ImportRejected(f"{self._folder} was changed while it was being imported. Import it again.")
            if terms:
                self._progress.start("Updating products' terms", len(changes.reworded))
                derived.rewrite_terms(session, [*changes.reworded, *changes.vanished], self._progress.advance)
        return changes

    def _update(self, changes: Changes) -> int:
        """Make the index follow the changes; returns how many documents were written."""
        with self._store.reading() as session:
            self._progress.start("Indexing products", len(changes.reworded))
            texts = derived.product_texts(session, changes.reworded)
            written = self._index.upsert_products(counted(texts, self._progress))
        self._index.delete_products(changes.vanished)
        return written
