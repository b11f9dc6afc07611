"""The order graph as a picture: ``python -m graphs.picture docs/graph.md`` writes it from the graph itself."""

from __future__ import annotations

import sys
from pathlib import Path

from graphs.order_graph import PAUSE_AFTER, build

_PAGE = """\
# The order graph

Drawn from the graph itself by `make graph`; a test sees to it that this page is true.

```mermaid
{mermaid}```

`intake`, `matching`, `availability`, `substitution`, `erp_entry` and `communication` are the six agents. `gate` is
policy, with no model. `human` waits for a rep. Behind `{pause}` a run pauses for as long as an approval can be undone.
"""


def page() -> str:
    """The page with the picture, as Markdown."""
    graph = build().compile()
    return _PAGE.format(mermaid=graph.get_graph().draw_mermaid(), pause=PAUSE_AFTER)


def main() -> None:
    """Write the page to the file named."""
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
