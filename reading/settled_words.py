"""Words of caution whose meaning the rest of a text settles: the "or" of "1 or 2, let's say 2", the "but" before a
change that is read, the "double" of a number that is spelled, the "sorry" behind which only more follows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from reading.baskets import Change
from reading.languages import Lexicon
from reading.lines import LineMention
from reading.numbers import amount_at
from reading.sections import phrases_of
from reading.tokens import SENTENCE_ENDS, Kind, Token

_PAUSES = frozenset({",", ":", "-"})
_BENDING = ("negation", "dropping", "instead", "correcting", "doubling", "setting", "adding", "alternatives")
_SHORTEST_NAME = 3
_NEAR_BASE = 3


def settled_by_lines(
    tokens: Sequence[Token], lines: Iterable[LineMention], names: Collection[str], lexicon: Lexicon
) -> set[Token]:
    """The words of caution that the lines of a text, or the names around the sender, settle."""
    lines = tuple(lines)
    found = _named(tokens, names, lexicon) | _of_who_is_back(tokens, names, lexicon) | _opening(tokens, lines, lexicon)
    found |= _adding(tokens, lexicon) | _asking_again(tokens, lines, lexicon)
    for line in lines:
        found |= _chosen(line, lexicon) | _spelled(line, lexicon)
    return found


def settled_by_base(tokens: Sequence[Token], base: range, lexicon: Lexicon) -> set[Token]:
    """The "again" beside the words, at the places of ``base``, for an order that they have had before: "nochmal
    dieselbe Bestellung wie letztes Mal"."""
    found: set[Token] = set()
    for at in range(max(base.start - _NEAR_BASE, 0), min(base.stop + 1, len(tokens))):
        between = tokens[at + 1 : base.start] if at < base.start else ()
        if lexicon.has("returning", tokens[at].folded) and all(one.kind is Kind.WORD for one in between):
            found.add(tokens[at])
    return found


def settled_by_changes(tokens: Sequence[Token], changes: Iterable[Change], lexicon: Lexicon) -> set[Token]:
    """The words that set what is changed against the rest, right before a change: "but", "aber diesmal"."""
    said = phrases_of("changes", lexicon.codes)
    changing = {token for change in changes for token in change.tokens}
    found: set[Token] = set()
    for at, token in enumerate(tokens):
        if token in changing or not said.length_at("contrast", [token.folded], 0):
            continue
        behind = at + 1
        while behind < len(tokens) and tokens[behind] not in changing and _is_idle(tokens[behind], lexicon):
            behind += 1
        if behind < len(tokens) and tokens[behind] in changing:
            found.add(token)
    return found | _announcing(tokens, changing, lexicon)


def _announcing(tokens: Sequence[Token], changing: Collection[Token], lexicon: Lexicon) -> set[Token]:
    """The words before the first change that say no more than that one comes: "perdonad, cambio: ..."."""
    said = phrases_of("changes", lexicon.codes)
    first = next((at for at, token in enumerate(tokens) if token in changing), 0)
    before = [token for token in tokens[:first] if token.kind is Kind.WORD]
    places = said.places("announcing", [token.folded for token in before])
    announcing = {before[at] for start, end in places for at in range(start, end)}
    return announcing if all(_greets(token, lexicon) for token in before if token not in announcing) else set()


def _is_idle(token: Token, lexicon: Lexicon) -> bool:
    said = phrases_of("changes", lexicon.codes)
    idle = lexicon.has("courtesy", token.folded) or bool(said.length_at("idle", [token.folded], 0))
    return token.text == "," or (token.kind is Kind.WORD and idle)


def _opening(tokens: Sequence[Token], lines: Sequence[LineMention], lexicon: Lexicon) -> set[Token]:
    """The "make" of "make it 2 cases of limes" where no amount stands before it: it takes nothing back."""
    first = min((token.start for line in lines for token in line.tokens), default=None)
    before = [token for token in tokens if first is not None and token.end <= first]
    if any(amount_at(before, at, lexicon) for at in range(len(before))):
        return set()
    last = before[-3:]
    for at, token in enumerate(last):
        pointed = all(one.kind is Kind.WORD and lexicon.has("courtesy", one.folded) for one in last[at + 1 :])
        if lexicon.has("setting", token.folded) and lexicon.has("correcting", token.folded) and pointed:
            return {token}
    return set()


