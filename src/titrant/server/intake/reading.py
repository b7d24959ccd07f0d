"""What files from elsewhere say, read for a day with a clinic's knowledge; read once a worker."""

from datetime import date
from functools import lru_cache

from titrant.clinical import Snapshot
from titrant.fhir import Named, read_fhir, read_patient
from titrant.knowledge import Knowledge
from titrant.server.audit.models import Attachment
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import knowledge_of

LARGEST = 10 * 1024 * 1024  # bytes
FILE = "the file"  # a file's own name may be a person's
MEDIA_TYPE = "application/fhir+json"


def read(content: bytes, clinic: Clinic, as_of: date, name: str = FILE) -> Snapshot:
    """Return what a file says; raises `RecordError`, with how to mend it."""
    return read_fhir(content, name, knowledge_of(clinic), as_of)


def who(content: bytes) -> Named:
    """Return whom a file is about; raises `RecordError`."""
    return read_patient(content, FILE)


def read_kept(digest: str, name: str, kb: Knowledge, as_of: date) -> Snapshot:
    """Return what a file of the record says with the knowledge of today: newer knowledge counts."""
    return _read_kept(digest, name, _Known(kb), as_of)


class _Known:
    """Knowledge as a key: two that say the same are one."""

    def __init__(self, kb: Knowledge) -> None:
        self.kb = kb
        self.mark = repr(kb.versions.record())

    def __hash__(self) -> int:
        return hash(self.mark)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.mark == self.mark


@lru_cache(maxsize=128)
def _read_kept(digest: str, name: str, known: _Known, as_of: date) -> Snapshot:
    content = bytes(Attachment.objects.get(pk=digest).content)
    return read_fhir(content, name, known.kb, as_of)
