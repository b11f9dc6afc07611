"""What is left over of the texts of a message: the words that nothing was made of and that may matter.

Talk does not matter, unless the catalog sells it or the customer calls something so; nor does the number of the order
said again, or what a call made a line of later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agents.intake_draft import Draft, Read
from agents.intake_repeated import is_number_of
from agents.intake_words import MOST_TALK, is_a_name, is_harmless, is_said_anywhere, is_slip_of_courtesy
from agents.results import RequestedLine
from domain.messages import Channel
from knowledge.matching.goods import longest_name
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, resemblance
from reading.asides import is_hour
from reading.cautions import is_short_for_a_day
from reading.common_words import is_ordinary
from reading.counts import DASHES
from reading.languages import Lexicon, languages
from reading.reader import TextReading
from reading.sections import phrases_of
from reading.slips import one_slip
from reading.small_talk import called_by_title, greeted_by_name, numbered_places, talk
from reading.spelling import spelled_out
from reading.tokens import Kind, Token, fold, tokenize
from reading.word_kinds import bends
from tools.base import Toolbox
from tools.catalog import GetProduct, SearchCatalog, get_product, search_catalog

_INITIALS = re.compile(r"[a-z](?:[&/.][a-z])+\.?")
_SHORTEST_PO = 4
_LONGEST_NUMBER = 120
_SHORTEST_PARTED = 6
_LONGEST_HEADING = 24
_WANTING = ("wanting", "ordering", "adding")


def left_over(reads: Sequence[Read], names: frozenset[str]) -> list[tuple[Read, Token]]:
    """The words of the bodies that nothing was made of, and that name nobody around the sender."""
    found: list[tuple[Read, Token]] = []
    for read in (read for read in reads if read.spoken):
        named = _parted_names(read.reading, names)
        named |= _heading(read.reading, names) if _is_note(read) else frozenset()
        named |= _title(read.reading, names) if read.message.channel is Channel.PORTAL else frozenset()
        found.extend((read, t) for t in read.reading.residue if t not in named and not _like_a_name(t, names))
    return found


def _is_note(read: Read) -> bool:
    return read.message.channel is Channel.NOTE


def _heading(reading: TextReading, names: frozenset[str]) -> frozenset[Token]:
    """The words with which a rep's note begins, up to the colon or dash before its lines: who it is from, and how it
    came: "Meridian Dental (Priscilla) caught me at lunch: ...". Where something is counted or wanted there is none."""
    first = min((t.start for line in reading.lines for t in line.tokens), default=0)
    before = [t for t in reading.tokens if t.start < first]
    ends = [at for at, t in enumerate(before) if t.text == ":" or t.text in DASHES]
    said = before[: ends[-1]] if ends else []
    dated = {reading.tokens[at] for mention in reading.dates for at in range(mention.first, mention.last)}
    timed = {
        hour
        for hour, clock in pairwise(said)
        if is_hour(hour, reading.lexicon) and reading.lexicon.has("clock", clock.folded)
    }
    counted = any(any(c.isdigit() for c in t.text) and t not in dated and t not in timed for t in said)
    named = any(len(t.folded) > 2 and t.folded in names for t in said)
    wanting = (at for at, t in enumerate(said) if any(reading.lexicon.has(kind, t.folded) for kind in _WANTING))
    wanted = set(said[next(wanting, len(said)) :]) & set(reading.residue)
    short = len(said) <= _LONGEST_HEADING
    return frozenset(said) if named and short and not counted and not wanted else frozenset()


def _title(reading: TextReading, names: frozenset[str]) -> frozenset[Token]:
    """The first line of what a portal sends, where it only says what it is and whose: "Portal order - account DC109".
    A number that is nobody's may be that of the order."""
    end = next((at for at, token in enumerate(reading.tokens) if token.kind is Kind.NEWLINE), 0)
    said = [token for token in reading.tokens[:end] if token.kind is Kind.WORD]
    in_lines = {token for line in reading.lines for token in line.tokens}
    plain = all(
        token.folded in names or (token.folded.isalpha() and _says_what_it_is(token, reading.lexicon)) for token in said
    )
    return frozenset(said) if plain and said and not in_lines & set(said) else frozenset()


