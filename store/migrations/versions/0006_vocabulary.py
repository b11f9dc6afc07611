"""The catalog's terms as arrays, the abbreviations that were learned from it, and their table on SQLite without a row number of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vocabulary",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("skus", sa.Text(), nullable=False),
        sa.Column("carrying", sa.LargeBinary(), nullable=False),
        sa.Column("postings", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vocabulary")),
    )
    op.create_table(
        "abbreviations",
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("stands_for", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("word", "stands_for", name=op.f("pk_abbreviations")),
    )
    _make_terms_anew(with_rowid=False)


def downgrade() -> None:
    _make_terms_anew(with_rowid=True)
    op.drop_table("abbreviations")
    op.drop_table("vocabulary")


def _make_terms_anew(with_rowid: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("product_terms", "former_terms")
    op.drop_index(op.f("ix_product_terms_sku"), "former_terms")
    op.create_table(
        "product_terms",
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("term", "sku", name=op.f("pk_product_terms")),
        sqlite_with_rowid=with_rowid,
    )
    op.execute("INSERT INTO product_terms SELECT term, sku FROM former_terms")
    op.create_index(op.f("ix_product_terms_sku"), "product_terms", ["sku"])
    op.drop_table("former_terms")
