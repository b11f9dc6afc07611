"""UBL: an XML document, alone or in the envelope of the Peppol network, read."""

from __future__ import annotations

from connectors.edi.faults import EdiRejected
from connectors.edi.order import EdiGroup, EdiId, EdiInterchange, EdiMessage, Standard
from connectors.edi.ubl_order import KINDS, NAMESPACE, DocumentReader
from connectors.edi.ubl_syntax import Element, document, fault

_ENVELOPE = "StandardBusinessDocument"


def read_ubl(text: str) -> tuple[EdiInterchange, ...]:
    """The document as an interchange of one message, read or rejected.

    Raises:
        EdiRejected: the text is not XML that may be read.
    """
    root = document(text)
    inner = _unwrapped(root)
    reader = DocumentReader(inner)
    order = reader.order()
    message = EdiMessage(
        message_type=inner.name,
        control=order.control if order else inner.say("ID"),
        version=inner.say("CustomizationID"),
        order=order,
        faults=tuple(reader.faults),
    )
    group = EdiGroup(code="", sender="", receiver="", control="", version="", messages=(message,))
    interchange = EdiInterchange(
        standard=Standard.UBL,
        sender=order.sender if order else EdiId(value=""),
        receiver=order.receiver if order else EdiId(value=""),
        control=message.control,
        syntax=inner.say("UBLVersionID"),
        sent=(inner.say("IssueDate"), inner.say("IssueTime")),
        test=False,
        groups=(group,),
        start=root.start,
        end=root.end,
    )
    return (interchange,)


def _unwrapped(root: Element) -> Element:
    """The document in an envelope; the root itself where there is none."""
    if root.name != _ENVELOPE:
        return root
    inside = [child for child in root.children if child.space.startswith(NAMESPACE)]
    if len(inside) != 1:
        sentence = f"Element {_ENVELOPE} holds {len(inside)} documents; it must hold one of {', '.join(KINDS)}."
        raise EdiRejected(fault(_ENVELOPE, sentence))
    return inside[0]
