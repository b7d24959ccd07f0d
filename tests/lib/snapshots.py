"""Records made up by hypothesis: facts of the concepts that ship, as readers would make them."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from tests.lib.loaded import loaded

from titrant.clinical import (
    Born,
    Fact,
    FactKind,
    Measured,
    Origin,
    Sex,
    Snapshot,
    State,
    Subject,
    Sureness,
)
from titrant.knowledge import Knowledge, Rule
from titrant.units import Dose

FIRST = date(2026, 11, 22)  # the rules are in force from this day
LAST = date(2026, 12, 31)  # the last day before a law ends
AGES = st.sampled_from([0, 0, 1, 5, 20, 60, 200, 400, 4000])

# Numbers on both sides of every bound of the tables.
NUMBERS = {
    "systolic": [85, 120, 150, 165, 185],
    "diastolic": [70, 95, 105, 115],
    "weight": [45, 70, 130],
    "height": [150, 190],
}
OTHERWISE = [0, 1, 3, 5, 15, 45, 95, 115]


@cache
def kb() -> Knowledge:
    return loaded(None)


@cache
def every_rule() -> tuple[Rule, ...]:
    return (*kb().rules("screening"), *kb().rules("interactions"))


def read_by(rule: Rule) -> frozenset[str]:
    """Return the concepts that a rule reads; the body mass index is worked out from two more."""
    return _read_by()[rule.id]


@cache
def _read_by() -> dict[str, frozenset[str]]:
    return {rule.id: _concepts_of(rule) for rule in every_rule()}


def _concepts_of(rule: Rule) -> frozenset[str]:
    read = {*rule.concepts, *rule.unless}
    if rule.finds == "active-course":
        read |= {"ketamine", "esketamine"}
    if "body-mass-index" in read or rule.finds == "sleep-apnoea-obesity":
        read |= {"body-mass-index", "sleep-apnoea", "weight", "height"}
    return frozenset(read)


def reads(rule: Rule, fact: Fact) -> bool:
    """Say whether a fact bears on a rule: itself, what it lies within, or what it denies."""
    read = read_by(rule)
    denied = not fact.so and any(fact.concept in kb().concept(one).within for one in read)
    return denied or bool(read & {fact.concept, *kb().concept(fact.concept).within})


def concepts_of(rule: Rule) -> tuple[str, ...]:
    """Return the concepts whose facts bear on a rule."""
    return _concepts_by_rule()[rule.id]


@cache
def _concepts_by_rule() -> dict[str, tuple[str, ...]]:
    concepts = [kb().concept(id) for id in kb().ids("concepts")]
    return {
        rule.id: tuple(one.id for one in concepts if read_by(rule) & {one.id, *one.within})
        for rule in every_rule()
    }


@cache
def concepts_read() -> tuple[str, ...]:
    """Return every concept that bears on a rule, in its order."""
    read = set().union(*(read_by(rule) for rule in every_rule()))
    ids = (kb().concept(id) for id in kb().ids("concepts"))
    return tuple(one.id for one in ids if read & {one.id, *one.within})


@cache
def concepts_unread() -> tuple[str, ...]:
    return tuple(id for id in kb().ids("concepts") if id not in set(concepts_read()))


@st.composite
def facts(draw: st.DrawFn, concepts: tuple[str, ...], number: int = 0) -> Fact:
    """One fact about one of the concepts; `number` is its place, so that no two are the same."""
    concept = kb().concept(draw(st.sampled_from(concepts)))
    on = FIRST - timedelta(days=draw(AGES))
    observed = concept.kind is FactKind.OBSERVATION
    measured = observed and concept.unit is not None
    amount = draw(st.sampled_from(NUMBERS.get(concept.id, OTHERWISE))) if measured else None
    taken = concept.kind is FactKind.MEDICATION
    state = draw(st.sampled_from(State)) if not observed else State.UNSTATED
    dose = draw(st.sampled_from([None, Dose(1, "mg"), Dose(20, "mg")])) if taken else None
    return Fact(
        concept=concept.id,
        kind=concept.kind,
        text=f"entry {number}",
        origin=Origin("made.json", f"place {number}"),
        so=True if observed or taken else draw(st.booleans()),
        state=state,
        sure=draw(st.sampled_from(Sureness)),
        on=on if draw(st.integers(0, 9)) else None,
        seen=on,
        ended=on if state is State.ENDED and draw(st.booleans()) else None,
        value=None
        if amount is None
        else Measured(Decimal(amount), concept.unit or "1", str(amount)),
        word=draw(st.sampled_from(["positive", "negative"])) if observed and not measured else "",
        daily=dose,
    )


@st.composite
def snapshots(draw: st.DrawFn, most: int = 8) -> Snapshot:
    """A record of a few facts that bear on the same few rules.

    Two measurements of one thing never share a day: which was the later one, their order says.
    """
    rules = draw(st.lists(st.sampled_from(every_rule()), min_size=1, max_size=2))
    bearing = tuple(id for rule in rules for id in concepts_of(rule)) or concepts_read()
    count = draw(st.integers(0, most))
    made = [draw(facts(bearing, number)) for number in range(count)]
    kept: dict[tuple[str, date | None], Fact] = {}
    for fact in made:
        day = fact.on if fact.value is not None else None
        kept.setdefault((fact.concept, day) if fact.value is not None else (fact.text, None), fact)
    return Snapshot(
        as_of=FIRST,
        subject=Subject(
            born=draw(st.sampled_from([None, Born(date(1955, 6, 15), date(1955, 6, 15))])),
            sex=draw(st.sampled_from([None, *Sex])),
        ),
        facts=tuple(kept.values()),
    )
