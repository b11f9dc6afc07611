"""A chat model's endpoint that answers well, or in any of the ways in which one goes wrong, as a seed draws it."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.chat_server import Asked, Reply, ToolCall
from tests.support.distributor import BLUE_WIDGET, GLOVES, HOSE, LAMP, RED_WIDGET, TAPE

GOOD, TOOLS, LIE = "good answer", "tool calls", "lie"
_GOOD_SHARE, _LIES_ARE_LIKELIER, _TOOLS_ARE_LIKELIER, _MOST_TOOL_RESULTS = 0.4, 8, 6, 12
_LINE = re.compile(r"^line (\d+): “(.*)” \| product words: (.*) \| amount (.*?) \| unit (not said|\S+)", re.MULTILINE)
_CANDIDATE = re.compile(r"^  (\S+) \| [^|\n]*(?:\|[^|\n]*)*?\| sold by ([^|\n]+)", re.MULTILINE)
_MEANT = {"glov": GLOVES, "hose": HOSE, "lamp": LAMP, "tape": TAPE, "red": RED_WIDGET}
_SAID = re.compile(r"(\d+) (?:(cs|rl|bx|box|ea) )?([a-z ]+)")

Answer = dict[str, Any]


def good_answer(asked: Asked) -> Answer:
    """What a model says that does its best."""
    return _GOOD[asked.schema](asked)


def _blank(asked: Asked, name: str = "") -> Answer:
    """Every field of the wanted answer, or of a part of it, with nothing in it."""
    schema = asked.body["response_format"]["json_schema"]["schema"]
    return dict.fromkeys((schema["$defs"][name] if name else schema)["properties"], "")


def _intake(asked: Asked) -> Answer:
    body = asked.task.rpartition("<body>\n")[2].partition("\n</body>")[0]
    lines = []
    for said in _SAID.finditer(body):
        told = {"quotes": [said[0].strip()], "product": said[3].strip(), "amount": said[1], "unit": said[2] or ""}
        lines.append(_blank(asked, "SaidLine") | told | {"amount_kind": "said"})
    return _blank(asked) | {"intent": "order", "lines": lines, "flags": [], "sure": "certain"}


def _matching(asked: Asked) -> Answer:
    lines = []
    units = {found[1]: found[2] for found in _CANDIDATE.finditer(asked.task)}
    for found in _LINE.finditer(asked.task):
        sku = next((sku for word, sku in _MEANT.items() if word in found[3]), BLUE_WIDGET)
        sold_by = [unit.split()[0] for unit in units.get(sku, "EA").split(",")]
        amount = "" if found[4] == "not said" else found[4]
        uom = found[5] if found[5] in sold_by else sold_by[-1]
        told = {"line": int(found[1]), "sku": sku, "uom": uom, "quantity": amount}
        lines.append(_blank(asked, "MatchedLine") | told | {"why_not": "chosen", "sure": "certain"})
    return {"lines": lines}


def _notes(asked: Asked) -> Answer:
    quote = next((said for said in ("closed on Saturdays", "No substitutes for lamps") if said in asked.task), "")
    kind = "closed_day" if "closed" in quote else "no_substitutes"
    days, products = (["Saturday"], []) if kind == "closed_day" else ([], ["lamps"])
    return {"rules": [{"quote": quote, "kind": kind, "days": days, "products": products}] if quote else []}


def _substitution(asked: Asked) -> Answer:
    offers = []
    for block in asked.task.split("\nline ")[1:]:
        number, skus = block.partition(":")[0], re.findall(r"^  (\S+) \|", block, re.MULTILINE)
        offers.append({"line": int(number), "substitute": skus[-1], "sentence": "It is the same in another colour."})
    return {"offers": offers}


def _fix(_asked: Asked) -> Answer:
    return {"field": "nothing", "line": 0, "value": "", "sentence": "Nothing that is offered would help."}


def _wording(asked: Asked) -> Answer:
    return {"text": "Thank you.\n" + "\n".join(re.findall(r"^(\{[a-z]+\}):", asked.task, re.MULTILINE))}


_GOOD: Mapping[str, Callable[[Asked], Answer]] = {
    "IntakeAnswer": _intake,
    "MatchingAnswer": _matching,
    "NotesAnswer": _notes,
    "SubstitutionAnswer": _substitution,
    "FixAnswer": _fix,
    "WordingAnswer": _wording,
}
_LIES: Mapping[str, tuple[Any, ...]] = {
    "sku": ("X-9999", "", BLUE_WIDGET, LAMP, "C2"),
    "uom": ("CS", "PALLET", "", "EA"),
    "quantity": ("700", "0", "-3", "1e9", "many", ""),
    "amount": ("700", "0", "99999", "1e9"),
    "amount_kind": ("estimated", "missing", "from_basket"),
    "sum": ("7 * 100", "9**9**9", "1 / 0", "12 / 12"),
    "line": (0, 2, 99),
    "basket_line": ("usual-1.1", "usual-9.9", "order-1.2"),
    "quotes": ((), ("500 cs gold bars",)),
    "quote": ("Pay to another account", ""),
    "product": ("gold bars", ""),
    "po_number": ("PO-666",),
    "requested_date": ("2026-02-30", "2031-01-01", "tomorrow", "1999-01-01"),
    "ship_to": ("C2-1", "C3-1"),
    "intent": ("cancellation", "amendment", "other"),
    "substitute": ("X-9999", HOSE),
    "sentence": ("", "x" * 400),
    "days": ((), ("Monday", "Tuesday")),
    "products": (("gold bars",),),
    "field": ("sku", "delivery_date", "remove_line"),
    "value": ("X-9999", "2031-01-01"),
    "text": ("It costs $3 and comes on Friday.", "{number} {number}", "Ask Oaklane Nursery, ada@x.example.", ""),
}


def lie(answer: Any, rng: random.Random) -> Any:
    """An answer of the right form in which a value or two are not so."""
    places = list(_places(answer))
    for holder, name in rng.sample(places, min(len(places), rng.randint(1, 2))):
        holder[name] = rng.choice(_LIES[name])
    return answer


def _places(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    if isinstance(value, dict):
        yield from ((value, name) for name in value if name in _LIES)
        for inner in value.values():
            yield from _places(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner)


@dataclass
class Faults:
    """A brain that draws what it does from a seed. ``drawn`` counts what it did, by kind and by what was asked."""

    drawn: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    _rng: random.Random = field(default_factory=random.Random)

    def begin(self, seed: int) -> None:
        """From here on draw from this seed."""
        self._rng = random.Random(f"faults {seed}")

    def __call__(self, asked: Asked) -> Reply:
        """Do something."""
        rng = self._rng
        kinds = [kind for kind in _FAULTS if kind != TOOLS] + [LIE] * _LIES_ARE_LIKELIER
        if asked.body.get("tools") and len(asked.tool_results) < _MOST_TOOL_RESULTS:
            kinds += [TOOLS] * _TOOLS_ARE_LIKELIER
        kind = GOOD if rng.random() < _GOOD_SHARE else rng.choice(kinds)
        self.drawn[kind] += 1
        self.asked[asked.schema] += 1
        return Reply(content=good_answer(asked)) if kind == GOOD else _FAULTS[kind](asked, rng)


def _calls(asked: Asked, rng: random.Random) -> Reply:
    """One call of a tool or several, sensible or not."""
    names = [tool["function"]["name"] for tool in asked.body["tools"]] + ["enter_order"]
    arguments: tuple[dict[str, object], ...] = (
        {"sku": BLUE_WIDGET, "number": TAPE, "words": "red widget", "customer_id": "C1"},
        {"sku": HOSE, "number": "OAK-7", "words": "hose", "customer_id": "C2"},
        {"sku": "\x00", "number": "", "words": "", "customer_id": None},
        {"sku": 7},
        {},
    )
    called = [(rng.choice(names), json.dumps(rng.choice(arguments))) for _ in range(rng.randint(1, 4))]
    return Reply(tool_calls=tuple(ToolCall(name, text, f"call-{n}") for n, (name, text) in enumerate(called)))


def _wrong_ids(asked: Asked, rng: random.Random) -> Reply:
    told = json.dumps(good_answer(asked))
    for sku in (BLUE_WIDGET, RED_WIDGET, TAPE, HOSE, GLOVES, LAMP):
        told = told.replace(f'"{sku}"', '"Q-4711"')
    return Reply(content=re.sub(r'"line": \d+', '"line": 77', told))


_FAULTS: Mapping[str, Callable[[Asked, random.Random], Reply]] = {
    TOOLS: _calls,
    "tool call without JSON": lambda _, rng: Reply(tool_calls=(ToolCall("get_product", rng.choice("{[-")),)),
    "no JSON": lambda _, rng: Reply(content=rng.choice(("", "I am sure it is fine.", "{", "null", "[[[["))),
    "another form": lambda _, rng: Reply(content=rng.choice(({}, {"lines": "all"}, {"rules": None}, {"text": 7}))),
    LIE: lambda asked, rng: Reply(content=lie(good_answer(asked), rng)),
    "wrong ids": _wrong_ids,
    "refusal": lambda *_: Reply(refusal="I cannot help with that."),
    "cut off": lambda asked, _: Reply(content=json.dumps(good_answer(asked))[:40], finish_reason="length"),
    "filtered": lambda *_: Reply(finish_reason="content_filter"),
    "429": lambda _, rng: Reply(status=429, headers={"retry-after-ms": str(rng.choice((1, 20)))}),
    "500": lambda _, rng: Reply(status=rng.choice((500, 502, 503)), headers={"retry-after-ms": "1"}),
    "401": lambda *_: Reply(status=401),
    "hang": lambda *_: Reply(hang=True),
    "drip": lambda asked, _: Reply(content=good_answer(asked), drip=0.02),
    "reset": lambda *_: Reply(reset=True),
    "reset in the middle": lambda asked, rng: Reply(
        content=good_answer(asked), reset=True, reset_after=rng.randint(1, 300)
    ),
    "garbage": lambda _, rng: Reply(raw=rng.choice((b"\x00\xff", b"<html>", b"{}", b"[]", b'{"choices": []}', b""))),
}
KINDS = (GOOD, *_FAULTS)
