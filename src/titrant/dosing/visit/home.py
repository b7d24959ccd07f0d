"""What a dose at home asks for besides: company, the place, and somebody watching the first."""

from titrant.dosing.visit.answers import has_to_be
from titrant.dosing.visit.items import Day, Item, ItemState, Who
from titrant.dosing.visit.medicines import sedatives_at_home, stimulants_at_home

SOLE_CARER = "sole-carer"


def home(day: Day) -> tuple[Item, ...]:
    """Return the items of a dose at home; nothing where the dose is given in a clinic."""
    if not day.treatment.at_home:
        return ()
    return (
        _adult(day, "adult", "An adult is with the person", "sitter-present"),
        _adult(day, "adult-sober", "18 or older, sober, not the sole carer", "sitter-adult-sober"),
        _hazards(day),
        _address(day),
        _watched(day),
        sedatives_at_home(day),
        stimulants_at_home(day),
    )


def _adult(day: Day, id: str, title: str, concept: str) -> Item:
    return has_to_be(day, id, title, concept, day.kb.leaf("home.gate.adult"))


def _hazards(day: Day) -> Item:
    leaf = day.kb.leaf("home.gate.hazards")
    return has_to_be(day, "hazards", "Water, heights, driving", "home-hazards-cleared", leaf)


def _address(day: Day) -> Item:
    """The place and a callback number are confirmed for each dose (hazard H54)."""
    leaf = day.kb.leaf("home.gate.address")
    return has_to_be(day, "address", "Address and callback number", "address-confirmed", leaf)


def _watched(day: Day) -> Item:
    """The first exposure is seen live; later ones are not."""
    leaf = day.kb.leaf("home.gate.observed")
    title = "The first dose is watched live"
    given = [
        session
        for course in day.known.courses
        for session in course.sessions
        if session.given and session.on < day.as_of
    ]
    if not given:
        return has_to_be(day, "watched", title, "dose-watched-live", leaf, Who.PRESCRIBER)
    says = f"Not the first; sessions on record: {len(given)}."
    return day.guarded(Item(id="watched", title=title, state=ItemState.MET, says=says, leaf=leaf))
