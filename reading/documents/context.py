"""What a reader of a document has to know beside its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from reading.documents.values import Decimals
from reading.documents.words import every_language
from reading.languages import Lexicon, lexicon, with_unit_codes


def _nothing(_: str) -> bool:
    return False


@dataclass(frozen=True)
class DocumentContext:
    """What day it is, whether the day comes before the month in ``6/3``, the customer's language where it is known,
    which texts are product numbers (of ours, or of this customer) and which name one of the customer's places,
    whether the words were read off a picture, and the distributor's own codes for units."""

    today: date
    day_first: bool
    language: str | None = None
    is_number: Callable[[str], bool] = _nothing
    handwritten: bool = False
    is_place: Callable[[str], bool] = _nothing
    unit_codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """A context with what the document itself showed: its decimal mark, and the units of every language."""

    context: DocumentContext
    decimals: Decimals
    units: Lexicon


def units_of(context: DocumentContext) -> Lexicon:
    """The words of all languages, the document's before the others', with the distributor's own codes for units that
    are no words of the document's: ``BOL`` is a bowl in French alone."""
    known = every_language(context.language)
    if context.language is None or not context.unit_codes:
        return known
    own = with_unit_codes(lexicon((context.language,)), context.unit_codes)
    return replace(known, units={**own.units, **known.units})
