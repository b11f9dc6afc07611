"""The lines of an order as intake hands them on: written, said on a call, or stated by a document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from agents.intake_calls import CallLines
from agents.intake_catalog import Asking
from agents.intake_context import as_one, in_context
from agents.intake_documents import requested
from agents.intake_draft import Document, Draft, Read
from agents.intake_intent import ordering_lines
from agents.intake_parting import are_two, may_part
from agents.results import RequestedLine
from domain.measures import WEIGHTS_AND_MEASURES
from domain.messages import PartKind
from domain.orders import ExceptionKind, Span
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, fit
from reading.languages import Lexicon
from reading.line_doubts import says_a_size
from reading.lines import LineMention
from reading.numbers import word_value
from reading.sections import phrases_of
from reading.tokens import Kind, Token
from tools.base import Toolbox

_THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})+")
_CONTAINERS = frozenset({"CS", "BX", "CT", "BG", "PK", "PL", "DR", "RL", "DZ", "EA", "PR", "SK", "SLV"})
_CUT_DOUBT = 0.985
_SAME_WORDS = 0.5
_FARTHEST_PRICE = 30
_LONGEST_HAVING = 4
# Reading lines with what the catalog knows takes some searches a line; longer orders are lists, and read as they stand.
_MOST_IN_CONTEXT = 100


def said_lines(
    reads: Sequence[Read], doubted: bool, customer_id: str | None, tools: Toolbox, draft: Draft
) -> list[RequestedLine]:
    """The lines that the texts of one message ask for.

    ``doubted``: nothing says yet that the message orders, so that a line has to be a product's as well.
    """
    lines: list[RequestedLine] = []
    call = CallLines([], [])
    ask = Asking(customer_id, tools)
    for read in reads:
        if not read.spoken or read.base is not None:
            continue
        begun = len(lines)
        written = read.kind is PartKind.ATTACHMENT
        ordering = ordering_lines(read, doubted or written, customer_id, tools)
        parted = [_part_usual(mention, read) for mention in ordering]
        until = [*(_begins(mention) for mention, _ in parted), len(read.reading.text)][1:]
        whole = [
            (one, requested_line(one, read, len(lines) + 1, end)) for (one, _), end in zip(parted, until, strict=True)
        ]
        mentions = whole
        if len(whole) <= _MOST_IN_CONTEXT:
            mentions = [half for one, end in zip(whole, until, strict=True) for half in _halves(*one, read, end, ask)]
        unmeasured = [named for _, named in parted if named]
        if len(ordering) < len(read.reading.lines) and not (doubted or written):
            draft.besides.append("Something in it asks or complains; somebody must answer.")
        elif 0 < len(ordering) < len(read.reading.lines):
            draft.doubt("Some of it names nothing that is sold; whether that is a line has to be checked.")
        few = len(mentions) <= _MOST_IN_CONTEXT
        if few:
            mentions = as_one(mentions, read, ask)
        if read.asked is not None:
            call.hear(read, mentions)
            # Where in the order the lines of a turn come to stand is not known before the call is over.
            doubts = (doubt for mention, line in mentions for doubt in (*mention.doubts, *_had(mention, line, read)))
            for doubt in dict.fromkeys(doubts):
                draft.doubt(doubt)
            call.named = [*call.named, *(token for named in unmeasured for token in named)]
            continue
        for mention, line in mentions:
            line = line.model_copy(update={"number": len(lines) + 1})
            if _second_amount(mention, read):
                draft.doubt(f"“{line.text}” may be more than one line.", line=line.number)
            for doubt in (*mention.doubts, *_had(mention, line, read)):
                if says_a_size(doubt) and line.unit_code in WEIGHTS_AND_MEASURES:
                    line = line.model_copy(update={"maybe_size": doubt})
                else:
                    draft.doubt(doubt, line=line.number)
            if line.without and not any(tools.context.facts.vocabulary.knows(word) for word in words(line.without)):
                # "1 cs tape, not to the mill" denies something else than a kind of tape.
                draft.doubt(f"“{line.text}” denies “{line.without}”, which nothing here is called.", line=line.number)
            if mention.stands_for:
                # Of the whole text, not of the line: whoever else reads the same into it has settled it.
                draft.doubt(f"“{line.text}” is taken to stand in for “{mention.stands_for}”.")
            if any(line.text == other.text for other in lines):
                draft.doubt(f"“{line.text}” is asked for more than once.", line=line.number)
            lines.append(line)
        if few:
            lines[begun:] = in_context(lines[begun:], ask)
        for named in unmeasured:
            line = _unmeasured(named, read, len(lines) + 1)
            draft.doubt(f"“{line.text}”: how much of it is usual has to be checked.", line=line.number)
            lines.append(line)
    told = in_context(call.lines, ask) if len(call.lines) <= _MOST_IN_CONTEXT else call.lines
    return [*lines, *(line.model_copy(update={"number": n}) for n, line in enumerate(told, len(lines) + 1))]


def _halves(
    mention: LineMention, line: RequestedLine, read: Read, until: int, ask: Asking
) -> list[tuple[LineMention, RequestedLine]]:
    """A line, or the two or more that it holds; the next one begins at ``until``."""
    for halves in may_part(mention, read.reading.text, read.reading.lexicon):
        first, second = halves.first, halves.second
        one = requested_line(first, read, line.number, _begins(second))
        begun = requested_line(halves.next, read, line.number, until)
        if are_two(line, one, begun, halves.bare, ask):
            other = requested_line(second, read, line.number, until)
            return [*_halves(first, one, read, _begins(second), ask), *_halves(second, other, read, until, ask)]
    return [(mention, line)]


def _begins(mention: LineMention) -> int:
    return min(token.start for token in mention.tokens)


def _part_usual(mention: LineMention, read: Read) -> tuple[LineMention, list[Token]]:
    """A line without the "and the usual garlic" that was taken to go on with it, and the words that name that."""
    usual = phrases_of("changes", read.reading.lexicon.codes)
    tokens = sorted(mention.tokens, key=lambda token: token.start)
    for at, token in enumerate(tokens):
        joined = any(read.reading.lexicon.has("separators", before.folded) for before in tokens[max(at - 2, 0) : at])
        if at and joined and usual.length_at("usual", [token.folded], 0):
            named = [t for t in tokens[at + 1 :] if t.kind is Kind.WORD and not _idle(t, read)]
            behind = set(tokens[at - 1 :])
            kept = tuple(t for t in mention.words if t not in behind)
            if named and kept:
                return replace(mention, tokens=tuple(t for t in tokens if t not in behind), words=kept), named
    return mention, []


def _idle(token: Token, read: Read) -> bool:
    lexicon = read.reading.lexicon
    return lexicon.has("courtesy", token.folded) or lexicon.has("filler", token.folded)


def _unmeasured(named: Sequence[Token], read: Read, number: int) -> RequestedLine:
    start, end = named[0].start, named[-1].end
    words_said = " ".join(token.text for token in named)
    span = Span(part_id=read.part_id, start=start, end=end)
    return RequestedLine(number=number, text=read.reading.text[start:end], spans=(span,), words=words_said)


def with_documents(said: Sequence[RequestedLine], documents: Sequence[Document], draft: Draft) -> list[RequestedLine]:
    """The lines of documents, and those of the words beside them.

    Words that say a line of a document again add nothing; where they say another amount, that is for a rep.
    """
    stated: list[RequestedLine] = []
    for document in documents:
        stated.extend(requested(document, len(stated) + 1))
    if not stated:
        return list(said)
    more: list[RequestedLine] = []
    for line in said:
        again = next((other for other in stated if _says_the_same(line, other)), None)
        if again is None:
            more.append(line)
        elif line.amount is not None and line.amount != again.amount:
            sentence = f"The message says “{line.text}”, and the document “{again.text}”."
            draft.object(ExceptionKind.SPECIAL_REQUEST, sentence)
            draft.doubt(sentence, line=again.number)
    if more:
        draft.doubt("Lines stand in the message and in its document; whether both are meant has to be checked.")
    return [*stated, *(line.model_copy(update={"number": n}) for n, line in enumerate(more, len(stated) + 1))]


def _says_the_same(line: RequestedLine, other: RequestedLine) -> bool:
    mine, theirs = words(line.words), frozenset(words(f"{other.words} {other.text}"))
    return bool(mine) and sum(fit(w, theirs) >= FOUND for w in mine) > _SAME_WORDS * len(mine)


def _had(mention: LineMention, line: RequestedLine, read: Read) -> list[str]:
    """The doubt where so many are what somebody has, got or sends back: "Orrin has two more boats waiting", "we have 4
    tapes left"."""
    tokens, lexicon = read.reading.tokens, read.reading.lexicon
    before = bisect_right(tokens, _begins(mention), key=lambda token: token.end)
    said = tokens[max(before - _LONGEST_HAVING, 0) : before]
    had = any(
        " ".join(token.folded for token in said[at:]) in lexicon.phrases["having"]
        and not (at and lexicon.has("wishing", said[at - 1].folded))
        for at in range(len(said))
    )
    had = had or _have_part_of_it(mention, read)
    return [f"“{line.text}” may be what they have, and not what they want."] if had else []


