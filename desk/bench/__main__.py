"""Everything that is measured, one after another."""

from __future__ import annotations

from desk.bench import answers, messages

if __name__ == "__main__":
    messages.main()
    answers.main()
