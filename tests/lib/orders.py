"""Orders as they are typed, for tests: read by the command line's own reader."""

import argparse
from collections.abc import Callable
from typing import Any

from titrant.cli.prepare_command import add_options, read_order
from titrant.clinical import Order
from titrant.dosing import Kind, Preparation

AS_OF = "2026-11-22"

# An order that nothing stands in the way of, under the signed demonstration site.
# Each slip in the tests changes one thing in it.
GOOD: dict[str, Any] = {
    "as_of": AS_OF,
    "protocol": "iv-depression",
    "dose": "0.5 mg/kg",
    "over": "40 min",
    "product": "ketamine-10",
    "dilute_to": "1 mg/mL",
    "weight": "70 kg",
    "weight_on": AS_OF,
    "weight_method": "scale",
    "second_weight": "70 kg",
    "previous_weight": "70.4 kg",
    "basis": "actual",
    "previous_basis": "actual",
}

# Any, because tests read deep into parts that may be absent: an absent one fails the test.
Typed = Callable[..., Any]


def order(**typed: Any) -> Order:
    """Read an order from options as they are typed: `dilute_to="1 mg/mL"` is --dilute-to."""
    parser = argparse.ArgumentParser()
    add_options(parser)
    words = []
    for name, value in {"as_of": AS_OF, **typed}.items():
        for one in [value] if isinstance(value, str) else value or []:
            words += [f"--{name.replace('_', '-')}", one]
    return read_order(parser.parse_args(words))


def found(made: Preparation) -> dict[str, Kind]:
    """Return the checks that ask for something, by id; what was only said is left out."""
    return {check.id: check.kind for check in made.checks if check.kind is not Kind.INFO}
