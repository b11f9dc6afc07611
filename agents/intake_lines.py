"""The lines of an order as intake hands them on, written or pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from agents.intake_basket import resolve
from agents.intake_draft import Draft, Read
from agents.intake_head import Head
from agents.results import RequestedLine
from domain.messages import PartKind
from domain.orders import Span
from reading.lines import LineMention
from reading.tokens import Kind, Token
from tools.base import Toolbox

_CONTAINERS = frozenset({"CS", "BX", "CT", "BG", "PK", "PL", "DR", "RL", "DZ", "EA", "PR", "SK", "SLV"})
_CUT_DOUBT = 0.985
_LOOSE_DOUBT = 0.93


def add_lines(reads: Sequence[Read], head: Head, ship_to_id: str | None, tools: Toolbox, draft: Draft) -> None:
    """The requested lines of every body; where an order is only pointed at, what that comes to."""
    for read in reads:
        for mention in read.reading.lines if read.kind is PartKind.BODY else ():
            line = _requested(mention, read, len(draft.lines) + 1)
            if _second_amount(mention, read):
                draft.doubt(f"“{line.text}” may be more than one line.", line=line.number)
            if any(line.text == other.text for other in draft.lines):
                draft.doubt(f"“{line.text}” is asked for more than once.", line=line.number)
            draft.lines.append(line)
    pointing = [r for r in reads if r.reading.base is not None and (r.kind is PartKind.BODY or not draft.lines)]
    bodies = [r for r in pointing if r.kind is PartKind.BODY]
    for read in (bodies or pointing)[:1]:
        phrase = read.reading.base
        if phrase is None or head.customer_id is None or ship_to_id is None:
            continue
        if draft.lines or len(bodies) > 1:
            draft.doubt("An order of theirs is pointed at beside other lines; what it comes to has to be checked.")
            continue
        first, last = read.reading.tokens[phrase.first], read.reading.tokens[phrase.last - 1]
        answer = resolve(
            base=phrase.meaning,
            text=read.reading.text[first.start : last.end],
            span=Span(part_id=read.part_id, start=first.start, end=last.end),
            changes=read.reading.changes,
            customer_id=head.customer_id,
            ship_to_id=ship_to_id,
            tools=tools,
        )
        draft.lines.extend(answer.lines)
        for doubt in answer.doubts:
            draft.doubt(doubt)


def _second_amount(mention: LineMention, read: Read) -> bool:
    """Whether a number and a container stand among the product words: "blue 2 cs red" before the 5 cs."""
    units = read.reading.lexicon.units
    return any(
        before.folded.isdigit() and units.get(token.folded) in _CONTAINERS for before, token in pairwise(mention.words)
    )


def _requested(mention: LineMention, read: Read, number: int) -> RequestedLine:
    lexicon = read.reading.lexicon
    tokens = sorted(mention.tokens, key=lambda token: token.start)
    while len(tokens) > 1 and (lexicon.has("courtesy", tokens[-1].folded) or tokens[-1].kind is not Kind.WORD):
        tokens.pop()
    start, end = tokens[0].start, tokens[-1].end
    price = next((t for t in read.reading.prices if start <= t.start < end + 30), None)
    return RequestedLine(
        number=number,
        text=read.reading.text[start:end],
        spans=(Span(part_id=read.part_id, start=start, end=end),),
        words=mention.query(lexicon),
        without=" ".join(token.text for token in mention.without),
        amount=mention.amount,
        unit_code=mention.unit_code,
        unit_words=tuple((t.folded, lexicon.units[t.folded]) for t in mention.words if t.folded in lexicon.units),
        named_price=_money(price) if price else None,
        doubt=(_CUT_DOUBT if mention.cut else 1.0) * (_LOOSE_DOUBT if mention.loose else 1.0),
    )


def _money(token: Token) -> Decimal | None:
    digits = token.folded.lstrip("$€£").partition("/")[0].replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
