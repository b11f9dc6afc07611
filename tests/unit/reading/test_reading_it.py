"""Italian, of Italy and Ticino: orders as customers write and say them, and what a rep still has to look at."""

from __future__ import annotations

import pytest

from reading.reader import TextReading
from tests.unit.reading.reading_said import changes_in, lines, words
from tests.unit.reading.reading_said import read as read_in


def read(text: str) -> TextReading:
    return read_in(text, language="it", day_first=True)


class TestAMessage:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Buongiorno, mi servono 3 casse di limoni e 2 sacchi di patate. Grazie", ["3 CS limoni", "2 BG patate"]),
            ("ciao Marco x domani 2 casse acqua nat e 1 fusto birra", ["2 CS acqua nat", "1 DR birra"]),
            ("Buonasera, ci mandate per giovedì 12 cartoni di guanti nitrile?", ["12 CT guanti nitrile"]),
            ("n. 5 conf. tovaglioli\nnr 3 rotoli pellicola", ["5 PK tovaglioli", "3 RL pellicola"]),
            ("Mi fai avere un paio di scatole di viti?", ["2 BX viti"]),
            ("tre etti di prosciutto e mezzo chilo di grana", ["3 HG prosciutto", "0.5 KG grana"]),
            ("due dozzine di uova e una cassa d'arance", ["2 DZ uova", "1 CS d'arance"]),
            ("Mandateci cortesemente ventiquattro bottiglie di olio", ["24 BT olio"]),
            ("Spett.le ditta,\nsi richiede la fornitura di: 4 bancali di pellet.\nCordiali saluti", ["4 SK pellet"]),
            ("Candeggina 6 taniche\nSgrassatore 4 flaconi", ["6 JG Candeggina", "4 BT Sgrassatore"]),
            ("sacchi da 25 kg di farina 00 x 4", ["4 ? sacchi 25 kg farina 00"]),
            ("2 fardelli acqua frizzante, 1 collo tovaglie", ["2 BD acqua frizzante", "1 CT tovaglie"]),
            ("ventotto matasse cavo e trentun barre filettate", ["28 COIL cavo", "31 BAR filettate"]),
            ("Avremmo bisogno di 3 rotoli carta forno e di 2 pacchi piatti", ["3 RL carta forno", "2 PK piatti"]),
        ],
    )
    def test_is_read_into_its_lines(self, text: str, said: list[str]) -> None:
        reading = read(text)
        assert lines(text, "it") == said
        assert (words(reading.residue), words(reading.cautions)) in {("", ""), ("Marco", "")}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("3 casse di limoni, no scusa, 4", ["4 CS limoni"]),
            ("10 cartoni di vino, no aspetta facciamo 12", ["12 CT vino"]),
            ("6 casse acqua... volevo dire 8, e 2 fusti birra", ["8 CS acqua", "2 DR birra"]),
        ],
    )
    def test_that_takes_an_amount_back_means_the_last(self, text: str, said: list[str]) -> None:
        assert lines(text, "it") == said
        assert not read(text).cautions

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("per venerdì 2 casse arance", "2026-03-06"),
            ("2 casse arance entro l'11 marzo", "2026-03-11"),
            ("2 casse arance, consegna 05/03", "2026-03-05"),
            ("2 casse arance per mercoledì prossimo", "2026-03-04"),
            ("Buon lunedì! 2 casse arance dopodomani", "2026-03-04"),
            ("x ven 2 casse arance", "2026-03-06"),
            ("per mart. 2 casse arance", "2026-03-03"),
            ("x venerdì prox 2 casse arance", "2026-03-06"),
        ],
    )
    def test_names_its_day(self, text: str, day: str) -> None:
        assert [mention.value.isoformat() for mention in read(text).dates] == [day]
        assert lines(text, "it") == ["2 CS arance"]

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("Ordine n. 4512/26: 2 casse arance", "4512/26"),
            ("Vs. ordine d'acquisto ODA-7781, 2 casse arance", "ODA-7781"),
            ("Ns. rif. 20418. 2 casse arance", "20418"),
        ],
    )
    def test_names_its_order(self, text: str, number: str) -> None:
        found = read(text).po_number
        assert (found.text if found else None) == number
        assert lines(text, "it") == ["2 CS arance"]


class TestAnOrderThatStands:
    @pytest.mark.parametrize(
        ("text", "meaning"),
        [
            ("mandateci il solito più 2 cartoni di vino, grazie", "usual"),
            ("come la settimana scorsa", "last_order"),
            ("stesso ordine dell'ultima volta", "last_order"),
        ],
    )
    def test_is_pointed_at(self, text: str, meaning: str) -> None:
        base = read(text).base
        assert base is not None
        assert base.meaning == meaning

    @pytest.mark.parametrize(
        ("text", "changed"),
        [
            ("senza limoni, e aggiungi 2 casse arance", ["drop limoni", "add 2 CS arance"]),
            ("porta i limoni a 6", ["set 6 limoni"]),
            ("3 casse di arance invece di 4", ["set 3 CS arance (was 4)"]),
            ("sostituite il burro con la margarina", ["replace margarina (for burro)"]),
            ("i limoni non servono più", ["drop limoni"]),
        ],
    )
    def test_is_changed(self, text: str, changed: list[str]) -> None:
        assert changes_in(text, "it") == changed


@pytest.mark.parametrize(
    ("text", "caution"),
    [
        ("2 casse limoni o arance", "o"),
        ("circa 20 kg di patate", "circa"),
        ("un'altra cassa di arance", "un'altra"),
        ("2 casse di limoni, no, 3 casse di arance", "no"),
        ("non più di 4 fusti birra", "non"),
    ],
)
def test_what_is_not_clear_stays_a_caution(text: str, caution: str) -> None:
    assert caution in words(read(text).cautions)
