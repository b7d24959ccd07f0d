"""Sentences that are put together only where somebody reads them."""

from titrant.units import Quantity

Words = str | tuple[object, ...]
"""A text, or the pieces of one: quantities among them are printed with a few decimals."""


def said(words: Words) -> str:
    """Return the text of words."""
    if isinstance(words, str):
        return words
    return "".join(piece.brief() if isinstance(piece, Quantity) else str(piece) for piece in words)
