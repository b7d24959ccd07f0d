"""Medicines on the day: each blood pressure medicine, and what sedates or stirs at home."""

from titrant.clinical import Fact, Sureness, TakenToday
from titrant.dosing.screening import Why
from titrant.dosing.screening.looks import CLEAR, unanswered
from titrant.dosing.screening.treatment import cell_of
from titrant.dosing.visit.answers import asked, must_not_be
from titrant.dosing.visit.items import Day, Item, ItemState, Who
from titrant.knowledge import Leaf

MISSED_RULE = "missed-antihypertensive"
_SEDATING = ("cns-depressant",)
_NOT_LEFT_OUT = "A regular sedative is never left out on this account"


def antihypertensives(day: Day) -> Item:
    """Return whether each blood pressure medicine was taken today (hazard H17)."""
    cell = cell_of(day.rule(MISSED_RULE), day.treatment)
    assert cell is not None  # the rule has a cell for each drug
    title = "Blood pressure medicines"
    known = day.known
    missed = tuple(f for f in known.so(MISSED_RULE) if known.goes_on(f))
    drugs = tuple(f for f in known.so("antihypertensive") if known.goes_on(f) is not False)
    untaken = [one.what for one in _said(day, drugs) if not one.taken]
    if missed or untaken:
        what = f": {', '.join(sorted(set(untaken)))}" if untaken else ""
        return day.guarded(
            Item(
                id="antihypertensives",
                title=title,
                state=ItemState.HELD,
                says=f"A blood pressure medicine was missed or stopped{what}.",
                lifts="The prescriber decides; the pressure is watched for a rebound.",
                who=Who.PRESCRIBER,
                leaf=cell.leaf,
                basis=(*missed, *drugs),
            )
        )
    open_drugs = [fact.text for fact in drugs if not _taken(day, fact)]
    if open_drugs:
        named = ", ".join(dict.fromkeys(open_drugs))
        return day.guarded(
            Item(
                id="antihypertensives",
                title=title,
                state=ItemState.NOT_ASKED,
                says=f"{str(Why.NOT_ASKED).capitalize()} whether it was taken today: {named}.",
                lifts="Ask for each, and when; write it under the visit’s medicines.",
                who=Who.ASK,
                leaf=cell.leaf,
                basis=drugs,
            )
        )
    look = unanswered(known, MISSED_RULE)
    if drugs and look == CLEAR:
        times = ", ".join(sorted({_when(one) for one in _said(day, drugs)}))
        met = Item(
            id="antihypertensives",
            title=title,
            state=ItemState.MET,
            says=f"Taken today: {times}.",
            leaf=cell.leaf,
            basis=drugs,
        )
        return day.guarded(met)
    return asked(day, "antihypertensives", title, (MISSED_RULE,), cell.leaf, look)


def _said(day: Day, drugs: tuple[Fact, ...]) -> list[TakenToday]:
    """Return what was said of these drugs today; what was missed counts whoever says it."""
    entries = day.visit.medicines if day.visit is not None else ()
    return [one for one in entries if _counts(day, one, drugs)]


def _counts(day: Day, one: TakenToday, drugs: tuple[Fact, ...]) -> bool:
    if not one.taken and _within(day, one, "antihypertensive"):
        return True
    if one.taken and one.sure is Sureness.REPORTED:
        return False
    return any(_about(day, one, fact) for fact in drugs)


def _taken(day: Day, fact: Fact) -> bool:
    return any(one.taken and _about(day, one, fact) for one in _said(day, (fact,)))


def _about(day: Day, one: TakenToday, fact: Fact) -> bool:
    """Say whether an entry is about a drug: its words, or a concept that is no mere class."""
    if one.what.strip().casefold() == fact.text.strip().casefold():
        return True
    return fact.concept in one.concepts and fact.concept not in _classes(day)


def _classes(day: Day) -> set[str]:
    """Return what another medicine lies within: to have taken one of a class is not the other."""
    return {wider for fact in day.snapshot.facts for wider in day.kb.concept(fact.concept).within}


def _within(day: Day, one: TakenToday, concept: str) -> bool:
    return any(concept in (named, *day.kb.concept(named).within) for named in one.concepts)


def _when(one: TakenToday) -> str:
    return f"{one.what} at {one.at:%H:%M}" if one.at is not None else one.what


# -- at home ---------------------------------------------------------------------------------


def sedatives_at_home(day: Day) -> Item:
    """Return whether something sedating was taken today; nobody is told to leave one out (H18)."""
    leaf = day.kb.leaf("home.gate.sedatives")
    lift = (f"{_NOT_LEFT_OUT}: its prescriber decides about the dose at home.", Who.PRESCRIBER)
    concepts = ("sedative-or-opioid-today", "alcohol-today")
    title = "Alcohol, benzodiazepine or opioid today"
    return _taken_at_home(day, "sedatives", title, concepts, _SEDATING, (leaf, *lift))


def stimulants_at_home(day: Day) -> Item:
    """Return whether a stimulant was taken today (hazard H19)."""
    leaf = day.kb.leaf("gate.stimulant.home")
    lift = ("The prescriber decides, and writes the reason.", Who.REASON)
    concepts = ("stimulant-today",)
    classes = ("stimulant", "modafinil-group")
    return _taken_at_home(day, "stimulants", "Stimulant today", concepts, classes, (leaf, *lift))


def _taken_at_home(
    day: Day,
    id: str,
    title: str,
    concepts: tuple[str, ...],
    classes: tuple[str, ...],
    then: tuple[Leaf, str, Who],
) -> Item:
    leaf, lifts, who = then
    entries = day.visit.medicines if day.visit is not None else ()
    taken = sorted(
        {one.what for one in entries if one.taken and any(_within(day, one, c) for c in classes)}
    )
    if not taken:
        return must_not_be(day, id, title, concepts, leaf, (lifts, who))
    return day.guarded(
        Item(
            id=id,
            title=title,
            state=ItemState.HELD,
            says=f"Taken today: {', '.join(taken)}.",
            lifts=lifts,
            who=who,
            leaf=leaf,
        )
    )
