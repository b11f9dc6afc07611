"""Which unit a line means, and how much of it: what was said, then how this customer buys.

Facts go first: the unit as written, the distributor's own factors, the pack text, the customer's habit. What none of
them decides is said for a rep or the customer; no unit is guessed, and no quantity is not one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from agents.matching_amounts import (
    FOR_A_REP,
    Asked,
    Decided,
    as_said,
    count_in_container,
    in_unit,
    missing,
    undecided,
    work_out,
)
from agents.matching_codes import BY_SHORT_CODE, as_a_length, as_its_own_word, as_some_mean, short_units
from domain.commercial import LINES_TO_JUDGE_A_HABIT
from domain.errors import UnitError
from domain.measures import COUNTS, PIECE, WEIGHTS_AND_MEASURES
from domain.quantities import Quantity, tidy
from knowledge.matching import goods
from knowledge.matching.normalise import fold, words
from knowledge.matching.resemblance import FOUND, fit
from knowledge.unit_codes import (
    OUTER,
    SHORTEST_CODE,
    SINGLE,
    common_code,
    same_units,
    short_for,
    units_alike,
    units_also,
)
from reading.languages import languages

# What is never the thing itself: cases and pallets of it.
_HOLDERS = OUTER | {"SK"}
# Several in one, or two, whatever the product is sold by: never just each.
_SEVERAL = OUTER | {"PK", "SLV", "SK", "PR", "KT", "BD", "BE", "BK", "RM", "TY"}

_MEASURED = WEIGHTS_AND_MEASURES | COUNTS
_PAIR = "PR"

_ONLY_ONE = 0.99
_BY_HABIT = 0.99
_BY_ANOTHER_NAME = 0.97
_BY_RANGE = 0.96
_BY_ITEM = 0.96
_AS_EVER = 0.96
_MOSTLY = 0.94
_MOST_SHARE = 0.9
_ENOUGH_PURCHASES = 10
_A_FEW = 3


def decide(asked: Asked) -> Decided:
    """How much of its product a line asks for, in one of the product's units.

    Where nothing decides, the quantity is None, with the exception and the sentence for it.
    """
    try:
        return _decide(asked)
    except UnitError as error:
        return undecided(error.sentence)


def _decide(asked: Asked) -> Decided:
    code = asked.requested.unit_code
    if code in WEIGHTS_AND_MEASURES:
        containers = [other for word, other in asked.requested.unit_words if _is_container(asked, word, other)]
        if containers:
            return count_in_container(asked, code, same_units(containers[0], asked.units.orderable))
    said = _units_said(asked)
    if len({asked.units.factor(uom) for uom in said}) > 1:
        bought = tuple(uom for uom in said if uom in asked.uoms_bought)
        if len(bought) != 1 or asked.requested.amount is None or not asked.plausible(bought[0]):
            return undecided(f"{as_said(asked)} may be any of {', '.join(said)} of {asked.product.name}.")
        return in_unit(asked, bought[0], _BY_HABIT, f"of {', '.join(said)} they always buy the {bought[0]}")
    if asked.requested.amount is None:
        return missing(asked, said[0] if said else None)
    if said:
        return _as_named(asked, said[0])
    code = code or (common_code(asked.requested.unit_word) if asked.requested.unit_word else None)
    short = short_units(asked, code)
    if len(short) == 1:
        # A code may be short for many words: not for one by which an amount is meant that they never took of it.
        if code is not None and short[0] not in asked.uoms_bought and not asked.plausible(short[0]):
            as_ever = _as_always(asked, code)
            if as_ever.quantity is not None:
                return as_ever
        probability = _BY_HABIT if short[0] in asked.uoms_bought else BY_SHORT_CODE
        return in_unit(asked, short[0], probability, f"its {short[0]} is short for {as_said(asked)}")
    if (found := as_a_length(asked, code) or as_its_own_word(asked)) is not None:
        return found
    if code is not None and len(also := units_also(code, asked.units.orderable)) == 1:
        return as_some_mean(asked, code, also[0])
    if code is not None and _names_the_thing(asked):
        return _without_unit(asked)
    if code is not None:
        return work_out(asked, code) if code in _MEASURED else _by_another_name(asked, code)
    if asked.requested.unit_word:
        told = f"“{asked.requested.unit_word}” is no unit of {asked.product.name}."
        return _just_so_many_pieces(asked) or undecided(told)
    found = _without_unit(asked)
    return found if found.quantity is not None else _in_unit_before(asked) or found


def _in_unit_before(asked: Asked) -> Decided | None:
    """The unit of the line before it, of the same thing in another size: "2 cases of M, 1 of L"."""
    code = asked.requested.unit_before
    named = same_units(code, asked.units.orderable) if code is not None else ()
    if len(named) != 1 or (asked.bought and not asked.plausible(named[0])):
        return None
    return in_unit(asked, named[0], _BY_ANOTHER_NAME, "the unit of the line before it, of the same thing")


def _as_named(asked: Asked, uom: str) -> Decided:
    """The unit that they named, unless that word may be the product's own: "3 box hamburger" of packs of boxes."""
    used = asked.uoms_bought
    amounts = {one.quantity for one in asked.bought if one.uom in used}
    if used and uom not in used and asked.amount in amounts and asked.begins_so:
        why = f"“{as_said(asked)}” may be the product; {tidy(asked.amount)} {used[0]} are what they take"
        return Decided(Quantity(asked.amount, used[0]), used[0], FOR_A_REP, why)
    word = asked.requested.unit_word
    own = word is not None and fit(fold(word), asked.terms) >= FOUND
    if own and len(used) == 1 and uom not in used and asked.plausible(used[0]) and not asked.plausible(uom):
        # The "20 cajón" of fitted sheets that are called so, where nobody takes 20 cases of them.
        times = sum(one.quantity == asked.amount for one in asked.bought)
        why = f"“{word}” is one of its own words, and they always buy the {used[0]}"
        return Decided(Quantity(asked.amount, used[0]), used[0], _AS_EVER if times >= _A_FEW else FOR_A_REP, why)
    return _smaller_box(asked, uom) or in_unit(asked, uom)


