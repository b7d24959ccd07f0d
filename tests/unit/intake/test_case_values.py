"""What was measured and answered, the person, the courses, and what is not used of them."""

from datetime import date
from decimal import Decimal

import pytest
from tests.lib.case_files import AS_OF, aside, one, read

from titrant.clinical import Born, FactKind, MatchedBy, RecordError, Sex, State, Subject
from titrant.units import Dose, Drug, Weight

# -- measurements ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "value", "number", "unit"),
    [
        ("weight", "70 kg", "70", "kg"),
        ("weight", "70kg", "70", "kg"),
        ("weight", "70.50 kg", "70.5", "kg"),
        ("weight", "154 lb", "69.85322498", "kg"),  # 154 x 0.45359237
        ("height", "178 cm", "178", "cm"),
        ("systolic", "150 mmHg", "150", "mmHg"),
        ("phq-9", "18", "18", "1"),
        ("c-ssrs", "4", "4", "1"),
    ],
)
def test_a_number_in_its_own_unit(what: str, value: str, number: str, unit: str) -> None:
    fact = one(f"on: 2026-11-20\nmeasurements: [{{what: {what}, value: {value}}}]")
    assert fact.value is not None
    assert (fact.value.number, fact.value.unit) == (Decimal(number), unit)
    assert (fact.on, fact.word) == (date(2026, 11, 20), "")


def test_a_day_of_its_own_comes_before_the_files() -> None:
    entry = "{what: weight, value: 70 kg, on: 2026-10-01}"
    assert one(f"on: 2026-11-20\nmeasurements: [{entry}]").on == date(2026, 10, 1)
    assert one("measurements: [{what: weight, value: 70 kg}]").on is None


@pytest.mark.parametrize(
    ("what", "value", "why"),
    [
        ("weight", "70", "70 has no unit"),
        ("weight", "70 mg", "“mg” is no unit for it that is known here"),
        ("weight", "-70 kg", "it is no number that can be measured"),
        ("weight", "70,5 kg", "it is no number that can be measured"),
        ("weight", "heavy", "it is no number that can be measured"),
        ("weight", f"{'9' * 30} kg", "it is no number that can be measured"),
        ("systolic", "150/90 mmHg", "“/90 mmHg” is no unit for it that is known here"),
        ("phq-9", "severe", "it is no number that can be measured"),
    ],
)
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('measurements: [{{what: {what}, value: "{value}"}}]', "measurements 1"),
        ('answers: {{{what}: "{value}"}}', "answers, {what}"),
    ],
)
def test_what_is_no_measurement_is_set_aside(
    text: str, place: str, what: str, value: str, why: str
) -> None:
    said = aside(text.format(what=what, value=value))
    assert said == [(f"{what} {value}", why, place.format(what=what))]


@pytest.mark.parametrize("word", ["positive", "negative", "not detected"])
def test_a_result_in_words(word: str) -> None:
    fact = one(f"measurements: [{{what: pregnancy-test, value: {word}, on: 2026-11-22}}]")
    assert (fact.word, fact.value, fact.on) == (word, None, AS_OF)


# -- answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["yes", "Yes", "YES", "true", '"true"', '" yes "'])
def test_yes_in_all_its_spellings(word: str) -> None:
    fact = one(f"on: 2026-11-22\nanswers: {{escort-arranged: {word}}}")
    assert (fact.so, fact.state, fact.on) == (True, State.ACTIVE, AS_OF)
    assert (fact.kind, fact.origin.place) == (FactKind.STATUS, "answers, escort-arranged")


@pytest.mark.parametrize("word", ["no", "No", "NO", "false", '"False"', '" no "'])
def test_no_in_all_its_spellings(word: str) -> None:
    fact = one(f"answers: {{escort-arranged: {word}}}")
    assert (fact.so, fact.state, fact.on) == (False, State.UNSTATED, None)


@pytest.mark.parametrize("word", ["unknown", "Unknown", "~", "", '" UNKNOWN"'])
def test_unknown_is_not_no(word: str) -> None:
    assert aside(f"answers: {{escort-arranged: {word}}}") == [
        (
            "escort-arranged",
            "it was answered “unknown”, which is not “no”",
            "answers, escort-arranged",
        )
    ]


def test_an_answer_may_be_a_measurement() -> None:
    fact = one("on: 2026-11-22\nanswers: {systolic: 150 mmHg}")
    assert fact.value is not None
    assert (fact.value.number, fact.on) == (Decimal(150), AS_OF)


def test_an_answer_may_be_a_count() -> None:
    fact = one("answers: {adequate-antidepressant-trials: 2}")
    assert fact.value is not None
    assert (fact.value.number, fact.kind) == (Decimal(2), FactKind.STATUS)


def test_a_yes_to_a_test_is_its_result() -> None:
    fact = one("answers: {pregnancy-test: yes}")
    assert (fact.so, fact.state, fact.word) == (True, State.UNSTATED, "")


