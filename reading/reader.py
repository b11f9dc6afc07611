"""A whole message read: its dates, purchase order, lines, and what nothing was made of.

What the reader does not understand it does not hide: every word that belongs to nothing it knows is *residue*, and
every word that may bend the meaning of what it does know is a *caution*. An order with either is not proven.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reading.asides import find_hours, find_phones, find_prices, numbers_of_names
from reading.baskets import Change
from reading.cautions import is_short_for_a_day, may_bend_or_date
from reading.cells import without_cells
from reading.changes import read_changes
from reading.counts import sized
from reading.date_corrections import settle_dates
from reading.dates import DateMention, DateReading, find_dates
from reading.formulas import find_formulas
from reading.gratitude import find_gratitude
from reading.languages import Lexicon, lexicon_for, with_unit_codes
from reading.lines import LineMention, LinesReading, read_lines
from reading.purchase_orders import Reference, find_purchase_order, lone_number, other_purchase_orders
from reading.rows import without_brackets_of_amounts
from reading.settled_words import settled_by_base, settled_by_lines
from reading.tokens import Kind, Token, fold, tokenize

_SHORTEST_STREET = 4
_INITIAL = re.compile(r"[a-z]\.?")
_OF_BASKETS = frozenset({"usual", "last_order", "as_usual"})
_SOON = 4
_LONGEST_PARTED = 9
_SETTLED_PHRASES = frozenset(
    {"usual", "last_order", "as_usual", "aside", "formula", "next_delivery", "well_being", "collecting"}
)
# Phrases that other parts of the reading look for: they mean nothing for the message as a whole.
_INNER_PHRASES = frozenset(
    {
        "date_lead",
        "no_date",
        "po_is",
        "po_for",
        "next_week",
        "week_before_day",
        "week_behind_day",
        "end_of_week",
        "drop_last",
        "taking_back",
        "sufficing",
        "having",
        "absent",
    }
)


@dataclass(frozen=True)
class ReadingContext:
    """What is known before a message is read.

    ``names`` are folded words of people and places around the sender: they explain words that are part of no product.
    ``is_number`` tells whether a word is a product number of the distributor's or of this customer's; ``names_place``
    whether two words, the second a number or a letter, name one of their places: "store 2". ``unit_codes`` are the
    distributor's own codes for units, which customers write too: "10 KRT". ``answers`` tells that the text answers a
    question: then "as always" at its beginning points at no order.
    """

    today: date
    day_first: bool
    language: str | None
    names: frozenset[str]
    is_number: Callable[[str], bool]
    names_place: Callable[[str, str], bool] = lambda before, number: False
    unit_codes: frozenset[str] = frozenset()
    answers: bool = False


@dataclass(frozen=True)
class Phrase:
    """A phrase that means something for the whole message, and its tokens."""

    meaning: str
    first: int
    last: int


@dataclass(frozen=True)
class TextReading:
    """What one text says. Positions index ``tokens``.

    ``base`` is the phrase that points at an order, the usual or the last one; then the text has ``changes`` to it and
    no lines of its own. ``lone_number`` is set where the text is a number and nothing else, as subjects are.
    ``unmeasured`` are clauses that may name a product whose amount was forgotten; their words are ``residue`` too.
    ``settled`` are positions of tokens that mean something else than lines or changes: dates, prices, places.
    """

    text: str
    tokens: tuple[Token, ...]
    lexicon: Lexicon
    lines: tuple[LineMention, ...]
    base: Phrase | None
    changes: tuple[Change, ...]
    dates: tuple[DateMention, ...]
    phrases: tuple[Phrase, ...]
    po_number: Reference | None
    other_po_numbers: tuple[Reference, ...]
    lone_number: Reference | None
    cautions: tuple[Token, ...]
    residue: tuple[Token, ...]
    prices: tuple[Token, ...]
    questions: int
    unmeasured: tuple[tuple[Token, ...], ...] = ()
    settled: frozenset[int] = frozenset()

    def says(self, meaning: str) -> bool:
        """Whether a phrase of that meaning stands in the text."""
        return any(phrase.meaning == meaning for phrase in self.phrases)


def read_text(text: str, context: ReadingContext) -> TextReading:
    """Read one text, such as a mail's body or a transcript. Never fails: what it cannot read is residue."""
    tokens = without_brackets_of_amounts(without_cells(tokenize(text)))
    words = [token.folded for token in tokens if token.kind is Kind.WORD]
    lexicon = with_unit_codes(lexicon_for(words, context.language), context.unit_codes)
    dates = find_dates(tokens, lexicon, DateReading(context.today, context.day_first))
    dates = [mention for mention in dates if not _in_a_name(tokens, mention, context.names)]
    dates, undated = settle_dates(tokens, dates, lexicon)
    formulas = find_formulas(tokens, {at for mention in dates for at in range(mention.first, mention.last)}, lexicon)
    inside = {at for formula in formulas for at in formula.place}
    dates = [mention for mention in dates if mention.first not in inside]
    phrases = [p for p in (*_find_phrases(tokens, lexicon), *_parted_verbs(tokens, lexicon)) if p.first not in inside]
    for formula in formulas:
        meanings = ("formula", "little") if formula.about == "small" else ("formula",)
        phrases.extend(Phrase(meaning, formula.place.start, formula.place.stop) for meaning in meanings)
    dated = frozenset(at for mention in dates for at in range(mention.first, mention.last))
    po_number, po_places = find_purchase_order(tokens, phrases, dated, lexicon)
    prices, priced = find_prices(tokens, lexicon)

    phrases = [p for p in phrases if p.meaning != "usual" or _stands_alone(p, tokens, dates, lexicon)]
    if context.answers:
        phrases = [
            Phrase("aside", p.first, p.last) if p.meaning in _OF_BASKETS and is_soon(tokens, p.first) else p
            for p in phrases
        ]
    phrases = [p for p in phrases if p.meaning != "well_being" or _is_all_said(p, tokens)]
    asides = [p for p in phrases if p.meaning == "as_usual"]

    settled: set[int] = po_places | priced | undated | find_phones(text, tokens)
    settled |= dated | _deliveries(tokens, dated, lexicon) | find_gratitude(tokens, dated, lexicon)
    for phrase in phrases:
        if phrase.meaning in _SETTLED_PHRASES:
            settled.update(range(phrase.first, phrase.last))
    collected = [range(phrase.first, phrase.last) for phrase in phrases if phrase.meaning == "collecting"]
    settled |= numbers_of_names(tokens, context.names, lexicon) | find_hours(tokens, lexicon, collected)
    for position, (before, token) in enumerate(pairwise(tokens)):
        if context.names_place(before.folded, token.folded):
            settled.update((position, position + 1))
    base = next((p for p in phrases if p.meaning in {"usual", "last_order"}), None)
    changes: tuple[Change, ...] = ()
    if base is None:
        reading = read_lines(tokens, frozenset(settled), lexicon, context.is_number, context.names)
        if asides and not reading.lines:
            # "As usual" beside lines says nothing more; alone it asks for the usual.
            base = Phrase("usual", asides[0].first, asides[0].last)
    if base is not None:
        changed = read_changes(tokens, frozenset(settled), lexicon)
        changes, reading = changed.changes, LinesReading((), changed.rest)
    in_lines = {token for line in reading.lines for token in line.tokens}
    counting = _numbers_alone(tokens, context.names)
    in_lines |= {token for change in changes for token in change.tokens}
    negated = {token for change in changes for token in change.tokens}
    negated |= {t for line in reading.lines if line.without for t in line.tokens if lexicon.has("negation", t.folded)}
    taken_back = reading.corrections | _inner_negations(reading.lines, lexicon) | _doubled(reading.lines, lexicon)
    taken_back |= settled_by_lines(tokens, reading.lines, context.names, lexicon)
    taken_back |= settled_by_base(tokens, range(base.first, base.last), lexicon) if base is not None else set()
    return TextReading(
        text=text,
        tokens=tuple(tokens),
        lexicon=lexicon,
        lines=reading.lines,
        base=base,
        changes=changes,
        dates=tuple(dates),
        phrases=tuple(phrases),
        po_number=po_number,
        other_po_numbers=other_purchase_orders(tokens, phrases, dated, lexicon),
        lone_number=lone_number(tokens, lexicon),
        cautions=tuple(
            token
            for position, token in enumerate(tokens)
            if position not in settled
            and token not in negated
            and token not in taken_back
            and may_bend_or_date(tokens, position, token in in_lines, context.names, lexicon)
        ),
        residue=tuple(
            t for t in reading.rest if t not in in_lines and (t in counting or _unexplained(t, lexicon, context))
        ),
        prices=tuple(prices),
        questions=sum(token.text == "?" for token in tokens) - sum(asks_nothing(p, tokens) for p in phrases),
        unmeasured=reading.unmeasured,
        settled=frozenset(settled),
    )