def _smaller_box(asked: Asked, uom: str) -> Decided | None:
    """The box that they always buy, where their word is one for a case as well and a case would be far from usual:
    the "2 cajas" of who takes two boxes of a dozen a time."""
    used = asked.uoms_bought
    if len(used) != 1 or uom in used or common_code(used[0]) not in OUTER or common_code(uom) not in OUTER:
        return None
    word = fold(asked.requested.unit_word or "")
    loose = any(lexicon.has("boxes", word) for lexicon in languages().values())
    if not loose or asked.plausible(uom) or not asked.plausible(used[0]):
        return None
    times = sum(one.quantity == asked.amount for one in asked.bought)
    why = f"their “{as_said(asked)}” is a {used[0]} too, and they always take that"
    return in_unit(asked, used[0], _AS_EVER if times >= _A_FEW else FOR_A_REP, why)


def _is_container(asked: Asked, word: str, code: str) -> bool:
    """Whether a word beside a measure names what is counted, and not a bag or box that the product is described by."""
    return code not in _MEASURED and fit(word, asked.terms) < FOUND


def _names_the_thing(asked: Asked) -> bool:
    """Whether a unit's word is one of what a thing is called: the *boîte* of a *boîte de dérivation*, a pint glass."""
    return goods.begins_a_name(words(asked.requested.unit_word or ""), words(asked.requested.words))


def _units_said(asked: Asked) -> tuple[str, ...]:
    """The product's units that the line names: by the distributor's own code, or by one that means the same."""
    requested, orderable = asked.requested, asked.units.orderable
    if requested.unit_word:
        exact = tuple(uom for uom in orderable if fold(uom) == fold(requested.unit_word))
        if exact:
            return exact
    code = requested.unit_code or (common_code(requested.unit_word) if requested.unit_word else None)
    if code is None:
        return () if requested.unit_word else _among_words(asked)
    # Also where one has the common code itself: of a distributor's RL and RO nothing says that a roll is the RL.
    return same_units(code, orderable)


