"""Join what several files say about one person: a later file adds, and lowers nothing."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from titrant.clinical import (
    Contradiction,
    Fact,
    FactKind,
    RecordError,
    SetAside,
    Snapshot,
    Subject,
    Unmapped,
)
from titrant.intake.course_joining import join_courses
from titrant.intake.visit_joining import join_visits
from titrant.knowledge.concepts import Concept, Lasts

L = TypeVar("L", Unmapped, SetAside)
Concepts = Callable[[str], Concept]

# What does not change within a day; two blood pressures of one day are two readings.
_STEADY = frozenset({"weight", "height"})


def join(snapshots: Sequence[Snapshot], concepts: Concepts | None = None) -> Snapshot:
    """Return one snapshot of everything that files say; raises `RecordError` for two people.

    What is said twice counts once, what differs stays and is named, what repeats is counted. The
    order in which the files were named changes nothing. By the `concepts` of a knowledge base, what
    is gone within weeks and was over before a “no” is not contradicted by it: a cold of years ago.
    """
    first, *rest = snapshots
    subject = first.subject
    people = set(first.files[0].people) if first.files else set()
    for other in rest:
        named = set(other.files[0].people)
        if people and named and not people & named and not (subject.born and other.subject.born):
            raise RecordError(
                f"{other.files[0].name} names another patient, and no birth date tells who it is",
                "Give the files of one person, each with its Patient.",
            )
        people |= named
        subject = _same(subject, other.subject, other.files[0].name)
    snapshots = sorted(snapshots, key=_by_name)
    facts, repeated = _once([fact for one in snapshots for fact in one.facts])
    aside = [said for one in snapshots for said in one.set_aside]
    courses, differing = join_courses([course for one in snapshots for course in one.courses])
    visit, at_odds = join_visits([one.visit for one in snapshots if one.visit is not None])
    return Snapshot(
        as_of=first.as_of,
        subject=subject,
        facts=tuple(facts),
        courses=courses,
        unmapped=tuple(_counted([said for one in snapshots for said in one.unmapped])),
        set_aside=tuple(_counted(aside + repeated)),
        contradictions=(
            *dict.fromkeys(said for one in snapshots for said in one.contradictions),
            *_contradictions(facts, concepts),
            *differing,
            *at_odds,
        ),
        clearances=tuple(dict.fromkeys(said for one in snapshots for said in one.clearances)),
        files=tuple(file for one in snapshots for file in one.files),
        visit=visit,
    )


def _by_name(snapshot: Snapshot) -> list[str]:
    return [file.name for file in snapshot.files]


def _same(known: Subject, other: Subject, name: str) -> Subject:
    """Add what another file says of the person; refuse where it is somebody else."""
    if known.born is not None and other.born is not None:
        first = max(known.born.first, other.born.first)
        last = min(known.born.last, other.born.last)
        if first > last:
            raise RecordError(
                f"{name} is about somebody born on another day",
                "Give the files of one person; records are never mixed.",
            )
        known = replace(known, born=type(known.born)(first, last))
    if known.sex is not None and other.sex is not None and known.sex is not other.sex:
        raise RecordError(
            f"{name} says {other.sex}, and a file before it says {known.sex}",
            "Give the files of one person, or correct the one that is wrong.",
        )
    return Subject(
        born=known.born or other.born,
        sex=known.sex or other.sex,
        dead=known.dead or other.dead,
        died_on=known.died_on or other.died_on,
    )


def _once(facts: list[Fact]) -> tuple[list[Fact], list[SetAside]]:
    """Keep each fact once; what says the same of the same day in another place is a repetition.

    The latest day on which somebody said it stays with the one that is kept.
    """
    kept: dict[tuple[object, ...], Fact] = {}
    repeated: list[SetAside] = []
    for fact in facts:
        value = (fact.value.number, fact.value.limit) if fact.value is not None else fact.word
        key = (
            *(fact.concept, fact.text, fact.so, fact.state, fact.sure),
            *(fact.on, fact.ended, value, fact.daily, _reading(fact)),
        )
        if key in kept:
            why = "it says what another entry says of the same day"
            repeated.append(SetAside(what=fact.text, why=why, origin=fact.origin))
            seen = max((day for day in (kept[key].seen, fact.seen) if day), default=None)
            first = min(kept[key], fact, key=lambda one: one.origin)  # whatever the files' order
            kept[key] = replace(first, seen=seen)
        else:
            kept[key] = fact
    return list(kept.values()), repeated


def _reading(fact: Fact) -> str:
    """Tell two readings of one day apart: the same figure twice is a repeat, not a repetition."""
    steady = fact.kind is not FactKind.OBSERVATION or fact.concept in _STEADY
    return "" if steady else fact.origin.place


def _counted(listed: list[L]) -> list[L]:
    """Fold what is the same but for its place: the first one stands, and says how often."""
    counted: dict[tuple[str, ...], L] = {}
    for one in listed:
        key = _alike(one)
        before = counted.get(key)
        counted[key] = one if before is None else replace(before, times=before.times + one.times)
    return list(counted.values())


def _alike(one: Unmapped | SetAside) -> tuple[str, ...]:
    if isinstance(one, Unmapped):
        return (one.kind, one.text, one.code)
    return (one.what, one.why, f"{one.of_course}")


def _contradictions(facts: list[Fact], concepts: Concepts | None) -> list[Contradiction]:
    """Find what one entry says and another denies, and measurements that differ on one day."""
    found: list[Contradiction] = []
    by_concept: dict[str, list[Fact]] = {}
    for fact in facts:
        by_concept.setdefault(fact.concept, []).append(fact)
    for concept, same in by_concept.items():
        if same[0].kind is FactKind.OBSERVATION:
            found += _differing(same) if same[0].concept in _STEADY else []
            continue
        no = [fact for fact in same if not fact.so]
        passes = concepts is not None and concepts(concept).lasts is Lasts.ACUTE
        yes = [fact for fact in same if fact.so and not (passes and _was_over(fact, no))]
        if yes and no:
            found.append(
                Contradiction(
                    about=yes[0].text,
                    says=(f"so: {yes[0].origin}", f"not so: {no[0].origin}"),
                    counts="that it is so counts, until a clinician corrects the record",
                )
            )
    return found


def _was_over(fact: Fact, denied: list[Fact]) -> bool:
    """Return whether something had ended before anybody said that it is not so."""
    days = [one.on for one in denied]
    return fact.ended is not None and all(day is not None and fact.ended < day for day in days)


def _differing(same: list[Fact]) -> list[Contradiction]:
    days: dict[object, list[Fact]] = {}
    for fact in same:
        if fact.on is not None and fact.value is not None:
            days.setdefault(fact.on, []).append(fact)
    return [
        Contradiction(
            about=f"{facts[0].text} on {day}",
            says=tuple(f"{f.value.shown} ({f.origin})" for f in facts if f.value is not None),
            counts="each of them is looked at",
        )
        for day, facts in days.items()
        if len({f.value.number for f in facts if f.value is not None}) > 1
    ]
