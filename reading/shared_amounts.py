"""What several lines share: the amount of "2 cs each of romas and limes", the words of "gloves 10 M, 20 L"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reading.clause_lines import bare_count
from reading.clauses import Clause, without_courtesy
from reading.counts import Count, count_at, is_dimension, is_fit
from reading.languages import Lexicon
from reading.line_drafts import LineDraft
from reading.line_state import LineState
from reading.tokens import Kind, Token


def one_more_product(state: LineState, clause: Clause) -> bool:
    """Whether a clause is one more product of "2 cs each of romas, limes and lemons"; then its lines are added."""
    if state.sharing is None:
        return False
    inner = without_courtesy(clause.tokens, state.lexicon)
    if clause.opens != ",":
        state.sharing = None
        return False
    if not inner or count_at(inner, 0, state.lexicon) is not None:
        return False
    for words in parted(inner, state.lexicon):
        state.add(LineDraft(list(words), list(words), state.sharing))
    return True


def put_under_heading(state: LineState, line: LineDraft) -> None:
    """Give a line of nothing but sizes the words that its list stands under: "anchors: 2 pk 6x30, 3 pk 8x40"."""
    lexicon = state.lexicon
    if not line.words or not all(is_dimension(t, lexicon) or state.says_nothing(t) for t in line.words):
        return
    if state.pending and not state.waiting:
        state.heading, state.pending = state.pending, []
        line.tokens = [*state.heading, *line.tokens]
    elif state.lines and not state.heading and is_fit(line.words[-1], lexicon):
        state.heading = words_before_size(state.lines[-1], lexicon) or []
    if state.heading:
        line.words = [*state.heading, *line.words]


def words_before_size(line: LineDraft, lexicon: Lexicon) -> list[Token] | None:
    """The words that a line shares with the next sizes of its product; None where it ends with no size."""
    if line.shared is not None:
        return line.shared
    if len(line.words) > 1 and is_fit(line.words[-1], lexicon):
        return line.words[:-1]
    return None


def sizes_before(state: LineState, line: LineDraft) -> list[LineDraft]:
    """The sizes that wait for their product: "10 M, 20 L and 5 XL gloves" names it with the last."""
    lexicon = state.lexicon
    waiting = [words for words in (*state.waiting, state.pending) if words]
    if not waiting or not line.words or not is_fit(line.words[0], lexicon):
        return []
    found = []
    for words in waiting:
        count = bare_count(words, lexicon)
        size = size_behind(words, lexicon)
        if count is None or size is None:
            return []
        found.append(LineDraft(list(words), [size, *line.words[1:]], of_size(count, size), shared=line.words[1:]))
    state.waiting, state.pending = [], []
    return found


def size_behind(piece: list[Token], lexicon: Lexicon) -> Token | None:
    """The size behind a bare amount: the ``XL`` of "5 XL", the ``M`` of "10 M", which could be metres elsewhere."""
    last = next(
        (
            token
            for token in reversed(piece)
            if token.kind is Kind.WORD and (is_fit(token, lexicon) or not lexicon.has("courtesy", token.folded))
        ),
        None,
    )
    if last is None or not is_fit(last, lexicon):
        return None
    return last


def of_size(count: Count, size: Token) -> Count:
    """A count whose last word is a size and no unit: the 10 of "10 M"."""
    return replace(count, unit=None, unit_code=None) if count.unit is size else count


def shared_count(line: LineDraft, lexicon: Lexicon) -> Count | None:
    """The count of "2 cs each of romas", which holds for every product that follows."""
    behind = [t.folded for t in line.tokens]
    each = [i for i, word in enumerate(behind) if lexicon.has("sharing", word)]
    if not each or each[0] > line.count.length + 2:
        return None
    filled = each[0] + 1 < len(behind) and lexicon.has("filler", behind[each[0] + 1])
    return line.count if filled or lexicon.units.get(behind[each[0]]) is None else None


def each_of(line: LineDraft, lexicon: Lexicon) -> list[LineDraft]:
    """A line of "each of" as one line for each product that its words join."""
    count = shared_count(line, lexicon)
    if count is None and line.each is not None and len(parted(line.words, lexicon)) > 1:
        count = line.count
    if count is None:
        return [line]
    if count.unit is not None and lexicon.has("sharing", count.unit.folded):
        count = Count(count.amount, None, None, count.length, count.marked, count.doubts)
    kept = [t for t in line.words if not lexicon.has("sharing", t.folded)]
    parts = parted(kept, lexicon)
    if not parts:
        return [line]
    used = [t for t in line.tokens if t not in line.words]
    drafts = [
        LineDraft(list(words), list(words), count, line.cut, line.loose, doubts=list(line.doubts)) for words in parts
    ]
    drafts[0].tokens = [*used, *drafts[0].tokens]
    drafts[-1].extra = line.extra
    return drafts


def parted(tokens: Sequence[Token], lexicon: Lexicon) -> list[list[Token]]:
    """Words parted at the words that join: "romas and limes"."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if lexicon.has("separators", token.folded):
            parts.append([])
        elif token.kind is Kind.WORD:
            parts[-1].append(token)
    return [part for part in parts if any(not lexicon.has("filler", t.folded) for t in part)]
