"""What else may stand in the words of one line than the product that was matched: another thing, or a price."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cache
from itertools import dropwhile, pairwise, takewhile

from agents.results import RequestedLine
from domain.measures import WEIGHTS_AND_MEASURES
from knowledge.matching.normalise import is_measure, words
from knowledge.matching.traits import joined, meanings, names_of_traits
from reading.common_words import is_ordinary
from reading.counts import DASHES, is_fit
from reading.languages import languages
from reading.tokens import Kind, Token, fold, tokenize
from tools.catalog import CatalogAnswer

_INCH = "IN"
_SIZE = re.compile(r"[^x]*\d[^x]*(?:x[^x]*\d[^x]*)+")
_LONGEST_SIZE = 40
_SMALL = re.compile(r"\d{1,3}")
_MONEY = re.compile(r"\d{0,6}\.\d{2}")
_JOINTS = frozenset({",", "+", "&"})
_MARKS = DASHES | {":", "x", "×"}
_FEW_PARTS = 4
_OF_A_SIZE = 2
_MANY_WORDS = 4
_MOST_DESCRIBING = 2


def another_thing(
    requested: RequestedLine, answer: CatalogAnswer, packs: Set[str], sold: Callable[[str], str | None]
) -> str | None:
    """A sentence where what is joined to the product's words ("…, and some of the wide") may be another thing.

    Args:
        packs: how many of it are in its units, as they are written: the 100 of "a box of 100 sockets".
        sold: the sku of the product that words name by themselves, if they do.
    """
    tokens, asked = tokenize(requested.text), _with_pieces(words(requested.words))
    lacking = next((set(hit.missing) for hit in answer.hits if hit.sku == answer.sku), set[str]())
    missing = lacking - packs
    if counted := _counted_beside(tokens, requested, missing, lacking):
        return f"“{counted}” in “{requested.text}” may be something else that they want."
    if number := _number_at_the_end(tokens, requested, _with_pieces(missing)):
        return f"“{number}” at the end of “{requested.text}” may be an amount."
    written = any(_MONEY.fullmatch(token.text.replace(",", ".")) for token in tokens)
    if written and (money := next(filter(_MONEY.fullmatch, sorted(missing)), None)):
        return f"“{money}” in “{requested.text}” may be a price."
    strange = [word for word in words(requested.words) if word in missing and not describes(word, requested)]
    if len(strange) >= _MANY_WORDS:
        return f"“{' '.join(strange)}” in “{requested.text}” may be something else that they want."
    inner, spoken = range(1, len(tokens) - 1), requested.languages
    joint = next((at for at in inner if _joins(tokens[at], spoken) and not _counts(tokens, at)), None)
    if joint is None:
        return None
    if answer.beside and not all(describes(word, requested) for word in missing):
        return f"“{requested.text}” may ask for {answer.beside} as well."
    lacking, missing = _with_pieces(lacking), _with_pieces(missing)
    before = [token.text for token in tokens[:joint] if set(words(token.text)) & asked]
    if before and not any(set(words(text)) - lacking for text in before) and not _only_describe(before, requested):
        return f"“{' '.join(before)}” in “{requested.text}” may be something else that they want."
    parts = _parts(tokens[joint:], spoken)
    for joint_said, part in parts:
        said = [token.text for token in part if set(words(token.text)) & asked]
        # "Y también cajas de conos": what it comes in tells nothing of what it is.
        told = list(dropwhile(lambda text: all(_tells_nothing(word, requested) for word in words(text)), said)) or said
        few = len(parts) <= _FEW_PARTS
        if joint_said == "," and (_only_describe(told, requested) or (few and _points_back(part, told, sold))):
            continue
        # Behind "and", a size that both come in tells nothing: "2 shampoo 4L and tire shine 4L". Nor do letters that
        # are spelled: "half and half P C's".
        unlike = [one for one in told if not (_only_describe([one], requested) or _is_spelled(one))]
        telling = told if joint_said == "," else unlike or told
        # And a number that the product has as well tells nothing of what it counts: "10 flex 30 & box teflon: 1".
        telling = [one for one in telling if not _SMALL.fullmatch(one)] or telling
        named = [set(words(text)) for text in telling]
        # Nor does a number that its packs have too, beside words that it lacks: "1 burrata & cs 15dz brown 1".
        if all(one <= lacking for one in named) and any(one <= missing for one in named):
            return f"“{' '.join(told)}” in “{requested.text}” may be something else that they want."
    return None


def _is_spelled(text: str) -> bool:
    return all(len(word) == 1 and word.isalpha() for word in words(text))


def _counted_beside(tokens: Sequence[Token], requested: RequestedLine, missing: Set[str], lacking: Set[str]) -> str:
    """A number that the product lacks, with a word behind it that may be what is counted: the "3 cap" of "12 sq
    driftwood 3 cap", the second of "10 hose red 10 hose blue", the "3 of the 10in" of "boxes 12in 3 of the 10in".

    ``missing`` are the words that it lacks; ``lacking`` those and the numbers of its packs, which tell of it before a
    word of its own, or behind "of": "a box of 100 sockets", not "2 sockets 1 lamp".
    """
    worded = [token for token in tokens if token.kind is Kind.WORD]
    if said := _counted_in_a_size(tokens):
        return said
    asked = set(words(requested.words))
    numbers = [at for at, token in enumerate(worded) if token.folded[0].isdigit()]
    amounts = (at for at in numbers if worded[at].text == str(requested.amount))
    own = next(amounts, next(iter(numbers), -1))
    if said := _counted_in_words(worded, requested, missing):
        return said
    for at, (number, behind) in enumerate(pairwise(worded)):
        told = set(words(behind.text))
        sized = any(c.isdigit() for c in behind.text) and not _SMALL.fullmatch(behind.text)
        if at != own and sized and _SMALL.fullmatch(number.text) and set(words(number.text)) | told <= missing:
            return f"{number.text} {behind.text}"  # "12 breakers as well as 5 12/2"
        if at == own or not _SMALL.fullmatch(number.text) or not behind.folded.isalpha() or not told:
            continue
        if _fills(behind):
            filled = list(takewhile(_fills, worded[at + 1 :]))
            of_them = worded[at + 1 + len(filled) :][:1]
            if of_them and set(words(number.text)) | set(words(of_them[0].text)) <= missing:
                return " ".join(token.text for token in (number, *filled, *of_them))
        packed = at > 0 and _fills(worded[at - 1])
        of_another = set(words(number.text)) <= (missing if packed or not told <= missing else lacking)
        # The same number again, behind the amount, is hardly what the pack holds: "10 plugs 10 yellow ends".
        again = at > own >= 0 and number.text == worded[own].text and not _measures(behind)
        counted = (of_another or again) and set(words(number.text)) | told <= asked
        # "4 tan chlorine, acid 2 tan": counted by the word that the line's own amount is counted by.
        alike = own >= 0 and [token.folded for token in worded[own + 1 : own + 2]] == [behind.folded]
        if counted and of_another and alike:
            return f"{number.text} {behind.text}"
        if counted and (of_another or told <= missing) and not any(describes(word, requested) for word in told):
            return f"{number.text} {behind.text}"
        thing = _behind_colours(worded[at + 1 :], requested) if counted else None
        # Behind the amount of its own, so many of the product itself are another line: "to shop 2 blue widgets, 1 red".
        if thing is not None and (set(words(thing.text)) <= missing or set(words(number.text)) <= missing):
            return f"{number.text} {behind.text} {thing.text}"
    return ""


def _number_at_the_end(tokens: Sequence[Token], requested: RequestedLine, missing: Set[str]) -> str:
    """A bare number that the product lacks, behind a line with an amount before its words: the 4 of "2 widgets 4", and
    of "case of widgets 4", where the case alone was read as one."""
    worded = [token for token in tokens if token.kind is Kind.WORD]
    number = worded[-1].text if worded else ""
    if len(worded) <= _OF_A_SIZE or not _SMALL.fullmatch(number):
        return ""
    alone = not worded[0].folded[0].isdigit() and requested.amount == 1 != int(number)
    if alone and tokens[-1] is worded[-1] and tokens[-2].text in _MARKS:
        return number  # "dozen widgets - 6"
    marked = tokens[-1] is worded[-1] and tokens[-2].text in _MARKS and number != str(requested.amount)
    if marked and not all(describes(word, requested) for word in missing):
        return number  # "104 studs 2x4 and rolls of wrap - 2", where it has a 2 as well
    counted = alone or worded[0].folded[0].isdigit()
    return number if counted and set(words(number)) <= missing & _with_pieces(words(requested.words)) else ""


def _with_pieces(said: Iterable[str]) -> set[str]:
    """Words, and the numbers of those that are read as one size: the "10 x 2" of "gloves 10 x 2" may be two of size
    10."""
    sized = {word for word in said if len(word) <= _LONGEST_SIZE and _SIZE.fullmatch(word)}
    return {*said, *(piece for word in sized for piece in word.split("x"))}


def _counted_in_words(tokens: Sequence[Token], requested: RequestedLine, missing: Set[str]) -> str:
    """A number word of more than one that the product lacks, before another word that it lacks: the "ten extra" of "5
    crimps 6g ten extra aw32"."""
    told = [one for code, one in languages().items() if code in requested.languages]
    for number, behind in pairwise(tokens[1:]):
        counted = any(one.numbers.get(number.folded, 0) > 1 for one in told) and number.folded.isalpha()
        lacked = set(words(number.text)) | set(words(behind.text))
        if counted and lacked <= missing and not all(describes(word, requested) for word in words(behind.text)):
            return f"{number.text} {behind.text}"
    return ""


