"""A positive pregnancy test, however it came into the record, is a prescriber's to speak about."""

from collections.abc import Iterable
from datetime import date, timedelta

from titrant.clinical import Fact
from titrant.knowledge.answers import whether
from titrant.server.audit.actor import Actor
from titrant.server.audit.models import Entry
from titrant.server.patients.kinds import PREGNANT
from titrant.server.tasks.actions import open_task

TEST = "pregnancy-test"
LASTS = timedelta(weeks=42)  # after that, whatever an old test found is over


def is_positive(result: str) -> bool:
    """Say whether the words of a result say yes."""
    return bool(whether(result))


def may_go_on(facts: Iterable[Fact], today: date) -> bool:
    """Say whether the last test among facts is positive, and no older than a pregnancy lasts.

    A test without a day counts as today's; of two on one day, a positive one counts.
    """
    tests = [one for one in facts if one.concept == TEST and one.word]
    days = {id(one): one.on or today for one in tests}
    last = max(days.values(), default=date.min)
    return today - last <= LASTS and any(
        is_positive(one.word) for one in tests if days[id(one)] == last
    )


def ask_to_speak(entry: Entry, by: Actor) -> None:
    """Open the task that an entry with a positive test asks for, once."""
    open_task(
        PREGNANT,
        clinic=entry.chain,
        by=by,
        patient=entry.patient,
        about=entry.ref,
        once=f"{TEST}:{entry.ref}",
    )
