"""Where a number would be worked out and something for it is wanting: nothing is made up."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from tests.lib.guided import (
    AS_OF,
    Json,
    ago,
    base,
    case_of,
    course,
    file_of,
    guided,
    hold,
    option,
    quiet,
    says,
    scores,
    sessions,
    shipped,
    weight,
)

from titrant.clinical import Contradiction, OptionKind, WeightBasis
from titrant.dosing.guidance import Amount, Case, Stand, next_dose, range_text
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.ladder import ordered
from titrant.dosing.guidance.settling import dose_text
from titrant.dosing.guidance.timing import days_text, rungs
from titrant.dosing.unsigned import not_in_force
from titrant.knowledge import Standing
from titrant.units import Dose, DosePerWeight, Duration, Rate, RatePerWeight

SOME = [weight(), *scores((20, 20), (2, 16))]
PAIN = [{"what": "pain-score", "value": "7"}]
CRPS = ["complex regional pain syndrome"]
TABLE = "iv-depression-s1-table"
DOUBTED = "“adult weight above which the number is doubted”"
REVIEWED = [{"on": ago(60), "decision": "continue", "why": "it helps"}]


def considered(case: Case) -> Considered:
    return Considered(case, shipped())


def kept(*had: Json, measurements: list[Json], **changes: Any) -> str:
    """Return the file of somebody in maintenance."""
    made = {"protocol": TABLE, "reviews": REVIEWED, **changes}
    return file_of(course(*had, **made), measurements=measurements)


# -- the time of an infusion, and a weight -------------------------------------------------------


def test_an_infusion_of_which_nobody_knows_the_time_is_not_offered() -> None:
    """Nobody wrote down how long the last infusion ran, and the page gives no length."""
    had = sessions(12, 8, 5, over=None)
    text = file_of(course(*had, protocol="intensive-clinic-s2"), measurements=SOME)
    same = option(guided(text, protocol="intensive-clinic-s2"), "same")
    assert same.stand is Stand.HELD


def test_a_rate_without_a_time_has_no_milligrams() -> None:
    times = [f"protocol.iv-crps.duration.{name}" for name in ("usual", "shortest", "longest")]
    text = file_of(measurements=[weight(), *PAIN], conditions=CRPS)
    start = option(guided(text, protocol="iv-crps", kb=base(gone=times)), "start")
    assert start.title == "Start with at most 0.35 mg/kg/h"
    assert start.amount is not None
    assert start.amount.by_basis == ()


def test_a_rate_per_kg_without_a_weight_has_no_milligrams_and_keeps_its_ceiling() -> None:
    """Which of the two ceilings binds, 0.35 mg/kg/h or 25 mg/h, is not known without a weight."""
    text = file_of(measurements=PAIN, conditions=CRPS)
    guidance = guided(text, protocol="iv-crps", screened=False)
    start = option(guidance, "start")
    assert start.title == "Start with at most 0.35 mg/kg/h over 4 h"
    assert start.amount is not None
    assert start.amount.by_basis == ()
    assert hold(guidance, "weight-missing").says == "No weight is known, and the dose is per kg."


@pytest.mark.parametrize(
    ("kg", "title", "mg"),
    [
        ("71 kg", "Start with at most 0.35 mg/kg/h over 4 h", "99.4 mg"),  # 24.85 mg/h x 4 h
        ("72 kg", "Start with at most 25 mg/h over 4 h", "100 mg"),  # 25.2 mg/h would pass 25
    ],
)
def test_of_two_ceilings_the_lower_one_for_the_person_counts(kg: str, title: str, mg: str) -> None:
    """R72: 0.35 mg/kg/h, not over 25 mg/h: 25 / 0.35 = 71.4 kg, by hand."""
    text = file_of(measurements=[weight(kg), *PAIN], conditions=CRPS)
    start = option(guided(text, protocol="iv-crps"), "start")
    assert start.title == title
    assert start.amount is not None
    (one, *_) = start.amount.by_basis
    assert (one.high.brief(), one.low) == (mg, None)


def test_a_first_dose_of_the_older_is_no_rate_that_a_cap_could_bind() -> None:
    """A site that caps the rate of a page's dose per kg: the general ceiling stays per kg."""
    cap = {"protocol.iv-s3.rate.cap": {"value": "30", "unit": "mg/h"}}
    kb = base(
        {"protocol.iv-s3.rate.cap": {"unit": "mg/h"}},
        signed=cap,
    )
    text = file_of(measurements=[weight()], born=date(1950, 1, 1))
    start = option(guided(text, protocol="iv-s3", kb=kb), "start")
    assert start.title == "Start with at most 0.25 mg/kg over 40 min"
    assert start.amount is not None
    assert [one.high.brief() for one in start.amount.by_basis] == ["17.5 mg"]


