"""What somebody typed to find a patient: words of a name, a birth date, digits of a telephone."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from titrant.server.patients.folding import digits, folded

_ISO = re.compile(r"\b([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\b", re.ASCII)
_PACKED = re.compile(r"\b([0-9]{4})([0-9]{2})([0-9]{2})\b", re.ASCII)
_MARKED = re.compile(r"\b([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})\b", re.ASCII)
_SPELT = re.compile(r"\b([0-9]{1,2})\.?\s+([a-z]{3,9})\.?,?\s+([0-9]{4})\b", re.ASCII)
_US = re.compile(r"\b([a-z]{3,9})\.?\s+([0-9]{1,2}),?\s+([0-9]{4})\b", re.ASCII)
_NUMBER = re.compile(r"[+(]?[0-9][0-9 ()/.+-]*", re.ASCII)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_FEWEST = 4  # digits that say something about a telephone number


@dataclass(frozen=True)
class Wanted:
    """What was typed: `born` are the days that it can mean, `number` the digits of a telephone."""

    words: tuple[str, ...] = ()
    born: tuple[date, ...] = ()
    number: str = ""

    def query(self) -> Q:
        """Return the condition on patients that all of it holds."""
        wanted = Q()
        for word in self.words:
            wanted &= Q(found_by__contains=word)
        either = Q()
        if self.born:
            either |= Q(born__in=self.born)
        if self.number:
            either |= Q(phone_digits__contains=self.number)
        return wanted & either

    @property
    def anything(self) -> bool:
        """Whether anything was typed that can be looked for."""
        return bool(self.words or self.born or self.number)


def read(typed: str) -> Wanted:
    """Return what was typed, read in every way that it can be meant."""
    rest, born = _days(typed.casefold())
    number = ""
    if not born and (found := _NUMBER.search(rest)) and len(digits(found[0])) >= _FEWEST:
        number = digits(found[0])
        rest = rest.replace(found[0], " ")
    elif len(born) and (packed := _PACKED.search(typed)):
        number = packed[0]  # eight digits may be a telephone's as well
    return Wanted(tuple(folded(rest).split()), tuple(born), number)


def _days(text: str) -> tuple[str, list[date]]:
    for pattern in (_ISO, _PACKED, _MARKED, _SPELT, _US):
        found = pattern.search(text)
        if found is None:
            continue
        days = sorted({day for one in _meant(pattern, found) if (day := _day(*one)) is not None})
        if days:
            return text.replace(found[0], " "), days
    return text, []


def _meant(pattern: re.Pattern[str], found: re.Match[str]) -> list[tuple[str, str, str]]:
    """Return year, month and day; where nobody can tell day from month, both ways."""
    one, two, three = found[1], found[2], found[3]
    if pattern in {_ISO, _PACKED}:
        return [(one, two, three)]
    if pattern is _MARKED:
        return [(three, two, one), (three, one, two)]
    word, day = (two, one) if pattern is _SPELT else (one, two)
    months = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(word)]
    return [(three, str(month), day) for month in months]


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:  # no day of the calendar
        return None
