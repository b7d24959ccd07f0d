"""What is given: doses with their routes and times, checked when they are made."""

import math
from collections.abc import Iterable

from msgspec import Struct, structs

from titrant.pkpd.errors import PkError
from titrant.pkpd.given import number

MOST = 100_000
"""Doses in one regimen: a dose an hour for eleven years."""

_SPRAY = "nasal"


class Dose(Struct, frozen=True, kw_only=True):
    """One dose: `amount` [mg] by `route`, begun `at` [h], given evenly `over` a time [h].

    Over 0 h it is given at once, or as the model's route has it. `ratio` multiplies what of it
    reaches the blood, as a measured interaction does (AUC with over AUC without, for this route).
    `drug` is empty where nobody stated it. Raises `PkError` for a number that no dose has, and for
    a spray with a duration; nothing is clipped.
    """

    amount: float
    route: str
    at: float = 0.0
    over: float = 0.0
    ratio: float = 1.0
    drug: str = ""

    def __post_init__(self) -> None:
        for name, value, unit in (
            ("amount", self.amount, "mg"),
            ("time", self.at, "h"),
            ("duration", self.over, "h"),
            ("ratio", self.ratio, ""),
        ):
            found = number(value, f"the {name} of a dose", "Give a number.")
            if found < 0:
                said = f"{found:g} {unit}".strip()
                raise PkError(f"the {name} of a dose is {said}, below zero", "Give it as it is.")
        if not self.amount:
            raise PkError("the amount of a dose is 0 mg", "Leave out what is not given.")
        if not isinstance(self.route, str):
            raise PkError(f"the route of a dose is {self.route!r}", "Name it, like “iv”.")
        if self.over and self.route == _SPRAY:
            raise PkError(
                f"a spray is given a duration of {self.over:.4g} h",
                "Leave it out: a device is sprayed at once, the next one 5 minutes later.",
            )


class Regimen(Struct, frozen=True):
    """Doses in order of their times. Raises `PkError` where there is none, or too many."""

    doses: tuple[Dose, ...]

    def __post_init__(self) -> None:
        if {type(self.doses), *map(type, self.doses or ())} - {tuple, Dose}:
            raise PkError("a regimen is made of doses", "Give a tuple of `Dose`.")
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
