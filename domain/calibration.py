"""How often what a chat model settled was right: counted on recorded orders by ``evals``, applied here.

Nothing that only a model settled counts as likely before its model and its prompts have been counted. A share is pulled
towards the weaker of two: that of all lines read the same way, and that of all lines settled on the same ground. It is
pulled as if ``BORROWED`` more lines had been as those were, so that a handful of lucky lines proves nothing, and what
was never met borrows nothing from what is easier.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from pydantic import Field

from domain.record import Record

BORROWED = 20
# No share is surer than a few hundred recorded lines can show.
SUREST = 0.995
_MODELS = "model_"


class Reading(StrEnum):
    """How the words of a message came to be lines.

    ``MODEL_OVERRULES`` says that the desk's own rules saw something for a person, and the model did not.
    """

    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not_understood"
    MODEL_AGREES = "model_agrees"
    MODEL_READS = "model_reads"
    MODEL_OVERRULES = "model_overrules"
    MODEL_UNSURE = "model_unsure"

    @property
    def by_model(self) -> bool:
        """Whether a model read them."""
        return self not in (Reading.UNDERSTOOD, Reading.NOT_UNDERSTOOD)


class ModelGround(StrEnum):
    """How a model's choice of a product stands to what is known without it.

    ``AGREES``: it is what the built-in reasoner proposed. ``BUYS``: the customer has bought it. ``PICKS``: neither
    speaks for it. ``UNSURE``: the model says so itself, or its token probabilities do.
    """

    AGREES = "model_agrees"
    BUYS = "model_buys"
    PICKS = "model_picks"
    UNSURE = "model_unsure"


class Counted(Record):
    """How many were right, of how many."""

    right: int = 0
    of: int = 0

    def share(self, parent: float | None = None) -> float | None:
        """The share that is right, pulled towards ``parent``; without one, with half a line right and half wrong added.

        None where nothing was counted.
        """
        if parent is not None:
            return min((self.right + BORROWED * parent) / (self.of + BORROWED), SUREST)
        return min((self.right + 0.5) / (self.of + 1), SUREST) if self.of else None


class Calibration(Record):
    """What was counted of one pair of a reading and a matching model, each with its prompt.

    Attributes:
        fingerprint: the models and prompts, as ``fingerprint`` tells them.
        counted_on: the distributors whose recorded orders were counted.
        heads: by reading, orders whose head and set of lines were right.
        lines: by reading and ground, lines that were right, as ``reading/ground``.
    """

    fingerprint: str = ""
    counted_on: tuple[str, ...] = ()
    heads: dict[str, Counted] = Field(default_factory=dict)
    lines: dict[str, Counted] = Field(default_factory=dict)

    def of(self, fingerprint: str) -> Calibration:
        """This, where it was counted of these models and prompts; else one that knows nothing."""
        return self if fingerprint == self.fingerprint else Calibration()

    def head(self, reading: Reading) -> float | None:
        """The probability that head and set of lines are right; None where that was never counted."""
        return self.heads.get(reading.value, Counted()).share()

    def line(self, reading: Reading, ground: str) -> float | None:
        """The probability that a line is right; None where none read that way, or none on that ground, was counted."""
        by_model = ground.startswith(_MODELS)
        read_so = self._pooled(lambda r, g: r == reading.value and g.startswith(_MODELS) == by_model)
        settled_so = self._pooled(lambda _, g: g == ground)
        if read_so is None or settled_so is None:
            return None
        return self.lines.get(line_key(reading, ground), Counted()).share(min(read_so, settled_so))

    def _pooled(self, alike: Callable[[str, str], bool]) -> float | None:
        """The share of all lines of a kind together, by reading and ground."""
        counted = [c for key, c in self.lines.items() if alike(*key.split("/", 1))]
        return Counted(right=sum(c.right for c in counted), of=sum(c.of for c in counted)).share()


def line_key(reading: Reading, ground: str) -> str:
    """Under which a line is counted."""
    return f"{reading.value}/{ground}"


def fingerprint(*used: tuple[str, str]) -> str:
    """Models with their prompt versions, as one text: what a calibration holds for."""
    return " + ".join(f"{model} {prompt}" for model, prompt in used)
