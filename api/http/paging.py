"""Cursors: where the next page of a list begins, as an opaque word that cannot be made to do anything else."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime

from domain.errors import InputRejected

Limit = Annotated[int, Query(ge=1, le=200, description="how many at most")]
Cursor = Annotated[str | None, Query(max_length=600, description="the `next` of the page before")]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("it is beyond the calendar") from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


def encode(*key: str | int | None) -> str:
    """A cursor for a sort key: the last values of a page."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode(cursor: str | None, length: int) -> tuple[str | int | None, ...] | None:
    """The sort key of a cursor with ``length`` values, or None for the first page.

    Raises:
        InputRejected: it is no cursor of this list.
    """
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        json.dumps(key, ensure_ascii=False).encode()  # half a character cannot be looked for
    except (binascii.Error, ValueError, RecursionError) as error:
        raise InputRejected("cursor: it is not the `next` of a page of this list.") from error
    plain = isinstance(key, list) and len(key) == length and all(isinstance(v, str | int | None) for v in key)
    if not plain:
        raise InputRejected("cursor: it is not the `next` of a page of this list.")
    return tuple(key)


def after_moment(cursor: str | None) -> tuple[datetime, str] | None:
    """The moment and id of a cursor made of both, or None for the first page.

    Raises:
        InputRejected: it is no cursor of this list.
    """
    key = decode(cursor, 2)
    if key is None:
        return None
    moment, last = key
    try:
        if not isinstance(moment, str) or not isinstance(last, str):
            raise ValueError("a cursor of another list")
        return datetime.fromisoformat(moment).astimezone(UTC), last
    except (ValueError, OverflowError) as error:
        raise InputRejected("cursor: it is not the `next` of a page of this list.") from error
