"""Messages over the API: handed in by every channel, listed, and shown in every form, with nothing of theirs run."""

from __future__ import annotations

import base64
import io
import shutil
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from PIL import Image
from starlette.testclient import TestClient

from domain.people import Role
from store import conversations
from tests.support import files
from tests.support.api import Front
from tests.support.desks import WorkingDesk, working_desk
from tests.support.distributor import ADA, CLEA, DESK_ADDRESS, MONDAY
from tests.support.tables import as_csv, as_workbook

WIDGETS = "2 cs blue widgets"
MAIL = (
    f"From: Ada <{ADA}>\r\nTo: {DESK_ADDRESS}\r\nSubject: order\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n"
    f"Message-ID: <m1@bluegate.example>\r\n\r\n{WIDGETS}\r\n"
).encode()

OTHER_KEYS = (b'["x", "y"]', b'["2026-03-02T12:00:00Z", "\\ud800"]', b'["2026-03-02T12:00:00Z", 1]', b"[[[[", b"{}")


@pytest.fixture
def front(office: WorkingDesk) -> Front:
    """The API of the test's desk."""
    return Front(office)


@pytest.fixture
def rep(front: Front) -> TestClient:
    """A rep's client."""
    return front.api(name="RKL")


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def a_file(name: str, content: bytes, media_type: str = "application/octet-stream") -> dict[str, str]:
    return {"filename": name, "media_type": media_type, "content": b64(content)}


def taken(client: TestClient, **message: Any) -> dict[str, Any]:
    """Hand a message in; it is taken."""
    answer = client.post("/messages", json=message)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def message(client: TestClient, **handed: Any) -> dict[str, Any]:
    """Hand a message in, and look at it."""
    found: dict[str, Any] = client.get(f"/messages/{taken(client, **handed)['message_id']}").json()
    return found


def handled(office: WorkingDesk, client: TestClient, **handed: Any) -> dict[str, Any]:
    """Hand a message in, wait until the desk has done with it what it can, and look at it."""
    answer = taken(client, **handed)
    office.finishes_job(answer["run_id"], "start")
    found: dict[str, Any] = client.get(f"/messages/{answer['message_id']}").json()
    return found


def refused(client: TestClient, **handed: Any) -> str:
    """Hand a message in that is not taken: the sentence that says why."""
    answer = client.post("/messages", json=handed)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    sentence: str = answer.json()["detail"]
    return sentence


