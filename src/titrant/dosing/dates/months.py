"""Months later, as a calendar on the wall counts them."""

from calendar import monthrange
from datetime import date

YEAR = date.max.month  # months in a year


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later; the month's last day where it has no such day."""
    whole = day.month - 1 + months
    year, month = day.year + whole // YEAR, whole % YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
