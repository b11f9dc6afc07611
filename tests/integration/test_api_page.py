"""The page as it is served: the built files, and the one document behind every path of its own."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.http.page import BuiltPage
from api.http.security import SecurityHeaders

SCRIPT = b"export const desk = 1;\n" * 200


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """What a build leaves, and beside it what is nobody's business."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Order Desk</title>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "index-4f2a.js").write_bytes(SCRIPT)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "assets" / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def client(dist: Path) -> Iterator[TestClient]:
    """A browser on the page alone, with what stands before it."""
    app = Starlette(
        routes=[Mount("/", BuiltPage(dist))],
        middleware=[
            Middleware(SecurityHeaders, public_url="http://localhost", api="/api"),
            Middleware(GZipMiddleware, minimum_size=1_000),
        ],
    )
    with TestClient(app, base_url="http://localhost") as browser:
        yield browser


@pytest.mark.parametrize("path", ["/", "/queue", "/reviews/review-1", "/sign-in", "/decisions/run-1:intake"])
def test_every_path_of_the_pages_own_is_its_document(client: TestClient, path: str) -> None:
    answered = client.get(path)

    assert answered.status_code == 200
    assert "Order Desk" in answered.text
    assert answered.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answered.headers["Cache-Control"] == "no-cache"


def test_the_document_runs_nothing_but_the_desks_own_files(client: TestClient) -> None:
    rules = client.get("/").headers["Content-Security-Policy"].split("; ")

    assert "default-src 'none'" in rules
    assert "script-src 'self'" in rules
    assert "style-src 'self'" in rules
    assert "frame-ancestors 'none'" in rules
    assert not any("unsafe" in rule for rule in rules)


def test_the_document_is_asked_for_again_and_not_sent_again(client: TestClient) -> None:
    tag = client.get("/").headers["ETag"]

    assert client.get("/queue", headers={"If-None-Match": tag}).status_code == 304


def test_a_file_of_the_build_is_kept_by_the_browser_for_good(client: TestClient) -> None:
    script = client.get("/assets/index-4f2a.js")

    assert script.content == SCRIPT
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/favicon.svg").headers["Cache-Control"] == "no-cache"


def test_a_file_is_sent_small_to_who_takes_it_so(client: TestClient, dist: Path) -> None:
    def encoding(accepted: str) -> str | None:
        answered = client.get("/assets/index-4f2a.js", headers={"Accept-Encoding": accepted})
        if answered.headers.get("Content-Encoding") != "br":
            assert answered.content == SCRIPT
        assert answered.headers["Vary"] == "Accept-Encoding"
        assert answered.headers["Content-Type"].startswith("text/javascript")
        return answered.headers.get("Content-Encoding")

    assert encoding("gzip, br") == "gzip"
    (dist / "assets" / "index-4f2a.js.gz").write_bytes(gzip.compress(SCRIPT))
    (dist / "assets" / "index-4f2a.js.br").write_bytes(b"as br")
    assert encoding("gzip, br") == "br"
    assert encoding("gzip") == "gzip"
    assert encoding("identity") is None


@pytest.mark.parametrize(
    "path",
    [
        "/assets/other-1.js",
        "/nothing.css",
        "/assets/link.txt",
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/assets/a%00.js",
        "//etc/pass.wd",
        "/" + "a" * 300 + ".js",
    ],
)
def test_what_is_not_of_the_build_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_takes_nothing(client: TestClient) -> None:
    assert client.post("/queue").status_code == 405
    assert client.post("/assets/index-4f2a.js").status_code == 405


def test_where_the_page_is_not_built_a_sentence_says_how_it_is(client: TestClient, dist: Path) -> None:
    (dist / "index.html").unlink()

    missing = client.get("/queue")

    assert missing.status_code == 503
    assert "make page" in missing.text
