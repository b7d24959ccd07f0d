"""What is given: doses with their routes and times, checked when they are made."""

import math
from collections.abc import Iterable

from msgspec import Struct, structs

from titrant.pkpd.errors import PkError

MOST = 100_000
"""Doses in one regimen: a dose an hour for eleven years."""


class Dose(Struct, frozen=True, kw_only=True):
    """One dose: `amount` [mg] by `route`, begun `at` [h], given evenly `over` a time [h].

    Over 0 h it is given at once, or as the model's route has it. `ratio` multiplies what of it
    reaches the blood, as a measured interaction does (AUC with over AUC without, for this route).
    Raises `PkError` for a number that no dose has; nothing is clipped.
    """

    amount: float
    route: str
    at: float = 0.0
    over: float = 0.0
    ratio: float = 1.0

    def __post_init__(self) -> None:
        for name, value, unit in (
            ("amount", self.amount, "mg"),
            ("time", self.at, "h"),
            ("duration", self.over, "h"),
            ("ratio", self.ratio, ""),
        ):
            if not math.isfinite(value):
                raise PkError(f"the {name} of a dose is {value}", "Give a number.")
            if value < 0:
                said = f"{value:g} {unit}".strip()
                raise PkError(f"the {name} of a dose is {said}, below zero", "Give it as it is.")


class Regimen(Struct, frozen=True):
    """Doses in order of their times. Raises `PkError` where there is none, or too many."""

    doses: tuple[Dose, ...]

    def __post_init__(self) -> None:
        if not self.doses:
            raise PkError("the regimen has no dose", "Give one, like “35 mg iv over 40 min”.")
        if len(self.doses) > MOST:
            raise PkError(
                f"the regimen has {len(self.doses)} doses", f"Give at most {MOST} in one."
            )

    @property
    def end(self) -> float:
        """When the last dose has been given [h]."""
        return max(dose.at + dose.over for dose in self.doses)

    @property
    def routes(self) -> tuple[str, ...]:
        """The routes, each once, in order."""
        return tuple(dict.fromkeys(dose.route for dose in self.doses))

    @property
    def total(self) -> float:
        """All amounts together [mg]."""
        return math.fsum(dose.amount for dose in self.doses)

    def with_ratios(self, ratios: dict[str, float]) -> "Regimen":
        """Return the regimen with measured interactions, by route; others stay as they are."""
        return Regimen(
            tuple(
                structs.replace(one, ratio=one.ratio * ratios.get(one.route, 1.0))
                for one in self.doses
            )
        )


def regimen_of(doses: Iterable[Dose]) -> Regimen:
    """Return a regimen of doses in any order."""
    return Regimen(tuple(sorted(doses, key=lambda one: one.at)))
