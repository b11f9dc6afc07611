"""What comes in at a desk that is looked at in a browser, and what became of it, by the words of each message."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Page

from domain.messages import Direction
from domain.orders import OrderStatus
from graphs.receiving import Received
from store import messages, orders, reviews
from store.reviews import ReviewStatus
from tests.support.browser import Site, until
from tests.support.desks import eventually, mail_from, told


@dataclass
class Work:
    """What has come in at a desk, by the words of each message."""

    site: Site
    received: dict[str, Received]

    def comes(self, sender: str, words: str, answers: str | None = None) -> Received:
        """Somebody writes, and the desk has opened a review for it; ``answers`` are the words it replies to."""
        office = self.site.office
        office.clock.move(minutes=1)
        own, known = f"m{len(self.received)}", list(self.received).index(answers) if answers else None
        before = self._open(self.received[answers].conversation_id) if answers else ()
        mail = mail_from(sender, words, office.clock.now(), own, None if known is None else f"m{known}")
        received = self.received[words] = office.takes(mail)
        eventually(f"{words!r} is reviewed", lambda: set(self._open(received.conversation_id)) - set(before) != set())
        return received

    def _open(self, conversation_id: str) -> tuple[str, ...]:
        with self.site.office.desk.store.reading() as session:
            rows = reviews.of_conversation(session, conversation_id)
            return tuple(row.id for row in rows if row.status == ReviewStatus.OPEN.value)

    def review(self, words: str) -> str:
        """The id of the open review that a message led to."""
        return self.site.office.review(self.received[words].conversation_id).id

    def status(self, words: str) -> OrderStatus:
        """Where the order of a message stands."""
        return self.site.office.order_status(self.received[words].conversation_id)

    def lines(self, words: str) -> list[str]:
        """The order's lines as they stand."""
        order = self.site.office.order(self.received[words].conversation_id)
        with self.site.office.desk.store.reading() as session:
            return told(orders.body(session, order.id, order.revision).lines)

    def written(self, words: str) -> str:
        """What the customer was last written."""
        with self.site.office.desk.store.reading() as session:
            shown = messages.shown_of(session, self.received[words].conversation_id)
            *_, last = (message for message in shown if message.listed.direction is Direction.OUT)
            return "\n".join(part.part.text for part in last.parts)

    def waits_until(self, page: Page, status: OrderStatus, *of: str) -> None:
        """Wait until the orders of messages stand somewhere. An approval may be entered already: its hold runs out."""
        for words in of:
            until(f"{words!r} is {status.value}", partial(self._stands, words, status), page)

    def _stands(self, words: str, status: OrderStatus) -> bool:
        further = {OrderStatus.ENTERED} if status is OrderStatus.APPROVED else set()
        return self.status(words) in {status, *further}
