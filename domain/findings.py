"""What agents conclude, and how each conclusion came about."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from domain.orders import Span
from domain.record import Record


class AgentName(StrEnum):
    """The six agents, in the order of the graph."""

    INTAKE = "intake"
    MATCHING = "matching"
    AVAILABILITY = "availability"
    SUBSTITUTION = "substitution"
    ERP_ENTRY = "erp_entry"
    COMMUNICATION = "communication"


class FieldName(StrEnum):
    """The fields that findings are about."""

    INTENT = "intent"
    CUSTOMER = "customer"
    SHIP_TO = "ship_to"
    PO_NUMBER = "po_number"
    REQUESTED_DATE = "requested_date"
    SKU = "sku"
    QUANTITY = "quantity"
    UOM = "uom"
    PRICE = "price"
    SUBSTITUTE = "substitute"
    REPLY = "reply"
    ERP_ORDER = "erp_order"


class Candidate(Record):
    """A value that was weighed: what it is called, how likely it seemed, and why it lost or won."""

    value: str
    label: str
    probability: float
    why: str


class Finding(Record):
    """One value for one field, with its probability, the words it rests on, what it beat and why.

    ``ground`` names the kind of proof, where calibration counts by it.
    """

    field: FieldName
    value: str | None
    probability: float
    why: str
    ground: str | None = None
    line: int | None = None
    spans: tuple[Span, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Access(StrEnum):
    """What a tool may do. Agents that read messages hold no WRITE tool."""

    READ = "read"
    WRITE = "write"


class ToolCall(Record):
    """One call of a tool, with its arguments and result as plain JSON."""

    tool: str
    access: Access
    arguments: dict[str, Any]
    result: Any


class ModelUse(Record):
    """What a chat model had to do with a decision.

    ``prompt_version`` is the version and the hash of the prompt. ``fallback`` says why the built-in reasoner stands in
    for the model; None where the model answered. ``answer`` is its last answer, as checked. ``seconds`` is the time
    spent waiting over all ``calls``; ``cached_tokens`` are those of ``input_tokens`` that the endpoint had kept.
    """

    model: str
    prompt_version: str
    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    fallback: str | None = None
    answer: dict[str, Any] | None = None


class Decision(Record):
    """One agent's findings in one run, and everything needed to replay it. ``use`` is None where no model was asked."""

    agent: AgentName
    reasoner: str
    findings: tuple[Finding, ...]
    tool_calls: tuple[ToolCall, ...]
    result: dict[str, Any]
    policy_version: int
    index_version: str
    use: ModelUse | None = None
