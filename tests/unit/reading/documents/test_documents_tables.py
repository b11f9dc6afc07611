"""Tables: which column is which, which rows are ordered, and what is not guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reading.documents import DocumentContext, read_document
from reading.order_documents import NumberKind, OrderDocument, PartyRole

CONTEXT = DocumentContext(date(2026, 3, 2), day_first=False)


def read(*rows: str, context: DocumentContext = CONTEXT) -> OrderDocument:
    """A document by its rows; bars stand for tabs."""
    return read_document("\n".join("\t".join(cell.strip() for cell in row.split("|")) for row in rows), context)


def ordered(document: OrderDocument) -> list[tuple[str, str | None]]:
    return [(line.text, None if line.amount is None else str(line.amount)) for line in document.lines]


class TestTheNumberOfAnOrder:
    @pytest.mark.parametrize(
        "head", ["Order UC-26/0311 of 03/02/2026", "Order UC-26/0311", "Order UC-26/0311 (rev. 2)"]
    )
    def test_may_have_its_day_behind_it(self, head: str) -> None:
        document = read(head, "Item | Description | Qty", "K-20 | Brass hinge | 12")
        assert document.po_number is not None
        assert document.po_number.text == "UC-26/0311"

    def test_is_none_where_goods_stand_behind_it(self) -> None:
        assert read("Order 20 hinges 12", "Item | Qty", "K-20 | 12").po_number is None


class TestColumns:
    def test_say_whose_numbers_they_hold(self) -> None:
        document = read("Our item | Your item | UPC | Mfr part | Description | Qty", "A-1 | 77 | 0123 | X9 | Hinge | 2")
        kinds = [number.kind for number in document.lines[0].numbers]
        assert kinds == [NumberKind.THEIRS, NumberKind.OURS, NumberKind.TRADE, NumberKind.MAKERS]

    def test_are_found_by_what_they_hold_where_nothing_names_them(self) -> None:
        document = read("1 | K-20 | Brass hinge | 12 | EA", "2 | K-31 | Steel hinge | 4 | CS", "3 | K-9 | Pin | 1 | CS")
        assert ordered(document) == [("K-20 Brass hinge", "12"), ("K-31 Steel hinge", "4"), ("K-9 Pin", "1")]
        assert [line.unit_code for line in document.lines] == ["EA", "CS", "CS"]

    @pytest.mark.parametrize(
        ("item", "size", "qty"), [("Item", "Size", "Qty"), ("Artikel", "Größe", "Menge"), ("Article", "Couleur", "Qté")]
    )
    def test_of_sizes_and_colours_tell_which_product_is_meant(self, item: str, size: str, qty: str) -> None:
        document = read(f"{item} | {size} | {qty}", "Carton | 14x10x6 | 8", "Carton | 18x12x12 | 5")
        assert ordered(document) == [("Carton 14x10x6", "8"), ("Carton 18x12x12", "5")]

    def test_without_a_name_tell_known_product_numbers_from_quantities(self) -> None:
        known = DocumentContext(date(2026, 3, 2), False, is_number=lambda text: text in ("4410", "4411"))
        document = read("4410 | Brass hinge | 12", "4411 | Steel hinge | 4", context=known)
        assert ordered(document) == [("4410 Brass hinge", "12"), ("4411 Steel hinge", "4")]

    def test_of_numbers_that_nothing_tells_apart_are_not_guessed(self) -> None:
        document = read("Brass hinge | 12 | 6", "Steel hinge | 4 | 9")
        assert ordered(document) == [("Brass hinge", None), ("Steel hinge", None)]
        assert document.doubts

    def test_that_only_count_the_rows_are_no_quantities(self) -> None:
        document = read("1 | Brass hinge", "2 | Steel hinge", "3 | Pin", "4 | Bolt")
        assert all(line.amount is None for line in document.lines)

    def test_that_count_the_rows_with_a_point_behind_each_are_no_quantities(self) -> None:
        assert all(line.amount is None for line in read("1. | Brass hinge", "2. | Steel hinge").lines)

    def test_that_count_the_rows_leave_the_quantities_to_the_words(self) -> None:
        assert not read("1. | 12 ea brass hinge", "2. | 12 ea steel hinge", "3. | 6 bx pin").lines

    def test_named_by_a_unit_hold_quantities_of_it(self) -> None:
        document = read("Product | Cases | Each", "Brass hinge | 2 |", "Pin | | 7")
        assert [(line.amount, line.unit_code) for line in document.lines] == [(Decimal(2), "CS"), (Decimal(7), "EA")]

    def test_of_stock_and_par_are_not_what_is_ordered(self) -> None:
        document = read("Item | Par | On hand | Order", "Brass hinge | 10 | 4 | 6", "Pin | 8 | 8 | ")
        assert ordered(document) == [("Brass hinge", "6")]

    def test_of_price_and_amount_are_told_apart_by_multiplying(self) -> None:
        document = read("Item | Qty | Total | Price", "Hinge | 4 | 2.50 | 10.00", "Pin | 3 | 1.10 | 3.30")
        assert [line.price for line in document.lines] == [Decimal("2.50"), Decimal("1.10")]
        assert document.doubts == ()

    def test_that_do_not_agree_are_doubted(self) -> None:
        document = read("Item | Qty | Price | Amount", "Hinge | 4 | 2.50 | 10.00", "Pin | 3 | 1.10 | 33.00")
        assert document.doubts == ("Quantity, price and amount do not agree: 3 × 1.10 is not 33.00.",)

    def test_that_stand_twice_side_by_side_are_two_tables(self) -> None:
        document = read("Item | Qty | | Item | Qty", "Hinge | 2 | | Bolt | 5", "Pin | 3 | | Nut | ")
        assert [line for line in ordered(document) if line[1]] == [("Hinge", "2"), ("Pin", "3"), ("Bolt", "5")]

    def test_of_order_numbers_are_no_quantities(self) -> None:
        assert ordered(read("Order | Item | Qty", "4711 | Hinge | 2", "4712 | Pin | 3")) == [
            ("Hinge", "2"),
            ("Pin", "3"),
        ]

    def test_of_two_quantities_that_differ_are_doubted(self) -> None:
        document = read("Item | Qty | Quantity", "Hinge | 4 | 5")
        assert ordered(document) == [("Hinge", None)]
        assert document.doubts


class TestQuantities:
    @pytest.mark.parametrize(
        ("cell", "amount", "unit"),
        [("12", "12", None), ("12 CS", "12", "CS"), ("2 cases", "2", "CS"), ("x 4", "4", None), ("1/2 cs", "0.5", "CS"),
         ("2½", "2.5", None), ("two cases", "2", "CS"), ("3 (ea)", "3", "EA"), ("1 000", "1000", None)],
    )  # fmt: skip
    def test_are_read_with_the_unit_beside_them(self, cell: str, amount: str, unit: str | None) -> None:
        (line,) = read("Item | Qty", f"Hinge | {cell}").lines
        assert (line.amount, line.unit_code) == (Decimal(amount), unit)

    @pytest.mark.parametrize("cell", ["?", "TBD", "2-3", "5 or 6", "as usual", "=?", "6 + 1 free", "-4", "12 big ones"])
    def test_that_cannot_be_read_are_left_open(self, cell: str) -> None:
        document = read("Item | Qty", "Pin | 1", f"Hinge | {cell}")
        assert ordered(document) == [("Pin", "1"), ("Hinge", None)]
        assert document.doubts

    @pytest.mark.parametrize("cell", ["0", "-", "—", "0 cs", "n/a", "none"])
    def test_of_nothing_are_not_ordered(self, cell: str) -> None:
        assert ordered(read("Item | Qty", f"Hinge | {cell}", "Pin | 1")) == [("Pin", "1")]

    @pytest.mark.parametrize(
        ("shown", "amount"),
        [("1.234,50", "1234.5"), ("1,234.50", "1234.5"), ("0,750", "0.75"), ("12,5", "12.5"), ("1'200", "1200")],
    )
    def test_are_read_by_their_own_decimal_mark(self, shown: str, amount: str) -> None:
        (line,) = read("Item | Qty", f"Hinge | {shown}").lines
        assert line.amount == Decimal(amount)

    def test_of_a_thousand_or_of_one_follow_the_other_numbers(self) -> None:
        comma = read("Item | Qty | Price", "Hinge | 1.000 | 0,25", "Pin | 2 | 1,10")
        point = read("Item | Qty | Price", "Hinge | 1,000 | 0.25", "Pin | 2 | 1.10")
        assert [line.amount for line in (comma.lines[0], point.lines[0])] == [Decimal(1000), Decimal(1000)]

    @pytest.mark.parametrize(("language", "amount"), [("de", Decimal(1000)), ("en", None), (None, None)])
    def test_of_a_thousand_or_of_one_are_else_the_language_s_or_open(
        self, language: str | None, amount: Decimal | None
    ) -> None:
        (line,) = read("Item | Qty", "Hinge | 1.000", context=DocumentContext(date(2026, 3, 2), True, language)).lines
        assert line.amount == amount


class TestRows:
    def test_of_a_form_that_are_blank_are_not_ordered(self) -> None:
        rows = [f"40{n} | Thing {n} | {'3' if n == 4 else ''} | CS" for n in range(9)]
        assert ordered(read("Your item | Item | Qty | Unit", *rows)) == [("404 Thing 4", "3")]

    def test_without_a_quantity_in_a_list_are_lines_that_lack_one(self) -> None:
        document = read("part | qty | unit", "Hinge | 1 | case", "Pin | | pk", "Bolt | 2 | box")
        assert ordered(document) == [("Hinge", "1"), ("Pin", None), ("Bolt", "2")]

    def test_of_a_form_with_a_unit_and_no_quantity_are_lines_that_lack_one(self) -> None:
        rows = ["711 | Hinge | 2 | CS", "712 | Pin | | ", "713 | Bolt | | ", "714 | Nut | | CS", "725 | Tape | 1 | EA"]
        document = read("No. | Item | Qty | Unit", *rows)
        assert ordered(document) == [("711 Hinge", "2"), ("714 Nut", None), ("725 Tape", "1")]

    def test_that_add_up_are_no_lines(self) -> None:
        rows = ["Hinge | 2 | 3.00 | 6.00", "Subtotal | | | 6.00", "VAT | | | 1.20", "Total EUR | | | 7.20"]
        document = read("Item | Qty | Price | Amount", *rows)
        assert ordered(document) == [("Hinge", "2")]
        assert document.doubts == ()

    def test_named_like_a_total_are_lines_where_they_name_a_product(self) -> None:
        assert ordered(read("Item | Qty", "Total cereal 12 oz | 3")) == [("Total cereal 12 oz", "3")]

    @pytest.mark.parametrize("total", ["Total lines: | 3", "Total qty | 9", "Total | | | 99.00"])
    def test_that_add_up_to_something_else_are_doubted(self, total: str) -> None:
        document = read("Item | Qty | Price | Amount", "Hinge | 2 | 3.00 | 6.00", "Pin | 3 | 1.00 | 3.00", total)
        assert len(document.lines) == 2
        assert document.doubts

    def test_of_a_quantity_without_a_product_are_doubted(self) -> None:
        document = read("Number | Item | Qty", "A-1 | Hinge | 2", " | | 7", "A-2 | Pin | 3")
        assert len(document.lines) == 2
        assert document.doubts == ("A row has a quantity, 7, and names no product.",)

    def test_that_add_up_without_saying_so_are_no_lines(self) -> None:
        assert read("Number | Item | Qty", "A-1 | Hinge | 2", "A-2 | Pin | 3", " | | 5").doubts == ()

    def test_that_repeat_the_heading_are_no_lines(self) -> None:
        heading = "Item | Qty"
        assert ordered(read(heading, "Hinge | 2", heading, "Pin | 3")) == [("Hinge", "2"), ("Pin", "3")]

    def test_that_go_on_with_the_one_above_join_it(self) -> None:
        document = read("Line | Description | Qty", "1 | Hinge of brass, | 2", " | polished | ", "2 | Pin | 4")
        assert ordered(document) == [("Hinge of brass, polished", "2"), ("Pin", "4")]

    def test_around_a_quantity_in_their_middle_join_it(self) -> None:
        rows = [" | Hinge of | ", "A-1 | | 2", " | brass | ", " | Pin of | ", "A-2 | | 4", " | steel | "]
        assert ordered(read("Number | Description | Qty", *rows)) == [
            ("A-1 Hinge of brass", "2"),
            ("A-2 Pin of steel", "4"),
        ]

    def test_under_headings_that_may_be_places_are_doubted(self) -> None:
        document = read("Item | Qty | Unit", "North Wing", "Hinge | 2 | CS", "South Wing", "Pin | 1 | CS")
        assert ordered(document) == [("Hinge", "2"), ("Pin", "1")]
        assert document.doubts == ("Lines stand under headings that may be places: “North Wing”, “South Wing”.",)

    def test_that_name_their_place_give_the_places(self) -> None:
        document = read("Ship to | Item | Qty", "North Wing 3/9 | Hinge | 2", "South Wing 3/10 | Hinge | 1")
        assert [party.name for party in document.parties if party.role is PartyRole.SHIP_TO] == [
            "North Wing",
            "South Wing",
        ]
        assert [line.requested_date for line in document.lines] == [date(2026, 3, 9), date(2026, 3, 10)]
        assert "The lines go to several places: “North Wing”, “South Wing”." in document.doubts


class TestAroundTheTable:
    @pytest.mark.parametrize(
        "row",
        ["Purchase Order 88-45", "PO # 88-45", "PO: | 88-45", "Bestellung Nr. 88-45", "BON DE COMMANDE n° 88-45",
         "Pedido nº 88-45", "Order no | 88-45", "Acme Ltd - Purchase Order 88-45", "PO 88-45 - deliver 3/9/2026 Dock"],
    )  # fmt: skip
    def test_stands_the_order_number(self, row: str) -> None:
        document = read(row, "Item | Qty", "Hinge | 2")
        assert document.po_number is not None
        assert document.po_number.text == "88-45"

    def test_stand_two_numbers_that_differ_only_with_a_doubt(self) -> None:
        assert read("PO 11-2", "Our order no: 11-3", "Item | Qty", "Hinge | 2").doubts

    @pytest.mark.parametrize("row", ["PO Box 1200", "PO date: 3/1/2026", "Order date | 3/1/2026", "Terms: net 30"])
    def test_stands_what_is_no_order_number(self, row: str) -> None:
        assert read(row, "Item | Qty", "Hinge | 2").po_number is None

    @pytest.mark.parametrize(
        "row",
        ["Deliver: Thursday 3/12/2026", "Delivery date | 2026-03-12", "Needed by 3/12", "Thursday 3/12",
         "Liefertermin: 12.03.2026", "Date de livraison : 12 mars 2026", "Fecha de entrega: 12 de marzo",
         "Order for Thursday March 12", "Ship date: 12-Mar-26"],
    )  # fmt: skip
    def test_stands_the_date_that_is_asked_for(self, row: str) -> None:
        document = read("Order date: 3/2/2026", row, "Item | Qty", "Hinge | 2")
        assert [found.value for found in document.requested_dates] == [date(2026, 3, 12)]

    def test_stands_the_day_before_the_month_where_it_is_written_so(self) -> None:
        context = DocumentContext(date(2026, 3, 2), day_first=True)
        document = read("Deliver: 6/3/2026", "Item | Qty", "Hinge | 2", context=context)
        assert document.requested_dates[0].value == date(2026, 3, 6)

    def test_stands_a_weekday_that_is_none(self) -> None:
        assert read("Deliver: Monday 3/12/2026", "Item | Qty", "Hinge | 2").doubts

    def test_stand_names_and_addresses(self) -> None:
        document = read(
            "Ship to: | | Bill to:", "North Wing | | Head Office", "1 Gate St | | 2 Oak Ln", "Item | Qty", "Pin | 2"
        )
        parties = [(party.role, party.name, party.address) for party in document.parties]
        assert (PartyRole.SHIP_TO, "North Wing", "1 Gate St") in parties
        assert (PartyRole.BILL_TO, "Head Office", "2 Oak Ln") in parties

    def test_where_it_says_where_to_deliver_to_the_address_above_is_a_letterhead(self) -> None:
        context = DocumentContext(date(2026, 3, 2), False, is_place=lambda text: "1 Gate St" in text)
        letterhead, table = "Bluegate Hardware, 1 Gate St", ("Item | Qty", "Hinge | 2")
        labelled = read(letterhead, "Ship to: Yard", *table, context=context)
        alone = read(letterhead, *table, context=context)
        places = [[p.name for p in one.parties if p.role is PartyRole.SHIP_TO] for one in (labelled, alone)]
        assert places == [["Yard"], [letterhead]]
        assert not labelled.doubts

    def test_stands_something_that_may_be_ordered_as_well(self) -> None:
        document = read("Ada Hardware", "4 boxes brass pins", "2 | CS | Hinge", "3 | CS | Bolt")
        assert len(document.lines) == 2
        assert [note.text for note in document.notes] == ["4 boxes brass pins"]

    def test_stand_words_for_a_person(self) -> None:
        rows = [
            "Item | Qty",
            "Hinge | 2",
            "Note: the gate code is 77, ring twice",
            "Page 1 of 2",
            "Payment terms: net 30",
        ]
        assert [note.text for note in read(*rows).notes] == ["the gate code is 77, ring twice"]

    @pytest.mark.parametrize(
        ("title", "kind"),
        [("Purchase Order Cancellation", "cancellation"), ("Bestelländerung 88", "change"), ("FACTURE 12", "other")],
    )
    def test_stands_what_the_document_is(self, title: str, kind: str) -> None:
        assert read(title, "Item | Qty", "Hinge | 2").kind == kind


def test_offsets_point_at_the_words_they_stand_for() -> None:
    text = "PO 88-45\nDeliver: 3/12/2026\n\nItem\tQty\nHinge\t2\nNote: ring twice"
    document = read_document(text, CONTEXT)
    assert document.po_number is not None
    assert text[document.po_number.start : document.po_number.end] == "88-45"
    assert text[document.requested_dates[0].start : document.requested_dates[0].end] == "3/12/2026"
    assert text[document.lines[0].start : document.lines[0].end] == "Hinge\t2"
    assert text[document.notes[0].start : document.notes[0].end] == "ring twice"


def test_a_note_without_a_table_has_no_lines() -> None:
    assert read("Ada Hardware", "2 cs hinges", "1 bag pins").lines == ()


def test_a_long_document_takes_its_length_in_time() -> None:
    rows = [f"K-{n} | Hinge {n} | {n % 9 + 1}" for n in range(3000)]
    assert len(read("Number | Description | Qty", *rows).lines) == 3000
