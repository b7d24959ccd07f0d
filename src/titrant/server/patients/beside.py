"""What parts above this one put on a person's pages: a link to pages of theirs, or a remark."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from titrant.server.accounts.acting import Acting
from titrant.server.patients.models import Patient


@dataclass(frozen=True)
class Beside:
    """A link and its words. A `mark`, such as caution, makes it a remark on every page."""

    words: str
    address: str
    mark: str = ""


Telling = Callable[[Acting, Patient], Sequence[Beside]]
_telling: list[Telling] = []


def told_by(telling: Telling) -> Telling:
    """Ask `telling` for what it puts on the pages of a person from now on."""
    _telling.append(telling)
    return telling


def beside(acting: Acting, patient: Patient) -> list[Beside]:
    """Return everything that parts above put on the pages of a person, for who looks."""
    return [one for telling in _telling for one in telling(acting, patient)]
