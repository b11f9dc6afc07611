"""Any file that comes with a message, to its text: by what the file is, not by what its name says."""

from __future__ import annotations

from connectors.transcribing import LARGEST_RECORDING, Transcriber, left_to_listen
from domain.errors import TranscriptionFailed
from reading.documents import is_workbook, text_of_delimited, text_of_pages, text_of_workbook
from reading.edi import looks_like_edi, text_of_edi
from reading.file_kinds import HEAD, RICH_TEXT, FileKind, kind_of, may_be_text
from reading.files_text import FileText
from reading.pages import PageReader
from reading.parts import INTERCHANGE_TYPE, NO_EXTRACTOR


class FileReader:
    """Takes the text out of files. Safe to use from many threads.

    ``pages`` draws documents and photos, and keeps what it has drawn lately; ``transcriber`` turns recordings into
    words, where one is set up.
    """

    def __init__(self, transcriber: Transcriber | None = None) -> None:
        self.pages = PageReader()
        self._transcriber = transcriber

    def read(self, filename: str, media_type: str, content: bytes) -> FileText:
        """A file's text; what cannot be read says why, in a sentence for a rep. Never fails.

        What a file is, its own bytes say; only of an interchange that begins with none of the marks of one does its
        type, and it is then refused as what it was meant to be.
        """
        name = filename or "The file"
        if not content:
            return _left(f"{name} is empty.")
        head = content[:HEAD]
        kind = kind_of(head)
        if kind is not None and kind.is_recording:
            return self._heard(name, kind, content)
        if kind is not None:
            return text_of_pages(name, self.pages.document(content))
        if looks_like_edi(head) or media_type == INTERCHANGE_TYPE:
            return text_of_edi(content)
        if is_workbook(content):
            return text_of_workbook(name, content)
        if may_be_text(content) and not content.startswith(RICH_TEXT):
            return text_of_delimited(name, content)
        return _left(f"{name} is of a kind that the desk does not read; a rep has to look at it.")

    def _heard(self, name: str, kind: FileKind, content: bytes) -> FileText:
        if self._transcriber is None:
            return _left(left_to_listen(name))
        if len(content) > LARGEST_RECORDING:
            return _left(f"{name} is a recording of more than {LARGEST_RECORDING // 1_048_576} MB: listen to it.")
        try:
            said = self._transcriber.transcribe(name, kind.value, content)
        except TranscriptionFailed as failed:
            return _left(failed.sentence)
        return FileText(text=said, extractor=self._transcriber.name)


def _left(sentence: str) -> FileText:
    return FileText(text="", extractor=NO_EXTRACTOR, unreadable=sentence)
