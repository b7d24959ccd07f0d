"""Several files about one person: a later one adds, and lowers nothing."""

from datetime import date
from decimal import Decimal

import pytest
from tests.lib.case_files import AS_OF, KB, read

from titrant.clinical import Born, FileRead, RecordError, Sex, Snapshot, Subject
from titrant.intake import join


def joined(*texts: str) -> Snapshot:
    """Return what case files say together; they are called 1.yaml, 2.yaml and so on."""
    return join([read(text, f"{n}.yaml") for n, text in enumerate(texts, start=1)])


# -- one person ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("born: 1980-05-02", "born: 1980-05-03"),
        ("born: 1980", "born: 1981"),
        ("born: 1980", "born: 1979-12-31"),
        ("born: 1981-01-01", "born: 1980"),
    ],
)
def test_two_days_of_birth_are_two_people(first: str, second: str) -> None:
    with pytest.raises(RecordError) as caught:
        joined(f"person: {{{first}}}", "{}", f"person: {{{second}}}")
    assert str(caught.value) == (
        "3.yaml is about somebody born on another day. "
        "Give the files of one person; records are never mixed."
    )


@pytest.mark.parametrize(("first", "second"), [("male", "female"), ("female", "male")])
def test_two_sexes_are_two_people(first: str, second: str) -> None:
    with pytest.raises(RecordError) as caught:
        joined(f"person: {{sex: {first}}}", "{}", f"person: {{sex: {second}}}")
    assert str(caught.value) == (
        f"3.yaml says {second}, and a file before it says {first}. "
        "Give the files of one person, or correct the one that is wrong."
    )


@pytest.mark.parametrize(
    "texts", [("born: 1980", "born: 1980-05-02"), ("born: 1980-05-02", "born: 1980")]
)
def test_a_day_of_birth_makes_a_year_exact(texts: tuple[str, str]) -> None:
    born = joined(*(f"person: {{{text}}}" for text in texts)).subject.born
    assert born == Born(date(1980, 5, 2), date(1980, 5, 2))


def test_each_file_adds_what_it_knows_of_the_person() -> None:
    parts = ("sex: female", "born: 1980-05-02", "died: 2020-01-01", "born: 1980, died: true")
    expected = Subject(
        born=Born(date(1980, 5, 2), date(1980, 5, 2)),
        sex=Sex.FEMALE,
        dead=True,
        died_on=date(2020, 1, 1),
    )
    texts = [f"person: {{{part}}}" for part in parts]
    assert joined(*texts).subject == expected
    assert joined(*reversed(texts)).subject == expected


def test_who_is_dead_in_one_file_is_dead() -> None:
    assert joined("person: {died: true}", "person: {died: false}").subject.dead
    assert joined("person: {died: false}", "person: {died: true}").subject.dead


def of_patient(id: str | None, name: str, born: Born | None = None) -> Snapshot:
    """Return an empty record that knows its patient by an id."""
    people = () if id is None else (id,)
    file = FileRead(name=name, form="Bundle", entries=0, mapped=0, beside={}, people=people)
    return Snapshot(as_of=AS_OF, subject=Subject(born=born), files=(file,))


def test_two_ids_and_no_birth_dates_are_two_people() -> None:
    """Two systems may number one person differently; then the birth dates have to tell."""
    day = Born(date(1980, 5, 2), date(1980, 5, 2))
    for borns in ((None, None), (day, None), (None, day)):
        records = [of_patient(id, f"{id}.json", one) for id, one in zip("ab", borns, strict=True)]
        with pytest.raises(RecordError, match=r"b\.json names another patient, and no birth date"):
            join(records)
    assert join([of_patient("a", "a.json", day), of_patient("b", "b.json", day)]).subject.born
    for ids in (("a", "a"), ("a", None), (None, "b")):
        assert len(join([of_patient(id, f"{id}.json") for id in ids]).files) == 2


# -- what is said twice, and what is said and denied --------------------------------------------


def test_a_later_file_lowers_nothing() -> None:
    before = "by: record\nconditions: [{what: epilepsy, since: 2009}]"
    after = (
        "by: clinician\non: 2026-11-22\nconditions:\n"
        "  - {what: epilepsy, status: absent}\n"
        "  - {what: epilepsy, status: resolved, until: 2015}\n"
    )
    for texts in ((before, after), (after, before)):
        snapshot = joined(*texts)
        assert len(snapshot.facts) == 3
        assert set(snapshot.facts) == {
            fact
            for text in texts
            for fact in joined(*(t if t == text else "{}" for t in texts)).facts
        }
        (said,) = snapshot.contradictions
        assert said.about == "epilepsy"
        assert said.counts == "that it is so counts, until a clinician corrects the record"


def test_a_contradiction_names_both_places() -> None:
    (said,) = joined("conditions: [asthma, epilepsy]", "answers: {epilepsy: no}").contradictions
    assert said.says == (
        "so: conditions 2 in 1.yaml",
        "not so: answers, epilepsy in 2.yaml",
    )


