"""Medications: what is taken, since when, until when, and how much a day."""

from datetime import date
from decimal import Decimal

from titrant.clinical import Fact, FactKind, State
from titrant.fhir.administered import counts, dose_of, given_dose
from titrant.fhir.days import Days, begun, days, ended
from titrant.fhir.files import Resource, referred
from titrant.fhir.gathering import WRONG_ENTRY, Gathering
from titrant.fhir.parts import Json, named, objects, part, status, text
from titrant.knowledge.measuring import number_of
from titrant.units import Dose

# What was handed over or given once may go on: only a request or a statement says that it is over.
_PAST_EVENTS = {"MedicationDispense", "MedicationAdministration"}
_STATES = {
    "active": State.ACTIVE,
    "on-hold": State.ACTIVE,  # it will be taken again, and nobody says whether it is taken today
    "recorded": State.UNSTATED,
    "unknown": State.UNSTATED,
    "completed": State.ENDED,
    "stopped": State.ENDED,
    "ended": State.ENDED,
}
_NEVER = {
    "entered-in-error": WRONG_ENTRY,
    "cancelled": "it was cancelled",
    "draft": "it is a draft",
    "declined": "it was declined",
    "not-taken": "it says that it is not taken",
    "not-done": "it was not given",
    "intended": "it is only intended",
}
_AS_NEEDED = ("asNeededBoolean", "asNeededCodeableConcept", "asNeeded", "asNeededFor")
_HOURS = {"h": Decimal(24), "d": Decimal(1)}


def read_medication(gathering: Gathering, resource: Resource) -> None:
    """Read a MedicationRequest, -Statement, -Dispense or -Administration."""
    content, place = resource.content, resource.place
    medication = referred(gathering.opened, content, "medicationReference") or referred(
        gathering.opened, content, "medication", "reference"
    )
    what = named(
        content.get("medicationCodeableConcept"),
        part(content, "medication", "concept"),
        medication.get("code"),
        text(content, "medicationReference", "display"),
        text(content, "medication", "reference", "display"),
        *(part(one, "itemCodeableConcept") for one in objects(medication, "ingredient")),
    )
    why = _NEVER.get(status(content, "status"))
    if content.get("doNotPerform") is True:
        why = "it says that this must not be given"
    elif text(content, "intent") in {"proposal", "option"}:
        why = "it was only proposed"
    if why is not None:
        gathering.set_aside(what.shown, why, place)
        return
    on, wrote = begun(
        content,
        *("effective", "occurrence", "authoredOn", "dateWritten"),
        *("whenHandedOver", "whenPrepared", "dateAsserted"),
    )
    matches = gathering.recognise(what, (FactKind.MEDICATION,))
    dose = resource.kind == "MedicationAdministration" and any(map(counts, matches))
    if gathering.in_future(what.shown, on, place, of_course=dose):
        return
    if dose and on is None:
        gathering.set_aside(f"a dose of {what.shown}", "it has no date", place, of_course=True)
    if not matches:
        gathering.not_mapped(resource.kind, what, place)
        return
    if wrote:
        gathering.set_aside(f"the date of {what.shown}", f"“{wrote}” is no date", place)
    state = _STATES.get(status(content, "status"), State.UNSTATED)
    if resource.kind in _PAST_EVENTS:
        state = State.UNSTATED
    over = _end(content, on)
    daily = _daily(content)
    for match in matches:
        gathering.facts.append(
            Fact(
                concept=match.concept,
                kind=FactKind.MEDICATION,
                text=what.shown,
                origin=gathering.origin(place),
                state=state,
                by=match.by,
                on=gathering.day(on),
                seen=gathering.day(on),
                ended=over if state is State.ENDED and over and over <= gathering.as_of else None,
                daily=daily if len(matches) == 1 else None,
            )
        )
        if resource.kind == "MedicationAdministration":
            day, said = gathering.day(on), status(content, "status")
            gathering.gave(match.concept, given_dose(content, match.concept, day, said))
    gathering.mapped += 1


def _end(content: Json, began: Days | None) -> date | None:
    """Return the last day of taking; a prescription's validity says nothing of it.

    An end before the beginning is a slip, and is none.
    """
    found = ended(content, "effective") if part(content, "effectivePeriod") else None
    if found is None:
        repeat = part(content, "dosageInstruction", 0, "timing", "repeat")
        found = days(part(repeat, "boundsPeriod", "end"))
    if found is None or (began is not None and found.last < began.first):
        return None
    return found.last


def _daily(content: Json) -> Dose | None:
    """Return the dose a day where an order says how much and how often; None where it does not."""
    dosages = objects(content, "dosageInstruction") or objects(content, "dosage")
    total: Dose | None = None
    for dosage in dosages:
        amount = part(dosage, "doseAndRate", 0, "doseQuantity") or part(dosage, "doseQuantity")
        repeat = part(dosage, "timing", "repeat")
        if any(dosage.get(key) for key in _AS_NEEDED) or not isinstance(repeat, dict):
            return None
        one = dose_of(amount)
        times = _times_a_day(repeat)
        if one is None or times is None:
            return None
        dose = one.scaled(times)
        total = dose if total is None else Dose(total.base + dose.base, "mg")
    return total


def _times_a_day(repeat: Json) -> Decimal | None:
    """Return how often a day: the most that is allowed, where a range is written."""
    unit = text(repeat, "periodUnit")
    frequency = number_of(repeat.get("frequencyMax", repeat.get("frequency", 1)))
    period = number_of(repeat.get("period"))
    if unit not in _HOURS or frequency is None or period is None or period <= 0:
        return None
    times = frequency * _HOURS[unit] / period
    return times if 0 < times < _OFTEN else None


_OFTEN = 1000  # this often a day is a slip, not a plan
