"""What holds for every file: it ends in a sentence, or in a snapshot with everything in it."""

import contextlib
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.lib.fuzzing import EXAMPLE, JUNK, RESOURCES, spoil, unaccounted
from tests.lib.records import AS_OF, bundle, condition, ndjson, read, read_bytes, shipped

from titrant.clinical import Fact, Origin, RecordError, SetAside, Snapshot, Unmapped
from titrant.fhir import read_fhir
from titrant.intake import join

SEVERAL = settings(max_examples=40)
MANY = settings(max_examples=100)

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["Bundle", "Condition", "Observation", "Patient", "2020-01-01", "asthma"]),
)
KEYS = st.one_of(
    st.text(max_size=4),
    st.sampled_from(
        [
            *("resourceType", "entry", "resource", "id", "code", "coding", "text", "status"),
            *("subject", "reference", "valueQuantity", "value", "unit", "component", "item"),
            *("answer", "linkId", "birthDate", "onsetAge", "medicationReference", "contained"),
        ]
    ),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=25,
)


def assert_a_sentence_or_everything(content: bytes) -> None:
    """Nothing but RecordError is raised, and what is not raised accounts for the whole file."""
    with contextlib.suppress(RecordError):
        assert unaccounted(content, read_bytes(content)) == []


# ------------------------------------------------------------------ whatever is given


@pytest.mark.hazard("H48")
@SEVERAL
@given(ANYTHING)
def test_json_of_any_shape_ends_in_a_sentence_or_in_a_snapshot(content: Any) -> None:
    assert_a_sentence_or_everything(json.dumps(content).encode())


@pytest.mark.hazard("H48")
@SEVERAL
@given(st.lists(st.dictionaries(KEYS, ANYTHING, max_size=5), max_size=4), st.booleans())
def test_resources_of_any_shape_do(contents: list[dict[str, Any]], lines: bool) -> None:
    kinds = ["Condition", "Observation", "MedicationRequest", "QuestionnaireResponse"]
    shaped = [
        {**content, "resourceType": kind} for content, kind in zip(contents, kinds, strict=False)
    ]
    content = ndjson(*shaped) if lines else json.dumps(bundle(*shaped)).encode()
    assert_a_sentence_or_everything(content)


@pytest.mark.hazard("H48")
@MANY
@given(st.data(), st.integers(1, 6))
def test_a_record_with_changes_does(data: st.DataObject, times: int) -> None:
    assert_a_sentence_or_everything(
        spoil(EXAMPLE, times, lambda options: data.draw(st.sampled_from(options)))
    )


@SEVERAL
@given(st.binary(max_size=64))
def test_bytes_of_any_kind_do(content: bytes) -> None:
    assert_a_sentence_or_everything(content)


def test_every_element_may_be_anything() -> None:
    """Each junk value in each place of one resource of every sort that is read."""
    for one in RESOURCES:
        for key in one:
            for junk in JUNK:
                spoilt = json.dumps({**one, key: "@"}).replace('"@"', junk)
                assert_a_sentence_or_everything(spoilt.encode())


def without(snapshot: Snapshot, place: str) -> Snapshot:
    """Return a snapshot that says nothing of one place."""

    def rest(said: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(one for one in said if one.origin.place != place)

    return replace(
        snapshot,
        facts=rest(snapshot.facts),
        unmapped=rest(snapshot.unmapped),
        set_aside=rest(snapshot.set_aside),
    )


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("Condition/c2", "Condition/c2 became nothing"),  # a fact
        ("Condition/c4", "Condition/c4 became nothing"),  # unmapped
        ("Condition/c3", "Condition/c3 became nothing"),  # set aside
        ("entry 21", "entry 21 is no resource, and nobody says so"),
    ],
)
def test_what_is_dropped_is_noticed(place: str, complaint: str) -> None:
    content = json.dumps(bundle(*RESOURCES, {})).encode()
    found = read_bytes(content)
    assert unaccounted(content, found) == []
    assert complaint in unaccounted(content, without(found, place))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"beside": {"Encounter": 1}}, "beside:"),
        ({"entries": 3}, "17 entries to read, and 3 were"),
        ({"mapped": 20}, "20 of 17 entries are mapped"),
        ({"mapped": 1}, "entries have facts, and 1 are mapped"),
    ],
)
def test_a_wrong_count_is_noticed(change: dict[str, Any], complaint: str) -> None:
    content = json.dumps(EXAMPLE).encode()
    found = read_bytes(content)
    changed = replace(found, files=(replace(found.files[0], **change),))
    assert complaint in "; ".join(unaccounted(content, changed))


