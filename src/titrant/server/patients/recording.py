"""How a row about a person follows from an entry: one way for every kind of row."""

from collections.abc import Collection
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from titrant.clinical import Sureness
from titrant.server.audit.kinds import WROTE, EntryKind, entry_kind
from titrant.server.audit.models import Entry
from titrant.server.patients.recorded import Recorded

Said = TypeVar("Said", bound=msgspec.Struct)

_TABLES: dict[str, type[Recorded]] = {}


def recorded_kind(
    name: str, what: str, said: type[Said], model: type[Recorded], made: Collection[str] = ()
) -> EntryKind[Said]:
    """Return the kind of entry whose fields become a row of `model`, beside the row it corrects.

    `what` is such a row in the words of the log. `made` are the fields that the program works out,
    and nobody types.
    """
    fields = {field.name for field in model._meta.concrete_fields} | {
        field.attname for field in model._meta.concrete_fields
    }
    odd = set(said.__struct_fields__) - fields
    if odd:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(odd))}.")
    _TABLES[name] = model

    def project(entry: Entry, body: Said) -> None:
        model._default_manager.create(
            id=entry.ref,
            patient_id=entry.about,
            number=entry.number,
            effective=entry.effective,
            recorded=entry.recorded,
            by_id=entry.by_id,
            agent=entry.agent,
            role=entry.role,
            corrects=entry.corrects,
            **msgspec.structs.asdict(body),
        )
        if entry.corrects is not None:
            model._default_manager.filter(pk=entry.corrects).update(corrected_by=entry.ref)

    return entry_kind(name, f"{WROTE} {what}", said, model, made=made)(project)


class Confirmed(msgspec.Struct, frozen=True):
    """A clinician stands behind a row that the person, or a record, had said."""

    kind: str
    row: UUID


@entry_kind("patients.confirmed", "confirmed an entry", Confirmed)
def confirmed(entry: Entry, body: Confirmed) -> None:
    """Note who stands behind a row from now on."""
    table: Any = _TABLES[body.kind]  # one of those that have the column
    table._default_manager.filter(pk=body.row).update(
        sure=Sureness.CONFIRMED, confirmed=entry.recorded, confirmed_by_id=entry.person
    )


class Struck(msgspec.Struct, frozen=True):
    """A row was entered in error: it counts for nothing from now on, and stays to be seen."""

    kind: str
    row: UUID
    why: str


@entry_kind("patients.struck", "took out an entry that was an error", Struck)
def struck(_: Entry, body: Struck) -> None:
    """Strike a row."""
    _TABLES[body.kind]._default_manager.filter(pk=body.row).update(struck=True, why=body.why)


def table_of(kind: str) -> type[Recorded]:
    """Return the table whose rows a kind of entry writes; raises `KeyError` for another word."""
    return _TABLES[kind]


def recorded_kinds() -> dict[str, type[Recorded]]:
    """Return every kind of entry that writes a row about a person, with its table."""
    return dict(_TABLES)
