"""Documents and photos as pictures of their pages, with the boxes of the words on them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from reading.layout import Box, laid_out
from reading.rendering import MOST_PAGES, UNREADABLE
from reading.tesseract import SeenWord, TooSlowToRead, is_installed, look

T = TypeVar("T")

_SECONDS_TO_DRAW = 15.0
_SECONDS_TO_READ_A_PAGE = 30.0
_SECONDS_TO_READ = 45.0
_AT_ONCE = 2
_BYTES_KEPT = 64 * 1024 * 1024
_BYTES_OF_A_WORD = 200
_TOO_SLOW = "It takes too long to show this file; open the original."
_BROKEN = "The file cannot be shown; open the original."
_NO_WORDS = "Its words are not marked: tesseract is not installed on this machine."
_SOME_WORDS = "The words of some pages are not marked: reading them takes too long."


@dataclass(frozen=True)
class Word:
    """A word, its place in the document's text (code points), and its box in parts of the page's size."""

    text: str
    start: int
    end: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class ReadPage:
    """One page: its picture's size in pixels, and its words."""

    width: int
    height: int
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Document:
    """A document's pages, of ``total``, and their text, as ``reading.layout`` puts it together.

    ``seen`` says that words were read off a picture. ``note`` says, as a sentence, why pages or words are missing.
    """

    pages: tuple[ReadPage, ...]
    total: int
    note: str | None = None
    text: str = ""
    seen: bool = False


class _Failed(Exception):
    """A file that cannot be shown; the message is a sentence for a rep."""


class _TooSlow(_Failed):
    """A file that takes too long."""


class _Kept(Generic[T]):
    """What was made lately, up to a size in bytes; what was not used for longest goes first."""

    def __init__(self, most: int, size: Callable[[T], int]) -> None:
        self._most = most
        self._size = size
        self._items: OrderedDict[str, T] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> T | None:
        with self._lock:
            found = self._items.get(key)
            if found is not None:
                self._items.move_to_end(key)
            return found

    def put(self, key: str, item: T) -> None:
        with self._lock:
            replaced = self._items.pop(key, None)
            self._bytes += self._size(item) - (self._size(replaced) if replaced is not None else 0)
            self._items[key] = item
            while self._bytes > self._most and len(self._items) > 1:
                _, gone = self._items.popitem(last=False)
                self._bytes -= self._size(gone)


class PageReader:
    """Shows documents and photos page by page. Files are known by their hash; safe to use from many threads."""

    def __init__(self, bytes_kept: int = _BYTES_KEPT) -> None:
        self._documents: _Kept[Document] = _Kept(bytes_kept // 4, _size_of)
        self._pictures: _Kept[bytes] = _Kept(bytes_kept, lambda png: len(png) + 100)
        self._to_read = threading.Semaphore(_AT_ONCE)
        self._to_draw = threading.Semaphore(_AT_ONCE)

    def document(self, content: bytes) -> Document:
        """A file's pages with their words. One that cannot be shown has no pages, and a note."""
        key = hashlib.sha256(content).hexdigest()
        with self._to_read:
            known = self._documents.get(key)
            if known is None:
                known = self._read(content, key)
                self._documents.put(key, known)
            return known

    def picture(self, content: bytes, number: int) -> bytes | None:
        """The picture of a page as PNG; None where there is no such page or it cannot be shown."""
        try:
            return self._picture(content, hashlib.sha256(content).hexdigest(), number)
        except _Failed:
            return None

    def _picture(self, content: bytes, key: str, number: int) -> bytes:
        with self._to_draw:
            known = self._pictures.get(f"{key}.{number}")
            if known is None:
                if self._pictures.get(key) is not None:
                    raise _TooSlow(_TOO_SLOW)
                try:
                    known = _run("picture", content, str(number))
                except _TooSlow:
                    # Kept as well: a file whose pages take too long takes its time once, not once a page.
                    self._pictures.put(key, b"")
                    raise
                self._pictures.put(f"{key}.{number}", known)
            return known

    def _read(self, content: bytes, key: str) -> Document:
        try:
            with self._to_draw:
                outline = json.loads(_run("outline", content))
        except _Failed as failed:
            return Document((), 0, str(failed))
        notes = []
        if outline["total"] > MOST_PAGES:
            notes.append(f"Only the first {MOST_PAGES} of {outline['total']} pages are shown.")
        until = time.monotonic() + _SECONDS_TO_READ
        words: list[list[SeenWord]] = []
        for number, page in enumerate(outline["pages"], 1):
            placed = [SeenWord(text, (x, y, w, h), (x, y, w, h)) for text, x, y, w, h in page["words"]]
            if page["drawn"]:
                try:
                    placed = self._look(content, number, until)
                except _Failed as failed:
                    notes.append(str(failed))
            words.append(placed)
        sizes = [(page["width"], page["height"]) for page in outline["pages"]]
        note = " ".join(dict.fromkeys(notes)) or None
        text, pages = _placed_in_text(sizes, words)
        return Document(pages, outline["total"], note, text, any(page["drawn"] for page in outline["pages"]))

    def _look(self, content: bytes, number: int, until: float) -> list[SeenWord]:
        """The words that are seen on a picture."""
        if not is_installed():
            raise _Failed(_NO_WORDS)
        with self._to_draw:
            turned, _, png = _run("ink", content, str(number)).partition(b"\n")
        try:
            return look(png, float(turned), min(until, time.monotonic() + _SECONDS_TO_READ_A_PAGE))
        except TooSlowToRead as error:
            raise _Failed(_SOME_WORDS) from error


def _run(what: str, content: bytes, *more: str) -> bytes:
    """Have a file drawn or outlined, in a process that has nothing of the desk's."""
    command = [sys.executable, "-P", "-m", "reading.rendering", what, *more]
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=_SECONDS_TO_DRAW, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _TooSlow(_TOO_SLOW) from error
    if done.returncode == UNREADABLE:
        raise _Failed(done.stderr.decode("utf-8", "replace"))
    if done.returncode != 0:
        raise _Failed(_BROKEN)
    return done.stdout


def _placed_in_text(sizes: list[tuple[int, int]], pages: list[list[SeenWord]]) -> tuple[str, tuple[ReadPage, ...]]:
    """The text of all pages, and the pages with every word's place in it."""
    boxed = [[_box(word, size) for word in placed] for size, placed in zip(sizes, pages, strict=True)]
    sides = [dict(zip(map(id, boxes), placed, strict=True)) for boxes, placed in zip(boxed, pages, strict=True)]
    text, places = laid_out(boxed)
    read = []
    for (width, height), known, placed in zip(sizes, sides, places, strict=True):
        words = tuple(Word(one.box.text, one.start, one.end, *known[id(one.box)].box) for one in placed)
        read.append(ReadPage(width, height, words))
    return text, tuple(read)


def _box(word: SeenWord, size: tuple[int, int]) -> Box:
    (left, top, width, height), (wide, high) = word.level, size
    return Box(word.text, left * wide, top * high, (left + width) * wide, (top + height) * high)


def _size_of(document: Document) -> int:
    return 500 + _BYTES_OF_A_WORD * sum(len(page.words) for page in document.pages) + len(document.text)
