"""Sessions that do not add up, or that somebody else gave, hold until they are looked at."""

import json
from datetime import date
from pathlib import Path

import pytest
from tests.lib.loaded import loaded
from tests.lib.next_scenarios import Scenario

import titrant
from titrant.cli.files import read_files
from titrant.clinical import OptionKind
from titrant.dosing.guidance import Case, Guidance, Option, Stand, next_dose
from titrant.dosing.screening import treatment_of
from titrant.knowledge import Knowledge, load
from titrant.knowledge.files import SITES

EXAMPLES = Path(titrant.__file__).parent / "examples"
NOW = date(2026, 12, 8)
LAST = "on: 2026-12-04"
DOSES = (OptionKind.START, OptionKind.SAME, OptionKind.UP, OptionKind.DOWN)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def guided(
    folder: Path, *changes: tuple[str, str], beside: str = "", kb: Knowledge | None = None
) -> Guidance:
    """Return the guidance for the person of the walk, her course changed in places."""
    text = (EXAMPLES / "mara-case.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    case, other = folder / "case.yaml", folder / "beside.yaml"
    case.write_text(text, encoding="utf-8")
    other.write_text(f"by: clinician\non: {NOW}\n{beside}", encoding="utf-8")
    kb = kb or loaded()
    names = [EXAMPLES / "mara-bundle.json", EXAMPLES / "mara-screening.yaml", case, other]
    snapshot = read_files([str(name) for name in names], kb, NOW)
    return next_dose(
        Case(snapshot=snapshot, treatment=treatment_of(kb.protocol("iv-depression"))), kb
    )


def line_of(on: str) -> str:
    """Return the line of a session in the course of the walk."""
    text = (EXAMPLES / "mara-case.yaml").read_text(encoding="utf-8")
    (line,) = [one for one in text.splitlines() if f"on: {on}" in one and "ordered" in one]
    return line


def holds(guidance: Guidance) -> dict[str, str]:
    return {hold.id: hold.says for hold in guidance.holds}


def option(guidance: Guidance, kind: OptionKind) -> Option:
    return next(one for one in guidance.options if one.kind is kind)


def test_the_course_as_it_is_holds_nothing(folder: Path) -> None:
    """The course that the rules below spoil is right as it stands."""
    assert holds(guided(folder)) == {}


@pytest.mark.hazard("H15", "H48")
def test_a_session_that_cannot_be_used_holds(folder: Path) -> None:
    """A session with a mistyped year lies after today: it is not dropped, it holds.

    Otherwise four days would seem to have gone by since a dose of today.
    """
    guidance = guided(folder, (LAST, "on: 2027-12-08"))
    assert holds(guidance) == {
        "session-not-used": "A session was not used: it is dated 2027-12-08, after 2026-12-08."
    }
    assert [one.what for one in guidance.basis.set_aside] == ["a session"]


@pytest.mark.hazard("H48")
def test_what_was_not_understood_stands_beside_the_options(folder: Path) -> None:
    """An unknown medicine and a score of minus three are named, never dropped."""
    beside = "medications: [zorblaxine]\nmeasurements: [{what: phq-9, value: -3}]\n"
    guidance = guided(folder, beside=beside)
    assert "zorblaxine" in [one.text for one in guidance.basis.unmapped]
    assert any("phq-9" in one.what for one in guidance.basis.set_aside)


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("dose", "said"),
    [
        ("350 mg", "On 2026-12-04 350 mg was given; 0.5 mg/kg was ordered, which is 35.1 mg."),
        ("3.5 mg", "On 2026-12-04 3.5 mg was given; 0.5 mg/kg was ordered, which is 35.1 mg."),
        ("0 mg", "On 2026-12-04 0 mg was given; 0.5 mg/kg was ordered, which is 35.1 mg."),
        ("33 mg", "On 2026-12-04 33 mg was given; 0.5 mg/kg was ordered, which is 35.1 mg."),
    ],
)
def test_a_dose_that_is_not_what_was_ordered_holds(folder: Path, dose: str, said: str) -> None:
    """Ten times too much, ten times too little, none, or 6 % less: a slip until somebody says why.

    By hand: 0.5 mg/kg for 70.2 kg are 35.1 mg; 35 mg is 0.3 % from it and is what a syringe gives.
    """
    line = line_of("2026-12-04")
    assert "dose: 35 mg" in line
    changed = line.replace("dose: 35 mg", f"dose: {dose}")
    assert holds(guided(folder, (line, changed)))["not-as-ordered"] == said


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (None, "it has no date"),
        ("2026-12-20", "it is dated 2026-12-20, after 2026-12-08"),
    ],
)
def test_a_dose_of_a_record_that_cannot_be_counted_holds(
    folder: Path, on: str | None, why: str
) -> None:
    """Another system's ketamine without a day, or of a day to come: the exposure is not known.

    Witness: hazard H29, exposure across sites; H8, overlapping sessions.
    """
    given = {
        "resourceType": "MedicationAdministration",
        "status": "completed",
        "medicationCodeableConcept": {"text": "ketamine"},
        **({} if on is None else {"effectiveDateTime": on}),
    }
    record = folder / "record.json"
    record.write_text(json.dumps(given), encoding="utf-8")
    kb = loaded()
    names = ["mara-bundle.json", "mara-screening.yaml", "mara-case.yaml"]
    files = [*(str(EXAMPLES / name) for name in names), str(record)]
    treatment = treatment_of(kb.protocol("iv-depression"))
    guidance = next_dose(Case(snapshot=read_files(files, kb, NOW), treatment=treatment), kb)
    assert why in holds(guidance)["session-not-used"]
    assert Stand.OPEN not in {option(guidance, kind).stand for kind in DOSES}


