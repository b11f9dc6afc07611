"""Who may use the desk, and what each role may do."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from domain.record import Record


class Role(StrEnum):
    """What a person or a machine is to the desk."""

    REP = "rep"
    OPS = "ops"
    ENGINEER = "engineer"
    ADMIN = "admin"


class Right(StrEnum):
    """What somebody may do.

    LOOK: see everything the desk knows. SEND: hand in messages. DECIDE: decide reviews and teach aliases. TUNE: write
    drafts of policy and prompts. GO_LIVE: put a draft in force. ADMINISTER: people and tokens.
    """

    LOOK = "look"
    SEND = "send"
    DECIDE = "decide"
    TUNE = "tune"
    GO_LIVE = "go_live"
    ADMINISTER = "administer"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REP: frozenset({Right.LOOK, Right.SEND, Right.DECIDE}),
    Role.OPS: frozenset({Right.LOOK, Right.SEND, Right.DECIDE, Right.TUNE}),
    Role.ENGINEER: frozenset({Right.LOOK, Right.SEND, Right.TUNE}),
    Role.ADMIN: frozenset(Right),
}


class Theme(StrEnum):
    """How the page looks."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class SavedView(Record):
    """A filtered queue under a name; ``query`` is the page's own query string."""

    name: str = Field(min_length=1, max_length=60)
    query: str = Field(max_length=500)


class PersonSettings(Record):
    """How somebody wants the page. ``single_keys``: keys without a modifier act outside of inputs."""

    theme: Theme = Theme.SYSTEM
    single_keys: bool = True
    views: tuple[SavedView, ...] = Field(default=(), max_length=50)
