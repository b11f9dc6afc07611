"""What was superseded is asked for by its own name: who buys what came after it may mean that."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.policy import Policy
from domain.quantities import Quantity
from knowledge.history import Habit
from knowledge.matching.match import Fit, Match, beside_its_successor, settle

BOUGHT = Habit("P2", 4, 2, date(2026, 2, 23), "EA", (Quantity(Decimal(2), "EA"),))


def found(old: Habit | None, new: Habit | None) -> Match:
    """What "SHA 500" comes to, where only the old product has the letters."""
    fits = [
        Fit("P1", "SHA OLD 500", 1.0, True, True, False, True, (), old, True, "P2", 0.99),
        Fit("P2", "SOLUTION 500", 0.4, False, False, False, True, ("sha",), new, True, None, 0.01),
    ]
    return beside_its_successor(settle(fits), fits)


def test_where_they_buy_only_the_successor_it_is_for_a_rep() -> None:
    match = found(None, BOUGHT)
    assert match.probability < Policy().line_threshold
    assert "superseded" in match.why


def test_where_they_bought_it_or_never_bought_either_its_words_stand() -> None:
    assert found(BOUGHT, BOUGHT).probability == found(None, None).probability == 0.99
