"""A picture of writing made clear: the paper's shade taken out, the lines level, the ink black."""

from __future__ import annotations

from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter, ImageOps

_WIDEST = 2000
_LARGEST_SCALE = 2.0
_STEEPEST = 16  # quarters of a degree to either side
_SMALL = 500
_PAPER_DETAIL = 8
_DARKEST_PAPER = 150


def cleared(picture: Image.Image) -> tuple[Image.Image, float]:
    """The picture in black and white, and by how many degrees it was turned (counter-clockwise) about its middle."""
    ink = _without_paper(_darkest_channel(picture.convert("RGB")))
    angle = _slant(ink)
    if angle:
        ink = ink.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    scale = min(_LARGEST_SCALE, max(1.0, _WIDEST / ink.width))
    size = (max(1, round(ink.width * scale)), max(1, round(ink.height * scale)))
    large = ink.resize(size, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(scale))
    return large.point(lambda shade: 255 if shade > _DARKEST_PAPER else 0), angle


def _darkest_channel(picture: Image.Image) -> Image.Image:
    """Grey as dark as the ink, whatever its colour: blue ink is dark in red light, and pale on grey average."""
    red, green, blue = picture.split()
    return ImageChops.darker(red, ImageChops.darker(green, blue)) if _is_grey(picture) else red


def _is_grey(picture: Image.Image) -> bool:
    small = picture.copy()
    small.thumbnail((64, 64))
    red, _, blue = small.split()
    darkest, lightest = ImageChops.difference(red, blue).getextrema()
    return isinstance(darkest, int) and isinstance(lightest, int) and lightest < 40


def _without_paper(grey: Image.Image) -> Image.Image:
    """The ink alone: what is darker than the paper around it."""
    few = (max(1, grey.width // _PAPER_DETAIL), max(1, grey.height // _PAPER_DETAIL))
    paper = grey.resize(few, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(6))
    darker = ImageChops.subtract(paper.resize(grey.size, Image.Resampling.BILINEAR), grey)
    return ImageOps.invert(ImageOps.autocontrast(darker, cutoff=(0, 0.3)))


def _slant(ink: Image.Image) -> float:
    """By how many degrees to turn it so that its lines are level: there the rows differ most."""
    small = ImageOps.invert(ink)
    small.thumbnail((_SMALL, _SMALL))
    best, level = 0.0, -1
    for quarters in sorted(range(-_STEEPEST, _STEEPEST + 1), key=abs):
        turned = small.rotate(quarters / 4, fillcolor=0)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        contrast = sum((one - other) ** 2 for one, other in pairwise(rows))
        if contrast > level:
            best, level = quarters / 4, contrast
    return best
