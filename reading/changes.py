"""Words that change an order, read clause by clause into typed changes.

A clause is parted at marks, at joining words, and before each word that begins a change. What belongs to no change is
handed back: nothing is left out unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reading.baskets import Change, ChangeKind, ChangesReading
from reading.change_amounts import counted, has_count, naming, points
from reading.change_clauses import SECTION, Clause, clauses_of
from reading.change_kinds import change_of, stands_right_before
from reading.languages import Lexicon
from reading.sections import Phrases, phrases_of
from reading.tokens import Token

_GOES_ON = frozenset({",", "("})
_ENDS = frozenset({".", "!", "?"})


def read_changes(tokens: Sequence[Token], settled: frozenset[int], lexicon: Lexicon) -> ChangesReading:
    """Read what a text changes in the order it points at. ``settled`` tokens mean something else already."""
    said = phrases_of(SECTION, lexicon.codes)
    course = _Course(lexicon, said)
    for clause in clauses_of(tokens, settled, lexicon, said):
        course.take(clause)
    course.give_up()
    return ChangesReading(tuple(course.changes), tuple(course.rest), tuple(course.kept))


@dataclass
class _Course:
    """What the clauses come to, one after another.

    ``pending`` are words that no change has yet, ``turning`` those before them that say that one comes ("nur"),
    ``rest`` those that none will have.
    """

    lexicon: Lexicon
    said: Phrases
    changes: list[Change] = field(default_factory=list)
    rest: list[Token] = field(default_factory=list)
    kept: list[Token] = field(default_factory=list)
    pending: list[Token] = field(default_factory=list)
    turning: list[Token] = field(default_factory=list)

    def give_up(self) -> None:
        """No change takes the pending words."""
        self.rest.extend((*self.pending, *self.turning))
        self.pending, self.turning = [], []

    def take(self, clause: Clause) -> None:
        """Take the next clause: as a change, as more of the last one, or as words without one."""
        if clause.opened in _ENDS:
            self.give_up()
        if self._stays(clause) or self._says_more(clause):
            return
        earlier = self.changes[-1] if self.changes and clause.opened in (",", "and") else None
        change = change_of(clause, self.pending, earlier, self.lexicon, self.said)
        if change is None:
            self._wait(clause)
        elif self.changes and (sized := _of_a_size(self.changes[-1], change, clause)) is not None:
            self.give_up()
            self.changes[-1] = sized
        elif self.changes and _of_what_is_excepted(self.changes[-1], change, clause):
            excepted = self.changes[-1]
            self.changes[-1] = _replace(change, words=excepted.words, tokens=(*excepted.tokens, *change.tokens))
        else:
            self._add(change, clause)

    def _stays(self, clause: Clause) -> bool:
        """Whether a clause says what stays as it is, or lessens by an amount: of how many is not said."""
        known = {t for start, end in clause.signs_of("kept") for t in clause.tokens[start:end]}
        lessens = any(self.lexicon.has("lessening", token.folded) for token in clause.tokens)
        if not known and not (lessens and has_count(clause.tokens, self.lexicon)):
            return False
        self.give_up()
        self.kept.extend(token for token in clause.tokens if token in known)
        self.rest.extend(token for token in clause.tokens if token not in known)
        return True

    def _says_more(self, clause: Clause) -> bool:
        """Whether a clause changes nothing by itself: then what it says is of the last change."""
        lexicon, said = self.lexicon, self.said
        if _is_idle(clause, lexicon, said):
            if self.changes and clause.opened == " ":
                self._more(clause.tokens)  # "Auf 36 Rollen erhöhen": the verb behind its amount.
            return True
        if not self.changes:
            return False
        last, free = self.changes[-1], not self.pending
        if free and _only_explains(clause, last, lexicon, said):
            self._more(clause.tokens)
        elif (total := _total(clause, lexicon)) is not None:
            self._more(clause.tokens, total=total)
        elif free and (refused := _not_so_many(clause, last, lexicon, said)) is not None:
            self._more(clause.tokens, was=refused)
        else:
            return False
        return True

    def _more(self, tokens: Sequence[Token], **changed: object) -> None:
        last = self.changes[-1]
        self.changes[-1] = _replace(last, tokens=(*last.tokens, *tokens), **changed)

    def _add(self, change: Change, clause: Clause) -> None:
        if _contrasts(clause, self.pending, change, self.said):
            named = (*naming(self.pending, self.lexicon, self.said), *change.words)
            change = _replace(change, words=named, tokens=(*self.pending, *change.tokens))
        told = set(change.tokens)
        if set(self.pending) <= told:
            if change.kind in (ChangeKind.DROP, ChangeKind.SCALE):
                # "Nur den Kleber lasst weg": the word before what is left out says only that something changes.
                change, self.turning = _replace(change, tokens=(*self.turning, *change.tokens)), []
            self.pending = []
        self.give_up()
        self.rest.extend(token for token in clause.tokens if token not in told)
        self.changes.append(change)

    def _wait(self, clause: Clause) -> None:
        """Keep words without a change for the next one, or as more of the line that was just added."""
        if not self.pending and _belongs_to_added(clause, self.changes, self.lexicon, self.said):
            words = (*self.changes[-1].words, *naming(clause.tokens, self.lexicon, self.said))
            self._more(clause.tokens, words=words)
            return
        if clause.opened not in (",", "(", ")", "and"):
            self.give_up()
        bending = [token for token in clause.tokens if self.lexicon.has("caution", token.folded)]
        turns = clause.signs_of("setting")[:1] == [(0, 1)]
        self.turning.extend(token for token in bending if turns and token is clause.tokens[0])
        self.rest.extend(token for token in bending if token not in self.turning)
        self.pending.extend(token for token in clause.tokens if token not in bending)


def _is_idle(clause: Clause, lexicon: Lexicon, said: Phrases) -> bool:
    """Whether a clause has words of change and nothing that they change: the "dazu" behind "noch 2 Kisten"."""
    if not clause.signs or any(clause.has(kind) for kind in ("dropping", "unneeded", "scaling", "remaining")):
        return False
    return not naming(clause.unsigned(0), lexicon, said) and not has_count(clause.tokens, lexicon)


def _only_explains(clause: Clause, before: Change, lexicon: Lexicon, said: Phrases) -> bool:
    """Whether a clause tells why something is left out or fewer are wanted, or says so again: "without the soap, we
    still have two drums", "skip that". What there is of it counts nothing in the order."""
    kinds = {kind for kind, _ in clause.signs.values()}
    beside = clause.unsigned(0)
    if kinds == {"remaining"}:
        told = lexicon.has("telling", clause.tokens[0].folded)  # "we have", and not "can I have"
        return told or not any(lexicon.has("ordering", token.folded) for token in beside)
    repeats = kinds == {"dropping"} and any(points(token, said) for token in beside)
    again = before.kind is ChangeKind.DROP and (repeats or kinds == {"unneeded"})
    return again and not naming([token for token in beside if not points(token, said)], lexicon, said)


