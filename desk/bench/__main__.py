"""Everything that is measured, one after another."""

from __future__ import annotations

from desk.bench import answers, matching, messages, reading

if __name__ == "__main__":
    reading.main()
    matching.main()
    messages.main()
    answers.main()
