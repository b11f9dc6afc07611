"""Orders in Portuguese, as customers of Portugal and Brazil write and say them."""

from __future__ import annotations

import pytest

from tests.unit.reading.reading_said import changes, changes_in, lines, read, words


def days(text: str) -> list[str]:
    return [mention.value.isoformat() for mention in read(text, language="pt", day_first=True).dates]


class TestAnOrderWithNoDoubt:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Bom dia, preciso de 10 caixas de tomate e 5 sacos de batata. Obrigado", ["10 CS tomate", "5 BG batata"]),
            ("Oi! Manda pra mim 2 cx de óleo de soja, 3 fd de arroz. Vlw", ["2 CS óleo soja", "3 BE arroz"]),
            ("Mandem-me por favor 6 grades de cerveja e 4 sacas de cal", ["6 CR cerveja", "4 BG cal"]),
            ("bom dia td bem? 10 pct pao de forma, 5 dz ovos. obg", ["10 PK pao forma", "5 DZ ovos"]),
            ("24 caixas de água sem gás e duas de leite sem lactose", ["24 CS água sem gás", "2 ? leite sem lactose"]),
            ("mil e quinhentos copos de 200ml e duas mil tampas", ["1500 ? copos 200ml", "2000 ? tampas"]),
            ("cento e vinte e cinco metros de cabo 2x1,5", ["125 M cabo 2x1,5"]),
            ("1 caixa e meia de banana e 2 quilos e meio de uva. Abraço", ["1.5 CS banana", "2.5 KG uva"]),
            (
                "4 rolos fita 48mm\n2 resmas papel A4\n10 pcs caneta",
                ["4 RL fita 48mm", "2 RM papel A4", "10 EA caneta"],
            ),
            ("- 3 cx tomate\n- 1 sc batata\nObrigado!", ["3 CS tomate", "1 BG batata"]),
            ("Boa tarde, um par de botas e dois pares de luvas", ["1 PR botas", "2 PR luvas"]),
            ("Faltam-me 3 caixas de copos, podem trazer?", ["3 CS copos"]),
            ("tudo bem? Preciso de 2 galões de álcool 70", ["2 JG álcool 70"]),
            ("1 cento de coxinha e 2 milheiros de tijolo", ["1 C coxinha", "2 MIL tijolo"]),
            ("Por favor 50 un. de joelhos, é só isso", ["50 EA joelhos"]),
            ("Queria 3 cx couve e meia caixa de salsa. Obrigada", ["3 CS couve", "0.5 CS salsa"]),
            ("Pedido: 150 pães de queijo e 2 kg de presunto", ["150 ? pães queijo", "2 KG presunto"]),
            ("dez sacos de cimento, não, espera, doze", ["12 BG cimento"]),
            ("Preciso de 5 caixas de limão, aliás, põe 6", ["6 CS limão"]),
            ("6 caixas de água, quer dizer, 8", ["8 CS água"]),
            ("4 cx vinho, não, desculpe, são cinco, e 2 dz ovos", ["5 CS vinho", "2 DZ ovos"]),
            ("2 cx pão. 3 sc farinha. Risca esse último", ["2 CS pão"]),
        ],
    )
    def test_is_read_to_its_last_word(self, text: str, told: list[str]) -> None:
        reading = read(text, language="pt")
        assert lines(text, "pt") == told
        assert words(reading.residue) == words(reading.cautions) == ""
        assert not [doubt for line in reading.lines for doubt in line.doubts]

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("Entrega segunda-feira por favor: 2 cx alface", ["2026-03-09"]),
            ("2 cx alface para a 6ª-feira", ["2026-03-06"]),
            ("Boa sexta a todas! 2 cx alface pra quarta cedo", ["2026-03-04"]),
            ("2 cx alface p/ amanhã", ["2026-03-03"]),
            ("2 cx alface para daqui a dois dias, sff", ["2026-03-04"]),
        ],
    )
    def test_names_its_day(self, text: str, meant: list[str]) -> None:
        assert days(text) == meant
        assert words(read(text, language="pt", day_first=True).residue) == ""

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("Ordem de compra 2024-118: 30 unidades de filtro", "2024-118"),
            ("OC é 4512: 5 caixas de tomate", "4512"),
            ("PO quatro meia dois um: dez caixas de tomate", "4621"),
        ],
    )
    def test_names_its_number(self, text: str, number: str) -> None:
        reference = read(text, language="pt").po_number
        assert reference is not None
        assert reference.text == number
        assert len(lines(text, "pt")) == 1


class TestAnOrderThatIsPointedAt:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Bom dia, o de sempre, mas sem alface e com mais 2 cx de pão", ["drop alface", "add 2 CS pão"]),
            ("o pedido de sempre, só 3 caixas de pão e o dobro do leite", ["set 3 CS pão", "scale ×2 leite"]),
            ("O de costume pra amanhã, tira o pão e põe mais 3 cx de ovo", ["drop pão", "add 3 CS ovo"]),
        ],
    )
    def test_is_changed(self, text: str, told: list[str]) -> None:
        assert changes(text) == told

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Tira as cebolas e acrescenta 2 caixas de limão", ["drop cebolas", "add 2 CS limão"]),
            ("Já não preciso dos tomates, o resto igual", ["drop tomates"]),
            ("mande 6 caixas de ovos em vez de 4", ["set 6 CS ovos (was 4)"]),
            ("altere a cerveja de 4 para 6 caixas", ["set 6 CS cerveja (was 4)"]),
            ("sem alface nem tomate; as facas já não são precisas", ["drop alface", "drop tomate", "drop facas"]),
        ],
    )
    def test_that_stands_is_changed(self, text: str, told: list[str]) -> None:
        assert changes_in(text, "pt") == told


@pytest.mark.parametrize(
    "text",
    [
        "3 ou 4 caixas de maçã",
        "2 caixas de tomate mas não muito maduro",
        "10 caixas de tomate, se não houver manda 5 de pimento",
        "já mandei o pedido ontem, 10 caixas de tomate",
        "para 2ª feira 10 caixas de tomate",
        "entre 5 e 8 caixas de manga",
        "cancelem o pedido de amanhã por favor",
    ],
)
def test_a_doubt_stays(text: str) -> None:
    reading = read(text, language="pt")
    assert reading.cautions or reading.residue or any(line.doubts for line in reading.lines)
