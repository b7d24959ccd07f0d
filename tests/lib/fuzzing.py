"""Records to spoil, ways to spoil them, and a count of what became of everything in a file.

The count reads a file with another parser than the program does and knows nothing of its rooms but
which sorts of resources it reads. `make deep` spoils records for minutes, the tests for seconds.
"""

import copy
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tests.lib.records import (
    ICD10,
    LOINC,
    RXNORM,
    bundle,
    coded,
    condition,
    medication,
    observation,
    quantity,
    resource,
)

from titrant.clinical import Snapshot

T = TypeVar("T")
Choose = Callable[[Sequence[T]], T]
Json = dict[str, Any]

# The sorts that bear on care; whatever else a file holds is counted beside them.
READ = frozenset(
    {
        *("Condition", "AllergyIntolerance", "Procedure", "FamilyMemberHistory"),
        *("MedicationRequest", "MedicationStatement", "MedicationDispense"),
        *("MedicationAdministration", "MedicationUsage", "Observation", "QuestionnaireResponse"),
    }
)

_PHQ9 = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3")
_PRESSURE = [
    {"code": coded("8480-6", LOINC), "valueQuantity": quantity(150, "mm[Hg]")},
    {"code": coded("8462-4", LOINC), "dataAbsentReason": {"text": "not heard"}},
    {"code": coded("8478-0", LOINC), "valueQuantity": quantity(113, "mm[Hg]")},
]
_DAILY = {
    "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
    "doseAndRate": [{"doseQuantity": {"value": 1.5, "unit": "mg", "code": "mg"}}],
}
_ANN = {"reference": "Patient/ann"}

# One of everything that is read, with every element that is looked at.
RESOURCES: tuple[Json, ...] = (
    resource("Patient", id="ann", gender="female", birthDate="1980-05-17", deceasedBoolean=False),
    condition(
        "Severe asthma",
        id="c1",
        clinical="active",
        verified="confirmed",
        subject=_ANN,
        onsetAge={"value": 30, "unit": "years", "code": "a"},
        abatementDateTime="2020-01-02",
        recordedDate="2024-05-01T10:00:00+02:00",
        severity=coded("24484000", display="Severe"),
    ),
    condition(code=coded("G40.909", ICD10, "Epilepsy"), id="c2", onsetPeriod={"start": "1999"}),
    condition("Family history of psychosis", id="c3"),
    condition("Sinusitis", id="c4", onsetString="in spring"),
    condition("hypertension", id="c5", meta={"versionId": "2"}, recordedDate="2027-01-01"),
    resource(
        "AllergyIntolerance",
        id="a1",
        patient=_ANN,
        code={"text": "Ketamine"},
        reaction=[{"substance": {"text": "benzethonium"}}],
    ),
    resource("AllergyIntolerance", code={"text": "No known allergies"}),
    resource("Procedure", id="p1", status="completed", code={"text": "ECT"}, performedString="?"),
    resource("FamilyMemberHistory", id="f1", condition=[{"code": {"text": "Epilepsy"}}]),
    medication(
        "lorazepam",
        id="m1",
        authoredOn="2026-10-01",
        dosageInstruction=[_DAILY],
        dispenseRequest={"validityPeriod": {"end": "2026-12-01"}},
    ),
    medication(id="m2", status="stopped", medicationReference={"reference": "Medication/d1"}),
    medication(
        id="m3",
        contained=[resource("Medication", id="x", code={"text": "Nardil"})],
        medicationReference={"reference": "#x"},
    ),
    resource("Medication", id="d1", code=coded("8123", RXNORM)),
    observation(
        "29463-7",
        id="o1",
        effectiveDateTime="2026-11-01",
        valueQuantity=quantity(154.3, "lb", "[lb_av]"),
    ),
    observation("85354-9", id="o2", component=_PRESSURE, issued="2026-11-01T08:00:00Z"),
    observation("82810-3", id="o3", valueCodeableConcept=coded("60001007", display="Not pregnant")),
    observation("33914-3", id="o4", valueQuantity=quantity(60, "mL/min", comparator=">")),
    resource(
        "QuestionnaireResponse",
        id="q1",
        status="completed",
        authored="2026-11-01",
        item=[{"linkId": f"/{code}", "answer": [{"valueInteger": 1}]} for code in _PHQ9]
        + [{"linkId": "44260-8", "answer": [{"valueCoding": {"code": "LA6570-1"}}]}],
    ),
    resource("Encounter", id="e1", subject=_ANN),
)

EXAMPLE: Json = bundle(*RESOURCES)

# What stands where something else should, in JSON. The numbers are written as they stand.
JUNK: tuple[str, ...] = (
    *("null", "true", "false", "0", "-1", "1", "-0.0", "1e-50", "1e15", "1e16", "1e400"),
    *("1e999999", "-8", "0.000000000000001", "82.099999999999994", "9007199254740993"),
    *('""', '" "', '"x"', '"0"', '"1e9"', '"9999-12-31"', '"0001-01-01"', '"2026-02-30"', '"٣"'),
    *('"\\u0000"', '"\\u200b"', '"no"', '"?"', '"a"', '"h"', '"#x"', '"#"', '"/"', '"urn:uuid:"'),
    *('"Condition"', '"Bundle"', '"Patient"', '"Observation"', '"DELETE"', '"entered-in-error"'),
    *("[]", "{}", "[[]]", "[{}]", "[null]", '{"reference": "Patient/bob"}', '{"value": 1}'),
    *('{"coding": [{"code": "E11"}]}', '{"coding": {}}', '{"text": 7}', '{"start": "2020"}'),
    *('[{"resource": {"resourceType": "Condition"}}]', '{"resourceType": "Condition"}'),
)

