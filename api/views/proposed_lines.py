"""The lines of a proposed order: product, units, stock, habit, and the candidates that lost, with why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy.orm import Session

from api.services import Services
from api.shapes.orders import (
    Availability,
    CandidateProduct,
    ProposedLine,
    SubstituteOffer,
    Sureness,
)
from api.views.products import available_of, brief, habit_shape, unit_choices
from domain.errors import UnitError
from domain.findings import FieldName, Finding
from domain.gate import Reason
from domain.orders import OrderBody, OrderLine, Substitution
from domain.quantities import ProductUnits, Quantity
from domain.trade import Product
from knowledge import catalog
from knowledge.facts import Facts
from knowledge.history import Habit as Buying

_CANDIDATES = 6


@dataclass(frozen=True)
class LineEvidence:
    """What stands behind the lines: findings, what stopped the order, and which lines a rep has edited."""

    findings: tuple[Finding, ...]
    reasons: tuple[Reason, ...]
    edited: frozenset[int]


@dataclass(frozen=True)
class _Known:
    """What the lines speak of, read once for all of them."""

    facts: Facts
    products: dict[str, Product]
    available: dict[str, Decimal]
    buys: dict[str, Buying]
    today: date


def proposed_lines(
    services: Services,
    session: Session,
    body: OrderBody,
    evidence: LineEvidence,
    sureness: Callable[[float], Sureness],
    today: date,
) -> tuple[ProposedLine, ...]:
    """Every line as a rep sees it. Products, stock and habits are read together, not line by line."""
    skus = {line.sku for line in body.lines if line.sku}
    offered = _offers(session, body)
    skus.update(offer.substitute for offers in offered.values() for offer in offers)
    skus.update(c.value for f in evidence.findings if f.field is FieldName.SKU for c in f.candidates[:_CANDIDATES])
    facts = services.search.facts(session)
    products = facts.products(session, skus)
    known = _Known(
        facts=facts,
        products=products,
        available=available_of(session, products),
        buys=facts.habits(session, body.customer_id, today) if body.customer_id else {},
        today=today,
    )
    return tuple(_line(session, line, evidence, offered.get(line.number, ()), known, sureness) for line in body.lines)


def _offers(session: Session, body: OrderBody) -> dict[int, tuple[Substitution, ...]]:
    """The substitutes of each line: those the agent proposed, else those that data allows for what is short."""
    found: dict[int, tuple[Substitution, ...]] = {}
    for line in body.lines:
        proposed = tuple(s for s in body.substitutions if s.line == line.number and s.sku == line.sku)
        if not proposed and line.sku is not None and line.confidence == 1.0:
            allowed = catalog.substitutes(session, line.sku)
            proposed = tuple(
                Substitution(line=line.number, sku=line.sku, substitute=s.substitute, reason=s.reason, made=False)
                for s in allowed
            )
        found[line.number] = proposed
    return found


def _line(
    session: Session,
    line: OrderLine,
    evidence: LineEvidence,
    offers: tuple[Substitution, ...],
    known: _Known,
    sureness: Callable[[float], Sureness],
) -> ProposedLine:
    product = known.products.get(line.sku) if line.sku else None
    units = known.facts.units(session, product) if product else None
    found = next((f for f in evidence.findings if f.field is FieldName.SKU and f.line == line.number), None)
    unit = next((f for f in evidence.findings if f.field is FieldName.UOM and f.line == line.number), None)
    edited = line.number in evidence.edited
    why = "as you set it" if edited else "; ".join(f.why for f in (found, unit) if f is not None)
    availability = _availability(line, product, units, known)
    return ProposedLine(
        number=line.number,
        text=line.text,
        words=line.words,
        spans=line.spans,
        product=brief(product) if product else None,
        quantity=line.quantity,
        uom=line.uom,
        price=line.price,
        amount=line.quantity * line.price if line.quantity is not None and line.price is not None else None,
        availability=availability,
        confidence=line.confidence,
        sureness=sureness(line.confidence if line.settled else 0.0),
        why=why or "nothing was found for it",
        reasons=tuple(reason for reason in evidence.reasons if reason.line == line.number),
        candidates=_candidates(found, known),
        habit=habit_shape(known.buys.get(line.sku), known.today) if line.sku else None,
        units=unit_choices(units, product) if units and product else (),
        substitutes=tuple(
            SubstituteOffer(
                product=brief(known.products[offer.substitute]),
                reason=offer.reason,
                made=offer.made,
                available=known.available.get(offer.substitute, Decimal(0)),
            )
            for offer in offers
            if offer.substitute in known.products and (offer.made or availability is None or not availability.enough)
        ),
        edited=edited,
    )


def _candidates(found: Finding | None, known: _Known) -> tuple[CandidateProduct, ...]:
    if found is None:
        return ()
    return tuple(
        CandidateProduct(
            product=brief(known.products[candidate.value]),
            probability=candidate.probability,
            why=candidate.why,
            available=known.available.get(candidate.value, Decimal(0)),
            habit=habit_shape(known.buys.get(candidate.value), known.today),
        )
        for candidate in found.candidates[:_CANDIDATES]
        if candidate.value in known.products
    )


def _availability(
    line: OrderLine, product: Product | None, units: ProductUnits | None, known: _Known
) -> Availability | None:
    if product is None or units is None:
        return None
    available = known.available.get(product.sku, Decimal(0))
    enough = None
    if line.quantity is not None and line.uom is not None:
        try:
            enough = Fraction(available) >= units.in_base(Quantity(line.quantity, line.uom))
        except UnitError:
            enough = None
    return Availability(available=available, uom=product.uom, enough=enough, due_date=None)
