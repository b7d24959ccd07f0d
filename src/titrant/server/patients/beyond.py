"""What is known of a person beyond the rows of their record: parts above this one tell it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from titrant.server.patients.models import Patient


@dataclass(frozen=True)
class Beyond:
    """One entry that stands elsewhere: the section it would stand in, its words, and where it is.

    `over` says that it is not so now; `stops` that it is an allergy to what is given here.
    """

    section: str
    says: str
    whence: str
    address: str
    over: bool = False
    stops: bool = False


Telling = Callable[[Patient], Sequence[Beyond]]
_telling: list[Telling] = []


def known_by(telling: Telling) -> Telling:
    """Ask `telling` for what is known of a person elsewhere from now on."""
    _telling.append(telling)
    return telling


def beyond(patient: Patient) -> dict[str, list[Beyond]]:
    """Return what is known of a person elsewhere, by section: what stops and what is so first."""
    found: dict[str, dict[str, Beyond]] = {}
    for telling in _telling:
        for one in telling(patient):
            found.setdefault(one.section, {}).setdefault(f"{one.says} {one.whence}", one)
    return {
        word: sorted(of_it.values(), key=lambda one: (not one.stops, one.over))
        for word, of_it in found.items()
    }


def stopping(known: dict[str, list[Beyond]]) -> list[str]:
    """Return the names of the allergies among what is known that stop a treatment here."""
    allergies = known.get("allergies", ())
    return [one.says.partition(",")[0] for one in allergies if one.stops and not one.over]
