"""Every error of the desk: one tree, drawn in one docstring, each with a sentence for a person."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError

import pytest

from domain import errors
from domain.errors import DeskError, ImportRejected, InputRejected, RowProblem


def below(error: type[DeskError]) -> list[type[DeskError]]:
    """The error classes of ``domain.errors`` under one, nearest first."""
    own = [child for child in error.__subclasses__() if child.__module__ == errors.__name__]
    return [found for child in own for found in (child, *below(child))]


def drawn() -> dict[str, str]:
    """Each name in the docstring's tree, with the name it hangs under."""
    parents: dict[str, str] = {}
    at_depth = ["DeskError"]
    for indent, name in re.findall(r"^    ([│ ]*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(indent) // 4 + 1
        parents[name] = at_depth[depth - 1]
        at_depth[depth:] = [name]
    return parents


EVERY_ERROR = [DeskError, *below(DeskError)]


class TestTheTreeInTheDocstring:
    def test_is_the_tree_of_the_classes(self) -> None:
        assert drawn() == {error.__name__: error.__bases__[0].__name__ for error in below(DeskError)}

    def test_has_every_exception_of_the_module(self) -> None:
        raised = {
            value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, BaseException)
        }
        assert raised == set(EVERY_ERROR)

    def test_says_of_each_what_it_means(self) -> None:
        said = dict(re.findall(r"[├└]── (\w+) +(\S.+)$", errors.__doc__ or "", re.MULTILINE))
        assert set(said) == set(drawn()) - {"ErpError"}

    def test_tells_an_erp_that_said_no_from_one_that_did_not_answer(self) -> None:
        assert {name for name, parent in drawn().items() if parent == "ErpError"} == {
            "ErpRejected",
            "ErpUnavailable",
            "ErpOutcomeUnknown",
        }


class TestAnError:
    @pytest.mark.parametrize("error", EVERY_ERROR)
    def test_is_a_desk_error_with_a_sentence(self, error: type[DeskError]) -> None:
        with pytest.raises(DeskError) as raised:
            raise error("The dock is closed.")
        assert raised.value.sentence == "The dock is closed."
        assert str(raised.value) == "The dock is closed."

    @pytest.mark.parametrize("error", EVERY_ERROR)
    def test_cannot_be_made_without_its_sentence(self, error: type[DeskError]) -> None:
        with pytest.raises(TypeError):
            error()  # type: ignore[call-arg]

    @pytest.mark.parametrize("error", EVERY_ERROR)
    def test_has_a_docstring_of_its_own(self, error: type[DeskError]) -> None:
        assert error.__dict__.get("__doc__")


class TestARejectedImport:
    problem = RowProblem(file="catalog.csv", line=7, column="uom", what="the unit is missing")

    def test_names_each_bad_row(self) -> None:
        rejected = ImportRejected("2 rows are bad.", (self.problem, self.problem))
        assert rejected.sentence == "2 rows are bad."
        assert rejected.problems == (self.problem, self.problem)

    def test_is_input_that_was_rejected(self) -> None:
        assert isinstance(ImportRejected("No."), InputRejected)
        assert ImportRejected("No.").problems == ()

    def test_shows_a_problem_with_file_line_and_column(self) -> None:
        assert str(self.problem) == "catalog.csv, line 7, column uom: the unit is missing"

    def test_shows_a_problem_of_a_whole_line_without_a_column(self) -> None:
        assert str(RowProblem("units.csv", 2, "", "too few cells")) == "units.csv, line 2: too few cells"

    def test_keeps_its_problems_as_they_were(self) -> None:
        with pytest.raises(FrozenInstanceError):
            self.problem.line = 8  # type: ignore[misc]
