"""The substitution agent: what to offer where a product cannot be had, by the customer's own rule."""

from __future__ import annotations

from dataclasses import dataclass

from agents.base import Agent, Conclusion
from agents.results import AvailabilityResult, SubstitutionResult
from domain.findings import AgentName, FieldName, Finding
from domain.gate import Concern, Reason
from domain.orders import ExceptionKind, OrderLine, Substitution
from domain.trade import Product, ProductStatus, SubstitutionRule
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, fit
from knowledge.matching.told import product_terms
from tools.base import Toolbox
from tools.catalog import (
    CheckAvailability,
    GetProduct,
    ListSubstitutes,
    check_availability,
    get_product,
    list_substitutes,
)
from tools.customers import GetCustomer, get_customer
from tools.purchases import purchase_history

_CANNOT_BE_HAD = frozenset({ExceptionKind.SHORT_STOCK, ExceptionKind.DISCONTINUED})


@dataclass(frozen=True)
class SubstitutionTask:
    """The order's lines with what stands against them."""

    customer_id: str | None
    availability: AvailabilityResult


def lines_lacking(available: AvailabilityResult) -> frozenset[int | None]:
    """The lines that cannot be had as asked."""
    return frozenset(e.line for e in available.exceptions if e.kind in _CANNOT_BE_HAD)


def takes_nothing_else(product: Product, no_substitutes: tuple[str, ...]) -> bool:
    """Whether a standing note wants nothing else for a product."""
    terms = product_terms(product.name, product.description, product.brand, product.category, product.mpn)
    return any(all(fit(word, terms) >= FOUND for word in words(noted)) for noted in no_substitutes)


class BuiltInSubstitution:
    """Offers by rank what is in stock; a successor stands in for what it superseded."""

    name = "built-in rules"

    def conclude(self, task: SubstitutionTask, tools: Toolbox) -> Conclusion[SubstitutionResult]:
        """Say what to offer or make for every line that cannot be had as asked."""
        if task.customer_id is None:
            return Conclusion((), SubstitutionResult())
        customer = tools.call(get_customer, GetCustomer(customer_id=task.customer_id)).customer
        if customer is None or customer.substitution is SubstitutionRule.NEVER:
            return Conclusion((), SubstitutionResult(concerns=self._old_numbers(task, tools)))
        allowed = customer.substitution is SubstitutionRule.ALLOW
        lacking = lines_lacking(task.availability)
        made: list[Substitution] = []
        findings: list[Finding] = []
        concerns: list[Reason] = []
        for line in task.availability.lines:
            if line.sku is None:
                continue
            product = tools.call(get_product, GetProduct(sku=line.sku)).product
            if product is None:
                continue
            kept = takes_nothing_else(product, task.availability.no_substitutes)
            offer = None if kept else self._offer(line, product, line.number in lacking, allowed, tools)
            if offer is None:
                continue
            made.append(offer)
            findings.append(
                Finding(
                    field=FieldName.SUBSTITUTE,
                    line=line.number,
                    value=offer.substitute,
                    probability=0.97,
                    why=offer.reason,
                )
            )
            if not offer.made:
                sentence = f"{product.name} would be replaced: {offer.reason}. They want to be asked."
                concerns.append(Reason(kind=Concern.CONSENT, sentence=sentence, line=line.number))
        return Conclusion(tuple(findings), SubstitutionResult(substitutions=tuple(made), concerns=tuple(concerns)))

    @staticmethod
    def _offer(line: OrderLine, product: Product, lacking: bool, allowed: bool, tools: Toolbox) -> Substitution | None:
        successor = product.superseded_by
        if product.status is ProductStatus.SUPERSEDED and successor is not None:
            reason = f"{product.name} is superseded by {successor}"
            return Substitution(line=line.number, sku=product.sku, substitute=successor, reason=reason, made=allowed)
        if not lacking:
            return None
        for substitute in tools.call(list_substitutes, ListSubstitutes(sku=product.sku)).substitutes:
            stock = tools.call(check_availability, CheckAvailability(sku=substitute.substitute))
            if stock.available > 0:
                # Even where substitutes are allowed, a shortage is a rep's to see: short_stock stops the order.
                return Substitution(
                    line=line.number,
                    sku=product.sku,
                    substitute=substitute.substitute,
                    reason=substitute.reason or "the first in rank that is in stock",
                    made=allowed,
                )
        return None

    @staticmethod
    def _old_numbers(task: SubstitutionTask, tools: Toolbox) -> tuple[Reason, ...]:
        """For a customer who never takes substitutes, a superseded product is a rep's to talk about."""
        found = []
        for line in task.availability.lines:
            product = tools.call(get_product, GetProduct(sku=line.sku)).product if line.sku else None
            if product is not None and product.status is ProductStatus.SUPERSEDED:
                sentence = f"{product.name} is superseded, and they take no substitutes."
                found.append(Reason(kind=Concern.CONSENT, sentence=sentence, line=line.number))
        return tuple(found)


def substitution_agent() -> Agent[SubstitutionTask, SubstitutionResult]:
    """The substitution agent with its built-in reasoner."""
    return Agent(
        name=AgentName.SUBSTITUTION,
        tools=(get_customer, get_product, list_substitutes, check_availability, purchase_history),
        built_in=BuiltInSubstitution(),
    )
