"""A band beside an option: over at least two models that hold here, or a refusal in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs
from tests.lib.guided import case_of, course, file_of, guided, option, scores, sessions, weight
from tests.lib.loaded import loaded

from titrant.dosing.bands import CAUTION, Bands
from titrant.dosing.exposure import exposure
from titrant.dosing.guidance import Amount, Case, Option
from titrant.dosing.guidance.values import ByBasis
from titrant.units import Dose, Duration

MEASURED = [weight(), *scores((20, 20), (2, 16))]
THREE = file_of(course(*sessions(12, 8, 5)), measurements=MEASURED)
MINUTES = Duration("40", "min")


def case(text: str = THREE, protocol: str = "iv-depression") -> Case:
    return case_of(text, protocol=protocol)


def same(text: str = THREE) -> Option:
    return option(guided(text), "same")


def given(low: str, high: str, over: Duration | None = MINUTES) -> Option:
    """Return the option of the same dose, with another range in milligrams."""
    ends = ByBasis(basis=None, weight=None, low=Dose(low, "mg"), high=Dose(high, "mg"))
    amount = Amount(low=Decimal(low), high=Decimal(high), unit="mg", over=over, by_basis=(ends,))
    return structs.replace(same(), amount=amount)


def refused(bands: Bands) -> str:
    assert (bands.option, bands.sessions, bands.models) == (None, (), ())
    return " ".join(bands.refused)


def course_of(*had: dict[str, Any], **more: Any) -> Case:
    return case(file_of(course(*had), measurements=MEASURED, **more))


PEREZ, SIMONS, OTTO, KAMP = (
    "Esketamine by nose, mouth and vein (Perez-Ruixo 2021)",
    "Esketamine film in the mouth, and by vein (Simons 2022)",
    "Esketamine and its norketamine by vein (Fanta 2015, Otto 2021)",
    "Ketamine by vein, pooled raw data (Kamp 2020)",
)


def test_the_same_infusion_has_a_band_over_two_models_to_two_figures() -> None:
    """Kamp has 253 ng/mL at the end of 0.5 mg/kg over 40 minutes, Otto 158 (evidence, part 7)."""
    bands = exposure(case(), same(), loaded())
    assert bands.option is not None
    assert bands.option.given == "35 mg over 40 min"
    assert list(bands.option.cmax) == [160, 250]
    assert list(bands.option.auc) == [370, 420]
    assert [(one.id, one.site) for one in bands.models] == [
        ("kamp-2020", "arterial"),
        ("otto-2021", "venous"),
    ]
    assert any("summed ketamine" in said for said in bands.models[1].caution)


def test_a_range_has_a_band_from_the_least_of_the_lower_to_the_most_of_the_upper() -> None:
    bands = exposure(case(), given("7", "35"), loaded())
    assert bands.option is not None
    assert bands.option.given == "7 mg to 35 mg over 40 min"
    assert list(bands.option.cmax) == [32, 250]


def test_the_sessions_so_far_are_told_by_the_same_models() -> None:
    bands = exposure(case(), same(), loaded())
    assert [(one.given, one.cmax) for one in bands.sessions] == [
        ("35 mg over 40 min", (160, 250))
    ] * 3
    assert [str(one.on) for one in bands.sessions] == ["2026-11-19", "2026-11-23", "2026-11-26"]
    text = file_of(course(*sessions(12, 8), *sessions(5, over=None)), measurements=MEASURED)
    assert len(exposure(case(text), same(), loaded()).sessions) == 2


def test_models_that_do_not_hold_here_are_named_with_the_reason() -> None:
    said = " ".join(exposure(case(), same(), loaded()).refused)
    assert "Perez-Ruixo 2021) was not made for ketamine" in said
    assert "Simons 2022) does not hold here: 35 mg iv is outside of 20 mg" in said


def test_a_dose_in_the_domain_of_more_models_widens_the_band() -> None:
    """28 mg of esketamine over 40 minutes: 99.7 ng/mL by Perez-Ruixo (evidence, part 1A)."""
    bands = exposure(case(protocol="iv-esketamine-crps-r75"), given("28", "28"), loaded())
    assert bands.option is not None
    assert [one.id for one in bands.models] == ["kamp-2020", "otto-2021", "perez-ruixo-2021"]
    assert list(bands.option.cmax) == [100, 200]


def test_an_option_without_a_dose_has_no_band() -> None:
    stop = option(guided(THREE), "stop")
    assert exposure(case(), stop, loaded()).refused == ("No dose is part of this option.",)
    assert refused(exposure(case(), stop, loaded()))


def test_without_a_weight_there_is_no_band() -> None:
    text = file_of(course(*sessions(12, 8, 5, weight=None)), measurements=scores((20, 20)))
    nobody = case_of(text, screened=False)
    said = "No weight is known, which every model needs."
    assert refused(exposure(nobody, same(), loaded())) == said


def test_without_milligrams_or_a_time_there_is_no_band() -> None:
    amount = same().amount
    assert amount is not None
    bare = structs.replace(same(), amount=structs.replace(amount, by_basis=()))
    unknown = "The dose of this option is not known in milligrams."
    assert refused(exposure(case(), bare, loaded())) == unknown
    assert refused(exposure(case(), given("0", "35"), loaded())) == unknown
    timeless = given("35", "35", over=None)
    said = "How long the infusion lasts is not known."
    assert refused(exposure(case(), timeless, loaded())) == said


@pytest.mark.parametrize(
    ("protocol", "model"),
    [
        ("im-depression", "Ketamine into a muscle, composed on Kamp 2020"),
        ("spravato-us-trd", "Esketamine by nose"),
        ("sublingual-home", "Esketamine film in the mouth, and by vein (Simons 2022)"),
    ],
)
def test_one_model_is_never_shown_alone(protocol: str, model: str) -> None:
    dose = {"im-depression": "35", "spravato-us-trd": "56"}.get(protocol, "50")
    found = exposure(case(protocol=protocol), given(dose, dose, over=None), loaded())
    said = f"Only one published model that may stand in a band fits, {model}"
    assert refused(found).startswith(said)


def test_where_no_model_fits_it_is_said() -> None:
    found = exposure(case(protocol="spravato-us-trd"), given("28", "112", over=None), loaded())
    said = refused(found)
    assert said.startswith("There is no published model that fits.")
    assert "112 mg nasal is outside of 28 to 84 mg" in said


def test_somebody_whose_birth_is_not_known_has_a_band_too() -> None:
    text = file_of(course(*sessions(12, 8, 5)), measurements=MEASURED, person={"sex": "female"})
    assert exposure(case(text), same(), loaded()).option is not None


# -- each bound, sentence and key ------------------------------------------------------------------


def test_the_caution_says_whose_levels_these_are_not_and_that_they_are_no_target() -> None:
    assert CAUTION == (
        "Levels in the blood as published models have them for somebody of this weight and age, "
        "not measured in this person. They are no target: a level predicts neither benefit nor "
        "harm."
    )


def test_models_that_are_left_out_are_told_one_by_one_and_no_others() -> None:
    """A model of another route, and one that may stand in no band, are not spoken of."""
    assert exposure(case(), same(), loaded()).refused == (
        f"{PEREZ} was not made for ketamine.",
        f"{SIMONS} does not hold here: 35 mg iv is outside of 20 mg.",
    )


def test_a_reason_that_both_ends_share_is_told_once() -> None:
    refused = exposure(case(), given("35", "36"), loaded()).refused
    assert refused[1] == (
        f"{SIMONS} does not hold here: 35 mg iv is outside of 20 mg; 36 mg iv is outside of 20 mg."
    )
    light = [weight("42 kg"), *scores((20, 20), (2, 16))]
    thin = case_of(file_of(course(*sessions(12)), measurements=light), protocol="iv-depression")
    found = exposure(thin, given("20", "20"), loaded())
    assert found.refused[0] == (
        f"Only one published model that may stand in a band fits, {KAMP}: a single line is never "
        "shown."
    )
    assert f"{OTTO} does not hold here: weight 42 kg is outside of 45 to 110 kg." in found.refused


def test_where_nothing_fits_the_sentence_stands_before_the_reasons() -> None:
    found = exposure(case(), given("400", "500"), loaded())
    assert found.refused[0] == "There is no published model that fits."
    assert found.refused[1].startswith(
        f"{KAMP} does not hold here: 400 mg iv within 1 h is above every dose that a source names: "
        "4.5 mg/kg, here 315 mg"
    )
    assert refused(found)


def test_cautions_are_the_models_own_and_what_it_costs_that_it_stands_for_the_drug() -> None:
    kamp, otto = exposure(case(), same(), loaded()).models
    assert (kamp.title, otto.title) == (KAMP, OTTO)
    bare = "No range of doses is stated for this model; the doses it was fitted to were not seen."
    assert kamp.caution == (
        "Arterial levels lie above venous ones until about an hour after an infusion.",
        "How people differ is borrowed from another model.",
        bare,
    )
    assert otto.caution[0] == bare
    assert otto.caution[1].startswith("It was fitted to esketamine. The clearance of the S form")
    assert len(otto.caution) == 2
    crps = exposure(case(protocol="iv-esketamine-crps-r75"), given("28", "28"), loaded())
    assert [one.caution for one in crps.models if one.id == "otto-2021"] == [(bare,)]


def test_age_counts_where_a_model_knows_it() -> None:
    """28 mg over a clearance by hand (evidence, part 1A): flow times what 391.9 L/h extract of it.

    At 42 years the flow is 151 L/h, which clears 109 L/h: 257 ng·h/mL. At 80 it is 107.2 L/h, which
    clears 84.2 L/h: 333, as much as Kamp's 84 L/h.
    """

    def at(born: date) -> Bands:
        text = file_of(course(*sessions(12)), measurements=MEASURED, born=born)
        one = case_of(text, protocol="iv-esketamine-crps-r75")
        return exposure(one, given("28", "28"), loaded())

    young, old = at(date(1984, 3, 14)), at(date(1946, 3, 14))
    assert young.option is not None
    assert old.option is not None
    assert list(young.option.auc) == [260, 330]
    assert list(old.option.auc) == [330, 330]
    assert f"{OTTO} does not hold here: age 80 y is outside of 18 to 65 y." in old.refused


def test_the_ends_are_taken_over_every_basis_of_the_dose() -> None:
    amount = given("14", "21").amount
    assert amount is not None
    more = ByBasis(basis=None, weight=None, low=None, high=Dose("7", "mg"))
    both = structs.replace(amount, by_basis=(*amount.by_basis, more))
    found = exposure(case(), structs.replace(same(), amount=both), loaded()).option
    assert found is not None
    assert found.given == "7 mg to 21 mg over 40 min"
    assert list(found.cmax) == [32, 150]


def twice(monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    """Let one model stand for two, where no second one of its route is shipped."""
    monkeypatch.setattr("titrant.dosing.exposure.pk_models", lambda: (id, id))


def test_a_dose_without_a_duration_is_told_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """93 % of 35 mg over a clearance of 84 L/h."""
    twice(monkeypatch, "kamp-im")
    found = exposure(case(protocol="im-depression"), given("35", "35", over=None), loaded()).option
    assert found is not None
    assert found.given == "35 mg"
    assert list(found.auc) == [390, 390]


def test_a_spray_counts_as_given_at_once_and_each_number_of_devices_for_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Peaks of 43.8 and 101 ng/mL for one and three devices (Perez-Ruixo 2021, Table 4)."""
    twice(monkeypatch, "perez-ruixo-2021")
    found = exposure(case(protocol="spravato-us-trd"), given("28", "84"), loaded()).option
    assert found is not None
    assert list(found.cmax) == [44, 100]


