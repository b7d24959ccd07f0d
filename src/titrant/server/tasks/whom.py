"""Who a task is about, in words: patients are above tasks, and tell their names when asked."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from titrant.server.accounts.acting import Acting


@dataclass(frozen=True)
class Whom:
    """A patient as somebody may see them: a name, and the address of their page."""

    name: str
    address: str


Names = Callable[[Acting, Collection[UUID]], Mapping[UUID, Whom]]
_names: list[Names] = []


def register(names: Names) -> None:
    """Ask `names` who patients are from now on; it leaves out whom somebody may not know of."""
    _names[:] = [names]


def whom(acting: Acting, patients: Collection[UUID]) -> dict[UUID, Whom]:
    """Return whom tasks are about; those that this person may not know of are left out."""
    found: dict[UUID, Whom] = {}
    for names in _names:
        found.update(names(acting, patients))
    return found
