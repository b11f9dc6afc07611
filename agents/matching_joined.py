"""What is joined in the words of one line: it may be two things, of which only one was matched."""

from __future__ import annotations

from collections.abc import Sequence

from agents.results import RequestedLine
from knowledge.matching.normalise import words
from knowledge.matching.traits import meanings
from reading.languages import languages
from reading.tokens import Kind, Token, tokenize
from tools.catalog import CatalogAnswer


def another_thing(requested: RequestedLine, answer: CatalogAnswer) -> str | None:
    """A sentence where what is joined to the product's words ("…, and some of the wide") may be another thing."""
    tokens = tokenize(requested.text)
    joint = next((at for at, token in enumerate(tokens[1:-1], 1) if _joins(token)), None)
    if joint is None:
        return None
    if answer.beside:
        return f"“{requested.text}” may ask for {answer.beside} as well."
    missing = next((set(hit.missing) for hit in answer.hits if hit.sku == answer.sku), set[str]())
    for joint_said, part in _parts(tokens[joint:]):
        told = [token.text for token in part if set(words(token.text)) & set(words(requested.words))]
        if joint_said == "," and all(_describes(text, requested) for text in told):
            continue
        if told and all(set(words(text)) <= missing for text in told):
            return f"“{' '.join(told)}” in “{requested.text}” may be something else that they want."
    return None


def _parts(tokens: Sequence[Token]) -> list[tuple[str, list[Token]]]:
    """Each joint, with the words behind it."""
    parts: list[tuple[str, list[Token]]] = []
    for token in tokens:
        if _joins(token):
            parts.append((token.text, []))
        elif token.kind is Kind.WORD:
            parts[-1][1].append(token)
    return parts


def _describes(text: str, requested: RequestedLine) -> bool:
    """Whether a word can only describe what is named already: a colour, a material or size, a unit."""
    units = {word for word, _ in requested.unit_words}
    return all(meanings(word) or word in units for word in words(text))


def _joins(token: Token) -> bool:
    return token.text == "," or any(one.has("separators", token.folded) for one in languages().values())
