"""What the director and the administrator find: proposals, emergency accesses, an invitation."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from titrant.server.accounts import actions as people
from titrant.server.accounts import emergency, inviting
from titrant.server.accounts.models import BrokenGlass
from titrant.server.accounts.roles import Role
from titrant.server.audit.appending import note_read
from titrant.server.demo.cast import Cast, local
from titrant.server.demo.outbox import send_what_waits
from titrant.server.demo.staff import CLINIC
from titrant.server.demo.writing import Event
from titrant.server.sites import actions as sites
from titrant.server.sites.policy import LEAF, Change
from titrant.server.sites.selectors import clinic_of
from titrant.server.tasks import actions as tasks
from titrant.server.tasks.models import Task

REASON = "They are at our door with chest pain, and cannot say what they take."
EARLIER = "They fainted in our waiting room, and came without a list."
PROPOSED = (
    (
        "limit.weight.age.home",
        ("21", "d"),
        "Two people lost more than a tenth within a month: weigh them more often.",
    ),
    (
        "instrument.phq-9.worsening",
        ("4", "1"),
        "We want to hear of a worsening one point earlier than is usual.",
    ),
)
READ = (  # what people looked at this morning, beside what they wrote
    ("nurse", "patient", "Sven Second"),
    ("nurse", "patient weights", "Sven Second"),
    ("nurse", "patient results", "Petra Positive"),
    ("prescriber", "patient", "Mo Maoi"),
    ("prescriber", "patient medications", "Mo Maoi"),
    ("coordinator", "patient", "Nadia Unborn"),
)


def governed(cast: Cast) -> Iterator[Event]:
    """Return what was proposed, opened in an emergency, reviewed, and read this morning."""
    yield Event(local(2, 16, 20), partial(_propose, cast))
    yield Event(local(6, 18, 5), partial(_open, cast, "Cora Corrected", EARLIER))
    yield Event(local(5, 9), partial(_review, cast, EARLIER))
    yield Event(local(1, 23, 41), partial(_open, cast, "Mo Maoi", REASON))
    yield Event(local(2, 10, 30), partial(_invite, cast))
    for minute, (word, page, name) in enumerate(READ):
        yield Event(local(0, 8, 20 + minute), partial(_read, cast, word, page, name))


def _propose(cast: Cast) -> None:
    for leaf, (value, unit), why in PROPOSED:
        change = Change(LEAF, leaf, {"value": value, "range": None, "unit": unit}, why)
        sites.propose(clinic=clinic_of(CLINIC), change=change, by=cast.hands.prescriber)


def _open(cast: Cast, name: str, reason: str) -> None:
    """Open a record from the other clinic, by whole name and date of birth, and read it."""
    person, by = cast.named(name).person, cast.visitor
    assert person.born is not None
    (record,) = emergency.records_of(name, person.born)
    words = f"{name}, {person.born:%Y-%m-%d}"
    people.note_search(words=words, reason=reason, found=1, by=by)
    entry = people.break_glass(record=record, reason=reason, by=by)
    until = BrokenGlass.objects.get(pk=entry.ref).until
    there = replace(by, clinic=record.clinic, emergency=until)
    for page in ("patient", "patient medications", "patient allergies"):
        note_read(page, by=there.actor, patient=record.patient)


def _review(cast: Cast, reason: str) -> None:
    by = cast.staff["director"]
    access = BrokenGlass.objects.get(reason=reason)
    finding = "I called them: the person was treated there, and is well."
    people.review(access=access, finding=finding, by=by)
    task = Task.objects.get(about=access.pk)
    tasks.close(task=task, disposition="Reviewed, it was needed", by=by)


def _invite(cast: Cast) -> None:
    """Invite somebody who has not come yet."""
    inviting.invite(
        email="jonas.field@demo.example",
        name="Jonas Field",
        role=Role.NURSE,
        by=cast.staff["administrator"],
    )
    send_what_waits()


def _read(cast: Cast, word: str, page: str, name: str) -> None:
    note_read(page, by=cast.staff[word].actor, patient=cast.named(name).ref)