# ------------------------------------------------------------------ files that break off


@pytest.mark.parametrize("indent", [None, 1])
def test_a_record_that_breaks_off_is_refused_at_every_byte(indent: int | None) -> None:
    content = json.dumps(EXAMPLE, indent=indent).encode() + b"\n\n"
    whole = read_bytes(content)
    assert len(whole.facts) > 8
    ends = len(content.rstrip())
    for end in range(len(content)):
        if end < ends:
            with pytest.raises(RecordError, match=r"record\.json"):
                read_bytes(content[:end])
        else:
            assert read_bytes(content[:end]) == whole


# ------------------------------------------------------------------ order


def unplaced(one: Fact | Unmapped | SetAside) -> Any:
    """Return what is said without where: an entry that has no id is known by its place alone."""
    return replace(one, origin=Origin("", ""))


def said(snapshot: Snapshot) -> dict[str, Any]:
    """Return everything that a snapshot says, in no order."""
    (file,) = snapshot.files
    return {
        "subject": snapshot.subject,
        "facts": Counter(map(unplaced, snapshot.facts)),
        "unmapped": Counter(map(unplaced, snapshot.unmapped)),
        "set aside": Counter(map(unplaced, snapshot.set_aside)),
        "contradictions": Counter(snapshot.contradictions),
        "file": file,
    }


METAS = st.sampled_from(
    [
        {},
        {"versionId": "1"},
        {"versionId": "2"},
        {"lastUpdated": "2024-01-01T00:30:00+02:00"},
        {"lastUpdated": "2023-12-31T23:00:00Z", "versionId": "3"},
    ]
)
VERSIONS = st.builds(
    lambda text, id, meta: condition(text, id=id, meta=meta),
    st.sampled_from(["asthma", "epilepsy", "Sinusitis", "No asthma"]),
    st.sampled_from([None, "1", "2"]),
    METAS,
)


@SEVERAL
@given(st.lists(VERSIONS, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing_but_the_order(
    versions: list[dict[str, Any]], random: Any
) -> None:
    entries = [*RESOURCES, *versions]
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert said(read(*entries)) == said(read(*shuffled))


# ------------------------------------------------------------------ the same again

AGAIN = "it says what another entry says of the same day"


def counts(snapshot: Snapshot) -> tuple[Counter[Any], int]:
    """Return how often each thing was set aside, and how many repetitions there were."""
    times = Counter({(one.what, one.why): one.times for one in snapshot.set_aside})
    again = sum(times.pop(key) for key in list(times) if key[1] == AGAIN)
    return times, again


@pytest.mark.hazard("H48")
@SEVERAL
@given(st.lists(VERSIONS, max_size=6))
def test_a_record_that_is_given_twice_says_nothing_more(versions: list[dict[str, Any]]) -> None:
    content = json.dumps(bundle(*RESOURCES, *versions)).encode()
    first, second = (
        read_fhir(content, name, shipped(), AS_OF) for name in ("one.json", "two.json")
    )
    once, twice = join([first]), join([first, second])
    assert twice.facts == once.facts
    assert twice.subject == once.subject
    assert twice.courses == once.courses
    assert twice.contradictions == once.contradictions
    assert twice.files == (*first.files, *second.files)
    doubled = [replace(one, times=2 * one.times) for one in once.unmapped]
    assert list(twice.unmapped) == doubled
    (aside, again), (aside_twice, again_twice) = counts(once), counts(twice)
    assert aside_twice == Counter({key: 2 * times for key, times in aside.items()})
    assert again == len(first.facts) - len(once.facts)
    assert again_twice == 2 * len(first.facts) - len(once.facts)
