"""A line read with the one before it, by what the catalog knows: what only says more of it, or leaves out its noun.

"10 lever files blue, spine 80" is no 80 of anything, where one product carries all the words. "6 paints yellow, 6 white
in litres" are white paints, where there are some and white in litres alone is nothing sure.
"""

from __future__ import annotations

from collections.abc import Sequence

from agents.intake_alike import like_the_one_before
from agents.intake_catalog import Asking, missing
from agents.intake_draft import Read
from agents.matching_joined import describes
from agents.results import RequestedLine
from domain.measures import WEIGHTS_AND_MEASURES
from knowledge.matching.normalise import words
from knowledge.matching.resemblance import is_word
from knowledge.matching.traits import meanings
from reading.languages import Lexicon
from reading.lines import LineMention
from reading.numbers import LENGTHS_OF_THINGS
from reading.spelling import spelled_out
from reading.tokens import Kind
from reading.word_kinds import bends

# From here on an answer is as good as certain, and below it another reading is worth a look.
_SURE = 0.95
_LIKELY = 0.9
# What names a product by itself is no mere part of the line before it.
_A_PRODUCT = 0.6
_FEWEST_WORDS = 4
_FEWEST_LEFT = 1
_AS_SURE = 0.02
_SENTENCE_ENDS = frozenset(".!?;")
_MARKS_BETWEEN = frozenset(" ,(-–—:")


def as_one(
    mentions: Sequence[tuple[LineMention, RequestedLine]], read: Read, ask: Asking
) -> list[tuple[LineMention, RequestedLine]]:
    """The lines of a text, each with the words right beside it, and without those that only say more of the one
    before."""
    ends = [(line.spans[0].start, line.spans[-1].end) for _, line in mentions]
    found: list[tuple[LineMention, RequestedLine]] = []
    for at, (mention, line) in enumerate(mentions):
        if read.asked is None:
            last = ends[at + 1][0] if at + 1 < len(ends) else len(read.reading.text)
            line = with_words_beside(line, read, (ends[at - 1][1] if at else 0, last), ask)
        more = continues(line, found[-1][1], mention, read.reading.text, read.reading.lexicon, ask) if found else None
        if more is None:
            found.append((mention, line))
        else:
            found[-1] = (found[-1][0], more)
    return found


def continues(
    line: RequestedLine, before: RequestedLine, mention: LineMention, text: str, lexicon: Lexicon, ask: Asking
) -> RequestedLine | None:
    """The line before with what this one says of it; None where this one asks for something of its own.

    It has to stand right behind it, count no container, and name with it a product that carries all that it says.
    """
    if line.unit_code is not None and line.unit_code not in {*WEIGHTS_AND_MEASURES, *LENGTHS_OF_THINGS}:
        return None
    plain = mention.tokens and min(mention.tokens, key=lambda token: token.start).folded.isdigit()
    if plain and line.unit_code is None and not (mention.loose or mention.doubts):
        # "6 romas, 4 limes": a number that begins a part counts.
        return None
    if before.amount is None or not before.spans or not line.spans or not before.words:
        return None
    between = text[before.spans[-1].end : line.spans[0].start]
    if before.spans[-1].part_id != line.spans[0].part_id or not set(between) <= _MARKS_BETWEEN:
        return None
    tokens = sorted(mention.tokens, key=lambda token: token.start)
    more = spelled_out([t for t in tokens if t.kind is Kind.WORD and not _idle(t.folded, lexicon)], lexicon)
    if len(words(more)) > 2 * _FEWEST_WORDS:
        return None
    joined = before.model_copy(
        update={
            "text": text[before.spans[0].start : line.spans[-1].end],
            "words": f"{before.words} {more}",
            "spans": (*before.spans[:-1], before.spans[-1].model_copy(update={"end": line.spans[-1].end})),
        }
    )
    together, first = ask(joined), ask(before)
    if together.sku is None or not _carried(missing(together) - missing(first), words(more), joined, ask):
        return None
    if together.probability < min(_LIKELY, first.probability):
        return None
    alone = ask(line)
    named = alone.sku is not None and alone.probability >= _A_PRODUCT and alone.sku != together.sku
    return None if named else joined


def _carried(lacking: set[str], said: Sequence[str], line: RequestedLine, ask: Asking) -> bool:
    """Whether a product has all that was said, or all the numbers of it and but for a word that names nothing sold:
    the "pile" of "twelve mil pile"."""
    if not lacking:
        return True
    numbers = [word for word in said if any(c.isdigit() for c in word)]
    if not numbers or lacking & set(numbers) or not lacking <= set(said) or len(lacking) > _FEWEST_LEFT:
        return False
    return ask(line.model_copy(update={"words": " ".join(lacking)})).sku is None


