"""The main job as its user does it: the real command, from a mail with a quoted chain to an order in the ERP."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.erp.ledger import LedgerErp
from tests.support.distributor import ADA, DESK_ADDRESS, write_distributor

COMMAND = Path(sys.executable).with_name("orderdesk")

MAIL = f"""\
From: Ada Lum <{ADA}>
To: {DESK_ADDRESS}
Subject: Re: this week
Date: Mon, 02 Mar 2026 09:00:00 -0500
Message-ID: <one@bluegate.example>
Content-Type: text/plain; charset="utf-8"

Hello, 2 cs widget blue and 3 cs frosted gizmos please.

Ada

On Fri, Feb 27, 2026 at 4:10 PM Orders <{DESK_ADDRESS}> wrote:
> Do you need your tape again? Last time you had 9 cs tape silver.
"""


class Clerk:
    """Runs the command against a home of its own."""

    def __init__(self, folder: Path) -> None:
        self._home = folder / "home"
        self._folder = folder

    def does(self, *arguments: str, code: int = 0) -> str:
        """Run the command, and give what it printed; it must end as expected and never with a traceback."""
        environment = {**os.environ, "COLUMNS": "400", "ORDERDESK_HOME": str(self._home)}
        done = subprocess.run(
            [str(COMMAND), *arguments],
            cwd=self._folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        printed = done.stdout + done.stderr
        assert "Traceback" not in printed, printed
        assert done.returncode == code, printed
        return printed

    @property
    def erp(self) -> LedgerErp:
        """The ledger ERP as it stands."""
        return LedgerErp(f"sqlite:///{(self._home / 'erp.db').absolute()}")


def hired(folder: Path) -> Clerk:
    write_distributor(folder / "fernhill")
    clerk = Clerk(folder)
    clerk.does("import", "fernhill")
    return clerk


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    """A clerk at a desk of the test's own."""
    return hired(tmp_path)


@pytest.fixture(scope="module")
def onlooker(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A clerk at a desk that several tests look at and none changes."""
    return hired(tmp_path_factory.mktemp("onlooker"))


def test_a_mail_with_a_quoted_chain_goes_through_review_into_the_erp(clerk: Clerk, tmp_path: Path) -> None:
    (tmp_path / "order.eml").write_text(MAIL, encoding="utf-8")

    taken = clerk.does("take", "order.eml")
    review = re.search(r"rev-\w+", taken)
    assert review is not None, taken
    assert "frosted gizmos" in clerk.does("queue")
    told = clerk.does("show", review[0])
    assert "9 cs tape silver" in told
    assert "search_catalog" in told
    assert "received" in told

    refused = clerk.does("decide", review[0], "approve", code=1)
    assert "needs a product" in refused
    approved = clerk.does("decide", review[0], "approve", "--drop", "2", "--date", "2099-03-04", "--by", "Lena")
    number = re.search(r"SO-\d+", approved)
    assert number is not None, approved

    erp = clerk.erp
    held = erp.read_back(number[0])
    assert [(line.sku, str(line.quantity), line.uom) for line in held.order.lines] == [("W-1001", "2", "CS")]
    assert sum(allocation.quantity for allocation in held.allocations) == 24
    erp.close()
    told = clerk.does("show", review[0])
    assert "Your order is entered as" in told
    assert "Lena: reviewed" in told
    assert "Nothing waits for a rep." in clerk.does("queue")
    assert "decided this review first" in clerk.does("decide", review[0], "reject", code=1)


def test_a_file_that_cannot_be_taken_is_told_and_the_others_are_handled(clerk: Clerk, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "order.eml").write_text(MAIL, encoding="utf-8")

    printed = clerk.does("take", "empty.txt", "missing.eml", "order.eml", code=1)

    assert "empty.txt: refused. The file is empty" in printed
    assert "missing.eml: refused. There is no such file." in printed
    assert "order.eml: con-" in printed
    assert "had this message already" in clerk.does("take", "order.eml")


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "con-nothing"),
        ("decide", "rev-nothing", "approve"),
        ("decide", "rev-nothing", "perhaps"),
        ("decide", "rev-nothing", "approve", "--line", "two"),
        ("undo", "rev-nothing"),
        ("import", "nowhere"),
        ("replay", "nowhere"),
        ("score", "fernhill", "nothing.jsonl"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(onlooker: Clerk, arguments: tuple[str, ...]) -> None:
    printed = onlooker.does(*arguments, code=1).strip()

    assert printed.startswith("orderdesk: ")
    assert printed.splitlines()[0].endswith(".")


def test_a_second_import_says_that_nothing_has_changed(onlooker: Clerk) -> None:
    assert "nothing has changed" in onlooker.does("import", "fernhill")


def test_the_doctor_finds_all_well_after_an_import_and_says_what_to_do_before(onlooker: Clerk, tmp_path: Path) -> None:
    assert "no  " not in onlooker.does("doctor")
    assert "run `orderdesk import DIR`" in onlooker.does("doctor", "--home", str(tmp_path / "other"), code=1)
