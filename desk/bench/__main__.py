"""Everything that is measured, one after another."""

from __future__ import annotations

from desk.bench import answers, messages

messages.main()
answers.main()
