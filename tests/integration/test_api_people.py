"""People and machines over the API: how they come in, what they may not be told, and who is put out again."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from httpx2 import Response
from starlette.testclient import TestClient

from domain.people import Role
from store.people_tables import SessionRow, SignInLinkRow, TokenRow
from store.tables import LedgerRow
from tests.support.api import Front
from tests.support.desks import HandClock, WorkingDesk

PASSWORD = "a pier of lanterns"
WRONG = "That does not open the desk. Check the name and the password, or ask an admin for a new link."


@pytest.fixture
def front(office: WorkingDesk) -> Front:
    """The app of the test's desk."""
    return Front(office)


def events(front: Front) -> list[tuple[str, str, dict[str, Any]]]:
    """What the ledger says of the desk itself: event, actor and detail, oldest first."""
    with front.services.store.reading() as session:
        rows = session.query(LedgerRow).where(LedgerRow.conversation_id.is_(None)).order_by(LedgerRow.id)
        return [(row.event, row.actor, row.detail) for row in rows]


def with_password(front: Front, name: str, role: Role = Role.REP) -> TestClient:
    """A browser of somebody who has set a password."""
    browser = front.browser(role, name)
    assert browser.put("/me/password", json={"password": PASSWORD}).status_code == 204
    return browser


def sign_in(front: Front, name: str, password: str) -> Response:
    """What a browser is answered that signs in with a password."""
    return front.anonymous().post("/session", json={"name": name, "password": password})


def link_code(invitation: dict[str, Any]) -> str:
    """The code of an invitation's link, which is after the hash: no server ever sees it."""
    before, code = invitation["link"].split("#code=")
    assert before == "http://localhost/sign-in"
    return str(code)


def test_somebody_who_is_let_in_signs_in_by_their_link_and_then_by_a_password_of_their_own(front: Front) -> None:
    admin = front.browser(Role.ADMIN, "boss")
    invited = admin.post("/people", json={"name": "ana", "full_name": "Ana Ruiz", "role": "rep"})
    assert invited.status_code == 201
    browser = front.anonymous()

    me = browser.post("/session", json={"code": link_code(invited.json())}).json()

    assert (me["name"], me["full_name"], me["role"], me["machine"]) == ("ana", "Ana Ruiz", "rep", False)
    assert me["rights"] == ["look", "send", "decide"]
    assert (me["distributor"], me["currency"], me["timezone"]) == ("Fernhill Supply", "USD", "America/New_York")
    assert not me["has_password"]
    assert browser.get("/me").json()["csrf"] == me["csrf"]
    set_password = browser.put("/me/password", json={"password": PASSWORD}, headers={"X-CSRF-Token": me["csrf"]})
    assert set_password.status_code == 204
    again = sign_in(front, "Ana", PASSWORD)
    assert (again.status_code, again.json()["name"], again.json()["has_password"]) == (200, "ana", True)


def test_the_session_is_a_strict_cookie_that_no_script_reads(office: WorkingDesk, front: Front) -> None:
    def cookie(of: Front) -> str:
        code = of.code(of.person())
        return of.anonymous().post("/session", json={"code": code}).headers["Set-Cookie"]

    plain, secure = cookie(front), cookie(Front(office, "https://desk.example"))

    assert plain.startswith("orderdesk=")
    assert plain.split("; ")[1:] == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=strict"]
    assert secure.startswith("__Host-orderdesk=")
    assert secure.split("; ")[1:] == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=strict", "Secure"]


def test_no_secret_is_in_the_store(front: Front) -> None:
    browser = with_password(front, "ana")
    code = front.code("ana")
    secret = front.api(Role.REP, "till").headers["Authorization"].removeprefix("Bearer ")
    session_secret = browser.cookies["orderdesk"]

    with front.services.store.engine.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]

    assert "$argon2id$" in dump
    for hidden in (PASSWORD, code, secret, session_secret):
        assert hidden not in dump


