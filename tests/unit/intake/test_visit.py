"""The visit of a case file: every field, every bad input, and several files of one visit.

Expected values are read off the text of each file by hand.
"""

from datetime import date, datetime
from decimal import Decimal

import pytest
from tests.lib.case_files import read

from titrant.clinical import (
    BloodPressure,
    Judged,
    Judgement,
    RecordError,
    Rescue,
    Role,
    Snapshot,
    Sureness,
    TakenToday,
    Visit,
    VitalRow,
)
from titrant.intake import join
from titrant.intake.visit import read_time
from titrant.units import Pressure

ON = "by: clinician\non: 2026-11-22\n"


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.fromisoformat(f"2026-11-22T{hour:02}:{minute:02}")


def visit(text: str, head: str = ON) -> Visit:
    """Return the visit of a file; `text` is what stands under `visit:`, in one line."""
    found = read(f"{head}visit: {text}").visit
    assert found is not None
    return found


def wrong(text: str, head: str = ON) -> str:
    with pytest.raises(RecordError) as caught:
        read(f"{head}visit: {text}")
    return caught.value.what.removeprefix("case.yaml: ")


# -- times -----------------------------------------------------------------------------------


def test_a_file_without_a_visit_has_none() -> None:
    assert read(ON).visit is None


def test_an_empty_visit_has_a_day_and_says_nothing() -> None:
    assert visit("{started: null}") == Visit(on=date(2026, 11, 22))
    assert visit("{devices: []}").times == ()


def test_a_time_of_day_is_of_the_day_of_the_file() -> None:
    made = visit("{started: 10:00, ended: 10:40, devices: [10:10, 10:05]}")
    assert (made.started, made.ended) == (at(10), at(10, 40))
    assert made.devices == (at(10, 5), at(10, 10))


def test_the_visit_may_have_a_day_of_its_own() -> None:
    made = visit("{on: 2026-11-20, started: 23:30, ended: 2026-11-21T00:10}")
    assert made.on == date(2026, 11, 20)
    assert made.started == datetime.fromisoformat("2026-11-20T23:30")
    assert made.ended == datetime.fromisoformat("2026-11-21T00:10")


def test_times_may_have_an_offset() -> None:
    made = visit("{started: 2026-11-22T10:00+01:00, ended: 2026-11-22T09:30Z}")
    assert made.started is not None
    assert made.ended is not None
    assert (made.ended - made.started).total_seconds() == 30 * 60
    assert made.with_offset is True
    assert visit("{started: 10:00}").with_offset is False
    assert visit("{rescue: []}").with_offset is None


@pytest.mark.parametrize(
    "parts",
    [
        "started: 10:00, ended: 2026-11-22T10:40+01:00",
        "started: 2026-11-22T10:00, devices: [2026-11-22T10:40Z]",
        "started: 10:00, rescue: [{what: labetalol, at: 2026-11-22T10:40Z}]",
        "started: 10:00, vitals: [{at: 2026-11-22T10:40Z}]",
        "started: 10:00, judged: {gait: {met: yes, by: nurse, at: 2026-11-22T10:40Z}}",
        "started: 10:00, medicines: [{what: lisinopril, taken: yes, at: 2026-11-22T07:40Z}]",
    ],
)
def test_times_with_and_without_an_offset_do_not_mix(parts: str) -> None:
    assert wrong(f"{{{parts}}}") == "visit: some times have an offset from UTC and some have none"


