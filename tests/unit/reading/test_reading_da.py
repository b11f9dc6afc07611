"""Orders in Danish, and in Norwegian, which the same folder reads, as customers write and say them."""

from __future__ import annotations

import pytest

from reading.small_talk import talk
from tests.unit.reading.reading_said import changes_in, lines, read, words

_NAMES = frozenset({"mette", "lars", "kari"})


class TestAnOrder:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "Hej, vi skal bruge 10 kasser tomater og 5 sække kartofler til fredag. Mvh Lars",
                ["10 CS tomater", "5 BG kartofler"],
            ),
            (
                "Godmorgen, kan vi få leveret 3 ks. agurker, 2 bakker jordbær og 10 kg gulerødder torsdag? Mvh Mette",
                ["3 CS agurker", "2 TY jordbær", "10 KG gulerødder"],
            ),
            (
                "hej, kan I sende 4 rl gaffatape sort og 2 pk strips 200mm i morgen tidlig? tak",
                ["4 RL gaffatape sort", "2 PK strips 200mm"],
            ),
            (
                "Halvanden kasse løg, 2½ kg smør og en halv kasse citroner, tak",
                ["1.5 CS løg", "2.5 KG smør", "0.5 CS citroner"],
            ),
            (
                "Vi skal have femogtyve ruller tape, toogtredive bolte og hundrede og ti skruer",
                ["25 RL tape", "32 ? bolte", "110 ? skruer"],
            ),
            (
                "4 par sikkerhedssko str 43, 2 par handsker str. 10",
                ["4 PR sikkerhedssko str 43", "2 PR handsker str 10"],
            ),
            ("2 dusin æg og en palle vand uden brus", ["2 DZ æg", "1 SK vand uden brus"]),
            ("Skriv mig op til 6 flasker rødvin, det var det hele", ["6 BT rødvin"]),
            ("Tusind tak for hjælpen! 2 kasser øl til på fredag", ["2 CS øl"]),
            ("Vi mangler 5 dunke sæbe. Kan I nå det inden fredag?", ["5 JG sæbe"]),
            ("Tomater: 3 kasser\nSalat: 10 hoveder", ["3 CS Tomater", "10 HD Salat"]),
            (
                "Hej alle\n- 12 flasker rødvin\n- 6 fl. hvidvin\n- 24 stk. dåseøl\nGod weekend!",
                ["12 BT rødvin", "6 BT hvidvin", "24 EA dåseøl"],
            ),
            (
                "Heisann! Trenger 3 kartonger melk, 2 esker hansker str L og tjuefem poser is til i morgen. Takk, Kari",
                ["3 CT melk", "2 BX hansker str L", "25 BG is"],
            ),
            (
                "Hei, kan dere levere 20 sekker sement og åtte bøtter maling neste uke? Vennlig hilsen Kari",
                ["20 BG sement", "8 PL maling"],
            ),
            ("1.200 stk. skruer 5x60 og 2,5 m kæde", ["1200 EA skruer 5x60", "2.5 M kæde"]),
            ("3 kasser gafler, ikke de sorte", ["3 CS gafler without sorte"]),
        ],
    )
    def test_is_read_with_nothing_left(self, text: str, said: list[str]) -> None:
        reading = read(text, language="da", names=sorted(_NAMES))
        assert lines(text, "da") == said
        assert (set(reading.residue) - talk(reading, _NAMES), words(reading.cautions)) == (set(), "")

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("3 kasser æbler, nej 4", "4 CS æbler"),
            ("6 spande hvid maling, nej vent, 8 spande", "8 PL hvid maling"),
            ("tre kasser salat, øh nej, gør det til fem kasser", "5 CS salat"),
            ("10 sække cement, undskyld, 12", "12 BG cement"),
            ("fire kasser mælk, lad os sige fem", "5 CS mælk"),
            ("4 esker hansker, nei beklager, 5", "5 BX hansker"),
        ],
    )
    def test_may_be_corrected(self, text: str, line: str) -> None:
        assert lines(text, "da") == [line]
        assert not read(text, language="da").cautions

    @pytest.mark.parametrize(
        ("text", "day", "number"),
        [
            ("Ordrenr. 2026-118\n100 stk. bolte\nleveringsdato 12-03-2026", "2026-03-12", "2026-118"),
            ("Gerne til torsdag d. 12/3: 20 poser pottemuld, PO-nummer 88231. Mvh Lars", "2026-03-12", "88231"),
            ("Rekv.nr. 4500123: 25 stk. endedæksler, senest den 6. marts", "2026-03-06", "4500123"),
            ("PO er 4 5 dobbelt 0 streg 12, tirsdag i næste uge 10 sække salt", "2026-03-10", "4500-12"),
        ],
    )
    def test_has_a_day_and_a_number(self, text: str, day: str, number: str) -> None:
        reading = read(text, language="da", day_first=True)
        assert {mention.value.isoformat() for mention in reading.dates} == {day}
        assert reading.po_number is not None
        assert reading.po_number.text == number


class TestAnOrderPointedAt:
    @pytest.mark.parametrize(
        ("text", "meaning", "told"),
        [
            ("det sædvanlige til onsdag tak", "usual", []),
            ("Det samme som sidste uge, men uden salat", "last_order", ["drop salat"]),
            ("Samme som sidst, bare 6 kasser te i stedet for 4", "last_order", ["set 6 CS te (was 4)"]),
            (
                "Vores faste ordre, dobbelt op på porrerne og ingen salat",
                "usual",
                ["scale ×2 porrerne", "drop salat"],
            ),
            ("Det vanlige, men ingen løk og 2 ekstra kasser kål", "usual", ["drop løk", "add 2 CS kål"]),
        ],
    )
    def test_is_known_with_its_changes(self, text: str, meaning: str, told: list[str]) -> None:
        base = read(text, language="da").base
        assert base is not None
        assert (base.meaning, changes_in(text, "da")) == (meaning, told)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Slet løgene og tilføj 2 kasser citroner", ["drop løgene", "add 2 CS citroner"]),
            ("De 4 kasser klude skal være 6", ["set 6 klude (was 4)"]),
            ("ret æggene fra 4 til 6 kasser", ["set 6 CS æggene (was 4)"]),
            ("erstat servietterne med 3 kasser klude", ["replace 3 CS klude (for servietterne)"]),
            ("Salaten kan slettes, resten er uændret", ["drop Salaten"]),
            ("vi skal ikke bruge tomater, læg 2 sække salt til", ["drop tomater", "add 2 BG salt"]),
        ],
    )
    def test_that_stands_is_changed(self, text: str, told: list[str]) -> None:
        assert changes_in(text, "da") == told


_OPEN = (
    "3 eller 4 kasser vinglas|en halv snes ruller tape|et par kasser servietter|mellem 5 og 8 kasser æbler"
    "|to-tre kasser pærer|ca. 20 kg kartofler|2 kasser plastre til hver afdeling|3 kasser te igen"
    "|2 kasser papir, hvis det ikke er på lager så noget andet|2 kasser te mere, men kun hvis I har dem"
    "|Se bort fra ordren på 10 kasser te|halvandet hundrede servietter|denne uge 10 kasser mel"
)


@pytest.mark.parametrize("text", _OPEN.split("|"))
def test_what_is_open_stays_a_doubt(text: str) -> None:
    reading = read(text, language="da")
    doubtful = [mention.doubtful for mention in reading.dates if mention.doubtful]
    assert reading.cautions or doubtful or [doubt for line in reading.lines for doubt in line.doubts]
