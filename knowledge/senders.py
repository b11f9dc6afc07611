"""Who is known by mail, and whose domain or name a stranger's only looks like.

A look-alike is one of: the same name spelled with other characters that look alike, or under another ending; one
letter more, less, other or swapped; the name with a word of business added ("-billing"); a known domain put before
another one. Mail domains of the public, where anybody may have an address, imitate nobody.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.letters import plain_letters
from domain.mail_domains import PUBLIC, domain_of, parted, registered_domain
from knowledge.customers import distributor
from store.master import ContactRow

_SHORTEST_MISSPELT = 6
_SHORTEST_WITH_BUSINESS = 4
_SHORTEST_WITH_ANY_WORD = 8
_LONGEST_DOMAIN = 253
_FEWEST_NAME_WORDS = 2
_LETTERS = "abcdefghjklmnopqrstuvwxyz"  # as in a skeleton: there is no i, which looks like l
_ROWS_AT_A_TIME = 10_000
# Characters that look like one another, as one of them; pairs first.
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_ALIKE = str.maketrans(
    "01i35|аеорсухіјѕԁһӏոցքвкмтнαορντκι",
    "ollesl" + "aeopcyxljsdhlngq" + "bkmthaopvtkl",
)


@dataclass(frozen=True)
class KnownSenders:
    """The mail domains of all contacts and of the desk's own house, by what they look like, and people by their names.

    ``domains`` are the registered ones by their skeleton, ``names`` the registered domains (public ones included) that
    a person of that name writes from.
    """

    domains: dict[str, tuple[str, ...]]
    names: dict[tuple[str, ...], frozenset[str]]

    @classmethod
    def load(cls, session: Session) -> KnownSenders:
        """Read them once: they change only by an import."""
        rows = session.execute(select(ContactRow.email, ContactRow.name)).yield_per(_ROWS_AT_A_TIME)
        return cls.of([(distributor(session).email, ""), *((email, name) for email, name in rows if email)])

    @classmethod
    def of(cls, people: Iterable[tuple[str, str]]) -> KnownSenders:
        """Those of (address, name) pairs."""
        domains: dict[str, set[str]] = {}
        names: dict[tuple[str, ...], set[str]] = {}
        for address, name in people:
            home = registered_domain(address)
            key = name_key(name)
            if len(key) >= _FEWEST_NAME_WORDS:
                names.setdefault(key, set()).add(home)
            if home and home not in PUBLIC:
                domains.setdefault(skeleton(parted(home)[0]), set()).add(home)
        return cls(
            {shape: tuple(sorted(found)) for shape, found in domains.items()},
            {key: frozenset(homes) for key, homes in names.items()},
        )

    def knows(self, address: str) -> bool:
        """Whether somebody known writes from the address's domain."""
        home = registered_domain(address)
        return home in self.domains.get(skeleton(parted(home)[0]), ())

    def imitated(self, address: str, business: Collection[str]) -> tuple[str, ...]:
        """The known domains that the address's domain looks like and is not. ``business``: folded words of business."""
        domain = domain_of(address)[:_LONGEST_DOMAIN]
        home = registered_domain(address)
        if not home or home in PUBLIC or self.knows(address):
            return ()
        name = parted(home)[0]
        shapes = [skeleton(name), *_misspelt(skeleton(name)), *_without_words(name, business)]
        found = {known for shape in dict.fromkeys(shapes) for known in self.domains.get(shape, ())}
        return tuple(sorted(found | self._put_before(domain.removesuffix(home))))

    def _put_before(self, before: str) -> set[str]:
        """The known domains put before another: "bluedoor.example" of "bluedoor.example.other.example"."""
        labels = before.strip(".").split(".")
        runs = (
            ".".join(labels[first:last])
            for first in range(len(labels))
            for last in range(first + 2, min(first + 4, len(labels)) + 1)
        )
        return {run for run in runs if run in self.domains.get(skeleton(parted(run)[0]), ())}

    def homes_of(self, name: str) -> frozenset[str]:
        """The domains that a person of that name is known to write from."""
        return self.names.get(name_key(name), frozenset())


def name_key(name: str) -> tuple[str, ...]:
    """A name's words in any order, without case, accents and marks."""
    plain = plain_letters(name[:_LONGEST_DOMAIN].casefold())
    bare = "".join(c if c.isalnum() else " " for c in plain)
    return tuple(sorted(bare.split()))


def skeleton(name: str) -> str:
    """What a domain's name looks like: hyphens gone, and every character as the one that it resembles."""
    if name.startswith("xn--"):
        try:
            name = name[4:].encode("ascii").decode("punycode")
        except ValueError:
            return name
    plain = unicodedata.normalize("NFKD", name.casefold())
    shape = "".join(c for c in plain if not unicodedata.combining(c)).replace("-", "").translate(_ALIKE)
    for pair, one in _PAIRS:
        shape = shape.replace(pair, one)
    return shape


def _misspelt(shape: str) -> Iterator[str]:
    """Every shape that is one letter more, less, other or swapped, of names long enough that it is no coincidence."""
    if len(shape) < _SHORTEST_MISSPELT:
        return
    for at in range(len(shape) + 1):
        before, behind = shape[:at], shape[at:]
        yield from (before + letter + behind for letter in _LETTERS)
        if behind:
            yield before + behind[1:]
            yield from (before + letter + behind[1:] for letter in _LETTERS)
        if len(behind) > 1:
            yield before + behind[1] + behind[0] + behind[2:]


def _without_words(name: str, business: Collection[str]) -> Iterator[str]:
    """The shapes of a name without some of its words: any word behind a hyphen, words of business anywhere."""
    words = name.split("-")
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            kept, left = "".join(words[first:last]), [*words[:first], *words[last:]]
            all_business = all(word in business for word in left)
            shortest = _SHORTEST_WITH_BUSINESS if all_business else _SHORTEST_WITH_ANY_WORD
            if left and len(kept) >= shortest:
                yield skeleton(kept)
    for at in range(1, len(name)):
        before, behind = name[:at], name[at:]
        if behind in business and len(before) >= _SHORTEST_WITH_BUSINESS:
            yield skeleton(before)
        if before in business and len(behind) >= _SHORTEST_WITH_BUSINESS:
            yield skeleton(behind)
