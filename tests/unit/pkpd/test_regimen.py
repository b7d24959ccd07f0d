"""A regimen is read as it was meant, or not at all."""

import math
from typing import Any

import pytest

from titrant.pkpd import Dose, PkError, Regimen, described, read_regimen, regimen_of
from titrant.units import Weight

KG_70 = Weight("70", "kg")


def doses(text: str, weight: Weight | None = None) -> Any:
    return [(one.amount, one.route, one.at, one.over) for one in read_regimen(text, weight).doses]


def test_an_infusion_that_is_repeated_makes_so_many_sessions_in_all() -> None:
    found = doses("35 mg iv over 40 min; repeat 6 every 3 d")
    assert found == [(35.0, "iv", 72.0 * n, pytest.approx(2 / 3)) for n in range(6)]


def test_a_dose_per_kg_takes_the_weight() -> None:
    assert doses("0.5 mg/kg iv over 40 min", KG_70) == [(35.0, "iv", 0.0, pytest.approx(2 / 3))]


def test_a_rate_for_a_time_is_an_amount_over_it() -> None:
    assert doses("30 mg/h iv for 20 min") == [
        (pytest.approx(10.0), "iv", 0.0, pytest.approx(1 / 3))
    ]
    found = doses("0.14 mg/kg/h iv for 1 h then 0.28 mg/kg/h for 1 h", KG_70)
    assert found == [
        (pytest.approx(9.8), "iv", 0.0, 1.0),
        (pytest.approx(19.6), "iv", 1.0, 1.0),
    ]


def test_a_pause_moves_what_comes_after_it() -> None:
    found = doses("10 mg iv over 20 min then pause 10 min then 15 mg over 30 min")
    assert [(amount, at, over) for amount, _, at, over in found] == [
        (10.0, 0.0, pytest.approx(1 / 3)),
        (15.0, pytest.approx(0.5), 0.5),
    ]


def test_parts_of_several_routes_say_when_they_are_given_and_stand_in_order() -> None:
    found = doses("50 mg oral at 2 h; 84 mg nasal at 0 h")
    assert found == [(84.0, "nasal", 0.0, 0.0), (50.0, "oral", 2.0, 0.0)]


