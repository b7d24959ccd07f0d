"""Numbers that carry their unit, and amounts that carry their drug; this room imports nothing."""

from titrant.units.body import BodyMassIndex, Height, Weight
from titrant.units.choice import read_one_of
from titrant.units.dose import (
    Concentration,
    Dose,
    DosePerWeight,
    Drug,
    DrugQuantity,
    Rate,
    RatePerWeight,
)
from titrant.units.duration import Duration
from titrant.units.errors import DrugMismatch, ImpossibleQuantity, QuantityError, UnreadableQuantity
from titrant.units.number import TENFOLD, brief, json_number, plain
from titrant.units.quantity import Quantity, Unit
from titrant.units.vital import Count, Frequency, Percentage, Pressure, Temperature
from titrant.units.volume import FlowRate, Volume

KINDS: tuple[type[Quantity], ...] = (
    Dose,
    DosePerWeight,
    Rate,
    RatePerWeight,
    Concentration,
    Volume,
    FlowRate,
    Weight,
    Height,
    BodyMassIndex,
    Duration,
    Pressure,
    Frequency,
    Percentage,
    Temperature,
    Count,
)
"""Every kind of quantity, for tables that must cover all of them."""

UNIT_CODES = frozenset(code for kind in KINDS for code in kind.UNITS)
"""Every unit as it is printed."""

__all__ = [
    "KINDS",
    "TENFOLD",
    "UNIT_CODES",
    "BodyMassIndex",
    "Concentration",
    "Count",
    "Dose",
    "DosePerWeight",
    "Drug",
    "DrugMismatch",
    "DrugQuantity",
    "Duration",
    "FlowRate",
    "Frequency",
    "Height",
    "ImpossibleQuantity",
    "Percentage",
    "Pressure",
    "Quantity",
    "QuantityError",
    "Rate",
    "RatePerWeight",
    "Temperature",
    "Unit",
    "UnreadableQuantity",
    "Volume",
    "Weight",
    "brief",
    "json_number",
    "plain",
    "read_one_of",
]
