"""A call settled: what the desk's side asks and repeats, and what the customer says to it, turn by turn.

Only what the customer settles counts: "six dozen?", "no, five" is five; "how many?", "four" is four of what was named
last; "three jars?", "yes" is three jars.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agents.intake_draft import Read
from agents.results import RequestedLine
from domain.orders import Span
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, fit
from reading.changes import read_changes
from reading.corrections import correction_length
from reading.languages import Lexicon
from reading.lines import LineMention
from reading.numbers import amount_at
from reading.sections import Phrases, phrases_of
from reading.spelling import spelled_out
from reading.tokens import Kind, Token, tokenize
from reading.word_kinds import any_has

_MEASURES = frozenset({"LB", "OZ", "KG", "G", "GAL", "QT", "PT", "L", "ML", "FT", "M", "YD", "CM", "MM", "IN"})

# A word that takes something back stands among the first ones of a turn.
_SOON = 4


@dataclass(frozen=True)
class _Told:
    """An amount that stands by itself: its tokens, its value and the unit named with it."""

    tokens: tuple[Token, ...]
    amount: Decimal
    unit_word: str | None
    unit_code: str | None
    refuses: bool = False


@dataclass
class CallLines:
    """The lines of a call so far, and the product words named last without an amount."""

    lines: list[RequestedLine]
    named: list[Token]

    def hear(self, read: Read, mentions: Sequence[tuple[LineMention, RequestedLine]]) -> None:
        """Take in one turn of the customer's, with the lines that its own words make."""
        said = phrases_of("calls", read.reading.lexicon.codes)
        tokens = [t for t in read.reading.tokens if t.kind is not Kind.NEWLINE]
        spoken = [t.folded for t in tokens]
        asked = read.asked or ""
        taken: set[Token] = set()
        agrees = bool(said.length_at("agreeing", spoken, 0)) and not (offers(asked) and words_of_choice(read))
        if agrees and asked:
            self._agreed(asked, read)
        elif (told := _told(read, tokens, spoken, said, asked)) is not None and not self._is_kind(told, asked, read):
            of_a_line = any(mention.words and set(told.tokens) <= set(mention.tokens) for mention, _ in mentions)
            if not of_a_line or told.refuses:
                taken = set(told.tokens)
                self._settle(told, asked, read)
        elif self.lines and (choice := words_of_choice(read)) and not _in_a_line(choice, mentions):
            self._choose(choice, read)
        for mention, line in mentions:
            if taken & set(mention.tokens):
                continue
            self._line(mention, line, asked if "?" in asked else "", read.reading.lexicon)
        left = _product_words(read.reading.residue)
        if mentions:
            end = max(token.end for mention, _ in mentions for token in mention.tokens)
            self.named = [token for token in left if token.start >= end]
        else:
            self.named = [*self.named, *left] if agrees else left

    def _line(self, mention: LineMention, line: RequestedLine, asked: str, lexicon: Lexicon) -> None:
        """A line of the turn: a new one, or, as the answer to a question, the last one said more exactly."""
        mine = words(line.words)
        in_question = bool(asked) and _all_in(mine, frozenset(words(asked)))
        at = self._said_before(mine) if asked else None
        if at is not None and not self.named:
            last = self.lines[at]
            unit = {"unit_code": line.unit_code, "unit_word": line.unit_word} if line.unit_code else {}
            changed = {"amount": line.amount, "spans": (*last.spans, *line.spans)}
            self.lines[at] = last.model_copy(update={**changed, **unit})
            return
        if in_question and self.named:
            more = " ".join(token.text for token in self.named)
            line = line.model_copy(update={"words": f"{more} {line.words}"})
        self.lines.append(line)
        self.named = []

    def _is_kind(self, told: _Told, asked: str, read: Read) -> bool:
        """Whether an amount picks one of the kinds that were offered of the line before, whose own amount is another:
        the "sixteen" that answers "fourteen inch or sixteen?" of four spatulas."""
        offered = {one.amount for one in _amounts(list(tokenize(asked)), read.reading.lexicon)}
        of_line = self.lines[-1].amount if self.lines and not self.named and not told.refuses else None
        return len(offered) > 1 and told.amount in offered and of_line is not None and of_line not in offered

    def _choose(self, choice: Sequence[Token], read: Read) -> None:
        """What was picked says more of the line that was asked about: how it is called, or in what it is counted."""
        named = self._named_in(read.asked or "")
        lexicon, at = read.reading.lexicon, named[0] if len(named) == 1 else len(self.lines) - 1
        last = self.lines[at]
        spans = tuple(Span(part_id=read.part_id, start=token.start, end=token.end) for token in choice)
        unit = choice[0] if len(choice) == 1 and choice[0].folded in lexicon.units else None
        said = (
            {"unit_code": lexicon.units[unit.folded], "unit_word": unit.text}
            if unit is not None
            else {"words": f"{last.words} {spelled_out(choice, lexicon)}"}
        )
        self.lines[at] = last.model_copy(update={**said, "spans": (*last.spans, *spans)})

    def _named_in(self, asked: str) -> list[int]:
        """The places of the lines that the desk's words name."""
        said = frozenset(words(asked))
        return [at for at, line in enumerate(self.lines) if any(fit(w, said) >= FOUND for w in words(line.words))]

    def _said_before(self, mine: Sequence[str]) -> int | None:
        """The one line that has all the words of what is said again."""
        having = [
            at for at, line in enumerate(self.lines) if _all_in(mine, frozenset(words(f"{line.words} {line.text}")))
        ]
        return having[0] if len(having) == 1 else None

    def _agreed(self, asked: str, read: Read) -> None:
        """The desk's words became the customer's: an amount of what was named last, a size, or a unit."""
        lexicon = read.reading.lexicon
        tokens = [t for t in tokenize(asked) if t.kind is Kind.WORD]
        amounts = _amounts(tokens, lexicon)
        if self.named and len(amounts) == 1 and amounts[0].unit_code not in _MEASURES:
            told = amounts[0]
            start, end = self.named[0].start, self.named[-1].end
            self.lines.append(
                RequestedLine(
                    number=1,
                    text=read.reading.text[start:end].strip() or " ".join(t.text for t in self.named),
                    spans=(Span(part_id=read.part_id, start=start, end=end),),
                    words=" ".join(t.text for t in self.named),
                    amount=told.amount,
                    unit_word=told.unit_word,
                    unit_code=told.unit_code,
                )
            )
            self.named = []
            return
        if "?" not in asked or not self.lines:
            return
        units = [lexicon.units[t.folded] for t in tokens if t.folded in lexicon.units]
        if units and not amounts and units[0] not in _MEASURES:
            for at, line in enumerate(self.lines):
                if line.unit_code is None:
                    self.lines[at] = line.model_copy(update={"unit_code": units[0], "unit_word": units[0]})
            return
        sizes = [t.text for told in amounts if told.unit_code in _MEASURES for t in told.tokens]
        if sizes:
            last = self.lines[-1]
            self.lines[-1] = last.model_copy(update={"words": f"{last.words} {' '.join(sizes)}"})

    def _settle(self, told: _Told, asked: str, read: Read) -> None:
        """An amount without a product: of what the desk's side repeated, else of what was named last."""
        span = Span(part_id=read.part_id, start=told.tokens[0].start, end=told.tokens[-1].end)
        if self.named and "?" in asked:
            start, end = self.named[0].start, self.named[-1].end
            self.lines.append(
                RequestedLine(
                    number=1,
                    text=" ".join(t.text for t in self.named),
                    spans=(Span(part_id=read.part_id, start=start, end=end), span),
                    words=" ".join(t.text for t in self.named),
                    amount=told.amount,
                    unit_word=told.unit_word,
                    unit_code=told.unit_code,
                )
            )
            self.named = []
            return
        if not self.lines:
            return
        places = self._named_in(asked)
        if len(places) != 1:
            said = {told.amount for told in _amounts(list(tokenize(asked)), read.reading.lexicon)}
            places = [at for at, line in enumerate(self.lines) if line.amount in said]
        at = places[0] if len(places) == 1 else len(self.lines) - 1
        unit = {"unit_code": told.unit_code, "unit_word": told.unit_word} if told.unit_code else {}
        line = self.lines[at]
        self.lines[at] = line.model_copy(update={"amount": told.amount, "spans": (*line.spans, span), **unit})


