"""A line whose document states product numbers: the product they name, checked against each other and the description.

A number is looked up as what it is said to be. One that nobody has, beside a description that fits a product, is a slip
of the pen or another product: in both cases a rep looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from agents.results import RequestedLine
from domain.quantities import LARGEST_AMOUNT
from knowledge.matching.match import Ground, ground_probability
from knowledge.matching.normalise import fold
from reading.order_documents import NumberKind, ProductNumber
from reading.slips import one_slip
from tools.base import Toolbox
from tools.catalog import (
    CatalogAnswer,
    GetProduct,
    LookUpNumber,
    SearchCatalog,
    get_product,
    look_up_number,
    search_catalog,
)

_AS_SAID = {
    NumberKind.OURS: frozenset({"sku"}),
    NumberKind.THEIRS: frozenset({"customer_number"}),
    NumberKind.TRADE: frozenset({"upc"}),
    NumberKind.MAKERS: frozenset({"mpn"}),
    NumberKind.UNSAID: frozenset({"sku", "customer_number", "upc", "mpn"}),
}
# A trade item number is written with or without the zeros in front of it.
_TRADE_LENGTHS = (8, 12, 13, 14)
_MOST_NUMBERS = 6


def search_by_numbers(requested: RequestedLine, customer_id: str | None, tools: Toolbox) -> CatalogAnswer:
    """The product that the numbers of a line name, with what its description says to that."""
    numbers = requested.numbers[:_MOST_NUMBERS]
    description = _description(requested)
    named = {number: _named(number, customer_id, tools) for number in numbers}
    found = [skus for skus in named.values() if skus]
    if not found:
        return _nobodys(requested, description, customer_id, tools)
    common = set.intersection(*(set(skus) for skus in found))
    if len(common) > 1 and description:
        return _search(requested, description, customer_id, tools)
    if len(common) != 1:
        told = ", ".join(number.value for number, skus in named.items() if skus)
        answer = _search(requested, description, customer_id, tools)
        return _contradicted(answer, f"the numbers {told} name different products")
    (sku,) = common
    unknown = [number.value for number, skus in named.items() if not skus and number.kind is NumberKind.OURS]
    if unknown:
        answer = _search(requested, description, customer_id, tools)
        return _contradicted(answer, f"the number {unknown[0]} is no product's, another of the line's is {sku}'s", sku)
    written = next(skus[sku] for skus in named.values() if sku in skus)
    answer = _search(requested, f"{written} {description}".strip(), customer_id, tools)
    if answer.sku == sku or answer.ground == Ground.CONTRADICTED.value:
        return answer
    if answer.sku is None and not description:
        return answer.model_copy(
            update={
                "sku": sku,
                "ground": Ground.NUMBER.value,
                "probability": ground_probability(Ground.NUMBER),
                "why": "the number is that product's",
            }
        )
    return _contradicted(answer, f"the number {written} is {sku}'s, the words say otherwise", sku)


def sayable(amount: Decimal | None) -> Decimal | None:
    """The amount as said, where it is one that could be ordered."""
    return amount if amount is not None and amount.is_finite() and 0 < amount <= LARGEST_AMOUNT else None


def unit_words_of(requested: RequestedLine) -> tuple[str, ...]:
    """The words that a product need not have because they name a unit. A single letter may be a size: gloves, M."""
    return tuple(word for word, _ in requested.unit_words if len(word) > 1)


def search_for(requested: RequestedLine, customer_id: str | None, said: str | None = None) -> SearchCatalog:
    """What to ask the catalog for a line: its words, or others in their place."""
    return SearchCatalog(
        customer_id=customer_id,
        words=requested.words if said is None else said,
        without=requested.without,
        unit_words=unit_words_of(requested),
        amount=sayable(requested.amount),
        unit=requested.unit_code,
    )


def _description(requested: RequestedLine) -> str:
    """The words of a line without the numbers that stand before them."""
    rest = requested.words.strip()
    for number in requested.numbers:
        if rest.startswith(number.value.strip()):
            rest = rest[len(number.value.strip()) :].lstrip()
    return rest


def _named(number: ProductNumber, customer_id: str | None, tools: Toolbox) -> dict[str, str]:
    """The products with that number, each with the writing it was found by; as what it is said to be, if there are."""
    for written in _writings(number):
        hits = tools.call(look_up_number, LookUpNumber(customer_id=customer_id, number=written)).hits
        found = {hit.sku: written for hit in hits if hit.kind in _AS_SAID[number.kind]}
        if found:
            return found
    return {}


def _writings(number: ProductNumber) -> Iterator[str]:
    value = number.value.strip()
    yield value
    digits = "".join(value.split()).replace("-", "")
    if number.kind in (NumberKind.TRADE, NumberKind.UNSAID) and digits.isdigit() and len(digits) <= _TRADE_LENGTHS[-1]:
        bare = digits.lstrip("0")
        yield from dict.fromkeys(
            writing
            for writing in (digits, *(bare.zfill(length) for length in _TRADE_LENGTHS if len(bare) <= length))
            if writing != value and len(bare) >= _TRADE_LENGTHS[0] - 1
        )


def _nobodys(requested: RequestedLine, description: str, customer_id: str | None, tools: Toolbox) -> CatalogAnswer:
    """No number of the line is known: what the description says, against the numbers where they should be known."""
    told = ", ".join(number.value for number in requested.numbers)
    answer = _search(requested, description or requested.words, customer_id, tools)
    if answer.sku is None:
        why = answer.why if description else f"the number {told} is no product's."
        return answer.model_copy(update={"why": why})
    on_file = tuple(_on_file(answer.sku, customer_id, requested.numbers, tools))
    if not on_file:
        return answer
    slip = any(one_slip(fold(number.value), fold(known)) for number in requested.numbers for known in on_file)
    near = f"; one character beside {', '.join(dict.fromkeys(on_file))}" if slip else ""
    return _contradicted(answer, f"the number {told} is no product's, the words are {answer.sku}'s{near}")


def _on_file(sku: str, customer_id: str | None, numbers: tuple[ProductNumber, ...], tools: Toolbox) -> Iterator[str]:
    """The product's own numbers of the kinds that were stated: any other number contradicts these."""
    product = tools.call(get_product, GetProduct(sku=sku)).product
    if product is None:
        return
    kinds = {number.kind for number in numbers}
    if kinds & {NumberKind.OURS, NumberKind.UNSAID}:
        yield product.sku
    if product.upc and NumberKind.TRADE in kinds:
        yield product.upc
    if product.mpn and NumberKind.MAKERS in kinds:
        yield product.mpn
    if kinds & {NumberKind.THEIRS, NumberKind.UNSAID}:
        own = tools.context.customer_words(customer_id).own_words
        yield from (theirs for theirs, of in own if of == sku and any(c.isdigit() for c in theirs))


def _search(requested: RequestedLine, text: str, customer_id: str | None, tools: Toolbox) -> CatalogAnswer:
    return tools.call(search_catalog, search_for(requested, customer_id, text))


def _contradicted(answer: CatalogAnswer, why: str, sku: str | None = None) -> CatalogAnswer:
    """A product for a rep to look at: ``sku``, else what the words found."""
    ground = Ground.CONTRADICTED
    return answer.model_copy(
        update={
            "sku": sku or answer.sku,
            "ground": ground.value,
            "probability": ground_probability(ground),
            "why": why,
        }
    )
