"""ETags: what guards a change against overwriting somebody else's. The tag is the hash of what the thing says."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from api.http.problems import Refused
from domain.record import Record


def etag(content: Record) -> str:
    """The tag of a thing as it is answered."""
    return f'"{hashlib.sha256(content.model_dump_json().encode()).hexdigest()[:32]}"'


def check(if_match: str | None, current: str, *, absent: bool = False) -> None:
    """Let a change pass that was made of the thing as it is now. ``*`` stands for a thing that is not there yet.

    Raises:
        Refused: no ``If-Match`` came (428), or the thing was changed in between (412).
    """
    if if_match is None:
        raise Refused(
            HTTPStatus.PRECONDITION_REQUIRED,
            "Send the ETag of what you saw as `If-Match`, so that nobody is overwritten.",
        )
    given = {tag.strip() for tag in if_match.split(",")}
    if current not in given and not (absent and "*" in given):
        raise Refused(HTTPStatus.PRECONDITION_FAILED, "It was changed since you saw it: look at it again.")
