"""Orders in Polish, as customers write and say them: every case and number of their words, with accents or without."""

from __future__ import annotations

import pytest

from reading.small_talk import talk
from tests.unit.reading.reading_said import changes, changes_in, lines, read, words

_NAMES = frozenset({"kasia", "marek", "nowak"})


def days(text: str) -> list[str]:
    return [mention.value.isoformat() for mention in read(text, language="pl", day_first=True).dates]


class TestAnOrderWithNoDoubt:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (
                "Dzień dobry, poproszę 3 kartony mleka 3,2% i 2 zgrzewki wody niegazowanej. Pozdrawiam, Kasia",
                ["3 CT mleka 3,2%", "2 PK wody niegazowanej"],
            ),
            (
                "czesc, 10 kg ziemniakow, 5 kg cebuli i dwie skrzynki pomidorow. dzieki",
                ["10 KG ziemniakow", "5 KG cebuli", "2 CR pomidorow"],
            ),
            ("hej, dorzućcie jeszcze 2 kartony czipsów. pzdr", ["2 CT czipsów"]),
            (
                "Proszę o: 6 butelek wina, półtora kilo sera żółtego i pół kilo masła",
                ["6 BT wina", "1.5 KG sera żółtego", "0.5 KG masła"],
            ),
            ("dwadzieścia pięć worków cementu i sto pięćdziesiąt metrów kabla", ["25 BG cementu", "150 M kabla"]),
            ("dwa i pół kilo wołowiny, półtorej skrzynki cytryn", ["2.5 KG wołowiny", "1.5 CR cytryn"]),
            ("potrzebujemy dwóch palet bloczków i pięciu worków zaprawy", ["2 SK bloczków", "5 BG zaprawy"]),
            ("dwieście pięćdziesiąt kubków i tysiąc pięćset słomek", ["250 ? kubków", "1500 ? słomek"]),
            ("Poproszę tuzin jajek i pół tuzina bułek", ["1 DZ jajek", "0.5 DZ bułek"]),
            (
                "Potrzebuję 2 kartony rękawic M, 3 kartony L i jeden XL",
                ["2 CT rękawic M", "3 CT rękawic L", "1 ? rękawic XL"],
            ),
            (
                "papier toaletowy 4 zgrzewki\nręcznik zz 2 kartony\nmydło 5l - 3 szt\nworki 120l 10 rolek",
                ["4 PK papier toaletowy", "2 CT ręcznik zz", "3 EA mydło 5l", "10 RL worki 120l"],
            ),
            ("Bułki x 50, chleb x 10", ["50 ? Bułki", "10 ? chleb"]),
            ("czy mogę prosić o 5 kartonów papieru A4?", ["5 CT papieru A4"]),
            ("Prośba o 10 bagietek i 4 chleby. To wszystko.", ["10 ? bagietek", "4 ? chleby"]),
            ("Skończyły nam się ręczniki, proszę 5 zgrzewek", ["5 PK ręczniki"]),
            ("5 kartonów mleka bez laktozy, 2 kg szynki bez soli", ["5 CT mleka bez laktozy", "2 KG szynki bez soli"]),
            ("3 kartony mleka owsianego (nie sojowego)", ["3 CT mleka owsianego without sojowego"]),
            ("rzodkiewka 10 pęczków, sałata lodowa 10 główek", ["10 BH rzodkiewka", "10 HD sałata lodowa"]),
            ("5 kartonów kubków, nie, czekaj, 6 kartonów", ["6 CT kubków"]),
            ("dziesięć kartonów wody, przepraszam, dwanaście", ["12 CT wody"]),
            ("Poproszę 3 kartony mleka, wróć, 4 kartony", ["4 CT mleka"]),
            ("2 kartony serwetek. Albo nie, niech będą 3", ["3 CT serwetek"]),
            ("3 skrzynki jabłek, 2 skrzynki śliwek. To ostatnie jednak nie", ["3 CR jabłek"]),
        ],
    )
    def test_is_read_to_its_last_word(self, text: str, told: list[str]) -> None:
        reading = read(text, language="pl", names=sorted(_NAMES))
        assert lines(text, "pl") == told
        assert (set(reading.residue) - talk(reading, _NAMES), words(reading.cautions)) == (set(), "")
        assert not [doubt for line in reading.lines for doubt in line.doubts]

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("5 worków lodu na środę", ["2026-03-04"]),
            ("dostawa do czwartku: 5 worków lodu", ["2026-03-05"]),
            ("5 worków lodu na pt rano", ["2026-03-06"]),
            ("W przyszłym tygodniu we wtorek: 10 worków kleju", ["2026-03-10"]),
            ("2 wiadra majonezu do jutrzejszej dostawy", ["2026-03-03"]),
            ("Miłego piątku! 5 worków lodu pojutrze", ["2026-03-04"]),
            ("proszę dostarczyć w dniu 6 marca 2 kartony śmietany", ["2026-03-06"]),
            ("za trzy dni 2 kartony śmietany", ["2026-03-05"]),
        ],
    )
    def test_names_its_day(self, text: str, meant: list[str]) -> None:
        reading = read(text, language="pl", day_first=True)
        assert days(text) == meant
        assert (words(reading.residue), len(reading.lines)) == ("", 1)

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("Zamówienie nr 2026/118, termin dostawy 12.03.2026: 30 szt. zawór", "2026/118"),
            ("Nr zam. 4512/26, 5 kartonów tuszu", "4512/26"),
            ("nasz numer zamówienia to ZK-2231, 5 kartonów tuszu", "ZK-2231"),
            ("zamówienie numer cztery pięć jeden dwa, dziesięć kartonów tuszu", "4512"),
        ],
    )
    def test_names_its_number(self, text: str, number: str) -> None:
        reference = read(text, language="pl").po_number
        assert reference is not None
        assert reference.text == number
        assert len(lines(text, "pl")) == 1


