"""The parts that resources we write are made of."""

from titrant.fhir.parts import Json

TERMS = "http://terminology.hl7.org/CodeSystem/"
_US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
_UCUM = "http://unitsofmeasure.org"


def meta(profile: str) -> Json:
    """Return the claim that a resource is of a profile of US Core."""
    return {"profile": [f"{_US_CORE}{profile}"]}


def coding(system: str, code: str, display: str) -> Json:
    """Return one code."""
    return {"system": system, "code": code, "display": display}


def quantity(number: object, unit: str) -> Json:
    """Return a number with its UCUM unit."""
    return {"value": number, "unit": unit, "system": _UCUM, "code": unit}


def stands(system: str, code: str) -> Json:
    """Return where something stands, by the code system of this name."""
    return {"coding": [{"system": f"{TERMS}{system}", "code": code}]}


def note(*said: str) -> list[Json] | None:
    """Return what is said besides, a sentence each; None where nothing is."""
    whole = " ".join(one for one in said if one)
    return [{"text": whole}] if whole else None


def without_empty(resource: Json) -> Json:
    """Leave out what is empty: R4 knows no empty text, list or object."""
    return {key: value for key, value in resource.items() if value not in (None, "", [], {})}
