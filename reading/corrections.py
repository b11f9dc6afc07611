"""Words that take something back: where they stand in a clause, and how far they go."""

from __future__ import annotations

from collections.abc import Sequence

from reading.clauses import Clause, begins_count
from reading.counts import DASHES
from reading.languages import Lexicon
from reading.tokens import Kind, Token

_LONGEST_RUN = 8


def split_at_corrections(found: list[Clause], lexicon: Lexicon) -> list[Clause]:
    """Clauses parted before words that take something back, where an amount follows: "3 cs OJ - make that 4"."""
    parted: list[Clause] = []
    for clause in found:
        tokens = clause.tokens
        start = at = 0
        while at < len(tokens):
            refused = _and_not(tokens, at, lexicon) or _and_not(tokens, at + 1, lexicon)
            length = 0 if refused else correction_length(tokens, at, lexicon)
            behind = at + length
            follows = length and behind < len(tokens) and begins_count(tokens, behind, lexicon)
            # "2 cs limes - sorry, 3": the amount may stand behind the next mark.
            follows = follows or (length > 1 and behind == len(tokens) and tokens[at].text in DASHES)
            if at > start and follows:
                parted.append(_part(clause, start, at))
                start = at
            at += max(length, 1)
        if start < len(tokens):
            parted.append(_part(clause, start, len(tokens)))
    return parted


def _and_not(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word refuses what comes, and takes nothing back: the "non" of "4 boîtes et non 14"."""
    refuses = 0 < at < len(tokens) and lexicon.has("negation", tokens[at].folded)
    return refuses and lexicon.has("separators", tokens[at - 1].folded)


def _part(clause: Clause, start: int, end: int) -> Clause:
    tokens = clause.tokens[start:end]
    return Clause(tokens) if start else Clause(tokens, clause.opens, clause.fresh, clause.joined)


def _refused(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether an amount is said again only to be taken back: the "cinco no" of "cinco no, seis"."""
    refusing, behind = tokens[at + 1 : at + 2], tokens[at + 2 : at + 3]
    return (
        bool(refusing)
        and tokens[at].folded in lexicon.numbers
        and lexicon.has("correcting", refusing[0].folded)
        and lexicon.has("negation", refusing[0].folded)
        and (not behind or behind[0].kind is not Kind.WORD or lexicon.has("correcting", behind[0].folded))
    )


def correction_length(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """How many tokens from one on only take something back: "no wait, make that"; 0 where none does."""
    position = at
    correcting = False
    while position < len(tokens) and position < at + _LONGEST_RUN:
        token = tokens[position]
        pair = " ".join(t.folded for t in tokens[position : position + 2])
        if _refused(tokens, position, lexicon) or pair in lexicon.phrases["taking_back"]:
            correcting, position = True, position + 1
        elif lexicon.has("correcting", token.folded):
            correcting = True
        elif token.kind is Kind.WORD and (
            begins_count(list(tokens[position : position + 4]), 0, lexicon)
            or not (lexicon.has("courtesy", token.folded) or lexicon.has("hesitations", token.folded))
        ):
            break
        position += 1
    return position - at if correcting else 0
