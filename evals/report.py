"""A score for people, as tables for the terminal, and for programs, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evals.recorded import Outcome
from evals.scoring import Rate, Retrieval, Score

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table


def as_json(score: Score) -> str:
    """The score as indented JSON, with its keys in the same order every time."""
    return score.model_dump_json(indent=2)


def as_tables(score: Score) -> Group:
    """The score as tables for a ``rich`` console: the figures, the channels, and every unsafe conversation."""
    # rich is imported only where something is printed: the command line starts faster without it.
    from rich.console import Group

    return Group(*_tables(score))


def _tables(score: Score) -> Iterable[Table]:
    yield _table(
        f"{score.conversations} recorded conversations", ("", "share", "count", "95% interval"), _figures(score)
    )
    yield _table("By channel", ("", "count", "touchless", "unsafe", *Outcome), _channels(score))
    if score.unsafe_conversations:
        unsafe = [(conversation.id, conversation.why) for conversation in score.unsafe_conversations]
        yield _table("Unsafe", ("conversation", "why"), unsafe)


def _table(title: str, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # Text, because customers' words may look like markup
    return table


def _figures(score: Score) -> Iterable[tuple[str, ...]]:
    yield "touchless", *_rate(score.touchless)
    yield "unsafe", *_rate(score.unsafe)
    yield "touchless at no unsafe", *_rate(score.touchless_at_no_unsafe)
    yield "exact orders", *_rate(score.exact)
    for name, retrieval in (
        ("lines", score.lines),
        ("lines found, whatever the sku", score.lines_found),
        ("exceptions", score.exceptions),
        ("substitutions", score.substitutions),
    ):
        yield from _retrieval(name, retrieval)
    for field, accuracy in score.fields.items():
        yield field, *_rate(accuracy)
    yield "line calibration error", _number(score.line_calibration_error), "", ""
    for name, value in score.cost:
        yield f"{name.replace('_', ' ')} per order", f"{value:.3f}", "", ""
    for outcome, count in score.outcomes.items():
        yield outcome, *_rate(Rate.count(count, score.conversations))


def _channels(score: Score) -> Iterable[tuple[str, ...]]:
    for channel, its in score.channels.items():
        touchless = f"{its.touchless.right} of {its.touchless.of}"
        yield channel, str(its.conversations), touchless, str(its.unsafe.right), *map(str, its.outcomes.values())


def _retrieval(name: str, retrieval: Retrieval) -> Iterable[tuple[str, ...]]:
    yield f"{name}: F1", _number(retrieval.f1), "", ""
    yield f"{name}: precision", *_rate(retrieval.precision)
    yield f"{name}: recall", *_rate(retrieval.recall)


def _rate(rate: Rate) -> tuple[str, str, str]:
    interval = "" if rate.low is None or rate.high is None else f"{rate.low:.3f} to {rate.high:.3f}"
    return _number(rate.share), f"{rate.right} of {rate.of}", interval


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
