"""A band beside an option: over at least two models that hold here, or a refusal in words."""

from decimal import Decimal

import pytest
from msgspec import structs
from tests.lib.guided import case_of, course, file_of, guided, option, scores, sessions, weight
from tests.lib.loaded import loaded

from titrant.dosing.exposure import Bands, exposure
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
    assert refused(exposure(case(), stop, loaded())) == "No dose is part of this option."


def test_without_a_weight_there_is_no_band() -> None:
    text = file_of(course(*sessions(12, 8, 5, weight=None)), measurements=scores((20, 20)))
    nobody = case_of(text, screened=False)
    assert "No weight is known" in refused(exposure(nobody, same(), loaded()))


def test_without_milligrams_or_a_time_there_is_no_band() -> None:
    amount = same().amount
    assert amount is not None
    bare = structs.replace(same(), amount=structs.replace(amount, by_basis=()))
    assert "not known in milligrams" in refused(exposure(case(), bare, loaded()))
    timeless = given("35", "35", over=None)
    assert "How long the infusion lasts" in refused(exposure(case(), timeless, loaded()))


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        (
            "im-depression",
            "Only one published model that may stand in a band fits, Ketamine into a muscle",
        ),
        (
            "spravato-us-trd",
            "Only one published model that may stand in a band fits, Esketamine by nose",
        ),
        ("sublingual-home", ""),
    ],
)
def test_one_model_is_never_shown_alone(protocol: str, model: str) -> None:
    dose = {"im-depression": "35", "spravato-us-trd": "56"}.get(protocol, "50")
    found = exposure(case(protocol=protocol), given(dose, dose, over=None), loaded())
    assert f"one published model that may stand in a band fits, {model}" in refused(found)


def test_where_no_model_fits_it_is_said() -> None:
    found = exposure(case(protocol="spravato-us-trd"), given("28", "112", over=None), loaded())
    said = refused(found)
    assert said.startswith("There is no published model that fits.")
    assert "112 mg nasal is outside of 28 to 84 mg" in said


def test_somebody_whose_birth_is_not_known_has_a_band_too() -> None:
    text = file_of(course(*sessions(12, 8, 5)), measurements=MEASURED, person={"sex": "female"})
    assert exposure(case(text), same(), loaded()).option is not None
