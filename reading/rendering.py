"""Drawing documents and photos, in a process of its own: ``python -m reading.rendering WHAT``, the file on stdin.

What draws is large and the files are anybody's: one that takes too long, wants too much memory or brings its process
down ends that process and nothing else. ``outline`` writes the pages' sizes and words as JSON; ``picture N`` writes
page N as PNG; ``ink N`` writes a line with the degrees by which page N was turned, and the page made clear for reading
as PNG. A file that cannot be shown ends it with ``UNREADABLE`` and a sentence on standard error.
"""

from __future__ import annotations

import ctypes
import io
import json
import math
import resource
import sys
import warnings
from dataclasses import asdict, dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from reading.clearing import cleared

UNREADABLE = 3
MOST_PAGES = 50
WIDEST = 1600
_HIGHEST = 6400
_LARGEST_SCALE = 4.0
_MOST_PIXELS = 64_000_000
_MOST_WORDS = 20_000
_MOST_CHARACTERS = 60_000
_MEMORY = 1_500_000_000
_CPU_SECONDS = 30
_PHOTOS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF")
_LOCKED = "The document is locked with a password; ask for one that is not, or open the original."
_DAMAGED = "The document is damaged and cannot be shown; open the original."
_NO_PHOTO = "The picture is damaged and cannot be shown; open the original."
_TOO_LARGE = "The picture has too many pixels to be shown; open the original."


class Unreadable(Exception):
    """A file that cannot be shown; the message is a sentence for a rep."""


@dataclass
class Page:
    """The size of a page's picture and the words on it.

    A word is its text and its box, in parts of the page's size (left, top, width, height).
    ``drawn`` says that the page's words are only to be seen in its picture.
    """

    width: int
    height: int
    drawn: bool
    words: list[tuple[str, float, float, float, float]] = field(default_factory=list)


def main(what: str, number: str = "1") -> int:
    """Read a file, write what is wanted of it."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    is_pdf = b"%PDF-" in content[:1024]
    try:
        if what == "outline":
            pages, total = _outline_of_pdf(content) if is_pdf else _outline_of_photo(content)
            answer = json.dumps({"total": total, "pages": [asdict(page) for page in pages]}).encode()
        else:
            picture = _draw_page(content, int(number)) if is_pdf else _draw_photo(content, int(number))
            drawn = io.BytesIO()
            if what == "ink":
                picture, turned = cleared(picture)
                drawn.write(f"{turned}\n".encode())
            picture.save(drawn, "PNG", compress_level=3)
            answer = drawn.getvalue()
    except Unreadable as unreadable:
        sys.stderr.write(str(unreadable))
        return UNREADABLE
    except MemoryError:
        sys.stderr.write(_TOO_LARGE)
        return UNREADABLE
    sys.stdout.buffer.write(answer)
    return 0


def _open(content: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise Unreadable(_LOCKED if locked else _DAMAGED) from error
    if len(document) == 0:
        raise Unreadable(_DAMAGED)
    return document


def _outline_of_pdf(content: bytes) -> tuple[list[Page], int]:
    document = _open(content)
    pages: list[Page] = []
    left = _MOST_WORDS
    for index in range(min(len(document), MOST_PAGES)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise Unreadable(_DAMAGED) from error
        width, height, _ = _size(page)
        words = _words(page, width, height, left)
        left -= len(words)
        pages.append(Page(width, height, not words and pdfium.FPDFPage_CountObjects(page) > 0, words))
        page.close()
    return pages, len(document)


def _draw_page(content: bytes, number: int) -> Image.Image:
    document = _open(content)
    if not 1 <= number <= min(len(document), MOST_PAGES):
        raise Unreadable(f"There is no page {number}.")
    try:
        page = document[number - 1]
        width, height, scale = _size(page)
        drawn: Image.Image = page.render(scale=scale).to_pil()
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_DAMAGED) from error
    return drawn if drawn.size == (width, height) else drawn.resize((width, height))


def _size(page: pypdfium2.PdfPage) -> tuple[int, int, float]:
    """The size of a page's picture, and what the page's own size is multiplied by."""
    wide, high = (max(1.0, side) for side in page.get_size())
    scale = min(WIDEST / wide, _HIGHEST / high, _LARGEST_SCALE)
    return max(1, math.ceil(wide * scale)), max(1, math.ceil(high * scale)), scale


def _words(page: pypdfium2.PdfPage, width: int, height: int, most: int) -> list[tuple[str, float, float, float, float]]:
    text = page.get_textpage()
    found: list[tuple[str, float, float, float, float]] = []
    letters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []

    def end_word() -> None:
        if letters:
            found.append(("".join(letters), *_around(boxes, width, height)))
        letters.clear()
        boxes.clear()

    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        character = chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
        if character.isspace():
            end_word()
        elif character.isprintable():
            letters.append(character)
            boxes.append(_box(page, text, index, width, height))
        if len(found) >= most:
            return found
    end_word()
    text.close()
    return found


def _box(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, index: int, width: int, height: int
) -> tuple[float, float, float, float]:
    """A letter's box on the picture, whichever way the page is turned."""
    left, bottom, right, top = text.get_charbox(index, loose=True)
    corners = []
    for x, y in ((left, bottom), (right, top)):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        corners.append((across.value, down.value))
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _around(
    boxes: list[tuple[float, float, float, float]], width: int, height: int
) -> tuple[float, float, float, float]:
    left = min(max(min(box[0] for box in boxes), 0), width)
    top = min(max(min(box[1] for box in boxes), 0), height)
    right = min(max(max(box[2] for box in boxes), left), width)
    bottom = min(max(max(box[3] for box in boxes), top), height)
    return (
        round(left / width, 5),
        round(top / height, 5),
        round((right - left) / width, 5),
        round((bottom - top) / height, 5),
    )


def _outline_of_photo(content: bytes) -> tuple[list[Page], int]:
    with _photo(content) as photo:
        total = getattr(photo, "n_frames", 1) if photo.format == "TIFF" else 1
        pages = []
        for frame in range(min(total, MOST_PAGES)):
            size = _size_of_photo(photo, frame)
            pages.append(Page(*size, drawn=True))
    return pages, total


def _size_of_photo(photo: Image.Image, frame: int) -> tuple[int, int]:
    try:
        photo.seek(frame)
        turned = photo.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unreadable(_NO_PHOTO) from error
    return _within(photo.size[::-1] if turned else photo.size)


def _within(size: tuple[int, int]) -> tuple[int, int]:
    wide, high = size
    scale = min(1.0, WIDEST / wide, _HIGHEST / high)
    return max(1, round(wide * scale)), max(1, round(high * scale))


def _draw_photo(content: bytes, number: int) -> Image.Image:
    with _photo(content) as photo:
        most = min(getattr(photo, "n_frames", 1), MOST_PAGES) if photo.format == "TIFF" else 1
        if not 1 <= number <= most:
            raise Unreadable(f"There is no page {number}.")
        size = _size_of_photo(photo, number - 1)
        try:
            photo.draft("RGB", (max(size), max(size)))  # a JPEG is not unpacked larger than it is needed
            upright = ImageOps.exif_transpose(photo)
            if upright.has_transparency_data:
                ground = Image.new("RGBA", upright.size, "white")
                upright = Image.alpha_composite(ground, upright.convert("RGBA"))
            return upright.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise Unreadable(_NO_PHOTO) from error


def _photo(content: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        return Image.open(io.BytesIO(content), formats=_PHOTOS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unreadable(_TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Unreadable(_NO_PHOTO) from error


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
