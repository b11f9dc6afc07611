"""Everything that is measured, one after another."""

from __future__ import annotations

from desk.bench import answers, messages, reading

if __name__ == "__main__":
    reading.main()
    messages.main()
    answers.main()