def test_what_is_repeated_is_all_that_stands_before() -> None:
    found = doses("10 mg iv; 20 mg oral at 1 h; repeat 2 every 1 d; 5 mg iv at 3 d")
    assert [(amount, at) for amount, _, at, _ in found] == [
        (10.0, 0.0),
        (20.0, 1.0),
        (10.0, 24.0),
        (20.0, 25.0),
        (5.0, 72.0),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "part 1 of the regimen is empty"),
        ("35 mg iv;", "part 2 of the regimen is empty"),
        ("35 mg", "names no route"),
        ("35 iv", "names no route"),
        ("35 mg/h/kg iv for 1 h", "gives a dose “for” a time"),
        ("35 mg/kg/h/h iv for 1 h", "not a unit"),
        ("-35 mg iv", "starts with a sign"),
        ("nan mg iv", "cannot be read as a dose"),
        ("1e3 mg iv", "exponent|cannot be read"),
        ("35 mg iv over", "cannot be read as a dose"),
        ("35 mg iv over soon", "no number"),
        ("35 mg iv over -4 min", "sign"),
        ("35 mg iv over 0 min", "lasts no time"),
        ("20 mg/h iv", "rate without a duration"),
        ("20 mg/h iv over 1 h", "rate without a duration"),
        ("35 mg iv for 1 h", "gives a dose “for” a time"),
        ("0.5 mg/kg iv over 40 min", "no weight is given"),
        ("35 mg iv; 20 mg iv", "does not say when"),
        ("35 mg iv then 20 mg at 3 h", "says “then” and “at”"),
        ("pause 5 min then 10 mg iv", "cannot be read|no unit|no number|not a unit"),
        ("repeat 6 every 3 d", "stands before any dose"),
        ("35 mg iv; repeat 0 every 3 d", "“repeat 0 every 3 d” makes no session at all"),
        ("35 mg iv; repeat 2.5 every 3 d", "repeats “2.5” times"),
        ("35 mg iv; repeat 6 every 0 d", "leaves no time between"),
        ("35 mg iv; repeat 999999 every 1 h", "makes 999999 doses"),
        ("35 mg iv; repeat 00 every 3 d", "makes no session at all"),
        (
            "35 mg iv over 40 min; repeat 6 every 20 min",
            "“repeat 6 every 20 min” begins the next session while one lasts: it takes 40 min",
        ),
        (
            "35 mg iv over 40 min; 20 mg oral at 2 h; repeat 2 every 1 h",
            "“repeat 2 every 1 h” begins the next session while one lasts: it takes 120 min",
        ),
        ("0 mg iv", "“0 mg iv” gives nothing. Leave it out; a pause is “pause 10 min”."),
        ("0 mg/h iv for 10 min", "“0 mg/h iv for 10 min” gives nothing"),
        (
            "84 mg nasal over 5 h",
            "in “84 mg nasal over 5 h”, a spray is given a duration of 5 h. Leave it out: a device",
        ),
        (
            "35 mg morphine iv",
            "“35 mg morphine iv” names “morphine”. Models are of ketamine and esketamine only.",
        ),
        ("35 mg ketamine", "“35 mg ketamine” names no route"),
        ("35 MG iv", "“MG” is not a unit"),
        ("10 mg iv; " * 300, "a regimen of 3000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(PkError, match=said):
        read_regimen(text)


def test_a_session_may_begin_when_the_one_before_ends() -> None:
    found = doses("35 mg iv over 40 min; repeat 3 every 40 min")
    assert [at for _, _, at, _ in found] == pytest.approx([0, 2 / 3, 4 / 3])
    assert len(doses("35 mg iv over 40 min; repeat 1 every 1 min")) == 1


def test_words_may_be_large_and_a_dose_may_name_its_drug() -> None:
    assert doses("35 mg IV OVER 40 min; Repeat 2 EVERY 3 d") == doses(
        "35 mg iv over 40 min; repeat 2 every 3 d"
    )
    assert doses("10 mg IM Then Pause 5 min THEN 20 mg") == [
        (10.0, "im", 0.0, 0.0),
        (20.0, "im", pytest.approx(1 / 12), 0.0),
    ]
    named = read_regimen("30 mg/h Esketamine iv for 20 min then 45 mg/h for 20 min")
    assert [one.drug for one in named.doses] == ["esketamine", "esketamine"]
    said = "2 doses of esketamine into a vein, 25 mg in all, begun from 0 h to 20 min"
    assert described(named) == said
    assert [one.drug for one in read_regimen("35 mg iv").doses] == [""]


@pytest.mark.parametrize("text", [None, 35, b"35 mg iv", ["35 mg iv"], True])
def test_what_is_no_text_is_refused_in_words(text: Any) -> None:
    kind = type(text).__name__
    with pytest.raises(PkError, match=f"the regimen is of the type {kind} and no text"):
        read_regimen(text)
    if text is not None:
        with pytest.raises(PkError, match=f"the weight is of the type {kind}"):
            read_regimen("35 mg iv", text)


def test_a_dose_without_a_route_is_refused() -> None:
    with pytest.raises(PkError, match="names no route"):
        read_regimen("35 mg over 40 min")


@pytest.mark.parametrize("name", ["amount", "at", "over", "ratio"])
@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_a_number_that_no_dose_has_raises_and_is_never_clipped(name: str, value: float) -> None:
    with pytest.raises(PkError, match="of a dose is"):
        Dose(**{"amount": 35.0, "route": "iv", name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "the amount of a dose is None, which is no number. Give a number."),
        ("35", "the amount of a dose is '35', which is no number. Give a number."),
        (True, "the amount of a dose is True, which is no number. Give a number."),
        ("x" * 99, "the amount of a dose is '" + "x" * 56 + "..., which is no number."),
        ([35.0], "the amount of a dose is [35.0], which is no number. Give a number."),
        (10**400, "the amount of a dose is a number of more than 300 digits. Give a number."),
        (math.nan, "the amount of a dose is nan. Give a number."),
        (0, "the amount of a dose is 0 mg. Leave out what is not given."),
    ],
)
def test_an_amount_of_an_odd_kind_is_refused_in_words(value: Any, said: str) -> None:
    with pytest.raises(PkError) as caught:
        Dose(amount=value, route="iv")
    assert str(caught.value).startswith(said)


def test_a_route_is_a_word_a_spray_takes_no_time_and_a_regimen_is_of_doses() -> None:
    with pytest.raises(PkError, match=r"the route of a dose is None\. Name it, like “iv”"):
        Dose(amount=1, route=None)  # type: ignore[arg-type]
    with pytest.raises(PkError, match=r"a spray is given a duration of 0\.25 h"):
        Dose(amount=84, route="nasal", over=0.25)
    for made in ([Dose(amount=1, route="iv")], (35.0,), None, "35 mg iv"):
        with pytest.raises(PkError, match=r"a regimen is made of doses\. Give a tuple of `Dose`"):
            Regimen(made)  # type: ignore[arg-type]


def test_a_regimen_has_a_dose_and_not_too_many() -> None:
    with pytest.raises(PkError, match="has no dose"):
        Regimen(())
    one = Dose(amount=1.0, route="iv")
    with pytest.raises(PkError, match="has 100001 doses"):
        Regimen((one,) * 100_001)


def test_a_regimen_says_what_it_gives() -> None:
    six = read_regimen("35 mg iv over 40 min; repeat 6 every 3 d")
    assert described(six) == "6 doses into a vein, 210 mg in all, begun from 0 h to 15 d"
    assert described(read_regimen("84 mg nasal")) == "one dose by nose, 84 mg in all"
    assert six.end == pytest.approx(15 * 24 + 2 / 3)
    assert six.total == 210


def test_ratios_are_by_route_and_multiply() -> None:
    both = regimen_of([Dose(amount=1.0, route="oral", ratio=2.0), Dose(amount=1.0, route="iv")])
    assert [one.ratio for one in both.with_ratios({"oral": 1.3}).doses] == [2.6, 1.0]


def test_an_error_is_a_sentence_with_the_mend() -> None:
    with pytest.raises(PkError) as caught:
        Dose(amount=-3.0, route="iv")
    assert str(caught.value) == "the amount of a dose is -3 mg, below zero. Give it as it is."
