"""A rate that runs for nobody knows how long is no dose: it holds on every route."""

import pytest
from tests.lib.guided import course, file_of, guided, option, scores, sessions, weight

from titrant.dosing.guidance import Stand

_RECORD = [weight(), *scores((20, 20), (2, 16))]


@pytest.mark.hazard("H6")
@pytest.mark.parametrize(
    "protocol", ["intensive-clinic-s2", "sc-depression", "im-depression", "oral-weekly"]
)
@pytest.mark.parametrize("ordered", ["20 mg/h", "500 mg/h", "30 mg/kg/h"])
def test_the_same_rate_again_holds_until_its_time_is_entered(protocol: str, ordered: str) -> None:
    had = sessions(22, 15, 8, over=None, ordered=ordered, dose="35 mg")
    text = file_of(course(*had, protocol=protocol), measurements=_RECORD)
    same = option(guided(text, protocol=protocol), "same")
    assert same.stand is Stand.HELD
    assert [(one.id, one.lifts) for one in same.limits] == [
        ("duration-unknown", "Enter the time of the infusion.")
    ]


def test_a_dose_that_needs_no_time_is_held_against_its_limits() -> None:
    had = sessions(22, 15, 8, over=None, ordered="500 mg", dose="500 mg")
    text = file_of(course(*had, protocol="im-depression"), measurements=_RECORD)
    same = option(guided(text, protocol="im-depression"), "same")
    assert "duration-unknown" not in {one.id for one in same.limits}
    assert same.limits
