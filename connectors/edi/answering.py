"""The answers that an interchange is due, in its own standard."""

from __future__ import annotations

from datetime import datetime

from connectors.edi.edifact_writing import write_contrl, write_ordrsp
from connectors.edi.order import EdiFile, EdiInterchange, EdiOrder, Standard
from connectors.edi.response import EdiResponse
from connectors.edi.ubl_writing import write_order_response
from connectors.edi.x12_writing import write_855, write_997

# Control numbers of X12 have nine digits; after them it starts over.
CONTROL_NUMBERS = 10**9
_ACKNOWLEDGEMENTS = {Standard.X12: write_997, Standard.EDIFACT: write_contrl}
# Acknowledgements are not acknowledged: two desks would never stop.
_NEVER_ACKNOWLEDGED = frozenset({"997", "999", "CONTRL"})


def is_acknowledged(interchange: EdiInterchange) -> bool:
    """Whether an interchange is due an acknowledgement. UBL has none: its network acknowledges for itself."""
    types = {message.message_type for message in interchange.messages}
    return interchange.standard in _ACKNOWLEDGEMENTS and bool(types) and not types & _NEVER_ACKNOWLEDGED


def acknowledge(interchange: EdiInterchange, sent_at: datetime, control: int) -> str:
    """The 997 or CONTRL that an interchange is due at its receipt.

    Args:
        interchange: as it was read, each of its messages accepted or rejected.
        sent_at: now.
        control: a number that no other interchange of this desk has.
    """
    return _ACKNOWLEDGEMENTS[interchange.standard](interchange, sent_at, control % CONTROL_NUMBERS)


def respond(response: EdiResponse, interchange: EdiInterchange) -> str:
    """The 855, ORDRSP or OrderResponse that answers an order of an interchange."""
    if response.order.standard is Standard.X12:
        group = next(g for g in interchange.groups if any(m.order == response.order for m in g.messages))
        return write_855(response, interchange.syntax, (group.sender, group.receiver))
    if response.order.standard is Standard.EDIFACT:
        return write_ordrsp(response, interchange.syntax)
    return write_order_response(response)


def holder(file: EdiFile, order: EdiOrder) -> EdiInterchange:
    """The interchange that an order came in."""
    return next(one for one in file.interchanges if any(message.order is order for message in one.messages))
