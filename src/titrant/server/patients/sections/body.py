"""Heights and vital signs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import NumberField, pressed
from titrant.server.patients.models import Height, Vitals, Weight
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import ClinicalForm
from titrant.server.patients.section import Column, Section, register
from titrant.server.patients.sections.weights import body_mass
from titrant.server.sites.selectors import knowledge_of
from titrant.units import Height as Tall
from titrant.units import Temperature, plain
from titrant.units import Weight as Heavy

# What no adult goes beyond: a slip of the pen, not a finding.
LOWEST, HIGHEST = Tall(50, "cm"), Tall(272, "cm")
COLDEST, HOTTEST = Temperature(25, "Cel"), Temperature(45, "Cel")
# What is seldom read in an adult who sits in a clinic: it is looked at again, and then written. The
# authors chose these to find slips of the pen; no finding and no limit of treatment rests on them.
COLD, HOT = Temperature(34, "Cel"), Temperature(40, "Cel")
NARROW, WIDE = 15, 120  # mmHg between the two pressures
SELDOM = {
    "systolic": (80, 220),
    "diastolic": (40, 130),
    "heart_rate": (40, 150),
    "saturation": (85, 100),
    "respiratory_rate": (8, 30),
}


class HeightSaid(Struct, frozen=True):
    """A height: in centimetres, as it was read, and how."""

    cm: Decimal
    shown: str
    method: str
    sure: str


class VitalsSaid(Struct, frozen=True):
    """What was measured at one time."""

    systolic: int | None
    diastolic: int | None
    arm: str
    position: str
    heart_rate: int | None
    saturation: Decimal | None
    respiratory_rate: int | None
    temperature: Decimal | None
    temperature_shown: str
    sure: str


height = recorded_kind("patients.height", "a height", HeightSaid, Height)
vitals = recorded_kind("patients.vitals", "vital signs", VitalsSaid, Vitals)


class HeightForm(ClinicalForm):
    """A height being written."""

    said = HeightSaid
    number = NumberField(
        label="Number", low="1", high="272", places=2, help_text="Centimetres, inches or feet."
    )
    inches = NumberField(
        label="and inches", high="11.99", places=2, required=False, help_text="Beside feet only."
    )
    unit = pressed("Unit", ("cm", "cm"), ("in", "inches"), ("ft", "feet"))
    method = pressed(
        "How",
        ("measured", "Measured"),
        ("stated", "Stated by the person"),
        ("record", "From a record"),
    )

    @classmethod
    def typed_from(cls, row: Any) -> dict[str, Any]:
        """Return the height as it was read."""
        number, unit, *rest = row.shown.split()
        inches = {"inches": rest[0]} if rest else {}
        return {**super().typed_from(row), "number": number, "unit": unit, **inches}

    def clean(self) -> dict[str, Any]:
        """Refuse inches beside another unit than feet, and what nobody is tall."""
        cleaned = super().clean()
        if cleaned.get("inches") is not None and cleaned.get("unit") not in {"ft", None}:
            self.add_error("inches", "Inches belong beside feet. Press feet, or leave this empty.")
        elif not self.errors and not LOWEST <= self.height <= HIGHEST:
            self.add_error(
                "number", f"Nobody is {self.shown} tall. Look at the number and its unit."
            )
        return cleaned

    @property
    def height(self) -> Tall:
        """The height as it was read."""
        whole = Tall(self.cleaned_data["number"], self.cleaned_data["unit"])
        inches = self.cleaned_data.get("inches")
        return whole + Tall(inches, "in") if inches else whole

    @property
    def shown(self) -> str:
        """The height as it was read, in words."""
        number, inches = self.cleaned_data["number"], self.cleaned_data.get("inches")
        rest = f" {plain(inches)} in" if inches else ""
        return f"{plain(number)} {self.cleaned_data['unit']}{rest}"

    def statement(self) -> Struct:
        """Return the height in centimetres, exactly, and as it was read."""
        return HeightSaid(
            cm=self.height.in_unit("cm"),
            shown=self.shown,
            method=self.cleaned_data["method"],
            sure=self.cleaned_data["sure"],
        )

    def doubts(self) -> list[str]:
        """Ask where the last weight makes the body mass index one that is looked at again."""
        rows = Weight.objects.filter(patient=self.patient, corrected_by=None, struck=False)
        last = rows.last()
        if last is None or last.waits:
            return []
        return body_mass(Heavy(last.kg, "kg"), self.height, knowledge_of(self.patient.clinic))


class VitalsForm(ClinicalForm):
    """Vital signs being written; at least one of them."""

    said = VitalsSaid
    systolic = NumberField(label="Systolic, mmHg", low="30", high="300", required=False)
    diastolic = NumberField(label="Diastolic, mmHg", low="10", high="200", required=False)
    arm = pressed("Arm", ("left", "left"), ("right", "right"), required=False)
    position = pressed(
        "Position",
        ("sitting", "sitting"),
        ("lying", "lying"),
        ("standing", "standing"),
        required=False,
    )
    heart_rate = NumberField(label="Heart rate, /min", low="10", high="400", required=False)
    saturation = NumberField(
        label="Oxygen saturation, %", low="20", high="100", places=1, required=False
    )
    respiratory_rate = NumberField(label="Breaths, /min", low="1", high="120", required=False)
    degrees = NumberField(label="Temperature", low="25", high="115", places=1, required=False)
    scale = pressed("Degrees", ("Cel", "°C"), ("degF", "°F"), required=False)

    @classmethod
    def typed_from(cls, row: Any) -> dict[str, Any]:
        """Return the temperature as it was read, and the rest as it is."""
        degrees, _, scale = row.temperature_shown.partition(" ")
        return {**super().typed_from(row), "degrees": degrees, "scale": scale}

    def clean(self) -> dict[str, Any]:
        """Refuse an empty row, half a pressure, and degrees of no scale."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        high, low = cleaned["systolic"], cleaned["diastolic"]
        if (high is None) != (low is None):
            self.add_error("diastolic", "A blood pressure has two numbers. Write both, or neither.")
        elif high is not None and high <= low:
            self.add_error("diastolic", "The lower number is not below the upper one. Look again.")
        if cleaned["degrees"] is not None:
            self._temperature(cleaned)
        read = ("systolic", "heart_rate", "saturation", "respiratory_rate", "degrees")
        if all(cleaned.get(name) is None for name in read):
            self.add_error(None, "Nothing is written yet. Write at least one reading.")
        return cleaned

    def doubts(self) -> list[str]:
        """Ask about what is seldom read: a digit too few, or a finding that somebody acts on."""
        typed = self.cleaned_data
        found = [
            f"{self.fields[name].label}: {plain(typed[name])} is not between {low} and {high}."
            for name, (low, high) in SELDOM.items()
            if typed[name] is not None and not low <= typed[name] <= high
        ]
        if typed["systolic"] is not None:
            apart = typed["systolic"] - typed["diastolic"]
            if not NARROW <= apart <= WIDE:
                found.append(f"The two pressures are {plain(apart)} mmHg apart.")
        if typed["degrees"] is not None:
            read = Temperature(typed["degrees"], typed["scale"])
            if not COLD <= read <= HOT:
                found.append(f"Temperature: {_in_words(f'{plain(read.value)} {read.unit}')}.")
        return found

    def _temperature(self, cleaned: dict[str, Any]) -> None:
        if not cleaned["scale"]:
            self.add_error("scale", "Press °C or °F.")
            return
        read = Temperature(cleaned["degrees"], cleaned["scale"])
        if not COLDEST <= read <= HOTTEST:
            self.add_error(
                "scale", f"Nobody has {_in_words(str(read))}. Look at the number and its scale."
            )

    def statement(self) -> Struct:
        """Return what was measured, the temperature on one scale and as it was read."""
        typed = self.cleaned_data
        read = None
        if typed["degrees"] is not None:
            read = Temperature(typed["degrees"], typed["scale"])
        whole = ("systolic", "diastolic", "heart_rate", "respiratory_rate")
        return VitalsSaid(
            **{name: None if typed[name] is None else int(typed[name]) for name in whole},
            arm=typed["arm"],
            position=typed["position"],
            saturation=typed["saturation"],
            temperature=None if read is None else read.in_unit("degF"),
            temperature_shown="" if read is None else f"{plain(read.value)} {read.unit}",
            sure=typed["sure"],
        )


