"""What is noted while a case file is read: what is not used and why, and what is wrong with it."""

import re
from datetime import date
from decimal import Decimal
from typing import TypeVar

from titrant.clinical import Origin, RecordError, SetAside
from titrant.intake.shape import MedicationShape
from titrant.intake.wording import as_found
from titrant.units import Dose, Quantity, QuantityError

Q = TypeVar("Q", bound=Quantity)

MEND = "See the reference page “Case files”."
_YEAR = re.compile(r"[1-9][0-9]{3}", re.ASCII)


class Notes:
    """One file and the day that it is read for; every sentence about it names file and place."""

    def __init__(self, name: str, as_of: date) -> None:
        self.name = name
        self.as_of = as_of
        self.aside: list[SetAside] = []

    def origin(self, place: str) -> Origin:
        """Return where something was read."""
        return Origin(self.name, place)

    def set_aside(self, what: str, why: str, place: str, *, of_course: bool = False) -> None:
        """Note what was read and is not used."""
        origin = self.origin(place)
        self.aside.append(SetAside(what=what, why=why, origin=origin, of_course=of_course))

    def wrong(self, place: str, why: str) -> RecordError:
        """Return the error for what cannot be read at all."""
        return RecordError(f"{self.name}: {place}: {why}", MEND)

    def later(self, day: date) -> str:
        """Say that a day is after the one that the file is read for."""
        return f"it is dated {day}, after {self.as_of}"

    def day(self, value: date | Decimal | None, place: str) -> date | None:
        """Return a day; a year means its last day, or the day of reading in the current year."""
        if not isinstance(value, Decimal):
            return value
        first, last = self.year(value, place)
        return min(last, max(self.as_of, first))

    def year(self, value: Decimal, place: str) -> tuple[date, date]:
        """Return the first and the last day of a year."""
        if _YEAR.fullmatch(str(value)) is None:
            raise self.wrong(place, f"{as_found(value)} where a year like 2026 belongs")
        return date(int(value), 1, 1), date(int(value), 12, 31)

    def amount(self, kind: type[Q], written: str | None, place: str) -> Q | None:
        """Return an amount with its unit, as a record writes it."""
        if written is None:
            return None
        try:
            return kind.read_record(written)
        except QuantityError as error:
            raise self.wrong(f"{place}, {kind.KIND}", f"{error}".rstrip(".")) from None


def daily_dose(entry: MedicationShape, notes: Notes, place: str) -> Dose | None:
    """Return what is taken a day; None where the file does not say how much or how often."""
    dose = notes.amount(Dose, entry.dose, place)
    if dose is None or entry.times_a_day is None:
        return None
    try:
        return dose.scaled(entry.times_a_day)
    except QuantityError as error:
        raise notes.wrong(f"{place}, times-a-day", f"{error}".rstrip(".")) from None
