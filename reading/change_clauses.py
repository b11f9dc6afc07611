"""A text of changes parted into clauses: at marks, at joining words, and before each word that begins a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reading.change_amounts import begins_count, counted, has_count, naming
from reading.counts import count_at
from reading.languages import Lexicon
from reading.sections import Phrases, values_of
from reading.tokens import Kind, Token

SECTION = "changes"
_KINDS = (
    "kept",
    "remaining",
    "replacing",
    "instead",
    "unneeded",
    "dropping",
    "adding",
    "setting",
    "towards",
    "total",
    "every",
)
# Nobody says one change in more words; each word is looked at beside those of its clause.
_LONGEST_CLAUSE = 80
_DASHES = frozenset({"-", "--", "–", "—", "/", "&", "+"})


@dataclass
class Clause:
    """A part of a text between two breaks; ``opened`` is the mark or the joining word before it."""

    tokens: list[Token]
    opened: str = ""
    # What stands where, by position in ``tokens``: the kind of word of change and how many tokens it takes.
    signs: dict[int, tuple[str, int]] = field(default_factory=dict)
    # "This time" was said in it.
    stressed: bool = False

    def signs_of(self, kind: str) -> list[tuple[int, int]]:
        return [(at, at + length) for at, (found, length) in sorted(self.signs.items()) if found == kind]

    def has(self, kind: str) -> bool:
        return any(found == kind for found, _ in self.signs.values())

    @property
    def signed(self) -> frozenset[int]:
        """The positions of its words of change."""
        return frozenset(place for at, (_, length) in self.signs.items() for place in range(at, at + length))

    def unsigned(self, start: int, end: int | None = None) -> list[Token]:
        """Its tokens from a place on, without its words of change."""
        stop, signed = len(self.tokens) if end is None else end, self.signed
        return [self.tokens[at] for at in range(start, stop) if at not in signed]


def clauses_of(tokens: Sequence[Token], settled: frozenset[int], lexicon: Lexicon, said: Phrases) -> list[Clause]:
    """The text parted at marks, at joining words, and before each word that begins a change."""
    words = [token.folded for token in tokens]
    clauses = [Clause([])]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if len(clauses[-1].tokens) >= _LONGEST_CLAUSE:
            clauses.append(Clause([], " "))
        if (stress := said.length_at("this_time", words, at)) > 0:
            # "nur beim Schwarz diesmal 3": it parts nothing, and says that it is so now.
            clauses[-1].stressed = True
            at += stress
            continue
        kind, length = _sign_at(tokens, words, at, lexicon, said)
        if at in settled and kind not in ("kept", "remaining"):
            kind = None  # the "sin" of what is said by a formula changes nothing
        if kind is None and (at in settled or _breaks(token)):
            mark = token.text if token.kind is not Kind.WORD else " "
            clauses.append(Clause([], mark))
            at += 1
            continue
        other = bool(said.length_at("alternatives", words, at)) and clauses[-1].has("dropping")
        if kind is None and (other or lexicon.has("separators", token.folded)):
            if _joins(clauses[-1], words, tokens, at, lexicon, said):
                clauses.append(Clause([], "and"))
            else:
                clauses[-1].tokens.append(token)
            at += 1
            continue
        if kind is None:
            clauses[-1].tokens.append(token)
            at += 1
            continue
        names_another = kind == "setting" and _names_behind(tokens, at + length, lexicon, said)
        if (names_another and clauses[-1].tokens and not clauses[-1].signs) or (
            _begins_anew(kind, clauses[-1], lexicon) and not _closes(kind, tokens, at + length, clauses[-1], lexicon)
        ):
            opened = "and" if lexicon.has("separators", token.folded) else " "
            clauses.append(Clause([], opened))
        clauses[-1].signs[len(clauses[-1].tokens)] = (kind, length)
        clauses[-1].tokens.extend(tokens[at : at + length])
        at += length
    return [clause for clause in clauses if any(t.kind is Kind.WORD for t in clause.tokens)]


def _breaks(token: Token) -> bool:
    return token.kind is Kind.NEWLINE or (token.kind is Kind.MARK and token.text not in _DASHES)


def _sign_at(
    tokens: Sequence[Token], words: Sequence[str], at: int, lexicon: Lexicon, said: Phrases
) -> tuple[str | None, int]:
    """The word of change that begins at a place, the longest where several do; a "to" only before an amount."""
    found = [(said.length_at(kind, words, at), kind) for kind in _KINDS]
    found = [
        (length, kind)
        for length, kind in found
        if length and (kind != "towards" or begins_count(tokens, at + length, lexicon))
    ]
    found += [
        (len(phrase), "scaling")
        for phrase in values_of(SECTION, "scaling", lexicon.codes)
        if tuple(words[at : at + len(phrase)]) == phrase and not _is_half_amount(words, at + len(phrase), lexicon)
    ]
    length, kind = max(found, key=lambda one: one[0], default=(0, ""))
    return (kind, length) if length else (None, 0)


def _is_half_amount(words: Sequence[str], behind: int, lexicon: Lexicon) -> bool:
    """Whether a "half" counts a unit, as in "half a case" and "half case", and multiplies nothing."""
    if behind < len(words) and lexicon.has("articles", words[behind]):
        behind += 1
    return behind < len(words) and words[behind] in lexicon.units and words[behind - 1] not in ("the",)


def _joins(
    clause: Clause, words: Sequence[str], tokens: Sequence[Token], at: int, lexicon: Lexicon, said: Phrases
) -> bool:
    """Whether a joining word parts two changes: not within "half & half" or "mac and cheese 6"."""
    if clause.has("dropping") or clause.has("scaling"):
        return True
    following = at + 1
    if _sign_at(tokens, words, following, lexicon, said)[0] is not None:
        return True
    return begins_count(tokens, following, lexicon) or has_count(clause.tokens, lexicon)


def _begins_anew(kind: str, clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a word of change opens a clause of its own: not where it goes on with the words before it."""
    if not clause.tokens:
        return False
    signed = clause.signed
    bare = all(at in signed or lexicon.has("courtesy", token.folded) for at, token in enumerate(clause.tokens))
    if clause.has("kept") and kind != "kept":
        return True  # "keep everything else the same but change the bolts"
    if bare or kind in ("instead", "towards", "total", "every", "kept", "remaining"):
        return False
    if kind == "setting":
        # "meatballs make 3": the words before are what is set, unless they are dropped, added or set already.
        return clause.has("dropping") or clause.has("adding") or _complete(clause, lexicon)
    if kind == "unneeded":
        return False
    if kind == "dropping" and not clause.signs and not has_count(clause.tokens, lexicon):
        # "die Verteiler weglassen": what is left out stands before the verb.
        return False
    if kind == "adding":
        # "one extra case", "2 cajas más de yeso": the amount goes before.
        amounts = counted(clause.tokens, lexicon)
        return not (len(clause.tokens) < 4 and amounts and amounts[-1].behind == len(clause.tokens))
    return True


def _closes(kind: str, tokens: Sequence[Token], behind: int, clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a word that adds stands at the end of what it adds: "3 Kisten Cola dazu, bitte"."""
    while behind < len(tokens) and lexicon.has("courtesy", tokens[behind].folded):
        behind += 1
    ends = behind >= len(tokens) or _breaks(tokens[behind])
    return kind == "adding" and ends and not clause.signs and has_count(clause.tokens, lexicon)


def _names_behind(tokens: Sequence[Token], at: int, lexicon: Lexicon, said: Phrases) -> bool:
    """Whether an amount and what it counts stand behind a word that sets: "but 4 of the 410", not "but only 6"."""
    count = count_at(tokens, at, lexicon)
    if count is None:
        return False
    behind = tokens[at + count.length : at + count.length + 3]
    return bool(naming(behind[: next((i for i, t in enumerate(behind) if _breaks(t)), 3)], lexicon, said))


def _complete(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a clause has a word of change and its amount already, so that "only 3" behind it is of another."""
    return bool(clause.signs) and has_count(clause.unsigned(0), lexicon)
