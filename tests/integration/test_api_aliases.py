"""What reps' decisions make of customers' words, over the API: confirmed, contradicted, faded, undone, known to all."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.aliases import AliasStrength
from domain.answers import Answer
from domain.policy import Policy
from graphs.learning import learn
from knowledge.own_words import known_words, shared_words
from store import orders, policies, reviews
from store.runs import RunStatus
from tests.support.api import Front
from tests.support.desks import WorkingDesk, eventually, mail_from
from tests.support.distributor import BRUNO, CLEA, CLEA_MAIL, GLOVES, HOSE, LAMP, TAPE

ROLL = "shiny roll"
AGREEING = 2


class Office:
    """A desk at which a rep works through the API. Each of Clea's orders waits for a rep, for her credit is on hold."""

    def __init__(self, office: WorkingDesk) -> None:
        self.desk = office
        self.rep: TestClient = Front(office).api(name="RKL")

    def teaches(self, customer: str, sku: str, words: str = ROLL) -> dict[str, Any]:
        """The rep teaches words on a customer's page."""
        answer = self.rep.post("/aliases", json={"customer_id": customer, "words": words, "sku": sku})
        assert answer.status_code == 201, answer.text
        taught: dict[str, Any] = answer.json()
        return taught

    def alias(self, alias: dict[str, Any]) -> dict[str, Any]:
        """What an alias is now."""
        found: dict[str, Any] = self.rep.get(f"/aliases/{alias['alias_id']}").json()
        return found

    def counts(self, alias: dict[str, Any]) -> tuple[str, int, int]:
        """What an alias counts for, how often it was confirmed, and how often contradicted."""
        found = self.alias(alias)
        return found["standing"], found["confirmed"], found["contradicted"]

    def switches(self, alias: dict[str, Any], active: bool) -> None:
        """The rep forgets an alias, or uses it again."""
        path = f"/aliases/{alias['alias_id']}"
        seen = self.rep.get(path).headers["ETag"]
        assert self.rep.patch(path, json={"active": active}, headers={"If-Match": seen}).status_code == 200

    def waits(self, sender: str, words: str = f"2 cs {ROLL}") -> str:
        """An order comes in and waits for a rep; the review's id."""
        received = self.desk.handles(sender, words)
        return self.desk.review(received.conversation_id).id

    def approves(self, review_id: str, sku: str | None = None, remember: bool = False, line: int = 1) -> None:
        """The rep approves, with another product where one is named; the approval is held."""
        edit = {"number": line, "sku": sku, "quantity": "2", "uom": "EA" if sku in (HOSE, LAMP) else "CS"}
        seen = self.rep.get(f"/reviews/{review_id}").json()
        answer = {
            "revision": seen["revision"],
            "verdict": "approve",
            "lines": [edit] if sku else [],
            "remember": [line] if remember else [],
        }
        answered = self.rep.post(f"/reviews/{review_id}/decision", json=answer)
        assert answered.status_code == 200, answered.text
        run_id = review_id.replace("rev", "run", 1)
        eventually("the approval is held", lambda: self.desk.status(run_id) is RunStatus.COMMITTED)

    def orders(self, sender: str, sku: str | None = None, remember: bool = False) -> str:
        """An order in the words comes in, and the rep approves it."""
        review_id = self.waits(sender)
        self.approves(review_id, sku, remember)
        return review_id

    def takes_back(self, review_id: str) -> None:
        """The rep takes an approval back."""
        answer = self.rep.post(f"/reviews/{review_id}/undo")
        assert answer.status_code == 200, answer.text

    def widens_at(self, customers: int) -> None:
        """Ops say how many customers must agree."""
        with self.desk.desk.store.transaction() as session:
            policies.go_live(session, Policy(widen_aliases_at=customers), "ops", self.desk.clock.now())

    def known(self, customer: str, widen_at: int = AGREEING) -> list[tuple[str, AliasStrength]]:
        """What their own words mean to a customer, and what these words mean to others, and how far."""
        with self.desk.desk.store.reading() as session:
            shared = shared_words(session, customer, f"{ROLL}s", widen_at)
            found = (*known_words(session, customer), *((shared,) if shared else ()))
            return [(one.sku, one.strength) for one in found]


@pytest.fixture
def at(office: WorkingDesk) -> Office:
    """The rep's desk."""
    return Office(office)


# What is said for and against


