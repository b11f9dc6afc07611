"""The order graph: one message's way from words to an entered order and a reply."""

from __future__ import annotations

from typing import Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graphs import deciding_nodes, reading_nodes, writing_nodes
from graphs.deciding_nodes import ENTER, HUMAN, STOP
from graphs.state import OrderState, Surroundings

OrderGraph = CompiledStateGraph[OrderState, Surroundings, OrderState, OrderState]

# The run pauses behind this node for as long as an approval can be undone; the job's timer goes on from there.
PAUSE_AFTER = "commit"


def first(state: OrderState) -> Literal["read_files", "human"]:
    """A run that was started by an undo has its review already."""
    return "human" if state.get("review_id") else "read_files"


def after_gate(state: OrderState) -> Literal["human", "commit", "__end__"]:
    """To a rep, or on; a run that was superseded meanwhile ends here."""
    if state["route"] == STOP:
        return "__end__"
    return "human" if state["route"] == HUMAN else "commit"


def after_commit(state: OrderState) -> Literal["erp_entry", "communication", "__end__"]:
    """To the ERP where there is something to write, else to the reply."""
    if state["route"] == STOP:
        return "__end__"
    return "erp_entry" if state["route"] == ENTER else "communication"


def after_entry(state: OrderState) -> Literal["communication", "human", "__end__"]:
    """Confirm what was written; an ERP that says no brings the rep back; an undone write ends the run."""
    if state["route"] == STOP:
        return "__end__"
    return "human" if state["route"] == HUMAN else "communication"


def build() -> StateGraph[OrderState, Surroundings, OrderState, OrderState]:
    """The graph, to be compiled with a checkpointer."""
    graph = StateGraph(OrderState, context_schema=Surroundings)
    graph.add_node("read_files", reading_nodes.read_files)
    graph.add_node("intake", reading_nodes.intake)
    graph.add_node("matching", reading_nodes.matching)
    graph.add_node("availability", reading_nodes.availability)
    graph.add_node("substitution", reading_nodes.substitution)
    graph.add_node("gate", deciding_nodes.gate)
    graph.add_node("human", deciding_nodes.human)
    graph.add_node("commit", deciding_nodes.commit)
    graph.add_node("erp_entry", writing_nodes.erp_entry)
    graph.add_node("communication", writing_nodes.communication)

    graph.add_conditional_edges(START, first)
    graph.add_edge("read_files", "intake")
    graph.add_edge("intake", "matching")
    graph.add_edge("matching", "availability")
    graph.add_edge("availability", "substitution")
    graph.add_edge("substitution", "gate")
    graph.add_conditional_edges("gate", after_gate)
    graph.add_edge("human", "commit")
    graph.add_conditional_edges("commit", after_commit)
    graph.add_conditional_edges("erp_entry", after_entry)
    graph.add_edge("communication", END)
    return graph


def compile_graph(checkpointer: BaseCheckpointSaver[str]) -> OrderGraph:
    """The graph ready to run, pausing behind ``PAUSE_AFTER``."""
    return build().compile(checkpointer=checkpointer, interrupt_after=[PAUSE_AFTER], name="order")
