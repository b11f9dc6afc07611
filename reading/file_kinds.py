"""What a file is by its own first bytes; names and stated types prove nothing."""

from __future__ import annotations

import re
from enum import StrEnum

# As much of a file as it takes to know it.
HEAD = 1024
LONGEST_TEXT_FILE = 400_000
# Letters all through, and yet no text to read.
RICH_TEXT = b"{\\rtf"

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1b\x7f]")  # X12 and EDIFACT may use 1C to 1F as separators
_MP4_AUDIO_BRANDS = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"dash", b"3gp4", b"3gp5", b"3gp6")


class FileKind(StrEnum):
    """The files that the desk shows or plays, each by its media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    WEBP = "image/webp"
    TIFF = "image/tiff"
    WAV = "audio/wav"
    MP3 = "audio/mpeg"
    MP4_AUDIO = "audio/mp4"
    OGG = "audio/ogg"
    FLAC = "audio/flac"
    WEBM = "audio/webm"

    @property
    def is_photo(self) -> bool:
        """Whether it is a picture."""
        return self.value.startswith("image/")

    @property
    def is_recording(self) -> bool:
        """Whether it can be played."""
        return self.value.startswith("audio/")


def kind_of(head: bytes) -> FileKind | None:
    """The kind of a file by its first ``HEAD`` bytes; None for any other."""
    simple = {
        b"\x89PNG\r\n\x1a\n": FileKind.PNG,
        b"\xff\xd8\xff": FileKind.JPEG,
        b"GIF87a": FileKind.GIF,
        b"GIF89a": FileKind.GIF,
        b"II*\0": FileKind.TIFF,
        b"MM\0*": FileKind.TIFF,
        b"OggS": FileKind.OGG,
        b"fLaC": FileKind.FLAC,
        b"ID3": FileKind.MP3,
    }
    for start, kind in simple.items():
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF"):
        return {b"WAVE": FileKind.WAV, b"WEBP": FileKind.WEBP}.get(head[8:12])
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_AUDIO_BRANDS:
        return FileKind.MP4_AUDIO
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return FileKind.WEBM
    if _is_mp3_frame(head):
        return FileKind.MP3
    return FileKind.PDF if b"%PDF-" in head[:HEAD] else None


def text_of_file(content: bytes) -> str | None:
    """A file's text, where it is one that can be read as it is, such as a CSV file or an EDI interchange."""
    if not content or len(content) > LONGEST_TEXT_FILE or content.startswith((RICH_TEXT, b"PK\x03\x04")):
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if _CONTROL.search(content):
        return None
    return _decoded(content, "utf-8-sig") or _decoded(content, "cp1252")


def may_be_text(head: bytes) -> bool:
    """Whether a file that begins so may be text; what it is in the end the whole file says, given to this whole."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or not _CONTROL.search(head)


def _decoded(content: bytes, charset: str) -> str | None:
    try:
        text = content.decode(charset)
    except ValueError:
        return None
    return text if "\0" not in text else None


def _is_mp3_frame(head: bytes) -> bool:
    """Whether it begins with the header of an MPEG audio frame of layer III."""
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[1] & 0x18 != 0x08 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