# -- what a session was ------------------------------------------------------------------------


def test_a_dose_and_no_order_is_read_by_its_weight() -> None:
    """42 mg for 84 kg was 0.5 mg/kg."""
    had = sessions(12, 8, 5, ordered=None, dose="42 mg", weight="84 kg")
    guidance = guided(file_of(course(*had), measurements=[weight("84 kg")]))
    assert guidance.basis.step == "0.5 mg/kg"


def test_a_fixed_dose_needs_no_weight_and_no_order() -> None:
    had = sessions(8, 5, ordered=None, dose="56 mg", over=None, weight=None, basis=None)
    text = file_of(
        course(*had, protocol="spravato-us-trd"),
        measurements=scores((20, 20), (0, 16)),
        conditions=["treatment-resistant depression"],
    )
    assert guided(text, protocol="spravato-us-trd").basis.step == "56 mg"


def test_a_rate_is_read_by_dose_time_and_weight() -> None:
    """84 mg in 4 h is 21 mg/h; for 70 kg 0.3 mg/kg/h."""
    had = sessions(5, 4, ordered=None, dose="84 mg", over="4 h")
    text = file_of(
        course(*had, protocol="iv-crps"), measurements=[weight(), *PAIN], conditions=CRPS
    )
    assert guided(text, protocol="iv-crps").basis.step == "0.3 mg/kg/h"


def test_a_rate_in_mg_needs_no_weight() -> None:
    """528 mg in 24 h is 22 mg/h."""
    had = sessions(5, ordered=None, dose="528 mg", over="24 h", weight=None, basis=None)
    text = file_of(
        course(*had, protocol="iv-crps-inpatient"), measurements=[weight(), *PAIN], conditions=CRPS
    )
    assert guided(text, protocol="iv-crps-inpatient").basis.step == "22 mg/h"


def test_what_was_ordered_in_another_unit_is_offered_again_as_it_was() -> None:
    """A fixed order of 40 mg: 0.57 mg/kg is nobody's order."""
    had = sessions(12, 8, 5, ordered="40 mg", dose="40 mg")
    same = option(guided(file_of(course(*had), measurements=SOME)), "same")
    assert same.title == "The same: 40 mg over 40 min"
    assert same.amount is not None
    assert [(one.basis, one.weight, one.high.brief()) for one in same.amount.by_basis] == [
        (None, None, "40 mg")
    ]


def test_an_unknown_basis_of_a_heavy_person_is_asked() -> None:
    """Body mass index 34.6: which weight 50 mg were scaled to would be a guess (hazard H35)."""
    had = sessions(12, 8, 5, ordered=None, dose="50 mg", weight="100 kg", basis=None)
    guidance = guided(file_of(course(*had), measurements=[weight("100 kg")]))
    assert hold(guidance, "last-dose-unknown").says == (
        "What was given on 2026-11-26 cannot be told in mg/kg."
    )
    assert option(guidance, "same").missing == ("What was given on 2026-11-26?",)


def test_a_stated_basis_is_believed() -> None:
    """Woman of 170 cm: ideal 45.5 + 2.3 x (170 / 2.54 - 60) = 61.437 kg, half of it 30.7185 mg."""
    had = sessions(12, 8, 5, ordered=None, dose="30.7 mg", weight="100 kg", basis="ideal")
    guidance = guided(file_of(course(*had), measurements=[weight("100 kg")]))
    assert guidance.basis.step == "0.5 mg/kg"
    same = option(guidance, "same")
    assert same.amount is not None
    assert {str(one.basis): one.high.brief() for one in same.amount.by_basis} == {
        "actual": "50 mg",
        "ideal": "30.7185… mg",
        "adjusted": "38.4311… mg",  # 61.437 + 0.4 x 38.563 = 76.862; half of it
    }
    assert guidance.basis.weights is not None
    assert guidance.basis.weights.basis is WeightBasis.IDEAL


