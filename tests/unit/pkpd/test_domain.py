"""Where a model holds: its people, its doses and its drug, and nothing computed beyond unasked."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs
from tests.lib.kinetics import CITED, NOBODY, lagged_compartment, many, one_compartment

from titrant.knowledge import pk_model
from titrant.pkpd import (
    DomainError,
    Model,
    PkError,
    Regimen,
    concentrations,
    concerns,
    exposure,
    peak,
    person,
    read_regimen,
)
from titrant.pkpd.brief import brief
from titrant.pkpd.domain import another_drug, hold, hold_each
from titrant.pkpd.individual import estimate_all
from titrant.pkpd.measured import Level, Measured
from titrant.pkpd.model import Domain, Highest, Range
from titrant.pkpd.one_person import estimate
from titrant.pkpd.simulation import whole_area

HELD = Domain(population="", covariates={"weight": Range(50, 80)}, doses={"iv": Range(10, 50)})
MADE = structs.replace(one_compartment(), domain=HELD)
LARGE = read_regimen("60 mg iv")
SAID = (
    "test-model was not studied there: weight 90 kg is outside of 50 to 80 kg; "
    "60 mg iv is outside of 10 to 50 mg. "
    "Choose another model, or say that it may go beyond what was studied."
)
WHO = person(weight=90)
LEVEL = (Level(at=1, analyte="ketamine", value=100),)

Ask = Callable[..., Any]
ASKED: dict[str, Ask] = {
    "levels": lambda m, r, w, **k: concentrations(m, r, w, [1.0], **k).tolist(),
    "exposure": lambda m, r, w, **k: exposure(m, r, w, [1.0], **k).auc.tolist(),
    "area": lambda m, r, w, **k: whole_area(m, r, w, **k).tolist(),
    "peak": lambda m, r, w, **k: peak(m, r, w, [0.0, 1.0], "ketamine", **k),
    "brief": lambda m, r, w, **k: brief(m, r, w, "ketamine", **k),
    "estimate": lambda m, r, w, **k: estimate(m, r, w, LEVEL, **k),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_nothing_is_computed_outside_of_the_domain_unless_asked_for(ask: Ask) -> None:
    with pytest.raises(DomainError) as caught:
        ask(MADE, LARGE, WHO)
    assert str(caught.value) == SAID
    assert caught.value.concerns == concerns(MADE, LARGE, WHO)
    assert ask(MADE, LARGE, WHO, beyond=True) == ask(one_compartment(), LARGE, WHO)


@pytest.mark.parametrize(
    ("model", "regimen", "people", "said"),
    [
        ("kamp-2020", LARGE, WHO, "the model is of the type str. Give a `Model`."),
        (
            MADE,
            "60 mg iv",
            WHO,
            "the regimen is of the type str. Give a `Regimen`; text is read by",
        ),
        (MADE, None, WHO, "the regimen is of the type NoneType. Give a `Regimen`;"),
        (
            MADE,
            LARGE,
            {"weight": 70},
            "the people are of the type dict. Give `People`; one is made",
        ),
    ],
)
def test_what_is_of_another_type_is_refused(
    model: Any, regimen: Any, people: Any, said: str
) -> None:
    with pytest.raises(PkError) as caught:
        concentrations(model, regimen, people, [1.0], beyond=True)
    assert str(caught.value).startswith(said)


# -- the drug ------------------------------------------------------------------------------------


def test_another_drug_is_refused_even_beyond_the_domain() -> None:
    named = read_regimen("20 mg esketamine iv")
    for beyond in (True, False):
        with pytest.raises(PkError) as caught:
            hold(MADE, named, NOBODY, beyond=beyond)
        assert str(caught.value) == (
            "the regimen gives esketamine, and test-model is of ketamine. "
            "Choose a model of that drug: amounts of the two are not the same."
        )
    hold(MADE, read_regimen("20 mg ketamine iv"), NOBODY, beyond=False)
    hold(MADE, read_regimen("20 mg iv"), NOBODY, beyond=False)


def test_a_drug_that_a_model_stands_for_is_computed_and_what_it_costs_is_said() -> None:
    stands = structs.replace(MADE, stands_for={"esketamine": "It was fitted to the racemate."})
    named = read_regimen("20 mg esketamine iv; 20 mg esketamine iv at 2 h")
    hold(stands, named, NOBODY, beyond=False)
    assert another_drug(stands, named) == ("It was fitted to the racemate.",)
    assert another_drug(stands, read_regimen("20 mg ketamine iv")) == ()
    assert another_drug(stands, read_regimen("20 mg iv")) == ()


# -- the highest dose that a source names --------------------------------------------------------


def bounded(value: float, unit: str, within: float = 1.0) -> Model:
    highest = Highest(value=value, unit=unit, within=within, cited=CITED)
    domain = Domain(population="", covariates={}, doses={}, highest={"iv": highest})
    return structs.replace(lagged_compartment(), domain=domain)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("100 mg iv", ()),
        ("101 mg iv", ("101 mg",)),
        ("200 mg iv over 2 h", ()),
        ("202 mg iv over 2 h", ("101 mg",)),
        ("60 mg iv; 60 mg iv at 1 h", ()),
        ("60 mg iv; 60 mg iv at 0.5 h", ("120 mg",)),
        ("60 mg iv; 30 mg iv at 0.5 h; 60 mg iv at 1.2 h", ()),
        ("500 mg oral", ()),
    ],
)
def test_what_is_given_within_a_time_is_held_to_the_highest_dose_that_is_named(
    text: str, said: tuple[str, ...]
) -> None:
    found = concerns(bounded(100, "mg"), read_regimen(text), NOBODY)
    rest = " iv within 1 h is above every dose that a source names: 100 mg (here)"
    assert found == tuple(f"{one}{rest}" for one in said)


def test_the_highest_dose_by_the_kilo_is_that_of_the_lightest() -> None:
    made = bounded(2, "mg/kg", 24)
    two = many(weight=[50.0, 90.0])
    assert concerns(made, read_regimen("100 mg iv"), two) == ()
    (said,) = concerns(made, read_regimen("101 mg iv"), two)
    assert said == (
        "101 mg iv within 24 h is above every dose that a source names: 2 mg/kg, here 100 mg (here)"
    )


def test_without_a_weight_the_highest_dose_is_that_of_the_heaviest_who_was_studied() -> None:
    made = bounded(2, "mg/kg")
    assert concerns(made, read_regimen("99999 mg iv"), NOBODY) == ()
    held = structs.replace(made.domain, covariates={"weight": Range(40, 150)})
    made = structs.replace(made, domain=held)
    assert concerns(made, read_regimen("300 mg iv"), NOBODY) == ()
    assert "2 mg/kg, here 300 mg" in concerns(made, read_regimen("301 mg iv"), NOBODY)[0]


@pytest.mark.parametrize(
    ("id", "most"),
    [
        ("kamp-2020", "315 mg iv"),  # 4.5 mg/kg by vein, 13 mg/kg into a muscle: Ketalar's label
        ("otto-2021", "315 mg iv"),
        ("domino-1984", "315 mg iv"),
        ("kamp-im", "910 mg im"),
        ("kamp-sc", "500 mg sc"),  # in 24 h, in people in pain
        ("kamp-oral-er", "240 mg oral"),
        ("perez-ruixo-2021", "84 mg nasal"),
        ("simons-2022", "100 mg sublingual"),
    ],
)
def test_a_shipped_model_answers_up_to_its_highest_dose_and_no_further(id: str, most: str) -> None:
    model, who = pk_model(id), person(weight=70, age=40)
    assert concerns(model, read_regimen(most), who) == ()
    amount, route = most.split(" mg ")
    (said,) = concerns(model, read_regimen(f"{int(amount) + 1} mg {route}"), who)
    assert ("above every dose" in said) or ("is outside of" in said)


def test_35_grams_are_refused_with_the_reason() -> None:
    slip: Regimen = read_regimen("35 g iv over 40 min")
    with pytest.raises(DomainError) as caught:
        concentrations(pk_model("kamp-2020"), slip, person(weight=70), [1.0])
    assert str(caught.value) == (
        "kamp-2020 was not studied there: 35000 mg iv within 1 h is above every dose that a source "
        "names: 4.5 mg/kg, here 315 mg (Ketalar's label, by vein, 1 to 4.5 mg/kg). Choose another "
        "model, or say that it may go beyond what was studied."
    )


# -- people who have a regimen each --------------------------------------------------------------


def regimens(*texts: str) -> list[Regimen]:
    return [read_regimen(text) for text in texts]


def test_estimates_of_many_are_refused_where_anybody_is_outside() -> None:
    """By hand: of 8, 5 and 60 mg the farthest to each side are told, and the farthest weight."""
    people = many(weight=[90.0, 45.0, 70.0, 60.0])
    given = regimens("8 mg iv", "5 mg iv", "60 mg iv; 900 mg oral at 1 h", "20 mg iv")
    measured = [Measured(regimen=one, levels=LEVEL) for one in given]
    with pytest.raises(DomainError) as caught:
        estimate_all(MADE, people, measured)
    assert caught.value.concerns == (
        "weight 90 kg is outside of 50 to 80 kg",
        "5 mg iv is outside of 10 to 50 mg",
        "60 mg iv is outside of 10 to 50 mg",
    )
    beyond = estimate_all(MADE, people, measured, beyond=True)
    free = estimate_all(one_compartment(), people, measured)
    assert beyond.effects.tolist() == free.effects.tolist()


def test_the_highest_dose_of_many_is_told_of_whose_is_the_farthest_above_it() -> None:
    """By hand, 2 mg/kg in an hour: 1.5, 1.25, 2 and 1 times as much as that may be given."""
    made = bounded(2, "mg/kg")
    people = many(weight=[50.0, 80.0, 40.0, 90.0])
    given = regimens("150 mg iv", "200 mg iv", "160 mg iv", "180 mg iv; 180 mg iv at 2 h")
    with pytest.raises(DomainError) as caught:
        hold_each(made, given, people, beyond=False)
    (said,) = caught.value.concerns
    assert said.startswith("160 mg iv within 1 h is above every dose that a source names: 2 mg/kg")
    assert ", here 80 mg" in said
    hold_each(made, given[3:], people.of(slice(3, 4)), beyond=False)
    hold_each(made, regimens("20 mg iv"), person(weight=70), beyond=False)
    hold_each(MADE, regimens("900 mg oral"), person(weight=70), beyond=False)
    hold_each(made, given, people, beyond=True)


@pytest.mark.parametrize(
    ("text", "weight"), [("60 mg iv", 90), ("5 mg iv; 60 mg iv at 2 h", 70), ("60 mg iv", 70)]
)
def test_one_of_many_is_held_to_what_one_alone_is_held_to(text: str, weight: float) -> None:
    with pytest.raises(DomainError) as caught:
        hold_each(MADE, regimens(text), person(weight=weight), beyond=False)
    assert caught.value.concerns == concerns(MADE, read_regimen(text), person(weight=weight))


def test_another_drug_is_refused_in_anybody_even_beyond_the_domain() -> None:
    given = regimens("20 mg iv", "20 mg esketamine iv")
    with pytest.raises(PkError, match="the regimen gives esketamine, and test-model is of"):
        hold_each(MADE, given, many(weight=[70.0, 70.0]), beyond=True)
