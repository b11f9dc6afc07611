"""Pack texts: what they say is in a case, bag or roll, in any trade's writing, and never more than they say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.packs import Pack, read_packs


def pack(*counts: int, of: str = "", container: str | None = None) -> Pack:
    """A reading: counts, ``of`` such as "1/2 GAL", and the container."""
    size, code = of.split() if of else (None, None)
    return Pack(tuple(Fraction(n) for n in counts), Fraction(size) if size else None, code, container)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4/1 GAL", pack(4, of="1 GAL")),
        ("6/2#", pack(6, of="2 LB")),
        ("2/5 LB", pack(2, of="5 LB")),
        ("24 CT", pack(24)),
        ("15 DZ", pack(of="15 DZ")),
        ("12x500 ml", pack(12, of="500 ML")),
        ("5 x 1 kg", pack(5, of="1 KG")),
        ("6 x 1,5 l", pack(6, of="3/2 L")),
        ("24 × 33cl", pack(24, of="33 CL")),
        ("6x4x100 g", pack(6, 4, of="100 G")),
        ("10/100", pack(10, 100)),
        ("10/100 CT", pack(10, 100)),
        ("9/.5 GAL", pack(9, of="1/2 GAL")),
        ("6/#10", pack(6)),
        ("Karton à 12 Stk", pack(12, container="CT")),
        ("caja 12 ud", pack(12, container="CS")),
        ("bte de 10", pack(10, container="BX")),
        ("case of 12", pack(12, container="CS")),
        ("100 per box", pack(100, container="BX")),
        ("50LB BG", pack(of="50 LB", container="BG")),
        ("25-kg-Sack", pack(of="25 KG", container="BG")),
        ("1000/CS", pack(1000, container="CS")),
        ("1,000/CS", pack(1000, container="CS")),
        ("1.000 Stk", pack(1000)),
        ("12er Karton", pack(12, container="CT")),
        ("10FT BX", pack(of="10 FT", container="BX")),
        ("6 Flaschen à 0,7 l", pack(6, of="7/10 L")),
        ("4 bags x 5 lb", pack(4, of="5 LB")),
        ("12 PR", pack(of="12 PR")),
        ("205L", pack(of="205 L")),
    ],
)
def test_a_pack_text_is_read(text: str, meant: Pack) -> None:
    assert read_packs(text) == (meant,)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1/2 GAL", {pack(of="1/2 GAL"), pack(1, of="2 GAL")}),
        ("1M", {pack(1000), pack(of="1 M")}),
        ("1.500 kg", {pack(of="1500 KG"), pack(of="3/2 KG")}),
    ],
)
def test_a_text_that_may_mean_two_things_has_two_readings(text: str, readings: set[Pack]) -> None:
    assert set(read_packs(text)) == readings


def test_a_pack_in_a_pack_is_two() -> None:
    assert read_packs("100/BX 10BX/CS") == (pack(100, container="BX"), pack(of="10 BX", container="CS"))


@pytest.mark.parametrize(
    "text",
    ["", "11-13#", "25# avg", "305x229x152 mm", "12\"x2000'", "1/8", "M8 zinc", "0/5 kg", "x", "/", "6 x", "#", "½"],
)
def test_what_varies_or_is_no_pack_is_not_read(text: str) -> None:
    assert read_packs(text) == ()


@pytest.mark.parametrize(
    ("text", "code", "many"),
    [
        ("4/1 GAL", "GAL", 4),
        ("4/1 GAL", "QT", 16),
        ("4/1 GAL", "EA", 4),
        ("12/32 OZ", "QT", 12),
        ("12/32 OZ", "LB", 24),
        ("12 x 500 g", "KG", 6),
        ("15 DZ", "EA", 180),
        ("10/100", "EA", 1000),
        ("24 CT", "DZ", 2),
        ("100 per box", "C", 1),
    ],
)
def test_a_pack_holds_so_much(text: str, code: str, many: int) -> None:
    (one,) = read_packs(text)
    assert one.holds(code) == many


@pytest.mark.parametrize(
    ("text", "code"), [("50#", "EA"), ("4/1 GAL", "LB"), ("12 PR", "EA"), ("24 CT", "LB"), ("6/#10", "OZ")]
)
def test_what_does_not_follow_from_a_pack_is_not_told(text: str, code: str) -> None:
    (one,) = read_packs(text)
    assert one.holds(code) is None


sizes = st.tuples(
    st.integers(1, 999), st.sampled_from([("g", "G"), ("kg", "KG"), ("ml", "ML"), ("lb", "LB"), ("qt", "QT")])
)
containers = st.sampled_from([("", None), (" box", "BX"), ("/CS", "CS"), (" Sack", "BG"), (" per bag", "BG")])


@settings(max_examples=50, deadline=None)
@given(
    st.integers(2, 500).filter(lambda count: count % 2 == 0),
    sizes,
    containers,
    st.sampled_from(["/", "x", " x ", " × "]),
    st.sampled_from(["", " "]),
)
def test_a_pack_that_was_written_is_read_back(
    count: int, size: tuple[int, tuple[str, str]], container: tuple[str, str | None], times: str, gap: str
) -> None:
    amount, (unit, code) = size
    written = f"{count}{times}{amount}{gap}{unit}{container[0]}"
    assert read_packs(written) == (pack(count, of=f"{amount} {code}", container=container[1]),)


@settings(max_examples=50, deadline=None)
@given(st.text("0123456789/x×*#-.,() lbgkmoztCSBXàdeofper=½\t\n", max_size=200) | st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    for one in read_packs(text):
        assert all(count > 0 for count in one.counts)
        assert one.size is None or one.size > 0
