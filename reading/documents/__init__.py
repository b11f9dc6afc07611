"""Documents: text taken out of files as a grid, and orders read off it."""

from reading.documents.context import DocumentContext
from reading.documents.delimited import text_of_delimited
from reading.documents.pages_text import text_of_pages
from reading.documents.pasted import PastedTable, find_tables
from reading.documents.reader import read_document
from reading.documents.workbooks import is_workbook, text_of_workbook

__all__ = [
    "DocumentContext",
    "PastedTable",
    "find_tables",
    "is_workbook",
    "read_document",
    "text_of_delimited",
    "text_of_pages",
    "text_of_workbook",
]
