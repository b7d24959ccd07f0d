"""Conditions, allergies and procedures."""

from titrant.clinical import Contradiction, FactKind, State, Sureness
from titrant.fhir.days import begun, days, ended
from titrant.fhir.files import Resource
from titrant.fhir.gathering import NOT_THIS_PERSON, WRONG_ENTRY, Gathering, said_of
from titrant.fhir.parts import Named, named, objects, status, text
from titrant.knowledge import Match
from titrant.knowledge.concepts import Context, words_of

_CONDITIONS = (FactKind.CONDITION, FactKind.STATUS, FactKind.PROCEDURE, FactKind.ALLERGY)
_PROCEDURES = (FactKind.PROCEDURE, FactKind.CONDITION)

_STATES = {
    "active": State.ACTIVE,
    "recurrence": State.ACTIVE,
    "relapse": State.ACTIVE,
    "inactive": State.ENDED,
    "remission": State.ENDED,
    "resolved": State.ENDED,
}
_SURE = {
    "confirmed": Sureness.CONFIRMED,
    "unconfirmed": Sureness.SUSPECTED,
    "provisional": Sureness.SUSPECTED,
    "differential": Sureness.SUSPECTED,
}
_NOT_SO = {
    "entered-in-error": WRONG_ENTRY,
    "refuted": "it was refuted there; no finding is lowered by it",
}
_CONTEXTS = {
    Context.FAMILY: "it is about the family, not about this person",
    Context.DENIED: "it says that something is not so; a clinician's own “no” is asked for",
}


def read_condition(gathering: Gathering, resource: Resource) -> None:
    """Read a Condition: a problem or a diagnosis, with its two statuses."""
    content, place = resource.content, resource.place
    what = named(content.get("code"))
    on, wrote = begun(content, "onset", "recordedDate", "assertedDate", born=gathering.born)
    why = _NOT_SO.get(status(content, "verificationStatus"))
    if why is not None:
        gathering.set_aside(what.shown, why, place)
        return
    if gathering.in_future(what.shown, on, place):
        return
    severity = named(content.get("severity")).texts
    further = [f"{grade} {words}" for grade in severity for words in what.texts]
    matches = gathering.recognise(what, _CONDITIONS, further)
    if not matches and (why := _CONTEXTS.get(said_of(what))) is not None:
        gathering.set_aside(what.shown, why, place)
        return
    if not matches:
        gathering.not_mapped("Condition", what, place)
        return
    _unreadable(gathering, what.shown, wrote, place)
    state = _STATES.get(status(content, "clinicalStatus"), State.UNSTATED)
    over = ended(content, "abatement")
    if state is State.ACTIVE and over is not None and over.last <= gathering.as_of:
        gathering.contradictions.append(
            Contradiction(
                about=what.shown,
                says=("listed as active", f"ended on {over.last}"),
                counts="it is taken as active",
            )
        )
    elif over is not None and over.last <= gathering.as_of:
        state = State.ENDED
    if said_of(what) is Context.PAST and not gathering.lifetime(matches):
        state = State.ENDED
    sure = _SURE.get(status(content, "verificationStatus"), Sureness.RECORDED)
    if said_of(what) in {Context.SUSPECTED, *NOT_THIS_PERSON}:
        sure = Sureness.SUSPECTED  # the code says what its words doubt
    seen = days(content.get("recordedDate"))
    if seen is not None and seen.first > gathering.as_of:
        gathering.in_future(f"the note of {what.shown}", seen, place)
        seen = None
    gathering.put(matches, what, place, state=state, sure=sure, on=on, seen=seen, ended=over)
    gathering.mapped += 1


def read_allergy(gathering: Gathering, resource: Resource) -> None:
    """Read an AllergyIntolerance: what it is to, and whether it was confirmed."""
    content, place = resource.content, resource.place
    substances = [part.get("substance") for part in objects(content, "reaction")]
    what = named(content.get("code"), *substances)
    why = _NOT_SO.get(status(content, "verificationStatus"))
    if why is None and said_of(what) is Context.DENIED:
        why = "it says that no allergy is known; a clinician's own “no” is asked for"
    if why is not None:
        gathering.set_aside(what.shown, why, place)
        return
    on, wrote = begun(content, "onset", "recordedDate", "assertedDate", born=gathering.born)
    if gathering.in_future(what.shown, on, place):
        return
    allergies = [f"{words} allergy" for words in what.texts]
    matches = gathering.recognise(what, (FactKind.ALLERGY,), allergies)
    matches = [m for m in matches if gathering.kb.concept(m.concept).kind is FactKind.ALLERGY]
    if not matches:
        gathering.not_mapped("AllergyIntolerance", what, place)
        return
    _unreadable(gathering, what.shown, wrote, place)
    sure = _SURE.get(status(content, "verificationStatus"), Sureness.RECORDED)
    state = _STATES.get(status(content, "clinicalStatus"), State.UNSTATED)
    gathering.put(matches, what, place, state=state, sure=sure, on=on)
    gathering.mapped += 1


_NOT_DONE = {
    "entered-in-error": WRONG_ENTRY,
    "not-done": "it was not done",
    "preparation": "it was only planned",
    "stopped": "it was stopped before its end",
}


def read_procedure(gathering: Gathering, resource: Resource) -> None:
    """Read a Procedure that was done."""
    content, place = resource.content, resource.place
    what = named(content.get("code"))
    on, wrote = begun(content, "performed", "occurrence")
    why = _NOT_DONE.get(status(content, "status"))
    if why is not None:
        gathering.set_aside(what.shown, why, place)
        return
    if gathering.in_future(what.shown, on, place):
        return
    matches = [m for m in gathering.recognise(what, _PROCEDURES) if _was_done(gathering, m, what)]
    if not matches:
        gathering.not_mapped("Procedure", what, place)
        return
    _unreadable(gathering, what.shown, wrote, place)
    gathering.put(matches, what, place, state=State.ENDED, on=on)
    gathering.mapped += 1


# What looks for a condition is no sign of it.
_LOOKING = frozenset(
    {"screening", "assessment", "evaluation", "test", "counseling", "counselling", "education"}
)


def _was_done(gathering: Gathering, match: Match, what: Named) -> bool:
    """Say whether a procedure says that somebody has a condition, such as a clipped aneurysm."""
    if gathering.kb.concept(match.concept).kind is FactKind.PROCEDURE:
        return True
    looking = any(_LOOKING & set(words_of(words)) for words in what.texts)
    return gathering.lifetime([match]) and not looking


def read_family_history(gathering: Gathering, resource: Resource) -> None:
    """Set a FamilyMemberHistory aside: it is about somebody else."""
    conditions = objects(resource.content, "condition")
    what = named(*(condition.get("code") for condition in conditions)).shown
    relation = text(resource.content, "relationship", "text") or "a relative"
    gathering.set_aside(f"{what} ({relation})", _CONTEXTS[Context.FAMILY], resource.place)


def _unreadable(gathering: Gathering, what: str, wrote: str, place: str) -> None:
    """Say so where a date was written that is none; the entry itself counts."""
    if wrote:
        gathering.set_aside(f"the date of {what}", f"“{wrote}” is no date that can be read", place)
