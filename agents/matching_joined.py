"""What is joined in the words of one line: it may be two things, of which only one was matched."""

from __future__ import annotations

from agents.results import RequestedLine
from knowledge.matching.normalise import words
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
    told = [token.text for token in tokens[joint:] if token.kind is Kind.WORD and missing & set(words(token.text))]
    asked = set(words(requested.words))
    told = [text for text in told if asked & set(words(text)) and not any(c.isdigit() for c in text)]
    return f"“{' '.join(told)}” in “{requested.text}” may be something else that they want." if told else None


def _joins(token: Token) -> bool:
    return token.text == "," or any(one.has("separators", token.folded) for one in languages().values())
