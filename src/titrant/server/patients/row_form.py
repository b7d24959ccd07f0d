"""The form of one row of a record: what is typed, what is doubted, what will be written."""

import hashlib
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from msgspec import Struct

from titrant.clinical import Sureness
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.audit.models import Attachment
from titrant.server.patients.fields import (
    DayOrYearField,
    WhenField,
    day_or_year,
    on_the_clock,
    pressed,
)
from titrant.server.patients.models import Patient, Recorded

LAST = ("sure", "when")
AGAIN = "looked_again"
BEFORE_BIRTH = "This is before the person was born. Look again at the day."
WHO_SAYS = (
    (Sureness.REPORTED.value, "The person, or somebody for them"),
    (Sureness.RECORDED.value, "A record from elsewhere"),
    (Sureness.CONFIRMED.value, "I do: I measured it, asked, or looked"),
)


class RowForm(forms.Form):
    """One row being written or corrected; `row` is the row that is corrected."""

    said: ClassVar[type[Struct]]
    lists: ClassVar[tuple[str, ...]] = ()  # words that are offered while typing
    by_link: ClassVar[tuple[str, ...]] = ()  # which thing it is about: a link may say it
    when = WhenField(label="When", required=False, help_text="Left empty: now.")

    def __init__(
        self,
        *args: Any,
        patient: Patient,
        acting: Acting,
        row: Recorded | None = None,
        **known: Any,
    ) -> None:
        super().__init__(*args, **known)
        self.patient, self.acting, self.row = patient, acting, row
        on_the_clock(self, patient.clinic.zone)
        self.order_fields([name for name in self.fields if name not in LAST])
        if "sure" in self.fields and not acting.may(Right.CONFIRM):
            sure = self.fields["sure"]
            assert isinstance(sure, forms.ChoiceField)
            sure.choices = [one for one in WHO_SAYS if one[0] != Sureness.CONFIRMED]

    @classmethod
    def typed_from(cls, row: Any) -> dict[str, Any]:
        """Return what the form of a row's correction starts from: what was written."""
        names = (*cls.base_fields, *cls.said.__struct_fields__)
        found = {name: getattr(row, name) for name in names if hasattr(row, name)}
        return {**found, "when": row.effective}

    def statement(self) -> Struct:
        """Return what will be written; the form has been found valid."""
        names = self.said.__struct_fields__
        return self.said(**{name: self.cleaned_data[name] for name in names})

    def attachment(self) -> Attachment | None:
        """Keep the file that goes with the row, and return it; None where there is none."""
        return None

    @property
    def effective(self) -> datetime | None:
        """When it was so; None for now."""
        when: datetime | None = self.cleaned_data["when"]
        return when

    def doubts(self) -> list[str]:
        """Return sentences about what may be a slip; each is looked at again, none refuses."""
        return []

    def clean(self) -> dict[str, Any]:
        """Refuse what was so before the person was born."""
        cleaned = super().clean() or self.cleaned_data
        when, born = cleaned.get("when"), self.patient.born
        zone = ZoneInfo(self.patient.clinic.zone)
        if when is not None and born is not None and when.astimezone(zone).date() < born:
            self.add_error("when", BEFORE_BIRTH)
        for name, field in self.fields.items():
            said = cleaned.get(name)
            if isinstance(field, DayOrYearField) and said and before(said, born):
                self.add_error(name, BEFORE_BIRTH)
        return cleaned

    def settled(self) -> bool:
        """Return whether it may be written: valid, and every doubt was looked at again."""
        if not self.is_valid():
            return False
        self.doubted = self.doubts()
        if not self.doubted:
            return True
        self.doubt_key = hashlib.sha256("\n".join(self.doubted).encode()).hexdigest()[:16]
        return bool(self.data.get(self.add_prefix(AGAIN)) == self.doubt_key)


def before(said: str, born: date | None) -> bool:
    """Return whether a day, or the whole of a year, was over before somebody was born."""
    first = day_or_year(said)
    if born is None or first is None:
        return False
    return first < born if isinstance(first, date) else first < born.year


class ClinicalForm(RowForm):
    """A row that bears on care: it says who stands behind it."""

    sure = pressed("Who says so", *WHO_SAYS)
