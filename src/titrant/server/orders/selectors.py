"""Questions about orders."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from titrant.server.orders.models import LIVE, SIGNED, Order
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic


def _orders() -> QuerySet[Order]:
    rows = Order.objects.select_related("patient__clinic", "course", "by", "prepared_by")
    return rows.prefetch_related("signatures", "rescue")


def orders_of(patient: Patient) -> list[Order]:
    """Return every order of a record, the newest first."""
    return list(_orders().filter(patient=patient))


def order_for(patient: Patient, order: UUID) -> Order | None:
    """Return one order of a record."""
    return _orders().filter(pk=order, patient=patient).first()


def live_orders(patients: list[UUID]) -> list[Order]:
    """Return the orders of some records that may still be signed, prepared or given."""
    return list(_orders().filter(patient__in=patients, state__in=LIVE))


def signed_orders(clinic: Clinic) -> list[Order]:
    """Return the orders of a clinic that are signed and were not stopped."""
    return list(_orders().filter(patient__clinic=clinic, state__in=SIGNED))


def orders_on(clinic: Clinic, day: date) -> list[Order]:
    """Return the orders of a clinic that are planned for a day, by name; no stopped ones."""
    rows = _orders().filter(patient__clinic=clinic, planned=day, state__in=LIVE)
    return list(rows.order_by("patient__found_by", "number"))


def orders_signed_since(clinic: Clinic, since: datetime) -> list[Order]:
    """Return the orders of a clinic that somebody signed since a moment, the stopped ones too."""
    rows = _orders().filter(patient__clinic=clinic, signatures__at__gte=since)
    return list(rows.distinct().order_by("number"))
