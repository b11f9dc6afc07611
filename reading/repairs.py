"""What a text takes back: "10, no, make it 12", "no wait, eight", "scratch that last one".

Only what is clear is settled; whatever is not stays in the text as a word of caution.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reading.clause_lines import bare_count, line_of
from reading.clauses import Clause, without_courtesy
from reading.corrections import correction_length
from reading.counts import Count, count_at
from reading.languages import Lexicon
from reading.line_doubts import counts_another
from reading.line_drafts import LineDraft
from reading.line_state import LineState
from reading.numbers import MEASURES
from reading.sections import phrases_of
from reading.spoken_numbers import spoken_value
from reading.tokens import Kind, Token

_LONGEST_NAMED = 6
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?[^\W\d]{0,3}")


class Repairs:
    """The corrections of a text, made in the lines that they follow."""

    def __init__(self, state: LineState) -> None:
        self.state = state
        self.lexicon = state.lexicon
        self.taking_back: list[Token] = []
        self.repaired = False

    def settle(self, clause: Clause) -> list[Clause] | None:
        """Take a clause as a correction: what of it is still to be read; None where it is none, or is not clear."""
        tokens = clause.tokens
        if clause.joined and self.lexicon.has("negation", tokens[0].folded):
            return None  # "4 boîtes et non 14" takes nothing back
        length = correction_length(tokens, 0, self.lexicon)
        if self._drops_last(tokens):
            return []
        if length == len(tokens) and length:
            self.taking_back.extend(tokens)
            return []
        run = [*self.taking_back, *tokens[:length]]
        if not run:
            return None
        self.taking_back = []
        inner = without_courtesy(tokens[length:], self.lexicon)
        inner = self._count_first(self._behind_only(inner) if length == 0 else inner)
        kept = set(inner)
        skipped = [token for token in tokens[length:] if token not in kept]
        count = count_at(inner, 0, self.lexicon)
        following = None
        if count is not None and not self._numbers(run, length, tokens[length:], count):
            following = self._repair(count, inner, [*run, *skipped])
        if following is None:
            self.state.rest.extend(token for token in run if token not in tokens)
        return following

    def follow_up(self, clause: Clause) -> bool:
        """Whether a clause right behind a correction belongs to it, and orders nothing of its own."""
        repaired, self.repaired = self.repaired, False
        return repaired and (self._repeats(clause.tokens) or self._keeps_some(clause.tokens))

    def finish(self) -> None:
        """Words that took something back, but nothing came behind them."""
        self.state.rest.extend(self.taking_back)

    def _numbers(self, run: list[Token], length: int, inner: list[Token], count: Count) -> bool:
        """Whether a single "no" right before digits may be "No. 5"; not a "non", nor before the words of the last line:
        "2 tape.. no 3 tape"."""
        if count.unit is not None or not self.lexicon.has("numbering", run[0].folded):
            return False
        named = [token for token in inner[count.length :] if token.kind is Kind.WORD]
        lines = self.state.lines[-1:]
        if lines and not self.state.pending and named and all(self._stands_in(word, lines[0]) for word in named):
            return False
        return len(run) == 1 == length and self.lexicon.has("negation", run[0].folded) and inner[0].folded.isdigit()

    def _behind_only(self, tokens: list[Token]) -> list[Token]:
        """The tokens behind a word such as "just" or "only": "sorry, just 2"."""
        at = 0
        while at + 1 < len(tokens) and self.lexicon.has("setting", tokens[at].folded):
            at += 1
        return tokens[at:]

    def _count_first(self, tokens: list[Token]) -> list[Token]:
        """``towels just 8`` as ``8 towels``, where the words are the last line's."""
        if not self.state.lines or self.state.pending:
            return tokens
        last = self.state.lines[-1]
        for at in range(1, min(len(tokens), _LONGEST_NAMED)):
            count = count_at(tokens, at, self.lexicon)
            if count is None or at + count.length != len(tokens):
                continue
            words = [token for token in tokens[:at] if not self.lexicon.has("setting", token.folded)]
            if words and all(self._stands_in(word, last) for word in words):
                return [*tokens[at:], *words]
        return tokens

    def _repair(self, count: Count, inner: list[Token], run: list[Token]) -> list[Clause] | None:
        """Give the last line the amount that takes the place of its own; None where another product may be meant."""
        state = self.state
        behind = inner[count.length :]
        ends = next((i for i, t in enumerate(behind) if t.kind is not Kind.WORD), len(behind))
        words = [t for t in behind[:ends] if not state.says_nothing(t)]
        if _suffices(behind[:ends], self.lexicon):
            words = []  # "no, six is plenty"
        if state.pending and words and bare_count(state.pending, self.lexicon, weights_too=True) is not None:
            repaired = self._named_at_last(inner, run)
        elif not state.lines or (state.pending and words):
            repaired = False
        elif words:
            repaired = self._said_again(words, inner, run)
        else:
            self._with_other_amount(count, inner[: count.length + ends], run)
            repaired = True
        if not repaired:
            return None
        if any(self.lexicon.units.get(token.folded) in MEASURES for token in behind[:ends]):
            state.lines[-1].doubts.append(f"“{inner[0].text}” may be a size.")
        state.corrections.update(run)
        self.repaired = True
        following = behind[ends:]
        if not any(token.kind is Kind.WORD for token in following):
            return []
        return [Clause(following, "," if words else "")]

    def _named_at_last(self, inner: list[Token], run: list[Token]) -> bool:
        """``six dozen, no, make that five dozen gloves``: the product is named with the second amount only."""
        line = line_of(inner, self.lexicon, self.state.is_number)
        if line is None:
            return False
        line.tokens = [*self.state.pending, *run, *line.tokens]
        self.state.pending = []
        self.state.add(line)
        return True

    def _with_other_amount(self, count: Count, tokens: list[Token], run: list[Token]) -> None:
        """``3 cs OJ - actually make that 4``, ``sorry, just 2 of them``."""
        last = self.state.lines[-1]
        strayed = self.state.strayed or bool(self.state.pending)
        self.state.give_up_pending()
        unit = last.count.unit
        pointed = len(tokens) > count.length and count.unit is None and unit is not None
        last.take(count, [*run, *tokens])
        last.loose = False
        # "Two packs of bags and pastry boxes, twelve, no, fifteen": the twelve was another's.
        last.doubts = [doubt for doubt in last.doubts if counts_another(doubt)]
        if pointed and unit is not None:
            last.doubts.append(f"“{unit.text}” may no longer be meant.")
        bare = count.unit_code in {None, *MEASURES} and not self._sets(run)
        if strayed or (bare and _ends_in_a_number(last, self.lexicon)):
            last.doubts.append(f"“{tokens[0].text}” may be meant for something else.")

    def _sets(self, run: Sequence[Token]) -> bool:
        """Whether a word that sets an amount stands among those of correcting: "no, make it 3", "venga, pon 3"."""
        said = phrases_of("changes", self.lexicon.codes)
        return said.stands_in("setting", [token.folded for token in run])

    def _said_again(self, words: list[Token], inner: list[Token], run: list[Token]) -> bool:
        """``no, just one of the spherical bearings``: the product is named again, in part or otherwise."""
        last = self.state.lines[-1]
        line = line_of(inner, self.lexicon, self.state.is_number)
        if line is None or not last.resembles(line.words, self.lexicon):
            return False
        if all(self._stands_in(word, last) for word in words):
            last.take(line.count, [*run, *line.tokens])
            last.doubts = []
            return True
        said = " ".join(token.text for token in last.tokens if token.kind is Kind.WORD)
        line.stands_for = said
        self.state.rest.extend(token for token in last.tokens if self.state.says_nothing(token))
        self.state.corrections.update(last.tokens)
        self.state.lines[-1] = line
        return True

    def _stands_in(self, word: Token, line: LineDraft) -> bool:
        return any(word.folded == other.folded for other in (*line.words, *line.extra))

    def _drops_last(self, tokens: list[Token]) -> bool:
        """Whether a clause takes the last line back as a whole: "scratch that last one"."""
        state = self.state
        said = [token.folded for token in tokens if token.kind is Kind.WORD]
        phrase = next((p for p in self.lexicon.phrases["drop_last"] if said[: len(p.split())] == p.split()), None)
        if phrase is None or not state.lines or state.pending or state.strayed:
            return False
        if any(not self.lexicon.has("courtesy", word) for word in said[len(phrase.split()) :]):
            return False
        dropped = state.lines.pop()
        state.open = False
        state.corrections.update([*dropped.tokens, *dropped.extra, *self.taking_back, *tokens])
        self.taking_back = []
        return True

    def _repeats(self, tokens: list[Token]) -> bool:
        """Whether a clause behind a correction says the same again: "no wait, eight, eight cases", or in full: "two of
        the bags, no, one, one case of the bags with handles"."""
        inner = without_courtesy(tokens, self.lexicon)
        count = count_at(inner, 0, self.lexicon)
        last = self.state.lines[-1]
        if count is None or count.amount != last.amount:
            return False
        words = [t for t in inner[count.length :] if t.kind is Kind.WORD and not self.state.says_nothing(t)]
        if all(self._stands_in(word, last) for word in words) or _suffices(inner[count.length :], self.lexicon):
            last.take(count, tokens)
        elif not self._says_in_full(inner, tokens):
            return False
        self.state.corrections.update(tokens)
        self.repaired = True
        return True

    def _says_in_full(self, inner: list[Token], tokens: list[Token]) -> bool:
        """Whether the last line's product is named again with all of its words and more; that line takes its place.

        A rep has to look: "2 tape, no, 1, 1 tape gun" may be two things.
        """
        last, line = self.state.lines[-1], line_of(inner, self.lexicon, self.state.is_number)
        if line is None or not last.words or not all(self._stands_in(word, line) for word in last.words):
            return False
        line.tokens = [*last.tokens, *tokens]
        said = " ".join(token.text for token in inner if token.kind is Kind.WORD)
        line.doubts.append(f"“{said}” may be another line.")
        self.state.lines[-1] = line
        return True

    def _keeps_some(self, tokens: list[Token]) -> bool:
        """``make it two, one I still have``: an article behind a correction counts no goods without a unit."""
        if not self.lexicon.has("articles", tokens[0].folded):
            return False
        count = count_at(tokens, 0, self.lexicon)
        if count is not None and count.unit is not None:
            return False
        self.state.rest.extend(tokens)
        return True


def _ends_in_a_number(line: LineDraft, lexicon: Lexicon) -> bool:
    """Whether the words of a product end in a number or a size, which a bare number behind them may correct as well as
    the amount: "two panels 36, no, 24"."""
    said = [token for token in line.words if token.kind is Kind.WORD]
    if not said:
        return False
    at = len(said) - 1 - (len(said) > 1 and lexicon.units.get(said[-1].folded) in MEASURES)
    word = said[at].folded
    return bool(_NUMBER.fullmatch(word)) or spoken_value(word, lexicon.codes) is not None


def _suffices(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words only say that an amount is enough."""
    said = [token.folded for token in tokens if token.kind is Kind.WORD]
    plain = " ".join(word for word in said if not lexicon.has("courtesy", word) or lexicon.has("being", word))
    return plain in lexicon.phrases["sufficing"] or " ".join(said) in lexicon.phrases["sufficing"]
