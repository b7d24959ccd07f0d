"""Which kinds of entry there are: the shape of what each says, and what follows from it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from django.db.models import Model

from titrant.server.audit.models import Entry

Body = TypeVar("Body", bound=msgspec.Struct)
Project = Callable[[Entry, Body], None]
WROTE = "wrote"  # how the log tells a row that may be corrected
CORRECTED = "corrected"


@dataclass(frozen=True)
class EntryKind(Generic[Body]):
    """One kind of entry; `told` is what somebody did who wrote one, as the log says it.

    `project` writes the current state that follows from an entry, into the tables `into`, from the
    entry and nothing else: `titrant rebuild` empties those tables and calls it for each entry.
    `made` names what the action makes anew each time (a secret, a time limit, `patient` for a new
    one): a form that is sent twice differs in these, and is the same form.
    """

    name: str
    told: str
    body: type[Body]
    project: Project[Body]
    into: tuple[type[Model], ...]
    made: frozenset[str] = frozenset()

    def read(self, entry: Entry) -> Body:
        """Return what an entry of this kind says."""
        return msgspec.json.decode(entry.body, type=self.body)


_KINDS: dict[str, EntryKind[Any]] = {}


def entry_kind(
    name: str, told: str, body: type[Body], *into: type[Model], made: Collection[str] = ()
) -> Callable[[Project[Body]], EntryKind[Body]]:
    """Return a decorator that makes a function the projection of a new kind of entry."""

    def register(project: Project[Body]) -> EntryKind[Body]:
        if name in _KINDS:
            raise ValueError(f"There are two kinds of entry called {name}.")
        kind = EntryKind(name, told, body, project, into, frozenset(made))
        _KINDS[name] = kind
        return kind

    return register


def all_kinds() -> tuple[EntryKind[Any], ...]:
    """Return every kind, in the order in which they were registered."""
    return tuple(_KINDS.values())


def kind_named(name: str) -> EntryKind[Any]:
    """Return one kind; raises `KeyError` for a name that nobody registered."""
    return _KINDS[name]


def told(name: str, *, corrected: bool = False) -> str:
    """Return what somebody did who wrote an entry; its bare name where a later version wrote it."""
    if name not in _KINDS:
        return name
    words = _KINDS[name].told
    return words.replace(WROTE, CORRECTED, 1) if corrected else words
