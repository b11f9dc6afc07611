"""Bytes from outside as answers: downloads that no browser renders, recordings, pictures, and sanitised HTML."""

from __future__ import annotations

import re
import unicodedata
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import Response

from api.http.problems import Refused
from reading.file_kinds import FileKind

BINARY: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The bytes, as a download.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture.",
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
    }
}
HTML: dict[int | str, dict[str, Any]] = {
    200: {"description": "The page.", "content": {"text/html": {"schema": {"type": "string"}}}}
}
_SOUND = {kind.value: {"schema": {"type": "string", "format": "binary"}} for kind in FileKind if kind.is_recording}
RECORDING: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole recording.", "content": _SOUND},
    206: {"description": "The part of it that `Range` asked for.", "content": _SOUND},
    416: {"description": "It has no such part."},
}

_ALONE = "default-src 'none'; frame-ancestors 'none'"
_LONGEST_NAME = 150
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|;%]')


def download(content: bytes, filename: str) -> Response:
    """A file that is kept, and never shown: neither by its type, nor by a guess, nor with anything of its own run."""
    headers = {
        "Content-Disposition": disposition(filename),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)


def disposition(filename: str) -> str:
    """The header that names a download (RFC 6266), whatever a sender has put into the name."""
    shown = "".join(c for c in filename if unicodedata.category(c)[0] != "C")
    clean = _NOT_IN_NAMES.sub("_", shown).strip(" .")[-_LONGEST_NAME:] or "file"
    plain = unicodedata.normalize("NFKD", clean).encode("ascii", "ignore").decode().strip(" .") or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"


def playable(content: bytes, kind: FileKind, wanted: str | None) -> Response:
    """A recording, or the one piece of it that a ``Range`` header wants; several pieces are answered with all.

    Raises:
        Refused: the piece lies outside of it (416).
    """
    headers = {
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _ALONE,
        "Cache-Control": "private, max-age=3600",
    }
    piece = _piece(wanted, len(content))
    if piece is None:
        return Response(content, media_type=kind.value, headers=headers)
    first, last = piece
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], HTTPStatus.PARTIAL_CONTENT, media_type=kind.value, headers=headers)


def _piece(wanted: str | None, size: int) -> tuple[int, int] | None:
    found = _RANGE.fullmatch(wanted.strip()) if wanted else None
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        begin, end = max(0, size - int(last)), size - 1
    else:
        begin, end = int(first), min(int(last or size - 1), size - 1)
        if last and int(last) < int(first):
            return None
    if begin >= size or begin > end:
        outside = {"Content-Range": f"bytes */{size}"}
        raise Refused(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The recording is shorter than that.", None, outside)
    return begin, end


def picture(png: bytes) -> Response:
    """A picture that the desk has drawn itself."""
    headers = {
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _ALONE,
    }
    return Response(png, media_type="image/png", headers=headers)


def framed(markup: str, style_sha256: str) -> Response:
    """A sanitised page for a sandboxed frame of the desk's own: it may show its own style and pictures, and no more."""
    policy = (
        f"sandbox; default-src 'none'; img-src data:; style-src 'sha256-{style_sha256}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": policy}
    return Response(markup, media_type="text/html", headers=headers)
