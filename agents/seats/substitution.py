"""The substitution seat: which of the substitutes that data allows to offer first, and why, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agents.base import Conclusion
from agents.results import SubstitutionResult
from agents.seats.answers import Answer
from agents.seats.seat import Question, Settled
from agents.substitution import SubstitutionTask, lines_lacking, takes_nothing_else
from domain.orders import OrderLine
from domain.quantities import tidy
from domain.trade import Product, SubstitutionRule
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
from tools.purchases import PurchaseHistory, purchase_history

_LONGEST_SENTENCE = 240


class OfferedSubstitute(Answer):
    """What to offer for one line, and why."""

    line: int
    substitute: str
    sentence: str


class SubstitutionAnswer(Answer):
    """Every line that was asked about, each once."""

    offers: tuple[OfferedSubstitute, ...]


@dataclass(frozen=True)
class SubstitutionPart:
    """Asked where a line that cannot be had has several substitutes in stock: with one there is nothing to weigh."""

    variables = frozenset({"lines", "rule"})
    answer = SubstitutionAnswer

    def ask(
        self, task: SubstitutionTask, found: Conclusion[SubstitutionResult], tools: Toolbox
    ) -> Question[dict[int, frozenset[str]]] | None:
        """Ask for the lines where the customer's rule and the data leave a choice."""
        if task.customer_id is None:
            return None
        customer = tools.call(get_customer, GetCustomer(customer_id=task.customer_id)).customer
        if customer is None or customer.substitution is SubstitutionRule.NEVER:
            return None
        lacking = lines_lacking(task.availability)
        superseded = {s.line for s in found.result.substitutions if s.line not in lacking}
        offer: dict[int, frozenset[str]] = {}
        told: list[str] = []
        for line in task.availability.lines:
            if line.number not in lacking or line.number in superseded or line.sku is None:
                continue
            product = tools.call(get_product, GetProduct(sku=line.sku)).product
            if product is None or takes_nothing_else(product, task.availability.no_substitutes):
                continue
            candidates = list(_in_stock(line.sku, task.customer_id, tools))
            if len(candidates) > 1:
                offer[line.number] = frozenset(sku for sku, _ in candidates)
                told.append(_line(line, product))
                told += [words for _, words in candidates]
        if not offer:
            return None
        return Question({"lines": "\n".join(told), "rule": customer.substitution.value}, offer, task.customer_id)

    def check(
        self,
        offer: dict[int, frozenset[str]],
        answer: SubstitutionAnswer,
        tools: Toolbox,
    ) -> Iterator[str]:
        """Each line once, with a substitute that was offered for it."""
        if sorted(one.line for one in answer.offers) != sorted(offer):
            yield f"answer each of the lines {', '.join(map(str, sorted(offer)))} once"
            return
        for one in answer.offers:
            if one.substitute not in offer[one.line]:
                yield f"line {one.line}: {one.substitute} was not offered for it"
            if not one.sentence.strip() or len(one.sentence) > _LONGEST_SENTENCE:
                yield f"line {one.line}: give the reason in one sentence of at most {_LONGEST_SENTENCE} characters"

    def conclude(
        self,
        task: SubstitutionTask,
        found: Conclusion[SubstitutionResult],
        settled: Settled[dict[int, frozenset[str]], SubstitutionAnswer] | None,
        asked: bool,
        tools: Toolbox,
    ) -> Conclusion[SubstitutionResult]:
        """The built-in offers with the model's choice among them."""
        if settled is None:
            return found
        chosen = {one.line: one for one in settled.answer.offers}
        substitutions = tuple(
            s.model_copy(update={"substitute": chosen[s.line].substitute, "reason": chosen[s.line].sentence.strip()})
            if s.line in chosen
            else s
            for s in found.result.substitutions
        )
        findings = tuple(
            f.model_copy(update={"value": chosen[f.line].substitute, "why": chosen[f.line].sentence.strip()})
            if f.line in chosen
            else f
            for f in found.findings
        )
        return Conclusion(findings, found.result.model_copy(update={"substitutions": substitutions}))


def _line(line: OrderLine, product: Product) -> str:
    amount = f"{tidy(line.quantity)} {line.uom}" if line.quantity is not None else "some"
    return f"line {line.number}: they want {amount} of {product.name} ({product.description or product.category})"


def _in_stock(sku: str, customer_id: str, tools: Toolbox) -> Iterator[tuple[str, str]]:
    for substitute in tools.call(list_substitutes, ListSubstitutes(sku=sku)).substitutes:
        stock = tools.call(check_availability, CheckAvailability(sku=substitute.substitute)).available
        product = tools.call(get_product, GetProduct(sku=substitute.substitute)).product
        if stock <= 0 or product is None:
            continue
        bought = tools.call(
            purchase_history, PurchaseHistory(customer_id=customer_id, sku=substitute.substitute)
        ).purchases
        told = [substitute.substitute, product.name, *([f"pack {product.pack}"] if product.pack else [])]
        told += [f"{tidy(stock)} {product.uom} in stock", f"rank {substitute.rank}"]
        told += [f"the file says: {substitute.reason}"] if substitute.reason else []
        yield substitute.substitute, "  " + " | ".join([*told, f"bought {len(bought)} times"])
