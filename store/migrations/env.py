"""Alembic's entry: migrates over the connection that ``Store.migrate`` hands it, or over a URL given to alembic."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

import store.mail_tables
import store.master
import store.people_tables  # noqa: F401  (their tables register with the metadata)
from store.engine import open_engine
from store.tables import Base


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with open_engine(context.get_x_argument(as_dictionary=True)["url"]).begin() as opened:
        _run(opened)
