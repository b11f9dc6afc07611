"""Passages: what is new in a mail, what it quotes, what it passes on, however it is laid out; no line is ever lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.messages import PartKind
from reading.mail import (
    ANSWERED,
    MOST_PASSAGES,
    blank_heading,
    doubt_about,
    forwarded_sender,
    is_forward,
    passages_of,
)

QUOTED, FORWARDED = PartKind.QUOTED, PartKind.FORWARDED


def parted(text: str, subject: str = "") -> tuple[str, list[tuple[PartKind, str]]]:
    passages = passages_of(text, subject)
    return passages.new, [(passage.kind, passage.text) for passage in passages.earlier]


ATTRIBUTIONS = (
    "On Mon, Mar 2, 2026 at 6:41 AM Harbor Orders <orders@harbor.example> wrote:",
    "On Mon, Mar 2, 2026 at 6:41 AM Harbor Orders\n<orders@harbor.example> wrote:",
    "On Mon, Mar 2, 2026 at 6:41 AM Harbor Orders <\norders@harbor.example>\nwrote:",
    "Le lun. 2 mars 2026 à 06:41, Harbor <orders@harbor.example> a écrit :",
    "Le lun. 2 mars 2026 à 06:41, Harbor <orders@harbor.example> a\nécrit :",
    "El lun, 2 mar 2026 a las 6:41, Harbor (<orders@harbor.example>) escribió:",
    "Am Mo., 2. März 2026 um 06:41 Uhr schrieb Harbor <orders@harbor.example>:",
    "Am 02.03.26 um 06:41 schrieb Harbor Bestellungen:",
    "Harbor Orders <orders@harbor.example> schrieb am Mo., 2. März 2026, 06:41:",
    "2026-03-02 6:41 GMT-05:00 Harbor Orders <orders@harbor.example>:",
    "-----Original Message-----",
    "----- Message d'origine -----",
    "-----Mensaje original-----",
    "-----Ursprüngliche Nachricht-----",
)
HEADER_BLOCKS = (
    "From: Harbor Orders\nSent: Monday, March 2\nTo: Ines",
    "*From:* Harbor Orders\n*Date:* Monday",
    "**From:** Harbor Orders\n**Sent:** Monday",
    "From: Harbor Orders\n\nSent: Monday\n\nTo: Ines\n\nSubject: order",
    "De : Harbor\nEnvoyé : lundi 2 mars\nÀ : Ines\nObjet : commande",
    "Von: Harbor\nGesendet: Montag\nAn: Ines\nBetreff: Bestellung",
    "De: Harbor\nEnviado el: lunes\nPara: Ines\nAsunto: pedido",
    "From: Harbor\nTo: Ines <ines@bluedoor.example>;\n Jo <jo@bluedoor.example>\nSubject: order",
    "________________________________\nFrom: Harbor Orders\nSent: Monday",
)
FORWARDS = (
    "---------- Forwarded message ---------\nFrom: Jo <jo@bluedoor.example>\nDate: Monday\nSubject: order\nTo: Ines",
    "Begin forwarded message:\n\nFrom: Jo <jo@bluedoor.example>\nSubject: order\nDate: Monday\nTo: Ines",
    "-------- Weitergeleitete Nachricht --------\nBetreff: Bestellung\nDatum: Montag\nVon: Jo <jo@bluedoor.example>",
    "---------- Message transféré ---------\nDe : Jo <jo@bluedoor.example>\nDate : lundi\nObjet : commande",
    "Début du message transféré :\n\nDe: Jo <jo@bluedoor.example>\nObjet: commande\nDate: lundi",
    "---------- Mensaje reenviado ---------\nDe: Jo <jo@bluedoor.example>\nFecha: lunes\nAsunto: pedido",
    "Anfang der weitergeleiteten Nachricht:\n\nVon: Jo <jo@bluedoor.example>\nBetreff: Bestellung",
)


class TestWordsAboveAQuotation:
    @pytest.mark.parametrize("start", ATTRIBUTIONS)
    @pytest.mark.parametrize("gap", ["", "\n"])
    def test_are_the_message_and_what_stands_below_is_quoted_without_its_marks(self, start: str, gap: str) -> None:
        new, earlier = parted(f"2 cs romas\n\n{start}\n{gap}> 9 cs caviar\n> 3 cs limes\n")
        assert new == "2 cs romas"
        assert [(kind, text.replace("\n\n", "\n")) for kind, text in earlier] == [
            (QUOTED, f"{start}\n9 cs caviar\n3 cs limes")
        ]

    @pytest.mark.parametrize("start", [*HEADER_BLOCKS, *ATTRIBUTIONS[:9]])
    def test_are_told_from_unmarked_words_below_a_heading_too(self, start: str) -> None:
        new, earlier = parted(f"please enter this\n\n{start}\n\n9 cs caviar")
        assert new == "please enter this"
        assert earlier == [(QUOTED, f"{start}\n\n9 cs caviar")]

    def test_have_chains_of_quotations_below_them_the_nearest_first(self) -> None:
        new, earlier = parted(
            "2 cs romas\n\nOn Monday Harbor wrote:\n> ok\n>\n> On Sunday Ines wrote:\n>> 9 cs caviar\n> > and limes"
        )
        assert new == "2 cs romas"
        assert earlier == [
            (QUOTED, "On Monday Harbor wrote:\nok"),
            (QUOTED, "On Sunday Ines wrote:\n9 cs caviar\nand limes"),
        ]

    def test_have_chains_of_unmarked_mails_below_them(self) -> None:
        blocks = "From: Jo\nSent: Monday\n\nthe one\n\nFrom: Ines\nSent: Sunday\n\nthe other"
        assert [text[-9:] for _, text in parted(f"ok\n\n{blocks}")[1]] == ["\n\nthe one", "the other"]

    def test_keep_a_heading_that_is_marked_itself(self) -> None:
        new, earlier = parted("make it 6\n\n> From: Ines\n> Sent: Monday\n>\n> 4 cs romas")
        assert (new, earlier) == ("make it 6", [(QUOTED, "From: Ines\nSent: Monday\n\n4 cs romas")])


class TestWordsBelowAQuotation:
    @pytest.mark.parametrize("start", ["On Monday the 2nd Harbor wrote:", "-----Original Message-----"])
    def test_are_the_message(self, start: str) -> None:
        new, earlier = parted(f"{start}\n> what do you need?\n> Jo\n\n2 cs romas\n3 cs limes\n")
        assert new == "2 cs romas\n3 cs limes"
        assert earlier == [(QUOTED, f"{start}\nwhat do you need?\nJo")]
        assert doubt_about(earlier[0][1]) is None

    def test_and_between_its_lines_keep_their_order_and_the_place_is_marked(self) -> None:
        new, earlier = parted("Hi\nOn Monday Harbor wrote:\n> romas?\n2 cs\n> limes?\n\n3 cs\n> bye")
        assert new.split("\n") == ["Hi", "2 cs", "", "3 cs"]
        assert earlier == [(QUOTED, f"On Monday Harbor wrote:\nromas?\n{ANSWERED}\nlimes?\n{ANSWERED}\nbye")]
        assert "between the lines" in (doubt_about(earlier[0][1]) or "")

    def test_that_are_marked_by_nobody_known_are_doubtful(self) -> None:
        new, earlier = parted("2 cs romas\n> 3 cs limes\n> 4 cs kale")
        assert (new, earlier) == ("2 cs romas", [(QUOTED, "3 cs limes\n4 cs kale")])
        assert "nothing says whose" in (doubt_about("3 cs limes\n4 cs kale") or "")

    def test_are_doubtful_where_a_single_line_is_marked_and_stays(self) -> None:
        text = "2 cs romas\n> 20 lb of limes, not less"
        assert parted(text) == (text, [])
        assert parted(text, "Re: order")[0] == "2 cs romas"
        assert "may be the writer's own" in (doubt_about(text) or "")


class TestAForward:
    @pytest.mark.parametrize("start", FORWARDS)
    @pytest.mark.parametrize("mark", ["", "> "])
    def test_is_somebody_elses_mail_with_who_wrote_it(self, start: str, mark: str) -> None:
        first, _, rest = start.partition("\n")
        block = "\n".join(mark + line for line in [*rest.split("\n"), "", "2 cs romas"])
        new, [(kind, text)] = parted(f"for friday please\n\n{first}\n{block}")
        assert new == "for friday please"
        assert kind is FORWARDED
        assert text == f"{start}\n\n2 cs romas"
        assert forwarded_sender(text) == "jo@bluedoor.example"
        assert blank_heading(text).strip() == "2 cs romas"
        assert blank_heading(text).index("2 cs romas") == text.index("2 cs romas")

    def test_may_have_nothing_above_it(self) -> None:
        assert parted("---------- Forwarded message ---------\nFrom: Ines\n\n2 cs romas")[0] == ""

    @pytest.mark.parametrize("start", HEADER_BLOCKS)
    @pytest.mark.parametrize("subject", ["Fwd: order", "FW: order", "WG: Bestellung", "TR : commande", "RV: pedido"])
    def test_is_told_by_its_subject_where_its_heading_does_not(self, start: str, subject: str) -> None:
        _, [(kind, _)] = parted(f"please\n\n{start}\n\n2 cs romas", subject)
        assert kind is FORWARDED
        assert parted(f"please\n\n{start}\n\n2 cs romas", f"Re: {subject}")[1][0][0] is QUOTED

    @pytest.mark.parametrize(
        ("between", "kind"),
        [
            ("From: jo@bluedoor.example\nSent: Monday\nTo: ines@bluedoor.example", FORWARDED),
            ("From: orders@harbor.example\nSent: Monday\nTo: ines@bluedoor.example", QUOTED),
            ("From: ines@bluedoor.example\nSent: Monday\nTo: orders@harbor.example", QUOTED),
            ("From: Jo\nSent: Monday\nTo: Ines", QUOTED),
        ],
    )
    def test_is_told_by_addresses_that_are_none_of_the_desks(self, between: str, kind: PartKind) -> None:
        [passage] = passages_of(f"please\n\n{between}\n\n2 cs", "order", "orders@harbor.example").earlier
        assert passage.kind is kind

    def test_keeps_what_it_quotes_itself_apart(self) -> None:
        chain = "---------- Forwarded message ---------\nFrom: Jo\n\nyes\n\nOn Monday Ines wrote:\n> 9 cs caviar"
        assert [kind for kind, _ in parted(chain)[1]] == [FORWARDED, QUOTED]

    def test_of_a_forward_is_passed_on_too(self) -> None:
        inner = "---------- Forwarded message ---------\nFrom: Ines\n\n2 cs romas"
        assert [kind for kind, _ in parted(inner.replace("2 cs", f"see\n\n{inner}\n2 cs"))[1]] == [FORWARDED, FORWARDED]

    def test_in_what_is_quoted_was_passed_on_before(self) -> None:
        quoted = "> ---------- Forwarded message ---------\n> From: Jo\n>\n> 2 cs romas"
        assert [kind for kind, _ in parted(f"ok\n\nOn Monday Harbor wrote:\n> fine\n{quoted}")[1]] == [QUOTED, QUOTED]

    def test_names_its_writer_by_address_or_not_at_all(self) -> None:
        assert forwarded_sender("From: Vat Room\nSent: Monday\n\n2 cs") is None
        assert forwarded_sender("From: Jo [mailto:Jo@BlueDoor.example]\nSent: Monday\n\n2 cs") == "jo@bluedoor.example"
        assert forwarded_sender("2 cs romas, ask jo@bluedoor.example") is None
        assert forwarded_sender("To: x@y.example\n\n2 cs") is None
        assert is_forward("[ext] Fwd[2]: x")
        assert not is_forward("forwarding 2 cs")


class TestWhatOnlyLooksLikeAQuotation:
    @pytest.mark.parametrize(
        "text",
        [
            "2 cs romas\nTo: dock 3\nDate: Friday\n3 cs limes",
            "Date: Friday\nTo: Blue Door\n2 cs romas",
            "From: Blue Door\nTo: dock 3\n2 cs romas",
            "our order\n____________________\n2 cs romas",
            "2 cs romas\n____________________",
            "From: the farm if you can\n2 cs romas",
            "2 cs romas -- 3 cs limes",
            "-- \nInes",
            "on friday please: 2 cs romas",
            "On friday we need:\n2 cs romas",
            "As Jo wrote on 3/2:\n2 cs romas",
            "On the board Jo wrote:\n2 cs romas",
            "-- original message in a bottle labels, 2 cs of the small ones for the bar and 3 for the dock too",
            "2 cs romas > 3 cs limes",
            "De: la casa\n2 cajas",
            "",
        ],
    )
    def test_is_left_whole(self, text: str) -> None:
        assert parted(text) == (text, [])

    @pytest.mark.parametrize("start", ATTRIBUTIONS[:9])
    @pytest.mark.parametrize("above", ["on friday 2 cs romas", "2 cs romas by 10:30", "On Friday 2 cs romas, 10:30"])
    def test_takes_no_line_of_an_order_above_a_heading_into_it(self, start: str, above: str) -> None:
        assert parted(f"{above}\n{start}\n> 9 cs caviar")[0] == above


LINES = st.sampled_from(
    [
        "2 cs romas",
        "> 9 cs caviar",
        ">> x",
        "",
        "From: Ines",
        "Sent: Monday",
        "To: dock 3",
        "____________",
        "On Monday Ines wrote:",
        "On Mon, Mar 2, 2026 Ines",
        "<a@b.example> wrote:",
        "-----Original Message-----",
        "> Begin forwarded message:",
        "-- ",
        " > x",
    ]
)
ORDERS = st.lists(
    st.builds(
        "{}{} {} {}{}".format,
        st.sampled_from(["", "- ", "  ", "please ", "* "]),
        st.integers(1, 99),
        st.sampled_from(["cs", "Kisten", "caisses", "cajas", "x"]),
        st.sampled_from(["romas", "3/8 bolts", "café", "jalapeños", "Grüße", "#10 cans", "a@b valves: brass"]),
        st.sampled_from(["", ":", " for friday", ", 10:30", " wrote off", " -- Ines"]),
    ),
    min_size=1,
    max_size=6,
)


@given(st.lists(LINES), st.sampled_from(["", "Fwd: x"]))
@settings(deadline=None, max_examples=50)
def test_no_word_of_a_text_is_lost_where_it_is_parted(some: list[str], subject: str) -> None:
    new, earlier = parted("\n".join(some), subject)
    kept = f"{new} {' '.join(text for _, text in earlier)}".replace(ANSWERED, "").replace(">", "")
    assert sorted(kept.split()) == sorted("\n".join(some).replace(">", "").split())


class TestQuotingAndPassingOn:
    @given(ORDERS, ORDERS, st.sampled_from([*ATTRIBUTIONS, *HEADER_BLOCKS, *FORWARDS]), st.sampled_from(["", "Fwd: x"]))
    @settings(deadline=None, max_examples=50)
    def test_below_an_order_changes_nothing_that_it_says(
        self, order: list[str], other: list[str], start: str, subject: str
    ) -> None:
        marked = start in ATTRIBUTIONS
        below = "\n".join(f"> {line}" if marked else line for line in other)
        new, earlier = parted("\n".join(order) + f"\n\n{start}\n\n{below}\n", subject)
        assert new.split("\n") == [line.rstrip() if line is order[-1] else line for line in order]
        assert blank_heading(earlier[0][1]).split("\n")[-len(other) :] == other

    @given(ORDERS, ORDERS, st.sampled_from(ATTRIBUTIONS))
    @settings(deadline=None, max_examples=50)
    def test_above_an_order_changes_nothing_that_it_says(self, order: list[str], other: list[str], start: str) -> None:
        above = "\n".join(f"> {line}" for line in other)
        new, _ = parted(f"{start}\n{above}\n\n" + "\n".join(order))
        assert new.split("\n") == order

    @given(st.lists(st.tuples(ORDERS, ORDERS), min_size=1, max_size=4), st.sampled_from(ATTRIBUTIONS))
    @settings(deadline=None, max_examples=50)
    def test_between_the_lines_of_an_order_changes_nothing_that_it_says(
        self, turns: list[tuple[list[str], list[str]]], start: str
    ) -> None:
        between = "\n".join("\n".join([*(f"> {line}" for line in other), *order]) for other, order in turns)
        new, _ = parted(f"{start}\n{between}")
        assert new.split("\n") == [line for _, order in turns for line in order]


def test_an_endless_chain_is_kept_as_so_many_passages() -> None:
    chain = "\n".join(f"{'>' * depth} On Monday X wrote:\n{'>' * (depth + 1)} words {depth}" for depth in range(1, 45))
    _, earlier = parted(f"ok\n{chain}")
    assert len(earlier) == MOST_PASSAGES
    assert "words 44" in earlier[-1][1]


@pytest.mark.parametrize(
    "scrap",
    [
        "2 cs romas\n",
        "> x\n",
        "From: a\n",
        "From: a\nSent: b\n",
        "On 2026 x\n",
        "\n",
        "____________\n",
        "On 2 X wrote:\n",
    ],
)
def test_ten_times_as_long_takes_about_ten_times_as_long(scrap: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        passages_of(scrap * times)
        return time.process_time() - start

    assert min(seconds(10_000) for _ in range(2)) < 30 * max(min(seconds(1_000) for _ in range(3)), 0.005)
