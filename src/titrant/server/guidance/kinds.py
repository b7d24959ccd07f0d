"""The kinds of task that a look at open courses opens."""

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