# -- sessions so far ------------------------------------------------------------------------------


def days(bands: Bands) -> list[str]:
    return [str(one.on) for one in bands.sessions]


def test_a_session_has_the_band_of_its_own_dose_and_duration() -> None:
    """Areas do not turn on how long an infusion takes; peaks fall the longer it is."""
    slow = course_of(*sessions(12, over="60 min"), *sessions(8), *sessions(5, dose="20 mg"))
    longer, like, less = exposure(slow, same(), loaded()).sessions
    assert longer.given == "35 mg over 60 min"
    assert [list(longer.auc), list(like.auc)] == [[370, 420]] * 2
    assert longer.cmax[0] < like.cmax[0]
    assert longer.cmax[1] < like.cmax[1]
    assert (less.given, list(less.auc)) == ("20 mg over 40 min", [210, 240])


def test_sessions_that_say_too_little_or_were_another_way_have_no_band() -> None:
    told = course_of(
        *sessions(20, status="not-done", why="rain", dose=None),
        *sessions(16, dose=None),
        *sessions(12, route="im", over=None),
        *sessions(8, route="iv"),
        *sessions(5),
    )
    assert days(exposure(told, same(), loaded())) == ["2026-11-23", "2026-11-26"]


def test_a_session_outside_of_what_a_model_was_studied_in_is_left_out_with_the_reason() -> None:
    """Perez-Ruixo has 28 mg by vein alone: a past 35 mg is not told by it."""
    text = file_of(
        course(*sessions(12), *sessions(8, dose="28 mg"), protocol="iv-esketamine-crps-r75"),
        measurements=MEASURED,
    )
    one = case_of(text, protocol="iv-esketamine-crps-r75")
    found = exposure(one, given("28", "28"), loaded())
    assert [one.id for one in found.models] == ["kamp-2020", "otto-2021", "perez-ruixo-2021"]
    assert days(found) == ["2026-11-23"]
    assert found.refused[-1] == (
        f"The session of 2026-11-19 has no band: 35 mg over 40 min lies outside of {PEREZ}."
    )
