"""What is written about 5,000 made-up people over five years, in the order of time. Values only.

Each has a course that is open, with twelve sessions of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from msgspec import Struct

from titrant.clinical import Sureness
from titrant.knowledge import load, plan_of
from titrant.server.audit.kinds import EntryKind
from titrant.server.courses import entries as courses
from titrant.server.demo.chance import Chance
from titrant.server.demo.names import FEMALE, LAST, MALE, STREETS
from titrant.server.exposures.past_sessions import PastSessionSaid, past_session
from titrant.server.patients import entries
from titrant.server.patients.sections import body, history, papers, results, trials, weights

PATIENTS = 5_000
SESSIONS = 60_000
LAST_DAY = datetime(2026, 10, 30, 15, 0, tzinfo=UTC)
DAYS = 5 * 365
_NAMESPACE = UUID("0e6b7a0e-7f0c-5c6e-8a43-0d9f8a1f2b3c")
_SURE, _REPORTED = Sureness.CONFIRMED.value, Sureness.REPORTED.value
_DRUGS = ("sertraline", "venlafaxine", "bupropion", "lisinopril", "levothyroxine", "lorazepam")
_CONDITIONS = ("Major depressive disorder", "Hypertension", "Migraine", "Asthma", "Hypothyroidism")
_PROTOCOL = "iv-depression"
_COURSE = courses.Opened(_PROTOCOL, "1", plan_of(load(), _PROTOCOL), "Two trials failed.")
_EVENTS = ("", "", "", "nausea", "headache", "dizziness")


@dataclass(frozen=True)
class Written:
    """One thing to write about a patient: when, and what. Without a kind it is a page read."""

    at: datetime
    patient: UUID
    kind: EntryKind[Any] | None
    body: Any


def patient_id(number: int) -> UUID:
    """Return the id of a made-up person, the same each time."""
    return uuid5(_NAMESPACE, f"patient {number}")


def everything() -> list[Written]:
    """Return all that is written and read, in the order of time."""
    each = SESSIONS // PATIENTS
    found = [one for number in range(PATIENTS) for one in _about(number, each)]
    return sorted(found, key=lambda one: (one.at, one.patient))


def _about(number: int, sessions: int) -> Iterator[Written]:
    """Return what is written about one person: who they are, a history, sessions."""
    chance = Chance(f"bench/{number}")
    patient = patient_id(number)
    came = LAST_DAY - timedelta(days=chance.between(100, DAYS), minutes=chance.below(420))
    yield Written(came, patient, entries.registered, _person(number, chance))
    for minutes, (kind, said) in enumerate(_history(chance), start=1):
        yield Written(came + timedelta(minutes=minutes), patient, kind, said)
    kg = Decimal(chance.between(500, 1100)) / 10
    at = came
    yield Written(at + timedelta(hours=1), patient, courses.opened, _COURSE)
    for count in range(sessions):
        at += timedelta(days=chance.between(2, 7))
        if at > LAST_DAY:
            at = LAST_DAY + timedelta(minutes=count)
        yield Written(at, patient, None, {"page": "patient"})
        yield Written(at + timedelta(minutes=1), patient, past_session, _session(kg, chance))
        if count % 4 == 0:
            weight = weights.WeightSaid(kg, f"{kg} kg", "standing scale")
            yield Written(at + timedelta(minutes=2), patient, weights.weight, weight)
            yield Written(at + timedelta(minutes=3), patient, body.vitals, _vitals(chance))
            score = results.ResultSaid("phq-9", str(chance.between(2, 24)), "", _SURE)
            yield Written(at + timedelta(minutes=4), patient, results.result, score)


def _person(number: int, chance: Chance) -> entries.PatientSaid:
    sex = chance.one(("female", "male"))
    first = chance.one(FEMALE if sex == "female" else MALE)
    middle = chance.one((*FEMALE, *MALE))
    return entries.PatientSaid(
        name=f"{first} {middle} {chance.one(LAST)}-{chance.one(LAST)}",
        born=date(chance.between(1946, 2004), chance.between(1, 12), chance.between(1, 28)),
        sex=sex,
        phone=f"+1 212 55{number:05d}",
        email=f"somebody.{number}@example.org",
        address=f"{chance.between(1, 180)} {chance.one(STREETS)}",
        safe_contact=chance.one(("phone", "phone", "mail", "")),
    )


def _history(chance: Chance) -> Iterator[tuple[EntryKind[Any], Struct]]:
    for what in chance.some(_CONDITIONS, 2):
        yield (
            history.condition,
            history.ConditionSaid(what, "active", "2019", "", "", chance.one((_SURE, _REPORTED))),
        )
    for what in chance.some(_DRUGS, 3):
        yield (
            history.medication,
            history.MedicationSaid(
                what, "100 mg", Decimal(1), "", "2021", stopped=False, stopped_on="",
                last_dose=None, sure=_SURE,
            ),
        )  # fmt: skip
    yield history.allergy, history.AllergySaid("penicillin", "active", "rash", "", _SURE)
    said = trials.TrialSaid("sertraline", "150 mg", 10, "", "yes", "yes", "no better", "", _SURE)
    yield trials.trial, said
    cm = chance.between(150, 195)
    yield body.height, body.HeightSaid(Decimal(cm), f"{cm} cm", "measured", _SURE)
    yield (
        papers.consent,
        papers.ConsentSaid("treatment", "2", "English", "given", "signed on paper", ""),
    )
    yield papers.note, papers.NoteSaid("evaluation", "First visit. Sleeps badly, eats little. " * 8)


def _vitals(chance: Chance) -> body.VitalsSaid:
    upper, lower = chance.between(105, 148), chance.between(60, 92)
    full = Decimal(97)
    return body.VitalsSaid(upper, lower, "left", "sitting", 72, full, None, None, "", _SURE)


def _session(kg: Decimal, chance: Chance) -> PastSessionSaid:
    before = chance.between(105, 140), chance.between(62, 88)
    event = chance.one(_EVENTS)
    return PastSessionSaid(
        protocol=_PROTOCOL,
        status="completed",
        drug="ketamine",
        route="iv",
        dose=f"{round(kg / 2)} mg",
        minutes=40,
        weight=f"{kg} kg",
        before=f"{before[0]}/{before[1]}",
        peak=f"{before[0] + chance.between(5, 30)}/{before[1] + chance.between(2, 15)}",
        dissociation=chance.below(7),
        event=event,
        grade=1 if event else None,
        no_event=not event,
        sure=_SURE,
    )
