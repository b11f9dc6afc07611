"""What is left over of the texts of a message: the words that nothing was made of and that may matter.

Talk does not matter, unless the catalog sells it or the customer calls something so; nor does the number of the order
said again, or what a call made a line of later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from agents.intake_draft import Draft, Read
from agents.results import RequestedLine
from domain.messages import Channel
from knowledge.matching.goods import longest_name
from knowledge.matching.match import Ground
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, resemblance
from knowledge.matching.traits import meanings
from reading.common_words import is_common, is_ordinary
from reading.counts import DASHES
from reading.languages import Lexicon, languages
from reading.reader import TextReading, is_short_for_a_day
from reading.sections import phrases_of
from reading.slips import one_slip
from reading.small_talk import called_by_title, greeted_by_name, numbered_places, talk
from reading.spelling import spelled_out
from reading.statements import bends_nothing_told, sentences_apart, sentences_running_out
from reading.tokens import Kind, Token, fold, tokenize
from reading.word_kinds import bending_words, bends, is_talk
from tools.base import Toolbox
from tools.catalog import GetProduct, SearchCatalog, get_product, search_catalog

_INITIALS = re.compile(r"[a-z](?:[&/.][a-z])+\.?")
_SHORTEST_PRODUCT = 4
_SHORTEST_PO = 4
_LONGEST_NUMBER = 120
_SHORTEST_SLIP = 5
_SHORTEST_COURTESY = 4
_SHORTEST_PARTED = 6
_LONGEST_HEADING = 24
_WANTING = ("wanting", "ordering", "adding")
# So many words that nothing was made of are no small talk, whatever they are.
_MOST_TALK = 100


def left_over(reads: Sequence[Read], names: frozenset[str]) -> list[tuple[Read, Token]]:
    """The words of the bodies that nothing was made of, and that name nobody around the sender."""
    found: list[tuple[Read, Token]] = []
    for read in (read for read in reads if read.spoken):
        named = _parted_names(read.reading, names) | (_heading(read.reading, names) if _is_note(read) else frozenset())
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
    counted = any(any(c.isdigit() for c in t.text) and t not in dated for t in said)
    named = any(len(t.folded) > 2 and t.folded in names for t in said)
    wanting = (at for at, t in enumerate(said) if any(reading.lexicon.has(kind, t.folded) for kind in _WANTING))
    wanted = set(said[next(wanting, len(said)) :]) & set(reading.residue)
    short = len(said) <= _LONGEST_HEADING
    return frozenset(said) if named and short and not counted and not wanted else frozenset()


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
    if len(left) > _MOST_TALK:
        return [token for _, token in left]
    reads = {id(read): read for read, _ in left}
    idle = {key: talk(read.reading, names) for key, read in reads.items()}
    explained = {
        key: called_by_title(one.reading)
        | {token for token in greeted_by_name(one.reading, names) if _is_a_name(token, tools)}
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
        and not _is_slip_of_courtesy(token, read.reading.lexicon, tools)
        and (
            is_short_for_a_day(token, read.reading.lexicon)
            or not _is_idle(token, token in idle[id(read)], customer_id, read.reading.lexicon, tools)
        )
        and not _says_number(token, po_number)
        and not _in_line(read, token, draft)
        and not _says_as_asked(read, token)
    ]


def of_other_matters(
    reads: Sequence[Read], po_number: str | None, customer_id: str | None, tools: Toolbox
) -> frozenset[Token]:
    """The words of sentences that stand apart from the order, bend nothing, and together name no product that is sold.

    "The spring market is on at our place" is no line, though the catalog knows some of its words. "PO to follow" is
    another matter only where the order has its number.
    """
    found: set[Token] = set()
    for reading in (read.reading for read in reads if read.spoken):
        if len(reading.residue) > _MOST_TALK:
            continue
        left = frozenset(reading.residue)
        cautions = frozenset(reading.cautions)
        for sentence in sentences_apart(reading):
            said = [token for token in sentence if token in left]
            bent = [token for token in sentence if token in cautions]
            held = any(
                token in cautions and not bends_nothing_told(sentence, at, reading.lexicon)
                for at, token in enumerate(sentence)
            )
            promised = po_number is None and any(
                t.folded in reading.lexicon.phrases["purchase_order"] for t in sentence
            )
            if (
                not (said or bent)
                or held
                or promised
                or any(_may_bend(token.folded, reading.lexicon) for token in said)
            ):
                continue
            # What counts in a sentence that is apart is an hour: "open from 7".
            named = [token for token in said if not token.text[0].isdigit()]
            strange = [t for t in named if not _is_ordinary(t, t is sentence[0], reading.lexicon)]
            asked = SearchCatalog(customer_id=customer_id, words=" ".join(token.text for token in named))
            # What counts in a sentence that is apart is an hour.
            timed = any(token.text[0].isdigit() or token.folded in reading.lexicon.numbers for token in sentence)
            timed = timed and any(reading.lexicon.has("being", token.folded) for token in sentence)
            if timed and len(strange) == 1 and _is_unheard_of(strange[0], customer_id, tools):
                strange = []  # "Der Stapler steht ab 7 bereit"
            if not strange and (not named or tools.call(search_catalog, asked).sku is None):
                found.update(said, bent)
    return frozenset(found)


def of_what_runs_out(reads: Sequence[Read], lines: Sequence[RequestedLine]) -> frozenset[Token]:
    """The words of sentences that tell only that what is ordered has run out: "we're almost out of tape again"."""
    ordered = {word for line in lines for word in words(line.words)}
    found: set[Token] = set()
    for reading in (read.reading for read in reads if read.spoken):
        in_lines = {token for mention in reading.lines for token in mention.tokens}
        phrases = [phrase for phrase in reading.phrases if phrase.meaning == "running_out"]
        told = {token for phrase in phrases for token in reading.tokens[phrase.first : phrase.last]}
        left, cautions = frozenset(reading.residue), frozenset(reading.cautions)
        for sentence in sentences_running_out(reading) if len(left) <= _MOST_TALK else ():
            said = [token for token in sentence if token in left]
            bent = [token for token in sentence if token in cautions]
            harmless = all(
                reading.lexicon.has("lasting", t.folded) or reading.lexicon.has("approximate", t.folded) for t in bent
            )
            named = all(t in told or _is_ordered(t, ordered) or is_talk(t.folded) for t in said)
            ordered_too = any(t not in told and _is_ordered(t, ordered) for t in said)
            if harmless and named and ordered_too and not in_lines & set(sentence):
                found.update(said, bent)
    return frozenset(found)


def _is_ordered(token: Token, ordered: set[str]) -> bool:
    return all(any(resemblance(word, other) >= FOUND for other in ordered) for word in words(token.text))


def _is_unheard_of(token: Token, customer_id: str | None, tools: Toolbox) -> bool:
    """Whether the catalog neither has a word nor anything like it."""
    if any(tools.context.facts.vocabulary.knows(word) for word in words(token.text)):
        return False
    answer = tools.call(search_catalog, SearchCatalog(customer_id=customer_id, words=token.text))
    return answer.ground == Ground.NOTHING.value


def _is_ordinary(token: Token, first: bool, lexicon: Lexicon) -> bool:
    """Whether a word is said of anything, or is a name: what nobody knows may be a thing that they want."""
    named = not first and token.text[0].isupper() and not lexicon.capital_nouns
    said = token.folded.rpartition("'")[2] or token.folded  # "d'agrafer", "jusqu'au"
    return named or is_talk(token.folded) or any(is_ordinary(said, code) for code in lexicon.codes)


def _is_idle(token: Token, placed: bool, customer_id: str | None, lexicon: Lexicon, tools: Toolbox) -> bool:
    """Whether a word is talk, by its place or wherever it stands, and no product's."""
    said = placed or _is_said_anywhere(token, lexicon)
    return said and _is_harmless(token, customer_id, lexicon, tools)


