"""What is written about one made-up person, each at its time and by whose hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec import Struct

from titrant.clinical import SessionStatus, Sureness
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import check_may
from titrant.server.audit.appending import new_ref
from titrant.server.audit.appending_many import Line
from titrant.server.demo.people import DAY, Invented, InventedSession
from titrant.server.exposures.past_sessions import PastSessionSaid
from titrant.server.patients import entries
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_say
from titrant.server.patients.section import sections
from titrant.server.patients.sections.body import HeightSaid, VitalsSaid
from titrant.server.patients.sections.history import AllergySaid, ConditionSaid, MedicationSaid
from titrant.server.patients.sections.papers import ConsentSaid, NoteSaid
from titrant.server.patients.sections.results import ResultSaid
from titrant.server.patients.sections.trials import TrialSaid
from titrant.server.patients.sections.weights import WeightSaid
from titrant.units import plain

ZONE = ZoneInfo("America/New_York")
OFFICE = time(9, 30)
SURE = Sureness.CONFIRMED.value
SAID = Sureness.REPORTED.value


@dataclass(frozen=True)
class Event:
    """One thing that an action writes by itself: when, and what to do then."""

    at: datetime
    do: Callable[[], object]


@dataclass(frozen=True)
class Hands:
    """Who writes in the demonstration."""

    prescriber: Acting
    nurse: Acting
    second_nurse: Acting
    coordinator: Acting


def at(day: date, minutes: int = 0) -> datetime:
    """Return a moment of a day in the clinic, some minutes after half past nine."""
    start = datetime.combine(day, OFFICE, ZONE) + timedelta(minutes=minutes)
    return start.astimezone(UTC)


class Record:
    """One made-up person's record being written: the person first, then rows by section.

    Most are lines, for many are written at once; what reads the record before it writes is an
    event, and goes through the action of anybody's page.
    """

    def __init__(self, person: Invented, hands: Hands) -> None:
        self.person = person
        self.hands = hands
        self.ref = new_ref()
        self._sections = {section.word: section for section in sections()}

    @property
    def patient(self) -> Patient:
        """The person, who was registered before anything else."""
        return Patient.objects.select_related("clinic").get(pk=self.ref)

    @property
    def came(self) -> date:
        """The day on which they were registered: a week before the first dose, or last week."""
        if "home-ran-out" in self.person.marks:
            return DAY - timedelta(days=21)
        first = self.person.sessions[0].on if self.person.sessions else DAY
        return first - timedelta(days=7)

    def written(self) -> Iterator[Line | Event]:
        """Return everything that is written about the person but what makes them awkward."""
        person, came, hands = self.person, self.came, self.hands
        yield self._registered()
        if "empty" in person.marks:
            return
        sure = SAID if "reported" in person.marks else SURE
        for number, (word, said) in enumerate(self._history(sure)):
            yield self.row(word, said, came, 10 + number, hands.prescriber)
        if "second-reading" not in person.marks:
            yield self.row("weights", weighed(person.kg), came, 40, hands.nurse)
        height = HeightSaid(Decimal(person.cm), f"{person.cm} cm", "measured", SURE)
        yield self.row("heights", height, came, 42, hands.nurse)
        yield self.row("vitals", vitals(122, 78), came, 44, hands.nurse)
        for number, session in enumerate(person.sessions):
            yield from self._session(session, number)
        for day, score in person.scores:
            result = ResultSaid("phq-9", str(score), "", SURE, "english")
            yield self.row("results", result, day, -20, hands.nurse)

    def row(self, word: str, said: Struct, day: date, minutes: int, by: Acting) -> Line:
        """Return one row of a section, of somebody who may write it."""
        section = self._sections[word]
        check_may(by, section.writes)
        check_can_say(by, said)
        return Line(at(day, minutes), section.kind, said, by.actor, self.ref)

    def _registered(self) -> Line:
        person, by = self.person, self.hands.coordinator
        check_may(by, Right.WRITE_CONTACT)
        said = entries.PatientSaid(
            name=person.name,
            called=person.called,
            born=person.born,
            sex=person.sex,
            phone=person.phone,
            email=person.email,
            address=person.address,
            safe_contact=person.safe_contact,
            died=DAY - timedelta(days=20) if "died" in person.marks else None,
        )
        return Line(at(self.came), entries.registered, said, by.actor, self.ref)

    def _history(self, sure: str) -> Iterator[tuple[str, Struct]]:
        person = self.person
        for what in person.conditions:
            yield "conditions", ConditionSaid(what, "active", "", "", "", sure)
        for what, dose in person.medications:
            yield "medications", medication(what, dose, 1, sure)
        for what, reaction in person.allergies:
            yield "allergies", AllergySaid(what, "active", reaction, "", sure)
        for what, dose, weeks in person.trials:
            yield "trials", TrialSaid(what, dose, weeks, "", "yes", "yes", "no better", "", sure)
        yield "consents", ConsentSaid("treatment", "2", "English", "given", "signed on paper", "")
        yield "notes", NoteSaid("evaluation", f"First visit. {person.awkward}".strip())

    def _session(self, session: InventedSession, number: int) -> Iterator[Line]:
        said = PastSessionSaid(
            protocol=self.person.protocol,
            status=SessionStatus.COMPLETED.value,
            drug=session.drug.value,
            route=session.route.value,
            dose=f"{plain(session.mg)} mg",
            minutes=session.minutes or None,
            weight=f"{plain(session.kg)} kg",
            before=f"{session.before[0]}/{session.before[1]}",
            peak=f"{session.peak[0]}/{session.peak[1]}",
            dissociation=session.dissociation,
            event=session.event,
            grade=1 if session.event else None,
            no_event=not session.event,
            sure=SURE,
        )
        nurse = self.hands.nurse
        yield self.row("sessions", said, session.on, 60, nurse)
        if number % 3 == 0:
            yield self.row("weights", weighed(session.kg), session.on, 5, nurse)
            yield self.row("vitals", vitals(*session.before), session.on, 7, nurse)


def weighed(kg: Decimal) -> WeightSaid:
    """Return a weight that nobody doubts."""
    return WeightSaid(kg, f"{plain(kg)} kg", "standing scale", SURE)


def vitals(systolic: int, diastolic: int) -> VitalsSaid:
    """Return a pressure, with a pulse and an oxygen saturation that nobody minds."""
    full = Decimal(98)
    return VitalsSaid(systolic, diastolic, "left", "sitting", 74, full, None, None, "", SURE)


def medication(what: str, dose: str, times_a_day: int, sure: str) -> MedicationSaid:
    """Return a medication that goes on."""
    return MedicationSaid(
        what=what,
        dose=dose,
        times_a_day=Decimal(times_a_day),
        directions="",
        since="",
        stopped=False,
        stopped_on="",
        last_dose=None,
        sure=sure,
    )