def _told(read: Read, tokens: list[Token], spoken: list[str], said: Phrases, asked: str) -> _Told | None:
    """What a turn takes back or answers with no product named: "no, two", "attends, non, mets-en six", "four."."""
    taking_back = correction_length(tokens, 0, read.reading.lexicon)
    refuses = taking_back or any(said.length_at("refusing", spoken, at) for at in range(min(len(spoken), _SOON)))
    if not refuses and "?" not in asked:
        return None
    for told in _amounts(tokens, read.reading.lexicon):
        first, last = tokens.index(told.tokens[0]), tokens.index(told.tokens[-1]) + 1
        if first > max(_SOON, taking_back):
            break
        alone = last >= len(tokens) or tokens[last].kind is Kind.MARK
        begun = first in (0, taking_back) or tokens[first - 1].kind is Kind.MARK
        if alone and begun:
            return replace(told, refuses=bool(refuses))
    changes = read_changes(read.reading.tokens, frozenset(), read.reading.lexicon).changes
    unnamed = next((c for c in changes if not c.words and c.amount is not None and c.said), None)
    if not refuses or unnamed is None or unnamed.amount is None:
        return None
    return _Told(unnamed.tokens, unnamed.amount, unnamed.unit_word, unnamed.unit_code, refuses=True)


