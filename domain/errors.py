"""Every error of the desk, as one tree.

Each carries a sentence that a rep or an operator can act on; a stack trace is never the answer to bad input.

::

    DeskError
    ├── ConfigurationError     the installation is set up in a way that cannot work
    ├── NotFound               an id that nothing answers to
    ├── InputRejected          what came in cannot be taken as it is
    │   └── ImportRejected     a distributor's folder has bad rows; each is named
    ├── IllegalTransition      an order cannot go from where it is to where it was sent
    ├── UnitError              a quantity that the product's units cannot express
    ├── DecisionRefused        a decision on a review that no longer stands (HTTP 409)
    ├── DeskBusy               another process has this desk open
    ├── ModelFailed            a chat model gave no answer that can be used; the built-in reasoner stands in
    ├── NotRecorded            a replay asked its recording for an answer that it does not hold
    ├── TranscriptionFailed    a recording's words could not be had; a rep has to listen to it
    ├── ChannelError           something went wrong between the desk and a mail server
    │   ├── ChannelRefused     the server does not work with this desk as it is set up
    │   ├── MailRefused        this one mail will never be taken; others may be
    │   ├── ChannelUnavailable the server could not be reached, or not now; nothing was sent
    │   └── ChannelOutcomeUnknown  a mail was handed over and no answer came; nobody knows whether it went
    └── ErpError
        ├── ErpRejected        the ERP said no; trying again will not help
        ├── ErpUnavailable     the ERP could not be reached; nothing was written
        └── ErpOutcomeUnknown  a write was sent and no answer came; look it up before trying again
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DeskError(Exception):
    """The root of the tree. ``sentence`` is what a person is told."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ConfigurationError(DeskError):
    """The installation is set up in a way that cannot work."""


class NotFound(DeskError):
    """An id that nothing answers to."""


class InputRejected(DeskError):
    """What came in cannot be taken as it is; the sentence says why."""


@dataclass(frozen=True)
class RowProblem:
    """One bad cell of an imported file. ``line`` counts from 1 and the header is line 1."""

    file: str
    line: int
    column: str
    what: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{place}: {self.what}"


class ImportRejected(InputRejected):
    """A distributor's folder has bad rows. Nothing of it was imported."""

    def __init__(self, sentence: str, problems: tuple[RowProblem, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems = problems


class IllegalTransition(DeskError):
    """An order cannot go from where it is to where it was sent."""


class UnitError(DeskError):
    """A quantity that the product's units cannot express."""


class DecisionRefused(DeskError):
    """A decision on a review that no longer stands: decided by another (``by``), or the customer has written since."""

    def __init__(self, sentence: str, by: str | None = None) -> None:
        super().__init__(sentence)
        self.by = by


class DeskBusy(DeskError):
    """Another process has this desk open, and its embedded parts serve one process at a time."""


class ModelFailure(StrEnum):
    """How a chat model failed."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TOO_MANY = "too_many"
    REFUSED = "refused"
    CUT_OFF = "cut_off"
    FILTERED = "filtered"
    UNREADABLE = "unreadable"
    UNPROVEN = "unproven"
    OVER_BUDGET = "over_budget"
    RESTING = "resting"
    REJECTED = "rejected"


class ModelFailed(DeskError):
    """A chat model gave no answer that can be used. Nothing is lost: the built-in reasoner stands in."""

    def __init__(self, sentence: str, kind: ModelFailure = ModelFailure.UNREADABLE) -> None:
        super().__init__(sentence)
        self.kind = kind


class NotRecorded(DeskError):
    """A replay asked its recording for an answer that it does not hold. ``changes`` are the lines of a diff."""

    def __init__(self, sentence: str, changes: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.changes = changes


class TranscriptionFailed(DeskError):
    """A recording's words could not be had. Nothing is lost: a rep can listen to it."""


class ChannelError(DeskError):
    """Something went wrong between the desk and a mail server."""


class ChannelRefused(ChannelError):
    """The server does not work with this desk as it is set up: an operator has to change something, here or there."""


class MailRefused(ChannelError):
    """This one mail will never be taken, whoever tries again; others may be."""


class ChannelUnavailable(ChannelError):
    """The server could not be reached, or not now; nothing was sent, and trying later is safe."""


class ChannelOutcomeUnknown(ChannelError):
    """A mail was handed over and no answer came. It is not sent again: it may have gone."""


class ErpError(DeskError):
    """Something went wrong between the desk and the ERP."""


class ErpRejected(ErpError):
    """The ERP said no; trying again will not help."""


class ErpUnavailable(ErpError):
    """The ERP could not be reached; nothing was written, and trying later is safe."""


class ErpOutcomeUnknown(ErpError):
    """A write was sent and no answer came. It is looked up by its key before it is tried again."""
