"""Aliases in the API's shape, and teaching one: a customer's words mean one product at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus

from sqlalchemy.orm import Session

from api.http.problems import Refused
from api.services import Services
from api.shapes.master import Alias, AliasChange, NewAlias
from api.sign_in.access import Caller
from api.views.orders import references
from api.views.products import brief
from domain.aliases import AliasEvent, AliasStanding
from domain.errors import InputRejected
from knowledge import catalog, customers, own_words
from knowledge.own_words import alike, said, widened
from store import aliases, ledger, policies
from store.aliases import Saying
from store.tables import AliasRow


def alias_shapes(session: Session, rows: Sequence[AliasRow]) -> tuple[Alias, ...]:
    """Aliases with the names of their customers and products, and what they count for."""
    named = references(session, [row.customer_id for row in rows])
    products = catalog.products(session, [row.sku for row in rows])
    conversations = aliases.conversations_of(session, rows)
    shared = widened(session, (row.words for row in rows), policies.live(session).widen_aliases_at)
    known_to_all = {alias_id: len(one.customers) for one in shared.values() for alias_id in one.alias_ids}
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
            conversation_id=conversations.get(row.message_id or ""),
            standing=AliasStanding(row.standing),
            active=row.active,
            confirmed=row.confirmed,
            contradicted=row.contradicted,
            decided_at=row.decided_at,
            widened_by=known_to_all.get(row.id),
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
    if not said(written):
        raise InputRejected("words: there is neither a letter nor a digit in them.")
    if customers.customer(session, wanted.customer_id) is None:
        raise InputRejected(f"customer_id: there is no customer {wanted.customer_id}.")
    _check_product(session, wanted.sku)
    aliases.lock(session, {wanted.customer_id})
    saying = Saying(caller.name, desk.clock.now())
    taught = own_words.teach(session, desk.ids.new("ali"), wanted.customer_id, written, wanted.sku, saying)
    _note(session, desk, caller, "alias_forgotten", taught.replaced)
    _note(session, desk, caller, "alias_taught", (taught.row,))
    return taught.row


def change(session: Session, desk: Services, caller: Caller, row: AliasRow, wanted: AliasChange) -> None:
    """Change what words mean, or whether they are used.

    Raises:
        InputRejected: there is no such product.
        Refused: the words are on record for that product already.
    """
    known = alike(aliases.of_customer(session, row.customer_id), row.words)
    # Where an alias is taught again, it still leads to the message that it was first learned from.
    saying = Saying(caller.name, desk.clock.now(), message_id=row.message_id)
    was_active = row.active
    other_sku = wanted.sku is not None and wanted.sku != row.sku
    if wanted.sku is not None and other_sku:
        _check_product(session, wanted.sku)
        if any(other.sku == wanted.sku for other in known):
            raise Refused(
                HTTPStatus.CONFLICT, f"These words are on record for {wanted.sku} already: change that alias instead."
            )
        aliases.change_sku(session, row, wanted.sku, saying)
    use = was_active if wanted.active is None else wanted.active
    if use and not row.active:
        aliases.add_event(session, row, AliasEvent.TAUGHT, saying)
    if not use and row.active:
        aliases.add_event(session, row, AliasEvent.FORGOTTEN, saying)
    if not other_sku and use == was_active:
        return
    if not use:
        _note(session, desk, caller, "alias_forgotten", (row,))
        return
    _note(session, desk, caller, "alias_forgotten", own_words.replace_others(session, known, row.sku, saying))
    _note(session, desk, caller, "alias_changed", (row,))


def _check_product(session: Session, sku: str) -> None:
    if catalog.product(session, sku) is None:
        raise InputRejected(f"sku: there is no product {sku}.")


def _note(session: Session, desk: Services, caller: Caller, event: str, rows: Iterable[AliasRow]) -> None:
    for row in rows:
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
