"""What holds for every test: soak runs only when asked for, and in CI nothing is skipped for want of a part.

What every test has in common is made once: compiled statements, and the look through what is imported for garbage.
"""

from __future__ import annotations

import gc
import os

import pytest

from desk.cli import OBJECTS_BETWEEN_LOOKS
from tests.support.compiled import share_compiled_statements

share_compiled_statements()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage no more among thousands of collected tests and all that they import."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soak runs out, unless they are asked for by their mark."""
    if config.option.markexpr:
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=soak)
    items[:] = [item for item in items if item not in soak]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:  # type: ignore[misc]
    """In CI a skip is a failure: there, every part and every file is to be had."""
    report: pytest.TestReport = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