def with_its_noun(line: RequestedLine, before: RequestedLine, ask: Asking) -> RequestedLine:
    """A line that has no noun of its own with those of the line before it, where only so it names a product, or one for
    sure."""
    if line.sku is not None or line.numbers or before.sku is not None or before.numbers or not line.words:
        return line
    said = words(line.words)
    if len(said) > _FEWEST_WORDS or not all(describes(w, line) or any(c.isdigit() for c in w) for w in said):
        return line
    nouns = [w for w in words(before.words) if w in _nouns(before) and w not in said]
    if not nouns:
        return line
    alone = ask(line)
    if alone.sku is not None and alone.probability >= _SURE:
        return line
    fuller = line.model_copy(update={"words": f"{' '.join(nouns)} {line.words}"})
    together = ask(fuller)
    if together.sku is None or together.probability < max(_A_PRODUCT, alone.probability):
        return line
    if missing(together) & set(said) or not missing(together) <= missing(ask(before)):
        return line
    return fuller if alone.sku in (None, together.sku) or missing(alone) else line


def with_words_beside(line: RequestedLine, read: Read, bounds: tuple[int, int], ask: Asking) -> RequestedLine:
    """A line with the words right beside it that nothing was made of, where its product carries them: "Brake cleaner,
    non-chlor - 2 cases", "10 blades fig. 15".

    ``bounds`` are the end of the line before it and the beginning of the next one in the text.
    """
    if line.sku is not None or line.numbers or not line.words or not line.spans:
        return line
    text, span = read.reading.text, line.spans[0]
    first = max(bounds[0], text.rfind("\n", 0, span.start) + 1)
    last = min(bounds[1], _line_end(text, span.end))
    before = [t for t in read.reading.residue if first <= t.start and t.end <= span.start]
    behind = [t for t in read.reading.residue if span.end <= t.start and t.end <= last]
    for beside in (before, behind):
        if not beside or len(beside) > _FEWEST_WORDS:
            continue
        start, end = min(span.start, beside[0].start), max(span.end, beside[-1].end)
        between = text[beside[-1].end : span.start] if beside is before else text[span.end : beside[0].start]
        cut = between.rstrip() == "." and len(beside) == 1
        if bool(set(text[start:end]) & _SENTENCE_ENDS) and not (cut and text.count(".", start, end) == 1):
            continue
        if any(bends(t.folded, read.reading.lexicon.codes) for t in beside):
            continue
        said = " ".join(t.text for t in beside)
        fuller = line.model_copy(
            update={
                "text": text[start:end] if len(line.spans) == 1 else line.text,
                "words": f"{said} {line.words}" if beside is before else f"{line.words} {said}",
                "spans": (span.model_copy(update={"start": start, "end": end}), *line.spans[1:]),
            }
        )
        alone, together = ask(line), ask(fuller)
        carried = together.sku is not None and not missing(together) & set(words(said))
        if carried and together.probability >= max(_A_PRODUCT, alone.probability - _AS_SURE):
            line = fuller
    return line


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _idle(word: str, lexicon: Lexicon) -> bool:
    return any(lexicon.has(kind, word) for kind in ("filler", "articles", "definite", "separators", "courtesy"))


def in_context(lines: Sequence[RequestedLine], ask: Asking) -> list[RequestedLine]:
    """Lines of one text, each with the noun and the unit of the one before it where it leaves them out."""
    found: list[RequestedLine] = []
    for line in lines:
        if found:
            alike = like_the_one_before(line, found[-1], ask)
            line = alike if alike.alike else _with_unit_before(with_its_noun(line, found[-1], ask), found[-1])
        found.append(line)
    return found


def _with_unit_before(line: RequestedLine, before: RequestedLine) -> RequestedLine:
    """A line of the same thing in another size or colour with the unit of the one before it: "2 cases of M, 1 of L"."""
    unit = before.unit_code or before.unit_before
    nouns = _nouns(line)
    if unit in {None, *WEIGHTS_AND_MEASURES} or line.unit_code or line.unit_word or not nouns:
        return line
    return line.model_copy(update={"unit_before": unit}) if nouns <= _nouns(before) else line


def _nouns(line: RequestedLine) -> set[str]:
    return {w for w in words(line.words) if is_word(w) and not meanings(w)}
