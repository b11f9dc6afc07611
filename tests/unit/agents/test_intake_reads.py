"""Words of change as intake reads them: what a change that is read settles around it."""

from __future__ import annotations

from datetime import date

import pytest

from agents.intake_reads import as_changes
from reading.reader import ReadingContext, TextReading, read_text


def read(text: str, language: str = "en") -> TextReading:
    context = ReadingContext(
        today=date(2026, 3, 4),
        day_first=language != "en",
        language=language,
        names=frozenset(),
        is_number=lambda word: False,
    )
    return read_text(text, context)


class TestACautionBesideAChange:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("Make the chicken 6 and add 1 cs dressing. Rest stays.", "en"),
            ("Finalement pas besoin des collecteurs, le reste est maintenu.", "fr"),
            ("Perdonad, cambio: de servilletas que sean 6 cajas, quitad los cuchillos", "es"),
            ("sorry, small change: make the chicken 6", "en"),
        ],
    )
    def test_is_settled_by_it(self, text: str, language: str) -> None:
        changed = as_changes(read(text, language))
        assert changed.changes
        assert (changed.cautions, changed.residue) == ((), ())

    def test_stays_where_the_change_does_not_take_it_in(self) -> None:
        changed = as_changes(read("Make the chicken 6. Not sure of the rest."))
        assert changed.cautions or changed.residue