def _measures(token: Token) -> bool:
    """Whether a word is a measure in some language: "inch", "pulg"."""
    every = languages().values()
    return any(one.units.get(token.folded) in WEIGHTS_AND_MEASURES or one.has("sizes", token.folded) for one in every)


def _behind_colours(tokens: Sequence[Token], requested: RequestedLine) -> Token | None:
    """The word behind one or two that only describe: the "ends" of "10 plugs 10 yellow ends"."""
    described = list(
        takewhile(lambda one: any(describes(word, requested) for word in words(one.text)), tokens[:_MOST_DESCRIBING])
    )
    behind = tokens[len(described) :][:1]
    return behind[0] if described and behind and behind[0].folded.isalpha() else None


def _counted_in_a_size(tokens: Sequence[Token]) -> str:
    """The "zehn in L" of "zwanzig Packungen Handschuhe M, zehn in L": so many in another size, behind a comma."""
    for at, token in enumerate(tokens):
        if token.text != ",":
            continue
        said = list(takewhile(lambda one: one.kind is Kind.WORD, tokens[at + 1 :]))
        sized = [said[0], *dropwhile(_fills, said[1:])] if said else []
        for one in languages().values():
            if len(sized) == _OF_A_SIZE and one.numbers.get(said[0].folded, 0) > 1 and is_fit(sized[1], one):
                return " ".join(word.text for word in said)
    return ""


