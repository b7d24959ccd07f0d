"""What is refused at the ends of the engine: levels beyond numbers, amounts that stay, no event."""

import numpy as np
import pytest
from msgspec import structs
from tests.lib.kinetics import NOBODY, one_compartment, parameter

from titrant.pkpd import Dose, PkError, Regimen, alike, concentrations, populate, read_regimen
from titrant.pkpd.ode import integrate
from titrant.pkpd.parameters import typical
from titrant.pkpd.population import CHUNK
from titrant.pkpd.simulation import whole_area

SLOW = structs.replace(
    one_compartment(),
    flows=(
        structs.replace(one_compartment().flows[0], half="half"),
        one_compartment().flows[1],
    ),
    parameters=(*one_compartment().parameters, parameter("half", 0.05, "mg/L")),
)


def test_levels_of_a_saturable_clearance_may_overflow_too() -> None:
    huge = Regimen((Dose(amount=1e308, route="iv"),))
    with np.errstate(all="ignore"), pytest.raises(PkError, match="levels overflow"):
        concentrations(SLOW, huge, NOBODY, [0.0])


def test_a_whole_area_asks_that_everything_leaves() -> None:
    made = one_compartment()
    kept = structs.replace(made, flows=made.flows[1:])
    with pytest.raises(PkError, match="something never leaves"):
        whole_area(kept, read_regimen("30 mg oral"), NOBODY)


def test_levels_before_any_dose_are_nothing_in_both_engines() -> None:
    later = Regimen((Dose(amount=30.0, route="iv", at=5.0),))
    made = one_compartment()
    assert concentrations(made, later, NOBODY, [0.0]).tolist() == [[[0.0]]]
    found = integrate(made, later, typical(made, NOBODY), np.array([0.0]), made.analytes)
    assert found.tolist() == [[[0.0]]]


def test_more_chunks_than_are_held_at_once_come_out_in_their_order() -> None:
    made, regimen = one_compartment(), read_regimen("30 mg iv")
    alone, beside = (
        populate(
            made, regimen, alike({}), [1.0], subjects=6 * CHUNK, seed=3, threads=threads
        ).exposure
        for threads in (1, 2)
    )
    assert alone.auc.tobytes() == beside.auc.tobytes()
