"""Masking: what is not the customer's order is blanked in place, and an order never is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.masking import blank_signature, split_dialogue
from tests.unit.reading.reading_said import ENGLISH, SCRAPS, read, words

NAMES = frozenset({"tom", "okafor", "blue", "door", "wharf"})
CALL = "Rep: Harbor, good morning.\nTom: Hi, 2 cs romas.\nRep: Anything else?\nTom: no, 1 bag onions\nthat is all"

texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from([*SCRAPS, "rep: ", "tom: ", "Tom\n", "-- \n", "sent from my phone\n"])).map("".join),
)


def masked(text: str) -> str:
    return blank_signature(text, NAMES, ENGLISH)


class TestACall:
    def test_keeps_the_customers_turns_where_they_stand(self) -> None:
        customers = split_dialogue(CALL).customers
        assert len(customers) == len(CALL)
        assert customers.count("\n") == CALL.count("\n")
        for said in ("Hi, 2 cs romas.", "no, 1 bag onions", "that is all"):
            assert customers.index(said) == CALL.index(said)
        assert "Harbor" not in customers
        assert "Tom" not in customers

    def test_keeps_what_the_desk_said_apart(self) -> None:
        assert split_dialogue(CALL).reps == "Harbor, good morning.\nAnything else?"

    @pytest.mark.parametrize(
        "text",
        ["2 cs romas, 1 bag onions", "Rep: 2 cs romas", "romas: 2\nlimes: 3", "Tom: 2 cs romas\nInes: 1 bag onions"],
    )
    def test_without_the_labels_of_two_sides_is_all_the_customers(self, text: str) -> None:
        assert split_dialogue(text).customers == text
        assert split_dialogue(text).reps == ""

    def test_knows_the_desk_by_its_name_in_every_language(self) -> None:
        assert split_dialogue("Vendedor: ¿algo más?\nCliente: dos cajas").reps == "¿algo más?"
        assert split_dialogue("Berater: Noch etwas?\nKunde: zwei Kisten").reps == "Noch etwas?"
        assert split_dialogue("AGENT : anything?\nCaller : no").reps == "anything?"


class TestASignature:
    @pytest.mark.parametrize(
        "below",
        [
            "-- \nanyone at all\n14 Wharf St",
            "--\nTom",
            "Tom\nBlue Door\n518-555-0100",
            "Tom Okafor, mgr\n14 Wharf St\nTel (518) 555-0100",
            "This message is intended only for its reader.",
            "Sent from my phone",
        ],
    )
    def test_is_blanked_where_it_begins(self, below: str) -> None:
        text = f"2 cs romas\n\n{below}"
        blanked = masked(text)
        assert len(blanked) == len(text)
        assert blanked.count("\n") == text.count("\n")
        assert blanked.rstrip() == "2 cs romas"

    @pytest.mark.parametrize(
        "below",
        [
            "-- \n3 cs limes",
            "Tom\n3 cs limes",
            "Tom\n3 limes",
            "Tom\nalso 3 limes please",
            "Tom\nlimes x3",
            "Tom\nlimes 3 cs",
            "Tom\na case of limes",
            "sent from my phone\nand 3cs limes, 2 cs kale",
            "3 cs limes, sent from my phone",
            "please add 3 cs limes - sent from my phone",
            "intended only for Tom\n\n\n3 cs limes",
        ],
    )
    def test_with_an_order_in_it_or_below_it_is_left_alone(self, below: str) -> None:
        text = f"2 cs romas\n{below}"
        assert masked(text) == text

    @pytest.mark.parametrize("text", ["Tom\n", "-- \nTom", "Sent from my phone", "\n\nTom"])
    def test_with_nothing_above_it_is_the_message(self, text: str) -> None:
        assert masked(text) == text

    @pytest.mark.parametrize(
        "line", ["tomatoes", "Tom needs more of everything from the dock", "Ines", "door stop black"]
    )
    def test_is_not_a_line_of_other_words(self, line: str) -> None:
        text = f"2 cs romas\n{line}"
        assert masked(text) == text

    def test_below_an_order_and_above_another_hides_neither(self) -> None:
        text = "2 cs romas\nTom\n3 cs limes\nTom\nBlue Door"
        assert masked(text).rstrip() == "2 cs romas\nTom\n3 cs limes"

    def test_is_known_in_every_language(self) -> None:
        text = "Guten Tag, 2 Kisten Tomaten bitte\n\nVon meinem iPhone gesendet"
        assert blank_signature(text, NAMES, read(text).lexicon).rstrip() == "Guten Tag, 2 Kisten Tomaten bitte"


@given(texts)
@settings(deadline=None)
def test_whatever_is_masked_keeps_its_length_and_its_lines(text: str) -> None:
    for one in (masked(text), split_dialogue(text).customers):
        assert len(one) == len(text)
        assert all(kept in (was, " ") for was, kept in zip(text, one, strict=True))
        assert one.count("\n") == text.count("\n")


@given(st.lists(st.sampled_from(["2 cs romas", "limes x3", "a case of kale", "Tom", "-- ", "Sent from my phone", ""])))
@settings(deadline=None)
def test_no_line_that_orders_is_ever_blanked(some: list[str]) -> None:
    blanked = masked("\n".join(some)).split("\n")
    ordering = {"2 cs romas", "limes x3", "a case of kale"}
    assert [line for line in blanked if line in ordering] == [line for line in some if line in ordering]


@pytest.mark.parametrize("line", ["-- \n", "tom\n", "sent from my phone\n"])
def test_a_text_of_nothing_but_signatures_takes_no_longer_for_it(line: str) -> None:
    def seconds(times: int) -> float:
        text = "hi\n" + line * times + "2 cs romas"
        start = time.process_time()
        masked(text)
        return time.process_time() - start

    assert seconds(2000) < 30 * max(min(seconds(200) for _ in range(3)), 0.01)


def test_a_masked_text_still_points_at_the_words_as_received() -> None:
    reading = read(split_dialogue(CALL).customers)
    assert [words(line.words) for line in reading.lines] == ["romas", "onions"]
    assert all(CALL[token.start : token.end] == token.text for token in reading.tokens)
