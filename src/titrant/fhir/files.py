"""From bytes to resources: a Bundle of any type, one resource, or NDJSON."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from titrant.clinical import RecordError
from titrant.fhir.parts import Json, objects, part, text

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_EXPORT = "Export this patient's record again, as a FHIR R4 Bundle or NDJSON."


class Resource(NamedTuple):
    """A resource and where it stands in its file."""

    kind: str
    place: str
    content: Json


class Opened(NamedTuple):
    """The resources of a file in their order, by their references, and what was not one."""

    form: str
    resources: list[Resource]
    by_reference: dict[str, Json]
    odd: list[tuple[str, str]]  # place, why


def open_resources(content: bytes, name: str) -> Opened:
    """Return what a file holds; raises `RecordError` where it is not FHIR, or breaks off."""
    if not content.strip():
        raise RecordError(f"{name} is empty", _EXPORT)
    try:
        whole = _DECODER.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        lines = content.split(b"\n")
        if len([line for line in lines if line.strip()]) > 1 and _is_object(lines[0]):
            return _arranged("NDJSON", _lines(lines, name))
        raise RecordError(_why(error, content, name), _EXPORT) from None
    if text(whole, "resourceType") == "Bundle":
        return _arranged(f"Bundle ({text(whole, 'type') or 'of no type'})", _entries(whole))
    if not text(whole, "resourceType"):
        raise RecordError(f"{name} is JSON without a resourceType: it is not FHIR", _EXPORT)
    return _arranged(text(whole, "resourceType"), iter([("", "", whole)]))


def _why(error: Exception, content: bytes, name: str) -> str:
    if isinstance(error, RecursionError):
        return f"{name} is nested too deeply to be a record"
    if "truncated" in str(error):
        line = content.count(b"\n") + 1
        return f"{name} breaks off in the middle, in line {line}: it is not whole"
    return f"{name} is not JSON that can be read ({error})"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(_DECODER.decode(line), dict)
    except (msgspec.DecodeError, RecursionError):
        return False


def _lines(lines: list[bytes], name: str) -> Iterator[tuple[str, str, Any]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield f"line {number}", "", _DECODER.decode(line)
            except (msgspec.DecodeError, RecursionError) as error:
                why = "breaks off" if "truncated" in str(error) else "is not JSON"
                raise RecordError(
                    f"Line {number} of {name} {why}: the file is not whole", _EXPORT
                ) from None


def _entries(bundle: Json) -> Iterator[tuple[str, str, Any]]:
    entries = part(bundle, "entry")
    for number, entry in enumerate(entries if isinstance(entries, list) else [], start=1):
        place = f"entry {number}"
        if text(entry, "request", "method") == "DELETE":
            yield place, "a deletion", None
        else:
            yield place, text(entry, "fullUrl"), part(entry, "resource")


def _arranged(form: str, found: Iterator[tuple[str, str, Any]]) -> Opened:
    """Sort out what is a resource, keep the latest version of each, and index the references."""
    resources: list[Resource] = []
    places: dict[tuple[str, str], int] = {}
    by_reference: dict[str, Json] = {}
    odd: list[tuple[str, str]] = []
    for place, url, content in found:
        kind, id = text(content, "resourceType"), text(content, "id")
        if not kind:
            odd.append((place, "a deletion" if url == "a deletion" else "no resource"))
            continue
        resource = Resource(kind, f"{kind}/{id}" if id else f"{kind}, {place}".strip(", "), content)
        before = places.get((kind, id)) if id else None
        if before is not None and content == resources[before].content:
            odd.append((place, "the same resource again"))
            continue
        if before is not None:
            odd.append((place, "an older version of a resource"))
            if _version(content) < _version(resources[before].content):
                continue
            resources[before] = resource
        else:
            places[kind, id] = len(resources)
            resources.append(resource)
        for reference in (url, f"{kind}/{id}" if id else ""):
            if reference:
                by_reference[reference] = content
    return Opened(form, resources, by_reference, odd)


def _version(resource: Json) -> tuple[str, int]:
    number = text(resource, "meta", "versionId")
    return text(resource, "meta", "lastUpdated"), int(number) if number.isdecimal() else 0


def referred(opened: Opened, resource: Json, *path: str) -> Json:
    """Return the resource that a reference names: contained, or in the same file; empty if none."""
    reference = text(resource, *path, "reference")
    if reference.startswith("#"):
        return next(
            (c for c in objects(resource, "contained") if text(c, "id") == reference[1:]), {}
        )
    return opened.by_reference.get(reference, {})


def same_person(reference: str) -> str:
    """Return the part of a reference to a Patient that tells one from another."""
    return reference.rstrip("/").partition("/_history/")[0].replace(":", "/").rpartition("/")[2]
