"""What guidance carries with it: disputes, what was not used, which course, the other ways."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
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

from titrant.clinical import Contradiction, OptionKind, Origin, SetAside, Unmapped
from titrant.dosing.check import Check, Kind
from titrant.dosing.guidance import (
    Basis,
    Dispute,
    Ground,
    Guidance,
    Hold,
    Stand,
    next_dose,
    others,
)
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.settling import Draft
from titrant.dosing.guidance.sofar import Sofar
from titrant.dosing.guidance.values import Side
from titrant.knowledge import Knowledge

SOME = [weight(), *scores((20, 20), (2, 16))]
THREE = sessions(12, 8, 5)
TABLE = "iv-depression-s1-table"


def seen_of(
    *courses: Json,
    measurements: Iterable[Json] = SOME,
    protocol: str = "iv-depression",
    kb: Knowledge | None = None,
) -> Considered:
    kb = kb or shipped()
    text = file_of(*courses, measurements=measurements)
    return Considered(case_of(text, protocol=protocol, kb=kb, screened=False), kb)


# -- disputes ------------------------------------------------------------------------------------


def test_a_dispute_is_told_with_every_side_as_its_source_has_it() -> None:
    """In a base that was just read: what was worked out before would hide what is said now."""
    had = sessions(12, 8, 5, ordered="0.25 mg/kg", dose="17.5 mg", over=None)
    text = file_of(course(*had, protocol="im-depression"), measurements=SOME)
    guidance = guided(text, protocol="im-depression", kb=base(), screened=False)
    assert [one for one in guidance.conflicts if one.id == "im-onset"] == [
        Dispute(
            id="im-onset",
            topic="how fast an intramuscular dose acts",
            handling="Not shown: faster than an infusion builds up, slower than an injection into "
            "a vein.",
            options=(OptionKind.SWITCH,),
            sides=(
                Side(
                    claim="s1-im-onset",
                    says="faster onset than in a vein, control perhaps less precise",
                    source="S1, intramuscular ketamine, absorption considerations",
                    tier="marketing",
                    flag="seen",
                    verdict="disputed",
                ),
                Side(
                    claim="r10-onset",
                    says="anaesthesia within 30 s of an injection into a vein, within 3 to 4 min "
                    "of one into a muscle",
                    source="R10, dosage and administration",
                    tier="label",
                    flag="seen",
                    verdict="stands",
                ),
            ),
        )
    ]


# -- what the record holds besides ---------------------------------------------------------------


def basis_with(**changes: Any) -> Basis:
    """Return the basis of guidance whose files hold this besides."""
    case = case_of(file_of(course(*THREE), measurements=SOME))
    snapshot = replace(case.snapshot, **changes)
    return next_dose(replace(case, snapshot=snapshot), shipped()).basis


def test_contradictions_stand_in_the_order_of_what_they_are_about() -> None:
    about = ["Gout", "Asthma", "Migraine"]
    made = tuple(Contradiction(about=one, says=("so", "not so"), counts="so") for one in about)
    found = basis_with(contradictions=made).contradictions
    assert [one.about for one in found] == ["Asthma", "Gout", "Migraine"]


PLACES = [("b.yaml", "line 1"), ("a.yaml", "line 2"), ("a.yaml", "line 1")]


def test_what_was_not_read_stands_in_the_order_of_the_files_and_then_of_the_words() -> None:
    made = [
        Unmapped(kind="condition", text=text, code="", origin=Origin(*place))
        for place in PLACES
        for text in ("grey hair", "cold feet")
    ]
    found = basis_with(unmapped=tuple(made)).unmapped
    assert [(one.origin.file, one.origin.place, one.text) for one in found] == [
        ("a.yaml", "line 1", "cold feet"),
        ("a.yaml", "line 1", "grey hair"),
        ("a.yaml", "line 2", "cold feet"),
        ("a.yaml", "line 2", "grey hair"),
        ("b.yaml", "line 1", "cold feet"),
        ("b.yaml", "line 1", "grey hair"),
    ]


def test_what_was_set_aside_stands_in_the_order_of_the_files() -> None:
    made = [SetAside(what="a weight", why="too high", origin=Origin(*place)) for place in PLACES]
    found = basis_with(set_aside=tuple(made)).set_aside
    assert [str(one.origin) for one in found] == [
        "line 1 in a.yaml",
        "line 2 in a.yaml",
        "line 1 in b.yaml",
    ]


def test_before_the_first_session_there_is_no_step() -> None:
    assert guided(file_of(measurements=[weight()])).basis.step == ""
    assert guided(file_of(course(*THREE), measurements=SOME)).basis.step == "0.5 mg/kg"


# -- which course --------------------------------------------------------------------------------


def sofar(*courses: Json) -> Sofar:
    return seen_of(*courses).sofar


@pytest.mark.parametrize(("count", "several"), [(0, False), (1, False), (2, True), (3, True)])
def test_more_than_one_active_course_is_several(count: int, several: bool) -> None:
    made = [course(*sessions(40 + number, 30 - number)) for number in range(count)]
    assert sofar(*made).several is several


def test_of_two_courses_the_one_with_the_last_session_counts() -> None:
    late, early = course(*sessions(40, 5), opened=ago(40)), course(quiet(ago(20)), opened=ago(20))
    for made in ((late, early), (early, late)):
        last = sofar(*made).last
        assert last is not None
        assert last.on == ago(5)


def test_a_course_without_a_session_does_not_hide_one_that_has_begun() -> None:
    begun, planned = course(quiet(ago(20)), opened=ago(20)), course(opened=ago(2))
    for made in ((begun, planned), (planned, begun)):
        assert sofar(*made).first == ago(20)


def test_without_a_course_nothing_was_reviewed() -> None:
    assert sofar().reviewed(ago(100)) is False


# -- how it is judged ------------------------------------------------------------------------------


def test_a_course_may_be_judged_by_a_scale_of_points() -> None:
    """PTSD and well-being are judged by points: instrument.pcl-5.response.points."""
    values = scores((20, 60), (2, 20), what="pcl-5")
    seen = seen_of(course(*THREE, target="pcl-5"), measurements=[weight(), *values])
    assert seen.judged.missing == []
    assert seen.judged.improved is True


def test_a_score_that_stayed_is_no_percent_worse() -> None:
    seen = seen_of(course(*THREE), measurements=[weight(), *scores((20, 20), (2, 20))])
    assert seen.judged.told == "PHQ-9 20 on 2026-11-11, 20 on 2026-11-29, 0 % better."


# -- what gives nothing now ----------------------------------------------------------------------


class Sourced(Considered):
    """One case, of which a source speaks for every option."""

    def sourced(self, kind: OptionKind) -> tuple[tuple[Ground, ...], ...]:
        return (Ground(says=f"Of {kind}.", source="R1", tier="cohort", claim="r1"),), ()


def test_what_sources_say_for_a_hold_stands_behind_what_holds() -> None:
    case = case_of(file_of(course(*THREE), measurements=SOME))
    found = Hold(id="a", says="It holds.", lifts="Wait.", who="nobody", source="section 1")
    draft = others.hold(Sourced(case, shipped()), (found,))
    assert says(draft.settle(held=True).supports) == ["It holds."]
    assert [one.says for one in draft.settle(held=True).supports] == ["It holds.", "Of hold."]


def three_of(*values: tuple[int, int], had: Iterable[Json] = THREE) -> Guidance:
    return guided(file_of(course(*had), measurements=[weight(), *scores(*values)]), screened=False)


def test_a_score_that_got_worse_speaks_for_a_review() -> None:
    supports = says(option(three_of((20, 12), (2, 20)), "review").supports)
    told = "PHQ-9 12 on 2026-11-11, 20 on 2026-11-29, 66.7 % worse."
    assert f"{told} Worse by the rule of the scale." in supports


def test_a_relapse_speaks_for_a_review() -> None:
    """PHQ-9: a response, then twice 10 or more and 5 over the best, seven days apart."""
    guidance = three_of((21, 20), (15, 8), (10, 14), (2, 18), had=sessions(20, 12, 5))
    supports = says(option(guidance, "review").supports)
    told = "PHQ-9 20 on 2026-11-10, 18 on 2026-11-29, 10 % better."
    assert f"{told} A relapse by the rule of the scale." in supports


@pytest.mark.parametrize(
    ("days", "now", "speaks"),
    [
        ((15, 12, 8, 5), 16, True),  # 20 % after four sessions
        ((12, 8, 5), 16, False),
        ((15, 12, 8, 5), 15, False),  # 25 %
    ],
)
def test_too_little_help_speaks_for_an_end_after_four_sessions(
    days: tuple[int, ...], now: int, speaks: bool
) -> None:
    """titration.stop.response, 25 %; titration.stop.sessions, 4 to 6."""
    supports = says(option(three_of((20, 20), (2, now), had=sessions(*days)), "stop").supports)
    words = (
        f"PHQ-9 20 on 2026-11-11, {now} on 2026-11-29, 20 % better. "
        "Less than 25 % after 4 sessions at this dose."
    )
    assert (words in supports) is speaks


def test_without_a_baseline_nobody_can_say_that_it_helped_too_little() -> None:
    found = option(three_of((2, 16), had=sessions(15, 12, 8, 5)), "stop")
    assert says(found.supports) == ["The course ends when: eight infusions"]


def test_a_protocol_that_is_held_is_passed_over_and_the_next_one_is_named() -> None:
    protocol = "intensive-clinic-s2"
    seen = seen_of(course(*THREE, protocol=protocol), protocol=protocol)
    held, other = "daily-nasal-home-s2", "daily-oral-home-s2"
    seen.desk.protocol = replace(seen.desk.protocol, switches_to=(held, other))
    (one,) = says(others.switch(seen).supports)
    assert one == (
        "Its source describes going over to daily-oral-home-s2: Daily low dose of swallowed "
        "ketamine at home, three tiers, as a programme's page has it (S2, second model)."
    )


# -- how an option stands --------------------------------------------------------------------------


def test_a_limit_that_was_found_before_the_dose_stays() -> None:
    """Nobody signed the four weeks: whatever the dose says, the longer interval is held."""
    rung = "titration.maintenance.interval.4"
    reviews = [{"on": ago(60), "decision": "continue", "why": "it helps"}]
    had = course(*sessions(90, 87, 84, 80, 50, 25), protocol=TABLE, reviews=reviews)
    text = file_of(had, measurements=[weight(), *scores((100, 20), (60, 8), (1, 8))])
    longer = option(guided(text, protocol=TABLE, kb=base(unsigned=[rung])), "longer interval")
    assert (longer.title, longer.stand) == ("A longer interval: 4 weeks", Stand.HELD)
    assert longer.amount is not None
    assert longer.amount.high == Decimal("0.5")
    assert [one.id for one in longer.limits] == [f"unsigned:{rung}"]


def test_an_option_that_is_not_offered_asks_for_nothing() -> None:
    draft = Draft(seen_of(course(*THREE)), OptionKind.UP, "Up")
    draft.missing.append("What was given?")
    check = Check(id="a", kind=Kind.SOFT, text="b", lifts="A reason.", source="c")
    draft.limits.append(check)
    open_ = draft.settle(held=False)
    assert (open_.stand, open_.missing, open_.needs) == (
        Stand.HELD,
        ("What was given?",),
        ("A reason.",),
    )
    draft.not_offered.append(Ground(says="There is none.", source="c", tier="record"))
    gone = draft.settle(held=False)
    assert (gone.stand, gone.missing, gone.needs) == (Stand.NOT_OFFERED, (), ())
    assert gone.limits == (check,)
