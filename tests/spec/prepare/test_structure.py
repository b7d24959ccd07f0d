"""What cannot happen, because there is no way to ask for it."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from tests.lib.loaded import loaded
from tests.lib.orders import GOOD, Typed, order

import titrant
from titrant.clinical import Order, Route
from titrant.dosing import Status, prepare
from titrant.dosing.record import preparation_record
from titrant.knowledge import Form, UnknownEntry
from titrant.units import Dose, Drug

SOURCE = Path(titrant.__file__).parent


@pytest.mark.hazard("H1")
def test_a_strength_is_never_typed_into_the_chain() -> None:
    """An order names a product; its strength is a leaf, and what is read back only compares."""
    assert set(Order.__struct_fields__) & {"strength", "concentration"} == set()


@pytest.mark.hazard("H5")
def test_no_function_converts_between_routes() -> None:
    """No function takes two routes, and none is named as a conversion or an equivalence."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            name = node.name.lower()
            assert not any(word in name for word in ("convert", "equivalent", "bioavailab")), name
            routes = [
                argument
                for argument in node.args.args + node.args.kwonlyargs
                if argument.annotation and ast.unparse(argument.annotation) == "Route"
            ]
            assert len(routes) < 2, name


@pytest.mark.hazard("H5", "H28")
def test_injectables_are_for_injection_only() -> None:
    """No vial can be prepared for the mouth or the nose."""
    kb = loaded(None)
    for id in kb.ids("products"):
        product = kb.product(id)
        if product.form is Form.VIAL:
            assert set(product.routes) == {Route.IV, Route.IM, Route.SC}
        else:
            assert not set(product.routes) & {Route.IV, Route.IM, Route.SC}


@pytest.mark.hazard("H11")
def test_compounded_nasal_ketamine_has_no_product(clinic: Typed) -> None:
    """Nothing but the esketamine device goes into the nose; asking for more ends in a sentence."""
    kb = loaded(None)
    nasal = [kb.product(id) for id in kb.ids("products") if Route.NASAL in kb.product(id).routes]
    assert [product.drug for product in nasal] == [Drug.ESKETAMINE]
    with pytest.raises(UnknownEntry, match="There is no product “ketamine-nasal”"):
        clinic(product="ketamine-nasal")


@pytest.mark.hazard("H12")
def test_strengths_are_of_the_base() -> None:
    """10 mg of base is 11.53 mg of the hydrochloride (label, source R10)."""
    leaf = loaded(None).leaf("strength-basis.base-per-salt")
    assert (leaf.shown, leaf.source) == ("11.53 mg", "R10")
    assert leaf.note == "Every strength and dose in this program is mg of the base."


@pytest.mark.hazard("H15")
def test_a_hundred_tenths_are_ten() -> None:
    """Amounts are exact decimals: a hundred doses of 0.1 mg are 10 mg, to the last digit."""
    total = Dose(0, "mg", Drug.KETAMINE)
    for _ in range(100):
        total = total + Dose("0.1", "mg", Drug.KETAMINE)
    assert total.base == Decimal(10)


@pytest.mark.hazard("H33", "H56")
def test_the_same_case_gives_the_same_answer() -> None:
    """The core reads no clock: the same order and knowledge give the same values."""
    one, other = (prepare(order(**GOOD), loaded()) for _ in range(2))
    assert preparation_record(one) == preparation_record(other)


@pytest.mark.hazard("H14", "H56")
def test_the_versions_are_part_of_the_answer() -> None:
    """Program, knowledge and site stand on each result, so that two answers can be compared."""
    versions = preparation_record(prepare(order(**GOOD), loaded()))["versions"]
    assert versions == {
        "program": titrant.__version__,
        "knowledge": loaded(None).version,
        "knowledge_hash": loaded(None).hash,
        "site": "Demonstration clinic (invented)",
        "site_hash": loaded().site_hash,
        "demonstration": True,
    }


@pytest.mark.hazard("H51")
def test_no_typed_name_stands_for_a_second_prescriber(clinic: Typed) -> None:
    """Neither a reason nor any other typed word lifts a firm limit (ADR 11)."""
    made = clinic(dose="1.2 mg/kg", reason="Dr Second Prescriber agrees")
    assert made.status is Status.HELD
    assert [check.id for check in made.checks if not check.met] == [
        "limit.iv.dose.firm",
        "protocol.iv-depression.dose.firm",
    ]


@pytest.mark.hazard("H35")
def test_a_basis_outside_the_protocol_is_held(clinic: Typed) -> None:
    """A protocol names the bases it is dosed by."""
    import json

    from titrant.knowledge.files import COMPILED
    from titrant.knowledge.store import Knowledge

    content = json.loads((COMPILED / "knowledge.json").read_text(encoding="utf-8"))
    content["protocols"]["iv-depression"]["bases"] = ["ideal", "adjusted"]
    made = prepare(order(**GOOD), Knowledge(content, hash="0" * 64))
    (check,) = [check for check in made.checks if check.id == "basis-not-in-protocol"]
    assert check.text.endswith("is not dosed by actual weight.")
    assert check.lifts == "Choose one of: ideal, adjusted."
    assert check.source == "hazard H35, basis switched between sessions"


def test_an_order_without_a_dose_is_held(clinic: Typed) -> None:
    """An order built by another program may lack its dose: that is held, not guessed."""
    made = prepare(
        Order(product="ketamine-10", as_of=order(**GOOD).as_of, route=Route.IM), loaded(None)
    )
    (check,) = [check for check in made.checks if check.id == "dose-missing"]
    assert check.text == "No dose was ordered."
    assert check.lifts == "Enter the dose with its unit."
    assert check.source == "hazard H3, mg for mg/kg or a slipped point"
    assert made.chain is None


def test_a_capped_rate_without_a_weight(clinic: Typed) -> None:
    """A cap per kg cannot be looked at without a weight; the limits say so."""
    nothing = {"weight": None, "second_weight": None, "weight_on": None, "weight_method": None}
    made = clinic(**nothing, protocol="iv-crps", dose="20 mg/h", over="4 h", product="ketamine-50")
    assert made.status is Status.HELD
    assert "limit.iv.dose.hard:weight" in {check.id for check in made.checks}
    assert "protocol.iv-crps.rate-per-weight.cap:weight" in {check.id for check in made.checks}
