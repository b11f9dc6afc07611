"""A text of any of the standards, read by what it begins with."""

from __future__ import annotations

from connectors.edi.edifact import read_edifact
from connectors.edi.faults import EdiFault, EdiRejected, FaultLevel
from connectors.edi.order import EdiFile, EdiMessage, Standard
from connectors.edi.ubl import read_ubl
from connectors.edi.x12 import read_x12

_SPACES = " \t\r\n\u00a0\ufeff"
_READERS = {Standard.X12: read_x12, Standard.EDIFACT: read_edifact, Standard.UBL: read_ubl}


def standard_of(head: str) -> Standard | None:
    """The standard that a text of this beginning is of, None where it is of none."""
    begun = head.lstrip(_SPACES)
    goes_on = begun[3:4] and not begun[3:4].isalnum()
    if goes_on and begun.startswith("ISA"):
        return Standard.X12
    if goes_on and begun.startswith(("UNA", "UNB")):
        return Standard.EDIFACT
    return Standard.UBL if begun.startswith("<") else None


def parse(text: str, standard: Standard | None = None) -> EdiFile:
    """Read a file, each message of it read or rejected.

    Raises:
        EdiRejected: it is of none of the standards, or so broken that its messages cannot be told apart.
    """
    known = standard or standard_of(text[:100])
    if known is None:
        sentence = "The file begins with none of ISA, UNA, UNB and an XML element: it is no EDI that is read here."
        raise EdiRejected(EdiFault(level=FaultLevel.INTERCHANGE, segment="", sentence=sentence, code=""))
    return EdiFile(interchanges=_READERS[known](text))


def rejections(file: EdiFile) -> tuple[EdiMessage, ...]:
    """The messages of a file that were rejected."""
    return tuple(message for message in file.messages if message.order is None)
