"""Pages: what a document or photo shows, where its words stand, and what a file that is meant to harm comes to."""

from __future__ import annotations

import io
import shutil
import subprocess
import threading
import time
from typing import Any

import pytest
from PIL import Image

from reading import pages
from reading.pages import Document, PageReader, Word
from reading.rendering import MOST_PAGES
from tests.support import files

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


@pytest.fixture
def reader() -> PageReader:
    return PageReader()


def drawn(reader: PageReader, content: bytes, number: int = 1) -> Image.Image:
    png = reader.picture(content, number)
    assert png is not None
    return Image.open(io.BytesIO(png), formats=["PNG"])


def ink(picture: Image.Image, word: Word) -> float:
    """How dark the darkest spot of a word's box is, from 0 to 255."""
    wide, high = picture.size
    box = (word.left * wide, word.top * high, (word.left + word.width) * wide, (word.top + word.height) * high)
    low, _ = picture.convert("L").crop(tuple(round(side) for side in box)).getextrema()  # type: ignore[arg-type]
    return 255 - float(low)  # type: ignore[arg-type]


def words(document: Document) -> list[list[str]]:
    return [[word.text for word in page.words] for page in document.pages]


class TestADocument:
    def test_is_its_pages_with_the_words_on_them(self, reader: PageReader) -> None:
        document = reader.document(files.pdf("2 cs romas", "1 bag onions"))
        assert words(document) == [["2", "cs", "romas"], ["1", "bag", "onions"]]
        assert (document.total, document.note) == (2, None)

    def test_has_every_word_in_one_text(self, reader: PageReader) -> None:
        document = reader.document(files.pdf("2 cs romas", "1 bag"))
        text = " ".join(word.text for page in document.pages for word in page.words)
        assert all(text[word.start : word.end] == word.text for page in document.pages for word in page.words)

    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    def test_has_its_boxes_on_the_words_whichever_way_it_is_turned(self, reader: PageReader, turned: int) -> None:
        content = files.pdf("romas onions", turned=turned)
        (page,) = reader.document(content).pages
        picture = drawn(reader, content)
        assert picture.size == (page.width, page.height)
        assert len(page.words) == 2
        assert all(ink(picture, word) > 200 for word in page.words)
        covered = sum(word.width * word.height for word in page.words)
        assert covered < 0.05, "a box is larger than its word"

    def test_is_drawn_at_most_1600_pixels_wide(self, reader: PageReader) -> None:
        (page,) = reader.document(files.pdf("wide", size=(5000, 500))).pages
        assert (page.width, page.height) == (1600, 160)

    def test_that_is_absurdly_long_is_drawn_small(self, reader: PageReader) -> None:
        (page,) = reader.document(files.pdf("strip", size=(10, 14_000))).pages
        assert page.width * page.height < 1600 * 6401

    def test_shows_its_first_pages_only_and_says_so(self, reader: PageReader) -> None:
        content = files.pdf(*(["x"] * (MOST_PAGES + 3)))
        document = reader.document(content)
        assert (len(document.pages), document.total) == (MOST_PAGES, MOST_PAGES + 3)
        assert document.note == "Only the first 50 of 53 pages are shown."
        assert reader.picture(content, MOST_PAGES) is not None
        assert reader.picture(content, MOST_PAGES + 1) is None

    def test_that_is_locked_says_so(self, reader: PageReader) -> None:
        document = reader.document(files.locked_pdf())
        assert document.pages == ()
        assert document.note is not None
        assert "password" in document.note

    @pytest.mark.parametrize("content", [b"%PDF-1.4\n%%EOF", b"%PDF-1.7" + bytes(2000), files.pdf("x")[:150]])
    def test_that_is_damaged_has_a_note_and_no_pages(self, reader: PageReader, content: bytes) -> None:
        document = reader.document(content)
        assert (document.pages, document.note) == (
            (),
            "The document is damaged and cannot be shown; open the original.",
        )
        assert reader.picture(content, 1) is None


