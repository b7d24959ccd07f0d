"""Blood pressure on the day: repeated after rest where it is raised, then decided in writing."""

from titrant.clinical import Fact, Sureness
from titrant.dosing.screening.known import Known, passes
from titrant.dosing.visit.items import Day, Item, ItemState, Who
from titrant.knowledge import Column, Leaf, Rule
from titrant.units import Drug

RULES = ("blood-pressure-today", "blood-pressure-screening", "blood-pressure-screening-eu")
"""The rules that this item stands for, where the readings are of the day itself."""

_SIDES = ("systolic", "diastolic")
_TITLE = "Blood pressure today"
_EU = frozenset({"eu", "de"})


def pressure(day: Day) -> Item:
    """Return what today's readings ask for: nothing, a repeat, a decision, or another day."""
    rule = day.rule(RULES[0])
    readings = {side: _of_day(day, side) for side in _SIDES}
    item = _item(day, rule, readings)
    numbers = (*rule.numbers.values(), *_raised_above(day).values())
    return day.guarded(item, (*numbers, day.kb.leaf("gate.pressure.decision")))


def _of_day(day: Day, side: str) -> tuple[Fact, ...]:
    """Return the readings of a side, file by file, in the order in which they stand there."""
    read = (fact for fact in day.known.so(side) if fact.on == day.as_of and fact.value is not None)
    return tuple(sorted(read, key=lambda fact: fact.origin.file))


def _item(day: Day, rule: Rule, readings: dict[str, tuple[Fact, ...]]) -> Item:
    every = tuple(fact for side in _SIDES for fact in readings[side])
    wait = rule.numbers["repeat.wait"].shown
    if not all(readings.values()):
        missing = " and ".join(side for side in _SIDES if not readings[side])
        excluded = _beyond(rule, "exclude", every)
        if not excluded:
            says = f"No {missing} pressure of today is written down. {_read(every)}".strip()
            lifts = "Measure it sitting and at rest."
            return _held(rule, says, lifts, Who.MEASURE, every, ItemState.NOT_ASKED)
    counting = _counting(every)
    repeated = _repeated(rule, counting, readings)
    said = _read(every)
    if high := _beyond(rule, "exclude", every):
        says = f"{said} {_bound(rule, 'exclude', high)}: nothing is given today."
        return _held(rule, says, _lasting(day), Who.NOBODY, every)
    if high := _beyond(rule, "defer", counting):
        says = f"{said} {_bound(rule, 'defer', high)}: the session is deferred."
        if repeated:
            return _held(rule, says, _lasting(day), Who.NOBODY, every)
        return _held(rule, says, _repeat(wait), Who.MEASURE, every)
    if any(fact.concept == _SIDES[0] and _low(rule, fact) for fact in counting):
        bound = rule.numbers["low.systolic"].shown
        says = f"{said} Systolic pressure below {bound}: the session is deferred."
        who = Who.NOBODY if repeated else Who.MEASURE
        lifts = "Another day, once the cause is found." if repeated else _repeat(wait)
        return _held(rule, says, lifts, who, every)
    bounds = _raised_above(day)
    raised = tuple(fact for fact in counting if passes(bounds[fact.concept], fact) > 0)
    if not raised:
        return _met(rule, f"{said} Not above {_pair(bounds)}.", every)
    says = f"{said} {_above(raised, bounds)}."
    if len(readings[raised[0].concept]) < _count(rule):
        return _held(rule, f"{says} Not repeated.", _repeat(wait), Who.MEASURE, every)
    return _decided(day, rule, says, every)


def _decided(day: Day, rule: Rule, says: str, every: tuple[Fact, ...]) -> Item:
    """Return what a raised repeat comes to: a written decision goes on with it, not at home."""
    if day.treatment.at_home:
        lifts = "Another day; at home a raised pressure is not decided away."
        return _held(rule, f"{says} Still raised after the repeat.", lifts, Who.NOBODY, every)
    lifts = (
        "A prescriber writes the decision and its reason (pressure-decision); "
        "it counts below the deferring figures only."
    )
    against = day.known.denied("pressure-decision")
    if against:
        says = f"{says} The decision of today is not to go on."
        return _held(rule, says, "Another day.", Who.NOBODY, (*every, *against))
    decisions = tuple(
        fact
        for fact in day.known.so("pressure-decision")
        if fact.on == day.as_of and fact.sure is Sureness.CONFIRMED
    )
    reasons = tuple(fact for fact in decisions if fact.word.strip())
    if reasons:
        why = "; ".join(sorted({fact.word.strip() for fact in reasons}))
        return _met(rule, f"{says} Decided to go on: {why}", (*every, *reasons))
    missing = "without its reason" if decisions else "not written down"
    says = f"{says} Still raised after the repeat; a decision is {missing}."
    return _held(rule, says, lifts, Who.REASON, (*every, *decisions))


