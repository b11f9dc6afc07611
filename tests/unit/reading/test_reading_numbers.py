"""Numbers: digits, words and halves are amounts; sizes and codes are not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.languages import languages
from reading.numbers import amount_at, word_value
from reading.tokens import tokenize


def amount(text: str, code: str = "en") -> tuple[Decimal, int] | None:
    """The amount a text begins with, and how many words it takes."""
    found = amount_at(tokenize(text), 0, languages()[code])
    return (found.value, found.length) if found else None


@pytest.mark.parametrize("text", ["000 flour", "0000", "0042"])
def test_figures_that_begin_with_two_zeros_count_nothing(text: str) -> None:
    assert amount(text) is None


class TestDigits:
    @pytest.mark.parametrize(
        ("text", "value"), [("2 cs", "2"), ("2.5 lb", "2.5"), ("2,5 kg", "2.5"), ("120", "120"), ("999999", "999999")]
    )
    def test_are_amounts(self, text: str, value: str) -> None:
        assert amount(text) == (Decimal(value), 1)

    @pytest.mark.parametrize(
        ("code", "text", "value"),
        [
            ("en", "1,000 ea", "1000"),
            ("de", "1.000 Stück", "1000"),
            ("fr", "1.500 pièces", "1500"),
            ("it", "1.500 pezzi", "1500"),
            ("pt", "1.500 peças", "1500"),
            ("sv", "1.500 st", "1500"),
            ("sv", "2,5 kg", "2.5"),
            ("pl", "1.500 sztuk", "1500"),
            ("pl", "2,5 kg", "2.5"),
            ("de", "2,5", "2.5"),
            ("nl", "1.000 stuks", "1000"),
            ("nl", "2,5 kg", "2.5"),
            ("da", "1.000 stk", "1000"),
            ("da", "2,5 kg", "2.5"),
        ],
    )
    def test_have_the_marks_of_their_language(self, code: str, text: str, value: str) -> None:
        assert amount(text, code) == (Decimal(value), 1)

    @pytest.mark.parametrize(
        ("code", "text", "value", "length"),
        [
            ("fr", "1 500 pièces vis", "1500", 2),
            ("de", "12 500 St. Schrauben", "12500", 2),
            ("fr", "2 500 ml javel", "2", 1),
            ("fr", "2 1500", "2", 1),
            ("en", "1 500 pcs", "1", 1),
        ],
    )
    def test_of_thousands_may_have_a_blank_in_them(self, code: str, text: str, value: str, length: int) -> None:
        assert amount(text, code) == (Decimal(value), length)

    @pytest.mark.parametrize(
        ("code", "text"),
        [("en", "1.000 lb"), ("de", "1,500 kg"), ("fr", "1 500 vis"), ("de", "10 500 Stück Packung Schrauben")],
    )
    def test_with_an_unusual_mark_may_be_another_number(self, code: str, text: str) -> None:
        found = amount_at(tokenize(text), 0, languages()[code])
        assert found is not None
        assert found.doubt

    @pytest.mark.parametrize(
        ("text", "value", "length"),
        [
            ("2½ cs", "2.5", 1),
            ("1 1/2 cs", "1.5", 2),
            ("2-1/2 cs", "2.5", 1),
            ("3/4 bx", "0.75", 1),
            ("1 1/2 in", "1", 1),
        ],
    )
    def test_have_fractions_before_a_unit_that_is_counted(self, text: str, value: str, length: int) -> None:
        assert amount(text) == (Decimal(value), length)

    def test_set_high_are_none(self) -> None:
        assert amount("2² cs") is None

    @pytest.mark.parametrize(
        "text", ["3/8 bolts", "24ct eggs", "#10 cans", "6-8 shrimp", "C128", "1,000,000", "1234567"]
    )
    def test_in_a_size_a_code_a_range_or_a_telephone_number_are_not(self, text: str) -> None:
        assert amount(text) is None


class TestNumberWords:
    @pytest.mark.parametrize(
        ("text", "value", "length"),
        [
            ("one case", 1, 1),
            ("twenty four cases", 24, 2),
            ("twenty-four cases", 24, 1),
            ("two hundred ea", 200, 2),
            ("two hundred twenty four ea", 224, 4),
            ("hundred five", 105, 2),
            ("one hundred and five", 105, 4),
            ("twelve hundred", 1200, 2),
            ("two thousand twenty six", 2026, 4),
            ("Eleven", 11, 1),
        ],
    )
    def test_add_up_as_they_are_said(self, text: str, value: int, length: int) -> None:
        assert amount(text) == (Decimal(value), length)

    def test_that_do_not_belong_together_are_two_numbers(self) -> None:
        assert amount("eighteen twenty-two shrimp") == (Decimal(18), 1)
        assert amount("four five") == (Decimal(4), 1)
        assert amount("twenty twelve") == (Decimal(20), 1)
        assert amount("twenty-four five") == (Decimal(24), 1)

    @pytest.mark.parametrize("word", ["four-twenty", "twenty-twelve", "twelve-four", "mid-four", "twenty-", "zero"])
    def test_that_make_no_number_are_no_amount(self, word: str) -> None:
        assert amount(word) is None

    @given(st.integers(1, 9), st.sampled_from([20, 30, 40, 50, 60, 70, 80, 90]))
    def test_every_pair_of_tens_and_ones_is_their_sum_with_a_hyphen_or_without(self, ones: int, tens: int) -> None:
        english = languages()["en"]
        by_value = {value: word for word, value in english.numbers.items()}
        said = f"{by_value[tens]}-{by_value[ones]}"
        assert word_value(said, english) == tens + ones
        assert amount(said.replace("-", " ")) == (Decimal(tens + ones), 2)

    @pytest.mark.parametrize(
        ("code", "text", "value", "length"),
        [
            ("es", "dos cajas", 2, 1),
            ("es", "dieciséis cajas", 16, 1),
            ("es", "veinticuatro cajas", 24, 1),
            ("fr", "vingt-deux caisses", 22, 1),
            ("fr", "dix-sept caisses", 17, 1),
            ("fr", "dix sept caisses", 17, 2),
            ("fr", "quatre-vingts caisses", 80, 1),
            ("fr", "quatre vingt six caisses", 86, 3),
            ("de", "zwölf Kisten", 12, 1),
            ("de", "dreizehn Kisten", 13, 1),
            ("de", "dreißig Kisten", 30, 1),
            ("de", "einundzwanzig Kisten", 21, 1),
            ("de", "zweihundertfünfzig Kisten", 250, 1),
            ("de", "dreitausendeinhundert", 3100, 1),
            ("de", "ein und zwanzig Kisten", 21, 3),
            ("fr", "quatre-vingt-douze caisses", 92, 1),
            ("fr", "soixante et onze caisses", 71, 3),
            ("fr", "vingt-et-un", 21, 1),
            ("fr", "deux mille vingt-six", 2026, 3),
            ("es", "treinta y dos cajas", 32, 3),
            ("es", "doscientas cajas", 200, 1),
            ("es", "mil doscientos cincuenta y tres", 1253, 5),
            ("it", "una cassa", 1, 1),
            ("it", "ventuno casse", 21, 1),
            ("it", "trentun casse", 31, 1),
            ("it", "quarantotto casse", 48, 1),
            ("it", "sessantatré casse", 63, 1),
            ("it", "centottanta casse", 180, 1),
            ("it", "duecentottantadue casse", 282, 1),
            ("it", "cinquecento casse", 500, 1),
            ("it", "duemilacinquecento casse", 2500, 1),
            ("it", "mille duecento casse", 1200, 2),
            ("nl", "één doos", 1, 1),
            ("nl", "eenentwintig dozen", 21, 1),
            ("nl", "drieëntwintig dozen", 23, 1),
            ("nl", "vijf en twintig dozen", 25, 3),
            ("nl", "honderdvijftig stuks", 150, 1),
            ("nl", "honderdeenentwintig", 121, 1),
            ("nl", "twee honderd vijftig", 250, 3),
            ("nl", "vijfendertighonderd", 3500, 1),
            ("nl", "drieduizendvierhonderdzesenvijftig", 3456, 1),
            ("pt", "duas caixas", 2, 1),
            ("pt", "dezasseis caixas", 16, 1),
            ("pt", "dezesseis caixas", 16, 1),
            ("pt", "trinta e duas caixas", 32, 3),
            ("pt", "vinteequatro caixas", 24, 1),
            ("pt", "cento e vinte e cinco metros", 125, 5),
            ("pt", "trezentas e cinquenta folhas", 350, 3),
            ("pt", "mil e quinhentos copos", 1500, 3),
            ("pt", "dois mil duzentos e cinquenta", 2250, 5),
            ("pt", "vinte e cinco mil e cem", 25100, 6),
            ("pt", "mil e duas", 1002, 3),
            ("sv", "en låda", 1, 1),
            ("sv", "ett paket", 1, 1),
            ("sv", "åtta lådor", 8, 1),
            ("sv", "arton lådor", 18, 1),
            ("sv", "tjugofem lådor", 25, 1),
            ("sv", "tjugo fem lådor", 25, 2),
            ("sv", "tjugoen lådor", 21, 1),
            ("sv", "hundrafemtio bultar", 150, 1),
            ("sv", "etthundratjugofem", 125, 1),
            ("sv", "två hundra femtio", 250, 3),
            ("sv", "ettusenfemhundra", 1500, 1),
            ("sv", "tretusenfyrahundrafemtiosex", 3456, 1),
            ("pl", "dwie skrzynki", 2, 1),
            ("pl", "dwóch palet", 2, 1),
            ("pl", "pięciu worków", 5, 1),
            ("pl", "piec workow", 5, 1),
            ("pl", "dziewiętnaście sztuk", 19, 1),
            ("pl", "dwadzieścia trzy kartony", 23, 2),
            ("pl", "dwudziestu czterech kartonów", 24, 2),
            ("pl", "sto dwadzieścia pięć metrów", 125, 3),
            ("pl", "trzysta pięćdziesiąt arkuszy", 350, 2),
            ("pl", "tysiąc pięćset kubków", 1500, 2),
            ("pl", "dwa tysiące dwieście pięćdziesiąt", 2250, 4),
            ("pl", "pięć tysięcy", 5000, 2),
            ("pl", "tysiąc dwa", 1002, 2),
            ("pl", "sześćset trzydzieści jeden", 631, 3),
            ("da", "ét stk", 1, 1),
            ("da", "enogtyve kasser", 21, 1),
            ("da", "femoghalvtreds kasser", 55, 1),
            ("da", "toogtres kasser", 62, 1),
            ("da", "fire og halvfjerds kasser", 74, 3),
            ("da", "seksogfirs", 86, 1),
            ("da", "nioghalvfems", 99, 1),
            ("da", "hundrede og femogtyve", 125, 3),
            ("da", "trehundredehalvtreds", 350, 1),
            ("da", "to tusind fem hundrede", 2500, 4),
            ("da", "ethundredefemogtyve", 125, 1),
            ("da", "tjuefem esker", 25, 1),
            ("da", "åttiåtte esker", 88, 1),
            ("da", "tre hundre og femti", 350, 4),
        ],
    )
    def test_are_read_in_every_language(self, code: str, text: str, value: int, length: int) -> None:
        assert amount(text, code) == (Decimal(value), length)

    def test_of_another_language_are_none(self) -> None:
        assert amount("dos cajas", "en") is None


class TestHalves:
    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("en", "half case"),
            ("es", "media caja"),
            ("fr", "demi caisse"),
            ("de", "halbe Kiste"),
            ("it", "mezza cassa"),
            ("nl", "halve doos"),
            ("pt", "meia caixa"),
            ("sv", "halv låda"),
            ("sv", "halvt kilo"),
            ("pl", "pół skrzynki"),
            ("da", "halv kasse"),
        ],
    )
    def test_are_half_of_one(self, code: str, text: str) -> None:
        assert amount(text, code) == (Decimal("0.5"), 1)

    @pytest.mark.parametrize(
        ("code", "text", "value", "length"),
        [
            ("en", "one and a half cases", "1.5", 4),
            ("en", "2 and a half cases", "2.5", 4),
            ("es", "dos y media cajas", "2.5", 3),
            ("fr", "deux et demie caisses", "2.5", 3),
            ("it", "due e mezzo chili", "2.5", 3),
            ("de", "zwei und eine halbe Kiste", "2.5", 4),
            ("nl", "twee en een halve doos", "2.5", 4),
            ("nl", "anderhalve doos", "1.5", 1),
            ("nl", "tweeënhalf kilo", "2.5", 1),
            ("pt", "duas e meia caixas", "2.5", 3),
            ("sv", "två och en halv låda", "2.5", 4),
            ("sv", "ett och ett halvt kilo", "1.5", 4),
            ("sv", "halvannan låda", "1.5", 1),
            ("pl", "dwie i pół skrzynki", "2.5", 3),
            ("pl", "półtorej skrzynki", "1.5", 1),
            ("pl", "półtora kilo", "1.5", 1),
            ("da", "to og en halv kasse", "2.5", 4),
            ("da", "halvanden kasse", "1.5", 1),
            ("da", "halvannet kilo", "1.5", 1),
        ],
    )
    def test_behind_an_amount_of_a_unit_are_added_to_it(self, code: str, text: str, value: str, length: int) -> None:
        assert amount(text, code) == (Decimal(value), length)

    @pytest.mark.parametrize("text", ["four and a half inch plates", "2 half cases", "2 and a half", "2 and a bag"])
    def test_of_a_size_or_of_nothing_are_not(self, text: str) -> None:
        found = amount(text)
        assert found is not None
        assert found[1] == 1


def test_there_is_no_amount_behind_the_end_of_a_text_or_at_a_mark() -> None:
    tokens = tokenize("2 cs (3)")
    assert amount_at(tokens, len(tokens), languages()["en"]) is None
    assert amount_at(tokens, 2, languages()["en"]) is None
