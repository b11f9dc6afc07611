"""How far each watched mailbox has been taken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from store.mail_tables import MailboxRow


def find(session: Session, name: str) -> MailboxRow | None:
    """What is known of a mailbox, if it was ever looked at."""
    return session.get(MailboxRow, name)


def begin(session: Session, name: str, validity: int, next_uid: int, since: datetime, now: datetime) -> MailboxRow:
    """A mailbox as it is to be gone through: from where it was left, else from its beginning.

    It begins anew when its numbers are others than before (``validity``); ``since`` stays as it was the first time.
    """
    row = session.get(MailboxRow, name)
    if row is None:
        row = MailboxRow(name=name, validity=validity, taken_until=0, old_until=next_uid, since=since, looked_at=now)
        session.add(row)
    elif row.validity != validity:
        row.validity, row.taken_until, row.old_until = validity, 0, next_uid
    row.looked_at = now
    session.flush()
    return row


def taken(session: Session, name: str, validity: int, uid: int) -> None:
    """Every mail of a mailbox up to this number is seen to. Nothing goes back, and other numbers mean nothing here."""
    row = session.get(MailboxRow, name)
    if row is not None and row.validity == validity and row.taken_until < uid:
        row.taken_until = uid