def test_a_last_dose_that_nobody_knows_keeps_the_interval_and_names_no_dose() -> None:
    had = (*sessions(90, 87, 84, 80, 50), quiet(ago(25), ordered=None, dose=None))
    text = kept(*had, measurements=[weight(), *scores((100, 20), (60, 8), (1, 8))])
    longer = option(guided(text, protocol=TABLE), "longer interval")
    assert (longer.title, longer.amount, longer.stand) == (
        "A longer interval: 4 weeks",
        None,
        Stand.HELD,
    )


def test_a_ceiling_that_was_given_in_full_is_no_rise() -> None:
    """80 kg x 0.35 is 28 mg/h; the cap of 25 mg/h over 4 h is 100 mg, by hand."""

    def up(dose: str | None) -> list[str]:
        had = sessions(5, 4, 3, ordered="25 mg/h", dose=dose, over="4 h", weight="80 kg")
        text = file_of(
            course(*had, protocol="iv-crps"),
            measurements=[weight("80 kg"), *scores((20, 20), (2, 16)), *PAIN],
            conditions=CRPS,
        )
        return says(option(guided(text, protocol="iv-crps"), "up").why_not)

    assert len(up("100 mg")) == 1
    assert len(up("101 mg")) == 1
    assert up("99 mg") == []
    assert up(None) == []  # the order alone does not say what was given


# -- how it worked -----------------------------------------------------------------------------


def test_a_baseline_that_no_percent_can_be_taken_of_is_told_and_not_judged() -> None:
    """A PHQ-9 of 0 before: there is nothing that could have got better."""
    text = file_of(course(*sessions(12, 8, 5)), measurements=[weight(), *scores((20, 0), (2, 4))])
    up = option(guided(text), "up")
    assert up.missing == ("What was the PHQ-9 before the first session?",)
    told = "PHQ-9 0 on 2026-11-11, 4 on 2026-11-29."
    assert told in says(option(guided(text), "same").against)


def test_without_a_scale_a_longer_interval_asks_for_one() -> None:
    had = sessions(90, 87, 84, 80, 50, 25)
    text = kept(*had, measurements=[weight()], target=None)
    longer = option(guided(text, protocol=TABLE, screened=False), "longer interval")
    assert longer.missing == ("Does the response hold? Which scale is response judged by?",)
    assert [one.id for one in longer.limits] == []


def test_an_effect_that_held_to_the_next_session_did_not_wear_off() -> None:
    """Held 30 days of 30: no word of it. Held 29: it wore off."""
    for held, waned in ((30, False), (29, True), (31, False)):
        had = (*sessions(100, 97, 94, 90, 60), quiet(ago(30), lasted=f"{held} d"))
        text = kept(*had, measurements=[weight(), *scores((110, 20), (61, 8), (31, 8))])
        shorter = option(guided(text, protocol=TABLE), "shorter interval")
        words = "The effect is said to have held 29 days of 30 days."
        assert (words in says(shorter.supports)) is waned
        none = "Nothing on record says that the effect wore off early."
        assert (none in says(shorter.against)) is not waned


def test_without_a_baseline_no_interval_is_known_to_have_held() -> None:
    had = (*sessions(110, 107, 104, 100, 72), quiet(ago(30), lasted="20 d"))
    text = kept(*had, measurements=[weight(), *scores((75, 8), (1, 15))])
    back = option(guided(text, protocol=TABLE), "last good interval")
    assert says(back.why_not) == [
        "No shorter interval of this protocol is known to have held the response."
    ]