def tells_of_absence(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words say that nobody is there: "we're closed", "nobody is here"."""
    said = f" {' '.join(token.folded for token in tokens)} "
    return any(f" {phrase} " in said for phrase in lexicon.phrases["absent"])


def is_soon(tokens: Sequence[Token], at: int) -> bool:
    """Whether a place is within the first words of a text."""
    return sum(token.kind is Kind.WORD for token in tokens[:at]) < _SOON


def _find_phrases(tokens: Sequence[Token], lexicon: Lexicon) -> list[Phrase]:
    """Every phrase of the lexicon that stands in the text, the longest first at each place."""
    found: list[Phrase] = []
    words = [token.folded for token in tokens]
    at = 0
    while at < len(words):
        fitting = [
            (len(split), meaning)
            for split, meaning in lexicon.phrases_by_first.get(words[at], ())
            if meaning not in _INNER_PHRASES and tuple(words[at : at + len(split)]) == split
        ]
        if at and sized(tokens, at - 1, lexicon) and not _announces_a_number(tokens, at):
            # "6 po" are six inches, and "po" is a word for a purchase order too.
            fitting = [(size, meaning) for size, meaning in fitting if (size, meaning) != (1, "purchase_order")]
        if not fitting:
            at += 1
            continue
        length = max(length for length, _ in fitting)
        found.extend(Phrase(meaning, at, at + length) for size, meaning in sorted(fitting) if size == length)
        at += length
    return found


def _parted_verbs(tokens: Sequence[Token], lexicon: Lexicon) -> list[Phrase]:
    """The two words of a verb that says that they fetch it, where others stand between: "hole heute um vier ab"."""
    found: list[Phrase] = []
    for at, token in enumerate(tokens):
        endings = lexicon.parted_verbs.get(token.folded, frozenset())
        for behind in range(at + 1, min(at + _LONGEST_PARTED, len(tokens)) if endings else 0):
            if tokens[behind].kind is not Kind.WORD:
                break
            last = behind + 1 == len(tokens) or tokens[behind + 1].kind is not Kind.WORD
            if last and behind > at + 1 and tokens[behind].folded in endings:
                found.extend((Phrase("collecting", at, at + 1), Phrase("collecting", behind, behind + 1)))
                break
    return found


def _announces_a_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word in capitals has a number right behind it: "24 PO 71219"."""
    return tokens[at].text.isupper() and at + 1 < len(tokens) and tokens[at + 1].text[:1].isdigit()


def _in_a_name(tokens: Sequence[Token], mention: DateMention, names: frozenset[str]) -> bool:
    """Whether a day is a word of a name that goes on: the "Sun" of "Sun Basin"."""
    if mention.last != mention.first + 1 or tokens[mention.first].folded not in names:
        return False
    beside = (*tokens[max(mention.first - 1, 0) : mention.first], *tokens[mention.last : mention.last + 1])
    return any(token.kind is Kind.WORD and token.folded in names for token in beside)


def _stands_alone(phrase: Phrase, tokens: Sequence[Token], dates: Sequence[DateMention], lexicon: Lexicon) -> bool:
    """Whether "the usual" is an order of its own, not a word before a product: "usual oil x1"."""
    if phrase.last >= len(tokens) or any(phrase.last == mention.first for mention in dates):
        return True
    following = tokens[phrase.last]
    word = following.folded
    if following.kind is not Kind.WORD or word in lexicon.phrases["date_lead"]:
        return True
    return lexicon.has("courtesy", word) or lexicon.has("caution", word)


def _is_all_said(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """Whether "how are you" ends what is said: "how are you fixed for romas" asks for something."""
    return phrase.last >= len(tokens) or tokens[phrase.last].kind is not Kind.WORD


def asks_nothing(phrase: Phrase, tokens: Sequence[Token]) -> bool:
    """Whether a phrase is a question that only greets, or announces what follows: "how are you?"."""
    behind = next((token for token in tokens[phrase.last : phrase.last + 2] if token.kind is not Kind.WORD), None)
    return phrase.meaning in {"well_being", "formula"} and behind is not None and behind.text == "?"


def _deliveries(tokens: Sequence[Token], dated: frozenset[int], lexicon: Lexicon) -> set[int]:
    """Where a word behind a day only says what comes then: the "drop" of "Thursday drop: 4 cs"."""
    behind = {at + 1 for at in dated if at + 1 < len(tokens)} - dated
    return {at for at in behind if lexicon.has("deliveries", tokens[at].folded) and _closes(tokens, at + 1, lexicon)}


def _closes(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether no word stands at a place, or a "please" and no word behind that."""
    polite = at < len(tokens) and lexicon.has("courtesy", tokens[at].folded)
    return all(token.kind is not Kind.WORD for token in tokens[at + polite : at + polite + 1])


def _inner_negations(lines: Sequence[LineMention], lexicon: Lexicon) -> set[Token]:
    """Words such as the "non" of "non sterile": between two words of a product they are part of its name."""
    return {
        token
        for line in lines
        for before, token, behind in zip(line.words, line.words[1:], line.words[2:], strict=False)
        if lexicon.has("privative", token.folded) and before.end < token.start and behind.folded.isalpha()
    }


def _doubled(lines: Sequence[LineMention], lexicon: Lexicon) -> set[Token]:
    """Words such as the "double" of "2 boxes double wall": right behind an amount it multiplies nothing."""
    found = set()
    for line in lines:
        token, behind = (*line.words, None, None)[:2]
        if token is None or behind is None or line.amount is None or line.tokens[0] is token:
            continue
        plain = not any(lexicon.has(kind, behind.folded) for kind in ("articles", "definite", "pointing", "filler"))
        if lexicon.has("doubling", token.folded) and behind.start == token.end + 1 and plain:
            found.add(token)
    return found


def _numbers_alone(tokens: Sequence[Token], names: frozenset[str]) -> frozenset[Token]:
    """Numbers that stand beside no name, though an address has them: the 2 of "2: dozen gloves", which may be an
    amount, not that of "2 Mill Road"."""
    worded = [token for token in tokens if token.kind is Kind.WORD]
    told = [token.folded in names and not token.folded.isdigit() for token in worded]
    return frozenset(
        token
        for at, token in enumerate(worded)
        if token.folded.isdigit() and token.folded in names and not any(told[max(at - 1, 0) : at + 2])
    )


def _unexplained(token: Token, lexicon: Lexicon, context: ReadingContext) -> bool:
    """Whether nothing is known that the word could be."""
    if token.kind is not Kind.WORD:
        return False
    word = token.folded
    if word in context.names:
        return False
    if _may_be_a_day(token, lexicon):
        return True
    if lexicon.has("courtesy", word) or word in lexicon.phrases["date_lead"]:
        return False
    if lexicon.has("hesitations", word) or (lexicon.has("streets", word) and len(word) >= _SHORTEST_STREET):
        return False
    bare = word.strip("'").removesuffix("'s")
    if bare in context.names or lexicon.has("courtesy", bare) or lexicon.has("caution", word):
        return False
    pieces = [piece for piece in re.split(r"[-/&.']", word) if piece]
    named = [piece for piece in pieces if piece in context.names or lexicon.has("courtesy", piece)]
    if len(pieces) > 1 and all(piece in named or (named and _INITIAL.fullmatch(piece)) for piece in pieces):
        return False  # "M.Keller" too
    return not (_INITIAL.fullmatch(word) and any(name.startswith(word[0]) for name in context.names))


def _may_be_a_day(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word in capitals is short for a day in the text's own language, and nothing else there: the "Do" of a
    German text, of which English makes courtesy."""
    return token.text[0].isupper() and is_short_for_a_day(token, lexicon)


def name_words(*texts: str) -> frozenset[str]:
    """The folded words of names and addresses, for ``ReadingContext.names``."""
    found: set[str] = set()
    for text in texts:
        for token in tokenize(text):
            if token.kind is Kind.WORD:
                found.add(token.folded)
                found.update(piece for piece in re.split(r"[-/&.'@]", token.folded) if piece)
                found.add(fold(token.text.removesuffix("'s")))
    return frozenset(found)
