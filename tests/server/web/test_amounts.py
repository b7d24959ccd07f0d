"""A number is typed, its unit is pressed: nothing is guessed, nothing is rounded."""

from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from titrant.server.web.amounts import Amount, AmountField


class Form(forms.Form):
    weight = AmountField(label="Weight", units=("kg", ("[lb_av]", "lb")))
    height = AmountField(label="Height", units=("cm",), required=False)


def typed(number: str, unit: str) -> Form:
    return Form({"weight_number": number, "weight_unit": unit})


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        ("70.2", "kg", "70.2 kg"),
        (" 154 ", "[lb_av]", "154 [lb_av]"),
        (".5", "kg", "0.5 kg"),
        ("70.20", "kg", "70.20 kg"),
        ("0", "kg", "0 kg"),
        ("1234567.0001", "kg", "1234567.0001 kg"),
    ],
)
def test_what_is_typed_arrives_exactly(number: str, unit: str, shown: str) -> None:
    form = typed(number, unit)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["weight"] == Amount(Decimal(number.strip()), unit)
    assert str(form.cleaned_data["weight"]) == shown
    assert form.cleaned_data["height"] is None


@pytest.mark.parametrize(
    "number",
    [
        *("seventy", "70.2 kg", "70kg", "-3", "+3", "1e3", "NaN", "Infinity", "70.", "7 0", "½"),
        *("\u0667\u0660", "12345678", "0.00001", "0x10", "70.2.1"),
    ],
)
def test_anything_but_a_plain_number_is_refused(number: str) -> None:
    form = typed(number, "kg")
    assert form.errors["weight"] == [
        "Write a number, such as 70.2, and nothing else: the unit is pressed beside it."
    ]


def test_a_comma_is_never_guessed_at() -> None:
    assert typed("70,2", "kg").errors["weight"] == [
        "Write the number with a point, not a comma: 70.2."
    ]


def test_a_unit_that_nobody_offered_is_refused() -> None:
    assert typed("70", "stone").errors["weight"] == ["Press one of the units."]


def test_half_an_amount_is_refused() -> None:
    assert typed("70", "").errors["weight"] == ["Press the unit."]
    assert typed("", "kg").errors["weight"] == ["Write the number."]
    assert typed("", "").errors["weight"] == ["Write the number, and press its unit."]


def test_half_of_an_amount_that_may_be_left_out_is_refused_too() -> None:
    both = {"weight_number": "70", "weight_unit": "kg"}
    number, unit = both | {"height_number": "171"}, both | {"height_unit": "cm"}
    assert Form(number).errors["height"] == ["Press the unit."]
    assert Form(unit).errors["height"] == ["Write the number."]


def test_nothing_is_pressed_or_filled_in_beforehand() -> None:
    page = str(Form()["weight"])
    assert "checked" not in page
    assert 'value=""' not in page


def test_a_plan_may_be_shown_to_be_changed() -> None:
    page = str(Form(initial={"weight": Amount(Decimal("70.2"), "kg")})["weight"])
    assert 'value="70.2"' in page
    assert page.count("checked") == 1


def test_what_was_typed_is_kept_beside_what_is_wrong() -> None:
    page = Template("{% field form.weight %}").render(Context({"form": typed("70,2", "[lb_av]")}))
    assert 'value="70,2"' in page
    assert page.count("checked") == 1
    assert 'id="id_weight_error"' in page
    assert 'aria-describedby="id_weight_error"' in page