def _among_words(asked: Asked) -> tuple[str, ...]:
    """The units that a word behind the product names: "2 pastrami (cases)". Not a word that describes the product."""
    own = {fold(uom): uom for uom in asked.units.orderable if len(uom) >= SHORTEST_CODE}
    for word in words(asked.requested.words):
        if word in own and common_code(own[word]) not in WEIGHTS_AND_MEASURES and fit(word, asked.terms) < FOUND:
            return (own[word],)
    packed = set(words(asked.product.pack))
    for word in words(asked.requested.words):
        short = short_for(None, word, asked.units.orderable) if word in packed else ()
        if len(short) == 1:
            return short
    for word, code in asked.requested.unit_words:
        if code in WEIGHTS_AND_MEASURES or fit(word, asked.terms) >= FOUND:
            continue
        named = (code,) if code in asked.units.orderable else same_units(code, asked.units.orderable)
        if named:
            return named
    return ()


def _by_another_name(asked: Asked, code: str) -> Decided:
    """A container that the product is not sold in, by that name.

    A box may be its case where nothing smaller is in it, and a pail its each; a bottle is never its case.
    """
    amount, units = asked.amount, asked.units
    pieces = same_units(PIECE, units.orderable)
    alike = _of_its_kind(asked, code)
    nested = code in OUTER and any(len(one.pack.counts) > 1 for one in asked.packing.contents)
    smaller = code in OUTER and len(alike) == 1 and _has_smaller(asked, alike[0])
    if len(alike) == 1 and not smaller and not nested:
        why = f"its {alike[0]} is what they call “{as_said(asked)}”"
        return in_unit(asked, alike[0], _BY_ANOTHER_NAME, why)
    whole = amount == amount.to_integral_value()
    if whole and pieces == (units.base,):
        found = _as_piece(asked, pieces[0])
        if found is not None:
            return found
    if code == _PAIR and (pairs := _just_so_many_pieces(asked)) is not None:
        return pairs
    if code not in _SEVERAL and whole:
        found = _as_item(asked, pieces) or _as_each(asked, pieces)
        if found is not None:
            return found
    return _as_always(asked, code)


def _just_so_many_pieces(asked: Asked) -> Decided | None:
    """The each that they always buy, by a name that it has nowhere, where they took just so many again and again: the
    "6 pairs" of gloves that are sold by the each, the "10 sheets" of board."""
    used = asked.uoms_bought
    times = sum(one.quantity == asked.amount for one in asked.bought)
    if len(used) != 1 or common_code(used[0]) != PIECE or times < _A_FEW:
        return None
    why = f"by “{as_said(asked)}” they seem to mean the {used[0]} that they always buy"
    return Decided(Quantity(asked.amount, used[0]), used[0], _AS_EVER, why)


def _as_always(asked: Asked, code: str) -> Decided:
    """A container that the product has none of: theirs for the one unit they buy it by, where the amount is as ever.

    Of boxes and cases alike, a carton is the one that they always buy; a bottle is not sure to be the case of bottles.
    """
    used = asked.uoms_bought
    whole = asked.amount == asked.amount.to_integral_value()
    if len(used) == 1 and whole and common_code(used[0]) not in _MEASURED and asked.plausible(used[0]):
        (usual,) = used
        times = sum(one.quantity == asked.amount for one in asked.bought)
        alike = code in OUTER and usual in _of_its_kind(asked, code)
        packed = any(one.uom == usual and one.pack.counts for one in asked.packing.contents)
        # What is in a pack cannot be had by itself where it is sold by nothing else; a case may be broken.
        alone = len(asked.units.orderable) == 1 and common_code(usual) not in _HOLDERS
        several = packed and not alike and not alone
        probability = _AS_EVER if times >= _A_FEW and not several else FOR_A_REP
        why = f"by “{as_said(asked)}” they seem to mean the {usual} that they always buy"
        return Decided(Quantity(asked.amount, usual), usual, probability, why)
    return undecided(f"They say {as_said(asked)}; {asked.product.name} is sold by {asked.choices}.")


