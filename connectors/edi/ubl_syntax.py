"""UBL's XML as elements that know where they stand. Nothing outside of the text is ever read for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pyexpat import ExpatError, ParserCreate

from connectors.edi.faults import EdiFault, EdiRejected, FaultLevel

MOST_ELEMENTS = 50_000
DEEPEST = 40
_SHOWN = 60


@dataclass
class Element:
    """An element: ``name`` without its prefix, ``space`` its namespace, ``text`` its own words without what is inside
    of its children."""

    name: str
    space: str
    attributes: dict[str, str]
    start: int
    end: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *path: str) -> Iterator[Element]:
        """Every element at the end of a path of names below this one."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> Element | None:
        """The first element at the end of a path."""
        return next(self.all(*path), None)

    def say(self, *path: str) -> str:
        """The text of the first element at the end of a path, empty where there is none."""
        found = self.first(*path)
        return found.text if found is not None else ""


def fault(element: str, sentence: str, code: str = "") -> EdiFault:
    """A fault of a document: UBL has no codes for faults of its own."""
    return EdiFault(level=FaultLevel.MESSAGE, segment=element, sentence=sentence, code=code)


def document(text: str) -> Element:
    """The root element of an XML text.

    Raises:
        EdiRejected: it is not well-formed, holds a document type or entities, or is nested or grown beyond all orders.
    """
    return _Builder(text).root()


class _Builder:
    """Builds the tree. Expat counts bytes of UTF-8; ``_widths`` turns them into code points of the text."""

    def __init__(self, text: str) -> None:
        self._content = text.encode("utf-8", "surrogatepass")
        self._points = _Points(text)
        self._stack: list[Element] = []
        self._words: list[list[str]] = []
        self._root: Element | None = None
        self._count = 0
        # The text is decoded already: what its declaration says of an encoding no longer holds.
        self._parser = ParserCreate("utf-8", " ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._say
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def root(self) -> Element:
        try:
            self._parser.Parse(self._content, True)
        except ExpatError as error:
            line, column = error.lineno, error.offset + 1
            sentence = f"The XML is broken at line {line}, character {column}."
            raise EdiRejected(fault(self._stack[-1].name if self._stack else "", sentence)) from error
        assert self._root is not None
        return self._root

    def _refuse_doctype(self, *_what: object) -> None:
        raise EdiRejected(fault("!DOCTYPE", "The XML has a document type declaration, which no order may have."))

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise EdiRejected(fault("", f"The XML has more than {MOST_ELEMENTS} elements."))
        if len(self._stack) >= DEEPEST:
            raise EdiRejected(fault("", f"The XML is nested more than {DEEPEST} deep."))
        space, _, local = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(local, space, plain, self._points.at(self._parser.CurrentByteIndex))
        if self._stack:
            self._stack[-1].children.append(element)
        else:
            self._root = element
        self._stack.append(element)
        self._words.append([])

    def _say(self, words: str) -> None:
        if self._words:
            self._words[-1].append(words)

    def _close(self, _name: str) -> None:
        element = self._stack.pop()
        element.text = "".join(self._words.pop()).strip()
        ends = self._content.find(b">", self._parser.CurrentByteIndex)
        element.end = self._points.at(len(self._content) if ends < 0 else ends + 1)


class _Points:
    """Code points by bytes of UTF-8, looked up from a table of every so many characters."""

    _STRIDE = 256

    def __init__(self, text: str) -> None:
        self._text = text
        self._bytes = [0]
        for at in range(0, len(text), self._STRIDE):
            piece = text[at : at + self._STRIDE].encode("utf-8", "surrogatepass")
            self._bytes.append(self._bytes[-1] + len(piece))

    def at(self, byte: int) -> int:
        """The code point at a byte."""
        block = min(bisect_right(self._bytes, byte), len(self._bytes)) - 1
        start = block * self._STRIDE
        piece = self._text[start : start + self._STRIDE].encode("utf-8", "surrogatepass")
        return start + len(piece[: byte - self._bytes[block]].decode("utf-8", "ignore"))
