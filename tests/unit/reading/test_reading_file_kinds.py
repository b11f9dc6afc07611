"""File kinds: what a file is by its bytes, and which files are text that can be read as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.file_kinds import LONGEST_TEXT_FILE, FileKind, kind_of, text_of_file
from tests.support import files


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.pdf("x"), FileKind.PDF),
        (b"\r\n" + files.pdf("x"), FileKind.PDF),
        (files.photo(), FileKind.PNG),
        (files.photo(kind="JPEG"), FileKind.JPEG),
        (files.photo(kind="GIF"), FileKind.GIF),
        (files.photo(kind="WEBP"), FileKind.WEBP),
        (files.photo(kind="TIFF"), FileKind.TIFF),
        (files.recording(), FileKind.WAV),
        (b"ID3\x04", FileKind.MP3),
        (b"\xff\xfb\x90\x00", FileKind.MP3),
        (b"\0\0\0\x1cftypM4A ", FileKind.MP4_AUDIO),
        (b"OggS\0", FileKind.OGG),
        (b"fLaC\0", FileKind.FLAC),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", FileKind.WEBM),
        (b"\0\0\0\x18ftypheic", None),
        (b"RIFF1234AVI ", None),
        ("sku".encode("utf-16"), None),
        (b"\xff\xff\xff\xff", None),
        (b"<html>%PD-", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, kind: FileKind | None) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"sku,qty\r\nW-1001,2\r\n", "sku,qty\r\nW-1001,2\r\n"),
        (b"\xef\xbb\xbfsku", "sku"),
        ("caf\u00e9".encode("cp1252"), "caf\u00e9"),
        ("caf\u00e9".encode("utf-16"), "caf\u00e9"),
        (files.EDI, files.EDI.decode()),
        (b"ISA\x1d00\x1e850\x1f~", "ISA\x1d00\x1e850\x1f~"),
        (b"PK\x03\x04", None),
        (b"{\\rtf1 x}", None),
        (b"a\0b", None),
        (b"", None),
        (b"x" * (LONGEST_TEXT_FILE + 1), None),
    ],
)
def test_a_file_is_text_where_it_can_be_read_as_it_is(content: bytes, text: str | None) -> None:
    assert text_of_file(content) == text


@given(st.binary(max_size=200))
def test_any_bytes_have_a_kind_or_none_and_a_text_or_none(content: bytes) -> None:
    kind_of(content)
    assert "\0" not in (text_of_file(content) or "")
