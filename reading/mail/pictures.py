"""Pictures inside a mail's text: what is too small to be read is decoration, such as a logo or a tracking pixel."""

from __future__ import annotations

import io
import warnings

SMALLEST_SIDE = 100
_LARGEST_DECORATION = 60_000


def is_decoration(media_type: str, content: bytes) -> bool:
    """Whether a picture is too small to show an order. One that cannot be measured is not."""
    if not media_type.startswith("image/") or not content or len(content) > _LARGEST_DECORATION:
        return False
    from PIL import Image, UnidentifiedImageError  # heavy, and few mails have pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as picture:
                return min(picture.size) < SMALLEST_SIDE
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
        return False
