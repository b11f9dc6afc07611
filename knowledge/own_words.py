"""Customers' own words for products, as reps taught them: which count for a customer, how far, and teaching one.

Words count as the same whatever their order, case or plural. What one customer calls a product holds for that customer;
by policy, what several customers agree on is proposed for every other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.aliases import AliasEvent, AliasStanding, AliasStrength
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import stem
from store import aliases
from store.aliases import Saying
from store.tables import AliasRow

_LONGEST_KEY = 200


@dataclass(frozen=True)
class KnownWords:
    """Words that mean a product to a customer, and how far they may be relied on."""

    words: str
    sku: str
    strength: AliasStrength


@dataclass(frozen=True)
class WidenedWords:
    """Words that mean the same product to several customers: who they are, and their aliases."""

    words: str
    sku: str
    customers: frozenset[str]
    alias_ids: frozenset[str]


@dataclass(frozen=True)
class Taught:
    """An alias that was taught, and those whose place it took."""

    row: AliasRow
    replaced: tuple[AliasRow, ...]


def said(written: str) -> frozenset[str]:
    """What words are compared by: each word once, without its plural."""
    return frozenset(stem(token) for token in words(written))


def known_words(session: Session, customer_id: str) -> tuple[KnownWords, ...]:
    """A customer's own words, the certain before the doubted, of these the ones taught last first."""
    rows = [row for row in reversed(aliases.of_customer(session, customer_id)) if row.active]
    known = [KnownWords(row.words, row.sku, AliasStrength(row.standing)) for row in rows]
    return tuple(sorted(known, key=lambda one: one.strength is not AliasStrength.CERTAIN))


def shared_words(session: Session, customer_id: str | None, asked: str, widen_at: int) -> KnownWords | None:
    """What words that a customer has none of their own for mean to ``widen_at`` other customers (0: never).

    Where this customer's reps have ever said anything of these words, only that counts.
    """
    shared = widened(session, (asked,), widen_at).get(said(asked))
    if shared is None or (customer_id and alike(aliases.of_customer(session, customer_id), asked)):
        return None
    return KnownWords(shared.words, shared.sku, AliasStrength.WIDENED)


def widened(session: Session, texts: Iterable[str], widen_at: int) -> dict[frozenset[str], WidenedWords]:
    """Of these words the ones that so many customers agree on (0: none), by what is said.

    Words that any customer uses for another product are not agreed on.
    """
    if widen_at == 0:
        return {}
    asked = {said(text) for text in texts}
    by_words: dict[frozenset[str], list[AliasRow]] = defaultdict(list)
    for row in aliases.in_use(session, {_key(one) for one in asked if one}):
        by_words[said(row.words)].append(row)
    found = {}
    for one in asked & by_words.keys():
        rows = by_words[one]
        agreeing = [row for row in rows if row.widens]
        customers = frozenset(row.customer_id for row in agreeing)
        if len(customers) >= widen_at and len({row.sku for row in rows}) == 1:
            first = agreeing[0]
            found[one] = WidenedWords(first.words, first.sku, customers, frozenset(row.id for row in agreeing))
    return found


def teach(session: Session, alias_id: str, customer_id: str, written: str, sku: str, saying: Saying) -> Taught:
    """Remember that a customer's words mean a product, and no other from now on. The customer's words are locked."""
    known = alike(aliases.of_customer(session, customer_id), written)
    same = next((row for row in known if row.sku == sku), None)
    # The words stay as they were first written for this product: they are compared by what they say.
    kept = same.words if same else written
    row = aliases.teach(session, alias_id, customer_id, kept, _key(said(kept)), sku, saying)
    return Taught(row, replace_others(session, known, sku, saying))


def alike(rows: Iterable[AliasRow], written: str) -> list[AliasRow]:
    """Those whose words count as the same ones."""
    key = said(written)
    return [row for row in rows if said(row.words) == key]


def replace_others(session: Session, known: Sequence[AliasRow], sku: str, saying: Saying) -> tuple[AliasRow, ...]:
    """Use these words for no other product any more: taught for two, they would count for neither."""
    others = tuple(row for row in known if row.sku != sku and row.standing != AliasStanding.FORGOTTEN.value)
    for row in others:
        aliases.add_event(session, row, AliasEvent.REPLACED, saying)
    return others


def _key(compared: frozenset[str]) -> str:
    """What an alias is found by: as much of what its words are compared by as an index takes."""
    return " ".join(sorted(compared))[:_LONGEST_KEY]
