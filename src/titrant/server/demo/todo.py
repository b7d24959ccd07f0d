"""What there was to do: tasks that people opened, took, gave, closed, or left until it was late.

The program's own tasks come from what they are about: an intake, an emergency, a lost message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from titrant.server.accounts.roles import Role
from titrant.server.demo.cast import Cast, local
from titrant.server.demo.writing import Event
from titrant.server.tasks import actions
from titrant.server.tasks.kinds import BY_HAND, CALL_BACK, TaskKind
from titrant.server.tasks.models import Task


@dataclass(frozen=True)
class Closing:
    """How a task ended: when, by whom, and what came of it."""

    at: datetime
    by: str
    disposition: str
    remark: str = ""


@dataclass(frozen=True)
class Todo:
    """One task. `whom` names a patient; `taken` and `given` are words of the staff."""

    kind: TaskKind
    what: str
    why: str
    opened: datetime
    by: str
    due: datetime
    role: Role
    whom: str = ""
    taken: str = ""
    given: tuple[Role, str] | None = None
    closing: Closing | None = None


ALL = (
    Todo(
        CALL_BACK,
        "Call back: may she come with a cold?",
        "She called at 07:45 and has a visit on Tuesday.",
        local(0, 7, 50), "coordinator", local(0, 11), Role.NURSE, "Ana Light",
    ),
    Todo(
        CALL_BACK,
        "Call back: headache for two days after the last visit",
        "He called on Thursday; no number to send a message to.",
        local(4, 15), "coordinator", local(4, 19), Role.NURSE, "Otto Heavy",
    ),  # nobody did: it was handed on
    Todo(
        BY_HAND,
        "Send the consent form in Arabic",
        "",
        local(3, 10, 20), "nurse", local(2, 12), Role.COORDINATOR, "نور الهدى",
    ),  # late, and not yet handed on
    Todo(
        BY_HAND,
        "Ask the psychiatrist about tranylcypromine before anything is planned",
        "Two sedatives stand on the list as well.",
        local(3, 11), "nurse", local(-1, 12), Role.PRESCRIBER, "Mo Maoi",
        given=(Role.PRESCRIBER, "second"),
    ),
    Todo(
        BY_HAND,
        "Weigh again: the two readings differ by 10 kg",
        "",
        local(0, 8, 5), "second-nurse", local(0, 10), Role.NURSE, "Sven Second", taken="nurse",
    ),
    Todo(
        BY_HAND,
        "Tell the prescriber of the positive pregnancy test",
        "The visit of today is held until somebody has spoken to her.",
        local(0, 8, 16), "nurse", local(0, 9), Role.PRESCRIBER, "Petra Positive",
    ),
    Todo(
        BY_HAND,
        "Ask for the date of birth",
        "No link goes home without it.",
        local(1, 12), "nurse", local(-2, 17), Role.COORDINATOR, "Nadia Unborn",
    ),
    Todo(
        BY_HAND,
        "Book the yearly service of the infusion pumps",
        "",
        local(6, 9, 40), "nurse", local(-7, 17), Role.ADMINISTRATOR,
    ),
    Todo(
        BY_HAND,
        "Read the adverse events of October before the meeting",
        "",
        local(5, 16, 10), "prescriber", local(-4, 12), Role.DIRECTOR, taken="director",
    ),
    Todo(
        BY_HAND,
        "Cancel the visits of this week",
        "Consent was withdrawn.",
        local(2, 9, 40), "nurse", local(1, 12), Role.COORDINATOR, "Wes Withdrawn",
        closing=Closing(local(2, 10, 5), "coordinator", "Done", "Three visits."),
    ),
    Todo(
        CALL_BACK,
        "Call back: wants to know when to come",
        "",
        local(5, 11), "coordinator", local(5, 15), Role.NURSE, "Vera Everywhere", taken="nurse",
        closing=Closing(local(5, 11, 40), "nurse", "Left a neutral message"),
    ),
    Todo(
        BY_HAND,
        "Fetch the letters of the clinic in Riverside",
        "",
        local(9, 14), "prescriber", local(8, 12), Role.COORDINATOR, "Cora Corrected",
        closing=Closing(
            local(8, 11, 30),
            "coordinator",
            "Cannot be done, and why in the remark",
            "That clinic closed in 2024, and nobody keeps its records.",
        ),
    ),
)  # fmt: skip


def tasks(cast: Cast) -> Iterator[Event]:
    """Return everything that people did about tasks."""
    for todo in ALL:
        yield from _one(todo, cast)
    elsewhere = partial(
        actions.open_by_hand,
        kind=BY_HAND,
        what="Write to the other clinic what was seen and given last night",
        why="Their director reviews why the record was opened.",
        due=local(0, 17),
        role=Role.NURSE,
        by=cast.visitor,
    )
    yield Event(local(0, 7, 55), elsewhere)


def _one(todo: Todo, cast: Cast) -> Iterator[Event]:
    made: list[UUID] = []

    def begin() -> None:
        whom = cast.named(todo.whom).ref if todo.whom else None
        ref = actions.open_by_hand(
            kind=todo.kind,
            what=todo.what,
            why=todo.why,
            due=todo.due,
            role=todo.role,
            by=cast.staff[todo.by],
            patient=whom,
        )
        made.append(ref)
        if todo.taken:
            actions.take(task=_task(made), by=cast.staff[todo.taken])
        if todo.given is not None:
            role, word = todo.given
            by, owner = cast.staff[todo.by], cast.staff[word].account
            actions.assign(task=_task(made), role=role, owner=owner, by=by)

    yield Event(todo.opened, begin)
    end = todo.closing
    if end is not None:
        yield Event(
            end.at,
            lambda: actions.close(
                task=_task(made),
                disposition=end.disposition,
                remark=end.remark,
                by=cast.staff[end.by],
            ),
        )


def _task(made: list[UUID]) -> Task:
    return Task.objects.get(pk=made[0])
