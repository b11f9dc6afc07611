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


class Decision(Record):
    """One agent's findings in one run, and everything needed to replay it."""

    agent: AgentName
    reasoner: str
    findings: tuple[Finding, ...]
    tool_calls: tuple[ToolCall, ...]
    result: dict[str, Any]
    prompt_version: str | None = None
    model: str | None = None
    policy_version: int
    index_version: str
    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