def _adding(tokens: Sequence[Token], lexicon: Lexicon) -> set[Token]:
    """Words that only say that more follows: the "another" of "another 2 cs", the "sorry" that begins "sorry, also 2
    cs" or "sorry, me again"."""
    found: set[Token] = set()
    for at, token in enumerate(tokens):
        behind = next((i for i in range(at + 1, min(at + 3, len(tokens))) if tokens[i].text != ","), len(tokens))
        if lexicon.has("further", token.folded):
            amount = amount_at(tokens, at + 1, lexicon) if behind == at + 1 else None
            found |= {token} if amount is not None and tokens[at + 1].folded not in lexicon.halves else set()
        elif lexicon.has("apologies", token.folded) and behind < len(tokens):
            before = at - 1
            while before >= 0 and tokens[before].kind is Kind.WORD and _greets(tokens[before], lexicon):
                before -= 1
            begins = before < 0 or tokens[before].text in SENTENCE_ENDS
            found |= {token} if begins and lexicon.has("afterthoughts", tokens[behind].folded) else set()
    return found


def _asking_again(tokens: Sequence[Token], lines: Sequence[LineMention], lexicon: Lexicon) -> set[Token]:
    """The "again" right behind a verb of ordering, with lines behind it: "wir brauchen wieder 2 Karton"."""
    ordered = {token for line in lines for token in line.tokens}
    found: set[Token] = set()
    for at, token in enumerate(tokens):
        if not lexicon.has("returning", token.folded) or lexicon.has("further", token.folded):
            continue
        before = [one for one in tokens[max(at - 2, 0) : at] if one.kind is Kind.WORD]
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        if behind in ordered and any(lexicon.has("ordering", one.folded) for one in before):
            found.add(token)
    return found


def _chosen(line: LineMention, lexicon: Lexicon) -> set[Token]:
    """The "or" between two amounts of which words that take something back choose one."""
    tokens = sorted(line.tokens, key=lambda token: token.start)
    for at in range(1, len(tokens) - 1):
        if not lexicon.has("alternatives", tokens[at].folded):
            continue
        before, behind = amount_at(tokens, at - 1, lexicon), amount_at(tokens, at + 1, lexicon)
        later = any(lexicon.has("correcting", token.folded) for token in tokens[at + 2 :])
        if before and behind and later and line.amount in (before.value, behind.value):
            return {tokens[at]}
    return set()


def _spelled(line: LineMention, lexicon: Lexicon) -> set[Token]:
    """The "double" before a digit or its name, within the words of a product."""
    doubling = lexicon.spelling.doubles | lexicon.spelling.triples
    ordered = sorted(line.words, key=lambda token: token.start)
    return {
        token
        for before, token, behind in zip([None, *ordered], ordered, ordered[1:], strict=False)
        if token.folded in doubling and before is not None and _is_digit(before, lexicon) and _is_digit(behind, lexicon)
    }


def _is_digit(token: Token, lexicon: Lexicon) -> bool:
    word = token.folded
    return word.isdigit() or word in lexicon.spelling.zeros or word in lexicon.numbers


def _named(tokens: Sequence[Token], names: Collection[str], lexicon: Lexicon) -> set[Token]:
    """Words of a name of two words, both of which stand: the "Stores" of "Mill Stores"."""
    found: set[Token] = set()
    for at, token in enumerate(tokens):
        if token.folded not in names or any(lexicon.has(kind, token.folded) for kind in _BENDING):
            continue
        before = tokens[at - 1].folded if at else ""
        if before in names and len(before) >= _SHORTEST_NAME and not lexicon.has("courtesy", before):
            found.add(token)
    return found


def _of_who_is_back(tokens: Sequence[Token], names: Collection[str], lexicon: Lexicon) -> set[Token]:
    """The "again" of a sentence that says no more than who it is: "Sean again."."""
    found: set[Token] = set()
    sentence: list[Token] = []
    for token in [*tokens, None]:
        if token is not None and token.text not in SENTENCE_ENDS and token.text not in _PAUSES:
            sentence.append(token)
            continue
        said = [one for one in sentence if one.kind is Kind.WORD]
        again = {one for one in said if lexicon.has("returning", one.folded)}
        named = any(one.folded in names for one in said)
        others = [one for one in said if one not in again]
        if again and named and all(one.folded in names or _greets(one, lexicon) for one in others):
            found |= again
        sentence = []
    return found


def _greets(token: Token, lexicon: Lexicon) -> bool:
    return any(lexicon.has(kind, token.folded) for kind in ("courtesy", "greetings", "titles", "hesitations"))