def test_a_review_that_says_why_a_dose_differs_lifts_the_hold(folder: Path) -> None:
    """The hold names what lifts it, and that does lift it."""
    line = line_of("2026-12-04")
    review = "    reviews: [{on: 2026-12-05, decision: continue, why: the pump stopped twice}]\n"
    changed = line.replace("dose: 35 mg", "dose: 33 mg")
    guidance = guided(folder, (line, changed), ("    sessions:\n", f"{review}    sessions:\n"))
    assert "not-as-ordered" not in holds(guidance)


@pytest.mark.hazard("H8")
def test_two_sessions_of_one_day_hold(folder: Path) -> None:
    """One session that was entered twice would count twice."""
    line = line_of("2026-12-04")
    guidance = guided(folder, (line, f"{line}\n{line.replace('35 mg', '30 mg')}"))
    assert holds(guidance)["sessions-on-one-day"] == "2 sessions of 2026-12-04 are on record."


@pytest.mark.hazard("H12")
def test_a_course_of_another_drug_than_its_protocol_holds(folder: Path) -> None:
    """Racemic ketamine and esketamine are never one dose."""
    guidance = guided(folder, ("    sessions:\n", "    drug: esketamine\n    sessions:\n"))
    assert holds(guidance)["another-drug-or-route"] == (
        "The course is of esketamine; iv-depression is ketamine, intravenous."
    )


@pytest.mark.hazard("H5")
def test_a_session_by_another_route_than_its_protocol_holds(folder: Path) -> None:
    """A dose by mouth is no step of a course of infusions."""
    line = line_of("2026-12-04")
    guidance = guided(folder, (line, line.replace("ordered:", "route: oral, ordered:")))
    assert holds(guidance)["another-drug-or-route"] == (
        "A session was swallowed; iv-depression is ketamine, intravenous."
    )


@pytest.mark.hazard("H29")
def test_a_dose_from_somebody_else_since_the_last_session_holds(folder: Path) -> None:
    """Ketamine by mouth from elsewhere, yesterday: somebody says who treats this person now."""
    course = (
        "courses: [{protocol: unknown, elsewhere: true, drug: ketamine, ended: 2026-12-07, "
        "sessions: [{on: 2026-12-07, dose: 300 mg, route: oral}]}]\n"
    )
    assert holds(guided(folder, beside=course))["dose-from-another"] == (
        "Ketamine 300 mg was given or taken elsewhere on 2026-12-07, since the last session here."
    )
    earlier = course.replace("2026-12-07", "2026-12-03")
    assert "dose-from-another" not in holds(guided(folder, beside=earlier))


def test_a_serious_event_counts_where_nothing_was_given(folder: Path) -> None:
    """A seizure in the waiting room is a seizure; the session that was not done tells of it."""
    line = line_of("2026-12-04")
    seizure = (
        "      - {on: 2026-12-04, status: not-done, why: seizure in the waiting room, "
        "events: [{what: seizure, grade: 4}]}"
    )
    assert "seizure (grade 4)" in holds(guided(folder, (line, seizure)))["serious-event"]