def _have_part_of_it(mention: LineMention, read: Read) -> bool:
    """Whether it is said of words of a line, behind a comma or a bracket, that they have them: the windows of "4 bread
    bags (the plain ones, windows we still have)"."""
    if not mention.words:
        return False
    tokens, lexicon = read.reading.tokens, read.reading.lexicon
    last = max(mention.words, key=lambda token: token.start)
    at = bisect_right(tokens, last.start, key=lambda token: token.start)
    first = at - 1
    while first and tokens[first - 1].kind is Kind.WORD:
        first -= 1
    apart = first > 0 and tokens[first - 1].text in {",", "(", "-", ";"} and tokens[first - 1].start > _begins(mention)
    if not apart:
        return False
    said = [token.folded for token in tokens[at : at + _LONGEST_HAVING]]
    return any(" ".join(said[:length]) in lexicon.phrases["having"] for length in range(1, len(said) + 1))


def _second_amount(mention: LineMention, read: Read) -> bool:
    """Whether a number and a container stand among the product words: "blue 2 cs red" before the 5 cs.

    Not the "(12 pairs)" right behind the pack of which there are 12 in one.
    """
    units = read.reading.lexicon.units
    words = mention.words
    if words and read.reading.text[: words[0].start].endswith("("):
        words = words[1:]
    return any(
        before.folded.isdigit() and units.get(token.folded) in _CONTAINERS and token.start - before.end <= 1
        for before, token in pairwise(words)
    )


