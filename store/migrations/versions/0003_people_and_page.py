"""People who sign in, and what the page lists: standing, value and cut-off beside what they are of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LISTED_BY = ("status", "channel", "customer_id")
_TIME = sa.DateTime(timezone=True)
_FILLED = {"conversations": ("status", "snippet", "search"), "reviews": ("lines",), "policies": ("reason",)}


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_people")),
    )
    op.create_table(
        "sign_in_links",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.name"], name=op.f("fk_sign_in_links_person_people")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sign_in_links")),
    )
    op.create_index(op.f("ix_sign_in_links_person"), "sign_in_links", ["person"])
    op.create_table(
        "sessions",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.name"], name=op.f("fk_sessions_person_people")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_person"), "sessions", ["person"])
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("sha256", name=op.f("uq_tokens_sha256")),
    )
    op.create_table(
        "answered",
        sa.Column("caller", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_answered")),
    )
    op.create_index(op.f("ix_answered_at"), "answered", ["at"])
    op.create_table(
        "looking",
        sa.Column("review_id", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("review_id", "person", name=op.f("pk_looking")),
    )
    op.create_index(op.f("ix_looking_seen_at"), "looking", ["seen_at"])
    op.create_table(
        "drafts",
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(sa.Column("status", sa.String(length=16), nullable=False, server_default="draft"))
        conversations.add_column(sa.Column("customer_id", sa.String(length=64), nullable=True))
        conversations.add_column(sa.Column("snippet", sa.Text(), nullable=False, server_default=""))
        conversations.add_column(sa.Column("search", sa.Text(), nullable=False, server_default=""))
        conversations.create_index(op.f("ix_conversations_opened_at"), ["opened_at"])
        for column in _LISTED_BY:
            conversations.create_index(f"ix_conversations_{column}_updated_at", [column, "updated_at"])
    op.create_index(op.f("ix_messages_received_at"), "messages", ["received_at"])
    op.create_index("ix_orders_status_created_at", "orders", ["status", "created_at"])
    op.create_index(op.f("ix_orders_erp_number"), "orders", ["erp_number"])
    op.create_index(op.f("ix_decisions_created_at"), "decisions", ["created_at"])
    newest = "(SELECT {} FROM orders o WHERE o.conversation_id = conversations.id ORDER BY o.created_at DESC LIMIT 1)"
    op.execute(f"UPDATE conversations SET status = COALESCE({newest.format('o.status')}, 'draft')")
    op.execute(f"UPDATE conversations SET customer_id = {newest.format('o.customer_id')}")
    op.execute("UPDATE conversations SET search = LOWER(sender || ' ' || COALESCE(subject, ''))")
    with op.batch_alter_table("reviews") as reviews:
        reviews.add_column(sa.Column("due_at", _TIME, nullable=True))
        reviews.add_column(sa.Column("value", sa.String(length=40), nullable=True))
        reviews.add_column(sa.Column("lines", sa.Integer(), nullable=False, server_default="0"))
        reviews.add_column(sa.Column("assigned_to", sa.String(length=60), nullable=True))
        reviews.add_column(sa.Column("snoozed_until", _TIME, nullable=True))
        reviews.create_index(op.f("ix_reviews_opened_at"), ["opened_at"])
        reviews.create_index(op.f("ix_reviews_decided_at"), ["decided_at"])
        reviews.create_index(op.f("ix_reviews_order_id"), ["order_id"])
    with op.batch_alter_table("ledger") as ledger:
        ledger.alter_column("conversation_id", existing_type=sa.String(length=64), nullable=True)
        ledger.create_index("ix_ledger_event_at", ["event", "at"])
    with op.batch_alter_table("policies") as policies:
        policies.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    # The defaults were for the rows that were there.
    for table, columns in _FILLED.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("policies") as policies:
        policies.drop_column("reason")
    op.execute("DELETE FROM ledger WHERE conversation_id IS NULL")
    with op.batch_alter_table("ledger") as ledger:
        ledger.drop_index("ix_ledger_event_at")
        ledger.alter_column("conversation_id", existing_type=sa.String(length=64), nullable=False)
    with op.batch_alter_table("reviews") as reviews:
        reviews.drop_index(op.f("ix_reviews_order_id"))
        reviews.drop_index(op.f("ix_reviews_decided_at"))
        reviews.drop_index(op.f("ix_reviews_opened_at"))
        for column in ("snoozed_until", "assigned_to", "lines", "value", "due_at"):
            reviews.drop_column(column)
    op.drop_index(op.f("ix_decisions_created_at"), "decisions")
    op.drop_index(op.f("ix_orders_erp_number"), "orders")
    op.drop_index("ix_orders_status_created_at", "orders")
    op.drop_index(op.f("ix_messages_received_at"), "messages")
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_index(op.f("ix_conversations_opened_at"))
        for column in _LISTED_BY:
            conversations.drop_index(f"ix_conversations_{column}_updated_at")
        for column in ("search", "snippet", "customer_id", "status"):
            conversations.drop_column(column)
    for table in ("drafts", "looking", "answered", "tokens", "sessions", "sign_in_links", "people"):
        op.drop_table(table)
