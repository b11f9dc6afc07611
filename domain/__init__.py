"""The order desk's rules: pure functions and values, no I/O and no framework but Pydantic for borders."""
