"""A distributor's folder into a real store and a real index: what is there afterwards, whatever happens in between."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from domain.errors import ConfigurationError, ImportRejected
from knowledge.importing import FileChanges, ImportReport, IndexWork, import_folder, is_in_step, rebuild_index
from knowledge.index import VectorIndex
from store.engine import Store
from store.master import (
    ContactRow,
    CrossReferenceRow,
    CustomerRow,
    DistributorRow,
    InventoryRow,
    PriceRow,
    ProductRow,
    ProductTermRow,
    ProductUnitRow,
    PurchaseRow,
    ShipToRow,
    SubstituteRow,
)

NOW = datetime(2026, 3, 2, 6, 41, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 6, 41, tzinfo=UTC)
MASTER = (
    ContactRow,
    CrossReferenceRow,
    CustomerRow,
    DistributorRow,
    InventoryRow,
    PriceRow,
    ProductRow,
    ProductTermRow,
    ProductUnitRow,
    PurchaseRow,
    ShipToRow,
    SubstituteRow,
)
CATALOG_HEADER = (
    "sku,name,description,brand,category,pack,uom,upc,mpn,"
    "status,superseded_by,list_price,min_qty,order_multiple,attributes\n"
)
FILES = {
    "distributor.json": """{"name": "Pier Foods", "timezone": "America/New_York", "currency": "USD",
 "locale": "en-US", "email": "orders@pier.example", "phone": "+15185550100",
 "warehouses": [{"code": "MAIN", "name": "Main"}]}
""",
    "catalog.csv": CATALOG_HEADER
    + """101,TOM ROMA 25#,,,Produce,25#,CS,,,active,,24.50,,,"{""size"": ""XL""}"
102,OIL OLIVE XV 3L,Olive oil extra virgin,Lucia,Grocery,3L,EA,,L-3,active,,31,,,
103,LOX SLICED 3#,Smoked salmon,,Seafood,3#,CS,,,active,,60,,,
""",
    "units.csv": "sku,uom,factor\n101,LB,0.04\n",
    "customers.csv": """customer_id,name,price_group,credit_status,substitution,language,default_ship_to,rep,notes
C1,Blue Door,BISTRO,ok,ask,en,C1-1,DMK,
C2,Red Roof,,hold,never,,,,
""",
    "contacts.csv": "customer_id,name,email,phone,may_order\nC1,Ines,Chef@Blue.example,,yes\nC2,Max,,+15185550102,no\n",
    "ship_tos.csv": """customer_id,ship_to_id,name,address,delivery_days,cutoff
C1,C1-1,Blue Door,Wharf St,Sat;Tue,15:00
""",
    "cross_references.csv": "customer_id,customer_sku,sku,description\nC1,house oil,102,\nC2,R-7,101,Red ones\n",
    "prices.csv": """customer_id,price_group,sku,uom,price,valid_from,valid_to
,BISTRO,101,CS,22.10,2026-01-01,
C1,,102,EA,30,,
""",
    "inventory.csv": "sku,warehouse,on_hand,allocated,on_order,due_date\n101,MAIN,7,0,40,2026-03-04\n",
    "substitutes.csv": "sku,substitute,rank,reason\n101,102,1,\n",
    "history.csv": """order_no,customer_id,ship_to_id,ordered_on,sku,qty,uom,unit_price