@pytest.mark.parametrize(
    "text",
    [
        *("10", "1:00", "24:00", "10:60", "10.30", "10:00:00", "noon", "10:00Z", "25:00"),
        *("2026-11-22", "2026-11-22T10", "2026-13-22T10:00", "2026-02-30T10:00"),
        *("2026-11-22 10:00", "2026-11-22T24:00", "2026-11-22T10:00+1", "20261122T1000"),
        *("2026-11-22T10:00+24:00", "\u0662026-11-22T10:00"),
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    assert wrong(f'{{started: "{text}"}}') == (
        f"visit, started: the text “{text}” stands where a time like 15:10 or "
        "2026-11-22T15:10 belongs"
    )


@pytest.mark.parametrize("text", ["10:00", "noon"])
def test_without_a_day_a_time_of_day_is_none(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ("ended: x", "ended"),
        ("devices: [10:00, x]", "devices 2"),
        ("rescue: [{what: a, at: x}]", "rescue 1"),
        ("vitals: [{at: x}]", "vitals 1, at"),
        ("judged: {gait: {met: yes, by: nurse, at: x}}", "judged, gait, at"),
        ("medicines: [{what: lisinopril, taken: no, at: x}]", "medicines 1, at"),
    ],
)
def test_a_wrong_time_names_its_place(parts: str, place: str) -> None:
    assert wrong(f"{{{parts}}}").startswith(f"visit, {place}: the text “x” stands where a time")


def test_without_any_day_a_visit_cannot_be_placed() -> None:
    assert wrong("{started: 10:00}", head="by: clinician\n") == (
        "visit: it has no day; write it under “on”"
    )


def test_a_visit_of_tomorrow_is_set_aside() -> None:
    snapshot = read(f"{ON}visit: {{on: 2026-11-23, started: 10:00}}")
    assert snapshot.visit is None
    (aside,) = snapshot.set_aside
    assert (aside.what, aside.why) == ("the visit", "it is dated 2026-11-23, after 2026-11-22")


def test_an_end_before_the_start_is_a_slip() -> None:
    assert (
        wrong("{started: 10:00, ended: 09:00}") == "visit, ended: 09:00 is before its start, 10:00"
    )
    assert visit("{started: 10:00, ended: 10:00}").ended == at(10)


# -- rescue, judgements, rows ------------------------------------------------------------------


def test_no_rescue_is_said_and_not_left_out() -> None:
    assert visit("{started: 10:00}").rescue is None
    assert visit("{rescue: []}").rescue == ()


def test_rescue_drugs_stand_in_their_order() -> None:
    made = visit("{rescue: [{what: ondansetron, at: 10:30}, {what: labetalol, at: 10:20}]}")
    assert made.rescue == (Rescue(at(10, 20), "labetalol"), Rescue(at(10, 30), "ondansetron"))


@pytest.mark.parametrize("what", [str(one) for one in Judged])
@pytest.mark.parametrize(("said", "met"), [("yes", True), ("no", False), ("true", True)])
@pytest.mark.parametrize("role", [str(one) for one in Role])
def test_what_was_judged_by_whom(what: str, said: str, met: bool, role: str) -> None:
    made = visit(f"{{judged: {{{what}: {{met: {said}, by: {role}, at: 12:00}}}}}}")
    assert made.judged == (Judgement(at=at(12), what=Judged(what), met=met, by=Role(role)),)


@pytest.mark.parametrize(("said", "answer"), [("yes", True), ("no", False), ("false", False)])
def test_the_suicide_question_has_an_answer(said: str, answer: bool) -> None:
    text = f"{{met: yes, by: nurse, at: 12:00, new-thought: {said}}}"
    (judged,) = visit(f"{{judged: {{suicide-question: {text}}}}}").judged
    assert judged.new_thought is answer


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "{mood: {met: yes, by: nurse, at: 12:00}}",
            (
                "visit, judged, mood: nothing asks for this; there are orientation, gait, nausea, "
                "fluids, dissociation, sedation, respiration, pressure, standing, adult, "
                "instructions, suicide-question"
            ),
        ),
        (
            "{gait: {met: yes, by: nurse, at: 12:00, new-thought: no}}",
            "visit, judged, gait: “new-thought” belongs to the suicide question",
        ),
        (
            "{gait: {met: maybe, by: nurse, at: 12:00}}",
            (
                "visit, judged, gait, met: the text “maybe” stands where true or false, yes or no "
                "belongs"
            ),
        ),
        (
            "{gait: {met: yes, by: Anna, at: 12:00}}",
            (
                "visit, judged, gait, by: the text “Anna” stands where nurse, prescriber, "
                "monitoring clinician or psychiatric clinician belongs"
            ),
        ),
        ("{gait: {met: yes, at: 12:00}}", "visit, judged, gait: “by” is missing"),
        ("{gait: {met: yes, by: nurse}}", "visit, judged, gait: “at” is missing"),
        ("{gait: {by: nurse, at: 12:00}}", "visit, judged, gait: “met” is missing"),
        ("{gait: yes}", "visit, judged, gait: the text “yes” stands where a group of keys"),
    ],
)
def test_a_wrong_judgement_names_its_place(text: str, why: str) -> None:
    assert wrong(f"{{judged: {text}}}").startswith(why)


