"""Which figures of a raised pressure count: the EU has its own for its spray alone."""

import pytest
from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.visits import EU_SPRAY, PERSON, PRESSURE, item, pressures, record
from tests.unit.dosing.visit.before import OLDER, but

from titrant.clinical import Route
from titrant.dosing.gate import gate
from titrant.dosing.screening import treatment_of
from titrant.units import Drug


@pytest.mark.parametrize(
    ("drug", "route", "above"),
    [
        (Drug.ESKETAMINE, Route.NASAL, "150"),
        (Drug.KETAMINE, Route.NASAL, "140"),
        (Drug.ESKETAMINE, Route.IV, "140"),
    ],
)
def test_only_the_spray_of_the_eu_has_a_figure_by_age(drug: Drug, route: Route, above: str) -> None:
    """The one who is 65 today; other esketamine, and other nasal drugs, are held to 140."""
    kb = loaded()
    spray = treatment_of(kb.protocol(EU_SPRAY))
    files = but(PRESSURE, PERSON, more=(OLDER, pressures("139/80")))
    found = item(gate(record(*files), replace(spray, drug=drug, route=route), kb), "pressure")
    assert f"Not above {above} mmHg systolic" in found.says
