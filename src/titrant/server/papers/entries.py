"""What the record says about papers: one was signed, and this is its file."""

from msgspec import Struct

from titrant.server.audit.kinds import entry_kind
from titrant.server.audit.models import Entry
from titrant.server.papers.models import SignedPaper


class PaperSaid(Struct, frozen=True):
    """A signature of a paper: `digest` is what its words hash to, the file is attached."""

    kind: str
    title: str
    name: str
    role: str
    meaning: str
    digest: str


@entry_kind("papers.signed", "signed a paper", PaperSaid, SignedPaper)
def signed(entry: Entry, body: PaperSaid) -> None:
    """Keep a signed paper."""
    assert entry.attachment is not None  # this kind of entry is written with its file
    SignedPaper.objects.create(
        id=entry.ref,
        patient_id=entry.about,
        number=entry.number,
        kind=body.kind,
        title=body.title,
        at=entry.recorded,
        by_id=entry.person,
        name=body.name,
        role=body.role,
        meaning=body.meaning,
        digest=body.digest,
        file=entry.attachment,
    )
