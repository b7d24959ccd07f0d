"""The kinds of task that orders open."""

from datetime import timedelta

from titrant.server.accounts.roles import Role
from titrant.server.tasks.kinds import TaskKind, task_kind

ORDER_STOPPED = task_kind(
    TaskKind(
        "order-stopped",
        "A signed order was stopped: what it rests on changed",
        Role.PRESCRIBER,
        5,
        timedelta(hours=4),
        timedelta(hours=4),
        Role.DIRECTOR,
        (
            "Written and signed again",
            "The session is held",
            "The course is ended",
            "The record was wrong, and was corrected",
        ),
    )
)
SECOND_SIGNATURE = task_kind(
    TaskKind(
        "order-second-signature",
        "An order waits for a second prescriber",
        Role.PRESCRIBER,
        4,
        timedelta(hours=8),
        timedelta(hours=8),
        Role.DIRECTOR,
        ("Signed by a second prescriber", "Not signed: the order was stopped"),
    )
)
