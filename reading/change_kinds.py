"""A clause of words that change an order as one typed change: what is dropped, set, scaled, added or replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from reading.baskets import Change, ChangeKind
from reading.change_amounts import counted, has_count, measured, naming, points, take
from reading.change_clauses import SECTION, Clause
from reading.languages import Lexicon
from reading.sections import Phrases, values_of
from reading.tokens import Kind, Token

_WAS_AND_IS = 2
_A_COMMA = 2


def change_of(
    clause: Clause, pending: Sequence[Token], earlier: Change | None, lexicon: Lexicon, said: Phrases
) -> Change | None:
    """A clause as one change; None where it names neither a word of change nor an amount."""
    if clause.has("remaining") and len(clause.signs) == 1:
        return None  # "we still have two drums of soap" asks for none: what it means for the order is a rep's matter
    if clause.has("replacing") and (change := _swap(clause, lexicon, said)) is not None:
        return change
    if clause.has("instead"):
        return _instead(clause, pending, lexicon, said)
    if clause.has("scaling") and (change := _scaling(clause, pending, lexicon, said)) is not None:
        return change
    if clause.has("unneeded"):
        return _unneeded(clause, pending, lexicon, said)
    words = [t.folded for t in clause.tokens]
    opens = any(said.length_at("opening", words, at) for at in clause.signs)
    if clause.has("dropping") and not clause.has("towards"):
        return _dropping(clause, pending, lexicon, said)
    if clause.has("adding"):
        return _adding(clause, opens, lexicon, said)
    if (change := _more(clause, opens, lexicon, said)) is not None:
        return change
    if clause.has("towards") and (change := _towards(clause, pending, opens, lexicon, said)) is not None:
        return change  # "drop the limes to 6" too
    if clause.has("dropping"):
        return _dropping(clause, pending, lexicon, said)
    start = _where_it_is_said(clause, lexicon, said)
    read = measured(clause.unsigned(start), lexicon, said)
    if read is None:
        joined = earlier is not None and not clause.signs and earlier.kind in (ChangeKind.DROP, ChangeKind.SCALE)
        return _like(earlier, clause, lexicon, said) if joined and earlier is not None else None
    named, tokens = naming(read.words, lexicon, said), tuple(clause.tokens[start:])
    if not named and pending:
        named, tokens = naming(pending, lexicon, said), (*pending, *tokens)
    if not named and not clause.has("setting") and not any(points(t, said) for t in clause.tokens):
        return None
    return Change(
        ChangeKind.SET,
        tokens,
        tuple(t for t in named if not points(t, said)),
        amount=read.amount,
        unit_code=read.code,
        unit_word=read.unit,
        was=read.was,
        said=clause.has("setting")
        or clause.stressed
        or any(said.length_at("sole", words, at) for at in range(len(words))),
        opens=opens,
    )


def _where_it_is_said(clause: Clause, lexicon: Lexicon, said: Phrases) -> int:
    """Where a clause that sets begins: at its word of change where it names the product behind that."""
    setting = clause.signs_of("setting")
    if not setting:
        return 0
    behind = measured(clause.unsigned(setting[0][1]), lexicon, said)
    return setting[0][0] if behind is not None and naming(behind.words, lexicon, said) else 0


def _adding(clause: Clause, opens: bool, lexicon: Lexicon, said: Phrases) -> Change | None:
    """``add 2 cs limes``, ``one extra case of limes``; without an amount, how many is not said."""
    start = clause.signs_of("adding")[0][0]
    read = measured(clause.unsigned(start), lexicon, said)
    if has_count(clause.tokens[:start], lexicon):
        # "one extra case", "2 more cases": the amount goes before.
        whole = measured(clause.unsigned(0), lexicon, said)
        start, read = (0, whole) if whole is not None else (start, read)
    named = naming(read.words if read else clause.unsigned(start), lexicon, said)
    if not named:
        return None
    amount, code, unit = (read.amount, read.code, read.unit) if read else (None, None, None)
    return Change(ChangeKind.ADD, tuple(clause.tokens[start:]), tuple(named), amount, code, unit, opens=opens)


def _more(clause: Clause, opens: bool, lexicon: Lexicon, said: Phrases) -> Change | None:
    """``2 kasser øl til``: a word that leads to an amount elsewhere, at the end, is one that adds."""
    led = (at for at, token in enumerate(clause.tokens) if said.length_at("towards", [token.folded], 0))
    last = next((at for at in led if all(lexicon.has("courtesy", t.folded) for t in clause.tokens[at + 1 :])), None)
    if last is None or len(counted(clause.tokens, lexicon)) != 1:
        return None
    read = measured(clause.unsigned(0, last), lexicon, said)
    named = naming(read.words, lexicon, said) if read else []
    if read is None or not named:
        return None
    return Change(ChangeKind.ADD, tuple(clause.tokens), tuple(named), read.amount, read.code, read.unit, opens=opens)


def _towards(clause: Clause, pending: Sequence[Token], opens: bool, lexicon: Lexicon, said: Phrases) -> Change | None:
    """``the wire to 6 spools``: the product before, the amount and perhaps a unit that nobody knows behind."""
    start, end = clause.signs_of("towards")[-1]
    if start and lexicon.has("telling", clause.tokens[start - 1].folded):
        return None  # "on a" has and goes nowhere
    to = counted(clause.tokens[end:], lexicon)
    if not to:
        return None
    read = take(clause.tokens[end:], to[0])
    before = clause.unsigned(0, start)
    first = clause.signs_of("setting")
    if first and first[0][1] < start:
        before = clause.unsigned(first[0][1], start)
    amounts = counted(before, lexicon)
    taken = {t for one in amounts for t in one.tokens}
    named = [t for t in naming(before, lexicon, said) if t not in taken and not points(t, said)]
    if len(amounts) == 1 and len(named) > 1 and named[0].folded in lexicon.units:
        named = named[1:]
    tokens = (*(pending if not named else ()), *clause.tokens)
    if not named and pending:
        named = naming(pending, lexicon, said)
    behind = [t.folded for t in read.words]
    goods = bool(behind) and (lexicon.has("definite", behind[0]) or lexicon.has("filler", behind[0]))
    if not named and goods and not any(points(t, said) for t in before):
        # "sube a 6 los limones", "a 4 de tomate": the product is behind its amount. "Change it to 1 cs tape": another.
        named = naming(read.words, lexicon, said)
        read = replace(read, words=[])
    unit = read.unit or (read.words[0].text if len(read.words) == 1 else None)
    return Change(
        ChangeKind.SET,
        tokens,
        tuple(named),
        amount=read.amount,
        unit_code=read.code,
        unit_word=unit,
        was=amounts[0].amount if len(amounts) == 1 else None,
        opens=opens,
    )


def _like(earlier: Change, clause: Clause, lexicon: Lexicon, said: Phrases) -> Change | None:
    """What is joined to a change without an operation of its own: "no kale and cilantro"."""
    words = naming(clause.tokens, lexicon, said)
    if not words or has_count(clause.tokens, lexicon) or clause.opened != "and":
        return None
    return Change(earlier.kind, tuple(clause.tokens), tuple(words), factor=earlier.factor, opens=earlier.opens)


def _dropping(clause: Clause, pending: Sequence[Token], lexicon: Lexicon, said: Phrases) -> Change | None:
    start, end = clause.signs_of("dropping")[0]
    behind = clause.unsigned(end)
    words = [t for t in naming(behind, lexicon, said) if not points(t, said)]
    amounts = counted(behind, lexicon)
    opens = bool(said.length_at("opening", [t.folded for t in clause.tokens], start))
    if amounts and clause.has("setting"):
        read = measured(behind, lexicon, said)
        if read is not None:
            named = tuple(naming(read.words, lexicon, said))
            return Change(ChangeKind.SET, tuple(clause.tokens[start:]), named, read.amount, read.code, read.unit)
    before = naming([*pending, *clause.unsigned(0, start)], lexicon, said)
    before = [t for t in before if not said.length_at("contrast", [t.folded], 0)]
    # "But no kale", "only no kale": the word that turns to a change is part of it.
    led = all(at in clause.signed for at in range(start))
    tokens = tuple(clause.tokens if led else clause.tokens[start:])
    if not words and before:
        words, tokens = before, (*pending, *clause.tokens)
    every = clause.has("every")
    if not words and not every:
        return None
    if amounts and amounts[0].unit is None and naming(behind[: amounts[0].at], lexicon, said):
        amounts = []  # "without the screws of 8": a bare number behind the product is its size
    amount = amounts[0].amount if amounts else None
    left = [t for t in words if all(t not in one.tokens for one in amounts)]
    return Change(ChangeKind.DROP, tokens, tuple(left or words), amount, every=every and not left, opens=opens)


def _unneeded(clause: Clause, pending: Sequence[Token], lexicon: Lexicon, said: Phrases) -> Change | None:
    """``die Verteiler weglassen``, ``las sábanas no hace falta que las mandéis``: what stands before is left out."""
    start, end = clause.signs_of("unneeded")[0]
    told = [t for t in clause.unsigned(0, start) if not said.length_at("contrast", [t.folded], 0)]
    tokens: tuple[Token, ...] = tuple(clause.tokens)
    if not told and pending:
        told, tokens = list(pending), (*pending, *tokens)
    read = measured(told, lexicon, said)
    before = [t for t in naming(read.words if read else told, lexicon, said) if not points(t, said)]
    words = before or naming(clause.tokens[end:], lexicon, said)
    amount = read.amount if read and before else None
    return Change(ChangeKind.DROP, tokens, tuple(words), amount, opens=True) if words else None


def _scaling(clause: Clause, pending: Sequence[Token], lexicon: Lexicon, said: Phrases) -> Change | None:
    start, end = clause.signs_of("scaling")[0]
    factor = values_of(SECTION, "scaling", lexicon.codes)[tuple(t.folded for t in clause.tokens[start:end])]
    words = [t for t in naming(clause.unsigned(end), lexicon, said) if not points(t, said)]
    words = words or [t for t in naming(clause.unsigned(0), lexicon, said) if not points(t, said)]
    every = clause.has("every") or (not words and any(points(t, said) for t in clause.tokens[end:]))
    tokens = tuple(clause.tokens)
    if not words and not every and stands_right_before(pending, clause):
        words, tokens = naming(pending, lexicon, said), (*pending, *tokens)  # "the salmon double"
    if not words and not every:
        return None
    return Change(
        ChangeKind.SCALE,
        tokens,
        tuple(words),
        factor=Decimal(factor),
        every=every and not words,
        opens=True,
    )


def _swap(clause: Clause, lexicon: Lexicon, said: Phrases) -> Change | None:
    """``swap the romas for cherry tomatoes``."""
    start = clause.signs_of("replacing")[0][1]
    words = [token.folded for token in clause.tokens]
    at = next((i for i in range(start + 1, len(words)) if said.length_at("exchange", words, i)), None)
    if at is None:
        return None
    old = naming(clause.tokens[start:at], lexicon, said)
    new = clause.tokens[at + said.length_at("exchange", words, at) :]
    read = measured(new, lexicon, said)
    named = naming(read.words if read else new, lexicon, said)
    if not old or not named:
        return None
    amount, code, unit = (read.amount, read.code, read.unit) if read else (None, None, None)
    return Change(
        ChangeKind.REPLACE, tuple(clause.tokens), tuple(named), amount, code, unit, replaced=tuple(old), opens=True
    )


def _instead(clause: Clause, pending: Sequence[Token], lexicon: Lexicon, said: Phrases) -> Change | None:
    """``3 cs wings instead of 4`` sets; ``24ct instead of the 18ct`` replaces."""
    start, end = clause.signs_of("instead")[0]
    before, behind = clause.tokens[:start], _without_reasons(clause.tokens[end:], lexicon)
    if not pending and not naming(clause.unsigned(0, start), lexicon, said) and not has_count(before, lexicon):
        return _instead_first(clause, behind, lexicon, said)
    if not before and pending:
        before = list(pending)
    read = measured(clause.unsigned(0, start) if clause.tokens[:start] else before, lexicon, said)
    amounts = counted(behind, lexicon)
    replaced = naming(behind, lexicon, said)
    left = [t for t in replaced if all(t not in one.tokens for one in amounts) and t.folded not in lexicon.units]
    named = naming(read.words if read else before, lexicon, said)
    named = [t for t in named if not _is_sign(clause, t)]
    beside = not named and not left and stands_right_before(pending, clause)  # "gloves, 8 boxes instead of 6"
    named = naming(pending, lexicon, said) if beside else named
    tokens = (*(pending if beside or not clause.tokens[:start] else ()), *clause.tokens)
    was = amounts[0].amount if amounts else None
    if left and named:
        amount, code, unit = (read.amount, read.code, read.unit) if read else (None, None, None)
        return Change(ChangeKind.REPLACE, tokens, tuple(named), amount, code, unit, replaced=tuple(left), opens=True)
    if read is None:
        if named and not behind:
            return None
        return None
    return Change(
        ChangeKind.SET, tokens, tuple(named or left), read.amount, read.code, read.unit, was=was or read.was, opens=True
    )


def _instead_first(clause: Clause, behind: Sequence[Token], lexicon: Lexicon, said: Phrases) -> Change | None:
    """``instead of 4 cases of towels 6``: what it was goes before what is set; None where it is said otherwise."""
    kept = [t for t in behind if t.kind is Kind.WORD and t in set(clause.unsigned(0))]
    amounts = counted(kept, lexicon)
    if len(amounts) != _WAS_AND_IS or naming(kept[amounts[1].behind :], lexicon, said):
        return None
    was, to = amounts
    named = [t for t in naming(kept, lexicon, said) if all(t not in one.tokens for one in amounts)]
    read = take(kept, to)
    if naming(kept[: was.at], lexicon, said) or not named:
        return None
    tokens = tuple(clause.tokens)
    return Change(ChangeKind.SET, tokens, tuple(named), read.amount, read.code, read.unit, was=was.amount, opens=True)


def _without_reasons(behind: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """What stands behind "instead of", without why: "6 because we have another building"."""
    told = (at for at, token in enumerate(behind) if at and lexicon.has("telling", token.folded))
    return list(behind[: next(told, len(behind))])


def _is_sign(clause: Clause, token: Token) -> bool:
    return any(clause.tokens[at] is token for at in clause.signed)


def stands_right_before(pending: Sequence[Token], clause: Clause) -> bool:
    """Whether words without a change stand right before a clause, but for a comma: nothing that is settled between."""
    return bool(pending) and clause.tokens[0].start - pending[-1].end <= _A_COMMA
