"""Invitations to meetings (iCalendar): what they say, in plain words. They order nothing."""

from __future__ import annotations

import re

_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
_TOLD = ("SUMMARY", "DTSTART", "LOCATION", "DESCRIPTION", "COMMENT")
_PROPERTY = re.compile(r"([A-Z\-]{1,40})(?:;[^:\n]{0,500})?:")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_LONGEST = 200_000


def is_invitation(media_type: str, filename: str | None) -> bool:
    """Whether a part is a calendar's."""
    return media_type in _CALENDAR_TYPES or (filename or "").lower().endswith(".ics")


def invitation_text(calendar: str) -> str:
    """What an invitation says: its subject, its time, its place and its words, a line each."""
    unfolded = re.sub(r"\n[ \t]", "", calendar[:_LONGEST].replace("\r\n", "\n"))
    found: dict[str, str] = {}
    for line in unfolded.split("\n"):
        begun = _PROPERTY.match(line)
        if begun is not None and begun[1] in _TOLD:
            found.setdefault(begun[1], _ESCAPED.sub(_plain, line[begun.end() :]).strip())
    return "\n".join(found[name] for name in _TOLD if found.get(name))


def _plain(escaped: re.Match[str]) -> str:
    return "\n" if escaped[1] in "nN" else escaped[1]