def _says_what_it_is(token: Token, lexicon: Lexicon) -> bool:
    return not bends(token.folded, lexicon.codes) and any(is_ordinary(token.folded, code) for code in languages())


def that_may_matter(
    left: Sequence[tuple[Read, Token]],
    names: frozenset[str],
    po_number: str | None,
    customer_id: str | None,
    apart: frozenset[Token],
    draft: Draft,
    tools: Toolbox,
) -> list[Token]:
    """The words left over that are no talk: a line, or a change of one, may stand in them.

    ``apart`` are the words of other matters.
    """
    if len(left) > MOST_TALK:
        return [token for _, token in left]
    reads = {id(read): read for read, _ in left}
    idle = {key: talk(read.reading, names) for key, read in reads.items()}
    explained = {
        key: called_by_title(one.reading)
        | {token for token in greeted_by_name(one.reading, names) if is_a_name(token, tools)}
        | _leading_to_names(one.reading)
        | _naming_the_number(one.reading, po_number)
        for key, one in reads.items()
    }
    apart |= frozenset(
        token
        for read in reads.values()
        for place in numbered_places(read.reading)
        if tools.call(search_catalog, SearchCatalog(customer_id=customer_id, words=place[0].text)).sku is None
        for token in place
    )
    return [
        token
        for read, token in left
        if token not in apart
        and token not in explained[id(read)]
        and not is_slip_of_courtesy(token, read.reading.lexicon, tools)
        and (
            is_short_for_a_day(token, read.reading.lexicon)
            or not _is_idle(token, token in idle[id(read)], customer_id, read.reading.lexicon, tools)
        )
        and not _says_number(token, po_number)
        and not _in_line(read, token, draft)
        and not _says_as_asked(read, token)
    ]


def _is_idle(token: Token, placed: bool, customer_id: str | None, lexicon: Lexicon, tools: Toolbox) -> bool:
    """Whether a word is talk, by its place or wherever it stands, and no product's."""
    said = placed or is_said_anywhere(token, lexicon)
    return said and is_harmless(token, customer_id, lexicon, tools)


def _leading_to_names(reading: TextReading) -> frozenset[Token]:
    """The words before a place that goods go to, where that is known: the "nach" of "nach Süd"."""
    left, in_lines = frozenset(reading.residue), {token for line in reading.lines for token in line.tokens}
    in_lines |= {token for day in reading.dates for token in reading.tokens[day.first : day.last]}  # "nach Freitag"
    return frozenset(
        token
        for token, behind in pairwise(reading.tokens)
        if reading.lexicon.has("towards", token.folded)
        and behind.kind is Kind.WORD
        and behind.folded.isalpha()
        and behind not in left
        and behind not in in_lines
    )


def of_products(reads: Sequence[Read], customer_id: str | None, tools: Toolbox) -> frozenset[Token]:
    """The words of caution that are a thing's that their line asks for: the "doble" of blades "doble filo"."""
    found: set[Token] = set()
    for read in reads:
        for mention in read.reading.lines:
            worded = [token for token in mention.tokens if token.kind is Kind.WORD]
            found |= _in_names_of_things(worded, read.reading)
            pairs = [pair for pair in pairwise(worded) if set(pair) & set(read.reading.cautions)]
            if not pairs:
                continue
            asked = SearchCatalog(customer_id=customer_id, words=mention.query(read.reading.lexicon))
            sku = tools.call(search_catalog, asked).sku
            product = tools.call(get_product, GetProduct(sku=sku)).product if sku else None
            if product is None:
                continue
            told = list(pairwise(fold(word) for word in f"{product.name} {product.description}".split()))
            for pair in pairs:
                if any(_alike(pair, words_of_product) for words_of_product in told):
                    found.update(token for token in pair if token in read.reading.cautions)
    return frozenset(found)


def _in_names_of_things(worded: Sequence[Token], reading: TextReading) -> set[Token]:
    """The words of caution inside what a thing is called: the *leva* of a *morsetto a leva*."""
    folded = [token.folded for token in worded]
    found: set[Token] = set()
    for at in range(len(worded)):
        named = worded[at : at + len(longest_name(folded, at))]
        found.update(token for token in named[1:] if token in reading.cautions)
    return found


