"""A scripted model that knows the truth of recorded orders, and answers the desk's open questions from it.

It says what a good model would: it quotes the customer, gives amounts as said, and chooses among what is offered. Asked
to be wrong in a share of its answers, it is wrong in ways that pass the desk's checks, and certain of them.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product as combinations
from pathlib import Path
from typing import Any

from agents.seats.answers import follows, work_out
from desk.environment import SetClock
from reading.languages import languages, lexicon
from reading.numbers import numbers_said
from reading.tokens import tokenize
from tests.support.chat_server import Asked, Reply

_MESSAGE = re.compile(r"<message [^>]*>\n(.*?)\n</message>", re.DOTALL)
_TEXT = re.compile(r"<(subject|body|quoted|forwarded)>\n(.*?)\n</\1>", re.DOTALL)
_BASKET = re.compile(r"^  (\S+\.\d+) \| (\S+) (\S+) \| (.*)$", re.MULTILINE)
_LINE = re.compile(r"^line (\d+): “(.*)” \| product words: (.*) \| amount (.*?) \| unit (\S+(?: said)?)(.*)$")
_POINTING = frozenset({"usual", "same-as-last-week", "same-as-last-time"})
_FLAGS = ("special_request", "suspicious", "duplicate")
_MOST_PIECES, _TELLING = 3, 4
_CONSTANTS = frozenset(Decimal(n) for n in (2, 4, 8, 12, 16, 144, 1000))


@dataclass
class Truth:
    """The recorded orders of a distributor's folder, which conversation is played now, and its lines as it was read."""

    folder: Path
    conversations: tuple[dict[str, Any], ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    now: datetime | None = None
    read: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        with (self.folder / "recorded.jsonl").open(encoding="utf-8") as lines:
            self.conversations = tuple(json.loads(line) for line in lines if line.strip())
        with (self.folder / "catalog.csv").open(encoding="utf-8", newline="") as rows:
            self.names = {row["sku"]: row["name"] for row in csv.DictReader(rows)}
        self._by_time = {
            datetime.fromisoformat(message["sent_at"]): conversation
            for conversation in self.conversations
            for message in conversation["messages"]
        }

    @property
    def playing(self) -> dict[str, Any]:
        """The conversation whose message was handed in last."""
        assert self.now is not None
        return self._by_time[self.now]


class TellingClock(SetClock):
    """A replay's clock that tells the script which message is played: a conversation is known by its time."""

    def __init__(self, truth: Truth) -> None:
        super().__init__(datetime.fromisoformat(truth.conversations[0]["messages"][0]["sent_at"]))
        self._truth = truth

    def set(self, instant: datetime) -> None:
        """Set the time."""
        self._truth.now = instant
        self._truth.read = []
        super().set(instant)


_MAY_BE_WRONG = frozenset({"IntakeAnswer", "MatchingAnswer"})


@dataclass
class ScriptedModel:
    """The brain. ``wrong`` is the share of answers that are wrong, of those that can be; ``seed`` decides how."""

    truth: Truth
    wrong: float = 0.0
    seed: int = 0
    errors: int = 0
    answers: int = 0
    fallible: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def __call__(self, asked: Asked) -> Reply:
        """Answer one request."""
        self.answers += 1
        # Just that share of the answers that can be wrong: the wording of a reply is checked word by word.
        self.fallible += asked.schema in _MAY_BE_WRONG
        lies = asked.schema in _MAY_BE_WRONG and self.errors < self.wrong * self.fallible
        if asked.schema == "IntakeAnswer":
            answer = _accounting(_intake(asked.task, self.truth), asked)
            self.truth.read = list(self.truth.playing["expected"]["lines"]) if answer["lines"] else []
            return Reply(content=self._misread(answer, asked.task) if lies else answer)
        if asked.schema == "MatchingAnswer":
            answer = _matching(asked.task, self.truth)
            return Reply(content=self._mismatch(answer, asked.task) if lies else answer)
        if asked.schema == "SubstitutionAnswer":
            return Reply(content=_substitution(asked.task, self.truth))
        if asked.schema == "NotesAnswer":
            return Reply(content={"rules": []})
        if asked.schema == "WordingAnswer":
            return Reply(content={"text": "{" + "}\n\n{".join(_slots(asked.task)) + "}\n"})
        return Reply(content={"field": "nothing", "line": 0, "value": "", "sentence": "It is not in the order."})

    def _misread(self, answer: dict[str, Any], task: str) -> dict[str, Any]:
        """A line left out, another amount, another day: what code cannot see."""
        self.errors += 1
        lines = [dict(line) for line in answer["lines"]]
        ways = ["date"]
        if len(lines) > 1:
            ways += ["drop", "amount"]
        way = self._chance.choice(ways)
        if way == "drop":
            lines.pop(self._chance.randrange(len(lines)))
        elif way == "amount":
            one, other = self._chance.sample(range(len(lines)), 2)
            lines[one]["quotes"] = [*lines[one]["quotes"], *lines[other]["quotes"]]
            lines[one]["amount"] = lines[other]["amount"] or lines[one]["amount"]
        elif answer["requested_date"]:
            later = date.fromisoformat(answer["requested_date"]) + timedelta(days=7)
            return {**answer, "requested_date": later.isoformat(), "sure": "certain"}
        return {**answer, "lines": lines, "sure": "certain"}

    def _mismatch(self, answer: dict[str, Any], task: str) -> dict[str, Any]:
        """Another of the candidates, as sold by its first unit."""
        self.errors += 1
        blocks = {block.number: block for block in _open_lines(task)}
        lines = [dict(line) for line in answer["lines"]]
        line = self._chance.choice(lines)
        others = [c for c in blocks[line["line"]].candidates if c.sku != line["sku"]]
        if others:
            other = self._chance.choice(others)
            block = blocks[line["line"]]
            unit = block.unit if block.unit in other.units else other.units[0]
            line |= {"sku": other.sku, "uom": unit, "quantity": block.amount, "sum": "", "why_not": "chosen"}
        return {"lines": lines}


def _slots(task: str) -> list[str]:
    return re.findall(r"^\{(\w+)\}:", task, re.MULTILINE)


def _texts(task: str) -> list[str]:
    return [text for message in _MESSAGE.findall(task) for _, text in _TEXT.findall(message)]


def _intake(task: str, truth: Truth) -> dict[str, Any]:
    expected = truth.playing["expected"]
    texts = _texts(task)
    whole = max(texts, key=len) if texts else ""
    ordering = expected["intent"] in ("order", "amendment")
    lines = list(_said_lines(truth.playing, texts, whole, task, truth)) if ordering else []
    certain = len(lines) == len(expected["lines"]) and (expected["touchless"] or expected["exceptions"])
    day = expected["requested_date"] if ordering else None
    return {
        "intent": expected["intent"],
        "ship_to": (expected["ship_to_id"] or "") if ordering else "",
        "po_number": (expected["po_number"] or "") if ordering else "",
        "po_quote": _holding(expected["po_number"] or "", texts) if ordering and expected["po_number"] else "",
        "requested_date": day or "",
        "date_quote": _date_quote(day, texts) if day else "",
        "lines": lines,
        "flags": [{"kind": kind, "quote": whole} for kind in _FLAGS if kind in expected["exceptions"] and whole],
        "sure": "certain" if certain else "unsure",
    }


def _accounting(answer: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """Asked again, the words that stood in no quote are quoted with the first line: they ask for nothing more."""
    said_wrong = str(asked.said[-1]["content"]) if asked.again else ""
    missed = re.findall("“([^”]+)” is in no quote", said_wrong)
    if not missed or not answer["lines"]:
        return answer
    first, *rest = answer["lines"]
    return {**answer, "lines": [{**first, "quotes": [*first["quotes"], *missed]}, *rest]}


def _holding(wanted: str, texts: Sequence[str]) -> str:
    """The text that a value stands in, or else the longest."""
    return next((text for text in texts if wanted in text), max(texts, key=len, default=""))


def _date_quote(day: str, texts: Sequence[str]) -> str:
    """The word that names the weekday, else all that was said."""
    weekday = date.fromisoformat(day).weekday()
    for text in texts:
        for token in tokenize(text):
            if any(known.weekdays.get(token.folded) == weekday for known in languages().values()):
                return token.text
    for text in texts:
        for token in tokenize(text):
            if any(token.folded in known.relative_days for known in languages().values()):
                return token.text
    named = [t.text for text in texts for t in tokenize(text) if any(c.isdigit() for c in t.text)]
    return named[0] if named else max(texts, key=len)


def _said_lines(
    conversation: Mapping[str, Any], texts: Sequence[str], whole: str, task: str, truth: Truth
) -> Iterator[dict[str, Any]]:
    baskets = [(mark, Decimal(amount), uom, name) for mark, amount, uom, name in _BASKET.findall(task)]
    lines = conversation["expected"]["lines"]
    said_once = len({line["text"] for line in lines}) == len(lines)
    changing = conversation["expected"]["intent"] == "amendment"
    pointing = bool(_POINTING & set(conversation["tags"])) or not said_once or changing
    for line in lines:
        said = line["text"]
        quotes = list(_pieces(said, texts))
        mark = None
        if pointing and line["sku"] is not None and line["qty"] is not None:
            wanted = truth.names.get(line["sku"], "")
            fitting = [b for b in baskets if b[3] == wanted and b[2] == line["uom"]]
            mark = min(fitting, key=lambda b: b[1] != Decimal(str(line["qty"])), default=None)
        told_of = len(quotes) == 1 or any(len(word) >= _TELLING for quote in quotes for word in quote.split())
        if mark is None and not (told_of and len(quotes) <= _MOST_PIECES):
            continue  # what is not in this message no reader can know
        if changing or (mark is not None and line is lines[0]):
            quotes = [*quotes, whole]
        told = _said_line(line, quotes or [whole], whole, mark)
        if line is lines[0] and "price_mismatch" in conversation["expected"]["exceptions"]:
            told |= {"price": _price(whole), "quotes": [*told["quotes"], whole]}
        yield told


def _pieces(said: str, texts: Sequence[str]) -> Iterator[str]:
    """Words as they stand in the texts: whole, or in as few pieces as they can be found."""
    words = said.split()
    while words:
        length = next(
            (n for n in range(len(words), 0, -1) if any(_within(" ".join(words[:n]), text) for text in texts)), 0
        )
        if length:
            yield " ".join(words[:length])
        words = words[max(length, 1) :]


def _within(quote: str, text: str) -> bool:
    return " ".join(quote.casefold().split()) in " ".join(text.casefold().split())


def _said_line(
    line: Mapping[str, Any],
    quotes: list[str],
    whole: str,
    mark: tuple[str, Decimal, str, str] | None,
) -> dict[str, Any]:
    wanted = Decimal(str(line["qty"])) if line["qty"] is not None else None
    amount, unit = _amount(" ".join(quotes), wanted, line["uom"])
    kind = "said"
    if mark is not None and wanted is not None:
        amount, kind = wanted, "from_basket"
        if wanted not in (mark[1], mark[1] * 2):
            quotes = [*quotes, whole]
    elif wanted is None:
        amount, unit, kind = None, "", "missing"
    elif amount not in numbers_said(" ".join(quotes)):
        quotes = [*quotes, whole]
        if amount not in numbers_said(whole):
            kind = "estimated"
    own = quotes[:-1] if len(quotes) > 1 and quotes[-1] == whole else quotes
    words = [t.text for q in own for t in tokenize(q) if not _is_amount(t.text, amount) and t.text != unit]
    return {
        "quotes": quotes,
        "product": " ".join(words) or quotes[0],
        "without": "",
        "amount": "" if amount is None else f"{amount.normalize():f}",
        "amount_kind": kind,
        "unit": unit,
        "price": "",
        "basket_line": mark[0] if mark is not None else "",
    }


def _amount(text: str, wanted: Decimal | None, uom: str | None) -> tuple[Decimal | None, str]:
    """The amount as it was said, and the word for its unit: not always what is entered in the end."""
    every = lexicon(tuple(languages()))
    units = [(token.text, every.units[token.folded]) for token in tokenize(text) if token.folded in every.units]
    said = numbers_said(text)
    if wanted is not None and wanted in said:
        return wanted, next((word for word, code in units if code == uom), "")
    if wanted is not None and Decimal("0.5") in said and uom == "HC":
        return Decimal("0.5"), units[0][0] if units else ""
    first = next((Decimal(d) for d in re.findall(r"\d+", text)), None)
    return (first if first is not None else wanted), (units[0][0] if units and first is not None else "")


def _price(whole: str) -> str:
    """The price that is named somewhere in the message."""
    written = re.search(r"(?:@|at|for) ?\$?(\d+[.]\d+)|\$(\d+(?:\.\d+)?)", whole)
    spoken = re.search(r"\bat (\w+) a\b", whole)
    if written is not None:
        return written[1] or written[2]
    value = lexicon(tuple(languages())).numbers.get(spoken[1].casefold()) if spoken is not None else None
    return "" if value is None else str(value)


def _is_amount(word: str, amount: Decimal | None) -> bool:
    bare = word.casefold().strip("x.,-")
    return amount is not None and bare == f"{amount.normalize():f}"


@dataclass(frozen=True)
class _Candidate:
    sku: str
    text: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class _OpenLine:
    number: int
    text: str
    amount: str
    unit: str
    candidates: tuple[_Candidate, ...]


def _open_lines(task: str) -> list[_OpenLine]:
    """The lines that are asked about, each with its own candidates and what else the customer buys."""
    asked, _, bought = task.partition("\n\n")
    also = tuple(_candidate(row) for row in bought.splitlines() if " | " in row)
    found: list[_OpenLine] = []
    for row in asked.splitlines():
        head = _LINE.match(row)
        if head is not None:
            amount = head[4] if head[4] != "not said" else ""
            found.append(_OpenLine(int(head[1]), head[2], amount, head[5], also))
        elif row.startswith("  "):
            found[-1] = replace(found[-1], candidates=(_candidate(row), *found[-1].candidates))
    return found


def _candidate(row: str) -> _Candidate:
    sold = re.search(r"sold by ([^|]*)", row)
    units = tuple(part.split("=")[0].strip() for part in (sold[1] if sold else "").split(","))
    return _Candidate(row.strip().split(" | ")[0], row, units)


def _matching(task: str, truth: Truth) -> dict[str, Any]:
    left = list(truth.playing["expected"]["lines"])
    answered = []
    for line in _open_lines(task):
        wanted = truth.read[line.number - 1] if line.number <= len(truth.read) else _truth_of(line, left)
        answered.append(_matched(line, wanted))
    return {"lines": answered}


def _truth_of(line: _OpenLine, left: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The expected line with these words; of several the first whose product is offered."""
    alike = [x for x in left if _within(line.text, x["text"])] or [x for x in left if _within(x["text"], line.text)]
    skus = {candidate.sku for candidate in line.candidates}
    offered = [x for x in alike if skus & {x["sku"], *x.get("accept", ())}]
    found = next(iter(offered or alike), None)
    if found is not None:
        left.remove(found)
    return found


def _matched(line: _OpenLine, wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    answer = {"line": line.number, "sku": "", "uom": "", "quantity": "", "sum": "", "sure": "certain"}
    asks = wanted is not None and wanted.get("clarify") == "product"
    right = {wanted["sku"], *wanted.get("accept", ())} if wanted is not None and not asks else set()
    offered = next((candidate for candidate in line.candidates if candidate.sku in right), None)
    if wanted is None or offered is None:
        return {**answer, "why_not": "several_fit" if asks else "none_fits"}
    if wanted.get("clarify") == "unit" or wanted["uom"] not in offered.units:
        return {**answer, "sku": offered.sku, "why_not": "unit_not_clear"}
    if not line.amount or wanted["qty"] is None:
        return {**answer, "sku": offered.sku, "uom": wanted["uom"], "why_not": "chosen"}
    quantity = Decimal(str(wanted["qty"]))
    said = line.unit != "not said"
    worked = "" if quantity == Decimal(line.amount) else _sum(line, offered, quantity) if said else None
    if worked is None:
        return {**answer, "sku": offered.sku, "why_not": "unit_not_clear"}
    chosen = {"sku": offered.sku, "uom": wanted["uom"], "quantity": f"{quantity.normalize():f}", "sum": worked}
    return {**answer, **chosen, "why_not": "chosen"}


def _sum(line: _OpenLine, candidate: _Candidate, quantity: Decimal) -> str | None:
    """A sum that leads from the amount said, with the numbers of the pack, to the quantity."""
    packed = numbers_said(candidate.text) | _CONSTANTS | {Decimal(1)}
    given = packed | {Decimal(line.amount)} | numbers_said(line.text)
    for one, other in combinations(sorted(packed), repeat=2):
        for text in (f"{line.amount} / {one} / {other}", f"{line.amount} * {one} / {other}"):
            worked = work_out(text)
            if worked is not None and worked[0] == quantity and follows(quantity, text, given) is None:
                return text.removesuffix(" / 1").replace(" / 1 ", " ")
    return None


def _substitution(task: str, truth: Truth) -> dict[str, Any]:
    """What the rep offered, else the first in rank."""
    wanted = {s["substitute"] for s in truth.playing["expected"]["substitutions"]}
    offers = []
    for block in re.split(r"^(?=line \d+:)", task, flags=re.MULTILINE)[1:]:
        number = int(block.split(":")[0].removeprefix("line "))
        skus = re.findall(r"^  (\S+) \|", block, re.MULTILINE)
        chosen = next((sku for sku in skus if sku in wanted), skus[0])
        offers.append({"line": number, "substitute": chosen, "sentence": "It does the same job and is in stock."})
    return {"offers": offers}