def _has_smaller(asked: Asked, uom: str) -> bool:
    """Whether the product is sold by something smaller than this unit that is counted too."""
    factor = asked.units.factor(uom)
    return any(
        asked.units.factor(other) < factor and common_code(other) not in WEIGHTS_AND_MEASURES
        for other in asked.units.orderable
        if common_code(other) is not None
    )


def _of_its_kind(asked: Asked, code: str) -> list[str]:
    """The product's units that go by that name too, those included whose code may be short for such a one."""
    kind = units_alike(code)
    orderable = asked.units.orderable
    named = [uom for uom in orderable if common_code(uom) in kind]
    return named + [
        uom for uom in orderable if common_code(uom) is None and any(short_for(other, None, (uom,)) for other in kind)
    ]


def _as_piece(asked: Asked, piece: str) -> Decided | None:
    """A bag of what is sold by the each, and comes in bags: each is one, and that is how they buy it."""
    if set(asked.uoms_bought) - {piece}:
        return None
    alone = len(asked.units.orderable) == 1 and asked.requested.unit_code not in _SEVERAL
    if not alone and not asked.is_called_so:
        return None
    sure = asked.is_called_so or asked.plausible(piece)
    why = f"by “{as_said(asked)}” they mean each"
    return Decided(Quantity(asked.amount, piece), piece, _BY_ANOTHER_NAME if sure else FOR_A_REP, why)


def _as_item(asked: Asked, pieces: Sequence[str]) -> Decided | None:
    """A jar of a case of jars: one of the things in the pack, where the pack has things of one kind."""
    for one in asked.packing.contents:
        if len(one.pack.counts) != 1:
            continue
        (count,) = one.pack.counts
        holder = asked.units.factor(one.uom)
        if any(count * asked.units.factor(piece) == holder for piece in pieces):
            why = f"by “{as_said(asked)}” they mean each: there are {count} in a {one.uom}"
            probability = _BY_ITEM if asked.is_called_so else FOR_A_REP
            return Decided(Quantity(asked.amount, pieces[0]), pieces[0], probability, why)
        cases = Fraction(asked.amount) / count
        if not pieces and cases.denominator == 1:
            why = f"there are {count} in a {one.uom}"
            return Decided(Quantity(asked.amount / count.numerator, one.uom), one.uom, FOR_A_REP, why)
    return None


def _as_each(asked: Asked, pieces: Sequence[str]) -> Decided | None:
    """A can of what is sold by the each and by the case or the pallet: neither is a can, and each is one; so is a stick
    of what comes in bundles."""
    units = asked.units
    outer = [uom for uom in units.orderable if uom not in pieces]
    holders = _SEVERAL if asked.requested.unit_code in SINGLE else _HOLDERS
    if pieces != (units.base,) or not outer or any(common_code(uom) not in holders for uom in outer):
        return None
    if any(one.pack.counts for one in asked.packing.contents):
        return None
    sure = not asked.bought or asked.plausible(pieces[0])
    return Decided(
        Quantity(asked.amount, pieces[0]),
        pieces[0],
        _BY_ITEM if sure else FOR_A_REP,
        f"by “{as_said(asked)}” they mean each: nothing else that it is sold by is one",
    )


