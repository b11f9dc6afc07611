"""The desk's own records: messages, conversations, runs, orders, decisions, reviews, outbox, ledger.

A distributor's master data is in ``store.master``.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from store.columns import Exact, Instant

_ID = String(64)


class Base(DeclarativeBase):
    """Every table of the desk, with constraint names that migrations can speak of."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, datetime: Instant}  # noqa: RUF012


class ConversationRow(Base):
    """Everything said in one dealing with a customer.

    ``status``, ``customer_id``, ``snippet`` and ``search`` repeat what its messages and newest order say, so that a
    list of conversations is one query. ``status`` is an ``OrderStatus``; ``search`` is folded text to find words in.
    """

    __tablename__ = "conversations"
    # A filtered list begins at its newest and stops after a page.
    __table_args__ = (
        Index("ix_conversations_status_updated_at", "status", "updated_at"),
        Index("ix_conversations_channel_updated_at", "channel", "updated_at"),
        Index("ix_conversations_customer_id_updated_at", "customer_id", "updated_at"),
    )

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    sender: Mapped[str] = mapped_column(String(320), index=True)
    subject: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(Instant, index=True)
    updated_at: Mapped[datetime] = mapped_column(Instant, index=True)
    status: Mapped[str] = mapped_column(String(16))
    customer_id: Mapped[str | None] = mapped_column(String(64))
    snippet: Mapped[str] = mapped_column(Text)
    search: Mapped[str] = mapped_column(Text)


