"""Which kinds of task there are: who owns one, how bad it is if late, and how it can end."""

from dataclasses import dataclass
from datetime import timedelta

from titrant.server.accounts.roles import Role


@dataclass(frozen=True)
class TaskKind:
    """One kind of task.

    `role` owns a new one; `hurts` says how bad it is if it is late, 1 to 5; it is `due_in` that
    long after it was opened, and goes to `escalates_to` that long after it was due. `dispositions`
    are the words for what can have come of it; nothing else closes one. `reminds` says whether its
    owners are reminded by message.
    """

    name: str
    what: str
    role: Role
    hurts: int
    due_in: timedelta
    escalates_in: timedelta
    escalates_to: Role
    dispositions: tuple[str, ...]
    by_hand: bool = False
    reminds: bool = True

    def __post_init__(self) -> None:
        """Refuse a kind that cannot be closed, or is not between 1 and 5."""
        if not self.dispositions or self.hurts not in range(1, 6):
            raise ValueError(f"{self.name} needs dispositions, and a number from 1 to 5.")


_KINDS: dict[str, TaskKind] = {}


def task_kind(kind: TaskKind) -> TaskKind:
    """Register a kind of task, of this part or of another; return it."""
    if kind.name in _KINDS:
        raise ValueError(f"There are two kinds of task called {kind.name}.")
    _KINDS[kind.name] = kind
    return kind


def task_kind_named(name: str) -> TaskKind:
    """Return a kind; raises `KeyError` for a name that nobody registered."""
    return _KINDS[name]


def task_kinds() -> tuple[TaskKind, ...]:
    """Return every kind, by name."""
    return tuple(_KINDS[name] for name in sorted(_KINDS))


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

REVIEW_ACCESS = task_kind(
    TaskKind(
        "break-glass-review",
        "Review an emergency access",
        Role.DIRECTOR,
        4,
        _DAY,
        2 * _DAY,
        Role.AUDITOR,
        ("Reviewed, it was needed", "Reviewed, it was not needed: person spoken to"),
    )
)
LOOK_AT_ROLE = task_kind(
    TaskKind(
        "clinician-role-given",
        "Look at a clinician's role that an administrator gave",
        Role.DIRECTOR,
        3,
        _DAY,
        2 * _DAY,
        Role.PRESCRIBER,
        ("Right: they are to read records here", "Not right: the role is taken away"),
    )
)
NOT_DELIVERED = task_kind(
    TaskKind(
        "message-not-delivered",
        "A message did not go out: reach the person another way",
        Role.COORDINATOR,
        3,
        4 * _HOUR,
        _DAY,
        Role.NURSE,
        ("Reached by telephone", "Address corrected, sent again", "Not needed any more"),
    )
)
JOB_FAILED = task_kind(
    TaskKind(
        "job-failed",
        "Background work keeps failing",
        Role.ADMINISTRATOR,
        4,
        4 * _HOUR,
        _DAY,
        Role.DIRECTOR,
        ("Mended", "Not needed any more"),
    )
)
REMINDERS_LOST = task_kind(
    TaskKind(
        "reminders-not-delivered",
        "Reminders of tasks reach nobody: look at how mail is sent",
        Role.ADMINISTRATOR,
        3,
        _DAY,
        _DAY,
        Role.DIRECTOR,
        ("Mended, a mail arrived", "People look at their tasks without reminders"),
        reminds=False,
    )
)
CLOCK_BACK = task_kind(
    TaskKind(
        "clock-stepped-back",
        "The machine's clock stepped back: check the times of what was charted",
        Role.DIRECTOR,
        4,
        4 * _HOUR,
        _DAY,
        Role.PRESCRIBER,
        ("Times checked, none wrong", "Times corrected", "Not a step: clock set on purpose"),
    )
)
BY_HAND = task_kind(
    TaskKind(
        "by-hand",
        "Something to do",
        Role.COORDINATOR,
        2,
        _DAY,
        2 * _DAY,
        Role.NURSE,
        ("Done", "Not needed any more", "Cannot be done, and why in the remark"),
        by_hand=True,
    )
)
CALL_BACK = task_kind(
    TaskKind(
        "call-back",
        "Call a person back",
        Role.NURSE,
        3,
        4 * _HOUR,
        _DAY,
        Role.PRESCRIBER,
        ("Spoken to", "Left a neutral message", "Not reached after three tries"),
        by_hand=True,
    )
)
