"""Read what is typed on the command line into values, each with its own sentence."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from titrant.cli.status import BadInput
from titrant.clinical import Segment
from titrant.clinical.order import Amount
from titrant.units import (
    Concentration,
    Dose,
    DosePerWeight,
    Duration,
    FlowRate,
    QuantityError,
    Rate,
    RatePerWeight,
    UnreadableQuantity,
    Volume,
    Weight,
    read_one_of,
)

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def option(name: str, text: str | None, read: Callable[[str], T]) -> T | None:
    """Read an option that may be absent; an error names the option."""
    if text is None:
        return None
    try:
        return read(text)
    except QuantityError as error:
        raise BadInput(f"{name}: {error}") from None


def choice(name: str, text: str | None, kind: type[E]) -> E | None:
    """Read one word of an enumeration."""
    if text is None:
        return None
    words = {member.value: member for member in kind}
    if text not in words:
        raise BadInput(f"{name}: “{text}” is not known. Use one of: {', '.join(words)}.")
    return words[text]


def day(name: str, text: str | None) -> date | None:
    """Read a date as YYYY-MM-DD."""
    if text is None:
        return None
    try:
        read = date.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or text != read.isoformat():  # 20261122 and 2026-W47-7 are dates to Python
        raise BadInput(f"{name}: “{text}” is not a date. Write it like 2026-11-22.")
    return read


def amount(text: str) -> Amount:
    """Read a dose: `35 mg`, `0.5 mg/kg`, `25 mg/h`, `0.35 mg/kg/h`, with its drug if stated."""
    kinds: tuple[type[Dose | DosePerWeight | Rate | RatePerWeight], ...] = (
        DosePerWeight,
        Dose,
        RatePerWeight,
        Rate,
    )
    return read_one_of(text, kinds, "dose", (FlowRate, Volume, Concentration, Weight))


def segment(text: str) -> Segment:
    """Read one part of an infusion: `10 mg over 10 min`."""
    dose, over, time = text.partition(" over ")
    if not over:
        raise UnreadableQuantity(f"“{text}” has no time", "Write it like 10 mg over 10 min.")
    return Segment(amount=amount(dose), over=Duration.read(time))


def package(text: str) -> Concentration | Dose:
    """Read what a package says: `10 mg/mL` on a vial, `28 mg` on a device or piece."""
    kinds: tuple[type[Concentration | Dose], ...] = (Concentration, Dose)
    return read_one_of(text, kinds, "strength")


def pump(text: str) -> FlowRate | Rate:
    """Read what a pump shows."""
    kinds: tuple[type[FlowRate | Rate], ...] = (FlowRate, Rate)
    return read_one_of(text, kinds, "pump rate")
