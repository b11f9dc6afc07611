"""Chat models: their calls, what they had to do with a decision, and prompts as JSON with who made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_calls",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("prompt_version", sa.String(length=64), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("cached_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("failure", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_calls")),
    )
    op.create_index(op.f("ix_model_calls_at"), "model_calls", ["at"])
    op.create_index(op.f("ix_model_calls_conversation_id"), "model_calls", ["conversation_id"])
    with op.batch_alter_table("decisions") as decisions:
        decisions.add_column(sa.Column("use", sa.JSON(), nullable=True))
        for column in ("model_calls", "output_tokens", "model", "input_tokens", "prompt_version"):
            decisions.drop_column(column)
    # Nothing wrote prompts before this version, so there are none to keep.
    op.drop_table("prompt_versions")
    op.create_table(
        "prompt_versions",
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agent", "sha256", name=op.f("pk_prompt_versions")),
    )


def downgrade() -> None:
    op.drop_table("prompt_versions")
    op.create_table(
        "prompt_versions",
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agent", "sha256", name=op.f("pk_prompt_versions")),
    )
    with op.batch_alter_table("decisions") as decisions:
        decisions.add_column(sa.Column("prompt_version", sa.String(length=64), nullable=True))
        decisions.add_column(sa.Column("model", sa.String(length=120), nullable=True))
        for counted in ("model_calls", "input_tokens", "output_tokens"):
            decisions.add_column(sa.Column(counted, sa.Integer(), nullable=False, server_default="0"))
        decisions.drop_column("use")
    op.drop_table("model_calls")
