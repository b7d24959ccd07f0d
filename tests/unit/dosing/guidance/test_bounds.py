"""Where one day, one point or one session more turns an option: each bound from both sides."""

from datetime import date
from typing import Any

import pytest
from tests.lib.guided import (
    Json,
    ago,
    course,
    file_of,
    guided,
    hold,
    option,
    quiet,
    says,
    scores,
    sessions,
    weight,
)

from titrant.dosing.guidance import Guidance, Phase, Stand

SOME = [weight(), *scores((20, 20), (2, 16))]
TABLE = "iv-depression-s1-table"


def after(*had: Json, measurements: list[Json] | None = None, **changes: Any) -> Guidance:
    """Return guidance after these sessions of infusions for depression."""
    return guided(file_of(course(*had, **changes), measurements=measurements or SOME))


def ids(guidance: Guidance) -> list[str]:
    return [one.id for one in guidance.holds]


# -- gaps: section 5.2, missed sessions (design): two weeks, eight weeks ---------------------------


@pytest.mark.parametrize(("days", "back"), [(14, False), (15, True), (56, True), (57, False)])
def test_after_two_weeks_the_previous_step_comes_first(days: int, back: bool) -> None:
    guidance = after(*sessions(days + 7, days + 4, days))
    first = {14: "2 weeks", 15: "15 days", 56: "8 weeks", 57: "57 days"}[days]
    words = f"A gap of {first}: the previous step comes first."
    assert (words in says(option(guidance, "same").against)) is back
    assert (words in says(option(guidance, "up").why_not)) is back
    assert (words in says(option(guidance, "down").supports)) is back


@pytest.mark.parametrize(("days", "again"), [(56, False), (57, True)])
def test_after_eight_weeks_the_course_starts_again(days: int, again: bool) -> None:
    guidance = after(*sessions(days + 7, days + 4, days), measurements=[weight()])
    start, same = option(guidance, "start"), option(guidance, "same")
    if again:
        words = "57 days since the last session: the course starts again."
        assert start.title == "Start again with 0.5 mg/kg over 40 min"
        assert says(same.why_not) == [words]
        assert says(option(guidance, "longer interval").why_not) == [words]
    else:
        assert says(start.why_not) == ["The course has begun."]
        assert same.title == "The same: 0.5 mg/kg over 40 min"


# -- a dose and its step: 3 % either way (design) -----------------------------------------------


@pytest.mark.parametrize(
    ("dose", "named"),
    [
        ("36.05 mg", "0.5 mg/kg"),  # 36.05 / 70 = 0.515, which is 3 % more than 0.5
        ("36.06 mg", "0.51 mg/kg"),  # 0.51514…, more than 3 %; what nobody ordered is rounded down
        ("33.95 mg", "0.5 mg/kg"),  # 0.485
        ("33.94 mg", "0.48 mg/kg"),  # 0.48485…
    ],
)
def test_a_dose_near_a_step_is_that_step(dose: str, named: str) -> None:
    guidance = after(*sessions(12, 8, 5, ordered=None, dose=dose))
    assert guidance.basis.step == named
    assert guidance.basis.at_step == 3


def test_a_step_that_was_taken_before_counts_from_its_last_return() -> None:
    """0.5, 0.75, then 0.5 twice: two sessions stand at the last step."""
    more = {"ordered": "0.75 mg/kg", "dose": "52.5 mg"}
    guidance = after(quiet(ago(14)), quiet(ago(11), **more), *sessions(8, 5))
    assert (guidance.basis.step, guidance.basis.at_step) == ("0.5 mg/kg", 2)
    assert says(option(guidance, "up").why_not) == ["2 of 3 sessions at this dose so far."]


def test_an_unknown_dose_between_breaks_the_row() -> None:
    unknown = quiet(ago(8), ordered=None, dose=None)
    guidance = after(quiet(ago(12)), unknown, quiet(ago(5)))
    assert guidance.basis.at_step == 1


# -- grades: section 5.2 and 6 (design): 2 forbids a rise, 3 asks for a review ---------------------


