"""Counting how often a model is right, by the command, and what the desk then enters with nobody looking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.models.roles import ModelRole
from desk.commands import calibrate_models
from desk.settings import Settings
from domain.calibration import Calibration, Reading
from domain.errors import ConfigurationError
from domain.orders import OrderStatus
from tests.support.chat_server import Asked, ChatServer, Reply, chat_server
from tests.support.desks import HandClock, working_desk
from tests.support.distributor import ADA, BLUE_WIDGET, DESK_ADDRESS, write_distributor

WORDS = "yo, two of them blue widgets, no wait, three. cs as ever"
QUOTE = "two of them blue widgets, no wait, three. cs as ever"
CONVERSATIONS = 30


def brain(asked: Asked) -> Reply:
    """Reads Ada's words as any rep would."""
    line = {
        "quotes": [QUOTE],
        "product": "blue widgets",
        "without": "",
        "amount": "3",
        "amount_kind": "said",
        "unit": "cs",
        "price": "",
        "basket_line": "",
    }
    head = {
        "intent": "order",
        "ship_to": "C1-1",
        "po_number": "",
        "po_quote": "",
        "requested_date": "",
        "date_quote": "",
    }
    answers: dict[str, Any] = {
        "IntakeAnswer": {**head, "lines": [line], "flags": [], "sure": "certain"},
        "WordingAnswer": {"text": "Thank you, {number}:\n\n{lines}\n\nIt comes on {date}."},
    }
    return Reply(content=answers[asked.schema])


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(brain) as listening:
        yield listening


@pytest.fixture
def models(server: ChatServer) -> dict[str, ModelRole]:
    return {"default": ModelRole(model="scripted", base_url=server.base_url, retries=0)}


def recorded(folder: Path) -> Path:
    """The small distributor with Ada's words recorded on many days, and what a rep entered."""
    write_distributor(folder)
    line = {"text": QUOTE, "sku": BLUE_WIDGET, "qty": 3, "uom": "CS"}
    order = {"customer_id": "C1", "ship_to_id": "C1-1", "po_number": None, "requested_date": None}
    expected = {**order, "intent": "order", "lines": [line], "substitutions": [], "exceptions": [], "touchless": True}
    rows = [
        {
            "id": f"day-{day}",
            "tags": [],
            "messages": [
                {
                    "channel": "email",
                    "from": ADA,
                    "to": DESK_ADDRESS,
                    "subject": None,
                    "sent_at": f"2026-{3 + day // 28:02}-{1 + day % 28:02}T09:00:00-05:00",
                    "body": WORDS,
                    "attachments": [],
                }
            ],
            "expected": expected,
        }
        for day in range(CONVERSATIONS)
    ]
    (folder / "recorded.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return folder


def test_what_was_counted_lets_the_same_model_enter_what_it_waited_for(
    home: Path, tmp_path: Path, clock: HandClock, models: dict[str, ModelRole]
) -> None:
    with working_desk(home, clock, models=models) as office:
        received = office.handles(ADA, WORDS)
        assert office.review(received.conversation_id).reasons[0]["kind"] == "uncalibrated"

    calibrate_models(Settings(home=home, models=models), [recorded(tmp_path / "folder")], None)
    counted = Calibration.model_validate_json((home / "calibration.json").read_bytes())
    assert counted.counted_on == ("folder",)
    assert counted.heads[Reading.MODEL_READS.value].right == CONVERSATIONS

    clock.move(days=7)
    with working_desk(home, clock, models=models) as office:
        received = office.handles(ADA, WORDS)
        assert office.order_status(received.conversation_id) is OrderStatus.ENTERED


def test_counts_of_one_model_say_nothing_of_another(
    home: Path, tmp_path: Path, clock: HandClock, models: dict[str, ModelRole]
) -> None:
    calibrate_models(Settings(home=home, models=models), [recorded(tmp_path / "folder")], None)
    other = {"default": models["default"].model_copy(update={"model": "scripted-2"})}
    with working_desk(home, clock, models=other) as office:
        received = office.handles(ADA, WORDS)
        assert office.review(received.conversation_id).reasons[0]["kind"] == "uncalibrated"


def test_without_a_model_there_is_nothing_to_count(home: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No chat model is configured"):
        calibrate_models(Settings(home=home), [tmp_path], None)
