"""A dose in mg that is far too small may have been meant per kg; a worse one is never suggested."""

import pytest
from tests.lib.loaded import loaded
from tests.lib.orders import GOOD, order

from titrant.dosing.prepare import prepare


def _said(dose: str) -> list[str]:
    sheet = prepare(order(**{**GOOD, "dose": dose}), loaded())
    return [check.lifts for check in sheet.checks if check.id.endswith(".floor")]


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("number", ["0.5", "1.5"])  # 1.5 mg/kg asks for a second prescriber
def test_half_a_milligram_for_somebody_of_70_kg_was_meant_per_kg(number: str) -> None:
    meant = f"If {number} mg/kg was meant, order {number} mg/kg. Otherwise write the reason."
    assert _said(f"{number} mg") == [meant, meant]


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("dose", ["500 ug", "0.0005 g", "5 mg", "2 mg"])
def test_what_is_in_another_unit_or_is_refused_per_kg_is_not_suggested(dose: str) -> None:
    assert set(_said(dose)) == {"Write the reason, or order 0.1 mg/kg or more."}
