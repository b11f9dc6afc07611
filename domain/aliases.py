"""A customer's own words for a product: what reps' decisions say of them, and what they still count for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

# What was once found wrong is looked at until reps have agreed this often, running.
_REMEMBERED = 5
_RUNNING = 2


class AliasEvent(StrEnum):
    """What befell an alias.

    TAUGHT: a rep said that the words mean its product. CONFIRMED: a rep approved a line in these words as that product.
    CONTRADICTED: a rep made such a line another product. REPLACED: the words were taught for another product.
    FORGOTTEN: somebody switched it off.
    """

    TAUGHT = "taught"
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    REPLACED = "replaced"
    FORGOTTEN = "forgotten"


class AliasStanding(StrEnum):
    """What an alias counts for.

    CERTAIN: it settles a line. DOUBTED: it is proposed, and a rep looks. FADED: reps took it for wrong, so it is not
    used. FORGOTTEN: it was switched off, or other words took its place.
    """

    CERTAIN = "certain"
    DOUBTED = "doubted"
    FADED = "faded"
    FORGOTTEN = "forgotten"

    @property
    def in_use(self) -> bool:
        """Whether it is used at all."""
        return self in (AliasStanding.CERTAIN, AliasStanding.DOUBTED)


class AliasStrength(StrEnum):
    """How far known words may be relied on, the strongest first.

    CERTAIN settles a line. DOUBTED, the customer's own word that was contradicted, and WIDENED, a word of other
    customers', are proposals: a rep looks.
    """

    CERTAIN = "certain"
    DOUBTED = "doubted"
    WIDENED = "widened"


def standing(events: Iterable[AliasEvent]) -> AliasStanding:
    """What an alias counts for after these events, oldest first.

    One contradiction makes it doubted, until the last five times that a rep decided all speak for it. Two running
    switch it off, until a rep decides for it again.
    """
    known = tuple(events)
    on = [event for event in known if event not in (AliasEvent.CONFIRMED, AliasEvent.CONTRADICTED)]
    if not on or on[-1] is not AliasEvent.TAUGHT:
        return AliasStanding.FORGOTTEN
    if found_wrong(known):
        return AliasStanding.FADED
    doubted = AliasEvent.CONTRADICTED in _decided(known)[-_REMEMBERED:]
    return AliasStanding.DOUBTED if doubted else AliasStanding.CERTAIN


def found_wrong(events: Iterable[AliasEvent]) -> bool:
    """Whether the last two times that a rep decided both spoke against it."""
    return _decided(events)[-_RUNNING:] == [AliasEvent.CONTRADICTED] * _RUNNING


def _decided(events: Iterable[AliasEvent]) -> list[AliasEvent]:
    """The events in which a rep said what the words mean."""
    spoken = (AliasEvent.TAUGHT, AliasEvent.CONFIRMED, AliasEvent.CONTRADICTED)
    return [event for event in events if event in spoken]