def test_what_staff_judged_does_not_stand_in_a_patients_file() -> None:
    text = "{judged: {gait: {met: yes, by: nurse, at: 12:00}}}"
    assert wrong(text, head="by: patient\non: 2026-11-22\n") == (
        "visit, judged: what staff judged stands in a patient’s file"
    )
    assert visit(text, head="on: 2026-11-22\n").judged
    assert visit("{started: 10:00}", head="by: patient\non: 2026-11-22\n").started == at(10)


def test_a_row_of_vital_signs() -> None:
    row = (
        "{at: 10:30, pressure: 150/90 mmHg, heart-rate: 90, saturation: 96.5, "
        "respiratory-rate: 12, moaa-s: 4, aldrete: 8, cadss: 20}"
    )
    assert visit(f"{{vitals: [{row}]}}").vitals == (
        VitalRow(
            at=at(10, 30),
            pressure=BloodPressure(Pressure(150, "mmHg"), Pressure(90, "mmHg")),
            heart_rate=Decimal(90),
            saturation=Decimal("96.5"),
            respiratory_rate=Decimal(12),
            moaa_s=4,
            aldrete=8,
            cadss=Decimal(20),
        ),
    )


def test_what_was_not_measured_is_left_out() -> None:
    assert visit("{vitals: [{at: 10:30}]}").vitals == (VitalRow(at=at(10, 30)),)


@pytest.mark.parametrize(
    ("name", "figure", "belongs"),
    [
        ("moaa-s", "6", "a whole score from 0 to 5"),  # C32: the scale from 0 to 5
        ("moaa-s", "4.5", "a whole score from 0 to 5"),
        ("aldrete", "11", "a whole score from 0 to 10"),
        ("heart-rate", "401", "400 or less"),
        ("saturation", "100.1", "100 or less"),
        ("respiratory-rate", "121", "120 or less"),
        ("cadss", "93", "92 or less"),
    ],
)
def test_a_figure_beyond_its_scale_is_a_slip(name: str, figure: str, belongs: str) -> None:
    assert wrong(f"{{vitals: [{{at: 10:30, {name}: {figure}}}]}}") == (
        f"visit, vitals 1, {name}: {figure} stands where {belongs} belongs"
    )


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        *(("moaa-s", "0"), ("moaa-s", "5"), ("aldrete", "0"), ("aldrete", "10")),
        *(("heart-rate", "400"), ("saturation", "100"), ("respiratory-rate", "0"), ("cadss", "92")),
    ],
)
def test_a_figure_at_the_end_of_its_scale_is_read(name: str, figure: str) -> None:
    (row,) = visit(f"{{vitals: [{{at: 10:30, {name}: {figure}}}]}}").vitals
    assert getattr(row, name.replace("-", "_")) == int(figure)


@pytest.mark.parametrize("text", ["80/120", "120", "x"])
def test_a_wrong_pressure_names_its_place(text: str) -> None:
    assert wrong(f'{{vitals: [{{at: 10:30, pressure: "{text}"}}]}}').startswith(
        f"visit, vitals 1, pressure: “{text}” "
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{start: 10:00}", "visit: there is no key “start”"),
        ("{started: 10}", "visit, started: 10 stands where a text belongs"),
        ("{rescue: [{what: a}]}", "visit, rescue 1: “at” is missing"),
        (
            "{vitals: [{at: 10:00, heart-rate: x}]}",
            "visit, vitals 1, heart-rate: the text “x” stands",
        ),
        ("{medicines: [{what: a}]}", "visit, medicines 1: “taken” is missing"),
    ],
)
def test_the_shape_is_closed(text: str, why: str) -> None:
    assert wrong(text).startswith(why)


# -- medicines of the day ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        ("by: clinician\n", Sureness.CONFIRMED),
        ("by: patient\n", Sureness.REPORTED),
        ("by: record\n", Sureness.RECORDED),
        ("", Sureness.REPORTED),
    ],
)
def test_a_medicine_is_what_its_words_name_and_who_said_so(head: str, sure: Sureness) -> None:
    text = "{medicines: [{what: Lisinopril 10 MG, taken: yes, at: 07:30}]}"
    assert visit(text, head=f"{head}on: 2026-11-22\n").medicines == (
        TakenToday(
            what="Lisinopril 10 MG",
            concepts=("lisinopril",),
            taken=True,
            sure=sure,
            at=at(7, 30),
        ),
    )


