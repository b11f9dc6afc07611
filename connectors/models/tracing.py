"""Tracing to LangSmith, where its own environment variables ask for it, with nothing that a mask does not let through.

langchain and langgraph trace by themselves as soon as ``LANGSMITH_TRACING`` is set, every graph and every call of a
model. All of that goes through one client of the process: here it is put in place, before anything runs. Of a run only
what is listed below leaves: its ids and times as they are, its name, inputs, outputs, tags and metadata as the mask
leaves them, and of an error its kind. What fails to be masked does not leave.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import langsmith
from langsmith.utils import LangSmithError, tracing_is_enabled
from pydantic import BaseModel

from domain.errors import ConfigurationError

Mask = Callable[[str], str]
"""What is left of a text."""

BLANK = "▮"

_AS_THEY_ARE = frozenset(
    {
        *("id", "trace_id", "parent_run_id", "dotted_order", "start_time", "end_time", "run_type"),
        # Where it goes and by what key.
        *("project_name", "session_name", "session_id", "address", "api_key", "api_url", "service_key", "tenant_id"),
        *("authorization", "cookie", "_replica_auths"),
    }
)
_NOT_MASKED = {"note": "The mask failed, so that nothing of this run leaves."}
_KIND = re.compile(r"\w*(?:Error|Exception|Exceeded|Failed|Interrupt)(?=\()")
_MOST_DIGITS = 6
_LONGEST_FLUSH = 10.0

SHAPE = """
additional_kwargs ai aimessage args assistant cache_read constructor content dict example finish_reason function
generations goto graph human humanmessage id input input_token_details input_tokens invalid_tool_calls kwargs langchain
langgraph_node langgraph_step lc llm llm_output ls_max_tokens ls_model_name ls_model_type ls_provider ls_temperature
message messages metadata model model_name model_provider name null openai output output_token_details output_tokens
prompt reasoning refusal response_metadata role run runnablesequence schema status stop structured_response success
system systemmessage tags text thread_id token_usage tool tool_call_id tool_calls toolmessage tools total_tokens type
update usage_metadata user value
conversation_id order_id review_id route run_id _chat langgraph
"""
"""Words that langchain makes messages and runs of, for the mask to leave: they tell nothing of what is said."""


class MaskedClient(langsmith.Client):
    """Sends runs masked. Safe for use by many threads, as the mask is."""

    def __init__(self, mask: Callable[[], Mask]) -> None:
        """Make a client from LangSmith's own environment variables.

        Args:
            mask: gives the mask for a run; where it or the mask fails nothing of the run leaves but a note.
        """
        super().__init__(omit_traced_runtime_info=True)
        self._mask = mask

    def create_run(self, name: str, inputs: dict[str, Any], run_type: Any, **fields: Any) -> None:
        """Send that a run began."""
        super().create_run(**self._masked({**fields, "name": name, "inputs": inputs, "run_type": run_type}))

    def update_run(self, run_id: Any, **fields: Any) -> None:
        """Send how a run ended."""
        super().update_run(run_id, **self._masked(fields))

    def _masked(self, fields: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in fields.items() if name in _AS_THEY_ARE and value is not None}
        told = {name: fields[name] for name in ("name", "inputs", "outputs", "tags") if fields.get(name) is not None}
        try:
            mask = self._mask()
            masked = {name: _walk(_plain(value), mask) for name, value in told.items()}
            masked["extra"] = {"metadata": _walk(_plain((fields.get("extra") or {}).get("metadata") or {}), mask)}
        except Exception:  # noqa: BLE001  whatever went wrong, nothing may leave
            masked = {name: _NOT_MASKED for name in told if name in ("inputs", "outputs")}
            masked |= {"name": BLANK} if "name" in told else {}
        if fields.get("error") is not None:
            kind = _KIND.match(str(fields["error"]))
            masked["error"] = kind.group() if kind else "failed"
        return {**kept, **masked}


@contextmanager
def masked_tracing(mask: Callable[[], Mask]) -> Iterator[None]:
    """Have everything that is traced in this process go through a mask; does nothing where tracing is off.

    At the end of the block what was traced is sent. The client stays in place, so that nothing goes past it later.

    Raises:
        ConfigurationError: LangSmith's environment variables contradict each other.
    """
    if not tracing_is_enabled():
        yield
        return
    try:
        client = MaskedClient(mask)
    except LangSmithError as error:
        raise ConfigurationError(f"Tracing is on, and LangSmith cannot be set up: {error}") from error
    langsmith.configure(client=client)
    try:
        yield
    finally:
        client.close(timeout=_LONGEST_FLUSH)


def _plain(value: Any) -> Any:
    """A value as JSON has it; of objects that are no data only the kind."""

    def data(item: Any) -> Any:
        return item.model_dump(mode="json") if isinstance(item, BaseModel) else type(item).__name__

    return json.loads(json.dumps(value, default=data))


def _walk(value: Any, mask: Mask) -> Any:
    """A JSON value with every text masked, also the names of fields, and every number that might be more than a count.

    Prices are never counts: a number with a fraction is blanked, and so is one of seven digits or more.
    """
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {mask(name): _walk(inner, mask) for name, inner in value.items()}
    if isinstance(value, list):
        return [_walk(inner, mask) for inner in value]
    if isinstance(value, bool) or value is None:
        return value
    return value if isinstance(value, int) and len(str(abs(value))) <= _MOST_DIGITS else BLANK
