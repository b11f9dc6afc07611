"""What is said of a bad folder: every problem has its file, its line and its column."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import RowProblem
from knowledge.importing.checks import check_folder
from knowledge.importing.distributor import read_distributor
from knowledge.importing.problems import Problems
from knowledge.importing.progress import Silent

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
    + """101,TOM ROMA 25#,Roma tomatoes,,Produce,25#,CS,,,active,,24.50,,,"{""size"": ""XL""}"
102,TOM ROMA OLD,,,Produce,25#,CS,,,superseded,101,21.90,2,2,
103,OIL OLIVE 3L,"Olive oil,
extra virgin",Lucia,Grocery,3L,EA,,L-3,active,,31,,,{}
""",
    "units.csv": "sku,uom,factor\n101,LB,0.04\n103,CS,6\n",
    "customers.csv": """customer_id,name,price_group,credit_status,substitution,language,default_ship_to,rep,notes
C1,Blue Door,BISTRO,ok,ask,en,C1-1,DMK,
C2,Red Roof,,hold,never,,,,
""",
    "contacts.csv": "customer_id,name,email,phone,may_order\nC1,Ines,Chef@Blue.example,+15185550101,yes\nC2,,,,no\n",
    "ship_tos.csv": """customer_id,ship_to_id,name,address,delivery_days,cutoff
C1,C1-1,Blue Door,14 Wharf St,Tue;Thu;Sat,15:00
C2,C2-1,Will call,,,
""",
    "cross_references.csv": "customer_id,customer_sku,sku,description\nC1,red ones,101,\nC2,R-7,103,House oil\n",
    "prices.csv": """customer_id,price_group,sku,uom,price,valid_from,valid_to
C1,,101,CS,22.10,2026-01-01,2026-06-30
,BISTRO,101,LB,1.05,,
""",
    "inventory.csv": "sku,warehouse,on_hand,allocated,on_order,due_date\n101,MAIN,-3,0,40,2026-03-04\n",
    "substitutes.csv": "sku,substitute,rank,reason\n101,103,1,\n",
    "history.csv": """order_no,customer_id,ship_to_id,ordered_on,sku,qty,uom,unit_price
