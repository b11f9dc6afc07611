"""An ERP that goes wrong as told, in front of the ledger ERP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from connectors.erp.ledger import LedgerErp
from connectors.erp.ledger_tables import OrderRow
from connectors.erp.port import ErpConfirmation, ErpOrder

Trouble = Callable[[str], None]
AnswerT = TypeVar("AnswerT")


def _none(_call: str) -> None:
    return None


def raising(error: Exception, *calls: str, times: int = 1_000_000) -> Trouble:
    """Trouble that raises an error at the named calls, as often as told."""
    left = [times]

    def trouble(call: str) -> None:
        if call in calls and left[0] > 0:
            left[0] -= 1
            raise error

    return trouble


class TroubledErp:
    """Passes every call to the ledger ERP; ``before`` and ``after`` may raise around it. ``calls`` lists them."""

    def __init__(self, before: Trouble = _none, after: Trouble = _none) -> None:
        self.before, self.after = before, after
        self.calls: list[str] = []
        self._ledger: LedgerErp | None = None

    def __call__(self, ledger: LedgerErp) -> TroubledErp:
        """Stand before a ledger: for ``open_desk(erp=...)``."""
        self._ledger = ledger
        return self

    def check(self, order: ErpOrder) -> tuple[str, ...]:
        return self._pass("check", lambda erp: erp.check(order))

    def enter(self, order: ErpOrder, key: str) -> ErpConfirmation:
        return self._pass("enter", lambda erp: erp.enter(order, key))

    def amend(self, erp_number: str, order: ErpOrder, key: str) -> ErpConfirmation:
        return self._pass("amend", lambda erp: erp.amend(erp_number, order, key))

    def cancel(self, erp_number: str, key: str) -> ErpConfirmation:
        return self._pass("cancel", lambda erp: erp.cancel(erp_number, key))

    def look_up(self, key: str) -> ErpConfirmation | None:
        return self._pass("look_up", lambda erp: erp.look_up(key))

    def read_back(self, erp_number: str) -> ErpConfirmation:
        return self._pass("read_back", lambda erp: erp.read_back(erp_number))

    def open_orders(self, customer_id: str) -> tuple[ErpConfirmation, ...]:
        return self._pass("open_orders", lambda erp: erp.open_orders(customer_id))

    def close(self) -> None:
        """The ledger is closed by who opened it."""

    def _pass(self, call: str, to: Callable[[LedgerErp], AnswerT]) -> AnswerT:
        assert self._ledger is not None
        self.calls.append(call)
        self.before(call)
        answer = to(self._ledger)
        self.after(call)
        return answer


def erp_numbers(home: Path) -> dict[str, str]:
    """Every order in the ledger ERP's own database with its status, by number."""
    engine = create_engine(f"sqlite:///{home / 'erp.db'}", poolclass=NullPool)
    with Session(engine) as session:
        return {row.erp_number: row.status for row in session.scalars(select(OrderRow).order_by(OrderRow.sequence))}