@pytest.mark.parametrize(
    ("concept", "until", "contradicts"),
    [
        ("respiratory-infection", "2016-05-22", False),
        ("respiratory-infection", "2026-11-22", True),  # the day of the answer
        ("respiratory-infection", None, True),
        ("myocardial-infarction", "2016-05-22", True),  # there was one, whenever it was over
    ],
)
def test_a_cold_of_years_ago_does_not_contradict_that_there_is_none_today(
    concept: str, until: str | None, contradicts: bool
) -> None:
    over = "" if until is None else f", until: {until}"
    texts = (
        f"conditions: [{{what: {concept}, since: 2016-05-01{over}}}]",
        f"on: {AS_OF}\nanswers: {{{concept}: no}}",
    )
    records = [read(text, f"{n}.yaml") for n, text in enumerate(texts, start=1)]
    assert bool(join(records, KB.concept).contradictions) is contradicts
    assert join(records).contradictions  # where nobody knows what passes, it is named


def test_two_that_say_no_do_not_contradict() -> None:
    snapshot = joined("by: patient\nanswers: {epilepsy: no}", "by: record\nanswers: {epilepsy: no}")
    assert len(snapshot.facts) == 2
    assert snapshot.contradictions == ()


def test_what_is_said_twice_counts_once_and_is_counted() -> None:
    text = "conditions: [epilepsy]\nmedications: [lorazepam]\nanswers: {escort-arranged: yes}"
    snapshot = joined(text, text, text)
    assert [fact.origin.file for fact in snapshot.facts] == ["1.yaml"] * 3
    assert [(said.what, said.why, said.times, said.origin.file) for said in snapshot.set_aside] == [
        (what, "it says what another entry says of the same day", 2, "2.yaml")
        for what in ("epilepsy", "lorazepam", "escort-arranged")
    ]


@pytest.mark.parametrize(
    ("first", "second"), [("2020-01-01", "2026-11-01"), ("2026-11-01", "2020-01-01")]
)
def test_what_is_said_again_later_was_seen_later(first: str, second: str) -> None:
    entry = "medications: [{what: lorazepam, since: 2019-01-01}]"
    (fact,) = joined(f"on: {first}\n{entry}", f"on: {second}\n{entry}").facts
    assert fact.seen == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{what: lorazepam, dose: 1 mg, times-a-day: 1}", "{what: lorazepam}"),
        ("{what: lorazepam, stopped: 2026-11-01}", "{what: lorazepam, stopped: 2026-11-02}"),
        ("{what: lorazepam, by: patient}", "{what: lorazepam, by: clinician}"),
        ("{what: lorazepam, since: 2019}", "{what: lorazepam, since: 2020}"),
        ("{what: lorazepam}", "{what: Lorazepam}"),
    ],
)
def test_what_differs_stays_twice(one: str, other: str) -> None:
    snapshot = joined(f"medications: [{one}]", f"medications: [{other}]")
    assert len(snapshot.facts) == 2
    assert snapshot.set_aside == ()


def test_two_weights_of_one_day_contradict_and_both_stay() -> None:
    snapshot = joined(
        "on: 2026-11-20\nmeasurements: [{what: weight, value: 70 kg}]",
        "on: 2026-11-20\nmeasurements: [{what: weight, value: 154 kg}]",
        "on: 2026-11-21\nmeasurements: [{what: weight, value: 71 kg}]",
        "measurements: [{what: weight, value: 72 kg}, {what: height, value: 178 cm}]",
    )
    (said,) = snapshot.contradictions
    assert said.about == "weight on 2026-11-20"
    assert said.says == (
        "70 kg (measurements 1 in 1.yaml)",
        "154 kg (measurements 1 in 2.yaml)",
    )
    assert len(snapshot.facts) == 5


def test_two_blood_pressures_of_one_day_are_two_readings() -> None:
    entry = "on: 2026-11-22\nmeasurements: [{{what: systolic, value: {} mmHg}}]"
    snapshot = joined(entry.format(150), entry.format(138))
    assert [fact.value and fact.value.number for fact in snapshot.facts] == [
        Decimal(150),
        Decimal(138),
    ]
    assert snapshot.contradictions == ()


def test_the_same_pressure_twice_on_a_day_is_a_repeat() -> None:
    """A repeat that confirms a high reading is not the first one told again; one file twice is."""
    reading = "{what: systolic, value: 150 mmHg}"
    text = f"on: 2026-11-22\nmeasurements: [{reading}, {reading}]"
    assert len(joined(text).facts) == 2
    assert len(joined(text, text).facts) == 2


# -- what was not understood -------------------------------------------------------------------


def test_what_is_not_mapped_is_counted_over_all_files() -> None:
    snapshot = joined(
        "conditions: [green ears]", "conditions: [green ears]", "medications: [green ears]"
    )
    assert [(said.kind, said.text, said.times) for said in snapshot.unmapped] == [
        ("condition", "green ears", 2),
        ("medication", "green ears", 1),
    ]
    assert snapshot.unmapped[0].origin.file == "1.yaml"


def test_files_courses_and_contradictions_of_each_are_kept() -> None:
    course = "courses: [{protocol: iv-depression, opened: 2026-10-01}]"
    over = "conditions: [{what: epilepsy, status: active, until: 2015}]"
    snapshot = joined(course, f"{course}\n{over}", "courses: [{protocol: spravato-us-trd}]")
    assert [file.name for file in snapshot.files] == ["1.yaml", "2.yaml", "3.yaml"]
    assert [course.protocol for course in snapshot.courses] == ["iv-depression", "spravato-us-trd"]
    assert [said.about for said in snapshot.contradictions] == ["epilepsy"]
    assert snapshot.as_of == AS_OF


def test_one_file_alone_is_what_it_says() -> None:
    text = "conditions: [epilepsy, green ears]\nanswers: {escort-arranged: unknown}"
    alone = read(text, "1.yaml")
    assert joined(text) == alone
