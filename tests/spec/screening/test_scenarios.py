"""Records and what a screening has to make of them, each with a witness outside this program."""

import pytest
from tests.lib.scenarios import Scenario, complaints, scenarios


@pytest.mark.parametrize(
    "scenario", [pytest.param(one, id=f"{one.topic}: {one.name}") for one in scenarios()]
)
def test_the_witness_is_borne_out(scenario: Scenario) -> None:
    """What is found, asked, held and fitted is what the evidence says, and nothing beyond it."""
    wrong = complaints(scenario)
    assert not wrong, f"{scenario.witness}\n" + "\n".join(f"  - {one}" for one in wrong)