def _is_a_name(token: Token, tools: Toolbox) -> bool:
    """Whether a word that stands where a name does is nothing of the catalog's, however like it; one that is written
    small is not even such a word with a slip in it."""
    vocabulary = tools.context.facts.vocabulary
    if any(word in vocabulary.frequency for word in words(token.text)):
        return False
    alike = vocabulary.spellings(token.folded)
    return token.text[0].isupper() or not any(one_slip(token.folded, term) for term in alike)


def _leading_to_names(reading: TextReading) -> frozenset[Token]:
    """The words before a place that goods go to, where that is known: the "nach" of "nach Süd"."""
    left, in_lines = frozenset(reading.residue), {token for line in reading.lines for token in line.tokens}
    return frozenset(
        token
        for token, behind in pairwise(reading.tokens)
        if reading.lexicon.has("towards", token.folded)
        and behind.kind is Kind.WORD
        and behind.folded.isalpha()
        and behind not in left
        and behind not in in_lines
    )


def _is_harmless(token: Token, customer_id: str | None, lexicon: Lexicon, tools: Toolbox) -> bool:
    """Whether a word of talk is no product's: a listed one by the catalog's exact words, a name by any likeness."""
    vocabulary = tools.context.facts.vocabulary
    if _is_said_anywhere(token, lexicon):
        told = [word for word in words(token.text) if len(word) >= _SHORTEST_PRODUCT]
        return all(word not in vocabulary.frequency for word in told)
    if _may_bend(token.folded, lexicon):
        return False
    if token.text[0].isupper() and meanings(token.folded) and not set(words(token.text)) & vocabulary.frequency.keys():
        return True  # Rosa, Claire and Braun are colours elsewhere
    return _is_unheard_of(token, customer_id, tools)


