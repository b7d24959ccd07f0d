"""What a rise turns on; sessions that do not add up, one bound at a time."""

from typing import Any

import pytest
from tests.lib.guided import (
    Json,
    ago,
    base,
    case_of,
    course,
    file_of,
    guided,
    option,
    quiet,
    says,
    scores,
    sessions,
    shipped,
    weight,
)

from titrant.dosing.guidance import Guidance
from titrant.dosing.guidance.borne import not_borne
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.faults import find_faults
from titrant.dosing.guidance.values import Hold
from titrant.knowledge import Knowledge

SOME = [weight(), *scores((20, 20), (2, 16))]


def after(*had: Json, kb: Knowledge | None = None, some: list[Json] | None = None) -> Guidance:
    text = file_of(course(*had), measurements=some or SOME)
    return guided(text, kb=kb, screened=False)


def faults(*courses: Json) -> list[Hold]:
    text = file_of(*courses, measurements=SOME)
    return list(find_faults(Considered(case_of(text, screened=False), shipped())))


def reviewed(days: int) -> list[Json]:
    return [{"on": ago(days), "decision": "continue", "why": "it helps"}]


# -- a first dose ----------------------------------------------------------------------------------


def test_an_unknown_day_of_birth_is_no_age() -> None:
    text = file_of(measurements=[weight()]).replace("  born: 1984-03-14\n", "")
    assert "born" not in text
    start = option(guided(text, screened=False), "start")
    assert start.title == "Start with 0.5 mg/kg over 40 min"


# -- a rise ----------------------------------------------------------------------------------------


def test_what_a_rise_rests_on_and_nobody_signed_stands_with_the_rise() -> None:
    names = ("event", "response", "sessions", "steps")
    kb = base({f"titration.up.{name}": {"expires": "2026-11-30"} for name in names})
    guidance = after(*sessions(12, 8, 5), kb=kb)
    wanted = [f"unsigned:titration.up.{name}" for name in names]
    assert sorted(one.id for one in option(guidance, "up").limits) == wanted
    assert [one.id for one in guidance.holds if one.id in wanted] == []


@pytest.mark.parametrize(
    ("now", "change", "worse"), [(24, "20 % worse", False), (25, "25 % worse", True)]
)
def test_what_is_worse_by_the_rule_of_the_scale_speaks_against_a_rise(
    now: int, change: str, worse: bool
) -> None:
    """A PHQ-9 that is five points higher is worse (instrument.phq-9.worsening)."""
    up = option(after(*sessions(12, 8, 5), some=[weight(), *scores((20, 20), (2, now))]), "up")
    words = f"PHQ-9 20 on 2026-11-11, {now} on 2026-11-29, {change}. Less than 50 %."
    assert (words in says(up.against)) is worse
    assert (words in says(up.supports)) is not worse


@pytest.mark.parametrize(
    ("before", "now", "change", "response"),
    [(16, 24, "50 % better", True), (20, 28, "40 % better", False)],
)
def test_half_as_good_again_is_a_response_whatever_the_scale_says(
    before: int, now: int, change: str, response: bool
) -> None:
    """Eight points of the WHO-5 are none by its own rule of ten points; 50 % are one (R55)."""
    values = scores((20, before), (2, now), what="who-5")
    text = file_of(course(*sessions(12, 8, 5), target="who-5"), measurements=[weight(), *values])
    up = option(guided(text, screened=False), "up")
    words = f"WHO-5 {before} on 2026-11-11, {now} on 2026-11-29, {change}."
    assert says(up.why_not) == (
        [f"{words} A response: the dose is not raised."] if response else []
    )


def hard(days: int) -> Json:
    """Return a session of the next step with an event of grade 2."""
    events = [{"what": "panic", "grade": 2}]
    return quiet(ago(days), ordered="0.75 mg/kg", dose="52.5 mg", events=events)


