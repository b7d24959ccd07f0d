"""From bytes to resources: a Bundle of any type, one resource, or NDJSON."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import msgspec

from titrant.clinical import RecordError
from titrant.fhir.parts import Json, objects, part, text

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
# Also what is no text, and a number with an exponent that no decimal has.
_UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError, InvalidOperation)
_MARK = b"\xef\xbb\xbf"  # some systems put it before UTF-8
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
    more: bool = False  # a page of a search, whose next pages are elsewhere


def open_resources(content: bytes, name: str) -> Opened:
    """Return what a file holds; raises `RecordError` where it is not FHIR, or breaks off."""
    content = content.removeprefix(_MARK)
    if not content.strip():
        raise RecordError(f"{name} is empty", _EXPORT)
    try:
        whole = _DECODER.decode(content)
    except _UNREADABLE as error:
        lines = content.split(b"\n")
        written = [line for line in lines if line.strip()]
        if len(written) > 1 and _is_object(written[0]):
            return _arranged("NDJSON", _lines(lines, name))
        raise RecordError(_why(error, content, name), _EXPORT) from None
    if text(whole, "resourceType") == "Bundle":
        opened = _arranged(f"Bundle ({text(whole, 'type') or 'of no type'})", _entries(whole))
        pages = {text(link, "relation") for link in objects(whole, "link")}
        return opened._replace(more="next" in pages)
    if not text(whole, "resourceType"):
        raise RecordError(f"{name} is JSON without a resourceType: it is not FHIR", _EXPORT)
    return _arranged(text(whole, "resourceType"), iter([("", "", whole)]))


def _why(error: Exception, content: bytes, name: str) -> str:
    if isinstance(error, RecursionError):
        return f"{name} is nested too deeply to be a record"
    if "truncated" in str(error):
        line = content.count(b"\n") + 1
        return f"{name} breaks off in the middle, in line {line}: it is not whole"
    if isinstance(error, UnicodeDecodeError):
        return f"{name} is not UTF-8 text"
    if isinstance(error, InvalidOperation):
        return f"{name} has a number that nothing can hold"
    return f"{name} is not JSON that can be read ({error})"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(_DECODER.decode(line), dict)
    except _UNREADABLE:
        return False


def _lines(lines: list[bytes], name: str) -> Iterator[tuple[str, str, Any]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield f"line {number}", "", _DECODER.decode(line)
            except _UNREADABLE as error:
                why = "breaks off" if "truncated" in str(error) else "is not JSON"
                raise RecordError(
                    f"Line {number} of {name} {why}: the file is not whole", _EXPORT
                ) from None


def _entries(bundle: Json) -> Iterator[tuple[str, str, Any]]:
    entries = bundle.get("entry", [])
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], start=1):
        place = f"entry {number}"
        if text(entry, "request", "method") == "DELETE":
            yield place, "a deletion", None
        else:
            yield place, text(entry, "fullUrl"), part(entry, "resource")


class _Version(NamedTuple):
    """One entry of a resource, of which a file may hold several."""

    resource: Resource
    place: str
    url: str


def _arranged(form: str, found: Iterator[tuple[str, str, Any]]) -> Opened:
    """Sort out what is a resource, keep the latest version of each, and index the references."""
    odd: list[tuple[str, str]] = []
    known: dict[str, list[_Version]] = {}
    for place, url, content in found:
        kind, id = text(content, "resourceType"), text(content, "id")
        if not kind:
            odd.append((place, "a deletion" if url == "a deletion" else "no resource"))
            continue
        name = f"{kind}/{id}" if id else f"{kind}, {place}".strip(", ")
        versions = known.setdefault(name, [])
        if content in [version.resource.content for version in versions]:
            odd.append((place, "the same resource again"))
        else:
            versions.append(_Version(Resource(kind, name, content), place, url))
    opened = Opened(form, [], {}, odd)
    for name, versions in known.items():
        latest = _latest(versions)
        odd += [(v.place, "an older version of a resource") for v in versions if v not in latest]
        for number, (resource, place, url) in enumerate(latest):
            own = f"{name}, {place}" if number else name  # each place is one resource's own
            opened.resources.append(resource._replace(place=own))
            for reference in {url, name} - {""}:
                opened.by_reference.setdefault(reference, resource.content)
    return opened


def _latest(versions: list[_Version]) -> list[_Version]:
    """Return the latest version; all of them where nobody can tell which one that is."""
    if len(versions) == 1:
        return versions
    if len({version.url.partition("/_history/")[0] for version in versions} - {""}) > 1:
        return versions  # two systems gave out one id
    for when in (_updated, _number):
        times = [when(version.resource.content) for version in versions]
        if None not in times:
            newest = max(time for time in times if time is not None)
            versions = [v for v, time in zip(versions, times, strict=True) if time == newest]
    return versions


def _updated(resource: Json) -> float | None:
    try:
        moment = datetime.fromisoformat(text(resource, "meta", "lastUpdated"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _number(resource: Json) -> float | None:
    number = text(resource, "meta", "versionId")
    return float(number) if number.isdecimal() else None


def referred(opened: Opened, resource: Json, *path: str) -> Json:
    """Return the resource that a reference names: contained, or in the same file; empty if none."""
    reference = text(resource, *path, "reference")
    if reference.startswith("#"):
        return next(
            (c for c in objects(resource, "contained") if text(c, "id") == reference[1:]), {}
        )
    known = opened.by_reference
    relative = "/".join(reference.partition("/_history/")[0].split("/")[-2:])
    return known.get(reference) or known.get(relative, {})


def same_person(reference: str) -> str:
    """Return the part of a reference to a Patient that tells one from another."""
    return reference.rstrip("/").partition("/_history/")[0].replace(":", "/").rpartition("/")[2]
