"""What changes what is known before a treatment: many answers, written as each would be alone."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Entry
from titrant.server.courses.asked import AskedSaid, section
from titrant.server.patients import actions
from titrant.server.patients.models import Patient


@transaction.atomic
def answer_all(
    *,
    patient: Patient,
    said: Sequence[AskedSaid],
    by: Acting,
    effective: datetime | None = None,
    key: str = "",
) -> list[Entry]:
    """Write every answer of a sheet, or none; each is the entry that its own form writes.

    `effective` is when they were given, now where it is left out. A sheet sent twice writes once.
    """
    return [
        actions.record(
            section=section,
            patient=patient,
            said=one,
            by=by,
            effective=effective,
            key=row_key(key, one.what),
        )
        for one in said
    ]


def row_key(key: str, what: str) -> str:
    """Return the key of one answer of a sheet with a key; empty where the sheet has none.

    It is a hash, because a key has its length and the name of a question may have any.
    """
    return hashlib.sha256(f"{key}:{what}".encode()).hexdigest() if key else ""
