"""The seats where chat models join the agents: one shape (``seat``), and each agent's part in a file of its own."""