def _without_unit(asked: Asked) -> Decided:
    """No unit was named: what they always buy it by, or the one unit there is."""
    units, bought = asked.units, asked.bought_in_base
    used = tuple(dict.fromkeys(uom for uom, _ in bought))
    if len(used) == 1:
        usual = used[0]
        if not asked.plausible(usual) and len(units.orderable) > 1:
            return _not_as_usual(asked, usual)
        if asked.plausible(usual):
            return _as_usual(asked, usual)
    elif used:
        return _of_several(asked, used)
    if len(units.orderable) == 1:
        return in_unit(asked, units.base, _ONLY_ONE, f"it is sold by the {units.base} alone")
    return undecided(f"No unit was named and {asked.product.name} is sold by {asked.choices}.")


def _as_usual(asked: Asked, usual: str) -> Decided:
    """The unit they always use; not where the amount is new in it, and in another comes to just what they take."""
    amounts = {base for _, base in asked.bought_in_base}
    said = Fraction(asked.amount)
    if said * asked.units.factor(usual) not in amounts:
        counted = (uom for uom in asked.units.orderable if common_code(uom) not in WEIGHTS_AND_MEASURES)
        others = [uom for uom in counted if uom != usual and said * asked.units.factor(uom) in amounts]
        if others:
            return undecided(
                f"No unit was named. {tidy(asked.amount)} {others[0]} of {asked.product.name} are what they take; "
                f"{tidy(asked.amount)} {usual} they never took."
            )
    return in_unit(asked, usual, _BY_HABIT, f"they always buy it by the {usual}")


def _not_as_usual(asked: Asked, usual: str) -> Decided:
    """The amount is far from their habit in the unit they always use: another unit is meant, or an unusual amount.

    Another is settled on only where it comes to what they buy: 200 of what they take by the box of 100, two at a time.
    Nobody means a weight or a measure without saying so.
    """
    units = asked.units
    counted = (uom for uom in units.orderable if common_code(uom) not in WEIGHTS_AND_MEASURES)
    others = [uom for uom in counted if uom != usual and asked.plausible(uom)]
    amounts = {base for _, base in asked.bought_in_base}
    if not others:
        unusual_is_seen = len(asked.bought_in_base) >= LINES_TO_JUDGE_A_HABIT
        if unusual_is_seen or Fraction(asked.amount) * units.factor(usual) < min(amounts):
            return in_unit(asked, usual, _BY_HABIT, f"they always buy it by the {usual}")
        return undecided(f"No unit was named, and {asked.amount} {usual} is far from what they buy.")
    if len(others) == 1:
        base = Fraction(asked.amount) * units.factor(others[0])
        in_usual = base / units.factor(usual)
        if base in amounts or (units.factor(others[0]) < units.factor(usual) and in_usual.denominator == 1):
            told = f"{tidy(asked.amount)} {others[0]} are what they take, {tidy(asked.amount)} {usual} are far from it"
            return in_unit(asked, others[0], _BY_RANGE, told)
    far = f"{tidy(asked.amount)} {usual} of {asked.product.name} would be far from what they buy"
    return undecided(f"No unit was named. {far}; {tidy(asked.amount)} {others[0]} would not be.")


def _of_several(asked: Asked, used: Sequence[str]) -> Decided:
    """They buy it by several units: the one in which alone they take such an amount, or nearly always use."""
    amounts = {uom: [b.quantity for b in asked.bought if b.uom == uom] for uom in used}
    near = [uom for uom, taken in amounts.items() if min(taken) / 2 <= asked.amount <= max(taken) * 2]
    if len(near) == 1 and len(amounts[near[0]]) >= _A_FEW and asked.plausible(near[0]):
        return in_unit(asked, near[0], _BY_RANGE, f"they take such amounts by the {near[0]} alone")
    most = max(used, key=lambda uom: len(amounts[uom]))
    share = len(amounts[most]) / len(asked.bought_in_base)
    if share >= _MOST_SHARE and len(amounts[most]) >= _ENOUGH_PURCHASES and asked.plausible(most):
        return in_unit(asked, most, _MOSTLY, f"they nearly always buy it by the {most}")
    return undecided(f"No unit was named, and they buy {asked.product.name} by {', '.join(used)}.")
