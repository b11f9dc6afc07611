"""Orders as tables, written the ways customers write them: files of every kind that the desk reads."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook  # type: ignore[import-untyped]

Rows = Sequence[Sequence[str]]
_LEFT, _TOP, _STEP, _SIZE = 40, 740, 16, 10
_WIDTH_OF_A_LETTER = 5.6


def as_csv(rows: Rows, delimiter: str = ",", quote_all: bool = False, charset: str = "utf-8") -> bytes:
    """A delimited text file."""
    out = io.StringIO()
    if quote_all:
        csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(charset)


def as_workbook(rows: Rows, hidden_rows: Sequence[int] = (), sheets: Sequence[tuple[str, str, Rows]] = ()) -> bytes:
    """A workbook whose numbers are numbers; more ``sheets`` by name, state and rows. Row 1 is the first."""
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    first.title = "Order"
    for sheet, lines in [(first, rows), *((_sheet(workbook, name, state), more) for name, state, more in sheets)]:
        for line in lines:
            sheet.append([_value(cell) for cell in line])
    for row in hidden_rows:
        first.row_dimensions[row].hidden = True
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _sheet(workbook: Workbook, name: str, state: str):  # type: ignore[no-untyped-def]
    sheet = workbook.create_sheet(name)
    sheet.sheet_state = state
    return sheet


def _value(cell: str) -> object:
    try:
        number = Decimal(cell)
    except ArithmeticError:
        return cell or None
    return int(number) if number == number.to_integral_value() else float(number)


def as_text(rows: Rows, gap: int = 2) -> str:
    """A table of plain text, its columns made of spaces; numbers stand at the left of their column."""
    widths = [max(len(row[n]) for row in rows) + gap for n in range(len(rows[0]))]
    lines = ("".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def as_bars(rows: Rows) -> str:
    """A table of plain text with bars between its cells."""
    first, *others = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([first, "|" + "---|" * len(rows[0]), *others])


def as_pdf(*pages: Rows, head: Sequence[str] = (), wrap: int = 0) -> bytes:
    """A document with a table on each page, and lines above the first; cells longer than ``wrap`` are wrapped."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    widths = _widths([row for rows in pages for row in rows], wrap)
    for number, rows in enumerate(pages):
        drawn = _drawn(rows, widths, head if not number else (), wrap)
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {len(objects) + 2} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    return _assembled(objects)


def _widths(rows: Rows, wrap: int) -> list[float]:
    cells = [[piece for row in rows for piece in _wrapped(row[n], wrap)] for n in range(len(rows[0]))]
    return [max(map(len, column)) * _WIDTH_OF_A_LETTER + 14 for column in cells]


def _wrapped(cell: str, wrap: int) -> list[str]:
    pieces = [""]
    for word in cell.split():
        if wrap and pieces[-1] and len(pieces[-1]) + len(word) >= wrap:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces


def _drawn(rows: Rows, widths: Sequence[float], head: Sequence[str], wrap: int) -> bytes:
    pieces: list[bytes] = []
    down = float(_TOP)

    def write(text: str, left: float, at: float) -> None:
        escaped = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        pieces.append(b"BT /F1 %d Tf %.1f %.1f Td (%s) Tj ET" % (_SIZE, left, at, escaped))

    for title in head:
        write(title, _LEFT, down)
        down -= _STEP
    for row in rows:
        cells = [_wrapped(cell, wrap) for cell in row]
        for line in range(max(map(len, cells))):
            left = float(_LEFT)
            for pieces_of_cell, width in zip(cells, widths, strict=True):
                if line < len(pieces_of_cell) and pieces_of_cell[line]:
                    write(pieces_of_cell[line], left, down)
                left += width
            down -= _STEP
    return b"\n".join(pieces)


def _assembled(objects: Sequence[bytes]) -> bytes:
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


def as_old_workbook(rows: Rows) -> bytes:
    """A workbook as Excel 97 wrote it: one sheet of numbers and labels in a compound file."""
    sheet = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))]
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            value = _value(cell)
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(value, int | float):
                sheet.append(_record(0x0203, place + struct.pack("<d", value)))
            elif value is not None:
                sheet.append(_record(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")))
    sheet.append(_record(0x000A, b""))
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600))
    named = struct.pack("<BBBB", 0, 0, 5, 0) + b"Order"
    offset = len(start) + len(_record(0x0085, struct.pack("<I", 0) + named)) + len(_record(0x000A, b""))
    stream = start + _record(0x0085, struct.pack("<I", offset) + named) + _record(0x000A, b"") + b"".join(sheet)
    return _compound(stream.ljust(4096, b"\0"))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream, ``Workbook``, of whole sectors of 512 bytes behind its table and directory."""
    sectors = -(-len(stream) // 512)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    directory = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    return head + table + directory.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return title.ljust(64, b"\0") + struct.pack("<H", len(title)) + links + bytes(36) + struct.pack("<IQ", start, size)