def test_an_answer_by_name_is_shown_as_such() -> None:
    fact = one("answers: {Epilepsy: no}")
    assert (fact.concept, fact.so, fact.by) == ("epilepsy", False, MatchedBy.NAME)


def test_an_answer_about_two_things_is_about_both() -> None:
    facts = read("answers: {epilepsy or glaucoma: yes}").facts
    assert {fact.concept for fact in facts} >= {"epilepsy", "glaucoma"}
    assert all(fact.so for fact in facts)


@pytest.mark.parametrize(
    "text",
    [
        'answers: {"absence epilepsy": no}',
        'conditions: [{what: "absence epilepsy", status: absent}]',
    ],
)
def test_a_no_to_one_kind_is_no_no_to_the_whole(text: str) -> None:
    """Who denies absences has not denied every epilepsy."""
    ((what, why, _),) = aside(text)
    assert what == "absence epilepsy"
    assert why == "it may be one kind of “Epilepsy” only; to deny the whole, write epilepsy"


def test_a_no_to_a_question_denies_everything_that_it_asks() -> None:
    facts = read("by: clinician\non: 2026-11-22\nanswers: {aneurysm-or-malformation: no}").facts
    assert {(fact.concept, fact.so, fact.on, fact.seen) for fact in facts} == {
        ("aneurysm", False, AS_OF, AS_OF),
        ("arteriovenous-malformation", False, AS_OF, AS_OF),
    }
    assert {fact.origin.place for fact in facts} == {"answers, aneurysm-or-malformation"}


@pytest.mark.parametrize("answer", ["yes", "70 kg", "3", "perhaps"])
def test_a_question_of_the_screening_takes_no_other_answer(answer: str) -> None:
    """A yes to several things at once says of none which it is."""
    with pytest.raises(RecordError, match="say what is so, or answer no to all of it: aneurysm, "):
        read(f"answers: {{aneurysm-or-malformation: {answer}}}")


@pytest.mark.parametrize("word", ["yes", "no"])
def test_a_measurement_is_no_yes_and_no_no(word: str) -> None:
    with pytest.raises(RecordError, match=f"answers, weight: {word} where a number in kg belongs"):
        read(f"answers: {{weight: {word}}}")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("conditions: [epilepsy]", AS_OF),
        ("answers: {epilepsy: yes}", AS_OF),
        ("conditions: [{what: epilepsy, status: absent}]", None),
        ("answers: {epilepsy: no}", None),
        ("answers: {escort-arranged: yes}", None),
        ("answers: {escort-arranged: no}", None),
    ],
)
def test_without_a_day_a_no_and_an_answer_of_the_day_are_of_no_day(
    text: str, seen: date | None
) -> None:
    """What is so is so today; a “no” that nobody dated may be of last year."""
    assert one(text).seen == seen
    assert one(f"on: 2026-11-20\n{text}").seen == date(2026, 11, 20)


# -- what is later than the day of reading -----------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "what", "place"),
    [
        ("conditions: [{what: epilepsy, since: 2026-11-23}]", "epilepsy", "conditions 1"),
        ("medications: [{what: lorazepam, since: 2026-11-23}]", "lorazepam", "medications 1"),
        (
            "measurements: [{what: weight, value: 70 kg, on: 2026-11-23}]",
            "weight",
            "measurements 1",
        ),
        ("on: 2026-11-23\nconditions: [epilepsy]", "epilepsy", "conditions 1"),
        ("on: 2026-11-23\nallergies: [ketamine]", "ketamine", "allergies 1"),
        ("on: 2026-11-23\nanswers: {epilepsy: no}", "epilepsy", "answers, epilepsy"),
        ("on: 2026-11-23\nanswers: {weight: 70 kg}", "weight", "answers, weight"),
        (
            "on: 2026-11-23\nmeasurements: [{what: weight, value: 70 kg}]",
            "weight",
            "measurements 1",
        ),
    ],
)
def test_what_is_dated_later_is_set_aside(entry: str, what: str, place: str) -> None:
    assert aside(entry) == [(what, "it is dated 2026-11-23, after 2026-11-22", place)]


def test_a_year_to_come_is_later() -> None:
    assert aside("conditions: [{what: epilepsy, since: 2027}]") == [
        ("epilepsy", "it is dated 2027-01-01, after 2026-11-22", "conditions 1")
    ]


# -- what no concept covers ------------------------------------------------------------------


