"""Baskets changed: what the words of a text do to an order that is pointed at, or that stands, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from agents.results import RequestedLine
from domain.orders import Span
from domain.quantities import tidy
from knowledge.matching.match import Ground
from knowledge.matching.normalise import words
from knowledge.matching.told import product_terms
from knowledge.unit_codes import units_alike
from reading.baskets import Change, ChangeKind
from reading.change_amounts import points
from reading.languages import Lexicon, languages
from reading.lines import LineMention
from reading.sections import phrases_of
from reading.tokens import Kind, Token, fold, tokenize
from reading.word_kinds import is_talk
from tools.base import Toolbox
from tools.catalog import CatalogAnswer, GetProduct, SearchCatalog, get_product, search_catalog

_HALF_OF_THE_WORDS = 0.5
# The share that the likeliest of several lines has to have of what speaks for any of them.
_HARDLY_OTHERS = 0.97
_LONGEST_WORD = 40
_SENTENCE_ENDS = frozenset({".", "!", ";"})


@dataclass
class Basket:
    """Lines while they are being changed, what kept them from being certain, and the words nothing was made of."""

    lines: list[RequestedLine]
    doubts: list[str] = field(default_factory=list)
    left: list[Token] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    """A text whose words change a basket: where its offsets count, and the language it is in."""

    text: str
    part_id: str
    lexicon: Lexicon

    def span(self, tokens: Sequence[Token]) -> Span:
        return Span(part_id=self.part_id, start=min(t.start for t in tokens), end=max(t.end for t in tokens))

    def quote(self, tokens: Sequence[Token]) -> str:
        ordered = sorted(tokens, key=lambda token: token.start)
        return self.text[ordered[0].start : ordered[-1].end]

    def takes_back(self, before: Sequence[Token], tokens: Sequence[Token]) -> bool:
        """Whether words right behind others take them back: "but 3 cs of the bricks.. no make it 2"."""
        first = min(tokens, key=lambda token: token.start)
        between = self.text[max(token.end for token in before) : first.start]
        return self.lexicon.has("correcting", first.folded) and not any(c.isalnum() for c in between)


@dataclass
class Changing:
    """Applies changes to a basket. ``names`` are folded words of people and places: they are part of no product."""

    said: Said
    customer_id: str | None
    names: frozenset[str]
    tools: Toolbox
    _found: dict[str, CatalogAnswer] = field(default_factory=dict)

    def apply(self, changes: Sequence[Change], basket: Basket) -> Basket:
        """The basket after the changes, in their order."""
        last: int | None = None
        for before, change in zip((None, *changes), changes, strict=False):
            taken_back = before is not None and self.said.takes_back(before.tokens, change.tokens)
            last = self._change(change, basket, last, taken_back)
        basket.lines = [line.model_copy(update={"number": n}) for n, line in enumerate(basket.lines, 1)]
        return basket

    def touches(self, changes: Sequence[Change], lines: Sequence[RequestedLine]) -> bool:
        """Whether any change that names words means a line of these."""
        return any(self._targets(c.replaced or c.words, lines)[0] for c in changes if c.words)

    def is_of_nothing(self, change: Change, lines: Sequence[RequestedLine]) -> bool:
        """Whether what is left out is a product of the catalog, and none of these lines."""
        if not change.words or change.amount is not None or self.touches([change], lines):
            return False
        numbers = {token.folded for token in change.words if any(c.isdigit() for c in token.folded)}
        if any(numbers & {token.folded for token in tokenize(line.text)} for line in lines):
            return False  # "drop the TB-850" is of the line "1 x TB-850"
        vocabulary = self.tools.context.facts.vocabulary
        told = [word for token in change.words for word in words(token.text)]
        known = all(any(vocabulary.knows(word) for word in words(token.text)) for token in change.words)
        pointing = any(points(token, phrases_of("changes", self.said.lexicon.codes)) for token in change.tokens)
        return bool(told) and known and not pointing and self._search(change.words).ground != Ground.NOTHING.value

    def _change(self, change: Change, basket: Basket, last: int | None, taken_back: bool) -> int | None:
        quote = self.said.quote(change.tokens)
        if change.every:
            for number, every in enumerate(list(basket.lines)):
                basket.lines[number] = self._scaled(every, change, quote, basket)
            if change.kind is ChangeKind.DROP:
                basket.doubts.append(f"“{quote}” may leave nothing of the order.")
            return None
        place, sure = self._target(change, basket, last, quote)
        if place is None:
            return last
        if place < 0:
            return self._new(change, quote, basket)
        at = place
        line = basket.lines[at]
        if not sure and not (taken_back and not change.words and at == last):
            basket.doubts.append(f"“{quote}” is taken to mean “{self._name(line)}”.")
        if change.was is not None and change.was != line.amount:
            basket.doubts.append(f"“{quote}”: the order has {_told(line)}, not {tidy(change.was)}.")
        if change.kind is ChangeKind.DROP:
            if change.amount is not None and change.amount != line.amount:
                basket.doubts.append(f"“{quote}”: the order has {_told(line)}; how many stay has to be checked.")
                return at
            del basket.lines[at]
            return None
        basket.lines[at] = self._changed(line, change, quote, basket)
        return at

    def _changed(self, line: RequestedLine, change: Change, quote: str, basket: Basket) -> RequestedLine:
        if change.kind is ChangeKind.SCALE:
            return self._scaled(line, change, quote, basket)
        if change.kind is ChangeKind.REPLACE:
            new = self._line(change, quote)
            if change.amount is None:
                basket.doubts.append(f"“{quote}”: as many as of what it replaces.")
                new = new.model_copy(update={"amount": line.amount, "unit_word": line.unit_word})
            return new
        amount = change.amount
        if change.kind is ChangeKind.ADD:
            if amount is None or line.amount is None:
                basket.doubts.append(f"“{quote}”: how many more is not said.")
                return line
            amount = change.total or line.amount + amount
            if change.total is not None and change.total != line.amount + (change.amount or 0):
                basket.doubts.append(f"“{quote}”: {_told(line)} and {tidy(change.amount or Decimal(0))} is not that.")
        elif not change.said and line.sku is not None and line.amount != amount and not self._states(change):
            basket.doubts.append(f"“{quote}” may be instead of {_told(line)} or beside it.")
        changed = {"amount": amount, "why": _joined(line.why, f"“{quote}”: {tidy(amount) if amount else 'open'}")}
        return line.model_copy(update={**changed, **self._unit(line, change, quote, basket)})

    def _states(self, change: Change) -> bool:
        """Whether a product is named with how many there are to be: "quinoa x2", not "and quinoa x2" or "2 quinoa"."""
        ordered = sorted(change.tokens, key=lambda token: token.start)
        before = self.said.text[: ordered[0].start].rstrip()
        joining = tokenize(before[-_LONGEST_WORD:])
        lexicon = self.said.lexicon
        named = [t for t in ordered if t.kind is Kind.WORD and not lexicon.has("separators", t.folded)]
        joined = lexicon.has("separators", ordered[0].folded) and joining and joining[-1].text not in _SENTENCE_ENDS
        joined = joined or bool(joining and lexicon.has("separators", joining[-1].folded))
        return bool(change.words) and not joined and named[0] in change.words

    def _scaled(self, line: RequestedLine, change: Change, quote: str, basket: Basket) -> RequestedLine:
        factor = change.factor
        if factor is None or line.amount is None:
            basket.doubts.append(f"“{quote}”: of how many is not known.")
            return line
        amount = line.amount * factor
        if amount != amount.to_integral_value():
            basket.doubts.append(f"“{quote}”: {_told(line)} times {tidy(factor)} is no whole number.")
        why = _joined(line.why, f"“{quote}”: {tidy(line.amount)} × {tidy(factor)}")
        return line.model_copy(update={"amount": amount, "why": why})

    def _unit(self, line: RequestedLine, change: Change, quote: str, basket: Basket) -> dict[str, object]:
        """The unit after a change: theirs where it is another that the product is sold in."""
        if change.unit_code is None or change.unit_code == line.unit_code:
            return {}
        if line.sku is not None and change.was is not None and change.was == line.amount:
            # "3 cartons instead of 2", of what stands as 2 by another name of the carton.
            return {}
        if line.sku is None:
            return {"unit_code": change.unit_code, "unit_word": change.unit_word}
        if line.unit_code is not None and change.unit_code in _common(line.unit_code):
            return {}
        orderable = self.tools.call(get_product, GetProduct(sku=line.sku)).units
        alike = [uom for uom in orderable if change.unit_code in {uom, *_common(uom)}]
        if len(alike) == 1:
            return {"unit_code": alike[0], "unit_word": change.unit_word}
        if not alike and line.unit_code is not None and units_alike(change.unit_code) & _common(line.unit_code):
            # Nothing else of it is called so: a carton of what comes by the case.
            return {}
        if len(orderable) > 1:
            basket.doubts.append(f"“{quote}” names another unit than {line.unit_code}.")
        return {}

    def _target(self, change: Change, basket: Basket, last: int | None, quote: str) -> tuple[int | None, bool]:
        """Which line a change is about, and whether that is sure: -1 for one that is not there yet, None for none."""
        asked = change.replaced or change.words
        if not asked:
            return self._pointed_at(change, basket, last, quote)
        full, soft = self._targets(asked, basket.lines, adds=change.kind is ChangeKind.ADD)
        found = full or ([] if change.kind is ChangeKind.ADD else soft)
        if change.was is not None and len(found) != 1:
            of_amount = [at for at in (found or range(len(basket.lines))) if basket.lines[at].amount == change.was]
            of_unit = [at for at in of_amount if change.unit_code in _codes(basket.lines[at])]
            found = of_unit if len(of_unit) == 1 else of_amount
        if len(found) == 1:
            counted = change.was is not None and basket.lines[found[0]].amount == change.was
            return found[0], bool(full) or counted or self._likeliest(asked, basket.lines) == found[0]
        if len(found) > 1:
            likeliest = self._likeliest(asked, [basket.lines[at] for at in found])
            if likeliest is not None:
                return found[likeliest], True
            basket.doubts.append(f"“{quote}” may mean several lines of the order.")
            return None, False
        if change.kind in (ChangeKind.DROP, ChangeKind.SCALE):
            if change.said and (change.opens or self._in_catalog(asked)):
                basket.doubts.append(f"“{quote}”: nothing of that is in the order.")
            else:
                basket.left.extend(change.tokens)
            return None, False
        if not change.opens and self._search(change.words).ground == Ground.NOTHING.value:
            basket.left.extend(change.tokens)
            return None, False
        if change.replaced:
            basket.doubts.append(f"“{quote}”: what it takes the place of is not in the order.")
        return -1, True

    def _codes_said(self, line: RequestedLine) -> set[str]:
        """The codes of units that stand in a line's own words: the "pails" of what is sold by the each."""
        units = self.said.lexicon.units
        return {units[token.folded] for token in tokenize(line.text) if token.folded in units}

    def _pointed_at(self, change: Change, basket: Basket, last: int | None, quote: str) -> tuple[int | None, bool]:
        """The line of "make it 12": the only one, that of the amount or the unit that is named, else the last named."""
        lines = basket.lines
        places = list(range(len(lines)))
        for fits in (
            [at for at in places if change.was is not None and lines[at].amount == change.was],
            [at for at in places if change.unit_code and change.unit_code in _codes(lines[at])],
            [at for at in places if change.unit_code and change.unit_code in self._codes_said(lines[at])],
            places,
        ):
            if len(fits) == 1:
                return fits[0], True
        if last is not None and last < len(lines):
            return last, False
        if lines:
            basket.doubts.append(f"“{quote}”: which line that changes is not clear.")
        else:
            basket.left.extend(change.tokens)
        return None, False

    def _means_another(self, asked: Sequence[Token], lines: Sequence[RequestedLine]) -> bool:
        """Whether words surely mean a product that is none of these lines': the "mate" of no "material"."""
        answer = self._search(asked)
        proven = answer.probability >= self.tools.context.policy.line_threshold
        return proven and answer.sku not in {line.sku or self._sku(line) for line in lines}

    def _targets(
        self, asked: Sequence[Token], lines: Sequence[RequestedLine], adds: bool = False
    ) -> tuple[list[int], list[int]]:
        """The lines that have every word asked for, and those that come nearest where none has.

        ``adds``: another product may be asked for, so that one that the catalog names counts before likeness.
        """
        tokens = words(self._query(asked))
        if not tokens:
            return [], []
        shares = []
        for line in lines:
            own = frozenset(words(line.words))
            terms = own | self._terms(line)
            shares.append((self._share(tokens, terms), self._share(tokens, own)))
        full = [at for at, (share, _) in enumerate(shares) if share == 1.0]
        if adds and full and self._means_another(asked, [lines[at] for at in full]):
            full = []
        if len(full) > 1:
            theirs = [place for place in full if shares[place][1] == 1.0]
            full = theirs if len(theirs) == 1 else full
        if full:
            return full, []
        answer = self._search(asked)
        skus = [line.sku or self._sku(line) for line in lines]
        proven = answer.probability >= self.tools.context.policy.line_threshold
        if proven and answer.sku is not None and skus.count(answer.sku) == 1:
            return [skus.index(answer.sku)], []
        telling = self._telling(asked)
        if telling and len(telling) < len(asked):
            left = self._targets(telling, lines)[0]
            if left and all(t in telling or t.folded in self.names or is_talk(t.folded) for t in asked):
                return left, []  # "Garnet says the gloves can be 5"
            if left:
                return [], left
        best = max((share for share, _ in shares), default=0.0)
        if best >= _HALF_OF_THE_WORDS:
            return [], [at for at, (share, _) in enumerate(shares) if share == best]
        among = [hit.sku for hit in answer.hits if hit.sku in skus and hit.coverage >= _HALF_OF_THE_WORDS]
        return [], [skus.index(among[0])] if len(among) == 1 else []

    def _share(self, tokens: Sequence[str], terms: frozenset[str]) -> float:
        vocabulary = self.tools.context.facts.vocabulary
        return sum(vocabulary.means_any(token, terms) for token in tokens) / len(tokens)

    def _likeliest(self, asked: Sequence[Token], lines: Sequence[RequestedLine]) -> int | None:
        """The line whose product the words mean, where the catalog leaves hardly a chance to the others."""
        chances = {hit.sku: hit.probability for hit in self._search(asked).hits}
        mine = [chances.get(line.sku or self._sku(line) or "", 0.0) for line in lines]
        best = max(mine)
        return mine.index(best) if best >= _HALF_OF_THE_WORDS and best >= _HARDLY_OTHERS * sum(mine) else None

    def _telling(self, asked: Sequence[Token]) -> list[Token]:
        """The words asked for without names around the sender and what no catalog has: "Riverside 3/12 airline"."""
        vocabulary = self.tools.context.facts.vocabulary
        return [
            t
            for t in asked
            if t.folded not in self.names
            and any(vocabulary.knows(word) for word in words(t.text))
            and "/" not in t.text
        ]

    def _terms(self, line: RequestedLine) -> frozenset[str]:
        sku = line.sku or self._sku(line)
        product = self.tools.call(get_product, GetProduct(sku=sku)).product if sku else None
        if product is None:
            return frozenset()
        return product_terms(product.name, product.description, product.brand, product.pack, product.mpn)

    def _sku(self, line: RequestedLine) -> str | None:
        return self._searched(line.words).sku if line.words else None

    def _search(self, asked: Sequence[Token]) -> CatalogAnswer:
        return self._searched(self._query(asked))

    def _searched(self, query: str) -> CatalogAnswer:
        if query not in self._found:
            self._found[query] = self.tools.call(
                search_catalog, SearchCatalog(customer_id=self.customer_id, words=query)
            )
        return self._found[query]

    def _in_catalog(self, asked: Sequence[Token]) -> bool:
        vocabulary = self.tools.context.facts.vocabulary
        return any(vocabulary.knows(token) for token in words(self._query(asked)))

    def _query(self, asked: Sequence[Token]) -> str:
        return self._mention(asked, asked, None, None, None).query(self.said.lexicon)

    @staticmethod
    def _mention(
        tokens: Sequence[Token], named: Sequence[Token], amount: Decimal | None, unit: str | None, code: str | None
    ) -> LineMention:
        return LineMention(
            tokens=tuple(tokens), words=tuple(named), without=(), amount=amount, unit_word=unit, unit_code=code
        )

    def _new(self, change: Change, quote: str, basket: Basket) -> int:
        basket.lines.append(self._line(change, quote))
        return len(basket.lines) - 1

    def _line(self, change: Change, quote: str) -> RequestedLine:
        lexicon = self.said.lexicon
        return RequestedLine(
            number=1,
            text=quote,
            spans=(self.said.span(change.tokens),),
            words=self._query(change.words),
            amount=change.amount,
            unit_word=change.unit_word,
            unit_code=change.unit_code,
            unit_words=tuple((t.folded, lexicon.units[t.folded]) for t in change.words if t.folded in lexicon.units),
        )

    def _name(self, line: RequestedLine) -> str:
        product = self.tools.call(get_product, GetProduct(sku=line.sku)).product if line.sku else None
        return product.name if product else line.words or line.text


def _codes(line: RequestedLine) -> frozenset[str]:
    return frozenset({line.unit_code, *_common(line.unit_code)} - {None}) if line.unit_code else frozenset()


def _common(uom: str) -> frozenset[str]:
    """The common codes that a distributor's own unit code stands for, in any language: KRT is a carton's."""
    return frozenset(code for one in languages().values() if (code := one.units.get(fold(uom))) is not None)


def _told(line: RequestedLine) -> str:
    return f"{tidy(line.amount)} {line.unit_code or ''}".strip() if line.amount is not None else "no amount"


def _joined(*sentences: str) -> str:
    return "; ".join(sentence for sentence in sentences if sentence)