def test_the_last_interval_that_held_is_the_longest_one_with_a_response_at_its_end() -> None:
    """After 28 days the PHQ-9 was 8 of 20, after 35 days 12: 28 days held, 35 did not."""
    had = (*sessions(160, 157, 154, 150, 122, 87), quiet(ago(45), lasted="20 d"))
    values = scores((170, 20), (123, 8), (88, 12), (46, 14))
    text = kept(*had, measurements=[weight(days=0), *values])
    back = option(guided(text, protocol=TABLE), "last good interval")
    assert back.title == "The last interval that held: 4 weeks"
    assert back.interval is not None
    assert (back.interval.low, back.interval.high) == (28, 28)


# -- files that disagree --------------------------------------------------------------------------


def test_a_contradiction_about_something_else_holds_no_course() -> None:
    case = case_of(file_of(course(*sessions(12, 8, 5)), measurements=SOME))
    about = Contradiction(about="Gout", says=("so", "not so"), counts="so")
    other = replace(about, about="iv-depression-s0, session of 2026-11-26")
    snapshot = replace(case.snapshot, contradictions=(about, other))
    guidance = next_dose(replace(case, snapshot=snapshot), shipped())
    assert guidance.holds == ()
    assert len(guidance.basis.contradictions) == 2


# -- a site and its signatures ------------------------------------------------------------------


def test_an_approval_of_tomorrow_does_not_count_today() -> None:
    text = file_of(course(*sessions(12, 8, 5)), measurements=SOME)
    for on, held in (("2026-12-02", True), ("2026-12-01", False)):
        guidance = guided(text, kb=base(approvals={"iv-depression": on}))
        assert ("protocol-not-approved" in [one.id for one in guidance.holds]) is held


def test_an_unsigned_age_of_the_weight_holds() -> None:
    text = file_of(course(*sessions(12, 8, 5)), measurements=SOME)
    found = hold(
        guided(text, kb=base(unsigned=["titration.weight.age"])), "unsigned:titration.weight.age"
    )
    assert found.says == (
        "This site has not signed “how old a weight may be for options to be worked out from it; "
        "on the day it is taken again” (default 30 d, design)."
    )
    assert found.who == "the medical director, by signing"


def test_an_unsigned_limit_of_the_weight_holds() -> None:
    text = file_of(course(*sessions(12, 8, 5)), measurements=SOME)
    found = hold(
        guided(text, kb=base(unsigned=["limit.weight.high"])), "unsigned:limit.weight.high"
    )
    assert (
        found.lifts
        == "The medical director signs limit.weight.high at this value or a stricter one."
    )
    assert found.leaf == "limit.weight.high"


def test_a_protocol_with_sessions_a_week_that_nobody_set_names_no_interval() -> None:
    """An empty number of sessions a week is no number: the prescriber sets the day."""
    empty: Json = {"value": None, "range": None, "needs_site_value": True}
    kb = base({"protocol.sc-depression.sessions.per-week": empty})
    had = sessions(12, 8, 5, over=None)
    text = file_of(course(*had, protocol="sc-depression"), measurements=SOME)
    same = option(guided(text, protocol="sc-depression", kb=kb), "same")
    assert same.interval is None
    assert same.needs[-1] == "The protocol names no interval here: the prescriber sets the day."


# -- words and small parts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 days"), (1, "1 day"), (2, "2 days"), (7, "1 week"), (8, "8 days"), (14, "2 weeks")],
)
def test_days_as_people_say_them(days: int, words: str) -> None:
    assert days_text(days) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [("0.50", "0.5 mg/kg"), ("100", "100 mg/kg"), ("1E+2", "100 mg/kg"), ("0.1", "0.1 mg/kg")],
)
def test_a_dose_has_a_leading_zero_and_no_trailing_one(number: str, words: str) -> None:
    assert dose_text(Decimal(number), "mg/kg") == words


@pytest.mark.parametrize(
    ("low", "below", "words"),
    [
        (None, False, "at most 1 mg"),
        ("1.0", False, "1 mg"),
        ("0.50", False, "0.5 to 1 mg"),
        ("0.50", True, "0.5 to below 1 mg"),
    ],
)
def test_a_range_as_people_read_it(low: str | None, below: bool, words: str) -> None:
    least = None if low is None else Decimal(low)
    assert range_text(Amount(low=least, high=Decimal("1.0"), unit="mg", below=below)) == words