9001,C1,C1-1,2026-02-02,101,2,CS,22.10
9001,C1,C1-1,2026-02-02,101,2,CS,22.10
9002,C2,,2026-02-03,103,1.5,CS,
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small distributor whose files have nothing wrong with them."""
    for file, content in FILES.items():
        (tmp_path / file).write_text(content, encoding="utf-8", newline="")
    return tmp_path


def problems_of(folder: Path) -> Problems:
    problems = Problems()
    check_folder(folder, read_distributor(folder, problems), problems, Silent())
    return problems


def replace(folder: Path, file: str, old: str, new: str) -> None:
    content = FILES[file]
    assert content.count(old) >= 1, f"{old!r} is not in {file}"
    (folder / file).write_text(content.replace(old, new, 1), encoding="utf-8", newline="")


def test_a_good_folder_has_no_problem(folder: Path) -> None:
    assert problems_of(folder).kept == []


def test_every_cell_may_have_space_around_it_and_every_file_a_byte_order_mark_and_windows_line_ends(
    folder: Path,
) -> None:
    for file in FILES:
        content = FILES[file].replace("\n", "\r\n").replace(",ok,", ", ok ,")
        (folder / file).write_bytes(b"\xef\xbb\xbf" + content.encode())
    assert problems_of(folder).kept == []


def test_columns_may_come_in_any_order(folder: Path) -> None:
    (folder / "units.csv").write_text("factor,sku,uom\n0.04,101,LB\n6,103,CS\n")
    assert problems_of(folder).kept == []


def test_a_file_may_have_no_rows_and_rows_may_be_empty(folder: Path) -> None:
    (folder / "units.csv").write_text("sku,uom,factor\n\n,,\n103,CS,6\n101,LB,0.04\n,,\n\n")
    (folder / "substitutes.csv").write_text("sku,substitute,rank,reason")
    assert problems_of(folder).kept == []


BAD_ROWS = [
    # A cell that is not of its kind.
    ("catalog.csv", ",31,", ',"31,00",', 4, "list_price", "“31,00” is not a plain number such as 12.50"),
    ("catalog.csv", ",31,", ",3.1e1,", 4, "list_price", "“3.1e1” is not a plain number such as 12.50"),
    ("catalog.csv", ",31,", ",NaN,", 4, "list_price", "“NaN” is not a plain number such as 12.50"),
    ("catalog.csv", ",31,", ",-31,", 4, "list_price", "“-31” is below zero"),
    ("catalog.csv", ",2,2,", ",2,0,", 3, "order_multiple", "“0” is not above zero"),
    ("catalog.csv", ",active,,31", ",Active,,31", 4, "status", "is not one of active, discontinued, superseded"),
    ("catalog.csv", "{}", "[1]", 4, "attributes", "“[1]” is not a JSON object"),
    ("catalog.csv", "{}", '"{""a"": NaN}"', 4, "attributes", "is not a JSON object"),
    ("catalog.csv", "{}", '"{""a"": 1e999}"', 4, "attributes", "is not a JSON object"),
    ("catalog.csv", "{}", "[" * 60_000, 4, "attributes", "…” is not a JSON object"),
    ("catalog.csv", "TOM ROMA OLD", "", 3, "name", "must not be empty"),
    ("catalog.csv", "TOM ROMA OLD", "x" * 65_537, 3, "name", "is longer than 65,536 characters"),
    ("catalog.csv", "102,", "1" * 65 + ",", 3, "sku", "is longer than 64 characters"),
    ("catalog.csv", "102,", "10\x072,", 3, "sku", "“10�2” has a character that cannot be printed"),
    ("catalog.csv", "3L,EA", "3L,A UNIT WITH A LONG NAME", 4, "uom", "is longer than 16 characters"),
    ("units.csv", "0.04", "0", 2, "factor", "“0” is not above zero"),
    ("units.csv", "0.04", "", 2, "factor", "must not be empty"),
    ("customers.csv", ",hold,", ",maybe,", 3, "credit_status", "“maybe” is not one of ok, hold, cod"),
    ("contacts.csv", "Chef@Blue.example", "Chef at Blue", 2, "email", "“Chef at Blue” is not an e-mail address"),
    ("contacts.csv", "+15185550101", "518-555-0101", 2, "phone", "“518-555-0101” is not an E.164 number"),
    ("contacts.csv", ",yes", ",Y", 2, "may_order", "“Y” is neither yes nor no"),
    ("ship_tos.csv", "Tue;Thu;Sat", "Tue;Someday", 2, "delivery_days", "“Tue;Someday” is not a list of days"),
    ("ship_tos.csv", "15:00", "3 pm", 2, "cutoff", "“3 pm” is not a time such as 15:00"),
    ("prices.csv", "2026-06-30", "2026-02-30", 2, "valid_to", "“2026-02-30” is not a date such as 2026-03-31"),
    ("prices.csv", "2026-06-30", "2026-W10-1", 2, "valid_to", "“2026-W10-1” is not a date such as 2026-03-31"),
    ("substitutes.csv", ",1,", ",first,", 2, "rank", "“first” is not a whole number from 1"),
    ("history.csv", ",1.5,", ",-1.5,", 4, "qty", "“-1.5” is not above zero"),
    # A reference to nothing.
    ("catalog.csv", "superseded,101", "superseded,999", 3, "superseded_by", "“999” is not in catalog.csv"),
    ("units.csv", "101,", "999,", 2, "sku", "“999” is not in catalog.csv"),
    ("customers.csv", "C1-1", "C9-1", 2, "default_ship_to", "“C9-1” is not in ship_tos.csv"),
    ("contacts.csv", "C2,", "C9,", 3, "customer_id", "“C9” is not in customers.csv"),
    ("ship_tos.csv", "C2,", "C9,", 3, "customer_id", "“C9” is not in customers.csv"),
    ("cross_references.csv", ",103,", ",999,", 3, "sku", "“999” is not in catalog.csv"),
    ("cross_references.csv", "C2,", "C9,", 3, "customer_id", "“C9” is not in customers.csv"),
    ("prices.csv", "C1,", "C9,", 2, "customer_id", "“C9” is not in customers.csv"),
    ("inventory.csv", "MAIN", "SIDE", 2, "warehouse", "“SIDE” is not in distributor.json"),
    ("substitutes.csv", ",103,", ",999,", 2, "substitute", "“999” is not in catalog.csv"),
    ("history.csv", "C2,", "C9,", 4, "customer_id", "“C9” is not in customers.csv"),
    ("history.csv", "C2,,", "C2,C9-1,", 4, "ship_to_id", "“C9-1” is not in ship_tos.csv"),
    ("history.csv", ",103,", ",999,", 4, "sku", "“999” is not in catalog.csv"),
    # Rows that contradict one another.
    ("catalog.csv", "103,OIL", "101,OIL", 4, "sku", "an earlier row has the same sku"),
    ("catalog.csv", "superseded,101", "superseded,102", 3, "superseded_by", "names itself"),
    ("catalog.csv", "active,,24.50", "active,102,24.50", 2, "superseded_by", "goes round in a circle: 101 → 102 → 101"),
    ("units.csv", "103,CS", "101,LB", 3, "uom", "an earlier row has the same sku, uom"),
    ("units.csv", "103,CS", "103,EA", 3, "uom", "“EA” is the base unit of 103; only its other units belong here"),
    ("customers.csv", "C1-1", "C2-1", 2, "default_ship_to", "“C2-1” is a ship-to of customer C2"),
    ("ship_tos.csv", "C2-1", "C1-1", 3, "ship_to_id", "an earlier row has the same ship_to_id"),
    ("cross_references.csv", "C2,R-7", "C1,red ones", 3, "customer_sku", "an earlier row has the same customer_id"),
    (
        "prices.csv",
        ",BISTRO",
        "C1,BISTRO",
        3,
        "customer_id",
        "exactly one of customer_id and price_group must be given",
    ),
    ("prices.csv", ",BISTRO", ",", 3, "customer_id", "exactly one of customer_id and price_group must be given"),
    ("prices.csv", "2026-06-30", "2025-06-30", 2, "valid_to", "2025-06-30 is before valid_from, 2026-01-01"),
    ("prices.csv", "101,LB", "101,KG", 3, "uom", "“KG” is neither the base unit of 101 nor one of its units"),
    ("substitutes.csv", ",103,", ",101,", 2, "substitute", "a product cannot be its own substitute"),
    ("history.csv", "C2,,", "C2,C1-1,", 4, "ship_to_id", "“C1-1” is a ship-to of customer C1"),
    ("history.csv", "1.5,CS", "1.5,KG", 4, "uom", "“KG” is neither the base unit of 103 nor one of its units"),
    # A row of the wrong length.
    ("units.csv", "101,LB,0.04", "101,LB", 2, "", "has 2 cells where the header has 3"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "column", "says"), BAD_ROWS)
def test_a_bad_row_is_named_by_file_line_and_column(
    folder: Path, file: str, old: str, new: str, line: int, column: str, says: str
) -> None:
    replace(folder, file, old, new)
    named = [problem for problem in problems_of(folder).kept if problem.file == file]
    assert [(problem.line, problem.column) for problem in named] == [(line, column)]
    assert says in named[0].what


def test_lines_are_counted_as_an_editor_counts_them_also_after_a_cell_of_two_lines(folder: Path) -> None:
    with (folder / "catalog.csv").open("a") as catalog:
        catalog.write("104,,,,,,EA,,,active,,,,,\n")
    assert problems_of(folder).kept == [RowProblem("catalog.csv", 6, "name", "must not be empty")]


BAD_FILES = [
    (b"", 1, "", "the first line must name the columns"),
    (b"sku,uom\n101,LB\n", 1, "factor", "the column is missing"),
    (b"sku,uom,factor,colour\n101,LB,0.04,red\n", 1, "colour", "is not a column of this file"),
    (b"sku,uom,factor,\n101,LB,0.04,\n", 1, "", "has no name"),
    (b"sku,uom,factor,uom\n101,LB,0.04,LB\n", 1, "uom", "the column is there twice"),
    (b"sku,uom,factor\n103,CS,6\n101,LB\0,0.04\n", 3, "", "holds a NUL byte; save the file as UTF-8 text"),
    (b"sku,uom,factor\n103,CS,6\n101,caf\xe9,0.04\n", 3, "", "byte 8 of the line is not UTF-8"),
    ("sku,uom,factor\n".encode("utf-16"), 1, "", "holds a NUL byte; save the file as UTF-8 text"),
    (b'sku,uom,factor\n101,"LB,0.04\n', 2, "", "cannot be read as CSV: unexpected end of data"),
    (b'sku,uom,factor\n101,"L"B,0.04\n', 2, "", "cannot be read as CSV: ',' expected after '\"'"),
    (b"sku,uom,factor\n101,LB," + b"4" * 140_000, 2, "", "cannot be read as CSV: field larger than field limit"),
    (b"sku,uom,factor\n" + b"," * 1_100_000, 2, "", "the line is longer than 1 MiB"),
]


@pytest.mark.parametrize(("content", "line", "column", "says"), BAD_FILES)
def test_a_file_that_cannot_be_read_is_named_with_the_line_where_it_ends(
    folder: Path, content: bytes, line: int, column: str, says: str
) -> None:
    (folder / "units.csv").write_bytes(content)
    (problem,) = problems_of(folder).kept
    assert (problem.file, problem.line, problem.column) == ("units.csv", line, column)
    assert says in problem.what


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert problems_of(folder).kept == [RowProblem(file, 1, "", "the file is missing")]


def test_a_folder_in_the_place_of_a_file_is_named(folder: Path) -> None:
    (folder / "units.csv").unlink()
    (folder / "units.csv").mkdir()
    assert problems_of(folder).kept == [RowProblem("units.csv", 1, "", "is not a file")]


BAD_DISTRIBUTORS = [
    ("{", 1, "", "is not JSON"),
    ("\n\n}", 3, "", "is not JSON"),
    ("[" * 100_000, 1, "", "is not JSON that can be read"),
    ("[]", 1, "", "valid dictionary"),
    (FILES["distributor.json"].replace("America/New_York", "Mars/Olympus"), 1, "timezone", "is not a time zone"),
    (FILES["distributor.json"].replace("America/New_York", "../../etc/passwd"), 1, "timezone", "is not a time zone"),
    (FILES["distributor.json"].replace('"USD"', '"dollars"'), 1, "currency", "match pattern"),
    (FILES["distributor.json"].replace('"Pier Foods"', "5"), 1, "name", "valid string"),
    (FILES["distributor.json"].replace('"Pier Foods"', '" "'), 1, "name", "must not be empty"),
    (FILES["distributor.json"].replace('"locale"', '"local"'), 1, "locale", "Field required"),
    (FILES["distributor.json"].replace('{"code": "MAIN", "name": "Main"}', ""), 1, "warehouses", "at least 1 item"),
    (
        FILES["distributor.json"].replace("[{", '[{"code": "MAIN", "name": ""}, {'),
        1,
        "warehouses",
        "two warehouses have the same code",
    ),
]


@pytest.mark.parametrize(("content", "line", "column", "says"), BAD_DISTRIBUTORS)
def test_a_bad_distributor_is_named_by_its_member(
    folder: Path, content: str, line: int, column: str, says: str
) -> None:
    (folder / "distributor.json").write_text(content)
    problem = problems_of(folder).kept[0]
    assert (problem.file, problem.line, problem.column) == ("distributor.json", line, column)
    assert says in problem.what


def test_rows_that_refer_to_a_file_that_cannot_be_read_are_not_blamed(folder: Path) -> None:
    replace(folder, "catalog.csv", "sku,name", "sku,nom")
    assert {problem.file for problem in problems_of(folder).kept} == {"catalog.csv"}


def test_a_row_is_known_by_its_key_even_if_another_of_its_cells_is_bad(folder: Path) -> None:
    replace(folder, "catalog.csv", ",24.50,", ",cheap,")
    assert [str(problem) for problem in problems_of(folder).kept] == [
        "catalog.csv, line 2, column list_price: “cheap” is not a plain number such as 12.50"
    ]


def test_every_problem_is_counted_and_two_hundred_are_kept(folder: Path) -> None:
    with (folder / "history.csv").open("a") as history:
        history.writelines(f"9003,C1,C1-1,2026-02-02,101,{n}.,CS,\n" for n in range(250))
    problems = problems_of(folder)
    assert (problems.total, len(problems.kept)) == (250, 200)
    rejection = problems.rejection(folder)
    assert "250 problems, of which the first 200 are listed" in rejection.sentence
    assert rejection.problems == tuple(problems.kept)
