"""X12: a text of one or several interchanges, read."""

from __future__ import annotations

from connectors.edi import x12_syntax
from connectors.edi.order import EdiGroup, EdiId, EdiInterchange, EdiMessage, Standard
from connectors.edi.x12_order import TransactionReader

_TEST = "T"


def read_x12(text: str) -> tuple[EdiInterchange, ...]:
    """Every interchange of a text, each transaction read or rejected.

    Raises:
        EdiRejected: the text is not X12, or an envelope is so broken that its transactions cannot be told apart.
    """
    return tuple(_interchange(found) for found in x12_syntax.interchanges(text))


def _interchange(found: x12_syntax.Interchange) -> EdiInterchange:
    isa = found.header
    sender = EdiId(value=isa.get(6), qualifier=isa.get(5))
    receiver = EdiId(value=isa.get(8), qualifier=isa.get(7))
    test = isa.get(15) == _TEST
    return EdiInterchange(
        standard=Standard.X12,
        sender=sender,
        receiver=receiver,
        control=isa.get(13),
        syntax=isa.get(12),
        sent=(isa.get(9), isa.get(10)),
        test=test,
        groups=tuple(_group(group, sender, receiver, test) for group in found.groups),
        faults=tuple(found.noted),
        start=isa.start,
        end=found.end,
    )


def _group(group: x12_syntax.Group, sender: EdiId, receiver: EdiId, test: bool) -> EdiGroup:
    header = group.header
    messages = []
    for transaction in group.transactions:
        reader = TransactionReader(transaction, header.get(1), header.get(8))
        order = reader.order(sender, receiver, test)
        faults = reader.faults if order is None else tuple(transaction.noted)
        messages.append(
            EdiMessage(
                message_type=transaction.set_id,
                control=transaction.control,
                version=header.get(8),
                order=order,
                faults=faults,
            )
        )
    return EdiGroup(
        code=header.get(1),
        sender=header.get(2),
        receiver=header.get(3),
        control=header.get(6),
        version=header.get(8),
        messages=tuple(messages),
        stated_messages=group.stated,
        faults=tuple(group.noted),
    )
