"""The order graph and what moves conversations through it. LangGraph lives here."""
