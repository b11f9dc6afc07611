"""How fast the desk is: ``python -m desk.bench`` prints it, beside a floor of the same run."""