def test_a_session_ends_after_twelve_hours_however_busy_it_was(front: Front, clock: HandClock) -> None:
    browser = front.browser()

    clock.move(hours=11, minutes=59)
    assert browser.get("/me").status_code == 200
    clock.move(minutes=1)

    ended = browser.get("/me")
    assert ended.status_code == 401
    assert ended.json()["detail"] == "You are not signed in any more. Sign in again."


def test_signing_out_ends_the_session_and_no_other(front: Front) -> None:
    here, there = front.browser(), front.browser()
    cookie = here.cookies["orderdesk"]

    assert here.delete("/session").status_code == 204

    assert "orderdesk" not in here.cookies
    assert front.anonymous(Cookie=f"orderdesk={cookie}").get("/me").status_code == 401
    assert there.get("/me").status_code == 200


def test_what_has_expired_goes_when_somebody_signs_in(front: Front, clock: HandClock) -> None:
    front.browser(Role.REP, "ana")
    front.code(front.person(Role.REP, "ben"))
    clock.move(hours=25)

    front.browser(Role.REP, "cleo")

    with front.services.store.reading() as session:
        assert [row.person for row in session.query(SessionRow)] == ["cleo"]
        assert [row.person for row in session.query(SignInLinkRow)] == ["cleo"]


def test_a_link_signs_in_once(front: Front) -> None:
    code = front.code(front.person())

    assert front.anonymous().post("/session", json={"code": code}).status_code == 200
    again = front.anonymous().post("/session", json={"code": code})

    assert (again.status_code, again.json()["detail"]) == (401, WRONG)


def test_a_link_opens_nothing_after_a_day(front: Front, clock: HandClock) -> None:
    code = front.code(front.person())
    clock.move(hours=24)

    assert front.anonymous().post("/session", json={"code": code}).status_code == 401


def test_a_new_link_takes_the_place_of_the_one_before_and_of_a_password_that_is_lost(front: Front) -> None:
    admin = front.browser(Role.ADMIN, "boss")
    with_password(front, "ana")
    first, second = (link_code(admin.post("/people/ana/link").json()) for _ in range(2))

    assert front.anonymous().post("/session", json={"code": first}).status_code == 401
    assert sign_in(front, "ana", PASSWORD).status_code == 200
    me = front.anonymous().post("/session", json={"code": second}).json()

    assert not me["has_password"]
    assert sign_in(front, "ana", PASSWORD).status_code == 401


@pytest.mark.parametrize(
    "given",
    [
        {"name": "ana", "password": "not this one"},
        {"name": "nobody-there", "password": PASSWORD},
        {"name": "linked", "password": PASSWORD},
        {"name": "locked", "password": PASSWORD},
        {"code": "x"},
        {"code": ""},
    ],
    ids=["wrong password", "unknown name", "no password", "locked out", "wrong code", "empty code"],
)
def test_a_failure_to_sign_in_does_not_say_what_was_wrong(front: Front, given: dict[str, str]) -> None:
    with_password(front, "ana")
    front.browser(Role.REP, "linked")
    with_password(front, "locked")
    front.browser(Role.ADMIN).patch("/people/locked", json={"active": False})

    refused = front.anonymous().post("/session", json=given)

    assert (refused.status_code, refused.json()["detail"]) == (401, WRONG)
    assert "Set-Cookie" not in refused.headers


@pytest.mark.parametrize(
    "given", [{}, {"name": "ana"}, {"password": PASSWORD}, {"name": "a", "password": "b", "code": "c"}]
)
def test_one_signs_in_with_a_code_or_with_a_name_and_a_password(front: Front, given: dict[str, str]) -> None:
    assert front.anonymous().post("/session", json=given).status_code == 422


@pytest.mark.parametrize("name", ["ana", "nobody-there"])
def test_a_name_that_failed_ten_times_has_to_wait_whether_it_is_anybodys_or_not(
    front: Front, clock: HandClock, name: str
) -> None:
    with_password(front, "ana")
    with_password(front, "ben")

    answered = [sign_in(front, spelt, "not this one").status_code for spelt in [name, name.upper()] * 5]
    refused = sign_in(front, name, PASSWORD)

    assert answered == [401] * 10
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert sign_in(front, "ben", PASSWORD).status_code == 200
    clock.move(seconds=61)
    assert sign_in(front, name, PASSWORD).status_code == (200 if name == "ana" else 401)


