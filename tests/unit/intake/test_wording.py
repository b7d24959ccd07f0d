"""What is wrong with a case file: the place, what stands there, and what belongs there."""

import json
from decimal import Decimal

import pytest
from tests.lib.case_files import read

from titrant.clinical import RecordError

MEND = "See the reference page “Case files”."


def wrong(text: str) -> str:
    """Return what is said of a case file that cannot be read, without file and mend."""
    with pytest.raises(RecordError) as caught:
        read(text, "today.yaml")
    said = str(caught.value)
    assert said.startswith("today.yaml: ")
    assert said.endswith(MEND)
    return said.removeprefix("today.yaml: ").removesuffix(f". {MEND}")


@pytest.mark.parametrize(
    ("text", "place", "key", "there_are"),
    [
        ("colour: red", "", "colour", "by, on, person, conditions"),
        ("person: {name: Ann}", "person: ", "name", "born, sex, died"),
        (
            "medications: [aspirin, {what: aspirin, dos: 1 mg}]",
            "medications 2: ",
            "dos",
            "what, dose, times-a-day, since, stopped, by",
        ),
        ("medications: [{what: a, times_a_day: 2}]", "medications 1: ", "times_a_day", "what"),
        ("conditions: [{what: a, state: active}]", "conditions 1: ", "state", "what, status"),
        ("allergies: [{what: a, reaction: rash}]", "allergies 1: ", "reaction", "what, status"),
        ("procedures: [{what: a, on: 2026-01-01}]", "procedures 1: ", "on", "what, status"),
        ("measurements: [{what: a, unit: kg}]", "measurements 1: ", "unit", "what, value, on, by"),
        ("courses: [{protocol: a, dose: 1 mg}]", "courses 1: ", "dose", "protocol, version"),
        (
            "courses: [{protocol: a, sessions: [{on: 2026-01-01, drug: a}]}]",
            "courses 1, sessions 1: ",
            "drug",
            "on, status, why, ordered, dose, route, over, weight, basis, before, peak",
        ),
    ],
)
def test_a_key_that_does_not_exist_is_named_with_those_that_do(
    text: str, place: str, key: str, there_are: str
) -> None:
    assert wrong(text).startswith(f"{place}there is no key “{key}”; there are {there_are}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("conditions: [{status: active}]", "conditions 1: “what” is missing"),
        ("medications: [{what: , dose: 1 mg}]", "medications 1: “what” is missing"),
        ("measurements: [{what: weight}]", "measurements 1: “value” is missing"),
        ("courses: [{opened: 2026-01-01}]", "courses 1: “protocol” is missing"),
        (
            "courses: [{protocol: a, sessions: [{dose: 1 mg}]}]",
            "courses 1, sessions 1: “on” is missing",
        ),
    ],
)
def test_a_key_that_is_missing_is_named(text: str, said: str) -> None:
    assert wrong(text) == said


A_GROUP = "a group of keys with values"


@pytest.mark.parametrize(
    ("text", "place", "stands", "belongs"),
    [
        ("on: 2026", "on", "2026 stands", "a day like 2026-11-22"),
        ("on: today", "on", "the text “today” stands", "a day like 2026-11-22"),
        ("by: doctor", "by", "the text “doctor” stands", "clinician, patient or record"),
        ("by: [patient]", "by", "a list stands", "clinician, patient or record"),
        ("person: Ann", "person", "the text “Ann” stands", A_GROUP),
        (
            "person: {born: May}",
            "person, born",
            "the text “May” stands",
            "a day like 2026-11-22 or a plain number",
        ),
        ("person: {sex: other}", "person, sex", "the text “other” stands", "female or male"),
        (
            "person: {died: 1999}",
            "person, died",
            "1999 stands",
            "a day like 2026-11-22 or true or false",
        ),
        ("conditions: asthma", "conditions", "the text “asthma” stands", "a list"),
        ("conditions: {what: a}", "conditions", "keys (what) stand", "a list"),
        ("conditions: [7]", "conditions 1", "7 stands", f"{A_GROUP} or a text"),
        ("conditions: [a, ~]", "conditions 2", "nothing stands", f"{A_GROUP} or a text"),
        (
            "conditions: [{what: a, status: maybe}]",
            "conditions 1, status",
            "the text “maybe” stands",
            "active, resolved, suspected or absent",
        ),
        (
            "medications: [{what: a, dose: 5}]",
            "medications 1, dose",
            "5 stands",
            "a text",
        ),
        (
            "medications: [{what: a, times-a-day: twice}]",
            "medications 1, times-a-day",
            "the text “twice” stands",
            "a plain number",
        ),
        (
            "medications: [{what: a, times-a-day: true}]",
            "medications 1, times-a-day",
            "true stands",
            "a plain number",
        ),
        (
            "medications: [{what: a, stopped: long ago}]",
            "medications 1, stopped",
            "the text “long ago” stands",
            "a day like 2026-11-22, a plain number or true or false",
        ),
        ("measurements: [weight]", "measurements 1", "the text “weight” stands", A_GROUP),
        ("answers: [escort]", "answers", "a list stands", A_GROUP),
        (
            "answers: {escort-arranged: [yes]}",
            "answers, escort-arranged",
            "a list stands",
            "true or false, a text or a plain number",
        ),
        (
            "courses: [{protocol: a, drug: propofol}]",
            "courses 1, drug",
            "the text “propofol” stands",
            "ketamine or esketamine",
        ),
        (
            "courses: [{protocol: a, elsewhere: maybe}]",
            "courses 1, elsewhere",
            "the text “maybe” stands",
            "true or false",
        ),
    ],
)
def test_what_stands_in_the_wrong_place_is_said_with_what_belongs(
    text: str, place: str, stands: str, belongs: str
) -> None:
    assert wrong(text) == f"{place}: {stands} where {belongs} belongs"


