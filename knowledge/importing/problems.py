"""What is wrong with a folder, gathered until everything has been looked at."""

from __future__ import annotations

from pathlib import Path

from domain.errors import ImportRejected, RowProblem

_MOST_KEPT = 200


class Problems:
    """Counts every problem and keeps the first 200, so that a file of bad rows cannot fill the memory or the screen.

    ``incomplete`` names the files of which some rows could not be read: nothing may be said to be missing from those.
    """

    def __init__(self) -> None:
        self.total = 0
        self.kept: list[RowProblem] = []
        self.incomplete: set[str] = set()

    def add(self, file: str, line: int, column: str, what: str) -> None:
        """Note one problem; ``column`` is empty where it is about the row or the file."""
        self.total += 1
        if len(self.kept) < _MOST_KEPT:
            self.kept.append(RowProblem(file, line, column, what))

    def lose(self, file: str, line: int, column: str, what: str) -> None:
        """Note a problem because of which a row, or all the rest of a file, could not be read."""
        self.incomplete.add(file)
        self.add(file, line, column, what)

    def rejection(self, folder: Path) -> ImportRejected:
        """The refusal of a folder with these problems, carrying those that were kept."""
        count = "1 problem" if self.total == 1 else f"{self.total:,} problems"
        listed = f", of which the first {_MOST_KEPT} are listed" if self.total > _MOST_KEPT else ""
        sentence = f"Nothing was imported: {folder} has {count}{listed}. Mend the files and import again."
        return ImportRejected(sentence, tuple(self.kept))
