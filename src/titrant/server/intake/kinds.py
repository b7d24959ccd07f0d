"""The kinds of task that an intake opens."""

from datetime import timedelta

from titrant.server.accounts.roles import Role
from titrant.server.tasks.kinds import TaskKind, task_kind

_DAY = timedelta(days=1)

TO_CONFIRM = task_kind(
    TaskKind(
        "intake-to-confirm",
        "Intake to confirm with the person",
        Role.NURSE,
        3,
        2 * _DAY,
        2 * _DAY,
        Role.PRESCRIBER,
        ("Confirmed with the person", "Not reached after three tries", "Not needed any more"),
    )
)
SOMEBODY_ELSE = task_kind(
    TaskKind(
        "intake-somebody-else",
        "A link was opened by somebody else: ask how to reach the person",
        Role.COORDINATOR,
        4,
        _DAY,
        _DAY,
        Role.NURSE,
        ("Spoken to, way of contact corrected", "Spoken to, nothing to correct", "Not reached"),
    )
)
SCREENED_AGAIN = task_kind(
    TaskKind(
        "intake-screened-again",
        "Records were joined or parted, and a screening finds something else: look at it",
        Role.PRESCRIBER,
        5,
        _DAY,
        _DAY,
        Role.DIRECTOR,
        ("Looked at, treatment changed", "Looked at, nothing to change"),
    )
)