_Place = tuple[Any, Any]  # a container and a key or a place in it


def places(whole: Any) -> list[_Place]:
    """Return every place in a JSON value that can be changed."""
    found: list[_Place] = []
    waiting = [whole]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        for key in keys:
            found.append((one, key))
            if isinstance(one[key], dict | list):
                waiting.append(one[key])
    return found


def spoil(whole: Json, times: int, choose: Choose[Any]) -> bytes:
    """Return a record as a file, after some changes in places that are chosen."""
    spoilt = copy.deepcopy(whole)
    for _ in range(times):
        found = places(spoilt)
        if not found:
            break
        container, key = choose(found)
        match choose(("junk", "junk", "drop", "double", "wrap", "other")):
            case "drop":
                del container[key]
            case "double" if isinstance(container, list):
                container.append(copy.deepcopy(container[key]))
            case "wrap":
                container[key] = [container[key]]
            case "other":  # what stands in another place
                other, there = choose(found)
                container[key] = copy.deepcopy(other[there])
            case _:
                container[key] = f"@{JUNK.index(choose(JUNK))}@"
    return _written(spoilt)


def _written(spoilt: Json) -> bytes:
    """Return JSON, in which junk stood as its number until now: JSON may hold any of it."""
    text = json.dumps(spoilt)
    return re.sub(r'"@(\d+)@"', lambda found: JUNK[int(found[1])], text).encode()


# ------------------------------------------------------------------ what became of everything


def unaccounted(content: bytes, snapshot: Snapshot) -> list[str]:
    """Return what a snapshot says nothing of, though it stands in its file."""
    try:
        found = _entries(content)
    except RecursionError:
        return []  # deeper than this parser goes
    (file,) = snapshot.files
    odd = {
        one.origin.place
        for one in snapshot.set_aside
        if one.what == "an entry" and one.origin.place in {place for place, _ in found}
    }
    kept = [(place, one) for place, one in found if place not in odd]
    kinds = Counter(_kind(one) for _, one in kept)
    wrong = [f"{place} is no resource, and nobody says so" for place, one in kept if not _kind(one)]
    if kinds["Patient"] > 1:
        wrong.append(f"{kinds['Patient']} patients")
    read = sum(times for kind, times in kinds.items() if kind in READ)
    if read != file.entries:
        wrong.append(f"{read} entries to read, and {file.entries} were")
    beside = {kind: times for kind, times in kinds.items() if kind not in READ | {"Patient", ""}}
    if beside != file.beside:
        wrong.append(f"beside: {beside} in the file, {file.beside} in the answer")
    if len(found) != file.entries + sum(file.beside.values()) + kinds["Patient"] + len(odd):
        wrong.append(f"{len(found)} entries do not add up")
    ends = {
        one.origin.place
        for said in (snapshot.facts, snapshot.unmapped, snapshot.set_aside)
        for one in said
    }
    facts = {one.origin.place for one in snapshot.facts}
    with_facts = 0
    for place, one in kept:
        if _kind(one) in READ:
            name = _name(place, one)
            if not any(_within(end, name) for end in ends):
                wrong.append(f"{name} became nothing")
            with_facts += any(_within(end, name) for end in facts)
    if not file.mapped <= file.entries:
        wrong.append(f"{file.mapped} of {file.entries} entries are mapped")
    if with_facts > file.mapped and len({_name(*one) for one in kept}) == len(kept):
        wrong.append(f"{with_facts} entries have facts, and {file.mapped} are mapped")
    return wrong


def _entries(content: bytes) -> list[tuple[str, Any]]:
    text = content.removeprefix(b"\xef\xbb\xbf").decode()
    try:
        whole = json.loads(text, strict=False)
    except json.JSONDecodeError:
        lines = enumerate(text.split("\n"), start=1)
        return [
            (f"line {number}", json.loads(line, strict=False))
            for number, line in lines
            if line.strip()
        ]
    if _kind(whole) != "Bundle":
        return [("", whole)]
    entries = whole.get("entry", [])
    return [
        (f"entry {number}", one.get("resource") if isinstance(one, dict) else None)
        for number, one in enumerate(entries if isinstance(entries, list) else [entries], start=1)
    ]


def _kind(one: Any) -> str:
    found = one.get("resourceType") if isinstance(one, dict) else None
    return found.strip() if isinstance(found, str) else ""


def _name(place: str, one: Any) -> str:
    id = one.get("id") if isinstance(one, dict) else None
    if isinstance(id, str) and id.strip():
        return f"{_kind(one)}/{id.strip()}"
    return f"{_kind(one)}, {place}".strip(", ")


def _within(end: str, name: str) -> bool:
    return end == name or end.startswith(f"{name}, ")
