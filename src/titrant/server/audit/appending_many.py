"""Add many entries at once: a made-up clinic brings thousands, and is there in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from titrant.server.audit import anchors
from titrant.server.audit.actor import Actor
from titrant.server.audit.appending import link, new_ref
from titrant.server.audit.kinds import EntryKind
from titrant.server.audit.models import ChainEnd, Entry, Sort

BATCH = 500  # rows of one statement


@dataclass(frozen=True)
class Line:
    """One entry to come: when it is recorded, what it says, by whom, about whom."""

    at: datetime
    kind: EntryKind[Any]
    body: msgspec.Struct
    by: Actor
    patient: UUID | None = None


@transaction.atomic
def append_all(lines: Sequence[Line]) -> None:
    """Write entries at the end of a clinic's chain in their order, and what follows from each.

    The chain is locked, moved on and noted outside once for all of them. Nobody typed these: no
    form can come twice, none corrects a row, and each is as old as it says. The chain has begun;
    raises `ValueError` for lines of several chains.
    """
    if not lines:
        return
    if len({line.by.clinic for line in lines}) > 1:
        raise ValueError("These lines belong to several chains. Write each chain by itself.")
    end = ChainEnd.objects.select_for_update().get(chain=lines[0].by.clinic)
    entries = []
    for line in lines:
        entry = Entry(
            ref=new_ref(),
            sort=Sort.WRITE,
            kind=line.kind.name,
            patient=line.patient,
            body=msgspec.json.encode(line.body, order="deterministic").decode(),
        )
        link(entry, end, by=line.by, recorded=line.at, effective=None)
        end.number, end.digest, end.recorded = entry.number, entry.digest, entry.recorded
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    for entry, line in zip(entries, lines, strict=True):
        line.kind.project(entry, line.body)
    end.save(force_update=True)
    transaction.on_commit(lambda: anchors.note(end.chain, end.number, end.digest))