def test_an_infusion_that_was_stopped_is_no_step_and_no_length(folder: Path) -> None:
    """Fourteen minutes of an infusion that was stopped are not how long the next one runs.

    It counts for none of the three sessions that a rise asks for, and forbids the rise.
    """
    line = line_of("2026-12-04")
    stopped = (
        "      - {on: 2026-12-04, status: stopped, why: she asked to stop, ordered: 0.5 mg/kg, "
        "dose: 12 mg, over: 14 min, weight: 70.2 kg, basis: actual, peak: 144/90, events: []}"
    )
    guidance = guided(folder, (line, stopped))
    assert holds(guidance) == {}
    assert option(guidance, OptionKind.SAME).title == "The same: 0.5 mg/kg over 40 min"
    up = option(guidance, OptionKind.UP)
    assert up.stand is Stand.NOT_OFFERED
    assert "The session of 2026-12-04 was stopped early: she asked to stop." in [
        one.says for one in up.why_not
    ]


def test_a_dose_that_was_not_borne_is_not_offered_again_without_a_word(folder: Path) -> None:
    """A higher dose was given first and not borne; three quiet sessions later it is remembered."""
    line = line_of("2026-11-24")
    heavy = (
        "      - {on: 2026-11-24, ordered: 0.75 mg/kg, dose: 53 mg, over: 40 min, "
        "weight: 70.6 kg, basis: actual, before: 122/78, peak: 150/90, "
        "events: [{what: dissociation, grade: 2}]}"
    )
    guidance = guided(folder, (line, heavy))
    assert holds(guidance) == {}
    up = option(guidance, OptionKind.UP)
    assert up.stand is Stand.HELD
    assert "Dissociation of grade 2 on 2026-11-24" in up.against[0].says
    assert up.missing == (
        "Why is what was not borne on 2026-11-24 given again? The prescriber says.",
    )


@pytest.mark.parametrize("since", ["2026-12-05", "2026-12-04"])
def test_a_medicine_that_is_new_since_the_last_session_forbids_a_rise(
    folder: Path, since: str
) -> None:
    """New on the day of the last session is new: it may have come after the dose."""
    medicine = f"medications: [{{what: clarithromycin, since: {since}}}]\n"
    up = option(guided(folder, beside=medicine), OptionKind.UP)
    assert up.stand is Stand.NOT_OFFERED


def test_a_medicine_of_which_nobody_says_since_when_asks(folder: Path) -> None:
    """Leaving out a date makes nothing open that the date would close."""
    up = option(guided(folder, beside="medications: [clarithromycin]\n"), OptionKind.UP)
    assert up.stand is not Stand.OPEN


@pytest.mark.parametrize("why", ["BP 170/100", "blood pressure", "hypertensive", "168/98 twice"])
def test_a_session_held_for_blood_pressure_forbids_a_rise(folder: Path, why: str) -> None:
    """However a clinic writes it: in words, in short, or as a reading."""
    line = line_of("2026-12-04")
    held = f"{line}\n      - {{on: 2026-12-07, status: not-done, why: {why}}}"
    up = option(guided(folder, (line, held)), OptionKind.UP)
    assert "The last planned session was held for blood pressure." in [
        one.says for one in up.why_not
    ]


def test_a_score_that_got_worse_speaks_for_no_rise(folder: Path) -> None:
    """Worse by the rule of the scale is a reason to look again, not to give more."""
    beside = "measurements: [{what: phq-9, value: 27}]\n"
    guidance = guided(folder, beside=beside)
    assert holds(guidance) == {}
    up = option(guidance, OptionKind.UP)
    assert up.stand is Stand.HELD
    assert not any("worse" in one.says for one in up.supports)
    assert any("28.6 % worse" in one.says for one in up.against)


@pytest.mark.hazard("H14")
def test_a_guard_that_nobody_signed_holds_and_speaks_for_giving_nothing(folder: Path) -> None:
    """Where only an unsigned guard holds, the first option does not say that nothing does."""
    text = (SITES / "demo.yaml").read_text(encoding="utf-8")
    guard = "titration.serious.event"
    kept = [line for line in text.splitlines() if f"{{leaf: {guard}," not in line]
    assert len(kept) == len(text.splitlines()) - 1
    site = folder / "site.yaml"
    site.write_text("\n".join(kept), encoding="utf-8")
    guidance = guided(folder, kb=load(str(site)))
    assert list(holds(guidance)) == [f"unsigned:{guard}"]
    said = [one.says for one in option(guidance, OptionKind.HOLD).supports]
    assert "Nothing here holds." not in said
    assert len(said) == 1
    assert option(guidance, OptionKind.UP).stand is Stand.HELD


def test_scenarios_still_find_a_clean_course_open() -> None:
    """None of these rules holds a course with nothing wrong in it."""
    assert Scenario("iv-depression-up-after-three-sessions").guidance().holds == ()
