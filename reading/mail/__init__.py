"""Mail: taken apart as it came over the wire, its text parted by who said it, and what its headers tell."""

from reading.mail.headings import address_in
from reading.mail.origin import Automatic, looks_automatic
from reading.mail.pages import MailPage, has_page, page_of
from reading.mail.passages import (
    ANSWERED,
    MOST_PASSAGES,
    Passage,
    Passages,
    blank_heading,
    doubt_about,
    forwarded_sender,
    is_forward,
    passages_of,
)
from reading.mail.reading import LONGEST_PAGE, MOST_NESTED, Invitation, Mail, believable, read_mail
from reading.mail.structure import MOST_PARTS, storable

__all__ = [
    "ANSWERED",
    "LONGEST_PAGE",
    "MOST_NESTED",
    "MOST_PARTS",
    "MOST_PASSAGES",
    "Automatic",
    "Invitation",
    "Mail",
    "MailPage",
    "Passage",
    "Passages",
    "address_in",
    "believable",
    "blank_heading",
    "doubt_about",
    "forwarded_sender",
    "has_page",
    "is_forward",
    "looks_automatic",
    "page_of",
    "passages_of",
    "read_mail",
    "storable",
]
