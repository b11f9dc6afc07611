"""Tokens: whatever is read can point at its words in the text as it was received."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.tokens import Kind, fold, tokenize
from tests.unit.reading.reading_said import SCRAPS

texts = st.one_of(
    st.text(), st.lists(st.sampled_from(SCRAPS)).map(" ".join), st.lists(st.sampled_from(SCRAPS)).map("".join)
)


def told(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


class TestOffsets:
    @given(texts)
    @settings(max_examples=300, deadline=None)
    def test_point_at_the_words_themselves_in_order_and_leave_out_nothing_but_white_space(self, text: str) -> None:
        tokens = tokenize(text)
        for token in tokens:
            written = text[token.start : token.end]
            # A row of dots that leads to the end of a line says what a dash says.
            assert written == token.text or (token.text == "-" and set(written) <= set(".·_…"))
        end = 0
        for token in tokens:
            assert token.start < token.end
            assert not text[end : token.start].strip()
            end = token.end
        assert not text[end:].strip()

    def test_count_code_points_and_not_bytes(self) -> None:
        last = tokenize("🍋🍋 jalapeños")[-1]
        assert (last.start, last.end) == (3, 12)


class TestMarksAndWords:
    @pytest.mark.parametrize(
        ("text", "tokens"),
        [
            ("romas, limes", ["romas", ",", "limes"]),
            ("romas,limes", ["romas", ",", "limes"]),
            ("2,5 kg", ["2,5", "kg"]),
            ("(not loose)", ["(", "not", "loose", ")"]),
            ("p.o. 771.", ["p.o.", "771", "."]),
            ('9" plates', ['9"', "plates"]),
            ('the "big" one', ["the", '"', "big", '"', "one"]),
            ("¿cuánto?", ["¿", "cuánto", "?"]),
            ("> 2 cs", [">", "2", "cs"]),
            ("3/8-16", ["3/8-16"]),
            ("*2 cs*", ["*", "2", "cs", "*"]),
            ("-2 cs", ["-", "2", "cs"]),
            ("romas +2 limes", ["romas", "+", "2", "limes"]),
            ("8-12 mm", ["8-12", "mm"]),
            ("limes...no", ["limes", ".", ".", ".", "no"]),
            ("limes—no", ["limes", "—", "no"]),
            ("(con hueso)... 2", ["(", "con", "hueso", ")", ".", ".", ".", "2"]),
            ("fri:2 cs", ["fri", ":", "2", "cs"]),
            ("10:30", ["10:30"]),
        ],
    )
    def test_marks_are_peeled_off_words_but_not_out_of_numbers_inches_and_abbreviations(
        self, text: str, tokens: list[str]
    ) -> None:
        assert told(text) == tokens

    def test_a_line_end_is_a_token_of_its_own(self) -> None:
        assert [token.kind for token in tokenize("a\n-\r\n")] == [Kind.WORD, Kind.NEWLINE, Kind.MARK, Kind.NEWLINE]


class TestFolding:
    @pytest.mark.parametrize(
        ("written", "folded"),
        [
            ("JALAPEÑOS", "jalapenos"),
            ("Straße", "strasse"),
            ("d’hab", "d'hab"),
            ("ﬁlet", "filet"),
            ("10–12", "10-12"),
            ("½", "1/2"),
            ("Łącznik Żółty", "lacznik zolty"),
            ("Rødløg på Ærø", "rodlog pa aero"),
            ("œufs", "oeufs"),
            ("Кабель 5 м", "kabel 5 m"),
            ("Ντομάτες", "ntomates"),
            ("50 µm", "50 um"),
            ("50μm Ντομάτες", "50um ntomates"),
        ],
    )
    def test_takes_case_accents_and_typographic_marks_away(self, written: str, folded: str) -> None:
        assert fold(written) == folded

    @pytest.mark.parametrize("sign", ["ø 20", "ø20", "4 ω", "m^2", "𨕒"])
    def test_leaves_a_letter_that_is_a_sign(self, sign: str) -> None:
        assert fold(sign) == sign
