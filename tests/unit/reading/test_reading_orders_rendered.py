"""Orders written in any style and language, and read back: the same amounts, units and words, and nothing left over."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.languages import languages
from tests.unit.reading.reading_said import read, words

CODES = sorted(languages())
# Units as each language writes them, with the code that they mean.
UNITS = {
    "en": [("cs", "CS"), ("cases", "CS"), ("bags", "BG"), ("rolls", "RL"), ("ea", "EA"), ("dozen", "DZ")],
    "de": [("Kisten", "CS"), ("Karton", "CT"), ("Stk", "EA"), ("Rollen", "RL"), ("Beutel", "BG"), ("Paar", "PR")],
    "fr": [("caisses", "CS"), ("sacs", "BG"), ("rouleaux", "RL"), ("pièces", "EA"), ("paires", "PR")],
    "es": [("cajas", "CS"), ("sacos", "BG"), ("rollos", "RL"), ("piezas", "EA"), ("docenas", "DZ")],
    "it": [("casse", "CS"), ("cartoni", "CT"), ("pz", "EA"), ("rotoli", "RL"), ("sacchi", "BG"), ("dozzine", "DZ")],
    "nl": [("dozen", "BX"), ("kratten", "CR"), ("stuks", "EA"), ("rollen", "RL"), ("zakken", "BG"), ("paar", "PR")],
    "pt": [("caixas", "CS"), ("sacos", "BG"), ("rolos", "RL"), ("unid", "EA"), ("pacotes", "PK"), ("pares", "PR")],
    "sv": [("lådor", "CS"), ("kartonger", "CT"), ("st", "EA"), ("rullar", "RL"), ("säckar", "BG"), ("par", "PR")],
    "pl": [("kartony", "CT"), ("worków", "BG"), ("rolek", "RL"), ("szt", "EA"), ("opakowań", "PK"), ("par", "PR")],
    "da": [("kasser", "CS"), ("sække", "BG"), ("ruller", "RL"), ("stk", "EA"), ("pakker", "PK"), ("par", "PR")],
}
OPENINGS = {
    "en": "Hi, please send us for Friday:",
    "de": "Guten Tag, bitte liefern Sie bis Freitag:",
    "fr": "Bonjour, il nous faut pour vendredi :",
    "es": "Hola, buenos días, mándenos para el viernes:",
    "it": "Buongiorno, ci servono per venerdì:",
    "nl": "Goedemorgen, graag leveren voor vrijdag:",
    "pt": "Bom dia, precisamos para sexta-feira:",
    "sv": "Hej, vi skulle behöva till fredag:",
    "pl": "Dzień dobry, prosimy o dostawę na piątek:",
    "da": "Godmorgen, vi skal bruge til fredag:",
}
CLOSINGS = {
    "en": "Thanks",
    "de": "Vielen Dank",
    "fr": "Merci",
    "es": "Muchas gracias",
    "it": "Grazie mille",
    "nl": "Alvast bedankt",
    "pt": "Muito obrigado",
    "sv": "Tack på förhand",
    "pl": "Dziękuję bardzo",
    "da": "På forhånd mange tak",
}
JOINING = {
    "en": " and ",
    "de": " und ",
    "fr": " et ",
    "es": " y ",
    "it": " e ",
    "nl": " en ",
    "pt": " e ",
    "sv": " och ",
    "pl": " i ",
    "da": " og ",
}
# Names that are words of none of the languages, some with sizes in them.
PRODUCTS = [
    "zorbel",
    "minko flark",
    "trunla 3/8",
    "velkor M8x40",
    "quib-lane XK200",
    "dravel 12oz",
    "plomex 24x36",
    "nurvik blorn tesk",
]

amounts = st.integers(1, 999)
orders = st.lists(
    st.tuples(amounts, st.integers(0, 4), st.sampled_from(PRODUCTS)),
    min_size=1,
    max_size=8,
    unique_by=lambda line: line[2],
)
Order = list[tuple[int, int, str]]
Line = tuple[Decimal, str | None, str]


def asked(order: Order, code: str) -> list[Line]:
    return [(Decimal(amount), UNITS[code][unit][1], name) for amount, unit, name in order]


def said(text: str, code: str) -> list[Line]:
    reading = read(text, language=code)
    assert not reading.residue, words(reading.residue)
    assert not reading.cautions, words(reading.cautions)
    assert not [doubt for line in reading.lines for doubt in line.doubts]
    return [(line.amount or Decimal(0), line.unit_code, words(line.words)) for line in reading.lines]


def before(order: Order, code: str) -> list[str]:
    return [f"{amount} {UNITS[code][unit][0]} {name}" for amount, unit, name in order]


@pytest.mark.parametrize("code", CODES)
class TestAnOrder:
    @given(order=orders, between=st.sampled_from([", ", "\n", "; ", "\n- ", "\n• "]))
    @settings(deadline=None, max_examples=40)
    def test_with_its_amounts_first_is_read_as_it_was_written(self, code: str, order: Order, between: str) -> None:
        text = f"{OPENINGS[code]}{between if between.startswith(chr(10)) else ' '}{between.join(before(order, code))}"
        assert said(f"{text}\n{CLOSINGS[code]}", code) == asked(order, code)

    @given(order=orders)
    @settings(deadline=None, max_examples=40)
    def test_with_its_lines_numbered_is_the_same(self, code: str, order: Order) -> None:
        numbered = [f"{number}) {line}" for number, line in enumerate(before(order, code), start=1)]
        if len(numbered) > 1:
            assert said("\n".join([OPENINGS[code], *numbered]), code) == asked(order, code)

    @given(order=orders)
    @settings(deadline=None, max_examples=40)
    def test_with_its_last_line_joined_by_a_word_is_the_same(self, code: str, order: Order) -> None:
        *others, last = before(order, code)
        text = f"{', '.join(others)}{JOINING[code] if others else ''}{last}"
        assert said(f"{OPENINGS[code]} {text}", code) == asked(order, code)

    @given(order=orders, mark=st.sampled_from([" x{}", " - {}", " x {}", " ({})"]))
    @settings(deadline=None, max_examples=40)
    def test_with_its_amounts_behind_is_the_same(self, code: str, order: Order, mark: str) -> None:
        text = "\n".join(f"{name}{mark.format(amount)}" for amount, _, name in order)
        expected = [(Decimal(amount), None, name) for amount, _, name in order]
        read_lines = read(f"{OPENINGS[code]}\n{text}", language=code).lines
        assert [(line.amount, line.unit_code, words(line.words)) for line in read_lines] == expected

    @given(order=orders)
    @settings(deadline=None, max_examples=40)
    def test_with_amounts_and_units_behind_is_the_same(self, code: str, order: Order) -> None:
        text = "\n".join(f"{name} {amount} {UNITS[code][unit][0]}" for amount, unit, name in order)
        assert said(f"{OPENINGS[code]}\n{text}", code) == asked(order, code)

    @given(order=orders)
    @settings(deadline=None, max_examples=40)
    def test_that_thanks_and_signs_says_nothing_else(self, code: str, order: Order) -> None:
        plain = ", ".join(before(order, code))
        signed = read(f"{plain}. {CLOSINGS[code]}, Tommy", language=code, names=["tommy"])
        assert [(x.amount, x.unit_code, words(x.words)) for x in signed.lines] == asked(order, code)
        assert not signed.residue


TENS = {
    "en": "twenty",
    "de": "zwanzig",
    "fr": "vingt",
    "es": "veinte",
    "it": "venti",
    "nl": "twintig",
    "pt": "vinte",
    "sv": "tjugo",
    "pl": "dwadzieścia",
    "da": "tyve",
}


@pytest.mark.parametrize("code", CODES)
@given(number=st.integers(2, 9), unit=st.integers(0, 4), name=st.sampled_from(PRODUCTS))
@settings(deadline=None, max_examples=30)
def test_an_amount_in_words_is_the_same_as_in_digits(code: str, number: int, unit: int, name: str) -> None:
    by_value = {value: word for word, value in languages()[code].numbers.items() if 2 <= value <= 9}
    spelled = read(f"{OPENINGS[code]} {by_value[number]} {UNITS[code][unit][0]} {name}", language=code).lines
    assert [(line.amount, line.unit_code, words(line.words)) for line in spelled] == [
        (Decimal(number), UNITS[code][unit][1], name)
    ]


CORRECTING = {
    "en": ["no, make it {}", "actually {}", "no wait, {}", "sorry, {}"],
    "de": ["nein, {}", "nein {}", "Moment, doch lieber {}", "besser {}"],
    "fr": ["non, {}", "attendez, non, {}", "plutôt {}", "pardon, {}"],
    "es": ["no, {}", "no espera mejor {}", "perdón, {}", "mejor {}"],
    "it": ["no, {}", "anzi {}", "no aspetta, {}", "scusa, facciamo {}"],
    "nl": ["nee, {}", "nee wacht, {}", "sorry, {}", "toch maar {}", "nee, maak er {} van"],
    "pt": ["não, {}", "não, espera, {}", "desculpe, são {}", "aliás {}", "ou melhor, {}"],
    "sv": ["nej, {}", "nej vänta, {}", "förlåt, {}", "nej, gör det till {}", "jag menar {}"],
    "pl": ["nie, {}", "nie, czekaj, {}", "przepraszam, {}", "jednak {}", "albo nie, niech będzie {}", "znaczy {}"],
    "da": ["nej, {}", "nej vent, {}", "undskyld, {}", "hellere {}", "nej, gør det til {}", "rettelse, {}"],
}


@pytest.mark.parametrize("code", CODES)
@given(
    data=st.data(), first=st.integers(2, 99), second=st.integers(2, 99), between=st.sampled_from([", ", "... ", " - "])
)
@settings(deadline=None, max_examples=40)
def test_a_corrected_amount_is_the_last_one_and_needs_no_caution(
    code: str, data: st.DataObject, first: int, second: int, between: str
) -> None:
    correction = data.draw(st.sampled_from(CORRECTING[code])).format(second)
    unit, meant = data.draw(st.sampled_from(UNITS[code]))
    reading = read(f"{first} {unit} zorbel{between}{correction}, 3 {unit} velkor", language=code)
    assert [(line.amount, line.unit_code, words(line.words)) for line in reading.lines] == [
        (Decimal(second), meant, "zorbel"),
        (Decimal(3), meant, "velkor"),
    ]
    assert not reading.cautions
    assert not reading.residue
