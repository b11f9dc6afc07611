"""The made-up distributor that scale is measured with: repeatable, importable, with families hard to tell apart."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rich.console import Console

from desk.bench.catalogs import lines_for, make_catalog, write_distributor
from desk.bench.scale import measure, told
from knowledge.importing.checks import check_folder
from knowledge.importing.distributor import read_distributor
from knowledge.importing.problems import Problems
from knowledge.importing.progress import Silent


def test_the_same_seed_makes_the_same_folder_and_another_another(tmp_path: Path) -> None:
    made = []
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        write_distributor(tmp_path / name, make_catalog(300, seed), seed)
        made.append({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()})
    assert made[0] == made[1]
    assert made[0]["catalog.csv"] != made[2]["catalog.csv"]


def test_the_folder_has_nothing_wrong_with_it_and_ten_lines_of_history_for_each_product(tmp_path: Path) -> None:
    write_distributor(tmp_path, make_catalog(300, 1), 1)
    problems = Problems()
    check_folder(tmp_path, read_distributor(tmp_path, problems), problems, Silent())
    assert problems.kept == []
    assert len((tmp_path / "history.csv").read_text().splitlines()) == 1 + 3_000


def test_products_come_in_families_told_apart_by_size_colour_grade_and_pack() -> None:
    families = defaultdict(list)
    for item in make_catalog(2_000, 1):
        families[item.kind, item.quality, item.brand].append((item.size, item.colour, item.grade, item.pack))
    assert all(len(set(members)) == len(members) for members in families.values())
    assert 4 < 2_000 / len(families) < 60


def test_a_line_says_what_tells_its_product_from_its_siblings() -> None:
    catalog = make_catalog(500, 1)
    by_sku = {item.sku: item for item in catalog}
    lines = lines_for(catalog, 100, 1)
    assert len({sku for sku, _ in lines}) == 100
    for sku, words in lines:
        item = by_sku[sku]
        assert item.colour in words
        assert item.grade in words
        assert item.size.replace(" ", "").lower() in words.replace(" ", "")


def test_a_small_catalog_is_measured_and_its_lines_are_found(tmp_path: Path) -> None:
    imported, searched = measure(tmp_path, 120, Console(quiet=True))
    assert imported.store > 0
    assert len(searched.matching) == len(searched.words) == len(searched.vectors) == 120
    assert min(searched.found) > 0.9
    shown = told(imported, searched)
    assert shown["a whole match: recall@10"] == f"{searched.found[0]:.3f}"
