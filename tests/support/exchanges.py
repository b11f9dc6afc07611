"""One full exchange per agent with its chat model, on the small distributor, as a page: docs/exchanges.md."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from connectors.erp.ledger import LedgerErp
from connectors.erp.port import Erp
from connectors.models.roles import ModelRole
from desk.environment import CountingIds
from desk.master_data import bring_in
from desk.settings import Settings
from desk.wiring import open_desk
from domain.errors import ErpRejected
from graphs.inline import InlineJobs
from tests.support.chat_server import Asked, Reply, chat_server
from tests.support.desks import HandClock, text_from
from tests.support.distributor import ADA, write_distributor
from tests.support.erps import TroubledErp, raising

_LINE = {"without": "", "amount_kind": "said", "price": "", "basket_line": ""}
_ANSWERS: Mapping[str, Any] = {
    "IntakeAnswer": {
        "intent": "order",
        "ship_to": "C1-1",
        "po_number": "",
        "po_quote": "",
        "requested_date": "2026-03-05",
        "date_quote": "thurs",
        "lines": [
            _LINE | {"quotes": ["3 of the blue ones"], "product": "blue ones", "amount": "3", "unit": ""},
            _LINE | {"quotes": ["1 cs of the scarlet ones"], "product": "scarlet ones", "amount": "1", "unit": "cs"},
        ],
        "flags": [{"kind": "special_request", "quote": "is Sam back yet?"}],
        "sure": "certain",
    },
    "MatchingAnswer": {
        "lines": [
            {
                "line": 2,
                "sku": "W-1002",
                "uom": "CS",
                "quantity": "1",
                "sum": "",
                "why_not": "chosen",
                "sure": "certain",
            }
        ]
    },
    "NotesAnswer": {
        "rules": [
            {"quote": "Shut Wednesdays", "kind": "closed_day", "days": ["Wednesday"], "products": []},
            {"quote": "no subs on tape", "kind": "no_substitutes", "days": [], "products": ["tape"]},
        ]
    },
    "SubstitutionAnswer": {
        "offers": [
            {"line": 2, "substitute": "W-1001", "sentence": "The same widget in blue, which they buy every week."}
        ]
    },
    "WordingAnswer": {
        "text": "Thanks, that is in as {number}:\n\n{lines}\n\nYou named no day, so it comes with your next delivery "
        "on {date}.\n\nYour order desk"
    },
    "FixAnswer": {
        "field": "uom",
        "line": 1,
        "value": "EA",
        "sentence": "The ERP blocks it by the case; by the piece it is sold, so the quantity has to become pieces too.",
    },
}
_AGENTS = {
    "IntakeAnswer": ("Intake", "reads what the desk's own grammar did not wholly understand"),
    "MatchingAnswer": (
        "Product matching",
        "gets the lines that facts left open, with their candidates, in one question",
    ),
    "NotesAnswer": ("Availability", "reads the notes on a customer's file; everything else is arithmetic"),
    "SubstitutionAnswer": ("Substitution", "is asked where there is a choice among substitutes that data allows"),
    "WordingAnswer": ("Customer communication", "words the reply; every fact in it is a slot"),
    "FixAnswer": ("ERP entry", "is asked only when the ERP has said no, and proposes; a rep decides"),
}
_PAGE = """\
# What the models are asked, and answer

One full exchange for each agent, made by `python -m tests.support.exchanges docs/exchanges.md` on a small invented
distributor with a scripted model; a test sees to it that this page is true. The system prompt is the same for every
call, so a provider's prompt cache keeps it; the task follows it. The answer's form is a strict JSON schema, and code
checks every value of it before it counts. How that works: [models](models.md).
"""


def page() -> str:
    """The page, as Markdown."""
    asked: dict[str, Asked] = {}

    def brain(one: Asked) -> Reply:
        asked[one.schema] = one
        return Reply(content=_ANSWERS[one.schema])

    with tempfile.TemporaryDirectory(prefix="orderdesk-exchanges-") as scratch, chat_server(brain) as server:
        folder = Path(scratch) / "data"
        write_distributor(folder)
        _plant(folder)
        models = {"default": ModelRole(model="scripted", base_url=server.base_url, retries=0)}
        _say(Settings(home=Path(scratch) / "one", models=models), folder, lambda ledger: ledger)
        refusing = TroubledErp(before=raising(ErpRejected("Item W-1001: unit CS is blocked for sales."), "enter"))
        _say(Settings(home=Path(scratch) / "two", models=models), folder, refusing)
        assert not any(one.again for one in server.asked), "an answer of the page did not pass the desk's checks"
    return _PAGE + "".join(_exchange(schema, asked[schema]) for schema in _AGENTS)


def _plant(folder: Path) -> None:
    """Notes on Ada's file, no red widgets in stock, and two that may stand in for them."""
    _change(folder / "customers.csv", "C1-1,RKL,", 'C1-1,RKL,"Shut Wednesdays, no subs on tape. Ring twice."')
    _change(folder / "substitutes.csv", "the same in blue\n", "the same in blue\nW-1002,G-4001,2,\n")
    for place in ("FER", "LOW"):
        _change(folder / "inventory.csv", f"W-1002,{place},4000", f"W-1002,{place},0")


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _say(settings: Settings, folder: Path, erp: Callable[[LedgerErp], Erp]) -> None:
    """Ada writes twice: something that has to be read, and something plain."""
    clock = HandClock()
    with open_desk(settings, InlineJobs.connected, clock, CountingIds(), erp) as desk:
        bring_in(desk, folder)
        for words in (
            "hey, 3 of the blue ones and 1 cs of the scarlet ones for thurs pls - and is Sam back yet?",
            "2 cs widget blue",
        ):
            clock.move(hours=1)
            desk.receiver.receive(text_from(ADA, words, clock.now()))


def _exchange(schema: str, asked: Asked) -> str:
    title, what = _AGENTS[schema]
    answer = json.dumps(_ANSWERS[schema], indent=2, ensure_ascii=False)
    pieces = [f"\n## {title}\n\nIts model {what}.\n"]
    for name, text, kind in (
        ("System", str(asked.said[0]["content"]), "text"),
        ("Task", asked.task, "text"),
        ("Answer", answer, "json"),
    ):
        pieces.append(f"\n**{name}**\n\n````{kind}\n{text.strip()}\n````\n")
    return "".join(pieces)


def main() -> None:
    """Write the page to the file named."""
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
