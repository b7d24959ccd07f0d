"""Write the made-up clinics through the same actions as anybody's record, in the order of time."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain, count, groupby
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from titrant.knowledge import load
from titrant.knowledge.files import COMPILED, read_json
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.audit.actor import program
from titrant.server.audit.appending import append, refs_from, secrets_from
from titrant.server.audit.appending_many import Line, append_all
from titrant.server.audit.installing import check_kind, is_empty
from titrant.server.config.installation import Kind, WrongKind
from titrant.server.demo.asked import intakes
from titrant.server.demo.awkward import awkward, elsewhere
from titrant.server.demo.brought import brought
from titrant.server.demo.cast import Cast
from titrant.server.demo.clock import MORNING
from titrant.server.demo.governed import governed
from titrant.server.demo.led import at_work, led
from titrant.server.demo.marked import joins, marked
from titrant.server.demo.outbox import outbox
from titrant.server.demo.people import invented
from titrant.server.demo.staff import CLINIC, OTHER, STAFF, hire
from titrant.server.demo.todo import tasks
from titrant.server.demo.writing import Event, Hands, Record
from titrant.server.sites import actions as sites
from titrant.server.sites import entries
from titrant.server.sites.actions import MEANING
from titrant.server.sites.models import Clinic
from titrant.server.web.clock import clock_at

CLINICS = (
    entries.ClinicSaid(
        CLINIC, "Harbour Ketamine Clinic (made up)", "America/New_York", "+1 212 555 0100"
    ),
    entries.ClinicSaid(
        OTHER, "Prairie Ketamine Clinic (made up)", "America/Chicago", "+1 312 555 0100", "us"
    ),
)
OPENED = MORNING - timedelta(days=1000)  # before the first of the made-up doses
_NAMESPACE = UUID("6d0f4a1e-3c0b-5f0e-9a51-2f1f5a7f6d10")


@transaction.atomic
def fill() -> None:
    """Fill an empty database with the clinic, its staff, its policy and its people.

    What is not empty is left as it is; raises `WrongKind` in an installation for real records.
    """
    if settings.INSTALLATION.kind is not Kind.DEMONSTRATION:
        raise WrongKind("Made-up people never come into an installation for real ones.")
    check_kind()
    if not is_empty():
        return
    with _same_each_time():
        for said in CLINICS:  # in the installation's chain, which begins today
            append(entries.clinic_said, said, by=program("demonstration"))
        with clock_at(OPENED):
            staff = hire()
            clinic = Clinic.objects.get(pk=CLINIC)
            there = _acting(staff, CLINIC)
            for name in ("Chair 1", "Chair 2", "Chair 3", "Chair 4"):
                sites.add_chair(clinic=clinic, name=name, by=there["administrator"])
            _sign_policy(clinic, there["director"])
            _write(_all_of_it(there, _acting(staff, OTHER)))


def _acting(staff: Mapping[str, Account], clinic: int) -> dict[str, Acting]:
    """Return the staff of one clinic as they act there, by their words."""
    here = [worker for worker in STAFF if clinic in worker.clinics]
    return {one.word: Acting(staff[one.word], clinic, frozenset({one.role})) for one in here}


def _all_of_it(there: Mapping[str, Acting], other: Mapping[str, Acting]) -> Iterator[Line | Event]:
    """Return everything that was written in both clinics, in no order."""
    hands = Hands(there["prescriber"], there["nurse"], there["second-nurse"], there["coordinator"])
    visitor = other["visitor"]
    alone = Hands(other["second"], visitor, visitor, visitor)
    kb = load("demo")
    records = [Record(person, hands) for person in [*invented(kb), *awkward()]]
    cast = Cast(hands, there, visitor, tuple(records))
    return chain(
        *(record.written() for record in records),
        *(led(record, kb) for record in records),
        *(marked(record) for record in records),
        *(Record(person, alone).written() for person in elsewhere()),
        joins(records),
        *(part(cast) for part in (tasks, outbox, intakes, brought, governed, at_work)),
    )


def _write(all_of_it: Iterable[Line | Event]) -> None:
    """Write everything in the order of time, as many lines at once as stand together."""
    in_time = sorted(all_of_it, key=lambda one: one.at)
    for clinic, group in groupby(in_time, key=_clinic_of):
        if clinic is not None:
            append_all([one for one in group if isinstance(one, Line)])
            continue
        for one in group:
            assert isinstance(one, Event)
            with clock_at(one.at):
                one.do()


def _clinic_of(one: Line | Event) -> int | None:
    """Return whose chain a line belongs to; None for an event, which says that itself."""
    return one.by.clinic if isinstance(one, Line) else None


def _sign_policy(clinic: Clinic, director: Acting) -> None:
    """Sign what the shipped demonstration site signs, as this clinic's first policy."""
    overlay = read_json(COMPILED / "sites" / "demo.json")
    who = {
        "by": director.account.name,
        "role": Role.DIRECTOR.value,
        "on": OPENED.date().isoformat(),
    }
    overlay = {
        **overlay,
        "site": f"clinic-{clinic.pk}",
        "title": clinic.name,
        "signatures": [{**entry, **who} for entry in overlay["signatures"]],
        "approvals": [{**entry, **who} for entry in overlay["approvals"]],
    }
    body = entries.Signed(
        clinic=clinic.pk,
        version=1,
        overlay=overlay,
        changes=["Everything that the demonstration signs, at once."],
        meaning=MEANING,
        name=director.account.name,
        proposals=[],
    )
    append(entries.signed, body, by=director.actor)


@contextmanager
def _same_each_time() -> Iterator[None]:
    """Give new things the same ids in every demonstration, and links the same ends."""
    refs, secrets = count(1), count(1)

    def secret() -> str:
        digest = hashlib.sha256(f"demonstration/{next(secrets)}".encode()).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")

    with refs_from(lambda: uuid5(_NAMESPACE, str(next(refs)))), secrets_from(secret):
        yield
