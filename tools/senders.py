"""The tool that tells impostors: whose mail address or name a sender's only looks like."""

from __future__ import annotations

from domain.findings import Access
from domain.mail_domains import registered_domain
from domain.record import Record
from knowledge import customers
from knowledge.senders import name_key
from reading.mail.words import mail_words
from tools.base import ToolContext, tool


class Impersonation(Record):
    """``address``: a sender's mail address; ``name``: the name that stands before it in the From line, or empty."""

    address: str
    name: str = ""


class LookAlikes(Record):
    """Whom a sender looks like and is not; all empty for whoever is known.

    ``domains``: known mail domains that the sender's resembles. ``elsewhere``: the domains that a contact of that very
    name writes from. ``house``: whether the name is the distributor's own.
    """

    domains: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    house: bool = False


@tool(Access.READ)
def look_alikes(context: ToolContext, arguments: Impersonation) -> LookAlikes:
    """Tell whose mail domain or name a sender's only looks like: an impostor's is one letter or one word away."""
    if customers.contacts_at(context.session, arguments.address):
        return LookAlikes()
    known = context.facts.senders(context.session)
    home = registered_domain(arguments.address)
    homes = known.homes_of(arguments.name)
    house = context.facts.distributor
    at_home = home == registered_domain(house.email)
    names_house = set(name_key(house.name)) - mail_words().business
    return LookAlikes(
        domains=known.imitated(arguments.address, mail_words().business),
        elsewhere=() if home in homes else tuple(sorted(homes)),
        house=not at_home and bool(names_house) and names_house <= set(name_key(arguments.name)),
    )
