"""The codes that vital signs are written with: those that R4's own profiles fix, no others."""

from typing import NamedTuple

LOINC = "http://loinc.org"


class Coded(NamedTuple):
    """The LOINC codes of a measurement, their words, its UCUM unit, and the US Core profile."""

    codes: tuple[tuple[str, str], ...]
    unit: str
    profile: str


VITALS: dict[str, Coded] = {
    "weight": Coded((("29463-7", "Body weight"),), "kg", "us-core-body-weight"),
    "height": Coded((("8302-2", "Body height"),), "cm", "us-core-body-height"),
    "heart-rate": Coded((("8867-4", "Heart rate"),), "/min", "us-core-heart-rate"),
    "respiratory-rate": Coded(
        (("9279-1", "Respiratory rate"),), "/min", "us-core-respiratory-rate"
    ),
    "temperature": Coded((("8310-5", "Body temperature"),), "[degF]", "us-core-body-temperature"),
    "oxygen-saturation": Coded(
        (
            ("2708-6", "Oxygen saturation in Arterial blood"),
            ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        ),
        "%",
        "us-core-pulse-oximetry",
    ),
}
PRESSURE = ("85354-9", "Blood pressure panel with all children optional")
SIDES = {
    "systolic": ("8480-6", "Systolic blood pressure"),
    "diastolic": ("8462-4", "Diastolic blood pressure"),
}
MMHG = "mm[Hg]"