class TestAPhoto:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF"])
    def test_of_any_kind_is_one_page(self, reader: PageReader, kind: str) -> None:
        document = reader.document(files.photo(kind=kind))
        assert [(page.width, page.height) for page in document.pages] == [(800, 200)]

    @needs_tesseract
    def test_has_its_words_read_from_it(self, reader: PageReader) -> None:
        content = files.photo("12 cases romas")
        (page,) = reader.document(content).pages
        assert [word.text for word in page.words] == ["12", "cases", "romas"]
        assert all(ink(drawn(reader, content), word) > 200 for word in page.words)

    @needs_tesseract
    @pytest.mark.parametrize("kind", ["PDF", "TIFF"])
    def test_that_is_a_page_of_a_scan_has_its_words_read_too(self, reader: PageReader, kind: str) -> None:
        content = files.scan("12 cases romas", "3 bags onions", kind=kind)
        document = reader.document(content)
        assert words(document) == [["12", "cases", "romas"], ["3", "bags", "onions"]]
        assert all(ink(drawn(reader, content, 2), word) > 200 for word in document.pages[1].words)

    def test_that_was_taken_sideways_stands_upright(self, reader: PageReader) -> None:
        content = files.photo(kind="JPEG", orientation=6)
        (page,) = reader.document(content).pages
        assert (page.width, page.height) == (200, 800)
        assert drawn(reader, content).size == (200, 800)

    def test_is_shown_without_words_where_nothing_can_read_them(
        self, reader: PageReader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", "")
        document = reader.document(files.photo("12 cases romas"))
        assert words(document) == [[]]
        assert document.note == "Its words are not marked: tesseract is not installed on this machine."

    def test_that_would_burst_the_memory_is_not_unpacked(self, reader: PageReader) -> None:
        began = time.monotonic()
        document = reader.document(files.bomb())
        assert (document.pages, document.note) == (
            (),
            "The picture has too many pixels to be shown; open the original.",
        )
        assert time.monotonic() - began < 5

    @needs_tesseract
    def test_that_is_damaged_is_shown_by_a_note(self, reader: PageReader) -> None:
        content = files.photo("12 cases romas")[:400]
        assert reader.picture(content, 1) is None
        document = reader.document(content)
        assert words(document) == [[]]
        assert document.note == "The picture is damaged and cannot be shown; open the original."


class TestAHostileFile:
    def test_that_takes_too_long_takes_it_once(self, reader: PageReader, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pages, "_SECONDS_TO_DRAW", 0.01)
        content = files.pdf("x", "y")
        assert reader.picture(content, 1) is None
        monkeypatch.setattr(pages, "_SECONDS_TO_DRAW", 15.0)
        assert reader.picture(content, 2) is None
        assert reader.picture(files.pdf("another"), 1) is not None

    def test_is_drawn_without_what_the_desk_knows(self, reader: PageReader, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[dict[str, str]] = []
        run = subprocess.run

        def watched(*args: Any, **kwargs: Any) -> Any:
            seen.append(kwargs["env"])
            return run(*args, **kwargs)

        monkeypatch.setattr(subprocess, "run", watched)
        monkeypatch.setenv("ORDERDESK_MODELS__X__API_KEY", "secret")
        assert reader.document(files.pdf("x")).total == 1
        assert seen
        assert all("secret" not in environment.values() for environment in seen)


class TestWhatIsKept:
    def test_is_drawn_once(self, reader: PageReader, monkeypatch: pytest.MonkeyPatch) -> None:
        content = files.pdf("x")
        first = reader.document(content), reader.picture(content, 1)
        monkeypatch.setattr(pages, "_run", None)
        assert (reader.document(content), reader.picture(content, 1)) == first

    def test_is_bounded_in_bytes(self) -> None:
        reader = PageReader(bytes_kept=1)
        for words in ("x", "y", "z"):
            assert reader.picture(files.pdf(words), 1) is not None
        assert len(reader._pictures._items) == 1

    def test_is_right_for_many_at_once(self, reader: PageReader) -> None:
        found: dict[str, list[list[str]]] = {}

        def read(word: str) -> None:
            found[word] = words(reader.document(files.pdf(word)))

        threads = [threading.Thread(target=read, args=(f"word{n}",)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {f"word{n}": [[f"word{n}"]] for n in range(6)}
