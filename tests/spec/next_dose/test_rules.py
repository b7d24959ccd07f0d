"""The next session, rule by rule: what is offered, what holds, and in which words."""

import pytest
from tests.lib.next_scenarios import Scenario

from titrant.clinical import OptionKind
from titrant.dosing.guidance import Guidance, Option, Stand
from titrant.dosing.guidance.settling import GIVES


def guided(name: str) -> Guidance:
    return Scenario(name).guidance()


def option(guidance: Guidance, kind: OptionKind) -> Option:
    return next(one for one in guidance.options if one.kind is kind)


def said(grounds: object) -> list[str]:
    assert isinstance(grounds, tuple)
    return [one.says for one in grounds]


def test_every_kind_of_option_stands_once_and_in_one_order() -> None:
    """Hold, start, same, up, down, the intervals, review, stop, switch: always all, always so.

    The order is not an order of merit. What does not fit stands there too, with the reason.
    Witness: the boundary that options stand in a fixed order, none ranked.
    """
    guidance = guided("iv-depression-up-after-three-sessions")
    assert [one.kind for one in guidance.options] == list(OptionKind)
    assert all(one.why_not for one in guidance.options if one.stand is Stand.NOT_OFFERED)


def test_a_rise_is_one_step_of_the_protocol_and_shown_with_both_sides() -> None:
    """After three sessions at 0.5 mg/kg with less than half of the depression gone.

    Witness: section 5.2, up-step; R54 took 0.75 mg/kg after three infusions; 0.75 x 70.2 = 52.65.
    """
    up = option(guided("iv-depression-up-after-three-sessions"), OptionKind.UP)
    assert (up.stand, up.title) == (Stand.OPEN, "Up: 0.75 mg/kg over 40 min")
    assert up.amount is not None
    assert [(str(one.basis), one.high.brief()) for one in up.amount.by_basis] == [
        ("actual", "52.65 mg")
    ]
    assert said(up.supports)[0] == (
        "PHQ-9 21 on 2026-11-02, 16 on 2026-11-20, 23.8 % better. Less than 50 %."
    )
    assert {one.claim for one in up.supports} >= {"r54-outcome", "r52-dose-effect"}
    assert {one.claim for one in up.against} >= {"s1-higher-dose", "askp3-pledge"}
    assert up.needs[0] == "The weight of the day: the milligrams are by that of 2026-11-20."


def test_dissociation_is_neither_for_nor_against() -> None:
    """However deep, it is said beside the options; it is no aim, and by itself no harm.

    Witness: section 1.6, never a dose target; C33, it did not predict the response.
    """
    guidance = guided("iv-depression-deep-dissociation-without-event")
    words = "Dissociation of 9 of 10 at its peak on 2026-11-27; it is no aim of a dose."
    for kind in (OptionKind.SAME, OptionKind.UP):
        one = option(guidance, kind)
        assert words in said(one.noted)
        assert words not in said(one.supports) + said(one.against)
    assert option(guidance, OptionKind.UP).stand is Stand.OPEN


@pytest.mark.hazard("H5")
def test_another_protocol_is_a_new_start() -> None:
    """Nothing of the old dose goes over: it is ended, and the other one finds its own.

    Witness: section 5.2, switch; section 0, doses across routes are not converted.
    """
    switch = option(guided("intensive-clinic-six-then-daily"), OptionKind.SWITCH)
    assert switch.amount is None
    assert switch.needs == (
        "This course is ended first: one active course a person.",
        "A screening and a first dose of their own: “titrant protocols --fit”.",
    )
    assert said(switch.against)[0] == (
        "A new start with its own dose-finding; nothing is worked out from bioavailability."
    )


@pytest.mark.hazard("H8")
def test_what_anybody_gave_counts_and_the_two_drugs_never_add() -> None:
    """Sessions of three sites and both drugs: counted together, milligrams apart.

    Witness: section 7, all routes and all sites; 2 x 56 = 112 mg of esketamine, by hand.
    """
    guidance = guided("exposure-across-sites-and-agents")
    assert [
        (one.drug, one.sessions, str(one.total), one.sessions_in_span)
        for one in guidance.basis.exposures
    ] == [("esketamine", 2, "112 mg", 2), ("ketamine", 5, "150 mg", 2)]


