"""Order lines in running text: which words ask for a product, how much of it, and in what unit.

Text is parted into clauses. One that carries an amount before its words (``2 cs romas``) or behind them (``romas x2``,
``GV0101 chicken 6 cs``) is a line. One without an amount belongs to the line before it, when there is one: "six cases
of haddock, the fresh ten pound". What takes something back ("no, make it 12") changes the line that it follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reading.clause_lines import bare_count, line_of, says_address, split_off_prefix, without_farewell
from reading.clauses import (
    Clause,
    begins_count,
    clauses,
    cut_at_counts,
    without_courtesy,
)
from reading.corrections import split_at_corrections
from reading.counts import DASHES, Count, count_at, is_fit, sized
from reading.describing import begins_definite, begins_describing, measures, only_describes, only_tells, says_sides
from reading.enough import said_by_what_for
from reading.false_starts import false_starts
from reading.languages import Lexicon
from reading.line_doubts import doubts_of, may_count_another, size_doubt
from reading.line_drafts import LineDraft
from reading.line_state import LineState
from reading.repairs import Repairs
from reading.shared_amounts import (
    each_of,
    of_size,
    one_more_product,
    parted,
    put_under_heading,
    shared_count,
    size_behind,
    sizes_before,
    words_before_size,
)
from reading.spelling import half_behind, is_one_of_a_measure, spelled_out, spelled_wholly
from reading.tokens import Kind, Token

# Marks behind which a clause may say more of the line before it.
_GOING_ON = frozenset({",", "(", "—"})
_MOST_SHARING = 12
_LONGEST_NAME = 2
_PIECES = "EA"
_FEW = 3
# Behind an amount with its unit, so large a number is a size or a kind.
_NO_AMOUNT = 1_000


@dataclass(frozen=True, slots=True)
class LineMention:
    """One line as mentioned.

    ``tokens`` are all its tokens, ``words`` those that name the product, ``without`` those that it must not have: the
    "not the C3" behind a bearing. ``amount`` is None where it is left open. ``unit_code`` is the code that the written
    unit commonly has. ``cut`` says that the line was parted from its neighbour at a bare number, which may be wrong;
    ``loose`` that its amount stood behind the words with nothing to mark it as one. ``doubts`` are sentences: what in
    this line may be meant otherwise.
    """

    tokens: tuple[Token, ...]
    words: tuple[Token, ...]
    without: tuple[Token, ...]
    amount: Decimal | None
    unit_word: str | None
    unit_code: str | None
    cut: bool = False
    loose: bool = False
    doubts: tuple[str, ...] = ()
    stands_for: str = ""

    def query(self, lexicon: Lexicon) -> str:
        """The product words as one text to search by, with number words as digits and spelled codes written out."""
        return spelled_out(self.words, lexicon)


@dataclass(frozen=True, slots=True)
class LinesReading:
    """The lines of a text and the tokens that belong to none of them.

    ``corrections`` are tokens that took something back and whose meaning is settled in the lines. ``unmeasured`` are
    clauses that name something beside the lines, with no amount: perhaps a product whose quantity was forgotten. Their
    tokens are in ``rest`` too.
    """

    lines: tuple[LineMention, ...]
    rest: tuple[Token, ...]
    corrections: frozenset[Token] = frozenset()
    unmeasured: tuple[tuple[Token, ...], ...] = ()


def read_lines(
    tokens: Sequence[Token],
    settled: frozenset[int],
    lexicon: Lexicon,
    is_number: Callable[[str], bool],
    names: frozenset[str] = frozenset(),
) -> LinesReading:
    """Read the lines of a text.

    Args:
        tokens: the whole text.
        settled: positions of tokens that mean something else already (dates, purchase order numbers, names).
        lexicon: the words of the languages the text is in.
        is_number: whether a word is a product number of the distributor's or of this customer's.
        names: folded words of people and places around the sender.
    """
    enough = said_by_what_for(tokens, settled, lexicon)
    told = {id(token) for one in enough for token in one.tokens}
    settled = settled | {at for at, token in enumerate(tokens) if id(token) in told}
    found = clauses(tokens, settled, lexicon)
    counted = sum(count_at(without_courtesy(c.tokens, lexicon), 0, lexicon) is not None for c in found[1:])
    listed = any(token.text in {",", ";"} for token in tokens) or (counted > 0 and any(c.opens == "," for c in found))
    listed = listed or sum(clause.fresh for clause in found) > _FEW
    found, taken_back = false_starts(found, lexicon)
    reader = _Reader(LineState(lexicon, is_number, names, bare_numbers_too=not listed, corrections=taken_back))
    for clause in split_at_corrections(found, lexicon):
        reader.read(clause)
    reading = reader.finish()
    more = (LineMention(e.tokens, e.words, (), e.pieces, None, _PIECES, doubts=(e.doubt,)) for e in enough)
    lines = sorted((*reading.lines, *more), key=lambda line: min(token.start for token in line.tokens))
    return _with_minus(replace(reading, lines=tuple(lines)), tokens)


def _with_minus(reading: LinesReading, tokens: Sequence[Token]) -> LinesReading:
    """A dash that touches a number begins an item of a list; where no other line begins so, it may be a minus."""
    begins = [
        at
        for at, token in enumerate(tokens)
        if token.text in DASHES and (at == 0 or tokens[at - 1].kind is Kind.NEWLINE) and at + 1 < len(tokens)
    ]
    if len(begins) != 1:
        return reading
    dash, number = tokens[begins[0]], tokens[begins[0] + 1]
    if dash.end != number.start or not number.text[0].isdigit():
        return reading
    doubt = f"“{dash.text}{number.text}” may be less than nothing."
    lines = tuple(
        replace(line, doubts=(*line.doubts, doubt)) if number in line.tokens else line for line in reading.lines
    )
    return replace(reading, lines=lines)


class _Reader:
    """Reads the clauses of a text one after another."""

    def __init__(self, state: LineState) -> None:
        self.state = state
        self.lexicon = state.lexicon
        self.repairs = Repairs(state)

    def read(self, clause: Clause) -> None:
        """Read one clause: a correction, a farewell, or parts of lines."""
        state = self.state
        if clause.fresh:
            state.begin_line_of_text()
        following = self.repairs.settle(clause)
        if following is not None:
            for more in following:
                self.read(more)
            return
        if self._takes_leave(clause) or one_more_product(state, clause) or self.repairs.follow_up(clause):
            return
        if clause.opens == "," and only_tells(clause.tokens, self.lexicon):
            state.give_up_pending()
            state.rest.extend(clause.tokens)
            state.open = False
            return
        inner = without_courtesy(clause.tokens, self.lexicon)
        if len(inner) > 2 and self.lexicon.has("sharing", inner[0].folded) and begins_count(inner, 1, self.lexicon):
            state.sharing_before, inner = inner[0], inner[1:]
        pieces = cut_at_counts(inner, self.lexicon, state.bare_numbers_too)
        state.rest.extend(clause.tokens[: len(clause.tokens) - sum(len(piece) for piece in pieces)])
        heads = clause.opens == ":" and not clause.fresh and not state.tells_of_somebody()
        if clause.opens not in {*_GOING_ON, ")"} and not heads:
            state.give_up_pending()
        for position, piece in enumerate(pieces):
            self._read_piece(clause, piece, position, cut=len(pieces) > 1)

    def _read_piece(self, clause: Clause, piece: list[Token], position: int, *, cut: bool) -> None:
        state = self.state
        aside = self._is_aside(clause, piece, position)
        bare = None if aside else bare_count(piece, self.lexicon, weights_too=bool(state.pending))
        if bare is not None and state.pending and bare_count(state.pending, self.lexicon, weights_too=True) is None:
            self._measure_pending(bare, piece)
            return
        if bare is not None and self._measures_last(clause, bare, piece):
            return
        if not clause.fresh and position == 0 and not cut and self._says_more_of_pending(clause, piece):
            return
        prefix: list[Token] = []
        if not aside:
            prefix, piece = split_off_prefix(piece, self.lexicon, state.is_number, state.names)
        of_a_size = bare is not None and size_behind(piece, self.lexicon) is not None
        line = None if aside or (bare and not of_a_size) else line_of(piece, self.lexicon, state.is_number)
        if line is not None:
            self._add(line, prefix, cut=cut)
        elif bare is None and piece and says_address(piece, self.lexicon):
            state.rest.extend([*prefix, *piece])
        elif position == 0 and self._continues(clause, piece):
            state.lines[-1].extra.extend([*prefix, *piece])
        else:
            self._wait(clause, [*prefix, *piece])

    def _is_aside(self, clause: Clause, piece: list[Token], position: int) -> bool:
        """Whether a piece says more of the last line whatever numbers are in it."""
        if clause.opens == "(" and self.state.lines and not self.state.pending:
            return True
        last = self.state.lines[-1].words if self.state.lines else []
        if last and is_fit(last[-1], self.lexicon) and size_behind(piece, self.lexicon) is not None:
            return False  # "twenty packs of gloves in M, ten in L"
        return position == 0 and self._only_describes(clause, piece)

    def _says_more_of_pending(self, clause: Clause, piece: list[Token]) -> bool:
        """Take a clause as part of the words that wait for their amount: "gloves, the black ones, L, 10 boxes"."""
        state = self.state
        if not state.pending or (clause.opens not in _GOING_ON and clause.opens != ")"):
            return False
        if count_at(state.pending, 0, self.lexicon) is not None:
            return False
        count = count_at(piece, 0, self.lexicon)
        behind = piece[count.length :] if count is not None else []
        if count is not None and not count.measured and behind and only_describes(behind, self.lexicon):
            if count.unit is None and not count.marked and sized(piece, 0, self.lexicon):
                state.pending.extend(piece)
                return True
            words, state.pending = state.pending, []
            state.give_up_pending()
            state.add(LineDraft([*words, *piece], [*words, *behind], count))
            return True
        if clause.opens == "(" or only_describes(clause.tokens, self.lexicon):
            line = line_of([*state.pending, *piece], self.lexicon, state.is_number)
            if line is None or not line.count.marked:
                state.pending.extend(piece)
                return True
        if begins_describing(clause.tokens, self.lexicon):
            line = line_of([*state.pending, *piece], self.lexicon, state.is_number)
            if line is not None and line.count.marked:
                state.pending = []
                self._add(line, [], cut=False)
                return True
        return False

    def _add(self, line: LineDraft, prefix: list[Token], *, cut: bool) -> None:
        state = self.state
        line.cut = cut
        line.each, state.sharing_before = state.sharing_before, None
        state.lines.extend(sizes_before(state, line))
        put_under_heading(state, line)
        state.rest.extend(prefix)
        state.give_up_pending()
        state.add(line)
        if line.shared is None:
            state.sharing = shared_count(line, self.lexicon)

    def _wait(self, clause: Clause, piece: list[Token]) -> None:
        """Keep words without an amount until it is seen whether one follows."""
        state = self.state
        kept = without_courtesy(piece, self.lexicon)
        state.rest.extend(piece[: len(piece) - len(kept)])
        if not kept:
            return
        if len(kept) <= _LONGEST_NAME and self.lexicon.has("greetings", clause.tokens[0].folded):
            state.rest.extend(kept)  # "Hi Carla, 10 reams of paper"
            return
        state.open, state.strayed = False, True
        if state.pending and clause.opens == "," and len(state.waiting) < _MOST_SHARING:
            state.waiting.append(state.pending)
        else:
            state.give_up_pending()
        state.pending = kept

    def _measure_pending(self, bare: Count, piece: list[Token]) -> None:
        """An amount behind the words that waited for it; "each" gives it to every clause of the list."""
        state = self.state
        words, state.pending = state.pending, []
        size = size_behind(piece, self.lexicon)
        if size is not None:
            state.give_up_pending()
            state.add(LineDraft([*words, *piece], [*words, size], of_size(bare, size), shared=words))
            return
        doubts = size_doubt(bare, piece)
        sharing = [token for token in piece if self.lexicon.has("sharing", token.folded)]
        if sharing:
            products = [part for waited in (*state.waiting, words) for part in parted(waited, self.lexicon)]
            *earlier, words = products or [words]
            state.lines.extend(LineDraft(list(part), list(part), bare, doubts=list(doubts)) for part in earlier)
            state.waiting = []
            state.corrections.update(sharing)
        state.give_up_pending()
        state.add(LineDraft([*words, *piece], words, bare, doubts=doubts))

    def _measures_last(self, clause: Clause, bare: Count, piece: list[Token]) -> bool:
        """Whether a bare amount behind a comma is that of the line before it, or its next size."""
        state = self.state
        size = size_behind(piece, self.lexicon)
        if not state.lines or clause.opens not in ({",", "/", ":"} if size is None else {",", "/", ":", "\n"}):
            return False
        if clause.joined and size is None:
            return False
        last = state.lines[-1]
        if clause.opens == ":" and not ((last.count.measured or last.loose) and bare.marked):
            return False
        if size is not None:
            shared = words_before_size(last, self.lexicon)
            if shared is None:
                return False
            state.add(LineDraft(list(piece), [*shared, size], of_size(bare, size), shared=shared))
            return True
        if last.count.unit is not None and not bare.marked and bare.amount is not None and bare.amount >= _NO_AMOUNT:
            last.extra.extend(piece)  # "a case of the lamps, thirty-five hundred"
            return True
        if (last.count.measured or last.loose) and bare.marked and not bare.measured:
            before = None if last.count.measured or clause.opens == ":" else last.count.amount
            last.measure_with(bare, piece)
            if before is not None:
                last.doubts.append(f"“{before}” may be the amount.")
            return True
        said = " ".join(token.text for token in piece if token.kind is Kind.WORD)
        if bare.marked and last.extra:
            words, last.extra = last.extra, []
            state.add(LineDraft([*words, *piece], words, bare, doubts=[f"It is not clear what “{said}” is of."]))
            return True
        last.doubts.append(may_count_another(said))
        last.tokens.extend(piece)
        return True

    def _continues(self, clause: Clause, piece: list[Token]) -> bool:
        """Whether a clause without an amount says more about the line before it."""
        if not self._may_go_on(clause):
            return False
        if self.lexicon.has("separators", clause.tokens[0].folded):
            # ", and the usual garlic" is another product, however much of it.
            return False
        return any(t.kind is Kind.WORD and not self.lexicon.has("courtesy", t.folded) for t in piece)

    def _may_go_on(self, clause: Clause) -> bool:
        state = self.state
        return state.open and bool(state.lines) and not state.pending and clause.opens in _GOING_ON

    def _only_describes(self, clause: Clause, piece: list[Token]) -> bool:
        """Whether a clause with a number says more of the line before it: "the fresh ten pound", "twelve 12-ounce"."""
        if not self._may_go_on(clause):
            return False
        definite = begins_definite(clause.tokens, self.lexicon)
        if says_sides(piece, self.lexicon, definite):
            return True
        if any((c := count_at(piece, at, self.lexicon)) is not None and c.marked for at in range(1, len(piece))):
            return False
        count = count_at(piece, 0, self.lexicon) if piece else None
        if count is None or definite:
            return definite and (count is None or not count.marked or self._points_at_some(piece))
        if count.marked:
            return False
        if spelled_wholly(piece, self.lexicon):
            return True
        behind = [t for t in piece[count.length :] if t.kind is Kind.WORD and not self.lexicon.has("filler", t.folded)]
        return bool(behind) and not count.measured and all(measures(token, self.lexicon) for token in behind)

    def _points_at_some(self, piece: list[Token]) -> bool:
        """Whether words end with one that only points: "the 4000 sheet ones"."""
        said = [token for token in piece if token.kind is Kind.WORD]
        return bool(said) and self.lexicon.has("pointing", said[-1].folded)

    def _takes_leave(self, clause: Clause) -> bool:
        """Whether a clause only thanks, or stands behind thanks on the same line and is a name or two."""
        worded = [token.folded for token in clause.tokens if token.kind is Kind.WORD]
        polite = all(self.lexicon.has("courtesy", word) for word in worded)
        if polite and any(self.lexicon.has("farewell", word) for word in worded):
            self.state.farewell = True
            self.state.rest.extend(clause.tokens)
            return True
        if self.state.farewell and len(worded) <= _FEW and count_at(clause.tokens, 0, self.lexicon) is None:
            self.state.rest.extend(clause.tokens)
            return True
        return False

    def finish(self) -> LinesReading:
        """The lines, and what belongs to none."""
        state = self.state
        self.repairs.finish()
        state.give_up_pending()
        lines: list[LineDraft] = []
        for line in state.lines:
            parts = each_of(line, self.lexicon)
            if parts[0] is not line:
                state.corrections.update(t for t in line.tokens if self.lexicon.has("sharing", t.folded))
                state.corrections.update([line.each] if line.each else [])
            lines.extend(parts)
        return LinesReading(
            lines=tuple(_finish(line, self.lexicon) for line in lines),
            rest=tuple(token for token in state.rest if token not in state.corrections),
            corrections=frozenset(state.corrections),
            unmeasured=tuple(state.unmeasured),
        )


def _finish(line: LineDraft, lexicon: Lexicon) -> LineMention:
    wanted, unwanted = _part_negation(line.extra, lexicon)
    spoken = without_farewell([*line.words, *wanted], lexicon)
    return LineMention(
        tokens=tuple(dict.fromkeys((*line.tokens, *line.extra))),
        words=_naming(spoken, lexicon),
        without=_naming(unwanted, lexicon),
        # Nothing can be ordered none of: "romas 0" on a form asks for something else, or for nothing.
        amount=line.amount or None,
        unit_word=line.count.unit.text if line.count.unit else None,
        unit_code=line.count.unit_code,
        cut=line.cut,
        loose=line.loose,
        doubts=tuple(dict.fromkeys((*line.count.doubts, *line.doubts, *doubts_of(line, unwanted, lexicon)))),
        stands_for=line.stands_for,
    )


def _naming(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    spoken = [t for t in tokens if t.kind is Kind.WORD]
    return tuple(
        t
        for at, t in enumerate(spoken)
        if not lexicon.has("filler", t.folded)
        or _is_spelled(spoken, at)
        or is_one_of_a_measure(spoken, at, lexicon)
        or any(half_behind(spoken, place, 1, lexicon) for place in (at - 1, at) if place >= 0)
    )


def _is_spelled(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is a letter of several that are spelled: the A of "forty V A"."""
    near = (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2])
    return _is_letter(tokens[at]) and any(_is_letter(token) for token in near)


def _is_letter(token: Token) -> bool:
    return len(token.text) == 1 and token.text.isupper()


def _part_negation(extra: list[Token], lexicon: Lexicon) -> tuple[list[Token], list[Token]]:
    """What is said behind a line, parted at its first word of negation: (15 dz, not loose) wants 15 dz and no loose."""
    at = next((i for i, token in enumerate(extra) if lexicon.has("negation", token.folded)), None)
    return (extra, []) if at is None else (extra[:at], extra[at + 1 :])
