"""What reps' decisions say for and against each alias, and what it counts for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_NEW = ("key", "standing", "widens", "confirmed", "contradicted")


def upgrade() -> None:
    with op.batch_alter_table("aliases") as aliases:
        aliases.add_column(sa.Column("key", sa.String(length=200), nullable=False, server_default=""))
        aliases.add_column(sa.Column("standing", sa.String(length=16), nullable=False, server_default="certain"))
        aliases.add_column(sa.Column("widens", sa.Boolean(), nullable=False, server_default=sa.true()))
        aliases.add_column(sa.Column("confirmed", sa.Integer(), nullable=False, server_default="0"))
        aliases.add_column(sa.Column("contradicted", sa.Integer(), nullable=False, server_default="0"))
        aliases.add_column(sa.Column("decided_at", _TIME, nullable=True))
    op.execute("UPDATE aliases SET standing = 'forgotten', widens = false WHERE NOT active")
    _give_keys()
    with op.batch_alter_table("aliases") as aliases:
        for column in _NEW:
            aliases.alter_column(column, server_default=None)
        aliases.create_index(op.f("ix_aliases_key"), ["key"])
    # Only now: SQLite makes an altered table anew, and cannot where rows refer to the old one.
    op.create_table(
        "alias_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("alias_id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("review_id", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["alias_id"], ["aliases.id"], name=op.f("fk_alias_events_alias_id_aliases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias_events")),
    )
    op.create_index(op.f("ix_alias_events_alias_id"), "alias_events", ["alias_id"])
    op.create_index(op.f("ix_alias_events_review_id"), "alias_events", ["review_id"])
    _remember("taught", "aliases")
    _remember("forgotten", "aliases WHERE NOT active")


def _give_keys() -> None:
    """Find the aliases there are by their words, in whatever order and case. A word that is taught again gets its full key."""
    connection = op.get_bind()
    for alias_id, words in connection.execute(sa.text("SELECT id, words FROM aliases")).all():
        key = " ".join(sorted(set(words.casefold().split())))[:200]
        connection.execute(sa.text("UPDATE aliases SET key = :key WHERE id = :id"), {"key": key, "id": alias_id})


def _remember(event: str, rows: str) -> None:
    """Write what is known of the aliases there are as the events that it came from."""
    op.execute(
        "INSERT INTO alias_events (alias_id, customer_id, event, by, at, message_id) "
        f"SELECT id, customer_id, '{event}', taught_by, taught_at, message_id FROM {rows}"
    )


def downgrade() -> None:
    op.drop_table("alias_events")
    with op.batch_alter_table("aliases") as aliases:
        aliases.drop_index(op.f("ix_aliases_key"))
        for column in (*_NEW, "decided_at"):
            aliases.drop_column(column)
