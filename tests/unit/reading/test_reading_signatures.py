"""Signatures: what stands below a mail's words is blanked in place, and an order never is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.languages import lexicon
from reading.signatures import blank_signature
from tests.unit.reading.reading_said import ENGLISH, SCRAPS, read

NAMES = frozenset({"tom", "okafor", "blue", "door", "wharf"})
CARD = "Jo Park\nHead Chef | Blue Door\n14 Wharf St, Kentmore\nTel (518) 555-0100"

texts = st.one_of(
    st.text(),
    st.lists(st.sampled_from([*SCRAPS, "Tom\n", "-- \n", "Regards,\n", "jo@x.example\n", "sent from my phone\n"])).map(
        "".join
    ),
)


def masked(text: str) -> str:
    return blank_signature(text, NAMES, ENGLISH)


class TestASignature:
    @pytest.mark.parametrize(
        "below",
        [
            "-- \nanyone at all\n14 Wharf St",
            "--\nTom",
            "Tom\nBlue Door\n518-555-0100",
            "Tom Okafor, mgr\n14 Wharf St\nTel (518) 555-0100",
            "T. Okafor, Supply Chain",
            "Tom Okafor, Custodial Services",
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
            "Tom\nForget about the romas, we have plenty.",
            "Tom\nPS The romas can wait",
            "Tom\nAnula todo, perdona.",
            "Tom\nLaissez tomber les tomates, on en a encore.",
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

    @pytest.mark.parametrize(
        "closing",
        [
            "Best regards,",
            "Thanks!",
            "Thanks, Jo",
            "Mit freundlichen Grüßen",
            "Cordialement,",
            "Un cordial saludo,",
            "____________",
            "---",
        ],
    )
    def test_begins_at_words_of_closing_above_a_visiting_card(self, closing: str) -> None:
        languages = lexicon(("en", "de", "fr", "es"))
        text = f"2 cs romas\n\n{closing}\n\n{CARD}"
        assert blank_signature(text, NAMES, languages).rstrip() == "2 cs romas"

    @pytest.mark.parametrize(
        "below",
        [
            "to the Market St kitchen",
            "Market St kitchen",
            "PO 4471",
            "Jo Park\n518-555-0100\nFriday please",
            "Jo Park\n518-555-0100\nnot the large ones",
            "Jo Park\n518-555-0100\ncan you come early?",
            "PO 4471\n518-555-0100",
        ],
    )
    def test_begins_at_no_closing_above_anything_else(self, below: str) -> None:
        text = f"2 cs romas\nThanks,\n{below}"
        assert masked(text) == text

    @pytest.mark.parametrize(
        "below",
        [
            "Get Outlook for iOS",
            "Envoyé depuis mon appareil Galaxy",
            "Enviado desde Outlook para Android",
            "Gesendet mit der GMX Mail App",
            "Si ha recibido este mensaje por error, le rogamos lo destruya.",
            "Der Inhalt dieser E-Mail ist vertraulich.",
        ],
    )
    def test_is_what_a_telephone_or_a_lawyer_adds_in_every_language(self, below: str) -> None:
        assert masked(f"2 cs romas\n\n{below}").rstrip() == "2 cs romas"


@given(texts)
@settings(deadline=None, max_examples=50)
def test_whatever_is_masked_keeps_its_length_and_its_lines(text: str) -> None:
    one = masked(text)
    assert len(one) == len(text)
    assert all(kept in (was, " ") for was, kept in zip(text, one, strict=True))
    assert one.count("\n") == text.count("\n")


@given(
    st.lists(
        st.sampled_from(
            [
                "2 cs romas",
                "limes x3",
                "a case of kale",
                "Tom",
                "-- ",
                "Sent from my phone",
                "Regards,",
                "jo@x.example",
                "",
            ]
        )
    )
)
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
