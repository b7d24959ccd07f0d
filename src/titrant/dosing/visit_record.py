"""The gate and the criteria of readiness as JSON values: the shapes of the reference page."""

from titrant.dosing.gate import Gate, Item
from titrant.dosing.json_values import Json
from titrant.dosing.readiness import Criterion, Readiness
from titrant.dosing.screening.record import fact_record
from titrant.knowledge import Leaf


def gate_record(gate: Gate) -> Json:
    """Return a gate as JSON values."""
    return {
        "protocol": gate.treatment.protocol,
        "jurisdiction": gate.treatment.jurisdiction,
        "as_of": gate.as_of.isoformat(),
        "holds": gate.holds,
        "items": [_item(item) for item in gate.items],
        "emergency": [leaf.title for leaf in gate.emergency],
        **_beside(gate),
    }


def readiness_record(readiness: Readiness) -> Json:
    """Return the criteria as JSON values; there is no sum of them."""
    return {
        "protocol": readiness.treatment.protocol,
        "jurisdiction": readiness.treatment.jurisdiction,
        "at": readiness.at.isoformat(),
        "criteria": [_criterion(one) for one in readiness.criteria],
        "decides": [f"{leaf.value}" for leaf in readiness.decides],
        **_beside(readiness),
    }


def _item(item: Item) -> Json:
    return {
        "id": item.id,
        "title": item.title,
        "state": str(item.state),
        "says": item.says,
        "lifts": item.lifts,
        "who": None if item.who is None else str(item.who),
        **_cited(item.leaf),
        "basis": [fact_record(fact) for fact in item.basis],
    }


def _criterion(one: Criterion) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        "state": str(one.state),
        "says": one.says,
        "lifts": one.lifts,
        "by": None if one.by is None else str(one.by),
        "at": None if one.at is None else one.at.isoformat(),
        "minutes_left": one.minutes_left,
        "unsigned": one.unsigned,
        **_cited(one.leaf),
    }


def _cited(leaf: Leaf) -> Json:
    return {
        "leaf": leaf.id,
        "source": leaf.cited,
        "flag": str(leaf.flag),
        "tier": str(leaf.tier),
    }


def _beside(of: Gate | Readiness) -> Json:
    return {
        "conflicts": [
            {"about": one.about, "says": list(one.says), "counts": one.counts}
            for one in of.contradictions
        ],
        "files": [{"name": file.name, "form": file.form} for file in of.files],
        "versions": of.versions.record(),
    }
