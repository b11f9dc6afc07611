"""The order graph as LangGraph's Studio opens it: Studio brings its own checkpointer."""

from __future__ import annotations

from graphs.order_graph import PAUSE_AFTER, build

graph = build().compile(interrupt_after=[PAUSE_AFTER], name="order")
