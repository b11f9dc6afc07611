"""Calls: who said what, turn by turn, and every word where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.dialogue import only, split_dialogue
from tests.unit.reading.reading_said import SCRAPS, read, words

CALL = "Rep: Harbor, good morning.\nTom: Hi, 2 cs romas.\nRep: Anything else?\nTom: no, 1 bag onions\nthat is all"

texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from([*SCRAPS, "rep: ", "tom: ", "Tom\n", "-- \n", "sent from my phone\n"])).map("".join),
)


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


class TestTheSides:
    @pytest.mark.parametrize(
        "text",
        [
            "Mitarbeiterin: Guten Tag.\nKunde: 2 Kisten",
            "Comercial: Dígame.\nCliente: 2 cajas",
            "Agent: Bonjour.\nCliente : 2 caisses",
            "Order desk: Hello.\nBuyer: 2 cases",
        ],
    )
    def test_are_told_by_their_labels_in_every_language(self, text: str) -> None:
        desk, customer = split_dialogue(text).turns
        assert desk.desk
        assert not customer.desk

    def test_are_told_by_names_where_the_labels_are_names(self) -> None:
        call = "Lena: Good morning.\nGus: 2 cs romas\nLena: Sure."
        assert split_dialogue(call, theirs=frozenset({"gus"})).reps == "Good morning.\nSure."
        assert (
            split_dialogue(call.replace("Good", "Fernhill, good"), ours=frozenset({"fernhill"})).turns[1].desk is False
        )

    def test_are_not_guessed_where_nothing_tells_them(self) -> None:
        assert split_dialogue("Lena: Good morning.\nGus: 2 cs romas").turns == ()

    def test_a_label_of_neither_is_part_of_what_is_said(self) -> None:
        call = split_dialogue("Rep: Hello.\nCaller: 2 cs romas\nPO: 4471\nRep: Thanks.")
        assert "PO: 4471" in call.customers
        assert len(call.turns) == 3

    def test_one_turn_can_be_looked_at_alone_where_it_stands(self) -> None:
        turn = split_dialogue(CALL).turns[1]
        alone = only(CALL, turn)
        assert alone.strip() == "Hi, 2 cs romas."
        assert alone.index("Hi") == CALL.index("Hi")


@given(texts)
@settings(deadline=None)
def test_whatever_is_masked_keeps_its_length_and_its_lines(text: str) -> None:
    for one in (split_dialogue(text).customers,):
        assert len(one) == len(text)
        assert all(kept in (was, " ") for was, kept in zip(text, one, strict=True))
        assert one.count("\n") == text.count("\n")


def test_a_masked_text_still_points_at_the_words_as_received() -> None:
    reading = read(split_dialogue(CALL).customers)
    assert [words(line.words) for line in reading.lines] == ["romas", "onions"]
    assert all(CALL[token.start : token.end] == token.text for token in reading.tokens)
