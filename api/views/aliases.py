"""Aliases in the API's shape, and teaching one: a customer's words mean one product at a time."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from sqlalchemy.orm import Session

from api.http.problems import Refused
from api.services import Services
from api.shapes.master import Alias, AliasChange, NewAlias
from api.sign_in.access import Caller
from api.views.orders import references
from api.views.products import brief
from domain.errors import InputRejected
from knowledge import catalog, customers
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import stem
from store import aliases, ledger
from store.tables import AliasRow


def alias_shapes(session: Session, rows: Sequence[AliasRow]) -> tuple[Alias, ...]:
    """Aliases with the names of their customers and products."""
    named = references(session, [row.customer_id for row in rows])
    products = catalog.products(session, [row.sku for row in rows])
    return tuple(
        Alias(
            alias_id=row.id,
            customer=named[row.customer_id],
            words=row.words,
            product=brief(products[row.sku]) if row.sku in products else None,
            sku=row.sku,
            taught_by=row.taught_by,
            taught_at=row.taught_at,
            message_id=row.message_id,
            active=row.active,
        )
        for row in rows
    )


def alias_shape(session: Session, row: AliasRow) -> Alias:
    """One alias."""
    return alias_shapes(session, (row,))[0]


def teach(session: Session, desk: Services, caller: Caller, wanted: NewAlias) -> AliasRow:
    """Remember a customer's words for a product, and for no other from now on.

    Raises:
        InputRejected: there is no such customer or product, or nothing that could be a word.
    """
    written = " ".join(wanted.words.split())
    _check_words(written)
    if customers.customer(session, wanted.customer_id) is None:
        raise InputRejected(f"customer_id: there is no customer {wanted.customer_id}.")
    _check_product(session, wanted.sku)
    aliases.lock(session, wanted.customer_id)
    known = _alike(aliases.of_customer(session, wanted.customer_id), written)
    same = next((row for row in known if row.sku == wanted.sku), None)
    _forget_others(session, desk, caller, known, wanted.sku)
    # The words stay as they were first written for this product: they are compared by what they say.
    row = aliases.teach(
        session,
        desk.ids.new("ali"),
        wanted.customer_id,
        same.words if same else written,
        wanted.sku,
        caller.name,
        same.message_id if same else None,
        desk.clock.now(),
    )
    _note(session, desk, caller, "alias_taught", row)
    return row


def change(session: Session, desk: Services, caller: Caller, row: AliasRow, wanted: AliasChange) -> None:
    """Change what words mean, or whether they are used.

    Raises:
        InputRejected: there is no such product.
        Refused: the words are on record for that product already.
    """
    before = (row.sku, row.active)
    known = _alike(aliases.of_customer(session, row.customer_id), row.words)
    if wanted.sku is not None and wanted.sku != row.sku:
        _check_product(session, wanted.sku)
        if any(other.sku == wanted.sku and other.words == row.words for other in known):
            raise Refused(
                HTTPStatus.CONFLICT, f"These words are on record for {wanted.sku} already: change that alias instead."
            )
        row.sku = wanted.sku
    if wanted.active is not None:
        row.active = wanted.active
    if (row.sku, row.active) == before:
        return
    if not row.active:
        _note(session, desk, caller, "alias_forgotten", row)
        return
    row.taught_by, row.taught_at = caller.name, desk.clock.now()
    _forget_others(session, desk, caller, known, row.sku)
    _note(session, desk, caller, "alias_changed", row)


def _check_words(written: str) -> None:
    if not words(written):
        raise InputRejected("words: there is neither a letter nor a digit in them.")


def _check_product(session: Session, sku: str) -> None:
    if catalog.product(session, sku) is None:
        raise InputRejected(f"sku: there is no product {sku}.")


def _alike(rows: Sequence[AliasRow], written: str) -> list[AliasRow]:
    """Those whose words count as the same ones, plural or not."""
    said = _said(written)
    return [row for row in rows if _said(row.words) == said]


def _said(written: str) -> set[str]:
    return {stem(token) for token in words(written)}


def _forget_others(session: Session, desk: Services, caller: Caller, known: Sequence[AliasRow], sku: str) -> None:
    """Words that are taught for two products would count for neither."""
    for other in known:
        if other.sku != sku and other.active:
            other.active = False
            _note(session, desk, caller, "alias_forgotten", other)


def _note(session: Session, desk: Services, caller: Caller, event: str, row: AliasRow) -> None:
    ledger.add(
        session,
        None,
        event,
        desk.clock.now(),
        actor=caller.name,
        alias=row.id,
        customer=row.customer_id,
        words=row.words,
        sku=row.sku,
    )
