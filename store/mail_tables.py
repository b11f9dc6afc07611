"""How far a mailbox has been taken, and what became of each reply that is sent by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import Instant
from store.tables import Base

_ID = String(64)


class MailboxRow(Base):
    """A watched folder. Every mail up to the number ``taken_until`` is in the store, or was refused with a reason.

    The numbers are those of ``validity``, the folder's UIDVALIDITY. Mails with numbers below ``old_until`` were there
    before the folder was looked at; of these, what came before ``since`` is left alone.
    """

    __tablename__ = "mailboxes"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    validity: Mapped[int] = mapped_column(BigInteger)
    taken_until: Mapped[int] = mapped_column(BigInteger)
    old_until: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime]
    looked_at: Mapped[datetime]


class DeliveryRow(Base):
    """The sending of one outgoing mail, which ``answers`` a message. ``status`` is a ``DeliveryStatus``.

    ``wire`` are the bytes that were handed over, or are about to be; ``worker`` is who has taken it.
    """

    __tablename__ = "deliveries"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    answers: Mapped[str] = mapped_column(ForeignKey("messages.id"))
    status: Mapped[str] = mapped_column(String(16), index=True)
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    put_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(Instant, index=True)
    recipient: Mapped[str] = mapped_column(String(320), index=True)
    worker: Mapped[str | None] = mapped_column(String(60))
    wire: Mapped[bytes | None] = mapped_column(LargeBinary)
    error: Mapped[str | None] = mapped_column(Text)
