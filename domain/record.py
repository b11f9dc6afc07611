"""The base of every value that crosses a border as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """An immutable value with named fields; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
