"""X12 as it is sent: the 855 that answers an order, and the 997 that acknowledges an interchange."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from connectors.edi.faults import FaultLevel
from connectors.edi.order import EdiGroup, EdiId, EdiInterchange, EdiMessage, NumberOwner
from connectors.edi.response import EdiResponse, LineStatus, ResponseLine

# Whatever may not stand in a value: the delimiters that are written, and control characters.
_UNSAFE = re.compile(r"[*~>\x00-\x1f]")
_SEGMENT_END = "~\n"
_OLDEST = "00401"
_STATUS = {
    LineStatus.ACCEPTED: "IA",
    LineStatus.CHANGED: "IQ",
    LineStatus.BACKORDERED: "IB",
    LineStatus.SUBSTITUTED: "IS",
    LineStatus.REJECTED: "IR",
}
_SEGMENT_IN_ERROR, _HAS_ELEMENT_ERRORS = "5", "8"


def plain(amount: Decimal) -> str:
    """A number without an exponent and without zeros at its end."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_855(response: EdiResponse, version: str = _OLDEST, application: tuple[str, str] = ("", "")) -> str:
    """A purchase order acknowledgement in an interchange of its own.

    Args:
        response: what is answered.
        version: of the interchange that is answered.
        application: sender and receiver in its GS; those of its ISA where they are empty.
    """
    order = response.order
    sender, receiver = application[0] or order.sender.value, application[1] or order.receiver.value
    body = list(_acknowledgement(response))
    return _interchange(
        (order.receiver, order.sender),
        (receiver, sender),
        ("PR", "855", order.version or "004010"),
        version,
        order.test,
        response.sent_at,
        response.control,
        [body],
    )


def _acknowledgement(response: EdiResponse) -> Iterator[list[str]]:
    order = response.order
    detail = "AT" if response.cancelled else "RD" if response.rejected else "AD" if response.unchanged else "AC"
    ordered = next((day.value for day in order.dates if day.code in ("BEG", "BCH")), response.sent_at.date())
    purpose = "01" if response.cancelled else "00"
    head = ["BAK", purpose, detail, order.po_number.text, f"{ordered:%Y%m%d}", "", "", ""]
    yield [*head, response.order_number, f"{response.sent_at:%Y%m%d}"]
    if response.delivery_date is not None:
        yield ["DTM", "017", f"{response.delivery_date:%Y%m%d}"]
    for line in response.lines:
        yield from _line(response, line)
    yield ["CTT", str(len(response.lines))]


def _line(response: EdiResponse, line: ResponseLine) -> Iterator[list[str]]:
    asked = line.line
    ordered = plain(asked.quantity) if asked.quantity is not None else ""
    price = plain(line.price) if line.price is not None else ""
    numbers = [part for product in asked.products[:8] for part in (product.code or "ZZ", product.value)]
    if line.sku and line.status is not LineStatus.SUBSTITUTED and not _names(line):
        numbers += ["VP", line.sku]
    yield ["PO1", asked.line_id, ordered, asked.unit or (line.unit if ordered else ""), price, "", *numbers]
    day = f"{response.delivery_date:%Y%m%d}" if response.delivery_date is not None else ""
    when = ["017", day] if day else ["", ""]
    ours = ["", "VP", line.sku] if line.sku else []
    if line.status is LineStatus.REJECTED:
        yield ["ACK", "IR", ordered or "0", asked.unit or line.unit or "EA"]
        return
    now = line.quantity - line.waiting
    if now > 0:
        status = LineStatus.ACCEPTED if line.status is LineStatus.BACKORDERED else line.status
        yield ["ACK", _STATUS[status], plain(now), line.unit, *when, *ours]
    if line.waiting > 0:
        yield ["ACK", "IB", plain(line.waiting), line.unit, "", "", *ours]


def _names(line: ResponseLine) -> bool:
    return any(product.value == line.sku and product.owner is NumberOwner.SELLERS for product in line.line.products)


def write_997(interchange: EdiInterchange, sent_at: datetime, control: int) -> str:
    """A functional acknowledgement of everything in an interchange, with a TA1 where its envelope has a fault."""
    first = interchange.groups[0] if interchange.groups else None
    application = (first.receiver, first.sender) if first else (interchange.receiver.value, interchange.sender.value)
    return _interchange(
        (interchange.receiver, interchange.sender),
        application,
        ("FA", "997", (first.version if first else "") or "004010"),
        interchange.syntax,
        interchange.test,
        sent_at,
        control,
        [list(_group(group)) for group in interchange.groups],
        _ta1(interchange),
    )