@pytest.mark.parametrize(
    ("grade", "rises", "held"), [(1, True, False), (2, False, False), (3, False, True)]
)
def test_the_grade_of_an_event(grade: int, rises: bool, held: bool) -> None:
    event = [{"what": "dissociation", "grade": grade}]
    guidance = after(*sessions(12, 8), quiet(ago(5), events=event))
    up, same, down = (option(guidance, kind) for kind in ("up", "same", "down"))
    assert (up.stand is Stand.OPEN) is rises
    assert ("serious-event" in ids(guidance)) is held
    said = f"Dissociation of grade {grade} on 2026-11-26."
    assert (said in says(same.against)) is (grade >= 2)
    assert (said in says(down.supports)) is (grade >= 2)
    told = f"Events on 2026-11-26: dissociation (grade {grade})."
    assert (told in says(same.against)) is (grade >= 2)
    assert (told in says(same.noted)) is (grade < 2)


def test_the_gravest_of_several_events_counts() -> None:
    events = [{"what": "nausea", "grade": 1}, {"what": "panic", "grade": 2}]
    guidance = after(*sessions(12, 8), quiet(ago(5), events=events))
    told = "Events on 2026-11-26: nausea (grade 1), panic (grade 2)."
    assert told in says(option(guidance, "same").against)
    assert says(option(guidance, "up").why_not) == [
        "Panic of grade 2 on 2026-11-26: the dose is not raised from grade 2 on."
    ]
    assert says(option(guidance, "down").supports) == []  # panic is no reason of the list for less


def hard(dose: str, mg: str, days: int = 15) -> Json:
    """Return a session with an event of grade 2."""
    return quiet(ago(days), ordered=dose, dose=mg, events=[{"what": "panic", "grade": 2}])


def test_what_was_not_borne_at_the_next_dose_is_said_and_asked_about() -> None:
    """Panic at 0.75 mg/kg, three quiet sessions at 0.5 since: nothing forbids 0.75 by itself."""
    up = option(after(hard("0.75 mg/kg", "52.5 mg"), *sessions(12, 8, 5)), "up")
    assert (up.title, up.stand) == ("Up: 0.75 mg/kg over 40 min", Stand.HELD)
    assert says(up.why_not) == []
    assert up.missing == (
        "Why is what was not borne on 2026-11-16 given again? The prescriber says.",
    )


@pytest.mark.parametrize(
    ("dose", "mg"),
    [
        ("1 mg/kg", "70 mg"),  # more than what is offered now
        ("0.5 mg/kg", "35 mg"),  # as much as was borne three times since
        ("0.25 mg/kg", "17.5 mg"),
    ],
)
def test_what_was_not_borne_at_another_dose_says_nothing_of_the_next_one(
    dose: str, mg: str
) -> None:
    had = [hard(dose, mg), quiet(ago(14), ordered="0.75 mg/kg", dose="52.5 mg")]
    up = option(after(*had, *sessions(12, 8, 5)), "up")
    assert (up.title, up.stand, up.missing) == ("Up: 0.75 mg/kg over 40 min", Stand.OPEN, ())


@pytest.mark.parametrize(("days", "held"), [(6, True), (5, False), (0, False)])
def test_a_review_counts_from_the_day_of_the_event_on(days: int, held: bool) -> None:
    event = [{"what": "syncope", "grade": 3}]
    reviews = [{"on": ago(days), "decision": "continue", "why": "it was the heat"}]
    guidance = after(*sessions(12, 8), quiet(ago(5), events=event), reviews=reviews)
    assert ("serious-event" in ids(guidance)) is held


def test_a_review_that_decides_to_stop_lifts_nothing() -> None:
    event = [{"what": "syncope", "grade": 3}]
    reviews = [{"on": ago(4), "decision": "stop", "why": "too much"}]
    guidance = after(*sessions(12, 8), quiet(ago(5), events=event), reviews=reviews)
    assert ids(guidance) == ["stopped-by-review", "serious-event"]


def test_only_the_last_review_decides() -> None:
    both = [
        {"on": ago(2), "decision": "continue", "why": "second thoughts"},
        {"on": ago(4), "decision": "stop", "why": "too much"},
    ]
    assert ids(after(*sessions(12, 8, 5), reviews=both)) == []


# -- peak pressure: 180/110, at or above (section 6) -----------------------------------------------


