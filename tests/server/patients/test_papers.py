"""Consents printed, files kept by what they are, the whole record taken along."""

import hashlib
import io
import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader
from tests.lib.patients import FILLED, at, enrol, send, text_of

from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Attachment, Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.audit.verifying import verify
from titrant.server.patients.models import Consent, Document, Patient
from titrant.server.patients.sniffing import LARGEST, media_type_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"


def upload(client: Client, patient: Patient, content: bytes, name: str, **typed: str) -> Any:
    file = SimpleUploadedFile(name, content, content_type="text/html")
    rest = {"about": "letter", "title": "From her clinic", **typed}
    return send(client, at(patient, "documents", "add"), {**rest, "file": file})


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (PDF[:-8], None),
        (PNG[:-2], None),
        (JPEG[:-2], None),
        (b"<html>%PDF-1.7 %%EOF", None),
        (b"GIF89a", None),
        (b"MZ", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, media_type: str | None) -> None:
    assert media_type_of(content) == media_type


def test_a_file_is_kept_and_given_under_a_name_that_says_nothing(
    desk: Client, patient: Patient
) -> None:
    name = "ellison-mara.exe"
    assert upload(desk, patient, PDF, name).status_code == 302
    row = Document.objects.get()
    assert (row.media_type, row.size) == ("application/pdf", len(PDF))
    answer: Any = desk.get(at(patient, "documents", row.pk, "open"))
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="document-{row.pk.hex[:8]}.pdf"'
    page = desk.get(at(patient, "documents")).content.decode()
    assert "From her clinic" in page
    assert "PDF" in page
    bodies = "".join(entry.body for entry in Entry.objects.all())
    assert name not in page + bodies
    assert verify() == []
    assert differences() == []


def test_a_picture_keeps_its_ending_and_the_same_file_is_kept_once(
    desk: Client, patient: Patient
) -> None:
    upload(desk, patient, JPEG, "a.jpg")
    upload(desk, patient, JPEG, "b.jpg")
    assert (Document.objects.count(), Attachment.objects.count()) == (2, 1)
    row = Document.objects.first()
    assert row is not None
    answer: Any = desk.get(at(patient, "documents", row.pk, "open"))
    assert answer["Content-Disposition"].endswith('.jpg"')


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html><script>alert(1)</script></html>", "no PDF, PNG or JPEG"),
        (b"", "This file is empty"),
        (PDF + b"\0" * LARGEST, "10 MB at most"),
    ],
)
def test_another_file_is_refused_in_words(
    desk: Client, patient: Patient, content: bytes, says: str
) -> None:
    answer = upload(desk, patient, content, "letter.pdf")
    assert says in text_of(answer)
    assert "From her clinic" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_form_without_a_file_asks_for_it(desk: Client, patient: Patient) -> None:
    answer = send(desk, at(patient, "documents", "add"), {"about": "letter"})
    assert "Choose a file." in text_of(answer)


def test_a_correction_of_a_file_is_another_file(desk: Client, patient: Patient) -> None:
    upload(desk, patient, PDF, "a.pdf")
    row = Document.objects.get()
    assert desk.get(at(patient, "documents", row.pk, "correct")).status_code == 200
    file = SimpleUploadedFile("b.png", PNG)
    typed = {"about": "scan", "title": "", "file": file}
    assert send(desk, at(patient, "documents", row.pk, "correct"), typed).status_code == 302
    assert [one.media_type for one in Document.objects.all() if one.counts] == ["image/png"]


def test_a_file_of_somebody_else_is_not_found(
    desk: Client, patient: Patient, nurse: Acting
) -> None:
    upload(desk, patient, PDF, "a.pdf")
    send(desk, at(patient, "consents", "add"), FILLED["consents"][0])
    other = enrol(nurse, "Noor Haddad")
    document, consent = Document.objects.get().pk, Consent.objects.get().pk
    assert desk.get(at(other, "documents", document, "open")).status_code == 404
    assert desk.get(at(other, "consents", consent, "print")).status_code == 404
    assert desk.get(at(patient, "documents", uuid4(), "open")).status_code == 404


