"""Answered questionnaires: each answered item that a concept knows, and the sum of PHQ-9."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from titrant.clinical import Contradiction, Fact, FactKind, Measured, Sureness
from titrant.fhir.days import Days, begun
from titrant.fhir.files import Resource
from titrant.fhir.gathering import WRONG_ENTRY, Gathering
from titrant.fhir.parts import Json, Named, objects, part, status, text
from titrant.knowledge import Instrument
from titrant.knowledge.measuring import number_of

_UNFINISHED = {
    "entered-in-error": WRONG_ENTRY,
    "in-progress": "it was not finished",
    "stopped": "it was not finished",
}


def read_response(gathering: Gathering, resource: Resource) -> None:
    """Read a QuestionnaireResponse: answers of instruments that concepts know, and their sums."""
    content, place = resource.content, resource.place
    what = text(content, "questionnaire") or "a questionnaire"
    on, _ = begun(content, "authored")
    why = _UNFINISHED.get(status(content, "status"))
    if why is not None:
        gathering.set_aside(what, why, place)
        return
    if gathering.in_future(what, on, place):
        return
    answers = list(_answers(content))
    known = [
        _read_instrument(gathering, instrument, answers, place, on)
        for instrument in gathering.kb.instruments()
        if instrument.items
    ]
    if any(known):
        gathering.mapped += 1
    else:
        gathering.not_mapped("QuestionnaireResponse", Named((), (what,), what, ""), place)


def _read_instrument(
    gathering: Gathering,
    instrument: Instrument,
    answers: list[tuple[str, Json]],
    place: str,
    on: Days | None,
) -> bool:
    """Read one instrument's answers; return whether the response has any."""
    most = max(instrument.answers.values())
    highest = dict.fromkeys(instrument.items, most)
    if instrument.total is not None:
        highest[instrument.total] = most * len(instrument.items)
    scored: dict[str, Decimal] = {}
    odd = 0
    for code, value in _scores(answers, highest, instrument.answers):
        if 0 <= value <= highest[code]:
            scored[code] = max(value, scored.get(code, value))  # said twice: the higher one counts
        else:
            odd += 1
            gathering.set_aside(instrument.title, f"“{value}” is no score of item {code}", place)
    if not scored:
        return odd > 0
    total = scored.pop(instrument.total or "", None)
    for code, value in scored.items():
        if code in instrument.item_concepts:
            concept = gathering.kb.concept(instrument.item_concepts[code])
            _put(gathering, concept.id, concept.title, value, place, on)
    whole = sum(scored.values(), Decimal(0)) if len(scored) == len(instrument.items) else None
    if whole is not None and total is not None and whole != total:
        gathering.contradictions.append(
            Contradiction(
                about=instrument.title,
                says=(f"the answers add up to {whole}", f"the total says {total}"),
                counts="the higher one counts",
            )
        )
    score = max((one for one in (whole, total) if one is not None), default=None)
    if score is None:
        why = f"{len(scored)} of {len(instrument.items)} items are answered, and no total"
        gathering.set_aside(instrument.title, why, place)
    else:
        _put(gathering, instrument.concept, instrument.title, score, place, on)
    return True


def _answers(content: Json) -> Iterator[tuple[str, Json]]:
    """Yield each item with its LOINC code, at any depth."""
    waiting = objects(content, "item")
    while waiting:
        item = waiting.pop(0)
        link = text(item, "linkId").rpartition("/")[2]
        yield link, item
        waiting += objects(item, "item")
        for answer in objects(item, "answer"):
            waiting += objects(answer, "item")


def _scores(
    answers: list[tuple[str, Json]], items: Collection[str], scores: dict[str, Decimal]
) -> Iterator[tuple[str, Decimal]]:
    """Yield every score of the items that are asked for."""
    for code, item in answers:
        if code in items:
            for answer in objects(item, "answer"):
                value = _score(answer, scores)
                if value is not None:
                    yield code, value


def _score(answer: Json, scores: dict[str, Decimal]) -> Decimal | None:
    for key in ("valueInteger", "valueDecimal"):
        if (found := number_of(part(answer, key))) is not None:
            return found
    quantity = number_of(part(answer, "valueQuantity", "value"))
    if quantity is not None:
        return quantity
    return scores.get(text(answer, "valueCoding", "code"))


def _put(
    gathering: Gathering, concept: str, title: str, score: Decimal, place: str, on: Days | None
) -> None:
    gathering.facts.append(
        Fact(
            concept=concept,
            kind=FactKind.OBSERVATION,
            text=title,
            origin=gathering.origin(place),
            sure=Sureness.REPORTED,
            on=on.first if on is not None else None,
            value=Measured(score, "1", f"{score}"),
        )
    )
