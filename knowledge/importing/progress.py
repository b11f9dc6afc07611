"""How an import tells how far it is, to whoever shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

_T = TypeVar("_T")


class Progress(Protocol):
    """Something that shows progress. Steps follow one another; a new ``start`` ends the step before."""

    def start(self, label: str, total: int) -> None:
        """A step begins. ``total`` is its size: a file's bytes, or products; 0 where it is not known."""

    def advance(self, n: int) -> None:
        """``n`` more of the step are done."""


class Silent:
    """A progress that nobody sees."""

    def start(self, label: str, total: int) -> None:
        """Say nothing."""

    def advance(self, n: int) -> None:
        """Say nothing."""


def counted(items: Iterable[_T], progress: Progress) -> Iterator[_T]:
    """The same items; each that is taken advances the progress by one."""
    for item in items:
        yield item
        progress.advance(1)
