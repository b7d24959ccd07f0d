"""What changes pictures: a page asks for them, the worker draws them, old ones are deleted."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from titrant.server.audit.actor import program
from titrant.server.audit.appending import note_read
from titrant.server.pictures import drawing
from titrant.server.pictures.models import Picture
from titrant.server.pictures.wanted import Plate
from titrant.server.tasks import jobs
from titrant.server.tasks.jobs import Payload, job
from titrant.server.web.clock import now

KEPT = timedelta(days=7)  # a page that still shows one asks for it again


def ask(plates: Sequence[Plate], *, what: str, patient: UUID, clinic: int) -> list[Picture]:
    """Return the picture of each plate; what was never asked for is queued with it.

    `what` is what the record says when somebody, or the worker, looks at these rows.
    """
    ids = [plate.id_for(patient, clinic) for plate in plates]
    known = _known(ids)
    if len(known) < len(set(ids)):
        new = [
            Picture(
                id=id,
                clinic=clinic,
                patient=patient,
                what=what,
                specification=plate.text,
                width=plate.width,
                height=plate.height,
                asked=now(),
            )
            for id, plate in zip(ids, plates, strict=True)
            if id not in known
        ]
        _queue(new)
        known = _known(ids)
    return [known[id] for id in ids]


@transaction.atomic
def _queue(new: list[Picture]) -> None:
    """Keep what is new and its jobs; where another page was faster, nothing happens twice."""
    Picture.objects.bulk_create(new, ignore_conflicts=True)
    for picture in new:
        jobs.queue("picture", {"picture": str(picture.pk)}, unique=f"picture:{picture.pk}")


def _known(ids: Sequence[UUID]) -> dict[Any, Picture]:
    return Picture.objects.defer("specification", "svg").in_bulk(ids)


@job("picture")
def draw(payload: Payload) -> None:
    """Draw a picture. The program reads somebody's rows then: it leaves an entry as a person does.

    One that was drawn already, or deleted since, is left as it is.
    """
    picture = Picture.objects.filter(pk=UUID(payload["picture"]), drawn=None).first()
    if picture is None:
        return
    note_read(picture.what, by=program("worker:pictures", picture.clinic), patient=picture.patient)
    drawn = drawing.svg(msgspec.json.decode(picture.specification))
    Picture.objects.filter(pk=picture.pk).update(svg=drawn, drawn=now())


@job("pictures-tidied", every=timedelta(days=1))
def tidy(_: Payload) -> None:
    """Delete pictures that were asked for long ago."""
    Picture.objects.filter(asked__lt=now() - KEPT).delete()
