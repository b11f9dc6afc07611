"""What a reader of a document has to know beside its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from reading.documents.values import Decimals
from reading.documents.words import every_language
from reading.languages import Lexicon
from reading.tokens import fold


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
    """The words of all languages, the document's before the others', with the distributor's own codes for units: what
    stands behind an amount in a cell is one, were it a word elsewhere."""
    return _units_of(context.language, context.unit_codes)


@lru_cache(maxsize=64)
def _units_of(language: str | None, codes: frozenset[str]) -> Lexicon:
    known = every_language(language)
    own = {fold(code): code for code in codes if len(code) > 1}
    return replace(known, units={**own, **known.units}) if own else known
