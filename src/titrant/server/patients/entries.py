"""What the record says about who a patient is: each entry is whole, and the newest counts."""

from datetime import date

from msgspec import Struct
from msgspec.structs import asdict

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.patients.folding import digits, folded
from titrant.server.patients.models import Patient


class PatientSaid(Struct, frozen=True):
    """Who a patient is and how to reach them, whole, as of this entry."""

    name: str
    called: str = ""
    born: date | None = None
    sex: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    safe_contact: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    died: date | None = None


@entry_kind("patients.registered", "registered a person", PatientSaid, Patient, made=("patient",))
def registered(entry: Entry, body: PatientSaid) -> None:
    """Register a person."""
    Patient.objects.create(
        id=entry.about,
        clinic_id=entry.chain,
        registered=entry.recorded,
        version=entry.ref,
        **_fields(body),
    )


@entry_kind(
    "patients.changed", "changed who a person is or how to reach them", PatientSaid, Patient
)
def changed(entry: Entry, body: PatientSaid) -> None:
    """Change who a person is or how to reach them; the entry before keeps what was said then."""
    Patient.objects.filter(pk=entry.about).update(version=entry.ref, **_fields(body))


def _fields(body: PatientSaid) -> dict[str, object]:
    return {
        **asdict(body),
        "found_by": folded(f"{body.name} {body.called}"),
        "phone_digits": digits(body.phone),
    }
