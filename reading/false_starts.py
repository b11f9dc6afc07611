"""Amounts that are taken back before they name anything: "2 packs of clips, and six, no, eight bags of filler"."""

from __future__ import annotations

from collections.abc import Sequence

from reading.clauses import Clause
from reading.corrections import correction_length
from reading.counts import count_at
from reading.languages import Lexicon
from reading.tokens import Kind, Token

# Nobody takes an amount back in more clauses.
_LONGEST_RUN = 8


def false_starts(found: Sequence[Clause], lexicon: Lexicon) -> tuple[list[Clause], set[Token]]:
    """The clauses without amounts that are taken back before they name anything, and the words that took them back:
    "2 packs of clips, and six, no, eight bags of filler"."""
    kept: list[Clause] = []
    taken_back: set[Token] = set()
    at = 0
    while at < len(found):
        complete = at > 0 and (found[at].joined or _counts(found[at - 1], lexicon))
        behind = _where_it_is_said_again(found, at, lexicon) if complete and _bare(found[at], lexicon) else None
        if behind is None:
            kept.append(found[at])
            at += 1
            continue
        length = correction_length(found[behind].tokens, 0, lexicon)
        taken_back.update(token for clause in found[at:behind] for token in clause.tokens)
        taken_back.update(found[behind].tokens[:length])
        kept.append(Clause(found[behind].tokens[length:], found[at].opens, found[at].fresh, found[at].joined))
        at = behind + 1
    return kept, taken_back


def _where_it_is_said_again(found: Sequence[Clause], at: int, lexicon: Lexicon) -> int | None:
    """The clause that names goods with another amount, behind words that take the one at a place back; None where none
    does."""
    corrected = False
    for behind in range(at + 1, min(at + 1 + _LONGEST_RUN, len(found))):
        tokens = found[behind].tokens
        length = correction_length(tokens, 0, lexicon)
        corrected = corrected or length > 0
        if length == len(tokens) or (corrected and length == 0 and _bare(found[behind], lexicon)):
            continue
        return behind if corrected and _names_goods(tokens[length:], lexicon) else None
    return None


def _counts(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether an amount stands in a clause, so that one behind it is of something else."""
    return any(count_at(clause.tokens, at, lexicon) is not None for at in range(len(clause.tokens)))


def _bare(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause is an amount with its unit, and perhaps words of talk before it."""
    tokens = [t for t in clause.tokens if t.kind is Kind.WORD]
    while tokens and count_at(tokens, 0, lexicon) is None:
        if not (lexicon.has("talk", tokens[0].folded) or lexicon.has("courtesy", tokens[0].folded)):
            return False
        tokens = tokens[1:]
    count = count_at(tokens, 0, lexicon) if tokens else None
    return count is not None and count.length == len(tokens) and not count.measured


def _names_goods(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether an amount and what it counts begin here."""
    count = count_at(tokens, 0, lexicon) if tokens else None
    if count is None:
        return False
    return any(
        t.kind is Kind.WORD and not lexicon.has("courtesy", t.folded) and not lexicon.has("filler", t.folded)
        for t in tokens[count.length :]
    )
