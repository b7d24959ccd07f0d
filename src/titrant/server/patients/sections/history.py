"""Medications, allergies and conditions: words that concepts are found by."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, get_args
from zoneinfo import ZoneInfo

from msgspec import Struct

from titrant.clinical import FactKind
from titrant.intake.shape import ConditionShape, MedicationShape, Status
from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import (
    DayOrYearField,
    NumberField,
    WhenField,
    day_or_year,
    pressed,
    words,
)
from titrant.server.patients.flags import stops
from titrant.server.patients.knowing import known_as
from titrant.server.patients.models import Allergy, Condition, Medication
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import ClinicalForm
from titrant.server.patients.section import Column, Section, register
from titrant.units import Dose, plain

GIVEN = ("ketamine", "esketamine", "spravato", "ketalar", "benzethonium chloride")
NEAR = 0.75  # of the letters; “ketamien” is
OFTEN = 6  # times a day
MUCH = 2000  # mg at a time
_UNITS = {"mg": "mg", "ug": "micrograms", "g": "g"}
STATUSES = (
    ("active", "Active"),
    ("suspected", "Suspected"),
    ("resolved", "Resolved"),
    ("absent", "Not so: it was asked and denied"),
)


class MedicationSaid(Struct, frozen=True):
    """A medicine, how it is taken, since when, whether it was stopped, and its last dose."""

    what: str
    dose: str
    times_a_day: Decimal | None
    directions: str
    since: str
    stopped: bool
    stopped_on: str
    last_dose: datetime | None
    sure: str


class AllergySaid(Struct, frozen=True):
    """An allergy and its reaction."""

    what: str
    status: str
    reaction: str
    since: str
    sure: str


class ConditionSaid(Struct, frozen=True):
    """A condition or a procedure and where it stands."""

    what: str
    status: str
    since: str
    until: str
    remark: str
    sure: str


medication = recorded_kind("patients.medication", "a medication", MedicationSaid, Medication)
allergy = recorded_kind("patients.allergy", "an allergy", AllergySaid, Allergy)
condition = recorded_kind("patients.condition", "a condition", ConditionSaid, Condition)


def offering(label: str, kind: FactKind) -> Any:
    """Return a field of words that offers what is known of a kind while somebody types."""
    field = words(label, 160, help_text="Begin to type; what is known is offered.")
    field.widget.attrs |= {"list": f"known-{kind.value}", "autocomplete": "off"}
    return field


def unknown(what: str, kind: FactKind) -> list[str]:
    """Ask about words that nothing known is called by: they are kept, and screened by nobody."""
    found = known_as(what, kind)
    if not found:
        return [
            (
                f"Nothing known here is called “{what}”. As it is written it will be listed as not "
                "understood. Look at the spelling, or choose from what is offered."
            )
        ]
    if len(found) > 1:
        return [f"“{what}” names {len(found)} things: {', '.join(found)}. Write one in each row."]
    return []


def backwards(first: str, last: str) -> bool:
    """Return whether something ended before it began, as far as both are days."""
    return len(first) == len(last) and bool(first) and last < first


class MedicationForm(ClinicalForm):
    """A medicine being written."""

    said = MedicationSaid
    lists = (FactKind.MEDICATION.value,)
    what = offering("Medicine", FactKind.MEDICATION)
    amount = NumberField(label="Dose", low="0.001", high="99999", places=3, required=False)
    unit = pressed("Unit", *_UNITS.items(), required=False)
    times_a_day = NumberField(label="Times a day", low="0.01", high="48", places=2, required=False)
    directions = words(
        "How it is taken", 160, required=False, help_text="As needed, at night, by patch, in units."
    )
    since = DayOrYearField(label="Since")
    taking = pressed("Now", ("yes", "Taken now"), ("no", "Stopped"))
    stopped_on = DayOrYearField(label="Stopped on")
    last_dose = WhenField(label="Last dose", required=False, help_text="Day and time.")

    @classmethod
    def typed_from(cls, row: Any) -> dict[str, Any]:
        """Return the dose as number and unit, and whether it is taken."""
        amount, _, unit = row.dose.partition(" ")
        taking = "no" if row.stopped else "yes"
        return {**super().typed_from(row), "amount": amount, "unit": unit, "taking": taking}

    def clean(self) -> dict[str, Any]:
        """Refuse a number without a unit, and an end that does not fit."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if (cleaned["amount"] is None) != (not cleaned["unit"]):
            self.add_error("unit", "A dose is a number and a unit. Write both, or neither.")
        if cleaned["stopped_on"] and cleaned["taking"] == "yes":
            self.add_error("stopped_on", "It is taken now, and was stopped. Write one of the two.")
        elif backwards(cleaned["since"], cleaned["stopped_on"]):
            self.add_error("stopped_on", "It stopped before it began. Look at both days.")
        elif cleaned["stopped_on"] and cleaned["last_dose"] is not None:
            zone = ZoneInfo(self.patient.clinic.zone)
            last = f"{cleaned['last_dose'].astimezone(zone).date()}"
            if last[: len(cleaned["stopped_on"])] > cleaned["stopped_on"]:
                self.add_error("last_dose", "This is after it was stopped. Look at both days.")
        return cleaned

    def statement(self) -> Struct:
        """Return the medicine as it will be written."""
        typed = self.cleaned_data
        dose = "" if typed["amount"] is None else f"{plain(typed['amount'])} {typed['unit']}"
        names = ("what", "times_a_day", "directions", "since", "stopped_on", "last_dose", "sure")
        return MedicationSaid(
            **{name: typed[name] for name in names}, dose=dose, stopped=typed["taking"] == "no"
        )

    def doubts(self) -> list[str]:
        """Ask about words that nothing is known by, and about what is seldom taken."""
        typed = self.cleaned_data
        found = unknown(typed["what"], FactKind.MEDICATION)
        if typed["times_a_day"] is not None and typed["times_a_day"] > OFTEN:
            found.append(f"Times a day: {plain(typed['times_a_day'])} is more than {OFTEN}.")
        if typed["amount"] is not None:
            milligrams = Dose(typed["amount"], typed["unit"]).in_unit("mg")
            if milligrams > MUCH:
                found.append(f"Dose: {plain(milligrams)} mg at a time is more than {MUCH} mg.")
        return found