class TestHandingIn:
    def test_a_mail_as_it_came_takes_it_by_its_own_headers_and_has_it_handled(
        self, front: Front, rep: TestClient, office: WorkingDesk
    ) -> None:
        answer = rep.post("/messages", json={"channel": "email", "raw": b64(MAIL)})
        assert answer.status_code == 202
        assert answer.headers["location"] == f"/api/messages/{answer.json()['message_id']}"
        assert answer.json()["already_known"] is False
        office.finishes_job(answer.json()["run_id"], "start")
        assert office.order_status(answer.json()["conversation_id"]).value == "entered"
        shown = front.page().get(answer.headers["location"], headers=dict(rep.headers)).json()
        assert (shown["sender"], shown["recipient"], shown["subject"]) == (ADA, DESK_ADDRESS, "order")
        assert shown["sent_at"] == "2026-03-02T12:00:00Z"
        assert [(part["kind"], part["text"], part["viewer"]) for part in shown["parts"]] == [
            ("subject", "order", "text"),
            ("body", f"{WIDGETS}\n", "text"),
            ("headers", f"From: Ada <{ADA}>", "text"),
        ]

    def test_the_same_mail_again_is_known(self, rep: TestClient) -> None:
        first = taken(rep, channel="email", raw=b64(MAIL))
        again = taken(rep, channel="email", raw=b64(MAIL))
        assert again == {**first, "run_id": None, "already_known": True}

    def test_equal_words_are_another_message(self, rep: TestClient) -> None:
        first = taken(rep, channel="sms", sender=CLEA, text="usual pls")
        again = taken(rep, channel="sms", sender=CLEA, text="usual pls")
        assert first["message_id"] != again["message_id"]

    @pytest.mark.parametrize(
        ("channel", "sender", "recipient"),
        [
            ("sms", CLEA, "+15185550100"),
            ("voicemail", CLEA, DESK_ADDRESS),
            ("portal", "ADA@bluegate.example ", DESK_ADDRESS),
        ],
    )
    def test_a_text_of_any_channel_keeps_what_was_said(
        self, rep: TestClient, channel: str, sender: str, recipient: str
    ) -> None:
        shown = message(rep, channel=channel, sender=sender, text=WIDGETS)
        assert (shown["channel"], shown["sender"], shown["recipient"]) == (channel, sender.strip().lower(), recipient)
        assert [part["text"] for part in shown["parts"]] == [WIDGETS]

    def test_a_note_is_the_rep_s_own(self, rep: TestClient) -> None:
        assert message(rep, channel="note", text="Ada called: 2 cs blue widgets")["sender"] == "RKL"

    def test_a_mail_by_its_fields_needs_no_original(self, rep: TestClient) -> None:
        shown = message(rep, channel="email", sender=ADA, subject="order\r\nBcc: x", text=WIDGETS)
        assert (shown["sender"], shown["subject"]) == (ADA, "order Bcc: x")
        assert shown["has_html"] is False

    @pytest.mark.parametrize("given", [{"raw": b64(files.EDI)}, {"text": files.EDI.decode()}])
    def test_an_edi_interchange_is_shown_as_it_came(
        self, office: WorkingDesk, rep: TestClient, given: dict[str, str]
    ) -> None:
        shown = handled(office, rep, channel="edi", sender="ADA", **given)
        (part,) = shown["parts"]
        assert (part["filename"], part["viewer"], part["text"]) == ("interchange", "edi", files.EDI.decode())
        assert part["unreadable"] is not None

    def test_files_come_with_it(self, office: WorkingDesk, rep: TestClient) -> None:
        shown = handled(
            office,
            rep,
            channel="email",
            sender=ADA,
            text="see attached",
            files=[
                a_file("po.pdf", files.pdf("2 cs"), "application/pdf"),
                a_file("note.exe", files.photo(), "text/html"),
                a_file("call.txt", files.recording(), "text/plain"),
                a_file("order.csv", b"sku,qty\nW-1001,2\n", "text/csv"),
                a_file("order.xlsx", b"PK\x03\x04" + bytes(50)),
                a_file("../../etc/pass\x00wd\n", b"\x00\x01"),
            ],
        )
        assert [(part["filename"], part["viewer"]) for part in shown["parts"][1:]] == [
            ("po.pdf", "pages"),
            ("note.exe", "pages"),
            ("call.txt", "audio"),
            ("order.csv", "table"),
            ("order.xlsx", "download"),
            ("../../etc/pass wd", "download"),
        ]
        assert shown["parts"][1]["text"] == "2 cs"
        assert shown["parts"][4]["text"] == "sku\tqty\nW-1001\t2"
        assert [bool(part["unreadable"]) for part in shown["parts"][1:]] == [False, True, True, False, True, True]
        assert not any(part["being_read"] for part in shown["parts"])
        assert shown["parts"][1]["size"] == len(files.pdf("2 cs"))

    @pytest.mark.parametrize(
        ("handed", "why"),
        [
            ({"channel": "sms", "text": WIDGETS}, "sender: say who wrote or said it"),
            ({"channel": "sms", "sender": CLEA, "text": " \n"}, "The message is empty"),
            ({"channel": "edi", "sender": "ADA"}, "The message is empty"),
            ({"channel": "email", "raw": "%%%"}, "raw: this is not base64."),
            ({"channel": "email", "raw": ""}, "The file is empty"),
            ({"channel": "email", "raw": b64(b"2 cs romas")}, "This is not a mail"),
            ({"channel": "email", "raw": b64(MAIL), "text": "3 cs"}, "not by both"),
            (
                {"channel": "sms", "sender": CLEA, "files": [{"filename": "a", "content": "é"}]},
                "files.0.content: this is not base64.",
            ),
            ({"channel": "sms", "sender": CLEA, "text": "x", "sent_at": "2026-03-04T13:00:00Z"}, "a time to come"),
            ({"channel": "sms", "sender": CLEA, "text": "x", "sent_at": "1066-10-14T09:00:00Z"}, "in that year"),
            ({"channel": "sms", "sender": CLEA, "text": "x", "sent_at": "2026-03-02T09:00:00"}, "timezone"),
            ({"channel": "pigeon", "sender": CLEA, "text": "x"}, "channel"),
        ],
    )
    def test_what_cannot_be_taken_says_why(self, rep: TestClient, handed: dict[str, Any], why: str) -> None:
        assert why in refused(rep, **handed)

    def test_more_than_the_desk_takes_is_refused(self, rep: TestClient) -> None:
        whole = b64(bytes(26_900_000))
        assert "the desk takes 25 MB" in refused(rep, channel="note", files=[{"filename": "a", "content": whole}])

    def test_an_hour_ago_is_believed(self, rep: TestClient) -> None:
        sent = (MONDAY - timedelta(hours=1)).isoformat()
        assert message(rep, channel="sms", sender=CLEA, text=WIDGETS, sent_at=sent)["sent_at"] == "2026-03-02T12:00:00Z"


