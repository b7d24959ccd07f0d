"""Names and telephone numbers brought to one form, found however they are typed."""

import re
import unicodedata
from contextlib import suppress
from datetime import date
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


def days_like(day: date) -> set[date]:
    """Return a day, the one with day and month exchanged, and every one that is one digit away."""
    written = day.isoformat()
    texts = {f"{day.year:04}-{day.day:02}-{day.month:02}", written}
    for at, sign in enumerate(written):
        if sign.isdigit():
            texts |= {f"{written[:at]}{digit}{written[at + 1 :]}" for digit in "0123456789"}
    found = set()
    for text in texts:
        with suppress(ValueError):  # no day of the calendar
            found.add(date.fromisoformat(text))
    return found
