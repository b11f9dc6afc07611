"""Products, their units and stock, and how a customer buys them, in the API's shapes."""

from __future__ import annotations

from collections import Counter
from datetime import date

from api.shapes.orders import Habit, ProductBrief, Unit
from domain.quantities import ProductUnits, Quantity, as_decimal, tidy
from domain.trade import Product
from knowledge import history
from knowledge.stock import available, available_of

__all__ = ["available", "available_of", "brief", "day_in_words", "habit_shape", "unit_choices"]


def brief(product: Product) -> ProductBrief:
    """A product as a row of a list shows it."""
    return ProductBrief(sku=product.sku, name=product.name, pack=product.pack, uom=product.uom, status=product.status)


def unit_choices(units: ProductUnits, product: Product) -> tuple[Unit, ...]:
    """The units that a product may be ordered in, the base unit first."""
    return tuple(
        Unit(uom=uom, factor=as_decimal(units.factor(uom)), base=uom == product.uom) for uom in units.orderable
    )


def habit_shape(habit: history.Habit | None, today: date) -> Habit | None:
    """How a customer buys a product, with the sentence that says it; None where they never did."""
    if habit is None:
        return None
    usual = _usual(habit)
    return Habit(
        times=habit.times,
        recent_times=habit.recent_times,
        last_bought=habit.last_bought,
        usual_quantity=tidy(usual.amount) if usual else None,
        usual_uom=usual.uom if usual else habit.usual_uom,
        sentence=_sentence(habit, usual, today),
    )


def day_in_words(day: date, today: date) -> str:
    """A day as a sentence names it: 24 Feb, with its year where that is another."""
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b %Y}"


def _usual(habit: history.Habit) -> Quantity | None:
    """The amount they ordered at least every second time, and more than once."""
    (amount, times), *_ = Counter(habit.quantities).most_common(1)
    return amount if times > 1 and times * 2 >= habit.times else None


def _sentence(habit: history.Habit, usual: Quantity | None, today: date) -> str:
    last = day_in_words(habit.last_bought, today)
    amount = f"usually {usual}" if usual else f"the last time {habit.quantities[-1]}"
    if habit.recent_times:
        times = "once" if habit.recent_times == 1 else f"{habit.recent_times} times"
        return f"{times} in the last {history.RECENT_DAYS} days, last on {last}, {amount}"
    times = "once" if habit.times == 1 else f"{habit.times} times"
    return f"{times}, but not since {last}, {amount}"
