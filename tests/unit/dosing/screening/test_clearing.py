"""A clearance counts for the very finding that was read, and for no other."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.lib.case_files import read
from tests.lib.loaded import loaded

from titrant.clinical import Clearance, RecordError, Snapshot
from titrant.dosing.guidance import Case, next_dose
from titrant.dosing.screening import Finding, Verdict, fit, screen, treatment_of
from titrant.dosing.screening.clearing import mark_of
from titrant.dosing.screening.record import finding_record
from titrant.intake import join

KB = loaded("demo")
IV = treatment_of(KB.protocol("iv-depression"), "us")
ORAL = treatment_of(KB.protocol("oral-depression"), "us")
TODAY = date(2026, 11, 22)
CASE = """
by: clinician
on: 2026-11-22
person: {born: 1985-05-02, sex: female}
conditions: [{what: dissociative identity disorder, since: 2019-05-01}]
"""
RULE = "dissociative-identity-disorder"


def found(snapshot: Snapshot, rule: str = RULE) -> Finding:
    return next(one for one in screen(snapshot, IV, KB).findings if one.rule == rule)


def cleared(snapshot: Snapshot, **said: object) -> Snapshot:
    """Return a record in which the finding was cleared as it is."""
    known = {"rule": RULE, "mark": mark_of(found(snapshot)), "on": TODAY, "by": "prescriber"}
    known |= {"why": "Seen by their psychiatrist.", **said}
    one = Clearance(**known)  # type: ignore[arg-type]
    return replace(snapshot, clearances=(one,))


def test_a_finding_that_was_cleared_holds_nothing_and_stays_to_be_seen() -> None:
    before = read(CASE)
    assert found(before).stops
    after = found(cleared(before))
    assert not after.stops
    assert after.cleared is not None
    assert after.cleared.why == "Seen by their psychiatrist."
    holds = next_dose(Case(snapshot=cleared(before), treatment=IV), KB).holds
    assert RULE not in {hold.id for hold in holds}
    assert RULE in {one.id for one in next_dose(Case(snapshot=before, treatment=IV), KB).holds}


def test_it_comes_last_and_not_among_the_first() -> None:
    screening = screen(cleared(read(CASE)), IV, KB)
    assert screening.findings[-1].rule == RULE
    assert RULE not in {one.rule for one in screening.first}


@pytest.mark.parametrize(
    "said",
    [
        {"mark": "0" * 16},
        {"rule": "psychosis"},
        {"on": TODAY + timedelta(days=1)},
        {"until": TODAY - timedelta(days=1)},
        {"protocol": "oral-depression"},
    ],
    ids=["another finding", "another rule", "later", "over", "another protocol"],
)
def test_a_clearance_that_is_not_of_this_finding_counts_for_nothing(said: dict[str, str]) -> None:
    assert found(cleared(read(CASE), **said)).stops


def test_it_counts_on_its_last_day() -> None:
    assert not found(cleared(read(CASE), until=TODAY)).stops


def test_of_two_the_newer_one_is_said() -> None:
    one = cleared(read(CASE), on=TODAY - timedelta(days=9), why="An older letter.")
    both = replace(one, clearances=(*one.clearances, *cleared(read(CASE)).clearances))
    decided = found(both).cleared
    assert decided is not None
    assert decided.on == TODAY


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("since: 2025-01-01}]", "begun on another day"),
        ("since: 2019-05-01, status: suspected}]", "the same day, and only suspected"),
    ],
)
def test_another_fact_behind_it_is_looked_at_again(lines: str, why: str) -> None:
    """What was cleared is what was read: `why` says what differs."""
    clearance = cleared(read(CASE)).clearances
    other = read(CASE.replace("since: 2019-05-01}]", lines))
    same = mark_of(found(other)) == clearance[0].mark
    assert same is ("suspected" in why)  # how sure it is changes nothing of what it is
    assert found(replace(other, clearances=clearance)).stops is not same


def test_where_it_was_read_and_how_old_it_is_changes_nothing() -> None:
    elsewhere = read(CASE.replace("on: 2026-11-22", "on: 2026-11-20"))
    assert mark_of(found(elsewhere)) == mark_of(found(read(CASE)))


def test_nothing_clears_what_excludes_what_is_acute_and_what_nobody_signed() -> None:
    aneurysm = read(CASE.replace("dissociative identity disorder", "aneurysm"))
    excluded = next(
        one for one in screen(aneurysm, IV, KB).findings if one.action.value == "exclude"
    )
    acute = read(CASE.replace("conditions:", "answers: {c-ssrs: 5}\nconditions:"))
    risk = next(one for one in screen(acute, IV, KB).findings if one.rule == "suicide-risk")
    bare = loaded(None)
    porphyria = read(CASE.replace("dissociative identity disorder", "acute porphyria"))
    unsigned = [one for one in screen(porphyria, IV, bare).findings if one.unsigned]
    assert unsigned
    for one in (excluded, risk, *unsigned):
        assert not one.clearable, one.rule
    for snapshot, one in ((aneurysm, excluded), (acute, risk)):
        said = Clearance(
            rule=one.rule, mark=mark_of(one), on=TODAY, by="medical director", why="No reason."
        )
        with_it = replace(snapshot, clearances=(said,))
        assert next(f for f in screen(with_it, IV, KB).findings if f.rule == one.rule).stops


def test_a_protocol_fits_as_far_as_what_was_cleared_goes() -> None:
    def because(snapshot: Snapshot) -> set[str]:
        (one,) = fit(snapshot, [KB.protocol("iv-depression")], KB, "us")
        assert one.verdict is Verdict.FITS_IF  # other questions are open
        return {reason.rule for reason in one.because}

    assert RULE in because(read(CASE))
    assert RULE not in because(cleared(read(CASE)))


def test_the_answer_in_json_says_it() -> None:
    said = finding_record(found(cleared(read(CASE), on_word_of="Dr Osei", until=TODAY)))
    assert said["mark"] == mark_of(found(read(CASE)))
    assert said["cleared"] == {
        "on": "2026-11-22",
        "until": "2026-11-22",
        "by": "prescriber",
        "on_word_of": "Dr Osei",
        "why": "Seen by their psychiatrist.",
    }
    assert finding_record(found(read(CASE)))["cleared"] is None


# -- a case file ---------------------------------------------------------------------------------


def in_file(**said: str) -> str:
    known = {"rule": RULE, "mark": mark_of(found(read(CASE))), "on": "2026-11-22"}
    known |= {"by": "prescriber", "why": "Seen by their psychiatrist.", **said}
    told = [f"{key}: {value if key == 'on' else repr(value)}" for key, value in known.items()]
    return f"{CASE}clearances:\n  - {{{', '.join(told)}}}\n"


def test_a_case_file_tells_a_clearance() -> None:
    assert not found(read(in_file())).stops


def test_one_of_a_later_day_is_set_aside() -> None:
    later = read(in_file(on="2026-11-30"))
    assert found(later).stops
    assert any("clearance" in one.what for one in later.set_aside)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"rule": "no-such-rule"}, "there is no rule “no-such-rule”"),
        ({"why": "  "}, "a clearance says why"),
        ({"by": "nurse"}, "prescriber or medical director"),
    ],
)
def test_a_clearance_that_cannot_be_is_refused(said: dict[str, str], words: str) -> None:
    with pytest.raises(RecordError, match=words):
        read(in_file(**said))


def test_files_that_are_joined_keep_what_was_cleared_in_either() -> None:
    one, other = read(in_file()), read("by: clinician\nconditions: [asthma]")
    assert join([other, one]).clearances == one.clearances
    assert join([one, one]).clearances == one.clearances
    assert one.clearances
