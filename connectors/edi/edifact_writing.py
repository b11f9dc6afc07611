"""EDIFACT as it is sent: the ORDRSP that answers an order, and the CONTRL that acknowledges an interchange."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from connectors.edi.edifact_syntax import INVALID_VALUE
from connectors.edi.faults import FaultLevel
from connectors.edi.order import EdiId, EdiInterchange, EdiMessage, EdiRole
from connectors.edi.response import EdiResponse, LineStatus, ResponseLine
from connectors.edi.x12_writing import plain

_RELEASED = re.compile(r"([?+:'])")
_CONTROL = re.compile(r"[\x00-\x1f]")
_UNCHANGED, _CHANGED, _NOT_ACCEPTED, _REJECTED = "29", "4", "27", "4"
_ACKNOWLEDGED = "7"
_ACTIONS = {LineStatus.ACCEPTED: "5", LineStatus.REJECTED: "7"}
_CHANGED_LINE = "3"

Composite = tuple[str, ...]


def write_ordrsp(response: EdiResponse, syntax: str = "") -> str:
    """An order response in an interchange of its own; ``syntax`` is that of the interchange that is answered."""
    order = response.order
    directory = [part for part in order.version.split(".") if part][:2] or ["D", "96A"]
    body = [_segment("UNH", ("1",), ("ORDRSP", *directory, "UN")), *_order_response(response)]
    sent = (order.receiver, order.sender)
    return _interchange(sent, syntax, response.sent_at, response.control, order.test, body)


def _order_response(response: EdiResponse) -> Iterator[str]:
    order = response.order
    verdict = _NOT_ACCEPTED if response.rejected else _UNCHANGED if response.unchanged else _CHANGED
    yield _segment("BGM", ("231",), (response.order_number,), (verdict,))
    yield _segment("DTM", ("137", f"{response.sent_at:%Y%m%d%H%M}", "203"))
    if response.delivery_date is not None:
        yield _segment("DTM", ("69", f"{response.delivery_date:%Y%m%d}", "102"))
    yield _segment("RFF", ("ON", order.po_number.text))
    for party in order.parties:
        if party.role is not EdiRole.OTHER and party.ids:
            yield _segment("NAD", (party.code,), (party.ids[0].value, "", party.ids[0].qualifier))
    for line in response.lines:
        yield from _line(line)
    yield _segment("UNS", ("S",))
    yield _segment("CNT", ("2", str(len(response.lines))))


def _line(line: ResponseLine) -> Iterator[str]:
    asked = line.line
    action = _ACTIONS.get(line.status, _CHANGED_LINE)
    numbers = [(product.value, product.code) for product in asked.products]
    yield _segment("LIN", (asked.line_id,), (action,), *numbers[:1])
    for number in numbers[1:]:
        yield _segment("PIA", ("5",), number)
    if line.sku and line.status is LineStatus.SUBSTITUTED:
        yield _segment("PIA", ("3",), (line.sku, "SA"))
    elif line.sku and all(product.value != line.sku for product in asked.products):
        yield _segment("PIA", ("5",), (line.sku, "SA"))
    if asked.quantity is not None:
        yield _segment("QTY", ("21", plain(asked.quantity), asked.unit))
    if line.status is not LineStatus.REJECTED:
        yield _segment("QTY", ("113", plain(line.quantity - line.waiting), line.unit))
    if line.waiting > 0:
        yield _segment("QTY", ("83", plain(line.waiting), line.unit))
    if line.price is not None:
        yield _segment("PRI", ("AAA", plain(line.price)))


def write_contrl(interchange: EdiInterchange, sent_at: datetime, control: int) -> str:
    """An acknowledgement of everything in an interchange, or of what must be rejected of it."""
    sender, receiver = interchange.sender, interchange.receiver
    uci = _segment("UCI", (interchange.control,), _address(sender), _address(receiver), (_ACKNOWLEDGED,))
    body = [_segment("UNH", ("1",), ("CONTRL", "2", "2", "UN")), uci]
    body += [segment for message in interchange.messages for segment in _message(message)]
    return _interchange((receiver, sender), interchange.syntax, sent_at, control, interchange.test, body)


def _message(message: EdiMessage) -> Iterator[str]:
    kind = (message.message_type, *message.version.split(".")[:2], "UN")
    if message.order is not None:
        yield _segment("UCM", (message.control,), kind, (_ACKNOWLEDGED,))
        return
    whole = next((fault for fault in message.faults if fault.level is FaultLevel.MESSAGE), None)
    error = ((whole.code,), (whole.segment,)) if whole is not None else ()
    yield _segment("UCM", (message.control,), kind, (_REJECTED,), *error)
    told = [fault for fault in message.faults if fault.level in (FaultLevel.SEGMENT, FaultLevel.ELEMENT)]
    for position in dict.fromkeys(fault.position for fault in told):
        here = [fault for fault in told if fault.position == position]
        segment = next((fault.code for fault in here if fault.level is FaultLevel.SEGMENT), "")
        yield _segment("UCS", (str(position),), (segment,))
        for fault in here:
            if fault.level is FaultLevel.ELEMENT:
                # Here the segment's name is counted as its first element.
                place = (str((fault.element or 0) + 1), str(fault.component or 1))
                yield _segment("UCD", (fault.code or INVALID_VALUE,), place)


def _interchange(
    parties: tuple[EdiId, EdiId], syntax: str, sent_at: datetime, control: int, test: bool, body: list[str]
) -> str:
    """An interchange of one message. What ASCII cannot write goes as UTF-8, and says so."""
    sender, receiver = parties
    content = "".join((*body, _segment("UNT", (str(len(body) + 1),), ("1",))))
    identifier, _, version = syntax.partition(":")
    plainly = content.isascii() and sender.value.isascii() and receiver.value.isascii()
    how = (identifier or "UNOA", version or "3") if plainly else ("UNOW", "4")
    when = (f"{sent_at:%y%m%d}", f"{sent_at:%H%M}")
    marks: list[Composite] = [*[("",)] * 5, ("1",)] if test else []
    unb = _segment("UNB", how, _address(sender), _address(receiver), when, (str(control),), *marks)
    return f"{unb}{content}{_segment('UNZ', ('1',), (str(control),))}"


def _address(party: EdiId) -> Composite:
    return (party.value, party.qualifier)


def _segment(name: str, *elements: Composite) -> str:
    written = _trimmed([":".join(_trimmed([_escaped(part) for part in parts])) for parts in elements])
    return "+".join((name, *written)) + "'\n"


def _trimmed(parts: list[str]) -> list[str]:
    """Without the empty ones at the end."""
    while parts and not parts[-1]:
        parts.pop()
    return parts


def _escaped(part: str) -> str:
    return _RELEASED.sub(r"?\1", _CONTROL.sub(" ", part).strip())
