"""Which of a mail's texts a person reads: it may come as plain text, as a page, or as both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from domain.messages import Attachment
from reading.html import HtmlText
from reading.mail.passages import passages_of

_LONGEST_COMPARED = 400_000
_WORD = re.compile(r"\w+")


def chosen_text(
    texts: Sequence[str], pages: Sequence[tuple[HtmlText, Attachment, bool]]
) -> tuple[str, tuple[Attachment, ...]]:
    """What is read of plain texts and pages (each with its file, and whether a plain text was sent to choose instead),
    and the pages that say other than it.

    The same words are read once. A page that stands beside a text that is only a stub ("this mail needs HTML") is read
    in its stead; one that shares no number with the text stands beside it; any other that differs is left to a person.
    Texts too long to be read whole are not compared.
    """
    plain = "\n".join(texts)
    if not plain.strip():
        return "\n".join(page.visible for page, _, _ in pages), ()
    if len(plain) > _LONGEST_COMPARED:
        return plain, tuple(file for page, file, either in pages if not either and page.visible.strip())
    differing: list[Attachment] = []
    for page, file, either in pages:
        if not page.visible.strip():
            continue
        # Of two that say the same only the new words count: a program may quote in the one and not in the other.
        shown, own = (_words(passages_of(text).new if either else text) for text in (page.visible, plain))
        more = shown - _words(plain)
        if not more or (either and not _numbers(more)):
            continue
        if own <= _words(page.visible) or (either and not _numbers(own)):
            plain = page.visible
        elif not either and not _numbers(own) & _numbers(_words(page.visible)):
            plain = f"{plain}\n{page.visible}"
        else:
            differing.append(file)
    return plain, tuple(differing)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if any(c.isdigit() for c in word)}