def _fills(token: Token) -> bool:
    """Whether a word only stands between a number and what is counted: "of", "the"."""
    return any(one.has("filler", token.folded) for one in languages().values())


def _parts(tokens: Sequence[Token], spoken: Sequence[str]) -> list[tuple[str, list[Token]]]:
    """Each joint, with the words behind it."""
    parts: list[tuple[str, list[Token]]] = []
    for at, token in enumerate(tokens):
        if not parts or (_joins(token, spoken) and not _counts(tokens, at)):
            parts.append((token.text, []))
        elif token.kind is Kind.WORD:
            parts[-1][1].append(token)
    return parts


def _only_describe(told: Sequence[str], requested: RequestedLine) -> bool:
    """Whether words can only describe what is named already: a colour, a material, a size, with or without its unit."""
    return all(describes(word, requested) for word in joined(words(" ".join(told))))


def _points_back(part: Sequence[Token], told: Sequence[str], sold: Callable[[str], str | None]) -> bool:
    """Whether words behind a comma say which of them by "the" or "normal", in words that a language knows and that name
    nothing that is sold: "the brush top", "normal clearance", not "the zarfs" or "the tape"."""
    first = part[0].folded if part else ""
    begins = len(first) > 1 and any(
        one.has("definite", first) or one.has("plain", first) for one in languages().values()
    )
    known = all(any(is_ordinary(fold(word), code) for code in languages()) for word in told)
    return begins and known and not sold(" ".join(told))


def describes(word: str, requested: RequestedLine) -> bool:
    """Whether a word can only describe what is named already."""
    named = word in names_of_traits() or bool(meanings(word)) or is_measure(word)
    return named or word in _idle_words() or _tells_nothing(word, requested)


def _tells_nothing(word: str, requested: RequestedLine) -> bool:
    """Whether a word is a joint, or the unit that a product comes in."""
    joins = any(one.has("separators", word) for one in languages().values())
    return joins or any(word == unit for unit, _ in requested.unit_words)


@cache
def _idle_words() -> frozenset[str]:
    """Words that stand beside a size: articles, joints, parts of one, and what only points at the product: "ones"."""
    kinds = ("articles", "definite", "separators", "filler", "pointing")
    every = languages().values()
    return frozenset().union(
        *({*one.fractions, *one.halves, *one.sides}.union(*(one.words[k] for k in kinds)) for one in every)
    )


def _counts(tokens: Sequence[Token], at: int) -> bool:
    """Whether a joint stands inside a number that is said: "ochenta y cinco", "inch and a quarter"."""
    if at == 0 or at + 1 == len(tokens):
        return False
    before, behind = tokens[at - 1].folded, [token.folded for token in tokens[at + 1 : at + 3]]
    return any(
        (before in one.numbers and (behind[0] in one.numbers or (behind[-1] in one.halves and len(behind) > 1)))
        or (one.units.get(before) == _INCH and any(word in one.fractions or word in one.halves for word in behind))
        for one in languages().values()
    )


def _joins(token: Token, spoken: Sequence[str]) -> bool:
    """Whether a token is a joint: the "E" of a code that is spelled is none, though it joins in Italian, and no "en" of
    a Spanish text, though it joins in Dutch.

    Args:
        spoken: the languages of the text; every one may be meant where none is known.
    """
    if len(token.text) == 1 and token.text.isupper():
        return False
    told = [one for code, one in languages().items() if code in spoken or not spoken]
    return token.text in _JOINTS or any(one.has("separators", token.folded) for one in told)
