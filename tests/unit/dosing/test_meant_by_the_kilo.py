"""A dose in mg that is far too small may have been meant per kg; a worse one is never suggested."""

import pytest
from tests.lib.loaded import loaded
from tests.lib.orders import GOOD, order

from titrant.dosing.prepare import prepare


def _said(dose: str) -> list[str]:
    sheet = prepare(order(**{**GOOD, "dose": dose}), loaded())
    return [check.lifts for check in sheet.checks if check.id.endswith(".floor")]


@pytest.mark.hazard("H6")
def test_half_a_milligram_for_somebody_of_70_kg_was_meant_per_kg() -> None:
    said = _said("0.5 mg")
    assert said
    for one in said:
        assert "If 0.5 mg/kg was meant, order 0.5 mg/kg. Otherwise write the reason." in one


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("dose", ["500 ug", "0.0005 g", "5 mg", "2 mg"])
def test_what_is_in_another_unit_or_is_refused_per_kg_is_not_suggested(dose: str) -> None:
    said = _said(dose)
    assert said
    assert not [one for one in said if "was meant" in one]