class TestAnOrderThatIsPointedAt:
    @pytest.mark.parametrize(
        ("text", "meaning", "told"),
        [
            ("To co zwykle na jutro proszę", "usual", []),
            ("Bez sałaty tym razem. Jak zwykle poproszę", "usual", ["drop sałaty"]),
            ("Jak zwykle, ale podwójnie mleko i bez masła", "usual", ["scale ×2 mleko", "drop masła"]),
            (
                "To samo co w zeszłym tygodniu, tylko bez sera i 2 kartony mleka więcej",
                "last_order",
                ["drop sera", "add 2 CT mleka"],
            ),
            ("Stałe zamówienie, ale dorzućcie 2 kg szynki", "usual", ["add 2 KG szynki"]),
        ],
    )
    def test_is_known_with_its_changes(self, text: str, meaning: str, told: list[str]) -> None:
        base = read(text, language="pl").base
        assert base is not None
        assert (base.meaning, changes(text)) == (meaning, told)

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("zmieńcie proszę pomidory z 4 na 6 skrzynek", ["set 6 CR pomidory (was 4)"]),
            ("6 skrzynek pomidorów zamiast 4", ["set 6 CR pomidorów (was 4)"]),
            ("zamień serwetki na 3 kartony ściereczek", ["replace 3 CT ściereczek (for serwetki)"]),
            ("skreślcie sałatę i dodajcie 2 kartony herbaty. Reszta bez zmian", ["drop sałatę", "add 2 CT herbaty"]),
            ("dodaj 2 worki soli, pomidory już niepotrzebne", ["add 2 BG soli", "drop pomidory"]),
            ("4 kartony ręczników mają być 6", ["set 6 ręczników (was 4)"]),
        ],
    )
    def test_that_stands_is_changed(self, text: str, told: list[str]) -> None:
        assert changes_in(text, "pl") == told


_OPEN = (
    "3 skrzynki jabłek albo 4|ok. 20 kg marchwi|ze 3 kartony jajek|kilka kartonów serwetek|dwa-trzy kartony jajek"
    "|od 5 do 8 skrzynek jabłek|między 5 a 8 skrzynek jabłek|2 kartony plastrów na każdy sklep|znowu 3 kartony herbaty"
    "|2 kartony wody, jeśli jest|2 kartony rękawic, ale nie czarnych|2 kartony papieru, jak nie będzie to coś innego"
    "|sałata, pomidory i ogórki po 2 skrzynki|3 kartony mleka po 12 szt|zamiast mleka 2 kartony kefiru"
    "|Proszę anulować zamówienie na jutro|już wysyłałam to wczoraj: 5 kartonów mleka|maksymalnie 5 kartonów jajek"
)


@pytest.mark.parametrize("text", _OPEN.split("|"))
def test_what_is_open_stays_a_doubt(text: str) -> None:
    reading = read(text, language="pl")
    assert reading.cautions or [doubt for line in reading.lines for doubt in line.doubts]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dwie beczki piwa i skrzynkę coli", ["2 DR piwa", "1 CR coli"]),
        ("10 kg cebuli, worek ziemniaków", ["10 KG cebuli", "1 BG ziemniaków"]),
        ("Na piątek karton serwetek i 2 paczki kubków", ["1 CT serwetek", "2 PK kubków"]),
    ],
)
def test_a_unit_without_its_number_is_one(text: str, told: list[str]) -> None:
    assert lines(text, "pl") == told


def test_fewer_of_something_is_for_a_person() -> None:
    reading = read("jak zawsze, ale dwa kartony mniej mleka", language="pl")
    assert (changes("jak zawsze, ale dwa kartony mniej mleka"), bool(reading.cautions)) == ([], True)


@pytest.mark.parametrize("text", ["na dwudziestego piątego marca 10 worków tynku", "maja 10 worków tynku"])
def test_a_day_of_two_words_is_no_other_day(text: str) -> None:
    assert (days(text), lines(text, "pl")) == ([], ["10 BG tynku"])


@pytest.mark.parametrize("text", ["3 kartony mleka a nie 5 kartonów", "3 kartony mleka, nie 5 kartonów"])
def test_an_amount_that_is_not_meant_is_for_a_person(text: str) -> None:
    assert read(text, language="pl").says("person")
