"""Number words and how they add up: "two hundred twenty four", "quatre-vingt-douze", "einundzwanzig", "treinta y dos".

Which words there are, and which joining words may stand inside a number, is in the language files.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from reading.languages import Lexicon, lexicon
from reading.tokens import Kind, Token

_HUNDRED = 100
_THOUSAND = 1000
_MOST_TOKENS = 12
_LONGEST_WORD = 48
_SHORTEST_COMPOUND = 6
_LONGEST_NAME = 3
_JOIN = -1


def spoken_value(word: str, codes: tuple[str, ...]) -> int | None:
    """The value of one folded word that is a number as a whole, in the languages of those codes."""
    pieces = _pieces(word, codes)
    if not pieces:
        return None
    value, used = _add_up([piece for piece, _ in pieces], lexicon(codes))
    return value if used == len(pieces) else None


def spoken_words(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, int]:
    """The value of the number words that begin at a token, and how many tokens they take (0: there are none)."""
    pieces: list[int] = []
    ends: dict[int, int] = {0: 0}
    position = at
    last = min(len(tokens), at + _MOST_TOKENS)
    while position < last and tokens[position].kind is Kind.WORD:
        taken, found = _at_token(tokens, position, lexicon)
        if not found:
            break
        pieces.extend(found)
        position += taken
        ends[len(pieces)] = position - at
    if not pieces or pieces[0] == _JOIN:
        return 0, 0
    used = len(pieces)
    while used:
        value, used = _add_up(pieces[:used], lexicon)
        if used in ends:
            return value, ends[used]
        used -= 1
    return 0, 0


def _at_token(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, list[int]]:
    """The numbers that a token says, and how many tokens that takes: ``dix sept`` is the ``dix-sept`` of the list."""
    word = tokens[at].folded
    if word in lexicon.number_beginnings:
        words = [token.folded for token in tokens[at : at + _LONGEST_NAME] if token.kind is Kind.WORD]
        for length in range(len(words), 1, -1):
            joined = lexicon.numbers.get("-".join(words[:length]))
            if joined is not None:
                return length, [joined]
    if word in lexicon.number_joins:
        return 1, [_JOIN]
    found = [value for value, _ in _pieces(word, lexicon.codes)]
    # What is written as one word is one number: "zwanzig sechsundzwanzig" are two.
    value, used = _add_up(found, lexicon)
    return 1, [value] if found and used == len(found) and found[0] != _JOIN else found


@lru_cache(maxsize=16_384)
def _pieces(word: str, codes: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """The numbers and joining words that a word is made of, hyphens between them or not; empty where it is none."""
    known = lexicon(codes)
    if word in known.numbers:
        return ((known.numbers[word], word),)
    if len(word) > _LONGEST_WORD:
        return ()
    parts = word.split("-")
    if len(parts) == 1:
        return _compound(word, known) if len(word) >= _SHORTEST_COMPOUND else ()
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(parts):
        for length in range(min(_LONGEST_NAME, len(parts) - at), 0, -1):
            name = "-".join(parts[at : at + length])
            if name in known.numbers:
                found.append((known.numbers[name], name))
                break
            if length == 1 and name in known.number_joins and found:
                found.append((_JOIN, name))
                break
        else:
            return ()
        at += length
    return tuple(found)


def _compound(word: str, known: Lexicon) -> tuple[tuple[int, str], ...]:
    """The numbers that a word is written of: ``zweihundertfunfzig``. The longest at each place is taken first."""
    best: list[tuple[tuple[int, str], ...] | None] = [None] * (len(word) + 1)
    best[len(word)] = ()
    for start in range(len(word) - 1, -1, -1):
        for end in range(len(word), start, -1):
            behind = best[end]
            if behind is None:
                continue
            name = word[start:end]
            value = known.numbers.get(name)
            if value is None and name in known.number_joins and start:
                value = _JOIN
            if value is not None:
                best[start] = ((value, name), *behind)
                break
    found = best[0] or ()
    return found if len(found) > 1 else ()


def _add_up(pieces: Sequence[int], lexicon: Lexicon) -> tuple[int, int]:
    """The value of numbers said one after another, and how many of them belong to it."""
    total = group = last = used = 0
    at = 0
    while at < len(pieces):
        value, joined = pieces[at], False
        if value == _JOIN:
            if at + 1 >= len(pieces) or not used:
                break
            value, joined = pieces[at + 1], True
        if not used:
            begins = value >= 0
            group = value % _THOUSAND
            total = value - group
            if not begins:
                break
        elif not joined and value == _THOUSAND and group > 0 and not total:
            total, group = group * _THOUSAND, 0
        elif not joined and value == _HUNDRED and 0 < group < _HUNDRED:
            group *= _HUNDRED
        elif _may_follow(group, last, value, joined, lexicon):
            group += value
        elif not joined and total and not group and value < _THOUSAND:
            group = value
        else:
            break
        last = value
        at += 2 if joined else 1
        used = at
    return total + group, used


def _may_follow(group: int, last: int, value: int, joined: bool, lexicon: Lexicon) -> bool:
    """Whether a number below a hundred adds to what was said before it."""
    if not 0 < value < _HUNDRED:
        return False
    tens = last in range(20, 100) and last % 10 == 0
    if tens:
        ones = value < 10 or (last in lexicon.long_tens and value < 20)
        return ones and (not joined or lexicon.joins("tens"))
    if group and group % _HUNDRED == 0:
        return not joined or lexicon.joins("hundreds")
    # "ein und zwanzig": the ones stand first.
    return joined and 0 < last < 10 and value in range(20, 100) and value % 10 == 0 and lexicon.joins("ones")