def words_of_agreement(read: Read) -> frozenset[Token]:
    """The words with which a turn begins that only agree to what was asked: "esos mismos"."""
    if "?" not in (read.asked or ""):
        return frozenset()
    said = phrases_of("calls", read.reading.lexicon.codes)
    tokens = [t for t in read.reading.tokens if t.kind is not Kind.NEWLINE]
    spoken = [t.folded for t in tokens]
    at = 0
    while at < len(tokens):
        length = 1 if tokens[at].kind is Kind.MARK else said.length_at("agreeing", spoken, at)
        if not length:
            break
        at += length
    return frozenset(tokens[:at])


def _in_a_line(choice: Sequence[Token], mentions: Sequence[tuple[LineMention, RequestedLine]]) -> bool:
    return any(set(choice) & set(mention.tokens) for mention, _ in mentions)


def offers(asked: str) -> bool:
    """Whether one of several things is to be picked: "¿de quinientos o de mil?"."""
    tokens = tokenize(asked)
    return "?" in asked and any(any_has("alternatives", token.folded) for token in tokens[1:])


def words_of_choice(read: Read) -> tuple[Token, ...]:
    """What a turn begins with that picks of what the desk's side asked: the "de mil" that answers "¿de quinientos o de
    mil?", or the "white" of "white lids?". Whoever says all of it again agrees, and chooses nothing."""
    asked, lexicon = read.asked or "", read.reading.lexicon
    if "?" not in asked:
        return ()

    def telling(spoken: Sequence[Token]) -> list[Token]:
        some = (t for t in spoken if t.kind is Kind.WORD)
        return [
            t
            for t in some
            if not any(lexicon.has(kind, t.folded) for kind in ("courtesy", "filler", "alternatives", "definite"))
        ]

    tokens = [token for token in read.reading.tokens if token.kind is not Kind.NEWLINE]
    first = telling(tokens[: next((at for at, token in enumerate(tokens) if token.kind is Kind.MARK), len(tokens))])
    offered = {t.folded for t in telling(tokenize(asked))}
    return tuple(first) if first and {t.folded for t in first} < offered else ()


def amount_taken_back(read: Read) -> tuple[Token, ...]:
    """The words of a turn that put another amount in the place of the only one that the desk's side repeated: "no, two,
    sorry"; none where it repeated several, or the turn does nothing of the kind."""
    lexicon = read.reading.lexicon
    repeated = _amounts([t for t in tokenize(read.asked or "") if t.kind is Kind.WORD], lexicon)
    tokens = [t for t in read.reading.tokens if t.kind is not Kind.NEWLINE]
    said = phrases_of("calls", lexicon.codes)
    told = _told(read, tokens, [t.folded for t in tokens], said, read.asked or "")
    if len(repeated) != 1 or told is None or not told.refuses:
        return ()
    behind = tokens.index(told.tokens[-1]) + 1
    if behind < len(tokens):
        behind += 1 + correction_length(tokens, behind + 1, lexicon)
    return tuple(tokens[:behind])


def _amounts(tokens: Sequence[Token], lexicon: Lexicon) -> list[_Told]:
    found: list[_Told] = []
    at = 0
    while at < len(tokens):
        amount = amount_at(tokens, at, lexicon)
        if amount is None:
            at += 1
            continue
        behind = at + amount.length
        unit = tokens[behind] if behind < len(tokens) and tokens[behind].folded in lexicon.units else None
        end = behind + (1 if unit else 0)
        code = lexicon.units[unit.folded] if unit else None
        found.append(_Told(tuple(tokens[at:end]), amount.value, unit.text if unit else None, code))
        at = end
    return found


def _product_words(tokens: Sequence[Token]) -> list[Token]:
    return [t for t in tokens if t.kind is Kind.WORD]


def _all_in(tokens: Sequence[str], terms: frozenset[str]) -> bool:
    return bool(tokens) and all(fit(token, terms) >= FOUND for token in tokens)
