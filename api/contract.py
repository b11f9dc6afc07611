"""The OpenAPI document as a file, from which the page's client is generated: ``python -m api.contract FILE``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from api.app import make_api


def document() -> str:
    """The document as JSON, with its keys in order."""
    return json.dumps(make_api().openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), encoding="utf-8")