# -- consents --------------------------------------------------------------------------------


def printed(client: Client, patient: Patient, consent: Consent) -> tuple[bytes, str]:
    answer: Any = client.get(at(patient, "consents", consent.pk, "print"))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    return answer.content, "\n".join(page.extract_text() for page in reader.pages)


def test_a_consent_is_printed_as_it_was_captured(
    desk: Client, patient: Patient, nurse: Acting
) -> None:
    typed = {**FILLED["consents"][0], "how": "by telephone", "witness": "Ada Byron"}
    typed |= {"when": "2026-11-20T09:30", "language": "Español"}
    assert send(desk, at(patient, "consents", "add"), typed).status_code == 302
    consent = Consent.objects.get()
    content, text = printed(desk, patient, consent)
    for said in (
        *("Mara Ellison", "Treatment", "Español", "Given", "By telephone", "Ada Byron"),
        *("Fri 20 Nov 2026, 09:30", nurse.account.name, str(consent.pk), "Harbour Clinic"),
    ):
        assert said in text.replace("\n", " ")
    assert "counts no more" not in text
    assert printed(desk, patient, consent)[0] == content


def test_a_consent_that_was_corrected_says_so_in_print(desk: Client, patient: Patient) -> None:
    send(desk, at(patient, "consents", "add"), FILLED["consents"][0])
    consent = Consent.objects.get()
    send(desk, at(patient, "consents", consent.pk, "error"), {"why": "another person"})
    assert "counts no more" in printed(desk, patient, consent)[1]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"how": "by telephone"}, "needs a witness"),
        ({"answer": ""}, "Choose one."),
        ({"version": ""}, "Fill this in."),
        ({"what": "everything"}, "Choose one of these"),
    ],
)
def test_a_consent_that_is_not_whole_is_refused(
    desk: Client, patient: Patient, typed: dict[str, str], says: str
) -> None:
    answer = send(desk, at(patient, "consents", "add"), {**FILLED["consents"][0], **typed})
    assert says in text_of(answer)
    assert not Consent.objects.exists()


# -- the whole record ------------------------------------------------------------------------


def test_the_whole_record_is_given_with_its_files(
    desk: Client, patient: Patient, nurse: Acting
) -> None:
    other = enrol(nurse, "Noor Haddad")
    upload(desk, patient, PDF, "a.pdf")
    for word, (typed, _) in FILLED.items():
        assert send(desk, at(patient, word, "add"), typed).status_code == 302
    answer: Any = desk.get(at(patient, "export"))
    assert answer["Content-Disposition"].startswith('attachment; filename="record-')
    whole = json.loads(answer.content)
    kinds = [entry["kind"] for entry in whole["entries"]]
    assert kinds[:2] == ["patients.registered", "patients.document"]
    assert len(kinds) == 2 + len(FILLED)
    assert whole["entries"][0]["body"]["name"] == "Mara Ellison"
    assert {entry["by"] for entry in whole["entries"]} == {nurse.account.name}
    (file,) = whole["files"]
    content = b64decode(file["content"])
    digest = hashlib.sha256(file["media_type"].encode() + b"\0" + content).hexdigest()
    assert (content, digest) == (PDF, file["digest"])
    assert whole["entries"][1]["file"] == digest
    assert str(other.pk) not in answer.content.decode()


def test_taking_a_record_along_is_recorded_and_not_for_the_front_desk(
    desk: Client, patient: Patient, coordinator: Acting, browser_of: Callable[[Acting], Client]
) -> None:
    before = Entry.objects.filter(sort="read", patient=patient.pk).count()
    desk.get(at(patient, "export"))
    read = Entry.objects.filter(sort="read", patient=patient.pk).order_by("number")
    assert read.count() == before + 1
    last = read.last()
    assert last is not None
    assert "patient export" in last.body
    assert browser_of(coordinator).get(at(patient, "export")).status_code == 403
