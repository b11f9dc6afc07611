"""Orders in Swedish, as customers in Sweden and Finland write and say them."""

from __future__ import annotations

import pytest

from reading.small_talk import talk
from tests.unit.reading.reading_said import changes, changes_in, lines, read, words

_NAMES = frozenset({"anna", "kalle", "lisa"})


class TestAnOrder:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (
                "Hej! Kan ni skicka 3 lådor tomater och 2 säckar potatis till på fredag? Tack, Anna",
                ["3 CS tomater", "2 BG potatis"],
            ),
            (
                "God morgon, vi behöver 10 kg gul lök, 5 kartonger mjölk och en halv låda citroner. Mvh Kalle",
                ["10 KG gul lök", "5 CT mjölk", "0.5 CS citroner"],
            ),
            ("Tjena! 2x hushållspapper, 3x toapapper. tack", ["2 ? hushållspapper", "3 ? toapapper"]),
            (
                "Beställning till torsdag:\n- 4 rullar tejp 48mm\n- 10 st mejslar\n- 2 pkt skruv M6x40\n"
                "Med vänliga hälsningar\nAnna",
                ["4 RL tejp 48mm", "10 EA mejslar", "2 PK skruv M6x40"],
            ),
            (
                "hej hej, jag skulle vilja beställa tjugofem hinkar vit färg och hundrafemtio bultar",
                ["25 PL vit färg", "150 ? bultar"],
            ),
            (
                "Skulle behöva en och en halv säck mjöl, två och ett halvt kilo smör och ett dussin ägg",
                ["1.5 BG mjöl", "2.5 KG smör", "1 DZ ägg"],
            ),
            ("Tja, 5 backar Ramlösa o 2 backar cola. Mvh Anna", ["5 CR Ramlösa", "2 CR cola"]),
            ("vi önskar leverans av 6 st pallar pellets, tack på förhand", ["6 SK pellets"]),
            ("Beställer 2st hyllplan och 4st konsoler", ["2 EA hyllplan", "4 EA konsoler"]),
            ("kan ni slänga med två dunkar spolarvätska också?", ["2 JG spolarvätska"]),
            ("Tomater: 3 lådor\nSallad: 10 st", ["3 CS Tomater", "10 EA Sallad"]),
            ("4 par skor stl 43", ["4 PR skor stl 43"]),
            ("20 kartonger nitrilhandskar M, 10 kartonger L", ["20 CT nitrilhandskar M", "10 CT nitrilhandskar L"]),
            ("äpplen och päron, 10 lådor var", ["10 CS äpplen", "10 CS päron"]),
            ("6 flak Coca-Cola 33 cl, ett tjog ägg", ["6 FL Coca-Cola 33 cl", "1 SCO ägg"]),
            ("10 st handskar à 45 kr, 2 kg lax á 120 kr/kg", ["10 EA handskar", "2 KG lax"]),
            ("3 lådor gafflar, inte de svarta", ["3 CS gafflar without svarta"]),
            ('10 m slang 1/2" och 2 l fil', ['10 M slang 1/2"', "2 L fil"]),
            (
                "Hej Lisa! Hoppas allt är bra. Vi skulle behöva lite grejer: 3 kartonger kaffe. Hör av er om det är "
                "något. Ha en bra dag! /Kalle",
                ["3 CT kaffe"],
            ),
            ("3 lådor ägg, det var allt för idag. Trevlig helg!", ["3 CS ägg"]),
        ],
    )
    def test_is_read_to_its_last_word(self, text: str, told: list[str]) -> None:
        reading = read(text, language="sv", names=sorted(_NAMES))
        assert lines(text, "sv") == told
        assert (set(reading.residue) - talk(reading, _NAMES), words(reading.cautions)) == (set(), "")
        assert not [doubt for line in reading.lines for doubt in line.doubts]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("3 lådor gafflar, nej förlåt, 4", "4 CS gafflar"),
            ("3 lådor gafflar, nej vänta, gör det till 5", "5 CS gafflar"),
            ("5 lådor öl, jag menar 6", "6 CS öl"),
            ("Vi tar 5 lådor öl, eller nej, 6", "6 CS öl"),
            ("sex säckar mjöl, eh nej, sju säckar mjöl", "7 BG mjöl"),
            ("2 lådor ägg. 3 lådor mjölk. Stryk den sista", "2 CS ägg"),
        ],
    )
    def test_may_be_corrected(self, text: str, line: str) -> None:
        assert lines(text, "sv") == [line]
        assert not read(text, language="sv").cautions

    @pytest.mark.parametrize(
        ("text", "day", "number"),
        [
            ("Ordernr 2026-118\n100 st skruv\nLeveransdatum 12-03-2026", "2026-03-12", "2026-118"),
            ("Till fre 6/3: 20 säckar jord, PO 88231. Mvh", "2026-03-06", "88231"),
            ("inköpsorder 4500123: 25 st täcklock, senast 6 mars", "2026-03-06", "4500123"),
            ("PO är fyra fem dubbel noll streck tolv, nästa vecka tisdag 10 säckar salt", "2026-03-10", "4500-12"),
            ("2 lådor ägg till måndagen den 9:e på vår order 10234", "2026-03-09", "10234"),
        ],
    )
    def test_has_a_day_and_a_number(self, text: str, day: str, number: str) -> None:
        reading = read(text, language="sv", day_first=True)
        assert {mention.value.isoformat() for mention in reading.dates} == {day}
        assert reading.po_number is not None
        assert reading.po_number.text == number