def _is_said_anywhere(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is talk or courtesy in any language: the "also" and "please" in a text of another."""
    courtesy = len(token.folded) >= _SHORTEST_COURTESY and not _may_bend(token.folded, lexicon)
    return is_talk(token.folded) or (
        courtesy and any(one.has("courtesy", token.folded) for one in languages().values())
    )


def _is_slip_of_courtesy(token: Token, lexicon: Lexicon, tools: Toolbox) -> bool:
    """Whether a word that neither the language nor the catalog knows is one of courtesy with one slip: "plase"."""
    word, vocabulary = token.folded, tools.context.facts.vocabulary
    if len(word) < _SHORTEST_COURTESY or not word.isalpha() or any(is_ordinary(word, code) for code in lexicon.codes):
        return False
    if any(one_slip(word, term) for term in vocabulary.spellings(word) if len(term) >= len(word)):
        return False
    if any(
        name.startswith(word) or one_slip(word, name) for one in languages().values() for name in _told_in_time(one)
    ):
        return False  # "mercr" is no "merci"
    return any(len(other) > _SHORTEST_COURTESY and one_slip(word, other) for other in lexicon.words["courtesy"])


def _told_in_time(lexicon: Lexicon) -> Iterable[str]:
    """The words of a language that say when."""
    return (*lexicon.weekdays, *lexicon.months, *lexicon.relative_days)


def _may_bend(word: str, lexicon: Lexicon) -> bool:
    """Whether a word counts or changes something, or is such a word misspelt: "bereit" is no "bereits"."""
    if bends(word, lexicon.codes):
        return True
    if any(one.has(kind, word) for one in languages().values() for kind in ("talk", "courtesy")):
        return False
    if any(is_common(word, code) for code in languages()) or any(is_ordinary(word, code) for code in lexicon.codes):
        return False
    return any(
        len(other) >= _SHORTEST_SLIP and resemblance(word, other) >= FOUND
        for one in languages().values()
        for other in (*bending_words(one), *one.numbers)
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
    if read is None or not _is_number_of(spelled_out(words_said, read.reading.lexicon), po_number):
        return list(lines)
    draft.concerns = [concern for concern in draft.concerns if concern.line != last.number]
    return list(lines[:-1])


def _says_number(token: Token, po_number: str | None) -> bool:
    """Whether a word is the order's own number said again."""
    return po_number is not None and _is_number_of(token.folded, po_number)


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


def _is_number_of(said: str, po_number: str) -> bool:
    """Whether these are the letters and figures of the order's number."""
    written = "".join(c for c in said.casefold() if c.isalnum())
    return len(written) >= _SHORTEST_PO and written == "".join(c for c in po_number.casefold() if c.isalnum())


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
    opening = [t for t in reading.tokens[:_MOST_TALK] if t.start < first and t.folded.isalpha()]
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
