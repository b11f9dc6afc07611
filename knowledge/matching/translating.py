"""What the catalog may call what a customer names in another language: by traits, and by the dictionary of goods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from knowledge.matching import goods, traits
from knowledge.matching.resemblance import HEAD, INFLECTED, SKELETON, TRANSLATED

if TYPE_CHECKING:
    from knowledge.matching.retrieve import Vocabulary

_ENDING = 2
_LONGEST_SHORT = 5


def with_translations(asked: str, vocabulary: Vocabulary) -> Mapping[str, float]:
    """The catalog's terms that are written like a word, and those for what it names in another language, with how well
    each fits; those of several words have a space between.

    A trait is looked for in every language, as catalogs mix their short forms. A thing is looked for only where the
    catalog does not have the word: Spanish *pan* is bread, but not where there are pans.
    """
    native = vocabulary.like(asked)
    found = dict(native)
    own = traits.words_in(vocabulary.languages)
    for other in traits.other_words(asked):
        least = SKELETON if other in own else INFLECTED
        alike = vocabulary.like(other).items()
        _add(found, {term: fits for term, fits in alike if fits >= least and _is_form(term, other)})
    if max(native.values(), default=0.0) < INFLECTED:
        things = goods.other_names((asked,), vocabulary.languages)
        named = [_written_for(name, vocabulary) for names in things for name in names]
        for written in named if any(named) else (_kinds(names, vocabulary) for names in things):
            _add(found, written)
    return found


def _written_for(name: goods.Name, vocabulary: Vocabulary) -> Mapping[str, float]:
    """What a catalog writes for the name of a thing: the name, its plural, a short form, a compound of it."""
    if len(name) > 1:
        return dict.fromkeys(vocabulary.writings(name), INFLECTED)
    (word,) = name
    return {
        term: fits
        for term, fits in vocabulary.like(word).items()
        if fits == HEAD or (fits >= SKELETON and _is_form(term, word))
    }


def _is_form(term: str, word: str) -> bool:
    """Whether a term that is written like a word differs by an ending, or is short for it: the first half of a compound
    is another word."""
    return abs(len(term) - len(word)) <= _ENDING or len(term) <= _LONGEST_SHORT


def _kinds(names: frozenset[goods.Name], vocabulary: Vocabulary) -> Mapping[str, float]:
    """What a thing that the catalog has by none of its names is a kind of: masks, where there are no face masks."""
    times = Counter(word for name in names for word in set(name))
    kinds = [word for word, many in times.items() if many > 1 and many > len(names) / 2]
    return {term: HEAD for word in kinds for term in _written_for((word,), vocabulary)}


def _add(found: dict[str, float], translated: Mapping[str, float]) -> None:
    """Add the terms that a translation may be meant for; the head of a compound is no better found than by itself."""
    for term, fits in translated.items():
        found[term] = max(found.get(term, 0.0), HEAD if fits == HEAD else fits * TRANSLATED)
