"""Looks into JSON that others wrote: whatever is not where it should be is not there."""

from typing import Any, NamedTuple

Json = dict[str, Any]


def part(value: Any, *path: str | int) -> Any:
    """Return what lies at a path of keys and places, or None where there is nothing."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and len(value) > step:
            value = value[step]
        else:
            return None
    return value


def text(value: Any, *path: str | int) -> str:
    """Return the text at a path without the space around it; empty where there is none."""
    found = part(value, *path)
    return found.strip() if isinstance(found, str) else ""


def objects(value: Any, *path: str | int) -> list[Json]:
    """Return the objects at a path: those of a list, or the one that stands alone."""
    found = part(value, *path)
    if isinstance(found, dict):
        return [found]
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


# The names that systems use for the code systems that concepts know.
_SYSTEMS = {
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10",
    "http://hl7.org/fhir/sid/icd-10": "icd10",
    "urn:oid:2.16.840.1.113883.6.90": "icd10",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "http://loinc.org": "loinc",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
}


class Named(NamedTuple):
    """A coded entry: its codes with known systems, everything it is called, and how it is shown."""

    codes: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    shown: str
    code: str


def named(*concepts: Any) -> Named:
    """Return what CodeableConcepts say together; the first text is the one that is shown."""
    codes: list[tuple[str, str]] = []
    texts: dict[str, None] = {}
    first = ""
    for concept in concepts:
        if isinstance(concept, str):
            texts.setdefault(concept.strip())
        if words := text(concept, "text"):
            texts.setdefault(words)
        for coding in objects(concept, "coding"):
            code = text(coding, "code")
            system = text(coding, "system")
            if code and system in _SYSTEMS:
                codes.append((_SYSTEMS[system], code))
            if code and not first:
                first = f"{_SYSTEMS.get(system, system)} {code}".strip()
            if display := text(coding, "display"):
                texts.setdefault(display)
    texts.pop("", None)
    return Named(tuple(codes), tuple(texts), next(iter(texts), first) or "(nothing)", first)


def status(resource: Json, key: str) -> str:
    """Return a status: a code, or the first code of a CodeableConcept; lower case."""
    plain = text(resource, key)
    if plain:
        return plain.lower()
    return text(resource, key, "coding", 0, "code").lower() or text(resource, key, "text").lower()