@pytest.mark.parametrize(
    ("peak", "words"),
    [
        ("179/109", None),
        ("180/109", "Peak pressure 180/109 mmHg on 2026-11-26, at or above 180/110."),
        ("179/110", "Peak pressure 179/110 mmHg on 2026-11-26, at or above 180/110."),
    ],
)
def test_a_peak_pressure(peak: str, words: str | None) -> None:
    guidance = after(*sessions(12, 8), quiet(ago(5), peak=peak))
    up, down = option(guidance, "up"), option(guidance, "down")
    assert says(up.why_not) == ([] if words is None else [words])
    assert says(down.supports) == ([] if words is None else [words])


def test_the_leaf_of_a_peak_is_that_of_the_side_that_was_high() -> None:
    guidance = after(*sessions(12, 8), quiet(ago(5), peak="150/110"))
    (ground,) = option(guidance, "up").why_not
    assert ground.leaf == "alert.diastolic.stop.high"
    assert ground.source == "HOUSE, section 6, alert table; no source read"


# -- response: 50 % forbids a rise (R55), 25 % after four sessions ends a course (memory) ---------


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (10, "50 % better. A response: the dose is not raised."),
        (11, None),  # 45 % better
    ],
)
def test_half_of_it_gone_is_a_response(now: int, sentence: str | None) -> None:
    guidance = after(*sessions(12, 8, 5), measurements=[weight(), *scores((20, 20), (2, now))])
    up = option(guidance, "up")
    told = f"PHQ-9 20 on 2026-11-11, {now} on 2026-11-29, {sentence}"
    assert says(up.why_not) == ([] if sentence is None else [told])
    assert up.stand is (Stand.OPEN if sentence is None else Stand.NOT_OFFERED)


@pytest.mark.parametrize(
    ("now", "count", "ends"),
    [(16, 4, True), (15, 4, False), (16, 3, False)],  # 20 % better; 25 %; too few sessions
)
def test_too_little_after_four_sessions_speaks_for_the_end(
    now: int, count: int, ends: bool
) -> None:
    had = sessions(*(19, 15, 11, 8)[-count:])
    guidance = after(*had, measurements=[weight(), *scores((25, 20), (2, now))])
    told = "PHQ-9 20 on 2026-11-06, 16 on 2026-11-29, 20 % better."
    words = [one for one in says(option(guidance, "stop").supports) if "Less than 25 %" in one]
    assert words == ([f"{told} Less than 25 % after 4 sessions at this dose."] if ends else [])


@pytest.mark.parametrize(
    ("now", "words"),
    [(14, "30 % better"), (13, "35 % better"), (20, "0 % better"), (21, "5 % worse")],
)
def test_the_change_is_said_in_percent(now: int, words: str) -> None:
    guidance = after(*sessions(12, 8, 5), measurements=[weight(), *scores((20, 20), (2, now))])
    assert f"PHQ-9 20 on 2026-11-11, {now} on 2026-11-29, {words}." in says(
        option(guidance, "same").against
    )


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (5, ("What is the PHQ-9 since the session of 2026-11-26?",)),
        (4, ()),
    ],
)
def test_a_score_of_the_day_of_the_session_says_nothing_of_it(
    day: int, asked: tuple[str, ...]
) -> None:
    guidance = after(*sessions(12, 8, 5), measurements=[weight(), *scores((20, 20), (day, 16))])
    assert option(guidance, "up").missing == asked


@pytest.mark.parametrize(("days", "old"), [(14, False), (15, True)])
def test_a_score_is_fresh_for_fourteen_days(days: int, old: bool) -> None:
    """A PHQ-9 asks about two weeks: titration.score.fresh, 14 d."""
    reviews = [{"on": ago(60), "decision": "continue", "why": "it helps"}]
    had = sessions(90, 87, 84, 80, 45, 20)
    text = file_of(
        course(*had, protocol=TABLE, reviews=reviews),
        measurements=[weight(), *scores((100, 20), (days, 8))],
    )
    up = option(guided(text, protocol=TABLE, screened=False), "up")
    assert (up.missing == ("What is the PHQ-9 now? The last is 15 days old.",)) is old
    assert bool(says(up.why_not)) is not old  # a response: the dose is not raised


# -- wishes for an earlier session: two running (section 5.2) --------------------------------------


@pytest.mark.parametrize(
    ("asked", "held"),
    [((True, True, False), False), ((True, False, True), False), ((False, True, True), True)],
)
def test_wishes_count_where_they_are_the_last_ones(asked: tuple[bool, ...], held: bool) -> None:
    had = [
        quiet(ago(day), **{"asked-earlier": wish})
        for day, wish in zip((12, 8, 5), asked, strict=True)
    ]
    assert ("pulled-forward" in ids(after(*had))) is held


