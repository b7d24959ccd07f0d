"""What a rule with a date will find once that date has come: told a month before."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from titrant.clinical import Snapshot
from titrant.dosing.screening import Finding, Treatment, screen
from titrant.knowledge import Knowledge
from titrant.server.web.templatetags.clinic import day as in_words

AHEAD = timedelta(days=30)  # long enough for a visit in person


def found_when_rules_end(
    known: Snapshot, treatment: Treatment, kb: Knowledge
) -> Iterator[tuple[str, Finding]]:
    """Yield what is found from a day on, within a month, because a value ends or begins on it.

    The day before is compared with the day itself, so that what ages meanwhile is not told here.
    """
    for on in kb.once("dates", "all", lambda _: _dates(kb)):
        if known.as_of < on <= known.as_of + AHEAD:
            before = _found(known, treatment, kb, on - timedelta(days=1))
            for rule, finding in _found(known, treatment, kb, on).items():
                if rule not in before:
                    yield in_words(on), finding


def _dates(kb: Knowledge) -> tuple[date, ...]:
    leaves = kb.leaves()
    ends = {leaf.expires for leaf in leaves if leaf.expires is not None}
    return tuple(sorted(ends | {leaf.effective for leaf in leaves}))


def _found(known: Snapshot, treatment: Treatment, kb: Knowledge, on: date) -> dict[str, Finding]:
    found = screen(replace(known, as_of=on), treatment, kb).findings
    return {one.rule: one for one in found if one.cleared is None}
