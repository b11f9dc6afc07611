"""EDIFACT: a text of one or several interchanges, read."""

from __future__ import annotations

from connectors.edi import edifact_syntax
from connectors.edi.edifact_order import MessageReader
from connectors.edi.order import EdiGroup, EdiId, EdiInterchange, EdiMessage, Standard

_TEST = "1"


def read_edifact(text: str) -> tuple[EdiInterchange, ...]:
    """Every interchange of a text, each message read or rejected.

    Raises:
        EdiRejected: the text is not EDIFACT, or an envelope is so broken that its messages cannot be told apart.
    """
    return tuple(_interchange(found) for found in edifact_syntax.interchanges(text))


def _interchange(found: edifact_syntax.Interchange) -> EdiInterchange:
    unb = found.header
    sender = EdiId(value=unb.get(2), qualifier=unb.get(2, 2))
    receiver = EdiId(value=unb.get(3), qualifier=unb.get(3, 2))
    test = unb.get(11) == _TEST
    return EdiInterchange(
        standard=Standard.EDIFACT,
        sender=sender,
        receiver=receiver,
        control=unb.get(5),
        syntax=":".join(part for part in (unb.get(1), unb.get(1, 2)) if part),
        sent=(unb.get(4), unb.get(4, 2)),
        test=test,
        groups=tuple(_group(group, sender, receiver, test) for group in found.groups),
        faults=tuple(found.noted),
        start=found.start,
        end=found.end,
    )


def _group(group: edifact_syntax.Group, sender: EdiId, receiver: EdiId, test: bool) -> EdiGroup:
    messages = []
    for message in group.messages:
        reader = MessageReader(message)
        order = reader.order(sender, receiver, test)
        messages.append(
            EdiMessage(
                message_type=reader.message_type,
                control=message.control,
                version=reader.version,
                order=order,
                faults=reader.faults if order is None else (),
            )
        )
    header = group.header
    return EdiGroup(
        code=header.get(1) if header else "",
        sender=header.get(2) if header else "",
        receiver=header.get(3) if header else "",
        control=header.get(5) if header else "",
        version=header.get(7) if header else "",
        messages=tuple(messages),
        stated_messages=group.stated,
        faults=tuple(group.noted),
    )