@pytest.mark.hazard("H8")
def test_a_week_is_full_whoever_filled_it() -> None:
    """Two infusions here and one elsewhere: the next may be seven days after the first of them.

    Witness: R53, three infusions a week at the most; section 7, all sites.
    """
    (hold,) = guided("iv-depression-third-of-the-week-elsewhere").holds
    assert (hold.id, hold.says, hold.lifts, hold.who) == (
        "too-soon",
        "At most 3 sessions in any 7 days, whoever gives them. The next may be on 2026-12-03.",
        "Wait until 2026-12-03.",
        "nobody",
    )


@pytest.mark.hazard("H29")
def test_a_course_elsewhere_keeps_every_dose_from_being_offered() -> None:
    """One active course a person, whoever prescribes it.

    Witness: correction 1.25 (b); hazard H29.
    """
    guidance = guided("iv-depression-esketamine-course-elsewhere")
    (hold,) = guidance.holds
    assert (hold.id, hold.who) == ("active-course", "nobody")
    assert hold.says == "Another course of ketamine or esketamine is running: exclude."
    given = [one for one in guidance.options if one.kind in GIVES]
    assert {one.stand for one in given} == {Stand.HELD, Stand.NOT_OFFERED}


@pytest.mark.hazard("H30")
def test_a_course_may_always_be_stopped_and_an_end_is_followed() -> None:
    """Whatever holds, nobody is kept from stopping; after the end somebody calls four times.

    Witness: hazard H30, calls on days 3, 7, 14 and 21; C20, suicides 4 to 20 days after the last
    dose.
    """
    stop = option(guided("iv-depression-grade-3-without-review"), OptionKind.STOP)
    assert stop.stand is Stand.OPEN
    (need,) = stop.needs
    assert need == (
        "Calls on days 3, 7, 14, 21 after the end. A safety plan. A coordinator cannot close a "
        "course."
    )


@pytest.mark.hazard("H35")
def test_the_basis_goes_over_with_the_dose() -> None:
    """42.5 mg by the adjusted weight of 85 kg was 0.5 mg/kg, and is 0.5 mg/kg again.

    Read by the actual weight it would be a step that was never ordered.
    Witness: hazard H35; section 5.1, adjusted weight; 42.5 / 85 = 0.5, by hand.
    """
    guidance = guided("iv-depression-basis-carried-over-without-the-order")
    same = option(guidance, OptionKind.SAME)
    assert same.amount is not None
    shown = {str(one.basis): one.high.brief() for one in same.amount.by_basis}
    assert shown["adjusted"] == "42.5 mg"
    assert guidance.basis.step == "0.5 mg/kg"


@pytest.mark.hazard("H44")
def test_mania_on_record_stops_the_course_until_a_psychiatrist_has_decided() -> None:
    """What is found in the middle of a course counts at once: the newest safety rules apply.

    Witness: section 3 row 17; hazard H44, a stop rule.
    """
    guidance = guided("iv-depression-bipolar-found-mid-course")
    (hold,) = guidance.holds
    assert (hold.id, hold.who) == ("bipolar-disorder", "the prescriber, with the clearance in hand")
    assert said(option(guidance, OptionKind.UP).why_not) == [
        "New since the last session: Bipolar disorder, or mania at any time."
    ]


@pytest.mark.hazard("H46")
def test_a_pregnancy_stops_the_course_of_every_agent() -> None:
    """Nothing lifts it but its end.

    Witness: section 3 row 12; R19, possible harm to the unborn child.
    """
    (hold,) = guided("spravato-us-trd-pregnant-mid-course").holds
    assert (hold.id, hold.lifts, hold.who) == ("pregnancy", "The pregnancy is over.", "nobody")


def test_a_serious_event_asks_for_a_review_before_anything_is_given() -> None:
    """Grade 3 ended a session: somebody decides whether the course goes on, and writes why.

    Witness: section 6, grading; section 5.2, explicit continue or stop.
    """
    (hold,) = guided("iv-depression-grade-3-without-review").holds
    assert (hold.says, hold.lifts, hold.who) == (
        "On 2026-11-27: low saturation (grade 3). No review since then is on record.",
        "A review decides whether the course goes on, and why.",
        "the prescriber",
    )
    assert guided("iv-depression-grade-3-with-review").holds == ()


