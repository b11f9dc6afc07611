"""Customers, their people and places, and who a message is from."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.trade import Contact, CreditStatus, Customer, Distributor, ShipTo, SubstitutionRule
from knowledge.matching.normalise import words
from store.master import ContactRow, CustomerRow, DistributorRow, ShipToRow


def distributor(session: Session) -> Distributor:
    """Whose desk this is.

    Raises:
        NotFound: nothing has been imported yet.
    """
    row = _distributor_row(session)
    return Distributor(
        name=row.name,
        timezone=row.timezone,
        currency=row.currency,
        locale=row.locale,
        email=row.email,
        phone=row.phone,
    )


def catalog_version(session: Session) -> str:
    """A short name for the catalog and index that decisions are made with."""
    row = _distributor_row(session)
    return f"{row.content_hash[:12]}/{row.index_version}"[:64]


def _distributor_row(session: Session) -> DistributorRow:
    row = session.get(DistributorRow, 1)
    if row is None:
        raise NotFound("This desk has no distributor yet: run `orderdesk import DIR` first.")
    return row


def customer(session: Session, customer_id: str) -> Customer | None:
    """One customer with contacts and ship-tos."""
    row = session.get(CustomerRow, customer_id)
    if row is None:
        return None
    contacts = session.scalars(select(ContactRow).where(ContactRow.customer_id == customer_id).order_by(ContactRow.id))
    places = session.scalars(
        select(ShipToRow).where(ShipToRow.customer_id == customer_id).order_by(ShipToRow.ship_to_id)
    )
    return Customer(
        customer_id=row.customer_id,
        name=row.name,
        price_group=row.price_group,
        credit=CreditStatus(row.credit_status),
        substitution=SubstitutionRule(row.substitution),
        language=row.language,
        default_ship_to=row.default_ship_to,
        notes=row.notes,
        contacts=tuple(Contact(name=c.name, email=c.email, phone=c.phone, may_order=c.may_order) for c in contacts),
        ship_tos=tuple(
            ShipTo(
                ship_to_id=place.ship_to_id,
                name=place.name,
                address=place.address,
                delivery_days=tuple(place.delivery_days),
                cutoff=time.fromisoformat(place.cutoff) if place.cutoff else None,
            )
            for place in places
        ),
    )


def contacts_at(session: Session, address: str) -> tuple[tuple[str, Contact], ...]:
    """The contacts with exactly that mail address or phone number, as (customer id, contact) pairs."""
    wanted = address.strip().lower()
    if not wanted:
        return ()
    rows = session.scalars(
        select(ContactRow).where(or_(ContactRow.email == wanted, ContactRow.phone == wanted)).order_by(ContactRow.id)
    )
    return tuple(
        (row.customer_id, Contact(name=row.name, email=row.email, phone=row.phone, may_order=row.may_order))
        for row in rows
    )


def customers_at_domain(session: Session, domain: str) -> tuple[str, ...]:
    """The customers with a contact at that mail domain."""
    pattern = "%@" + domain.lower().replace("\\", "").replace("%", "").replace("_", "\\_")
    rows = session.scalars(select(ContactRow.customer_id).where(ContactRow.email.like(pattern, escape="\\")).distinct())
    return tuple(sorted(rows))


def all_names(session: Session) -> tuple[tuple[str, str], ...]:
    """Every customer's id and name."""
    rows = session.execute(select(CustomerRow.customer_id, CustomerRow.name).order_by(CustomerRow.customer_id))
    return tuple((customer_id, name) for customer_id, name in rows)


@dataclass(frozen=True)
class Named:
    """A customer and how much of their name stands in a text, 0 to 1, rare words counting most."""

    customer_id: str
    name: str
    share: float


def named(session: Session, text: str) -> list[Named]:
    """The customers that a text names, the most named first."""
    every = all_names(session)
    asked = {word.removesuffix("'s") for word in words(text)}
    frequency = Counter(word for _, name in every for word in set(words(name)))
    found = []
    for customer_id, name in every:
        weights = {word: math.log((len(every) + 1) / frequency[word]) for word in set(words(name)) if len(word) > 1}
        total = sum(weights.values())
        share = sum(weight for word, weight in weights.items() if word in asked) / total if total else 0.0
        if share > 0:
            found.append(Named(customer_id, name, round(share, 4)))
    found.sort(key=lambda one: (-one.share, one.customer_id))
    return found


def reps(session: Session) -> frozenset[str]:
    """The codes of the distributor's own reps."""
    return frozenset(code for code in session.scalars(select(CustomerRow.rep).distinct()) if code)


def names(session: Session, customer_ids: Collection[str]) -> dict[str, str]:
    """The names of some customers, by id."""
    wanted = select(CustomerRow.customer_id, CustomerRow.name).where(CustomerRow.customer_id.in_(customer_ids))
    return dict(session.execute(wanted).all())
