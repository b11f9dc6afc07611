"""A text parted into clauses: at line ends, marks and joining words, and where an amount begins another line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reading.common_words import is_ordinary
from reading.counts import (
    DASHES,
    Count,
    article_and_size,
    article_and_unit,
    count_at,
    count_behind,
    is_size,
    sized,
    unit_of_one,
)
from reading.languages import Lexicon
from reading.numbers import MEASURES, amount_at
from reading.rows import commas_in_rows
from reading.tokens import Kind, Token

_BREAKING_MARKS = frozenset(
    {",", ";", ".", "?", "!", ":", "(", ")", "•", "*", "·", "|", "[", "]", "¿", "¡", ">", "/", "…", "—", "=", "~"}
)
_SENTENCE_ENDS = frozenset({".", "!", "?"})
_PLAIN_COUNT = re.compile(r"\d{1,6}")
_GLUED = re.compile(r"(\d{1,6})([a-z]{1,9})")
_LARGEST_PLAIN_COUNT = 5000
_LONGEST_SHORT = 3
_FEW_WORDS = 4
# So many bare amounts in one clause are those of lines; of two, one may be a size.
_RUN = 3
_CASE = "CS"
_LONGEST_PACK = 6
_LONGEST_CUT = 4


@dataclass(slots=True)
class Clause:
    """A part of a text between two separators. ``opens`` is the last mark that stands before it, a line end as such.

    ``fresh`` says that it begins a line of the text, ``joined`` that a joining word stands before it.
    """

    tokens: list[Token]
    opens: str = ""
    fresh: bool = False
    joined: bool = False


def clauses(tokens: Sequence[Token], settled: frozenset[int], lexicon: Lexicon) -> list[Clause]:
    """The clauses of a text. ``settled`` are positions of tokens that mean something else already."""
    found = [Clause([], fresh=True)]
    fresh = True
    inside = 0
    closing = -1
    settled |= _list_numbers(tokens)
    inner = commas_in_rows(tokens, lexicon)
    for position, token in enumerate(tokens):
        if position in inner:
            continue
        if position in settled:
            if found[-1].tokens:
                found.append(Clause([], found[-1].opens if not _worded(found[-1]) else "", fresh))
            continue
        if position < inside:
            found[-1].tokens.append(token)
            continue
        if token.kind is Kind.NEWLINE:
            fresh = True
            found.append(Clause([], "\n", fresh))
        elif token.text == "(" and (closed := _pack_closes(tokens, position, found[-1], lexicon)) is not None:
            closing = closed
        elif token.text in _BREAKING_MARKS and position != closing:
            if not (
                _abbreviates(tokens, position, found, lexicon) or _interrupts(tokens, position, found[-1], lexicon)
            ):
                ended = not _worded(found[-1]) and found[-1].opens in _SENTENCE_ENDS
                # Behind "gloves. That's all, love" nothing goes on with the gloves.
                found.append(Clause([], found[-1].opens if token.text == "," and ended else token.text, fresh))
        elif position == closing or (lexicon.has("hesitations", token.folded) and _between_marks(tokens, position)):
            continue
        elif lexicon.has("separators", token.folded) and (
            _count_follows(tokens, _behind_hesitation(tokens, position + 1, lexicon), lexicon)
            or _ends_with_count(found[-1].tokens, lexicon)
        ):
            found.append(Clause([], "," if _worded(found[-1]) else found[-1].opens, fresh, joined=True))
        else:
            inside = position + _amount_length(tokens, position, lexicon)
            found[-1].tokens.append(token)
            fresh = False
    return [clause for clause in found if _worded(clause)]


def _pack_closes(tokens: Sequence[Token], at: int, clause: Clause, lexicon: Lexicon) -> int | None:
    """Where a bracket closes that stands between an amount and its product and says what is in one: "1 pack (12
    pairs) gloves"."""
    inner = without_courtesy(clause.tokens, lexicon)
    count = count_at(inner, 0, lexicon) if inner else None
    if count is None or count.unit is None or count.length != len(inner):
        return None
    for behind in range(at + 2, min(at + _LONGEST_PACK, len(tokens) - 1)):
        if tokens[behind].text == ")":
            word = tokens[behind + 1]
            return behind if word.kind is Kind.WORD and word.folded.isalpha() else None
        if tokens[behind].kind is Kind.NEWLINE:
            return None
    return None


