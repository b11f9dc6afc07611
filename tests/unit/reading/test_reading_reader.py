"""The reader: what a whole text says, and what nothing was made of."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reading.languages import languages
from reading.reader import ReadingContext, name_words, read_text
from tests.unit.reading.reading_said import MONDAY, SCRAPS, lines, naughty_strings, read, words

texts = st.one_of(
    st.text(), st.lists(st.sampled_from(SCRAPS)).map(" ".join), st.lists(st.sampled_from(SCRAPS)).map("".join)
)

# A row of these leads to what stands at the end of a line, and is read as a dash.
_LEADERS = frozenset(".·_…")


class TestAnyText:
    @example("0 USUAL:1. 1 BUT", None, False)
    @example("bibs .... 2", None, False)
    @given(texts, st.sampled_from([None, *sorted(languages())]), st.booleans())
    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_can_be_read_and_everything_read_stands_in_it(
        self, text: str, language: str | None, day_first: bool
    ) -> None:
        reading = read(text, language=language, names=["tommy"], day_first=day_first)
        tokens = set(reading.tokens)
        written = [(text[token.start : token.end], token.text) for token in tokens]
        assert all(there == said or (said == "-" and set(there) <= _LEADERS) for there, said in written)
        spans = [(mention.first, mention.last) for mention in reading.dates]
        spans += [(phrase.first, phrase.last) for phrase in reading.phrases]
        spans += [(reading.base.first, reading.base.last)] if reading.base else []
        assert all(0 <= first < last <= len(reading.tokens) for first, last in spans)
        for line in reading.lines:
            assert {*line.tokens, *line.words, *line.without} <= tokens
            assert line.amount is None or line.amount > 0
            line.query(reading.lexicon)
        for change in reading.changes:
            assert {*change.tokens, *change.words} <= tokens
            assert change.words or change.amount is not None
        assert {*reading.residue, *reading.cautions, *reading.prices} <= tokens
        number = reading.po_number
        assert number is None or 0 <= number.start < number.end <= len(text)

    @given(texts)
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_is_lines_or_changes_to_another_order_and_never_both(self, text: str) -> None:
        reading = read(text)
        assert not reading.lines if reading.base else not reading.changes

    @given(texts)
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_has_no_word_both_in_a_line_and_left_over(self, text: str) -> None:
        reading = read(text)
        used = {token for line in reading.lines for token in line.tokens}
        used |= {token for change in reading.changes for token in change.tokens}
        assert not used & set(reading.residue)

    def test_that_breaks_other_software_is_read(self) -> None:
        for text in naughty_strings():
            read(text)

    def test_with_a_number_longer_than_python_reads_is_read(self) -> None:
        assert lines(f"3 med wings {'9' * 5000} onion rings")

    def test_with_digits_of_another_script_is_read(self) -> None:
        assert read("3 med wings ፩ onion ring").lines

    @pytest.mark.parametrize("scrap", ["word ", "$1 ", "no ", "1 cs ", "1 a5 ", "hundred ", "2 cs romas\n"])
    def test_ten_times_as_long_takes_about_ten_times_as_long(self, scrap: str) -> None:
        def seconds(text: str) -> float:
            start = time.process_time()
            read(text)
            return time.process_time() - start

        short, long = scrap * (2000 // len(scrap)), scrap * (20_000 // len(scrap))
        assert min(seconds(long) for _ in range(2)) < 30 * max(min(seconds(short) for _ in range(3)), 0.01)


class TestWordsLeftOver:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("2 cs romas. the walk-in broke", "walk-in broke"),
            ("hi, good morning, 2 cs romas please, thanks", ""),
            ("are you open monday", "open"),
            ("romas: ripe", "romas ripe"),
        ],
    )
    def test_are_those_that_nothing_explains(self, text: str, left: str) -> None:
        assert words(read(text).residue) == left

    @pytest.mark.parametrize("text", ["Tom Okafor", "Tom's", "T. Okafor", "T.Okafor", "tom/okafor", "Tom O."])
    def test_are_not_the_names_around_the_sender(self, text: str) -> None:
        assert words(read(text).residue) != ""
        assert words(read(text, names=["tom", "okafor"]).residue) == ""

    def test_are_not_his_places_with_their_number(self) -> None:
        def is_store(before: str, number: str) -> bool:
            return before == "store" and number.isdigit()

        context = ReadingContext(MONDAY, False, None, frozenset(), lambda word: False, is_store)
        reading = read_text("store 2: 2 cs romas", context)
        assert [words(line.words) for line in reading.lines] == ["romas"]
        assert not reading.residue

    def test_names_are_known_in_all_their_pieces(self) -> None:
        assert {"okafor's", "okafor", "blue", "door", "chef", "bluedoor"} <= name_words(
            "Okafor's Blue-Door", "chef@bluedoor"
        )


class TestWordsOfCaution:
    @pytest.mark.parametrize(
        ("text", "cautions"),
        [
            ("2 cs romas or 3 cs limes", "or"),
            ("2 cs romas, actually make that 3 cs limes", "actually make"),
            ("2 cs romas maybe", "maybe"),
            ("do not send the 2 cs romas", "not"),
            ("2 cs romas", ""),
            ("dos cajas de limones, pero mejor tres cajas de papas por favor", "pero mejor"),
            ("2 packs needles DBx1 No. 14", ""),
            ("2 cases fewer", "fewer"),
            ("all stores: 2 cs romas", "all"),
            ("stores: 2 cs romas", ""),
            ("2 boxes double wall cups", ""),
            ("3 eggs double milk", "double"),
            ("3 eggs, double the milk", "double"),
            ("a couple of things: 2 cs romas", ""),
            ("no deliveries: 2 cs romas", "no"),
        ],
    )
    def test_are_told(self, text: str, cautions: str) -> None:
        assert words(read(text).cautions) == cautions

    def test_inside_what_a_line_must_not_have_are_settled(self) -> None:
        assert not read("2 cs eggs, not loose").cautions

    def test_is_a_short_name_of_a_day_that_courtesy_of_another_language_hides(self) -> None:
        reading = read("Guten Morgen, Do mit der Tour: 12 Krepp und 4 Klett bitte, thank you", language="de")
        assert "en" in reading.lexicon.codes
        assert "Do" in words(reading.residue).split()
        assert "Mo" not in words(read("12 Krepp. Danke, Mo", language="de", names=["mo"]).residue).split()

    @pytest.mark.parametrize(
        ("text", "code", "caution"),
        [
            ("brauche für do Lampe 4 Stk", "de", "do"),
            ("pour mer sel fin 2", "fr", "mer"),
            ("2 sacos sal de mar, por favor", "es", ""),
            ("2 fruits de mer svp", "fr", ""),
        ],
    )
    def test_may_be_a_day_in_small_letters_where_one_is_announced(self, text: str, code: str, caution: str) -> None:
        assert words(read(text, language=code).cautions) == caution

    def test_are_no_words_for_the_delivery_behind_its_day(self) -> None:
        assert not read("Thursday drop: 2 cs eggs").cautions
        assert words(read("2 cs eggs. Thursday drop the eggs").cautions) == "drop"

    def test_inside_a_phrase_that_is_understood_are_settled(self) -> None:
        assert words(read("same as last time").cautions) == ""
        assert words(read("same for the last one").cautions) == "same last"


class TestThePurchaseOrder:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("PO 4471, 2 cs romas", "4471"),
            ("PO# 4471", "4471"),
            ("po: A-17", "A-17"),
            ("P.O. 771", "771"),
            ("purchase order number 12", None),
            ("po number: 12-A/7", "12-A/7"),
            ("orden de compra 88123, por favor, gracias", "88123"),
            ("bon de commande 88123 svp, merci", "88123"),
            ("Bestellnummer: 88123, danke, bitte", "88123"),
            ("the po is missing", None),
            ("po box", None),
        ],
    )
    def test_is_the_word_with_a_digit_behind_its_name(self, text: str, number: str | None) -> None:
        found = read(text).po_number
        assert (found.text if found else None) == number

    def test_that_is_only_spoken_of_is_not_left_over_either(self) -> None:
        assert words(read("the po is missing").residue) == "missing"

    def test_is_no_amount_and_not_left_over(self) -> None:
        assert lines("PO 4471 2 cs romas") == ["2 CS romas"]
        assert not read("PO 4471 2 cs romas").residue


class TestPrices:
    @pytest.mark.parametrize(
        ("text", "price"),
        [
            ("2 cs romas @ 12.50", "12.50"),
            ("2 cs romas at 12.50", "12.50"),
            ("2 cs romas $12.50/cs", "$12.50/cs"),
            ("2 cs romas €12", "€12"),
            ("12.50 lb ham", ""),
            ("2 cs romas @ 12", ""),
            ("2 cs romas at our 12.50", "12.50"),
            ("2 cs romas at my usual price of 12.50", "12.50"),
            ("2 rolls of our 2.25 tape", ""),
            ("2 rolls tape (4.90 a roll, as before)", "4.90"),
            ("2 rolls tape 4.90 a roll", ""),
            ("2 rolls tape (4.90 each)", "4.90"),
            ("2 rolls tape at .69", ".69"),
            ("2 rolls tape @.69", "@.69"),
            ("2 rolls tape $.69/ft", "$.69/ft"),
            ("2 boxes .22 shells", ""),
            ("2 rolls satin at $8.100 a roll", "$8.100"),
            ("2 rolls satin, $ 119.500 as agreed", "119.500"),
            ("up to 1.500 bags", ""),
        ],
    )
    def test_are_amounts_of_money_and_not_of_products(self, text: str, price: str) -> None:
        assert words(read(text).prices) == price

    def test_may_be_named_by_a_compound(self) -> None:
        assert words(read("4 Rollen Band zum Aktionspreis von 9,90 das Stück", language="de").prices) == "9,90"
        assert lines("4 Rollen Band zum Aktionspreis von 9,90 das Stück", "de") == ["4 RL Band"]

    def test_are_part_of_no_line(self) -> None:
        assert lines("2 cs romas @ 12.50, 1 bag onions $3.20") == ["2 CS romas", "1 BG onions"]
        assert lines("2 cs romas at 12.50 a case, our price, 3 limes") == ["2 CS romas", "3 ? limes"]

    @pytest.mark.parametrize(
        ("text", "code", "said"),
        [
            ("2 cartons gants (à 6.15 la boîte, notre prix), 3 boîtes ruban", "fr", ["2 CT gants", "3 BX ruban"]),
            ("2 Dosen Lasur zu unseren 24,90, 3 Eimer Farbe", "de", ["2 CN Lasur", "3 PL Farbe"]),
            ("3 cajas guantes a nuestro precio de 12,50, 2 bolsas tapas", "es", ["3 CS guantes", "2 BG tapas"]),
            ("3 scatole guanti al nostro prezzo di 12,50, 2 sacchi terra", "it", ["3 BX guanti", "2 BG terra"]),
            ("6 zakken mest (tegen onze 73,96), 10 dozen potten", "nl", ["6 BG mest", "10 BX potten"]),
            ("4 fardos papel, naquele nosso preço de R$ 43,60, e 3 pct palito", "pt", ["4 BE papel", "3 PK palito"]),
        ],
    )
    def test_are_told_by_whose_they_are_in_every_language(self, text: str, code: str, said: list[str]) -> None:
        assert lines(text, code) == said


class TestTheUsual:
    @pytest.mark.parametrize(
        "text",
        [
            "usual",
            "usual pls",
            "the usual for friday",
            "the usual, thanks",
            "our usual order please",
            "usual friday",
            "usual by the way",
            "usual but no kale",
            "hola, lo de siempre por favor",
            "la commande habituelle svp, merci",
            "das Übliche bitte, danke",
        ],
    )
    def test_standing_alone_is_an_order(self, text: str) -> None:
        base = read(text).base
        assert base is not None
        assert base.meaning == "usual"

    @pytest.mark.parametrize("text", ["usual oil x1", "2 cs of the usual romas", "usual twice"])
    def test_before_a_product_is_only_a_word(self, text: str) -> None:
        assert read(text).base is None

    @pytest.mark.parametrize("text", ["same as last time", "repeat my last order", "wie letztes mal bitte, danke"])
    def test_may_be_the_last_order(self, text: str) -> None:
        base = read(text).base
        assert base is not None
        assert base.meaning == "last_order"

    def test_as_usual_alone_asks_for_it(self) -> None:
        base = read("as usual please").base
        assert base is not None
        assert base.meaning == "usual"

    def test_as_usual_beside_lines_says_nothing_more(self) -> None:
        reading = read("2 cs romas as usual")
        assert reading.base is None
        assert not reading.residue
        assert not reading.cautions


class TestPhrases:
    @pytest.mark.parametrize(
        ("text", "meaning"),
        [
            ("please cancel the order", "cancel"),
            ("instead of limes", "amend"),
            ("how much is oxtail", "inquiry"),
            ("resending just to be safe", "duplicate"),
            ("call me", "person"),
            ("Ignore previous instructions", "software"),
            ("on the next truck", "next_delivery"),
            ("I am out of office", "no_order"),
            ("por favor cancela el pedido", "cancel"),
            ("annulez la commande svp", "cancel"),
            ("Guten Tag, bitte stornieren", "cancel"),
        ],
    )
    def test_mean_something_for_the_whole_message(self, text: str, meaning: str) -> None:
        assert read(text).says(meaning)

    def test_are_whole_words(self) -> None:
        assert not read("2 cs scallops, callmex").says("person")
        assert not read("2 cs romas").says("cancel")

    def test_the_longest_at_a_place_wins(self) -> None:
        assert [phrase.last - phrase.first for phrase in read("our usual order").phrases] == [3]

    def test_that_only_look_like_dates_are_told_to_nobody(self) -> None:
        assert not read("Guten Morgen, 2 Kisten bitte").says("no_date")


class TestQuestions:
    @pytest.mark.parametrize(("text", "count"), [("2 cs romas?", 1), ("do you have romas? and limes?", 2), ("2 cs", 0)])
    def test_are_counted(self, text: str, count: int) -> None:
        assert read(text).questions == count


class TestDates:
    def test_are_part_of_no_line(self) -> None:
        assert lines("2 cs romas for friday, 1 bag onions") == ["2 CS romas", "1 BG onions"]

    def test_are_written_as_people_do_here(self) -> None:
        assert [d.value for d in read("2 cs romas for 4/5", day_first=True).dates] == [date(2026, 5, 4)]
        assert [d.value for d in read("2 cs romas for 4/5").dates] == [date(2026, 4, 5)]

    def test_that_cannot_be_are_left_over(self) -> None:
        assert words(read("for 13/13").residue) == "13/13"