def _not_so_many(clause: Clause, before: Change, lexicon: Lexicon, said: Phrases) -> Decimal | None:
    """The amount that is refused right behind the one that is set: "12 elbows, not 20"."""
    sets = before.kind is ChangeKind.SET and before.amount is not None and before.was is None
    refuses = lexicon.has("negation", clause.tokens[0].folded)
    if not sets or not refuses or clause.opened not in (*_GOES_ON, "and"):
        return None
    behind = clause.tokens[1:]
    amounts = counted(behind, lexicon)
    left = [token for token in naming(behind, lexicon, said) if all(token not in a.tokens for a in amounts)]
    return amounts[0].amount if len(amounts) == 1 and not left else None


def _total(clause: Clause, lexicon: Lexicon) -> Decimal | None:
    """``so 2 total`` as 2."""
    if not clause.has("total"):
        return None
    amounts = counted(clause.tokens, lexicon)
    return amounts[0].amount if len(amounts) == 1 else None


def _of_a_size(before: Change, change: Change, clause: Clause) -> Change | None:
    """The change before with another amount, where its own is which of them is meant: "de las 65 | solo mándame 3"."""
    sets = before.kind is change.kind is ChangeKind.SET and before.said and change.said
    size = next((t for t in before.tokens if t.text == str(before.amount)), None)
    if not sets or change.words or size is None or before.unit_code is not None or clause.opened != " ":
        return None
    tokens, words = (*before.tokens, *change.tokens), (*before.words, size)
    return _replace(change, tokens=tokens, words=words)


def _of_what_is_excepted(before: Change, change: Change, clause: Clause) -> bool:
    """Whether an amount behind a colon, or one in the place of another, is that of what the words before it except:
    "sauf les blancs : 12 au lieu de 24"."""
    alone = before.kind is ChangeKind.DROP and before.amount is None and not before.every
    marked = clause.opened in (":", "-", "(") or (clause.opened == "," and change.was is not None)
    return alone and change.kind is ChangeKind.SET and not change.words and marked


def _contrasts(clause: Clause, pending: Sequence[Token], change: Change, said: Phrases) -> bool:
    """Whether a change is set against the words right before it, which say of what: "Visco aber 8 Platten"."""
    turned = bool(said.length_at("contrast", [clause.tokens[0].folded], 0))
    return turned and stands_right_before(pending, clause) and change.kind is ChangeKind.SET and not change.replaced


def _replace(change: Change, **changed: object) -> Change:
    values = {name: getattr(change, name) for name in Change.__slots__}
    return Change(**{**values, **changed})


def _belongs_to_added(clause: Clause, changes: list[Change], lexicon: Lexicon, said: Phrases) -> bool:
    """Whether a part without an amount says more of the line just added: "1 dozen mig gloves, large"."""
    if not changes or changes[-1].kind is not ChangeKind.ADD or clause.opened not in _GOES_ON or clause.signs:
        return False
    return bool(naming(clause.tokens, lexicon, said))