def _alike(said: tuple[Token, Token], told: tuple[str, str]) -> bool:
    return all(resemblance(token.folded, word) >= FOUND for token, word in zip(said, told, strict=True))


def without_the_number(
    lines: Sequence[RequestedLine], po_number: str | None, reads: Sequence[Read], draft: Draft
) -> list[RequestedLine]:
    """The lines, without a last one that only says the order's number again: "HC twenty-six, oh one nine five"."""
    last = lines[-1] if lines else None
    if last is None or po_number is None or len(last.spans) != 1 or len(last.text) > _LONGEST_NUMBER:
        return list(lines)
    read = next((read for read in reads if read.part_id == last.spans[0].part_id), None)
    words_said = [token for token in tokenize(last.text) if token.kind is Kind.WORD]
    if read is None or not is_number_of(spelled_out(words_said, read.reading.lexicon), po_number):
        return list(lines)
    draft.concerns = [concern for concern in draft.concerns if concern.line != last.number]
    return list(lines[:-1])


def _says_number(token: Token, po_number: str | None) -> bool:
    """Whether a word is the order's own number said again."""
    return po_number is not None and is_number_of(token.folded, po_number)


def _naming_the_number(reading: TextReading, po_number: str | None) -> frozenset[Token]:
    """The word for an order right before its own number: the "Auftrag" of "unser Auftrag 65.2-0930", which begins an
    *Auftragsnummer*; not the "replaces" of "replaces 65.2-0930"."""
    begins = tuple(phrase for phrase in reading.lexicon.phrases["purchase_order"] if len(phrase) > _SHORTEST_PO)
    return frozenset(
        token
        for token, behind in pairwise(t for t in reading.tokens if t.kind is Kind.WORD)
        if _says_number(behind, po_number)
        and len(token.folded) >= _SHORTEST_PO
        and any(phrase.startswith(token.folded) for phrase in begins)
    )


def _in_line(read: Read, token: Token, draft: Draft) -> bool:
    """Whether a line was made of a word later: by a turn of a call ("the usual garlic", "three jars?", "yes"), or as
    its product carries it."""
    return any(
        span.part_id == read.part_id and span.start <= token.start and token.end <= span.end
        for line in draft.lines
        if read.asked is not None or set(words(token.text)) <= set(words(line.words))
        for span in line.spans
    )


def _says_as_asked(read: Read, token: Token) -> bool:
    """Whether a turn of a call agrees, and a word of it is one of the desk's: "the spray bottles?", "yes, the spray
    bottles"."""
    if not read.asked:
        return False
    said = phrases_of("calls", tuple(languages()))
    spoken = [one.folded for one in read.reading.tokens if one.kind is Kind.WORD]
    agrees = bool(said.length_at("agreeing", spoken, 0))
    return agrees and any(one.folded == token.folded for one in tokenize(read.asked))


def _parted_names(reading: TextReading, names: frozenset[str]) -> frozenset[Token]:
    """The two halves of a name, as speech recognition parts them before an order: "blue stem" of Bluestem."""
    first = min((t.start for line in reading.lines for t in line.tokens), default=len(reading.text))
    opening = [t for t in reading.tokens[:MOST_TALK] if t.start < first and t.folded.isalpha()]
    return frozenset(
        half
        for pair in pairwise(opening)
        if len(whole := "".join(t.folded for t in pair)) >= _SHORTEST_PARTED
        and any(len(name) >= _SHORTEST_PARTED and (whole == name or one_slip(whole, name)) for name in names)
        for half in pair
    )


def _like_a_name(token: Token, names: frozenset[str]) -> bool:
    """Whether a word is short for one of the sender's names or places: "whse" for their warehouse."""
    word = token.folded.rpartition("'")[2]  # "l'atelier"
    if _INITIALS.fullmatch(word):
        # "p&p" of Parcel & Pine
        return all(any(len(name) > 2 and name[0] == letter for name in names) for letter in word if letter.isalpha())
    if any(word in one.weekdays or word in one.short_weekdays for one in languages().values()):
        return False  # the "mer" of "Mercier" may be a Wednesday
    return len(word) > 2 and any(len(name) > 4 and resemblance(word, name) >= FOUND for name in names)