class AllergyForm(ClinicalForm):
    """An allergy being written."""

    said = AllergySaid
    lists = (FactKind.ALLERGY.value, FactKind.MEDICATION.value)
    what = offering("Allergic to", FactKind.MEDICATION)
    status = pressed("Status", *STATUSES)
    reaction = words("Reaction", 160, required=False, help_text="What happened, and how badly.")
    since = DayOrYearField(label="Since")

    def doubts(self) -> list[str]:
        """Ask about words that are almost the name of what is given here: it would exclude."""
        what = self.cleaned_data["what"]
        near = [] if stops(what) else get_close_matches(what.casefold(), GIVEN, n=1, cutoff=NEAR)
        if not near:
            return []
        return [f"“{what}” is almost “{near[0]}”, which would exclude. Look at the spelling."]


class ConditionForm(ClinicalForm):
    """A condition being written."""

    said = ConditionSaid
    lists = (FactKind.CONDITION.value,)
    what = offering("Condition or procedure", FactKind.CONDITION)
    status = pressed("Status", *STATUSES)
    since = DayOrYearField(label="Since")
    until = DayOrYearField(label="Until")
    remark = words("Remark", 240, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and the end of what goes on."""
        cleaned = super().clean()
        if backwards(cleaned.get("since", ""), cleaned.get("until", "")):
            self.add_error("until", "It ended before it began. Look at both days.")
        if cleaned.get("until") and cleaned.get("status") in {"active", "absent"}:
            self.add_error("until", "Only what is over has an end. Press Resolved.")
        return cleaned

    def doubts(self) -> list[str]:
        """Ask about words that nothing is known by."""
        return unknown(self.cleaned_data["what"], FactKind.CONDITION)


def as_known(kind: FactKind) -> Any:
    """Return a cell that says as what the words of a row are understood."""
    return lambda row: ", ".join(known_as(row.what, kind)) or "not understood"


def _dose(row: Medication) -> str:
    """Return a dose as people read it: “ug”, as it is kept, is too near to “mg”."""
    number, _, unit = row.dose.partition(" ")
    dose = f"{number} {_UNITS.get(unit, unit)}".strip()
    times = "" if row.times_a_day is None else f"{plain(row.times_a_day)} × a day"
    return ", ".join(filter(None, (dose, times, row.directions)))


def _taken(row: Medication) -> str:
    since = f"since {row.since}" if row.since else ""
    stopped = f"stopped {row.stopped_on}".strip() if row.stopped else "taken now"
    return ", ".join(filter(None, (since, stopped)))


def _span(row: Condition) -> str:
    return " to ".join(filter(None, (row.since, row.until)))


def stands(status: str) -> Status:
    """Return a status in the words of a case."""
    known: dict[str, Status] = {one: one for one in get_args(Status)}
    return known[status]


def _tell_medications(parts: CaseParts, rows: Sequence[Medication]) -> None:
    for row in rows:
        last = row.last_dose.astimezone(parts.zone).date() if row.last_dose else None
        ended = day_or_year(row.stopped_on) or last or True  # what is left in the body counts
        stopped = ended if row.stopped else None
        parts.case.medications.append(
            MedicationShape(
                row.what,
                dose=row.dose or None,
                times_a_day=row.times_a_day,
                since=day_or_year(row.since),
                stopped=stopped,
                by=parts.by(row),
            )
        )


def _tell_allergies(parts: CaseParts, rows: Sequence[Allergy]) -> None:
    for row in rows:
        parts.case.allergies.append(
            ConditionShape(
                row.what,
                status=stands(row.status),
                since=day_or_year(row.since),
                by=parts.by(row),
            )
        )


def _tell_conditions(parts: CaseParts, rows: Sequence[Condition]) -> None:
    for row in rows:
        parts.case.conditions.append(
            ConditionShape(
                row.what,
                status=stands(row.status),
                since=day_or_year(row.since),
                until=day_or_year(row.until),
                by=parts.by(row),
            )
        )


register(
    Section(
        word="medications",
        title="Medications",
        one="medication",
        kind=medication,
        model=Medication,
        form=MedicationForm,
        columns=(
            Column("Medicine", lambda row: row.what),
            Column("Understood as", as_known(FactKind.MEDICATION)),
            Column("Dose", _dose),
            Column("Taken", _taken),
            Column("Last dose", lambda row: row.last_dose or ""),
        ),
        empty="Medicines will stand here. That there are none is not known.",
        order=40,
        tell=_tell_medications,
        goes_on=lambda row: not row.stopped,
    )
)
register(
    Section(
        word="allergies",
        title="Allergies",
        one="allergy",
        kind=allergy,
        model=Allergy,
        form=AllergyForm,
        columns=(
            Column("Allergic to", lambda row: row.what),
            Column("Reaction", lambda row: row.reaction),
            Column("Status", lambda row: row.status),
            Column("Since", lambda row: row.since),
        ),
        empty="Allergies will stand here. That there are none is not known.",
        order=50,
        tell=_tell_allergies,
        goes_on=lambda row: row.status != "absent",
    )
)
register(
    Section(
        word="conditions",
        title="Conditions and procedures",
        one="condition",
        kind=condition,
        model=Condition,
        form=ConditionForm,
        columns=(
            Column("Condition", lambda row: row.what),
            Column("Understood as", as_known(FactKind.CONDITION)),
            Column("Status", lambda row: row.status),
            Column("When", _span),
            Column("Remark", lambda row: row.remark),
        ),
        empty="Conditions and procedures will stand here.",
        order=60,
        tell=_tell_conditions,
    )
)
