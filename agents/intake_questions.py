"""What the desk's side asks on a call: for one thing, or openly for more."""

from __future__ import annotations

from collections.abc import Sequence

from agents.intake_draft import Read
from knowledge.matching.normalise import words
from reading.common_words import is_common, is_ordinary
from reading.languages import Lexicon, languages
from reading.numbers import amount_at
from reading.sections import phrases_of
from reading.tokens import Kind, Token, tokenize
from reading.word_kinds import is_talk
from tools.base import Toolbox


def asks_for_more(asked: str) -> bool:
    """Whether words ask whether that is all: "anything else?"."""
    return phrases_of("calls", tuple(languages())).stands_in("nothing_more", [t.folded for t in tokenize(asked)])


def asks_for_one_thing(read: Read, tools: Toolbox) -> bool:
    """Whether the desk's side asked something before a turn that is no open question: "the gray ones?"."""
    return "?" in without_open_questions(read.asked or "", read, tools)


def without_open_questions(asked: str, read: Read, tools: Toolbox) -> str:
    """What the desk's side said, without the sentences that ask whether that is all, what it may be, for the number of
    the order, or for a day that the answer names."""
    kept: list[str] = []
    sentence: list[Token] = []
    tokens = tokenize(asked)
    for at, token in enumerate(tokens):
        sentence.append(token)
        if token.text not in {".", "?", "!", "\n"} and at + 1 < len(tokens):
            continue
        text = asked[sentence[0].start : sentence[-1].end]
        if not asks_for_more(text) and not (token.text == "?" and _names_nothing(sentence, read, tools)):
            kept.append(text)
        sentence = []
    return " ".join(kept)


def _names_nothing(question: Sequence[Token], read: Read, tools: Toolbox) -> bool:
    """Whether a question names neither an amount nor a unit, a trait or a word of the catalog: "what do you need?"; or
    no more than a day that the answer says again."""
    lexicon, vocabulary = read.reading.lexicon, tools.context.facts.vocabulary
    answered = {token.folded for token in read.reading.tokens}
    numbering = {word for phrase in lexicon.phrases["purchase_order"] for word in phrase.split()}
    for at, token in enumerate(question):
        word = token.folded
        if token.kind is not Kind.WORD or (word in lexicon.weekdays and word in answered) or word in numbering:
            continue
        counts = amount_at(question, at, lexicon) is not None and not lexicon.has("articles", word)
        dated = word in lexicon.weekdays or word in lexicon.relative_days
        if counts or dated or word in lexicon.units or _is_trait(word, lexicon) or any(c.isdigit() for c in word):
            return False
        listed = lexicon.has("courtesy", word) or lexicon.has("filler", word) or is_talk(word)
        common = any(is_common(word, code) for code in lexicon.codes)
        sold = vocabulary.frequency.__contains__ if common else vocabulary.knows
        known = any(is_ordinary(word, code) for code in lexicon.codes)
        if not listed and (not known or any(sold(part) for part in words(word))):
            return False
    return True


def _is_trait(word: str, lexicon: Lexicon) -> bool:
    return any(word in trait.words for trait in lexicon.traits.values())
