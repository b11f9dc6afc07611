"""What of a page a person can see: by the styles that hide, and by ink that is the colour of its paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Colour = tuple[int, int, int]

_LONGEST_STYLE = 4_000
_LONGEST_SHEET = 200_000
_MOST_RULES = 2_000
_MOST_RULES_EACH = 20
_MOST_CLASSES = 20
_LEAST_CONTRAST = 1.2
_NEARLY_NOTHING = 0.05
_WITH_OPACITY = 4
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_PIECE = re.compile(r"[.#]?[\w\-]+|\*")
_SIZE = re.compile(r"([+\-]?\d{0,6}(?:\.\d{1,6})?)\s{0,3}([a-z%]{0,4})")
_SMALLEST = {"": 3.0, "px": 3.0, "pt": 2.0, "%": 20.0, "em": 0.2, "rem": 0.2, "ex": 0.4}
_NO_FONT = re.compile(r"(?:^|\s)0(?:px|pt|em|%)?(?:/|\s)")
_CUT_AWAY = re.compile(r"rect\(\s*(?:0|1px)\b|inset\(\s*(?:50|100)%|circle\(\s*0")
_SHRUNK = re.compile(r"scale[xy]?\(\s*0?\.?0*\s*[,)]")
_NO_OPACITY = re.compile(r"opacity\s*=\s*0*\s*\)")
_FAR_AWAY = -100.0
_MOVING = ("text-indent", "left", "top", "right", "bottom", "margin-left", "margin-top")
_BOUNDING = ("height", "max-height", "width", "max-width")
_TELLING = frozenset(
    {*_MOVING, *_BOUNDING, "display", "visibility", "opacity", "font-size", "font", "color", "background"}
    | {"background-color", "clip", "clip-path", "transform", "mso-hide", "filter", "white-space"}
)
_HEX = re.compile(r"#([0-9a-f]{3,8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]{0,60})\)")
_NAMED: dict[str, Colour] = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240),
    "mintcream": (245, 255, 250),
    "azure": (240, 255, 255),
    "aliceblue": (240, 248, 255),
    "seashell": (255, 245, 238),
    "lightyellow": (255, 255, 224),
    "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211),
    "silver": (192, 192, 192),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "black": (0, 0, 0),
    "navy": (0, 0, 128),
    "blue": (0, 0, 255),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "yellow": (255, 255, 0),
}
_NOTHING = "transparent"
_AS_AROUND = frozenset({"inherit", "initial", "unset", "currentcolor"})
BLACK, WHITE = _NAMED["black"], _NAMED["white"]

Sheet = Mapping[str, Sequence[tuple[frozenset[str], str]]]


@dataclass(frozen=True)
class Look:
    """How text looks at a place: hidden or not, its ink (None: not known) on its paper, whether its lines are kept."""

    hidden: bool = False
    ink: Colour | None = BLACK
    paper: Colour = WHITE
    keeps_lines: bool = False

    @property
    def seen(self) -> bool:
        """Whether a person sees text here."""
        return not self.hidden and (self.ink is None or _contrast(self.ink, self.paper) >= _LEAST_CONTRAST)


def look_in(around: Look, tag: str, attributes: Mapping[str, str], sheet: Sheet) -> Look:
    """The look of what stands in an element, by the look around it, its attributes and the page's style sheet."""
    if not attributes and not sheet and tag != "pre":
        return around
    style = _styled(";".join([*_styles_of(tag, attributes, sheet), attributes.get("style", "")[:_LONGEST_STYLE]]))
    told = style.ink or attributes.get("color" if tag == "font" else "text" if tag == "body" else "", "")
    filled = style.paper or attributes.get("bgcolor", "")
    hidden = (
        around.hidden
        or style.hides
        or (told != "" and _is_nothing(told))
        or "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or (tag == "font" and attributes.get("size", "").strip() == "0")
    )
    ink = around.ink if not told or told in _AS_AROUND else colour(told)
    paper = (colour(filled) if filled and not _is_nothing(filled) else None) or around.paper
    keeps = style.keeps_lines if style.keeps_lines is not None else around.keeps_lines or tag == "pre"
    return Look(hidden, ink, paper, keeps)


