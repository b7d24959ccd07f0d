"""Items that one question answers: what has to be so today, and what must not be."""

from titrant.clinical import Fact, Route
from titrant.dosing.screening import Why
from titrant.dosing.screening.looks import CLEAR, Look, sure, unanswered
from titrant.dosing.visit import told
from titrant.dosing.visit.items import Day, Item, ItemState, Who
from titrant.knowledge import Leaf

_SAME_DAY = "A psychiatric clinician sees the person today and signs what happens next."
_ELSEWHERE = "Another day; a second dose is never given on one’s own account."


def identity(day: Day) -> Item:
    """Two identifiers were checked with the person (hazard H16)."""
    leaf = day.kb.leaf("gate.identity")
    return has_to_be(day, "identity", "Who the person is", "two-identifiers-checked", leaf, Who.ASK)


def airway_kit(day: Day) -> Item:
    """The airway equipment was checked today (hazard H21)."""
    leaf = day.kb.leaf("gate.airway.kit")
    return has_to_be(day, "airway-kit", "Airway equipment", "airway-kit-checked", leaf)


def line_or_plan(day: Day) -> Item | None:
    """An injection into a muscle has a line, or a plan for the case that one is needed."""
    if day.treatment.route is not Route.IM:
        return None
    leaf = day.kb.leaf("gate.airway.line")
    return has_to_be(day, "line", "Line or plan", "line-or-plan", leaf, Who.PRESCRIBER)


def suicide_question(day: Day) -> Item:
    """The question about suicide is asked at every session."""
    leaf = day.kb.leaf("calendar.mood.each-visit")
    return must_not_be(
        day,
        "suicide-question",
        "Thoughts of suicide today",
        ("suicidal-thoughts-today",),
        leaf,
        (_SAME_DAY, Who.PSYCHIATRIC),
    )


def second_dose(day: Day) -> Item:
    """One session a day, from anyone (hazard H29)."""
    home = day.treatment.at_home
    leaf = day.kb.leaf("home.gate.redose" if home else "gate.session.once")
    title = "A second dose today"
    sessions = [
        course.protocol
        for course in day.known.courses
        for session in course.sessions
        if session.on == day.as_of and session.given
    ]
    if sessions:
        return day.guarded(
            Item(
                id="second-dose",
                title=title,
                state=ItemState.HELD,
                says=f"A session of today is on record ({', '.join(sorted(set(sessions)))}).",
                lifts=_ELSEWHERE,
                who=Who.NOBODY,
                leaf=leaf,
            )
        )
    concepts = ("session-given-today",)
    return must_not_be(day, "second-dose", title, concepts, leaf, (_ELSEWHERE, Who.NOBODY))


def must_not_be(
    day: Day,
    id: str,
    title: str,
    concepts: tuple[str, ...],
    leaf: Leaf,
    lift: tuple[str, Who],
) -> Item:
    """Return an item that only a clinician’s “no” of today meets."""
    found = tuple(fact for fact in day.known.so(*concepts) if day.known.goes_on(fact))
    if found:
        lifts, who = lift
        return day.guarded(
            Item(
                id=id,
                title=title,
                state=ItemState.HELD,
                says=f"Answered yes: {questions(day, *concepts)}",
                lifts=lifts,
                who=who,
                leaf=leaf,
                basis=found,
            )
        )
    return asked(day, id, title, concepts, leaf, unanswered(day.known, *concepts))


def has_to_be(day: Day, id: str, title: str, concept: str, leaf: Leaf, who: Who = Who.ASK) -> Item:
    """Return an item that only a “yes” of today meets, and not the patient’s alone."""
    no = day.known.denied(concept)
    if no:
        return day.guarded(
            Item(
                id=id,
                title=title,
                state=ItemState.HELD,
                says=f"Answered no: {questions(day, concept)}",
                lifts=f"{leaf.shown.rstrip('.')}.",
                who=who,
                leaf=leaf,
                basis=no,
            )
        )
    so = day.known.so(concept)
    missing = sure(so) if so else Look(ask=Why.NOT_ASKED)
    return asked(day, id, title, (concept,), leaf, missing)


def asked(day: Day, id: str, title: str, concepts: tuple[str, ...], leaf: Leaf, look: Look) -> Item:
    """Return an item that a look left open, or that its answers meet."""
    basis = answers_of(day, concepts)
    if look == CLEAR:
        met = Item(
            id=id,
            title=told.name(concepts[0], title),
            state=ItemState.MET,
            says=told.answers(day, basis),
            leaf=leaf,
            basis=basis,
        )
        return day.guarded(met)
    assert look.ask is not None
    return day.guarded(
        Item(
            id=id,
            title=title,
            state=ItemState.NOT_ASKED,
            says=f"{str(look.ask).capitalize()}: {questions(day, *concepts)}",
            lifts=f"Ask, and write the answer down today: {', '.join(concepts)}.",
            who=Who.ASK,
            leaf=leaf,
            basis=basis,
        )
    )


def questions(day: Day, *concepts: str) -> str:
    """Return what a person is asked for these concepts, each as a sentence."""
    titles = (day.kb.concept(concept).title for concept in concepts)
    return " ".join(title if title.endswith("?") else f"{title}." for title in titles)


def answers_of(day: Day, concepts: tuple[str, ...]) -> tuple[Fact, ...]:
    """Return what was answered for these concepts, each fact once."""
    said = [*day.known.so(*concepts)]
    said += [fact for concept in concepts for fact in day.known.denied(concept)]
    return tuple({id(fact): fact for fact in said}.values())
