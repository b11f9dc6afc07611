"""Recorded lines as examples for product matching: what was asked, the candidates, and which of them are right.

A line is read as it stands, with nothing around it. Lines that only point at an order ("the usual") name no product and
are left out; so are those that a careful rep could not enter either, unless they are asked for: there, no candidate is
right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.calendar import local_date
from domain.trade import Distributor
from evals.recorded import Clarify, ExpectedLine, load_expected, load_recorded
from knowledge import catalog, customers
from knowledge.facts import Facts
from knowledge.matching.features import features_of, fits_of, none_of
from knowledge.matching.query import Query, as_catalogued
from knowledge.matching.told import told_by_product
from knowledge.products import ProductSearch
from reading.languages import languages
from reading.numbers import MEASURES
from reading.reader import ReadingContext, TextReading, read_text
from reading.tokens import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NUMBER_LENGTH = 4
_POINTING = ("usual", "last_order", "as_usual")


@dataclass(frozen=True)
class RecordedLine:
    """A recorded line that names a product: its text, who asked when, and the skus that would be right (none: ask).

    ``quantity`` is what a careful rep entered; None where that is not known. ``made_up`` lines nobody wrote.
    """

    conversation: str
    customer_id: str | None
    on: date
    text: str
    right: frozenset[str]
    quantity: Decimal | None = None
    made_up: bool = False


@dataclass(frozen=True)
class Example:
    """A line with its candidates: their features, those of "none of them", and which are right.

    ``rows`` has the shape (len(skus), len(FEATURES)), ``right`` the shape (len(skus),). ``group`` is the customer's, so
    that no customer teaches what it is tested on.
    """

    line: RecordedLine
    group: str
    skus: tuple[str, ...]
    rows: NDArray[np.float64]
    none: NDArray[np.float64]
    right: NDArray[np.bool_]

    @property
    def distributor(self) -> str:
        """Whose line it is: the same for all of one catalog."""
        return self.group.rpartition("/")[0]


def recorded_lines(folder: Path, session: Session) -> tuple[RecordedLine, ...]:
    """The lines of a folder's recorded orders that name a product."""
    zone = ZoneInfo(customers.distributor(session).timezone)
    said = {one.id: local_date(one.messages[-1].sent_at, zone) for one in load_recorded(folder)}
    return tuple(
        RecordedLine(truth.id, truth.customer_id, said[truth.id], line.text, _right(line), line.qty)
        for truth in load_expected(folder)
        for line in truth.lines
        if line.text and (line.sku is not None or line.clarify is Clarify.PRODUCT) and not _points(line.text)
    )


def _right(line: ExpectedLine) -> frozenset[str]:
    return (
        frozenset({line.sku, *line.accept})
        if line.sku is not None and line.clarify is not Clarify.PRODUCT
        else frozenset()
    )


def _points(text: str) -> bool:
    """Whether a line points at another order, in any language, instead of naming a product."""
    said = f" {fold(text)} "
    return any(
        f" {fold(phrase)} " in said
        for language in languages().values()
        for meaning in _POINTING
        for phrase in language.phrases[meaning]
    )


def query_of(line: RecordedLine, session: Session, distributor: Distributor) -> Query:
    """A line's product words, amount and unit, as intake reads them; all of its words where it reads no line in it."""
    reading = _read(line, session, distributor)
    if not reading.lines:
        return Query.of(line.text, frozenset())
    mention, units = reading.lines[0], reading.lexicon.units
    unit_words = frozenset(t.folded for t in mention.words if t.folded in units and len(t.folded) > 1)
    # By itself, a line may read as several, or as words beside one: "1 box ATDR 15 fuses", "grease EP2, case 10". All
    # of it is of one product.
    more = (token.text for other in reading.lines[1:] for token in other.tokens)
    beside = (token.text for token in reading.residue)
    asked, amount, unit = " ".join((*beside, mention.query(reading.lexicon), *more)), mention.amount, mention.unit_code
    if amount is not None and line.quantity not in (None, amount):
        # Nor does the order around it tell that a number is a size: the amount of "disques grain 120" is elsewhere.
        if unit is None:
            asked, amount = f"{asked} {amount:f}", line.quantity
        elif unit in MEASURES and _is_size(amount, line, session):
            asked, amount, unit = f"{asked} {amount:f} {mention.unit_word or ''}", line.quantity, None
    without = " ".join(token.text for token in mention.without)
    return Query.of(asked, unit_words, without, amount, unit)


def _is_size(amount: Decimal, line: RecordedLine, session: Session) -> bool:
    """Whether the right product has such a number: "saco 25 kg" is how it is packed, "72 lb of butter" is not."""
    return any(f"{amount:f}" in told_by_product(p).atoms for p in catalog.products(session, line.right).values())


def _read(line: RecordedLine, session: Session, distributor: Distributor) -> TextReading:
    def is_number(word: str) -> bool:
        numbered = len(word) >= _NUMBER_LENGTH and any(c.isdigit() for c in word)
        return numbered and bool(catalog.skus_by_number(session, line.customer_id, word))

    day_first = not distributor.locale.endswith("US")
    return read_text(line.text, ReadingContext(line.on, day_first, None, frozenset(), is_number))


def examples(folder: Path, session: Session, search: ProductSearch, with_customer: bool) -> Iterator[Example]:
    """The recorded lines of a folder as examples, from the desk that it was imported into.

    ``with_customer``: with what is known of who asks; else by the words alone.
    """
    distributor = customers.distributor(session)
    facts = search.facts(session)
    for line in recorded_lines(folder, session):
        customer_id = line.customer_id if with_customer else None
        query = query_of(line, session, distributor)
        yield example(line, query, customer_id, session, search, facts)


def example(
    line: RecordedLine, query: Query, customer_id: str | None, session: Session, search: ProductSearch, facts: Facts
) -> Example:
    """One line with its candidates and their features."""
    import numpy as np

    customer = search.customer_words(session, facts, customer_id, line.on)
    query = as_catalogued(query, facts.vocabulary, (theirs for theirs, _ in customer.known))
    candidates = search.candidates(session, facts, customer, customer_id, query)
    fits = fits_of(query, candidates, facts.vocabulary)
    return Example(
        line=line,
        group=f"{facts.version}/{line.customer_id}",
        skus=fits.skus,
        rows=features_of(query, candidates, fits, facts.vocabulary),
        none=none_of(fits),
        right=np.array([sku in line.right for sku in fits.skus], dtype=bool),
    )