@dataclass(frozen=True)
class _Style:
    """What a style says: whether it hides, its colours as written, whether lines are kept (None: not a word of it)."""

    hides: bool
    ink: str
    paper: str
    keeps_lines: bool | None


@lru_cache(maxsize=4_096)
def _styled(style: str) -> _Style:
    told = declarations(style)
    space = told.get("white-space")
    return _Style(
        hides=_hides(told),
        ink=told.get("color", ""),
        paper=told.get("background-color") or told.get("background", ""),
        keeps_lines=space.startswith(("pre", "break-spaces")) if space else None,
    )


def _hides(style: Mapping[str, str]) -> bool:
    size = style.get("font-size")
    return (
        style.get("display", "").startswith("none")
        or style.get("visibility", "").startswith(("hidden", "collapse"))
        or style.get("mso-hide", "").startswith("all")
        or (size is not None and _is_tiny(size))
        or _NO_FONT.search(style.get("font", "")) is not None
        or _is_clear(style.get("opacity", "1"))
        or any(
            style[name].startswith(("0", "-0")) and _number(style[name]) == 0.0 for name in _BOUNDING if name in style
        )
        or any((_number(style[name]) or 0.0) <= _FAR_AWAY for name in _MOVING if name in style)
        or _CUT_AWAY.search(style.get("clip", "") + style.get("clip-path", "")) is not None
        or _SHRUNK.search(style.get("transform", "")) is not None
        or _NO_OPACITY.search(style.get("filter", "")) is not None
    )


def _is_tiny(size: str) -> bool:
    told = _SIZE.match(size)
    if told is None or not any(c.isdigit() for c in told[1]):
        return False
    return told[2] in _SMALLEST and float(told[1]) <= _SMALLEST[told[2]]


def _number(value: str) -> float | None:
    told = _SIZE.match(value)
    return float(told[1]) if told and any(c.isdigit() for c in told[1]) else None


def _is_clear(opacity: str) -> bool:
    number = _number(opacity)
    return number is not None and number <= _NEARLY_NOTHING


