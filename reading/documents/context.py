"""What a reader of a document has to know beside its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reading.documents.values import Decimals
from reading.languages import Lexicon


def _nothing(_: str) -> bool:
    return False


@dataclass(frozen=True)
class DocumentContext:
    """What day it is, whether the day comes before the month in ``6/3``, the customer's language where it is known,
    which texts are product numbers (of ours, or of this customer) and which name one of the customer's places, and
    whether the words were read off a picture."""

    today: date
    day_first: bool
    language: str | None = None
    is_number: Callable[[str], bool] = _nothing
    handwritten: bool = False
    is_place: Callable[[str], bool] = _nothing


@dataclass(frozen=True)
class Sheet:
    """A context with what the document itself showed: its decimal mark, and the units of every language."""

    context: DocumentContext
    decimals: Decimals
    units: Lexicon