def _amount_length(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """How many tokens an amount takes that begins here, inside which no joining word parts anything."""
    if lexicon.has("ranging", tokens[at].folded):
        count = count_at(tokens, at, lexicon)
        return count.length if count else 0
    amount = amount_at(tokens, at, lexicon)
    length = amount.length if amount else 0
    behind = at + length
    if length and behind + 2 < len(tokens) and lexicon.units.get(tokens[behind].folded) == "DZ":
        # "una docena y media"
        count = count_at(tokens, at, lexicon)
        length = count.length if count else length
    return length


def _list_numbers(tokens: Sequence[Token]) -> frozenset[int]:
    """The positions of numbers that count the lines of a list: "1) romas", "2. limes", one after another."""
    places: list[int] = []
    begins = True
    for position, token in enumerate(tokens):
        marked = position + 1 < len(tokens) and tokens[position + 1].text in {")", ".", ":"}
        if begins and marked and token.folded == str(len(places) + 1) and tokens[position + 1].start == token.end:
            places.append(position)
        begins = token.kind is Kind.NEWLINE
    return frozenset(places) if len(places) > 1 else frozenset()


def _worded(clause: Clause) -> bool:
    return any(token.kind is Kind.WORD for token in clause.tokens)


def _interrupts(tokens: Sequence[Token], at: int, clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a comma only surrounds a sound: "two kegs of the, uh, stout"."""
    if tokens[at].text != "," or not clause.tokens:
        return False
    if at and lexicon.has("hesitations", tokens[at - 1].folded):
        return _unfinished(clause.tokens, lexicon)
    if at + 2 >= len(tokens) or not lexicon.has("hesitations", tokens[at + 1].folded) or tokens[at + 2].text != ",":
        return False
    return _unfinished(clause.tokens, lexicon)


def _unfinished(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words go on behind these: "of the", "need", "four", but not "four rolls of fleece one fifty"."""
    if any(lexicon.has(kind, said[-1].folded) for kind in ("filler", "definite", "articles", "ordering")):
        return True
    first = count_at(said, 0, lexicon)
    counted = first is not None and first.length < len(said)
    return not counted and amount_at(said[-1:], 0, lexicon) is not None


def _between_marks(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sound such as "uh" stands by itself; "este" before a word is a word."""
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return before is None or after is None or before.kind is not Kind.WORD or after.kind is not Kind.WORD


def _abbreviates(tokens: Sequence[Token], at: int, found: list[Clause], lexicon: Lexicon) -> bool:
    """Whether a mark ends nothing: the full stop behind the unit that a clause begins with ("10 Stk. Schrauben"), the
    colon of "qty: 4"."""
    said = found[-1].tokens
    if (
        tokens[at].text == ":"
        and said
        and (lexicon.has("times", said[-1].folded) or _says_how_many(tokens, at, said, lexicon))
    ):
        return True
    if tokens[at].text == "." and said and _short_for(said[-1], tokens, at, lexicon):
        return True
    if tokens[at].text == "." and said and _cuts_a_word(tokens, at, found, lexicon):
        return True
    if tokens[at].text != "." or not said or at + 1 >= len(tokens):
        return False
    if found[-1].opens in {",", "("} and not _counted_before(found, lexicon):
        return False
    following = tokens[at + 1]
    polite = lexicon.has("courtesy", following.folded) and not lexicon.has("filler", following.folded)
    if following.kind is not Kind.WORD or polite:
        return False
    if said[-1].folded not in lexicon.units or said[-1].end != tokens[at].start:
        return False
    start = _behind_courtesy(said, lexicon)
    count = count_at(said, start, lexicon)
    return count is not None and start + count.length == len(said) and count_at(tokens, at + 1, lexicon) is None


def _counted_before(found: Sequence[Clause], lexicon: Lexicon) -> bool:
    """Whether the part before the last one has its own amount and words, or only greets: "2 rotoli nastro, 3 conf.
    tovaglioli", "Guten Tag, 10 Stk. Schrauben", not "romas, 3 cs. limes, 2 cs."."""
    before = without_courtesy(found[-2].tokens, lexicon) if len(found) > 1 else []
    if len(found) > 1 and all(_greets(token, lexicon) for token in found[-2].tokens):
        return True
    count = count_at(before, 0, lexicon)
    return count is not None and count.length < len(before)


def _greets(token: Token, lexicon: Lexicon) -> bool:
    return any(lexicon.has(kind, token.folded) for kind in ("courtesy", "greetings", "farewell"))


def _says_how_many(tokens: Sequence[Token], at: int, said: list[Token], lexicon: Lexicon) -> bool:
    """Whether a colon stands between a name that ends in a number and the amount that ends the line: "Mat 250 : 4"."""
    last = next((i for i in range(at + 1, len(tokens)) if tokens[i].kind is Kind.NEWLINE), len(tokens))
    count = count_at(tokens, at + 1, lexicon)
    named = any(token.folded.isalpha() and not lexicon.has("numbering", token.folded) for token in said)
    sized_name = any(c.isdigit() for token in said for c in token.text)
    return count is not None and at + 1 + count.length == last and named and sized_name


def _short_for(word: Token, tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a full stop is that of an abbreviation before a number or a size: "Gr. L", "no. 5", "ca. 3"."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    short = len(word.folded) <= _LONGEST_SHORT and word.end == tokens[at].start
    if behind is None or behind.kind is not Kind.WORD or not short:
        return False
    return lexicon.has("numbering", word.folded) or lexicon.has("approximate", word.folded)


def _cuts_a_word(tokens: Sequence[Token], at: int, found: Sequence[Clause], lexicon: Lexicon) -> bool:
    """Whether a full stop is that of a name that is cut short: "élément évap. - 4", "Hebelkl. 3er 3 Pak", "1 ch.
    framboise". A sentence that ends has more before it, or an amount, or words of courtesy."""
    clause = found[-1]
    said, behind = clause.tokens, tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is None or said[-1].end != tokens[at].start or not said[-1].folded.isalpha():
        return False
    worded = [token for token in said if token.kind is Kind.WORD]
    if any(lexicon.has("courtesy", token.folded) for token in (*worded, behind)):
        return False
    if len(said[-1].folded) >= _LONGEST_CUT and any(is_ordinary(said[-1].folded, code) for code in lexicon.codes):
        return False  # "sterling yard. 12 sq ..."
    first = count_at(said, 0, lexicon)
    if first is not None:
        cut = len(said) == first.length + 1 and len(said[-1].folded) <= _LONGEST_CUT and first.unit is None
        return cut and behind.kind is Kind.WORD and count_at(tokens, at + 1, lexicon) is None
    begins = clause.fresh or clause.opens == ":" or (len(found) > 1 and _ends_with_count(found[-2].tokens, lexicon))
    if not begins or len(worded) > _LONGEST_SHORT or any(begins_count(said, n, lexicon) for n in range(len(said))):
        return False
    return behind.text in DASHES or (behind.kind is Kind.WORD and not behind.text[0].isupper())


def _behind_courtesy(tokens: list[Token], lexicon: Lexicon) -> int:
    return len(tokens) - len(without_courtesy(tokens, lexicon))


def _ends_with_count(tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether a clause named its product first and is complete: "wick sternos 2 cs and ..."."""
    behind = count_behind(tokens, lexicon) if tokens else None
    if behind is None or not behind.count.marked:
        return False
    first = count_at(without_courtesy(tokens, lexicon), 0, lexicon)
    return first is None or not first.marked


def _behind_hesitation(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Where one goes on behind a sound: the place of the six in "and, uh, six of the lids"."""
    behind = at
    while behind < len(tokens) and (tokens[behind].text == "," or lexicon.has("hesitations", tokens[behind].folded)):
        behind += 1
    heard = any(tokens[place].kind is Kind.WORD for place in range(at, behind))
    return behind if heard else at


def _count_follows(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    verbs = at
    while verbs < min(len(tokens), at + _FEW_WORDS) and lexicon.has("courtesy", tokens[verbs].folded):
        if lexicon.has("ordering", tokens[verbs].folded) and count_at(tokens, verbs + 1, lexicon) is not None:
            # "and I need one"
            return True
        verbs += 1
    amount = amount_at(tokens, at, lexicon)
    if amount is not None and tokens[at].folded in lexicon.halves:
        # "half & half" is a product; "and half a case" and "and half cs" are amounts.
        unit = at + (2 if article_and_unit(tokens, at + 1, lexicon) else 1)
        return unit < len(tokens) and lexicon.units.get(tokens[unit].folded) not in {None, "EA"}
    if amount is not None or article_and_unit(tokens, at, lexicon) or article_and_size(tokens, at, lexicon):
        return True
    if at < len(tokens) and unit_of_one(tokens, at, lexicon):
        return True
    return at < len(tokens) and bool(_GLUED.fullmatch(tokens[at].folded))


def without_courtesy(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """The part from its first word that is no courtesy: "please send 2 cs" begins at 2."""
    at = 0
    while at < len(tokens) and not begins_count(tokens, at, lexicon):
        word = tokens[at].folded
        if (
            tokens[at].kind is Kind.WORD
            and not lexicon.has("courtesy", word)
            and not lexicon.has("hesitations", word)
            and word not in lexicon.phrases["date_lead"]
        ):
            break
        at += 1
    return tokens[at:]


def begins_count(tokens: list[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a count begins here: not with the "one" of "that one arrived"."""
    if at and lexicon.has("pointing", tokens[at - 1].folded) and not tokens[at].folded[0].isdigit():
        return False
    count = count_at(tokens, at, lexicon)
    if count is None:
        return False
    before = tokens[at - 1].folded if at else ""
    numbered = lexicon.has("numbering", before) and not lexicon.has("ordering", before)
    return count.unit is not None or count.marked or not numbered


def cut_at_counts(tokens: list[Token], lexicon: Lexicon, bare_numbers_too: bool) -> list[list[Token]]:
    """``3 med wings 1 onion ring`` as two parts, and ``romas 2 cs limes 3 cs``: texts often have no commas.

    Cut before a number with a unit that is counted (``2 bx``, or ``3cs`` where an amount was written so before it);
    before a small bare number only where the text has no commas, where it was cut at a unit already, or where several
    follow one another: ``2 matcha 1 hojicha 1 chai``. Where words come first, cut behind each amount.
    """
    first = count_at(tokens, 0, lexicon)
    if first is None:
        return _cut_behind_counts(tokens, lexicon)
    cuts, bare = [0], [0]
    named_since = False
    # A list: "4 - brush sweeps 36 dark bronze".
    bare_numbers_too = bare_numbers_too and not (first.length < len(tokens) and tokens[first.length].text in DASHES)
    for at in range(first.length + 1, len(tokens) - 1):
        before, number, after = (token.folded for token in tokens[at - 1 : at + 2])
        pointing = lexicon.has("filler", before) or lexicon.has("definite", before)
        named_since = named_since or (before.isalpha() and before not in lexicon.units and not pointing)
        if named_since and _is_glued_like(tokens[at], first, lexicon):
            cuts.append(at)
            named_since = False
        if not named_since or not _PLAIN_COUNT.fullmatch(number) or int(number) > _LARGEST_PLAIN_COUNT:
            continue
        if not any(c.isalpha() for c in after) or lexicon.has("times", before) or tokens[at - 1].text in DASHES:
            continue
        code = lexicon.units.get(after)
        sizes = sized(tokens, at, lexicon)
        contained = code is not None and code not in MEASURES and not sizes and at + 2 < len(tokens)
        contained = contained and not lexicon.has("numbering", before)
        plain = code is None and not sizes and not _closes(after, lexicon)
        plain = plain and not lexicon.has("numbering", before) and count_at(tokens, at + 1, lexicon) is None
        plain = plain and (at + 2 < len(tokens) or not is_size(tokens[at + 1], lexicon))
        if contained or ((bare_numbers_too or len(cuts) > 1) and plain):
            cuts.append(at)
            named_since = False
        elif plain:
            bare.append(at)
            named_since = False
    return _parts(tokens, cuts if len(bare) < _RUN else sorted({*cuts, *bare}))


def _is_glued_like(token: Token, first: Count, lexicon: Lexicon) -> bool:
    """Whether a word is a number with its unit, as the first amount is: the ``3cs`` behind ``2cs``, or any ``1cs``."""
    glued = _GLUED.fullmatch(token.folded)
    if glued is None:
        return False
    code = lexicon.units.get(glued[2])
    alike = first.unit is not None and first.length == 1 and first.unit_code == code
    return code is not None and code not in MEASURES and (alike or code == _CASE)


def _closes(word: str, lexicon: Lexicon) -> bool:
    """Whether a word behind a number names no product: the ``svp`` of "merv 8 svp", not the ``of`` of "2 of the"."""
    return lexicon.has("courtesy", word) and not lexicon.has("filler", word)


def _cut_behind_counts(tokens: list[Token], lexicon: Lexicon) -> list[list[Token]]:
    """Parts that end with an amount each, where the first begins with words and the last ends with an amount."""
    cuts = [0]
    at = 1
    ends = False
    while at < len(tokens):
        count = count_at(tokens, at, lexicon) if at > cuts[-1] else None
        if count is not None and count.marked and not lexicon.has("articles", tokens[at].folded):
            at += count.length
            ends = at == len(tokens)
            cuts.append(at)
        else:
            at += 1
    if not ends or len(cuts) < 3:
        return [tokens]
    return _parts(tokens, cuts[:-1])


def _parts(tokens: list[Token], cuts: list[int]) -> list[list[Token]]:
    return [tokens[start:end] for start, end in zip(cuts, [*cuts[1:], len(tokens)], strict=True)]