@pytest.mark.parametrize("name", ["ana", "nobody-there", "linked", "locked"])
def test_a_password_costs_the_same_work_whether_it_could_be_right_or_not(
    front: Front, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with_password(front, "ana")
    front.browser(Role.REP, "linked")
    with_password(front, "locked")
    front.browser(Role.ADMIN).patch("/people/locked", json={"active": False})
    checked: list[str] = []

    def verify(hasher: PasswordHasher, kept: str, password: bytes) -> bool:
        checked.append(kept.rsplit("$", 2)[0])
        raise VerifyMismatchError

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    sign_in(front, name, "not this one")

    assert checked == ["$argon2id$v=19$m=65536,t=3,p=4"]


def test_a_password_is_changed_by_who_knows_it_and_other_browsers_are_signed_out(front: Front) -> None:
    here = with_password(front, "ana")
    there = front.anonymous()
    assert there.post("/session", json={"name": "ana", "password": PASSWORD}).status_code == 200
    new = {"password": "another pier of lanterns"}

    assert here.put("/me/password", json=new).status_code == 422
    assert here.put("/me/password", json=new | {"current": "not this one"}).status_code == 422
    assert here.put("/me/password", json=new | {"current": PASSWORD}).status_code == 204

    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 401
    assert sign_in(front, "ana", new["password"]).status_code == 200


def test_guessing_at_a_password_from_an_open_session_is_limited_too(front: Front) -> None:
    browser = with_password(front, "ana")
    guess = {"current": "not this one", "password": "another pier of lanterns"}

    answered = [browser.put("/me/password", json=guess).status_code for _ in range(11)]

    assert answered == [422] * 10 + [429]


def test_settings_are_ones_own(front: Front) -> None:
    ana, ben = front.browser(Role.REP, "ana"), front.browser(Role.REP, "ben")
    wanted = {"theme": "dark", "single_keys": False, "views": [{"name": "Due today", "query": "sort=cutoff"}]}

    assert ana.put("/me/settings", json=wanted).json() == wanted

    assert ana.get("/me").json()["settings"] == wanted
    assert ben.get("/me").json()["settings"]["theme"] == "system"


def test_who_is_locked_out_is_out_at_once_and_stays_out_until_let_in_again(front: Front) -> None:
    admin = front.browser(Role.ADMIN, "boss")
    ana = with_password(front, "ana")
    code = front.code("ana")

    assert admin.patch("/people/ana", json={"active": False}).json()["active"] is False

    assert ana.get("/me").status_code == 401
    assert sign_in(front, "ana", PASSWORD).status_code == 401
    assert front.anonymous().post("/session", json={"code": code}).status_code == 401
    assert admin.post("/people/ana/link").status_code == 422
    admin.patch("/people/ana", json={"active": True})
    assert ana.get("/me").status_code == 401
    assert front.anonymous().post("/session", json={"code": code}).status_code == 401
    assert sign_in(front, "ana", PASSWORD).status_code == 200


def test_a_role_that_is_changed_holds_from_the_next_request_on(front: Front) -> None:
    admin = front.browser(Role.ADMIN, "boss")
    ana = front.browser(Role.REP, "ana")
    assert ana.get("/tokens").status_code == 403

    admin.patch("/people/ana", json={"role": "admin"})

    assert ana.get("/tokens").status_code == 200


@pytest.mark.parametrize("change", [{"active": False}, {"role": "rep"}], ids=str)
def test_the_last_admin_cannot_be_locked_out_or_be_anything_else(front: Front, change: dict[str, object]) -> None:
    admin = front.browser(Role.ADMIN, "boss")
    admin.patch(f"/people/{front.person(Role.ADMIN, 'former')}", json={"active": False})

    refused = admin.patch("/people/boss", json=change)

    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "boss is the last admin: make somebody else one first.",
    )
    assert admin.get("/tokens").status_code == 200
    front.person(Role.ADMIN, "deputy")
    assert admin.patch("/people/boss", json=change).status_code == 200


