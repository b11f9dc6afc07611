"""Policy, prompts and metrics."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.findings import AgentName
from domain.policy import Policy
from domain.record import Record


class PolicyVersion(Record):
    """A version of the policy: what it says, who put it in force and why. The shipped one was made by ``shipped``."""

    version: int
    policy: Policy
    made_by: str
    made_at: datetime | None
    reason: str
    live: bool


class PolicyDraft(Record):
    """A policy that nothing follows yet. ``version`` counts the edits of the draft."""

    policy: Policy
    based_on: int
    version: int
    made_by: str
    made_at: datetime


class GoLive(Record):
    """Why a draft is put in force without the proof of an evaluation."""

    reason: str = Field(min_length=10, max_length=2000)


class EffectPoint(Record):
    """What a threshold would have done to the orders of the time looked at.

    ``untouched`` would have been entered with nobody looking, ``changed`` of them are orders that a rep then edited,
    asked about or rejected.
    """

    threshold: float
    untouched: int
    changed: int


class PolicyEffect(Record):
    """What the order threshold costs, counted over ``orders`` that stopped for nothing but sureness or did not stop.

    ``reviewed`` of them a rep has decided: only those can show a change.
    """

    days: int
    orders: int
    reviewed: int
    points: tuple[EffectPoint, ...]


class PromptText(Record):
    """A prompt's texts: ``system`` is the same for every message, ``task`` carries the variables."""

    system: str = Field(min_length=1, max_length=40_000)
    task: str = Field(min_length=1, max_length=40_000)


class PromptVersion(Record):
    """One version of an agent's prompt, known by its hash. The shipped one has no time before it is first used."""

    agent: AgentName
    sha256: str
    version: str
    text: PromptText
    made_by: str
    made_at: datetime | None
    live: bool


class PromptDraft(Record):
    """A prompt that no model is asked with yet. ``based_on`` is the hash of the version it would replace."""

    agent: AgentName
    text: PromptText
    based_on: str
    version: int
    made_by: str
    made_at: datetime


class Prompt(Record):
    """An agent's prompt: the version in force, its history, the draft where there is one, and its variables."""

    agent: AgentName
    live: PromptVersion
    versions: int
    draft: PromptDraft | None
    variables: tuple[str, ...]


class MetricRow(Record):
    """Figures of a day, a channel, a customer, or all. Shares are None where there is nothing to take a share of.

    ``taken`` counts the conversations that were entered or put before a rep, and ``touchless_share`` is of those: what
    waits for a rep is not touchless. ``found_wrong`` counts untouched ones that were found to be wrong later;
    ``edit_share`` is of reviews decided. Minutes are medians from the customer's message on.
    """

    key: str
    label: str
    conversations: int
    taken: int
    entered: int
    untouched: int
    touchless_share: float | None
    found_wrong: int
    reviews: int
    decided: int
    edited: int
    edit_share: float | None
    minutes_to_answer: float | None
    minutes_to_entry: float | None
    model_calls: int
    model_tokens: int


class ReasonCount(Record):
    """How many reviews a reason stopped."""

    kind: str
    count: int


class Metrics(Record):
    """How the desk did in a span of days, both ends included."""

    since: date
    until: date
    total: MetricRow
    days: tuple[MetricRow, ...]
    channels: tuple[MetricRow, ...]
    customers: tuple[MetricRow, ...]
    reasons: tuple[ReasonCount, ...]
