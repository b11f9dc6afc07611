"""The API keeps to its own document, whatever it is sent: nothing breaks, and every answer is one that is described."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.python.asgi import HOST, ASGIApp, ASGIClient, get_client, shutdown_lifespans
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import make_api
from domain.people import Role
from tests.support.api import Front
from tests.support.desks import copy_home, working_desk
from tests.support.distributor import ADA, BLUE_WIDGET, BRUNO, CLEA, DESK_ADDRESS, MONDAY

# A stream of events has no end.
ENDLESS = "GET /events/stream"
ENDPOINTS = [
    f"{method.upper()} {path}"
    for path, operations in make_api().openapi()["paths"].items()
    for method in operations
    if f"{method.upper()} {path}" != ENDLESS
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_EXAMPLES = 12


@dataclass(frozen=True)
class Described:
    """A desk behind its document: with a client that an admin's key lets in, and ids of what is there."""

    schema: schemathesis.BaseSchema
    client: ASGIClient
    ids: dict[str, str | int]


@pytest.fixture(scope="module")
def described(template_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    """A desk in which something has happened, that these tests share."""
    home = copy_home(template_home, tmp_path_factory.mktemp("contract") / "home")
    with working_desk(home) as office:
        office.handles(ADA, "2 cases blue widgets, thanks")
        office.handles(CLEA, "3 cs gloves please")
        front = Front(office, f"http://{HOST}")
        ids = _what_there_is(front)
        schema = schemathesis.openapi.from_asgi("/api/openapi.json", front.app)
        try:
            with get_client(cast(ASGIApp, front.app)) as client:
                client.headers["Authorization"] = f"Bearer {front.token(Role.ADMIN, 'contract')}"
                yield Described(schema, client, ids)
        finally:
            shutdown_lifespans()


def _what_there_is(front: Front) -> dict[str, str | int]:
    """Something of everything that a path can name, and drafts; by the names that paths have for it."""
    admin = front.api(Role.ADMIN, "setup")
    front.person(Role.REP, "ana")
    taken = admin.post("/messages", json={"channel": "email", "raw": base64.b64encode(_mail()).decode()}).json()
    message = admin.get(f"/messages/{taken['message_id']}").json()
    review = admin.get("/reviews").json()["items"][0]
    decision = admin.get("/decisions", params={"conversation": review["conversation_id"]}).json()["items"][0]
    alias = admin.post("/aliases", json={"customer_id": "C1", "words": "the blue ones", "sku": BLUE_WIDGET})
    for subject in ("/policy", "/prompts/intake"):
        live = admin.get(subject)
        draft = live.json()["policy"] if subject == "/policy" else live.json()["live"]["text"]
        put = admin.put(f"{subject}/draft", json=draft, headers={"If-Match": live.headers["ETag"]})
        assert put.status_code == 200, put.text
    return {
        "name": "ana",
        "token_id": admin.get("/tokens").json()["items"][0]["id"],
        "message_id": message["message_id"],
        "number": next(part["number"] for part in message["parts"] if part["filename"]),
        "page": 1,
        "conversation_id": review["conversation_id"],
        "order_id": review["order_id"],
        "decision_id": decision["decision_id"],
        "review_id": review["review_id"],
        "customer_id": "C1",
        "sku": BLUE_WIDGET,
        "alias_id": alias.json()["alias_id"],
        "agent": "intake",
    }


def _mail() -> bytes:
    """A mail in HTML too, with a picture."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = BRUNO, DESK_ADDRESS, "order"
    mail["Date"], mail["Message-ID"] = format_datetime(MONDAY), "<1@mail.example>"
    mail.set_content("6 hoses")
    mail.add_alternative("<p>6 <b>hoses</b></p>", subtype="html")
    picture = io.BytesIO()
    Image.new("L", (60, 40), 255).save(picture, "PNG")
    mail.add_attachment(picture.getvalue(), maintype="image", subtype="png", filename="note.png")
    return mail.as_bytes()


@pytest.mark.filterwarnings("ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning")
@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: f"{mode.value} data")
def test_every_answer_is_one_that_the_document_describes(
    described: Described, endpoint: str, mode: GenerationMode
) -> None:
    method, path = endpoint.split(" ")
    operation = described.schema[path][method]
    asked = 0

    @settings(
        max_examples=_EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def ask(case: Case[Any], known: bool) -> None:
        nonlocal asked
        if known:
            case.path_parameters.update({name: described.ids[name] for name in case.path_parameters})
        response = case.call(session=described.client)
        case.validate_response(response, checks=CHECKS)
        asked += 1

    ask()
    assert asked
