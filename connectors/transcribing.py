"""Recordings into words, behind a small port: by an OpenAI-compatible audio endpoint, or not at all."""

from __future__ import annotations

import io
import json
import re
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import httpx2
from pydantic import SecretStr

from connectors.models.deadline import DeadlineTransport
from domain.errors import TranscriptionFailed
from domain.record import Record

LARGEST_RECORDING = 25 * 1024 * 1024
LONGEST_TRANSCRIPT = 400_000
# An answer has the words and a little around them; in JSON a character takes up to twelve bytes.
_LARGEST_ANSWER = 12 * LONGEST_TRANSCRIPT + 65_536
# The store keeps this much of an extractor's name.
_LONGEST_NAME = 64
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_UNSAID = re.compile(r'[\x00-\x1f\x7f"\\]+')
_STATUS_ADVICE = {
    400: "It may be of a kind that the transcriber does not read.",
    401: "See the setting transcriber_api_key.",
    403: "See the setting transcriber_api_key.",
    404: "See the settings transcriber_base_url and transcriber_model.",
    413: "It is larger than the transcriber takes.",
    415: "It is of a kind that the transcriber does not read.",
    429: "The transcriber has too much to do.",
}
_OK = 200


class Transcriber(Protocol):
    """Turns a recording into its words. ``name`` says what did, with its version, as an extractor of text."""

    @property
    def name(self) -> str:
        """Such as ``transcript-1:whisper-1``."""
        ...

    def transcribe(self, filename: str, media_type: str, content: bytes) -> str:
        """The words of a recording.

        Raises:
            TranscriptionFailed: they could not be had; the sentence says why, and a rep has to listen to it.
        """
        ...


class TranscriberServer(Record):
    """An audio endpoint. ``timeout_seconds`` is for a whole answer, from the first byte sent to the last one read."""

    base_url: str
    model: str
    api_key: SecretStr = SecretStr("none")
    timeout_seconds: float = 120.0


class EndpointTranscriber:
    """A model at an OpenAI-compatible endpoint (``POST base_url/audio/transcriptions``)."""

    def __init__(self, server: TranscriberServer) -> None:
        self._server = server
        self.name = f"transcript-1:{server.model}"[:_LONGEST_NAME]

    def transcribe(self, filename: str, media_type: str, content: bytes) -> str:
        """The words of a recording, as the model heard them.

        Raises:
            TranscriptionFailed: the recording is empty or too large, the endpoint does not answer in time or says no,
                or nothing is said in it.
        """
        if not content:
            raise TranscriptionFailed(f"{filename} is empty.")
        if len(content) > LARGEST_RECORDING:
            megabytes = LARGEST_RECORDING // 1_048_576
            raise TranscriptionFailed(f"{filename} is a recording larger than {megabytes} MB: listen to it.")
        with _told(filename):
            words = _words(self._asked(filename, media_type, content))
        if not words:
            raise TranscriptionFailed(f"{filename} is a recording in which no words were heard: listen to it.")
        if len(words) > LONGEST_TRANSCRIPT:
            raise TranscriptionFailed(f"{filename} is a recording with words that have no end: listen to it.")
        return words

    def try_out(self) -> None:
        """Have a moment of silence transcribed; any answer will do.

        Raises:
            TranscriptionFailed: there is none that can be read.
        """
        with _told("A moment of silence"):
            _words(self._asked("silence.wav", "audio/wav", _silence()))

    def _asked(self, filename: str, media_type: str, content: bytes) -> bytes:
        """The endpoint's answer, as far as it may go."""
        server = self._server
        transport = DeadlineTransport(httpx2.HTTPTransport(), server.timeout_seconds)
        with (
            httpx2.Client(transport=transport, timeout=server.timeout_seconds) as http,
            http.stream(
                "POST",
                f"{server.base_url.rstrip('/')}/audio/transcriptions",
                headers={"Authorization": f"Bearer {server.api_key.get_secret_value()}"},
                data={"model": server.model, "response_format": "json"},
                files={"file": (_safe(filename), content, _safe(media_type))},
            ) as response,
        ):
            if response.status_code != _OK:
                advice = _STATUS_ADVICE.get(response.status_code, "See what its own log says.")
                raise _No(f"the transcriber says no ({response.status_code}). {advice}")
            answer = bytearray()
            for piece in response.iter_bytes():
                answer += piece
                if len(answer) > _LARGEST_ANSWER:
                    raise _No("the transcriber's answer has no end.")
            return bytes(answer)


class _No(Exception):
    """What the endpoint did instead of answering, as the end of a sentence."""


@contextmanager
def _told(filename: str) -> Iterator[None]:
    """Whatever goes wrong, as a sentence; nothing of the request, the key or the endpoint's own words is in it."""
    try:
        yield
    except _No as no:
        why = str(no)
    except httpx2.TimeoutException:
        why = "the transcriber does not answer in time (transcriber_timeout_seconds)."
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        why = f"the transcriber cannot be reached ({type(error).__name__})."
    except (ValueError, TypeError, KeyError, RecursionError):
        why = "the transcriber's answer cannot be read."
    else:
        return
    raise TranscriptionFailed(f"{filename} is a recording, and {why} Listen to it.")


def _words(answer: bytes) -> str:
    """The text of an answer, which is JSON with ``text``."""
    parsed = json.loads(answer)
    text = parsed["text"] if isinstance(parsed, dict) else None
    if not isinstance(text, str):
        raise TypeError
    return _UNSTORABLE.sub("\ufffd", text).strip()


def _silence() -> bytes:
    """A quarter of a second in which nothing is said, as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(8_000))
    return file.getvalue()


def _safe(said: str) -> str:
    """A name of other people's as it may stand in a header."""
    return _UNSAID.sub(" ", _UNSTORABLE.sub("\ufffd", said))[:200].strip() or "recording"


def left_to_listen(filename: str) -> str:
    """What a rep is told of a recording where no transcriber is set up."""
    return f"{filename} is a recording; no transcriber is set up: listen to it."