@pytest.mark.parametrize(("days", "held"), [(6, True), (5, False)])
def test_a_review_since_the_last_wish_lifts_it(days: int, held: bool) -> None:
    reviews = [{"on": ago(days), "decision": "continue", "why": "no misuse"}]
    had = sessions(12, 8, 5, **{"asked-earlier": True})
    guidance = after(*had, reviews=reviews)
    assert ("pulled-forward" in ids(guidance)) is held
    if held:
        assert hold(guidance, "pulled-forward").says == (
            "The last 3 sessions were wanted earlier than planned."
        )


# -- where a course stands in its protocol -----------------------------------------------------


def nasal(*days: int, reviewed: int | None = None) -> Guidance:
    """Return guidance after sessions of 56 mg of nasal esketamine; `reviewed` is a day ago."""
    had = sessions(*days, dose="56 mg", ordered="56 mg", over=None, weight=None, basis=None)
    reviews = (
        []
        if reviewed is None
        else [{"on": ago(reviewed), "decision": "continue", "why": "it helps"}]
    )
    text = file_of(
        course(*had, protocol="spravato-us-trd", reviews=reviews),
        measurements=scores((100, 20), (0, 16)),
        conditions=["treatment-resistant depression"],
    )
    return guided(text, protocol="spravato-us-trd")


@pytest.mark.parametrize(
    ("days", "phase"),
    [
        (27, Phase.INDUCTION),
        (28, Phase.WEEKS_5_TO_8),
        (55, Phase.WEEKS_5_TO_8),
        (56, Phase.MAINTENANCE),
    ],
)
def test_the_weeks_of_the_label_are_counted_from_the_first_session(days: int, phase: Phase) -> None:
    """Weeks 1 to 4 are days 0 to 27, weeks 5 to 8 days 28 to 55 (R9, dosing)."""
    assert nasal(days, 5).basis.phase is phase


@pytest.mark.parametrize(
    ("reviewed", "held"),
    [(10, False), (9, False), (17, False), (18, True), (None, True)],
)
def test_the_review_of_week_four_may_be_a_week_early(reviewed: int | None, held: bool) -> None:
    """The first session was 38 days ago, the review is on day 28: 10 days ago."""
    guidance = nasal(38, 34, 7, reviewed=reviewed)
    assert ("review-due" in ids(guidance)) is held
    review = option(guidance, "review")
    said = says(review.supports if held else review.against)
    assert said == [
        "The review of 2026-11-21 (end of the induction) is not on record."
        if held
        else "The review of 2026-11-21 was made."
    ]


@pytest.mark.parametrize(("first", "words"), [(28, None), (27, "The review is on 2026-12-02.")])
def test_the_review_is_due_on_its_day(first: int, words: str | None) -> None:
    guidance = nasal(first, 5)
    assert ("review-due" in ids(guidance)) is (words is None)
    if words is not None:
        assert says(option(guidance, "review").against) == [words]


@pytest.mark.parametrize(
    ("given", "phase", "held"),
    [(3, Phase.INDUCTION, False), (5, Phase.INDUCTION, False), (6, Phase.MAINTENANCE, True)],
)
def test_an_induction_is_over_with_its_last_session(given: int, phase: Phase, held: bool) -> None:
    """Four to six within two to three weeks (S1, phase table)."""
    had = sessions(*(18, 15, 12, 9, 6, 3)[-given:])
    text = file_of(course(*had, protocol=TABLE), measurements=SOME)
    guidance = guided(text, protocol=TABLE)
    assert guidance.basis.phase is phase
    assert ("review-due" in ids(guidance)) is held


@pytest.mark.parametrize(
    ("first", "given", "phase"),
    [
        (21, 4, Phase.INDUCTION),
        (22, 4, Phase.MAINTENANCE),  # past three weeks, with the four of the least
        (22, 3, Phase.INDUCTION),
    ],
)
def test_an_induction_is_over_with_its_time_where_enough_were_given(
    first: int, given: int, phase: Phase
) -> None:
    had = sessions(first, *(11, 8, 5)[-given + 1 :])
    text = file_of(course(*had, protocol=TABLE), measurements=SOME)
    assert guided(text, protocol=TABLE).basis.phase is phase