@pytest.mark.parametrize("name", ["ana", "ANA", "till"])
def test_a_name_that_somebody_or_a_machine_has_is_taken(front: Front, name: str) -> None:
    admin = front.browser(Role.ADMIN, "boss")
    front.person(Role.REP, "ana")
    front.token(Role.REP, "till")

    assert admin.post("/people", json={"name": name, "full_name": "X", "role": "rep"}).status_code == 409
    assert admin.post("/tokens", json={"name": name, "role": "rep"}).status_code == 409


@pytest.mark.parametrize("name", ["desk", "Nobody", "shipped", "a", "a b", "a/b", "é", "x" * 61])
def test_a_name_is_plain_and_not_the_desks_own(front: Front, name: str) -> None:
    admin = front.browser(Role.ADMIN, "boss")

    assert admin.post("/people", json={"name": name, "full_name": "X", "role": "rep"}).status_code == 422


def test_a_machine_gets_a_key_that_is_shown_once_and_opens_until_it_is_revoked(front: Front) -> None:
    admin = front.browser(Role.ADMIN, "boss")
    made = admin.post("/tokens", json={"name": "till 4", "role": "rep"}).json()
    machine = front.anonymous(Authorization=f"Bearer {made['secret']}")

    me = machine.get("/me").json()

    assert made["secret"].startswith("odt_")
    assert (me["name"], me["role"], me["machine"], me["csrf"]) == ("till 4", "rep", True, None)
    assert machine.put("/me/settings", json={}).status_code == 409
    assert machine.delete("/session").status_code == 409
    listed = admin.get("/tokens")
    assert made["secret"] not in listed.text
    assert [(each["name"], each["made_by"]) for each in listed.json()["items"]] == [("till 4", "boss")]
    assert [admin.delete(f"/tokens/{made['token']['id']}").status_code for _ in range(2)] == [204, 204]
    assert machine.get("/me").status_code == 401
    assert admin.get("/tokens").json()["items"][0]["revoked_at"] is not None
    assert admin.post("/tokens", json={"name": "till 4", "role": "rep"}).status_code == 201


def test_that_a_key_is_in_use_is_noted_once_a_minute(front: Front, clock: HandClock) -> None:
    machine = front.api(Role.REP, "till")

    def used_at() -> object:
        with front.services.store.reading() as session:
            return session.query(TokenRow).one().used_at

    machine.get("/me")
    first = used_at()
    machine.get("/me")
    assert used_at() == first is not None
    clock.move(minutes=1)
    machine.get("/me")
    assert used_at() != first


def test_everything_that_is_done_with_people_and_keys_is_in_the_ledger_with_who_did_it(front: Front) -> None:
    admin = front.browser(Role.ADMIN, "boss")
    invitation = admin.post("/people", json={"name": "ana", "full_name": "Ana", "role": "rep"}).json()
    ana = front.anonymous()
    me = ana.post("/session", json={"code": link_code(invitation)}).json()
    ana.headers["X-CSRF-Token"] = me["csrf"]
    ana.put("/me/password", json={"password": PASSWORD})
    ana.delete("/session")
    sign_in(front, "ana", PASSWORD)
    admin.patch("/people/ana", json={"role": "ops", "full_name": "Ana"})
    admin.patch("/people/ana", json={"role": "ops"})
    token = admin.post("/tokens", json={"name": "till", "role": "rep"}).json()["token"]
    admin.delete(f"/tokens/{token['id']}")

    assert events(front) == [
        ("signed_in", "boss", {"by": "link"}),
        ("person_added", "boss", {"person": "ana", "role": "rep"}),
        ("link_made", "boss", {"person": "ana"}),
        ("signed_in", "ana", {"by": "link"}),
        ("password_set", "ana", {}),
        ("signed_out", "ana", {}),
        ("signed_in", "ana", {"by": "password"}),
        ("person_changed", "boss", {"person": "ana", "change": {"role": "ops"}}),
        ("token_made", "boss", {"token": token["id"], "name": "till", "role": "rep"}),
        ("token_revoked", "boss", {"token": token["id"], "name": "till"}),
    ]
