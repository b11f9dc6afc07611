"""The text that was taken out of a file, by a named version of the extractor."""

from __future__ import annotations

from domain.record import Record


class FileText(Record):
    """A file's text; ``extractor`` names what took it out, with its version.

    ``unreadable`` is why the file, or some of it, could not be read, as a sentence for a rep; what was read of it all
    the same is in ``text``. ``hidden`` is text that the file keeps from a reader's eye: hidden rows, columns, sheets.
    """

    text: str
    extractor: str
    unreadable: str | None = None
    hidden: str = ""