def test_every_session_of_the_next_step_that_was_not_borne_is_said() -> None:
    """A quiet session of another dose stands before them, and what sources say stays."""
    up = option(after(*sessions(24), hard(19), hard(15), *sessions(12, 8, 5)), "up")
    assert [one for one in says(up.against) if one.startswith("Panic")] == [
        "Panic of grade 2 on 2026-11-12: the dose is not raised from grade 2 on.",
        "Panic of grade 2 on 2026-11-16: the dose is not raised from grade 2 on.",
    ]
    assert "s1-higher-dose" in [one.claim for one in up.against]


@pytest.mark.parametrize(
    ("peak", "leaves"),
    [
        ("179/109", []),
        ("180/109", ["alert.systolic.stop.high"]),
        ("179/110", ["alert.diastolic.stop.high"]),
    ],
)
def test_a_peak_at_the_bound_was_not_borne(peak: str, leaves: list[str]) -> None:
    text = file_of(course(quiet(ago(5), peak=peak)))
    seen = Considered(case_of(text, screened=False), shipped())
    assert seen.sofar.last is not None
    assert [one.leaf for one in not_borne(seen.desk, seen.sofar.last)] == leaves


def test_what_may_weaken_the_effect_is_said_with_its_effect() -> None:
    text = file_of(
        course(*sessions(12, 8, 5)), measurements=SOME, medications=[{"what": "lamotrigine"}]
    )
    up = option(guided(text, screened=False), "up")
    assert (
        "Lamotrigine is taken: inform. Acts on glutamate: in 2 of 5 studies it weakened the "
        "effects of ketamine."
    ) in says(up.against)


# -- sessions that do not add up -------------------------------------------------------------------


def test_two_sessions_of_one_day_are_one_too_many() -> None:
    (found,) = faults(course(*sessions(8, 5), quiet(ago(5), over="60 min")))
    assert (found.id, found.says) == (
        "sessions-on-one-day",
        "2 sessions of 2026-11-26 are on record.",
    )


@pytest.mark.parametrize(
    ("dose", "more", "found"),
    [
        ("36.05 mg", {}, False),  # 3 % more than the 35 mg that were ordered
        ("36.06 mg", {}, True),
        ("33.95 mg", {}, False),  # 3 % less
        ("33.94 mg", {}, True),
        ("33.94 mg", {"status": "stopped"}, False),  # a session that was cut short gives less
        ("36.06 mg", {"status": "stopped"}, True),
        ("36.06 mg", {"basis": None}, True),  # no basis: the weight is the actual one
    ],
)
def test_a_dose_that_is_not_the_order(dose: str, more: dict[str, Any], found: bool) -> None:
    assert faults(course(quiet(ago(5)))) == []
    ids = [one.id for one in faults(course(quiet(ago(5), dose=dose, **more)))]
    assert ids == (["not-as-ordered"] if found else [])


def elsewhere(*days: int) -> Json:
    had = sessions(*days, dose="100 mg", ordered=None, over=None)
    return course(*had, protocol="sublingual-home", elsewhere=True, ended=ago(0))


def test_each_dose_from_elsewhere_since_the_last_session_is_said() -> None:
    """One of the day of the last session counts, one of the day before does not."""
    found = faults(course(*sessions(8, 5)), elsewhere(6, 5, 3))
    assert [(one.id, one.says) for one in found] == [
        (
            "dose-from-another",
            f"Ketamine 100 mg was given or taken elsewhere on {day}, since the last session here.",
        )
        for day in ("2026-11-26", "2026-11-28")
    ]


@pytest.mark.parametrize(("days", "count"), [(4, 1), (3, 0), (6, 2)])
def test_a_review_since_a_dose_from_elsewhere_lifts_it(days: int, count: int) -> None:
    found = faults(course(*sessions(8, 5), reviews=reviewed(days)), elsewhere(5, 3))
    assert [one.id for one in found] == ["dose-from-another"] * count


def test_before_the_first_session_here_nothing_is_since_the_last() -> None:
    assert faults(elsewhere(6, 3)) == []