@pytest.mark.parametrize(
    ("unit", "kind"),
    [("mg", Dose), ("mg/kg", DosePerWeight), ("mg/h", Rate), ("mg/kg/h", RatePerWeight)],
)
def test_a_number_of_the_protocol_is_an_amount_of_its_unit(unit: str, kind: type) -> None:
    made = ordered(Decimal("0.5"), unit)
    assert type(made) is kind
    assert f"{made}" == f"0.5 {unit}"


def test_a_unit_of_no_dose_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"^kg is no unit of a dose$"):
        ordered(Decimal(1), "kg")


def test_the_rungs_of_maintenance_are_those_within_the_protocols_range() -> None:
    """3 to 6 weeks (S1): its ends, and of 1, 2, 3, 4 and 6 weeks (design) only the four between."""
    seen = considered(case_of(file_of(measurements=[weight()]), protocol=TABLE))
    own = seen.desk.leaf(f"protocol.{TABLE}.interval.maintenance")
    assert [(days, leaf.id) for days, leaf in rungs(seen.desk, 21, 42, own)] == [
        (21, own.id),
        (28, "titration.maintenance.interval.4"),
        (42, own.id),
    ]


@pytest.mark.parametrize(
    ("standing", "changes", "text", "lifts"),
    [
        (
            Standing.UNSIGNED,
            {},
            f"This site has not signed a limit for {DOUBTED} (default 250 kg, opinion).",
            "The medical director signs limit.weight.high at this value or a stricter one.",
        ),
        (
            Standing.EMPTY,
            {},
            f"This site has not set a limit for {DOUBTED}; no published value exists.",
            "The medical director sets limit.weight.high and signs it.",
        ),
        (
            Standing.EXPIRED,
            {"expires": "2026-11-30"},
            f"{DOUBTED} ended on 2026-11-30.",
            "The medical director reviews limit.weight.high.",
        ),
        (
            Standing.NOT_YET,
            {"effective": "2027-01-01"},
            f"{DOUBTED} takes effect on 2027-01-01.",
            "Wait until then, or have limit.weight.high reviewed.",
        ),
    ],
)
def test_why_a_leaf_is_not_in_force(
    standing: Standing, changes: Json, text: str, lifts: str
) -> None:
    leaf = base({"limit.weight.high": changes}).leaf("limit.weight.high")
    assert not_in_force(leaf, standing) == (text, lifts)


def test_what_is_no_limit_is_not_called_one() -> None:
    leaf = shipped(None).leaf("titration.weight.age")
    text, _ = not_in_force(leaf, Standing.UNSIGNED)
    assert text.startswith("This site has not signed “how old a weight may be")


def test_a_day_that_is_past_becomes_today() -> None:
    """Three weeks after a session of 30 days ago was nine days ago: the interval begins today."""
    had = sessions(90, 87, 84, 80, 30)
    text = kept(*had, measurements=[weight(), *scores((100, 20), (1, 16))])
    same = option(guided(text, protocol=TABLE), "same")
    assert same.interval is not None
    assert (same.interval.earliest, same.interval.latest) == (
        AS_OF,
        ago(30) + timedelta(days=42),
    )


def test_what_gives_nothing_is_open_whatever_holds() -> None:
    """Nobody is kept from giving nothing, from a review, from an end."""
    event = [{"what": "syncope", "grade": 4}]
    text = file_of(course(*sessions(12, 8), quiet(ago(0), events=event)), measurements=SOME)
    guidance = guided(text)
    assert [one.id for one in guidance.holds] == ["serious-event", "too-soon"]
    open_ = {one.kind for one in guidance.options if one.stand is Stand.OPEN}
    assert open_ == {OptionKind.HOLD, OptionKind.REVIEW, OptionKind.STOP, OptionKind.SWITCH}


def test_a_length_of_an_infusion_is_that_of_the_last_one() -> None:
    had = sessions(12, 8, 5, over="60 min")
    same = option(guided(file_of(course(*had), measurements=SOME)), "same")
    assert same.title == "The same: 0.5 mg/kg over 60 min"
    assert same.amount is not None
    assert same.amount.over == Duration(60, "min")
