"""Whether a message speaks of an order before it, or is an order of its own."""

from __future__ import annotations

import pytest

from reading.threads import answered_subject, speaks_of_before, stands_by_itself


@pytest.mark.parametrize(
    "text",
    [
        "scrap that order, pipes burst",
        "scrub that order gary, the job fell through",
        "die Bestellung für Fr bitte streichen, hat sich erledigt",
        "laat die bestelling van donderdag maar vallen",
        "Oubliez ma commande de mardi",
        "meatballs make 3 and forget ricotta",
        "make the american 3 on my order",
        "can u still add 2 cs hash shreds to tmrw",
        "On that order make the wings five and throw in a case of celery.",
        "Resending in case this didn't go through: 2 cs romas",
        "annulez toute la commande de jeudi",
        "zur Bestellung von vorhin bitte noch 2 Kisten Zitronen dazu",
        "quitad los cuchillos, lo demás igual",
        "Finalement pas besoin des collecteurs",
        "proszę anulować zamówienie na piątek",
        "jednak 5 kartonów zamiast 3",
        "skreślcie sałatę, reszta bez zmian",
        "dorzućcie jeszcze 2 kg sera do zamówienia",
    ],
)
def test_a_change_a_cancellation_and_a_repeat_speak_of_an_order_before(text: str) -> None:
    assert speaks_of_before(text)


@pytest.mark.parametrize(
    "text",
    [
        "2 cs romas, 1 bag onions for friday",
        "usual but no kale",
        "same as last week but only 1 wing sauce",
        "2 cs romas, no bruised ones please",
        "for thursday 3 bratwurst, 2 pretzel buns and add the invoice to the box, 4 mustard",
        "eggs came through fine thanks",
        "for Tuesday: 6 towels, 4 rolls of tissue. No need for the cleaner this time, we've plenty",
        "Friday we want twenty hen pellets, four scratch, and two, no, just one of the little waterers",
        "Para el martes mándame 4 cajas de guantes. Los de nitrilo no, los de vinilo",
        "Segunda repete o nosso de sempre, mas dobra o papel",
        "stesso ordine dell'ultima volta, ma i guanti solo 2",
        "idem dernière fois mais 3 chaînes au lieu de 5, pour demain",
        "Na wtorek 4 kartony rękawic. Nitrylowych nie, winylowe",
        "to samo co w zeszłym tygodniu, tylko 1 karton sosu",
        "",
    ],
)
def test_an_order_of_its_own_speaks_of_none(text: str) -> None:
    assert not speaks_of_before(text)


def test_a_message_with_files_is_an_order_of_its_own_unless_it_takes_one_back() -> None:
    assert not speaks_of_before("order attached, add 2 fryer oil", with_files=True)
    assert speaks_of_before("please cancel the attached", with_files=True)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("the 25 lb ones please", False),
        ("cases", False),
        ("4 cases", False),
        ("morning, for tuesday 3 cs romas and 2 limes", True),
        ("2 cs romas\n3 cs limes\n1 bag onions", True),
        ("cancel it, for tuesday 3 cs romas", False),
    ],
)
def test_an_answer_is_told_from_a_new_order(text: str, alone: bool) -> None:
    assert stands_by_itself(text) is alone


def test_what_names_goods_and_a_day_is_a_change_where_its_subject_answers() -> None:
    said = "Just 3 kegs for Friday then, 2 cs romas, and add two bags of rings"
    assert speaks_of_before(said, answers=True)
    assert not speaks_of_before(said)


def test_more_for_a_day_is_an_order_where_its_subject_answers_something_else() -> None:
    said = "für Freitag bitte noch 5 CEE-Wandsteckdosen, 100 m Gummileitung"
    assert speaks_of_before(said)
    assert not speaks_of_before(said, answers_another=True)


@pytest.mark.parametrize(
    ("subject", "answered"),
    [
        ("Re: Friday", "friday"),
        ("RE: AW: Freitag ", "freitag"),
        ("Antw: vrijdag", "vrijdag"),
        ("RES: pedido", "pedido"),
        ("Re[2]: order", "order"),
        ("Friday", ""),
        ("Reorder", ""),
        ("", ""),
    ],
)
def test_the_subject_of_an_answer_is_that_of_what_it_answers(subject: str, answered: str) -> None:
    assert answered_subject(subject) == answered
