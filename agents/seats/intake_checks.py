"""What code holds against an intake model's answer: its quotes, its values, and that it leaves out nothing wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from agents.seats.answers import decimal_of
from agents.seats.intake_said import AmountKind, IntakeAnswer, Offer, SaidLine
from domain.orders import Intent, Span
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import INFLECTED
from reading.languages import languages, lexicon
from reading.numbers import numbers_said
from reading.tokens import Kind, tokenize
from tools.base import Toolbox

ORDERING = (Intent.ORDER, Intent.AMENDMENT)
_LONGEST_AHEAD = timedelta(days=370)
_LONGEST_BACK = timedelta(days=31)
_MULTIPLES = frozenset({Decimal(2), Decimal(3), Decimal("0.5")})
_SPELLED_MARKS = frozenset({"dash", "hyphen", "slash", "point", "dot"})


def wrong_with(offer: Offer, answer: IntakeAnswer, tools: Toolbox) -> Iterator[str]:
    """What is wrong with an answer, in sentences that the model can act on.

    Every quote has to stand in the messages, and every value to follow from a quote or to be one that was offered.
    """
    if answer.ship_to and answer.ship_to not in offer.ship_tos:
        yield f"ship_to “{answer.ship_to}” is not one of the customer's ship-tos"
    if answer.po_number:
        yield from _check_po(offer, answer)
    if answer.requested_date:
        yield from _check_date(offer, answer, tools)
    if answer.lines and answer.intent not in ORDERING:
        yield f"intent {answer.intent.value} has no lines"
    for number, line in enumerate(answer.lines, 1):
        for wrong in _check_line(offer, line):
            yield f"line {number}: {wrong}"
    for flag in answer.flags:
        if offer.find(flag.quote) is None:
            yield f"the words “{flag.quote}” of a flag do not stand in the messages"
    if answer.intent in ORDERING:
        yield from _left_out(offer, answer, tools)


def _left_out(offer: Offer, answer: IntakeAnswer, tools: Toolbox) -> Iterator[str]:
    """What may ask for something and no quote of the answer touches: nothing wanted goes unseen.

    That is what the built-in reader took for a line, and words of the catalog's that it made nothing of.
    """
    quotes, quoted = quotes_of(offer, answer)
    for seen in offer.seen:
        # The same words may stand twice, and only the first place of a quote is looked for.
        told = any(_bare(seen.text) in _bare(quote) or _bare(quote) in _bare(seen.text) for quote in quotes)
        if seen.spans and not told and not overlap(seen.spans, quoted):
            yield f"“{seen.text}” is in no quote: make it a line, quote it with what takes it back, or flag it"
    vocabulary = tools.context.facts.vocabulary
    for span in offer.left_over:
        text = offer.text(span)
        in_catalog = any(fits >= INFLECTED for word in words(text) for fits in vocabulary.spellings(word).values())
        if in_catalog and not overlap((span,), quoted):
            yield f"“{text}” is in no quote: if it asks for something make it a line, else quote it where it belongs"


def quotes_of(offer: Offer, answer: IntakeAnswer) -> tuple[list[str], list[Span]]:
    """Everything that lines and flags quote, and where it stands."""
    quotes = [*(quote for line in answer.lines for quote in line.quotes), *(flag.quote for flag in answer.flags)]
    return quotes, [span for quote in quotes if (span := offer.find(quote)) is not None]


def overlap(some: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(a.part_id == b.part_id and a.start < b.end and b.start < a.end for a in some for b in others)


def _check_po(offer: Offer, answer: IntakeAnswer) -> Iterator[str]:
    if offer.find(answer.po_quote) is None:
        yield f"po_quote “{answer.po_quote}” does not stand in the messages"
    elif not _gives(answer.po_quote, answer.po_number):
        yield f"po_number {answer.po_number} is not in “{answer.po_quote}”"


def _gives(quote: str, po_number: str) -> bool:
    """Whether words give a number, written or spelled: "R dash six oh three nine" gives R-6039.

    Of a number that is wholly spoken only the letters and the digits spelled one by one can be held against the words.
    """
    wanted = _letters_and_digits(po_number)
    if not wanted or wanted in _letters_and_digits(quote) or wanted in _spelled_out(quote):
        return bool(wanted)
    spoken = not any(c.isdigit() for c in quote)
    letters = "".join(c for c in wanted if c.isalpha())
    return spoken and letters in "".join(w for w in quote.casefold().split() if len(w) == 1 and w.isalpha())


def _letters_and_digits(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _spelled_out(text: str) -> str:
    """Words with the digits they spell: "R dash six oh three nine" is r6039."""
    every = lexicon(tuple(languages()))
    told = []
    for token in tokenize(text):
        if token.kind is not Kind.WORD or token.folded in _SPELLED_MARKS:
            continue
        digit = every.numbers.get(token.folded, 0 if token.folded in ("oh", "o") else None)
        told.append(token.folded if digit is None else str(digit))
    return _letters_and_digits("".join(told))


def _check_date(offer: Offer, answer: IntakeAnswer, tools: Toolbox) -> Iterator[str]:
    try:
        day = date.fromisoformat(answer.requested_date)
    except ValueError:
        yield f"requested_date “{answer.requested_date}” is not a date such as 2026-03-04"
        return
    today = tools.context.now.astimezone(tools.context.zone).date()
    if not today - _LONGEST_BACK <= day <= today + _LONGEST_AHEAD:
        yield f"requested_date {day} is not near the day of the message"
    if offer.find(answer.date_quote) is None:
        yield f"date_quote “{answer.date_quote}” does not stand in the messages"
    named = {known.weekdays[t.folded] for known in languages().values() for t in tokenize(answer.date_quote)
             if t.folded in known.weekdays}  # fmt: skip
    if len(named) == 1 and day.weekday() not in named:
        yield f"requested_date {day} is a {day:%A}, and “{answer.date_quote}” names another day"


def _check_line(offer: Offer, line: SaidLine) -> Iterator[str]:
    if not line.quotes:
        yield "it has no quotes"
    for quote in line.quotes:
        if offer.find(quote) is None:
            yield f"the words “{quote}” do not stand in the messages"
    basket = offer.baskets.get(line.basket_line) if line.basket_line else None
    if line.basket_line and basket is None:
        yield f"basket_line {line.basket_line} was not offered"
    if basket is None and not line.product.strip():
        yield "it names no product"
    quoted = " ".join(line.quotes)
    for word in (*line.product.split(), *line.without.split(), *line.unit.split()):
        if _bare(word) and _bare(word) not in _bare(quoted):
            yield f"“{word}” does not stand in its quotes"
    if line.price and decimal_of(line.price) not in numbers_said(quoted):
        yield f"the price {line.price} is not in the words “{quoted}”"
    if line.amount_kind is AmountKind.MISSING:
        if line.amount:
            yield "amount_kind is missing, and there is an amount"
        return
    amount = decimal_of(line.amount)
    if amount is None or amount <= 0:
        yield f"amount “{line.amount}” is not a number above zero"
        return
    allowed = set(numbers_said(quoted))
    if basket is not None:
        more = {basket.quantity + n for n in allowed} | {basket.quantity - n for n in allowed}
        allowed |= {basket.quantity, *more, *(basket.quantity * n for n in _MULTIPLES)}
    if line.amount_kind is not AmountKind.ESTIMATED and amount not in allowed:
        yield f"the amount {amount} is not in the words “{quoted}”"


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
