"""The EDI of the recorded distributors, each read to exactly the lines, number, date and place that were recorded."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reading.edi import read_edi, text_of_edi
from reading.order_documents import DocumentKind, PartyRole

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.parametrize("name", ["harbor", "alder"])
def test_recorded_edi_is_read_to_what_was_recorded(name: str) -> None:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the recorded distributor is not here: {folder}")
    recorded = [json.loads(line) for line in (folder / "recorded.jsonl").read_text(encoding="utf-8").splitlines()]
    by_edi = [one for one in recorded if one["messages"][0]["channel"] == "edi"]
    assert by_edi

    for conversation in by_edi:
        taken = text_of_edi((folder / conversation["messages"][0]["raw"]).read_bytes())
        assert taken.unreadable is None
        assert said(taken.text, taken.extractor) == expected(conversation["expected"]), conversation["id"]


def said(text: str, extractor: str) -> dict[str, Any]:
    """What was read, as the recording says it."""
    document = read_edi(text, extractor)
    assert document.kind is DocumentKind.ORDER
    assert document.po_number is not None
    assert document.doubts == ()
    return {
        "po_number": document.po_number.text,
        "requested_date": [day.value.isoformat() for day in document.requested_dates],
        "ship_to_id": [party.ids for party in document.parties if party.role is PartyRole.SHIP_TO],
        "lines": [(line.numbers[0].value, line.amount, line.unit_code) for line in document.lines],
    }


def expected(recorded: dict[str, Any]) -> dict[str, Any]:
    """What was recorded; a line's text begins with its number."""
    return {
        "po_number": recorded["po_number"],
        "requested_date": [recorded["requested_date"]],
        "ship_to_id": [(recorded["ship_to_id"],)],
        "lines": [(line["text"].split(" ")[0], Decimal(str(line["qty"])), line["uom"]) for line in recorded["lines"]],
    }