def test_what_is_long_is_recalled_by_its_beginning() -> None:
    assert wrong(f"by: {'x' * 500}").startswith(f"by: the text “{'x' * 40}…” stands where ")
    assert wrong(f"on: {'9' * 5000}").startswith(f"on: {'9' * 40}… stands where ")


def test_an_empty_key_is_as_none() -> None:
    empty = "by:\non:\nperson:\nconditions:\nmedications:\nanswers:\ncourses:\n"
    snapshot = read(empty, "today.yaml")
    assert snapshot == read("{}", "today.yaml")
    assert (snapshot.facts, snapshot.courses) == ((), ())
    assert snapshot.files[0].entries == 0


@pytest.mark.parametrize("year", ["0", "999", "20091", "1980.5", "9" * 5000])
def test_a_year_has_four_digits(year: str) -> None:
    for text, place in (
        (f"person: {{born: {year}}}", "person, born"),
        (f"conditions: [{{what: a, since: {year}}}]", "conditions 1, since"),
        (f"conditions: [{{what: a, until: {year}}}]", "conditions 1, until"),
        (f"medications: [{{what: a, since: {year}}}]", "medications 1, since"),
        (f"medications: [{{what: a, stopped: {year}}}]", "medications 1, stopped"),
    ):
        assert wrong(text).startswith(f"{place}: {Decimal(year):f}"[:50])
        assert wrong(text).endswith("stands where a year like 2026 belongs")


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("medications: [{what: a, dose: lots}]", "medications 1, dose", "“lots” has no number"),
        (
            "medications: [{what: a, dose: 5 kg}]",
            "medications 1, dose",
            "“kg” is not a unit of a dose",
        ),
        (
            "courses: [{protocol: a, sessions: [{on: 2026-01-01, dose: 5}]}]",
            "courses 1, sessions 1, dose",
            "5 stands where a text belongs",
        ),
        (
            "courses: [{protocol: a, sessions: [{on: 2026-01-01, weight: 5 mg}]}]",
            "courses 1, sessions 1, weight",
            "“mg” is not a unit of a weight",
        ),
        (
            f"medications: [{{what: a, dose: 1 mg, times-a-day: {'9' * 40}}}]",
            "medications 1, times-a-day",
            "",
        ),
    ],
)
def test_an_amount_that_cannot_be_read(text: str, place: str, problem: str) -> None:
    assert wrong(text).startswith(f"{place}: {problem}")


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("maybe", "the text “maybe” stands"),
        ("n/a", "the text “n/a” stands"),
        ("3", "3 stands"),
        ("3 mg", "the text “3 mg” stands"),
    ],
)
@pytest.mark.parametrize("asked", ["escort-arranged", "epilepsy", "lorazepam"])
def test_an_answer_that_is_neither_yes_nor_no_is_no_yes(
    asked: str, answer: str, stands: str
) -> None:
    assert wrong(f"answers: {{{asked}: {answer}}}") == (
        f"answers, {asked}: {stands} where yes, no or unknown belongs"
    )


@pytest.mark.parametrize("asked", ["colour-of-eyes", "no epilepsy", "family history of epilepsy"])
def test_an_answer_that_nothing_asks_for(asked: str) -> None:
    assert wrong(f"answers: {{{asked}: yes}}") == f"answers, {asked}: nothing asks for this"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "today.yaml does not hold a mapping"),
        ("- weight", "today.yaml does not hold a mapping"),
        ("weight", "today.yaml does not hold a mapping"),
        ("on: [", "today.yaml, line 1: expected the node content"),
        ("by: patient\nby: clinician", "today.yaml, line 2: the key “by” stands twice"),
        ("on: 2026-02-30", "today.yaml, line 1: “2026-02-30” is no day of the calendar"),
        ("a: &x 1", "today.yaml, line 1: “&” and “*” repeat a value out of sight"),
        ("a: !!python/object:os.system 1", "today.yaml, line 1: the type"),
        ("[" * 500, "today.yaml, line 1: more than 12 levels"),
        ('by: "\\ud800"', "today.yaml: an escape"),
    ],
)
def test_what_is_no_yaml_of_keys_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(text, "today.yaml")
    assert str(caught.value).startswith(said)
    assert str(caught.value).endswith(f". {MEND}")


def test_json_is_yaml_too() -> None:
    text = json.dumps({"by": "patient", "conditions": ["epilepsy"]})
    (fact,) = read(text, "today.yaml").facts
    assert fact.concept == "epilepsy"
