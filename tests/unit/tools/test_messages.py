"""What the desk answers: in every language that it reads."""

from __future__ import annotations

import pytest

from reading.languages import languages
from tools.messages import DraftMessage, ReplyKind, worded


@pytest.mark.parametrize("code", sorted(set(languages()) - {"en"}))
def test_a_customer_is_answered_in_their_language(code: str) -> None:
    told = worded(DraftMessage(kind=ReplyKind.CANCELLED, language=code, erp_number="SO-1"))
    assert "SO-1" in told
    assert told != worded(DraftMessage(kind=ReplyKind.CANCELLED, language="en", erp_number="SO-1"))
