"""Which weight a range of doses is worked out for, and what its ends are held against."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.lib import bases
from tests.lib.guided import (
    AS_OF,
    ago,
    base,
    case_of,
    course,
    file_of,
    guided,
    hold,
    option,
    scores,
    sessions,
    weight,
)

from titrant.clinical import WeightBasis
from titrant.dosing.guidance import Guidance, Option, Stand, next_dose
from titrant.knowledge import Knowledge

SOME = [weight(), *scores((20, 20), (2, 16))]
PAIN = [{"what": "pain-score", "value": "7"}]
CRPS = ["complex regional pain syndrome"]
ENDED = {"expires": "2026-11-30"}
TIMES = [f"protocol.iv-crps.duration.{name}" for name in ("usual", "shortest", "longest")]


def ids(guidance: Guidance) -> list[str]:
    return [one.id for one in guidance.holds]


def with_bases(*names: str) -> Knowledge:
    """Return knowledge in which the infusion for depression is dosed by these weights only."""
    content = bases.shipped()
    content["protocols"]["iv-depression"]["bases"] = list(names)
    return bases.knowledge(content)


def first_at_crps(kg: str, *, kb: Knowledge | None = None) -> Option:
    text = file_of(measurements=[weight(kg), *PAIN], conditions=CRPS)
    return option(guided(text, protocol="iv-crps", kb=kb, screened=False), "start")


# -- which weight ----------------------------------------------------------------------------------


def heavy(basis: str) -> str:
    """Return the file of somebody of 100 kg and 170 cm who had 30.7 mg by a basis."""
    had = sessions(12, 8, 5, ordered=None, dose="30.7 mg", weight="100 kg", basis=basis)
    return file_of(course(*had), measurements=[weight("100 kg")])


def test_the_basis_of_the_last_session_goes_on() -> None:
    guidance = guided(heavy("ideal"), screened=False)
    assert guidance.basis.weights is not None
    assert guidance.basis.weights.basis is WeightBasis.IDEAL


def test_a_basis_that_is_not_the_protocols_holds() -> None:
    guidance = guided(heavy("ideal"), kb=with_bases("actual"), screened=False)
    found = hold(guidance, "basis-not-in-protocol")
    assert found.says.endswith(" is not dosed by ideal weight.")
    assert found.lifts == "Choose one of: actual."


def test_a_weight_that_cannot_be_worked_out_hides_no_other() -> None:
    """Nobody wrote the height down: the ideal weight is not known, the actual one is."""
    text = file_of(measurements=[weight()], height=None)
    start = option(guided(text, kb=with_bases("ideal", "actual"), screened=False), "start")
    assert start.amount is not None
    assert [(one.basis, one.high.brief()) for one in start.amount.by_basis] == [
        (WeightBasis.ACTUAL, "35 mg")
    ]


def test_a_weight_of_a_day_that_has_not_come_holds() -> None:
    """The files were read on 1 December, and the case is asked about on 26 November."""
    case = case_of(file_of(measurements=[weight(days=2)]), screened=False)
    early = replace(case.snapshot, as_of=AS_OF - timedelta(days=5))
    found = hold(next_dose(replace(case, snapshot=early), base()), "weight-date")
    assert found.says == "The weight is dated 2026-11-29, after 2026-11-26."


def test_the_latest_height_counts() -> None:
    """At 170 cm the body mass index of 90 kg is 31.1, at 190 cm it is 24.9."""
    heights = [
        {"what": "height", "value": "170 cm", "on": ago(900)},
        {"what": "height", "value": "190 cm", "on": ago(30)},
    ]
    for measured in (heights, heights[::-1]):
        text = file_of(measurements=[weight("90 kg"), *measured], height=None)
        weights = guided(text, screened=False).basis.weights
        assert weights is not None
        assert (weights.actual.brief(), weights.ideal, weights.adjusted) == ("90 kg", None, None)


# -- doubts about a weight -------------------------------------------------------------------------


def fixed(kg: str, kb: Knowledge | None = None) -> Guidance:
    """Return guidance for a dose in mg whose limits are per kg."""
    text = file_of(measurements=[weight(kg), *PAIN], conditions=["chronic pain"])
    return guided(text, protocol="iv-pain-trial-80", kb=kb, screened=False)


def test_a_doubted_weight_holds_a_fixed_dose_that_has_limits_per_kg() -> None:
    assert "limit.weight.high" in ids(fixed("260 kg"))
    assert "limit.weight.high" not in ids(fixed("70 kg"))


def test_an_unsigned_bound_of_the_basis_holds_only_what_is_scaled_to_a_weight() -> None:
    kb = base(unsigned=["basis.bmi"])
    scaled = guided(file_of(measurements=[weight()]), kb=kb, screened=False)
    assert ids(scaled).count("unsigned:basis.bmi") == 1
    assert "unsigned:basis.bmi" not in ids(fixed("70 kg", kb))


# -- a time --------------------------------------------------------------------------------------


def test_without_a_time_no_infusion_is_said_to_be_longer_than_one() -> None:
    text = file_of(
        course(*sessions(12, 8, 5, over=None), protocol="intensive-clinic-s2"), measurements=SOME
    )
    same = option(guided(text, protocol="intensive-clinic-s2", screened=False), "same")
    assert same.amount is not None
    assert (same.amount.over, same.amount.longer) == (None, False)


def test_a_rate_in_mg_without_a_time_has_no_milligrams() -> None:
    protocol = "iv-crps-inpatient"
    times = [f"protocol.{protocol}.duration.{name}" for name in ("usual", "longest")]
    text = file_of(measurements=[weight(), *PAIN], conditions=CRPS)
    start = option(guided(text, protocol=protocol, kb=base(gone=times), screened=False), "start")
    assert start.title == "Start with 22 mg/h"
    assert start.amount is not None
    assert start.amount.by_basis == ()


# -- of two ceilings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kg", "title"),
    [
        ("99 kg", "Start with at most 0.25 mg/kg/h over 4 h"),
        ("100 kg", "Start with at most 0.25 mg/kg/h over 4 h"),  # 25 mg/h is not more than 25
        ("101 kg", "Start with at most 25 mg/h over 4 h"),
    ],
)
def test_a_ceiling_per_kg_that_is_just_the_cap_stays_as_it_is(kg: str, title: str) -> None:
    """A site that signs a quarter of a milligram: for 100 kg it is the cap of 25 mg/h."""
    ceiling = {"value": "0.25", "unit": "mg/kg/h"}
    kb = base(signed={"protocol.iv-crps.rate-per-weight.cap": ceiling})
    assert first_at_crps(kg, kb=kb).title == title


def test_the_ceiling_that_binds_is_said_and_asks_for_nothing() -> None:
    (said,) = (
        one for one in first_at_crps("80 kg").limits if one.leaf == "protocol.iv-crps.rate.cap"
    )
    assert (said.id, str(said.kind), said.lifts) == ("protocol.iv-crps.rate.cap", "info", "")
    assert said.text.endswith(": 25 mg/h, which is less than 0.35 mg/kg/h for 80 kg.")
    assert said.met is True


def test_without_a_time_the_ceiling_is_said_as_the_page_has_it() -> None:
    start = first_at_crps("80 kg", kb=base(gone=TIMES))
    assert start.title == "Start with at most 0.35 mg/kg/h"
    assert start.stand is Stand.HELD


# -- what nobody signed ----------------------------------------------------------------------------


def test_each_leaf_of_a_range_that_is_not_in_force_is_said() -> None:
    """0.1 to 0.25 mg/kg: the first dose, lowered to the general ceiling of the older."""
    leaves = ["protocol.iv-depression.start", "start.older.injected"]
    text = file_of(measurements=[weight()], born=date(1950, 1, 1))
    start = option(guided(text, kb=base(dict.fromkeys(leaves, ENDED)), screened=False), "start")
    assert [(one.id, one.leaf) for one in start.limits] == [
        (f"unsigned:{leaf}", leaf) for leaf in leaves
    ]


def test_a_limit_that_is_not_in_force_and_ends_a_range_is_said_once() -> None:
    """56 mg and one increment of 28 mg are 84 mg, the highest dose of the label (R9)."""
    leaf = "protocol.spravato-us-trd.dose.hard"
    had = sessions(8, 5, dose="56 mg", ordered="56 mg", over=None, weight=None, basis=None)
    text = file_of(course(*had, protocol="spravato-us-trd"), measurements=scores((20, 20), (2, 16)))
    kb = base({leaf: ENDED})
    up = option(guided(text, protocol="spravato-us-trd", kb=kb, screened=False), "up")
    assert up.title == "Up: 84 mg"
    assert [one.id for one in up.limits] == [f"unsigned:{leaf}"]
