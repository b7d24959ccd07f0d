"""The gate before a dose: one list, in one order, of what has to be met on the day."""

from datetime import date

from msgspec import Struct

from titrant.clinical import Contradiction, FileRead, Snapshot, Subject
from titrant.dosing.screening import Treatment
from titrant.dosing.visit.answers import (
    airway_kit,
    identity,
    line_or_plan,
    second_dose,
    suicide_question,
)
from titrant.dosing.visit.body import fasting, glucose, weight
from titrant.dosing.visit.home import home
from titrant.dosing.visit.items import Day, Item, ItemState, Who
from titrant.dosing.visit.medicines import antihypertensives
from titrant.dosing.visit.pressure import pressure
from titrant.dosing.visit.rules import screened
from titrant.knowledge import Knowledge, Leaf, Versions

__all__ = ["Gate", "Item", "ItemState", "Who", "emergency_leaves", "gate"]

_SYMPTOMS = "alert.symptom."


class Gate(Struct, frozen=True, kw_only=True):
    """What stands before a dose of one treatment on one day; nothing is decided here.

    `emergency` are the symptoms that no item stands before (hazard H22).
    """

    treatment: Treatment
    as_of: date
    subject: Subject
    items: tuple[Item, ...]
    emergency: tuple[Leaf, ...]
    contradictions: tuple[Contradiction, ...]
    files: tuple[FileRead, ...]
    versions: Versions

    @property
    def holds(self) -> bool:
        """Whether anything is held or not asked."""
        return any(item.holds for item in self.items)


def gate(snapshot: Snapshot, treatment: Treatment, kb: Knowledge) -> Gate:
    """Return every item of the day, met or not, with who may lift what holds it."""
    day = Day(snapshot, treatment, kb)
    each_session, others = screened(day)
    kit = () if treatment.at_home else (airway_kit(day),)
    own = (
        identity(day),
        second_dose(day),
        pressure(day),
        weight(day),
        *fasting(day),
        glucose(day),
        antihypertensives(day),
        suicide_question(day),
        *kit,
        line_or_plan(day),
        *home(day),
    )
    items = (*(item for item in own if item is not None), *each_session, *others)
    return Gate(
        treatment=treatment,
        as_of=snapshot.as_of,
        subject=snapshot.subject,
        items=items,
        emergency=emergency_leaves(kb),
        contradictions=snapshot.contradictions,
        files=snapshot.files,
        versions=kb.versions,
    )


def emergency_leaves(kb: Knowledge) -> tuple[Leaf, ...]:
    """Return the symptoms that go to emergency care at any blood pressure."""
    return kb.leaves(_SYMPTOMS)
