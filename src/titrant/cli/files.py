"""The record files of one person, from the command line to one snapshot."""

from datetime import date
from pathlib import Path

from titrant.clinical import RecordError, Snapshot
from titrant.fhir import read_fhir
from titrant.intake import join, read_case
from titrant.knowledge import Knowledge

_MB = 1024 * 1024
LARGEST = 64 * _MB  # twenty times the largest record of a lifetime that was seen
LARGEST_CASE = _MB  # nobody writes more by hand
_YAML = {".yaml", ".yml"}


def read_files(names: list[str], kb: Knowledge, as_of: date) -> Snapshot:
    """Return what all files say together; raises `RecordError` where one cannot be read."""
    return join([_read(Path(name), kb, as_of) for name in names], kb.concept)


def _read(path: Path, kb: Knowledge, as_of: date) -> Snapshot:
    written = path.suffix.lower() in _YAML
    largest = LARGEST_CASE if written else LARGEST
    try:
        with path.open("rb") as file:
            whole = path.stat().st_size <= largest
            content = file.read(largest + 1) if whole else b""
    except OSError as error:
        raise RecordError(
            f"{path} cannot be read: {error.strerror}", "Name a file that is there."
        ) from None
    if not whole or len(content) > largest:  # a pipe has no size before it is read
        raise RecordError(
            f"{path.name} has more than {largest // _MB} MB, which is the most that is read",
            "Give what is about this one person, without images and documents.",
        )
    if not written:
        return read_fhir(content, path.name, kb, as_of)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise RecordError(f"{path.name} is not UTF-8 text", "Save it as UTF-8.") from None
    return read_case(text, path.name, kb, as_of)
