"""The section of a patient's record that tells of past sessions here, typed in as history."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from msgspec import Struct

from titrant.clinical import Route, SessionStatus
from titrant.intake.shape import CourseShape, EventShape, SessionShape
from titrant.server.exposures.models import PastSession
from titrant.server.exposures.session_picture import sessions_picture
from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import NumberField, choices, pressed, words
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import ClinicalForm
from titrant.server.patients.section import Column, Section, register
from titrant.units import plain

STATUSES = (
    (SessionStatus.COMPLETED.value, "Given whole"),
    (SessionStatus.STOPPED.value, "Begun, and stopped early"),
    (SessionStatus.NOT_DONE.value, "Planned, and not given"),
)
HARMS = (("none", "There was none"), ("some", "There was one"), ("unknown", "Nobody wrote it down"))
UNITS = (("kg", "kg"), ("lb", "lb"))


class PastSessionSaid(Struct, frozen=True):
    """One session: what was given, and what was seen. `no_event` says that there was no harm."""

    protocol: str
    status: str
    drug: str
    route: str
    dose: str
    minutes: int | None
    weight: str
    before: str
    peak: str
    dissociation: int | None
    event: str
    grade: int | None
    no_event: bool
    sure: str


past_session = recorded_kind("exposures.session", "a past session", PastSessionSaid, PastSession)


def _protocols() -> list[tuple[str, str]]:
    kb = knowledge()
    named = ((id, kb.protocol(id).title) for id in kb.ids("protocols"))
    return choices(*sorted(named, key=lambda one: one[1]), empty="Choose the protocol")


class PastSessionForm(ClinicalForm):
    """A past session being written."""

    said = PastSessionSaid
    protocol = forms.ChoiceField(label="Protocol", choices=_protocols)
    status = pressed("What became of it", *STATUSES)
    milligrams = NumberField(label="Given, mg", low="0.1", high="5000", places=2, required=False)
    minutes = NumberField(label="Over, minutes", low="1", high="14400", required=False)
    number = NumberField(label="Weight that day", low="20", high="600", places=1, required=False)
    unit = pressed("Unit of the weight", *UNITS, required=False)
    before = words("Pressure before, like 122/78", 8, required=False)
    peak = words("Highest pressure", 8, required=False)
    dissociation = NumberField(label="Dissociation, 0 to 10", high="10", required=False)
    harm = pressed("Harm", *HARMS)
    event = words("Which harm", 120, required=False)
    grade = NumberField(label="Its grade, 1 to 5", low="1", high="5", required=False)

    @classmethod
    def typed_from(cls, row: Any) -> dict[str, Any]:
        """Return the numbers without their units, and whether there was harm."""
        number, _, unit = row.weight.partition(" ")
        harm = "none" if row.no_event else "some" if row.event else "unknown"
        return {
            **super().typed_from(row),
            "milligrams": row.dose.partition(" ")[0],
            "number": number,
            "unit": unit,
            "harm": harm,
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a dose of what was not given, a weight without its unit, and a half-told harm."""
        cleaned = super().clean()
        given = cleaned.get("status") != SessionStatus.NOT_DONE
        if not given and cleaned.get("milligrams") is not None:
            self.add_error("milligrams", "It was not given, and has a dose. Write one of the two.")
        if cleaned.get("number") is not None and not cleaned.get("unit"):
            self.add_error("unit", "Press the unit that the weight was read in.")
        for name in ("before", "peak"):
            if cleaned.get(name) and not _pressure(cleaned[name]):
                self.add_error(name, "Write both numbers, like 122/78, the higher one first.")
        told = bool(cleaned.get("event")) and cleaned.get("grade") is not None
        if cleaned.get("harm") == "some" and not told:
            self.add_error("event", "Say which harm it was, and its grade.")
        half = bool(cleaned.get("event")) or cleaned.get("grade") is not None
        if half and cleaned.get("harm") in {"none", "unknown"}:
            self.add_error("event", "A harm stands here, and “There was one” is not pressed.")
        return cleaned

    def statement(self) -> Struct:
        """Return the session as it will be written."""
        typed = self.cleaned_data
        protocol = knowledge().protocol(typed["protocol"])
        return PastSessionSaid(
            protocol=protocol.id,
            status=typed["status"],
            drug=protocol.drug.value,
            route=protocol.route.value,
            dose=_with_unit(typed["milligrams"], "mg"),
            minutes=_whole(typed["minutes"]),
            weight=_with_unit(typed["number"], typed["unit"]),
            before=typed["before"],
            peak=typed["peak"],
            dissociation=_whole(typed["dissociation"]),
            event=typed["event"],
            grade=_whole(typed["grade"]),
            no_event=typed["harm"] == "none",
            sure=typed["sure"],
        )


def _pressure(text: str) -> bool:
    high, _, low = text.partition("/")
    return high.isdecimal() and low.isdecimal() and int(low) < int(high)


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def _with_unit(number: Decimal | None, unit: str) -> str:
    return "" if number is None else f"{plain(number)} {unit}"


def _tell(parts: CaseParts, rows: Sequence[PastSession]) -> None:
    """Tell the sessions of each protocol as one course here, the oldest first."""
    courses: dict[str, CourseShape] = {}
    for row in sorted(rows, key=lambda row: (row.effective, row.number)):
        course = courses.get(row.protocol)
        if course is None:
            course = CourseShape(
                protocol=row.protocol,
                drug=row.drug,  # type: ignore[arg-type]
                opened=parts.day(row),
                sessions=[],
            )
            courses[row.protocol] = course
        course.sessions.append(_session(parts, row))
    parts.case.courses.extend(courses.values())


def _session(parts: CaseParts, row: PastSession) -> SessionShape:
    events: list[EventShape] | None = [] if row.no_event else None
    if row.event and row.grade is not None:
        events = [EventShape(row.event, Decimal(row.grade))]
    return SessionShape(
        on=parts.day(row),
        status=cast("Any", row.status),
        dose=row.dose or None,
        route=row.route,
        over=None if row.minutes is None else f"{row.minutes} min",
        weight=row.weight or None,
        before=row.before or None,
        peak=row.peak or None,
        dissociation=None if row.dissociation is None else Decimal(row.dissociation),
        events=events,
    )


def _harm(row: PastSession) -> str:
    if row.event:
        return f"{row.event}, grade {row.grade}"
    return "none" if row.no_event else ""


def _dissociation(row: PastSession) -> str:
    return "" if row.dissociation is None else str(row.dissociation)


def _over(row: PastSession) -> str:
    return "" if row.minutes is None else f"{row.minutes} min"


register(
    Section(
        word="sessions",
        title="Sessions here",
        one="session",
        kind=past_session,
        model=PastSession,
        form=PastSessionForm,
        columns=(
            Column("Protocol", lambda row: knowledge().protocol(row.protocol).title),
            Column("Given", lambda row: dict(STATUSES)[row.status]),
            Column("Route", lambda row: Route(row.route).words),
            Column("Dose", lambda row: row.dose, figure=True),
            Column("Over", _over, figure=True),
            Column("Weight", lambda row: row.weight, figure=True),
            Column("Before", lambda row: row.before),
            Column("Peak", lambda row: row.peak),
            Column("Dissociation", _dissociation),
            Column("Harm", _harm),
        ),
        empty="Every session here will stand here, with what was given and what was seen.",
        order=80,
        tell=_tell,
        picture=sessions_picture,
    )
)