def test_a_medicine_that_nothing_names_is_listed_as_not_mapped() -> None:
    snapshot = read(f"{ON}visit: {{medicines: [{{what: blue pill, taken: no}}]}}")
    (unmapped,) = snapshot.unmapped
    assert (unmapped.kind, unmapped.text) == ("medication", "blue pill")
    assert unmapped.origin.place == "visit, medicines 1"
    assert (snapshot.files[0].entries, snapshot.files[0].mapped) == (1, 0)
    assert snapshot.visit is not None
    assert snapshot.visit.medicines[0].concepts == ()


# -- several files -----------------------------------------------------------------------------


def joined(*texts: str) -> Snapshot:
    made = [read(f"{ON}visit: {text}" if text else ON, f"{n}.yaml") for n, text in enumerate(texts)]
    return join(made)


def test_files_without_a_visit_join_to_none() -> None:
    assert joined("", "").visit is None


def test_one_file_keeps_its_visit() -> None:
    text = "{started: 10:00, rescue: [], vitals: [{at: 10:30, moaa-s: 4}]}"
    assert joined(text, "").visit == visit(text)


FIRST = (
    "{started: 10:00, devices: [10:00], rescue: [], vitals: [{at: 10:30, moaa-s: 4}],"
    " judged: {gait: {met: no, by: nurse, at: 11:00}},"
    " medicines: [{what: lisinopril, taken: yes}]}"
)
SECOND = (
    "{ended: 10:10, devices: [10:00, 10:05], rescue: [{what: ondansetron, at: 10:40}],"
    " vitals: [{at: 10:30, moaa-s: 4}, {at: 10:20, moaa-s: 3}],"
    " judged: {gait: {met: yes, by: nurse, at: 12:00}},"
    " medicines: [{what: amlodipine, taken: no}]}"
)


@pytest.mark.parametrize("texts", [(FIRST, SECOND), (SECOND, FIRST), (FIRST, SECOND, FIRST)])
def test_what_files_name_adds_up_in_any_order(texts: tuple[str, ...]) -> None:
    made = joined(*texts).visit
    assert made is not None
    assert (made.started, made.ended) == (at(10), at(10, 10))
    assert made.devices == (at(10), at(10, 5))
    assert made.rescue == (Rescue(at(10, 40), "ondansetron"),)
    assert [(row.at, row.moaa_s) for row in made.vitals] == [(at(10, 20), 3), (at(10, 30), 4)]
    assert [(one.at, one.met) for one in made.judged] == [(at(11), False), (at(12), True)]
    assert {one.what for one in made.medicines} == {"lisinopril", "amlodipine"}
    assert joined(*texts).contradictions == ()


@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_times_the_one_counts_that_keeps_the_person_longer(reverse: bool) -> None:
    texts = ["{started: 10:00, ended: 10:40}", "{started: 10:05, ended: 10:50}"]
    snapshot = joined(*(texts[::-1] if reverse else texts))
    assert snapshot.visit is not None
    assert (snapshot.visit.started, snapshot.visit.ended) == (at(10), at(10, 50))
    assert [(one.about, one.says, one.counts) for one in snapshot.contradictions] == [
        ("the visit, start", ("2026-11-22 10:00", "2026-11-22 10:05"), "10:00 counts"),
        ("the visit, end of the dose", ("2026-11-22 10:40", "2026-11-22 10:50"), "10:50 counts"),
    ]


@pytest.mark.parametrize("reverse", [False, True])
def test_the_visit_of_the_latest_day_counts_and_the_other_is_named(reverse: bool) -> None:
    texts = ["{on: 2026-11-20, started: 09:00}", "{started: 10:00}"]
    snapshot = joined(*(texts[::-1] if reverse else texts))
    assert snapshot.visit == Visit(on=date(2026, 11, 22), started=at(10))
    (one,) = snapshot.contradictions
    assert (one.about, one.says) == ("the visit", ("2026-11-20", "2026-11-22"))
    assert one.counts == "that of 2026-11-22 counts"


def test_an_offset_in_one_file_only_is_refused() -> None:
    with pytest.raises(RecordError) as caught:
        joined("{started: 10:00}", "{ended: 2026-11-22T10:40Z}")
    assert caught.value.what == (
        "the times of the visit on 2026-11-22 have an offset from UTC in one file, "
        "and none in another"
    )
    assert joined("{started: 10:00}", "{rescue: []}").visit == Visit(
        on=date(2026, 11, 22), started=at(10), rescue=()
    )
