"""Weights: the unit is pressed, the number is kept as it was read, a second person reads unseen."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from msgspec import Struct

from titrant.clinical import Sureness
from titrant.knowledge import Knowledge
from titrant.server.accounts.acting import Acting
from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import NumberField, pressed
from titrant.server.patients.models import Height, Patient, Weight
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import ClinicalForm
from titrant.server.patients.section import Act, Column, Section, register
from titrant.server.sites.selectors import knowledge_of
from titrant.units import BodyMassIndex, Percentage, plain
from titrant.units import Height as Tall
from titrant.units import Weight as Heavy

METHODS = (
    ("standing scale", "On a standing scale"),
    ("chair scale", "On a chair scale"),
    ("stated", "Stated by the person"),
    ("record", "From a record"),
)
SCALES = frozenset({"standing scale", "chair scale"})
UNITS = (("kg", "kg"), ("lb", "lb"))


class WeightSaid(Struct, frozen=True):
    """A weight: in kilograms, as it was read, how; `first` where a second reading is waited for."""

    kg: Decimal
    shown: str
    method: str
    sure: str = Sureness.CONFIRMED.value
    first: bool = False


class SecondRead(Struct, frozen=True):
    """What a second person read on the scale, before they saw the first number."""

    row: UUID
    kg: Decimal
    shown: str


weight = recorded_kind("patients.weight", "a weight", WeightSaid, Weight, made=("first",))


@entry_kind("patients.second-reading", "wrote a second reading of a weight", SecondRead)
def second_read(entry: Entry, body: SecondRead) -> None:
    """Put a second reading beside the first."""
    Weight.objects.filter(pk=body.row).update(
        second_kg=body.kg,
        second_shown=body.shown,
        second_at=entry.recorded,
        second_by_id=entry.person,
    )


class ReadingForm(forms.Form):
    """A number on a scale, and its unit."""

    number = NumberField(label="Number on the scale", low="1", high="999", places=2)
    unit = pressed("Unit", *UNITS)

    @property
    def weight(self) -> Heavy:
        """The weight as it was read."""
        return Heavy(self.cleaned_data["number"], self.cleaned_data["unit"])


class WeightForm(ClinicalForm, ReadingForm):
    """A weight being written."""

    said = WeightSaid
    field_order = ("number", "unit", "method", "sure", "when")
    method = pressed("How", *METHODS)

    @classmethod
    def typed_from(cls, row: Any) -> dict[str, Any]:
        """Return the number and the unit as they were read."""
        number, _, unit = row.shown.partition(" ")
        return {
            **super().typed_from(row),
            "number": number,
            "unit": unit if number else "",
        }

    def statement(self) -> Struct:
        """Return the weight in kilograms, exactly, and as it was read."""
        method = self.cleaned_data["method"]
        others = _counting(self.patient, self.row).filter(method__in=SCALES)
        return WeightSaid(
            kg=self.weight.in_unit("kg"),
            shown=shown(self.weight),
            method=method,
            sure=self.cleaned_data["sure"],
            first=method in SCALES and not others.exists(),
        )

    def doubts(self) -> list[str]:
        """Ask about a weight that few people have, that changed much, or that fits pounds."""
        heights = Height.objects.filter(
            patient=self.patient, corrected_by=None, struck=False
        ).order_by("-effective", "-number")
        tall, before = heights.first(), _counting(self.patient, self.row).last()
        seen = before is not None and not unseen(before, self.acting)
        kb = knowledge_of(self.patient.clinic)
        return [
            *_unlikely(self.weight, kb),
            *(_changed(self.weight, Heavy(before.kg, "kg"), kb) if seen else ()),
            *(body_mass(self.weight, Tall(tall.cm, "cm"), kb) if tall else ()),
        ]


def shown(weight: Heavy) -> str:
    """Return a weight as it was read: its number and the unit that was pressed."""
    return f"{plain(weight.value)} {weight.unit}"


def _counting(patient: Patient, row: Any) -> Any:
    found = Weight.objects.filter(patient=patient, corrected_by=None, struck=False)
    return found if row is None else found.exclude(pk=row.pk)


def _unlikely(weight: Heavy, kb: Knowledge) -> list[str]:
    low = kb.leaf("limit.weight.low").quantity(Heavy)
    high = kb.leaf("limit.weight.high").quantity(Heavy)
    if low <= weight <= high:
        return []
    return [f"{shown(weight)} is outside {low} to {high}. Look at the scale and its unit again."]


def _changed(weight: Heavy, before: Heavy, kb: Knowledge) -> list[str]:
    """Ask about a change; a weight that fits the last one in the other unit is named as such."""
    most = kb.leaf("limit.weight.change").quantity(Percentage)
    apart = Percentage.apart(weight, before)
    if apart <= most:
        return []
    other = Heavy(weight.value, "lb" if weight.unit == "kg" else "kg")
    if Percentage.apart(other, before) <= most:
        slip = (
            f"{shown(weight)} looks like a slip of the unit: the last weight was "
            f"{before.to('kg').brief()}, and {shown(other)} would fit it. Press the other unit, "
            "or weigh again."
        )
        return [slip]
    change = (
        f"The last weight was {before.to('kg').brief()}: this one differs by "
        f"{apart.rounded()}. Weigh again, and look at the unit."
    )
    return [change]


def body_mass(weight: Heavy, height: Tall, kb: Knowledge) -> list[str]:
    """Ask about a body mass index at which a clinic looks at weight and height again."""
    low = kb.leaf("limit.bmi.low").quantity(BodyMassIndex)
    high = kb.leaf("limit.bmi.high").quantity(BodyMassIndex)
    index = BodyMassIndex.of(weight, height)
    if low <= index <= high:
        return []
    side = f"below {low}" if index < low else f"above {high}"
    said = (
        f"With a height of {height.brief()} the body mass index is {index.brief()}, {side}. "
        "Look at weight and height again."
    )
    return [said]


def disagreement(row: Weight) -> str:
    """Return a sentence where two readings differ by more than the clinic bears; else nothing."""
    if row.second_kg is None:
        return ""
    most = knowledge_of(row.patient.clinic).leaf("limit.weight.second").quantity(Percentage)
    apart = Percentage.apart(Heavy(row.kg, "kg"), Heavy(row.second_kg, "kg"))
    if apart <= most:
        return ""
    return (
        f"The two readings differ by {apart.rounded()}, more than {most}. "
        "Weigh again together, and correct the one that is wrong."
    )


def unseen(row: Weight, acting: Acting) -> bool:
    """Return whether a first weight is kept from somebody, who may be its second reader."""
    return row.waits and row.by_id != acting.account.pk


def _second(row: Weight) -> str:
    if row.second_kg is None:
        return "waited for" if row.waits else "–"
    return " ".join([row.second_shown, disagreement(row)]).strip()


def _tell(parts: CaseParts, rows: Sequence[Weight]) -> None:
    """Tell the weights, but for one that waits for its second reading: no dose rests on that."""
    for row in rows:
        if not row.waits:
            parts.measured(row, "weight", row.shown)


section = register(
    Section(
        word="weights",
        title="Weight",
        one="weight",
        kind=weight,
        model=Weight,
        form=WeightForm,
        columns=(
            Column("Weight", lambda row: row.shown, figure=True),
            Column("How", lambda row: row.method),
            Column("Second reading", _second),
        ),
        empty="Weights will stand here, each as it was read on the scale.",
        order=10,
        tell=_tell,
        hidden=unseen,
        acts=(Act("patient_weights_second", "Read the scale as the second person", unseen),),
    )
)
