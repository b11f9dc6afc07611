"""Lines: which words ask for a product, how much of it, and in what unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.reading.reading_said import lines, read, words


class TestAnAmountBeforeTheWords:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("2 cs romas", "2 CS romas"),
            ("2cs romas", "2 CS romas"),
            ("2 cases of the romas", "2 CS romas"),
            ("2 romas", "2 ? romas"),
            ("2x romas", "2 ? romas"),
            ("x2 romas", "2 ? romas"),
            ("2 x romas", "2 ? romas"),
            ("2 cs - romas", "2 CS romas"),
            ("4 - 3/8 end mills", "4 ? 3/8 end mills"),
            ("twenty-four cs milk", "24 CS milk"),
            ("2.5 lb ham", "2.5 LB ham"),
            ("please send us 2 cs romas", "2 CS romas"),
            ("3 rolls tape", "3 RL tape"),
        ],
    )
    def test_is_read_with_its_unit(self, text: str, line: str) -> None:
        assert lines(text) == [line]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("a case of oxtail", "1 CS oxtail"),
            ("half a case of limes", "0.5 CS limes"),
            ("half case limes", "0.5 CS limes"),
            ("a dozen eggs", "1 DZ eggs"),
            ("one and a half cases limes", "1.5 CS limes"),
        ],
    )
    def test_may_be_an_article_or_a_half(self, text: str, line: str) -> None:
        assert lines(text) == [line]

    def test_a_wish_is_not_about_so_many(self) -> None:
        assert lines("we'd like 10 yellow jacket") == ["10 ? yellow jacket"]

    def test_an_article_before_a_product_is_no_amount(self) -> None:
        assert lines("a tomato") == []

    def test_keeps_the_unit_as_it_was_written(self) -> None:
        [line] = read("2 Cases romas").lines
        assert line.unit_word == "Cases"

    @pytest.mark.parametrize("text", ["24ct eggs", "#10 cans", "100000000 cs romas"])
    def test_is_not_found_in_a_size_or_a_telephone_number(self, text: str) -> None:
        assert lines(text) == []

    @pytest.mark.parametrize("text", ["0 cs romas", "romas x0", "romas - 0"])
    def test_of_none_is_no_amount_to_order(self, text: str) -> None:
        [line] = read(text).lines
        assert line.amount is None


class TestAnAmountBehindTheWords:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("romas x2", "2 ? romas"),
            ("romas 2x", "2 ? romas"),
            ("romas x 2", "2 ? romas"),
            ("romas qty 3", "3 ? romas"),
            ("romas - 3", "3 ? romas"),
            ("romas 3 cs", "3 CS romas"),
            ("romas 3cs", "3 CS romas"),
            ("GV0101 chicken 6 cs", "6 CS GV0101 chicken"),
            ("C128 belts - 4", "4 ? C128 belts"),
        ],
    )
    def test_is_read_too(self, text: str, line: str) -> None:
        assert lines(text) == [line]

    def test_behind_a_wide_gap_is_as_good_as_marked(self) -> None:
        assert read("tofu firm 2").lines[0].loose
        assert not read("tofu firm   2").lines[0].loose

    def test_with_nothing_to_mark_it_is_called_loose(self) -> None:
        assert [line.loose for line in read("romas 3, limes x3, kale 3 cs, chard - 3").lines] == [
            True,
            False,
            False,
            False,
        ]

    def test_is_preferred_where_the_line_begins_with_a_product_number(self) -> None:
        assert lines("47028 oil 6") == ["6 ? 47028 oil"]

    @pytest.mark.parametrize("text", ["eggs 12ct", "bolts 3/8"])
    def test_is_not_a_size(self, text: str) -> None:
        assert lines(text) == []

    @pytest.mark.parametrize("text", ["ham 2 lb", "2lb ham", "cable 500m"])
    def test_that_may_be_a_size_says_so(self, text: str) -> None:
        [line] = read(text).lines
        assert line.doubts


class TestWhereOneLineEnds:
    @pytest.mark.parametrize(
        "text",
        [
            "2 cs romas, 1 bag onions",
            "2 cs romas\n1 bag onions",
            "2 cs romas; 1 bag onions",
            "2 cs romas. 1 bag onions",
            "2 cs romas and 1 bag onions",
            "2 cs romas & a bag onions",
            "2 cs romas plus 1bag onions",
            "• 2 cs romas\n• 1 bag onions",
            "> 2 cs romas\n> 1 bag onions",
            "2 cs romas 1 bag onions",
        ],
    )
    def test_there_the_next_begins(self, text: str) -> None:
        assert lines(text) == ["2 CS romas", "1 BG onions"]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("2 cs half & half", "2 CS half half"),
            ("2 cs half and half", "2 CS half half"),
            ("2 cs salt and pepper", "2 CS salt pepper"),
            ("mac and cheese 2 cs", "2 CS mac cheese"),
            ("2 cs half & half creamer", "2 CS half half creamer"),
            ("12 half and half ea", "12 ? half half ea"),
        ],
    )
    def test_an_and_inside_a_products_name_ends_nothing(self, text: str, line: str) -> None:
        assert [said.replace("& ", "").replace("and ", "") for said in lines(text)] == [line]

    def test_a_half_behind_an_and_is_a_line_only_with_its_unit(self) -> None:
        assert lines("2 cs limes and half a case of lemons") == ["2 CS limes", "0.5 CS lemons"]
        assert lines("2 cs limes and half case lemons") == ["2 CS limes", "0.5 CS lemons"]

    def test_a_text_without_commas_is_cut_at_its_bare_numbers_and_says_so(self) -> None:
        assert lines("3 med wings 1 onion ring 2 cheese") == ["3 ? med wings", "1 ? onion ring", "2 ? cheese"]
        assert all(line.cut for line in read("3 med wings 1 onion ring").lines)
        assert not any(line.cut for line in read("3 med wings, 1 onion ring").lines)

    def test_a_text_with_commas_is_not_cut_at_a_bare_number_in_a_name(self) -> None:
        assert lines("3 med wings grade 1 fresh, 1 onion ring") == ["3 ? med wings grade 1 fresh", "1 ? onion ring"]

    def test_of_several_bare_numbers_that_follow_one_another_each_begins_a_line_even_so(self) -> None:
        assert lines("2 matcha 1 hojicha 1 chai, 4 straws") == ["2 ? matcha", "1 ? hojicha", "1 ? chai", "4 ? straws"]

    def test_an_amount_in_one_word_with_its_unit_begins_a_line_where_the_first_is_written_so(self) -> None:
        assert lines("2bx gloves 12 1bx masks, 1 wipes") == ["2 BX gloves 12", "1 BX masks", "1 ? wipes"]
        assert lines("1 hojicha 3cs oat, 1 wipes") == ["1 ? hojicha", "3 CS oat", "1 ? wipes"]
        assert len(lines("2 cs cola 6pk cans, 1 wipes")) == 2

    def test_a_sound_behind_a_joining_word_ends_nothing_either(self) -> None:
        assert lines("four bags grit and, uh, six of the troughs") == ["4 BG grit", "6 ? troughs"]

    @pytest.mark.parametrize("joint", ["+", "&", "and"])
    def test_a_joint_before_an_amount_is_the_end_of_a_line(self, joint: str) -> None:
        assert lines(f"lids, 2cs cups 12 {joint} 1cs cups 8") == ["2 CS cups 12", "1 CS cups 8"]

    def test_a_number_is_cut_off_only_where_a_product_stands_before_it(self) -> None:
        assert lines("3 cs 5 pepper blend") == ["3 CS 5 pepper blend"]
        assert lines("2 cs romas 3 bag 4 black beans") == ["2 CS romas", "3 BG 4 black beans"]

    @pytest.mark.parametrize(
        "text", ["2 cs chicken 4 oz breast", "2 cs shrimp 16 ct raw", "2 bolts 3 inch hex", "2 boxes 3/8 bolts"]
    )
    def test_a_size_cuts_nothing(self, text: str) -> None:
        assert len(lines(text)) == 1


class TestABareAmountBehindAComma:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("ground turkey, 2 cases", "2 CS ground turkey"),
            ("ground turkey, 2", "2 ? ground turkey"),
            ("4 oz chicken breast, 2 cases", "2 CS 4 oz chicken breast"),
            ("ground turkey (2 cases)", "2 CS ground turkey"),
        ],
    )
    def test_is_the_amount_of_the_words_before_it(self, text: str, line: str) -> None:
        assert lines(text) == [line]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("6308-2RS C3, mets-en six", "6 ? 6308-2RS C3"),
            ("gants noirs M, j'en prends 4 boîtes", "4 BX gants noirs M"),
            ("Handschuhe schwarz M, davon 4 Karton", "4 CT Handschuhe schwarz M"),
            ("gloves black M, I'll take 4 of them", "4 ? gloves black M"),
        ],
    )
    def test_may_point_back_to_them(self, text: str, line: str) -> None:
        assert lines(text) == [line]

    def test_is_not_that_of_words_on_another_line(self) -> None:
        assert lines("ground turkey\n2 cases") == []

    def test_alone_is_no_line(self) -> None:
        assert lines("2 cases") == []


class TestWordsThatOnlyDescribe:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("die durchsichtigen Handschuhe, L, 10 Schachteln", "10 BX durchsichtigen Handschuhe L"),
            ("Liegenrolle, die breite, 1 Karton", "1 CT Liegenrolle breite"),
            ("chrome traps, 17 gauge, four", "4 ? chrome traps 17 gauge"),
            ("blue wiper, the 1000 sheet roll - 2", "2 ? blue wiper 1000 sheet roll"),
            ("Handschuhe (Schnittschutz) Gr. 9, 2 Paar", "2 PR Handschuhe Schnittschutz Gr 9"),
            ("cut gloves, size 9 - 24 pairs", "24 PR cut gloves size 9"),
        ],
    )
    def test_belong_to_the_words_before_them(self, text: str, line: str) -> None:
        assert lines(text) == [line]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("pink soap, one 10 litre", "1 ? pink soap 10 litre"),
            ("thermal gloves 12 pr size 10", "12 PR thermal gloves size 10"),
            ("Noir 64 : 4 sacs", "4 BG Noir 64"),
            ("5 of the 67 oil filters", "5 ? 67 oil filters"),
        ],
    )
    def test_may_stand_behind_the_amount(self, text: str, line: str) -> None:
        assert lines(text) == [line]

    def test_in_brackets_say_what_is_in_one(self) -> None:
        assert lines("1 Pack (12 Paar) Handschuhe") == ["1 PK 12 Paar Handschuhe"]

    def test_are_no_list(self) -> None:
        assert lines("romas, limes, 2 cs") == ["2 CS limes"]
        assert lines("2 cs romas, L gloves 3 bx") == ["2 CS romas", "3 BX L gloves"]


class TestANameThatIsCutShort:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("élément évap. - 4", "4 ? élément évap"),
            ("Hebelkl. 3er 3 Pak", "3 PK Hebelkl 3er"),
            ("1 ch. framboise", "1 ? ch framboise"),
        ],
    )
    def test_goes_on_behind_its_full_stop(self, text: str, line: str) -> None:
        assert lines(text) == [line]

    @pytest.mark.parametrize(
        "before", ["thanks. ", "send it to the shop. ", "we are closed. ", "2 romas. ", "north yard. "]
    )
    def test_is_no_sentence_that_ends(self, before: str) -> None:
        assert lines(f"{before}3 limes")[-1] == "3 ? limes"


class TestWordsBehindALine:
    def test_say_more_of_it(self) -> None:
        assert lines("six cases of haddock, the fresh ten pound") == ["6 CS haddock fresh ten pound"]
        assert lines("2 cs eggs (15 dz)") == ["2 CS eggs 15 dz"]
        assert lines("2 cs eggs (15 dz loose)") == ["2 CS eggs 15 dz loose"]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("2 cs eggs (15 dz, not loose)", "2 CS eggs 15 dz without loose"),
            ("2 cs bearings, not the C3", "2 CS bearings without C3"),
            ("2 cs bearings (no C3)", "2 CS bearings without C3"),
            ("2 cajas de chile, sin semillas, por favor", "2 CS chile without semillas"),
        ],
    )
    def test_that_are_negated_say_what_it_must_not_be(self, text: str, line: str) -> None:
        assert [said.removesuffix(" por favor") for said in lines(text)] == [line]

    def test_are_its_own_words_too(self) -> None:
        [line] = read("2 cs eggs (15 dz, not loose)").lines
        assert words(line.tokens) == "2 cs eggs 15 dz not loose"

    def test_on_a_line_of_their_own_do_not(self) -> None:
        reading = read("2 cs romas\nripe ones")
        assert lines("2 cs romas\nripe ones") == ["2 CS romas"]
        assert words(reading.residue) == "ripe ones"

    @pytest.mark.parametrize(
        "text",
        ["2 cs pepperoni thx tommy", "2 cs pepperoni please", "2 cs pepperoni, thanks!", "2 cs pepperoni for me"],
    )
    def test_a_farewell_is_none_of_them(self, text: str) -> None:
        assert lines(text) == ["2 CS pepperoni"]

    def test_thanks_with_much_behind_it_is_no_farewell(self) -> None:
        assert lines("2 cs big thank you cards white 50") == ["2 CS big thank you cards white 50"]


class TestWordsThatPoint:
    @pytest.mark.parametrize("text", ["that one arrived", "this one is late", "no one came", "another one broke"])
    def test_at_something_are_no_amount(self, text: str) -> None:
        assert lines(text) == []

    def test_do_not_hide_digits(self) -> None:
        assert lines("that 2 cs romas") == ["2 CS romas"]


class TestTheWordsToSearchBy:
    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("2 cs shrimp eighteen twenty-two", "shrimp 18~22"),
            ("6 C one twenty-eight belts", "C128 belts"),
            ("2 cs size ten gloves", "size 10 gloves"),
            ("2 B one oh five belts", "B105 belts"),
            ("2 cs romas", "romas"),
        ],
    )
    def test_have_spoken_numbers_as_labels_write_them(self, text: str, query: str) -> None:
        reading = read(text)
        assert [line.query(reading.lexicon) for line in reading.lines] == [query]


products = st.sampled_from(["romas", "limes", "oxtail", "jumbo yellows", "spring mix", "pepperoni", "end mills"])
units = st.sampled_from(["cs", "bag", "ea", "rolls", "boxes", "pails"])
orders = st.lists(st.tuples(st.integers(1, 5000), units, products), min_size=1, max_size=8)


class TestSidesThatAreSaid:
    def test_belong_to_the_line_before_them(self) -> None:
        said = "zehn Platten weiß, die zwei Meter mal ein Meter, und vier Klingen"
        assert [str(line.amount) for line in read(said, language="de").lines] == ["10", "4"]
        said = "zehn Hohlkammerplatten, die großen, die drei Meter mal eins fünfzig, dann zwei Ösen"
        assert [str(line.amount) for line in read(said, language="de").lines] == ["10", "2"]


class TestSidesInFigures:
    @pytest.mark.parametrize("sides", ["300 x 150 mm", "40 x 60 x 2 cm", "12.5 x 8 cm"])
    def test_behind_a_comma_say_more_of_the_line_before_them(self, sides: str) -> None:
        assert [str(line.amount) for line in read(f"15 signs, {sides}, long\n6 frames").lines] == ["15", "6"]

    @pytest.mark.parametrize("pieces", ["2 x 150 mm", "10 x 5 m"])
    def test_may_be_so_many_of_a_length_where_the_first_is_one_figure_or_they_are_metres(self, pieces: str) -> None:
        assert len(read(f"3 pipes, {pieces}").lines) == 2


class TestASimpleOrder:
    @given(orders, st.sampled_from([", ", "\n", "; ", " and "]))
    @settings(deadline=None)
    def test_is_read_back_as_it_was_written(self, order: list[tuple[int, str, str]], between: str) -> None:
        reading = read(between.join(f"{amount} {unit} {name}" for amount, unit, name in order))
        assert [(line.amount, line.unit_word, words(line.words)) for line in reading.lines] == [
            (Decimal(amount), unit, name) for amount, unit, name in order
        ]
        assert not reading.residue
        assert not reading.cautions

    @given(orders)
    @settings(deadline=None)
    def test_is_read_back_with_its_amounts_behind(self, order: list[tuple[int, str, str]]) -> None:
        reading = read("\n".join(f"{name} x{amount}" for amount, _, name in order))
        assert [(line.amount, words(line.words)) for line in reading.lines] == [
            (Decimal(amount), name) for amount, _, name in order
        ]

    @given(orders)
    @settings(deadline=None)
    def test_has_each_word_in_one_line_at_most(self, order: list[tuple[int, str, str]]) -> None:
        reading = read(" ".join(f"{amount} {unit} {name}" for amount, unit, name in order))
        used = [token for line in reading.lines for token in line.tokens]
        assert len(used) == len(set(used))


class TestRowsThatLeadToTheirAmounts:
    def test_keep_their_commas(self) -> None:
        text = "Glove, nitrile, blue, large ..... 2 CS\nBib, blue, 3-ply ........ 2 CS\nBrush, extra soft .... 144 EA"
        assert lines(text) == ["2 CS Glove nitrile blue large", "2 CS Bib blue 3-ply", "144 EA Brush extra soft"]

    def test_may_have_dashes_for_dots(self) -> None:
        assert lines("Brake cleaner, non-chlor - 2 cases\nGloves, L - 3 boxes") == [
            "2 CS Brake cleaner non-chlor",
            "3 BX Gloves L",
        ]

    def test_are_no_sentences_of_several_lines(self) -> None:
        assert lines("cheese - 2 cs, romas - 3\nlimes, basil - 4") == ["2 CS cheese", "3 ? romas", "4 ? basil"]

    def test_begin_with_a_product_that_is_fine(self) -> None:
        assert lines("Fine paste - 6 boxes") == ["6 BX Fine paste"]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("T1 | Bib, blue | 10 | cases\nT2 | Cap, L | 2 | boxes", ["10 CS T1 Bib blue", "2 BX T2 Cap L"]),
            ("Tape 25 mm. | 4 rolls\nTape 50 mm. | 6 rolls", ["4 RL Tape 25 mm", "6 RL Tape 50 mm"]),
            ("Glove L 50 | 2 | boxes\nBib | 3 boxes", ["2 BX Glove L 50", "3 BX Bib"]),
            ("Needle 9 | 12 | cases", ["12 CS Needle 9"]),
            ("Needle 9 | 5 | zarfs", ["5 ? Needle 9 zarfs"]),
        ],
    )
    def test_may_have_cells_parted_by_bars(self, text: str, said: list[str]) -> None:
        assert lines(text) == said

    @pytest.mark.parametrize(
        ("text", "said"),
        [("Plates 22 - 100 cases", "100 CS Plates 22"), ("Plates 2 - 3 cases", "? CS Plates"), ("2 - 6 cases", "")],
    )
    def test_have_a_size_before_the_amount_where_no_range_is_so_wide(self, text: str, said: str) -> None:
        assert "".join(lines(text)) == said

    @pytest.mark.parametrize("text", ["Ada Marsh | Fernhill Supply", "2 boxes gloves | 3 rolls tape"])
    def test_are_no_cells_that_end_with_no_amount(self, text: str) -> None:
        assert not any(line.endswith(("Marsh", "gloves")) and line.startswith("3") for line in lines(text))


class TestAUnitThatIsCutShort:
    @pytest.mark.parametrize(
        ("text", "language", "said"),
        [
            ("2 rollos cinta, 2 cj. vasos y 3 uds. tapas", "es", ["2 RL cinta", "2 CS vasos", "3 EA tapas"]),
            ("2 rotoli nastro, 2 conf. tovaglioli", "it", ["2 RL nastro", "2 PK tovaglioli"]),
        ],
    )
    def test_ends_no_line_behind_a_comma(self, text: str, language: str, said: list[str]) -> None:
        assert lines(text, language) == said

    def test_ends_none_before_what_it_counts(self) -> None:
        assert lines("2 conf. di nastri blu, 3 dischi", "it") == ["2 PK nastri blu", "3 ? dischi"]

    def test_may_stand_before_its_amount(self) -> None:
        assert lines("crema lavamani, pz 2\ndischi taglio, scatole 1", "it") == [
            "2 EA crema lavamani",
            "1 BX dischi taglio",
        ]

    def test_ends_the_line_whose_amount_stands_behind(self) -> None:
        assert lines("romas, 3 cs. limes, 2 cs.") == ["3 CS romas", "2 CS limes"]


class TestANumberThatIsNoAmount:
    @pytest.mark.parametrize(
        ("text", "language", "said"),
        [
            ("3 cajas de limones, entregar en calle Mayor 12", "es", ["3 CS limones"]),
            ("2 scatole guanti, in via Roma 12", "it", ["2 BX guanti"]),
        ],
    )
    def test_is_that_of_a_house(self, text: str, language: str, said: list[str]) -> None:
        assert lines(text, language) == said

    def test_is_what_a_box_holds(self) -> None:
        assert lines("2 scatole guanti da 100 pezzi blu", "it") == ["2 BX guanti 100 pezzi blu"]


class TestWhoIsGreeted:
    def test_is_no_product(self) -> None:
        assert lines("Hi Carla, 10 reams of paper A4") == ["10 RM paper A4"]


def test_half_a_dozen_of_boxes_are_six() -> None:
    assert lines("media docena de cajas de guantes", "es") == ["6 CS guantes"]


class TestAnAmount:
    @pytest.mark.parametrize(
        ("text", "language", "said"),
        [
            ("300' 1/2 R2 hose", "en", ["300 FT 1/2 R2 hose"]),
            ("zweimal Magenta, einmal die Rolle", "de", ["2 ? Magenta", "1 ? Rolle"]),
            ("3 pk straights, 1/4 tube x 1/4 NPT", "en", ["3 PK straights 1/4 tube x 1/4 NPT"]),
        ],
    )
    def test_is_told_by_a_mark_or_an_ending_and_is_no_side_of_a_size(
        self, text: str, language: str, said: list[str]
    ) -> None:
        assert lines(text, language) == said

    @pytest.mark.parametrize("text", ["zweimal die Woche", "Noch einmal Danke", "einmal sehen"])
    def test_is_not_how_often_something_happens(self, text: str) -> None:
        assert lines(text, "de") == []

    @pytest.mark.parametrize(
        ("text", "language", "said"),
        [
            ("20 packs gloves M, ten in L", "en", ["20 PK gloves M", "10 ? gloves L"]),
            ("20 packs gloves M\n10 packs L", "en", ["20 PK gloves M", "10 PK gloves L"]),
            ("1 cs L, 2 cs bibs", "en", ["1 CS L", "2 CS bibs"]),
        ],
    )
    def test_of_another_size_is_a_line(self, text: str, language: str, said: list[str]) -> None:
        assert lines(text, language) == said

    def test_behind_a_name_cut_short_is_that_of_its_product(self) -> None:
        assert lines("Di: softmix vanil. x15, hoorn plat x2", "nl") == ["15 ? softmix vanil", "2 ? hoorn plat"]


class TestTheHourAtWhichTheyFetchIt:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("picking up around 4pm, 6 romas", "en"),
            ("gonna swing by around 2 today, 6 romas", "en"),
            ("hol heut gg 16 uhr ab: 6 romas", "de"),
            ("haal morgen om 10 uur op: 6 romas", "nl"),
        ],
    )
    def test_counts_nothing_and_bends_nothing(self, text: str, language: str) -> None:
        reading = read(text, language=language)
        assert len(reading.lines) == 1
        assert not any(token.text[0].isdigit() for token in reading.residue)
        assert not reading.cautions

    def test_is_an_amount_where_goods_stand_behind(self) -> None:
        assert lines("pick up 6 romas", "en") == ["6 ? romas"]


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("Guten Tag, bitte 10 Stk. Schrauben und 5 Pkt. Dübel", "de", ["10 EA Schrauben", "5 PK Dübel"]),
        ("Bonjour, 10 pces. vis", "fr", ["10 EA vis"]),
        ("romas, 3 cs. limes, 2 cs.", "en", ["3 CS romas", "2 CS limes"]),
    ],
)
def test_the_full_stop_of_a_unit_ends_nothing_behind_a_greeting(text: str, code: str, told: list[str]) -> None:
    assert lines(text, code) == told
