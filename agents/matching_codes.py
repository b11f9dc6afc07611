"""Units that a distributor writes in codes of its own: short for the word said, or meaning another thing there."""

from __future__ import annotations

import re

from agents.matching_amounts import FOR_A_REP, Asked, Decided, as_said, in_unit
from domain.measures import COUNTS, WEIGHTS_AND_MEASURES, ratio
from knowledge.matching.normalise import fold, words
from knowledge.matching.resemblance import FOUND, abbreviates, fit
from knowledge.unit_codes import common_code, may_be_a_length, short_for

BY_SHORT_CODE = 0.96
"""How sure a unit is whose code is short for the word that was said."""
_BY_ANOTHER_NAME = 0.97
_SET = "KT"
_A_FEW = 3
_MEASURED = re.compile(r"[\d./x]+([^\W\d_]+)")


def short_units(asked: Asked, code: str | None) -> tuple[str, ...]:
    """The product's units whose codes are short for the unit as it was said."""
    word = asked.requested.unit_word
    if code in WEIGHTS_AND_MEASURES or code in COUNTS or not (word or code):
        return ()
    return short_for(code, word, asked.units.orderable)


def as_some_mean(asked: Asked, code: str, uom: str) -> Decided:
    """A unit whose code means what they say at some houses: sure where the pack says so, or they took so many again and
    again."""
    packed = re.match(rf"\s*(?!1\s*/)\d+\s*/\s*{re.escape(uom)}\b", asked.product.pack, re.IGNORECASE)
    told = any(common_code(word) == code for word in words(asked.product.pack))
    times = sum(one.quantity == asked.amount and one.uom == uom for one in asked.bought)
    sure = told or (code == _SET and packed is not None) or times >= _A_FEW
    return in_unit(asked, uom, BY_SHORT_CODE if sure else FOR_A_REP, f"its {uom} is what they call “{as_said(asked)}”")


def as_a_length(asked: Asked, code: str | None) -> Decided | None:
    """The one unit that they always buy, so many feet or metres long, by a word for lengths: the "30 sticks" of what
    is sold by the foot and by an ST of ten."""
    used = asked.uoms_bought
    if not may_be_a_length(code, asked.units.base) or len(used) != 1:
        return None
    if common_code(used[0]) in WEIGHTS_AND_MEASURES or not asked.plausible(used[0]):
        return None
    why = f"“{as_said(asked)}” are so many {asked.units.base} long, as is the {used[0]} that they always buy"
    return in_unit(asked, used[0], _BY_ANOTHER_NAME, why)


def as_its_own_word(asked: Asked) -> Decided | None:
    """The unit that they buy it by and whose code is a measure elsewhere, here short for the word that was said: the LT
    of what comes in a *lata* of 2.5 kg. None where anything of it is measured so."""
    word = fold(asked.requested.unit_word or "")
    short = [uom for uom in asked.uoms_bought if common_code(uom) in WEIGHTS_AND_MEASURES]
    short = [uom for uom in short if abbreviates(fold(uom), word, loosely=False) and asked.plausible(uom)]
    if len(short) != 1 or fit(word, asked.terms) < FOUND or _is_measured_by(asked, short[0]):
        return None
    return in_unit(asked, short[0], BY_SHORT_CODE, f"its {short[0]} is short for {as_said(asked)}")


def _is_measured_by(asked: Asked, uom: str) -> bool:
    """Whether what a product tells of itself measures it in this unit or one of its kind: a can of 1 litre."""
    measure = common_code(uom) or uom
    told = (_MEASURED.fullmatch(token) for token in words(f"{asked.product.pack} {asked.product.description}"))
    units = {common_code(found[1]) for found in told if found}
    return any(ratio(unit, measure) is not None for unit in units if unit is not None)
