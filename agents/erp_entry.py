"""The ERP entry agent: carries out a write that was decided, exactly once, and reads back what the ERP holds."""

from __future__ import annotations

from dataclasses import dataclass

from agents.base import Agent, Conclusion
from agents.results import EntryResult
from connectors.erp.port import ErpConfirmation, ErpOrder
from domain.errors import ErpRejected
from domain.findings import AgentName, FieldName, Finding
from store.outbox import OutboxKind
from tools.base import Toolbox
from tools.catalog import get_product, list_substitutes
from tools.customers import delivery_dates
from tools.erp import (
    AmendOrder,
    CancelOrder,
    EnterOrder,
    LookUpWrite,
    PrepareOrder,
    ReadBack,
    amend_order,
    cancel_order,
    enter_order,
    look_up_write,
    prepare_order,
    read_back,
)


@dataclass(frozen=True)
class EntryTask:
    """One row of the outbox: what to write, with its idempotency key, for which order of the ERP's if it has one."""

    kind: OutboxKind
    key: str
    order: ErpOrder
    erp_number: str | None


class BuiltInEntry:
    """Looks the key up before it writes, so that an unknown outcome is never written twice."""

    name = "built-in rules"

    def conclude(self, task: EntryTask, tools: Toolbox) -> Conclusion[EntryResult]:
        """Write, and read back.

        Raises:
            ErpUnavailable: nothing was written; try later.
            ErpOutcomeUnknown: the write may have arrived; the next try looks it up first.
        """
        try:
            written = tools.call(look_up_write, LookUpWrite(key=task.key)).confirmation or self._write(task, tools)
            held = tools.call(read_back, ReadBack(erp_number=written.erp_number)).confirmation
        except ErpRejected as rejected:
            finding = Finding(field=FieldName.ERP_ORDER, value=None, probability=1.0, why=rejected.sentence)
            return Conclusion((finding,), EntryResult(erp_number=None, rejected=rejected.sentence))
        why = f"written with key {task.key} and read back: {held.status}"
        finding = Finding(field=FieldName.ERP_ORDER, value=held.erp_number, probability=1.0, why=why)
        return Conclusion((finding,), EntryResult(erp_number=held.erp_number))

    @staticmethod
    def _write(task: EntryTask, tools: Toolbox) -> ErpConfirmation:
        if task.kind is OutboxKind.CANCEL and task.erp_number is not None:
            return tools.call(cancel_order, CancelOrder(erp_number=task.erp_number, key=task.key)).confirmation
        objections = tools.call(prepare_order, PrepareOrder(order=task.order)).objections
        if objections:
            raise ErpRejected(" ".join(objections))
        if task.kind is OutboxKind.AMEND and task.erp_number is not None:
            amend = AmendOrder(erp_number=task.erp_number, order=task.order, key=task.key)
            return tools.call(amend_order, amend).confirmation
        return tools.call(enter_order, EnterOrder(order=task.order, key=task.key)).confirmation


def erp_entry_agent() -> Agent[EntryTask, EntryResult]:
    """The ERP entry agent. It reads no message; it alone holds WRITE tools, and runs after the gate or a rep."""
    return Agent(
        name=AgentName.ERP_ENTRY,
        tools=(
            look_up_write,
            prepare_order,
            enter_order,
            amend_order,
            cancel_order,
            read_back,
            get_product,
            list_substitutes,
            delivery_dates,
        ),
        built_in=BuiltInEntry(),
    )
