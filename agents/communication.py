"""The communication agent: confirms only what was read back from the ERP, or asks one batched question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agents.base import Agent, Conclusion
from agents.results import ReplyResult
from connectors.erp.port import ErpConfirmation
from domain.findings import AgentName, FieldName, Finding
from tools.base import Toolbox
from tools.catalog import GetProduct, get_product
from tools.edi import DraftEdiResponse, OrderedLine, draft_edi_response
from tools.erp import ReadBack, read_back
from tools.messages import DraftMessage, ReplyKind, SaidLine, draft_message


@dataclass(frozen=True)
class AnsweredInterchange:
    """The stored interchange that an order came in, its lines, and the number and time of the one that answers it."""

    part_id: str
    lines: tuple[OrderedLine, ...]
    control: int
    sent_at: datetime


@dataclass(frozen=True)
class ReplyTask:
    """What there is to say: an order of the ERP's, or questions; ``language`` is the customer's.

    ``own_words`` is what a rep wrote for the answer; ``{number}`` in it becomes the ERP's number. An order that came
    by EDI is answered by EDI: ``interchange`` is what it came in.
    """

    language: str
    erp_number: str | None = None
    date_was_asked: bool = True
    questions: tuple[str, ...] = ()
    own_words: str | None = None
    interchange: AnsweredInterchange | None = None


class BuiltInCommunication:
    """Fixed wordings per language around facts."""

    name = "built-in rules"

    def conclude(self, task: ReplyTask, tools: Toolbox) -> Conclusion[ReplyResult]:
        """Draft the reply that is due, if one is. A rep's own words stand, once the ERP holds the order.

        EDI is read by machines: there it is the response of its standard, whatever else could be said.
        """
        if task.interchange is not None and task.erp_number is not None:
            answered = self._interchange(task.interchange, task.erp_number, tools)
            if answered is not None:
                return answered
        if task.own_words is not None and task.erp_number is not None:
            tools.call(read_back, ReadBack(erp_number=task.erp_number))
            text = task.own_words.replace("{number}", task.erp_number)
            finding = Finding(field=FieldName.REPLY, value=text, probability=1.0, why="in the rep's own words")
            return Conclusion((finding,), ReplyResult(text=text, why="in the rep's own words"))
        if task.questions:
            draft = DraftMessage(kind=ReplyKind.QUESTION, language=task.language, questions=task.questions)
        elif task.erp_number is not None:
            held = tools.call(read_back, ReadBack(erp_number=task.erp_number)).confirmation
            draft = self._confirmation(task, held, tools)
        else:
            return Conclusion((), ReplyResult(text=None, why="nothing was entered and nothing is asked"))
        text = tools.call(draft_message, draft).text
        finding = Finding(field=FieldName.REPLY, value=text, probability=1.0, why=f"{draft.kind.value}, from facts")
        return Conclusion((finding,), ReplyResult(text=text, why=draft.kind.value, facts=draft))

    @staticmethod
    def _interchange(
        interchange: AnsweredInterchange, erp_number: str, tools: Toolbox
    ) -> Conclusion[ReplyResult] | None:
        """The answer in EDI; None where the interchange holds no order that this could be one to."""
        held = tools.call(read_back, ReadBack(erp_number=erp_number)).confirmation
        wanted = DraftEdiResponse(
            part_id=interchange.part_id,
            held=held,
            lines=interchange.lines,
            control=interchange.control,
            sent_at=interchange.sent_at,
        )
        text = tools.call(draft_edi_response, wanted).text
        if text is None:
            return None
        why = "an EDI response, from what the ERP holds"
        finding = Finding(field=FieldName.REPLY, value=text, probability=1.0, why=why)
        return Conclusion((finding,), ReplyResult(text=text, why=why, interchange=True))

    @staticmethod
    def _confirmation(task: ReplyTask, held: ErpConfirmation, tools: Toolbox) -> DraftMessage:
        if held.status == "cancelled":
            return DraftMessage(kind=ReplyKind.CANCELLED, language=task.language, erp_number=held.erp_number)
        said = []
        for line in held.order.lines:
            product = tools.call(get_product, GetProduct(sku=line.sku)).product
            said.append(SaidLine(quantity=line.quantity, uom=line.uom, name=product.name if product else line.sku))
        return DraftMessage(
            kind=ReplyKind.CONFIRMED,
            language=task.language,
            lines=tuple(said),
            erp_number=held.erp_number,
            delivery_date=held.order.delivery_date,
            date_was_asked=task.date_was_asked,
        )


def communication_agent() -> Agent[ReplyTask, ReplyResult]:
    """The communication agent with its built-in reasoner. Recipients come from the thread, never from here."""
    return Agent(
        name=AgentName.COMMUNICATION,
        tools=(read_back, get_product, draft_message, draft_edi_response),
        built_in=BuiltInCommunication(),
    )
