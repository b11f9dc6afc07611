"""A distributor of any size, all made up: families of products hard to tell apart, customers with habits, their orders.

Nothing in it is a word of any trade: names are syllables, drawn from a seed, some said often and most seldom. The same
size and seed give the same folder.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path

_BEGINNINGS = (*"bcdfghjklmnprstvwz", "bl", "br", "ch", "cl", "dr", "fl", "gr", "pl", "pr", "qu", "sh", "st", "tr")
_MIDDLES = (*"aeiou", "ai", "ea", "oo", "ou")
_ENDS_OF_SYLLABLES = ("", "", "ck", "ld", "m", "n", "nt", "p", "r", "rd", "st", "t", "x")
_SIZES = (
    ["1/4", "3/8", "1/2", "3/4", "1", "1-1/4", "1-1/2", "2"],
    ["4 oz", "8 oz", "12 oz", "16 oz", "32 oz", "64 oz"],
    ["6x6x4", "8x8x4", "8x8x8", "12x9x4", "12x12x8", "16x12x12", "18x18x16", "24x24x24"],
    ["M4x10", "M4x16", "M6x20", "M6x30", "M8x25", "M8x40", "M10x50", "M12x60"],
    ["100 mm", "125 mm", "150 mm", "200 mm", "250 mm", "300 mm"],
)
_PACKS = ("10 ct", "25 ct", "50 ct", "100 ct")
_VOWELS = str.maketrans("", "", "aeiou")
_LINES_OF_AN_ORDER, _FAVOURITES = 10, 40
_HISTORY_OF_A_PRODUCT = 10
_ENDS = date(2026, 3, 1)
_CUSTOMERS_WORDS = 5


@dataclass(frozen=True)
class Made:
    """A product: what the ERP calls it, and what it is: its words, size, colour, grade and pack."""

    sku: str
    name: str
    kind: str
    quality: str
    brand: str
    size: str
    colour: str
    grade: str
    pack: str


def make_catalog(products: int, seed: int) -> list[Made]:
    """So many products, in families whose members differ in size, colour, grade and pack."""
    chance = random.Random(seed)
    words = _new_words(chance)
    many = int(products**0.5)
    kinds = [next(words) for _ in range(40 + 2 * many)]
    qualities = [next(words) for _ in range(30 + many)]
    brands = [next(words) for _ in range(10 + many // 2)]
    colours = [next(words) for _ in range(16)]
    grades = [next(words) for _ in range(10)]
    made: list[Made] = []
    taken: set[tuple[str, str, str]] = set()
    while len(made) < products:
        family = (_often(chance, kinds), _often(chance, qualities), _often(chance, brands))
        if family in taken:
            continue
        taken.add(family)
        told = _short_names(chance, family[:2])
        for size, colour, grade, pack in _members(chance, colours, grades)[: products - len(made)]:
            name = " ".join(part.upper() for part in (*told, size, colour[:4], grade, pack) if part)
            made.append(Made(f"{100_000 + len(made)}", name, *family, size, colour, grade, pack))
    return made


def write_distributor(
    folder: Path, catalog: Sequence[Made], seed: int, advance: Callable[[int], None] = lambda _: None
) -> None:
    """Write a data folder with these products, a customer for each hundred, and ten lines of history for each.

    ``advance`` is told how many lines of history are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    customers = [f"C{number:06d}" for number in range(max(10, len(catalog) // 100))]
    (folder / "distributor.json").write_text(json.dumps(_DISTRIBUTOR), encoding="utf-8")
    _write(folder / "catalog.csv", _CATALOG, (_catalog_row(number, item) for number, item in enumerate(catalog)))
    _write(folder / "units.csv", "sku,uom,factor", ((item.sku, "CS", "12") for item in catalog))
    _write(
        folder / "customers.csv",
        _CUSTOMERS,
        ((c, f"Customer {c}", "A", "ok", "ask", "en", c, "", "") for c in customers),
    )
    _write(folder / "ship_tos.csv", _SHIP_TOS, ((c, c, "", "1 Main St", "Mon;Thu", "15:00") for c in customers))
    _write(
        folder / "contacts.csv", _CONTACTS, ((c, "Buyer", f"buyer@{c}.example".lower(), "", "yes") for c in customers)
    )
    _write(folder / "prices.csv", _PRICES, (("", "A", item.sku, "EA", "4.20", "", "") for item in catalog))
    _write(folder / "inventory.csv", _INVENTORY, ((item.sku, "MAIN", "100", "0", "", "") for item in catalog))
    _write(folder / "substitutes.csv", "sku,substitute,rank,reason", ())
    _write(folder / "cross_references.csv", _REFERENCES, _references(random.Random(seed + 1), catalog, customers))
    _write(folder / "history.csv", _HISTORY, _orders(random.Random(seed + 2), catalog, customers, advance))


def lines_for(catalog: Sequence[Made], count: int, seed: int) -> list[tuple[str, str]]:
    """What a customer may write for so many of the products, as (sku, words): cut, in any order, with slips.

    Size, colour, grade and pack are always said, as whoever wants one thing must; the brand is said by half.
    """
    chance = random.Random(seed + 3)
    return [(item.sku, _said(chance, item)) for item in chance.sample(catalog, min(count, len(catalog)))]


def _said(chance: random.Random, item: Made) -> str:
    words = [_written(chance, item.kind), _written(chance, item.quality)]
    words += [item.brand] if chance.random() < 0.5 else []
    details = [_sized(chance, item.size), item.colour, item.grade, item.pack.replace(" ", chance.choice(("", " ")))]
    chance.shuffle(details)
    return " ".join(part for part in (*words, *details) if part)


def _written(chance: random.Random, word: str) -> str:
    """A word as people write it: most often whole, else in the plural, cut, without vowels or with a slip."""
    at = chance.randrange(1, len(word) - 1)
    ways = (
        word,
        word,
        word,
        f"{word}s",
        word[: max(4, len(word) // 2 + 1)],
        _consonants(word),
        word[:at] + word[at + 1 :],
    )
    return chance.choice(ways)


def _sized(chance: random.Random, size: str) -> str:
    if "/" in size or size.isdigit():
        return size + chance.choice(("", '"', " in"))
    return chance.choice((size, size.replace("x", " x "), size.replace(" ", ""))) if "M" not in size else size.lower()


def _consonants(word: str) -> str:
    return word[0] + word[1:].translate(_VOWELS)


def _short_names(chance: random.Random, words: Sequence[str]) -> list[str]:
    """The words as an ERP's short name has them: whole, cut or without vowels."""
    return [chance.choice((word, word, word[:5], _consonants(word))) for word in words]


def _members(chance: random.Random, colours: Sequence[str], grades: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """What tells the members of a family apart: some sizes, and colours, grades or packs or none."""
    sizes = chance.choice(_SIZES)
    axes = (
        chance.sample(sizes, chance.randint(2, len(sizes))),
        chance.sample(colours, chance.randint(2, 5)) if chance.random() < 0.6 else [""],
        chance.sample(grades, chance.randint(2, 3)) if chance.random() < 0.4 else [""],
        chance.sample(_PACKS, chance.randint(1, 3)) if chance.random() < 0.5 else [""],
    )
    return list(product(*axes))


def _new_words(chance: random.Random) -> Iterator[str]:
    seen: set[str] = set()
    while True:
        word = "".join(
            chance.choice(_BEGINNINGS) + chance.choice(_MIDDLES) + chance.choice(_ENDS_OF_SYLLABLES)
            for _ in range(chance.choice((1, 2, 2, 2, 3)))
        )
        if len(word) > 3 and word not in seen:
            seen.add(word)
            yield word


def _often(chance: random.Random, words: Sequence[str]) -> str:
    """A word, the first ones far more often than the last."""
    return words[int(len(words) * chance.random() ** 2)]


def _catalog_row(number: int, item: Made) -> tuple[str, ...]:
    described = " ".join(
        part for part in (item.brand, item.kind, item.quality, item.size, item.colour, item.grade) if part
    )
    attributes = {name: value for name, value in (("colour", item.colour), ("grade", item.grade)) if value}
    part_number = f"{item.brand[:3].upper()}{number * 7919 % 9_999_991:07d}"
    upc = f"{700_000_000_000 + number}"
    return (
        *(item.sku, item.name, described.capitalize(), item.brand.capitalize(), item.kind.capitalize(), item.pack),
        *("EA", upc, part_number, "active", "", "5.00", "", "", json.dumps(attributes)),
    )


def _references(
    chance: random.Random, catalog: Sequence[Made], customers: Sequence[str]
) -> Iterator[tuple[str, str, str, str]]:
    for customer in customers:
        for number, item in enumerate(chance.sample(catalog, min(_CUSTOMERS_WORDS, len(catalog)))):
            yield customer, f"{customer}-{number}", item.sku, f"{item.kind} {item.quality}"


def _orders(
    chance: random.Random, catalog: Sequence[Made], customers: Sequence[str], advance: Callable[[int], None]
) -> Iterator[tuple[str, ...]]:
    """A year of orders: each customer buys a few dozen products again and again, some far more often than others."""
    rows = _HISTORY_OF_A_PRODUCT * len(catalog)
    orders = rows // (len(customers) * _LINES_OF_AN_ORDER)
    number = 0
    for customer in customers:
        favourites = chance.sample(catalog, min(_FAVOURITES, len(catalog)))
        for day in sorted(chance.randrange(1, 365) for _ in range(orders)):
            number += 1
            ordered_on = (_ENDS - timedelta(days=365 - day)).isoformat()
            for _ in range(_LINES_OF_AN_ORDER):
                sku = favourites[int(len(favourites) * chance.random() ** 2)].sku
                yield str(number), customer, customer, ordered_on, sku, str(chance.randint(1, 9)), "CS", "48.00"
            advance(_LINES_OF_AN_ORDER)


def _write(path: Path, header: str, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(header.split(","))
        writer.writerows(rows)


_DISTRIBUTOR = {
    "name": "Made Up Supply",
    "timezone": "UTC",
    "currency": "USD",
    "locale": "en-US",
    "email": "orders@madeup.example",
    "phone": "+15185550100",
    "warehouses": [{"code": "MAIN", "name": "Main"}],
}
_CATALOG = (
    "sku,name,description,brand,category,pack,uom,upc,mpn,"
    "status,superseded_by,list_price,min_qty,order_multiple,attributes"
)
_CUSTOMERS = "customer_id,name,price_group,credit_status,substitution,language,default_ship_to,rep,notes"
_SHIP_TOS = "customer_id,ship_to_id,name,address,delivery_days,cutoff"
_CONTACTS = "customer_id,name,email,phone,may_order"
_PRICES = "customer_id,price_group,sku,uom,price,valid_from,valid_to"
_INVENTORY = "sku,warehouse,on_hand,allocated,on_order,due_date"
_REFERENCES = "customer_id,customer_sku,sku,description"
_HISTORY = "order_no,customer_id,ship_to_id,ordered_on,sku,qty,uom,unit_price"
