"""How well one word of a customer's fits one word of the catalog: the same, an abbreviation, a slip of the pen.

Trade names are shorthand, so a word may be cut short (``yel``), lose its vowels (``jmbo``) or its plural.
"""

from __future__ import annotations

from functools import lru_cache

from knowledge.matching.normalise import forms
from reading.slips import one_slip
from reading.spelling import SAID_PAIR

SAME = 1.0
INFLECTED = 0.97
SPLIT_CODE = 0.95
CUT_SHORT = 0.9
TRANSLATED = 0.9
SKELETON = 0.85
SHORTHAND = 0.75
MISSPELT = 0.75
HEAD = 0.72
# From here on a word counts as found.
FOUND = 0.7

VOWELS = frozenset("aeiouy")
_NUMERIC = "0123456789./-"
_SHORTEST_CUT = 3
_SHORTEST_MISSPELT = 5
_SKELETON_SHARE = 0.5
_SHORTHAND_SHARE = 0.4
SHORTEST_HEAD = 5
_SHORTEST_KIND = 3
_SHORTEST_END = 3


def is_word(token: str) -> bool:
    """Whether a token is letters only; numbers, sizes and codes are compared exactly."""
    return token.isalpha()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word without a plural ending: general to the languages the desk reads."""
    for ending in ("ies", "oes", "ches", "shes", "sses", "xes"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + ("y" if ending == "ies" else ending[:-2])
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word


@lru_cache(maxsize=400_000)
def resemblance(asked: str, term: str) -> float:
    """How well a word asked for fits a catalog word, 0 to 1. Both are normalised."""
    if asked == term:
        return SAME
    if not (is_word(asked) and is_word(term)):
        return 0.0
    one, other = stem(asked), stem(term)
    if one == other or _knives(asked, term) or _knives(term, asked):
        return INFLECTED
    if is_head(one, other):
        return HEAD
    if one[0] != other[0]:
        return 0.0
    short, long = sorted((one, other), key=len)
    if len(short) >= _SHORTEST_CUT:
        if long.startswith(short):
            return CUT_SHORT
        # The more letters a word has lost, the less its rest says: "frs" may be anything that begins with an f.
        share = len(short) / len(long)
        if share > _SKELETON_SHARE and _skeleton(short) == _skeleton(long) and len(_skeleton(short)) > 1:
            return SKELETON
        if share > _SHORTHAND_SHARE and len(long) > len(short) + 1 and _is_shorthand(short, long):
            return SHORTHAND
        if share > _SKELETON_SHARE and _lacks_its_middle(short, long):
            return SHORTHAND
    if len(short) >= _SHORTEST_MISSPELT and one_slip(short, long):
        return MISSPELT
    return 0.0


def is_head(asked: str, compound: str) -> bool:
    """Whether a word is what a compound is a kind of, and stands at its end: ``schuim`` of ``steekschuim``."""
    return len(asked) >= SHORTEST_HEAD and len(compound) >= len(asked) + _SHORTEST_KIND and compound.endswith(asked)


def _lacks_its_middle(short: str, long: str) -> bool:
    """Whether a word is another without what joins its halves: ``kipmest`` of ``kippenmest``."""
    begins = 0
    while begins < len(short) and short[begins] == long[begins]:
        begins += 1
    ends = len(short) - begins
    return begins >= _SHORTEST_END <= ends and long.endswith(short[begins:])


def _knives(many: str, one: str) -> bool:
    """Whether a word is the plural of another that ends in f: knives of knife, shelves of shelf."""
    return many.endswith("ves") and one.rstrip("e") == f"{many[:-3]}f"


def same_consonants(one: str, other: str) -> bool:
    """Whether two words begin alike and have the same consonants: ``rt`` and ``route``."""
    return _skeleton(one) == _skeleton(other)


def abbreviates(code: str, word: str, loosely: bool) -> bool:
    """Whether a code is short for a word: ``bt`` for ``boite``; ``loosely`` also ``fd`` for ``fardo``."""
    if not (is_word(code) and is_word(word)) or code[0] != word[0] or len(code) >= len(word):
        return False
    return _skeleton(word).startswith(code) or (loosely and (word.startswith(code) or _is_shorthand(code, word)))


def has_consonants(code: str, word: str) -> bool:
    """Whether a code is all the consonants of a word, and its first letter: ``bt`` of ``boite``."""
    return is_word(code) and is_word(word) and _skeleton(word) == code


def _skeleton(word: str) -> str:
    """The first letter and the consonants after it, doubled ones once."""
    kept = [word[0]]
    for letter in word[1:]:
        if letter not in VOWELS and letter != kept[-1]:
            kept.append(letter)
    return "".join(kept)


def _is_shorthand(short: str, long: str) -> bool:
    """Whether ``short`` is ``long`` with letters left out, beginning alike and keeping no vowel of its own."""
    if sum(letter in VOWELS for letter in short[1:]) > 1:
        return False
    rest = iter(long[1:])
    return all(letter in rest for letter in short[1:])


def fit(asked: str, terms: frozenset[str]) -> float:
    """How well the best of a product's terms fits one token asked for, codes in pieces included."""
    if asked in terms:
        return SAME
    if is_word(asked):
        return max((resemblance(asked, term) for term in terms), default=0.0)
    if SAID_PAIR in asked and asked.replace(SAID_PAIR, "") in terms:
        return SAME
    return SPLIT_CODE if _in_pieces(asked, terms) else 0.0


def _in_pieces(asked: str, terms: frozenset[str]) -> bool:
    """Whether a code or size stands in the terms in another writing: ``aw46`` as ``aw`` and ``46``."""
    others = forms(asked) - {asked}
    if not others:
        return False
    whole = {form for form in others if form.replace("-", "") == asked.replace("-", "")}
    if whole & terms:
        return True
    if asked[0].isdigit():
        # A size is only itself: 10lb is not found where there is a 10.
        unit = asked.lstrip(_NUMERIC)
        numeric = {form for form in others if form[0].isdigit() and form.lstrip(_NUMERIC) == unit}
        return bool(numeric & terms)
    pieces = others - whole
    return bool(pieces) and pieces <= terms
