"""Join two records of one person, and part them again. Both records say so, and are re-screened."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_reason
from titrant.server.audit.appending import append, new_ref, sent_before
from titrant.server.intake import joined_entries, rescreening, rules, selectors
from titrant.server.intake.models import Joined
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_write

Changed = Callable[[tuple[UUID, ...]], None]
_on_change: list[Changed] = []


def on_change(notice: Changed) -> Changed:
    """Call `notice` with every record of the people whose records were joined or parted.

    Inside the transaction: what is known of them changed, and they are screened again.
    """
    _on_change.append(notice)
    return notice


@transaction.atomic
def join(*, one: Patient, other: Patient, reason: str, by: Acting, key: str = "") -> UUID:
    """Say that two records are one person's; return the link's id."""
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return joined_entries.joined.read(earlier).link
    rules.check_can_join(by, one, other)
    said = check_reason(reason, "Say in a sentence how you know that it is one person.")
    _one_at_a_time(one, other)
    if other.pk in {person.pk for person in selectors.one_person(one)}:
        raise NotAllowed("These two records are shown as one already.")
    people = _everybody(one, other)
    before = rescreening.screened(people)
    link = new_ref()
    for first, here, there in ((True, one, other), (False, other, one)):
        body = joined_entries.JoinedSaid(link, there.pk, said, first)
        sent = key if first else ""
        append(joined_entries.joined, body, by=by.actor, patient=here.pk, key=sent)
    rescreening.screen_again(people, before, about=link, by=by.actor)
    _tell(people)
    return link


@transaction.atomic
def part(*, link: Joined, reason: str, by: Acting, key: str = "") -> None:
    """Say that two records are two people's after all."""
    check_can_write(by, link.one, Right.JOIN_RECORDS)
    if sent_before(by.actor, key) is not None:
        return
    said = check_reason(reason, "Say in a sentence how you know that they are two people.")
    _one_at_a_time(link.one, link.other)
    if Joined.objects.get(pk=link.pk).undone_at is not None:
        raise NotAllowed("Somebody parted these two records already.")
    people = _everybody(link.one, link.other)
    before = rescreening.screened(people)
    for first, here, there in ((True, link.one, link.other), (False, link.other, link.one)):
        body = joined_entries.PartedSaid(link.pk, there.pk, said, first)
        sent = key if first else ""
        append(joined_entries.parted, body, by=by.actor, patient=here.pk, key=sent)
    rescreening.screen_again(people, before, about=link.pk, by=by.actor)
    _tell(people)


def _everybody(one: Patient, other: Patient) -> list[Patient]:
    """Return every record of the people of two records, in one order."""
    known = {person.pk: person for each in (one, other) for person in selectors.one_person(each)}
    return [known[pk] for pk in sorted(known)]


def _tell(people: list[Patient]) -> None:
    for notice in _on_change:
        notice(tuple(person.pk for person in people))


def _one_at_a_time(one: Patient, other: Patient) -> None:
    """Let nobody else join or part these two until the commit; always in one order."""
    rows = Patient.objects.select_for_update().only("id").order_by("id")
    list(rows.filter(pk__in=[one.pk, other.pk]))  # SQLite has one writer at a time anyway
