"""Near-identical products: whoever names one of a family is never surely answered with another of it.

Run with ``pytest -s`` to see, for each kind of confusion, how many lines were answered and which went wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import evals
from domain.policy import Policy
from evals.matching_confusions import Confusion
from evals.matching_generated import GeneratedLine
from knowledge.matching.query import Query
from tests.support.families import Shelf, made_up_catalog, read_catalog, shelf

EACH = 20
SURE = Policy().line_threshold
KINDS = [kind for kind in Confusion if kind is not Confusion.OTHER]


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Shelf]]:
    """The demonstration's catalog, and the made-up one."""
    folder = tmp_path_factory.mktemp("families")
    demo = read_catalog(Path(evals.__file__).parent / "data" / "harbor" / "catalog.csv")
    with (
        shelf(folder / "demo", demo, EACH) as of_demo,
        shelf(folder / "made_up", made_up_catalog(), EACH) as made_up,
    ):
        yield {"demo": of_demo, "made up": made_up}


def lines_of(shelves: dict[str, Shelf], kind: Confusion) -> list[tuple[Shelf, GeneratedLine]]:
    return [(one, line) for one in shelves.values() for line in one.lines if line.confusion is kind]


def test_the_made_up_catalog_has_lines_of_every_kind(shelves: dict[str, Shelf]) -> None:
    found = {kind: sum(line.confusion is kind for line in shelves["made up"].lines) for kind in KINDS}
    assert min(found.values()) >= 12, found


@pytest.mark.parametrize("kind", Confusion)
def test_by_words_alone_no_other_sibling_is_surely_chosen(shelves: dict[str, Shelf], kind: Confusion) -> None:
    assert surely_wrong(lines_of(shelves, kind), habit=False) == []


@pytest.mark.parametrize("kind", Confusion)
def test_who_has_always_bought_a_sibling_is_not_surely_given_it_for_another(
    shelves: dict[str, Shelf], kind: Confusion
) -> None:
    assert surely_wrong(lines_of(shelves, kind), habit=True) == []


@pytest.mark.parametrize("kind", KINDS)
def test_habit_does_not_win_over_the_whole_name_of_another(shelves: dict[str, Shelf], kind: Confusion) -> None:
    wrong = []
    for one, line in lines_of(shelves, kind):
        name = one.name(line.sku)
        query = Query.of(name, frozenset(), amount=line.query.amount, unit=line.query.unit)
        found = one.match(query, always_bought=line.sibling)
        if found.sku == line.sibling:
            wrong.append(f"{name}: {one.name(line.sibling)} at {found.probability:.3f}")
    assert wrong == []


def surely_wrong(lines: list[tuple[Shelf, GeneratedLine]], habit: bool) -> list[str]:
    """The lines that are answered with another product than they name, where nobody would look."""
    wrong, right = [], 0
    for one, line in lines:
        found = one.match(line.query, always_bought=line.sibling if habit else None)
        right += found.sku == line.sku
        if found.sku not in (None, line.sku) and found.probability >= SURE:
            wrong.append(f"{line.line.text!r}: {one.name(found.sku or '')} at {found.probability:.3f}")
    print(f"{right} of {len(lines)} right, {len(wrong)} surely wrong", *wrong, sep="\n  ")
    return wrong
