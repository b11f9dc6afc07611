"""Reading a recorded folder and a file of results."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from domain.errors import InputRejected
from domain.messages import Channel
from domain.quantities import ProductUnits
from evals.recorded import load_expected, load_recorded, load_results, load_units

LINE = {"text": "2 cs romas", "sku": "10010", "qty": 2, "uom": "CS"}
HEAD = {
    "intent": "order",
    "customer_id": "C1",
    "ship_to_id": "C1-1",
    "po_number": None,
    "requested_date": "2026-03-04",
    "substitutions": [{"sku": "10010", "substitute": "10013"}],
    "exceptions": ["short_stock"],
}
TRUTH = {**HEAD, "lines": [LINE], "touchless": False}
RESULT = {
    "id": "c1",
    **HEAD,
    "lines": [{**LINE, "confidence": 0.98}],
    "outcome": "review",
    "confidence": 0.9,
    "model_calls": 0,
    "input_tokens": 0,
    "output_tokens": 0,
    "seconds": 0.021,
}
MESSAGE = {"channel": "sms", "from": "+1", "to": "+2", "sent_at": "2026-03-02T10:03:13-05:00", "body": "hi"}
ROW = {"id": "c1", "messages": [MESSAGE], "expected": TRUTH}


class TestRecordedConversations:
    def test_what_was_said_and_what_was_right_are_read_apart(self, tmp_path: Path) -> None:
        write(tmp_path, ROW)
        (said,), (right,) = load_recorded(tmp_path), load_expected(tmp_path)
        assert said.id == right.id == "c1"
        assert set(type(said).model_fields) == {"id", "messages"}
        assert (right.channel, right.touchless) == (Channel.SMS, False)

    def test_a_truth_that_cannot_be_read_does_not_hinder_a_replay(self, tmp_path: Path) -> None:
        write(tmp_path, {**ROW, "expected": "nobody knows"})
        assert load_recorded(tmp_path)[0].messages[0].sender == "+1"
        with pytest.raises(InputRejected):
            load_expected(tmp_path)

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            ("[1]", "recorded.jsonl, line 2: this is not a JSON object."),
            ('{"id": ', "recorded.jsonl, line 2: this is not a JSON object."),
            ({"id": "c2"}, "recorded.jsonl, line 2, messages: Field required."),
            ({**ROW, "id": "c2", "messages": []}, "line 2, messages: Tuple should have at least 1 item"),
            (
                {**ROW, "id": "c2", "messages": [{**MESSAGE, "sent_at": "2026-03-02T10:03:13"}]},
                "messages.0.sent_at: .*time",
            ),
            ({**ROW, "id": "c2", "messages": [{**MESSAGE, "raw": "../../etc/passwd"}]}, "must stay inside the folder"),
            (
                {**ROW, "id": "c2", "messages": [{**MESSAGE, "attachments": ["/etc/passwd"]}]},
                "must stay inside the folder",
            ),
            (ROW, "recorded.jsonl, line 2: c1 occurs twice."),
        ],
    )
    def test_a_bad_line_is_named(self, tmp_path: Path, row: Any, sentence: str) -> None:
        write(tmp_path, ROW, row)
        with pytest.raises(InputRejected, match=sentence):
            load_recorded(tmp_path)

    def test_a_settled_truth_has_everything(self, tmp_path: Path) -> None:
        write(tmp_path, {**ROW, "expected": {**TRUTH, "lines": [{**LINE, "sku": None}]}})
        with pytest.raises(InputRejected, match="a line without clarify needs sku, qty and uom"):
            load_expected(tmp_path)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InputRejected, match=r"results\.jsonl is missing"):
            load_results(tmp_path / "results.jsonl")

    def test_a_result_is_written_as_it_was_read(self, tmp_path: Path) -> None:
        row = {**RESULT, "lines": [{**LINE, "qty": qty, "confidence": 0.98} for qty in (0.1, 3, None)]}
        (tmp_path / "results.jsonl").write_text(json.dumps(row) + "\n")
        (read,) = load_results(tmp_path / "results.jsonl")
        assert [line.qty for line in read.lines] == [Decimal("0.1"), 3, None]
        assert json.loads(read.model_dump_json()) == row
        assert '"qty":0.1,' in read.model_dump_json()
        assert '"qty":3,' in read.model_dump_json()

    def test_a_quantity_is_read_digit_for_digit(self, tmp_path: Path) -> None:
        digits = "0.12345678901234567891"
        (tmp_path / "results.jsonl").write_text(json.dumps(RESULT).replace('"qty": 2', f'"qty": {digits}'))
        assert load_results(tmp_path / "results.jsonl")[0].lines[0].qty == Decimal(digits)

    @pytest.mark.parametrize(
        "bad", [{"confidence": 1.5}, {"confidence": math.nan}, {"seconds": math.inf}, {"model_calls": -1}]
    )
    def test_a_result_with_impossible_figures_is_refused(self, tmp_path: Path, bad: dict[str, Any]) -> None:
        row = {**RESULT, **bad}
        (tmp_path / "results.jsonl").write_text(json.dumps(row))
        with pytest.raises(InputRejected, match=f"line 1, {next(iter(bad))}"):
            load_results(tmp_path / "results.jsonl")

    def test_a_rounded_sixth_is_a_sixth(self, tmp_path: Path) -> None:
        units_files(tmp_path, "0.166667")
        assert load_units(tmp_path) == {
            "40114": ProductUnits("CS", {"EA": Fraction(1, 6)}),
            "50010": ProductUnits("CS"),
        }

    @pytest.mark.parametrize("factor", ["", "0", "-1", "NaN", "inf", "six"])
    def test_a_factor_that_is_none_is_refused(self, tmp_path: Path, factor: str) -> None:
        units_files(tmp_path, factor)
        with pytest.raises(InputRejected, match=r"units\.csv: .*EA"):
            load_units(tmp_path)

    def test_a_missing_column_is_named(self, tmp_path: Path) -> None:
        units_files(tmp_path, "1")
        (tmp_path / "catalog.csv").write_text("sku\n40114\n")
        with pytest.raises(InputRejected, match=r"catalog\.csv has no column uom"):
            load_units(tmp_path)


def write(folder: Path, *rows: Any) -> None:
    told = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    (folder / "recorded.jsonl").write_text("\n".join(told), encoding="utf-8")


def units_files(folder: Path, factor: str) -> None:
    (folder / "units.csv").write_text(f"sku,uom,factor\n40114,EA,{factor}\n")
    (folder / "catalog.csv").write_text("name,uom,sku\nSYRUP,CS,40114\nFRIES,CS,50010\n")