@pytest.mark.parametrize(("first", "phase"), [(14, Phase.INDUCTION), (15, Phase.BEYOND)])
def test_an_induction_without_a_count_is_over_with_its_time(first: int, phase: Phase) -> None:
    """R53: two or three a week for 15 days; the protocol describes nothing after them."""
    text = file_of(course(*sessions(first, 9, 5), protocol="iv-repeat-r53"), measurements=SOME)
    guidance = guided(text, protocol="iv-repeat-r53")
    assert guidance.basis.phase is phase
    assert ("beyond-the-protocol" in ids(guidance)) is (phase is Phase.BEYOND)


# -- a weight, an age --------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "held"), [(30, False), (31, True)])
def test_a_weight_is_good_for_thirty_days(days: int, held: bool) -> None:
    text = file_of(
        course(*sessions(*(44, 40, 38), weight=None, ordered="0.5 mg/kg")),
        measurements=[weight(days=days)],
    )
    guidance = guided(text, screened=False)
    assert ("titration.weight.age" in ids(guidance)) is held


@pytest.mark.parametrize(
    ("born", "title"),
    [
        (date(1961, 12, 2), "Start with 0.5 mg/kg over 40 min"),  # 64
        (date(1961, 12, 1), "Start with 0.1 to 0.25 mg/kg over 40 min"),  # 65 today
    ],
)
def test_from_65_on_a_first_infusion_is_lower(born: date, title: str) -> None:
    """Section 5.1, older people; the day of the case is the birthday."""
    assert option(guided(file_of(measurements=[weight()], born=born)), "start").title == title


@pytest.mark.parametrize(("born", "held"), [(date(1966, 12, 2), True), (date(1966, 12, 1), False)])
def test_a_protocol_for_people_of_sixty(born: date, held: bool) -> None:
    """R57, 60 years and older."""
    text = file_of(measurements=[weight()], born=born)
    assert ("protocol-age" in ids(guided(text, protocol="sc-older"))) is held


# -- how soon ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "until"),
    [((6, 4, 2), "2026-12-02"), ((7, 4, 2), None), ((9, 4, 2), None)],
)
def test_a_week_is_seven_days(days: tuple[int, ...], until: str | None) -> None:
    """R53: three a week at the most; the next may be seven days after the first of the three."""
    holds = [one for one in after(*sessions(*days)).holds if one.id == "too-soon"]
    assert [one.lifts for one in holds] == ([] if until is None else [f"Wait until {until}."])


def test_of_two_rules_the_later_day_counts() -> None:
    """Three in a week, and one of them today: the week asks for more than tomorrow."""
    assert hold(after(*sessions(3, 1, 0)), "too-soon").lifts == "Wait until 2026-12-05."
    # Two only: no week is full, and a day has one session.
    one = hold(after(*sessions(9, 0)), "too-soon")
    assert (one.says, one.leaf) == (
        "A session was given today. The next may be on 2026-12-02.",
        "frequency.interval",
    )


# -- what is new since the last session ----------------------------------------------------------


@pytest.mark.parametrize(("days", "new"), [(6, False), (5, True), (4, True)])
def test_what_began_on_the_day_of_the_last_session_or_after_it_is_new(days: int, new: bool) -> None:
    text = file_of(
        course(*sessions(12, 8, 5)),
        measurements=SOME,
        medications=[{"what": "oxycodone", "since": ago(days)}],
    )
    said = says(option(guided(text), "up").why_not)
    assert any(one.startswith("New since the last session: ") for one in said) is new


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("blood pressure 170/100", ["The last planned session was held for blood pressure."]),
        ("PRESSURE too high", ["The last planned session was held for blood pressure."]),
        ("a cold", []),
    ],
)
def test_a_session_that_was_not_done(why: str, words: list[str]) -> None:
    undone = {"on": ago(2), "status": "not-done", "why": why}
    assert says(option(after(*sessions(12, 8, 5), undone), "up").why_not) == words


def test_a_session_held_for_pressure_before_the_last_one_is_over() -> None:
    undone = {"on": ago(9), "status": "not-done", "why": "pressure"}
    assert option(after(quiet(ago(12)), undone, *sessions(8, 5, 3)), "up").stand is Stand.OPEN
