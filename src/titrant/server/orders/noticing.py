"""Orders are looked at when what they rest on changes: in the transaction of the change itself."""

from datetime import timedelta

from titrant.server.audit.actor import program
from titrant.server.audit.appending import on_written
from titrant.server.audit.models import Entry
from titrant.server.intake.selectors import one_person
from titrant.server.orders import actions, selectors
from titrant.server.patients.selectors import patient_of
from titrant.server.sites.models import Clinic
from titrant.server.tasks import jobs
from titrant.server.tasks.jobs import Payload, job

_ABOUT_A_RECORD = ("patients.", "exposures.", "intake.", "courses.")
_BY = "orders"


@on_written
def look_after(entry: Entry) -> None:
    """Look at a person's signed orders after something was written about them."""
    if entry.kind == "sites.policy-signed":
        jobs.queue("orders-after-signing", unique="orders-after-signing")
        return
    if entry.patient is None or not entry.kind.startswith(_ABOUT_A_RECORD):
        return
    ids = [one.pk for one in one_person(patient_of(entry.patient))]
    for order in selectors.live_orders(ids):
        actions.stop_what_changed(order, program(_BY, order.patient.clinic_id))


@job("orders-after-signing")
def look_after_signing(_: Payload) -> None:
    """Look at every signed order after a clinic has signed its policy."""
    look_at_all()


@job("orders-looked-at", every=timedelta(minutes=10))
def look_at_orders(_: Payload) -> None:
    """Look at every signed order: a day is over, or the knowledge is another one."""
    look_at_all()


def look_at_all() -> None:
    """Stop every signed order whose ground has changed."""
    for clinic in Clinic.objects.order_by("id"):
        for order in selectors.signed_orders(clinic):
            actions.stop_what_changed(order, program(_BY, clinic.pk))
