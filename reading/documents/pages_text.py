"""The text of documents and photos, from the words on their pages."""

from __future__ import annotations

from reading.files_text import FileText
from reading.pages import Document

WRITTEN = "pdf-1"
SEEN = "ocr-1"
_NO_WORDS = "No words can be read on it; open the original."


def text_of_pages(name: str, document: Document) -> FileText:
    """The grid text of the pages of a file of that name, as ``reading.pages`` has read them.

    The extractor is ``SEEN`` where words were read off a picture.
    """
    missing = document.note
    if not document.text.strip() and missing is None:
        missing = _NO_WORDS
    return FileText(
        text=document.text,
        extractor=SEEN if document.seen else WRITTEN,
        unreadable=f"{name}: {missing}" if missing else None,
    )