def _is_nothing(value: str) -> bool:
    """Whether a colour lets everything through."""
    value = value.strip().lower()
    if value.startswith(_NOTHING):
        return True
    clear = _FUNCTION.match(value)
    if clear is not None:
        parts = re.split(r"[,/\s]+", clear[2].strip())
        return len(parts) == _WITH_OPACITY and _is_clear(parts[3])
    digits = _HEX.match(value)
    return digits is not None and len(digits[1]) in (4, 8) and set(digits[1][-(len(digits[1]) // 4) :]) == {"0"}


def declarations(style: str) -> dict[str, str]:
    """The declarations of a style that bear on what is seen, in lower case; of two for one property the last."""
    plain = _ESCAPE.sub(_unescaped, _COMMENT.sub("", style)).lower()
    found: dict[str, str] = {}
    for declaration in plain.split(";"):
        name, colon, value = declaration.partition(":")
        if colon and name.strip() in _TELLING:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def _unescaped(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return chr(code) if 0 < code < 0xD800 else ""


@lru_cache(maxsize=4_096)
def colour(value: str) -> Colour | None:
    """The colour that a value begins with; None where it is not one that is known."""
    value = value.strip().lower()
    digits = _HEX.match(value)
    if digits is not None:
        code = digits[1]
        code = "".join(c * 2 for c in code[:3]) if len(code) < 6 else code[:6]
        return int(code[:2], 16), int(code[2:4], 16), int(code[4:6], 16)
    function = _FUNCTION.match(value)
    if function is not None:
        return _of_parts(function[1], re.split(r"[,/\s]+", function[2].strip()))
    first = re.match(r"[a-z]{1,20}", value)
    return _NAMED.get(first[0]) if first else None


def _of_parts(kind: str, parts: list[str]) -> Colour | None:
    numbers = [_number(part) for part in parts[:3]]
    if len(numbers) < 3 or any(number is None for number in numbers):
        return None
    told = [number or 0.0 for number in numbers]
    if kind == "hsl":
        light = round(255 * min(max(told[2], 0.0), 100.0) / 100)
        return light, light, light
    of = [2.55 if part.endswith("%") else 1.0 for part in parts[:3]]
    red, green, blue = (round(min(max(number * scale, 0.0), 255.0)) for number, scale in zip(told, of, strict=True))
    return red, green, blue


def _contrast(one: Colour, other: Colour) -> float:
    """From 1, the same, to 21, black on white (as WCAG counts it)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=4_096)
def _luminance(of: Colour) -> float:
    red, green, blue = ((c / 255) / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in of)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _styles_of(tag: str, attributes: Mapping[str, str], sheet: Sheet) -> list[str]:
    """What the style sheet says of an element: of its tag, its classes and its id, the nearest last."""
    if not sheet:
        return []
    names = {tag, *(f".{one}" for one in attributes.get("class", "")[:_LONGEST_STYLE].lower().split()[:_MOST_CLASSES])}
    if attributes.get("id"):
        names.add(f"#{attributes['id'].strip().lower()}")
    order = sorted(names & sheet.keys(), key=lambda name: (name[0] == "#", name[0] == "."))
    return [style for name in order for needed, style in sheet[name] if needed <= names]


def sheet_of(markup: str) -> Sheet:
    """The rules of a page's ``<style>`` elements that bear on what is seen, by what they are about.

    Rules for some screens only (``@media``) are left out. Of ``.a .b`` only ``.b`` counts: rather too much is told as
    hidden than too little.
    """
    rules: dict[str, list[tuple[frozenset[str], str]]] = {}
    css = _COMMENT.sub("", _styles_in(markup)).lower()
    count = 0
    for selectors, style in _rules(css):
        if not declarations(style) or count >= _MOST_RULES:
            continue
        for selector in selectors.split(",")[:_MOST_RULES_EACH]:
            last = re.split(r"[\s>+~]+", selector.strip())[-1]
            pieces = frozenset(_PIECE.findall(last)) - {"*"}
            if ":" in last or "[" in last or not pieces:
                continue
            about = max(pieces, key=lambda piece: (piece[0] == "#", piece[0] == ".", piece))
            if len(rules.setdefault(about, [])) < _MOST_RULES_EACH:
                rules[about].append((pieces, style))
            count += 1
    return rules


def _styles_in(markup: str) -> str:
    """All that stands in ``<style>`` elements."""
    small = markup.lower()
    found: list[str] = []
    at = small.find("<style")
    while at >= 0 and sum(map(len, found)) < _LONGEST_SHEET and len(found) < _MOST_RULES_EACH:
        start = small.find(">", at) + 1
        end = small.find("</style", start) if start else -1
        if end < 0:
            break
        found.append(markup[start : min(end, start + _LONGEST_SHEET)])
        at = small.find("<style", end)
    return "\n".join(found).replace("<!--", "").replace("-->", "")


def _rules(css: str) -> list[tuple[str, str]]:
    """(selectors, declarations) of every rule that holds on every screen."""
    found: list[tuple[str, str]] = []
    at = 0
    while len(found) < _MOST_RULES:
        start = css.find("{", at)
        if start < 0:
            break
        selectors = css[at:start].rpartition(";")[2].strip().lstrip("}").strip()
        if selectors.startswith("@"):
            at = _behind(css, start)
            continue
        end = css.find("}", start)
        end = len(css) if end < 0 else end
        found.append((selectors, css[start + 1 : end][:_LONGEST_STYLE]))
        at = end + 1
    return found


def _behind(css: str, start: int) -> int:
    """Behind the block that begins at a brace."""
    depth = 0
    for brace in re.finditer(r"[{}]", css[start:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return start + brace.end()
    return len(css)
