"""Consents, notes, and files such as scans and letters."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from msgspec import Struct

from titrant.server.accounts.roles import Right
from titrant.server.audit.appending import keep
from titrant.server.audit.models import Attachment
from titrant.server.patients.case import CaseParts
from titrant.server.patients.fields import choices, pressed, words
from titrant.server.patients.models import Consent, Document, Note
from titrant.server.patients.recording import recorded_kind
from titrant.server.patients.row_form import RowForm
from titrant.server.patients.section import Act, Column, Section, register
from titrant.server.patients.sniffing import LARGEST, media_type_of

CONSENTS = {
    "treatment": "Treatment",
    "off-label": "Off-label use",
    "telehealth": "Care by telephone or video",
    "messages": "Messages by mail or text",
    "release": "Release of records",
    "recording": "Recording of sound or picture",
    "touch": "Touch during a session",
}
ANSWERS = {"given": "Given", "refused": "Refused", "withdrawn": "Withdrawn"}
HOW = {
    "signed on paper": "Signed on paper",
    "signed on screen": "Signed on screen",
    "by telephone": "By telephone, with a witness",
}
_ANSWERS_OF = {"treatment": "consent-signed", "off-label": "off-label-consent"}
NOTES = {"evaluation": "Evaluation", "phone": "Telephone", "other": "Other"}
DOCUMENTS = {
    "letter": "Letter",
    "scan": "Scan of a paper",
    "result": "Result of a test",
    "consent": "Signed consent",
    "other": "Other",
}


class ConsentSaid(Struct, frozen=True):
    """What somebody was asked to agree to, and what they answered."""

    what: str
    version: str
    language: str
    answer: str
    how: str
    witness: str


class NoteSaid(Struct, frozen=True):
    """A note."""

    about: str
    text: str


class DocumentSaid(Struct, frozen=True):
    """A file: what it is, and the digest that its bytes are kept under."""

    about: str
    title: str
    media_type: str
    size: int
    digest: str


consent = recorded_kind("patients.consent", "a consent", ConsentSaid, Consent)
note = recorded_kind("patients.note", "a note", NoteSaid, Note)
document = recorded_kind("patients.document", "a scan or a letter", DocumentSaid, Document)


class ConsentForm(RowForm):
    """A consent being captured."""

    said = ConsentSaid
    what = forms.ChoiceField(
        label="To what", choices=choices(*CONSENTS.items(), empty="Choose what it is about")
    )
    version = words("Version of the text", 40, help_text="As it is printed on the form.")
    language = words("Language of the text", 40, help_text="English, Spanish, with interpreter.")
    answer = pressed("Answer", *ANSWERS.items())
    how = pressed("How", *HOW.items())
    witness = words("Witness", 120, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the witness of what was said by telephone."""
        cleaned = super().clean()
        if cleaned.get("how") == "by telephone" and not cleaned.get("witness"):
            self.add_error("witness", "What is said by telephone needs a witness: write who.")
        return cleaned


class NoteForm(RowForm):
    """A note being written."""

    said = NoteSaid
    about = pressed("About", *NOTES.items())
    text = forms.CharField(
        label="Note", max_length=20_000, widget=forms.Textarea(attrs={"rows": 12})
    )


class DocumentForm(RowForm):
    """A file being added; what it is follows from its content, never from its name."""

    said = DocumentSaid
    about = pressed("What it is", *DOCUMENTS.items())
    title = words("In a few words", 120, required=False)
    file = forms.FileField(label="File", help_text="PDF, PNG or JPEG, 10 MB at most.")

    def clean_file(self) -> Any:
        """Refuse a file that is too large, and one that is none of the three."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                f"This file has {filesizeformat(file.size)}. Scan it smaller, 10 MB at most."
            )
        self.content = file.read()
        self.media_type = media_type_of(self.content)
        if self.media_type is None:
            raise forms.ValidationError(
                "This is no PDF, PNG or JPEG, whatever it is called. Save it as one of them."
            )
        return file

    def attachment(self) -> Attachment | None:
        """Keep the bytes; the same file is kept once."""
        assert self.media_type is not None
        self.kept = keep(self.content, self.media_type)
        return self.kept

    def statement(self) -> Struct:
        """Return what the file is, with the digest of its bytes."""
        kept = self.kept
        typed = self.cleaned_data
        return DocumentSaid(typed["about"], typed["title"], kept.media_type, kept.size, kept.digest)


def _tell(parts: CaseParts, rows: Sequence[Consent]) -> None:
    """Answer whether the consents that a screening asks for are given, the latest of each."""
    latest = {row.what: row for row in rows}
    for what, question in _ANSWERS_OF.items():
        row = latest.get(what)
        if row is not None:
            parts.answered(parts.day(row), "clinician", question, row.answer == "given")


def _always(_: Any, __: Any) -> bool:
    return True


register(
    Section(
        word="consents",
        title="Consents",
        one="consent",
        kind=consent,
        model=Consent,
        form=ConsentForm,
        columns=(
            Column("To what", lambda row: CONSENTS[row.what]),
            Column("Version", lambda row: row.version),
            Column("Language", lambda row: row.language),
            Column("Answer", lambda row: row.answer),
            Column("How", lambda row: row.how),
            Column("Witness", lambda row: row.witness),
        ),
        empty="Consents will stand here, those that were refused or withdrawn as well.",
        order=100,
        tell=_tell,
        acts=(Act("patient_consent_print", "Print", _always),),
    )
)
register(
    Section(
        word="notes",
        title="Notes",
        one="note",
        kind=note,
        model=Note,
        form=NoteForm,
        columns=(
            Column("About", lambda row: NOTES[row.about]),
            Column("Note", lambda row: row.text),
        ),
        empty="Notes of evaluations and calls will stand here.",
        order=110,
        reads=Right.READ_NOTES,
        writes=Right.WRITE_NOTES,
    )
)
register(
    Section(
        word="documents",
        title="Scans and letters",
        one="document",
        kind=document,
        model=Document,
        form=DocumentForm,
        columns=(
            Column("What", lambda row: DOCUMENTS[row.about]),
            Column("In a few words", lambda row: row.title),
            Column("Kind", lambda row: row.media_type.partition("/")[2].upper()),
            Column("Size", lambda row: filesizeformat(row.size), figure=True),
        ),
        empty="Scans and letters will stand here.",
        order=120,
        acts=(Act("patient_document", "Open", _always),),
    )
)
