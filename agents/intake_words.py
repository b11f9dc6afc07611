"""What a single word that nothing was made of may be: talk, a name, something strange, a word that bends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.matching import goods
from knowledge.matching.match import Ground
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import FOUND, resemblance
from knowledge.matching.traits import meanings
from reading.common_words import is_common, is_ordinary
from reading.languages import Lexicon, languages
from reading.slips import one_slip
from reading.tokens import Token
from reading.word_kinds import any_has, bending_words, bends, is_talk
from tools.base import Toolbox
from tools.catalog import SearchCatalog, search_catalog

MOST_TALK = 100
"""So many words that nothing was made of are no small talk, whatever they are."""

_SHORTEST_PRODUCT = 4
_SHORTEST_SLIP = 5
_SHORTEST_COURTESY = 4
_ASKING = ("wanting", "ordering", "adding", "instead", "further", "money", "commanding", "requesting")


def is_unheard_of(token: Token, customer_id: str | None, tools: Toolbox) -> bool:
    """Whether the catalog neither has a word nor anything like it."""
    if any(tools.context.facts.vocabulary.knows(word) for word in words(token.text)):
        return False
    answer = tools.call(search_catalog, SearchCatalog(customer_id=customer_id, words=token.text))
    return answer.ground == Ground.NOTHING.value


def is_ordinary_or_a_name(token: Token, first: bool, lexicon: Lexicon) -> bool:
    """Whether a word is said of anything, or is a name: what nobody knows may be a thing that they want."""
    named = not first and token.text[0].isupper() and not lexicon.capital_nouns
    said = token.folded.rpartition("'")[2] or token.folded  # "d'agrafer", "jusqu'au"
    return named or is_talk(token.folded) or any(is_ordinary(said, code) for code in lexicon.codes)


def is_a_name(token: Token, tools: Toolbox) -> bool:
    """Whether a word that stands where a name does is nothing of the catalog's, however like it; one that is written
    small is not even such a word with a slip in it."""
    vocabulary = tools.context.facts.vocabulary
    if any(word in vocabulary.frequency for word in words(token.text)):
        return False
    alike = vocabulary.spellings(token.folded)
    return token.text[0].isupper() or not any(one_slip(token.folded, term) for term in alike)


def is_harmless(token: Token, customer_id: str | None, lexicon: Lexicon, tools: Toolbox) -> bool:
    """Whether a word of talk is no product's: a listed one by the catalog's exact words, a name by any likeness."""
    vocabulary = tools.context.facts.vocabulary
    if is_said_anywhere(token, lexicon):
        told = [word for word in words(token.text) if len(word) >= _SHORTEST_PRODUCT]
        return all(word not in vocabulary.frequency for word in told)
    if may_bend(token.folded, lexicon) or _is_a_thing_here(token, lexicon):
        return False
    if token.text[0].isupper() and meanings(token.folded) and not set(words(token.text)) & vocabulary.frequency.keys():
        return True  # Rosa, Claire and Braun are colours elsewhere
    return is_unheard_of(token, customer_id, tools)


def is_said_anywhere(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is talk or courtesy in any language: the "also" and "please" in a text of another."""
    if _is_a_thing_here(token, lexicon):
        return False
    courtesy = len(token.folded) >= _SHORTEST_COURTESY and not may_bend(token.folded, lexicon)
    return is_talk(token.folded) or (courtesy and any_has("courtesy", token.folded))


def _is_a_thing_here(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word that is talk in other languages only is a thing in the text's own: Italian *dice* in English."""
    own = any(lexicon.has(kind, token.folded) for kind in ("talk", "courtesy"))
    listed = any(any_has(kind, token.folded) for kind in ("talk", "courtesy"))
    return listed and not own and goods.is_a_thing_in(token.folded, lexicon.codes)


def is_slip_of_courtesy(token: Token, lexicon: Lexicon, tools: Toolbox) -> bool:
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


def may_bend(word: str, lexicon: Lexicon) -> bool:
    """Whether a word counts or changes something, or is such a word misspelt: "bereit" is no "bereits"."""
    if bends(word, lexicon.codes):
        return True
    if any(any_has(kind, word) for kind in ("talk", "courtesy")):
        return False
    if any(is_common(word, code) for code in languages()) or any(is_ordinary(word, code) for code in lexicon.codes):
        return False
    return any(
        len(other) >= _SHORTEST_SLIP and resemblance(word, other) >= FOUND
        for one in languages().values()
        for other in (*bending_words(one), *one.numbers)
    )


def asks_nothing(token: Token, sentence: Sequence[Token], lexicon: Lexicon, tools: Toolbox) -> bool:
    """Whether a word of a sentence beside an order is one that anybody says, or a name, and neither counts, bends,
    wants, is about money nor is called so by the catalog or names a thing that somebody sells."""
    told = [piece for word in words(token.text) for piece in word.split("-")]  # "Saint-Valentin"
    if not all(word.isalpha() for word in told):
        return False
    parted = len(told) > 1 and all(any(is_ordinary(piece, code) for code in lexicon.codes) for piece in told)
    if not parted and not is_ordinary_or_a_name(token, token is sentence[0], lexicon):
        return False
    if any(any_has(kind, token.folded) for kind in _ASKING):
        return False
    frequency = tools.context.facts.vocabulary.frequency
    placed = _is_a_place(token, sentence, lexicon)
    named = any(word in frequency or (goods.names_a_thing((word,)) and not placed) for word in told)
    return not named and not may_bend(token.folded, lexicon) and not _may_be_a_day(token.folded)


def _is_a_place(token: Token, sentence: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a word for a kind of place is said of one, and not of a thing that somebody sells: "to the gate", "gate
    opens at 7", not "a gate as well"."""
    at = next((place for place, other in enumerate(sentence) if other is token), 0)
    before, behind = sentence[max(at - 1, 0) : at], sentence[at + 1 : at + 2]
    led = any(lexicon.has(kind, t.folded) for t in before for kind in ("towards", "definite", "numbering"))
    opens = any(lexicon.has("by_the_hour", t.folded) for t in behind)
    return lexicon.has("places", token.folded) and (led or opens)


def _may_be_a_day(word: str) -> bool:
    """Whether a word is short for a day in any language, whatever else it is in this one."""
    return any(word in one.short_weekdays or word in one.weekdays for one in languages().values())
