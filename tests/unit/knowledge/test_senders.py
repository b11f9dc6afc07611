"""Known senders: a domain or a name that only looks like a known one is found, and nothing else is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.mail_domains import domain_of, registered_domain
from knowledge.senders import KnownSenders

BUSINESS = frozenset({"billing", "orders", "pay", "group"})
KNOWN = KnownSenders.of(
    [
        ("chef@bluedoor.example", "Inés Marin"),
        ("ines@gmail.com", "Inés Marin"),
        ("a@harborlight-hotel.co.uk", "Theo Marchetti"),
        ("z@abc.example", "Zed"),
        ("orders@fernhill.example", ""),
    ]
)


class TestADomain:
    @pytest.mark.parametrize(
        "domain",
        [
            "blue-door.example",
            "b1uedoor.example",
            "blued00r.example",
            "blu\u0435door.example",
            "xn--bludoor-dya.example",
            "bluedooor.example",
            "bluedor.example",
            "bleudoor.example",
            "blueboor.example",
            "bluedoor.test",
            "mail.bluedoor.test",
            "bluedoor-billing.example",
            "bluedoor-fishmarket.example",
            "bluedoorbilling.example",
            "payments-bluedoor.example",
            "paybluedoor.example",
            "bluedoor.example.elsewhere.test",
        ],
    )
    def test_that_looks_like_a_known_one_is_found(self, domain: str) -> None:
        assert KNOWN.imitated(f"x@{domain}", BUSINESS) == ("bluedoor.example",)

    @pytest.mark.parametrize(
        "address",
        [
            "x@bluedoor.example",
            "x@mail.bluedoor.example",
            "x@newcafe.example",
            "x@redoor.example",
            "x@abd.example",
            "x@yahoo.com",
            "x@gmail.com",
            "x@bluedoorstep.example",
            "x@new-door.example",
            "nobody",
            "@",
            "",
        ],
    )
    def test_that_is_known_public_or_another_is_not(self, address: str) -> None:
        assert KNOWN.imitated(address, BUSINESS) == ()

    def test_is_registered_one_level_deeper_under_some(self) -> None:
        assert registered_domain("a@x.harborlight-hotel.co.uk") == "harborlight-hotel.co.uk"
        assert registered_domain("a@mail.bluedoor.example") == "bluedoor.example"
        assert domain_of("A@BlueDoor.Example.") == "bluedoor.example"
        assert KNOWN.imitated("x@harborlighthotel.co.uk", BUSINESS) == ("harborlight-hotel.co.uk",)
        assert KNOWN.imitated("x@other.co.uk", BUSINESS) == ()

    @given(st.text(max_size=80), st.sampled_from(["", "x@", "x@xn--", "x@a."]))
    @settings(deadline=None, max_examples=50)
    def test_of_any_text_is_read(self, text: str, before: str) -> None:
        KNOWN.imitated(before + text, BUSINESS)

    @pytest.mark.parametrize(
        "domain", ["a" * 63 + ".example", "a-" * 31 + "b.example", "a." * 120 + "example", "-" * 250]
    )
    def test_however_long_takes_a_moment_among_many(self, domain: str) -> None:
        many = KnownSenders.of((f"x@company{n}north.example", f"Name{n} Other") for n in range(5_000))
        start = time.process_time()
        many.imitated(f"x@{domain}", BUSINESS)
        assert time.process_time() - start < 0.5


class TestAName:
    @pytest.mark.parametrize("name", ["Inés Marin", "ines marin", "Marin, Ines", "INÉS  MARIN"])
    def test_is_known_with_the_domains_its_owner_writes_from(self, name: str) -> None:
        assert KNOWN.homes_of(name) == {"bluedoor.example", "gmail.com"}

    @pytest.mark.parametrize("name", ["Ines", "Zed", "", "Ines Marin Lopez"])
    def test_of_one_word_or_other_words_is_nobodys(self, name: str) -> None:
        assert KNOWN.homes_of(name) == frozenset()