class TestAFile:
    def test_says_that_it_is_being_read_until_it_is(self, home: Path) -> None:
        may_read = threading.Event()

        def held(step: Callable[[str], datetime | None]) -> Callable[[str], datetime | None]:
            def advance(run_id: str) -> datetime | None:
                assert may_read.wait(20)
                return step(run_id)

            return advance

        with working_desk(home, advance=held) as office:
            client = Front(office).api(name="RKL")
            given = [a_file("order.csv", as_csv([("sku", "qty"), ("W-1001", "2")]))]
            handed = taken(client, channel="email", sender=ADA, text="attached", files=given)
            waiting = client.get(f"/messages/{handed['message_id']}").json()["parts"][-1]
            may_read.set()
            office.finishes_job(handed["run_id"], "start")
            read = client.get(f"/messages/{handed['message_id']}").json()["parts"][-1]
        assert (waiting["being_read"], waiting["viewer"]) == (True, "text")
        assert (read["being_read"], read["viewer"]) == (False, "table")

    def test_of_one_column_is_a_text(self, office: WorkingDesk, rep: TestClient) -> None:
        given = [a_file("note.txt", b"2 cs blue widgets\n\nthanks, Ada")]
        part = handled(office, rep, channel="email", sender=ADA, text="attached", files=given)["parts"][-1]
        assert (part["viewer"], part["text"]) == ("text", "2 cs blue widgets\nthanks, Ada")

    def test_that_hides_rows_has_them_behind_it_under_its_own_name(self, office: WorkingDesk, rep: TestClient) -> None:
        rows = [("sku", "qty"), ("W-1001", "2"), ("T-2001", "9")]
        given = [a_file("order.xlsx", as_workbook(rows, hidden_rows=[3])), a_file("more.csv", as_csv(rows))]
        shown = handled(office, rep, channel="email", sender=ADA, text="attached", files=given)
        assert [(part["kind"], part["filename"], part["viewer"], part["text"]) for part in shown["parts"][1:]] == [
            ("attachment", "order.xlsx", "table", "sku\tqty\nW-1001\t2"),
            ("hidden", "order.xlsx", "table", "T-2001\t9"),
            ("attachment", "more.csv", "table", "sku\tqty\nW-1001\t2\nT-2001\t9"),
        ]


