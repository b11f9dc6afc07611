"""What is known while a text's lines are read: the lines so far, and the words that wait for what follows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reading.counts import Count
from reading.languages import Lexicon
from reading.line_drafts import LineDraft
from reading.tokens import Kind, Token

_SHORTEST_NAME = 3


@dataclass(slots=True)
class LineState:
    """The lines of a text while they are read.

    ``pending`` are the words of the last clause, which had no amount, ``waiting`` those of earlier clauses of the same
    list. ``rest`` are tokens of no line, ``corrections`` those that took something back and are settled in the lines.
    """

    lexicon: Lexicon
    is_number: Callable[[str], bool]
    names: frozenset[str]
    bare_numbers_too: bool
    lines: list[LineDraft] = field(default_factory=list)
    rest: list[Token] = field(default_factory=list)
    pending: list[Token] = field(default_factory=list)
    waiting: list[list[Token]] = field(default_factory=list)
    corrections: set[Token] = field(default_factory=set)
    unmeasured: list[tuple[Token, ...]] = field(default_factory=list)
    # Whether what follows may still say more of the last line, and whether other words stood since.
    open: bool = False
    strayed: bool = False
    # Behind thanks, until the end of the line of text.
    farewell: bool = False
    # The amount of "2 cs each of", the word of "je 2 Kisten", the words that sizes behind a colon share.
    sharing: Count | None = None
    sharing_before: Token | None = None
    heading: list[Token] = field(default_factory=list)

    def begin_line_of_text(self) -> None:
        """Forget what holds only to the end of a line of text."""
        self.farewell, self.sharing, self.heading, self.open = False, None, [], False

    def add(self, line: LineDraft) -> None:
        """One more line; what follows may say more of it."""
        self.lines.append(line)
        self.open, self.strayed = True, False

    def give_up_pending(self) -> None:
        """Count the words that wait for an amount among the rest: none came."""
        for words in (*self.waiting, self.pending):
            if any(token.kind is Kind.WORD and not token.folded.isdigit() for token in words):
                self.unmeasured.append(tuple(words))
            self.rest.extend(words)
        self.waiting, self.pending = [], []

    def tells_of_somebody(self) -> bool:
        """Whether the words that wait for an amount have a name of the sender's: "Rico at the counter: ..."."""
        return any(len(token.folded) >= _SHORTEST_NAME and token.folded in self.names for token in self.pending)

    def says_nothing(self, token: Token) -> bool:
        """Whether a word names no product: courtesy, a filler, a word that only points."""
        word = token.folded
        return (
            self.lexicon.has("courtesy", word) or self.lexicon.has("filler", word) or self.lexicon.has("pointing", word)
        )
