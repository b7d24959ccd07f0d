"""What published models say of an option: a page asks, the worker works it out, old ones go.

The models need NumPy, which a web process never loads: it asks, and shows what was worked out.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from titrant import __version__
from titrant.clinical import OptionKind
from titrant.dosing.bands import Bands
from titrant.dosing.guidance import Case, Option, next_dose
from titrant.knowledge import Knowledge
from titrant.server.audit.actor import program
from titrant.server.audit.appending import note_read
from titrant.server.courses.selectors import knowledge_for
from titrant.server.courses.working import dosing_case
from titrant.server.guidance.models import Band
from titrant.server.patients.models import Patient
from titrant.server.patients.selectors import patient_of
from titrant.server.tasks import jobs
from titrant.server.tasks.jobs import Payload, job
from titrant.server.web.clock import now

WHAT = "patient levels"  # what the record says when somebody, or the worker, reads for it
KEPT = timedelta(days=7)  # a page that still shows one asks for it again
_JSON = msgspec.json.Encoder(order="deterministic", enc_hook=repr)  # a quantity with its unit


def in_address(kind: OptionKind) -> str:
    """Return a kind of option as it stands in an address."""
    return kind.value.replace(" ", "-")


@dataclass(frozen=True)
class Wanted:
    """One option of one person on one day, of which the models are asked."""

    patient: Patient
    case: Case
    option: Option
    kb: Knowledge

    @property
    def id(self) -> UUID:
        """What its levels are called: the first half of a SHA-256 of all that they rest on.

        It is another one for each patient, so that an address tells nothing of two people.
        """
        versions = (__version__, self.kb.versions)
        rests_on = (self.patient.pk, versions, self.case, self.option.kind)
        return UUID(bytes=hashlib.sha256(_JSON.encode(rests_on)).digest()[:16])


def wanted(patient: Patient, protocol: str, kind: str, as_of: date, kb: Knowledge) -> Wanted | None:
    """Return an option by its name in the address; None where there is no such option.

    Raises `UnknownEntry` for an unknown protocol.
    """
    case = dosing_case(patient, protocol, kb, as_of)
    for option in next_dose(case, kb).options:
        if in_address(option.kind) == kind:
            return Wanted(patient, case, option, kb)
    return None


def ask(want: Wanted) -> Band:
    """Return the levels of an option; what was never asked for is queued with it."""
    found = Band.objects.filter(pk=want.id).first()
    if found is None:
        _queue(want)
        found = Band.objects.get(pk=want.id)
    return found


def bands_of(band: Band) -> Bands:
    """Return what was worked out, as the core said it."""
    return msgspec.json.decode(band.bands, type=Bands)


@transaction.atomic
def _queue(want: Wanted) -> None:
    """Keep what is new and its job; where another page was faster, nothing happens twice."""
    new = Band(
        id=want.id,
        clinic=want.patient.clinic_id,
        patient=want.patient.pk,
        protocol=want.case.treatment.protocol,
        option=in_address(want.option.kind),
        as_of=want.case.snapshot.as_of,
        asked=now(),
    )
    Band.objects.bulk_create([new], ignore_conflicts=True)
    jobs.queue("levels", {"band": str(new.pk)}, unique=f"levels:{new.pk}")


@job("levels")
def work_out(payload: Payload) -> None:
    """Work out levels. The program reads a record then: it leaves an entry as a person does.

    What was worked out already, or deleted since, is left as it is. Where the record says
    something else by now the question is gone with it: the page asks another one.
    """
    band = Band.objects.filter(pk=UUID(payload["band"]), worked=None).first()
    if band is None:
        return
    note_read(WHAT, by=program("worker:levels", band.clinic), patient=band.patient)
    patient = patient_of(band.patient)
    kb = knowledge_for(patient, band.protocol)
    want = wanted(patient, band.protocol, band.option, band.as_of, kb)
    if want is None or want.id != band.pk:
        band.delete()
        return
    from titrant.dosing.exposure import exposure  # NumPy comes with it: the worker only

    found = _JSON.encode(exposure(want.case, want.option, want.kb)).decode()
    Band.objects.filter(pk=band.pk).update(bands=found, worked=now())


@job("levels-tidied", every=timedelta(days=1))
def tidy(_: Payload) -> None:
    """Delete levels that were asked for long ago."""
    Band.objects.filter(asked__lt=now() - KEPT).delete()
