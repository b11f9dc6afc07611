"""Purchase orders: the customer's number, written or spelled aloud, and a number that stands alone."""

from __future__ import annotations

import pytest

from reading.purchase_orders import like_a_code
from reading.tokens import tokenize
from tests.unit.reading.reading_said import read


def number(text: str, code: str | None = None) -> str | None:
    found = read(text, language=code).po_number
    return found.text if found else None


class TestANumberThatIsSpelled:
    @pytest.mark.parametrize(
        ("text", "code", "written"),
        [
            ("PO is R dash six oh three nine", "en", "R-6039"),
            ("P O is S R M dash five five eight one three nine. Thanks", "en", "SRM-558139"),
            ("PO eighty-eight dash forty-four eighty-nine", "en", "88-4489"),
            ("PO A K double four seven", "en", "AK447"),
            ("bon de commande T P tiret deux mille vingt-six tiret cent trente-huit", "fr", "TP-2026-138"),
            ("orden de compra te ese guion cero cuatro cuatro cinco", "es", "TS-0445"),
            ("Bestellnummer Anton Berta Strich vier sieben eins eins", "de", "AB-4711"),
            ("This is on P O, uh, M P dash two zero seven zero two. Two packs of straights", "en", "MP-20702"),
            ("I have a PO for you, seven oh nine four four.", "en", "70944"),
            ("I have a PO, T R M, eight eight two four zero.", "en", "TRM88240"),
            ("La orden es la cinco seis uno dos", "es", "5612"),
            ("le bon de commande pour ça, euh, c'est le sept zéro neuf quatre quatre", "fr", "70944"),
            (
                "Die Bestellnummer ist vier eins null null, Strich, zwei sechs, Strich, null zwei zwei vier.",
                "de",
                "4100-26-0224",
            ),
        ],
    )
    def test_is_written_down_normally(self, text: str, code: str, written: str) -> None:
        assert number(text, code) == written

    def test_points_at_the_words_that_spell_it(self) -> None:
        text = "hello, PO is R dash six oh three nine, thanks"
        found = read(text).po_number
        assert found is not None
        assert text[found.start : found.end] == "R dash six oh three nine"

    def test_is_part_of_no_line(self) -> None:
        assert not read("P O is S R M dash five five eight one three nine").lines


class TestInchesWrittenLikeIt:
    def test_are_a_size_behind_their_number(self) -> None:
        found = read("disques 6 po, P80 : 2 boîtes\n24 rouleaux 2 po", language="fr")
        assert found.po_number is None
        assert [line.query(found.lexicon) for line in found.lines] == ["disques 6 po P80", "2 po"]

    def test_are_none_in_capitals_before_a_number(self) -> None:
        assert number("vis inox boîte 24 PO 71219", "fr") == "71219"


class TestANumberThatIsWritten:
    @pytest.mark.parametrize(
        ("text", "code", "written"),
        [
            ("Bestellung BS-2041 Schillerstraße", "de", "BS-2041"),
            ("Bestellung Nr. 4711", "de", "4711"),
            ("Pedido TS-0412", "es", "TS-0412"),
            ("Commande HAD-5521", "fr", "HAD-5521"),
            ("see PO-118790 attached", "en", "PO-118790"),
            ("our PO#4471 please", "en", "4471"),
            ("BC26-0329", "fr", "BC26-0329"),
            ("Ord. fornitore UC-26/0311", "it", "UC-26/0311"),
            ("Bestellung Lieferant L-4410", "de", "L-4410"),
        ],
    )
    def test_is_found_behind_a_word_for_it_or_with_it(self, text: str, code: str, written: str) -> None:
        assert number(text, code) == written

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("Bestellung 12.03.", "de"),
            ("meine Bestellung für Freitag", "de"),
            ("po 240 cs limes", "en"),
            ("Bestellung KW10", "de"),
            ("PO box", "en"),
            ("Bestellung: M12x40 Schrauben 100 Stück", "de"),
            ("commande : 300x150 plaques", "fr"),
        ],
    )
    def test_is_no_date_and_counts_nothing(self, text: str, code: str) -> None:
        assert number(text, code) is None


class TestANumberAlone:
    def test_is_told_apart(self) -> None:
        found = read("SRM-558120").lone_number
        assert found is not None
        assert found.text == "SRM-558120"

    @pytest.mark.parametrize("text", ["SRM-558120 friday belts", "hello", "12", "order"])
    def test_is_nothing_beside_other_words(self, text: str) -> None:
        assert read(text).lone_number is None


class TestAWordLikeACode:
    @pytest.mark.parametrize("word", ["UC-26/0311", "2026/131", "4500-2262", "PO4500"])
    def test_may_number_an_order(self, word: str) -> None:
        (token,) = tokenize(word)
        assert like_a_code(token)

    @pytest.mark.parametrize("word", ["31/03", "03/31/26", "2026-03-04", "T8", "12oz", "20x30cm", "1000er", "friday"])
    def test_is_no_day_and_no_size(self, word: str) -> None:
        assert not any(map(like_a_code, tokenize(word)))


@pytest.mark.parametrize("text", ["PO for you: 500 widgets and 2 tapes", "I have a PO for two cases of widgets"])
def test_what_an_order_is_for_is_followed_by_its_number_and_no_goods(text: str) -> None:
    assert number(text, "en") is None
