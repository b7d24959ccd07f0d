"""What came on paper and from other systems: letters, scans, a file taken in, one that waits."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from titrant.server.accounts.acting import Acting
from titrant.server.audit.appending import keep
from titrant.server.demo.cast import Cast, local
from titrant.server.demo.writing import Event, Record
from titrant.server.intake import importing
from titrant.server.intake.models import Upload
from titrant.server.patients import actions as patients
from titrant.server.patients.section import section_of
from titrant.server.patients.sections.papers import DocumentSaid

FILES = Path(__file__).parent / "files"
PDF = "application/pdf"


def brought(cast: Cast) -> Iterator[Event]:
    """Return how each of them came to the record."""
    nurse, second = cast.hands.nurse, cast.hands.second_nurse
    farrow, ferreira = cast.named("Fiona Farrow"), cast.named("Ida Ferreira")
    yield Event(local(3, 14), partial(_take_in, farrow, "farrow-bundle.json", nurse))
    yield Event(local(0, 8, 5), partial(_upload, ferreira, "ferreira-bundle.json", second))
    letter, scan = (
        ("letter", "Referral", "letter.pdf"),
        ("scan", "Page of the paper chart", "scan.pdf"),
    )
    for record, paper, at in (
        (farrow, letter, local(3, 14, 10)),
        (cast.named("Mo Maoi"), letter, local(4, 9, 50)),
        (cast.named("Mo Maoi"), scan, local(3, 10, 40)),
    ):
        yield Event(at, partial(_paper, record, *paper, by=nurse))


def _upload(record: Record, file: str, by: Acting) -> Upload:
    content = (FILES / file).read_bytes()
    return Upload.objects.get(pk=importing.upload(content=content, by=by, patient=record.patient))


def _take_in(record: Record, file: str, by: Acting) -> None:
    importing.take_in(upload=_upload(record, file, by), patient=record.patient, by=by)


def _paper(record: Record, about: str, title: str, file: str, by: Acting) -> None:
    kept = keep((FILES / file).read_bytes(), PDF)
    said = DocumentSaid(about, title, PDF, kept.size, kept.digest)
    section = section_of("patients.document")
    patients.record(section=section, patient=record.patient, said=said, by=by, attachment=kept)