class TestTheList:
    def test_begins_with_the_newest_and_goes_on_to_the_end(self, rep: TestClient) -> None:
        sent = [taken(rep, channel="sms", sender=CLEA, text=f"{n} lamps")["message_id"] for n in range(1, 6)]
        found: list[str] = []
        query: dict[str, Any] = {"limit": 2, "direction": "in"}
        while True:
            page = rep.get("/messages", params=query).json()
            found += [row["message_id"] for row in page["items"]]
            if page["next"] is None:
                break
            query["cursor"] = page["next"]
        assert found == sent[::-1]

    def test_is_filtered(self, rep: TestClient, office: WorkingDesk) -> None:
        text = taken(rep, channel="sms", sender=CLEA, text="1 lamp")
        mail = taken(rep, channel="email", raw=b64(MAIL))
        office.finishes_job(mail["run_id"], "start")

        def found(**query: str) -> set[tuple[str, str]]:
            rows = rep.get("/messages", params=query).json()["items"]
            return {(row["conversation_id"], row["direction"]) for row in rows}

        assert found(channel="sms", direction="in") == {(text["conversation_id"], "in")}
        assert found(conversation=mail["conversation_id"]) == {
            (mail["conversation_id"], "in"),
            (mail["conversation_id"], "out"),
        }
        assert found(since="2026-03-03T00:00:00Z") == set()
        assert found(conversation="nothing") == set()

    @pytest.mark.parametrize("cursor", ["x", "bm9uZQ", *(base64.urlsafe_b64encode(key).decode() for key in OTHER_KEYS)])
    def test_takes_no_cursor_of_anything_else(self, rep: TestClient, cursor: str) -> None:
        assert rep.get("/messages", params={"cursor": cursor}).status_code == 422

    def test_takes_no_time_beyond_the_calendar(self, rep: TestClient) -> None:
        assert rep.get("/messages", params={"since": "0001-01-01T00:00:00+14:00"}).status_code == 422


class TestADownload:
    def test_of_the_original_is_byte_for_byte_and_never_shown(self, rep: TestClient) -> None:
        message_id = taken(rep, channel="email", raw=b64(MAIL))["message_id"]
        answer = rep.get(f"/messages/{message_id}/original")
        assert answer.content == MAIL
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="{message_id}.eml"')
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"

    @pytest.mark.parametrize(
        ("name", "plain", "full"),
        [
            ("Bestellung für Mai.pdf", "Bestellung fur Mai.pdf", "Bestellung für Mai.pdf"),
            ('a"; filename=evil.exe\r\nX: y', "a__ filename=evil.exe X_ y", "a__ filename=evil.exe X_ y"),
            ("../../etc/passwd", "_.._etc_passwd", "_.._etc_passwd"),
            ("注文書.html", "html", "注文書.html"),
            ("invoice\u202efdp.exe", "invoicefdp.exe", "invoicefdp.exe"),
            ("...", "file", "file"),
        ],
    )
    def test_of_a_file_has_its_name_made_safe(self, rep: TestClient, name: str, plain: str, full: str) -> None:
        page = b"<script>alert(1)</script>"
        handed = taken(rep, channel="email", sender=ADA, text="x", files=[a_file(name, page, "text/html")])
        answer = rep.get(f"/messages/{handed['message_id']}/parts/1/file")
        assert answer.content == page
        assert answer.headers["content-type"] == "application/octet-stream"
        given = answer.headers["content-disposition"]
        assert given.startswith(f"attachment; filename=\"{plain}\"; filename*=UTF-8''")
        assert unquote(given.partition("''")[2]) == full

    def test_is_of_what_there_is(self, rep: TestClient) -> None:
        message_id = taken(rep, channel="email", raw=b64(MAIL))["message_id"]
        for path in ("parts/0/file", "parts/7/file", "parts/0/audio", "parts/0/pages", "parts/9/pages/1.png", "html"):
            answer = rep.get(f"/messages/{message_id}/{path}")
            assert answer.status_code == 404, path
            assert answer.json()["detail"].endswith(".")
        assert rep.get("/messages/none").status_code == 404
        assert rep.get("/messages/none/original").status_code == 404
        assert rep.get(f"/messages/{message_id}/parts/99999999999999999999/file").status_code == 422