def test_what_is_not_mapped_is_listed_with_its_share() -> None:
    snapshot = read(
        "conditions: [epilepsy, green ears]\nallergies: [{what: moon}]\nprocedures: [haircut]\n"
        "medications: [stardust, lorazepam]\n"
        "measurements: [{what: luck, value: 3}, {what: weight, value: 70 kg}]\n"
        "answers: {escort-arranged: yes}\n"
    )
    assert [(said.kind, said.text, said.origin.place) for said in snapshot.unmapped] == [
        ("condition", "green ears", "conditions 2"),
        ("procedure", "haircut", "procedures 1"),
        ("allergy", "moon", "allergies 1"),
        ("medication", "stardust", "medications 1"),
        ("measurement", "luck", "measurements 1"),
    ]
    (file,) = snapshot.files
    assert (file.name, file.form, file.entries, file.mapped) == ("case.yaml", "case file", 9, 4)


# -- the person ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("{}", Subject()),
        ("person: {}", Subject()),
        (
            "person: {born: 1980-05-02, sex: female}",
            Subject(born=Born(date(1980, 5, 2), date(1980, 5, 2)), sex=Sex.FEMALE),
        ),
        (
            "person: {born: 1980, sex: male}",
            Subject(born=Born(date(1980, 1, 1), date(1980, 12, 31)), sex=Sex.MALE),
        ),
        ("person: {died: true}", Subject(dead=True)),
        ("person: {died: false}", Subject()),
        ("person: {died: 2020-02-01}", Subject(dead=True, died_on=date(2020, 2, 1))),
    ],
)
def test_the_person(text: str, subject: Subject) -> None:
    assert read(text).subject == subject


@pytest.mark.parametrize(("born", "first"), [("2026-11-23", "2026-11-23"), ("2027", "2027-01-01")])
def test_nobody_is_born_later(born: str, first: str) -> None:
    snapshot = read(f"person: {{born: {born}}}")
    (said,) = snapshot.set_aside
    assert snapshot.subject.born is None
    assert (said.what, said.why) == ("the date of birth", f"{first} is after 2026-11-22")
    assert said.origin.place == "person, born"


# -- courses ---------------------------------------------------------------------------------


def test_a_course_with_its_sessions() -> None:
    (course,) = read(
        "courses:\n"
        "  - protocol: iv-depression\n"
        '    version: "1"\n'
        "    drug: ketamine\n"
        "    opened: 2026-10-01\n"
        "    elsewhere: true\n"
        "    sessions:\n"
        "      - {on: 2026-10-01, dose: 35.0 mg, weight: 70.0 kg}\n"
        "      - {on: 2026-10-04}\n"
    ).courses
    assert (course.protocol, course.version, course.drug) == ("iv-depression", "1", Drug.KETAMINE)
    assert (course.opened, course.ended, course.elsewhere) == (date(2026, 10, 1), None, True)
    first, second = course.sessions
    assert (first.on, first.dose, first.weight) == (
        date(2026, 10, 1),
        Dose(35, "mg"),
        Weight(70, "kg"),
    )
    assert (second.on, second.dose, second.weight) == (date(2026, 10, 4), None, None)


@pytest.mark.parametrize(("version", "read_as"), [("1", "1"), ("1.10", "1.10"), ("b", "b")])
def test_a_version_is_kept_as_it_is_written(version: str, read_as: str) -> None:
    (course,) = read(f"courses: [{{protocol: a, version: {version}}}]").courses
    assert (course.version, course.drug, course.sessions) == (read_as, None, ())


def test_a_course_that_ended_is_over_and_one_that_will_end_is_not() -> None:
    snapshot = read("courses: [{protocol: a, ended: 2026-11-22}, {protocol: b, ended: 2026-11-23}]")
    assert [course.ended for course in snapshot.courses] == [AS_OF, None]
    (said,) = snapshot.set_aside
    assert (said.what, said.origin.place) == ("the end of b", "courses 2")


def test_a_course_and_a_session_to_come_are_set_aside() -> None:
    snapshot = read(
        "courses:\n"
        "  - {protocol: a, opened: 2026-11-23}\n"
        "  - {protocol: b, sessions: [{on: 2026-11-22}, {on: 2026-11-23}]}\n"
    )
    (course,) = snapshot.courses
    assert [session.on for session in course.sessions] == [AS_OF]
    assert [(said.what, said.origin.place) for said in snapshot.set_aside] == [
        ("the course of a", "courses 1"),
        ("a session", "courses 2, sessions 2"),
    ]


def test_a_question_of_the_screening_is_answered_whole_or_not_at_all() -> None:
    """A “no” to its id denies all it asks; unknown, a yes or a day to come denies nothing."""
    rule = "aneurysm-or-malformation"
    head = "by: clinician\non: 2026-11-20\nanswers: "
    denied = {fact.concept for fact in read(f"{head}{{{rule}: no}}").facts if not fact.so}
    assert denied == {"aneurysm", "arteriovenous-malformation"}
    assert not read(f"{head}{{{rule}: unknown}}").facts
    assert not read(f"by: clinician\non: 2026-11-23\nanswers: {{{rule}: no}}").facts
    with pytest.raises(RecordError, match="say what is so"):
        read(f"{head}{{{rule}: yes}}")
