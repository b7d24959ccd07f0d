"""Names and telephone numbers brought to one form, found however they are typed."""

import re
import unicodedata
from difflib import SequenceMatcher

_NO_DIGIT = re.compile(r"[^0-9]", re.ASCII)
_ALIKE = 0.75  # of a name's letters in the same order: a slip of the pen, another spelling


def folded(text: str) -> str:
    """Return a name in small letters, without accents and marks, one space between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in bare.replace("'", "").replace("’", ""))
    return " ".join(words.split())


def digits(text: str) -> str:
    """Return the digits of a telephone number, in their order."""
    return _NO_DIGIT.sub("", text)


def alike(one: str, other: str) -> bool:
    """Return whether two names may be one person's: most letters, or every word of the shorter."""
    first, second = folded(one), folded(other)
    if not first or not second:
        return False
    words, others = set(first.split()), set(second.split())
    if words <= others or others <= words:
        return True
    ordered = " ".join(sorted(words)), " ".join(sorted(others))
    return SequenceMatcher(None, *ordered).ratio() >= _ALIKE