def pressure(row: Vitals) -> str:
    """Return a blood pressure, both numbers."""
    return "" if row.systolic is None else f"{row.systolic}/{row.diastolic} mmHg"


def _taken(row: Vitals) -> str:
    return ", ".join(filter(None, (row.arm, row.position)))


def _degrees(row: Vitals) -> str:
    return _in_words(row.temperature_shown)


def _in_words(read: str) -> str:
    """Return a temperature with the sign of its scale, and not with the scale's code."""
    return read.replace("Cel", "°C").replace("degF", "°F")


def _with(unit: str, name: str) -> Any:
    def cell(row: Vitals) -> str:
        value = getattr(row, name)
        return "" if value is None else f"{plain(Decimal(value))} {unit}"

    return cell


def _tell_heights(parts: CaseParts, rows: Sequence[Height]) -> None:
    for row in rows:
        parts.measured(row, "height", f"{plain(row.cm)} cm")


def _tell_vitals(parts: CaseParts, rows: Sequence[Vitals]) -> None:
    for row in rows:
        for what, value, unit in (
            ("systolic", row.systolic, "mmHg"),
            ("diastolic", row.diastolic, "mmHg"),
            ("heart-rate", row.heart_rate, "/min"),
            ("oxygen-saturation", row.saturation, "%"),
            ("respiratory-rate", row.respiratory_rate, "/min"),
        ):
            if value is not None:
                parts.measured(row, what, f"{plain(Decimal(value))} {unit}")
        if row.temperature_shown:
            parts.measured(row, "temperature", row.temperature_shown)


register(
    Section(
        word="heights",
        title="Height",
        one="height",
        kind=height,
        model=Height,
        form=HeightForm,
        columns=(
            Column("Height", lambda row: row.shown),
            Column("How", lambda row: row.method),
        ),
        empty="Heights will stand here.",
        order=20,
        tell=_tell_heights,
    )
)
register(
    Section(
        word="vitals",
        title="Pressure and vital signs",
        one="row of vital signs",
        kind=vitals,
        model=Vitals,
        form=VitalsForm,
        columns=(
            Column("Blood pressure", pressure, figure=True),
            Column("Arm, position", _taken),
            Column("Heart rate", _with("/min", "heart_rate"), figure=True),
            Column("Saturation", _with("%", "saturation"), figure=True),
            Column("Breaths", _with("/min", "respiratory_rate"), figure=True),
            Column("Temperature", _degrees, figure=True),
        ),
        empty="Blood pressures and vital signs will stand here, one row for each time.",
        order=30,
        tell=_tell_vitals,
    )
)
