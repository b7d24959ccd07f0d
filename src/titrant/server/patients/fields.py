"""Fields of the clinic's forms: exact numbers, a day or a year, a time in the clinic's zone."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from titrant.server.web.clock import now
from titrant.units import UnreadableQuantity
from titrant.units.number import plain, read_number

LATEST_YEAR_DIGITS = 4


class NumberField(forms.CharField):
    """A plain decimal number, read exactly; what cannot be read says how to write it."""

    def __init__(
        self, *, low: str = "0", high: str, places: int = 0, label: str, **known: Any
    ) -> None:
        super().__init__(label=label, max_length=20, **known)
        self.low, self.high, self.places = Decimal(low), Decimal(high), places
        mode = "decimal" if places else "numeric"
        self.widget.attrs |= {"inputmode": mode, "autocomplete": "off", "class": "number"}

    def clean(self, value: Any) -> Any:
        """Return the number, or None where nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = read_number(text, trailing_zero=True)
        except UnreadableQuantity as error:
            raise forms.ValidationError(str(error)) from None
        if -int(number.as_tuple().exponent) > self.places:
            digits = f"at most {self.places} digits" if self.places else "no digits"
            raise forms.ValidationError(f"Write {digits} after the point.")
        if not self.low <= number <= self.high:
            raise forms.ValidationError(
                f"{plain(number)} is not between {plain(self.low)} and {plain(self.high)}. "
                "Look again at what was read."
            )
        return number

    def prepare_value(self, value: Any) -> Any:
        """Return a number of the record as it is typed."""
        return plain(value) if isinstance(value, Decimal) else value


class Clocked:
    """A field that needs to know what the clinic's clock says: `on_the_clock` tells it."""

    zone: ZoneInfo | None = None

    @property
    def today(self) -> date:
        """The day that it is at the clinic."""
        return now().astimezone(self.there).date()

    @property
    def there(self) -> ZoneInfo:
        """The clinic's time zone; a form that did not say which is a mistake of ours."""
        if self.zone is None:
            raise LookupError("A form with days or times was not put on a clinic's clock.")
        return self.zone


def on_the_clock(form: forms.Form, zone: str) -> None:
    """Tell every field of a form with a day or a time which clock it is on."""
    for field in form.fields.values():
        if isinstance(field, Clocked):
            field.zone = ZoneInfo(zone)


class WhenField(Clocked, forms.CharField):
    """A day and a time on the clinic's clock."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> Any:
        """Return the moment in UTC, or None where nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        try:
            typed = datetime.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(
                "Write the day and the time like 2026-11-21 14:05."
            ) from None
        there = typed.replace(tzinfo=self.there) if typed.tzinfo is None else typed
        try:
            moment = there.astimezone(UTC)
        except OverflowError:  # the first or the last day of the calendar
            raise forms.ValidationError("No clinic was open then. Look again at the day.") from None
        if typed.tzinfo is None and moment.astimezone(self.there).replace(tzinfo=None) != typed:
            raise forms.ValidationError(
                "The clocks go forward at that hour: this time does not exist. Write another one."
            )
        if moment > now():
            raise forms.ValidationError("This is later than now. Look again at the day.")
        return moment

    def prepare_value(self, value: Any) -> Any:
        """Return a moment of the record on the clinic's clock."""
        if isinstance(value, datetime):
            return value.astimezone(self.there).strftime("%Y-%m-%dT%H:%M")
        return value


class DayField(Clocked, forms.DateField):
    """A day that is not later than today, as the browser's calendar or as typed."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "Write the day like 2026-11-21."}  # noqa: RUF012

    def clean(self, value: Any) -> Any:
        """Return the day, or None where nothing was typed."""
        day = super().clean(value)
        if day is not None and day > self.today:
            raise forms.ValidationError("This is later than today. Look again at the day.")
        return day


class DayOrYearField(Clocked, forms.CharField):
    """A day like 2024-03-05, or a year alone where nobody knows more; kept as it is typed."""

    def __init__(self, *, label: str, **known: Any) -> None:
        known.setdefault("required", False)
        known.setdefault("help_text", "A day like 2024-03-05, or a year.")
        super().__init__(label=label, max_length=10, **known)
        self.widget.attrs |= {"autocomplete": "off", "class": "number"}

    def clean(self, value: Any) -> str:
        """Return the day or the year as the record writes it; empty where nothing was typed."""
        text: str = super().clean(value).strip()
        if not text:
            return ""
        first = day_or_year(text)
        if first is None:
            raise forms.ValidationError("Write a day like 2024-03-05, or a year like 2024.")
        if (first if isinstance(first, date) else date(int(first), 1, 1)) > self.today:
            raise forms.ValidationError("This is later than today. Look again.")
        return text


def day_or_year(text: str) -> date | Decimal | None:
    """Return a day, or a year as a number; None for nothing, and for what is neither."""
    if len(text) == LATEST_YEAR_DIGITS and text.isascii() and text.isdigit() and text[0] in "12":
        return Decimal(text)
    try:
        return date.fromisoformat(text) if "-" in text else None
    except ValueError:
        return None


def choices(*pairs: tuple[str, str], empty: str = "") -> list[tuple[str, str]]:
    """Return the choices of a list, with a first empty one where nothing is chosen yet."""
    return [("", empty), *pairs] if empty else [*pairs]


def pressed(label: str, *pairs: tuple[str, str], **known: Any) -> forms.ChoiceField:
    """Return a field of buttons of which one is pressed, and none beforehand."""
    side_by_side = forms.RadioSelect(attrs={"class": "pressed"})
    return forms.ChoiceField(label=label, choices=pairs, widget=side_by_side, **known)


def words(label: str, longest: int, **known: Any) -> forms.CharField:
    """Return a field for a few words."""
    return forms.CharField(label=label, max_length=longest, **known)