class TestARecording:
    @pytest.fixture
    def path(self, rep: TestClient) -> str:
        handed = taken(
            rep,
            channel="voicemail",
            sender=CLEA,
            text=WIDGETS,
            files=[a_file("x.html", files.recording(), "text/html")],
        )
        return f"/messages/{handed['message_id']}/parts/1/audio"

    def test_is_played_as_what_it_is(self, rep: TestClient, path: str) -> None:
        answer = rep.get(path)
        assert (answer.status_code, answer.content) == (200, files.recording())
        assert answer.headers["content-type"] == "audio/wav"
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"

    @pytest.mark.parametrize(
        ("wanted", "first", "last"),
        [("bytes=0-9", 0, 9), ("bytes=10-", 10, 843), ("bytes=-4", 840, 843), ("bytes=800-99999", 800, 843)],
    )
    def test_is_had_in_pieces(self, rep: TestClient, path: str, wanted: str, first: int, last: int) -> None:
        answer = rep.get(path, headers={"Range": wanted})
        assert answer.status_code == 206
        assert answer.headers["content-range"] == f"bytes {first}-{last}/844"
        assert answer.content == files.recording()[first : last + 1]

    @pytest.mark.parametrize("wanted", ["bytes=844-", "bytes=-0"])
    def test_has_no_piece_behind_its_end(self, rep: TestClient, path: str, wanted: str) -> None:
        answer = rep.get(path, headers={"Range": wanted})
        assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */844")

    @pytest.mark.parametrize("wanted", ["bytes=9-0", "bytes=0-1,3-4", "pages=1-2", "bytes=-", "x"])
    def test_is_whole_where_nobody_can_say_what_is_wanted(self, rep: TestClient, path: str, wanted: str) -> None:
        assert rep.get(path, headers={"Range": wanted}).status_code == 200

    @pytest.mark.parametrize(
        "content",
        [b"<script>alert(1)</script>", b"ID4" + bytes(9), b"RIFF1234AVI LIST", b"\xff\xfe<\0s\0", files.pdf("x")],
    )
    def test_is_nothing_else(self, rep: TestClient, content: bytes) -> None:
        given = [a_file("call.mp3", content, "audio/mpeg")]
        handed = taken(rep, channel="voicemail", sender=CLEA, text="x", files=given)
        assert rep.get(f"/messages/{handed['message_id']}/parts/1/audio").status_code == 404


