"""The kinds of task that a row of the record opens."""

from datetime import timedelta

from titrant.server.accounts.roles import Role
from titrant.server.tasks.kinds import TaskKind, task_kind

PREGNANT = task_kind(
    TaskKind(
        "pregnancy-test-positive",
        "A pregnancy test is positive: speak to the person, refer them, offer the registry",
        Role.PRESCRIBER,
        5,
        timedelta(hours=4),
        timedelta(hours=4),
        Role.DIRECTOR,
        (
            "Spoken to, referred to obstetrics, registry offered",
            "Spoken to, the person wants no referral",
            "The test was repeated and is negative",
            "The test is another person's, and was corrected",
        ),
    )
)
