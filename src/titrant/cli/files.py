"""The record files of one person, from the command line to one snapshot."""

from datetime import date
from pathlib import Path

from titrant.clinical import RecordError, Snapshot
from titrant.fhir import read_fhir
from titrant.intake import join, read_case
from titrant.knowledge import Knowledge

_MB = 1024 * 1024
LARGEST = 64 * _MB  # twenty times the largest record of a lifetime that was seen
_YAML = {".yaml", ".yml"}


def read_files(names: list[str], kb: Knowledge, as_of: date) -> Snapshot:
    """Return what all files say together; raises `RecordError` where one cannot be read."""
    return join([_read(Path(name), kb, as_of) for name in names])


def _read(path: Path, kb: Knowledge, as_of: date) -> Snapshot:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise RecordError(
                f"{path.name} has {size // _MB} MB, and no more than {LARGEST // _MB} are read",
                "Export this one patient, without images and documents.",
            )
        content = path.read_bytes()
    except OSError as error:
        raise RecordError(
            f"{path} cannot be read: {error.strerror}", "Name a file that is there."
        ) from None
    if path.suffix.lower() not in _YAML:
        return read_fhir(content, path.name, kb, as_of)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise RecordError(f"{path.name} is not UTF-8 text", "Save it as UTF-8.") from None
    return read_case(text, path.name, kb, as_of)
