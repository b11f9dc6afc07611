"""A customer's number is looked up among everybody's too."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_cross_references_customer_sku"), "cross_references", ["customer_sku"])


def downgrade() -> None:
    op.drop_index(op.f("ix_cross_references_customer_sku"), "cross_references")