class TestAnOrderPointedAt:
    @pytest.mark.parametrize(
        ("text", "meaning", "told"),
        [
            ("det vanliga till onsdag tack", "usual", []),
            ("Samma som förra veckan, men utan gurkan", "last_order", ["drop gurkan"]),
            ("Samma som sist fast 6 kartonger te istället för 4", "last_order", ["set 6 CT te (was 4)"]),
            (
                "Vanliga beställningen, men bara 3 kartonger bröd och dubbelt med mjölk",
                "usual",
                ["set 3 CT bröd", "scale ×2 mjölk"],
            ),
            ("Det vanliga men stryk salladen och lägg till 2 lådor kål", "usual", ["drop salladen", "add 2 CS kål"]),
        ],
    )
    def test_is_known_with_its_changes(self, text: str, meaning: str, told: list[str]) -> None:
        base = read(text, language="sv").base
        assert base is not None
        assert (base.meaning, changes(text)) == (meaning, told)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Gör det till 6 lådor", ["set 6 CS"]),
            ("De 4 lådorna med dukar ska bli 6", ["set 6 dukar (was 4)"]),
            ("byt ut servetterna mot 3 kartonger dukar", ["replace 3 CT dukar (for servetterna)"]),
            (
                "Stryk salladen och lägg till 2 kartonger te. Resten som vanligt",
                ["drop salladen", "add 2 CT te"],
            ),
            ("lägg till 2 säckar salt, tomaterna behövs inte längre", ["add 2 BG salt", "drop tomaterna"]),
            ("ändra ölet från 4 till 6 lådor", ["set 6 CS ölet (was 4)"]),
            ("vi behöver inte löken, vi har två lådor kvar", ["drop löken"]),
            ("2 lådor ägg till tack", ["add 2 CS ägg"]),
        ],
    )
    def test_that_stands_is_changed(self, text: str, told: list[str]) -> None:
        assert changes_in(text, "sv") == told


_OPEN = (
    "3 eller 4 lådor vinglas|ett tiotal rullar tejp|ett par lådor servetter|mellan 5 och 8 lådor mango"
    "|två-tre lådor äpplen|ca 20 kg potatis|2 förp plåster per butik|2 lådor tomater men inte för mogna"
    "|10 säckar cement om ni har, annars 5|I går beställde vi 3 lådor ägg|10 lådor öl istället för 8"
    "|Avbeställ ordern till imorgon tack|3 lådor ägg och lite persilja|samma 3 lådor ägg igen"
    "|ingen leverans på måndag tack|10 lådor tomater, om ni inte har tomater skicka gurka"
)


@pytest.mark.parametrize("text", _OPEN.split("|"))
def test_what_is_open_stays_a_doubt(text: str) -> None:
    reading = read(text, language="sv")
    assert reading.cautions or reading.residue or [doubt for line in reading.lines for doubt in line.doubts]


@pytest.mark.parametrize("text", ["3 med wings, 1 onion ring", "2 dock bumpers and 3 boxer shorts", "1 cs bra racks"])
def test_an_english_order_is_no_swedish_one(text: str) -> None:
    assert read(text).lexicon.codes[0] == "en" or "sv" not in read(text).lexicon.codes
