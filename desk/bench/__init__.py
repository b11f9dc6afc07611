"""How fast the desk is and how well it matches: ``python -m desk.bench`` prints it, beside a floor of the same run."""