def test_wishes_for_an_earlier_session_twice_running_are_looked_at() -> None:
    """Once it is said beside the options; twice it holds until somebody reviewed it.

    Witness: section 5.2, a pull-forward request twice running asks for a review of misuse.
    """
    assert guided("iv-depression-wanted-earlier-once").holds == ()
    (hold,) = guided("iv-depression-wanted-earlier-twice").holds
    assert hold.says == "The last 2 sessions were wanted earlier than planned."
    assert hold.lifts == "A review of misuse is made and written down."


def test_a_gap_in_an_induction_goes_back_a_step_and_a_long_one_to_the_start() -> None:
    """More than two weeks: the previous step. More than eight: the first dose, and the screening.

    Witness: section 5.2, missed sessions of racemic ketamine (design).
    """
    back = "A gap of 20 days: the previous step comes first."
    guidance = guided("iv-depression-gap-of-20-days-at-a-step")
    assert said(option(guidance, OptionKind.DOWN).supports)[0] == back
    assert back in said(option(guidance, OptionKind.SAME).against)
    assert said(option(guidance, OptionKind.UP).why_not) == [back]
    again = option(guided("iv-depression-gap-of-nine-weeks"), OptionKind.START)
    assert (again.stand, again.title) == (Stand.OPEN, "Start again with 0.5 mg/kg over 40 min")
    assert said(again.supports)[0] == (
        "9 weeks since the last session: screening and the first dose."
    )
    assert "The screening is done again." in again.needs


def test_a_missed_session_of_esketamine_follows_its_label() -> None:
    """No worse: the schedule goes on, however long the gap. Worse: the closer one may return.

    Witness: section 2.1, missed session, R1 and R13.
    """
    same = option(guided("spravato-us-trd-missed-nine-weeks-no-worse"), OptionKind.SAME)
    assert same.stand is Stand.OPEN
    back = option(guided("spravato-us-trd-weeks-5-to-8-missed-and-worse"), OptionKind.RETURN)
    assert back.stand is Stand.OPEN
    assert back.interval is not None
    assert (back.interval.low, back.interval.high) == (3, 4)


@pytest.mark.hazard("H6")
def test_a_ceiling_is_never_a_first_dose() -> None:
    """Where a source names only the highest rate, the prescriber sets what is below it.

    Of two ceilings the lower one for this person counts: 25 mg/h for 90 kg, 100 mg in 4 h.
    Witness: section 2.5, R72: at most 0.35 mg/kg/h and not over 25 mg/h; it binds above 71 kg.
    """
    start = option(guided("iv-crps-start-heavy-25-mg-an-hour"), OptionKind.START)
    assert (start.stand, start.title) == (Stand.HELD, "Start with at most 25 mg/h over 4 h")
    assert start.missing == ("Which dose? What is stated is a ceiling: the prescriber decides.",)
    (limit,) = [one for one in start.limits if one.id == "protocol.iv-crps.rate.cap"]
    assert limit.text == "highest rate: 25 mg/h, which is less than 0.35 mg/kg/h for 90 kg."


def test_without_a_site_every_guard_of_ours_holds_and_says_so() -> None:
    """An unsigned guard never vanishes; the label's own figures stand without a signature.

    Witness: the rule above all others, clinical-safety.md.
    """
    holds = {hold.id: hold for hold in guided("spravato-us-trd-no-site").holds}
    assert holds["protocol-not-approved"].who == "the medical director, by signing"
    span = holds["unsigned:exposure.sessions.span"]
    assert span.says == (
        "This site has not set a limit for “most sessions within the counted span, all routes, "
        "sites and prescribers”; no published value exists."
    )
    assert span.lifts == "The medical director sets exposure.sessions.span and signs it."


def test_a_step_up_waits_for_what_nobody_wrote_down() -> None:
    """A session without a word on events is not a session without events.

    Witness: the conviction that unknown is not “no”; section 5.2, no event of grade 2.
    """
    up = option(guided("iv-depression-events-not-written-down"), OptionKind.UP)
    assert up.stand is Stand.HELD
    assert any(one.startswith("Were there adverse events in the session of ") for one in up.missing)


def test_every_hold_says_what_lifts_it_who_may_and_who_says_so() -> None:
    """Refusal is a result in the clinic's words.

    Witness: house rule 2.
    """
    for name in ("iv-depression-no-site", "iv-depression-grade-3-without-review"):
        for hold in guided(name).holds:
            assert hold.says.endswith(".")
            assert hold.lifts.endswith(".")
            assert hold.who
            assert hold.source
