"""Observations: numbers with units, results in words, and answers about a person's state."""

from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from titrant.clinical import Fact, FactKind, Measured, Sureness
from titrant.fhir.days import Days, begun
from titrant.fhir.files import Resource
from titrant.fhir.gathering import WRONG_ENTRY, Gathering
from titrant.fhir.parts import Json, Named, named, objects, part, status, text
from titrant.knowledge import Concept, Match
from titrant.knowledge.answers import whether
from titrant.knowledge.measuring import in_own_unit, number_of

_STATUSES = {
    "entered-in-error": WRONG_ENTRY,
    "cancelled": "it was cancelled",
    "registered": "it has no result yet",
}
_KINDS = (FactKind.OBSERVATION, FactKind.STATUS)
_STATES = (FactKind.CONDITION,)  # by code alone: words would take a test for what it looks for


def read_observation(gathering: Gathering, resource: Resource) -> None:
    """Read an Observation with its components; each value is a fact of its own."""
    content, place = resource.content, resource.place
    what = named(content.get("code"))
    on, wrote = begun(content, "effective", "issued")
    why = _STATUSES.get(status(content, "status"))
    if why is not None:
        gathering.set_aside(what.shown, why, place)
        return
    if gathering.in_future(what.shown, on, place):
        return
    if on is None and wrote:
        gathering.set_aside(f"the date of {what.shown}", f"“{wrote}” is no date", place)
    sure = Sureness.SUSPECTED if status(content, "status") == "preliminary" else Sureness.RECORDED
    components = objects(content, "component")
    readings = [
        _Reading(one, named(one.get("code")), f"{place}, {number}", on, sure)
        for number, one in enumerate(components, start=1)
    ]
    if _has_value(content) or not components:
        readings.append(_Reading(content, what, place, on, sure))
    known = [_read_value(gathering, reading) for reading in readings]
    if not any(known):
        gathering.not_mapped("Observation", what, place)
        return
    gathering.mapped += 1
    for reading, is_known in zip(readings, known, strict=True):
        if not is_known:
            gathering.not_mapped("Observation", reading.what, reading.place)


def _has_value(content: Json) -> bool:
    return any(key.startswith("value") for key in content) or "dataAbsentReason" in content


class _Reading(NamedTuple):
    """One value that is being read: what it is of, where it stands, when it was, how sure it is."""

    content: Json
    what: Named
    place: str
    on: Days | None
    sure: Sureness


def _read_value(gathering: Gathering, reading: _Reading) -> bool:
    """Read one value; return whether a concept covers it, be the value of use or not."""
    content = reading.content
    matches = gathering.recognise(reading.what, _KINDS)
    matches += gathering.recognise(reading.what._replace(texts=()), _STATES)
    for match in matches:
        concept = gathering.kb.concept(match.concept)
        reason = named(content.get("dataAbsentReason"))
        if reason.texts or reason.codes:
            why = f"it has no value ({reason.shown})"
            gathering.set_aside(reading.what.shown, why, reading.place)
        elif concept.kind is FactKind.OBSERVATION:
            _put_measured(gathering, match, concept, reading)
        else:
            _put_answer(gathering, match, concept, reading)
    return bool(matches)


def _put_measured(gathering: Gathering, match: Match, concept: Concept, reading: _Reading) -> None:
    found = _measured(concept, reading.content)
    if isinstance(found, str):
        gathering.set_aside(reading.what.shown, found, reading.place)
        return
    measured, word = found
    gathering.facts.append(
        Fact(
            concept=match.concept,
            kind=FactKind.OBSERVATION,
            text=reading.what.shown,
            origin=gathering.origin(reading.place),
            sure=reading.sure,
            by=match.by,
            # The first day that a measurement may be of: it is at least this old.
            on=reading.on.first if reading.on is not None else None,
            value=measured,
            word=word,
        )
    )


def _measured(concept: Concept, content: Json) -> tuple[Measured | None, str] | str:
    """Return a number in the concept's unit or a result in words; a plain text says why neither."""
    number, quantity = _number(content)
    if number is None:
        word = _word(content)
        return (None, word) if word else "it has no value"
    found = in_own_unit(concept, number, text(quantity, "unit"), text(quantity, "code"))
    if isinstance(found, str):
        return found
    limit = text(quantity, "comparator")
    if limit:
        found = replace(found, limit=limit, shown=f"{limit} {found.shown}")
    return found, ""


def _put_answer(gathering: Gathering, match: Match, concept: Concept, reading: _Reading) -> None:
    """Read an observation about a state, such as pregnancy: the value says whether it is so."""
    word = _word(reading.content)
    so = whether(word)
    value = named(reading.content.get("valueCodeableConcept"))._replace(texts=())
    if so is None and match.concept in {
        m.concept for m in gathering.recognise(value, (concept.kind,))
    }:
        so = True  # the value is the state's own code
    if so is None:
        why = f"“{word}” is neither yes nor no"
        gathering.set_aside(reading.what.shown, why, reading.place)
        return
    gathering.put(
        [match],
        reading.what,
        reading.place,
        sure=reading.sure,
        on=reading.on,
        so=so,
        word=word,
    )


def _number(content: Json) -> tuple[Decimal | None, Any]:
    """Return the number of a value, and the quantity that it stands in."""
    for key in ("valueQuantity", "valueInteger", "valueDecimal"):
        value = content.get(key)
        if isinstance(value, dict):
            return number_of(value.get("value")), value
        if value is not None:
            return number_of(value), {}
    return None, {}


def _word(content: Json) -> str:
    """Return a result that is no number."""
    if isinstance(content.get("valueBoolean"), bool):
        return "yes" if content["valueBoolean"] else "no"
    plain = text(content, "valueString")
    if plain:
        return plain
    coded = part(content, "valueCodeableConcept")
    return named(coded).shown if isinstance(coded, dict) else ""
