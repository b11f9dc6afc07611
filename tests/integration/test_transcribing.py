"""Recordings through an audio endpoint, spoken to over real HTTP: words, or a sentence for who has to listen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from connectors import transcribing
from connectors.transcribing import EndpointTranscriber, Transcriber, TranscriberServer, left_to_listen
from desk.doctor import examine
from desk.settings import Settings, load_settings
from desk.wiring import transcriber
from domain.errors import ConfigurationError, TranscriptionFailed

KEY = "sk-fern-4711-hill"
SOUND = b"RIFF\x00\x00\x00\x00WAVE some sound"


@dataclass
class Ear:
    """An audio endpoint: what it was asked, and what it answers."""

    status: int = 200
    body: bytes = b'{"text": " two cases of blue widgets "}'
    hangs: bool = False
    url: str = ""
    asked: list[tuple[str, str | None, dict[str, MIMEPart]]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    ear: Ear
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def do_POST(self) -> None:
        """A form with a file."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        form = message_from_bytes(
            b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + body,
            _class=EmailMessage,
            policy=policy.HTTP,
        )
        fields = {str(part.get_param("name", header="content-disposition")): part for part in form.iter_parts()}
        self.ear.asked.append((self.path, self.headers["Authorization"], fields))
        if self.ear.hangs:
            self.ear.closing.wait()
            self.close_connection = True
            return
        self.send_response(self.ear.status)
        self.send_header("Content-Length", str(len(self.ear.body)))
        self.end_headers()
        with suppress(OSError):  # who asked may have heard enough
            self.wfile.write(self.ear.body)


@contextmanager
def listening() -> Iterator[Ear]:
    """An endpoint for the length of a block."""
    ear = Ear()
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"ear": ear}))
    ear.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield ear
    finally:
        ear.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


@pytest.fixture
def ear() -> Iterator[Ear]:
    with listening() as running:
        yield running


def at(ear: Ear, timeout_seconds: float = 20.0) -> Transcriber:
    server = TranscriberServer(
        base_url=ear.url, model="whisper-1", api_key=SecretStr(KEY), timeout_seconds=timeout_seconds
    )
    return EndpointTranscriber(server)


def test_a_recording_comes_back_as_its_words(ear: Ear) -> None:
    words = at(ear).transcribe("call 7.wav", "audio/wav", SOUND)

    assert words == "two cases of blue widgets"
    ((path, key, fields),) = ear.asked
    assert (path, key) == ("/v1/audio/transcriptions", f"Bearer {KEY}")
    assert fields["file"].get_filename() == "call 7.wav"
    assert fields["file"].get_content_type() == "audio/wav"
    assert fields["file"].get_payload(decode=True) == SOUND
    assert fields["model"].get_payload() == "whisper-1"
    assert at(ear).name == "transcript-1:whisper-1"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": 401}, "the transcriber says no (401). See the setting transcriber_api_key."),
        (
            {"status": 404},
            "(404). See the settings transcriber_base_url and transcriber_model.",
        ),
        ({"status": 500, "body": b"stack trace " + KEY.encode()}, "the transcriber says no (500)."),
        ({"body": b"not json"}, "the transcriber's answer cannot be read."),
        ({"body": b"[" * 100_000}, "the transcriber's answer cannot be read."),
        ({"body": b'{"words": 1}'}, "the transcriber's answer cannot be read."),
        ({"body": b'{"text": 7}'}, "the transcriber's answer cannot be read."),
        ({"body": b'{"text": "  "}'}, "no words were heard"),
        ({"hangs": True}, "the transcriber does not answer in time"),
        ({"url": "http://127.0.0.1:1/v1"}, "the transcriber cannot be reached"),
        ({"url": "http://[nonsense/v1"}, "the transcriber cannot be reached"),
    ],
)
def test_what_cannot_be_heard_is_left_to_a_person_with_the_reason(ear: Ear, change: dict[str, Any], told: str) -> None:
    for name, value in change.items():
        setattr(ear, name, value)

    with pytest.raises(TranscriptionFailed) as failed:
        at(ear, timeout_seconds=0.5 if ear.hangs else 20.0).transcribe("call.wav", "audio/wav", SOUND)

    assert failed.value.sentence.startswith("call.wav is a recording")
    assert failed.value.sentence.lower().endswith("listen to it.")
    assert told in failed.value.sentence
    assert KEY not in failed.value.sentence


