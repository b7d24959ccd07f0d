"""A preparation as JSON values, for other programs and for the record."""

from typing import Any

from titrant.dosing.json_values import check_value, leaf_value
from titrant.dosing.preparation import Chain, Infusion, Preparation, Run, Rung
from titrant.units import Quantity, json_number


def preparation_record(made: Preparation) -> dict[str, Any]:
    """Return a preparation as JSON values.

    A number is a plain JSON number with at most 15 significant digits, beside its unit; a rung
    carries the exact value and, under `rounded`, what the hand can do. What does not apply, and
    every number of a refused preparation, is null.
    """
    weights = made.weights
    protocol = made.protocol
    return {
        "status": made.status,
        "scope": made.scope,
        "as_of": made.order.as_of.isoformat(),
        "product": {
            "id": made.product.id,
            "name": made.product.name,
            "drug": made.product.drug,
        },
        "route": made.route,
        "protocol": None if protocol is None else {"id": protocol.id, "version": protocol.version},
        "weight": None
        if weights is None
        else {
            **(_number(weights.used) if weights.used is not None else _UNKNOWN),
            "basis": weights.basis,
            "actual": _amount(weights.actual),
            "ideal": _amount(weights.ideal),
            "adjusted": _amount(weights.adjusted),
        },
        **_chain(made.chain),
        "checks": [{**check_value(check), "met": check.met} for check in made.checks],
        "sources": [leaf_value(leaf) for leaf in made.used],
        "versions": made.versions.record(),
    }


_UNKNOWN = {"value": None, "unit": None}

# Null in every record that has no chain, or no infusion.
_INFUSION = ("diluent", "concentration", "total", "duration", "rate", "left_in_line")
_CHAIN = ("dose", "draw", "syringe", *_INFUSION, "rest", "retain", "hold")


def _chain(chain: Chain | None) -> dict[str, Any]:
    if chain is None:
        return {**dict.fromkeys(_CHAIN), "runs": []}
    return {
        "dose": _rung(chain.dose),
        "draw": _rung(chain.draw),
        "syringe": chain.syringe.id if chain.syringe else None,
        "rest": _amount(chain.rest),
        "retain": chain.retain,
        "hold": _amount(chain.hold),
        **_infusion(chain.infusion),
    }


def _infusion(infusion: Infusion | None) -> dict[str, Any]:
    if infusion is None:
        return {**dict.fromkeys(_INFUSION), "runs": []}
    return {
        "diluent": _rung(infusion.diluent),
        "concentration": _rung(infusion.concentration),
        "total": _rung(infusion.total),
        "duration": _rung(infusion.duration),
        "rate": _rung(infusion.rate),
        "left_in_line": _amount(infusion.left_in_line),
        "runs": [_run(run) for run in infusion.runs],
    }


def _amount(quantity: Quantity | None) -> dict[str, Any] | None:
    return None if quantity is None else _number(quantity)


def _number(quantity: Quantity) -> dict[str, Any]:
    return {"value": json_number(quantity.value), "unit": quantity.unit}


def _rung(rung: Rung[Quantity] | None) -> dict[str, Any] | None:
    if rung is None:
        return None
    return {**_number(rung.exact), "rounded": _amount(rung.rounded)}


def _run(run: Run) -> dict[str, Any]:
    return {
        "dose": _rung(run.dose),
        "volume": _rung(run.volume),
        "rate": _rung(run.rate),
        "drug_rate": _amount(run.drug_rate),
        "duration": _amount(run.duration),
    }
