"""Amounts of a drug: the dose, per weight, per time, per volume. The drug rides along.

Racemic ketamine and esketamine do not add, compare or dilute into each other, and an amount
whose drug nobody stated adds to nothing (hazard H12).
Amounts of ketamine are amounts of the base, as the vials state them (10 mg base = 11.53 mg HCl).
"""

from decimal import Decimal
from enum import StrEnum
from typing import Self

from titrant.units.body import Weight
from titrant.units.duration import Duration
from titrant.units.errors import DrugMismatch
from titrant.units.number import EXACT
from titrant.units.quantity import Quantity, of_kind, units
from titrant.units.reading import read_quantity
from titrant.units.volume import SECONDS_PER_HOUR, FlowRate, Volume


class Drug(StrEnum):
    """What an amount is an amount of."""

    KETAMINE = "ketamine"  # racemic, as base
    ESKETAMINE = "esketamine"  # the S-enantiomer, as base

    @property
    def words(self) -> str:
        """The name as a sheet prints it, so that the two cannot be confused."""
        return "racemic ketamine" if self is Drug.KETAMINE else "esketamine"


_DRUGS = {drug.value: drug for drug in Drug}


class DrugQuantity(Quantity):
    """A quantity of a stated drug; `drug` is None until somebody states it."""

    __slots__ = ("drug",)
    DOSE_LIKE = True

    drug: Drug | None

    def __init__(
        self, value: Decimal | int | str | float, unit: str, drug: Drug | None = None
    ) -> None:
        super().__init__(value, unit)
        object.__setattr__(self, "drug", drug)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read an amount with an optional drug behind it: `35 mg`, `56 mg esketamine`."""
        return cls._read(text, trailing_zero=False)

    @classmethod
    def read_record(cls, text: str) -> Self:
        """Read what a record wrote: as `read`, and `5.0 mg` is fine."""
        return cls._read(text, trailing_zero=True)

    @classmethod
    def _read(cls, text: str, *, trailing_zero: bool) -> Self:
        head, _, last = text.strip().rpartition(" ")
        drug = _DRUGS.get(last) if head else None
        amount = head if drug is not None else text
        number, unit = read_quantity(amount, cls, trailing_zero=trailing_zero)
        return cls(number, unit, drug)

    @classmethod
    def _made(cls, base: Decimal, drug: Drug | None) -> Self:
        made = cls._of_base(base)
        object.__setattr__(made, "drug", drug)
        return made

    def _like(self, base: Decimal) -> Self:
        return self._made(base, self.drug)

    def _restated(self, value: Decimal, unit: str) -> Self:
        made = super()._restated(value, unit)
        object.__setattr__(made, "drug", self.drug)
        return made

    def of(self, drug: Drug) -> Self:
        """Return this amount with its drug stated; raises `DrugMismatch` if another one was."""
        if self.drug is not None and self.drug is not drug:
            raise DrugMismatch(
                f"{self} is {self.drug.words}, not {drug.words}",
                "The two are never interchangeable: check order and product.",
            )
        made = self._restated(self.value, self.unit)
        object.__setattr__(made, "drug", drug)
        return made

    def _shared(self, other: "DrugQuantity") -> Drug:
        """Return the drug that both amounts are of."""
        if self.drug is None or other.drug is None:
            raise DrugMismatch(
                f"the drug of {self if self.drug is None else other} is not stated",
                "State the drug before amounts are combined.",
            )
        if self.drug is not other.drug:
            raise DrugMismatch(
                f"{self} is {self.drug.words} and {other} is {other.drug.words}",
                "The two are never interchangeable: check order and product.",
            )
        return self.drug

    def _same_kind(self, other: object) -> Decimal:
        base = super()._same_kind(other)
        assert isinstance(other, DrugQuantity)  # the same kind, so a drug quantity too
        if self.drug is not other.drug or self.drug is None:
            self._shared(other)
        return base

    def rounded_down(self, step: Self) -> Self:
        """Return the largest multiple of `step` (an amount of the same drug) not above this."""
        return super().rounded_down(step)

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and isinstance(other, DrugQuantity) and other.drug is self.drug

    def __hash__(self) -> int:
        return hash((type(self), self.base, self.drug))

    def __repr__(self) -> str:
        return f"{super().__repr__()[:-1]}, {self.drug!s})"


_MASS = (("mg", "mg", "1"), ("g", "g", "1000"), ("ug", "ug", "0.001"))


class Concentration(DrugQuantity):
    """Drug over volume, of a product, a bag or plasma; base unit mg/mL."""

    __slots__ = ()
    KIND = "concentration"
    BASE = "mg/mL"
    EXAMPLE = "10 mg/mL"
    UNITS = units(
        ("mg/mL", "mg/mL", "1", ("mg/ml",)),
        ("g/L", "g/L", "1", ("g/l",)),
        ("ug/mL", "ug/mL", "0.001", ("ug/ml",)),
        ("ng/mL", "ng/mL", "0.000001", ("ng/ml",)),
    )

    def __mul__(self, volume: Volume) -> "Dose":
        return Dose._made(EXACT.multiply(self.base, of_kind(volume, Volume).base), self.drug)

    def at(self, flow: FlowRate) -> "Rate":
        """Return the drug rate at which this concentration runs through a pump."""
        return Rate._made(EXACT.multiply(self.base, of_kind(flow, FlowRate).base), self.drug)


class Rate(DrugQuantity):
    """Drug over time; base unit mg/h."""

    __slots__ = ()
    KIND = "rate"
    BASE = "mg/h"
    EXAMPLE = "25 mg/h"
    UNITS = units(
        ("mg/h", "mg/h", "1"),
        ("mg/min", "mg/min", "60"),
        ("ug/h", "ug/h", "0.001"),
        ("ug/min", "ug/min", "0.06"),
    )

    def __mul__(self, time: Duration) -> "Dose":
        seconds = of_kind(time, Duration).base
        amount = EXACT.divide(EXACT.multiply(self.base, seconds), SECONDS_PER_HOUR)
        return Dose._made(amount, self.drug)

    def __truediv__(self, concentration: Concentration) -> FlowRate:
        self._shared(of_kind(concentration, Concentration))
        return FlowRate._of_base(EXACT.divide(self.base, concentration.divisor))

    def per(self, weight: Weight) -> "RatePerWeight":
        """Return this rate over a body weight."""
        return RatePerWeight._made(
            EXACT.divide(self.base, of_kind(weight, Weight).divisor), self.drug
        )


class Dose(DrugQuantity):
    """An amount of a drug; base unit mg. Exact, so that a ledger of doses adds up."""

    __slots__ = ()
    KIND = "dose"
    BASE = "mg"
    EXAMPLE = "35 mg"
    UNITS = units(*_MASS)

    def __truediv__(self, concentration: Concentration) -> Volume:
        self._shared(of_kind(concentration, Concentration))
        return Volume._of_base(EXACT.divide(self.base, concentration.divisor))

    def over(self, time: Duration) -> Rate:
        """Return the rate that gives this dose evenly over a time."""
        seconds = of_kind(time, Duration).divisor
        rate = EXACT.divide(EXACT.multiply(self.base, SECONDS_PER_HOUR), seconds)
        return Rate._made(rate, self.drug)

    def per(self, weight: Weight) -> "DosePerWeight":
        """Return this dose over a body weight."""
        return DosePerWeight._made(
            EXACT.divide(self.base, of_kind(weight, Weight).divisor), self.drug
        )

    def within(self, volume: Volume) -> Concentration:
        """Return the concentration of this dose dissolved in a volume."""
        return Concentration._made(
            EXACT.divide(self.base, of_kind(volume, Volume).divisor), self.drug
        )


class DosePerWeight(DrugQuantity):
    """Drug over body weight; base unit mg/kg. Which weight (actual, ideal) is stated apart."""

    __slots__ = ()
    KIND = "dose per weight"
    BASE = "mg/kg"
    EXAMPLE = "0.5 mg/kg"
    UNITS = units(("mg/kg", "mg/kg", "1"), ("ug/kg", "ug/kg", "0.001"))

    def __mul__(self, weight: Weight) -> Dose:
        return Dose._made(EXACT.multiply(self.base, of_kind(weight, Weight).base), self.drug)

    def over(self, time: Duration) -> "RatePerWeight":
        """Return the rate per weight that gives this evenly over a time."""
        seconds = of_kind(time, Duration).divisor
        rate = EXACT.divide(EXACT.multiply(self.base, SECONDS_PER_HOUR), seconds)
        return RatePerWeight._made(rate, self.drug)


class RatePerWeight(DrugQuantity):
    """Drug over body weight and time; base unit mg/kg/h."""

    __slots__ = ()
    KIND = "rate per weight"
    BASE = "mg/kg/h"
    EXAMPLE = "0.35 mg/kg/h"
    UNITS = units(
        ("mg/kg/h", "mg/kg/h", "1"),
        ("mg/kg/min", "mg/kg/min", "60"),
        ("ug/kg/h", "ug/kg/h", "0.001"),
        ("ug/kg/min", "ug/kg/min", "0.06"),
    )

    def __mul__(self, weight: Weight) -> Rate:
        return Rate._made(EXACT.multiply(self.base, of_kind(weight, Weight).base), self.drug)