class MessageRow(Base):
    """One thing received or sent, with its original bytes and their hash."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("channel", "direction", "transport_id"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    direction: Mapped[str] = mapped_column(String(4))
    channel: Mapped[str] = mapped_column(String(16))
    transport_id: Mapped[str | None] = mapped_column(String(512))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    sender: Mapped[str] = mapped_column(String(320), index=True)
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(Instant, index=True)
    received_at: Mapped[datetime] = mapped_column(Instant, index=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    run_id: Mapped[str | None] = mapped_column(_ID)


class PartRow(Base):
    """A piece of a message: the text taken out of it once, by a named extractor."""

    __tablename__ = "parts"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    filename: Mapped[str | None] = mapped_column(Text)
    media_type: Mapped[str | None] = mapped_column(String(255))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    text: Mapped[str] = mapped_column(Text)
    extractor: Mapped[str] = mapped_column(String(64))
    unreadable: Mapped[str | None] = mapped_column(Text)


class RunRow(Base):
    """One pass of the graph over a conversation. ``status`` is a ``store.runs.RunStatus``."""

    __tablename__ = "runs"
    # The database itself sees to it that a conversation has at most one run that has not decided.
    __table_args__ = (
        Index(
            "uq_runs_undecided",
            "conversation_id",
            unique=True,
            sqlite_where=text("status IN ('queued', 'running', 'waiting')"),
            postgresql_where=text("status IN ('queued', 'running', 'waiting')"),
        ),
    )

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    trigger: Mapped[str] = mapped_column(String(16))
    review_id: Mapped[str | None] = mapped_column(_ID)
    status: Mapped[str] = mapped_column(String(16), index=True)
    created_at: Mapped[datetime]


class OrderRow(Base):
    """An order. ``revision`` is the newest, ``entered_revision`` the one that the ERP holds."""

    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_status_created_at", "status", "created_at"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    customer_id: Mapped[str | None] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int]
    erp_number: Mapped[str | None] = mapped_column(String(64), index=True)
    entered_revision: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)


class RevisionRow(Base):
    """What the desk believed the customer wants, at one time. ``made_by`` is a run's agents or a rep."""

    __tablename__ = "order_revisions"

    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(_ID)
    made_by: Mapped[str] = mapped_column(String(120))
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class DecisionRow(Base):
    """One agent's decision in one run: an upsert by run and agent."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("run_id", "agent"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    position: Mapped[int]
    agent: Mapped[str] = mapped_column(String(32))
    reasoner: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any]]
    policy_version: Mapped[int]
    index_version: Mapped[str] = mapped_column(String(64))
    use: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)


class FindingRow(Base):
    """One value for one field, with the evidence it rests on."""

    __tablename__ = "findings"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(32))
    line: Mapped[int | None]
    value: Mapped[str | None] = mapped_column(Text)
    probability: Mapped[float]
    why: Mapped[str] = mapped_column(Text)
    ground: Mapped[str | None] = mapped_column(String(48))
    spans: Mapped[list[Any]]
    candidates: Mapped[list[Any]]


class ToolCallRow(Base):
    """One call of a tool that a decision made."""

    __tablename__ = "tool_calls"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    tool: Mapped[str] = mapped_column(String(64))
    access: Mapped[str] = mapped_column(String(8))
    arguments: Mapped[dict[str, Any]]
    result: Mapped[Any] = mapped_column(JSON)


class ReviewRow(Base):
    """One question to a rep about one order revision. ``answer`` is the decision that closed it.

    ``due_at`` is the cut-off that the order has to make, ``value`` what its priced lines come to.
    """

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("run_id", "order_id", "revision"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    revision: Mapped[int]
    status: Mapped[str] = mapped_column(String(16), index=True)
    reasons: Mapped[list[Any]]
    answer: Mapped[dict[str, Any] | None]
    decided_by: Mapped[str | None] = mapped_column(String(120))
    opened_at: Mapped[datetime] = mapped_column(Instant, index=True)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    due_at: Mapped[datetime | None]
    value: Mapped[Decimal | None] = mapped_column(Exact)
    lines: Mapped[int]
    assigned_to: Mapped[str | None] = mapped_column(String(60))
    snoozed_until: Mapped[datetime | None]


class LookingRow(Base):
    """Somebody has a review open; it counts for half a minute after ``seen_at``."""

    __tablename__ = "looking"

    review_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    person: Mapped[str] = mapped_column(String(60), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Instant, index=True)


class OutboxRow(Base):
    """One write to the outside world, committed with the decision that wants it and carried out after it.

    ``key`` is the idempotency key, ``attempt`` counts a run's writes from 1. ``kind`` and ``status`` are enums of
    ``store.outbox``.
    """

    __tablename__ = "outbox"

    id: Mapped[str] = mapped_column(String(256), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), index=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    attempt: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(256), unique=True)
    payload: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16), index=True)
    not_before: Mapped[datetime]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str | None] = mapped_column(Text)


class AliasRow(Base):
    """A customer's own word for a product, learned from a correction. Words that count as the same have one ``key``.

    The rest repeats what its events come to: ``standing`` is an ``AliasStanding``, ``active`` says whether that is in
    use, ``decided_at`` is when it was last confirmed or contradicted. ``widens`` says whether it counts where several
    customers' agreement makes words known to all.
    """

    __tablename__ = "aliases"
    __table_args__ = (UniqueConstraint("customer_id", "words", "sku"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    customer_id: Mapped[str] = mapped_column(String(64), index=True)
    words: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(200), index=True)
    sku: Mapped[str] = mapped_column(String(64))
    taught_by: Mapped[str] = mapped_column(String(120))
    message_id: Mapped[str | None] = mapped_column(_ID)
    taught_at: Mapped[datetime]
    standing: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)
    widens: Mapped[bool]
    confirmed: Mapped[int]
    contradicted: Mapped[int]
    decided_at: Mapped[datetime | None]


class AliasEventRow(Base):
    """Something that befell an alias; ``event`` is an ``AliasEvent``.

    ``customer_id`` is whose line it was about: not always the alias's customer, where the words are known to all.
    """

    __tablename__ = "alias_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    alias_id: Mapped[str] = mapped_column(ForeignKey("aliases.id"), index=True)
    customer_id: Mapped[str] = mapped_column(String(64))
    event: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
    review_id: Mapped[str | None] = mapped_column(_ID, index=True)
    message_id: Mapped[str | None] = mapped_column(_ID)


class PolicyRow(Base):
    """One version of the policy. The live one is the highest version with ``live`` set."""

    __tablename__ = "policies"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]]
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    live: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)


class DraftRow(Base):
    """What ops are working on, and nothing follows yet: ``subject`` is ``policy`` or an agent's name, for its prompt.

    ``version`` counts its edits; ``based_on`` is the version it would replace.
    """

    __tablename__ = "drafts"

    subject: Mapped[str] = mapped_column(String(32), primary_key=True)
    body: Mapped[dict[str, Any]]
    based_on: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]


class PromptVersionRow(Base):
    """One immutable version of an agent's prompt, by its hash."""

    __tablename__ = "prompt_versions"

    agent: Mapped[str] = mapped_column(String(32), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Any]]
    made_by: Mapped[str] = mapped_column(String(120))
    live: Mapped[bool]
    made_at: Mapped[datetime]


class ModelCallRow(Base):
    """One call of a chat model, kept the moment it ends: what was spent stays spent, whatever becomes of the run."""

    __tablename__ = "model_calls"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    conversation_id: Mapped[str] = mapped_column(_ID, index=True)
    run_id: Mapped[str] = mapped_column(_ID)
    agent: Mapped[str] = mapped_column(String(32))
    model: Mapped[str] = mapped_column(String(120))
    prompt_version: Mapped[str] = mapped_column(String(64))
    input_tokens: Mapped[int]
    cached_tokens: Mapped[int]
    output_tokens: Mapped[int]
    seconds: Mapped[float]
    failure: Mapped[str | None] = mapped_column(String(32))


class LedgerRow(Base):
    """One thing that happened in a conversation, or to the desk itself where none is named. Rows are only added."""

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_event_at", "event", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str | None] = mapped_column(_ID, index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    event: Mapped[str] = mapped_column(String(48))
    once_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    detail: Mapped[dict[str, Any]]