def requested_line(mention: LineMention, read: Read, number: int, until: int) -> RequestedLine:
    """One line of a text, with the price that is named behind it, before the next line begins at ``until``."""
    lexicon = read.reading.lexicon
    tokens = sorted(mention.tokens, key=lambda token: token.start)
    while len(tokens) > 1 and (lexicon.has("courtesy", tokens[-1].folded) or tokens[-1].kind is not Kind.WORD):
        tokens.pop()
    start, end = tokens[0].start, tokens[-1].end
    reach = min(max(until, end), end + _FARTHEST_PRICE)
    price = next((t for t in read.reading.prices if start <= t.start < reach), None)
    return RequestedLine(
        number=number,
        text=read.reading.text[start:end],
        spans=(Span(part_id=read.part_id, start=start, end=end),),
        words=mention.query(lexicon),
        without=" ".join(token.text for token in mention.without),
        amount=mention.amount,
        unit_word=mention.unit_word,
        unit_code=mention.unit_code,
        unit_words=tuple((t.folded, lexicon.units[t.folded]) for t in mention.words if t.folded in lexicon.units),
        named_price=_money(price, lexicon) if price else None,
        doubt=_CUT_DOUBT if mention.cut else 1.0,
        languages=lexicon.codes,
        loose=mention.loose,
        runs_on=until < len(read.reading.text) and not read.reading.text[end:until].strip(" "),
    )


def _money(token: Token, lexicon: Lexicon) -> Decimal | None:
    said = word_value(token.folded, lexicon)
    if said is not None:
        return Decimal(said)
    digits = token.folded.strip("@$€£").partition("/")[0]
    if grouped := _THOUSANDS.fullmatch(digits):
        mark = grouped[1]
        if mark in lexicon.thousands and mark != lexicon.decimal:
            digits = digits.replace(mark, "")
    digits = digits.replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
