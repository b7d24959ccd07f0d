"""What a screening finds of a person, before and after what is known of them changed."""

from collections.abc import Collection, Mapping
from uuid import UUID

from titrant.server.audit.actor import Actor
from titrant.server.intake import kinds, selectors
from titrant.server.intake.standing import Standing
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of, today
from titrant.server.tasks.actions import open_task

Found = Mapping[UUID, Standing]


def screened(people: Collection[Patient]) -> Found:
    """Return for each record what is found of its person, over every sort of treatment."""
    found = {}
    for person in people:
        kb, day = knowledge_of(person.clinic), today(person.clinic)
        found[person.pk] = Standing.of(selectors.whole(person, day, kb), kb)
    return found


def screen_again(people: Collection[Patient], before: Found, *, about: UUID, by: Actor) -> None:
    """Screen people again, and ask a prescriber to look wherever something else is found."""
    after = screened(people)
    for person in people:
        was, now_so = before[person.pk], after[person.pk]
        told = (
            ("Found now, or graver", _graver(was, now_so)),
            ("Found no longer, or less grave", _graver(now_so, was)),
        )
        why = " ".join(f"{word}: {', '.join(titles)}." for word, titles in told if titles)
        if why:
            open_task(
                kinds.SCREENED_AGAIN,
                clinic=person.clinic_id,
                by=by,
                why=why,
                patient=person.pk,
                about=about,
            )


def _graver(one: Standing, other: Standing) -> list[str]:
    """Return the titles of what is found in the other alone, or more gravely there."""
    names = {
        name
        for (treatment, name), grave in other.grave.items()
        if grave < one.grave.get((treatment, name), grave + 1)
    }
    return sorted({rule.title for rule in other.rules if rule.id in names})
