"""An order that was written after a choice, for somebody of whom everything is known."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.lib.ready import PROTOCOL

from titrant.server.accounts.acting import Acting
from titrant.server.courses.working import worked_out
from titrant.server.guidance import actions as guidance
from titrant.server.guidance.reasons import OFFERED
from titrant.server.orders import actions, selectors
from titrant.server.orders.making import Typed
from titrant.server.orders.models import Order
from titrant.server.orders.resting import digest_of
from titrant.server.orders.standing import climb_order
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import today


def choose(patient: Patient, by: Acting, option: str = "start", protocol: str = PROTOCOL) -> UUID:
    """Choose an option of the open course for its first reason; return the choice's id."""
    return guidance.choose(
        patient=patient,
        protocol=protocol,
        option=option,
        shown=worked_out(patient, protocol).digest,
        reason=OFFERED[0],
        by=by,
    )


def fields(patient: Patient, ahead: int = 0, **said: Any) -> dict[str, Any]:
    """Return what somebody types into the form of an order: 0.5 mg/kg over 40 min, 1 mg/mL."""
    known = {"amount": "0.5", "unit": "mg/kg", "minutes": "40", "dilute_to": "1"}
    day = today(patient.clinic) + timedelta(days=ahead)
    return {**known, "basis": "actual", "product": "ketamine-10", "planned": day, **said}


def written(patient: Patient, by: Acting, choice: UUID | None = None, **said: Any) -> Order:
    """Write an order, and return it."""
    made = choose(patient, by) if choice is None else choice
    typed = fields(patient, **said)
    day = typed["planned"]
    assert isinstance(day, date)
    ref = actions.write_order(patient=patient, choice=made, typed=Typed(**typed), by=by)
    return again(patient, ref)


def again(patient: Patient, ref: UUID) -> Order:
    """Return an order as it is now."""
    found = selectors.order_for(patient, ref)
    assert found is not None
    return found


def shown(order: Order) -> str:
    """Return the digest of an order's ladder as it is now."""
    return digest_of(climb_order(order).text, order)


def signed(patient: Patient, by: Acting, **said: Any) -> Order:
    """Write and sign an order, and return it."""
    order = written(patient, by, **said)
    actions.sign(order=order, shown=shown(order), by=by, key=uuid4().hex)
    return again(patient, order.pk)