def test_nothing_too_large_is_sent(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribing, "LARGEST_RECORDING", 1_048_576)

    with pytest.raises(TranscriptionFailed, match="larger than 1 MB"):
        at(ear).transcribe("call.wav", "audio/wav", b"x" * 1_048_577)
    with pytest.raises(TranscriptionFailed, match="is empty"):
        at(ear).transcribe("call.wav", "audio/wav", b"")

    assert ear.asked == []


def test_an_answer_without_end_is_not_read_to_its_end(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribing, "_LARGEST_ANSWER", 10_000)
    ear.body = b'{"text": "' + b"x" * 1_000_000 + b'"}'

    with pytest.raises(TranscriptionFailed, match="no end"):
        at(ear).transcribe("call.wav", "audio/wav", SOUND)


@pytest.mark.parametrize("name", ['a"; filename="b\r\nX: y', "ÄÖ\x00.wav", "\ud800.m4a", "", "x" * 5000])
def test_a_hostile_file_name_stays_a_file_name(ear: Ear, name: str) -> None:
    assert at(ear).transcribe(name, 'audio/wav\r\nX-Evil: "1"', SOUND) == "two cases of blue widgets"

    ((_, _, fields),) = ear.asked
    assert set(fields) == {"file", "model", "response_format"}
    assert fields["file"].get_payload(decode=True) == SOUND
    assert fields["file"]["X-Evil"] is None
    assert fields["file"]["X"] is None


def test_words_that_cannot_be_stored_are_marked(ear: Ear) -> None:
    ear.body = b'{"text": "two \\u0000 \\ud83d cases"}'

    assert at(ear).transcribe("call.wav", "audio/wav", SOUND) == "two \ufffd \ufffd cases"


def test_without_a_transcriber_a_person_listens() -> None:
    assert transcriber(Settings()) is None
    assert left_to_listen("call.wav") == "call.wav is a recording; no transcriber is set up: listen to it."


def test_it_is_set_up_by_settings(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"BASE_URL": ear.url, "MODEL": "whisper-1", "API_KEY": KEY}.items():
        monkeypatch.setenv(f"ORDERDESK_TRANSCRIBER_{name}", value)
    settings = load_settings()

    heard = transcriber(settings)

    assert heard is not None
    assert heard.transcribe("call.wav", "audio/wav", SOUND) == "two cases of blue widgets"
    assert ear.asked[0][1] == f"Bearer {KEY}"
    assert KEY not in repr(settings)


@pytest.mark.parametrize("half", [{"transcriber_model": "m"}, {"transcriber_base_url": "http://h/v1"}])
def test_half_a_transcriber_is_refused(half: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="needs both"):
        transcriber(Settings(**half))  # type: ignore[arg-type]


def test_an_endpoint_that_is_no_address_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="https://HOST/v1"):
        transcriber(Settings(transcriber_base_url="whisper.example", transcriber_model="m"))


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({}, "ok  transcriber: transcript-1:whisper-1 answers"),
        ({"body": b'{"text": ""}'}, "ok  transcriber: transcript-1:whisper-1 answers"),
        ({"status": 401}, "no  transcriber: A moment of silence is a recording, and the transcriber says no (401)."),
    ],
)
def test_the_doctor_has_a_moment_of_silence_heard(
    ear: Ear,
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    line: str,
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    for name, value in change.items():
        setattr(ear, name, value)

    examine(Settings(home=home, transcriber_base_url=ear.url, transcriber_model="whisper-1"))

    assert line in capsys.readouterr().out