def _raised_above(day: Day) -> dict[str, Leaf]:
    """Return the figures above which a reading is raised; the older have others in the EU only."""
    rule = day.rule(RULES[0])
    bounds = {side: rule.numbers[f"repeat.{side}"] for side in _SIDES}
    treatment = day.treatment
    spray = treatment.drug is Drug.ESKETAMINE and Column.NASAL in treatment.columns
    if not (spray and treatment.jurisdiction in _EU and not treatment.at_home):
        return bounds
    numbers = day.rule(RULES[-1]).numbers
    bounds = {side: numbers[f"above.{side}"] for side in _SIDES}
    if _reached(day.known, numbers["older.from"]):
        bounds[_SIDES[0]] = numbers["older.systolic"]
    return bounds


def _reached(known: Known, age: Leaf) -> bool:
    """Say whether a person has surely reached an age."""
    assert age.value is not None
    return known.born is not None and known.born.youngest(known.as_of) >= int(age.value)


def _counting(readings: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return of each side the last reading of each file: which file is later, nobody can tell."""
    return tuple({(fact.concept, fact.origin.file): fact for fact in readings}.values())


def _repeated(
    rule: Rule, counting: tuple[Fact, ...], readings: dict[str, tuple[Fact, ...]]
) -> bool:
    sides = {fact.concept for fact in counting}
    return all(len(readings[side]) >= _count(rule) for side in sides)


def _count(rule: Rule) -> int:
    return int(str(rule.numbers["repeat.readings"].value))


def _beyond(rule: Rule, level: str, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(f for f in facts if passes(rule.numbers[f"{level}.{f.concept}"], f) >= 0)


def _low(rule: Rule, fact: Fact) -> bool:
    return passes(rule.numbers["low.systolic"], fact) < 0


def _bound(rule: Rule, level: str, high: tuple[Fact, ...]) -> str:
    side = high[0].concept
    return f"{side.capitalize()} pressure at or above {rule.numbers[f'{level}.{side}'].shown}"


def _above(raised: tuple[Fact, ...], bounds: dict[str, Leaf]) -> str:
    sides = dict.fromkeys(fact.concept for fact in raised)
    named = " and ".join(f"{side} pressure above {bounds[side].shown}" for side in sides)
    return f"{named[:1].upper()}{named[1:]}"


def _pair(bounds: dict[str, Leaf]) -> str:
    return " or ".join(f"{bounds[side].shown} {side}" for side in _SIDES)


def _read(facts: tuple[Fact, ...]) -> str:
    shown = ", ".join(f"{fact.concept} {fact.value.shown}" for fact in facts if fact.value)
    return f"{shown[:1].upper()}{shown[1:]}." if shown else ""


def _repeat(wait: str) -> str:
    return f"Measure again after {wait} of rest."


def _lasting(day: Day) -> str:
    return (
        "Another day, with the pressure treated."
        if day.treatment.at_home
        else ("Another day, with the pressure treated first; no decision of today lifts it.")
    )


def _met(rule: Rule, says: str, basis: tuple[Fact, ...]) -> Item:
    return Item(
        id="pressure",
        title=_TITLE,
        state=ItemState.MET,
        says=says,
        leaf=rule.numbers["repeat.systolic"],
        basis=basis,
    )


def _held(
    rule: Rule,
    says: str,
    lifts: str,
    who: Who,
    basis: tuple[Fact, ...],
    state: ItemState = ItemState.HELD,
) -> Item:
    return Item(
        id="pressure",
        title=_TITLE,
        state=state,
        says=says,
        lifts=lifts,
        who=who,
        leaf=rule.numbers["repeat.systolic"],
        basis=basis,
    )
