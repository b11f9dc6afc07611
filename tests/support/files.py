"""Files as customers send them, made here: documents, photos, recordings, and mails that hold them."""

from __future__ import annotations

import io
import struct
import zlib
from email.message import EmailMessage
from email.utils import format_datetime

from PIL import Image, ImageDraw, ImageFont

from tests.support.distributor import ADA, DESK_ADDRESS, MONDAY

EDI = b"ISA*00*          *00*          *ZZ*ADA            *ZZ*FERNHILL       *260302*1300*U*00401*000000905*0*P*>~"


def pdf(*pages: str, turned: int = 0, size: tuple[int, int] = (612, 792)) -> bytes:
    """A document with a line of text on each page, an inch from the left and an inch from the top."""
    wide, high = size
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, words in enumerate(pages):
        drawn = f"BT /F1 24 Tf 72 {high - 72} Td ({words}) Tj ET".encode("latin-1") if words else b""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Rotate {turned}"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _assembled(objects)


def locked_pdf() -> bytes:
    """A document that says it is encrypted with a password that nobody has."""
    whole = pdf("secret")
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>] /Size" % (
        b"41" * 32,
        b"42" * 32,
    )
    return whole.replace(b"/Size", lock)


def _assembled(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def photo(words: str = "", kind: str = "PNG", size: tuple[int, int] = (800, 200), orientation: int = 1) -> bytes:
    """A photo of printed words; ``orientation`` is how the camera was held, as EXIF says it."""
    picture = Image.new("RGB", size, "white")
    if words:
        font = ImageFont.load_default(60)
        ImageDraw.Draw(picture).text((40, 60), words, fill="black", font=font)
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(out, kind, **({} if kind == "GIF" else {"exif": exif}))
    return out.getvalue()


def bomb() -> bytes:
    """A few bytes that say they are a picture of ten thousand million pixels."""
    small = photo(size=(8, 8))
    head = small[12:16] + struct.pack(">II", 100_000, 100_000) + small[24:29]
    return small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]


def scan(*pages: str, kind: str = "PDF") -> bytes:
    """A document whose pages are photos, as a PDF or a TIFF."""
    first, *others = (Image.open(io.BytesIO(photo(words))).convert("RGB") for words in pages)
    out = io.BytesIO()
    first.save(out, kind, save_all=True, append_images=others)
    return out.getvalue()


def recording(seconds: float = 0.1) -> bytes:
    """A recording of silence."""
    sound = bytes(int(8000 * seconds))
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(sound),
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        8000,
        8000,
        1,
        8,
        b"data",
        len(sound),
    )
    return head + sound


def html_mail(markup: str, text: str = "", pictures: dict[str, bytes] | None = None, mail_id: str = "page") -> bytes:
    """A mail with HTML, the pictures that it shows by their content ids, and a plain text where there is one."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ADA, DESK_ADDRESS, "order"
    mail["Date"], mail["Message-ID"] = format_datetime(MONDAY), f"<{mail_id}@mail.example>"
    if text:
        mail.set_content(text)
        mail.add_alternative(markup, subtype="html")
    else:
        mail.set_content(markup, subtype="html")
    for content_id, content in (pictures or {}).items():
        page = mail.get_payload()[-1] if text else mail  # type: ignore[index]
        page.add_related(content, "image", "png", cid=f"<{content_id}>")  # type: ignore[union-attr]
    return mail.as_bytes()