def test_an_approval_confirms_the_words_that_its_lines_are_written_in(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    at.orders(CLEA)
    assert at.counts(alias) == ("certain", 1, 0)
    assert at.alias(alias)["decided_at"] > alias["taught_at"]
    at.orders(CLEA)
    assert at.counts(alias) == ("certain", 2, 0)


def test_nothing_is_confirmed_by_other_words_or_another_customers_order(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    at.approves(at.waits(CLEA, "2 cs tape silver"))
    at.approves(at.waits(BRUNO, f"3 {ROLL}"), TAPE)
    assert at.counts(alias) == ("certain", 0, 0)
    assert at.alias(alias)["decided_at"] is None


def test_a_correction_puts_the_words_in_doubt_and_the_timeline_says_so(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    at.orders(CLEA)
    review_id = at.orders(CLEA, GLOVES)
    assert at.counts(alias) == ("doubted", 1, 1)
    conversation = at.rep.get(f"/reviews/{review_id}").json()["conversation_id"]
    told = at.rep.get(f"/conversations/{conversation}").json()["timeline"]
    sentences = [row["sentence"] for row in told if row["event"] == "alias_contradicted"]
    assert sentences == [f"RKL found that “{ROLL}” is not {TAPE}. A rep looks at these words from now on."]


def test_words_corrected_twice_running_fade_and_settle_no_order_any_more(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    for _ in range(2):
        at.orders(CLEA, GLOVES)
    assert at.counts(alias) == ("faded", 0, 2)
    assert at.alias(alias)["active"] is False
    received = at.desk.handles(CLEA, f"2 cs {ROLL}")
    with at.desk.desk.store.reading() as session:
        (line,) = orders.body(session, at.desk.order(received.conversation_id).id).lines
    assert line.sku != TAPE


def test_a_rep_who_takes_faded_words_for_the_same_again_brings_them_back_in_doubt(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    for _ in range(2):
        at.orders(CLEA, GLOVES)
    at.orders(CLEA, TAPE)
    assert at.counts(alias) == ("doubted", 1, 2)
    for _ in range(4):
        at.orders(CLEA, TAPE)
    assert at.counts(alias) == ("certain", 5, 2)


def test_faded_words_whose_place_was_taken_do_not_come_back_by_decisions(at: Office) -> None:
    old = at.teaches("C3", TAPE)
    for _ in range(2):
        at.orders(CLEA, GLOVES)
    at.teaches("C3", HOSE)
    at.orders(CLEA, TAPE)
    assert at.counts(old) == ("forgotten", 0, 2)
    assert at.known("C3") == [(HOSE, AliasStrength.DOUBTED)]


def test_an_amount_that_is_corrected_says_nothing_against_the_words(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    at.orders(CLEA, TAPE)
    assert at.counts(alias) == ("certain", 1, 0)


def test_the_same_words_on_two_lines_of_an_order_say_one_thing(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    at.approves(at.waits(CLEA, f"2 cs {ROLL}\n5 cs {ROLL}\n1 cs gloves nitrile"), GLOVES)
    assert at.counts(alias) == ("doubted", 0, 1)


def test_what_is_carried_out_twice_counts_once(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    review_id = at.orders(CLEA, GLOVES)
    with at.desk.desk.store.transaction() as session:
        review = reviews.get(session, review_id)
        body = orders.body(session, review.order_id)
        learn(session, review, Answer.model_validate(review.answer), body, at.desk.clock.now())
    assert at.counts(alias) == ("doubted", 0, 1)


# Learned from an order


def test_a_correction_is_remembered_with_the_message_that_said_it(at: Office) -> None:
    review_id = at.orders(CLEA, TAPE, remember=True)
    (alias,) = at.rep.get("/aliases", params={"customer": "C3"}).json()["items"]
    conversation = at.rep.get(f"/reviews/{review_id}").json()["conversation_id"]
    message = at.rep.get(f"/messages/{alias['message_id']}").json()
    assert (alias["words"], alias["sku"], alias["taught_by"]) == (ROLL, TAPE, "RKL")
    assert (alias["conversation_id"], message["conversation_id"]) == (conversation, conversation)
    assert message["direction"] == "in"
    assert at.counts(alias) == ("certain", 0, 0), "the approval that teaches does not confirm as well"


def test_what_is_remembered_leads_to_the_line_and_not_to_what_was_said_after_it(at: Office) -> None:
    said = at.desk.takes(mail_from(CLEA_MAIL, f"2 cs {ROLL}", at.desk.clock.now(), "one"))
    at.desk.finishes(said)
    at.desk.clock.move(minutes=1)
    after = at.desk.takes(mail_from(CLEA_MAIL, "Thank you.", at.desk.clock.now(), "two", answers="one"))
    at.desk.finishes(after)
    at.approves(at.desk.review(said.conversation_id).id, TAPE, remember=True)
    (alias,) = at.rep.get("/aliases", params={"customer": "C3"}).json()["items"]
    assert (alias["conversation_id"], alias["message_id"]) == (after.conversation_id, said.message_id)


def test_a_correction_that_is_remembered_takes_the_place_of_what_was_known(at: Office) -> None:
    old = at.teaches("C3", TAPE, "Shiny Rolls")
    at.orders(CLEA, GLOVES, remember=True)
    assert at.counts(old) == ("forgotten", 0, 1)
    assert at.known("C3") == [(GLOVES, AliasStrength.CERTAIN)]


def test_words_that_go_to_and_fro_are_not_certain_of_either(at: Office) -> None:
    at.orders(CLEA, TAPE, remember=True)
    at.orders(CLEA, GLOVES, remember=True)
    at.orders(CLEA, TAPE, remember=True)
    assert at.known("C3") == [(TAPE, AliasStrength.DOUBTED)]


# Undone


def test_an_approval_that_is_taken_back_leaves_the_words_as_they_were(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    before = at.alias(alias)
    at.takes_back(at.orders(CLEA, GLOVES))
    assert at.alias(alias) == before
    at.takes_back(at.orders(CLEA))
    assert at.alias(alias) == before


def test_taking_back_what_took_the_place_of_words_brings_these_back(at: Office) -> None:
    old = at.teaches("C3", TAPE)
    at.takes_back(at.orders(CLEA, GLOVES, remember=True))
    assert at.counts(old) == ("certain", 0, 0)
    assert at.known("C3") == [(TAPE, AliasStrength.CERTAIN)]


def test_a_word_that_is_forgotten_and_used_again_keeps_what_was_said_of_it(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    at.orders(CLEA, GLOVES)
    at.switches(alias, False)
    assert at.counts(alias) == ("forgotten", 0, 1)
    at.switches(alias, True)
    assert at.counts(alias) == ("doubted", 0, 1)


def test_a_word_for_another_product_begins_anew(at: Office) -> None:
    alias = at.teaches("C3", TAPE)
    at.orders(CLEA, GLOVES)
    path = f"/aliases/{alias['alias_id']}"
    at.rep.patch(path, json={"sku": HOSE}, headers={"If-Match": at.rep.get(path).headers["ETag"]})
    assert at.counts(alias) == ("certain", 0, 0)


# Known to every customer


def test_as_shipped_a_customers_words_stay_theirs_however_many_agree(at: Office) -> None:
    taught = [at.teaches(customer, TAPE) for customer in ("C1", "C2")]
    assert [at.alias(alias)["widened_by"] for alias in taught] == [None, None]
    assert at.known("C3", widen_at=0) == []


def test_what_enough_customers_agree_on_is_proposed_for_every_other(at: Office) -> None:
    at.widens_at(AGREEING)
    one = at.teaches("C1", TAPE)
    assert (at.alias(one)["widened_by"], at.known("C3")) == (None, [])
    other = at.teaches("C2", TAPE, "Shiny Rolls")
    assert [at.alias(alias)["widened_by"] for alias in (one, other)] == [2, 2]
    assert at.known("C3") == [(TAPE, AliasStrength.WIDENED)]
    assert at.known("C1") == [(TAPE, AliasStrength.CERTAIN)]


def test_what_one_customer_calls_something_else_is_known_to_nobody_else(at: Office) -> None:
    for customer, sku in (("C1", TAPE), ("C2", TAPE), ("C3", HOSE)):
        at.teaches(customer, sku)
    assert at.known("C3") == [(HOSE, AliasStrength.CERTAIN)]
    assert at.known("C9") == []


@pytest.mark.parametrize("how", ["forgotten", "doubted"])
def test_words_are_known_to_all_only_as_long_as_enough_are_certain_of_them(at: Office, how: str) -> None:
    at.teaches("C1", TAPE)
    alias = at.teaches("C3", TAPE)
    assert at.known("C2") == [(TAPE, AliasStrength.WIDENED)]
    if how == "forgotten":
        at.switches(alias, False)
    else:
        at.orders(CLEA, GLOVES)
    assert at.known("C2") == []


def test_what_a_customers_reps_said_of_words_counts_before_what_others_agree_on(at: Office) -> None:
    own = at.teaches("C3", TAPE)
    at.switches(own, False)
    for customer in ("C1", "C2"):
        at.teaches(customer, TAPE)
    assert at.known("C3") == []


def test_words_known_to_all_that_others_correct_twice_running_are_so_no_more(at: Office) -> None:
    at.widens_at(AGREEING)
    taught = [at.teaches(customer, TAPE) for customer in ("C1", "C2")]
    at.orders(CLEA, GLOVES)
    assert at.known("C3") == [(TAPE, AliasStrength.WIDENED)]
    review_id = at.orders(CLEA, LAMP)
    assert at.known("C3") == []
    assert [at.counts(alias) for alias in taught] == [("certain", 0, 0)] * 2, "to those who taught it, it still is"
    at.takes_back(review_id)
    assert at.known("C3") == [(TAPE, AliasStrength.WIDENED)]
