"""The agents' prompts as files: a folder per agent, with ``prompt.toml``, ``system.md`` and ``task.md``."""
