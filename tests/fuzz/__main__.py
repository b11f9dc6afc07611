"""Feeds a door what its own coverage suggests, for so many minutes; what breaks it is written down.

Needs atheris, which the project's tests do not: ``make fuzz`` brings it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["reading", "connectors.edi"]):
    from tests.fuzz.doors import DOORS

_SECONDS_FOR_ONE = 10
_MEGABYTES = 3000
_ROOT = Path(__file__).parent.parent.parent
_BUILD = _ROOT / "build" / "fuzz"
_RAW = _ROOT / "evals" / "data" / "harbor"


def main() -> None:
    """Fuzz one door. The process ends with the first find, which stands in ``build/fuzz``."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("door", choices=sorted(DOORS), help="what to feed")
    parser.add_argument("--minutes", type=float, default=5, help="for how long (default: 5)")
    parser.add_argument("--largest", type=int, default=4096, help="bytes of the largest input (default: 4096)")
    given = parser.parse_args()
    corpus, finds = _BUILD / "corpus" / given.door, _BUILD / "finds" / given.door
    corpus.mkdir(parents=True, exist_ok=True)
    finds.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(_seeds()):
        (corpus / f"seed-{number}").write_bytes(seed[: given.largest])
    settings = [
        f"-max_total_time={given.minutes * 60:.0f}",
        f"-max_len={given.largest}",
        f"-timeout={_SECONDS_FOR_ONE}",
        f"-rss_limit_mb={_MEGABYTES}",
        f"-artifact_prefix={finds}/",
        "-print_final_stats=1",
    ]
    feed: Callable[[bytes], None] = DOORS[given.door]
    atheris.Setup([sys.argv[0], *settings, str(corpus)], feed)
    atheris.Fuzz()


def _seeds() -> Iterator[bytes]:
    """What the demo distributor's customers sent, as a beginning; and what was found before."""
    for folder in (_RAW, Path(__file__).parent / "finds"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {"", ".eml", ".edi", ".xml", ".csv", ".txt", ".bin"}:
                yield path.read_bytes()
    recorded = next(_RAW.rglob("recorded.jsonl"), None)
    if recorded is not None:
        import json

        for line in recorded.read_text(encoding="utf-8").splitlines():
            yield from (message["body"].encode() for message in json.loads(line)["messages"] if message["body"])


if __name__ == "__main__":
    main()
