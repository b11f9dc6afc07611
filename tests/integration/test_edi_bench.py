"""Public samples of EDI, each read to what a person reads in it; the broken one is rejected by segment and reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from connectors.edi.order import EdiAnswer, EdiDate, EdiLine, EdiMessage, EdiOrder, EdiParty
from connectors.edi.parsing import parse
from connectors.edi.x12_writing import plain
from reading.edi import looks_like_edi, read_edi, text_of_edi
from reading.order_documents import DocumentKind

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT.parent / "shared" / "data" / "bench"
EXPECTED = sorted((ROOT / "tests" / "data" / "edi").glob("*.toml"))
KINDS = {"order": DocumentKind.ORDER, "change": DocumentKind.CHANGE, "cancellation": DocumentKind.CANCELLATION}
SAMPLES = [
    pytest.param(name, wanted, id=name)
    for wanted in (tomllib.loads(path.read_text(encoding="utf-8")) for path in EXPECTED)
    for name in wanted["files"]
]


def sample(name: str) -> bytes:
    """A sample's bytes."""
    if not BENCH.is_dir():
        pytest.skip(f"the public samples are not here: {BENCH}")
    return (BENCH / name).read_bytes()


@pytest.mark.parametrize(("name", "wanted"), SAMPLES)
def test_a_sample_is_read_whole_or_rejected(name: str, wanted: dict[str, Any]) -> None:
    content = sample(name)
    assert looks_like_edi(content[:1024])
    taken = text_of_edi(content)
    file = parse(taken.text)
    rejected = wanted.get("rejected", [])

    assert [fault.sentence for message in file.messages for fault in message.faults if not message.order] == rejected
    assert taken.unreadable == (" ".join(rejected) or None)
    faults = {fault.segment for interchange in file.interchanges for fault in interchange.faults}
    assert faults == set(wanted.get("envelope", []))
    read = [told(message) for message in file.messages if message.order]
    assert read == wanted.get("orders", [])


@pytest.mark.parametrize(("name", "wanted"), SAMPLES)
def test_a_sample_is_an_order_only_where_it_is_one(name: str, wanted: dict[str, Any]) -> None:
    taken = text_of_edi(sample(name))
    document = read_edi(taken.text, taken.extractor)
    kinds = {KINDS.get(order["kind"], DocumentKind.OTHER) for order in wanted.get("orders", [])}

    assert {document.kind} == (kinds or {DocumentKind.OTHER})
    assert bool(document.lines) == (document.kind in (DocumentKind.ORDER, DocumentKind.CHANGE))
    clean = not wanted.get("rejected") and not wanted.get("envelope") and document.kind is not DocumentKind.OTHER
    assert clean or document.doubts


def test_every_sample_of_the_bench_has_its_expectation() -> None:
    sample("README.md")
    there = {f"{folder}/{path.name}" for folder in ("edi", "ubl") for path in (BENCH / folder).iterdir()}

    assert there == {name for parameter in SAMPLES for name in [parameter.values[0]]}


def told(message: EdiMessage) -> dict[str, Any]:
    """What was read, in the words of the expectations."""
    order = message.order
    assert order is not None
    said: dict[str, Any] = {
        "kind": order.kind.value,
        "purpose": order.purpose.value if order.purpose.value != "original" else "",
        "number": order.po_number.text,
        "document_number": order.document_number,
        "seller_number": order.seller_number,
        "sender": order.sender.value,
        "receiver": order.receiver.value,
        "test": order.test,
        "currency": order.currency,
        "noted": [fault.segment for fault in message.faults],
        "days": _days(order.dates),
        "parties": [_party(party) for party in order.parties],
        "references": [f"{reference.code} {reference.value}" for reference in order.references],
        "notes": [note.text for note in order.notes if note.free],
        "line_notes": _line_notes(order),
        "answers": [_answers(line.answers) for line in order.lines if line.answers],
    }
    return {key: value for key, value in said.items() if value} | {"lines": [_line(line) for line in order.lines]}


def _days(dates: tuple[EdiDate, ...]) -> list[str]:
    return [f"{day.meaning.value} {day.value}" for day in dates]


def _party(party: EdiParty) -> str:
    return f"{party.code} | {party.name} | {', '.join(one.value for one in party.ids)} | {party.address}".rstrip()


def _line_notes(order: EdiOrder) -> list[str]:
    notes = ["; ".join(note.text for note in line.notes if note.free) for line in order.lines]
    return notes if any(notes) else []


def _line(line: EdiLine) -> str:
    quantity = f"{plain(line.quantity) if line.quantity is not None else ''} {line.unit}".strip()
    price = plain(line.price) if line.price is not None else ""
    numbers = ", ".join(f"{product.owner.value} {product.value}" for product in line.products)
    days = ", ".join(_days(line.dates))
    return f"{line.line_id} | {quantity} | {price} | {numbers} | {line.description} | {days}".rstrip()


def _answers(answers: tuple[EdiAnswer, ...]) -> str:
    said = []
    for answer in answers:
        amount = plain(answer.quantity) if answer.quantity is not None else ""
        said.append(" ".join(part for part in (answer.code, amount, *(p.value for p in answer.products)) if part))
    return ", ".join(said)
