"""The second pass over a folder: its rows go to the store, in one transaction, and only where they differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from knowledge.importing.derived import WORDED_COLUMNS, slices
from knowledge.importing.distributor import DISTRIBUTOR, DistributorFile
from knowledge.importing.files import Fingerprint, size
from knowledge.importing.problems import Problems
from knowledge.importing.progress import Progress
from knowledge.importing.rows import CATALOG, HISTORY, LAYOUTS, Layout, Row, read_rows
from store.master import DistributorRow

_ROWS_AT_A_TIME = 1_000
_STREAMED = {"yield_per": _ROWS_AT_A_TIME}


@dataclass(frozen=True)
class FileChanges:
    """How many rows of one file's table an import added, updated and removed."""

    file: str
    added: int = 0
    updated: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Changes:
    """What an import did to the store.

    Args:
        files: every file's, in the order in which they were written.
        reworded: the skus of products that are new or whose words changed.
        vanished: the skus of products that are gone.
    """

    files: tuple[FileChanges, ...]
    reworded: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()


NO_CHANGES = Changes((FileChanges(DISTRIBUTOR), *(FileChanges(layout.file) for layout in LAYOUTS)))


class FolderWriter:
    """Writes a folder that has been checked into one transaction of the store.

    Args:
        keys: by file, the keys of its rows, as the check found them.
    """

    def __init__(self, session: Session, folder: Path, keys: Mapping[str, Set[Hashable]], progress: Progress) -> None:
        self._session = session
        self._folder = folder
        self._keys = keys
        self._progress = progress
        self._reworded: list[str] = []
        self._vanished: list[str] = []

    def write(self, distributor: DistributorFile, content: Fingerprint, now: datetime) -> Changes:
        """Make the store's master data equal to the folder's, and say in it that the index is behind.

        Raises:
            ImportRejected: a row is bad now, so the file changed since it was checked.
        """
        stored = self._session.get(DistributorRow, 1)
        same_history = stored is not None and Fingerprint.parse(stored.content_hash).history == content.history
        files = [self._write_distributor(stored, distributor, content, now)]
        for layout in LAYOUTS:
            if layout is HISTORY and same_history:
                files.append(FileChanges(layout.file))
                continue
            self._progress.start(f"Writing {layout.file}", size(self._folder / layout.file))
            files.append(self._replace(layout) if layout is HISTORY else self._synchronise(layout))
        return Changes(tuple(files), tuple(self._reworded), tuple(self._vanished))

    def _write_distributor(
        self, stored: DistributorRow | None, distributor: DistributorFile, content: Fingerprint, now: datetime
    ) -> FileChanges:
        facts = distributor.model_dump(mode="json")
        changed = stored is not None and any(getattr(stored, name) != value for name, value in facts.items())
        self._session.merge(DistributorRow(id=1, content_hash=str(content), index_version="", imported_at=now, **facts))
        self._session.flush()
        return FileChanges(DISTRIBUTOR, added=int(stored is None), updated=int(changed))

    def _synchronise(self, layout: Layout) -> FileChanges:
        """Add the rows that are new, change those that differ, remove those that are gone; leave all others."""
        key_of, identity_of = layout.key_of, itemgetter(*(column.name for column in layout.table.primary_key))
        # Rows that the table knows only by its own counter cannot be asked for by key; those tables fit in memory.
        everything = None if layout.is_table_key else self._find(layout, None)
        added = updated = 0
        for rows in self._chunks(layout):
            incoming = {key_of(row): row for row in rows}
            stored = self._find(layout, list(incoming)) if everything is None else everything
            new = [row for key, row in incoming.items() if key not in stored]
            both = [(stored[key], row) for key, row in incoming.items() if key in stored]
            changed = [(old, row) for old, row in both if _differ(old, row, layout.columns)]
            self._delete(layout.table, [identity_of(old) for old, _ in changed])
            self._insert(layout.table, [*new, *(row for _, row in changed)])
            added, updated = added + len(new), updated + len(changed)
            if layout is CATALOG:
                self._reworded += [row["sku"] for row in new]
                self._reworded += [row["sku"] for old, row in changed if _differ(old, row, WORDED_COLUMNS)]
        return FileChanges(layout.file, added, updated, self._remove_vanished(layout))

    def _find(self, layout: Layout, keys: Sequence[Hashable] | None) -> dict[Hashable, Mapping[str, Any]]:
        """The stored rows by key: those with one of these keys, or all."""
        statement = select(layout.table)
        if keys is not None:
            statement = statement.where(_is_one_of(_columns(layout.table, layout.key), keys))
        return {layout.key_of(row): row for row in self._rows(statement)}

    def _remove_vanished(self, layout: Layout) -> int:
        table, kept = layout.table, self._keys[layout.file]
        identity = tuple(column.name for column in table.primary_key)
        identity_of = itemgetter(*identity)
        stored = self._rows(select(*_columns(table, dict.fromkeys(identity + layout.key))))
        vanished = [identity_of(row) for row in stored if layout.key_of(row) not in kept]
        self._delete(table, vanished)
        if layout is CATALOG:
            self._vanished += vanished
        return len(vanished)

    def _replace(self, layout: Layout) -> FileChanges:
        """Remove every row and write the file's."""
        removed = self._session.scalar(select(func.count()).select_from(layout.table)) or 0
        self._session.execute(delete(layout.table))
        added = 0
        for rows in self._chunks(layout):
            self._insert(layout.table, rows)
            added += len(rows)
        return FileChanges(layout.file, added, removed=removed)

    def _chunks(self, layout: Layout) -> Iterator[list[Row]]:
        problems = Problems()
        for chunk in read_rows(self._folder, layout, problems, self._progress.advance):
            if problems.total:
                break
            yield [row for _, row in chunk]
        if problems.total:
            raise problems.rejection(self._folder)

    def _rows(self, statement: Select[*tuple[Any, ...]]) -> Iterator[Row]:
        """The rows of a query as they come, not all at once."""
        yield from map(dict, self._session.execute(statement, execution_options=_STREAMED).mappings())

    def _insert(self, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            self._session.execute(insert(table), rows)

    def _delete(self, table: Table, identities: Sequence[Hashable]) -> None:
        columns = tuple(table.primary_key)
        for some in slices(identities, _ROWS_AT_A_TIME):
            self._session.execute(delete(table).where(_is_one_of(columns, some)))


def _columns(table: Table, names: Iterable[str]) -> tuple[Column[Any], ...]:
    return tuple(table.c[name] for name in names)


def _is_one_of(columns: Sequence[Column[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    """That a row's columns have one of these values; each is a tuple where there are several columns."""
    if len(columns) == 1:
        return columns[0].in_(values)
    # SQLite would look for tuples in all of the table; naming the first column leads it to the key's index.
    return and_(columns[0].in_({first for first, *_ in values}), tuple_(*columns).in_(values))


def _differ(stored: Mapping[str, Any], row: Row, columns: Iterable[str]) -> bool:
    return any(stored[column] != row[column] for column in columns)
