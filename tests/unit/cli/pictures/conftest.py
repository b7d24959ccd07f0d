"""What tests of pictures share: made-up levels, so that no model has to be simulated."""

import pytest
from tests.lib.made_levels import made

from titrant.cli.pictures.values import Exposed, Given, Interval, Pair, Series


@pytest.fixture
def series() -> list[Series]:
    return [
        made("kamp-2020", cautions=("Arterial levels lie above venous ones.",)),
        made("simons-2022", peak=150.0, low_evidence=True),
        made("otto-2021", "norketamine", people=False),
    ]


@pytest.fixture
def doses() -> list[Given]:
    return [Given(at=72.0 * place, amount=35.0, route="iv") for place in range(6)]


@pytest.fixture
def exposed() -> list[Exposed]:
    return [
        Exposed(
            name=name,
            analyte=analyte,
            site=site,
            cmax=Interval(value=253.0, low=225.0, high=285.0),
            auc=Interval(value=1418.0, low=333.0, high=2541.0),
            low_evidence=low,
            cautions=("It says nothing of how people differ.",) if low else (),
        )
        for name, analyte, site, low in (
            ("kamp-2020", "ketamine", "arterial", False),
            ("domino-1984", "ketamine", "not stated", True),
            ("otto-2021", "esketamine", "venous", False),
        )
    ]


@pytest.fixture
def pairs() -> list[Pair]:
    return [
        Pair(name=name, quantity=quantity, unit=unit, published=one, predicted=other)
        for name, quantity, unit, one, other in (
            ("Clements 1982", "Cmax", "ng/mL", 200.0, 210.0),
            ("Fanta 2015", "Cmax", "ng/mL", 100.0, 160.0),
            ("Otto 2021", "Cmax", "ng/mL", 50.0, 140.0),
            ("Glue 2021", "bioavailability", "1", 0.2, 0.15),
        )
    ]
