"""A length before the words and a number behind them: the product tells which of the two is the amount."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from agents.matching_amounts import Asked
from agents.matching_measured import is_measured, measured_first
from agents.results import RequestedLine
from domain.quantities import ProductUnits
from domain.trade import Product
from tools.purchases import Bought


def line(words: str, amount: int, loose: bool = True) -> RequestedLine:
    return RequestedLine(number=1, text=f"{words} {amount}", words=words, amount=Decimal(amount), loose=loose)


def measured(words: str, amount: int, name: str, base: str) -> bool:
    read = line(words, amount)
    meant = measured_first(read)
    assert meant is not None
    bought = (Bought(ordered_on=date(2026, 1, 1), quantity=Decimal(20), uom=base),)
    asked = Asked(
        meant, Product(sku="S", name=name, uom=base), ProductUnits(base, {"RL": Fraction(50)}), bought, Decimal(3)
    )
    return is_measured(asked, read)


@pytest.mark.parametrize(
    ("words", "amount", "unit", "rest"),
    [
        ("20 M film black", "20", "M", "film black 126"),
        ("2.5m film", "2.5", "M", "film 126"),
        ("50 ft hose", "50", "FT", "hose 126"),
    ],
)
def test_the_length_may_be_the_amount(words: str, amount: str, unit: str, rest: str) -> None:
    meant = measured_first(line(words, 126))

    assert meant is not None
    assert (str(meant.amount), meant.unit_code, meant.words) == (amount, unit, rest)
    assert not meant.loose


@pytest.mark.parametrize("words", ["film black", "20 film", "m film", "20 M", ""])
def test_a_line_that_begins_with_no_length_is_as_it_was_read(words: str) -> None:
    assert measured_first(line(words, 126)) is None


def test_an_amount_that_is_marked_is_one() -> None:
    assert measured_first(line("20 M film black", 126, loose=False)) is None


def test_it_is_where_the_product_is_sold_by_it_and_has_the_number() -> None:
    assert measured("20 M film black", 126, "FILM BLACK 126", "M")


def test_it_is_not_where_the_length_is_the_products_or_the_number_is_not_or_it_is_sold_otherwise() -> None:
    assert not measured("20 M film black", 126, "FILM BLACK 126 20M", "M")
    assert not measured("20 M film black", 3, "FILM BLACK 126", "M")
    assert not measured("20 M film black", 126, "FILM BLACK 126", "EA")