9001,C1,C1-1,2026-02-02,103,2,CS,60
9001,C1,C1-1,2026-02-02,103,2,CS,60
""",
}


@dataclass(frozen=True)
class Desk:
    """A store and an index, and the folder that is imported into them."""

    store: Store
    index: VectorIndex
    folder: Path

    def write(self, **files: str) -> None:
        """Write files into the folder; ``catalog=...`` is catalog.csv."""
        for name, content in files.items():
            (self.folder / f"{name}.csv").write_text(content, encoding="utf-8", newline="")

    def change(self, name: str, old: str, new: str) -> None:
        """Change a CSV file in one place."""
        assert old in FILES[f"{name}.csv"]
        self.write(**{name: FILES[f"{name}.csv"].replace(old, new, 1)})

    def imports(self, now: datetime = NOW) -> ImportReport:
        return import_folder(self.store, self.index, self.folder, now, None)

    def distributor(self) -> DistributorRow:
        with self.store.reading() as session:
            return session.get_one(DistributorRow, 1)

    def rows(self, model: Any) -> list[tuple[Any, ...]]:
        """Every row of a table, as values."""
        with self.store.reading() as session:
            return sorted((tuple(row) for row in session.execute(select(model.__table__))), key=str)

    def everything(self) -> list[list[tuple[Any, ...]]]:
        """All of the master data, to compare."""
        return [self.rows(model) for model in MASTER]

    def terms(self, sku: str) -> set[str]:
        return {term for term, of in self.rows(ProductTermRow) if of == sku}

    def nearest(self, text: str) -> str:
        return self.index.search_products(text, 1)[0].sku


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "pier"
    folder.mkdir()
    for file, content in FILES.items():
        (folder / file).write_text(content, encoding="utf-8", newline="")
    store = Store(f"sqlite:///{tmp_path / 'desk.db'}")
    store.migrate()
    index = VectorIndex(str(tmp_path / "index"))
    yield Desk(store, index, folder)
    index.close()
    store.close()


def changed(report: ImportReport) -> dict[str, FileChanges]:
    """What a report says of the files that it did something to."""
    return {each.file: each for each in report.files if each != FileChanges(each.file)}


def test_the_first_import_fills_the_store(desk: Desk) -> None:
    report = desk.imports()
    assert (report.distributor, report.unchanged, report.index) == ("Pier Foods", False, IndexWork.REBUILT)
    assert [(each.file, each.added) for each in report.files] == [
        ("distributor.json", 1),
        ("catalog.csv", 3),
        ("units.csv", 1),
        ("customers.csv", 2),
        ("ship_tos.csv", 1),
        ("contacts.csv", 2),
        ("cross_references.csv", 2),
        ("prices.csv", 2),
        ("inventory.csv", 1),
        ("substitutes.csv", 1),
        ("history.csv", 2),
    ]
    with desk.store.reading() as session:
        roma, ship_to = session.get_one(ProductRow, "101"), session.get_one(ShipToRow, "C1-1")
        ines = session.scalars(select(ContactRow).where(ContactRow.name == "Ines")).one()
    assert (roma.list_price, roma.min_qty, roma.attributes) == (Decimal("24.50"), None, {"size": "XL"})
    assert (ship_to.delivery_days, ship_to.cutoff) == ([1, 5], "15:00")
    assert (ines.email, ines.phone, ines.may_order) == ("chef@blue.example", "", True)
    assert desk.distributor().imported_at == NOW
    assert {"tom", "roma", "25lb", "xl"} <= desk.terms("101")


def test_the_first_import_fills_the_index(desk: Desk) -> None:
    report = desk.imports()
    assert report.indexed == report.documents == desk.index.count() == 3
    assert desk.distributor().index_version == desk.index.version != ""
    assert desk.nearest("tomato roma 25 lbs") == "101"


def test_a_second_import_of_the_same_folder_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.imports()
    before = desk.everything()
    report = desk.imports(LATER)
    assert (report.unchanged, report.index, report.indexed, changed(report)) == (True, IndexWork.NONE, 0, {})
    assert desk.everything() == before


def test_a_reworded_product_is_changed_in_the_store_its_terms_and_the_index_and_no_other_is(desk: Desk) -> None:
    desk.imports()
    desk.change("catalog", "TOM ROMA 25#", "PEPPER BELL 25#")
    report = desk.imports(LATER)
    assert changed(report) == {"catalog.csv": FileChanges("catalog.csv", updated=1)}
    assert (report.unchanged, report.index, report.indexed) == (False, IndexWork.UPDATED, 1)
    assert desk.nearest("bell pepper") == "101"
    assert "bell" in desk.terms("101")
    assert "roma" not in desk.terms("101")
    assert desk.distributor().index_version == desk.index.version


def test_a_new_price_of_a_product_leaves_the_index_alone(desk: Desk) -> None:
    desk.imports()
    desk.change("catalog", ",24.50,", ",25.50,")
    report = desk.imports()
    assert changed(report) == {"catalog.csv": FileChanges("catalog.csv", updated=1)}
    assert report.indexed == 0


def test_a_product_that_vanished_is_nowhere_any_more(desk: Desk) -> None:
    desk.imports()
    desk.write(
        catalog=FILES["catalog.csv"].replace("103,LOX SLICED 3#,Smoked salmon,,Seafood,3#,CS,,,active,,60,,,\n", ""),
        history=FILES["history.csv"].replace(",103,2,CS,", ",102,2,EA,"),
    )
    report = desk.imports()
    assert changed(report) == {
        "catalog.csv": FileChanges("catalog.csv", removed=1),
        "history.csv": FileChanges("history.csv", added=2, removed=2),
    }
    assert desk.terms("103") == set()
    assert "103" not in {hit.sku for hit in desk.index.search_products("lox sliced", 10)}


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("units", "101,LB,0.04", "101,LB,0.05", {"updated": 1}),
        ("units", "101,LB,0.04", "102,CS,4", {"added": 1, "removed": 1}),
        ("customers", ",hold,", ",ok,", {"updated": 1}),
        ("contacts", ",no", ",yes", {"updated": 1}),
        ("contacts", "C2,Max,,+15185550102,no\n", "", {"removed": 1}),
        ("ship_tos", "Sat;Tue", "Sat", {"updated": 1}),
        ("cross_references", "Red ones", "Romas", {"updated": 1}),
        ("prices", ",22.10,", ",22.20,", {"updated": 1}),
        ("prices", ",2026-01-01,", ",2026-01-02,", {"added": 1, "removed": 1}),
        ("inventory", ",7,0,", ",8,0,", {"updated": 1}),
        ("substitutes", ",1,", ",2,", {"updated": 1}),
    ],
)
def test_only_the_rows_that_differ_are_written(
    desk: Desk, name: str, old: str, new: str, expected: dict[str, int]
) -> None:
    desk.imports()
    desk.change(name, old, new)
    assert changed(desk.imports()) == {f"{name}.csv": FileChanges(f"{name}.csv", **expected)}
    desk.write(**{name: FILES[f"{name}.csv"]})
    desk.imports()
    assert desk.imports().unchanged


def test_the_history_is_written_again_only_when_its_own_file_changed(desk: Desk) -> None:
    desk.imports()
    with desk.store.transaction() as session:
        session.execute(update(PurchaseRow).values(order_no="marked"))
    desk.change("catalog", ",24.50,", ",25.50,")
    desk.imports()
    assert {row[1] for row in desk.rows(PurchaseRow)} == {"marked"}
    desk.change("history", "9001,", "9000,")
    desk.imports()
    assert {row[1] for row in desk.rows(PurchaseRow)} == {"9000", "9001"}


def test_nothing_is_half_imported(desk: Desk) -> None:
    desk.imports()
    before, version = desk.everything(), desk.index.version
    desk.change("catalog", "TOM ROMA 25#", "PEPPER BELL 25#")
    desk.change("history", ",103,", ",999,")
    with pytest.raises(ImportRejected, match="1 problem"):
        desk.imports()
    assert desk.everything() == before
    assert (desk.index.version, desk.index.count()) == (version, 3)


def test_a_bad_first_folder_leaves_the_desk_empty(desk: Desk) -> None:
    (desk.folder / "distributor.json").unlink()
    desk.change("units", "0.04", "none")
    with pytest.raises(ImportRejected) as refused:
        desk.imports()
    assert [str(problem) for problem in refused.value.problems] == [
        "distributor.json, line 1: the file is missing",
        "units.csv, line 2, column factor: “none” is not a plain number such as 12.50",
    ]
    assert not any(desk.everything())
    assert desk.index.count() == 0


def test_a_folder_that_changes_while_it_is_imported_is_refused(desk: Desk) -> None:
    class Meddling:
        def start(self, label: str, total: int) -> None:
            if label == "Writing history.csv":
                desk.change("units", "0.04", "0.05")

        def advance(self, n: int) -> None: ...

    with pytest.raises(ImportRejected, match="was changed while it was being imported"):
        import_folder(desk.store, desk.index, desk.folder, NOW, Meddling())
    assert not any(desk.everything())


def test_another_distributor_is_refused_by_name(desk: Desk) -> None:
    desk.imports()
    before = desk.everything()
    other = FILES["distributor.json"].replace("Pier Foods", "Alder Industrial")
    (desk.folder / "distributor.json").write_text(other)
    with pytest.raises(ImportRejected, match=r"serves Pier Foods, .* is Alder Industrial's\. Use another"):
        desk.imports()
    assert desk.everything() == before


def test_what_is_not_a_folder_is_refused(desk: Desk) -> None:
    with pytest.raises(ImportRejected, match="is not a folder"):
        import_folder(desk.store, desk.index, desk.folder / "catalog.csv", NOW, None)


@pytest.mark.parametrize("step", ["replace_products", "upsert_products", "seal"])
def test_a_crash_between_store_and_index_is_mended_by_the_next_import(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(VectorIndex, step, crash)
        with pytest.raises(KeyboardInterrupt):
            desk.imports()
    assert len(desk.rows(ProductRow)) == 3
    assert desk.distributor().index_version == ""
    report = desk.imports()
    assert (report.unchanged, report.index, report.documents) == (True, IndexWork.REBUILT, 3)
    assert desk.nearest("smoked salmon") == "103"
    assert desk.distributor().index_version == desk.index.version
    assert desk.imports().index is IndexWork.NONE


def test_a_crash_while_the_index_follows_a_change_is_mended_by_the_next_import(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.imports()
    desk.change("catalog", "TOM ROMA 25#", "PEPPER BELL 25#")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(VectorIndex, "upsert_products", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.imports()
    assert desk.nearest("tomato roma") == "101", "the index is behind"
    assert desk.imports().index is IndexWork.REBUILT
    assert desk.nearest("bell pepper") == "101"


def test_an_index_that_was_lost_is_made_again(desk: Desk, tmp_path: Path) -> None:
    desk.imports()
    empty = VectorIndex(str(tmp_path / "another"))
    report = import_folder(desk.store, empty, desk.folder, NOW, None)
    assert (report.unchanged, report.index, report.documents) == (True, IndexWork.REBUILT, 3)
    empty.close()


def test_terms_and_index_are_made_again_when_the_code_that_makes_them_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.imports()
    monkeypatch.setattr("knowledge.importing.rebuilding.embedding_name", lambda: "another")
    monkeypatch.setattr("knowledge.importing.derived.product_terms", lambda *_: frozenset({"new"}))
    report = desk.imports()
    assert (report.unchanged, report.index) == (True, IndexWork.REBUILT)
    assert desk.terms("101") == {"new"}
    assert desk.index.version.startswith("another/")


def test_terms_and_index_are_made_again_from_the_store_alone(desk: Desk) -> None:
    desk.imports()
    everything, terms = desk.everything(), desk.rows(ProductTermRow)
    shutil.rmtree(desk.folder)
    desk.index.replace_products([("101", "something else")])
    with desk.store.transaction() as session:
        session.execute(delete(ProductTermRow))
    assert not is_in_step(desk.distributor(), desk.index)

    assert rebuild_index(desk.store, desk.index) == 3

    assert is_in_step(desk.distributor(), desk.index)
    assert (desk.everything(), desk.rows(ProductTermRow), desk.index.count()) == (everything, terms, 3)


def test_there_is_nothing_to_index_before_an_import(desk: Desk) -> None:
    with pytest.raises(ConfigurationError, match="orderdesk import"):
        rebuild_index(desk.store, desk.index)


def test_the_progress_is_told_every_step_and_all_of_its_size(desk: Desk) -> None:
    steps: list[tuple[str, int]] = []
    done: list[int] = []

    class Shown:
        def start(self, label: str, total: int) -> None:
            steps.append((label, total))
            done.append(0)

        def advance(self, n: int) -> None:
            done[-1] += n

    import_folder(desk.store, desk.index, desk.folder, NOW, Shown())
    assert ("Checking catalog.csv", len(FILES["catalog.csv"])) in steps
    assert ("Writing history.csv", len(FILES["history.csv"])) in steps
    assert steps[-1] == ("Indexing products", 3)
    assert [(label, total) for (label, total), n in zip(steps, done, strict=True) if total not in (0, n)] == []


CELLS = st.sampled_from(["101", "102", "CS", "EA", "active", "1", "0.5", "{}", "", '"', '""', "é", "\r", "\x00", " "])
LINES = st.lists(st.lists(CELLS | st.text(max_size=8), max_size=16).map(",".join), max_size=6).map("\n".join)
HEADERS = st.sampled_from([content.split("\n")[0] + "\n" for content in FILES.values()]) | st.text(max_size=20)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.sampled_from(sorted(FILES)), header=HEADERS | st.none(), rows=LINES | st.text(max_size=60))
def test_whatever_a_file_holds_the_import_succeeds_or_is_refused(
    desk: Desk, file: str, header: str | None, rows: str
) -> None:
    for name, content in FILES.items():
        (desk.folder / name).write_text(content, encoding="utf-8", newline="")
    first = FILES[file].split("\n")[0] + "\n" if header is None else header
    (desk.folder / file).write_text(first + rows, encoding="utf-8", newline="")
    before = desk.everything()
    try:
        desk.imports()
    except ImportRejected:
        assert desk.everything() == before


def test_the_index_finds_the_nearest_first_and_knows_how_near(tmp_path: Path) -> None:
    index = VectorIndex(str(tmp_path / "index"))
    index.replace_products([("1", "Milk 2% 4/1 gal"), ("2", "MILK CHOC HALF PT"), ("3", "Towel roll"), ("4", "--")])
    hits = index.search_products("milk 2 % 4/1gal", 10)
    assert [hit.sku for hit in hits] == ["1", "2", "3"], "and a text without a letter or digit is near nothing"
    assert hits[0].similarity == pytest.approx(1)
    assert index.search_products("?!", 10) == []
    assert len(index.search_products("milk", 2)) == 2
    index.close()


def test_a_product_whose_text_changed_is_found_by_the_new_one_and_one_without_words_is_not_there(
    tmp_path: Path,
) -> None:
    index = VectorIndex(str(tmp_path / "index"))
    assert index.upsert_products([("1", "Milk 25#"), ("2", "Butter")]) == 2
    assert index.upsert_products([("2", "Cream")]) == 1
    (nearest,) = index.search_products("cream", 1)
    assert nearest.sku == "2"
    assert nearest.similarity == pytest.approx(1)
    assert index.upsert_products([("2", "-"), ("3", "?")]) == 0
    index.delete_products(["9"])
    assert index.count() == 1
    index.close()


def test_a_search_finds_what_another_has_made_anew_since_it_searched_last(tmp_path: Path) -> None:
    index, other = VectorIndex(str(tmp_path / "index")), VectorIndex(str(tmp_path / "index"))
    index.replace_products([("1", "Milk")])
    assert [hit.sku for hit in index.search_products("milk", 5)] == ["1"]
    other.replace_products([("2", "Milk")])
    assert [hit.sku for hit in index.search_products("milk", 5)] == ["2"]
    index.close()
    other.close()


def test_an_index_on_a_server_is_like_one_in_a_folder(desk: Desk, tmp_path: Path) -> None:
    port = free_port()
    chroma = str(Path(sys.executable).with_name("chroma"))
    command = [chroma, "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "server")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            index = VectorIndex(f"http://127.0.0.1:{port}")
            report = import_folder(desk.store, index, desk.folder, NOW, None)
            assert (report.index, report.documents) == (IndexWork.REBUILT, 3)
            assert index.search_products("tomato roma 25 lbs", 1)[0].sku == "101"
            assert import_folder(desk.store, index, desk.folder, NOW, None).index is IndexWork.NONE
            index.close()
        finally:
            server.terminate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until a server listens, for twenty seconds."""
    for _ in range(200):
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


def test_an_index_keeps_its_version_until_it_is_written_to(tmp_path: Path) -> None:
    index = VectorIndex(str(tmp_path / "index"))
    assert index.version == ""
    index.replace_products([("1", "Milk")])
    index.seal("made/today")
    index.close()
    index = VectorIndex(str(tmp_path / "index"))
    assert (index.version, index.count()) == ("made/today", 1)
    index.delete_products(["1"])
    assert index.version == ""
    index.close()


@pytest.mark.parametrize("location", ["http://127.0.0.1:9", "http://", "/dev/null/index"])
def test_an_index_that_cannot_be_opened_is_a_matter_of_configuration(location: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        VectorIndex(location)
