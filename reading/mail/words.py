"""The words that mail programs and mail servers write, in every language there is a file for.

Each language file has them in its ``[mail]`` section. Mails mix languages: a French program quotes an English writer.
So all languages count at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from reading.languages.tables import tables
from reading.tokens import fold

_SECTION = "mail"


@dataclass(frozen=True)
class MailWords:
    """Folded words. ``headers`` tells what a header's name means: ``from``, ``sent``, ``to`` or ``subject``.

    ``wrote``, ``original``, ``forwarded``, ``automatic``, ``device`` and ``disclaimer`` find a phrase of theirs in a
    folded line. ``closings`` are whole lines above a name, ``business`` words that a company adds to its domain.
    """

    wrote: re.Pattern[str]
    wrote_lead: frozenset[str]
    original: re.Pattern[str]
    forwarded: re.Pattern[str]
    automatic: re.Pattern[str]
    device: re.Pattern[str]
    disclaimer: re.Pattern[str]
    headers: dict[str, str]
    closings: frozenset[str]
    forward_marks: frozenset[str]
    reply_marks: frozenset[str]
    business: frozenset[str]


@lru_cache(maxsize=1)
def mail_words() -> MailWords:
    """The words of all languages."""
    sections = [language[_SECTION] for language in tables().values()]

    def every(key: str) -> list[str]:
        return sorted({fold(phrase) for section in sections for phrase in section[key]})

    return MailWords(
        wrote=_any_of(every("wrote")),
        wrote_lead=frozenset(every("wrote_lead")),
        original=_any_of(every("original")),
        forwarded=_any_of(every("forwarded")),
        automatic=_any_of(every("automatic")),
        device=_any_of(every("device")),
        disclaimer=_any_of(every("disclaimer")),
        headers={name: key for key in ("subject", "to", "sent", "from") for name in every(key)},
        closings=frozenset(every("closing")),
        forward_marks=frozenset(every("forward_marks")),
        reply_marks=frozenset(every("reply_marks")),
        business=frozenset(every("business")),
    )


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words, the longest first."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in longest_first) + r")(?!\w)")
