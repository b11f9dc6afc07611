"""The page: the files that Vite has built, and the one document behind every path that is a page's own."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from posixpath import basename

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import api

DIST = Path(api.__file__).parent / "ui" / "dist"
_DOCUMENT = "index.html"
# Vite puts a hash of what is in a file into its name.
_ASSETS = "assets/"
_FOREVER = "public, max-age=31536000, immutable"
_COMPRESSED = (("br", ".br"), ("gzip", ".gz"))
_NOT_BUILT = "The page is not built yet. Run `make page`, then load this again. The API is there, under /api.\n"


class BuiltPage(StaticFiles):
    """Serves the built files of a folder."""

    def __init__(self, folder: Path = DIST) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._folder = folder

    async def check_config(self) -> None:
        """Nothing: the page may be built while the desk is served."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file; the document for a path that is not one."""
        if not (self._folder / _DOCUMENT).is_file():
            return PlainTextResponse(_NOT_BUILT, HTTPStatus.SERVICE_UNAVAILABLE)
        if not path.startswith(_ASSETS):
            return await super().get_response(path if "." in basename(path) and path != "." else _DOCUMENT, scope)
        response = await super().get_response(path, scope)
        if response.status_code == HTTPStatus.OK:
            response = self._compressed(path, scope) or response
        response.headers["Cache-Control"] = _FOREVER
        return response

    def _compressed(self, name: str, scope: Scope) -> Response | None:
        """A file that is there, in a compressed form that is there too and that the browser takes."""
        accepted = Headers(scope=scope).get("Accept-Encoding", "")
        for encoding, ending in _COMPRESSED:
            file, found = self.lookup_path(name + ending)
            if found is not None and encoding in accepted:
                response = self.file_response(file, found, scope)
                response.headers["Content-Encoding"] = encoding
                response.headers["Vary"] = "Accept-Encoding"
                return response
        return None
