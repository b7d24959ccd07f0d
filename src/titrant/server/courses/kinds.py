"""The kinds of task that courses open."""

from datetime import timedelta

from titrant.server.accounts.roles import Role
from titrant.server.tasks.kinds import TaskKind, task_kind

_DAY = timedelta(days=1)

CALL_AFTER_END = task_kind(
    TaskKind(
        "call-after-course",
        "Call a person whose course was ended: mood, thoughts of death, what they need",
        Role.NURSE,
        4,
        _DAY,
        _DAY,
        Role.PRESCRIBER,
        (
            "Reached, nothing needs a clinician today",
            "Reached, a clinician saw them or spoke to them the same day",
            "Reached, sent to emergency care",
            "Not reached, contact person called",
            "The person wants no more calls",
        ),
    )
)
