"""What a PDF says, as somebody reads it."""

import io

from pypdf import PdfReader


def words_on(pdf: bytes) -> str:
    """Return the words of a PDF in one line."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def pages_of(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(PdfReader(io.BytesIO(pdf)).pages)
