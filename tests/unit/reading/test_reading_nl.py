"""Dutch, as customers in the Netherlands and Flanders write and say it."""

from __future__ import annotations

import pytest

from reading.small_talk import talk
from tests.unit.reading.reading_said import changes_in, lines, read, words

_NAMES = frozenset({"sanne", "henk"})


class TestAnOrder:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "Goedemorgen, graag 3 dozen nitril handschoenen maat L en 2 rollen folie. Groetjes, Sanne",
                ["3 BX nitril handschoenen maat L", "2 RL folie"],
            ),
            ("hoi, kan ik 10 kg uien en een doos citroenen bestellen? gr Henk", ["10 KG uien", "1 BX citroenen"]),
            ("Gelieve te leveren: 5 bakken Jupiler, 2 bakken spa. Fijn weekend! Mvg", ["5 CR Jupiler", "2 CR spa"]),
            (
                "Met Henk. Euh ik had graag anderhalve zak bloem, eh tweeënhalf kilo boter en een halve doos thee",
                ["1.5 BG bloem", "2.5 KG boter", "0.5 BX thee"],
            ),
            ("hoi! 2x keukenrol, 3x wc papier. thx", ["2 ? keukenrol", "3 ? wc papier"]),
            ("drieëntwintig emmers latex wit en honderdvijftig bouten", ["23 PL latex wit", "150 ? bouten"]),
            (
                "goeiendag, kunt ge 3 zakken frieten, een bidon olie en twee doosjes mosterd meebrengen? merci",
                ["3 BG frieten", "1 JG olie", "2 BX mosterd"],
            ),
            ("4 paar schoenen maat 43", ["4 PR schoenen maat 43"]),
            ("2 dozijn eieren, een half dozijn citroenen", ["2 DZ eieren", "0.5 DZ citroenen"]),
            ("doe mij maar 6 flessen wijn, dat was het", ["6 BT wijn"]),
            ("mag ik 3 zakken rijst en dan nog 2 potten mayonaise aub", ["3 BG rijst", "2 JR mayonaise"]),
            ("20 dozen latex handschoenen M, 10 dozen L", ["20 BX latex handschoenen M", "10 BX latex handschoenen L"]),
            ("Tomaten: 3 kisten\nSla: 10 kroppen", ["3 CS Tomaten", "10 HD Sla"]),
            ("3 dozen vorken, niet de zwarte", ["3 BX vorken without zwarte"]),
        ],
    )
    def test_is_read_with_nothing_left(self, text: str, said: list[str]) -> None:
        reading = read(text, language="nl", names=sorted(_NAMES))
        assert lines(text, "nl") == said
        assert (set(reading.residue) - talk(reading, _NAMES), words(reading.cautions)) == (set(), "")

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("3 dozen vorken, nee sorry, 4", "4 BX vorken"),
            ("3 dozen vorken, nee wacht, maak er maar 5 dozen van", "5 BX vorken"),
            ("3 kratten sla, oh nee, doe maar 5 kratten", "5 CR sla"),
            ("ik zou graag zes zakken bloem bestellen, eh nee, zeven zakken bloem", "7 BG bloem"),
        ],
    )
    def test_may_be_corrected(self, text: str, line: str) -> None:
        assert lines(text, "nl") == [line]
        assert not read(text, language="nl").cautions

    @pytest.mark.parametrize(
        ("text", "day", "number"),
        [
            ("ordernr 2026-118\n100 stuks bout\nleverdatum 12-03-2026", "2026-03-12", "2026-118"),
            ("graag voor do 12/3 20 zakken potgrond, po nummer 88231. Mvg Henk", "2026-03-12", "88231"),
            ("bestelbon nr. 4500123: 25 st. afdekkap, uiterlijk 6 maart", "2026-03-06", "4500123"),
            ("PO is 4 5 dubbel 0 streepje 12, volgende week dinsdag 10 zakken zout", "2026-03-10", "4500-12"),
        ],
    )
    def test_has_a_day_and_a_number(self, text: str, day: str, number: str) -> None:
        reading = read(text, language="nl", day_first=True)
        assert {mention.value.isoformat() for mention in reading.dates} == {day}
        assert reading.po_number is not None
        assert reading.po_number.text == number


class TestAnOrderPointedAt:
    @pytest.mark.parametrize(
        ("text", "meaning", "told"),
        [
            ("het gebruikelijke voor woensdag graag", "usual", []),
            ("Hetzelfde als vorige week, maar zonder de courgettes", "last_order", ["drop courgettes"]),
            ("Zelfde als vorige week, maar 6 dozen thee i.p.v. 4", "last_order", ["set 6 BX thee (was 4)"]),
            (
                "gewone bestelling, laat de sla maar weg en doe er 2 kratten kool bij",
                "usual",
                ["drop sla", "add 2 CR kool"],
            ),
            ("De vaste bestelling, verdubbel de prei en geen sla", "usual", ["scale ×2 prei", "drop sla"]),
        ],
    )
    def test_is_known_with_its_changes(self, text: str, meaning: str, told: list[str]) -> None:
        base = read(text, language="nl").base
        assert base is not None
        assert (base.meaning, changes_in(text, "nl")) == (meaning, told)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Maak er 6 dozen van", ["set 6 BX"]),
            ("De 4 dozen doeken moeten er 6 worden", ["set 6 doeken (was 4)"]),
            ("vervang de servetten door 3 dozen doekjes", ["replace 3 BX doekjes (for servetten)"]),
            ("De sla mag eraf en nog 2 dozen thee erbij. De rest blijft gelijk", ["drop sla", "add 2 BX thee"]),
            ("voeg 2 zakken zout toe, de tomaten hoeven niet meer", ["add 2 BG zout", "drop tomaten"]),
        ],
    )
    def test_that_stands_is_changed(self, text: str, told: list[str]) -> None:
        assert changes_in(text, "nl") == told


_OPEN = (
    "3 of 4 dozen wijnglazen|een stuk of tien rollen tape|een paar dozen servetten|tussen 5 en 8 kisten appels"
    "|5 à 6 dozen peren|ongeveer 20 kg aardappelen|2 dozen pleisters per filiaal|weer 3 dozen thee"
    "|2 dozen papier, indien niet op voorraad iets anders|nog 2 dozen thee maar alleen als ze er zijn"
)


@pytest.mark.parametrize("text", _OPEN.split("|"))
def test_what_is_open_stays_a_doubt(text: str) -> None:
    reading = read(text, language="nl")
    assert reading.cautions or [doubt for line in reading.lines for doubt in line.doubts]