def _ta1(interchange: EdiInterchange) -> list[str] | None:
    if not interchange.faults:
        return None
    day, at = interchange.sent
    return ["TA1", interchange.control, day, at, "E", interchange.faults[0].code or "000"]


def _group(group: EdiGroup) -> Iterator[list[str]]:
    yield ["AK1", group.code, group.control]
    for message in group.messages:
        yield from _message(message)
    accepted = sum(1 for message in group.messages if message.order is not None)
    received = len(group.messages)
    noted = any(message.faults for message in group.messages) or bool(group.faults)
    verdict = "R" if not accepted else "P" if accepted < received else "E" if noted else "A"
    stated = group.stated_messages if group.stated_messages is not None else received
    codes = dict.fromkeys(fault.code for fault in group.faults)
    yield ["AK9", verdict, str(stated), str(received), str(accepted), *list(codes)[:5]]


def _message(message: EdiMessage) -> Iterator[list[str]]:
    yield ["AK2", message.message_type, message.control]
    told = [fault for fault in message.faults if fault.level in (FaultLevel.SEGMENT, FaultLevel.ELEMENT)]
    for position in dict.fromkeys(fault.position for fault in told):
        here = [fault for fault in told if fault.position == position]
        segment = next((fault.code for fault in here if fault.level is FaultLevel.SEGMENT), _HAS_ELEMENT_ERRORS)
        yield ["AK3", here[0].segment, str(position), "", segment]
        for fault in here:
            if fault.level is FaultLevel.ELEMENT:
                yield ["AK4", str(fault.element or ""), "", fault.code, fault.value]
    codes = dict.fromkeys(fault.code for fault in message.faults if fault.level is FaultLevel.MESSAGE)
    if told:
        codes[_SEGMENT_IN_ERROR] = None
    verdict = "R" if message.order is None else "E" if message.faults else "A"
    yield ["AK5", verdict, *list(codes)[:5]]


def _interchange(
    parties: tuple[EdiId, EdiId],
    application: tuple[str, str],
    kind: tuple[str, str, str],
    version: str,
    test: bool,
    sent_at: datetime,
    control: int,
    bodies: list[list[list[str]]],
    ta1: list[str] | None = None,
) -> str:
    """An interchange of one group with a transaction for each body."""
    code, set_id, group_version = kind
    sender, receiver = parties
    written = version if re.fullmatch(r"[0-9]{5}", version) else _OLDEST
    # From 00402 on this element is the repetition separator; before, it named the standard.
    standard = "^" if written >= "00402" else "U"
    isa = ["ISA", "00", " " * 10, "00", " " * 10]
    isa += [*_address(sender), *_address(receiver), f"{sent_at:%y%m%d}", f"{sent_at:%H%M}", standard, written]
    isa += [f"{control:09d}", "0", "T" if test else "P", ">"]
    segments = [ta1] if ta1 else []
    when = (f"{sent_at:%Y%m%d}", f"{sent_at:%H%M}")
    segments.append(["GS", code, *application, *when, str(control), "X", group_version])
    for count, body in enumerate(bodies, 1):
        transaction = [["ST", set_id, f"{count:04d}"], *body]
        segments += [*transaction, ["SE", str(len(transaction) + 1), f"{count:04d}"]]
    segments += [["GE", str(len(bodies)), str(control)], ["IEA", "1", f"{control:09d}"]]
    return "*".join(isa) + _SEGMENT_END + "".join(_segment(elements) for elements in segments)


def _address(party: EdiId) -> tuple[str, str]:
    value = _UNSAFE.sub(" ", party.value)[:15]
    return (_UNSAFE.sub(" ", party.qualifier)[:2] or "ZZ").ljust(2), value.ljust(15)


def _segment(elements: Iterable[str]) -> str:
    clean = [_UNSAFE.sub(" ", element).strip() for element in elements]
    while len(clean) > 1 and not clean[-1]:
        clean.pop()
    return "*".join(clean) + _SEGMENT_END
