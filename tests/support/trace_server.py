"""LangSmith on loopback: it takes whatever is sent to it, and keeps every byte."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class TraceServer:
    """The server. ``bodies`` are what was brought, as it came over the wire; ``asked`` is how often it was asked."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.asked = 0
        handler = type("Handler", (_Handler,), {"traces": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def text(self) -> str:
        """Everything that was sent."""
        return b"\n".join(self.bodies).decode("utf-8")

    def runs(self) -> list[dict[str, Any]]:
        """The JSON parts that were sent, in the order they came."""
        return [json.loads(line) for line in self.text.splitlines() if line.startswith("{")]

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@contextmanager
def trace_server() -> Iterator[TraceServer]:
    """A server for the length of a block."""
    server = TraceServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


class _Handler(BaseHTTPRequestHandler):
    traces: TraceServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        """What the server is: one that takes runs in batches, uncompressed."""
        self.traces.asked += 1
        limits = {"size_limit": 100, "size_limit_bytes": 20_000_000, "scale_up_nthreads_limit": 4}
        limits |= {"scale_up_qsize_trigger": 1000, "scale_down_nempty_trigger": 4}
        self._answer({"version": "0.0.0", "batch_ingest_config": {"use_multipart_endpoint": True, **limits}})

    def do_POST(self) -> None:
        """Runs."""
        assert "Content-Encoding" not in self.headers, "nothing can be looked for in what is packed"
        self.traces.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer({})

    def _answer(self, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(202)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
