"""What holds of every gate: a fact that is taken away opens nothing, and order says nothing."""

from collections.abc import Sequence
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.snapshots import snapshots
from tests.lib.visits import AS_OF, HOME, IM, IV, SPRAY, WHOLE, answered, measured, pressures

from titrant.clinical import Fact, Snapshot
from titrant.dosing.gate import Gate, Item, ItemState, gate
from titrant.dosing.screening import Treatment, treatment_of
from titrant.intake import join, read_case
from titrant.knowledge import Knowledge

SWITCHED = [
    *(("two_identifiers_checked", "yes"), ("session_given_today", "no"), ("diabetes", "no")),
    *(("suicidal_thoughts_today", "no"), ("airway_kit_checked", "yes"), ("fasted", "yes")),
    *(("sitter_present", "yes"), ("sedative_or_opioid_today", "no"), ("line_or_plan", "yes")),
    *(("missed_antihypertensive", "no"), ("escort_arranged", "yes"), ("alcohol_today", "no")),
    *(("will_drive", "no"), ("pressure_decision", "yes")),
]
OTHER = {"yes": "no", "no": "yes"}


@cache
def kb() -> Knowledge:
    return loaded()


def read(text: str, name: str) -> Snapshot:
    return read_case(text, name, kb(), AS_OF)


@st.composite
def changes(draw: st.DrawFn) -> str:
    """Something that is written down besides on the day, to the good or to the bad."""
    what = draw(st.integers(0, 3))
    if what == 0:
        concept, answer = draw(st.sampled_from(SWITCHED))
        return answered(**{concept: draw(st.sampled_from([answer, OTHER[answer]]))})
    if what == 1:
        readings = st.sampled_from(["120/76", "88/60", "146/84", "150/92", "164/88", "184/100"])
        return pressures(*draw(st.lists(readings, min_size=1, max_size=3)))
    if what == 2:
        hours = draw(st.sampled_from(["20 min", "3 h", "9 h"]))
        return measured(hours_since_solids=hours, hours_since_drink=hours)
    drug = draw(st.sampled_from(["metoprolol", "insulin", "lorazepam", "psilocybin", "ketamine"]))
    return f"by: clinician\non: 2026-11-22\nmedications: [{drug}]\n"


@st.composite
def files(draw: st.DrawFn) -> list[Snapshot]:
    """Files of one person: some of a whole day, and a few things besides.

    Pressures stand in two files at the most: of the same figure in the same place of two files
    joining keeps one, and which of them decides which reading of a file is its last.
    """
    kept = draw(st.sets(st.integers(0, len(WHOLE) - 1), min_size=len(WHOLE) - 2))
    texts = [WHOLE[number] for number in sorted(kept)]
    besides = draw(st.lists(changes(), max_size=3))
    pressed = [text for text in besides if "systolic" in text]
    texts += [text for text in besides if text not in pressed] + pressed[:1]
    return [read(text, f"{number}.yaml") for number, text in enumerate(texts, 1)]


TREATMENTS = st.builds(
    lambda id, place: treatment_of(kb().protocol(id), place),
    st.sampled_from([IV, IM, SPRAY, HOME, "spravato-eu-trd"]),
    st.sampled_from([None, "us", "eu"]),
)


def items(made: Gate) -> dict[str, Item]:
    return {item.id: item for item in made.items}


def without(snapshot: Snapshot, gone: Fact) -> Snapshot:
    left = tuple(fact for fact in snapshot.facts if fact.origin != gone.origin)
    return replace(snapshot, facts=left)


def opens(snapshot: Snapshot, treatment: Treatment, tried: Sequence[Fact]) -> list[str]:
    """Return every item that a fact opened by going away, though it did not rest on it."""
    before = {id: item for id, item in items(gate(snapshot, treatment, kb())).items() if item.holds}
    found: list[str] = []
    for gone in tried:
        after = items(gate(without(snapshot, gone), treatment, kb()))
        found += [
            f"{id} without {gone.concept}"
            for id, item in before.items()
            if gone.origin not in {fact.origin for fact in item.basis}
            and id in after
            and not after[id].holds
        ]
    return found


@settings(max_examples=15)
@given(st.data(), files(), TREATMENTS)
def test_a_fact_that_goes_away_opens_nothing_that_did_not_rest_on_it(
    data: st.DataObject, read_files: list[Snapshot], treatment: Treatment
) -> None:
    snapshot = join(read_files)
    tried = data.draw(st.lists(st.sampled_from(snapshot.facts), max_size=4, unique_by=id))
    assert opens(snapshot, treatment, tried) == []


@settings(max_examples=20)
@given(snapshots(), TREATMENTS)
def test_no_fact_of_any_record_opens_anything_by_going_away(
    snapshot: Snapshot, treatment: Treatment
) -> None:
    assert opens(snapshot, treatment, snapshot.facts) == []


@settings(max_examples=20)
@given(st.data(), TREATMENTS)
def test_the_answer_of_the_day_that_met_an_item_leaves_it_open(
    data: st.DataObject, treatment: Treatment
) -> None:
    """Of a whole day, whatever one takes away, what rested on it is asked: nothing else changes."""
    snapshot = join([read(text, f"{number}.yaml") for number, text in enumerate(WHOLE)])
    before = items(gate(snapshot, treatment, kb()))
    resting = [item for item in before.values() if not item.holds and len(item.basis) == 1]
    item = data.draw(st.sampled_from(resting))
    (fact,) = item.basis
    after = items(gate(without(snapshot, fact), treatment, kb()))
    assert after[item.id].state is ItemState.NOT_ASKED


def told(made: Gate) -> list[tuple[object, ...]]:
    """Return what a gate says; of two facts that say the same either may stand behind an item."""
    return [
        (one.id, one.title, one.state, one.says, one.lifts, one.who, *sorted(map(known, one.basis)))
        for one in made.items
    ]


def known(fact: Fact) -> str:
    """Return what a fact says, wherever it stands."""
    value = fact.value.shown if fact.value is not None else fact.word
    return f"{fact.concept} {fact.so} {fact.state} {fact.sure} {fact.on} {value}"


@settings(max_examples=15)
@given(st.data(), files(), TREATMENTS)
def test_the_order_of_the_files_changes_nothing(
    data: st.DataObject, read_files: list[Snapshot], treatment: Treatment
) -> None:
    expected = told(gate(join(read_files), treatment, kb()))
    order = data.draw(st.permutations(range(len(read_files))))
    other = [read_files[place] for place in order]
    assert told(gate(join(other), treatment, kb())) == expected


@settings(max_examples=10)
@given(files(), TREATMENTS)
def test_an_empty_file_changes_nothing(read_files: list[Snapshot], treatment: Treatment) -> None:
    made = told(gate(join(read_files), treatment, kb()))
    assert told(gate(join([*read_files, read("{}", "empty.yaml")]), treatment, kb())) == made
