"""Dates as FHIR writes them: a year, a month, a day or a moment."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any, NamedTuple

from titrant.fhir.parts import part, text
from titrant.knowledge.measuring import number_of

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?", re.ASCII | re.DOTALL)


class Days(NamedTuple):
    """The first and the last day that a date may mean; a moment means the day it is written on."""

    first: date
    last: date


def days(value: Any) -> Days | None:
    """Return the days that a FHIR date may mean; None where it is not one."""
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day = (int(piece) if piece else None for piece in found.groups())
    try:
        assert year is not None  # the pattern has it
        if month is None:
            return Days(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return Days(date(year, month, day), date(year, month, day))
    except ValueError:
        return None


_TIMES = ("DateTime", "Period", "Instant", "Date", "Age", "String")


def begun(resource: Any, *stems: str, born: Days | None = None) -> tuple[Days | None, str]:
    """Return when something began, from the first element that says so, and what it wrote.

    `stems` are element names without their type, such as `onset`; a plain one like `authoredOn` is
    read as it is. An age counts from birth. Where something is written that is no date, the days
    are None and the text is not empty.
    """
    wrote = ""
    for stem in stems:
        for name in (stem, *(stem + ending for ending in _TIMES)):
            value = part(resource, name)
            if value is None:
                continue
            if isinstance(value, dict):
                found = days(value.get("start")) or _at_age(value, born)
                wrote = wrote or text(value, "start")
            else:
                found = days(value)
                wrote = wrote or str(value)
            if found is not None:
                return found, ""
    return None, wrote


def ended(resource: Any, *stems: str) -> Days | None:
    """Return when something ended."""
    for stem in stems:
        for name in (stem, *(stem + ending for ending in _TIMES)):
            value = part(resource, name)
            found = days(value.get("end")) if isinstance(value, dict) else days(value)
            if found is not None:
                return found
    return None


def _at_age(age: Any, born: Days | None) -> Days | None:
    years = number_of(part(age, "value"))
    units = {text(age, "code"), text(age, "unit")} - {""}
    if born is None or years is None or not units or units - _YEARS:
        return None
    try:
        first = _birthday(born.first, int(years))
        return Days(first, _birthday(born.last, int(years) + 1) - timedelta(days=1))
    except (ValueError, OverflowError):
        return None


def _birthday(born: date, years: int) -> date:
    """Return a birthday; that of the 29th of February is the 1st of March where there is none."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


_YEARS = {"a", "y", "yr", "year", "years"}
