"""Everything that is measured, one after another."""

from __future__ import annotations

import typer

from desk.bench import answers, matching, messages, reading


def main() -> None:
    """Measure reading, matching, whole messages and the API's answers, each beside a baseline: some ten minutes.

    What else there is to measure, desk.bench.matching and desk.bench.scale tell when they are run with --help.
    """
    reading.main()
    matching.main()
    messages.main()
    answers.main()


if __name__ == "__main__":
    typer.run(main)
