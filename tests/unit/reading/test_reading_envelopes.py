"""Envelopes: a message out of a file, and never a file from outside its folder."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InputRejected
from domain.messages import Channel
from reading.envelopes import from_json, from_mail, from_text
from reading.parts import LARGEST_MESSAGE

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MAIL = (
    b"From: Ines <Chef@bluedoor.example>\r\nTo: orders@harbor.example\r\nSubject: order\r\n"
    b"Date: Sun, 1 Mar 2026 20:00:00 +0000\r\nMessage-ID: <m2@bluedoor.example>\r\n"
    b"In-Reply-To: <m1@harbor.example>\r\n\r\n2 cs romas\r\n"
)
WRITTEN = {"channel": "sms", "from": " +15185550101 ", "sent_at": "2026-03-02T06:41:02-05:00", "body": "2 cs romas"}


def written(**changed: Any) -> bytes:
    return json.dumps({**WRITTEN, **changed}).encode()


class TestAMailFile:
    def test_is_an_envelope_by_its_own_headers(self) -> None:
        envelope = from_mail(MAIL, NOW)
        assert envelope.channel is Channel.EMAIL
        assert (envelope.sender, envelope.recipient) == ("chef@bluedoor.example", "orders@harbor.example")
        assert envelope.subject == "order"
        assert envelope.sent_at == datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
        assert (envelope.transport_id, envelope.in_reply_to) == ("<m2@bluedoor.example>", ("<m1@harbor.example>",))
        assert envelope.raw == MAIL
        assert envelope.body == ""

    def test_without_them_is_from_somebody_unknown_now(self) -> None:
        envelope = from_mail(b"X-Any: x\r\n\r\n2 cs romas", NOW, "orders@harbor.example")
        assert (envelope.sender, envelope.recipient) == ("unknown", "orders@harbor.example")
        assert (envelope.subject, envelope.sent_at) == (None, NOW)

    @pytest.mark.parametrize("raw", [b"", b" \r\n", b"2 cs romas"])
    def test_that_is_none_is_refused(self, raw: bytes) -> None:
        with pytest.raises(InputRejected):
            from_mail(raw, NOW)

    def test_that_is_too_large_is_refused(self) -> None:
        with pytest.raises(InputRejected, match="larger than 25 MB"):
            from_mail(b"x" * (LARGEST_MESSAGE + 1), NOW)


class TestATextFile:
    def test_is_the_body_as_it_came(self) -> None:
        envelope = from_text("2 cs jalapeños".encode(), Channel.SMS, "+15185550101", "+15185550100", NOW)
        assert (envelope.channel, envelope.body, envelope.sent_at) == (Channel.SMS, "2 cs jalapeños", NOW)
        assert envelope.raw == "2 cs jalapeños".encode()
        assert envelope.transport_id is None

    def test_in_an_unknown_charset_is_read_as_far_as_it_goes(self) -> None:
        assert from_text(b"2 cs jalape\xf1os", Channel.NOTE, "a", "b", NOW).body == "2 cs jalape\ufffdos"

    def test_with_nothing_in_it_or_too_much_is_refused(self) -> None:
        with pytest.raises(InputRejected, match="empty"):
            from_text(b" \n", Channel.SMS, "a", "b", NOW)
        with pytest.raises(InputRejected, match="larger than 25 MB"):
            from_text(b"x" * (LARGEST_MESSAGE + 1), Channel.SMS, "a", "b", NOW)


class TestAJsonFile:
    def test_is_an_envelope_with_its_own_json_as_the_original(self, tmp_path: Path) -> None:
        envelope = from_json(written(), tmp_path)
        assert (envelope.channel, envelope.sender, envelope.body) == (Channel.SMS, "+15185550101", "2 cs romas")
        assert envelope.sent_at == datetime(2026, 3, 2, 11, 41, 2, tzinfo=UTC)
        assert json.loads(envelope.raw)["body"] == "2 cs romas"

    def test_has_the_same_original_however_its_keys_are_ordered(self, tmp_path: Path) -> None:
        turned = json.dumps(dict(reversed(WRITTEN.items()))).encode()
        assert from_json(turned, tmp_path).raw == from_json(written(), tmp_path).raw
        assert from_json(written(body="3 cs romas"), tmp_path).raw != from_json(written(), tmp_path).raw

    def test_writes_addresses_small_and_numbers_as_they_are(self, tmp_path: Path) -> None:
        assert from_json(written(**{"from": " Chef@BlueDoor.example "}), tmp_path).sender == "chef@bluedoor.example"

    def test_brings_the_files_beside_it(self, tmp_path: Path) -> None:
        (tmp_path / "files").mkdir()
        (tmp_path / "files" / "order.pdf").write_bytes(b"%PDF")
        (tmp_path / "files" / "order.zzz").write_bytes(b"?")
        envelope = from_json(written(attachments=["files/order.pdf", "files/order.zzz"]), tmp_path)
        assert [(file.filename, file.media_type, file.content) for file in envelope.attachments] == [
            ("order.pdf", "application/pdf", b"%PDF"),
            ("order.zzz", "application/octet-stream", b"?"),
        ]

    def test_brings_the_wire_original_of_a_mail(self, tmp_path: Path) -> None:
        (tmp_path / "m.eml").write_bytes(MAIL)
        envelope = from_json(written(channel="email", raw="m.eml", body=""), tmp_path)
        assert envelope.raw == MAIL
        assert (envelope.subject, envelope.transport_id) == ("order", "<m2@bluedoor.example>")
        assert envelope.in_reply_to == ("<m1@harbor.example>",)

    def test_with_half_a_character_has_a_mark_there(self, tmp_path: Path) -> None:
        envelope = from_json(written(body="2 cs \ud83d", subject="\ud83d"), tmp_path)
        assert (envelope.body, envelope.subject) == ("2 cs \ufffd", "\ufffd")

    @pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "files/../../secret.txt", "..", "a/../../x"])
    @pytest.mark.parametrize("field", ["attachments", "raw"])
    def test_never_reaches_out_of_its_folder(self, tmp_path: Path, path: str, field: str) -> None:
        (tmp_path / "secret.txt").write_bytes(MAIL)
        folder = tmp_path / "in"
        folder.mkdir()
        with pytest.raises(InputRejected, match="must stay inside the folder"):
            from_json(written(**{field: [path] if field == "attachments" else path}), folder)

    def test_follows_no_link_out_of_its_folder(self, tmp_path: Path) -> None:
        (tmp_path / "secret.txt").write_bytes(b"secret")
        folder = tmp_path / "in"
        folder.mkdir()
        (folder / "order.txt").symlink_to(tmp_path / "secret.txt")
        with pytest.raises(InputRejected, match="is not beside the message"):
            from_json(written(attachments=["order.txt"]), folder)

    @pytest.mark.parametrize("path", ["nowhere.pdf", ".", "", "a\0b", "x" * 5000])
    def test_that_names_what_is_no_file_is_refused(self, tmp_path: Path, path: str) -> None:
        with pytest.raises(InputRejected):
            from_json(written(attachments=[path]), tmp_path)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b"\xff\xfe",
            b"[" * 100_000,
            b"9" * 5000,
            written(channel="pigeon"),
            written(sent_at="2026-03-02T06:41:02"),
            written(sent_at="soon"),
            written(surprise=1),
            written(body=None),
            written(**{"from": "x" * 321}),
        ],
    )
    def test_that_is_no_message_is_refused_in_one_sentence(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(InputRejected) as refused:
            from_json(content, tmp_path)
        assert refused.value.sentence.startswith("This is not a message in JSON: ")
        assert "\n" not in refused.value.sentence

    def test_names_the_field_that_is_wrong(self, tmp_path: Path) -> None:
        with pytest.raises(InputRejected, match="sent_at: "):
            from_json(written(sent_at="soon"), tmp_path)


@given(st.binary())
def test_any_bytes_are_a_message_or_refused(content: bytes) -> None:
    with suppress(InputRejected):
        assert from_json(content, Path("/nowhere")).raw
    with suppress(InputRejected):
        assert from_mail(content, NOW).raw
