"""Dates: as customers name them, on the day they name them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.languages import languages
from tests.unit.reading.reading_said import MONDAY, dates, read


def days(text: str, code: str = "en", *, today: date = MONDAY, day_first: bool = False) -> list[str]:
    return [day for day, _ in dates(text, today, day_first=day_first, lexicon=languages()[code])]


class TestAWeekday:
    @given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.sampled_from(sorted(languages()["en"].weekdays)))
    @settings(deadline=None)
    def test_is_the_next_such_day_after_today(self, today: date, word: str) -> None:
        day = date.fromisoformat(days(f"for {word}", today=today)[0])
        assert day.weekday() == languages()["en"].weekdays[word]
        assert timedelta(0) < day - today <= timedelta(7)

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("en", "Friday's truck"),
            ("es", "el viernes"),
            ("fr", "vendredi"),
            ("de", "am Freitag"),
            ("it", "venerdì"),
            ("nl", "aanstaande vrijdag"),
            ("nl", "vrijdagochtend"),
            ("pt", "na sexta"),
            ("sv", "nu på fredag"),
            ("sv", "fredagens leverans"),
            ("sv", "till fre"),
            ("pl", "w piątek"),
            ("pl", "do piątku"),
            ("pl", "na piątkową dostawę"),
            ("pl", "na pt rano"),
            ("da", "til på fredag"),
            ("da", "fredag formiddag"),
            ("da", "fredagens"),
        ],
    )
    def test_is_known_in_every_language(self, code: str, text: str) -> None:
        assert days(text, code) == ["2026-03-06"]

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("fr", "vendr. au dépôt"),
            ("fr", "pour ve 6.3 :"),
            ("de", "bis Freit"),
            ("es", "p/viern"),
            ("es", "x/viernes"),
        ],
    )
    def test_may_be_cut_short_or_misspelt(self, code: str, text: str) -> None:
        assert set(days(text, code, day_first=True)) == {"2026-03-06"}

    def test_may_have_its_date_in_the_order_of_elsewhere_where_that_is_the_same_day(self) -> None:
        assert days("Fri 3/13: film x1", today=date(2026, 3, 11), day_first=True) == ["2026-03-13"] * 2
        assert days("Fri 3/14: film x1", today=date(2026, 3, 11), day_first=True) == ["2026-03-13"]

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("de", "mit der Freitagstour"),
            ("da", "med fredagsbilen"),
            ("sv", "till fredagsturen"),
            ("nl", "met de vrijdagrit"),
        ],
    )
    def test_may_stand_in_the_word_for_what_comes_then(self, code: str, text: str) -> None:
        assert days(text, code) == ["2026-03-06"]

    @pytest.mark.parametrize(("code", "text"), [("de", "mit der Tagestour"), ("de", "Freitagsmuster")])
    def test_is_not_in_every_word(self, code: str, text: str) -> None:
        assert days(text, code) == []

    def test_cut_to_two_letters_is_one_before_the_place_that_goods_go_to(self) -> None:
        assert days("Kontur. Do ins Messelager: 12 Krepp", "de") == ["2026-03-05"]

    def test_of_another_language_is_one_where_it_is_no_word_of_the_texts(self) -> None:
        assert days("Saturday : 2 farine", "fr") == ["2026-03-07"]
        assert days("pour le donnerstag", "fr") == ["2026-03-05"]

    @pytest.mark.parametrize(
        ("code", "text"), [("fr", "pour dmeain"), ("en", "for tomorow"), ("en", "tomoz pls"), ("es", "para manana")]
    )
    def test_tomorrow_may_be_misspelt(self, code: str, text: str) -> None:
        assert days(text, code) == ["2026-03-03"]

    @pytest.mark.parametrize(("code", "text"), [("de", "vier Kisten"), ("en", "free mont blanc"), ("es", "el mart")])
    def test_is_no_word_that_some_language_has(self, code: str, text: str) -> None:
        assert days(text, code) == []

    @pytest.mark.parametrize("text", ["2 cs sun dried tomatoes", "1 cs Sun-Maid", "monterey jack"])
    def test_is_not_part_of_a_products_name(self, text: str) -> None:
        assert days(text) == []

    @pytest.mark.parametrize(
        ("code", "text", "day"),
        [
            ("de", "für nächsten Mittwoch (11.3.) bitte", "2026-03-11"),
            ("de", "für Mittwoch in einer Woche (11.) bitte", "2026-03-11"),
            ("en", "for Friday (3/6) please", "2026-03-06"),
        ],
    )
    def test_may_have_its_date_in_brackets(self, code: str, text: str, day: str) -> None:
        assert days(text, code) == [day, day]

    @pytest.mark.parametrize(
        ("code", "text", "meant"),
        [
            ("es", "6 del 7.1 y 4 del 8.3", []),
            ("es", "buen fin de semana", []),
            ("fr", "bonne fin de semaine", []),
            ("es", "mñn: 6 lacas", ["2026-03-03"]),
            ("it", "buon fine settimana", []),
            ("it", "Buon lunedì!", []),
            ("it", "con il primo giro", []),
            ("pt", "boa sexta e bom fim de semana", []),
            ("pt", "segunda via", []),
            ("pt", "6 garrafas Quinta do Vale", []),
            ("pt", "10 disjuntores 6A", []),
            ("sv", "trevlig helg och glad fredag", []),
            ("sv", "tack för leveransen i fredags", []),
            ("sv", "den andra sorten", []),
            ("sv", "10 handskar man", []),
            ("pl", "miłego piątku i udanego weekendu", []),
            ("pl", "czujnik PT 100", []),
            ("pl", "oni mają 5 skrzynek", []),
            ("pl", "na dwudziestego piątego marca", []),
            ("da", "God fredag og god weekend", []),
            ("da", "hvidvin, tør 12 fl", []),
            ("da", "til jul 20 kasser", []),
        ],
    )
    def test_is_told_from_what_only_looks_like_one(self, code: str, text: str, meant: list[str]) -> None:
        assert days(text, code) == meant


class TestRelativeWords:
    @pytest.mark.parametrize(
        ("code", "text", "ahead"),
        [
            ("en", "today", 0),
            ("en", "tmrw", 1),
            ("en", "for tomorrow's truck", 1),
            ("en", "day after tomorrow", 2),
            ("es", "para mañana", 1),
            ("es", "pasado mañana", 2),
            ("fr", "aujourd’hui", 0),
            ("fr", "après-demain", 2),
            ("de", "für morgen", 1),
            ("de", "übermorgen", 2),
            ("it", "stasera", 0),
            ("it", "domattina", 1),
            ("it", "per domani pomeriggio", 1),
            ("it", "dopo domani", 2),
            ("nl", "voor morgenochtend", 1),
            ("nl", "morgen vroeg", 1),
            ("nl", "vanmiddag nog", 0),
            ("nl", "overmorgen", 2),
            ("pt", "pra hj", 0),
            ("pt", "para amanhã de manhã", 1),
            ("pt", "depois de amanhã", 2),
            ("pt", "daqui a três dias", 3),
            ("sv", "till imorgon", 1),
            ("sv", "i morgon bitti", 1),
            ("sv", "imorrn", 1),
            ("sv", "redan idag", 0),
            ("sv", "i eftermiddag", 0),
            ("sv", "i övermorgon", 2),
            ("pl", "na dziś po południu", 0),
            ("pl", "jeszcze dzisiaj", 0),
            ("pl", "na jutro rano", 1),
            ("pl", "do jutra", 1),
            ("pl", "pojutrze", 2),
            ("pl", "za trzy dni", 3),
            ("pl", "w ciągu 3 dni", 3),
            ("da", "til i morgen tidlig", 1),
            ("da", "i eftermiddag", 0),
            ("da", "i overmorgen", 2),
            ("da", "i morgen ettermiddag", 1),
        ],
    )
    def test_count_from_today(self, code: str, text: str, ahead: int) -> None:
        assert days(text, code) == [(MONDAY + timedelta(ahead)).isoformat()]

    def test_the_longest_phrase_wins(self) -> None:
        assert dates("day after tomorrow please") == [("2026-03-04", "day after tomorrow")]

    @pytest.mark.parametrize(
        ("code", "text", "meant"),
        [
            ("de", "Guten Morgen, 2 Kisten bitte", []),
            ("de", "Guten Morgen, bitte für morgen", ["2026-03-03"]),
            ("nl", "Goede morgen, 2 dozen graag", []),
            ("nl", "Goedemorgen, graag voor morgen", ["2026-03-03"]),
            ("pl", "Dzień dobry, poproszę na jutro", ["2026-03-03"]),
            ("da", "God morgen, 2 kasser tak", []),
            ("da", "Godmorgen, gerne til i morgen", ["2026-03-03"]),
            ("es", "el viernes por la mañana", ["2026-03-06"]),
            ("es", "mañana por la mañana", ["2026-03-03"]),
        ],
    )
    def test_good_morning_and_in_the_morning_are_no_tomorrow(self, code: str, text: str, meant: list[str]) -> None:
        assert days(text, code) == meant


class TestADayAndItsMonth:
    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("en", "March 6"),
            ("en", "mar 6th"),
            ("en", "6 March"),
            ("en", "the 6th of March"),
            ("es", "6 de marzo"),
            ("fr", "6 mars"),
            ("de", "6. März"),
            ("de", "den 6. März"),
            ("it", "6 marzo"),
            ("it", "per il 6 marzo"),
            ("nl", "6 maart"),
            ("nl", "6 mrt."),
            ("nl", "de zesde maart"),
            ("pt", "6 de março"),
            ("pt", "dia 6 de março de 2026"),
            ("pt", "6/mar"),
            ("sv", "6 mars"),
            ("sv", "den 6:e mars"),
            ("sv", "sjätte mars 2026"),
            ("pl", "6 marca"),
            ("pl", "6-go marca"),
            ("pl", "szóstego marca 2026"),
            ("pl", "w dniu 6 marca"),
            ("pl", "na 06.03.2026"),
            ("da", "6. marts"),
            ("da", "den sjette marts 2026"),
            ("da", "d. 6 mars"),
        ],
    )
    def test_are_a_date_in_every_language(self, code: str, text: str) -> None:
        assert days(text, code) == ["2026-03-06"]

    def test_the_first_is_written_as_the_french_do(self) -> None:
        assert days("1er avril", "fr") == ["2026-04-01"]

    @pytest.mark.parametrize(("text", "day"), [("1° aprile", "2026-04-01"), ("entro l'8 marzo", "2026-03-08")])
    def test_the_first_and_the_eighth_are_written_as_italians_do(self, text: str, day: str) -> None:
        assert days(text, "it") == [day]

    @pytest.mark.parametrize("text", ["February 30", "March 0", "31 April", "May", "6 cases"])
    def test_that_do_not_exist_are_none(self, text: str) -> None:
        assert days(text) == []


class TestANumericDate:
    @pytest.mark.parametrize(
        "text", ["for 3/6", "due 3/6", "Thursday 3/6", "delivery 03/06", "on 3/6/26", "by 3/6/2026"]
    )
    def test_is_one_behind_a_word_that_announces_it(self, text: str) -> None:
        assert days(text)[-1] == "2026-03-06"

    @pytest.mark.parametrize("text", ["3/8 bolts", "2 boxes 3/8 bolts", "3/6", "C 3/6"])
    def test_is_a_size_where_nothing_announces_it(self, text: str) -> None:
        assert days(text) == []

    def test_has_its_day_first_where_people_write_it_so(self) -> None:
        assert days("for 4/5") == ["2026-04-05"]
        assert days("for 4/5", day_first=True) == ["2026-05-04"]

    def test_with_points_has_its_day_first_everywhere(self) -> None:
        assert days("am 6.3.", "de") == ["2026-03-06"]
        assert days("bis 06.03.2026", "de") == ["2026-03-06"]
        assert days("for 6.3.") == ["2026-03-06"]

    def test_of_the_standard_needs_no_word_before_it(self) -> None:
        assert dates("2 cs romas 2026-03-06") == [("2026-03-06", "2026-03-06")]

    @pytest.mark.parametrize("text", ["for 13/13", "for 2/30", "on 0/5", "2026-02-30", "for 2/29/2025", "for 99/99/99"])
    def test_of_a_day_that_does_not_exist_is_none(self, text: str) -> None:
        assert days(text) == []


class TestTheYear:
    @pytest.mark.parametrize(
        ("today", "text", "meant"),
        [
            (date(2026, 12, 30), "January 4", "2027-01-04"),
            (date(2026, 12, 30), "for 1/4", "2027-01-04"),
            (date(2027, 1, 2), "December 30", "2026-12-30"),
            (date(2026, 3, 2), "February 20", "2026-02-20"),
            (date(2026, 3, 2), "January 15", "2026-01-15"),
            (date(2026, 6, 1), "January 15", "2027-01-15"),
            (date(2028, 1, 10), "February 29", "2028-02-29"),
        ],
    )
    def test_is_the_one_that_puts_the_day_ahead_or_a_little_way_back(self, today: date, text: str, meant: str) -> None:
        assert days(text, today=today) == [meant]

    def test_a_leap_day_far_from_any_leap_year_is_no_date(self) -> None:
        assert days("February 29", today=date(2026, 3, 2)) == []

    def test_the_end_of_the_year_is_not_the_end_of_the_week(self) -> None:
        assert days("Friday", today=date(2026, 12, 31)) == ["2027-01-01"]


class TestAWeekdayWithItsDate:
    def test_is_that_date_even_where_it_is_past(self) -> None:
        assert days("Wants Fri 3/6", today=date(2026, 3, 9)) == ["2026-03-06", "2026-03-06"]

    def test_tells_day_and_month_apart(self) -> None:
        assert days("for Friday 3/6", day_first=True) == ["2026-03-06", "2026-03-06"]
        assert days("Thursday 3/12", day_first=True) == ["2026-03-12", "2026-03-12"]

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("en", "Mon the 9th"),
            ("en", "Monday, March 9"),
            ("fr", "lundi 9 mars"),
            ("es", "el lunes 9"),
            ("de", "Montag, 9.3."),
            ("de", "Montag den 9."),
            ("it", "lunedì 9 marzo"),
            ("it", "lunedì 9"),
            ("pt", "segunda-feira, 9 de março"),
            ("pt", "segunda feira dia 9"),
            ("pt", "2ª-feira 09/03/2026"),
            ("sv", "måndagen den 9 mars"),
            ("sv", "måndag den 9:e"),
            ("sv", "Mån 9/3"),
            ("pl", "poniedziałek, 9 marca"),
            ("pl", "w poniedziałek 09.03"),
            ("pl", "w poniedziałek dziewiątego"),
            ("da", "mandag den 9. marts"),
            ("da", "mandag d. 9/3"),
        ],
    )
    def test_may_name_it_in_many_ways(self, code: str, text: str) -> None:
        assert set(days(text, code)) == {"2026-03-09"}

    def test_that_is_another_day_is_doubtful(self) -> None:
        reading = read("for Friday 3/9")
        assert all(mention.doubtful for mention in reading.dates)
        assert not any(mention.doubtful for mention in read("for Friday 3/6").dates)

    def test_is_no_amount_and_an_amount_is_no_date(self) -> None:
        assert days("Friday 3 cs limes") == ["2026-03-06"]
        assert days("friday 12 limes") == ["2026-03-06"]


class TestWeeks:
    @pytest.mark.parametrize(
        ("code", "text", "meant"),
        [
            ("en", "Friday next week", "2026-03-13"),
            ("en", "next week Friday", "2026-03-13"),
            ("de", "nächste Woche Freitag", "2026-03-13"),
            ("de", "Freitag nächste Woche", "2026-03-13"),
            ("nl", "volgende week vrijdag", "2026-03-13"),
            ("nl", "vrijdag volgende week", "2026-03-13"),
            ("nl", "vrijdag over een week", "2026-03-13"),
            ("fr", "vendredi de la semaine prochaine", "2026-03-13"),
            ("es", "el viernes de la próxima semana", "2026-03-13"),
            ("en", "a week from Monday", "2026-03-16"),
            ("fr", "lundi en huit", "2026-03-16"),
            ("en", "in two days", "2026-03-04"),
            ("de", "in 3 Tagen", "2026-03-05"),
            ("nl", "binnen 3 dagen", "2026-03-05"),
            ("nl", "over drie dagen", "2026-03-05"),
            ("fr", "dans deux semaines", "2026-03-16"),
            ("it", "venerdì della settimana prossima", "2026-03-13"),
            ("it", "la prossima settimana venerdì", "2026-03-13"),
            ("it", "tra tre giorni", "2026-03-05"),
            ("pt", "sexta da semana que vem", "2026-03-13"),
            ("pt", "em duas semanas", "2026-03-16"),
            ("sv", "fredag nästa vecka", "2026-03-13"),
            ("sv", "nästa vecka på fredag", "2026-03-13"),
            ("sv", "fredag om en vecka", "2026-03-13"),
            ("sv", "om två veckor", "2026-03-16"),
            ("sv", "inom 3 dagar", "2026-03-05"),
            ("pl", "w przyszłym tygodniu w piątek", "2026-03-13"),
            ("pl", "piątek w przyszłym tygodniu", "2026-03-13"),
            ("pl", "w piątek za tydzień", "2026-03-13"),
            ("pl", "za dwa tygodnie", "2026-03-16"),
            ("da", "fredag i næste uge", "2026-03-13"),
            ("da", "fredag om en uge", "2026-03-13"),
            ("da", "om tre dage", "2026-03-05"),
            ("da", "om to uker", "2026-03-16"),
        ],
    )
    def test_ahead_are_counted(self, code: str, text: str, meant: str) -> None:
        assert days(text, code) == [meant]

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("de", "in KW 12"),
            ("de", "in KW12"),
            ("fr", "livraison sem-12"),
            ("en", "end of the week"),
            ("es", "fin de semana"),
            ("it", "entro fine settimana"),
            ("nl", "eind van de week"),
            ("pt", "fim de semana"),
            ("sv", "i slutet av veckan"),
            ("sv", "leverans v 12"),
            ("sv", "vecka 12"),
            ("sv", "v.12"),
            ("pl", "do końca tygodnia"),
            ("pl", "na weekend"),
            ("da", "slutningen af ugen"),
            ("da", "i uge 10"),
        ],
    )
    def test_without_a_day_are_doubtful(self, code: str, text: str) -> None:
        [mention] = read(text, language=code).dates
        assert mention.doubtful

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("en", "last Friday"),
            ("es", "el viernes pasado"),
            ("fr", "lundi dernier"),
            ("it", "venerdì scorso"),
            ("pt", "segunda feira passada"),
            ("sv", "förra fredagen"),
            ("sv", "i måndags"),
            ("pl", "w zeszły piątek"),
            ("pl", "w ostatnią środę"),
            ("da", "sidste mandag"),
        ],
    )
    def test_behind_us_ask_for_nothing(self, code: str, text: str) -> None:
        assert days(text, code) == []


class TestADayOfTheMonthAlone:
    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("en", "the 12th"),
            ("en", "by the twelfth"),
            ("fr", "pour le 12 svp"),
            ("de", "am 12. bitte"),
            ("nl", "de 12e graag"),
            ("nl", "tegen de 12de"),
            ("es", "el día 12"),
            ("it", "entro il 12 grazie"),
            ("pt", "até dia 12"),
            ("sv", "den 12:e tack"),
            ("sv", "senast den 12"),
            ("pl", "dnia 12 proszę"),
            ("pl", "w dniu 12-go"),
            ("pl", "dnia dwunastego"),
            ("da", "den 12. tak"),
        ],
    )
    def test_is_the_next_such_day(self, code: str, text: str) -> None:
        assert days(text, code) == ["2026-03-12"]

    def test_is_of_the_next_month_where_this_ones_is_past(self) -> None:
        assert days("the 1st") == ["2026-04-01"]

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("fr", "le 12 pouces"),
            ("de", "den 12 Kisten"),
            ("en", "the 12 cs"),
            ("it", "il 12 casse"),
            ("nl", "de 12 dozen"),
            ("da", "de 12 kasser"),
        ],
    )
    def test_is_none_before_goods(self, code: str, text: str) -> None:
        assert days(text, code) == []


class TestAShortWeekday:
    @pytest.mark.parametrize(
        ("text", "meant"), [("Mi 3 Kisten", ["2026-03-04"]), ("Fr 6.3.", ["2026-03-06"] * 2), ("am Do", ["2026-03-05"])]
    )
    def test_is_one_where_it_must_be(self, text: str, meant: list[str]) -> None:
        assert days(text, "de") == meant

    def test_is_a_word_elsewhere(self) -> None:
        assert days("so 3 Kisten", "de") == []
        assert days("3 Kisten Do it yourself", "de") == []


class TestAFraction:
    @pytest.mark.parametrize(
        "text", ["for 1/2 bolts", "for 3/8 end mills", "by 1/4 turn valves", "50 ft of the 5/8 two wire"]
    )
    def test_before_goods_is_a_size(self, text: str) -> None:
        assert days(text) == []

    def test_is_still_a_day_that_was_a_little_ago(self) -> None:
        assert dates("2 cs romas for 1/8") == [("2026-01-08", "1/8")]

    def test_before_an_amount_may_be_one(self) -> None:
        assert [bool(mention.doubtful) for mention in read("for 3/8 2 cs limes").dates] == [True]


def test_a_mention_knows_the_words_that_name_it() -> None:
    assert dates("2 cs romas Friday, 1 cs limes March 9th") == [("2026-03-06", "Friday"), ("2026-03-09", "March 9th")]


@given(st.text())
@settings(deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    for code in languages():
        dates(text, lexicon=languages()[code])


def test_the_tuesday_that_comes_is_the_next_one() -> None:
    (mention,) = read("martes que viene 4 cajas", language="es", today=date(2026, 3, 5)).dates
    assert mention.value == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("da", "til d. 6/3"),
        ("da", "levering 6/3-2026"),
        ("sv", "fredag 6/3 2026"),
        ("pl", "na 06.03.2026r."),
        ("da", "d. 6."),
    ],
)
def test_a_date_may_be_written_as_the_danes_and_poles_do(code: str, text: str) -> None:
    assert set(days(text, code)) == {"2026-03-06"}


def test_a_thread_is_no_date() -> None:
    assert days("10 bolts 1/2-13 and 4 nuts 3/8-16", "en") == []
