"""The kinds of task that courses open."""

from datetime import timedelta

from titrant.server.accounts.roles import Role
from titrant.server.tasks.kinds import TaskKind, task_kind

_DAY = timedelta(days=1)

NEW_FINDING = task_kind(
    TaskKind(
        "new-finding-on-course",
        "Something new is found for a person whose course is open: look before the next session",
        Role.PRESCRIBER,
        5,
        _DAY,
        timedelta(hours=12),
        Role.DIRECTOR,
        (
            "Looked at, the course goes on as planned",
            "Looked at, the next session is held",
            "Looked at, the course is ended",
            "The record was wrong, and was corrected",
        ),
    )
)
RULES_CHANGED = task_kind(
    TaskKind(
        "rules-changed-on-course",
        "What is known or signed here changed: something else is found on an open course",
        Role.PRESCRIBER,
        5,
        _DAY,
        timedelta(hours=12),
        Role.DIRECTOR,
        (
            "Looked at, the course goes on as planned",
            "Looked at, the next session is held",
            "Looked at, the course is ended",
        ),
    )
)
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
