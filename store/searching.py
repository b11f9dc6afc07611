"""The form in which words are looked for: no case, no accents."""

from __future__ import annotations

import unicodedata


def searchable(text: str) -> str:
    """A text as it is searched: case folded, accents gone, one blank between words."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def pattern(words: str) -> str:
    """A LIKE pattern (escape ``\\``) that finds those words anywhere."""
    escaped = searchable(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