class TestTheHtml:
    def test_is_shown_sanitised_under_a_policy_that_lets_nothing_out(self, rep: TestClient) -> None:
        raw = files.html_mail(
            "<p>2 cs blue <b>widgets</b><img src=http://t.example/1.png><img src='cid:logo'><script>x()</script></p>",
            WIDGETS,
            {"logo": files.photo(size=(4, 4))},
        )
        shown = message(rep, channel="email", raw=b64(raw))
        assert shown["has_html"] is True
        answer = rep.get(f"/messages/{shown['message_id']}/html")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none'; img-src data:; style-src 'sha256-")
        assert policy.endswith("; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
        assert "<b>widgets</b>" in answer.text
        assert "data:image/png;base64," in answer.text
        assert "script" not in answer.text
        assert "t.example" not in answer.text

    def test_of_a_mail_that_has_none_is_not_there(self, rep: TestClient) -> None:
        shown = message(rep, channel="email", raw=b64(MAIL))
        assert shown["has_html"] is False

    def test_of_what_says_it_is_a_mail_s_is_not_there_in_another_channel(self, rep: TestClient) -> None:
        page = files.html_mail("<p>x</p>")
        shown = message(rep, channel="portal", sender=ADA, text="x", raw=b64(page))
        assert shown["has_html"] is False
        assert rep.get(f"/messages/{shown['message_id']}/html").status_code == 404


class TestPages:
    def test_of_a_document_are_pictures_with_the_boxes_of_their_words(self, front: Front, rep: TestClient) -> None:
        handed = taken(rep, channel="email", sender=ADA, text="x", files=[a_file("po.pdf", files.pdf("2 cs", "eggs"))])
        path = f"/messages/{handed['message_id']}/parts/1/pages"
        shown = rep.get(path).json()
        assert (shown["total"], shown["note"]) == (2, None)
        assert [[word["text"] for word in page["words"]] for page in shown["pages"]] == [["2", "cs"], ["eggs"]]
        for page in shown["pages"]:
            answer = front.page().get(page["image"], headers=dict(rep.headers))
            assert answer.headers["content-type"] == "image/png"
            assert answer.headers["cache-control"] == "private, max-age=3600"
            assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
            assert Image.open(io.BytesIO(answer.content)).size == (page["width"], page["height"])
        assert rep.get(f"{path}/3.png").status_code == 404
        assert rep.get(f"{path}/0.png").status_code == 422

    @pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
    def test_of_a_photo_are_one(self, rep: TestClient) -> None:
        given = [a_file("photo.jpg", files.photo("12 cases romas", "JPEG"))]
        handed = taken(rep, channel="sms", sender=CLEA, files=given)
        (page,) = rep.get(f"/messages/{handed['message_id']}/parts/0/pages").json()["pages"]
        assert [word["text"] for word in page["words"]] == ["12", "cases", "romas"]

    @pytest.mark.parametrize("content", [b"%PDF-1.4 nothing", files.locked_pdf(), files.bomb()])
    def test_of_a_file_that_cannot_be_shown_are_a_sentence(self, rep: TestClient, content: bytes) -> None:
        handed = taken(rep, channel="email", sender=ADA, text="x", files=[a_file("x.pdf", content)])
        shown = rep.get(f"/messages/{handed['message_id']}/parts/1/pages").json()
        assert (shown["pages"], shown["total"]) == ([], 0)
        assert shown["note"].endswith(".")
        assert rep.get(f"/messages/{handed['message_id']}/parts/1/pages/1.png").status_code == 404

    def test_have_the_words_at_their_places_in_the_part_s_text(self, office: WorkingDesk, rep: TestClient) -> None:
        given = [a_file("po.pdf", files.pdf("2 cs blue", "eggs"))]
        shown = handled(office, rep, channel="email", sender=ADA, text="x", files=given)
        text = shown["parts"][1]["text"]
        pages = rep.get(f"/messages/{shown['message_id']}/parts/1/pages").json()["pages"]
        words = [word for page in pages for word in page["words"]]
        assert [word["text"] for word in words] == ["2", "cs", "blue", "eggs"]
        assert [text[word["start"] : word["end"]] for word in words] == [word["text"] for word in words]

    def test_of_a_document_that_was_read_otherwise_once_have_no_words(
        self, office: WorkingDesk, rep: TestClient
    ) -> None:
        given = [a_file("po.pdf", files.pdf("2 cs blue"))]
        shown = handled(office, rep, channel="email", sender=ADA, text="x", files=given)
        with office.desk.store.transaction() as session:
            conversations.put_file_text(session, shown["parts"][1]["part_id"], "2cs blue", "pdf-0", None)
        pages = rep.get(f"/messages/{shown['message_id']}/parts/1/pages").json()
        assert [page["words"] for page in pages["pages"]] == [[]]
        assert "read otherwise" in pages["note"]

    def test_are_not_of_a_spreadsheet(self, rep: TestClient) -> None:
        handed = taken(rep, channel="email", sender=ADA, text="x", files=[a_file("x.xlsx", b"PK\x03\x04")])
        assert rep.get(f"/messages/{handed['message_id']}/parts/1/pages").status_code == 404


class TestWhoMay:
    def test_look_and_send(self, front: Front) -> None:
        assert front.anonymous().get("/messages").status_code == 401
        assert front.anonymous().post("/messages", json={}).status_code == 401
        for role in Role:
            assert front.api(role).get("/messages").status_code == 200
